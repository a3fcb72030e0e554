//! `adopt`: what a spreadsheet changes, what it leaves alone, and what is said about its rows.

mod columns;
mod creating;
mod dates;
mod files;
mod hostile;
mod pairing;
mod workbooks;

use super::{household, run};
use crate::sandbox::{Run, Sandbox};

/// Three users: two with the guess of an import, and one whom an admin completed.
const USERS: [(&str, &str); 3] = [
    (
        "ada",
        "class: standard\n\
         plex:\n  id: 1\n  username: ada\n  email: ada@example.com\n\
         payments:\n  \
         - plan: monthly\n    start: 2026-11-22\n    end: 2026-12-22\n    origin: import  # guessed\n",
    ),
    (
        "bob",
        "class: standard\n\
         plex:\n  id: 2\n  username: bobby\n  email: new@bob.example\n  former_emails: [old@bob.example]\n\
         payments:\n  - {plan: monthly, start: 2026-11-22, end: 2026-12-22, origin: import}\n",
    ),
    (
        "cleo",
        "class: standard\n\
         plex:\n  id: 3\n  username: cleo\n  email: cleo@example.com\n\
         paypal_email: pay@cleo.example\n\
         payments:\n  - {plan: monthly, start: 2026-11-01, end: 2026-12-01, origin: manual}\n\
         notes: hi\n",
    ),
];

fn users() -> Sandbox {
    let sandbox = household();
    for (user, text) in USERS {
        sandbox.write(&format!("records/users/{user}.yaml"), text);
    }
    sandbox
}

/// The same with this spreadsheet.
fn sheet(text: &str) -> Sandbox {
    let sandbox = users();
    sandbox.write("members.csv", text);
    sandbox
}

/// Writes a file that need not be text.
#[expect(clippy::disallowed_methods, reason = "the test writes a spreadsheet")]
fn write(sandbox: &Sandbox, name: &str, bytes: &[u8]) {
    std::fs::write(sandbox.at(name), bytes).unwrap();
}

fn user(sandbox: &Sandbox, name: &str) -> String {
    sandbox.read(&format!("records/users/{name}.yaml"))
}

fn as_imported(name: &str) -> &'static str {
    let found = USERS.iter().find(|(user, _)| *user == name);
    found.map(|(_, text)| *text).unwrap()
}

/// Takes `members.csv` over.
fn adopt(sandbox: &Sandbox, options: &str, code: i32) -> Run {
    run(
        sandbox,
        &format!("adopt members.csv --yes --brief {options}"),
        code,
    )
}

/// Takes a spreadsheet over into the three users; what is said about it, without the last lines.
fn said(text: &str, options: &str, code: i32) -> String {
    let run = adopt(&sheet(text), options, code);
    let lines = run.stderr.lines();
    let lines = lines.filter(|line| line.starts_with("note: members") || line.contains(".csv:"));
    lines.map(|line| format!("{line}\n")).collect()
}

const FULL: &str = "Name,E-Mail,Plan,Since,Paid until,PayPal,Discord ID,Discord,Subscription ID,Type,Notes\n\
    Ada L.,ADA@example.com,Yearly,2026-01-10,10.01.2027,ada@pay.example,80351110224678912,ada#1,I-1,Permanent,\"a, b\"\n";

#[test]
fn a_row_fills_in_what_is_missing_and_replaces_the_guess() {
    let sandbox = sheet(FULL);
    let first = adopt(&sandbox, "", 0);
    assert!(!first.stderr.contains("members.csv"), "{}", first.stderr);
    assert_eq!(
        user(&sandbox, "ada"),
        "class: permanent\n\
         plex:\n  id: 1\n  username: ada\n  email: ada@example.com\n\
         payments:\n  \
         - plan: yearly\n    start: 2026-01-10\n    end: 2027-01-10\n    origin: manual  # guessed\n    \
         subscription_id: I-1\n\
         paypal_email: ada@pay.example\n\
         discord:\n  id: \"80351110224678912\"\n  username: ada#1\n\
         notes: a, b\n"
    );
    assert_eq!(user(&sandbox, "bob"), as_imported("bob"));
    let again = adopt(&sandbox, "", 0);
    assert!(again.stdout.ends_with("No changes.\n"), "{}", again.stdout);
    assert_eq!(
        again.stderr,
        "note: members.csv: 1 row adds nothing to the records\n"
    );
    run(&sandbox, "undo latest --yes", 0);
    assert_eq!(user(&sandbox, "ada"), as_imported("ada"));
}

#[test]
fn users_in_one_file_are_adopted_alike() {
    let alone = sheet(FULL);
    adopt(&alone, "", 0);
    let shared = sheet(FULL);
    let indented = |text: &str| -> String { text.lines().map(|l| format!("  {l}\n")).collect() };
    let mut text = String::new();
    for (name, record) in USERS {
        shared.remove(&format!("records/users/{name}.yaml"));
        text.push_str(&format!("{name}:\n{}", indented(record)));
    }
    shared.write("records/users.yaml", &text);
    adopt(&shared, "", 0);
    let expected = text.replace(
        &indented(as_imported("ada")),
        &indented(&user(&alone, "ada")),
    );
    assert_eq!(shared.read("records/users.yaml"), expected);
    run(&shared, "undo latest --yes", 0);
    assert_eq!(shared.read("records/users.yaml"), text);
}

#[test]
fn the_values_of_admins_stay_unless_the_file_is_preferred() {
    let text = "username,plan,paid until,paypal,class,notes,subscription id\n\
                cleo,yearly,2027-02-01,other@cleo.example,permanent,bye,I-9\n";
    assert_eq!(
        said(text, "", 0),
        "note: members.csv:2: class: kept: the records of `cleo` say `standard`, the file says `permanent`
note: members.csv:2: notes: kept: the records of `cleo` say `hi`, the file says `bye`
note: members.csv:2: paid until: kept: the records of `cleo` say `2026-12-01`, the file says `2027-02-01`
note: members.csv:2: paypal: kept: the records of `cleo` say `pay@cleo.example`, the file says `other@cleo.example`
note: members.csv:2: plan: kept: the records of `cleo` say `monthly`, the file says `yearly`
note: members.csv:2: subscription id: kept: no payment of `cleo` has a subscription, the file says `I-9`\n"
    );
    let sandbox = sheet(text);
    adopt(&sandbox, "--prefer file", 0);
    let record = user(&sandbox, "cleo");
    for part in [
        "class: permanent\n",
        "paypal_email: other@cleo.example\n",
        "notes: bye\n",
        "  - {plan: monthly, start: 2026-11-01, end: 2026-12-01, origin: manual}\n",
        "  - plan: yearly\n    start: 2026-12-01\n    end: 2027-02-01\n    origin: manual\n    subscription_id: I-9\n",
    ] {
        assert!(record.contains(part), "{part}: {record}");
    }
    let again = adopt(&sandbox, "--prefer file", 0);
    assert!(again.stdout.ends_with("No changes.\n"), "{}", again.stdout);
}

#[test]
fn a_class_that_the_import_gave_is_replaced_and_one_of_an_admin_is_not() {
    let text = "username,class\nada,PERMANENT\n";
    let sandbox = sheet(text);
    adopt(&sandbox, "", 0);
    assert!(user(&sandbox, "ada").starts_with("class: permanent\n"));
    let back = sheet("username,class\nada,standard\n");
    let record = as_imported("ada").replace("standard", "permanent");
    back.write("records/users/ada.yaml", &record);
    adopt(&back, "", 0);
    assert_eq!(user(&back, "ada"), record);
}

#[test]
fn the_start_is_that_of_the_file_or_of_the_import_or_one_period_before_the_end() {
    for (row, start, end) in [
        (
            "ada,monthly,2026-10-01,2026-11-01",
            "2026-10-01",
            "2026-11-01",
        ),
        ("ada,monthly,,2027-01-05", "2026-11-22", "2027-01-05"),
        ("ada,monthly,,2026-11-05", "2026-10-05", "2026-11-05"),
        ("ada,yearly,,2026-11-05", "2025-11-05", "2026-11-05"),
        ("ada,,,2026-11-22", "2026-10-22", "2026-11-22"),
    ] {
        let sandbox = sheet(&format!("user,plan,start,end\n{row}\n"));
        let shown = adopt(&sandbox, "", 0).stdout;
        let record = user(&sandbox, "ada");
        assert!(
            record.contains(&format!("start: {start}\n")),
            "{row}: {record}"
        );
        assert!(record.contains(&format!("end: {end}\n")), "{row}: {record}");
        let is_chosen = shown.contains("start one period before the end");
        assert_eq!(
            is_chosen,
            !row.contains("2027") && !row.contains("10-01"),
            "{shown}"
        );
    }
}

#[test]
fn an_end_that_is_recorded_adds_nothing_and_a_plan_alone_confirms_nothing() {
    let sandbox = sheet("user,plan,end\ncleo,monthly,2026-12-01\nada,yearly,\nbobby,monthly,\n");
    let run = adopt(&sandbox, "", 0);
    assert!(run.stderr.contains("2 rows add nothing"), "{}", run.stderr);
    let expected = as_imported("ada").replace("class: standard\n", "");
    let record = user(&sandbox, "ada");
    assert!(record.contains("\nplan: yearly\n"), "{record}");
    assert!(record.contains("origin: import  # guessed\n"), "{record}");
    assert!(!expected.is_empty());
    assert_eq!(user(&sandbox, "cleo"), as_imported("cleo"));
    assert_eq!(user(&sandbox, "bob"), as_imported("bob"));
}

#[test]
fn a_start_or_a_subscription_without_an_end_is_named_and_not_taken_over() {
    let text = "user,start,end,subscription id\n\
                ada,2026-01-10,,\n\
                bobby,,,I-1\n\
                cleo,2026-11-01,,\n\
                new@dora.example,2026-02-01,,\n";
    let text = text
        .replace("user,", "email,")
        .replace("ada,", "ada@example.com,");
    let text = text
        .replace("bobby,", "new@bob.example,")
        .replace("cleo,", "cleo@example.com,");
    let lines = said(&text, "--create", 0);
    let why = "not taken over: the row does not say when that period ends";
    for (row, column) in [(2, "start"), (3, "subscription id"), (5, "start")] {
        let line = format!("members.csv:{row}: {column}: {why}\n");
        assert!(lines.contains(&line), "{line}{lines}");
    }
    assert_eq!(lines.matches(why).count(), 3, "{lines}");
}

#[test]
fn a_user_without_payments_gets_one() {
    let sandbox = sheet("user,plan,end\nada,weekly,2026-12-01\nbobby,,2026-12-01\n");
    for name in ["ada", "bob"] {
        let record = as_imported(name);
        let (before, _) = record.split_once("payments:").unwrap();
        sandbox.write(&format!("records/users/{name}.yaml"), before);
    }
    adopt(&sandbox, "", 0);
    let payments = |name| {
        user(&sandbox, name)
            .split_once("payments:")
            .unwrap()
            .1
            .to_owned()
    };
    assert_eq!(
        payments("ada"),
        "\n  - plan: weekly\n    start: 2026-11-24\n    end: 2026-12-01\n    origin: manual\n"
    );
    assert_eq!(
        payments("bob"),
        "\n  - plan: monthly\n    start: 2026-11-01\n    end: 2026-12-01\n    origin: manual\n"
    );
    let again = adopt(&sandbox, "", 0);
    assert!(again.stdout.ends_with("No changes.\n"), "{}", again.stdout);
}

#[test]
fn a_row_with_a_wrong_value_is_left_as_a_whole_and_the_others_are_written() {
    let text = "user,plan,end,start,paypal,discord id,class,notes\n\
                ada,gold,2027-13-01,,nobody,12,vip,x\n\
                bobby,monthly,2027-01-05,,,,,\n\
                cleo,monthly,2026-12-01,2027-01-01,,,,\n";
    let sandbox = sheet(text);
    let run = adopt(&sandbox, "", 7);
    assert_eq!(user(&sandbox, "ada"), as_imported("ada"));
    assert!(user(&sandbox, "bob").contains("end: 2027-01-05"));
    let lines: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(
        &lines[..lines.len() - 2],
        [
            "warning: members.csv:2: class: `vip` is not a value of `class`; a class is `standard` or `permanent`",
            "warning: members.csv:2: discord id: `12` is not a value of `discord.id`; a Discord id is 17 to 20 digits, as in `80351110224678912`",
            "warning: members.csv:2: end: `2027-13-01` is not a date: this day does not exist",
            "warning: members.csv:2: paypal: `nobody` is not a value of `paypal_email`; an e-mail address looks like `name@example.com`",
            "warning: members.csv:2: plan: there is no plan `gold`; plans are `monthly`, `weekly` and `yearly`",
            "warning: members.csv:4: end: 2026-12-01 lies before the start, 2027-01-01",
        ]
    );
    assert_eq!(
        lines[lines.len() - 1],
        "warning: 2 rows of members.csv left; see above"
    );
    let json = adopt(&sheet(text), "--format json", 7);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    let left = json["left"].as_array().expect("rows");
    assert_eq!(left.len(), 6);
    let message = "2026-12-01 lies before the start, 2027-01-01";
    let last = serde_json::json!({"row": 4, "column": "end", "message": message});
    assert_eq!(left[5], last);
    let dry = adopt(&sheet(text), "--dry-run", 7);
    assert!(
        dry.stderr.contains("Dry run: nothing was written."),
        "{}",
        dry.stderr
    );
}

#[test]
fn a_discord_id_belongs_to_one_user() {
    let sandbox = sheet(
        "user,discord\nada,80351110224678912\nbobby,80351110224678912\ncleo,80351110224678913\n",
    );
    adopt(&sandbox, "", 7);
    assert_eq!(user(&sandbox, "ada"), as_imported("ada"));
    assert!(user(&sandbox, "cleo").contains("id: \"80351110224678913\""));
    sandbox.write("members.csv", "user,discord\nada,80351110224678913\n");
    let run = adopt(&sandbox, "", 7);
    assert!(
        run.stderr.contains("belongs to user `cleo`"),
        "{}",
        run.stderr
    );
}
