//! What one run remembers for the next: nobody is paid for twice, whatever is lost.

use crate::sandbox::Sandbox;

const APPLY: [&str; 4] = ["apply", "--yes", "--observed", "observed.json"];

fn applied() -> Sandbox {
    let sandbox = Sandbox::example();
    let run = sandbox.run(&APPLY);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains("Applied as run 1: 10 files written."),
        "{}",
        run.stderr
    );
    sandbox
}

fn reimports_without_a_payment(sandbox: &Sandbox) {
    sandbox.remove("records/users/ohara-sons.yaml");
    let run = sandbox.run(&APPLY);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stdout.contains("note[imported_before]: ohara-sons"),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("monthly until "), "{}", run.stdout);
    assert!(
        sandbox
            .read("records/users/ohara-sons.yaml")
            .ends_with("payments: []\n")
    );
}

#[test]
fn a_deleted_record_comes_back_without_a_payment() {
    reimports_without_a_payment(&applied());
}

#[test]
fn the_history_remembers_when_the_store_is_lost() {
    let sandbox = applied();
    sandbox.remove("state/plexmgr.redb");
    reimports_without_a_payment(&sandbox);
}

#[test]
fn a_damaged_store_is_rebuilt_from_the_history() {
    for damage in ["", "garbage"] {
        let sandbox = applied();
        sandbox.write("state/plexmgr.redb", damage);
        reimports_without_a_payment(&sandbox);
        assert!(
            sandbox
                .run(&["plan", "--observed", "observed.json"])
                .stderr
                .is_empty()
        );
    }
}

#[test]
fn every_flipped_byte_of_the_store_is_noticed_or_harmless() {
    use std::io::{Read, Seek, SeekFrom, Write};

    let sandbox = applied();
    let path = sandbox.at("state/plexmgr.redb");
    #[expect(clippy::disallowed_methods, reason = "the test damages the store")]
    let mut file = std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(&path)
        .unwrap();
    let length = file.metadata().unwrap().len();
    for position in (0..length).step_by(usize::try_from(length / 40).unwrap()) {
        let mut byte = [0];
        file.seek(SeekFrom::Start(position)).unwrap();
        file.read_exact(&mut byte).unwrap();
        for flipped in [[byte[0] ^ 0x55], byte] {
            file.seek(SeekFrom::Start(position)).unwrap();
            file.write_all(&flipped).unwrap();
            let run = sandbox.run(&["plan", "--brief", "--observed", "observed.json"]);
            assert_eq!(run.code, 0, "byte {position}: {}", run.stderr);
            assert!(
                run.stdout.ends_with("\nNo changes.\n"),
                "byte {position}: {}",
                run.stdout
            );
        }
    }
}

#[test]
fn a_store_that_cannot_be_read_stops_the_run_if_there_is_no_history() {
    let sandbox = applied();
    sandbox.write("state/plexmgr.redb", "garbage");
    sandbox.remove(&sandbox.run_file(1));
    let run = sandbox.run(&APPLY);
    assert_eq!(run.code, 9, "{}", run.stderr);
    assert!(run.stderr.contains("there is no history"), "{}", run.stderr);
}

#[test]
fn a_history_merged_in_from_elsewhere_is_heeded() {
    let (here, elsewhere) = (applied(), applied());
    elsewhere.forge_run(1, |lines| lines.replace("301000007", "301000777"));
    let other = elsewhere.run_file(1);
    here.write(&other, &elsewhere.read(&other));
    assert_eq!(here.history().len(), 2);
    let observed = here.read("observed.json").replace("301000007", "301000777");
    here.write("observed.json", &observed);
    here.remove("records/users/ohara-sons.yaml");
    let run = here.run(&["plan", "--brief", "--observed", "observed.json"]);
    assert!(
        run.stdout.contains("note[imported_before]: ohara-sons"),
        "{}",
        run.stdout
    );
}

#[test]
fn the_history_shows_each_change_once() {
    let sandbox = applied();
    let history = sandbox.history_text();
    let lines: Vec<serde_json::Value> = history
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["line"], "run");
    assert_eq!(lines[0]["format"], 2);
    let count = |kind: &str| lines.iter().filter(|line| line["line"] == kind).count();
    assert_eq!(lines[0]["changes"], count("change"));
    assert_eq!(lines[0]["texts"], count("file"));
    assert_eq!(lines.len(), 1 + count("change") + count("file"));
    assert_eq!(lines[0]["owners"]["main"], "10234567");
}

#[test]
fn plan_never_makes_a_store() {
    let sandbox = Sandbox::example();
    let before = sandbox.fingerprint();
    assert_eq!(
        sandbox.run(&["plan", "--observed", "observed.json"]).code,
        0
    );
    assert_eq!(sandbox.fingerprint(), before);
}
