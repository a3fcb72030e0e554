//! What may be concluded from somebody or something that is missing, and what may not.

use plexmgr::change::GuardName;
use plexmgr::plan::ChangeSet;
use plexmgr::sources::plex::{AccountOutcome, ObservedShare, SharedLibraries};
use plexmgr::vocabulary::{AccountName, PlexId};

use super::household::{Case, machine, pending, person, record, share, words};

fn refuses(set: &ChangeSet, name: GuardName) -> bool {
    set.guards
        .iter()
        .any(|guard| guard.name == name && !guard.passes())
}

fn many(range: std::ops::Range<u64>, listed: impl Fn(u64) -> bool) -> Case {
    range.fold(Case::new(), |case, id| {
        let name = format!("user{id}");
        let case = case.recorded(&name, &record(id, &name));
        if listed(id) {
            case.listed(person(id, &name, vec![share("aaa")]))
        } else {
            case
        }
    })
}

#[test]
fn a_user_who_shares_nothing_any_more_departs() {
    let case = Case::new()
        .known(2, "zoe")
        .recorded("marlow", &record(1, "marlow"));
    assert_eq!(
        case.changes(),
        ["depart_user marlow", "remove_share marlow/atlas"]
    );
}

#[test]
fn a_friend_who_lost_the_last_share_departs() {
    let case = Case::new()
        .known(2, "zoe")
        .recorded("marlow", &record(1, "marlow"))
        .listed(person(1, "marlow", Vec::new()));
    assert_eq!(
        case.changes(),
        ["depart_user marlow", "remove_share marlow/atlas"]
    );
}

#[test]
fn a_departed_user_stays_as_they_are() {
    let departed = "class: standard\nplex: {id: 1, shares: [], departed: 2026-05-01}\n";
    let case = Case::new().known(2, "zoe").recorded("marlow", departed);
    assert_eq!(case.changes(), Vec::<String>::new());
}

#[test]
fn a_user_who_is_back_returns_without_a_payment() {
    let departed = "class: standard\nplex: {id: 1, username: marlow, email: marlow@example.com, title: marlow, departed: 2026-05-01}\n";
    let case =
        Case::new()
            .recorded("marlow", departed)
            .listed(person(1, "marlow", vec![share("aaa")]));
    assert_eq!(
        case.changes(),
        ["return_user marlow", "add_share marlow/atlas"]
    );
}

#[test]
fn a_record_that_never_shared_anything_does_not_depart() {
    let case = Case::new()
        .known(2, "zoe")
        .recorded("marlow", "class: standard\nplex: {id: 1}\n");
    assert_eq!(case.changes(), Vec::<String>::new());
}

#[test]
fn a_user_who_left_one_of_two_servers_only_loses_that_share() {
    let both = record(1, "marlow")
        + "    - {server: borealis, libraries: all, invited: 2026-03-01, accepted: 2026-03-02}\n";
    let case = Case::new()
        .known(2, "zoe")
        .recorded("marlow", &both)
        .with_backup(vec![person(1, "marlow", vec![share("bbb")])]);
    assert_eq!(case.changes(), ["remove_share marlow/atlas"]);
}

#[test]
fn an_unknown_account_takes_nothing_away() {
    let case = Case::new().known(1, "marlow").known(2, "zoe").unknown(0);
    let set = case.plan();
    assert_eq!(words(&set), Vec::<String>::new());
    assert!(!set.is_complete());
    assert!(set.lacks_facts());
    assert_eq!(case.notices(), ["account_unknown main"]);
    assert_eq!(
        set.notices[0].message,
        "could not be read: /api/v2/user status 503"
    );
}

#[test]
fn the_other_accounts_are_planned_but_no_user_departs_while_one_is_unknown() {
    let mut case = Case::new()
        .known(2, "zoe")
        .recorded("marlow", &record(1, "marlow"))
        .listed(person(3, "new", vec![share("aaa")]))
        .with_backup(Vec::new())
        .unknown(1);
    assert_eq!(
        case.changes(),
        Vec::<String>::new(),
        "the owner may be the new person"
    );
    case.remembered
        .owners
        .insert(AccountName::new("backup"), PlexId(200));
    assert_eq!(
        case.changes(),
        ["add_user new", "add_payment new", "add_share new/atlas"]
    );
    assert_eq!(
        case.notices(),
        ["account_unknown backup", "departure_undecided marlow"]
    );
}

#[test]
fn an_account_that_was_not_asked_is_no_reason_to_conclude_anything() {
    let mut case = Case::new()
        .known(2, "zoe")
        .recorded("marlow", &record(1, "marlow"))
        .with_backup(vec![person(1, "marlow", vec![share("bbb")])]);
    case.observed.accounts.truncate(1);
    assert_eq!(case.changes(), Vec::<String>::new());
    assert!(case.plan().is_complete());
    assert_eq!(case.notices(), ["departure_undecided marlow"]);
}

#[test]
fn no_users_listed_while_people_are_recorded_is_refused() {
    for recorded in [1, 9, 500] {
        let set = many(1..recorded + 1, |_| false).plan();
        assert_eq!(set.changes, []);
        assert_eq!(words(&set), Vec::<String>::new());
        assert!(refuses(&set, GuardName::Empty));
        let guard = set
            .guards
            .iter()
            .find(|guard| guard.name == GuardName::Empty)
            .unwrap();
        let refusal = guard.refusal.as_deref().unwrap();
        assert!(
            refusal.contains("`main`") && refusal.contains("/api/users"),
            "{refusal}"
        );
    }
}

/// A list without users is no better because a person who is not recorded was invited; a recorded user who is
/// offered the share again is listed.
#[test]
fn people_who_are_only_invited_make_no_list_of_users() {
    let invited = |id| person(id, "late", vec![pending("aaa")]);
    let stranger = Case::new()
        .recorded("marlow", &record(1, "marlow"))
        .listed(invited(9));
    let set = stranger.plan();
    assert_eq!(words(&set), Vec::<String>::new());
    assert!(refuses(&set, GuardName::Empty));
    let again = Case::new()
        .recorded("marlow", &record(1, "marlow"))
        .listed(invited(1));
    assert!(!refuses(&again.plan(), GuardName::Empty));
}

#[test]
fn no_users_listed_where_no_users_are_recorded_is_fine() {
    let set = Case::new().plan();
    assert!(set.guards.iter().all(plexmgr::plan::GuardVerdict::passes));
}

#[test]
fn an_account_that_lists_half_its_people_is_not_believed() {
    let set = many(1..501, |id| id <= 250).plan();
    assert_eq!(words(&set), Vec::<String>::new());
    assert!(set.lacks_facts());
    assert!(
        set.notices[0].message.contains("250 of the 500"),
        "{:?}",
        set.notices[0]
    );
}

#[test]
fn other_people_in_the_place_of_the_recorded_ones_are_not_believed() {
    let mut case = many(1..21, |_| false);
    case.main().people = (1001..1021)
        .map(|id| person(id, &format!("stranger{id}"), vec![share("aaa")]))
        .collect();
    let set = case.plan();
    assert_eq!(words(&set), Vec::<String>::new());
    assert!(set.lacks_facts());
}

#[test]
fn the_token_of_another_owner_is_refused() {
    let mut case = Case::new().known(1, "marlow");
    case.remembered
        .owners
        .insert(AccountName::new("main"), PlexId(999));
    case.main().people.clear();
    let set = case.plan();
    assert_eq!(words(&set), Vec::<String>::new());
    assert!(refuses(&set, GuardName::Owner));
}

#[test]
fn a_pending_invitation_counts_as_present() {
    let case = Case::new()
        .known(2, "zoe")
        .recorded("marlow", &record(1, "marlow"))
        .with_backup(vec![person(1, "marlow", vec![pending("bbb")])]);
    assert_eq!(case.changes(), Vec::<String>::new());
    assert_eq!(case.notices(), ["departure_undecided marlow"]);
}

#[test]
fn owners_and_home_members_never_depart() {
    let mut home = person(3, "kiddo", Vec::new());
    home.home = true;
    let case = Case::new()
        .known(2, "zoe")
        .recorded("owner", &record(200, "owner"))
        .recorded("kiddo", &record(3, "kiddo"))
        .listed(home)
        .with_backup(Vec::new());
    assert_eq!(case.changes(), ["remove_share owner/atlas"]);
}

#[test]
fn people_on_ignored_or_missing_servers_do_not_count_as_lost() {
    let on_borealis = |id: u64, name: &str| record(id, name).replace("atlas", "borealis");
    let case = || {
        (10..40).fold(
            Case::new().known(1, "marlow").with_backup(Vec::new()),
            |case, id| {
                let name = format!("user{id}");
                case.recorded(&name, &on_borealis(id, &name))
            },
        )
    };
    let without_borealis = |mut case: Case| {
        let AccountOutcome::Read(backup) = &mut case.observed.accounts[1].outcome else {
            panic!("the account was read");
        };
        backup.servers.clear();
        case
    };
    let missing = without_borealis(case());
    assert!(missing.plan().is_complete());
    assert_eq!(words(&missing.plan()), Vec::<String>::new());
    assert_eq!(missing.notices(), ["server_missing borealis"]);
    let mut ignored = without_borealis(case());
    ignored.rules.ignore_servers.insert(machine("bbb"));
    assert!(ignored.plan().is_complete());
    assert_eq!(ignored.notices(), Vec::<String>::new());
}

#[test]
fn the_last_person_who_becomes_a_mere_friend_departs() {
    let case = Case::new()
        .recorded("marlow", &record(1, "marlow"))
        .listed(person(1, "marlow", Vec::new()));
    assert_eq!(
        case.changes(),
        ["depart_user marlow", "remove_share marlow/atlas"]
    );
}

#[test]
fn one_plex_account_configured_twice_is_not_believed_twice() {
    let mut case = Case::new().known(1, "marlow").with_backup(Vec::new());
    let AccountOutcome::Read(backup) = &mut case.observed.accounts[1].outcome else {
        panic!("the account was read");
    };
    backup.owner.id = PlexId(100);
    assert!(!case.plan().is_complete());
    assert_eq!(case.notices(), ["account_unknown backup"]);
}

#[test]
fn no_user_is_imported_while_an_owner_was_never_seen() {
    let mut case = Case::new()
        .listed(person(5, "perhaps-the-owner", vec![share("aaa")]))
        .with_backup(Vec::new());
    case.observed.accounts.truncate(1);
    assert_eq!(case.changes(), Vec::<String>::new());
    assert_eq!(case.notices(), ["owner_unknown backup"]);
    case.remembered
        .owners
        .insert(AccountName::new("backup"), PlexId(200));
    assert_eq!(case.changes().len(), 3);
}

#[test]
fn an_empty_list_of_libraries_blanks_no_share() {
    let none = || ObservedShare {
        libraries: SharedLibraries::Some(Vec::new()),
        ..share("aaa")
    };
    let recorded = record(1, "marlow").replace("libraries: all", "libraries: [movies, music]");
    let mut case = Case::new()
        .recorded("marlow", &recorded)
        .listed(person(1, "marlow", vec![none()]))
        .listed(person(2, "new", vec![none()]));
    case.main().servers[0].libraries.clear();
    assert_eq!(case.changes(), Vec::<String>::new());
    assert_eq!(case.notices(), ["library_kept atlas", "share_kept new"]);
}
