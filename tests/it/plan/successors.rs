//! A new account that takes the place of a recorded one: never a departure and an import.

use plexmgr::change::{Action, GuardName};
use plexmgr::draft::draft;
use plexmgr::plan::{Accepted, ChangeSet, GuardVerdict};
use plexmgr::sources::plex::{AccountOutcome, Person};
use plexmgr::vocabulary::PlexId;

use super::household::{Case, day, pending, person, record, share, words};

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
fn a_record_of_their_own_says_that_it_is_another_person() {
    let set = replaced([with_address(8, "captain@example.com", 2)]).plan();
    let message = &set.notices[0].message;
    assert!(
        message.ends_with("for another person, write a record with `plex: {id: 8}`"),
        "{message}"
    );
    let case = replaced([with_address(8, "captain@example.com", 2)])
        .recorded("captain", "class: standard\nplex: {id: 8}\n");
    let changes = case.changes();
    let is_made = |change: &str| changes.iter().any(|made| made == change);
    assert!(is_made("depart_user marlow"), "{changes:?}");
    assert!(is_made("add_share captain/atlas"), "{changes:?}");
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
        AccountOutcome::Unknown(_)
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
    assert_eq!(case.changes(), Vec::<String>::new());
    let notices = case.notices();
    assert!(notices[0].starts_with("identity_conflict"), "{notices:?}");
    let mut case = replaced([with_address(8, "marlow@example.com", 9)]);
    case.rules.ignore_users.insert(PlexId(8));
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

fn accepting(mut case: Case, accepted: &str) -> Case {
    case.rules.accepted = Accepted::of([accepted.parse().unwrap()]).unwrap();
    case
}

fn relinks(set: &ChangeSet) -> &GuardVerdict {
    let mut guards = set.guards.iter();
    guards
        .find(|guard| guard.name == GuardName::Relinks)
        .unwrap()
}

#[test]
fn consent_gives_the_user_the_new_account_first_and_the_rest_as_usual() {
    let case = replaced([with_address(8, "marlow@example.com", 9)]).listed(person(
        60,
        "aaron",
        vec![share("aaa")],
    ));
    let set = accepting(case, "relinks=1").plan();
    assert_eq!(
        words(&set),
        [
            "relink_user marlow",
            "add_user aaron",
            "add_payment aaron",
            "add_share aaron/atlas",
            "update_user marlow",
            "update_share marlow/atlas"
        ]
    );
    let change = &set.changes[0];
    assert_eq!(change.reason, "same e-mail address");
    assert_eq!(change.who().and_then(|who| who.plex_id), Some(PlexId(8)));
    let Action::RelinkUser { id, former_ids } = change.action().unwrap() else {
        panic!("{change:?}");
    };
    assert_eq!((id.before, id.after), (Some(PlexId(7)), PlexId(8)));
    assert_eq!(former_ids.before, Some(Vec::new()));
    assert_eq!(former_ids.after, [PlexId(7)]);
    assert!(set.notices.is_empty(), "{:?}", set.notices);
}

#[test]
fn the_guard_counts_and_refuses_another_number_only() {
    let case = || replaced([with_address(8, "captain@example.com", 2)]);
    let set = case().plan();
    let verdict = relinks(&set);
    assert_eq!((verdict.limit, verdict.found), (0, 1));
    assert_eq!((verdict.passes(), verdict.to_accept), (true, None));
    let message = &set.notices[0].message;
    assert!(
        message.contains("`relink_user` is left out until `--accept relinks=1`"),
        "{message}"
    );

    let set = accepting(case(), "relinks=2").plan();
    assert_eq!(words(&set), [""; 0]);
    let verdict = relinks(&set);
    assert_eq!((verdict.passes(), verdict.to_accept), (false, Some(1)));

    let set = accepting(case(), "relinks=1").plan();
    assert_eq!(words(&set), ["relink_user marlow", "update_user marlow"]);
    assert_eq!(relinks(&set).accepted, Some(1));

    let set = accepting(replaced([]), "relinks=0").plan();
    assert_eq!(
        (relinks(&set).passes(), relinks(&set).accepted),
        (true, None)
    );
}

#[test]
fn what_is_left_out_does_not_stop_the_rest() {
    let newcomer = person(60, "aaron", vec![share("aaa")]);
    let set = replaced([with_address(8, "marlow@example.com", 9), newcomer]).plan();
    assert!(set.guards.iter().all(GuardVerdict::passes));
    assert_eq!(
        words(&set),
        [
            "add_user aaron",
            "add_payment aaron",
            "add_share aaron/atlas"
        ]
    );
}

#[test]
fn a_relinked_user_may_come_back_or_depart_in_the_same_plan() {
    let departed =
        "class: standard\nplex: {id: 7, email: marlow@example.com, departed: 2026-05-01}\n";
    let back = replaced([with_address(8, "marlow@example.com", 9)]).recorded("marlow", departed);
    assert_eq!(
        accepting(back, "relinks=1").changes(),
        [
            "relink_user marlow",
            "update_user marlow",
            "return_user marlow",
            "add_share marlow/atlas"
        ]
    );
    let gone = replaced([person(8, "marlow", Vec::new())]);
    assert_eq!(
        accepting(gone, "relinks=1").changes(),
        [
            "relink_user marlow",
            "depart_user marlow",
            "remove_share marlow/atlas"
        ]
    );
}

#[test]
fn the_record_keeps_its_text_and_lists_the_old_id() {
    let texts = [
        ("", "former_ids:\n    - 7\n"),
        (
            "  former_ids: [5] # once\n",
            "  former_ids: [5, 7] # once\n",
        ),
        // The account of earlier is the new one again.
        ("  former_ids: [5, 8]\n", "  former_ids: [5, 7]\n"),
    ];
    for (before, after) in texts {
        let text = format!(
            "{}{before}",
            record(7, "marlow").replace("id: 7", "id: 7 # he")
        );
        let new = person(8, "marlow", vec![share("aaa")]);
        let mut case = accepting(replaced([new]), "relinks=1").recorded("marlow", &text);
        let drafted = draft(&case.household(), &case.plan().changes);
        assert_eq!(drafted.refused, []);
        let [file] = drafted.files.as_slice() else {
            panic!("{drafted:?}");
        };
        let text = file.after.as_deref().unwrap();
        assert!(text.contains("id: 8 # he\n"), "{text}");
        assert!(text.contains(after), "{text}");
        case.files
            .insert(file.path.to_string(), file.after.clone().unwrap());
        case.rules.accepted = Accepted::default();
        assert_eq!(case.changes(), [""; 0]);
        assert_eq!(case.notices(), [""; 0]);
    }
}
