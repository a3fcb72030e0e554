//! Guards as people and scripts meet them: what is told, what is accepted, what is written.

use crate::fake::{FakePlex, Fleet, World};
use crate::sandbox::{Run, Sandbox};

const PEOPLE: usize = 9;

/// A household in which [`PEOPLE`] are recorded, and its plex.tv.
fn recorded() -> (FakePlex, Sandbox) {
    recorded_people(PEOPLE)
}

fn recorded_people(people_per_account: usize) -> (FakePlex, Sandbox) {
    let world = World::generate(Fleet {
        people_per_account,
        ..Fleet::default()
    });
    let plex = FakePlex::start(world.clone());
    let sandbox = Sandbox::household(&world, &plex.url());
    let run = sandbox.run(&["apply", "--yes", "--brief"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    (plex, sandbox)
}

/// So many people are no longer listed by the first account.
fn leave(plex: &FakePlex, count: usize) {
    plex.change(|world| {
        let friends = &world.accounts[0].friends[..count];
        let leaving: Vec<u64> = friends.iter().map(|friend| friend.person).collect();
        for person in leaving {
            world.accounts[0].forget(person);
        }
    });
}

fn json(run: &Run) -> serde_json::Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stdout))
}

fn guard<'d>(document: &'d serde_json::Value, name: &str) -> &'d serde_json::Value {
    let guards = document["guards"].as_array().unwrap();
    guards.iter().find(|guard| guard["name"] == name).unwrap()
}

#[test]
fn too_many_departures_pass_by_their_number_and_by_no_other() {
    let (plex, sandbox) = recorded();
    leave(&plex, 2);
    let before = sandbox.fingerprint();
    for command in [&["plan"][..], &["apply", "--yes"]] {
        let run = sandbox.run(command);
        assert_eq!(run.code, 4, "{command:?}: {}", run.stderr);
        let told = "\nrefused[departures]: 2 users would depart in one run, the limit is 1\n\
                    hint: if this is intended: plexmgr apply --accept departures=2\n\n";
        assert!(run.stdout.contains(told), "{}", run.stdout);
        let end = "2 people departed. Refused by: departures.\n";
        assert!(run.stdout.ends_with(end), "{}", run.stdout);
    }
    for number in ["departures=1", "departures=3"] {
        let run = sandbox.run(&["apply", "--yes", "--accept", number]);
        assert_eq!(run.code, 4, "{number}: {}", run.stderr);
        let right = "found: use `--accept departures=2`";
        assert!(run.stdout.contains(right), "{}", run.stdout);
    }
    assert_eq!(sandbox.fingerprint(), before, "something was written");

    let words = ["apply", "--yes", "--accept", "departures=2"];
    let run = sandbox.run(&words);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let told = "\naccepted[departures]: 2 found, 1 allowed\n\n";
    assert!(run.stdout.contains(told), "{}", run.stdout);
    assert!(!run.stdout.contains("hint:"), "{}", run.stdout);
    let departed = |text: &&String| text.contains("departed: 2026-11-22");
    assert_eq!(sandbox.records().values().filter(departed).count(), 2);
    let again = sandbox.run(&words);
    assert_eq!(again.code, 0, "{}", again.stdout);
    assert!(
        again.stdout.ends_with("\nNo changes.\n"),
        "{}",
        again.stdout
    );
}

#[test]
fn a_plan_shows_what_apply_would_do_with_the_same_consent() {
    let (plex, sandbox) = recorded();
    leave(&plex, 2);
    let words = ["plan", "--format", "json"];
    let refused = sandbox.run(&words);
    assert_eq!(refused.code, 4, "{}", refused.stderr);
    let document = json(&refused);
    let departures = guard(&document, "departures");
    assert_eq!(departures["verdict"], "refuse");
    assert_eq!(
        (&departures["found"], &departures["limit"]),
        (&2.into(), &1.into())
    );
    assert!(departures["message"].is_string());
    assert_eq!(departures.get("accepted"), None);
    let names = document["guards"].as_array().unwrap().iter();
    let names: Vec<&str> = names.map(|guard| guard["name"].as_str().unwrap()).collect();
    let all = [
        "empty",
        "departures",
        "imports",
        "updates",
        "owner",
        "clock",
        "relinks",
        "age",
        "payments",
        "refunds",
    ];
    assert_eq!(names, all);

    let accepted = sandbox.run(&[&words[..], &["--accept", "departures=2"]].concat());
    assert_eq!(accepted.code, 0, "{}", accepted.stderr);
    let accepted = json(&accepted);
    let departures = guard(&accepted, "departures");
    assert_eq!(
        (&departures["verdict"], &departures["accepted"]),
        (&"pass".into(), &2.into())
    );
    assert_eq!(accepted["changes"], document["changes"]);
}

#[test]
fn an_empty_list_passes_with_both_numbers() {
    let (plex, sandbox) = recorded();
    leave(&plex, PEOPLE);
    let run = sandbox.run(&["apply", "--yes"]);
    assert_eq!(run.code, 4, "{}", run.stderr);
    let hint = "hint: if this is intended: plexmgr apply --accept empty=9 --accept departures=9\n";
    assert!(run.stdout.contains(hint), "{}", run.stdout);
    assert!(
        run.stdout
            .ends_with("\nNothing is planned. Refused by: empty, departures.\n")
    );
    let words = hint
        .trim_end()
        .split(' ')
        .skip_while(|word| *word != "apply");
    let words: Vec<&str> = words.chain(["--yes"]).collect();
    let run = sandbox.run(&words);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let departed = |text: &&String| text.contains("departed: 2026-11-22");
    assert_eq!(sandbox.records().values().filter(departed).count(), PEOPLE);
    let plan = sandbox.run(&["plan", "--detailed-exitcode"]);
    assert_eq!(plan.code, 0, "{}", plan.stdout);
}

#[test]
fn half_of_the_people_are_let_go_by_their_number() {
    let (plex, sandbox) = recorded_people(20);
    leave(&plex, 10);
    let before = sandbox.fingerprint();
    let run = sandbox.run(&["apply", "--yes"]);
    assert_eq!(run.code, 8, "{}", run.stderr);
    let flag = "--accept departures=10";
    let told = format!("; run again later; if they really left, use `{flag}`");
    assert!(run.stdout.contains(&told), "{told}: {}", run.stdout);
    let wrong = sandbox.run(&["apply", "--yes", "--accept", "departures=9"]);
    let told = format!("9 accepted, but 10 found: use `{flag}`");
    assert!(wrong.stdout.contains(&told), "{}", wrong.stdout);
    assert!(!run.stdout.contains("depart_user"), "{}", run.stdout);
    assert_eq!(sandbox.fingerprint(), before, "something was written");
    let run = sandbox.run(&["apply", "--yes", "--accept", "departures=10"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let plan = sandbox.run(&["plan", "--detailed-exitcode"]);
    assert_eq!(plan.code, 0, "{}", plan.stdout);
}

#[test]
fn another_owner_is_accepted_once_and_then_the_known_one() {
    let both = World::generate(Fleet {
        accounts: 2,
        people_per_account: 5,
        ..Fleet::default()
    });
    let plex = FakePlex::start(both.clone());
    let mut first = both.clone();
    first.accounts.truncate(1);
    let mut sandbox = Sandbox::household(&first, &plex.url());
    assert_eq!(sandbox.run(&["apply", "--yes"]).code, 0);
    sandbox.set("TOKEN_1", &both.accounts[1].token);
    let run = sandbox.run(&["apply", "--yes"]);
    assert_eq!(run.code, 4, "{}", run.stderr);
    let hint = "hint: if this is intended: plexmgr apply --accept owner=1\n";
    assert!(run.stdout.contains(hint), "{}", run.stdout);
    let run = sandbox.run(&["apply", "--yes", "--accept", "owner=1"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("accepted[owner]: "), "{}", run.stdout);
    let plan = sandbox.run(&["plan", "--detailed-exitcode"]);
    assert_eq!(plan.code, 0, "{}", plan.stdout);
}

#[test]
fn an_owner_that_is_all_that_changed_is_remembered() {
    let (_plex, sandbox) = recorded();
    sandbox.forge_run(1, |lines| {
        let (before, owners) = lines.split_once(r#""owners":{"account1":""#).unwrap();
        let (_, behind) = owners.split_once('"').unwrap();
        format!(r#"{before}"owners":{{"account1":"5"{behind}"#)
    });
    assert_eq!(sandbox.run(&["apply", "--yes"]).code, 4);
    let accepting = sandbox.run(&["apply", "--yes", "--accept", "owner=1"]);
    assert_eq!(accepting.code, 0, "{}", accepting.stderr);
    assert!(
        accepting.stdout.ends_with("No changes.\n"),
        "{}",
        accepting.stdout
    );
    let before = sandbox.fingerprint();
    let run = sandbox.run(&["apply", "--yes"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!(sandbox.fingerprint(), before);
    let history = sandbox.run(&["history", "2"]).stdout;
    assert!(history.contains("accepted  owner=1\n"), "{history}");
}

#[test]
fn consent_that_makes_no_sense_is_a_usage_error_before_anything_is_read() {
    let (plex, sandbox) = recorded();
    plex.forget_requests();
    for (accepted, told) in [
        (&["departure=7"][..], "did you mean `departures`?"),
        (&["all=1"], "allowed are `empty`"),
        (&["departures"], "`GUARD=N`"),
        (&["departures=many"], "`many` is not a number"),
        (&["complete=1"], "unknown guard `complete`"),
        (&["empty=1", "empty=1"], "`empty` is accepted twice"),
    ] {
        let flags = accepted.iter().flat_map(|text| ["--accept", text]);
        let flags: Vec<&str> = flags.collect();
        for command in [&["plan"][..], &["apply", "--yes"]] {
            let run = sandbox.run(&[command, &flags].concat());
            assert_eq!(run.code, 64, "{accepted:?}: {}", run.stderr);
            assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
        }
    }
    assert_eq!(plex.seen().len(), 0);
}

/// Seconds in a day.
const DAY: u64 = 86_400;
const TODAY: u64 = 1_795_305_600; // 2026-11-22T00:00:00Z

#[test]
fn a_day_that_is_far_from_plex_s_is_refused() {
    let (plex, sandbox) = recorded();
    let before = sandbox.fingerprint();
    plex.change(|world| world.now = TODAY + 3 * DAY + 1);
    let run = sandbox.run(&["apply", "--yes"]);
    assert_eq!(run.code, 4, "{}", run.stderr);
    let told = "refused[clock]: the run is dated 2026-11-22, but at plex.tv it is \
                2026-11-25T00:00:01Z, more than 48 hours away\n\
                hint: if this is intended: plexmgr apply --accept clock=3\n";
    assert!(run.stdout.contains(told), "{}", run.stdout);
    let accepted = sandbox.run(&["apply", "--yes", "--accept", "clock=3"]);
    assert_eq!(accepted.code, 0, "{}", accepted.stdout);

    plex.change(|world| world.now = TODAY + 3 * DAY);
    assert_eq!(sandbox.run(&["plan"]).code, 0);
    plex.change(|world| world.now = TODAY - 2 * DAY);
    assert_eq!(sandbox.run(&["plan"]).code, 0);
    plex.change(|world| world.now = TODAY - 2 * DAY - 1);
    let run = sandbox.run(&["plan", "--format", "json"]);
    assert_eq!(
        (run.code, &guard(&json(&run), "clock")["found"]),
        (4, &3.into())
    );
    assert_eq!(sandbox.fingerprint(), before, "something was written");
}

#[test]
fn a_day_that_comes_from_the_clock_is_refused_by_the_clock() {
    let (plex, sandbox) = recorded();
    plex.change(|world| world.now = DAY);
    let run = sandbox.run_any_day(&["plan"]);
    assert_eq!(run.code, 4, "{}", run.stderr);
    let told = [
        "refused[clock]: ",
        "the clock here shows 20",
        "it is 1970-01-02T00:00:00Z",
    ];
    for told in told {
        assert!(run.stdout.contains(told), "{told}: {}", run.stdout);
    }
}

#[test]
fn a_snapshot_has_no_clock_but_the_history_has() {
    let (plex, sandbox) = recorded();
    plex.change(|world| world.now = TODAY + 30 * DAY);
    let run = sandbox.run(&["snapshot", "--out", "observed.json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let plan = ["plan", "--observed", "observed.json"];
    assert_eq!(sandbox.run(&plan).code, 0);
    let on = |day: &str, more: &[&str]| {
        sandbox.run_any_day(&[&plan[..], &["--today", day], more].concat())
    };
    assert_eq!(on("2027-11-22", &[]).code, 0);
    let earlier = on("2026-11-20", &[]);
    assert_eq!(earlier.code, 4, "{}", earlier.stderr);
    let told = "refused[clock]: the run is dated 2026-11-20, before run 1, which was applied for \
                2026-11-22\n";
    assert!(earlier.stdout.contains(told), "{}", earlier.stdout);
    assert_eq!(on("2026-11-20", &["--accept", "clock=2"]).code, 0);
}

#[test]
fn a_wrong_day_is_forgotten_once_it_is_taken_back() {
    let sandbox = Sandbox::example();
    let apply = ["apply", "--yes", "--brief", "--observed", "observed.json"];
    let far = [&apply[..], &["--today", "2062-11-22"]].concat();
    assert_eq!(sandbox.run_any_day(&far).code, 0);
    let refused = sandbox.run(&apply);
    assert_eq!(refused.code, 4, "{}", refused.stdout);
    assert!(
        refused.stdout.contains("refused[clock]"),
        "{}",
        refused.stdout
    );
    assert_eq!(sandbox.run(&["undo", "1", "--yes"]).code, 0);
    let run = sandbox.run(&apply);
    assert_eq!(run.code, 0, "{}", run.stdout);
}

#[test]
fn a_consented_day_is_the_newest_from_then_on() {
    let sandbox = Sandbox::example();
    let apply = ["apply", "--yes", "--brief", "--observed", "observed.json"];
    let far = [&apply[..], &["--today", "2026-12-22"]].concat();
    assert_eq!(sandbox.run_any_day(&far).code, 0);
    let consented = sandbox.run(&[&apply[..], &["--accept", "clock=30"]].concat());
    assert_eq!(consented.code, 0, "{}", consented.stdout);
    let run = sandbox.run(&apply);
    assert_eq!(run.code, 0, "{}", run.stdout);
}
