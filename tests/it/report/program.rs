//! Where the page is written, who may read it, and what it says about a state folder.

use super::{hostile, page};
use crate::sandbox::Sandbox;

#[test]
fn the_page_is_for_its_owner_and_the_same_every_time() {
    let sandbox = hostile();
    let first = page(&sandbox, &[]);
    assert_eq!(first, page(&sandbox, &[]));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = sandbox
            .at("report.html")
            .metadata()
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn addresses_and_amounts_are_left_out_unless_asked_for() {
    let sandbox = hostile();
    sandbox.write(
        "records/users/ada.yaml",
        "class: permanent\nplex: {title: ada@example.net}\n",
    );
    let masked = page(&sandbox, &[]);
    let private = [
        "mail0@example.com",
        "marlow-pays@example.com",
        "ada@example.net",
        "5.00 EUR",
    ];
    for text in private {
        assert!(!masked.contains(text), "{text}");
    }
    let open = page(&sandbox, &["--show-pii"]);
    for text in private {
        assert!(open.contains(text), "{text}");
    }
}

#[test]
fn income_is_a_picture_whose_sums_are_shown_only_if_asked_for() {
    let sandbox = Sandbox::example();
    for user in ["marlow", "bruno"] {
        sandbox.write(&format!("records/users/{user}.yaml"), "class: permanent\n");
    }
    let without = page(&sandbox, &["--today", "2026-11-22"]);
    let paid = |day: &str, amount: &str, source: &str| {
        format!("{{plan: monthly, start: {day}, end: 2026-12-22, amount: {amount}{source}}}")
    };
    let payments = [
        paid("2026-10-03", "300.00 EUR", ""),
        paid(
            "2026-11-03",
            "100.00 EUR",
            ", source: paypal, transaction_id: A",
        ),
        paid("2026-11-04", "20.00 EUR", ""),
    ];
    let record = format!("class: standard\npayments: [{}]\n", payments.join(", "));
    sandbox.write("records/users/heron.yaml", &record);
    let masked = page(&sandbox, &["--today", "2026-11-22"]);
    let open = page(&sandbox, &["--today", "2026-11-22", "--show-pii"]);
    assert!(!without.contains(r#"id="income""#));
    assert_eq!(masked.matches(r#"<ol class="months income">"#).count(), 1);
    // Masked, November is higher with two payments; with sums, October is.
    assert!(
        masked.contains(
            r#"width="50.00" height="10"/></g></svg></span>
<span class="count">1</span>
<time datetime="2026-10">"#
        ),
        "{masked}"
    );
    assert!(!masked.contains(r#"class="count">300<"#), "{masked}");
    assert!(
        open.contains(
            r#"width="40.00" height="10"/></g></svg></span>
<span class="count">120</span>
<time datetime="2026-11">"#
        ),
        "{open}"
    );
    assert!(open.contains("by hand: 4 users"), "{open}");
}

#[test]
fn nothing_but_the_page_is_written() {
    let sandbox = hostile();
    let before = sandbox.contents();
    page(&sandbox, &[]);
    sandbox.remove("report.html");
    assert_eq!(sandbox.contents(), before);
}

#[test]
fn records_state_and_settings_are_not_overwritten() {
    let sandbox = hostile();
    let before = sandbox.contents();
    for out in [
        "records/plans.yaml",
        "records/new.html",
        "state/history.jsonl",
        "plexmgr.toml",
    ] {
        let run = sandbox.run(&["report", "--out", out]);
        assert_eq!(run.code, 64, "{out}: {}", run.stderr);
        assert!(
            run.stderr.contains("must not be overwritten"),
            "{}",
            run.stderr
        );
    }
    // Whatever else is there already was named by a slip.
    for out in ["observed.json", ".gitignore"] {
        let run = sandbox.run(&["report", "--out", out]);
        assert_eq!(run.code, 64, "{out}: {}", run.stderr);
        let why = match out {
            "observed.json" => "the file exists and is not a report of plexmgr",
            _ => "what git, CI and editors read there must not be overwritten",
        };
        assert!(run.stderr.contains(why), "{}", run.stderr);
    }
    let run = sandbox.run(&["report", "--out", "nowhere/report.html"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("there is no such folder"),
        "{}",
        run.stderr
    );
    assert_eq!(sandbox.run(&["report"]).code, 64);
    assert_eq!(sandbox.contents(), before);
}

#[test]
fn imports_are_reported_with_their_runs() {
    let sandbox = hostile();
    let told = page(&sandbox, &[]);
    let id = sandbox.history()[0].id;
    let run = told.split(&format!("<th scope=\"row\">{id}</th>")).nth(1);
    let run = run.expect("the first run is on the page");
    let numbers: Vec<&str> = run.split("<td class=\"number\">").skip(1).take(2).collect();
    assert!(
        numbers[0].starts_with("3<") && numbers[1].starts_with("27<"),
        "three people were imported by 27 changes: {numbers:?}"
    );
    assert!(sandbox.run(&["undo", "1", "--yes"]).code == 0);
    let told = page(&sandbox, &[]);
    assert!(
        told.contains(&format!("undid run {id}")) && told.contains("undone by run "),
        "{told}"
    );
}

#[test]
fn without_a_state_nothing_was_imported_and_a_damaged_one_is_said_to_be() {
    let sandbox = Sandbox::example();
    assert!(page(&sandbox, &[]).contains("Nothing was imported yet."));
    let sandbox = hostile();
    sandbox.write("state/history.jsonl", "<b>no json</b>\n");
    let run = sandbox.run(&["report", "--out", "report.html"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr
            .contains("warning: the report leaves out the imports"),
        "{}",
        run.stderr
    );
    let shown = sandbox.read("report.html");
    assert!(
        shown.contains("The history cannot be read: line "),
        "{shown}"
    );
    sandbox.remove("state/history.jsonl");
    sandbox.write(
        "state/history/20261122T090000Z-0b8fe1aa.jsonl",
        "<b>no json</b>\n",
    );
    let shown = page(&sandbox, &[]);
    assert!(
        shown.contains("State: line 1 of state&#x2f;history"),
        "{shown}"
    );
    let first = shown.contains(&format!(
        "<th scope=\"row\">{}</th>",
        sandbox.history()[0].id
    ));
    assert!(first, "the other run is shown: {shown}");
}

#[test]
fn a_user_who_is_expired_is_never_called_fine() {
    let sandbox = Sandbox::example();
    for user in ["ada", "bruno", "marlow", "nadia", "zoe-angstrom"] {
        sandbox.remove(&format!("records/users/{user}.yaml"));
    }
    let complete = "class: standard\npaypal_email: q@example.org\n\
                    discord: {id: \"80351110224678912\"}\n";
    let ended = "payments: [{plan: monthly, start: 2026-10-01, end: 2026-11-01, origin: manual}]\n";
    sandbox.write("records/users/quill.yaml", &format!("{complete}{ended}"));
    let told = page(&sandbox, &[]);
    assert!(
        told.contains("1 person is expired and shares nothing"),
        "{told}"
    );
    assert!(!told.contains("Nothing: no user is expired"), "{told}");
    let lasting = ended.replace("end: 2026-11-01", "end: 2027-11-01");
    sandbox.write("records/users/quill.yaml", &format!("{complete}{lasting}"));
    assert!(page(&sandbox, &[]).contains("Nothing: no user is expired"));
}
