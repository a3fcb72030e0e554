//! Conflict markers of git are called by name in every file that is read, and nowhere else.

use crate::sandbox::Sandbox;

/// Puts the whole text into a conflict with a copy of itself, from line 3 on.
fn in_conflict(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let (start, rest) = lines.split_at(2.min(lines.len()));
    let (start, rest) = (start.join("\n"), rest.join("\n"));
    format!("{start}\n<<<<<<< HEAD\n{rest}\n||||||| 3f2a91b\n=======\n{rest}\n>>>>>>> main\n")
}

#[test]
fn every_marker_of_settings_and_records_is_named_and_nothing_else() {
    for file in [
        "plexmgr.toml",
        "records/plans.yaml",
        "records/servers.yaml",
        "records/users/marlow.yaml",
    ] {
        let sandbox = Sandbox::example();
        let text = in_conflict(&sandbox.read(file));
        sandbox.write(file, &text);
        for arguments in [&["check"][..], &["plan", "--observed", "observed.json"]] {
            let run = sandbox.run(arguments);
            assert_eq!(run.code, 3, "{file}: {}", run.stderr);
            for (number, line) in (1..).zip(text.lines()) {
                let told = format!(
                    "  {file}:{number}:1: unresolved git conflict marker [conflict_marker]\n"
                );
                let is_marker = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"]
                    .iter()
                    .any(|marker| line.starts_with(marker));
                assert_eq!(
                    run.stderr.contains(&told),
                    is_marker,
                    "{told}{}",
                    run.stderr
                );
            }
            for other in ["not_yaml", "not_toml", "missing_key", "duplicate_key"] {
                assert!(!run.stderr.contains(other), "{file}: {}", run.stderr);
            }
        }
    }
}

#[test]
fn a_file_that_is_nothing_but_a_conflict_is_named_too() {
    let sandbox = Sandbox::example();
    sandbox.write(
        "records/users/no.yaml",
        "<<<<<<< HEAD\n=======\n>>>>>>> main\n",
    );
    let run = sandbox.run(&["check"]);
    assert_eq!(
        run.stderr.matches("[conflict_marker]").count(),
        3,
        "{}",
        run.stderr
    );
}

#[test]
fn a_text_that_holds_such_a_line_is_a_text() {
    let sandbox = Sandbox::example();
    let user = "records/users/ada.yaml";
    let notes = "notes: |\n  <<<<<<< HEAD\n  =======\n  >>>>>>> main\n";
    sandbox.write(user, &format!("class: permanent\n{notes}"));
    let run = sandbox.run(&["check"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    // What is wrong elsewhere in such a file is not blamed on the text.
    sandbox.write(user, "class: permanent\nnotes: [\n=======\n");
    let run = sandbox.run(&["check"]);
    assert!(run.stderr.contains("[not_yaml]"), "{}", run.stderr);
}

#[test]
fn saved_plans_snapshots_and_the_history_name_them_too() {
    let sandbox = Sandbox::example();
    let plan = ["plan", "--observed", "observed.json", "--out", "plan.json"];
    assert_eq!(sandbox.run(&plan).code, 0);
    sandbox.write("plan.json", &in_conflict(&sandbox.read("plan.json")));
    let run = sandbox.run(&["apply", "plan.json"]);
    assert_eq!(run.code, 5, "{}", run.stderr);
    let named = "unresolved git conflict marker in plan.json on line `3`, ";
    assert!(run.stderr.contains(named), "{}", run.stderr);

    let observed = sandbox.read("observed.json");
    sandbox.write("observed.json", &in_conflict(&observed));
    let run = sandbox.run(&["plan", "--observed", "observed.json"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    let named = "unresolved git conflict marker in observed.json on line `3`, ";
    assert!(run.stderr.contains(named), "{}", run.stderr);

    sandbox.write("observed.json", &observed);
    let apply = ["apply", "--yes", "--observed", "observed.json"];
    assert_eq!(sandbox.run(&apply).code, 0);
    let file = sandbox.run_file(1);
    let history = sandbox.read(&file);
    sandbox.write(&file, &format!("{history}<<<<<<< HEAD\r\n"));
    let run = sandbox.run(&["state", "check"]);
    assert_eq!(run.code, 9, "{}", run.stderr);
    let said = "is an unresolved git conflict marker";
    assert!(run.stdout.contains(said), "{}", run.stdout);
}
