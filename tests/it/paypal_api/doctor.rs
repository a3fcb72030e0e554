//! `doctor` about sources that are PayPal's interface.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, TimeDelta, Utc};

use crate::fake::{FakePlex, Fleet, World as PlexWorld};
use crate::fake_paypal::{CLIENT_ID, CLIENT_SECRET, FakePayPal, World};
use crate::sandbox::{Run, Sandbox};

#[expect(clippy::disallowed_methods, reason = "the program uses the clock, too")]
pub(crate) fn now() -> DateTime<Utc> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    DateTime::from_timestamp(i64::try_from(now.as_secs()).unwrap(), 0).unwrap()
}

/// A PayPal whose data are so old.
fn paypal(age: TimeDelta) -> FakePayPal {
    let mut world = World::march();
    world.now = now();
    world.refreshed = now() - age;
    FakePayPal::start(world)
}

/// A household with one Plex account and this source.
pub(super) fn household(plex: &FakePlex, world: &PlexWorld, url: &str) -> Sandbox {
    let mut sandbox = Sandbox::household(world, &plex.url());
    let settings = sandbox.read("plexmgr.toml");
    let source = format!(
        "\n[[source]]\nkind = \"paypal\"\nurl = \"{url}\"\n\
         client_id = {{ env = \"PAYPAL_CLIENT_ID\" }}\n\
         client_secret = {{ env = \"PAYPAL_SECRET\" }}\n"
    );
    sandbox.write("plexmgr.toml", &(settings + &source));
    sandbox.set("PAYPAL_CLIENT_ID", CLIENT_ID);
    sandbox.set("PAYPAL_SECRET", CLIENT_SECRET);
    sandbox
}

pub(super) fn plex() -> (FakePlex, PlexWorld) {
    let mut world = PlexWorld::generate(Fleet {
        accounts: 1,
        people_per_account: 1,
        ..Fleet::default()
    });
    world.now = u64::try_from(now().timestamp()).unwrap();
    (FakePlex::start(world.clone()), world)
}

/// Everything that `doctor` says, where no secret may be.
fn doctor(sandbox: &Sandbox, more: &[&str]) -> Run {
    let arguments = [&["doctor", "-vv"], more].concat();
    let run = sandbox.run_any_day(&arguments);
    for secret in [CLIENT_ID, CLIENT_SECRET, "A21AAFAKE", "Basic ", "Bearer "] {
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(!said.contains(secret), "{secret}: {said}");
    }
    run
}

/// What is found about the sources, in one line.
fn found(run: &Run) -> String {
    let lines = run.stdout.lines();
    let lines = lines.skip_while(|line| !line.contains("  sources  "));
    let words: Vec<&str> = lines
        .take_while(|line| !line.is_empty())
        .flat_map(str::split_ascii_whitespace)
        .collect();
    words.join(" ")
}

#[test]
fn a_source_that_answers_is_fine_and_says_how_far_its_data_reach() {
    let (plex, world) = plex();
    let paypal = paypal(TimeDelta::hours(3));
    let sandbox = household(&plex, &world, &paypal.url());
    let run = doctor(&sandbox, &[]);
    let refreshed = paypal.world().refreshed.format("%Y-%m-%dT%H:%M:%SZ");
    assert_eq!(
        found(&run),
        format!("fine sources source `paypal`: can be read, up to {refreshed}")
    );
    assert_eq!(paypal.counts(), (1, 1));
}

#[test]
fn old_data_are_a_warning() {
    let (plex, world) = plex();
    let paypal = paypal(TimeDelta::days(5));
    let sandbox = household(&plex, &world, &paypal.url());
    let found = found(&doctor(&sandbox, &[]));
    assert!(
        found.starts_with("warning sources source `paypal`: no data of the last 2 days"),
        "{found}"
    );
}

#[test]
fn a_record_that_cannot_be_read_is_named_by_its_transaction() {
    let (plex, world) = plex();
    let paypal = paypal(TimeDelta::hours(3));
    {
        let mut world = paypal.world();
        let refreshed = world.refreshed.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let info = &mut world.records[3]["transaction_info"];
        info["transaction_initiation_date"] = refreshed.into();
        info["transaction_status"] = "Q".into();
    }
    let sandbox = household(&plex, &world, &paypal.url());
    let found = found(&doctor(&sandbox, &[]));
    let expected = "warning sources source `paypal`: 1 row cannot be read; in \
                    /v1/reporting/transactions, transaction_info.transaction_status is not a known \
                    status, in transaction `FAKETXN0000000004`";
    assert!(found.starts_with(expected), "{found}");
}

#[test]
fn a_missing_scope_is_a_failure_with_what_to_do() {
    let (plex, world) = plex();
    let paypal = paypal(TimeDelta::hours(3));
    paypal.world().switches.has_scope = false;
    let sandbox = household(&plex, &world, &paypal.url());
    let run = doctor(&sandbox, &[]);
    let found = found(&run);
    assert!(
        found.starts_with("failure sources source `paypal`: /v1/oauth2/token: the token lacks"),
        "{found}"
    );
    assert!(
        found.contains("hint: switch on \"Transaction search\""),
        "{found}"
    );
    assert_eq!(run.code, 8);
}

#[test]
fn a_missing_secret_is_named_and_offline_nothing_is_asked() {
    let (plex, world) = plex();
    let paypal = paypal(TimeDelta::hours(3));
    let mut sandbox = household(&plex, &world, &paypal.url());
    let offline = found(&doctor(&sandbox, &["--offline"]));
    assert_eq!(
        offline,
        "skipped sources source `paypal`: PayPal was not asked"
    );
    sandbox.unset("PAYPAL_SECRET");
    let found = found(&doctor(&sandbox, &[]));
    assert!(
        found.contains("`client_secret`: the environment variable `PAYPAL_SECRET` is not set"),
        "{found}"
    );
    assert!(
        found.contains("hint: set `PAYPAL_SECRET` to the `client_secret`"),
        "{found}"
    );
    assert_eq!(paypal.counts(), (0, 0));
}
