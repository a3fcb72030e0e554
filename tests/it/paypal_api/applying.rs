//! Sources of transactions in saved plans and in snapshots.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::doctor::{household, now, plex};
use crate::fake_paypal::{CLIENT_ID, CLIENT_SECRET, FakePayPal, World};
use crate::forge::wire::Answer;
use crate::sandbox::{Run, Sandbox};

/// A PayPal that lists one payment, of two days ago.
fn paypal() -> FakePayPal {
    let mut world = World::march();
    (world.now, world.refreshed) = (now(), now() - TimeDelta::hours(3));
    world.records.truncate(1);
    let at = now() - TimeDelta::days(2);
    let info = &mut world.records[0]["transaction_info"];
    info["transaction_status"] = json!("S");
    for key in ["transaction_initiation_date", "transaction_updated_date"] {
        info[key] = json!(at.format("%Y-%m-%dT%H:%M:%S+0000").to_string());
    }
    FakePayPal::start(world)
}

/// Lets PayPal refuse every listing from now on, or none.
fn refuse(paypal: &FakePayPal, refuses: bool) {
    let answer = Answer::of(503, "text/plain", "");
    paypal.world().switches.always = refuses.then_some(answer);
}

fn run(sandbox: &Sandbox, arguments: &[&str], code: i32) -> Run {
    let run = sandbox.run_any_day(arguments);
    assert_eq!(run.code, code, "{}{}", run.stdout, run.stderr);
    run
}

#[test]
fn a_saved_plan_whose_source_is_in_doubt_now_is_not_stale() {
    let (plex, world) = plex();
    let paypal = paypal();
    let sandbox = household(&plex, &world, &paypal.url());
    run(&sandbox, &["plan", "--out", "plan.json"], 0);
    let before = sandbox.records();
    refuse(&paypal, true);
    let refused = run(&sandbox, &["apply", "plan.json"], 8).stderr;
    for words in [
        "rests on what is not known now; nothing was written",
        "source paypal: /v1/reporting/transactions: status 503",
    ] {
        assert!(refused.contains(words), "{words}: {refused}");
    }
    assert_eq!(sandbox.records(), before);
    // What moved is stale, whatever is in doubt besides.
    let plans = sandbox.read("records/plans.yaml");
    sandbox.write("records/plans.yaml", &format!("# new\n{plans}"));
    run(&sandbox, &["apply", "plan.json"], 5);
    sandbox.write("records/plans.yaml", &plans);
    refuse(&paypal, false);
    run(&sandbox, &["apply", "plan.json"], 0);
    assert_ne!(sandbox.records(), before);
}

/// A statement with one payment, of an account of its own.
const STATEMENT: &str = "\
Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,Transaction ID\n\
18/11/2026,10:00:00,GMT,W. Wren,General Payment,Completed,EUR,5.00,-0.52,4.48,wren@example.org,us@example.org,FILE1\n";

/// The changes of a plan, and what it says of its sources.
fn planned(sandbox: &Sandbox, more: &[&str], code: i32) -> Value {
    let arguments = [&["plan", "--format", "json"], more].concat();
    let document: Value = serde_json::from_str(&run(sandbox, &arguments, code).stdout).unwrap();
    json!([document["changes"], document["sources"]])
}

#[test]
fn a_snapshot_holds_sources_only_if_asked_and_stands_for_them() {
    let (plex, world) = plex();
    let paypal = paypal();
    let sandbox = household(&plex, &world, &paypal.url());
    let settings = sandbox.read("plexmgr.toml");
    let files =
        "\n[[source]]\nname = \"files\"\nkind = \"paypal-csv\"\nfiles = \"statements/*.csv\"\n";
    sandbox.write("plexmgr.toml", &format!("{settings}{files}"));
    sandbox.write("statements/a.csv", STATEMENT);
    run(&sandbox, &["snapshot", "--out", "plain.json"], 0);
    assert!(!sandbox.read("plain.json").contains("sources"));
    assert_eq!(paypal.counts(), (0, 0));

    let live = planned(&sandbox, &[], 0);
    assert!(live.to_string().contains("files/FILE1"), "{live}");
    run(&sandbox, &["snapshot", "--out", "all.json", "--sources"], 0);
    let text = sandbox.read("all.json");
    assert!(text.contains("wren@example.org"), "{text}");
    for secret in [
        CLIENT_ID,
        CLIENT_SECRET,
        "A21AAFAKE",
        &world.accounts[0].token,
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
    let asked = paypal.counts();
    sandbox.remove("statements/a.csv");
    assert_eq!(planned(&sandbox, &["--observed=all.json"], 0), live);
    let named = planned(&sandbox, &["--observed=all.json", "--source=files"], 0);
    let sources = named[1].as_array().unwrap();
    assert_eq!((sources.len(), &sources[0]["name"]), (1, &json!("files")));
    assert_eq!(paypal.counts(), asked);

    // What could not be read is unknown in the snapshot as well.
    refuse(&paypal, true);
    let unread = run(
        &sandbox,
        &["snapshot", "--out", "half.json", "--sources"],
        8,
    );
    assert!(
        unread.stderr.contains("source paypal is unknown"),
        "{}",
        unread.stderr
    );
    planned(&sandbox, &["--observed=half.json"], 8);
    sandbox.write("plexmgr.toml", &settings);
    let foreign = run(&sandbox, &["plan", "--observed=all.json"], 3);
    assert!(
        foreign.stderr.contains("contains source `files`"),
        "{}",
        foreign.stderr
    );
}
