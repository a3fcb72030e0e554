//! What strangers may not read: on no page, in no annotation, and not in the log beside them.

use crate::sandbox::{Run, Sandbox};

const PLAN: [&str; 3] = ["plan", "--observed", "observed.json"];

/// The example with private values that are none of the kind they should be.
fn mistyped() -> Sandbox {
    let sandbox = Sandbox::example();
    let marlow = sandbox.read("records/users/marlow.yaml");
    let marlow = marlow
        .replace("marlow-pays@example.com", "zoe.private.mail.example")
        .replace("amount: 5.00 EUR\n", "amount: 123.45\n");
    assert!(marlow.contains("123.45"), "{marlow}");
    sandbox.write("records/users/marlow.yaml", &marlow);
    let ada = sandbox.read("records/users/ada.yaml");
    sandbox.write(
        "records/users/ada.yaml",
        &format!("{ada}paypal_email: zoe private@mail.example\n"),
    );
    let bruno = sandbox.read("records/users/bruno.yaml");
    sandbox.write(
        "records/users/bruno.yaml",
        &format!("{bruno}paypal_email: 49123\n"),
    );
    let plans = sandbox.read("records/plans.yaml");
    sandbox.write("records/plans.yaml", &plans.replace("5.00 EUR", "6,78`EUR"));
    sandbox
}

const MISTYPED: [&str; 5] = ["zoe", "private", "123.45", "49123", "6,78"];

pub(super) fn hold(run: &Run, word: &str) -> bool {
    run.stdout.contains(word) || run.stderr.contains(word)
}

#[test]
fn mistyped_addresses_and_amounts_are_masked_as_well() {
    let mut sandbox = mistyped();
    sandbox.set("GITHUB_STEP_SUMMARY", "summary.md");
    for format in ["markdown", "github"] {
        for command in [&["check"][..], &PLAN] {
            let arguments = [command, &["--format", format]].concat();
            let run = sandbox.run(&arguments);
            assert_eq!(run.code, 3, "{}", run.stderr);
            assert!(hold(&run, "`***`"), "{run:?}");
            for word in MISTYPED {
                assert!(!hold(&run, word), "{word} {run:?}");
            }
            let open = sandbox.run(&[&arguments[..], &["--show-pii"]].concat());
            for word in MISTYPED {
                assert!(hold(&open, word), "{word} {open:?}");
            }
        }
    }
    let text = sandbox.run(&["check"]);
    for word in MISTYPED {
        assert!(hold(&text, word), "{word} {text:?}");
    }
}

/// Puts a value that does not look like an address in the place of every address of a snapshot.
fn without_addresses(value: &mut serde_json::Value, number: &mut usize) {
    match value {
        serde_json::Value::Object(entries) => {
            for (key, value) in entries {
                match value {
                    serde_json::Value::String(text) if key.contains("email") => {
                        *number += 1;
                        *text = format!("zoe-secret-{number} at home");
                    }
                    value => without_addresses(value, number),
                }
            }
        }
        serde_json::Value::Array(items) => {
            items
                .iter_mut()
                .for_each(|item| without_addresses(item, number));
        }
        _ => {}
    }
}

#[test]
fn an_address_of_plex_that_looks_like_none_is_masked_by_its_key() {
    let mut sandbox = Sandbox::example();
    sandbox.set("GITHUB_STEP_SUMMARY", "summary.md");
    let mut observed = serde_json::from_str(&sandbox.read("observed.json")).unwrap();
    let mut planted = 0;
    without_addresses(&mut observed, &mut planted);
    assert!(planted > 10, "{planted}");
    sandbox.write("observed.json", &observed.to_string());
    let text = sandbox.run(&[&PLAN[..], &["-v", "--out", "plan.json"]].concat());
    assert_eq!(text.code, 0, "{}", text.stderr);
    assert!(hold(&text, "zoe-secret-"), "{text:?}");
    for words in [
        &[
            "plan",
            "--observed",
            "observed.json",
            "-v",
            "--format",
            "markdown",
        ][..],
        &[
            "plan",
            "--observed",
            "observed.json",
            "-v",
            "--format",
            "github",
        ],
        &["show", "plan.json", "--format", "markdown"],
        &["comment", "plan.json", "--dry-run"],
        &["apply", "plan.json", "-v", "--format", "markdown"],
    ] {
        let run = sandbox.run(words);
        assert_eq!(run.code, 0, "{words:?}: {}", run.stderr);
        assert!(!hold(&run, "zoe-secret-"), "{words:?}: {run:?}");
    }
    assert!(!sandbox.read("summary.md").contains("zoe-secret-"));
    let report = ["report", "--out", "report.html"];
    assert_eq!(sandbox.run(&report).code, 0);
    assert!(!sandbox.read("report.html").contains("zoe-secret-"));
}

#[test]
fn examples_of_what_is_right_are_not_masked() {
    let sandbox = mistyped();
    for format in ["markdown", "github"] {
        let run = sandbox.run(&["check", "--format", format]);
        for example in ["`name@example.com`", "`5.00 EUR`"] {
            assert!(run.stdout.contains(example), "{example} {}", run.stdout);
        }
    }
}

#[test]
fn the_log_beside_a_masked_page_is_masked() {
    let sandbox = Sandbox::example();
    let plan = |options: &[&str]| sandbox.run(&[&PLAN[..], &["--brief"], options].concat());
    for format in ["markdown", "github"] {
        let masked = plan(&["-vv", "--format", format]);
        assert!(masked.stderr.contains("n***@***: "), "{}", masked.stderr);
        assert!(!masked.stderr.contains("@example"), "{}", masked.stderr);
        let open = plan(&["-vv", "--format", format, "--show-pii"]);
        assert!(
            open.stderr.contains("newcomer@example.com: "),
            "{}",
            open.stderr
        );
    }
    let missing = ["plan", "--observed", "someone@example.com.json"];
    let failed = sandbox.run(&[&missing[..], &["--format", "github"]].concat());
    assert!(failed.stderr.contains("s***@***"), "{}", failed.stderr);
    assert!(!hold(&failed, "someone@"), "{failed:?}");
    let failed = sandbox.run(&missing);
    assert!(failed.stderr.contains("someone@"), "{}", failed.stderr);
}

#[test]
fn private_values_in_diffs_are_masked_however_they_are_written() {
    let sandbox = Sandbox::example();
    let quill = sandbox.read("records/users/quill.yaml");
    let folded = "paypal_email: \"zoe.secret@\\\n  mail.secret\"\n";
    let written = "paypal_email: quill@example.org\n";
    assert!(quill.contains(written), "{quill}");
    sandbox.write("records/users/quill.yaml", &quill.replace(written, folded));
    let marlow = sandbox.read("records/users/marlow.yaml");
    let marlow = marlow.replacen(
        "title: Marlow",
        "title: Marlow # 20.- EUR or 7\u{2013}8 kr",
        1,
    );
    sandbox.write("records/users/marlow.yaml", &marlow);
    let page = |options: &[&str]| {
        let run = sandbox.run(&[&PLAN[..], &["--format", "markdown"], options].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    let (masked, open) = (page(&[]), page(&["--show-pii"]));
    for word in ["zoe.secret", "mail.secret", "20.- EUR", "7\u{2013}8 kr"] {
        assert!(open.contains(word), "{word} {open}");
        assert!(!masked.contains(word), "{word} {masked}");
    }
}

#[test]
fn files_keep_their_names_so_that_they_are_found() {
    let sandbox = Sandbox::example();
    sandbox.write(
        "records/users/jane.doe@mail.example.yaml",
        "class: standard\n",
    );
    sandbox.write("records/users/@octocat.yaml", "class: standard\n");
    let run = sandbox.run(&["check", "--format", "markdown"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    for file in ["jane.doe@mail.example.yaml", "@octocat.yaml"] {
        let place = format!("| `records/users/{file}");
        assert!(run.stdout.contains(&place), "{file} {}", run.stdout);
    }
}

/// A statement with a payment of a subscription that a user has, and with one of another subscription of the same user.
const SUBSCRIPTIONS: &str = "\
Date,Time,TimeZone,Name,Type,Status,Currency,Gross,From Email Address,Transaction ID,Reference Txn ID\n\
18/11/2026,10:00:00,GMT,Odd,Subscription Payment,Completed,EUR,5.00,x@example.org,SUBTXN1,I-FAKESECRET01\n\
19/11/2026,10:00:00,GMT,Odd,Subscription Payment,Completed,EUR,5.00,odd-pays@example.org,SUBTXN2,I-FAKESECRET02\n";

#[test]
fn ids_of_subscriptions_in_reasons_are_masked() {
    let sandbox = Sandbox::example();
    sandbox.write("statements/paypal-subscriptions.csv", SUBSCRIPTIONS);
    sandbox.write(
        "records/users/odd.yaml",
        "class: standard\npaypal_email: odd-pays@example.org\npayments:\n  - {plan: monthly, start: 2026-10-10, \
         end: 2026-11-10, amount: 5.00 EUR, paid_on: 2026-10-10, source: paypal, transaction_id: T1, \
         subscription_id: I-FAKESECRET01}\n",
    );
    let text = sandbox.run(&PLAN);
    for words in [
        "matched by subscription `I-FAKESECRET01`",
        "while subscription `I-FAKESECRET01` is paid",
    ] {
        assert!(hold(&text, words), "{words}: {text:?}");
    }
    for format in ["markdown", "github"] {
        let run = sandbox.run(&[&PLAN[..], &["--format", format]].concat());
        // Annotations name no reasons.
        let names = run.stdout.contains("subscription");
        assert!(names || format == "github", "{run:?}");
        assert!(!hold(&run, "FAKESECRET"), "{run:?}");
    }
}
