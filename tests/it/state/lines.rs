//! Every file of the history is validated whole before anything is concluded from it or written.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use plexmgr::history;
use plexmgr::store::{Look, Machine, recall};
use redb::{Database, TableDefinition};

use super::released::{STORE, applied_by, with_records};
use super::{APPLY, PLAN, agrees, applied_twice, bytes, put, run};
use crate::fake::random::Random;
use crate::sandbox::{Run, Sandbox};

const FIRST: &str = "state/history.jsonl";

const LINES: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("history_v2");

/// Lines that earlier versions accepted, each with the code and the message that `check` shows.
fn bad_lines() -> Vec<(Vec<u8>, &'static str, &'static str)> {
    let change = |value: &str| {
        let line =
            format!(r#"{{"line":"change","serial":1,"change":{{"kind":"x","value":{value}}}}}"#);
        line.into_bytes()
    };
    let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let mut latin = change("\"zoe\"");
    let at = latin.iter().position(|byte| *byte == b'z').unwrap();
    latin[at] = 0xeb;
    let (range, deep) = ("number out of range", "nested deeper than 64 levels");
    let invalid = |line: &[u8], said| (line.to_vec(), "bad_history", said);
    vec![
        invalid(&change("1e400"), range),
        invalid(&change("-1e999"), range),
        invalid(&change(&nested(100)), deep),
        invalid(&change(&nested(100_000)), deep),
        (latin, "not_utf8", "is not UTF-8"),
        invalid(&change(r#""\ud800""#), "is not valid"),
        invalid(&change("01"), "is not valid"),
        invalid(br#"{"line":"change","serial":1}"#, "missing field `change`"),
        invalid(
            br#"{"line":"change","serial":1,"change":[{"kind":7}]}"#,
            "is not valid",
        ),
        invalid(
            br#"{"line":"change","serial":1,"change":{"user":"ada"}}"#,
            "missing field `kind`",
        ),
        invalid(br#"{"line":"file","serial":1}"#, "missing field `path`"),
        invalid(br#"{"line":"note","serial":1}"#, "unknown variant `note`"),
        invalid(br#"{"serial":1}"#, "missing field `line`"),
        invalid(b"[]", "is not valid"),
        invalid(b"\0\0\0\0", "is not valid"),
        (
            b"=======".to_vec(),
            "conflict_marker",
            "unresolved git conflict marker",
        ),
    ]
}

/// A history with a line put in behind the first change.
fn with_line(history: &[u8], line: &[u8]) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = history.split_inclusive(|byte| *byte == b'\n').collect();
    let line = [line, b"\n"].concat();
    lines.insert(2, &line);
    lines.concat()
}

/// Insists that `check` and `doctor` name the place, and that nothing is called corrupt.
fn reported(sandbox: &Sandbox, place: &str, code: &str, said: &str) {
    let check = run(sandbox, &["check"], 3);
    for part in [place, said, code, "help: "] {
        assert!(check.stderr.contains(part), "{part}: {}", check.stderr);
    }
    let doctor = run(sandbox, &["doctor", "--offline"], 9).stdout;
    let words: Vec<&str> = doctor.split_whitespace().collect();
    let (found, place) = (words.concat(), place.replace(' ', ""));
    assert!(found.contains(&place), "{place}: {doctor}");
    assert!(found.contains(&said.replace(' ', "")), "{said}: {doctor}");
}

/// Insists that a command ends with this code because of the line, without a word of corruption.
fn refuses(sandbox: &Sandbox, command: &[&str], code: i32, said: &str) -> Run {
    let run = run(sandbox, command, code);
    assert!(run.stderr.contains(said), "{command:?}: {}", run.stderr);
    assert!(
        !run.stderr.to_lowercase().contains("corrupt"),
        "{}",
        run.stderr
    );
    run
}

#[test]
fn a_bad_line_in_the_file_of_a_run_is_reported_and_the_others_count() {
    let sandbox = applied_twice();
    let file = sandbox.run_file(2);
    let second = sandbox.history()[1].id.to_string();
    let whole = sandbox.read(&file);
    for (line, code, said) in bad_lines() {
        put(&sandbox, &file, &with_line(whole.as_bytes(), &line));
        let before = sandbox.fingerprint();
        reported(&sandbox, &format!("{file}:3:"), code, said);
        let plan = run(&sandbox, &PLAN, 0);
        assert!(plan.stderr.contains(said), "{}", plan.stderr);
        assert!(!plan.stdout.contains("add_payment"), "the first run counts");
        let listed = run(&sandbox, &["history"], 0);
        assert_eq!(listed.stdout.lines().count(), 1, "{}", listed.stdout);
        run(&sandbox, &["history", "1"], 0);
        for command in [
            &APPLY[..],
            &["apply", "--dry-run", "--observed", "observed.json"],
        ] {
            refuses(&sandbox, command, 9, said);
        }
        refuses(&sandbox, &["undo", "1", "--yes"], 9, said);
        refuses(&sandbox, &["history", &second], 9, said);
        for undo in [["undo", &second, "--yes"], ["undo", &second, "--dry-run"]] {
            refuses(&sandbox, &undo, 5, "git revert");
        }
        let check = run(&sandbox, &["state", "check"], 9);
        assert!(check.stdout.contains("found: "), "{}", check.stdout);
        assert_eq!(
            sandbox.fingerprint(),
            before,
            "{said}: something was written"
        );
    }
    sandbox.write(&file, &whole);
    agrees(&sandbox, "restored");
}

/// A way to damage a file of the history, and what is said of it.
type Damage = (fn(&str, &str) -> String, &'static str);

#[test]
fn a_file_that_was_edited_merged_or_cut_off_does_not_fit_its_name() {
    const DAMAGES: [Damage; 6] = [
        (
            |one, _| one.replace("301000001", "301000099"),
            "the name does not hold the digest",
        ),
        (|one, other| format!("{one}{other}"), "begins a second run"),
        (
            |_, other| other.to_owned(),
            "the name does not hold the digest",
        ),
        (
            |one, _| one[..=one.trim_end().rfind('\n').unwrap()].to_owned(),
            "lines of changes, files and effects",
        ),
        (
            |one, _| one[..one.len() - 1].to_owned(),
            "the name does not hold the digest",
        ),
        (
            |_, _| String::new(),
            "does not begin with the line of a run",
        ),
    ];
    let sandbox = applied_twice();
    let [one, two] = [1, 2].map(|number| sandbox.read(&sandbox.run_file(number)));
    let file = sandbox.run_file(1);
    for (damage, said) in DAMAGES {
        sandbox.write(&file, &damage(&one, &two));
        reported(&sandbox, &format!("{file}:"), "bad_history", said);
        refuses(&sandbox, &APPLY, 9, said);
    }
    sandbox.write(&file, &one);
    agrees(&sandbox, "restored");
    sandbox.write("state/history/of-old.jsonl", &one);
    reported(
        &sandbox,
        "state/history/of-old.jsonl:1:",
        "bad_history",
        "has not the name of a run",
    );
    sandbox.remove("state/history/of-old.jsonl");
    for harmless in [
        "state/history/README.md",
        "state/history/x.jsonl~",
        "state/history/.x.jsonl.swp",
    ] {
        sandbox.write(harmless, "none of ours\n");
    }
    agrees(&sandbox, "with notes beside");
}

#[test]
fn git_may_change_the_ends_of_lines() {
    let sandbox = applied_twice();
    for number in [1, 2] {
        let file = sandbox.run_file(number);
        let text = sandbox.read(&file);
        sandbox.write(&file, &text.replace('\n', "\r\n"));
    }
    run(&sandbox, &["check"], 0);
    agrees(&sandbox, "with CRLF");
    run(&sandbox, &["undo", "2", "--yes"], 0);
}

#[test]
fn a_run_of_another_household_is_refused_and_both_are_named() {
    let sandbox = applied_twice();
    let settings = sandbox.read("plexmgr.toml");
    let other = "0b8fe1aa-0000-4000-8000-000000000000";
    sandbox.write(
        "plexmgr.toml",
        &settings.replace("5d0c1f0e-7c1a-4f0e-9a53-0d6a2f3b8c11", other),
    );
    for command in [
        &PLAN[..],
        &APPLY,
        &["history"],
        &["undo", "2", "--yes"],
        &["state", "check"],
    ] {
        let run = refuses(&sandbox, command, 9, other);
        assert!(
            run.stderr.contains("5d0c1f0e-7c1a-4f0e-9a53-0d6a2f3b8c11"),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn a_bad_line_in_the_first_release_s_file_stops_every_run() {
    let sandbox = applied_by("v2");
    let whole = sandbox.read(FIRST);
    let mut lines = bad_lines();
    let stray = br#"{"line":"change","serial":77,"change":{"kind":"x"}}"#.to_vec();
    lines.push((stray, "bad_history", "no line above describes that run"));
    for (line, code, said) in lines {
        put(&sandbox, FIRST, &with_line(whole.as_bytes(), &line));
        let before = sandbox.fingerprint();
        reported(&sandbox, "state/history.jsonl:3:", code, said);
        for command in [
            &PLAN[..],
            &APPLY,
            &["history"],
            &["undo", "latest", "--yes"],
            &["state", "check"],
        ] {
            let run = refuses(&sandbox, command, 9, said);
            assert!(
                run.stderr.contains("line 3 of state/history.jsonl"),
                "{}",
                run.stderr
            );
        }
        assert_eq!(
            sandbox.fingerprint(),
            before,
            "{said}: something was written"
        );
    }
    let mut all = whole.clone().into_bytes();
    for (line, _, _) in bad_lines().into_iter().rev() {
        all = with_line(&all, &line);
    }
    put(&sandbox, FIRST, &all);
    let check = run(&sandbox, &["check", "--format", "json"], 3).stdout;
    let check: serde_json::Value = serde_json::from_str(&check).unwrap();
    assert_eq!(
        check["problems"].as_array().unwrap().len(),
        bad_lines().len()
    );
    sandbox.write(FIRST, &whole);
    agrees(&sandbox, "restored");
}

#[test]
fn a_store_that_holds_a_bad_line_is_brought_up_to_date_without_it() {
    for (line, _, said) in bad_lines() {
        let sandbox = applied_by("v2");
        let bad = with_line(sandbox.read(FIRST).as_bytes(), &line);
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(&bad).unwrap();
        let database = Database::open(sandbox.at(STORE)).unwrap();
        let transaction = database.begin_write().unwrap();
        let packed = packed.finish().unwrap();
        let mut table = transaction.open_table(LINES).unwrap();
        table.insert(0, packed.as_slice()).unwrap();
        drop(table);
        transaction.commit().unwrap();
        drop(database);
        run(&sandbox, &PLAN, 0);
        run(&sandbox, &["undo", "1", "--yes"], 0);
        run(&sandbox, &APPLY, 0);
        agrees(&sandbox, said);
    }
}

/// Changes a few bytes of a history in one of the ways that editors, disks and merges do.
fn mutated(history: &[u8], random: &mut Random) -> Vec<u8> {
    const PIECES: [&[u8]; 14] = [
        b"1e400",
        b"[",
        b"{",
        b"\"",
        b"\\",
        b"\n",
        b"\xe9",
        b"\xff\xfe",
        b"99999999999999999999",
        b"<<<<<<< HEAD\n",
        b"\0",
        b",",
        b"null",
        b"\"serial\":1,",
    ];
    let mut bytes = history.to_vec();
    for _ in 0..=random.index(3) {
        let at = random.index(bytes.len());
        match random.index(5) {
            0 => bytes[at] = u8::try_from(random.index(256)).unwrap(),
            1 => drop(bytes.remove(at)),
            2 => drop(bytes.splice(at..at, PIECES[random.index(PIECES.len())].iter().copied())),
            3 => bytes[at] ^= 1 << random.index(8),
            _ => {
                let end = (at + random.index(200)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = random.index(bytes.len());
                bytes.splice(to..to, piece);
            }
        }
    }
    bytes
}

#[test]
fn a_history_with_random_damage_is_reported_or_works() {
    const CASES: usize = 1_000;
    let (first, later) = (applied_by("v2"), applied_twice());
    with_records(&first);
    let mut random = Random::new(0x9e37_79b9_7f4a_7c15);
    for (sandbox, file) in [(&first, FIRST.to_owned()), (&later, later.run_file(1))] {
        let whole = bytes(sandbox, &file);
        let (mut reported, mut worked) = (0, 0);
        for case in 0..CASES {
            let damaged = mutated(&whole, &mut random);
            put(sandbox, &file, &damaged);
            let is_sound = history::read(&sandbox.at("state"), "state")
                .is_ok_and(|found| found.faults.is_empty());
            let recalled = recall(&Machine::default(), &sandbox.state(), Look::Whole);
            assert_eq!(
                recalled.is_ok_and(|found| found.faults.is_empty()),
                is_sound,
                "case {case}"
            );
            match is_sound {
                true => worked += 1,
                false => reported += 1,
            }
            if case % 50 == 0 {
                used(sandbox, case);
            }
        }
        assert!(reported > CASES / 4, "{file}: {reported}");
        assert!(worked > 0 || file != FIRST, "{file}: {worked}");
    }
}

/// Everything that reads the history ends with a code of its own.
fn used(sandbox: &Sandbox, case: usize) {
    for command in [
        &PLAN[..],
        &["history"],
        &["undo", "latest", "--dry-run"],
        &["state", "check"],
    ] {
        let run = sandbox.run(command);
        let is_known = [0, 1, 5, 7, 9].contains(&run.code);
        assert!(
            is_known,
            "case {case}: {command:?}: {} {}",
            run.code, run.stderr
        );
        assert!(
            !run.stderr.contains("panicked"),
            "case {case}: {}",
            run.stderr
        );
    }
}
