//! Whatever moves at Plex between plan and apply, the plan is refused and names it.

use super::household::{FILE, applied, plan, refused, stale};
use crate::fake::{ErrorPage, FakePlex, Fault, Fleet, Rule, World};
use crate::sandbox::Sandbox;

/// A household with one user recorded per person, and a plan for what happened since.
struct Shared {
    plex: FakePlex,
    sandbox: Sandbox,
}

/// One account with a server and five people; a plan to import them.
fn shared() -> Shared {
    fleet(1)
}

fn fleet(accounts: usize) -> Shared {
    let world = World::generate(Fleet {
        accounts,
        servers_per_account: 1,
        people_per_account: 5,
        ..Fleet::default()
    });
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    plan(&sandbox, &[]);
    Shared { plex, sandbox }
}

impl Shared {
    /// The first person, as messages name them.
    fn some_person(&self) -> (u64, String) {
        let world = self.plex.world();
        let id = world.accounts[0].friends[0].person;
        let name = world.person(id).username.clone().unwrap();
        (id, format!("{name} ({id})"))
    }
}

#[test]
fn volatile_values_and_the_order_of_answers_did_not_move() {
    let Shared { plex, sandbox } = shared();
    plex.set_shuffle(Some(7));
    plex.change(|world| {
        for server in &mut world.accounts[0].servers {
            server.last_seen_at += 1000;
        }
    });
    applied(&sandbox);
    assert_eq!(sandbox.records().len(), 7, "plans, servers and five users");
}

#[test]
fn a_renamed_user_is_named() {
    let shared = shared();
    let (id, _) = shared.some_person();
    let renamed = |world: &mut World| {
        world.people.get_mut(&id).unwrap().username = Some("commodore".to_owned());
    };
    shared.plex.change(renamed);
    let moved = format!("account `account1`: person commodore ({id}) was changed");
    stale(&shared.sandbox, &[&moved]);
}

#[test]
fn a_user_who_left_is_named() {
    let shared = shared();
    let (id, called) = shared.some_person();
    shared.plex.change(|world| world.accounts[0].forget(id));
    let moved = format!("account `account1`: person {called} is gone");
    stale(&shared.sandbox, &[&moved]);
}

#[test]
fn a_new_user_is_named() {
    let world = World::generate(Fleet {
        servers_per_account: 1,
        people_per_account: 5,
        ..Fleet::default()
    });
    let mut before = world.clone();
    let id = world.accounts[0].friends[4].person;
    before.accounts[0].forget(id);
    let plex = FakePlex::start(before);
    let sandbox = Sandbox::household(&world, &plex.url());
    plan(&sandbox, &[]);
    let name = world.person(id).username.clone().unwrap();
    plex.change(|served| *served = world);
    stale(
        &sandbox,
        &[&format!("account `account1`: person {name} ({id}) is new")],
    );
}

#[test]
fn another_share_is_a_change_of_the_person() {
    let shared = shared();
    let person = shared.plex.world().accounts[0].servers[0].shares[0].person;
    shared.plex.change(|world| {
        let share = &mut world.accounts[0].servers[0].shares[0];
        share.all_libraries = false;
        share.libraries.truncate(1);
    });
    let name = shared.plex.world().person(person).username.clone().unwrap();
    let moved = format!("account `account1`: person {name} ({person}) was changed");
    stale(&shared.sandbox, &[&moved]);
}

#[test]
fn servers_and_libraries_are_named() {
    for change in [
        (|world: &mut World| world.accounts[0].servers[0].name = "Zephyr".to_owned())
            as fn(&mut World),
        |world| {
            world.accounts[0].servers[0].name = "Zephyr".to_owned();
            world.accounts[0].servers[0].libraries[0].title = "Films".to_owned();
        },
    ] {
        let Shared { plex, sandbox } = shared();
        plex.change(change);
        let machine = plex.world().accounts[0].servers[0].machine_id.clone();
        let moved = format!("account `account1`: server Zephyr ({machine}) was changed");
        stale(&sandbox, &[&moved]);
    }
}

#[test]
fn another_owner_is_named() {
    let Shared { plex, sandbox } = shared();
    let before = plex.world().accounts[0].id;
    plex.change(|world| {
        let mut owner = world.person(before).clone();
        owner.id = 77;
        owner.username = Some("usurper".to_owned());
        world.people.insert(77, owner);
        world.accounts[0].id = 77;
    });
    let name = plex.world().person(before).username.clone().unwrap();
    let moved = format!(
        "account `account1`: its token belongs to usurper (77), and belonged to {name} ({before})"
    );
    let run = refused(&sandbox, &[], 5, &[&moved]);
    assert!(
        run.stderr.starts_with("error: the saved plan is stale: "),
        "{}",
        run.stderr
    );
}

#[test]
fn an_account_that_cannot_be_read_now_is_no_stale_plan() {
    let Shared { plex, sandbox } = fleet(2);
    plex.inject(Rule::new(
        "/api/users",
        Fault::Page(ErrorPage::Unauthenticated),
    ));
    refused(
        &sandbox,
        &[],
        8,
        &["nothing was written", "`account1`", "401"],
    );
    plex.heal();
    applied(&sandbox);
}

/// Everything of some accounts is recorded, and one person has another title since.
fn applied_and_renamed(accounts: usize) -> Shared {
    let shared = fleet(accounts);
    let (id, _) = shared.some_person();
    let run = shared.sandbox.run(&["apply", "--yes"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    shared.plex.change(|world| {
        world.people.get_mut(&id).unwrap().title = "Commodore".to_owned();
    });
    shared
}

#[test]
fn a_change_that_rests_on_what_is_unknown_now_is_no_stale_plan_either() {
    let Shared { plex, sandbox } = applied_and_renamed(1);
    let run = sandbox.run(&["plan", "--out", FILE]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for path in ["/api/users", "/api/v2/user"] {
        plex.inject(Rule::new(path, Fault::Page(ErrorPage::Unauthenticated)));
        refused(&sandbox, &[], 8, &["nothing was written", "401"]);
        plex.heal();
    }
    applied(&sandbox);
}

#[test]
fn what_could_not_be_read_then_is_no_part_of_the_plan() {
    let world = World::generate(Fleet {
        people_per_account: 5,
        ..Fleet::default()
    });
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    plex.inject(Rule::new(
        "/api/users",
        Fault::Page(ErrorPage::Unauthenticated),
    ));
    let run = sandbox.run(&["plan", "--out", FILE]);
    assert_eq!(run.code, 8, "{}", run.stderr);
    plex.heal();
    // What was in doubt is no part of what the plan was made from, but now there is another plan.
    let moved = ["changes", "files"].map(|part| format!("the {part} of the plan made now differ"));
    stale(&sandbox, &[&moved[0], &moved[1]]);
    plex.inject(Rule::new(
        "/api/users",
        Fault::Page(ErrorPage::Unauthenticated),
    ));
    let run = sandbox.run(&["apply", FILE]);
    assert_eq!(run.code, 8, "{}", run.stderr);
    assert!(run.stderr.contains("Applied as run"), "{}", run.stderr);
    assert!(run.stdout.contains("401"), "{}", run.stdout);
}

#[test]
fn what_no_change_of_the_plan_rests_on_may_be_unknown_now() {
    let shared = fleet(1);
    let invitations = [
        "/api/invites/requested",
        "/api/v2/shared_servers/owned/pending",
    ];
    for path in invitations {
        shared.plex.inject(Rule::new(path, Fault::Status(410)));
    }
    applied(&shared.sandbox);
}

#[test]
fn an_account_that_was_in_doubt_and_changes_nothing_did_not_move() {
    let Shared { plex, sandbox } = applied_and_renamed(2);
    let unauthenticated = Fault::Page(ErrorPage::Unauthenticated);
    plex.inject(Rule::new("/api/users", unauthenticated).of(plex.world().accounts[1].id));
    let run = sandbox.run(&["plan", "--out", FILE]);
    assert_eq!(run.code, 8, "{}", run.stderr);
    plex.heal();
    applied(&sandbox);
}

#[test]
fn a_plan_for_some_accounts_asks_these_accounts_again() {
    let world = World::generate(Fleet {
        accounts: 2,
        servers_per_account: 1,
        people_per_account: 3,
        ..Fleet::default()
    });
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    plan(&sandbox, &["--account", "account2"]);
    plex.forget_requests();
    let run = sandbox.run(&["apply", FILE]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let token = Some(world.accounts[0].token.clone());
    assert!(!plex.seen().is_empty());
    assert!(
        plex.seen().iter().all(|seen| seen.token != token),
        "account1 was asked"
    );
}

#[test]
fn a_plan_made_from_plex_is_not_checked_against_a_snapshot() {
    let Shared { plex, sandbox } = shared();
    assert_eq!(sandbox.run(&["snapshot", "--out", "observed.json"]).code, 0);
    plex.forget_requests();
    refused(
        &sandbox,
        &["--observed", "observed.json"],
        64,
        &["not from a snapshot"],
    );
    assert_eq!(plex.seen().len(), 0);
}

#[test]
fn nothing_is_asked_of_plex_while_the_household_moved() {
    let Shared { plex, sandbox } = shared();
    sandbox.write("records/users/zara.yaml", "class: permanent\n");
    plex.forget_requests();
    stale(&sandbox, &["records/users/zara.yaml is new"]);
    assert_eq!(plex.seen().len(), 0);
}
