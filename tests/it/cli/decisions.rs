//! `-v`: what was decided about each person, and why.

use crate::sandbox::{Run, Sandbox};

const PLAN: [&str; 4] = ["plan", "--observed", "observed.json", "--brief"];

/// What `-v` says of the example, which is on stderr.
fn why(sandbox: &Sandbox) -> Run {
    sandbox.run(&[&PLAN[..], &["-v"]].concat())
}

#[track_caller]
fn check_shown(run: &Run, lines: &[&str]) {
    for line in lines {
        assert!(
            run.stderr.lines().any(|told| told == *line),
            "{line} is missing:\n{}",
            run.stderr
        );
    }
}

#[test]
fn all_people_are_listed_once_and_in_order() {
    let run = why(&Sandbox::example());
    check_shown(
        &run,
        &[
            "account main: read completely, owned by id 10234567",
            "ada: matched by id 301000002; unchanged",
            "atlas-admin: id 10234567; not imported: owner of a configured account",
            "Kiddo 🦖: id 301000010; not imported: member of a Plex Home",
            "late.responder: id 301000009; not imported: invitation pending since 2026-11-06",
            "marlow: matched by id 301000001; update_user",
            "marlow.two: id 301000012; imported as `marlow-two`, with the default payment",
            "nadia: recorded as id 301000005, listed by no account that was read; departs: shares \
             nothing on a recorded server, and every account was read completely",
            "newcomer@example.com: not imported: invitation pending since 2026-11-08",
            "quill: matched by e-mail address (Quill@example.org), is id 301000004; link_user, \
             update_user, add_share",
            "quiet.friend: id 301000011; not imported: shares no recorded server",
        ],
    );
    let people: Vec<&str> = run
        .stderr
        .lines()
        .filter(|line| !line.starts_with("account "))
        .filter_map(|line| Some(line.split_once(": ")?.0))
        .collect();
    let mut sorted = people.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(people, sorted);
}

#[test]
fn the_result_on_stdout_stays_the_same() {
    let sandbox = Sandbox::example();
    assert_eq!(why(&sandbox).stdout, sandbox.run(&PLAN).stdout);
    let json = ["plan", "--observed", "observed.json", "--format", "json"];
    let more = [&json[..], &["-v"]].concat();
    assert_eq!(sandbox.run(&more).stdout, sandbox.run(&json).stdout);
    assert_eq!(sandbox.run(&json).stderr, "");
}

#[test]
fn what_an_unknown_account_means_is_said() {
    let sandbox = Sandbox::example();
    let mut document: serde_json::Value =
        serde_json::from_str(&sandbox.read("observed.json")).unwrap();
    document["accounts"].as_array_mut().unwrap().pop();
    sandbox.write("observed.json", &document.to_string());
    check_shown(
        &why(&sandbox),
        &[
            "account backup: unknown, so nothing is concluded from it",
            "nadia: recorded as id 301000005, listed by no account that was read; stays: shares \
             nothing that could be read, but not everything it rests on is known",
        ],
    );
}

#[test]
fn those_who_are_ignored_held_back_or_in_conflict_are_reported() {
    let sandbox = Sandbox::example();
    let settings = sandbox.read("plexmgr.toml");
    let ignoring = settings.replace("[301000090]", "[301000001, 301000012]");
    sandbox.write("plexmgr.toml", &ignoring);
    sandbox.write(
        "records/users/quill-two.yaml",
        "class: standard\nplex:\n  email: quill@example.org\n",
    );
    sandbox.write(
        "records/users/stranger.yaml",
        "class: standard\nplex:\n  email: nobody@example.org\n",
    );
    check_shown(
        &why(&sandbox),
        &[
            "marlow: matched by id 301000001; ignored by `ignore_users` in the settings",
            "marlow.two: id 301000012; ignored by `ignore_users` in the settings",
            "quill: id 301000004; skipped: more than one person or record matches",
            "quill-two: recorded without an id, and no person matches with certainty; skipped: \
             more than one person or record matches",
            "stranger: recorded without an id, and no person matches with certainty; unchanged",
        ],
    );
    let one = sandbox.run(&[&PLAN[..], &["-v", "--account", "backup"]].concat());
    check_shown(
        &one,
        &["account backup: read completely, owned by id 20345678"],
    );
    assert!(
        one.stderr
            .contains("not imported: an account was never asked"),
        "{}",
        one.stderr
    );
}

#[test]
fn hostile_names_are_escaped() {
    let sandbox = Sandbox::example();
    let text = sandbox.read("observed.json");
    let hostile = "\"\\u001b[31m\\u202e::error::\\nmarlow: matched\"";
    sandbox.write("observed.json", &text.replace("\"quiet.friend\"", hostile));
    let run = why(&sandbox);
    assert!(
        !run.stderr.contains(['\u{1b}', '\u{202e}']),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr
            .contains(r"\u{1b}[31m\u{202e}::error::\nmarlow: matched: id "),
        "{}",
        run.stderr
    );
}
