//! Any change set is read back from a file as it was saved.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use plexmgr::plan::{
    AccountVerdict, Action, Change, ChangeSet, GuardName, GuardVerdict, Libraries, Names, Notice,
    NoticeKind, Replaced, Share, Who,
};
use plexmgr::records::Place;
use plexmgr::records::schema::Class;
use plexmgr::render::{FileStatus, FileView};
use plexmgr::saved::{Basis, Contents, Digest, SavedPlan, Source, StoreBasis};
use plexmgr::vocabulary::{AccountName, Date, Handle, LibraryId, MachineId, PlexId, Timestamp};
use proptest::option;
use proptest::prelude::*;
use proptest::strategy::Union;

/// Texts that look like something else.
const NASTY: [&str; 9] = [
    "",
    "all",
    "null",
    "[]",
    "\u{202e}x",
    "a\u{0}b",
    "\"\\\n",
    "\u{10ffff}",
    "1e3",
];

/// Any text a stranger may have chosen.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        prop::sample::select(NASTY.as_slice()).prop_map(str::to_owned)
    ]
}

fn handle() -> impl Strategy<Value = Handle> {
    let parsed = |text: String| text.parse::<Handle>().ok();
    "[A-Za-z0-9][a-z0-9._-]{0,20}".prop_filter_map("a handle", parsed)
}

fn day() -> impl Strategy<Value = Date> {
    (1970..=9999, 1..=12_u32, 1..=28_u32).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap())
}

fn account_name() -> impl Strategy<Value = AccountName> {
    "[a-zé]{1,20}".prop_map(|name| name.parse().unwrap())
}

fn machine() -> impl Strategy<Value = MachineId> {
    "[A-Za-z0-9_-]{1,40}".prop_map(|id| id.parse().unwrap())
}

fn library() -> impl Strategy<Value = LibraryId> {
    any::<u64>().prop_map(LibraryId)
}

fn who() -> impl Strategy<Value = Who> {
    (handle(), any::<u64>()).prop_map(|(user, id)| Who {
        user,
        plex_id: PlexId(id),
    })
}

fn replaced<T: std::fmt::Debug + Clone>(
    value: impl Strategy<Value = T> + Clone,
) -> impl Strategy<Value = Option<Replaced<T>>> {
    let both = (option::of(value.clone()), value);
    option::of(both.prop_map(|(before, after)| Replaced { before, after }))
}

fn libraries() -> impl Strategy<Value = Libraries> + Clone {
    let some = prop::collection::vec(handle().boxed(), 0..4).prop_map(Libraries::Some);
    prop_oneof![Just(Libraries::All), some].boxed()
}

fn share() -> impl Strategy<Value = Share> {
    (handle(), libraries(), option::of(day()), option::of(day())).prop_map(
        |(server, libraries, invited, accepted)| Share {
            server,
            libraries,
            invited,
            accepted,
        },
    )
}

fn about_servers() -> Union<BoxedStrategy<Action>> {
    let text = || text().boxed();
    let add_server = (handle(), account_name(), machine(), text()).prop_map(
        |(server, account, machine_id, name)| Action::AddServer {
            server,
            account,
            machine_id,
            name,
        },
    );
    let update_server = (handle(), replaced(account_name().boxed()), replaced(text())).prop_map(
        |(server, account, name)| Action::UpdateServer {
            server,
            account,
            name,
        },
    );
    let add_library = (handle(), handle(), library(), text(), text()).prop_map(
        |(server, library, id, title, kind)| Action::AddLibrary {
            server,
            library,
            id,
            title,
            kind,
        },
    );
    let update_library = (handle(), handle(), replaced(text()), replaced(text())).prop_map(
        |(server, library, title, kind)| Action::UpdateLibrary {
            server,
            library,
            title,
            kind,
        },
    );
    let remove_library = (handle(), handle(), library(), option::of(text())).prop_map(
        |(server, library, id, title)| Action::RemoveLibrary {
            server,
            library,
            id,
            title,
        },
    );
    Union::new([
        add_server.boxed(),
        update_server.boxed(),
        add_library.boxed(),
        update_library.boxed(),
        remove_library.boxed(),
    ])
}

fn about_users() -> Union<BoxedStrategy<Action>> {
    let text = || text().boxed();
    let class = prop_oneof![Just(Class::Standard), Just(Class::Permanent)];
    let names = (option::of(text()), option::of(text()), option::of(text())).prop_map(
        |(username, email, title)| Names {
            username,
            email,
            title,
        },
    );
    let add_user =
        (who(), class, names).prop_map(|(who, class, names)| Action::AddUser { who, class, names });
    let addresses = prop::collection::vec(text(), 0..3).boxed();
    let update_user = (
        who(),
        replaced(text()),
        replaced(text()),
        replaced(text()),
        replaced(addresses),
    )
        .prop_map(
            |(who, username, email, title, former_emails)| Action::UpdateUser {
                who,
                username,
                email,
                title,
                former_emails,
            },
        );
    let add_payment =
        (who(), handle(), day(), day()).prop_map(|(who, plan, start, end)| Action::AddPayment {
            who,
            plan,
            start,
            end,
        });
    let departed = |make: fn(Who, Date) -> Action| {
        (who(), day()).prop_map(move |(who, departed)| make(who, departed))
    };
    Union::new([
        add_user.boxed(),
        who().prop_map(|who| Action::LinkUser { who }).boxed(),
        update_user.boxed(),
        add_payment.boxed(),
        departed(|who, departed| Action::ReturnUser { who, departed }).boxed(),
        departed(|who, departed| Action::DepartUser { who, departed }).boxed(),
    ])
}

fn about_shares() -> Union<BoxedStrategy<Action>> {
    let update = (
        who(),
        handle(),
        replaced(libraries()),
        replaced(day().boxed()),
        replaced(day().boxed()),
    )
        .prop_map(
            |(who, server, libraries, invited, accepted)| Action::UpdateShare {
                who,
                server,
                libraries,
                invited,
                accepted,
            },
        );
    Union::new([
        (who(), share())
            .prop_map(|(who, share)| Action::AddShare { who, share })
            .boxed(),
        update.boxed(),
        (who(), share())
            .prop_map(|(who, share)| Action::RemoveShare { who, share })
            .boxed(),
    ])
}

fn change() -> impl Strategy<Value = Change> {
    let action = prop_oneof![about_servers(), about_users(), about_shares()];
    (text(), action, text()).prop_map(|(file, action, reason)| Change {
        file: Arc::from(file),
        action,
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
            servers,
            users,
        })
}

fn file() -> impl Strategy<Value = FileView> {
    let status = prop_oneof![Just(FileStatus::Added), Just(FileStatus::Changed)];
    (text(), status, option::of(text())).prop_map(|(path, status, diff)| FileView {
        path: Arc::from(path),
        status,
        diff,
    })
}

fn basis() -> impl Strategy<Value = Basis> {
    let digest = || text().prop_map(|text| Digest::of(text.as_bytes()));
    let snapshot = (text(), digest()).prop_map(|(path, digest)| Source::Snapshot { path, digest });
    let store = (option::of(text()), any::<u64>())
        .prop_map(|(lineage, serial)| StoreBasis { lineage, serial });
    let records = prop::collection::btree_map(text(), digest(), 0..4);
    let source = prop_oneof![Just(Source::Plex), snapshot];
    let only = prop::collection::vec(account_name(), 0..3);
    (digest(), records, store, source, only, digest()).prop_map(
        |(settings, records, store, source, only_accounts, observed)| Basis {
            settings,
            records,
            store,
            source,
            only_accounts,
            observed,
            accounts: Vec::new(),
        },
    )
}

fn contents() -> impl Strategy<Value = Contents> {
    let lists = (
        prop::collection::vec(account(), 0..3),
        prop::collection::vec(change(), 0..12),
        prop::collection::vec(notice(), 0..4),
        prop::collection::vec(guard(), 0..4),
        prop::collection::vec(file(), 0..4),
    );
    (0..200_000_000_000_i64, any::<u128>(), day(), lists, basis()).prop_map(
        |(created, household, today, (accounts, changes, notices, guards, files), basis)| {
            Contents {
                created: Timestamp(created),
                household: uuid::Uuid::from_u128(household),
                change_set: ChangeSet {
                    today,
                    accounts,
                    changes,
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
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..500 {
        let change = change().new_tree(&mut runner).unwrap().current();
        *kinds.entry(change.action.kind().word()).or_default() += 1;
    }
    let words: BTreeSet<&str> = kinds.into_keys().collect();
    assert_eq!(words.len(), 14, "{words:?}");
}
