//! `undo` takes a run back byte for byte, or says of each file why not.

mod asking;
mod forged;
mod newer;

use serde_json::{Value, json};

use crate::sandbox::{Run, Sandbox};

const APPLY: [&str; 4] = ["apply", "--yes", "--observed", "observed.json"];
const SERVERS: &str = "records/servers.yaml";
const MARLOW: &str = "records/users/marlow.yaml";
const IMPORTED: &str = "records/users/ohara-sons.yaml";

fn run(sandbox: &Sandbox, arguments: &[&str], code: i32) -> Run {
    let run = sandbox.run(arguments);
    assert_eq!(
        run.code, code,
        "{arguments:?}: {}{}",
        run.stdout, run.stderr
    );
    run
}

fn applied() -> Sandbox {
    let sandbox = Sandbox::example();
    run(&sandbox, &APPLY, 0);
    sandbox
}

/// Rewrites every record file.
fn rewrite(sandbox: &Sandbox, change: impl Fn(&str) -> String) {
    for (name, text) in sandbox.records() {
        sandbox.write(&format!("records/{name}"), &change(&text));
    }
}

/// Moves all users into one file.
fn into_one_file(sandbox: &Sandbox) {
    let mut all = String::from("# everybody\n");
    for (name, text) in sandbox.records() {
        if let Some(handle) = name
            .strip_prefix("users/")
            .and_then(|name| name.strip_suffix(".yaml"))
        {
            let lines: String = text.lines().map(|line| format!("  {line}\n")).collect();
            all.push_str(&format!("{handle}:\n{lines}"));
            sandbox.remove(&format!("records/{name}"));
        }
    }
    sandbox.write("records/users.yaml", &all);
    let settings = sandbox.read("plexmgr.toml");
    sandbox.write(
        "plexmgr.toml",
        &format!("{settings}\n[records]\nlayout = \"single-file\"\n"),
    );
}

/// The name of a layout, and what brings the example household into it.
type Layout = (&'static str, fn(&Sandbox));

#[test]
fn every_byte_comes_back_whatever_the_files_look_like() {
    let layouts: [Layout; 5] = [
        ("one file per user", |_| ()),
        ("one file for all", into_one_file),
        ("CRLF", |sandbox| {
            rewrite(sandbox, |text| text.replace('\n', "\r\n"));
        }),
        ("a byte-order mark", |sandbox| {
            rewrite(sandbox, |text| format!("\u{feff}{text}"));
        }),
        ("no final line break", |sandbox| {
            rewrite(sandbox, |text| text.trim_end().to_owned());
        }),
    ];
    for (layout, lay_out) in layouts {
        let sandbox = Sandbox::example();
        lay_out(&sandbox);
        let before = sandbox.records();
        run(&sandbox, &APPLY, 0);
        assert_ne!(sandbox.records(), before, "{layout}");
        run(&sandbox, &["undo", "1", "--yes"], 0);
        assert_eq!(sandbox.records(), before, "{layout}");
        run(&sandbox, &["state", "check"], 0);
    }
}

#[test]
fn taking_back_twice_is_done_already() {
    let sandbox = applied();
    run(&sandbox, &["undo", "1", "--yes"], 0);
    let before = sandbox.fingerprint();
    let again = run(&sandbox, &["undo", "1", "--yes"], 0);
    assert_eq!(again.stdout, "Run 1 is already undone.\n");
    let again = run(&sandbox, &["undo", "1", "--yes", "--format", "json"], 0);
    let document: Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!(document["already"].as_array().map(Vec::len), Some(10));
    assert_eq!(document["files"], json!([]));
    assert_eq!(sandbox.fingerprint(), before, "something was written");
}

#[test]
fn an_edited_file_is_kept_and_its_difference_shown() {
    let sandbox = applied();
    let edited = format!("{}# on holiday\n", sandbox.read(MARLOW));
    sandbox.write(MARLOW, &edited);
    let undo = run(&sandbox, &["undo", "1", "--yes", "--format", "json"], 7);
    let document: Value = serde_json::from_str(&undo.stdout).unwrap();
    let id = sandbox.history()[0].id.hex();
    assert_eq!(document["undoes"], format!("sha256:{id}"));
    assert_eq!(document["files"].as_array().map(Vec::len), Some(9));
    assert_eq!(document["kept"][0]["path"], MARLOW);
    assert_eq!(document["kept"][0]["reason"], "it was changed since");
    let difference = document["kept"][0]["difference"].as_str().unwrap();
    assert!(difference.ends_with("+# on holiday\n"), "{difference}");
    assert_eq!(sandbox.read(MARLOW), edited);
    let again = run(&sandbox, &["undo", "1", "--yes"], 5);
    assert!(
        again
            .stdout
            .contains("1 file unchanged, 9 files already undone"),
        "{}",
        again.stdout
    );
    assert!(again.stdout.contains("+# on holiday\n"), "{}", again.stdout);
    assert_eq!(sandbox.read(MARLOW), edited);
}

#[test]
fn an_unexpected_file_does_not_switch_off_what_undo_checks() {
    let undone = |stray: Option<&str>| {
        let sandbox = applied();
        let sister = "records/users/marlow-two.yaml";
        let text = format!("{}notes: pays in cash\n", sandbox.read(sister));
        sandbox.write(sister, &text);
        if let Some(stray) = stray {
            sandbox.write(stray, "");
        }
        run(&sandbox, &["undo", "1", "--yes"], 7)
    };
    assert_eq!(undone(Some("records/users/README.md")), undone(None));
}

#[test]
fn a_record_in_a_subfolder_is_named_and_its_user_not_imported_again() {
    let sandbox = Sandbox::example();
    let text = sandbox.read(MARLOW);
    sandbox.remove(MARLOW);
    let moved = "records/users/2026/marlow.yaml";
    sandbox.write(moved, &text);
    let before = sandbox.contents();
    for arguments in [
        &["check"][..],
        &["plan", "--observed", "observed.json"],
        &APPLY,
    ] {
        let refused = run(&sandbox, arguments, 3);
        let told = format!("{moved}: this file is not read [stray_file]");
        assert!(refused.stderr.contains(&told), "{}", refused.stderr);
    }
    assert_eq!(sandbox.contents(), before);
}

#[test]
fn servers_stay_while_a_user_that_stays_refers_to_them() {
    let sandbox = applied();
    let sister = "records/users/marlow-two.yaml";
    sandbox.write(
        sister,
        &format!("{}notes: pays in cash\n", sandbox.read(sister)),
    );
    let servers = sandbox.read(SERVERS);
    let undo = run(&sandbox, &["undo", "1", "--yes"], 7);
    assert!(
        undo.stdout.contains("the records would not be valid"),
        "{}",
        undo.stdout
    );
    assert_eq!(sandbox.read(SERVERS), servers);
    assert_eq!(sandbox.read(MARLOW), Sandbox::example().read(MARLOW));
    run(&sandbox, &["check"], 0);
}

#[test]
fn a_user_who_is_imported_after_an_undo_is_imported_for_the_first_time() {
    let sandbox = applied();
    let after = sandbox.records();
    run(&sandbox, &["undo", "1", "--yes"], 0);
    let again = run(&sandbox, &APPLY, 0);
    assert_eq!(
        again.stdout.matches("monthly until ").count(),
        3,
        "{}",
        again.stdout
    );
    assert_eq!(sandbox.records(), after);
}

#[test]
fn an_undo_that_is_undone_remembers_who_was_imported() {
    let sandbox = applied();
    let after = sandbox.records();
    run(&sandbox, &["undo", "1", "--yes"], 0);
    run(&sandbox, &["undo", "2", "--yes"], 0);
    assert_eq!(sandbox.records(), after);
    let history = run(&sandbox, &["history"], 0).stdout;
    let first = history.lines().next().unwrap();
    assert!(!first.contains("undone"), "{history}");
    sandbox.remove(IMPORTED);
    for store_is_there in [true, false] {
        if !store_is_there {
            sandbox.remove("state/plexmgr.redb");
        }
        let plan = run(&sandbox, &["plan", "--observed", "observed.json"], 0);
        assert!(!plan.stdout.contains("monthly until "), "{}", plan.stdout);
        assert!(
            plan.stdout.contains("note[imported_before]"),
            "{}",
            plan.stdout
        );
    }
}

#[test]
fn an_older_run_is_taken_back_except_for_what_newer_ones_changed() {
    let sandbox = applied();
    let observed = sandbox.read("observed.json");
    sandbox.write(
        "observed.json",
        &observed.replace("captain@example.net", "captain@example.org"),
    );
    run(&sandbox, &APPLY, 0);
    let marlow = sandbox.read(MARLOW);
    let undo = run(&sandbox, &["undo", "1", "--yes"], 7);
    assert!(
        undo.stdout.contains("+  email: captain@example.org\n"),
        "{}",
        undo.stdout
    );
    let original = Sandbox::example();
    for (name, text) in original.records() {
        if !MARLOW.ends_with(&name) {
            assert_eq!(sandbox.read(&format!("records/{name}")), text);
        }
    }
    assert_eq!(sandbox.read(MARLOW), marlow);
    run(&sandbox, &["undo", "2", "--yes"], 0);
    run(&sandbox, &["undo", "1", "--yes"], 0);
    assert_eq!(sandbox.records(), original.records());
}

#[test]
fn a_file_whose_line_was_lost_is_kept() {
    let sandbox = applied();
    sandbox.forge_run(1, |lines| {
        let is_lost =
            |line: &&str| line.contains("{\"line\":\"file\"") && line.contains("marlow.yaml");
        let kept = lines.lines().filter(|line| !is_lost(line));
        let lines: String = kept.map(|line| format!("{line}\n")).collect();
        lines.replacen("\"texts\":10", "\"texts\":9", 1)
    });
    sandbox.remove("state/plexmgr.redb");
    let marlow = sandbox.read(MARLOW);
    let undo = run(&sandbox, &["undo", "1", "--yes"], 7);
    assert!(
        undo.stdout
            .contains("the history does not hold its earlier text"),
        "{}",
        undo.stdout
    );
    assert!(
        undo.stderr.starts_with("note: the store is missing"),
        "{}",
        undo.stderr
    );
    assert_eq!(sandbox.read(MARLOW), marlow);
}

#[test]
fn a_run_that_was_not_applied_cannot_be_taken_back() {
    let sandbox = applied();
    for name in ["00000000", "ffffffffffff"] {
        let undo = run(&sandbox, &["undo", name, "--yes"], 64);
        assert!(
            undo.stderr.contains(&format!("there is no run {name}")),
            "{}",
            undo.stderr
        );
        assert!(undo.stderr.contains("plexmgr history"), "{}", undo.stderr);
    }
    let nothing = Sandbox::example();
    let undo = run(&nothing, &["undo", "1", "--yes"], 64);
    assert!(
        undo.stderr.contains("nothing was applied"),
        "{}",
        undo.stderr
    );
    assert!(!nothing.at("state").exists());
}
