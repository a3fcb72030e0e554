//! Who is imported, under which handle, with which payment.

use plexmgr::change::{Action, Payment, Period};
use plexmgr::sources::SourceReading;
use plexmgr::sources::plex::{Invitation, SharedLibraries};
use plexmgr::vocabulary::{Class, LibraryId, PaymentOrigin, PlexId};

use super::household::{Case, day, pending, person, share};

#[test]
fn a_user_who_shares_a_server_is_imported_with_one_payment() {
    let case = Case::new().listed(person(1, "marlow", vec![share("aaa")]));
    assert_eq!(
        case.changes(),
        [
            "add_user marlow",
            "add_payment marlow",
            "add_share marlow/atlas"
        ]
    );
    let set = case.plan();
    assert_eq!(set.changes[0].reason, "shares atlas since 2026-03-02");
    let edit = set.changes[0].as_edit().unwrap();
    assert_eq!(edit.file.as_ref(), "records/users/marlow.yaml");
    let Action::AddPayment(Payment {
        period: Some(Period { plan, start, end }),
        ..
    }) = set.changes[1].action().unwrap()
    else {
        panic!("{:?}", set.changes[1]);
    };
    assert_eq!(
        (plan.as_str(), start.to_string(), end.to_string()),
        ("monthly", "2026-11-22".to_owned(), "2026-12-22".to_owned())
    );
}

#[test]
fn a_default_payment_from_the_end_of_january_ends_with_february() {
    let mut case = Case::new().listed(person(1, "marlow", vec![share("aaa")]));
    case.rules.today = "2026-01-31".parse().unwrap();
    let set = case.plan();
    let end = set
        .changes
        .iter()
        .find_map(|change| match change.action().unwrap() {
            Action::AddPayment(payment) => Some(payment.period.as_ref()?.end.to_string()),
            _ => None,
        });
    assert_eq!(end.as_deref(), Some("2026-02-28"));
}

#[test]
fn a_person_on_two_accounts_is_one_user() {
    let case = Case::new()
        .listed(person(1, "marlow", vec![share("aaa")]))
        .with_backup(vec![person(1, "marlow", vec![share("bbb")])]);
    assert_eq!(
        case.changes(),
        [
            "add_user marlow",
            "add_payment marlow",
            "add_share marlow/atlas",
            "add_share marlow/borealis"
        ]
    );
    assert_eq!(
        case.plan().changes[0].reason,
        "shares atlas since 2026-03-02 and 1 more server"
    );
}

#[test]
fn a_remembered_user_gets_no_second_payment() {
    let mut case = Case::new().listed(person(1, "marlow", vec![share("aaa")]));
    case.remembered.people.insert(PlexId(1));
    assert_eq!(
        case.changes(),
        ["add_user marlow", "add_share marlow/atlas"]
    );
    assert_eq!(case.notices(), ["imported_before marlow"]);
}

#[test]
fn those_who_are_not_imported_are_mentioned() {
    let mut kiddo = person(5, "kiddo", vec![share("aaa")]);
    kiddo.home = true;
    let invitation = Invitation {
        id: None,
        username: None,
        email: Some("new@example.com".into()),
        created: Some(day(9)),
        servers: vec!["Atlas".into()],
    };
    let mut case = Case::new()
        .listed(person(2, "friend", Vec::new()))
        .listed(person(3, "late", vec![pending("aaa")]))
        .listed(person(200, "other-owner", vec![share("aaa")]))
        .listed(kiddo)
        .listed(person(6, "ignored", vec![share("aaa")]))
        .invited(invitation)
        .with_backup(Vec::new());
    case.rules.ignore_users.insert(PlexId(6));
    assert_eq!(case.changes(), Vec::<String>::new());
    assert_eq!(
        case.notices(),
        [
            "owner_not_imported other-owner",
            "home_member_not_imported kiddo",
            "pending_invitation late",
            "pending_invitation new@example.com",
            "friend_without_share friend",
            "ignored_people 1",
        ]
    );
}

#[test]
fn an_owner_is_known_also_when_the_account_was_not_asked() {
    let mut case = Case::new().listed(person(200, "other-owner", vec![share("aaa")]));
    case.remembered
        .owners
        .insert(plexmgr::vocabulary::AccountName::new("backup"), PlexId(200));
    assert_eq!(case.notices(), ["owner_not_imported other-owner"]);
}

#[test]
fn an_invitation_of_a_listed_user_is_mentioned_once() {
    let invitation = Invitation {
        id: Some(PlexId(3)),
        username: Some("late".into()),
        email: Some("Late@Example.com".into()),
        created: None,
        servers: vec!["Atlas".into()],
    };
    let case = Case::new()
        .listed(person(3, "late", vec![pending("aaa")]))
        .invited(invitation);
    assert_eq!(case.notices(), ["pending_invitation late"]);
}

#[test]
fn home_members_are_imported_in_the_class_the_settings_say() {
    let mut kiddo = person(5, "kiddo", vec![share("aaa")]);
    kiddo.home = true;
    kiddo.username = None;
    kiddo.email = None;
    let mut case = Case::new().listed(kiddo);
    case.rules.home_users = Some(Class::Permanent);
    let set = case.plan();
    let Action::AddUser { class, names, .. } = set.changes[0].action().unwrap() else {
        panic!("{:?}", set.changes[0]);
    };
    assert_eq!(
        (*class, names.title.as_deref(), names.email.as_ref()),
        (Class::Permanent, Some("kiddo"), None)
    );
}

#[test]
fn all_some_and_no_libraries_stay_three_values() {
    let mut some = share("aaa");
    some.libraries = SharedLibraries::Some(vec![LibraryId(2), LibraryId(1)]);
    let mut none = share("aaa");
    none.libraries = SharedLibraries::Some(Vec::new());
    let case = Case::new()
        .listed(person(1, "all", vec![share("aaa")]))
        .listed(person(2, "none", vec![none]))
        .listed(person(3, "some", vec![some]));
    let libraries: Vec<String> = case
        .plan()
        .changes
        .iter()
        .filter(|change| matches!(change.action(), Some(Action::AddShare(_))))
        .flat_map(|change| change.action().unwrap().fields())
        .filter(|field| field.name == "libraries")
        .map(|field| format!("{:?}", field.after))
        .collect();
    assert_eq!(
        libraries,
        [
            "Some(Text(\"all\"))",
            "Some(List([]))",
            "Some(List([\"movies\", \"music\"]))"
        ]
    );
}

#[test]
fn names_become_handles_in_a_fixed_order_whatever_they_are() {
    let mut nameless = person(9, "", vec![share("aaa")]);
    (nameless.username, nameless.title, nameless.email) = (None, None, None);
    let mut by_title = person(8, "", vec![share("aaa")]);
    (by_title.username, by_title.email) = (Some("🦖".into()), None);
    by_title.title = Some("Kiddo 🦖".into());
    let mut by_email = person(7, "", vec![share("aaa")]);
    (by_email.username, by_email.email) = (None, Some("quill@example.org".into()));
    let case = Case::new()
        .listed(person(1, "dup.name", vec![share("aaa")]))
        .listed(person(2, "Dup.Name", vec![share("aaa")]))
        .listed(person(3, "../../etc/passwd", vec![share("aaa")]))
        .listed(person(4, "CON", vec![share("aaa")]))
        .listed(by_email)
        .listed(by_title)
        .listed(nameless);
    let handles: Vec<String> = case
        .changes()
        .iter()
        .filter_map(|c| c.strip_prefix("add_user ").map(str::to_owned))
        .collect();
    assert_eq!(
        handles,
        [
            "con-2",
            "dup-name",
            "dup-name-2",
            "etc-passwd",
            "kiddo",
            "quill",
            "user-9"
        ]
    );
}

/// What the source `paypal` lists: one payment of marlow on this day.
fn paid(day: &str) -> SourceReading {
    let day: plexmgr::vocabulary::Date = day.parse().unwrap();
    let transaction = serde_json::json!({
        "key": "paypal/T1", "has_own_id": true, "at": day.begin_in(chrono_tz::UTC).0, "has_time": true,
        "amount": "5.00 EUR", "fee": null, "state": "settled", "nature": "payment",
        "type_text": "T0006", "payer": {"email": "marlow@example.com"},
        "place": {"file": "statements/a.csv", "row": 2},
    });
    let listing = serde_json::json!({
        "transactions": [transaction], "problems": [], "remarks": [], "reaches_to": null, "rows": 1,
    });
    let reading =
        serde_json::json!({"source": "paypal", "account": "paypal", "outcome": {"read": listing}});
    serde_json::from_value(reading).unwrap()
}

#[test]
fn a_new_person_with_money_gets_the_guess_only_where_real_payments_do_not_reach_today() {
    for (day, price, is_guessed) in [
        ("2026-11-10", "5.00 EUR", false),
        ("2026-10-20", "5.00 EUR", false),
        ("2026-03-10", "5.00 EUR", true),
        // It waits: what it pays for is not known.
        ("2026-03-10", "7.00 EUR", false),
    ] {
        let mut case = Case::new().listed(person(1, "marlow", vec![share("aaa")]));
        let plans = format!("monthly: {{duration: 1 month, default: true, price: {price}}}\n");
        case.files.insert("records/plans.yaml".to_owned(), plans);
        case.readings = vec![paid(day)];
        let set = case.plan();
        let payments = set
            .changes
            .iter()
            .filter_map(|change| match change.action() {
                Some(Action::AddPayment(payment)) => Some(payment.origin),
                _ => None,
            });
        let guesses = payments.filter(|origin| *origin == Some(PaymentOrigin::Import));
        assert_eq!(
            guesses.count() == 1,
            is_guessed,
            "{day} {price}: {:#?}",
            set.changes
        );
    }
}
