//! `rename` and `remove`: every reference follows, and comments stay with their records.

use super::{TODAY, file, household, refused, run};
use crate::sandbox::Sandbox;

const SERVERS: &str = "# ours
atlas:  # in the loft
  account: main
  machine_id: aaa
  name: Atlas
  libraries:
    movies: {id: 1, title: Movies, type: movie}  # films
    shows: {id: 2, title: Shows, type: show}
borealis:
  account: gone
  machine_id: bbb
  libraries:
    movies: {id: 3}
";

const ADA: &str = "# a friend
class: standard
plex:
  id: 1
  email: ada@example.com
  shares:
    - server: atlas  # since school
      libraries: [movies, shows]
    - {server: borealis, libraries: [ 'movies' ]}
plan: monthly  # next
payments:
  # the first
  - {plan: monthly, start: 2026-11-01, end: 2026-12-01}
  - plan: yearly
    start: 2025-11-01
    end: 2026-11-01
";

const BOB: &str =
    "class: standard\nplex:\n  id: 2\n  shares:\n    - server: borealis\n      libraries: all\n";

/// Ada and Bob with two servers, in files of their own or in one.
pub(super) fn people(in_one_file: bool) -> Sandbox {
    let sandbox = household();
    sandbox.write("records/servers.yaml", SERVERS);
    match in_one_file {
        false => {
            sandbox.write("records/users/ada.yaml", ADA);
            sandbox.write("records/users/bob.yaml", BOB);
        }
        true => sandbox.write("records/users.yaml", &one_file()),
    }
    sandbox
}

pub(super) fn one_file() -> String {
    let entry = |name: &str, text: &str| {
        let lines: String = text.lines().map(|line| format!("  {line}\n")).collect();
        format!("{name}:\n{lines}")
    };
    format!("{}{}", entry("ada", ADA), entry("bob", BOB))
}

/// The records of a household, in which `edit` was made by hand.
fn edited(sandbox: &Sandbox, edit: &[(&str, &str)]) -> Vec<(String, String)> {
    let replace = |text: String| {
        edit.iter()
            .fold(text, |text, (old, new)| text.replace(old, new))
    };
    let records = sandbox.records().into_iter();
    records.map(|(name, text)| (name, replace(text))).collect()
}

pub(super) fn records(sandbox: &Sandbox) -> Vec<(String, String)> {
    sandbox.records().into_iter().collect()
}

/// Runs a command in both layouts; it does exactly what `edit` does by hand, and is taken back.
fn both(line: &str, edit: &[(&str, &str)]) {
    for in_one_file in [false, true] {
        let sandbox = people(in_one_file);
        let before = records(&sandbox);
        let expected = edited(&sandbox, edit);
        run(&sandbox, &format!("{line} --yes"), 0);
        assert_eq!(records(&sandbox), expected, "{line}");
        run(&sandbox, "check", 0);
        run(&sandbox, "undo latest --yes", 0);
        assert_eq!(records(&sandbox), before, "{line}");
    }
}

#[test]
fn a_plan_is_renamed_with_every_payment_for_it() {
    both(
        "rename plan monthly standard",
        &[
            ("monthly:", "standard:"),
            ("plan: monthly", "plan: standard"),
        ],
    );
}

#[test]
fn servers_and_libraries_are_renamed_with_every_share() {
    both(
        "rename server atlas loft",
        &[("atlas:", "loft:"), ("server: atlas", "server: loft")],
    );
    both(
        "rename library atlas/movies films",
        &[
            ("movies: {id: 1,", "films: {id: 1,"),
            ("[movies, shows]", "[films, shows]"),
        ],
    );
    both(
        "rename library borealis/movies films",
        &[
            ("movies: {id: 3}", "films: {id: 3}"),
            ("[ 'movies' ]", "[ 'films' ]"),
        ],
    );
}

#[test]
fn a_user_is_renamed_in_both_layouts() {
    let sandbox = people(false);
    run(&sandbox, "rename user ada@example.com ada.l --yes", 0);
    assert_eq!(sandbox.read("records/users/ada.l.yaml"), ADA);
    assert!(!sandbox.at("records/users/ada.yaml").exists());
    run(&sandbox, "undo latest --yes", 0);
    assert_eq!(file(&sandbox), ADA);
    let sandbox = people(true);
    run(&sandbox, "rename user ada ada.l --yes", 0);
    assert_eq!(
        sandbox.read("records/users.yaml"),
        one_file().replacen("ada:", "ada.l:", 1)
    );
}

#[test]
fn handles_that_are_taken_or_unknown_are_refused() {
    let sandbox = people(false);
    for (line, expected) in [
        (
            "rename user ada BOB",
            "error: ada: another user is called `bob`\n  hint: choose another handle\n",
        ),
        (
            "rename plan monthly yearly",
            "error: monthly: another plan is called `yearly`\n  hint: choose another handle\n",
        ),
        (
            "rename server atlas atlas",
            "error: atlas: has this handle already: `atlas`\n",
        ),
        (
            "rename library atlas/movie films",
            "error: movie: there is no library `movie`\n  hint: did you mean `movies`? its libraries are `movies` and `shows`\n",
        ),
        (
            "rename library movies films",
            "error: `movies` does not name a library\n  hint: a library is named with its server, as in `atlas/movies`\n",
        ),
        (
            "remove server atlsa",
            "error: atlsa: there is no server `atlsa`\n  hint: did you mean `atlas`? recorded servers are `atlas` and `borealis`\n",
        ),
        (
            "remove user ada",
            "error: ada: still shares `atlas` and `borealis`\n  hint: end the share at Plex and run `plexmgr apply`, or add `--anyway`\n",
        ),
        (
            "remove plan yearly",
            "error: yearly: payments name it, of `ada`\n  hint: a plan that was paid for stays; `plexmgr switch` moves users to another one\n",
        ),
        (
            "remove server atlas",
            "error: atlas: account `main` is asked by every plan and may still list it\n  hint: if `plexmgr plan` \
             reports it as `server_missing`, add `--anyway`; otherwise add aaa to `ignore_servers` in `[import]` first\n",
        ),
        (
            "remove plan weekly --erase",
            "error: `--erase` is of users only\n  hint: leave it out\n",
        ),
    ] {
        refused(&sandbox, line, expected);
    }
}

#[test]
fn plans_and_libraries_are_removed_with_their_references() {
    let weekly = "weekly: {duration: 1 week}\n";
    both("remove plan weekly", &[(weekly, "")]);
    both(
        "remove library atlas/shows",
        &[
            ("    shows: {id: 2, title: Shows, type: show}\n", ""),
            ("[movies, shows]", "[movies]"),
        ],
    );
}

#[test]
fn a_server_is_removed_and_users_without_a_share_depart() {
    let sandbox = people(false);
    let shown = run(&sandbox, "remove server borealis --yes --brief", 0);
    let kinds: Vec<&str> = shown
        .stdout
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1))
        .collect();
    assert!(
        kinds.contains(&"remove_server") && kinds.contains(&"depart_user"),
        "{}",
        shown.stdout
    );
    assert!(!sandbox.read("records/servers.yaml").contains("borealis"));
    let bob = sandbox.read("records/users/bob.yaml");
    assert!(
        bob.contains(&format!("departed: {TODAY}")) && bob.contains("shares: []"),
        "{bob}"
    );
    assert!(!file(&sandbox).contains("borealis") && !file(&sandbox).contains("departed"));
    run(&sandbox, "check", 0);
    run(&sandbox, "undo latest --yes", 0);
    assert_eq!(records(&sandbox), records(&people(false)));
}

#[test]
fn a_server_that_is_ignored_does_not_come_back_and_goes_without_asking() {
    let sandbox = people(false);
    let import = "[import]\nignore_servers = [\"aaa\"]\n";
    let settings = sandbox.read("plexmgr.toml").replace("[import]\n", import);
    sandbox.write("plexmgr.toml", &settings);
    run(&sandbox, "remove server atlas --yes --brief", 0);
    assert!(!sandbox.read("records/servers.yaml").contains("atlas"));
}

#[test]
fn a_user_is_removed_and_comes_back_by_undo() {
    for in_one_file in [false, true] {
        let sandbox = people(in_one_file);
        let before = records(&sandbox);
        run(&sandbox, "remove user ada --anyway --yes", 0);
        let left: String = records(&sandbox)
            .into_iter()
            .map(|(_, text)| text)
            .collect();
        assert!(!left.contains("ada@example.com"), "{left}");
        run(&sandbox, "check", 0);
        run(&sandbox, "undo latest --yes", 0);
        assert_eq!(records(&sandbox), before);
    }
}

#[test]
fn an_erased_user_is_in_no_file_of_the_household() {
    for in_one_file in [false, true] {
        let sandbox = people(in_one_file);
        let removed = run(
            &sandbox,
            "remove user ada --anyway --erase --yes --brief",
            0,
        );
        assert!(
            removed.stderr.contains("git still hold"),
            "{}",
            removed.stderr
        );
        for (path, bytes) in sandbox.contents() {
            let text = String::from_utf8_lossy(&bytes);
            assert!(
                !text.contains("ada@example.com") && !text.contains("a friend"),
                "{}",
                path.display()
            );
        }
        let undone = run(&sandbox, "undo latest --yes", 5);
        assert!(
            undone
                .stdout
                .contains("the history does not hold its earlier text"),
            "{}",
            undone.stdout
        );
    }
}

const DECISIONS: &str = "\
# March
paypal/A: ada  # she said so
paypal/B: {user: ada, plan: yearly}
paypal/C: {split: [ada, bob]}
paypal/D: {split: {ada: 5.00 EUR, bob: 5.00 EUR}}
";
const RULES: &str = "- when: {payer: a@example.com}
  then: {user: ada}  # always
- when: {payer: b@example.com}
  then: {split: [bob, ada]}
";
const INBOX: &str = "paypal/E:
  at: 2026-03-22T10:19:55+01:00
  amount: 5.00 EUR
  why: no user has this address
  candidates: [ada, bob]
";

#[test]
fn decisions_rules_and_the_inbox_follow_a_new_handle() {
    for in_one_file in [false, true] {
        let sandbox = people(in_one_file);
        sandbox.write("records/decisions/a.yaml", DECISIONS);
        sandbox.write("records/matching.yaml", RULES);
        sandbox.write("records/inbox.yaml", INBOX);
        run(&sandbox, "rename user ada eve --yes", 0);
        assert_eq!(
            sandbox.read("records/decisions/a.yaml"),
            DECISIONS.replace("ada", "eve")
        );
        assert_eq!(
            sandbox.read("records/matching.yaml"),
            RULES.replace("ada", "eve")
        );
        let inbox = sandbox.read("records/inbox.yaml");
        assert!(inbox.contains("candidates: [eve, bob]"), "{inbox}");
        run(&sandbox, "undo latest --yes", 0);
        assert_eq!(sandbox.read("records/decisions/a.yaml"), DECISIONS);
        assert_eq!(sandbox.read("records/inbox.yaml"), INBOX);
        run(&sandbox, "rename plan yearly annual --yes", 0);
        assert_eq!(
            sandbox.read("records/decisions/a.yaml"),
            DECISIONS.replace("yearly", "annual")
        );
    }
}

#[test]
fn money_of_a_removed_user_is_ignored_from_then_on() {
    let sandbox = people(false);
    let paid = |id: &str, more: &str| {
        format!(
            "  - plan: monthly\n    start: 2026-03-05\n    end: 2026-04-05\n    source: paypal\n    transaction_id: \
             {id}\n{more}"
        )
    };
    let part = "    sequence: 1\n    amount: 5.00 EUR\n    of: 10.00 EUR\n";
    let ada = format!(
        "{ADA}{}{}",
        paid(
            "T-1",
            "    refunds: [{on: 2026-03-09, amount: 1.00 EUR, transaction_id: R-1}]\n"
        ),
        paid("T-2", part)
    );
    sandbox.write("records/users/ada.yaml", &ada);
    let other = part.replace("sequence: 1", "sequence: 2");
    let bob = format!("{BOB}payments:\n{}", paid("T-2", &other));
    sandbox.write("records/users/bob.yaml", &bob);
    sandbox.write(
        "records/decisions/a.yaml",
        "# March\npaypal/A: ada  # she said so\n",
    );
    sandbox.write("records/inbox.yaml", INBOX);
    run(&sandbox, "remove user ada --anyway --yes", 0);
    assert_eq!(
        sandbox.read("records/decisions/removed.yaml"),
        "paypal/R-1: {ignore: a removed user}\npaypal/T-1: {ignore: a removed user}\n\
         paypal/T-2: {split: {bob: 5.00 EUR}}\n"
    );
    assert_eq!(
        sandbox.read("records/decisions/a.yaml"),
        "# March\npaypal/A: {ignore: a removed user}  # she said so\n"
    );
    let inbox = sandbox.read("records/inbox.yaml");
    assert!(inbox.contains("candidates: [bob]"), "{inbox}");
    run(&sandbox, "check", 0);
    run(&sandbox, "undo latest --yes", 0);
    assert_eq!(sandbox.read("records/users/ada.yaml"), ada);
    assert_eq!(sandbox.read("records/inbox.yaml"), INBOX);
}

#[test]
fn a_user_whom_a_rule_or_an_undecided_split_names_stays() {
    let sandbox = people(false);
    sandbox.write("records/matching.yaml", RULES);
    refused(
        &sandbox,
        "remove user ada --anyway",
        "error: ada: a rule names this user, at records/matching.yaml:1:3
  hint: change or remove the rule first
",
    );
    sandbox.remove("records/matching.yaml");
    sandbox.write(
        "records/decisions/a.yaml",
        "paypal/C: {split: [ada, bob]}\n",
    );
    refused(
        &sandbox,
        "remove user ada --anyway",
        "error: ada: a decision splits a transaction with this user, at records/decisions/a.yaml:1:1
  hint: write the part of each user there first, as in `split: {badger: 5.00 EUR, cub: 5.00 EUR}`
",
    );
}

/// A comment in which another YAML reader takes U+0085 for the end of the line.
pub(super) const ODD: &str = "class: standard\nplex:\n  id: 3\n  shares:\n    - server: atlas  # one\u{85}two\n      libraries: [shows, movies]\n";

#[test]
fn a_library_is_removed_with_every_reference_or_not_at_all() {
    let sandbox = people(false);
    sandbox.write("records/users/odd.yaml", ODD);
    let before = records(&sandbox);
    run(&sandbox, "remove library atlas/shows --yes", 7);
    assert_eq!(records(&sandbox), before);
    sandbox.write("records/users/odd.yaml", &ODD.replace('\u{85}', " "));
    run(&sandbox, "remove library atlas/shows --yes", 0);
    let odd = sandbox.read("records/users/odd.yaml");
    assert!(odd.contains("[movies]"), "{odd}");
}
