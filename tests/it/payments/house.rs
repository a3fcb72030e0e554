//! A household in memory that is planned and written again and again, with the money that its sources list.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plexmgr::change::{Change, ChangeKind};
use plexmgr::draft::draft;
use plexmgr::history::Remembered;
use plexmgr::plan::{self, Accepted, ChangeSet, Clock, Filing, Input, NewUsers, Rules, Taken};
use plexmgr::records::{self, Household, SourceFile};
use plexmgr::settings::GuardSettings;
use plexmgr::sources::plex::Observed;
use plexmgr::sources::{
    Listing, Nature, Payer, RowPlace, Settlement, SourceDoubt, SourceOutcome, SourceReading,
    Transaction,
};
use plexmgr::vocabulary::{Class, Date, SourceName, Timestamp, TransactionKey};

pub(super) const PLANS: &str = "\
monthly: {price: 5.00 EUR, duration: 1 month, default: true}
yearly: {price: 50.00 EUR, duration: 1 year}
";

/// The records of a household, and what was recorded before.
#[derive(Clone)]
pub(super) struct House {
    pub(super) files: BTreeMap<String, String>,
    pub(super) recorded_before: BTreeSet<TransactionKey>,
    pub(super) rules: Rules,
}

impl House {
    /// Two plans and no users, in Berlin.
    pub(super) fn new() -> Self {
        let plans = ("records/plans.yaml".to_owned(), PLANS.to_owned());
        Self {
            files: [plans].into(),
            recorded_before: BTreeSet::new(),
            rules: Rules {
                today: "2026-11-29".parse().unwrap(),
                timezone: chrono_tz::Europe::Berlin,
                class: Class::Standard,
                home_users: None,
                ignore_users: BTreeSet::new(),
                ignore_servers: BTreeSet::new(),
                accounts: Vec::new(),
                guards: GuardSettings::default(),
                accepted: Accepted::default(),
                clock: Clock::default(),
                payments: plexmgr::payments::Rules::new(
                    "2026-11-29".parse().unwrap(),
                    chrono_tz::Europe::Berlin,
                    7,
                ),
                taken: Taken::default(),
                notes: None,
            },
        }
    }

    pub(super) fn file(mut self, path: &str, text: &str) -> Self {
        self.write(path, text);
        self
    }

    pub(super) fn write(&mut self, path: &str, text: &str) {
        self.files
            .insert(format!("records/{path}"), text.to_owned());
    }

    /// A standard user with these keys more.
    pub(super) fn user(self, handle: &str, keys: &str) -> Self {
        self.file(
            &format!("users/{handle}.yaml"),
            &format!("class: standard\n{keys}"),
        )
    }

    /// A standard user who pays from `handle@example.org`, paid until this day by hand.
    pub(super) fn paid_until(self, handle: &str, end: &str) -> Self {
        let end: Date = end.parse().unwrap();
        let start = end.minus_months(1).unwrap();
        self.user(
            handle,
            &format!(
                "paypal_email: {handle}@example.org\npayments:\n  - plan: monthly\n    start: {start}\n    end: {end}\n"
            ),
        )
    }

    pub(super) fn household(&self) -> Household {
        let files = self.files.iter().map(|(path, text)| SourceFile {
            path: Arc::from(path.as_str()),
            bytes: text.clone().into_bytes(),
        });
        records::read("records", files.collect())
            .unwrap_or_else(|problems| panic!("{problems:#?}\n{:#?}", self.files))
    }

    /// What these sources lead to; nothing is written.
    pub(super) fn plan(&self, readings: &[SourceReading]) -> ChangeSet {
        let household = self.household();
        let places = household.users.iter();
        let filing = Filing {
            servers_file: Arc::from("records/servers.yaml"),
            inbox_file: Arc::from("records/inbox.yaml"),
            users: places
                .map(|(handle, home)| (handle.clone(), home.place.clone()))
                .collect(),
            new_users: NewUsers::Folder("records/users".to_owned()),
        };
        let remembered = Remembered {
            transactions: self.recorded_before.clone(),
            ..Remembered::default()
        };
        plan::plan(&Input {
            records: &household.records,
            filing: &filing,
            observed: &Observed {
                accounts: Vec::new(),
            },
            readings,
            remembered: &remembered,
            rules: &self.rules,
        })
    }

    /// Plans and writes; the second plan must be empty.
    pub(super) fn apply(&mut self, readings: &[SourceReading]) -> ChangeSet {
        let change_set = self.run(readings);
        let again = self.plan(readings);
        assert_eq!(
            again.changes,
            [],
            "the second plan is not empty\n{:#?}",
            self.files
        );
        let offline = self.plan(&[]);
        assert_eq!(
            offline.changes,
            [],
            "the plan of the records is not empty\n{:#?}",
            self.files
        );
        change_set
    }

    /// Plans and writes, and asks no more.
    pub(super) fn run(&mut self, readings: &[SourceReading]) -> ChangeSet {
        let change_set = self.plan(readings);
        self.take(&change_set.changes);
        change_set
    }

    fn take(&mut self, changes: &[Change]) {
        let drafted = draft(&self.household(), changes);
        assert_eq!(drafted.refused, []);
        for file in drafted.files {
            match file.after {
                Some(text) => self.files.insert(file.path.to_string(), text),
                None => self.files.remove(&*file.path),
            };
        }
        let household = self.household();
        let payments = household
            .records
            .users
            .values()
            .flat_map(|user| &user.payments);
        self.recorded_before.extend(payments.filter_map(|payment| {
            Some(TransactionKey {
                account: payment.source.as_ref()?.value.clone(),
                id: payment.transaction_id.as_ref()?.value.clone(),
            })
        }));
    }

    /// The periods of a user with their transactions, as in `2026-03-05 to 2026-04-05 T1`.
    pub(super) fn payments(&self, handle: &str) -> Vec<String> {
        let household = self.household();
        let user = &household.records.users[handle];
        let payments = user.payments.iter().map(|payment| {
            let id = payment
                .transaction_id
                .as_ref()
                .map_or("-", |id| id.value.as_str());
            let gone = if payment.period.is_some() && payment.pays().is_none() {
                " for nothing"
            } else {
                ""
            };
            match &payment.period {
                Some(period) => {
                    let (start, end) = (period.start.value, period.end.value);
                    format!("{start} to {end} {id}{gone}")
                }
                None => format!("no time {id}"),
            }
        });
        payments.collect()
    }

    /// The payments of all users.
    pub(super) fn all_payments(&self) -> Vec<(String, Vec<String>)> {
        let users = self.household().records.users;
        let handles = users.keys().map(ToString::to_string);
        handles
            .map(|handle| (handle.clone(), self.payments(&handle)))
            .collect()
    }

    /// What waits: the id and why.
    pub(super) fn inbox(&self) -> Vec<(String, String)> {
        let household = self.household();
        let inbox = household.records.inbox.iter();
        inbox
            .map(|(key, entry)| (key.id.clone(), entry.value.why.value.clone()))
            .collect()
    }

    /// Why the one transaction waits that does.
    pub(super) fn only_question(&self) -> String {
        match self.inbox().as_slice() {
            [(_, why)] => why.clone(),
            inbox => panic!("{inbox:?}"),
        }
    }
}

/// The kinds of changes with whom they are about.
pub(super) fn kinds(change_set: &ChangeSet) -> Vec<(ChangeKind, String)> {
    let changes = change_set.changes.iter();
    changes
        .map(|change| (change.kind(), change.subject.to_string()))
        .collect()
}

/// The messages of notices of one kind, each behind its subject.
pub(super) fn notices(change_set: &ChangeSet, word: &str) -> Vec<String> {
    let notices = change_set
        .notices
        .iter()
        .filter(|notice| notice.kind.word() == word);
    notices
        .map(|notice| format!("{} {}", notice.subject, notice.message))
        .collect()
}

/// Settled money, at 10:00 UTC of a day, without a payer who is known.
pub(super) fn money(id: &str, day: &str, amount: &str) -> Transaction {
    let day: Date = day.parse().unwrap();
    Transaction {
        key: TransactionKey {
            account: name("paypal"),
            id: id.to_owned(),
        },
        has_own_id: true,
        at: Timestamp(day.begin_in(chrono_tz::UTC).0 + 36_000),
        has_time: true,
        amount: amount.parse().unwrap(),
        fee: None,
        state: Settlement::Settled,
        nature: Nature::Payment,
        type_text: "T0006".to_owned(),
        payer: Payer::default(),
        subscription: None,
        refers_to: None,
        note: None,
        place: RowPlace {
            file: "statements/paypal.csv".to_owned(),
            row: 2,
        },
    }
}

/// The same from the address `handle@example.org`.
pub(super) fn from(handle: &str, id: &str, day: &str, amount: &str) -> Transaction {
    let mut transaction = money(id, day, amount);
    transaction.payer.email = Some(format!("{handle}@example.org"));
    transaction
}

/// The same by a subscription.
pub(super) fn by(subscription: &str, id: &str, day: &str, amount: &str) -> Transaction {
    Transaction {
        subscription: Some(subscription.to_owned()),
        ..money(id, day, amount)
    }
}

/// The refund of another transaction.
pub(super) fn refund(of: &str, id: &str, day: &str, amount: &str) -> Transaction {
    Transaction {
        nature: Nature::Refund,
        type_text: "T1107".to_owned(),
        refers_to: Some(of.to_owned()),
        ..money(id, day, amount)
    }
}

pub(super) fn name(text: &str) -> SourceName {
    text.parse().unwrap()
}

/// The source `paypal` with these transactions.
pub(super) fn paypal(transactions: &[Transaction]) -> SourceReading {
    source("paypal", "paypal", transactions)
}

/// A source with these transactions, as it lists them.
pub(super) fn source(called: &str, account: &str, transactions: &[Transaction]) -> SourceReading {
    let mut transactions: Vec<Transaction> = transactions.to_vec();
    for transaction in &mut transactions {
        transaction.key.account = name(account);
    }
    let rows = transactions.len();
    SourceReading {
        source: name(called),
        account: name(account),
        outcome: SourceOutcome::Read(Listing {
            transactions,
            rows,
            ..Listing::default()
        }),
    }
}

/// A source that could not be read.
pub(super) fn unknown(called: &str) -> SourceReading {
    SourceReading {
        source: name(called),
        account: name(called),
        outcome: SourceOutcome::Unknown(SourceDoubt {
            read: "/v1/reporting/transactions".to_owned(),
            reason: "status 503".to_owned(),
            now: "run it again later".to_owned(),
            if_it_stays: "look at the status page of the service".to_owned(),
        }),
    }
}
