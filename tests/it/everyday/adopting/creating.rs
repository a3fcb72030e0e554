//! `--create`: records of people who are not recorded yet.

use serde_json::Value;

use super::super::{household, run};
use super::{adopt, sheet, user};

const NEW: &str = "name,mail,username,plan,end,discord,class\n\
    Ohara,swap@example.com,,yearly,2027-01-05,ohara,\n\
    Dora,,dora.x,,,,permanent\n\
    Ed,ed@example.com,,weekly,,,\n";

const OHARA: &str = "class: standard\nplex:\n  email: swap@example.com\n  title: Ohara\n\
    discord:\n  username: ohara\n\
    payments:\n  - plan: yearly\n    start: 2026-01-05\n    end: 2027-01-05\n    origin: manual\n";

#[test]
fn rows_of_unknown_people_become_records_without_an_id() {
    let sandbox = sheet(NEW);
    let before = sandbox.records();
    adopt(&sandbox, "--create", 0);
    assert_eq!(user(&sandbox, "swap"), OHARA);
    assert_eq!(
        user(&sandbox, "dora-x"),
        "class: permanent\nplex:\n  username: dora.x\n  title: Dora\npayments: []\n"
    );
    assert!(user(&sandbox, "ed").contains("plan: weekly\n"));
    run(&sandbox, "check", 0);
    let again = adopt(&sandbox, "--create", 0);
    assert!(again.stdout.ends_with("No changes.\n"), "{}", again.stdout);
    run(&sandbox, "undo latest --yes", 0);
    assert_eq!(sandbox.records(), before);
}

#[test]
fn the_next_plan_recognises_them() {
    let sandbox = household();
    sandbox.write("members.csv", NEW);
    adopt(&sandbox, "--create", 0);
    let plan = run(
        &sandbox,
        "plan --observed observed.json --accept imports=6 --format json",
        0,
    );
    let plan: Value = serde_json::from_str(&plan.stdout).unwrap();
    let changes = plan["changes"].as_array().unwrap();
    let of_new = changes.iter().filter(|change| change["user"] == "swap");
    let kinds: Vec<&str> = of_new
        .map(|change| change["kind"].as_str().unwrap())
        .collect();
    assert!(kinds.contains(&"link_user"), "{kinds:?}");
    assert!(!kinds.contains(&"add_payment"), "{kinds:?}");
}

#[test]
fn they_go_where_imported_users_go() {
    let sandbox = sheet(NEW);
    let settings = sandbox.read("plexmgr.toml");
    let settings = format!("{settings}\n[records]\nlayout = \"single-file\"\n");
    sandbox.write("plexmgr.toml", &settings);
    adopt(&sandbox, "--create", 0);
    let indented: String = OHARA.lines().map(|line| format!("  {line}\n")).collect();
    let users = sandbox.read("records/users.yaml");
    assert!(users.contains(&format!("swap:\n{indented}")), "{users}");
    run(&sandbox, "check", 0);
}

#[test]
fn a_person_in_two_rows_and_one_who_cannot_be_recognised_are_left() {
    let text = "name,mail,username,handle,end\n\
                A,a@example.org,,,2027-01-05\n\
                A,a@example.org,,,2027-01-06\n\
                B,b@example.org,,,2027-01-05\n\
                ,B@example.org,,,2027-01-05\n\
                C,,,fresh,2027-01-05\n\
                D,not-an-address,,,2027-01-05\n\
                E,e@example.org,,no/handle,2027-01-05\n";
    let sandbox = sheet(text);
    let run = adopt(&sandbox, "--create", 7);
    let left: Vec<&str> = run
        .stderr
        .lines()
        .filter(|line| line.contains(".csv:"))
        .collect();
    assert_eq!(
        left,
        [
            "note: members.csv:5: says the same of `b@example.org` as row 4",
            "warning: members.csv:2: twice in the file: `a@example.org` is also in row 3, with other values; leave one out, as in `--row 2=`",
            "warning: members.csv:3: twice in the file: `a@example.org` is also in row 2, with other values; leave one out, as in `--row 3=`",
            "warning: members.csv:6: a new record needs an e-mail address or a user name",
            "warning: members.csv:7: mail: `not-an-address` is not an e-mail address",
            "warning: members.csv:8: handle: `no/handle` is not a handle: a handle has letters, digits, `-`, `_` and `.`, and begins with a letter or digit",
        ]
    );
    assert!(user(&sandbox, "b").contains("email: b@example.org"));
}
