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
fn every_shell_completes_every_command() {
    let sandbox = Sandbox::empty();
    assert!(commands().len() > 12, "{:?}", commands());
    for shell in SHELLS {
        let run = sandbox.run(&["completions", shell]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        for command in commands().concat() {
            assert!(run.stdout.contains(&command), "{shell} lacks {command}");
        }
        for option in ["detailed-exitcode", "lock-timeout", "format"] {
            assert!(run.stdout.contains(option), "{shell} lacks {option}");
        }
    }
    let unknown = sandbox.run(&["completions", "tcsh"]);
    assert_eq!(unknown.code, 64, "{}", unknown.stderr);
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

#[cfg(unix)]
#[test]
fn bash_completes_what_is_typed() {
    let sandbox = Sandbox::empty();
    let script = sandbox.run(&["completions", "bash"]).stdout;
    let completed = |line: &str| {
        let count = line.split(' ').count() - 1;
        let asking = format!(
            "{script}\nCOMP_WORDS=({line}) COMP_CWORD={count}\n\
             _plexmgr plexmgr \"${{COMP_WORDS[-1]}}\" \"${{COMP_WORDS[-2]}}\"\n\
             printf '%s ' \"${{COMPREPLY[@]}}\""
        );
        let output = Command::new("bash")
            .args(["-c", &asking])
            .output()
            .expect("bash");
        String::from_utf8(output.stdout)
            .expect("UTF-8")
            .trim_end()
            .to_owned()
    };
    assert_eq!(completed("plexmgr sn"), "snapshot");
    assert_eq!(
        completed("plexmgr schema state-"),
        "state-check state-restore"
    );
    assert_eq!(completed("plexmgr plan --det"), "--detailed-exitcode");
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
