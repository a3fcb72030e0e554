//! Comments of records stay with what they are about, in both layouts, with each kind of line end.

use serde_json::{Value, json};

use crate::sandbox::Sandbox;

const ATLAS: &str = "ece8f46bf734ca267a2b6e0f7c3b471a5c964428";
const BOREALIS: &str = "60acaaf93c2601275a440bfff2ed9f680b883858";

/// What Plex says about tess.
fn tess(email: &str, shares: &[Value]) -> Value {
    json!({
        "id": "301000050", "username": "tess", "title": "Tess", "email": email, "home": false, "managed": false,
        "shares": shares,
    })
}

fn atlas(libraries: &[&str]) -> Value {
    json!({"server": ATLAS, "libraries": {"some": libraries}, "invited": 1_735_819_200, "accepted": 1_735_905_600})
}

fn borealis() -> Value {
    json!({"server": BOREALIS, "libraries": "all", "invited": 1_740_830_400, "accepted": 1_740_916_800})
}

/// The record of tess with this end of its `plex`.
fn record(plex: &str) -> String {
    format!(
        "class: standard\nplex:\n  id: 301000050\n  username: tess\n  email: tess@example.com\n{plex}"
    )
}

struct Case<'c> {
    before: &'c str,
    /// `None` if Plex does not know her any more.
    person: Option<Value>,
    after: &'c str,
    removed: &'c [&'c str],
}

impl Case<'_> {
    #[track_caller]
    fn check(&self) {
        for own_file in [true, false] {
            for end in ["\n", "\r\n"] {
                self.check_layout(own_file, end, true);
            }
            self.check_layout(own_file, "\n", false);
        }
    }

    #[track_caller]
    fn check_layout(&self, own_file: bool, end: &str, finished: bool) {
        let sandbox = Sandbox::example();
        let file = match own_file {
            true => "records/users/tess.yaml",
            false => "records/users.yaml",
        };
        let written = |text: &str| {
            let indent = |line: &str| match line.is_empty() {
                true => String::new(),
                false => format!("  {line}"),
            };
            let lines: Vec<String> = match own_file {
                true => text.lines().map(str::to_owned).collect(),
                false => text.lines().map(indent).collect(),
            };
            let head = if own_file { "" } else { "tess:\n" };
            let text = format!("{head}{}\n", lines.join("\n"));
            let text = if finished {
                text.as_str()
            } else {
                text.trim_end()
            };
            text.replace('\n', end)
        };
        sandbox.write(file, &written(self.before));
        let mut observed: Value = serde_json::from_str(&sandbox.read("observed.json")).unwrap();
        let people = &mut observed["accounts"][0]["outcome"]["read"]["people"];
        people.as_array_mut().unwrap().extend(self.person.clone());
        sandbox.write("observed.json", &observed.to_string());
        let apply = [
            "apply",
            "--observed",
            "observed.json",
            "--yes",
            "--format",
            "json",
        ];
        let accepted = match self.person {
            Some(_) => &[][..],
            None => &["--accept", "departures=2"],
        };
        let run = sandbox.run(&[&apply[..], accepted].concat());
        assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
        assert_eq!(sandbox.read(file), written(self.after), "{}", run.stdout);
        let plan: Value = serde_json::from_str(&run.stdout).unwrap();
        let notices = plan["notices"].as_array().unwrap().iter();
        let mut about_tess = notices.filter(|notice| notice["subject"] == "tess");
        match (self.removed, about_tess.next()) {
            ([], None) => {}
            (removed, Some(notice)) => {
                assert_eq!(notice["kind"], "comment_removed", "{notice}");
                let quoted: Vec<String> = removed.iter().map(|one| format!("`{one}`")).collect();
                let message = notice["message"].as_str().unwrap();
                assert!(
                    message.ends_with(&format!(": {}", quoted.join(", "))),
                    "{message}"
                );
            }
            (removed, None) => panic!("{removed:?} are not reported: {}", run.stdout),
        }
        let again = sandbox.run(&["plan", "--observed", "observed.json"]);
        assert_eq!(again.code, 0, "{}", again.stdout);
        let check = sandbox.run(&["check"]);
        assert_eq!(check.code, 0, "{}", check.stderr);
    }
}

#[test]
fn a_library_is_added_to_a_list_with_comments() {
    let before = "  title: Tess\n  shares:\n    - server: atlas\n      libraries:\n        - movies   # 4K only\n      invited: 2025-01-02\n      accepted: 2025-01-03\n";
    Case {
        before: &record(before),
        person: Some(tess("tess@example.com", &[atlas(&["201", "202"])])),
        after: &record(&before.replace("# 4K only\n", "# 4K only\n        - tv-shows\n")),
        removed: &[],
    }
    .check();
    let before = "  title: Tess\n  shares:\n    - server: atlas\n      libraries: [ 'movies' ]\n      invited: 2025-01-02\n      accepted: 2025-01-03\n";
    Case {
        before: &record(before),
        person: Some(tess("tess@example.com", &[atlas(&["201", "202"])])),
        after: &record(&before.replace("[ 'movies' ]", "[ 'movies', tv-shows ]")),
        removed: &[],
    }
    .check();
}

#[test]
fn a_library_is_taken_from_a_list_with_comments() {
    Case {
        before: &record("  title: Tess\n  shares:\n    - server: atlas\n      libraries:\n        # for the children\n        - movies\n        - tv-shows # new\n      invited: 2025-01-02\n      accepted: 2025-01-03\n"),
        person: Some(tess("tess@example.com", &[atlas(&["202"])])),
        after: &record("  title: Tess\n  shares:\n    - server: atlas\n      libraries:\n        - tv-shows # new\n      invited: 2025-01-02\n      accepted: 2025-01-03\n"),
        removed: &["# for the children"],
    }
    .check();
}

#[test]
fn a_share_takes_its_comments_along() {
    let kept = "    - server: borealis\n      libraries: all\n      invited: 2025-03-01\n      accepted: 2025-03-02\n";
    Case {
        before: &record(&format!("  title: Tess\n  shares:\n    # her main server, since the wedding\n    - server: atlas\n      libraries: [movies]\n      invited: 2025-01-02\n      accepted: 2025-01-03\n{kept}")),
        person: Some(tess("tess@example.com", &[borealis()])),
        after: &record(&format!("  title: Tess\n  shares:\n{kept}")),
        removed: &["# her main server, since the wedding"],
    }
    .check();
}

#[test]
fn shares_that_are_emptied_keep_their_brackets() {
    Case {
        before: &record("  title: Tess\n  shares: [ # opened c1\n    # main c2\n    {server: atlas, libraries: [movies], invited: 2025-01-02, accepted: 2025-01-03}, # share c3\n  ] # closed c4\n"),
        person: None,
        after: &record("  title: Tess\n  shares: [ # opened c1\n  ] # closed c4\n  departed: 2026-11-22\n"),
        removed: &["# main c2", "# share c3"],
    }
    .check();
}

#[test]
fn a_return_takes_the_comment_of_the_departure_along() {
    Case {
        before: &record("  shares: []\n  departed: 2026-05-01        # moved abroad; may come back\n"),
        person: Some(tess("tess@example.com", &[atlas(&["201"])])),
        after: &record("  shares:\n    - server: atlas\n      libraries: [movies]\n      invited: 2025-01-02\n      accepted: 2025-01-03\n  title: Tess\n"),
        removed: &["# moved abroad; may come back"],
    }
    .check();
}

#[test]
fn a_former_address_does_not_take_over_a_comment() {
    let shares = "  shares:\n  - server: atlas\n    libraries: [movies]\n    invited: 2025-01-02\n    accepted: 2025-01-03\n";
    let moved = |plex: &str| record(plex).replace("email: tess@", "email: new@");
    Case {
        before: &record(&format!("{shares}  former_emails:\n  - first@example.com\n  # that one bounced\npayments: []\n")),
        person: Some(tess("new@example.com", &[atlas(&["201"])])),
        after: &moved(&format!("{shares}  former_emails:\n  - first@example.com\n  # that one bounced\n\n  - tess@example.com\n  title: Tess\npayments: []\n")),
        removed: &[],
    }
    .check();
    Case {
        before: &record(&format!("  title: Tess\n{shares}  former_emails: [\n    # none yet\n  ]\n")),
        person: Some(tess("new@example.com", &[atlas(&["201"])])),
        after: &moved(&format!("  title: Tess\n{shares}  former_emails: [\n    # none yet\n\n    tess@example.com\n  ]\n")),
        removed: &[],
    }
    .check();
}

#[test]
fn an_address_behind_an_alias_is_replaced() {
    let rest = "  title: Tess\n  shares:\n    - server: atlas\n      libraries: [movies]\n      invited: 2025-01-02\n      accepted: 2025-01-03\n";
    let of = |email: &str, more: &str| {
        format!(
            "class: standard\npaypal_email: &mail tess@example.com\nplex:\n  id: 301000050\n  username: tess\n  email: {email}\n{rest}{more}"
        )
    };
    Case {
        before: &of("*mail", ""),
        person: Some(tess("new@example.com", &[atlas(&["201"])])),
        after: &of(
            "new@example.com",
            "  former_emails:\n    - tess@example.com\n",
        ),
        removed: &[],
    }
    .check();
}

#[test]
fn removed_comments_are_not_shown_to_strangers() {
    let sandbox = Sandbox::example();
    let arguments = |format| ["plan", "--observed", "observed.json", "--format", format];
    for (format, more, quoted) in [
        ("text", None, true),
        ("json", None, true),
        ("markdown", None, false),
        ("markdown", Some("--show-pii"), true),
    ] {
        let run = sandbox.run(
            &arguments(format)
                .into_iter()
                .chain(more)
                .collect::<Vec<_>>(),
        );
        let text = run.stdout;
        let message = "loses 1 comment together with what is removed";
        assert!(text.contains(message), "{format}: {text}");
        assert_eq!(
            text.contains(&format!("{message}: ")),
            quoted,
            "{format}: {text}"
        );
        assert_eq!(
            text.contains("asked to be taken off"),
            quoted,
            "{format}: {text}"
        );
    }
}

#[test]
fn what_other_readers_refuse_is_a_problem_and_never_edited() {
    let sandbox = Sandbox::example();
    let nadia = sandbox.read("records/users/nadia.yaml");
    sandbox.write(
        "records/users/nadia.yaml",
        &nadia.replace("    - server:", "    -\tserver:"),
    );
    let run = sandbox.run(&["check"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(run.stderr.contains("nadia.yaml:7:"), "{}", run.stderr);
    assert!(
        run.stderr
            .contains("a second YAML reader reads this differently"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("[not_yaml]"), "{}", run.stderr);
    let run = sandbox.run(&["plan", "--observed", "observed.json"]);
    assert!(run.stdout.contains("unsafe_edit"), "{}", run.stdout);
    assert!(
        run.stdout
            .contains("a second YAML reader reads this differently"),
        "{}",
        run.stdout
    );
}
