//! Every line of the history is validated before anything is concluded from it or written.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use plexmgr::store::{
    Machine, StoreError, Writer, faults_in, findings, recall, run_details, runs, runs_in_detail,
};
use redb::{Database, ReadableDatabase, TableDefinition};

use super::{APPLY, PLAN, agrees, applied_twice, put, run};
use crate::fake::random::Random;
use crate::sandbox::Sandbox;

const STORE: &str = "state/plexmgr.redb";
const HISTORY: &str = "state/history.jsonl";

const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta_v1");
const LINES: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("history_v2");

/// Lines that earlier versions accepted, each with the code, the message and the column that `check` shows.
fn bad_lines() -> Vec<(Vec<u8>, &'static str, &'static str)> {
    let change = |value: &str| {
        let line =
            format!(r#"{{"line":"change","serial":1,"change":{{"kind":"x","value":{value}}}}}"#);
        line.into_bytes()
    };
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let endless = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let mut latin = change("\"zoe\"");
    let at = latin.iter().position(|byte| *byte == b'z').unwrap();
    latin[at] = 0xeb;
    vec![
        (change("1e400"), "bad_history", "number out of range"),
        (change("-1e999"), "bad_history", "number out of range"),
        (change(&deep), "bad_history", "nested deeper than 64 levels"),
        (
            change(&endless),
            "bad_history",
            "nested deeper than 64 levels",
        ),
        (latin, "not_utf8", "is not UTF-8"),
        (change(r#""\ud800""#), "bad_history", "is not valid"),
        (change("01"), "bad_history", "is not valid"),
        (
            b"{\"line\":\"change\",\"serial\":1}".to_vec(),
            "bad_history",
            "missing field `change`",
        ),
        (
            b"{\"line\":\"file\",\"serial\":1}".to_vec(),
            "bad_history",
            "missing field `path`",
        ),
        (
            b"{\"line\":\"note\",\"serial\":1}".to_vec(),
            "bad_history",
            "unknown variant `note`",
        ),
        (
            b"{\"serial\":1}".to_vec(),
            "bad_history",
            "missing field `line`",
        ),
        (b"[]".to_vec(), "bad_history", "is not valid"),
        (b"\0\0\0\0".to_vec(), "bad_history", "is not valid"),
        (
            br#"{"line":"change","serial":77,"change":{}}"#.to_vec(),
            "bad_history",
            "no line above describes that run",
        ),
        (
            b"=======".to_vec(),
            "conflict_marker",
            "unresolved git conflict marker",
        ),
    ]
}

/// The history with a line put in behind the first change.
fn with_line(history: &[u8], line: &[u8]) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = history.split_inclusive(|byte| *byte == b'\n').collect();
    let line = [line, b"\n"].concat();
    lines.insert(2, &line);
    lines.concat()
}

/// Insists that every command refuses the history at line 3, and that none writes anything.
fn refused(sandbox: &Sandbox, code: &str, said: &str) {
    let before = sandbox.fingerprint();
    let check = run(sandbox, &["check"], 3);
    for part in ["state/history.jsonl:3:", said, code, "help: "] {
        assert!(check.stderr.contains(part), "{part}: {}", check.stderr);
    }
    let doctor = run(sandbox, &["doctor", "--offline"], 9);
    let found = doctor
        .stdout
        .replace("\n", " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    for part in ["state/history.jsonl:3:", said] {
        assert!(found.contains(part), "{part}: {found}");
    }
    for command in [
        &PLAN[..],
        &APPLY,
        &["history"],
        &["history", "1"],
        &["undo", "1", "--dry-run"],
        &["undo", "1", "--yes"],
        &["state", "check"],
        &["state", "rebuild"],
    ] {
        let run = run(sandbox, command, 9);
        assert!(
            run.stderr.contains("line 3 of history.jsonl"),
            "{}",
            run.stderr
        );
        assert!(run.stderr.contains(said), "{command:?}: {}", run.stderr);
        assert!(
            !run.stderr.to_lowercase().contains("corrupt"),
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

#[test]
fn a_bad_line_is_reported_at_its_place_and_stops_every_run() {
    let sandbox = applied_twice();
    let history = sandbox.read(HISTORY);
    for (line, code, said) in bad_lines() {
        put(&sandbox, HISTORY, &with_line(history.as_bytes(), &line));
        refused(&sandbox, code, said);
    }
    sandbox.write(HISTORY, &history);
    agrees(&sandbox, "restored");
}

#[test]
fn every_bad_line_is_listed() {
    let sandbox = applied_twice();
    let mut history = sandbox.read(HISTORY).into_bytes();
    for (line, _, _) in bad_lines().into_iter().rev() {
        history = with_line(&history, &line);
    }
    put(&sandbox, HISTORY, &history);
    let check = run(&sandbox, &["check", "--format", "json"], 3).stdout;
    let check: serde_json::Value = serde_json::from_str(&check).unwrap();
    let lines: Vec<u64> = check["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["line"].as_u64().unwrap())
        .collect();
    let bad = bad_lines();
    // After a line that may have been a run, it is not known what belongs to it.
    let stray = bad
        .iter()
        .position(|(_, _, said)| said.starts_with("no line above"))
        .unwrap();
    let expected: Vec<u64> = (0..bad.len())
        .filter(|index| *index != stray)
        .map(|index| 3 + index as u64)
        .collect();
    assert_eq!(lines, expected);
}

#[test]
fn one_run_with_two_descriptions_is_reported() {
    let sandbox = applied_twice();
    let history = sandbox.read(HISTORY);
    let first = history.split_inclusive('\n').next().unwrap();
    sandbox.write(HISTORY, &format!("{history}{first}"));
    run(&sandbox, &["check"], 0);
    let other = first.replace("\"people\":[\"", "\"people\":[\"99\",\"");
    assert_ne!(other, first);
    sandbox.write(HISTORY, &format!("{history}{other}"));
    let check = run(&sandbox, &["check"], 3);
    assert!(
        check
            .stderr
            .contains("describes run 1 differently from line 1"),
        "{}",
        check.stderr
    );
    run(&sandbox, &PLAN, 9);
}

/// Makes the store what an earlier version left after it had accepted a line: the line in the history's table,
/// and the digest of that history.
fn stored_by_earlier_version(sandbox: &Sandbox, history: &[u8]) {
    let database = Database::open(sandbox.at(STORE)).unwrap();
    let meta = database.begin_read().unwrap().open_table(META).unwrap();
    let meta = meta.get("store").unwrap().unwrap().value().to_vec();
    let mut meta: serde_json::Value = serde_json::from_slice(&meta).unwrap();
    let meta = meta.as_object_mut().unwrap();
    meta.remove("validated");
    meta["history_bytes"] = history.len().into();
    meta["history"] = plexmgr::vocabulary::Digest::of(history).to_string().into();
    let meta = serde_json::to_vec(&meta).unwrap();
    let second = history
        .windows(13)
        .rposition(|part| part == b"{\"line\":\"run\"")
        .unwrap();
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&history[..second]).unwrap();
    let transaction = database.begin_write().unwrap();
    transaction
        .open_table(META)
        .unwrap()
        .insert("store", meta.as_slice())
        .unwrap();
    let packed = packed.finish().unwrap();
    transaction
        .open_table(LINES)
        .unwrap()
        .insert(0, packed.as_slice())
        .unwrap();
    transaction.commit().unwrap();
}

#[test]
fn a_store_that_holds_a_bad_line_is_as_good_as_the_history() {
    for (line, code, said) in bad_lines() {
        let sandbox = applied_twice();
        let history = sandbox.read(HISTORY);
        let bad = with_line(history.as_bytes(), &line);
        stored_by_earlier_version(&sandbox, &bad);
        put(&sandbox, HISTORY, &bad);
        refused(&sandbox, code, said);
        // The history alone is put right; the store follows.
        sandbox.write(HISTORY, &history);
        run(&sandbox, &["check"], 0);
        run(&sandbox, &PLAN, 0);
        run(&sandbox, &["history", "1"], 0);
        run(&sandbox, &["undo", "2", "--dry-run"], 0);
        run(&sandbox, &["undo", "2", "--yes"], 0);
        run(&sandbox, &APPLY, 0);
        agrees(&sandbox, said);
    }
}

#[test]
fn a_store_that_holds_a_bad_line_and_no_history_say_so() {
    let sandbox = applied_twice();
    let history = sandbox.read(HISTORY);
    let bad = with_line(history.as_bytes(), &bad_lines()[4].0);
    stored_by_earlier_version(&sandbox, &bad);
    sandbox.remove(HISTORY);
    for command in [&PLAN[..], &APPLY] {
        let run = run(&sandbox, command, 9);
        assert!(
            run.stderr.contains("it holds invalid lines of the history"),
            "{}",
            run.stderr
        );
        assert!(
            !run.stderr.to_lowercase().contains("corrupt"),
            "{}",
            run.stderr
        );
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
    const CASES: usize = 2_000;
    let sandbox = applied_twice();
    let state = sandbox.at("state");
    let history = sandbox.read(HISTORY).into_bytes();
    let mut random = Random::new(0x9e37_79b9_7f4a_7c15);
    let (mut reported, mut worked) = (0, 0);
    for case in 0..CASES {
        let bytes = mutated(&history, &mut random);
        put(&sandbox, HISTORY, &bytes);
        let faults = faults_in(&state).unwrap();
        let outcomes: [Result<(), StoreError>; 5] = [
            recall(&state).map(drop),
            recall(&state).and_then(|recalled| findings(&state, &recalled).map(drop)),
            runs(&state).map(drop),
            run_details(&state, 2).map(drop),
            runs_in_detail(&state).map(drop),
        ];
        for outcome in outcomes {
            match (faults.is_empty(), outcome) {
                (true, outcome) => outcome.unwrap_or_else(|error| panic!("case {case}: {error}")),
                (false, Err(StoreError::History(_))) => {}
                (false, outcome) => panic!("case {case}: {faults:?}, but {outcome:?}"),
            }
        }
        match faults.is_empty() {
            true => worked += 1,
            false => reported += 1,
        }
        if faults.is_empty() && worked % 20 == 0 {
            stored_and_used(&sandbox, case);
        }
    }
    assert!(
        reported > CASES / 4 && worked > CASES / 20,
        "{reported} and {worked}"
    );
}

/// What was accepted can be stored, and everything works with that store.
fn stored_and_used(sandbox: &Sandbox, case: usize) {
    let copy = Sandbox::empty().filled(&sandbox.contents());
    let state = copy.at("state");
    let recalled = recall(&state).unwrap();
    let made = Writer::make(&Machine::default(), &state, recalled);
    drop(made.unwrap_or_else(|error| panic!("case {case}: {error}")));
    recall(&state).unwrap_or_else(|error| panic!("case {case}: {error}"));
    for command in [&PLAN[..], &["history"], &["undo", "2", "--dry-run"]] {
        let run = copy.run(command);
        let is_said = ![1, 9, 101].contains(&run.code);
        assert!(is_said, "case {case}: {command:?}: {}", run.stderr);
    }
}
