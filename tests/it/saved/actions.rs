//! Random changes of every kind, with names as strangers choose them.

use plexmgr::plan::{Action, Libraries, Names, Replaced, Share, Who};
use plexmgr::records::schema::Class;
use plexmgr::vocabulary::{AccountName, Date, Handle, LibraryId, MachineId, PlexId};
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

pub(super) fn about_servers() -> Union<BoxedStrategy<Action>> {
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

pub(super) fn about_users() -> Union<BoxedStrategy<Action>> {
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

pub(super) fn about_shares() -> Union<BoxedStrategy<Action>> {
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
