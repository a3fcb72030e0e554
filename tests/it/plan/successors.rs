//! A new account that takes the place of a recorded one: never a departure and an import.

use plexmgr::sources::plex::{Outcome, Person};

use super::household::{Case, day, pending, person, record, share};

/// User marlow is recorded as id 7, which is gone; these people are listed.
fn replaced(listed: impl IntoIterator<Item = Person>) -> Case {
    let case = Case::new()
        .recorded("marlow", &record(7, "marlow"))
        .known(50, "keeper");
    listed.into_iter().fold(case, Case::listed)
}

/// A new account under that address, whose share was accepted on a day of March 2026.
fn with_address(id: u64, email: &str, accepted: i64) -> Person {
    let mut share = share("aaa");
    share.accepted = Some(day(accepted));
    let mut person = person(id, "captain", vec![share]);
    person.email = Some(email.to_owned());
    person
}

/// What a rule other than this one decides: the user departs, the new account is imported.
fn is_departure_and_import(case: &Case) -> bool {
    let changes = case.changes();
    let any = |word: &str| changes.iter().any(|change| change.starts_with(word));
    any("depart_user marlow") && any("add_user ")
}

#[test]
fn the_same_address_or_the_same_shares_keep_both_as_they_are() {
    let by_address = with_address(8, "  MARLOW@Example.com ", 9);
    let by_shares = with_address(8, "captain@example.com", 2);
    let not_shared = person(8, "marlow", Vec::new());
    let invited = person(8, "marlow", vec![pending("aaa")]);
    for new in [by_address, by_shares, not_shared, invited] {
        let case = replaced([new.clone()]);
        assert_eq!(case.changes(), Vec::<String>::new(), "{new:?}");
        let notices = case.notices();
        assert_eq!(notices.len(), 1, "{notices:?}");
        assert!(notices[0].starts_with("account_replaced "), "{notices:?}");
    }
}

#[test]
fn the_notice_names_user_ids_and_likeness() {
    let set = replaced([with_address(8, "marlow@example.com", 9)]).plan();
    let message = &set.notices[0].message;
    for part in ["id 8", "user `marlow`", "same e-mail address", "id 7"] {
        assert!(message.contains(part), "{message}");
    }
    let place = set.notices[0].place.as_ref().unwrap();
    assert_eq!(&*place.file, "records/users/marlow.yaml");
}

#[test]
fn other_shares_are_other_people() {
    let mut two_shares = with_address(8, "captain@example.com", 2);
    two_shares.shares.push(share("bbb"));
    let one_pending = person(8, "captain", vec![pending("aaa")]);
    let case = replaced([with_address(8, "captain@example.com", 3)]);
    assert!(is_departure_and_import(&case), "{:?}", case.changes());
    let case = replaced([]).with_backup(Vec::new()).listed(two_shares);
    assert!(is_departure_and_import(&case), "{:?}", case.changes());
    let case = replaced([one_pending]);
    assert_eq!(
        case.changes(),
        ["depart_user marlow", "remove_share marlow/atlas"]
    );
}

#[test]
fn two_who_fit_by_their_shares_only_are_no_proof() {
    let two = [8, 9].map(|id| {
        let mut person = with_address(id, "", 2);
        person.email = None;
        person
    });
    let case = replaced(two);
    assert!(is_departure_and_import(&case), "{:?}", case.changes());
}

#[test]
fn an_address_counts_more_than_shares() {
    let case = replaced([
        with_address(8, "marlow@example.com", 9),
        with_address(9, "captain@example.com", 2),
    ]);
    assert_eq!(
        case.changes(),
        [
            "add_user captain",
            "add_payment captain",
            "add_share captain/atlas"
        ]
    );
    assert_eq!(case.notices(), ["account_replaced captain"]);
}

#[test]
fn a_user_whose_address_two_accounts_have_stays() {
    let case = replaced([8, 9].map(|id| with_address(id, "marlow@example.com", 9)));
    assert_eq!(case.changes(), Vec::<String>::new());
    assert_eq!(case.notices(), ["identity_conflict captain"; 2]);
}

#[test]
fn two_users_whose_address_one_account_has_stay() {
    let case = replaced([with_address(9, "marlow@example.com", 9)])
        .recorded("double", &record(8, "double").replace("double@", "marlow@"));
    assert_eq!(case.changes(), Vec::<String>::new());
    assert_eq!(case.notices(), ["identity_conflict captain"]);
}

#[test]
fn a_record_without_an_id_that_fits_as_well_is_a_conflict() {
    let case = replaced([with_address(8, "marlow@example.com", 9)])
        .recorded("other", "class: standard\nplex: {username: captain}\n");
    assert_eq!(case.changes(), Vec::<String>::new());
    let kinds: Vec<String> = case.notices();
    assert!(
        kinds
            .iter()
            .all(|kind| kind.starts_with("identity_conflict")),
        "{kinds:?}"
    );
}

#[test]
fn nothing_is_concluded_while_an_account_is_in_doubt() {
    let case = replaced([with_address(8, "captain@example.com", 2)])
        .with_backup(Vec::new())
        .unknown(1);
    assert!(matches!(
        case.observed.accounts[1].outcome,
        Outcome::Unknown(_)
    ));
    let notices = case.notices();
    let any = |word: &str| notices.iter().any(|notice| notice.starts_with(word));
    assert!(!any("account_replaced"), "{notices:?}");
    assert!(any("departure_undecided marlow"), "{notices:?}");
}

#[test]
fn an_account_that_another_one_lists_is_not_gone() {
    let case = replaced([with_address(8, "marlow@example.com", 9)]).with_backup(vec![person(
        7,
        "marlow",
        vec![share("bbb")],
    )]);
    assert!(
        !case.notices().contains(&"account_replaced captain".into()),
        "{:?}",
        case.notices()
    );
}

#[test]
fn owners_and_ignored_people_replace_no_account() {
    let mut case = replaced([]);
    case.main().owner.email = Some("marlow@example.com".to_owned());
    assert!(
        case.changes().contains(&"depart_user marlow".into()),
        "{:?}",
        case.changes()
    );
    let mut case = replaced([with_address(8, "marlow@example.com", 9)]);
    case.rules
        .ignore_users
        .insert(plexmgr::vocabulary::PlexId(8));
    assert!(
        case.changes().contains(&"depart_user marlow".into()),
        "{:?}",
        case.changes()
    );
}

#[test]
fn a_former_account_comes_back_to_its_own_user_only() {
    let former = |text: String| format!("{text}  former_ids: [8]\n");
    let listed = || with_address(8, "marlow@example.com", 9);
    let own = replaced([listed()]).recorded("marlow", &former(record(7, "marlow")));
    assert_eq!(own.notices(), ["account_replaced captain"]);
    let other = replaced([listed()]).recorded("keeper", &former(record(50, "keeper")));
    assert_eq!(other.changes(), Vec::<String>::new());
    assert_eq!(other.notices(), ["identity_conflict captain"; 2]);
}
