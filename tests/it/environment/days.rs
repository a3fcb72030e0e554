//! Which day it is: zones far east and west, nights without midnight, days that do not exist.

use std::time::{SystemTime, UNIX_EPOCH};

use plexmgr::vocabulary::Timestamp;
use serde_json::{Value, json};

use super::{APPLY, run};
use crate::sandbox::{PLANS, Sandbox};

fn zone(sandbox: &Sandbox, name: &str) {
    let settings = sandbox.read("plexmgr.toml");
    sandbox.write("plexmgr.toml", &settings.replace("Europe/Berlin", name));
}

/// Zones, instants as seconds since 1970, and the day they are there.
const INSTANTS: [(&str, i64, &str); 25] = [
    // 2026-11-22T09:59:59Z and a second later: midnight at the first people of the day.
    ("Pacific/Kiritimati", 1_795_341_599, "2026-11-22"),
    ("Pacific/Kiritimati", 1_795_341_600, "2026-11-23"),
    // 2026-11-22T10:59:59Z: midnight at the last ones.
    ("Pacific/Pago_Pago", 1_795_345_199, "2026-11-21"),
    ("Pacific/Pago_Pago", 1_795_345_200, "2026-11-22"),
    // 2026-11-22T18:14:59Z: a quarter of an hour off.
    ("Asia/Kathmandu", 1_795_371_299, "2026-11-22"),
    ("Asia/Kathmandu", 1_795_371_300, "2026-11-23"),
    // 2026-11-22T22:59:59Z in winter, 2026-07-22T21:59:59Z in summer.
    ("Europe/Berlin", 1_795_388_399, "2026-11-22"),
    ("Europe/Berlin", 1_795_388_400, "2026-11-23"),
    ("Europe/Berlin", 1_784_757_599, "2026-07-22"),
    ("Europe/Berlin", 1_784_757_600, "2026-07-23"),
    ("UTC", 1_795_305_599, "2026-11-21"),
    ("UTC", 1_795_305_600, "2026-11-22"),
    // 2018-11-04T03:00:00Z: no midnight, the day begins at one.
    ("America/Sao_Paulo", 1_541_300_399, "2018-11-03"),
    ("America/Sao_Paulo", 1_541_300_400, "2018-11-04"),
    // 2018-02-18T02:00:00Z: midnight is put back, the evening comes twice.
    ("America/Sao_Paulo", 1_518_919_200, "2018-02-17"),
    ("America/Sao_Paulo", 1_518_922_799, "2018-02-17"),
    ("America/Sao_Paulo", 1_518_922_800, "2018-02-18"),
    // 2026-04-23T22:00:00Z: no midnight.
    ("Africa/Cairo", 1_776_981_599, "2026-04-23"),
    ("Africa/Cairo", 1_776_981_600, "2026-04-24"),
    // 2026-10-29T21:00:00Z: the evening comes twice.
    ("Africa/Cairo", 1_793_307_600, "2026-10-29"),
    ("Africa/Cairo", 1_793_311_199, "2026-10-29"),
    ("Africa/Cairo", 1_793_311_200, "2026-10-30"),
    // 2011-12-30 never was: 10:00 UTC is where the two days meet.
    ("Pacific/Apia", 1_325_239_199, "2011-12-29"),
    ("Pacific/Apia", 1_325_239_200, "2011-12-31"),
    ("UTC", 1_835_395_200, "2028-02-29"),
];

#[test]
fn an_instant_is_the_day_it_was_in_the_household() {
    for (zone, instant, day) in INSTANTS {
        let found = Timestamp(instant).date_in(zone.parse().unwrap());
        assert_eq!(
            found.map(|day| day.to_string()).as_deref(),
            Some(day),
            "{instant} in {zone}"
        );
    }
}

#[test]
fn what_plex_says_is_recorded_under_the_day_of_the_household() {
    for (name, instant, day) in INSTANTS {
        let sandbox = Sandbox::example();
        zone(&sandbox, name);
        let mut observed: Value = serde_json::from_str(&sandbox.read("observed.json")).unwrap();
        let people = observed["accounts"][0]["outcome"]["read"]["people"]
            .as_array_mut()
            .unwrap();
        let person = people
            .iter_mut()
            .find(|person| person["id"] == "301000007")
            .unwrap();
        person["shares"][0]["accepted"] = json!(instant);
        sandbox.write("observed.json", &observed.to_string());
        run(&sandbox, &APPLY, 0);
        let record = sandbox.read("records/users/ohara-sons.yaml");
        assert!(
            record.contains(&format!("accepted: {day}\n")),
            "{instant} in {name}: {record}"
        );
    }
}

#[test]
fn today_is_the_day_of_the_household() {
    #[expect(
        clippy::disallowed_methods,
        reason = "the test compares with the clock"
    )]
    let now = || {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Timestamp(i64::try_from(since.as_secs()).unwrap())
    };
    for name in [
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "Asia/Kathmandu",
        "Europe/Berlin",
        "UTC",
    ] {
        let sandbox = Sandbox::example();
        zone(&sandbox, name);
        let day = |instant: Timestamp| instant.date_in(name.parse().unwrap()).unwrap().to_string();
        let before = day(now());
        let plan =
            sandbox.run_any_day(&["plan", "--observed", "observed.json", "--format", "json"]);
        assert_eq!(plan.code, 0, "{}", plan.stderr);
        let plan: Value = serde_json::from_str(&plan.stdout).unwrap();
        let today = plan["today"].as_str().unwrap();
        assert!(
            [before, day(now())].iter().any(|day| day == today),
            "{today} in {name}"
        );
    }
}

#[test]
fn a_default_payment_ends_on_a_day_that_exists() {
    for (today, duration, end) in [
        ("2028-02-29", "1 month", "2028-03-29"),
        ("2028-02-29", "12 months", "2029-02-28"),
        ("2028-02-29", "1 year", "2029-02-28"),
        ("2028-02-29", "4 years", "2032-02-29"),
        ("2028-02-29", "1 day", "2028-03-01"),
        ("2027-01-31", "1 month", "2027-02-28"),
        ("2028-01-31", "1 month", "2028-02-29"),
        ("2027-12-31", "2 months", "2028-02-29"),
        ("2026-12-31", "1 week", "2027-01-07"),
        ("2027-10-31", "1 day", "2027-11-01"),
    ] {
        let sandbox = Sandbox::example();
        let plans = sandbox.read("records/plans.yaml");
        let lasting = PLANS.replace("1 month", duration);
        let others = plans
            .split_once("yearly:")
            .map(|(_, others)| format!("yearly:{others}"));
        sandbox.write("records/plans.yaml", &(lasting + &others.unwrap()));
        let apply = sandbox.run_any_day(&[&APPLY[..], &["--today", today]].concat());
        assert_eq!(apply.code, 0, "{today}: {}", apply.stderr);
        let record = sandbox.read("records/users/no.yaml");
        let payment = format!("    start: {today}\n    end: {end}\n");
        assert!(
            record.contains(&payment),
            "{duration} from {today}: {record}"
        );
        let check = sandbox.run_any_day(&["check", "--today", today]);
        assert_eq!(check.code, 0, "{}", check.stderr);
    }
}

#[test]
fn a_history_from_the_future_can_be_shown_and_taken_back() {
    let sandbox = Sandbox::example();
    run(&sandbox, &APPLY, 0);
    sandbox.forge_run(1, |lines| {
        let time = lines.split("\"time\":\"").nth(1).unwrap()[..20].to_owned();
        lines.replace(&time, "2999-12-31T23:59:59Z")
    });
    sandbox.remove("state/plexmgr.redb");
    let shown = run(&sandbox, &["history", "1"], 0);
    assert!(
        shown.stdout.contains("2999-12-31T23:59:59Z"),
        "{}",
        shown.stdout
    );
    run(&sandbox, &["undo", "1", "--yes"], 0);
    assert_eq!(sandbox.records(), Sandbox::example().records());
    run(&sandbox, &["state", "check"], 0);
}

#[test]
fn a_lock_from_the_future_has_no_negative_age() {
    let sandbox = Sandbox::example();
    sandbox.write(
        "state/plexmgr.lock",
        r#"{"process":7,"host":"loft\u001b[31m","command":"apply","since":"2999-12-31T23:59:59Z"}"#,
    );
    let lock = std::fs::File::open(sandbox.at("state/plexmgr.lock")).unwrap();
    lock.lock().unwrap();
    let apply = run(
        &sandbox,
        &[&APPLY[..], &["--lock-timeout", "0s"]].concat(),
        6,
    );
    assert!(apply.stderr.contains("since 0 s"), "{}", apply.stderr);
    assert!(!apply.stderr.contains('\u{1b}'), "{}", apply.stderr);
}

/// Seconds since 1970 that a clock can show and no record can hold.
const ODD_CLOCKS: [i64; 5] = [i64::MIN, -62_135_596_801, -1, 253_402_300_800, i64::MAX];

#[test]
fn a_clock_outside_all_records_is_said_and_never_panics() {
    for seconds in ODD_CLOCKS {
        let mut sandbox = Sandbox::example();
        sandbox.set("PLEXMGR_CLOCK", &seconds.to_string());
        for words in [
            &["plan", "--observed", "observed.json"][..],
            &["apply", "--yes", "--observed", "observed.json"],
            &["apply", "--dry-run", "--observed", "observed.json"],
            &["status"],
            &["report", "--out", "report.html"],
        ] {
            let run = sandbox.run_any_day(words);
            assert_eq!(run.code, 1, "{seconds} {words:?}: {}", run.stderr);
            let told = "error: the clock shows a year outside 1970 to 9999\n  hint: set the clock";
            assert!(
                run.stderr.contains(told),
                "{seconds} {words:?}: {}",
                run.stderr
            );
        }
        for words in [
            &["check"][..],
            &["history"],
            &["state", "check"],
            &["explain"],
            &[],
        ] {
            let run = sandbox.run_any_day(words);
            assert_eq!(run.code, 0, "{seconds} {words:?}: {}", run.stderr);
        }
        let doctor = sandbox.run_any_day(&["doctor"]);
        assert!(
            doctor.stdout.contains("a year outside 1970 to 9999"),
            "{}",
            doctor.stdout
        );
    }
}

#[test]
fn with_a_day_that_is_given_only_connections_need_the_clock() {
    for seconds in ODD_CLOCKS {
        let mut sandbox = Sandbox::example();
        sandbox.set("PLEXMGR_CLOCK", &seconds.to_string());
        sandbox.set("PLEX_TOKEN_MAIN", "no-token");
        run(
            &sandbox,
            &["plan", "--observed", "observed.json", "--out", "plan.json"],
            0,
        );
        run(&sandbox, &["show", "plan.json"], 0);
        run(&sandbox, &["apply", "plan.json"], 0);
        run(&sandbox, &["history", "1", "--format", "json"], 0);
        run(&sandbox, &["undo", "1", "--yes"], 0);
        run(&sandbox, &["state", "check"], 0);
        for words in [&["plan"][..], &["login", "--account", "main"]] {
            let run = sandbox.run(words);
            assert_eq!(run.code, 1, "{seconds} {words:?}: {}", run.stderr);
            assert!(
                run.stderr.contains("certificates of servers"),
                "{}",
                run.stderr
            );
        }
    }
}

#[test]
fn a_lock_of_any_year_has_an_age() {
    for since in [
        "-262143-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "+262142-12-31T23:59:59Z",
    ] {
        let mut sandbox = Sandbox::example();
        let lock = format!(r#"{{"process":7,"host":"loft","command":"apply","since":"{since}"}}"#);
        sandbox.write("state/plexmgr.lock", &lock);
        let file = std::fs::File::open(sandbox.at("state/plexmgr.lock")).unwrap();
        file.lock().unwrap();
        for clock in ["1795000000", "-1", "9223372036854775807"] {
            sandbox.set("PLEXMGR_CLOCK", clock);
            let apply = run(
                &sandbox,
                &[&APPLY[..], &["--lock-timeout", "0s"]].concat(),
                6,
            );
            assert!(
                apply.stderr.contains("another run of plexmgr"),
                "{}",
                apply.stderr
            );
        }
    }
}
