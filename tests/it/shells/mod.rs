//! What shells and `man` are given: completions and the manual.

use std::io::Write;
use std::process::{Command, Stdio};

use clap::CommandFactory;
use plexmgr::cli::Cli;

use crate::sandbox::Sandbox;

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "powershell", "elvish"];

/// Every command by the words that are typed for it, those below others included.
fn commands() -> Vec<Vec<String>> {
    fn collect(command: &clap::Command, words: &[String], found: &mut Vec<Vec<String>>) {
        for below in command.get_subcommands() {
            let mut words = words.to_vec();
            words.push(below.get_name().to_owned());
            found.push(words.clone());
            collect(below, &words, found);
        }
    }
    let mut found = Vec::new();
    collect(&Cli::command(), &[], &mut found);
    found
}

/// What a program says about `text` on its stdin; `None` if it is not installed.
fn said(program: &str, arguments: &[&str], text: &str) -> Option<(bool, String)> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    let mut stdin = child.stdin.take().expect("it is piped");
    let text = text.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    writer
        .join()
        .expect("it does not panic")
        .expect("it is read");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    Some((output.status.success(), told))
}

#[test]
fn every_shell_has_a_script_that_asks_plexmgr() {
    let sandbox = Sandbox::empty();
    for shell in SHELLS {
        let run = sandbox.run(&["completions", shell]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(run.stdout.contains("PLEXMGR_COMPLETE"), "{}", run.stdout);
    }
    let unknown = sandbox.run(&["completions", "tcsh"]);
    assert_eq!(unknown.code, 64, "{}", unknown.stderr);
}

/// What bash is given for the last of these words.
fn completed_in(sandbox: &Sandbox, folder: &str, words: &[&str]) -> Vec<String> {
    let mut command = sandbox.command(&[]);
    command.current_dir(sandbox.at(folder));
    command.env("PLEXMGR_COMPLETE", "bash");
    command.env("_CLAP_COMPLETE_INDEX", words.len().to_string());
    command.env("_CLAP_COMPLETE_COMP_TYPE", "9");
    command.env("_CLAP_COMPLETE_SPACE", "true");
    command.env("_CLAP_IFS", "\n");
    command.arg("--").arg("plexmgr").args(words);
    let run = Sandbox::ended(&mut command);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{words:?}");
    let lines = run.stdout.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty());
    let mut lines: Vec<String> = lines.map(str::to_owned).collect();
    lines.sort();
    lines
}

fn completed(sandbox: &Sandbox, words: &[&str]) -> Vec<String> {
    completed_in(sandbox, ".", words)
}

#[test]
fn every_command_and_option_is_completed() {
    let sandbox = Sandbox::empty();
    for words in commands() {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        assert!(
            completed(&sandbox, &words).contains(&words[words.len() - 1].to_owned()),
            "{words:?}"
        );
    }
    assert_eq!(
        completed(&sandbox, &["plan", "--det"]),
        ["--detailed-exitcode"]
    );
    assert_eq!(
        completed(&sandbox, &["schema", "state-"]),
        ["state-check", "state-restore"]
    );
}

#[test]
fn users_plans_servers_and_runs_are_completed() {
    let sandbox = Sandbox::example();
    let run = sandbox.run(&["apply", "--observed=observed.json", "--yes"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    sandbox.write("records/users.yaml", "mabel: {class: permanent}\n");
    let id = &sandbox.history()[0].id.hex()[..8];
    let cases: [(&[&str], &[&str]); 18] = [
        (&["user", "ma"], &["mabel", "marlow", "marlow-two"]),
        (&["pay", "zo"], &["zoe-angstrom"]),
        (&["status", "--plan", ""], &["monthly", "summer", "yearly"]),
        (&["status", "--server", "b"], &["borealis"]),
        (&["history", "l"], &["latest"]),
        (&["rename", "user", "marlow-"], &["marlow-two"]),
        (&["remove", "plan", "--anyway", "mo"], &["monthly"]),
        (&["-C", ".", "rename", "server", "a"], &["atlas"]),
        (&["remove", "library", "atlas/mo"], &["atlas/movies"]),
        (&["rename", "user", "marlow", "m"], &[]),
        (&["undo", &id[..3]], &[id]),
        (&["status", "--where", "s"], &["server=", "standing="]),
        (&["status", "--where", "plan=mo"], &["plan=monthly"]),
        (
            &["pay", "--where", "standing=expired,ex"],
            &["standing=expired,expired", "standing=expired,expiring"],
        ),
        (
            &["status", "--where", "class="],
            &["class=permanent", "class=standard"],
        ),
        (&["plan", "--source", ""], &["paypal"]),
        (&["plan", "--account", ""], &["backup", "main"]),
        (&["payments", "--source", "p"], &["paypal"]),
    ];
    for (words, expected) in cases {
        assert_eq!(completed(&sandbox, words), expected, "{words:?}");
    }
    let inside = completed_in(&sandbox, "records/users", &["user", "marlow-"]);
    assert_eq!(inside, ["marlow-two"]);
    let other = completed_in(&sandbox, "state", &["-C", "..", "user", "marlow-"]);
    assert_eq!(other, ["marlow-two"]);
}

#[test]
fn what_cannot_be_read_is_not_completed_and_no_error_is_shown() {
    let empty = Sandbox::empty();
    assert_eq!(completed(&empty, &["user", "ma"]), [""; 0]);
    let sandbox = Sandbox::example();
    sandbox.write("plexmgr.toml", "not = toml = at all");
    assert_eq!(completed(&sandbox, &["user", "mar"]), ["marlow"]);
    sandbox.write("records/plans.yaml", "a: [");
    assert_eq!(completed(&sandbox, &["status", "--plan", ""]), [""; 0]);
    sandbox.write("records/users/\u{1b}[31m.yaml", "class: permanent\n");
    sandbox.write("records/users/with space.yaml", "class: permanent\n");
    for name in completed(&sandbox, &["user", ""]) {
        assert!(name.chars().all(|c| c.is_ascii_graphic()), "{name:?}");
    }
}

#[test]
fn an_unknown_shell_is_no_reason_to_do_anything_else() {
    let sandbox = Sandbox::example();
    let before = sandbox.fingerprint();
    let mut command = sandbox.command(&["apply", "--yes", "--observed", "observed.json"]);
    command.env("PLEXMGR_COMPLETE", "tcsh");
    let run = Sandbox::ended(&mut command);
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (0, "", "")
    );
    assert_eq!(sandbox.fingerprint(), before);
}

#[test]
fn shells_can_read_their_completions() {
    let sandbox = Sandbox::empty();
    let mut asked = 0;
    for (shell, arguments) in [
        ("bash", ["-n"]),
        ("zsh", ["-n"]),
        ("fish", ["--no-execute"]),
    ] {
        let script = sandbox.run(&["completions", shell]).stdout;
        if let Some(said) = said(shell, &arguments, &script) {
            assert_eq!(said, (true, String::new()), "{shell}");
            asked += 1;
        }
    }
    assert!(asked >= 1, "there is bash at least");
}

#[test]
fn every_command_has_a_page() {
    let sandbox = Sandbox::empty();
    let run = sandbox.run(&["man", "--out", "pages"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let pages = sandbox.files();
    let names: Vec<String> = commands()
        .iter()
        .map(|words| format!("pages/plexmgr-{}.1", words.join("-")))
        .chain(["pages/plexmgr.1".to_owned()])
        .collect();
    for name in &names {
        let page = &pages[name];
        assert!(page.contains(".SH SYNOPSIS"), "{name}: {page}");
        let teaches = page.contains(".SH EXAMPLES\n") || name == "pages/plexmgr.1";
        assert!(teaches, "{name}: {page}");
        if let Some(said) = said("groff", &["-man", "-Tutf8", "-ww", "-z"], page) {
            assert_eq!(said, (true, String::new()), "{name}");
        }
    }
    assert_eq!(pages.len(), names.len(), "{:?}", pages.keys());
    assert_eq!(sandbox.run(&["man"]).stdout, pages["pages/plexmgr.1"]);
    assert_eq!(
        sandbox.run(&["man", "--out", "pages"]).code,
        0,
        "pages are replaced"
    );
    assert_eq!(sandbox.files(), pages);
}

#[test]
fn a_page_that_cannot_be_written_is_a_failure() {
    let sandbox = Sandbox::empty();
    sandbox.write("pages", "no folder");
    let run = sandbox.run(&["man", "--out", "pages"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("cannot make the folder pages"),
        "{}",
        run.stderr
    );
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let sandbox = Sandbox::empty();
    for words in [
        &["schema", "settings"][..],
        &["completions", "bash"],
        &["man"],
    ] {
        let mut child = sandbox
            .command(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{words:?} {output:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{words:?}");
    }
}
