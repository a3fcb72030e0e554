//! From transactions to changes: passes over all of them until no more users are recognised.

use std::borrow::Cow;
use std::collections::BTreeMap;

use foldhash::{HashMap, HashSet};

use super::book::Book;
use super::fate::Fate;
use super::intake::{self, Item, OtherAccount};
use super::matching::candidates::Hints;
use super::matching::{Addresses, find};
use super::recent::Recent;
use super::trail::Trail;
use super::work::{Assigned, Work};
use super::{
    Explanation, Input, Reconciled, Remark, RemarkKind, changes, differing, idle, inbox, members,
    totals,
};
use crate::sources::{SourceDoubt, SourceReading, SourceTotals};
use crate::vocabulary::{SourceName, TransactionKey};

/// How many passes are made at most. Each recognises more users by what the one before recorded, so two or three
/// are usual.
const MOST_PASSES: usize = 10;

/// Says what follows from the transactions.
#[must_use]
pub fn reconcile(input: &Input<'_>) -> Reconciled {
    let mut refused = under_other_accounts(input);
    refused.extend(of_other_accounts(input));
    loop {
        let readings = without(input.readings, &refused);
        let input = Input {
            readings: &readings,
            ..*input
        };
        let items = intake::items(&input);
        let base = members::book(&input);
        let known = Known::of(&items, &base);
        let begin = || begin(&input, &items, &base, &known);
        let mut work = settled(begin);
        work.let_go();
        let totals = totals::totals(&work);
        let defects = totals::defects(&work, &totals);
        if !defects.is_empty() {
            refused.extend(defects);
            continue;
        }
        return concluded(&work, &base, refused, totals);
    }
}

/// What was tried on one transaction, and what becomes of it; `None` if it is not known.
#[must_use]
pub fn explain(input: &Input<'_>, key: &TransactionKey) -> Option<Explanation> {
    let items = intake::items_and(input, Some(key));
    let base = members::book(input);
    let known = Known::of(&items, &base);
    let number = *known.numbers.get(key)?;
    let begin = || begin(input, &items, &base, &known);
    let work = settled(begin);
    let mut again = begin();
    again.note_all_but(number, &work.assigned);
    let mut trail = Trail::kept();
    let fate = again.fate(number, None, &mut trail);
    let fate = match (&work.fates[number], fate) {
        (Some(fate @ Fate::NoPayment(_)), _) => fate.clone(),
        (_, fate) => fate,
    };
    if matches!(fate, Fate::Recorded(_)) {
        again.retrace(number, &mut trail);
    }
    Some(Explanation {
        steps: trail.into_steps(),
        outcome: again.in_words(number, &fate),
        waits: matches!(fate, Fate::Open(_)),
    })
}

/// What is found quickly, for all passes.
struct Known<'a> {
    numbers: HashMap<&'a TransactionKey, usize>,
    listed: HashSet<&'a TransactionKey>,
    addresses: Addresses,
    hints: Hints,
}

impl<'a> Known<'a> {
    fn of(items: &'a [Item<'_>], base: &Book) -> Self {
        let keys = items.iter().map(|item| &item.transaction.key);
        let listed = items.iter().filter(|item| !item.sources.is_empty());
        Self {
            numbers: keys.zip(0..).collect(),
            listed: listed.map(|item| &item.transaction.key).collect(),
            addresses: Addresses::of(base),
            hints: Hints::of(base),
        }
    }
}

fn begin<'a>(
    input: &'a Input<'a>,
    items: &'a [Item<'a>],
    base: &Book,
    known: &'a Known<'a>,
) -> Work<'a> {
    let Known {
        numbers,
        listed,
        addresses,
        hints,
    } = known;
    Work {
        input,
        items,
        addresses,
        hints,
        listed,
        book: base.clone(),
        fates: vec![None; items.len()],
        assigned: HashMap::default(),
        noted: HashMap::default(),
        remarks: Vec::new(),
        recent: Recent::default(),
        places: HashMap::default(),
        numbers,
        rules_used: vec![0; input.records.matching.len()],
        refused: HashSet::default(),
    }
}

/// The pass after which no more users are recognised.
fn settled<'a>(begin: impl Fn() -> Work<'a>) -> Work<'a> {
    let mut before: HashMap<usize, Assigned> = HashMap::default();
    let mut passes = 0;
    loop {
        let mut work = begin();
        work.go(&before);
        passes += 1;
        let more = work.recognised_late();
        if more.is_empty() || passes == MOST_PASSES {
            work.settle();
            return work;
        }
        before = std::mem::take(&mut work.assigned);
        before.extend(more);
    }
}

impl Work<'_> {
    /// Lets go of what only matching needs, which makes room for the changes of very many transactions.
    fn let_go(&mut self) {
        self.recent = Recent::default();
        let fates = &self.fates;
        self.assigned
            .retain(|number, _| matches!(fates[*number], Some(Fate::Open(_))));
    }

    /// Items that wait because no user was found, and those whom the book recognises by now.
    fn recognised_late(&self) -> HashMap<usize, Assigned> {
        let waiting = self.fates.iter().enumerate().filter(|(number, fate)| {
            matches!(fate, Some(Fate::Open(question)) if !question.is_pending)
                && !self.assigned.contains_key(number)
        });
        let found = waiting.filter_map(|(number, _)| {
            let transaction = &self.items[number].transaction;
            let is_money = transaction.amount.comes()
                && transaction.nature != crate::sources::Nature::Unknown
                && !self.input.records.decisions.contains_key(&transaction.key);
            if !is_money {
                return None;
            }
            match find(
                &self.book,
                self.addresses,
                transaction,
                &mut Trail::default(),
            )? {
                super::matching::Found::One(user, how) => Some((number, (user, how))),
                super::matching::Found::Several(..) => None,
            }
        });
        found.collect()
    }

    /// Goes over all transactions but one.
    fn note_all_but(&mut self, number: usize, before: &HashMap<usize, Assigned>) {
        self.begin();
        for other in (0..self.items.len()).filter(|other| *other != number) {
            let fate = self.fate(other, before.get(&other), &mut Trail::default());
            self.fates[other] = Some(fate);
        }
    }

    /// Tries the rules and steps on what is recorded, as far as its record says what they compare: its payment is
    /// there already, so its subscription and its payer are known by it.
    fn retrace(&mut self, number: usize, trail: &mut Trail) {
        if self.items[number].transaction.amount.comes() {
            super::rules::ruled(self, number, trail);
            find(
                &self.book,
                self.addresses,
                &self.items[number].transaction,
                trail,
            );
        }
    }

    /// What becomes of an item, as a clause.
    fn in_words(&self, number: usize, fate: &Fate) -> String {
        let handles = |users: &[usize]| super::matching::handles(&self.book, users);
        match fate {
            Fate::Recorded(users) => {
                let reasons = self.recorded(&self.items[number].transaction.key);
                let reasons = reasons.into_iter().filter_map(|(user, position)| {
                    let entry = &self.book.users[user].entries[position];
                    (!entry.reason.is_empty()).then(|| entry.reason.clone())
                });
                let reasons: Vec<String> = reasons.collect();
                match reasons.is_empty() {
                    true => format!("recorded for {}", handles(users)),
                    false => format!("recorded for {}: {}", handles(users), reasons.join("; ")),
                }
            }
            Fate::Open(question) if question.candidates.is_empty() => {
                format!("waits for a decision: {}", question.why)
            }
            Fate::Open(question) => format!(
                "waits for a decision: {}; possibly {}",
                question.why,
                handles(&question.candidates)
            ),
            Fate::Forgotten => "was recorded once and is not any more".to_owned(),
            Fate::Decided(reason) => format!("ignored: {reason}"),
            Fate::NoPayment(kind) => format!("no payment: {kind}"),
        }
    }
}

/// The changes that a settled pass comes to.
fn concluded(
    work: &Work<'_>,
    base: &Book,
    refused: BTreeMap<SourceName, SourceDoubt>,
    totals: Vec<SourceTotals>,
) -> Reconciled {
    let mut reconciled = Reconciled {
        totals,
        remarks: work.remarks.clone(),
        rules_used: work.rules_used.clone(),
        refused: refused.into_iter().collect(),
        ..Reconciled::default()
    };
    changes::add(work, base, &mut reconciled);
    inbox::add(work, &mut reconciled);
    idle::add(work, &mut reconciled.remarks);
    differing::add(work, &mut reconciled.remarks);
    add_remarks_of_sources(work.input, &mut reconciled.remarks);
    reconciled.remarks.sort();
    reconciled.remarks.dedup();
    reconciled
}

fn add_remarks_of_sources(input: &Input<'_>, remarks: &mut Vec<Remark>) {
    for (reading, listing) in intake::listings(input.readings) {
        remarks.extend(listing.problems.iter().map(|problem| Remark {
            kind: RemarkKind::RowUnreadable,
            subject: format!("{}:{}", problem.file, problem.row),
            message: match problem.column.as_str() {
                "" => format!("is not read: {}", problem.reason),
                column => format!(
                    "is not read: `{column}`, `{}`, {}",
                    problem.value, problem.reason
                ),
            },
        }));
        remarks.extend(listing.remarks.iter().map(|remark| Remark {
            kind: RemarkKind::SourceRemark,
            subject: reading.source.to_string(),
            message: remark.clone(),
        }));
    }
}

fn without<'a>(
    readings: &'a [SourceReading],
    refused: &BTreeMap<SourceName, SourceDoubt>,
) -> Cow<'a, [SourceReading]> {
    if refused.is_empty() {
        return Cow::Borrowed(readings);
    }
    let used = readings
        .iter()
        .filter(|it| !refused.contains_key(&it.source));
    used.cloned().collect()
}

/// Why sources are refused that answer for another account than in earlier runs.
fn of_other_accounts(input: &Input<'_>) -> BTreeMap<SourceName, SourceDoubt> {
    let other = intake::listings(input.readings).filter(|(reading, listing)| {
        let before = input.account_numbers.get(&reading.account);
        let now = listing.account_number.as_ref();
        before.zip(now).is_some_and(|(before, now)| before != now)
    });
    let doubt = SourceDoubt {
        read: "its answer".to_owned(),
        reason: "it is of another account of the service than in earlier runs".to_owned(),
        now: "check `client_id` and `client_secret` of the source in plexmgr.toml".to_owned(),
        if_it_stays: "give this source another `account`, if the money comes to another account of the service now"
            .to_owned(),
    };
    other
        .map(|(reading, _)| (reading.source.clone(), doubt.clone()))
        .collect()
}

/// The way out where transactions of one source are recorded under two accounts.
fn both_accounts(
    input: &Input<'_>,
    source: &SourceName,
    other: &SourceName,
    count: usize,
) -> String {
    let mut readings = input.readings.iter();
    let own = readings.find(|reading| reading.source == *source);
    let own = own.map_or(source, |reading| &reading.account);
    format!(
        "{count} more are recorded under its own account `{own}`, so change `source: {other}` of those payments, and \
         `{other}/` in the folder `decisions`, to `{own}`"
    )
}

/// Why sources are refused whose transactions are known under another account.
fn under_other_accounts(input: &Input<'_>) -> BTreeMap<SourceName, SourceDoubt> {
    let found = intake::under_other_accounts(input).into_iter();
    let doubt = |(source, other): (SourceName, OtherAccount)| {
        let OtherAccount {
            account,
            count,
            own,
            lister,
        } = other;
        let are = if count == 1 { "is" } else { "are" };
        let known = match lister {
            Some(lister) => format!("listed by source `{lister}` too"),
            None => "recorded".to_owned(),
        };
        let doubt = SourceDoubt {
            read: "its transactions".to_owned(),
            reason: format!("{count} of them {are} {known}, under the account `{account}`"),
            now: match own {
                0 => format!("write `account = \"{account}\"` below its `kind` in plexmgr.toml"),
                own => both_accounts(input, &source, &account, own),
            },
            if_it_stays: "compare the name of the source with the `source` of recorded payments"
                .to_owned(),
        };
        (source, doubt)
    };
    found.map(doubt).collect()
}
