//! Any change set is read back from a file as it was saved.

use std::collections::BTreeSet;
use std::sync::Arc;

use plexmgr::change::{
    Act, Change, ChangeKind, Effect, EffectKind, GuardName, Operation, Subject, Who,
};
use plexmgr::plan::{
    AccountVerdict, ChangeSet, GuardVerdict, Held, Notice, NoticeKind, SourceVerdict, UnknownFact,
};
use plexmgr::render::{FileStatus, FileView};
use plexmgr::saved::{Basis, Contents, HistoryBasis, SavedPlan, Source, WhoIsAsked};
use plexmgr::sources::plex::FactName;
use plexmgr::sources::{NoPayment, SourceDoubt, SourceTotals, Sum};
use plexmgr::vocabulary::{Digest, Place, PlexId, RunId, Timestamp};
use proptest::option;
use proptest::prelude::*;

use super::actions::{
    about_handles, about_servers, about_shares, about_users, account_name, day, text,
};
use super::money::{about_payments, about_the_inbox};

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![9 => edit(), 1 => effect()]
}

fn edit() -> impl Strategy<Value = Change> {
    let parts = prop_oneof![
        about_servers(),
        about_users(),
        about_shares(),
        about_handles(),
        about_payments(),
        about_the_inbox()
    ];
    (text(), parts, text()).prop_map(|(file, (subject, action), reason)| {
        Change::edit(subject, Arc::from(file), action, reason)
    })
}

fn effect() -> impl Strategy<Value = Change> {
    let details = || prop::collection::btree_map(text(), text(), 0..3);
    let operation = || {
        (text(), details()).prop_map(|(what, details)| Operation {
            kind: EffectKind::NOTE.word.to_owned(),
            what,
            details,
        })
    };
    let parts = (text(), operation(), option::of(operation()));
    let effect = parts.prop_map(|(key, operation, inverse)| Effect {
        key,
        operation,
        inverse,
    });
    let subject = Subject::User(Who {
        user: "ada".parse().unwrap(),
        plex_id: Some(PlexId(7)),
    });
    (effect, text()).prop_map(move |(effect, reason)| Change {
        subject: subject.clone(),
        act: Act::Effect(EffectKind::NOTE, effect),
        reason,
    })
}

fn notice() -> impl Strategy<Value = Notice> {
    let place = (text(), any::<u32>(), any::<u32>()).prop_map(|(file, line, column)| Place {
        file: Arc::from(file),
        line,
        column,
    });
    let kind = prop::sample::select(NoticeKind::ALL.as_slice());
    (kind, text(), text(), option::of(place)).prop_map(|(kind, subject, message, place)| Notice {
        kind,
        subject,
        message,
        place,
    })
}

fn unknown() -> impl Strategy<Value = UnknownFact> {
    let fact = prop::sample::select(vec![FactName::Owner, FactName::People, FactName::Shares]);
    let kind = prop::sample::select(ChangeKind::EDITS.to_vec());
    let held = (kind, text()).prop_map(|(kind, subject)| Held { kind, subject });
    let texts = (option::of(text()), text(), text(), option::of(text()));
    let held = prop::collection::vec(held, 0..3);
    (account_name(), fact, texts, any::<bool>(), held).prop_map(
        |(account, fact, (server, endpoint, reason, now), required, held)| UnknownFact {
            account,
            fact,
            server,
            person: required.then_some(PlexId(7)),
            endpoint,
            reason,
            if_it_stays: now.clone(),
            now,
            required,
            held,
        },
    )
}

fn guard() -> impl Strategy<Value = GuardVerdict> {
    let name = prop::sample::select(GuardName::ALL.as_slice());
    let number = || option::of(any::<u64>());
    let told = (option::of(text()), number(), number());
    (name, any::<u64>(), any::<u64>(), told).prop_map(
        |(name, limit, found, (refusal, accepted, to_accept))| GuardVerdict {
            name,
            limit,
            found,
            refusal,
            accepted,
            to_accept,
        },
    )
}

fn account() -> impl Strategy<Value = AccountVerdict> {
    let id = option::of(any::<u64>().prop_map(PlexId));
    (
        account_name(),
        id,
        any::<bool>(),
        any::<usize>(),
        any::<usize>(),
    )
        .prop_map(|(name, id, complete, servers, users)| AccountVerdict {
            name,
            id,
            complete,
            believed: complete,
            servers,
            users,
        })
}

fn source() -> impl Strategy<Value = SourceVerdict> {
    let name =
        || prop::sample::select(vec!["paypal", "bank"]).prop_map(|name| name.parse().unwrap());
    let doubt =
        (text(), text(), text(), text()).prop_map(|(read, reason, now, if_it_stays)| SourceDoubt {
            read,
            reason,
            now,
            if_it_stays,
        });
    let totals = prop::collection::vec(totals(), 0..3);
    (name(), name(), option::of(doubt), any::<usize>(), totals).prop_map(
        |(name, account, doubt, problems, totals)| SourceVerdict {
            name,
            account,
            doubt,
            problems,
            totals,
        },
    )
}

fn totals() -> impl Strategy<Value = SourceTotals> {
    let sum = || {
        (any::<usize>(), any::<i32>(), 0..4_u32).prop_map(|(rows, amount, scale)| Sum {
            rows,
            amount: rust_decimal::Decimal::new(amount.into(), scale),
        })
    };
    let kinds = prop::sample::select(vec![
        NoPayment::Fee,
        NoPayment::GivenBack,
        NoPayment::OfNothing,
    ]);
    let kinds = prop::collection::btree_map(kinds, sum(), 0..3);
    let parts = (
        sum(),
        sum(),
        sum(),
        sum(),
        kinds,
        prop::option::of("[A-Z0-9]{1,13}"),
    );
    parts.prop_map(
        |(read, recorded, open, decided, no_payment, account_number)| SourceTotals {
            account_number,
            source: "paypal-api".parse().unwrap(),
            account: "paypal".parse().unwrap(),
            currency: "EUR".parse().unwrap(),
            read,
            recorded,
            open,
            decided,
            no_payment,
        },
    )
}

fn file() -> impl Strategy<Value = FileView> {
    let status = prop_oneof![
        Just(FileStatus::Added),
        Just(FileStatus::Changed),
        Just(FileStatus::Removed)
    ];
    (text(), status, option::of(text())).prop_map(|(path, status, diff)| FileView {
        path: Arc::from(path),
        status,
        diff,
    })
}

fn basis() -> impl Strategy<Value = Basis> {
    let digest = || text().prop_map(|text| Digest::of(text.as_bytes()));
    let snapshot = (text(), digest()).prop_map(|(path, digest)| Source::Snapshot { path, digest });
    let runs = prop::collection::vec(digest().prop_map(RunId::from), 0..3);
    let history =
        (runs, option::of(digest())).prop_map(|(newest, all)| HistoryBasis { newest, all });
    let records = prop::collection::btree_map(text(), digest(), 0..4);
    let source = prop_oneof![Just(Source::Plex), snapshot];
    let only = prop::collection::vec(account_name(), 0..3);
    (digest(), records, history, source, only).prop_map(
        |(settings, records, history, source, only_accounts)| Basis {
            asked: WhoIsAsked::default(),
            settings,
            records,
            history,
            source,
            only_accounts,
            accounts: Vec::new(),
        },
    )
}

fn contents() -> impl Strategy<Value = Contents> {
    let lists = (
        prop::collection::vec(account(), 0..3),
        prop::collection::vec(source(), 0..3),
        prop::collection::vec(change(), 0..12),
        prop::collection::vec(unknown(), 0..3),
        prop::collection::vec(notice(), 0..4),
        prop::collection::vec(guard(), 0..4),
        prop::collection::vec(file(), 0..4),
    );
    (0..200_000_000_000_i64, any::<u128>(), day(), lists, basis()).prop_map(
        |(
            created,
            household,
            today,
            (accounts, sources, changes, unknown, notices, guards, files),
            basis,
        )| {
            Contents {
                created: Timestamp(created),
                household: uuid::Uuid::from_u128(household),
                change_set: ChangeSet {
                    today,
                    accounts,
                    sources,
                    changes,
                    silenced: 0,
                    unknown,
                    notices,
                    guards,
                },
                files,
                basis,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_saved_is_read_back(contents in contents()) {
        let bytes = contents.to_bytes();
        let read = SavedPlan::from_bytes(&bytes).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(&read.contents, &contents);
        prop_assert_eq!(read.contents.to_bytes(), bytes);
    }
}

#[test]
fn every_kind_of_change_is_among_what_is_tried() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let mut kinds = BTreeSet::new();
    for _ in 0..500 {
        let change = change().new_tree(&mut runner).unwrap().current();
        kinds.insert(change.kind().word());
    }
    assert_eq!(kinds, ChangeKind::all().map(ChangeKind::word).collect());
}
