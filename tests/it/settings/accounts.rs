//! The accounts of Plex in the settings, and where their tokens may not be.

use super::{GOOD, check, check_added, parse};

#[test]
fn accounts_are_checked() {
    check(
        "[[account]]\nname = \"main\"\ntoken = { env = \"PLEX_TOKEN_MAIN\" }\n",
        "",
        "plexmgr.toml:1:1: `account` is missing [missing_key]
  help: write `[[account]]` with `name` and `token`",
    );
    check(
        "[[account]]",
        "[account]",
        "plexmgr.toml:4:1: `account` must be a list of tables, written `[[account]]`, not a table [wrong_type]",
    );
    check(
        "name = \"main\"\n",
        "",
        "plexmgr.toml:4:1: `name` is missing in [[account]] [missing_key]
  help: give each account a name of its own",
    );
    check(
        "\"main\"",
        "\" main\\u001b\"",
        "plexmgr.toml:5:8: `name` cannot be ` main\\u{1b}` [bad_name]
  help: an account's name has 1 to 64 visible characters and no space at either end",
    );
    check_added(
        "[[account]]\nname = \"main\"\ntoken = { env = \"OTHER\" }\n",
        "plexmgr.toml:8:8: account `main` is already declared on line 5 [duplicate_account]",
    );
}

#[test]
fn a_token_in_the_file_is_refused_and_not_repeated() {
    const HELP: &str = "\n  help: a token must be stored elsewhere: `{ env = \"PLEX_TOKEN\" }`, \
                        `{ file = \"…\" }` or `{ command = [\"pass\", \"show\", \"plex\"] }`";
    let good = "{ env = \"PLEX_TOKEN_MAIN\" }";
    check(
        good,
        "\"hunter2\"",
        &format!("plexmgr.toml:6:9: a token must not be in this file [bad_token]{HELP}"),
    );
    check(
        "token = { env = \"PLEX_TOKEN_MAIN\" }\n",
        "",
        &format!("plexmgr.toml:4:1: `token` is missing in [[account]] [missing_key]{HELP}"),
    );
    for both in ["{}", "{ env = \"A\", file = \"b\" }"] {
        let message = "`token` must hold exactly one of `env`, `file` and `command`";
        check(
            good,
            both,
            &format!("plexmgr.toml:6:9: {message} [bad_token]{HELP}"),
        );
    }
    for token in [
        "{ value = \"hunter2\" }",
        "{ env = \"hunter2-hunter2\" }",
        "{ env = [\"hunter2\"] }",
        "{ file = \"~/hunter2\" }",
        "{ command = \"echo hunter2\" }",
        "{ command = [\"\", \"hunter2\"] }",
        "{ command = [] }",
        "{ command = [\"hunter2\", 1] }",
        "hunter2",
        "\"hunter2",
        "[\"hunter2\"]",
        "{ env = \"A\" \"hunter2\" }",
        "2026-13-99hunter2",
    ] {
        let problems = parse(&GOOD.replace(good, token)).expect_err(token);
        assert!(problems.starts_with("plexmgr.toml:6:"), "{problems}");
        assert!(!problems.contains("hunter2"), "{problems}");
    }
}
