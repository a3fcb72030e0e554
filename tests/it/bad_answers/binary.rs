//! What becomes of the records when the program meets each bad answer.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::household::{Home, newcomer};
use super::table::{self, BadAnswer};
use super::watched::Watched;
use crate::fake::{FakePlex, Fault, HostileDocument, Rule, Spoiled, View, Wire};

/// Incompletely read; refused by a guard.
const INCOMPLETE: i32 = 8;
const REFUSED: i32 = 4;

/// Some line of the result names the account together with the endpoint.
fn check_reason(run: &Watched, account: &str, endpoint: &str) {
    let names =
        |line: &str| line.contains(account) && endpoint.split('*').all(|part| line.contains(part));
    assert!(run.stdout.lines().any(names), "{endpoint}: {}", run.stdout);
}

/// Nobody loses anything by this plan.
fn check_harmless(run: &Watched) {
    let is_loss = |line: &&str| line.starts_with("- ");
    let mut losses = run.stdout.lines().filter(is_loss);
    assert_eq!(losses.next(), None, "{}", run.stdout);
}

/// Feeds the answer to a run of its own, then good answers to another one.
fn check_kept(home: &Home, row: &BadAnswer) {
    let rule = Rule::new(row.path, row.fault.clone());
    home.plex.inject(rule.of(home.world.accounts[0].id));
    if row.path == table::INVITES {
        let elsewhere = Rule::new(table::PENDING, Fault::Status(500));
        home.plex.inject(elsewhere.of(home.world.accounts[0].id));
    }
    let (exit, endpoint) = expected(row);
    let bad = home.apply_hastily();
    match exit {
        Some(exit) => assert_eq!(bad.code, Some(exit), "{row:?}: {}", bad.stdout),
        // What is in doubt about one person, a server that is not recorded, or the invitations.
        None => assert!(
            matches!(bad.code, Some(0 | INCOMPLETE)),
            "{row:?}: {}",
            bad.stdout
        ),
    }
    check_reason(&bad, "account1", endpoint);
    check_harmless(&bad);
    let other = "account2 (2 servers, 21 people)";
    assert!(bad.stdout.contains(other), "{row:?}: {}", bad.stdout);
    assert!(
        home.is_untouched(),
        "{row:?} made the run write {:?}: {}",
        home.changed_records(),
        bad.stdout
    );
    check_healed(home, row);
}

/// Good answers are believed again, and nothing has changed.
fn check_healed(home: &Home, row: &BadAnswer) {
    let good = home.apply();
    assert_eq!(good.code, 0, "after {row:?}: {}", good.stderr);
    let unchanged = good.stdout.ends_with("\nNo changes.\n");
    assert!(unchanged, "after {row:?}: {}", good.stdout);
    assert!(home.is_untouched(), "something was written after {row:?}");
}

/// How a run that meets the answer ends, if that is always the same, and the endpoint that its reason names.
fn expected(row: &BadAnswer) -> (Option<i32>, &'static str) {
    match (row.path, &row.fault) {
        (table::EVERYWHERE, Fault::View(View::Nobody)) => (Some(REFUSED), table::USERS),
        (table::EVERYWHERE, Fault::View(View::Half)) => (Some(INCOMPLETE), table::USERS),
        (table::EVERYWHERE, _) => (Some(INCOMPLETE), table::ACCOUNT),
        (table::ACCOUNT, Fault::OtherAccount(_)) => (Some(REFUSED), table::ACCOUNT),
        // The server that nobody has is asked about, and is not there.
        (table::RESOURCES, Fault::Spoiled(Spoiled::UnknownMachine)) => (None, table::RESOURCES),
        (table::INVITES | table::RESOURCES | table::LIBRARIES, _) => (None, row.path),
        (path, Fault::Spoiled(_)) => (None, path),
        (path, _) => (Some(INCOMPLETE), path),
    }
}

/// Checks every row, in several copies of one household at once.
fn check_all(rows: &[BadAnswer], copies: usize) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..copies {
            scope.spawn(|| {
                let home = Home::new();
                while let Some(row) = rows.get(next.fetch_add(1, Ordering::Relaxed)) {
                    check_kept(&home, row);
                }
            });
        }
    });
}

#[test]
fn unbelievable_answers_leave_the_records_alone() {
    check_all(&table::unbelievable_somewhere(), 2);
}

#[test]
fn contradictory_answers_leave_the_records_alone() {
    check_all(&table::contradictory(), 2);
}

#[test]
fn answers_that_only_the_records_contradict_leave_them_alone() {
    let home = Home::new();
    let other = home.world.accounts[1].id;
    let mut rows = table::plausible();
    for path in [
        table::USERS,
        table::SHARES,
        table::LIBRARIES,
        table::ACCOUNT,
    ] {
        let fault = Fault::OtherAccount(other);
        rows.push(BadAnswer { path, fault });
    }
    for row in rows {
        check_kept(&home, &row);
    }
}

#[test]
fn answers_that_others_complete_change_nothing() {
    let home = Home::new();
    for row in table::completed() {
        let rule = Rule::new(row.path, row.fault.clone());
        home.plex.inject(rule.of(home.world.accounts[0].id));
        let run = home.apply_hastily();
        assert_eq!(run.code, Some(0), "{row:?}: {}", run.stdout);
        assert!(
            home.is_untouched(),
            "{row:?} made the run write {:?}: {}",
            home.changed_records(),
            run.stdout
        );
        check_healed(&home, &row);
    }
}

#[test]
fn exhausting_answers_end_in_time_and_within_the_memory() {
    let mut rows = table::exhausting();
    // And from every endpoint at once.
    for fault in [
        Fault::Hostile(HostileDocument::Nested(1_000_000)),
        Fault::Wire(Wire::EndlessChunks),
        Fault::Wire(Wire::GzipBomb(None)),
    ] {
        let path = table::EVERYWHERE;
        rows.push(BadAnswer { path, fault });
    }
    check_all(&rows, 3);
}

#[test]
fn redirects_take_no_token_elsewhere() {
    let home = Home::new();
    let elsewhere = FakePlex::start(home.world.clone());
    for (path, status) in [
        (table::USERS, 301),
        (table::ACCOUNT, 302),
        (table::SHARES, 307),
        (table::RESOURCES, 308),
    ] {
        let to = elsewhere.url();
        let fault = Fault::Redirect { status, to };
        check_kept(&home, &BadAnswer { path, fault });
    }
    assert_eq!(elsewhere.connection_count(), 0);
}

#[test]
fn no_server_listening_leaves_the_records_alone() {
    let home = Home::new();
    let hasty = home.sandbox.read("hasty.toml");
    let nowhere = hasty.replace(&home.plex.url(), &FakePlex::refused_url());
    home.sandbox.write("hasty.toml", &nowhere);
    let bad = home.apply_hastily();
    assert_eq!(bad.code, Some(INCOMPLETE), "{}", bad.stdout);
    for account in ["account1", "account2"] {
        check_reason(&bad, account, "cannot connect");
        check_reason(&bad, account, "/api/");
    }
    check_harmless(&bad);
    home.sandbox.write("hasty.toml", &hasty);
    assert_eq!(home.changed_records(), [""; 0]);
    assert_eq!(home.apply().code, 0);
    assert_eq!(home.changed_records(), [""; 0]);
}

#[test]
fn one_failing_account_does_not_hide_what_the_others_say() {
    let home = Home::new();
    let mut name = String::new();
    home.plex.change(|world| name = newcomer(world, 1, 1));
    let failing = Rule::new("*", Fault::Status(500)).of(home.world.accounts[0].id);
    home.plex.inject(failing);
    let bad = home.apply_hastily();
    assert_eq!(bad.code, Some(INCOMPLETE), "{}", bad.stdout);
    check_reason(&bad, "account1", table::ACCOUNT);
    check_reason(&bad, "add_user", &name);
    check_harmless(&bad);
    assert_eq!(home.changed_records(), [""; 0]);
    assert!(
        home.sandbox
            .read(&format!("records/users/{name}.yaml"))
            .contains("end: ")
    );
    let good = home.apply();
    assert_eq!(good.code, 0, "{}", good.stderr);
    assert_eq!(home.changed_records(), [""; 0]);
}

/// Oddities about one entry: the rest of the run completes.
fn odd_entries() -> Vec<BadAnswer> {
    let odd = |path, spoiled| BadAnswer {
        path,
        fault: Fault::Spoiled(spoiled),
    };
    vec![
        odd(table::USERS, Spoiled::DuplicateIdentical),
        odd(table::SHARES, Spoiled::DuplicateIdentical),
        odd(table::USERS, Spoiled::BareEntry),
        odd(table::USERS, Spoiled::ExtraServer),
        odd(table::USERS, Spoiled::UnknownParts),
        odd(table::INVITES, Spoiled::NoId),
        odd(table::INVITES, Spoiled::Id("")),
        odd(table::INVITES, Spoiled::Id("somebody@example.com")),
        odd(table::INVITES, Spoiled::BareEntry),
    ]
}

#[test]
fn odd_entries_do_not_stop_the_rest_of_the_run() {
    let mut home = Home::new();
    for (number, row) in (1..).zip(odd_entries()) {
        let mut name = String::new();
        home.plex.change(|world| name = newcomer(world, 0, number));
        home.plex
            .inject(Rule::new(row.path, row.fault.clone()).of(home.world.accounts[0].id));
        let odd = home.apply_hastily();
        assert_eq!(odd.code, Some(0), "{row:?}: {}{}", odd.stdout, odd.stderr);
        check_reason(&odd, "add_user", &name);
        check_reason(&odd, "pending_invitation", "");
        check_harmless(&odd);
        assert_eq!(home.changed_records(), [""; 0], "{row:?}");
        home.remember();
        check_healed(&home, &row);
    }
}
