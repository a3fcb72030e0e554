//! Equal input gives an equal change set, in whatever order the answers came.

use plexmgr::sources::plex::AccountOutcome;

use super::household::{Case, person, share};

#[test]
fn the_order_of_the_answers_does_not_count() {
    let case = || {
        (1..40).fold(Case::new().known(900, "zoe"), |case, id| {
            case.listed(person(
                id,
                if id % 2 == 0 { "same" } else { "Same" },
                vec![share("aaa")],
            ))
        })
    };
    let straight = case().plan();
    let mut turned = case();
    let AccountOutcome::Read(facts) = &mut turned.observed.accounts[0].outcome else {
        panic!("the account was read");
    };
    facts.people.reverse();
    facts.servers[0].libraries.reverse();
    assert_eq!(straight, turned.plan());
    assert_eq!(straight.changes.len(), 39 * 3);
}
