//! A snapshot that is older than an applied run, through the binary.

use crate::fake::{FakePlex, Fleet, World};
use crate::sandbox::{Run, Sandbox};

/// 2026-11-22T09:00:00Z.
const MORNING: u64 = 1_795_338_000;
const HOUR: u64 = 3_600;
const OLD: [&str; 2] = ["--observed", "old.json"];

struct Household {
    plex: FakePlex,
    sandbox: Sandbox,
    /// Plex with all people.
    world: World,
}

fn run(sandbox: &Sandbox, arguments: &[&str], code: i32) -> Run {
    let run = sandbox.run(arguments);
    assert_eq!(
        run.code, code,
        "{arguments:?}: {}{}",
        run.stdout, run.stderr
    );
    run
}

impl Household {
    /// Two accounts of which all people but the last one of the first are recorded; 1 hour later a snapshot was
    /// taken.
    fn new() -> Self {
        let world = World::generate(Fleet {
            accounts: 2,
            people_per_account: 4,
            ..Fleet::default()
        });
        let plex = FakePlex::start(world.clone());
        let sandbox = Sandbox::household(&world, &plex.url());
        let mut household = Self {
            plex,
            sandbox,
            world,
        };
        household.forgets(0);
        household.at(0);
        run(&household.sandbox, &["apply", "--yes", "--brief"], 0);
        household.at(1);
        run(&household.sandbox, &["snapshot", "--out", "old.json"], 0);
        household
    }

    /// The clock shows so many hours more than in the morning.
    fn at(&mut self, hours: u64) {
        let seconds = MORNING + hours * HOUR;
        self.sandbox.set("PLEXMGR_CLOCK", &seconds.to_string());
    }

    /// The last person of an account is not listed by it any more.
    fn forgets(&self, account: usize) {
        self.plex.change(|world| {
            let last = world.accounts[account].friends.last().unwrap().person;
            world.accounts[account].forget(last);
        });
    }

    /// All people are listed.
    fn heals(&self) {
        self.plex.change(|world| *world = self.world.clone());
    }

    /// The run that records the person whom the snapshot lacks.
    fn newer_run(&mut self, hours: u64) {
        self.heals();
        self.at(hours);
        run(&self.sandbox, &["apply", "--yes", "--brief"], 0);
    }

    fn departed(&self) -> usize {
        let records = self.sandbox.records();
        let departed = records.values().filter(|text| text.contains("departed:"));
        departed.count()
    }
}

#[test]
fn a_snapshot_removes_nothing_that_a_newer_run_recorded() {
    let mut household = Household::new();
    household.newer_run(26);
    let sandbox = &household.sandbox;
    let taken = sandbox.history()[1].line.taken.clone();
    let times: Vec<String> = taken.values().map(ToString::to_string).collect();
    assert_eq!(times, ["2026-11-23T11:00:00Z"; 2]);

    let before = sandbox.fingerprint();
    let left_out = run(sandbox, &[&["apply", "--yes"], &OLD[..]].concat(), 0).stdout;
    let notice = " `depart_user` is left out, because the snapshot was taken at 2026-11-22T10:00:00Z, before what a \
                  run read at 2026-11-23T11:00:00Z; take a new snapshot, or use `--accept age=2`\n";
    assert!(left_out.contains("note[snapshot_outdated]: "), "{left_out}");
    assert!(left_out.contains(notice), "{left_out}");
    assert!(left_out.ends_with("\nNo changes.\n"), "{left_out}");
    let other = run(
        sandbox,
        &[&["apply", "--yes", "--accept", "age=1"], &OLD[..]].concat(),
        4,
    );
    assert!(other.stdout.contains("refused[age]: "), "{}", other.stdout);
    assert_eq!(sandbox.fingerprint(), before, "something was written");

    let accepted = ["apply", "--yes", "--accept", "age=2"];
    let accepted = run(sandbox, &[&accepted[..], &OLD].concat(), 0).stdout;
    assert!(accepted.contains("accepted[age]: "), "{accepted}");
    assert_eq!(household.departed(), 1);
    let history = run(sandbox, &["history", "3"], 0).stdout;
    assert!(history.contains("accepted  age=2\n"), "{history}");
    let again = run(sandbox, &[&["plan"], &OLD[..]].concat(), 0).stdout;
    assert!(again.ends_with("\nNo changes.\n"), "{again}");
}

#[test]
fn a_snapshot_that_is_as_new_or_newer_removes_what_it_lacks() {
    for hours in [2, 3] {
        let mut household = Household::new();
        household.newer_run(2);
        household.forgets(0);
        household.at(hours);
        run(&household.sandbox, &["snapshot", "--out", "new.json"], 0);
        household.at(100);
        let words = ["apply", "--yes", "--observed", "new.json"];
        run(&household.sandbox, &words, 0);
        assert_eq!(household.departed(), 1, "{hours}");
        let line = &household.sandbox.history()[2].line;
        let times: Vec<String> = line.taken.values().map(ToString::to_string).collect();
        let expected = format!("2026-11-22T{:02}:00:00Z", 9 + hours);
        assert_eq!(times, [expected.clone(), expected]);
    }
}

#[test]
fn the_time_counts_for_each_account() {
    let mut household = Household::new();
    household.heals();
    household.at(5);
    let only_first = ["apply", "--yes", "--brief", "--account", "account1"];
    run(&household.sandbox, &only_first, 0);
    let line = &household.sandbox.history()[1].line;
    let accounts: Vec<String> = line.taken.keys().map(ToString::to_string).collect();
    assert_eq!(accounts, ["account1"]);

    // The snapshot lacks the person whom the newer run read of the first account, and one of the second.
    household.forgets(1);
    household.at(1);
    household.plex.change(|world| {
        let last = world.accounts[0].friends.last().unwrap().person;
        world.accounts[0].forget(last);
    });
    let overwrite = ["snapshot", "--out", "old.json", "--overwrite"];
    run(&household.sandbox, &overwrite, 0);
    household.at(6);
    let applied = run(
        &household.sandbox,
        &[&["apply", "--yes"], &OLD[..]].concat(),
        0,
    );
    assert_eq!(household.departed(), 1, "{}", applied.stdout);
    assert!(
        applied.stdout.contains("--accept age=1`"),
        "{}",
        applied.stdout
    );
}

#[test]
fn a_snapshot_without_a_time_removes_nothing_once_a_run_recorded_one() {
    let household = Household::new();
    let sandbox = &household.sandbox;
    let text = sandbox.read("old.json");
    let line = "  \"taken\": \"2026-11-22T10:00:00Z\",\n";
    assert!(text.contains(line), "{text}");
    sandbox.write("old.json", &text.replace(line, ""));
    // Nothing is missing in it.
    run(sandbox, &[&["plan"], &OLD[..]].concat(), 0);
    household.heals();
    run(sandbox, &["apply", "--yes", "--brief"], 0);
    let words = ["apply", "--yes", "--accept", "age=0"];
    let left_out = run(sandbox, &[&words[..], &OLD].concat(), 0).stdout;
    assert!(
        left_out.contains("does not say when it was taken"),
        "{left_out}"
    );
    assert!(left_out.ends_with("\nNo changes.\n"), "{left_out}");

    // No run recorded a time in a history of an earlier version.
    for number in [1, 2] {
        sandbox.forge_run(number, |lines| {
            let (before, taken) = lines.split_once("\"taken\":{").unwrap();
            let (_, behind) = taken.split_once("},").unwrap();
            format!("{before}{behind}")
        });
    }
    run(sandbox, &[&["apply", "--yes"], &OLD[..]].concat(), 0);
    assert_eq!(household.departed(), 1);
}

#[test]
fn an_undone_run_makes_no_snapshot_too_old() {
    let mut household = Household::new();
    household.newer_run(26);
    let sandbox = &household.sandbox;
    run(sandbox, &["undo", "2", "--yes"], 0);
    household.forgets(1);
    household.forgets(0);
    household.at(2);
    let sandbox = &household.sandbox;
    run(
        sandbox,
        &["snapshot", "--out", "old.json", "--overwrite"],
        0,
    );
    let applied = run(sandbox, &[&["apply", "--yes"], &OLD[..]].concat(), 0).stdout;
    assert!(!applied.contains("snapshot_outdated"), "{applied}");
    assert_eq!(household.departed(), 1, "{applied}");
}

#[test]
fn an_applied_saved_plan_records_when_plex_was_asked_for_it() {
    let mut household = Household::new();
    household.heals();
    household.at(3);
    run(&household.sandbox, &["plan", "--out", "plan.json"], 0);
    household.at(4);
    run(&household.sandbox, &["apply", "plan.json"], 0);
    let line = &household.sandbox.history()[1].line;
    let times: Vec<String> = line.taken.values().map(ToString::to_string).collect();
    assert_eq!(times, ["2026-11-22T13:00:00Z"; 2]);

    // A saved plan of a snapshot has the time of the snapshot, and the consent that was given when it was made.
    household.at(5);
    let sandbox = &household.sandbox;
    let planned = ["plan", "--out", "old-plan.json", "--accept", "age=1"];
    run(sandbox, &[&planned[..], &OLD].concat(), 0);
    run(sandbox, &["apply", "old-plan.json"], 0);
    assert_eq!(household.departed(), 1);
    let line = &sandbox.history()[2].line;
    let times: Vec<String> = line.taken.values().map(ToString::to_string).collect();
    assert_eq!(times, ["2026-11-22T10:00:00Z"; 2]);
}

#[test]
fn edits_from_the_shell_record_no_time() {
    let household = Household::new();
    let sandbox = &household.sandbox;
    let records = sandbox.records();
    let file = records
        .keys()
        .find_map(|path| path.strip_prefix("users/"))
        .unwrap();
    let user = file.strip_suffix(".yaml").unwrap();
    run(sandbox, &["set", user, "notes=x", "--yes"], 0);
    assert!(sandbox.history()[1].line.taken.is_empty());
}
