//! Records without an id are linked one to one, or not at all.

use plexmgr::change::Action;

use super::household::{Case, person, record, share};

const BY_EMAIL: &str = "class: standard\nplex: {email: ' Marlow@Example.com'}\n";
const BY_NAME: &str = "class: standard\nplex: {username: Marlow}\n";

fn case() -> Case {
    Case::new().listed(person(1, "marlow", vec![share("aaa")]))
}

#[test]
fn an_address_links_whatever_its_capitals() {
    let case = case().recorded("old-name", BY_EMAIL);
    assert_eq!(
        case.changes(),
        [
            "link_user old-name",
            "update_user old-name",
            "add_share old-name/atlas"
        ]
    );
    assert_eq!(case.plan().changes[0].reason, "same e-mail address");
}

#[test]
fn a_linked_record_gets_no_payment_and_remembers_no_address_that_only_changed_capitals() {
    let set = case().recorded("old-name", BY_EMAIL).plan();
    let Action::UpdateUser {
        email,
        former_emails,
        ..
    } = set.changes[1].action().unwrap()
    else {
        panic!("{:?}", set.changes[1]);
    };
    assert_eq!(
        email.as_ref().map(|e| e.after.as_str()),
        Some("marlow@example.com")
    );
    assert_eq!(*former_emails, None);
}

#[test]
fn a_user_name_links_if_no_address_does() {
    let case = case().recorded("old-name", BY_NAME);
    assert_eq!(case.changes()[0], "link_user old-name");
    assert_eq!(case.plan().changes[0].reason, "same user name");
}

#[test]
fn a_displayed_name_never_links() {
    let case = case().recorded("old-name", "class: standard\nplex: {title: marlow}\n");
    assert_eq!(
        case.changes(),
        [
            "add_user marlow",
            "add_payment marlow",
            "add_share marlow/atlas"
        ]
    );
}

#[test]
fn one_address_on_two_records_is_a_conflict_and_nothing_is_done() {
    let case = case().recorded("one", BY_EMAIL).recorded("two", BY_EMAIL);
    assert_eq!(case.changes(), Vec::<String>::new());
    assert_eq!(case.notices(), ["identity_conflict marlow@example.com"]);
}

#[test]
fn two_people_with_one_recorded_address_are_a_conflict() {
    let mut other = person(2, "other", vec![share("aaa")]);
    other.email = Some("MARLOW@example.com".into());
    let case = case().listed(other).recorded("one", BY_EMAIL);
    assert_eq!(case.changes(), Vec::<String>::new());
    assert_eq!(case.notices(), ["identity_conflict marlow@example.com"]);
}

#[test]
fn an_address_and_a_name_that_lead_to_two_records_are_a_conflict() {
    let case = case().recorded("one", BY_EMAIL).recorded("two", BY_NAME);
    assert_eq!(case.changes(), Vec::<String>::new());
    assert_eq!(
        case.notices(),
        [
            "identity_conflict marlow",
            "identity_conflict marlow@example.com"
        ]
    );
}

#[test]
fn a_new_id_under_the_address_of_a_recorded_one_is_never_imported() {
    let record = "class: standard\nplex: {id: 77, email: marlow@example.com}\n";
    let case = case().recorded("marlow", record);
    assert_eq!(case.changes(), Vec::<String>::new());
    assert_eq!(case.notices(), ["account_replaced marlow"]);
}

#[test]
fn a_former_account_of_a_user_is_not_imported() {
    let record = format!("{}  former_ids: [2]\n", record(1, "marlow"));
    let case = case()
        .recorded("marlow", &record)
        .listed(person(2, "captain", vec![share("aaa")]));
    assert_eq!(case.changes(), Vec::<String>::new());
    assert_eq!(case.notices(), ["identity_conflict captain"]);
}

#[test]
fn two_people_who_exist_may_share_an_address() {
    let mut sister = person(2, "sister", vec![share("aaa")]);
    sister.email = Some("marlow@example.com".into());
    let case = Case::new().known(1, "marlow").listed(sister);
    assert_eq!(
        case.changes(),
        [
            "add_user sister",
            "add_payment sister",
            "add_share sister/atlas"
        ]
    );
}

#[test]
fn a_friend_without_a_share_can_be_linked() {
    let case = Case::new()
        .listed(person(1, "marlow", Vec::new()))
        .recorded("old-name", BY_EMAIL);
    assert_eq!(
        case.changes(),
        ["link_user old-name", "update_user old-name"]
    );
}

#[test]
fn a_record_without_id_under_the_address_of_a_recorded_user_is_said() {
    let case = Case::new().known(1, "marlow").recorded("double", BY_EMAIL);
    assert_eq!(case.changes(), Vec::<String>::new());
    assert_eq!(case.notices(), ["identity_conflict double"]);
}

/// Both the record with the id and the one without are in the conflict; marlow shares nothing any more and has
/// another name, and keeps everything until it is settled.
#[test]
fn a_recorded_user_who_is_part_of_a_conflict_keeps_shares_and_standing() {
    let renamed = || person(1, "captain", Vec::new());
    let alone = Case::new()
        .known(3, "zoe")
        .recorded("marlow", &record(1, "marlow"))
        .listed(renamed());
    assert_eq!(
        alone.changes(),
        [
            "update_user marlow",
            "depart_user marlow",
            "remove_share marlow/atlas"
        ]
    );
    let mut person = renamed();
    person.email = Some("marlow@example.com".into());
    let double = Case::new()
        .known(3, "zoe")
        .recorded("marlow", &record(1, "marlow"))
        .listed(person)
        .recorded("double", BY_EMAIL);
    assert_eq!(double.changes(), Vec::<String>::new());
    assert_eq!(double.notices(), ["identity_conflict double"]);
    let record = format!("{}  former_ids: [2]\n", record(1, "marlow"));
    let former = Case::new()
        .known(3, "zoe")
        .recorded("marlow", &record)
        .listed(renamed())
        .listed(super::household::person(2, "other", vec![share("aaa")]));
    assert_eq!(former.changes(), Vec::<String>::new());
    assert_eq!(former.notices(), ["identity_conflict other"]);
}
