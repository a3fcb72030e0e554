//! `check --warnings`: what is valid and still odd.

use serde_json::Value;

use crate::sandbox::Sandbox;

/// The example with this record of a user `odd`.
fn with_user(record: &str) -> Sandbox {
    let sandbox = Sandbox::example();
    sandbox.write("records/users/odd.yaml", record);
    sandbox
}

/// The warnings, each as place and code.
fn warnings(sandbox: &Sandbox) -> Vec<String> {
    let run = sandbox.run(&["check", "--warnings", "--format", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(document["valid"], true);
    let warnings = document["warnings"].as_array().unwrap();
    let line = |warning: &Value| {
        let text = |key: &str| warning[key].to_string().replace('"', "");
        format!(
            "{}:{}:{} {}",
            text("file"),
            text("line"),
            text("column"),
            text("code")
        )
    };
    warnings.iter().map(line).collect()
}

#[test]
fn each_oddity_has_its_place_and_code() {
    let before = warnings(&Sandbox::example());
    let payment = |fields: &str| {
        format!("class: standard\npayments:\n  - {{plan: monthly, start: 2026-11-01, {fields}}}\n")
    };
    for (record, expected) in [
        (payment("end: 2101-01-01"), "3:45 far_end"),
        (payment("end: 2126-12-01"), "3:45 far_end"),
        (
            payment("end: 2026-12-31, amount: 5.00 USD"),
            "3:65 other_currency",
        ),
        (
            payment("end: 2026-12-06, origin: import"),
            "3:65 unconfirmed_payment",
        ),
        (
            payment("end: 2026-11-22, origin: import"),
            "3:65 unconfirmed_payment",
        ),
        (
            "class: standard\npaypal_email: MARLOW-pays@example.com\n".to_owned(),
            "2:15 shared_paypal_email",
        ),
        (
            "class: standard\npays_from: [MARLOW-pays@example.com]\n".to_owned(),
            "2:13 shared_paypal_email",
        ),
    ] {
        let mut expected_all = before.clone();
        expected_all.push(format!("records/users/odd.yaml:{expected}"));
        expected_all.sort();
        let mut found = warnings(&with_user(&record));
        found.sort();
        assert_eq!(found, expected_all, "{record}");
    }
}

#[test]
fn what_is_usual_is_no_warning() {
    let before = warnings(&Sandbox::example());
    let payment = |fields: &str| {
        format!("class: standard\npayments:\n  - {{plan: monthly, start: 2026-11-01, {fields}}}\n")
    };
    for record in [
        payment("end: 2100-12-31"),
        payment("end: 2026-12-31, amount: 7.00 EUR"),
        payment("end: 2026-12-07, origin: import"),
        payment("end: 2026-11-21, origin: import"),
        payment("end: 2026-12-01, origin: manual"),
        payment("end: 2026-12-01, origin: import").replace("standard", "permanent"),
    ] {
        assert_eq!(warnings(&with_user(&record)), before, "{record}");
    }
}

#[test]
fn plans_without_users_and_two_layouts_are_odd() {
    let sandbox = Sandbox::example();
    let before = warnings(&sandbox);
    let plans = sandbox.read("records/plans.yaml");
    let lines = plans.lines().count();
    sandbox.write(
        "records/plans.yaml",
        &format!("{plans}weekly:\n  duration: 1 week\n  price: 2.00 EUR\n"),
    );
    sandbox.write("records/users.yaml", "odd: {class: permanent}\n");
    let found = warnings(&sandbox);
    for expected in [
        format!("records/plans.yaml:{}:13 unused_plan", lines + 2),
        "records/users.yaml:1:1 two_layouts".to_owned(),
    ] {
        assert!(found.contains(&expected), "{expected}: {found:?}");
        assert!(!before.contains(&expected));
    }
    assert_eq!(found.len(), before.len() + 2);
    // The plan of the next payment is a use.
    sandbox.write(
        "records/users.yaml",
        "odd: {class: permanent, plan: weekly}\n",
    );
    assert_eq!(warnings(&sandbox).len(), before.len() + 1);
}

#[test]
fn rules_that_decide_nothing_are_named_and_the_others_are_not() {
    let sandbox = Sandbox::example();
    sandbox.write(
        "records/users/odd.yaml",
        "class: standard\npayments:\n  - {plan: monthly, start: 2026-10-01, end: 2026-11-01, amount: 5.00 EUR, \
         paid_on: 2026-10-01, source: paypal, transaction_id: T1}\n",
    );
    sandbox.write(
        "records/inbox.yaml",
        "paypal/T2:\n  at: 2026-11-10T10:19:55Z\n  amount: 7.50 EUR\n  name: H. Heron\n  why: no user\n",
    );
    let before = warnings(&sandbox);
    sandbox.write(
        "records/matching.yaml",
        "\
- {when: {payer: N.Petrova@example.org}, then: {user: odd}}        # a row of the statement
- {when: {payer: nobody@example.org}, then: {ignore: rent}}        # nothing
- {when: {payer: /petrova/}, then: {ignore: rent}}                 # the first rule comes before it
- {when: {name: h. heron}, then: {user: odd}}                      # an entry of the inbox
- {when: {payer: odd@example.org, amount: 5.00 EUR}, then: {user: odd}}   # perhaps the payment
- {when: {payer: odd@example.org, amount: 6.00 EUR}, then: {user: odd}}   # not the payment
- {when: {source: bank, currency: EUR}, then: {user: odd}}         # another source
",
    );
    let mut expected = before.clone();
    let lines = [2, 3, 6, 7].map(|line| format!("records/matching.yaml:{line}:3 unused_rule"));
    expected.extend(lines);
    expected.sort();
    let mut found = warnings(&sandbox);
    found.sort();
    assert_eq!(found, expected);
    let text = sandbox.run(&["check", "--warnings"]).stdout;
    assert!(text.contains("the rule fits no recorded payment"), "{text}");
    assert!(text.contains("earlier rules decide every"), "{text}");
    // PayPal is not asked, so nothing is known of what a rule ignores there.
    let settings = sandbox.read("plexmgr.toml");
    let api = "\n[[source]]\nname = \"api\"\nkind = \"paypal\"\nclient_id = { env = \"ID\" }\n\
               client_secret = { env = \"SECRET\" }\n";
    sandbox.write("plexmgr.toml", &(settings.clone() + api));
    let kept = warnings(&sandbox);
    assert!(
        !kept.contains(&"records/matching.yaml:2:3 unused_rule".to_owned()),
        "{kept:?}"
    );
    assert!(
        kept.contains(&"records/matching.yaml:6:3 unused_rule".to_owned()),
        "{kept:?}"
    );
    // Without any money there is nothing to compare a rule with.
    let (without, _) = settings.split_once("[[source]]").unwrap();
    sandbox.write("plexmgr.toml", without);
    sandbox.remove("records/inbox.yaml");
    for path in sandbox
        .records()
        .keys()
        .filter(|path| path.contains("users/"))
    {
        sandbox.remove(&format!("records/{path}"));
    }
    sandbox.write("records/users/odd.yaml", "class: standard\n");
    let none = warnings(&sandbox);
    assert!(
        none.iter().all(|line| !line.ends_with("unused_rule")),
        "{none:?}"
    );
}

#[test]
fn warnings_are_shown_in_every_format_and_only_if_asked_for() {
    let sandbox = with_user("class: standard\npaypal_email: marlow-pays@example.com\n");
    let page = |arguments: &[&str]| {
        let run = sandbox.run(&[&["check"], arguments].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    assert!(!page(&[]).contains("shared_paypal_email"));
    assert!(!page(&["--format", "json"]).contains("warnings"));
    let text = page(&["--warnings"]);
    let line = "warning: records/users/odd.yaml:2:15: `marlow-pays@example.com` is the PayPal address of \
                user `marlow` too [shared_paypal_email]\n";
    assert!(text.contains(line), "{text}");
    assert!(text.contains(" users; 1 warning.\n"), "{text}");
    let markdown = page(&["--warnings", "--format", "markdown"]);
    assert!(markdown.contains("### Warnings (1)"), "{markdown}");
    let github = page(&["--warnings", "--format", "github"]);
    assert!(
        github.contains(
            "::warning file=records/users/odd.yaml,line=2,col=15,title=shared_paypal_email::"
        ),
        "{github}"
    );
    for page in [markdown, github] {
        assert!(!page.contains("marlow-pays"), "{page}");
    }
}

#[test]
fn problems_decide_the_exit_code() {
    let run = with_user("klass: standard\n").run(&["check", "--warnings"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("unknown key `klass`"), "{}", run.stderr);
}
