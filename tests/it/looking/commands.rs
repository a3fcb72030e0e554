//! `plexmgr payments`, of the records alone.

use serde_json::{Value, json};

use crate::pages::paying;
use crate::sandbox::Sandbox;

fn document(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let run = sandbox.run(&[arguments, &["--format", "json"]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    serde_json::from_str(&run.stdout).unwrap()
}

/// `day amount state user` of each entry.
fn entries(document: &Value) -> Vec<String> {
    let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let entries = document["entries"].as_array().unwrap().iter();
    let words = entries.map(|entry| {
        ["day", "amount", "state", "user"]
            .map(|key| word(&entry[key]))
            .join(" ")
    });
    words.collect()
}

const TODAY: [&str; 2] = ["--today", "2026-11-29"];

#[test]
fn all_money_is_listed_by_day_with_what_became_of_it() {
    let sandbox = paying();
    let all = document(
        &sandbox,
        &[&["payments", "--from", "2026-10-01"], &TODAY[..]].concat(),
    );
    let own: Vec<String> = entries(&all)
        .into_iter()
        .filter(|line| line.ends_with("heron") || line.ends_with("otter") || line.ends_with('-'))
        .collect();
    assert_eq!(
        own,
        [
            "2026-10-05 5.00 EUR paid heron",
            "2026-10-20 5.00 EUR paid otter",
            "2026-11-10 5.00 EUR open -",
            "2026-11-18 5.00 EUR refunded otter",
            // Half past eleven in UTC is the next day in the household's zone.
            "2026-11-21 7.50 USD open -",
        ]
    );
    let euro = all["sums"]
        .as_array()
        .unwrap()
        .iter()
        .find(|sums| sums["currency"] == "EUR")
        .unwrap();
    assert_eq!(euro["returned"], json!({"count": 1, "sum": "5.00"}));
    assert_eq!(euro["open"], json!({"count": 1, "sum": "5.00"}));
}

#[test]
fn an_open_dispute_is_listed_with_its_age_until_it_is_over() {
    let sandbox = paying();
    let record = |outcome: &str| {
        format!(
            "class: standard\npayments:\n  - {{plan: monthly, start: 2026-11-01, end: 2026-12-01, paid_on: 2026-11-01, \
             amount: 5.00 EUR, source: paypal, transaction_id: D1, dispute: {{opened: 2026-11-17, outcome: {outcome}}}}}\n"
        )
    };
    for (outcome, is_listed) in [("open", true), ("won", false)] {
        sandbox.write("records/users/disputed.yaml", &record(outcome));
        let run = sandbox.run(&[&["payments", "--open"], &TODAY[..]].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(
            run.stdout.contains("disputed 12 days"),
            is_listed,
            "{}",
            run.stdout
        );
    }
}

#[test]
fn filters_leave_what_fits_all_of_them() {
    let sandbox = paying();
    let of = |words: &[&str]| {
        entries(&document(
            &sandbox,
            &[&["payments"], words, &TODAY].concat(),
        ))
    };
    assert_eq!(of(&["--open"]).len(), 2);
    let heron = [
        "2026-10-05 5.00 EUR paid heron",
        "2026-11-10 5.00 EUR open -",
    ];
    assert_eq!(of(&["--user", "HERON@example.org"]), heron);
    assert_eq!(of(&["--user", "heron", "--open"]), heron[1..]);
    assert_eq!(
        of(&["--source", "paypal", "--to", "2026-10-19"]),
        heron[..1]
    );
    let unknown = sandbox.run(&["payments", "--source", "nosuch"]);
    assert_eq!(unknown.code, 64);
    assert!(
        unknown.stderr.contains("unknown source `nosuch`"),
        "{}",
        unknown.stderr
    );
    assert_eq!(sandbox.run(&["payments", "--user", "hern"]).code, 64);
    assert_eq!(sandbox.run(&["payments", "--source", "Pay Pal"]).code, 64);
}

#[test]
fn a_spreadsheet_takes_no_cell_for_a_formula() {
    let sandbox = paying();
    let run = sandbox.run(&["payments", "--open", "--format", "csv"]);
    assert!(run.stdout.contains("\"'=HYPERLINK(1)\""), "{}", run.stdout);
    assert!(
        run.stdout.contains("\"'@octocat ends `here`\""),
        "{}",
        run.stdout
    );
}

#[test]
fn a_pull_request_shows_no_payer() {
    let sandbox = paying();
    for words in [&["payments"][..], &["payments", "month", "2026-11"]] {
        let run = sandbox.run(&[words, &["--format", "markdown"], &TODAY].concat());
        for private in [
            "guest-12ab",
            "relay.example.com",
            "HYPERLINK",
            "octocat",
            "heron@example.org",
            "I-FAKE0001",
            "5.00 EUR",
            "FAKETXN0000000011",
        ] {
            assert!(!run.stdout.contains(private), "{private}: {}", run.stdout);
        }
        assert!(run.stdout.contains("`heron"), "{}", run.stdout);
        let open = sandbox.run(&[words, &["--format", "markdown", "--show-pii"], &TODAY].concat());
        assert!(open.stdout.contains("example"), "{}", open.stdout);
    }
}

#[test]
fn a_month_names_who_has_not_paid_and_what_stopped() {
    let sandbox = paying();
    let month = document(&sandbox, &[&["payments", "month"], &TODAY[..]].concat());
    assert_eq!(month["month"], "2026-11");
    let users = |key: &str| -> Vec<&str> {
        let all = month[key].as_array().unwrap().iter();
        let own = all.map(|it| it["user"].as_str().unwrap());
        own.filter(|user| ["heron", "otter"].contains(user))
            .collect()
    };
    // What otter paid was given back, so it pays for no time.
    assert_eq!(users("missing"), ["heron", "otter"]);
    assert_eq!(users("stopped"), ["heron"]);
    assert_eq!(users("returned"), ["otter"]);
    let heron = month["missing"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["user"] == "heron")
        .unwrap();
    assert_eq!(
        (&heron["due"], &heron["email"]),
        (&json!("2026-11-05"), &json!("heron@example.org"))
    );
    assert_eq!(sandbox.run(&["payments", "month", "2026-13"]).code, 64);
}

/// A statement of November, with the fee of what otter paid and of nothing else that is recorded.
const STATEMENT: &str = "\
Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,Transaction ID\n\
18/11/2026,10:00:00,GMT,O. Otter,General Payment,Completed,EUR,5.00,-0.52,4.48,o@example.org,us@example.org,FAKETXN0000000021\n\
19/11/2026,10:00:00,GMT,Else,General Payment,Completed,EUR,9.00,-0.99,8.01,e@example.org,us@example.org,FAKETXN0000000099\n";

#[test]
fn a_month_names_fees_and_net_where_a_file_knows_them() {
    let sandbox = paying();
    sandbox.write("statements/paypal-2026-11.csv", STATEMENT);
    let november = [&["payments", "month", "2026-11"], &TODAY[..]].concat();
    let month = document(&sandbox, &november);
    let received: u64 = month["plans"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|plan| plan["currency"] == "EUR")
        .map(|plan| plan["received"]["count"].as_u64().unwrap())
        .sum();
    assert!(received > 1, "{month}");
    assert_eq!(
        month["fees"],
        json!([{
            "currency": "EUR",
            "payments": received,
            "known": {"count": 1, "sum": "5.00"},
            "fees": "0.52",
            "net": "4.48",
        }])
    );
    let text = sandbox.run(&november).stdout;
    let words = format!("Fees 0.52 EUR on 1 of {received} payments in EUR");
    assert!(text.contains(&words), "{text}");
    assert!(text.contains("4.48 EUR net"), "{text}");
    let csv = sandbox.run(&[&november[..], &["--format", "csv"]].concat());
    assert!(
        csv.stdout.contains("\"fees\",\"\",\"EUR\",\"1\",\"0.52\""),
        "{}",
        csv.stdout
    );
    let markdown = sandbox.run(&[&november[..], &["--format", "markdown"]].concat());
    assert!(markdown.stdout.contains("### Fees"), "{}", markdown.stdout);
    assert!(!markdown.stdout.contains("0.52"), "{}", markdown.stdout);
    // Without a file nothing is said of fees.
    sandbox.remove("statements/paypal-2026-11.csv");
    assert_eq!(document(&sandbox, &november)["fees"], Value::Null);
}

#[test]
fn every_step_of_a_transaction_is_explained_with_the_line_that_decides_it() {
    let sandbox = paying();
    let open = document(&sandbox, &["payments", "explain", "FAKETXN0000000031"]);
    let outcome = open["outcome"].as_str().unwrap();
    assert!(
        outcome.starts_with("waits for a decision: no user has this address"),
        "{outcome}"
    );
    let tried: Vec<&str> = open["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["tried"].as_str().unwrap())
        .collect();
    for step in ["decision", "rules in matching.yaml", "subscription id"] {
        assert!(tried.contains(&step), "{tried:?}");
    }
    assert_eq!(
        open["decisions"],
        json!([
            "paypal/FAKETXN0000000031: heron",
            "paypal/FAKETXN0000000031: {user: heron, periods: 1}",
            "paypal/FAKETXN0000000031: {ignore: REASON}",
        ])
    );
    let recorded = document(
        &sandbox,
        &["payments", "explain", "paypal/FAKETXN0000000011"],
    );
    assert!(
        recorded["outcome"]
            .as_str()
            .unwrap()
            .starts_with("recorded for heron"),
        "{recorded}"
    );
    assert_eq!(recorded["decisions"], json!([]));
}

#[test]
fn a_decision_from_the_page_decides_the_transaction() {
    let sandbox = paying();
    sandbox.write(
        "records/decisions/2026-11.yaml",
        "paypal/FAKETXN0000000031: {ignore: rent}\n",
    );
    let decided = document(&sandbox, &["payments", "explain", "FAKETXN0000000031"]);
    assert_eq!(decided["outcome"], "ignored: rent");
    assert_eq!(decided["decisions"], json!([]));
}

#[test]
fn an_id_of_two_accounts_is_asked_for_by_account() {
    let sandbox = paying();
    let more = "bank/FAKETXN0000000032:\n  at: 2026-11-20T00:00:00Z\n  amount: 5.00 EUR\n  why: no user is known by this payer\n";
    sandbox.write(
        "records/inbox.yaml",
        &(sandbox.read("records/inbox.yaml") + more),
    );
    let run = sandbox.run(&["payments", "explain", "FAKETXN0000000032"]);
    assert_eq!(run.code, 64, "{}", run.stdout);
    assert!(
        run.stderr.contains("`bank/FAKETXN0000000032`"),
        "{}",
        run.stderr
    );
    assert_eq!(
        sandbox
            .run(&["payments", "explain", "bank/FAKETXN0000000032"])
            .code,
        0
    );
}

#[test]
fn a_decision_that_comes_before_its_transaction_is_not_taken_for_a_lost_payment() {
    let sandbox = paying();
    sandbox.write(
        "records/decisions/2026-11.yaml",
        "paypal/FAKETXN0000000099: heron\n",
    );
    let early = document(&sandbox, &["payments", "explain", "FAKETXN0000000099"]);
    assert_eq!(early["outcome"], "is decided, and no run has read it yet");
}

#[test]
fn an_id_that_an_admin_wrote_needs_no_account() {
    let sandbox = paying();
    let recorded = document(&sandbox, &["payments", "explain", "5TY05013RG002845M"]);
    assert_eq!(recorded["outcome"], "recorded for marlow");
}
