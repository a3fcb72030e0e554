//! Random changes of every kind, with names as strangers choose them.

use plexmgr::change::{Action, Libraries, Names, Replaced, Share, Subject, Who};
use plexmgr::vocabulary::{AccountName, Class, Date, Handle, LibraryId, MachineId, PlexId};
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
pub(super) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        prop::sample::select(NASTY.as_slice()).prop_map(str::to_owned)
    ]
}

fn handle() -> impl Strategy<Value = Handle> {
    let parsed = |text: String| text.parse::<Handle>().ok();
    "[A-Za-z0-9][a-z0-9._-]{0,20}".prop_filter_map("a handle", parsed)
}

pub(super) fn day() -> impl Strategy<Value = Date> {
    (1970..=9999, 1..=12_u32, 1..=28_u32).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap())
}

pub(super) fn account_name() -> impl Strategy<Value = AccountName> {
    "[a-zé]{1,20}".prop_map(|name| name.parse().unwrap())
}

fn machine() -> impl Strategy<Value = MachineId> {
    "[A-Za-z0-9_-]{1,40}".prop_map(|id| id.parse().unwrap())
}

fn library() -> impl Strategy<Value = LibraryId> {
    any::<u64>().prop_map(LibraryId)
}

fn who() -> impl Strategy<Value = Who> {
    (handle(), prop::option::of(any::<u64>().prop_map(PlexId)))
        .prop_map(|(user, plex_id)| Who { user, plex_id })
}

/// A user whose id is in the record.
fn known() -> impl Strategy<Value = (Who, PlexId)> {
    (handle(), any::<u64>().prop_map(PlexId)).prop_map(|(user, id)| {
        let plex_id = Some(id);
        (Who { user, plex_id }, id)
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

/// What a change is about, and what it does there.
type Parts = (Subject, Action);

pub(super) fn about_servers() -> Union<BoxedStrategy<Parts>> {
    let text = || text().boxed();
    let server = || handle().prop_map(Subject::Server);
    let subject =
        || (handle(), handle()).prop_map(|(server, library)| Subject::Library { server, library });
    let add_server = (account_name(), machine(), text()).prop_map(|(account, machine_id, name)| {
        Action::AddServer {
            account,
            machine_id,
            name,
        }
    });
    let update_server = (replaced(account_name().boxed()), replaced(text()))
        .prop_map(|(account, name)| Action::UpdateServer { account, name });
    let add_library = (library(), text(), text())
        .prop_map(|(id, title, kind)| Action::AddLibrary { id, title, kind });
    let update_library = (replaced(text()), replaced(text()))
        .prop_map(|(title, kind)| Action::UpdateLibrary { title, kind });
    let remove_library =
        (library(), option::of(text())).prop_map(|(id, title)| Action::RemoveLibrary { id, title });
    Union::new([
        (server(), add_server).boxed(),
        (server(), update_server).boxed(),
        (subject(), add_library).boxed(),
        (subject(), update_library).boxed(),
        (subject(), remove_library).boxed(),
    ])
}

pub(super) fn about_users() -> Union<BoxedStrategy<Parts>> {
    let text = || text().boxed();
    let user = || who().prop_map(Subject::User);
    let class = prop_oneof![Just(Class::Standard), Just(Class::Permanent)];
    let names = (option::of(text()), option::of(text()), option::of(text())).prop_map(
        |(username, email, title)| Names {
            username,
            email,
            title,
        },
    );
    let add_user = (class, names).prop_map(|(class, names)| Action::AddUser { class, names });
    let link_user = known().prop_map(|(who, id)| (Subject::User(who), Action::LinkUser { id }));
    let ids = || prop::collection::vec(any::<u64>().prop_map(PlexId), 0..3);
    let relink_user =
        (known(), any::<u64>(), ids(), ids()).prop_map(|((who, id), old, before, after)| {
            let id = Replaced {
                before: Some(PlexId(old)),
                after: id,
            };
            let former_ids = Replaced {
                before: Some(before),
                after,
            };
            (Subject::User(who), Action::RelinkUser { id, former_ids })
        });
    let addresses = prop::collection::vec(text(), 0..3).boxed();
    let update_user = (
        replaced(text()),
        replaced(text()),
        replaced(text()),
        replaced(addresses),
    )
        .prop_map(
            |(username, email, title, former_emails)| Action::UpdateUser {
                username,
                email,
                title,
                former_emails,
            },
        );
    let add_payment = (handle(), day(), day()).prop_map(|(plan, start, end)| Action::AddPayment {
        plan,
        start,
        end,
    });
    let return_user = day().prop_map(|departed| Action::ReturnUser { departed });
    let depart_user = day().prop_map(|departed| Action::DepartUser { departed });
    Union::new([
        (user(), add_user).boxed(),
        link_user.boxed(),
        relink_user.boxed(),
        (user(), update_user).boxed(),
        (user(), add_payment).boxed(),
        (user(), return_user).boxed(),
        (user(), depart_user).boxed(),
    ])
}

pub(super) fn about_shares() -> Union<BoxedStrategy<Parts>> {
    let whole = |make: fn(Share) -> Action| {
        (who(), share()).prop_map(move |(who, share)| {
            let server = share.server.clone();
            (Subject::Share { who, server }, make(share))
        })
    };
    let subject = (who(), handle()).prop_map(|(who, server)| Subject::Share { who, server });
    let update = (
        replaced(libraries()),
        replaced(day().boxed()),
        option::of((option::of(day()), option::of(day()))),
    )
        .prop_map(|(libraries, invited, accepted)| Action::UpdateShare {
            libraries,
            invited,
            accepted: accepted.map(|(before, after)| Replaced {
                before: before.map(Some),
                after,
            }),
        });
    Union::new([
        whole(Action::AddShare).boxed(),
        (subject, update).boxed(),
        whole(Action::RemoveShare).boxed(),
    ])
}
