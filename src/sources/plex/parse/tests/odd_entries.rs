//! Entries that cannot be believed, in lists of which the rest can.

use super::*;

#[test]
fn entries_without_usable_ids_are_passed_over_or_refused() {
    for id in [
        "",
        "id=''",
        "id='12x'",
        "id='0'",
        "id='18446744073709551616'",
    ] {
        let servers =
            "<Server id='7' machineIdentifier='aaa' owned='1'/><Server id='8' owned='0'/>";
        let user = format!("<User {id}>{servers}</User><User id='2'/>");
        let list = users::parse(&container("2", &user)).expect("the rest is good");
        assert_eq!(
            list.iter().map(|user| user.id).collect::<Vec<_>>(),
            [PlexId(2)]
        );
        assert_eq!(list.unnamed, [ShareId(7)], "{id}");
    }
    let row = container("1", "<SharedServer id='0' userID='x'/>");
    let (entry, field) = ("SharedServer", "id");
    let refused = shared_servers::parse(&row);
    assert_eq!(refused, Err(ParseError::Value { entry, field }));
}

#[test]
fn a_share_whose_person_cannot_be_read_is_passed_over_with_its_id() {
    let rows = "<SharedServer id='5' userID='x'><Section id='1'/></SharedServer><SharedServer id='9' userID='2'/>\
                <SharedServer id='3' userID='-1'/>";
    let list = shared_servers::parse(&container("3", rows)).expect("the rest is good");
    let people: Vec<_> = list.iter().map(|row| (row.id, row.user)).collect();
    assert_eq!(people, [(ShareId(9), Some(PlexId(2)))]);
    assert_eq!(list.unnamed, [ShareId(3), ShareId(5)]);
}

/// The people about whom a list says something that cannot be believed.
fn odd<T>(list: Result<Listed<T>, ParseError>) -> Vec<(u64, String)> {
    let odd = list.expect("the rest is good").odd.into_iter();
    odd.map(|(person, error)| (person.0, error.to_string()))
        .collect()
}

#[test]
fn an_entry_of_a_known_person_speaks_only_against_that_person() {
    let users = |rows: &str| odd(super::users::parse(&container("", rows)));
    let other = "<User id='2' title='b'/>";
    let usable = |entry, field| format!("an entry `{entry}` without a usable `{field}`");
    let twice = |entry, id| format!("two different entries `{entry}` with one id, {id}");
    for (user, reason) in [
        ("<User id='1' home='maybe'/>", usable("User", "home")),
        (
            "<User id='1'><Server id='2' owned='1'/></User>",
            usable("Server", "machineIdentifier"),
        ),
        (
            "<User id='1' title='a'/><User id='1' title='b'/>",
            twice("User", 1),
        ),
    ] {
        assert_eq!(users(&format!("{user}{other}")), [(1, reason.clone())]);
        assert_eq!(users(&format!("{other}{user}")), [(1, reason)]);
    }
    let shares = |rows: &str| odd(shared_servers::parse(&container("", rows)));
    let other = "<SharedServer id='9' userID='2'/>";
    for (row, reason) in [
        (
            "<SharedServer id='5' userID='1' acceptedAt='soon'><Section id='x'/></SharedServer>",
            usable("SharedServer", "acceptedAt"),
        ),
        (
            "<SharedServer id='5' userID='1'><Section id='x'/></SharedServer>",
            usable("Section", "id"),
        ),
        (
            "<SharedServer id='5' userID='1'/><SharedServer id='5' userID='1' allLibraries='1'/>",
            twice("SharedServer", 5),
        ),
    ] {
        assert_eq!(shares(&format!("{row}{other}")), [(1, reason.clone())]);
        assert_eq!(shares(&format!("{other}{row}")), [(1, reason)]);
    }
    let (entry, id) = ("User", 301_000_001);
    assert_eq!(
        odd(super::users::parse(DUPLICATE)),
        [(id, twice(entry, id))]
    );
}

#[test]
fn a_foreign_server_without_a_usable_id_is_passed_over() {
    for server in ["id='2'", "id='0' machineIdentifier='ece8f46b'", ""] {
        let user = format!("<User id='1'><Server owned='0' {server}/></User>");
        let users = users::parse(&container("1", &user)).expect("the list is good");
        assert_eq!(users[0].servers, [], "{server}");
    }
}
