//! Servers and libraries are what their ids say, whatever they are called.

use plexmgr::sources::plex::{ObservedLibrary, SharedLibraries};
use plexmgr::vocabulary::LibraryId;

use super::household::{Case, machine, person, record, share};

fn library(id: u64, title: &str) -> ObservedLibrary {
    ObservedLibrary {
        id: LibraryId(id),
        title: title.into(),
        kind: "movie".into(),
    }
}

#[test]
fn a_new_server_comes_with_its_libraries_and_before_its_users() {
    let mut case = Case::new().listed(person(1, "marlow", vec![share("aaa")]));
    case.files.remove("records/servers.yaml");
    assert_eq!(
        case.changes(),
        [
            "add_server atlas",
            "add_library atlas/movies",
            "add_library atlas/music",
            "add_user marlow",
            "add_payment marlow",
            "add_share marlow/atlas"
        ]
    );
}

#[test]
fn renaming_keeps_handles() {
    let mut case = Case::new().known(1, "marlow");
    case.main().servers[0].name = "Atlas the second".into();
    case.main().servers[0].libraries[0].title = "Films".into();
    assert_eq!(
        case.changes(),
        ["update_server atlas", "update_library atlas/movies"]
    );
}

#[test]
fn a_reinstalled_server_is_another_server() {
    let mut case = Case::new().known(1, "marlow");
    case.main().servers[0].machine_id = machine("ccc");
    case.main().people[0].shares[0].server = machine("ccc");
    assert_eq!(
        case.changes(),
        [
            "add_server atlas-2",
            "add_library atlas-2/movies",
            "add_library atlas-2/music",
            "add_share marlow/atlas-2"
        ]
    );
    assert_eq!(case.notices(), ["server_missing atlas"]);
}

#[test]
fn libraries_of_the_same_name_get_two_handles() {
    let mut case = Case::new();
    case.main().servers[0].libraries.push(library(7, "Movies!"));
    assert_eq!(case.changes(), ["add_library atlas/movies-2"]);
}

#[test]
fn a_library_that_is_gone_leaves_the_shares_first() {
    let mut some = share("aaa");
    some.libraries = SharedLibraries::Some(vec![LibraryId(1)]);
    let recorded = record(1, "marlow").replace("libraries: all", "libraries: [movies, music]");
    let mut case =
        Case::new()
            .recorded("marlow", &recorded)
            .listed(person(1, "marlow", vec![some]));
    case.main().servers[0]
        .libraries
        .retain(|library| library.id == LibraryId(1));
    assert_eq!(
        case.changes(),
        ["remove_library atlas/music", "update_share marlow/atlas"]
    );
}

#[test]
fn a_library_named_by_a_share_that_is_kept_is_kept() {
    let recorded = record(1, "marlow").replace("libraries: all", "libraries: [music]");
    let invited = person(1, "marlow", vec![super::household::pending("aaa")]);
    let mut case = Case::new()
        .known(2, "zoe")
        .recorded("marlow", &recorded)
        .listed(invited);
    case.main().servers[0]
        .libraries
        .retain(|library| library.id == LibraryId(1));
    assert_eq!(case.changes(), ["update_share marlow/atlas"]);
    assert_eq!(case.notices(), ["library_kept atlas/music"]);
}

#[test]
fn an_empty_list_of_libraries_is_no_proof() {
    let mut case = Case::new().known(1, "marlow");
    case.main().servers[0].libraries.clear();
    assert_eq!(case.changes(), Vec::<String>::new());
    assert_eq!(case.notices(), ["library_kept atlas"]);
}

#[test]
fn a_server_that_moved_to_another_account_is_updated() {
    let mut case = Case::new().known(1, "marlow").with_backup(Vec::new());
    let moved = case.main().servers.remove(0);
    let people = std::mem::take(&mut case.main().people);
    let plexmgr::sources::plex::AccountOutcome::Read(backup) =
        &mut case.observed.accounts[1].outcome
    else {
        panic!("the backup account was read");
    };
    backup.servers.push(moved);
    backup.people = people;
    case.main()
        .people
        .push(person(9, "somebody", vec![share("zzz")]));
    assert_eq!(case.changes()[0], "update_server atlas");
}
