//! The way of every transaction, one after the other in the order of time: what each becomes, and the book after it.

use foldhash::{HashMap, HashSet};

use super::accept::{Share, Terms};
use super::book::{Book, UserIndex};
use super::fate::{Fate, Question};
use super::intake::{DISAGREE, Item, NO_TYPE, SAME_ID};
use super::matching::candidates::Hints;
use super::matching::{Addresses, Found, find};
use super::recent::Recent;
use super::rules::{self, Ruled};
use super::trail::Trail;
use super::{Input, Remark, decided, refunds};
use crate::records::schema::Decision;
use crate::sources::{Nature, NoPayment, Settlement, Transaction};
use crate::vocabulary::{Date, SourceName, TransactionKey};

/// Whom a transaction was matched with, and why, as a clause.
pub(super) type Assigned = (UserIndex, String);

/// One pass over all transactions.
pub(super) struct Work<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) items: &'a [Item<'a>],
    pub(super) addresses: &'a Addresses,
    pub(super) hints: &'a Hints,
    pub(super) book: Book,
    /// Of each item, once it was its turn.
    pub(super) fates: Vec<Option<Fate>>,
    /// What each item was matched with by the steps.
    pub(super) assigned: HashMap<usize, Assigned>,
    /// Refunds of what is not recorded, by the item they refund.
    pub(super) noted: HashMap<usize, Vec<usize>>,
    pub(super) remarks: Vec<Remark>,
    pub(super) recent: Recent<'a>,
    /// Where the payments of each transaction id are.
    pub(super) places: HashMap<String, Vec<(UserIndex, usize)>>,
    /// The items by their keys.
    pub(super) numbers: &'a HashMap<&'a TransactionKey, usize>,
    /// What a source lists in this run.
    pub(super) listed: &'a HashSet<&'a TransactionKey>,
    /// How many rules of `matching.yaml` decided something, by position.
    pub(super) rules_used: Vec<usize>,
    /// Items whose decision could not be carried out when it was their turn.
    pub(super) refused: HashSet<usize>,
}

impl Work<'_> {
    /// Goes over all transactions; those matched in an earlier pass keep their users.
    pub(super) fn go(&mut self, before: &HashMap<usize, Assigned>) {
        self.begin();
        for number in 0..self.items.len() {
            let fate = self.fate(number, before.get(&number), &mut Trail::default());
            self.fates[number] = Some(fate);
        }
    }

    /// Looks again at what waits or refers to nothing, knowing everything that is recorded by now, until nothing more
    /// is: so the next run, which knows all of that from the beginning, has nothing to change.
    pub(super) fn settle(&mut self) {
        loop {
            let is_unsettled = |number: &usize| {
                let fate = self.fates[*number].as_ref();
                fate.is_none_or(Fate::is_unsettled) || self.refused.contains(number)
            };
            let unsettled: Vec<usize> = (0..self.items.len()).filter(is_unsettled).collect();
            let mut is_recorded = false;
            let keys = unsettled
                .iter()
                .map(|number| &self.items[*number].transaction.key);
            let keys: HashSet<String> = keys.map(TransactionKey::to_string).collect();
            self.remarks
                .retain(|remark| !keys.contains(&remark.subject));
            for number in unsettled {
                let was_recorded = matches!(self.fates[number], Some(Fate::Recorded(_)));
                let fate = self.fate(number, None, &mut Trail::default());
                let is_as_before = was_recorded && self.refused.contains(&number);
                is_recorded |= matches!(fate, Fate::Recorded(_)) && !is_as_before;
                self.fates[number] = Some(fate);
            }
            // What is given back makes room.
            if !is_recorded && !refunds::close_reversed(self) {
                break;
            }
        }
        refunds::close_open(self);
    }

    /// The household's day of a transaction.
    pub(super) fn day(&self, transaction: &Transaction) -> Date {
        day_of(transaction, self.input.rules.timezone)
    }

    /// Notes where each recorded payment is.
    pub(super) fn begin(&mut self) {
        for (user, member) in self.book.users.iter().enumerate() {
            for (position, entry) in member.entries.iter().enumerate() {
                if let Some(id) = &entry.transaction {
                    let places = self.places.entry(id.clone()).or_default();
                    places.push((user, position));
                }
            }
        }
        let listed = self.items.iter().filter(|item| !item.sources.is_empty());
        for item in listed {
            let recorded = self.recorded(&item.transaction.key);
            let transaction = &item.transaction;
            self.recent
                .note(self.input, &self.book, &recorded, transaction);
        }
    }

    /// Whether a source lists this transaction in this run; without an account it may be of any.
    pub(super) fn is_listed(&self, account: Option<&SourceName>, id: &str) -> bool {
        let is_in = |account: &SourceName| {
            let (account, id) = (account.clone(), id.to_owned());
            self.listed.contains(&TransactionKey { account, id })
        };
        match account {
            Some(account) => is_in(account),
            None => self.input.readings.iter().any(|it| is_in(&it.account)),
        }
    }

    /// Where the payments of a transaction are, parts of it included, by user.
    pub(super) fn recorded(&self, key: &TransactionKey) -> Vec<(UserIndex, usize)> {
        let places = self
            .places
            .get(&key.id)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let is_it = |(user, position): &&(UserIndex, usize)| {
            let entry = &self.book.users[*user].entries[*position];
            !entry.is_gone && entry.is_of(&key.account, &key.id)
        };
        let mut places: Vec<_> = places.iter().filter(is_it).copied().collect();
        places.sort_unstable();
        places
    }

    /// What becomes of an item; the book holds it afterwards.
    pub(super) fn fate(
        &mut self,
        number: usize,
        before: Option<&Assigned>,
        trail: &mut Trail,
    ) -> Fate {
        self.refused.remove(&number);
        let item = &self.items[number];
        let transaction = &item.transaction;
        let decision = self.input.records.decisions.get(&transaction.key);
        trail.note("decision", || match decision {
            Some(decision) => format!("decided at {}", decision.place),
            None => "none".to_owned(),
        });
        let recorded = self.recorded(&transaction.key);
        if !recorded.is_empty() {
            trail.note("records", || "it is recorded".to_owned());
            return decided::reconsider(self, number, &recorded);
        }
        if let Some(Decision::Ignore(reason)) = decision.map(|decision| &decision.value) {
            return Fate::Decided(reason.value.clone());
        }
        if let Some(fate) = self.no_money(number, trail) {
            if let (Fate::Open(question), Some(decision)) = (&fate, decision) {
                decided::refuse(self, number, decision, &question.why);
            }
            return fate;
        }
        if let Some(other) = &item.contradicts {
            let why = format!("{DISAGREE}{} or {other}", transaction.amount);
            return Fate::Open(Question::new(why, Vec::new()));
        }
        if transaction.state == Settlement::Pending {
            trail.note("state", || "it is not settled yet".to_owned());
            return self.pending(number);
        }
        if decision.is_none() && self.input.recorded_before.contains(&transaction.key) {
            trail.note("history", || {
                "it was recorded once and is not any more: only a decision records it again"
                    .to_owned()
            });
            return Fate::Forgotten;
        }
        match decision {
            Some(decision) => decided::carry_out(self, number, decision),
            None => self.undecided(number, before, trail),
        }
    }

    /// What becomes of a transaction that brings no money; `None` if it brings some.
    fn no_money(&mut self, number: usize, trail: &mut Trail) -> Option<Fate> {
        let transaction = &self.items[number].transaction;
        trail.note("type", || {
            let direction = if transaction.amount.comes() {
                "comes"
            } else {
                "goes"
            };
            format!(
                "`{}`, {} {direction}",
                transaction.type_text,
                transaction.amount.magnitude()
            )
        });
        if transaction.state == Settlement::Denied {
            return Some(Fate::NoPayment(NoPayment::Denied));
        }
        let comes = transaction.amount.comes();
        match transaction.nature {
            Nature::Refund if !comes => Some(refunds::refund(self, number)),
            Nature::Refund => Some(Fate::NoPayment(NoPayment::Outgoing)),
            Nature::Chargeback | Nature::ChargebackLost | Nature::ChargebackOver => {
                Some(refunds::dispute(self, number))
            }
            Nature::Unknown if !comes => Some(refunds::unknown_outgoing(self, number)),
            nature => match NoPayment::of(nature) {
                Some(kind) => Some(Fate::NoPayment(kind)),
                None if !comes => Some(Fate::NoPayment(NoPayment::Outgoing)),
                None => None,
            },
        }
    }

    /// A question about money that is not settled yet, with the user it would be matched with.
    fn pending(&self, number: usize) -> Fate {
        let transaction = &self.items[number].transaction;
        let found = find(
            &self.book,
            self.addresses,
            transaction,
            &mut Trail::default(),
        );
        let candidates = match found {
            Some(Found::One(user, _)) => vec![user],
            Some(Found::Several(_, users)) => users,
            None => Vec::new(),
        };
        Fate::Open(Question {
            why: super::intake::PENDING.to_owned(),
            candidates,
            is_pending: true,
        })
    }

    /// What the rules of the admins, then the steps say.
    fn undecided(&mut self, number: usize, before: Option<&Assigned>, trail: &mut Trail) -> Fate {
        let items = self.items;
        let transaction = &items[number].transaction;
        let ruled = rules::ruled(self, number, trail);
        let donates = match ruled {
            Some(Ruled::Ignored(reason)) => return Fate::Decided(reason),
            Some(Ruled::Shared(shares, terms)) => {
                return super::accept::record(self, number, shares, &terms);
            }
            Some(Ruled::Unclear(why)) => return Fate::Open(Question::new(why, Vec::new())),
            Some(Ruled::Donates) => true,
            None => false,
        };
        if transaction.nature == Nature::SameId {
            let why = format!(
                "{SAME_ID}{}`",
                crate::vocabulary::shown(without_number(&transaction.key.id))
            );
            return Fate::Open(Question::new(why, self.hints.candidates(transaction)));
        }
        if transaction.nature == Nature::Unknown {
            let why = match transaction.type_text.as_str() {
                "" => NO_TYPE.to_owned(),
                text => format!("the type `{}` is not known", crate::vocabulary::shown(text)),
            };
            return Fate::Open(Question::new(why, self.hints.candidates(transaction)));
        }
        let found = match before {
            Some((user, how)) => Some(Found::One(*user, how.clone())),
            None => find(&self.book, self.addresses, transaction, trail),
        };
        match found {
            Some(Found::One(user, how)) => {
                self.assigned.insert(number, (user, how.clone()));
                let terms = Terms::matched(how, donates);
                let shares = vec![Share::whole(user, transaction.amount.magnitude())];
                super::accept::record(self, number, shares, &terms)
            }
            Some(Found::Several(why, users)) => Fate::Open(Question::new(why, users)),
            None => {
                let why = match &transaction.payer.email {
                    Some(_) => "no user has this address",
                    None => "no user is known by this payer",
                };
                Fate::Open(Question::new(why, self.hints.candidates(transaction)))
            }
        }
    }
}

/// The id without the number that its source was given for it.
fn without_number(id: &str) -> &str {
    id.rsplit_once('#').map_or(id, |(id, _)| id)
}

/// The day of a transaction in a time zone; one without a time of day has the same day in each.
pub(super) fn day_of(transaction: &Transaction, zone: chrono_tz::Tz) -> Date {
    let zone = if transaction.has_time {
        zone
    } else {
        chrono_tz::Tz::UTC
    };
    transaction.at.date_in(zone).unwrap_or(Date::LAST)
}
