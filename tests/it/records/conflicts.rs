//! Records that do not go together: one bad file per rule, and the exact words it is refused with.

use super::{MARLOW, PLANS, check, check_file, read_files};

#[test]
fn references() {
    check(
        "users/marlow.yaml",
        "plan: monthly",
        "plan: famly",
        "records/users/marlow.yaml:11:11: plan `famly` is not declared [no_such_plan]
  help: did you mean `family`? declared plans are `family` and `monthly`",
    );
    check(
        "users/marlow.yaml",
        "server: atlas",
        "server: Atlas",
        "records/users/marlow.yaml:6:15: server `Atlas` is not recorded [no_such_server]
  help: did you mean `atlas`? recorded servers are `atlas`",
    );
    check(
        "users/marlow.yaml",
        "[movies, tv-shows]",
        "[tv_shows, music, movies, movies]",
        "records/users/marlow.yaml:7:19: server `atlas` has no library `tv_shows` [no_such_library]
  help: did you mean `tv-shows`? its libraries are `movies` and `tv-shows`
records/users/marlow.yaml:7:29: server `atlas` has no library `music` [no_such_library]
  help: its libraries are `movies` and `tv-shows`
records/users/marlow.yaml:7:44: library `movies` is named twice [duplicate_library]",
    );
    let without_servers = read_files(&[
        ("plans.yaml", PLANS.as_bytes()),
        ("users/marlow.yaml", MARLOW.as_bytes()),
    ]);
    assert_eq!(
        without_servers,
        Err(
            "records/users/marlow.yaml:6:15: server `atlas` is not recorded [no_such_server]
  help: there are no servers"
                .to_owned()
        )
    );
}

#[test]
fn references_to_what_cannot_be_read_are_not_blamed() {
    check_file(
        "plans.yaml",
        b"monthly: [\n",
        "records/plans.yaml:1:10: the bracket `[` is not closed [not_yaml]",
    );
    check(
        "plans.yaml",
        "duration: 1 month\n  default: true",
        "duration: 1 mouth\n  default: maybe",
        "records/plans.yaml:4:13: `duration` cannot be `1 mouth` [bad_duration]
  help: a duration is a number from 1 to 9999 and `day(s)`, `week(s)`, `month(s)` or `year(s)`, as in `1 month`
records/plans.yaml:5:12: `default` must be `true` or `false`, not the text `maybe` [wrong_type]",
    );
    check(
        "servers.yaml",
        "{id: 201, title: Movies, type: movie}",
        "Movies",
        "records/servers.yaml:6:13: a library must be a mapping, not the text `Movies` [wrong_type]
  help: its keys are `id`, `title`, `type` and `notes`",
    );
}

#[test]
fn defaults() {
    check(
        "plans.yaml",
        "  default: true\n",
        "  default: false\n",
        "records/plans.yaml:1:1: there is no default plan [no_default_plan]
  help: add `default: true` to the plan that imported users start on",
    );
    check(
        "plans.yaml",
        "duration: 1 year",
        "duration: 1 year\n  default: true",
        "records/plans.yaml:8:12: plan `family` cannot be a second default: `monthly` is the default, on line 5 [two_default_plans]",
    );
}

#[test]
fn what_may_exist_once_only() {
    check_file(
        "users/ada.yaml",
        b"class: standard\nplex: {id: 301000001}\ndiscord: {id: '80351110224678912'}\n",
        "records/users/marlow.yaml:3:7: Plex id `301000001` is already used at records/users/ada.yaml:2:12 [duplicate_plex_id]
records/users/marlow.yaml:9:7: Discord id `80351110224678912` is already used at records/users/ada.yaml:3:15 [duplicate_discord_id]",
    );
    check_file(
        "users/zoe.yaml",
        b"class: standard
payments:
- {plan: monthly, start: 2026-01-01, end: 2026-02-01, transaction_id: T-1}
- {plan: monthly, start: 2026-02-01, end: 2026-03-01, transaction_id: T-1, sequence: 2}
- {plan: monthly, start: 2026-03-01, end: 2026-04-01, transaction_id: T-1, sequence: 2}
",
        "records/users/zoe.yaml:3:71: transaction `T-1` is already used at records/users/marlow.yaml:14:21 [duplicate_transaction]
records/users/zoe.yaml:5:71: transaction `T-1` with sequence `2` is already used at records/users/zoe.yaml:4:71 [duplicate_transaction]",
    );
    check(
        "servers.yaml",
        "{id: 202, ",
        "{id: 201, ",
        "records/servers.yaml:7:20: library id `201` is already used at records/servers.yaml:6:18 [duplicate_library]",
    );
    check(
        "servers.yaml",
        "atlas:\n",
        "boreas: {account: main, machine_id: ece8f46bf734ca267a2b6e0f7c3b471a5c964428}\natlas:\n",
        "records/servers.yaml:4:15: machine identifier `ece8f46bf734ca267a2b6e0f7c3b471a5c964428` is already used at records/servers.yaml:1:37 [duplicate_server]",
    );
    check(
        "users/marlow.yaml",
        "discord:",
        "    - {server: atlas, libraries: []}\ndiscord:",
        "records/users/marlow.yaml:8:16: server `atlas` already has a share, on line 6 [duplicate_share]
  help: a user has one share per server; merge their libraries",
    );
}

#[test]
fn a_handle_names_one_user_whatever_its_case_and_file() {
    check_file(
        "users.yaml",
        b"ada: {class: standard}\nAda: {class: standard}\nMarlow: {class: standard}\n",
        "records/users.yaml:2:1: handle `Ada` differs from `ada` on line 1 only in case [duplicate_handle]
  help: on many systems both are the same file name
records/users/marlow.yaml:1:1: handle `marlow` is already used at records/users.yaml:3:1 as `Marlow` [duplicate_handle]
  help: a handle must be unique in all files; case does not matter",
    );
    check_file(
        "users/MARLOW.yaml",
        b"class: standard\n",
        "records/users/marlow.yaml:1:1: handle `marlow` is already used at records/users/MARLOW.yaml:1:1 as `MARLOW` [duplicate_handle]
  help: a handle must be unique in all files; case does not matter",
    );
}

#[test]
fn all_problems_of_all_files_come_in_one_run() {
    let problems = read_files(&[
        ("users/zoe.yaml", b"class: x\npayments: [{plan: y}]\n"),
        ("users/ada.yaml", b"class: [\n"),
        ("servers.yaml", b"\xff"),
        ("plans.yaml", b"a: {duration: 1 day, color: red}\n"),
    ])
    .expect_err("bad");
    let places: Vec<&str> = problems
        .lines()
        .filter_map(|line| line.split_once(": ").map(|(place, _)| place))
        .filter(|place| place.starts_with("records/"))
        .collect();
    assert_eq!(
        places,
        [
            "records/plans.yaml:1:1",
            "records/plans.yaml:1:22",
            "records/servers.yaml:1:1",
            "records/users/ada.yaml:1:8",
            "records/users/zoe.yaml:1:8",
            "records/users/zoe.yaml:2:12",
            "records/users/zoe.yaml:2:12",
            "records/users/zoe.yaml:2:19",
        ]
    );
}
