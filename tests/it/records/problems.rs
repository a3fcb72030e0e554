//! Bad values: one bad file per rule, and the exact words it is refused with.

use super::{check, check_file, read_with};

#[test]
fn files_that_are_no_yaml_mapping() {
    check_file(
        "plans.yaml",
        b"",
        "records/plans.yaml:1:1: the file is empty [empty_file]
  help: a plan looks like `monthly: {duration: 1 month, default: true}`",
    );
    check_file(
        "users/ada.yaml",
        b"# nobody yet\n",
        "records/users/ada.yaml:1:1: the file is empty [empty_file]
  help: a user has at least `class: standard` or `class: permanent`",
    );
    check_file(
        "users.yaml",
        b"~\n",
        "records/users.yaml:1:1: the file is empty [empty_file]
  help: remove the file, or write `{}` if there are no users yet",
    );
    check_file(
        "servers.yaml",
        b"- atlas\n",
        "records/servers.yaml:1:1: servers must be a mapping with a handle per entry, not a list [wrong_type]",
    );
    check_file(
        "users/ada.yaml",
        b"standard\n",
        "records/users/ada.yaml:1:1: a user must be a mapping, not the text `standard` [wrong_type]
  help: its keys are `class`, `plex`, `paypal_email`, `pays_from`, `covered_by`, `discord`, `plan`, `payments` and `notes`",
    );
    check_file(
        "users/ada.yaml",
        b"class: standard\nnotes: \"caf\xe9\"\n",
        "records/users/ada.yaml:2:12: the file is not UTF-8: invalid byte 0xe9 [not_utf8]
  help: save it as UTF-8",
    );
    check_file(
        "users/ada.yaml",
        b"\xff\xfec\0l\0a\0s\0s\0",
        "records/users/ada.yaml:1:1: the file is not UTF-8: invalid byte 0xff [not_utf8]
  help: it looks like UTF-16; save it as UTF-8",
    );
    check_file(
        "users/ada.yaml",
        b"class: standard\nplex:\n\tid: 1\n",
        "records/users/ada.yaml:3:1: a tab is used as indentation; YAML allows only spaces there [not_yaml]",
    );
    check_file(
        "users.yaml",
        &b" ".repeat(16 * 1024 * 1024 + 1),
        "records/users.yaml:1:1: the file is larger than 16 MiB [too_large]
  help: each user can have a separate file in `users/`",
    );
}

#[test]
fn bombs() {
    let mut bomb = "a0: &a0 {class: standard}\n".to_owned();
    for level in 1..12 {
        let below = format!("*a{}, ", level - 1).repeat(9);
        bomb.push_str(&format!("a{level}: &a{level} [{below}]\n"));
    }
    let problems = read_with("users.yaml", bomb.as_bytes()).expect_err("a bomb");
    assert!(
        problems.contains("the aliases expand to more than"),
        "{problems}"
    );
    for deep in [
        "[".repeat(100_000),
        "{a: ".repeat(100_000),
        "- ".repeat(100_000),
    ] {
        let problems = read_with("users.yaml", deep.as_bytes()).expect_err("deep");
        assert!(
            problems.contains("nested deeper than 64 levels"),
            "{problems}"
        );
    }
}

#[test]
fn keys() {
    check(
        "users/marlow.yaml",
        "plan: monthly",
        "plna: monthly",
        "records/users/marlow.yaml:11:5: `plan` is missing [missing_key]
  help: the handle of a plan
records/users/marlow.yaml:11:5: unknown key `plna` [unknown_key]
  help: did you mean `plan`? allowed are `plan`, `start`, `end`, `origin`, `source`, `subscription_id`, `transaction_id`, `payer_id`, `sequence`, `paid_on`, `amount`, `of` and 2 more",
    );
    check(
        "users/marlow.yaml",
        "discord:",
        "\"dis\\u202ecord\\n\":",
        "records/users/marlow.yaml:8:1: unknown key `dis\\u{202e}cord\\n` [unknown_key]
  help: did you mean `discord`? allowed are `class`, `plex`, `paypal_email`, `pays_from`, `covered_by`, `discord`, `plan`, `payments` and `notes`",
    );
    check(
        "users/marlow.yaml",
        "  username: marlow\n",
        "  username: marlow\n  id: 5\n  \"username\": x\n",
        "records/users/marlow.yaml:5:3: duplicate key `id`, first on line 3 [duplicate_key]
records/users/marlow.yaml:6:3: duplicate key `username`, first on line 4 [duplicate_key]",
    );
    check(
        "plans.yaml",
        "family:",
        "monthly:",
        "records/plans.yaml:6:1: duplicate key `monthly`, first on line 1 [duplicate_key]",
    );
    check(
        "plans.yaml",
        "family:",
        "[a, b]: x\nfamily:",
        "records/plans.yaml:6:1: a key must be a word, not a list [wrong_type]",
    );
}

#[test]
fn what_must_be_there() {
    check(
        "plans.yaml",
        "  duration: 1 year\n",
        "  notes: x\n",
        "records/plans.yaml:7:3: `duration` is missing [missing_key]
  help: as in `duration: 1 month`",
    );
    check(
        "servers.yaml",
        "  account: main\n  machine_id: ece8f46bf734ca267a2b6e0f7c3b471a5c964428\n",
        "  account:\n",
        "records/servers.yaml:2:3: `machine_id` is missing [missing_key]
  help: the machine identifier that Plex shows for the server
records/servers.yaml:2:11: `account` has no value [missing_key]
  help: the name of an account in the settings",
    );
    check(
        "servers.yaml",
        "{id: 201, ",
        "{",
        "records/servers.yaml:6:13: `id` is missing [missing_key]
  help: as in `id: 201`",
    );
    check(
        "users/marlow.yaml",
        "class: standard\n",
        "",
        "records/users/marlow.yaml:1:1: `class` is missing [missing_key]
  help: `class: standard` or `class: permanent`",
    );
    check(
        "users/marlow.yaml",
        "server: atlas\n      libraries: [movies, tv-shows]",
        "invited: 2026-01-01",
        "records/users/marlow.yaml:6:7: `libraries` is missing [missing_key]
  help: `libraries: all`, a list of them, or `[]` for none
records/users/marlow.yaml:6:7: `server` is missing [missing_key]
  help: as in `server: atlas`",
    );
    check(
        "users/marlow.yaml",
        "start: 2026-11-22\n    end: 2026-12-22",
        "start: ~\n    end:",
        "records/users/marlow.yaml:12:12: `start` has no value [missing_key]
  help: the first day, as in `2026-11-22`
records/users/marlow.yaml:13:9: `end` has no value [missing_key]
  help: the last day, as in `2026-12-22`",
    );
}

#[test]
fn wrong_types() {
    check(
        "users/marlow.yaml",
        "username: marlow",
        "username: 007",
        "records/users/marlow.yaml:4:13: `username` must be a text, not the number `007` [wrong_type]
  help: put it in quotes: \"007\"",
    );
    check(
        "users/marlow.yaml",
        "username: marlow",
        "username: true\n  former_emails: [1e3, [], ~]",
        "records/users/marlow.yaml:4:13: `username` must be a text, not the truth value `true` [wrong_type]
  help: put it in quotes: \"true\"
records/users/marlow.yaml:5:19: an item of `former_emails` must be a text, not the number `1e3` [wrong_type]
  help: put it in quotes
records/users/marlow.yaml:5:24: an item of `former_emails` must be a text, not a list [wrong_type]
records/users/marlow.yaml:5:28: an item of `former_emails` must be a text, not empty [wrong_type]",
    );
    check(
        "users/marlow.yaml",
        "id: 301000001",
        "id: \"301000001\"",
        "records/users/marlow.yaml:3:7: `id` must be a whole number, not the text `301000001` [wrong_type]
  help: write it without quotes: 301000001",
    );
    for (id, shown) in [
        ("0", "0"),
        ("-1", "-1"),
        ("99999999999999999999", "99999999999999999999"),
    ] {
        check(
            "users/marlow.yaml",
            "301000001",
            id,
            &format!(
                "records/users/marlow.yaml:3:7: `id` cannot be `{shown}` [out_of_range]
  help: it must be a whole number from 1 to 18446744073709551615"
            ),
        );
    }
    check(
        "users/marlow.yaml",
        "id: 301000001",
        "id: 3.5",
        "records/users/marlow.yaml:3:7: `id` must be a whole number, not the number `3.5` [wrong_type]",
    );
    check(
        "users/marlow.yaml",
        "id: 301000001",
        "id: !secret 3",
        "records/users/marlow.yaml:3:15: the value has an unknown tag [unknown_tag]
  help: remove the word that begins with `!`",
    );
    check(
        "users/marlow.yaml",
        "sequence: 1",
        "sequence: 4294967296",
        "records/users/marlow.yaml:15:15: `sequence` cannot be `4294967296` [out_of_range]
  help: it must be a whole number from 1 to 4294967295",
    );
    check(
        "users/marlow.yaml",
        "class: standard",
        "class: Standard",
        "records/users/marlow.yaml:1:8: `class` cannot be `Standard` [unknown_word]
  help: did you mean `standard`? allowed are `standard` and `permanent`",
    );
    check(
        "plans.yaml",
        "default: true",
        "default: yes",
        "records/plans.yaml:5:12: `default` must be `true` or `false`, not the text `yes` [wrong_type]",
    );
    check(
        "users/marlow.yaml",
        "[movies, tv-shows]",
        "movies",
        "records/users/marlow.yaml:7:18: `libraries` must be `all` or a list, not the text `movies` [wrong_type]
  help: a single library is a list, too: `[movies]`",
    );
    check(
        "users/marlow.yaml",
        "payments:\n  - plan: monthly\n    start",
        "payments:\n    plan: monthly\n    start",
        "records/users/marlow.yaml:11:5: `payments` must be a list, not a mapping [wrong_type]",
    );
    check(
        "users/marlow.yaml",
        "transaction_id: T-1",
        "transaction_id: ' '\n    origin: gift",
        "records/users/marlow.yaml:14:21: `transaction_id` is empty [bad_id]
  help: remove the key instead
records/users/marlow.yaml:15:13: `origin` cannot be `gift` [unknown_word]
  help: allowed are `import`, `manual` and `paypal`",
    );
}

#[test]
fn values_that_mean_nothing() {
    check(
        "users/marlow.yaml",
        "2026-12-22",
        "2026-02-30",
        "records/users/marlow.yaml:13:10: `end` cannot be `2026-02-30` [bad_date]
  help: this day does not exist",
    );
    check(
        "users/marlow.yaml",
        "start: 2026-11-22",
        "start: 22.11.2026",
        "records/users/marlow.yaml:12:12: `start` cannot be `22.11.2026` [bad_date]
  help: a date is written `YYYY-MM-DD`, as in `2026-11-22`",
    );
    check(
        "users/marlow.yaml",
        "2026-12-22",
        "2026-11-21",
        "records/users/marlow.yaml:13:10: `end` cannot be `2026-11-21`: that is before `start`, `2026-11-22` [end_before_start]",
    );
    check(
        "plans.yaml",
        "price: 5.00 EUR\n  duration: 1 month",
        "price: 5\n  duration: monthly",
        "records/plans.yaml:3:10: `price` cannot be `5` [bad_amount]
  help: an amount is written like `5.00 EUR`
records/plans.yaml:4:13: `duration` cannot be `monthly` [bad_duration]
  help: a duration is a number from 1 to 9999 and `day(s)`, `week(s)`, `month(s)` or `year(s)`, as in `1 month`",
    );
    check(
        "users/marlow.yaml",
        "class: standard",
        "class: standard\npaypal_email: Marlow <m@example.com>",
        "records/users/marlow.yaml:2:15: `paypal_email` cannot be `Marlow <m@example.com>` [bad_email]
  help: an e-mail address looks like `name@example.com`",
    );
    check(
        "users/marlow.yaml",
        "\"80351110224678912\"",
        "80351110224678912",
        "records/users/marlow.yaml:9:7: `id` must be a text, not the number `80351110224678912` [wrong_type]
  help: put it in quotes: \"80351110224678912\"",
    );
    check(
        "users/marlow.yaml",
        "\"80351110224678912\"",
        "marlow#1234",
        "records/users/marlow.yaml:9:7: `id` cannot be `marlow#1234` [bad_id]
  help: a Discord id is 17 to 20 digits in quotes, as in \"80351110224678912\"",
    );
    check(
        "servers.yaml",
        "ece8f46bf734ca267a2b6e0f7c3b471a5c964428",
        "a/b",
        "records/servers.yaml:3:15: `machine_id` cannot be `a/b` [bad_id]
  help: a machine identifier is 1 to 128 letters, digits, `-` or `_`, usually 40 hex digits",
    );
    check_file(
        "users.yaml",
        b"../x: {class: standard}\nnul: {class: standard}\n\"\": {class: standard}\n",
        "records/users.yaml:1:1: `../x` is not a handle [bad_handle]
  help: a handle has letters, digits, `-`, `_` and `.`, and begins with a letter or digit
records/users.yaml:2:1: `nul` is not a handle [bad_handle]
  help: some systems reserve that name for a device
records/users.yaml:3:1: `` is not a handle [bad_handle]
  help: a handle has 1 to 64 characters",
    );
}
