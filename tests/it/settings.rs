//! `plexmgr.toml`: what is read, what is refused and with which words, and where tokens come from.

mod accounts;
mod sources;
mod tokens;

use std::path::Path;

use plexmgr::problem::Problems;
use plexmgr::settings::{HomeUsers, Layout, Settings, TokenError, TokenSource, Unusable};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::schema::agree_on_settings;

/// Pieces that mean something to TOML, to the settings or to neither.
const PIECES: [&str; 20] = [
    "\n",
    "=",
    "\"",
    "'",
    "\"\"\"",
    "[",
    "]",
    "{",
    "}",
    "[[account]]\n",
    ".",
    ",",
    "#",
    "0",
    "-1",
    "true",
    "2026-01-01",
    "\u{feff}",
    "\u{0}",
    "ü",
];

pub(crate) const GOOD: &str = r#"version = 1
client_id = "5d0c1f52-7d55-4d25-9f3c-0a5d6c1b2e3f"

[[account]]
name = "main"
token = { env = "PLEX_TOKEN_MAIN" }
"#;

pub(crate) const FULL: &str = r#"version = 1
timezone = "Europe/Berlin"
client_id = "5d0c1f52-7d55-4d25-9f3c-0a5d6c1b2e3f"

[records]
path = "./data//records/"
layout = "single-file"

[state]
path = "memory"

[import]
class = "permanent"
home_users = "standard"
ignore_users = [301000001, "301000002"]
ignore_servers = ["ece8f46bf734ca267a2b6e0f7c3b471a5c964428"]

[[account]]
name = "main"
token = { file = "secrets/main" }

[[account]]
name = "second home"
token = { command = ["pass", "show", "plex"] }

[plex]
url = "http://127.0.0.1:8080/plex/"
concurrency = 2
timeout_seconds = 5
retries = 0
deadline_seconds = 60

[payments]
grace_days = 14

[guards]
departures = { count = 3 }
imports = { count = 50, percent = 100 }

[[source]]
kind = "paypal-csv"
files = "statements/paypal-*.csv"
dates = "month-first"
timezone = "America/Los_Angeles"
since = "2026-01-01"
opening = "2026-11-01"
fresh_days = 40

[[source]]
name = "paypal-api"
kind = "paypal"
account = "paypal"
client_id = { env = "PAYPAL_CLIENT_ID" }
client_secret = { file = "secrets/main" }
url = "http://127.0.0.1:8081/"

[[source]]
name = "bank"
kind = "csv"
files = "statements/bank-*.csv"
delimiter = ";"
encoding = "windows-1252"
skip = { before = 4, rows = ["^In case of errors"] }
date = { column = ["Buchungstag", "Booking date"], format = "%d.%m.%Y" }
amount = { column = "Betrag", marker = { column = "S/H", in = ["H"], out = ["S"] }, decimal = "," }
currency = { column = "Währung", default = "EUR" }
id = { column = "Referenz", not = ["", "0", "NOTPROVIDED"] }
payer = { email = [], name = ["Auftraggeber"], account = ["IBAN"] }
note = ["Verwendungszweck"]
status = { column = "Status", settled = ["COMPLETED"], pending = ["PENDING"] }

[[source]]
kind = "csv"
preset = "kofi"
files = "statements/kofi.csv"
"#;

/// Reads settings; problems as a person sees them. The schema must say the same of them as the reader.
pub(crate) fn parse(text: &str) -> Result<Settings, String> {
    let settings = Settings::parse("plexmgr.toml", text);
    let problems = settings.as_ref().err().map_or(&[][..], Problems::as_slice);
    agree_on_settings(text, problems);
    settings.map_err(|problems| problems.to_string())
}

/// Replaces `from` in the smallest good file by `to` and expects these problems.
fn check(from: &str, to: &str, expected: &str) {
    assert!(GOOD.contains(from), "{from}");
    assert_eq!(parse(&GOOD.replace(from, to)), Err(expected.to_owned()));
}

/// Adds `section` to the smallest good file, behind it, and expects these problems.
fn check_added(section: &str, expected: &str) {
    assert_eq!(parse(&format!("{GOOD}{section}")), Err(expected.to_owned()));
}

#[test]
fn what_is_not_written_has_a_default() {
    let settings = parse(GOOD).expect("valid");
    assert_eq!(settings.timezone, chrono_tz::Tz::UTC);
    assert_eq!(settings.records.path, "records");
    assert_eq!(settings.records.layout, Layout::FilePerUser);
    assert_eq!(settings.state.path, "state");
    assert_eq!(settings.import.home_users, HomeUsers::Skip);
    assert_eq!(settings.plex.url, "https://plex.tv");
    assert_eq!(
        (
            settings.plex.concurrency,
            settings.plex.timeout_seconds,
            settings.plex.retries,
            settings.plex.deadline_seconds
        ),
        (8, 30, 4, 300)
    );
    let guards = settings.guards;
    assert_eq!(
        (guards.departures.count, guards.departures.percent),
        (1, 10)
    );
    assert_eq!((guards.updates.count, guards.updates.percent), (5, 30));
    assert_eq!(settings.payments.grace_days, 7);
}

#[test]
fn everything_can_be_written() {
    let settings = parse(FULL).expect("valid");
    assert_eq!(settings.timezone, chrono_tz::Europe::Berlin);
    assert_eq!(settings.records.path, "data/records");
    assert_eq!(settings.records.layout, Layout::SingleFile);
    assert_eq!(settings.import.ignore_users.len(), 2);
    assert_eq!(settings.import.ignore_servers.len(), 1);
    assert_eq!(settings.plex.url, "http://127.0.0.1:8080/plex");
    assert_eq!(settings.plex.retries, 0);
    assert_eq!(
        settings.accounts[1].token,
        TokenSource::Command(vec!["pass".into(), "show".into(), "plex".into()])
    );
    let guards = settings.guards;
    assert_eq!(
        (guards.departures.count, guards.departures.percent),
        (3, 10)
    );
    assert_eq!((guards.imports.count, guards.imports.percent), (50, 100));
    assert_eq!(settings.payments.grace_days, 14);
}

#[test]
fn line_endings_and_a_byte_order_mark_do_not_matter() {
    let windows = format!("\u{feff}{}", FULL.replace('\n', "\r\n"));
    assert_eq!(parse(&windows), parse(FULL));
    let wrong = windows.replace("version = 1", "versoin = 1");
    let problems = parse(&wrong).expect_err("a typo");
    assert!(
        problems.contains("plexmgr.toml:1:1: unknown key `versoin`"),
        "{problems}"
    );
    assert!(problems.contains("did you mean `version`?"), "{problems}");
}

#[test]
fn the_top_level_is_checked() {
    check(
        "version = 1",
        "version = 2",
        "plexmgr.toml:1:11: version `2` is not supported [unsupported_version]
  help: this plexmgr reads version 1; a newer one may have written the file",
    );
    check(
        "version = 1",
        "",
        "plexmgr.toml:1:1: `version` is missing [missing_key]
  help: write `version = 1` at the top",
    );
    check(
        "version = 1",
        "version = \"1\"",
        "plexmgr.toml:1:11: `version` must be a whole number, not a text [wrong_type]",
    );
    check(
        "version = 1",
        "version = 1\ntimezone = \"berlin\"",
        "plexmgr.toml:2:12: unknown time zone `berlin` [bad_timezone]
  help: did you mean `Europe/Berlin`? a time zone is an IANA name such as `Europe/Berlin`",
    );
    check(
        "version = 1",
        "version = 1\ntimezone = \"Europe/Brelin\"",
        "plexmgr.toml:2:12: unknown time zone `Europe/Brelin` [bad_timezone]
  help: did you mean `Europe/Berlin`? a time zone is an IANA name such as `Europe/Berlin`",
    );
    check(
        "client_id = \"5d0c1f52-7d55-4d25-9f3c-0a5d6c1b2e3f\"\n",
        "",
        "plexmgr.toml:1:1: `client_id` is missing [missing_key]
  help: `plexmgr init` writes one; or add the output of `uuidgen` and keep it",
    );
    check(
        "5d0c1f52-7d55-4d25-9f3c-0a5d6c1b2e3f",
        "5d0c…",
        "plexmgr.toml:2:13: `client_id` is not a UUID: `5d0c…` [bad_id]
  help: `plexmgr init` writes one; or add the output of `uuidgen` and keep it",
    );
}

#[test]
fn days_of_grace_are_a_whole_number_of_at_most_a_year() {
    for days in ["-1", "367", "7.5", "\"7\""] {
        let problems = parse(&format!("{GOOD}[payments]\ngrace_days = {days}\n")).expect_err(days);
        assert!(
            problems.starts_with("plexmgr.toml:8:14: `grace_days` must"),
            "{problems}"
        );
    }
    check_added(
        "[payments]\ngrace = 7\n",
        "plexmgr.toml:8:1: unknown key `grace` [unknown_key]
  help: allowed are `grace_days`",
    );
}

#[test]
fn sections_are_checked() {
    check_added(
        "[records]\npaht = \"records\"\nlayout = \"one-file\"\n",
        "plexmgr.toml:8:1: unknown key `paht` [unknown_key]
  help: did you mean `path`? allowed are `path` and `layout`
plexmgr.toml:9:10: `layout` cannot be `one-file` [unknown_word]
  help: allowed are `file-per-user` and `single-file`",
    );
    for path in [
        "../elsewhere",
        "/etc",
        "a/../../b",
        "",
        ".",
        "C:\\x",
        "a\\nb",
    ] {
        let problems = parse(&format!(
            "{GOOD}[state]\npath = \"{}\"",
            path.escape_default()
        ))
        .expect_err(path);
        assert!(
            problems.contains("plexmgr.toml:8:8: `path` cannot be"),
            "{problems}"
        );
    }
    check_added(
        "[import]\nclass = \"standrad\"\nhome_users = true\nignore_users = [1.5, \"x\"]\nignore_servers = [\"a b\", 7]\n",
        "plexmgr.toml:8:9: `class` cannot be `standrad` [unknown_word]
  help: did you mean `standard`? allowed are `standard` and `permanent`
plexmgr.toml:9:14: `home_users` must be a text, not true or false [wrong_type]
plexmgr.toml:10:17: `ignore_users` must be a list of Plex ids, not a number with a point [wrong_type]
plexmgr.toml:10:22: `ignore_users` contains a value that is not a Plex id [bad_id]
  help: a Plex id is a whole number, as in `301000001`; names and e-mail addresses can change
plexmgr.toml:11:19: `a b` is not a machine identifier [bad_id]
  help: a machine identifier is 1 to 128 letters, digits, `-` or `_`, usually 40 hex digits
plexmgr.toml:11:26: `ignore_servers` must be a list of machine identifiers, not a whole number [wrong_type]",
    );
    check_added(
        "[plex]\nconcurrency = 0\ntimeout_seconds = 99999999999999999999\nretries = -1\n",
        "plexmgr.toml:8:15: `concurrency` must lie between 1 and 64 [out_of_range]
plexmgr.toml:9:19: `timeout_seconds` must lie between 1 and 600 [out_of_range]
plexmgr.toml:10:11: `retries` must lie between 0 and 20 [out_of_range]",
    );
    check_added(
        "[guards]\nimports = 5\nupdates = { count = 1, percent = 101, per_cent = 1 }\n",
        "plexmgr.toml:8:11: `imports` must be a table, not a whole number [wrong_type]
plexmgr.toml:9:34: `percent` must lie between 0 and 100 [out_of_range]
plexmgr.toml:9:39: unknown key `per_cent` [unknown_key]
  help: did you mean `percent`? allowed are `count` and `percent`",
    );
}

#[test]
fn an_address_with_secrets_is_refused_and_not_repeated() {
    for url in [
        "ftp://plex.tv",
        "plex.tv",
        "https://user:hunter2@plex.tv",
        "https://hunter2@plex.tv",
        "https://plex.tv/?X-Plex-Token=hunter2",
        "https://plex.tv/#hunter2",
        "",
    ] {
        let problems = parse(&format!("{GOOD}[plex]\nurl = \"{url}\"")).expect_err(url);
        assert!(
            problems.starts_with("plexmgr.toml:8:7: `url` "),
            "{problems}"
        );
        assert!(!problems.contains("hunter2"), "{problems}");
    }
}

#[test]
fn torn_lines_do_not_hide_other_problems_nor_make_false_ones() {
    check(
        "version = 1\n",
        "version = 1\nversion = 1\ntimezone = \"Nowhere/Never\"\n",
        "plexmgr.toml:2:1: duplicate key [duplicate_key]
plexmgr.toml:3:12: unknown time zone `Nowhere/Never` [bad_timezone]
  help: a time zone is an IANA name such as `Europe/Berlin`",
    );
    check(
        "version = 1\n",
        "version 1\n",
        "plexmgr.toml:1:9: key with no value, expected `=` [not_toml]",
    );
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_and_no_secret_repeated(
        damage in proptest::collection::vec((any::<Index>(), 0..PIECES.len(), 0..4_usize), 1..4),
    ) {
        let mut letters: Vec<char> = FULL.replace("secrets/main", "hunter2").chars().collect();
        for (at, piece, removed) in damage {
            let at = at.index(letters.len() + 1);
            let end = (at + removed).min(letters.len());
            letters.splice(at..end, PIECES[piece].chars());
        }
        let text: String = letters.into_iter().collect();
        if let Err(problems) = parse(&text) {
            prop_assert!(problems.starts_with("plexmgr.toml:"), "{problems}");
            prop_assert!(!problems.contains("hunter2"), "{problems}");
        }
    }
}
