//! Random changes of every kind, with names as strangers choose them.

use plexmgr::change::{
    Action, Confirmation, FieldChange, FieldValue, Libraries, Names, Payment, Replaced, Share,
    Subject, UserKey, Who,
};
use plexmgr::vocabulary::{
    AccountName, Class, Date, Handle, LibraryId, MachineId, Money, PaymentOrigin, PlexId,
};
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

pub(super) fn handle() -> impl Strategy<Value = Handle> {
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

pub(super) fn who() -> impl Strategy<Value = Who> {
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

pub(super) fn replaced<T: std::fmt::Debug + Clone>(
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
pub(super) type Parts = (Subject, Action);

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
    let replaced_handle =
        || (option::of(handle()), handle()).prop_map(|(before, after)| Replaced { before, after });
    let switch_plan = replaced_handle().prop_map(|plan| Action::SwitchPlan { plan });
    let move_user = (text(), text()).prop_map(|(before, after)| Action::MoveUser {
        file: Replaced {
            before: Some(before),
            after,
        },
    });
    let rename_user = (who(), handle()).prop_map(|(who, after)| {
        let before = Some(who.user.clone());
        (
            Subject::User(who),
            Action::RenameUser {
                handle: Replaced { before, after },
            },
        )
    });
    let removed = (option::of(text()), option::of(text()), option::of(text()));
    let remove_user = removed.prop_map(|(username, email, title)| {
        Action::RemoveUser(Names {
            username,
            email,
            title,
        })
    });
    let return_user = day().prop_map(|departed| Action::ReturnUser { departed });
    let depart_user = day().prop_map(|departed| Action::DepartUser { departed });
    Union::new([
        (user(), add_user).boxed(),
        link_user.boxed(),
        relink_user.boxed(),
        (user(), update_user).boxed(),
        (user(), payment().prop_map(Action::AddPayment)).boxed(),
        confirmation().boxed(),
        (user(), set_field()).boxed(),
        (user(), switch_plan).boxed(),
        (user(), move_user).boxed(),
        rename_user.boxed(),
        (user(), remove_user).boxed(),
        (user(), return_user).boxed(),
        (user(), depart_user).boxed(),
    ])
}

pub(super) fn amount() -> impl Strategy<Value = Money> {
    (0..1_000_000_u64, 0..100_u64)
        .prop_map(|(whole, cents)| format!("{whole}.{cents:02} EUR").parse().unwrap())
}

fn origin() -> impl Strategy<Value = PaymentOrigin> {
    prop::sample::select(PaymentOrigin::ALL.as_slice())
}

fn payment() -> impl Strategy<Value = Payment> {
    let period = (handle(), day(), day(), origin());
    let ids = (option::of(text()), option::of(text()));
    (period, ids, option::of(day()), option::of(amount())).prop_map(
        |((plan, start, end, origin), (subscription_id, transaction_id), paid_on, amount)| {
            Payment {
                subscription_id,
                transaction_id,
                paid_on,
                amount,
                ..Payment::of(origin, plan, start, end)
            }
        },
    )
}

fn confirmation() -> impl Strategy<Value = Parts> {
    let subject = (who(), 1..=u32::MAX).prop_map(|(who, number)| Subject::Payment { who, number });
    let days = (replaced(day().boxed()), replaced(day().boxed()));
    let origins = (option::of(origin()), origin());
    let made = (
        replaced(handle().boxed()),
        days,
        origins,
        replaced(text().boxed()),
    )
        .prop_map(|(plan, (start, end), (before, after), subscription_id)| {
            Action::ConfirmPayment(Confirmation {
                plan,
                start,
                end,
                origin: Replaced { before, after },
                subscription_id,
            })
        });
    (subject, made)
}

fn set_field() -> impl Strategy<Value = Action> {
    let key = prop::sample::select(UserKey::ALL.as_slice());
    (key, option::of(text()), option::of(text())).prop_map(|(key, before, after)| {
        let value = |text: String| match key.is_list() {
            true => FieldValue::List(vec![text.clone(), text]),
            false => FieldValue::Text(text),
        };
        let (before, after) = (before.map(value), after.map(value));
        Action::SetField(FieldChange { key, before, after })
    })
}

/// Changes of plans, and new handles.
pub(super) fn about_handles() -> Union<BoxedStrategy<Parts>> {
    let handles = || (handle(), handle());
    let renamed = |before: Handle, after| Replaced {
        before: Some(before),
        after,
    };
    let plan = handles().prop_map(move |(old, new)| {
        let handle = renamed(old.clone(), new);
        (Subject::Plan(old), Action::RenamePlan { handle })
    });
    let server = handles().prop_map(move |(old, new)| {
        let handle = renamed(old.clone(), new);
        (Subject::Server(old), Action::RenameServer { handle })
    });
    let library = (handle(), handles()).prop_map(move |(server, (library, new))| {
        let handle = renamed(library.clone(), new);
        (
            Subject::Library { server, library },
            Action::RenameLibrary { handle },
        )
    });
    let remove_plan = handle().prop_map(|plan| (Subject::Plan(plan), Action::RemovePlan {}));
    let remove_server =
        (handle(), machine(), option::of(text())).prop_map(|(server, machine_id, name)| {
            (
                Subject::Server(server),
                Action::RemoveServer { machine_id, name },
            )
        });
    Union::new([
        plan.boxed(),
        server.boxed(),
        library.boxed(),
        remove_plan.boxed(),
        remove_server.boxed(),
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
