//! Random records with a secret wherever one may stand: none of them reaches public output.

use super::privacy::hold;
use crate::fake::random::Random;
use crate::sandbox::Sandbox;

/// A word that occurs nowhere else; all secrets hold the same mark.
fn secret(random: &mut Random) -> String {
    format!("{MARK}{}", random.hex(8))
}

/// What every secret begins with.
const MARK: &str = "qzx";

/// A comment on a line of its own, at the end of a line, or none.
fn comment(random: &mut Random) -> (String, String) {
    let secret = secret(random);
    match random.below(3) {
        0 => (format!("# {secret} 5 EUR\n"), String::new()),
        1 => (String::new(), format!(" # {secret}")),
        _ => (String::new(), String::new()),
    }
}

/// Notes in one of the ways of YAML, with lines that look like keys.
fn notes(random: &mut Random, indent: &str) -> String {
    let (one, two) = (secret(random), secret(random));
    let styles = [
        format!("{indent}notes: {one} pays {two}\n"),
        format!(
            "{indent}notes: |\n{indent}  {one}\n{indent}  title: {two}\n\n{indent}  # {one}\n{indent}  username: {two}\n"
        ),
        format!(
            "{indent}notes: >-\n{indent}  plex:\n{indent}    title: {one}\n{indent}  name: {two}\n"
        ),
        format!("{indent}\"notes\": \"{one}\\\n{indent}  title: {two}\"\n"),
        format!("{indent}'notes': '{one}\n\n{indent}  name: {two}'\n"),
        format!("{indent}notes: &{one} {two}\n"),
        format!("{indent}notes: {one}\n{indent}  title {two}\n"),
    ];
    random.pick(&styles).clone()
}

/// Ids of a payment, in one of the ways of YAML.
fn payments_key(random: &mut Random) -> String {
    let secret = secret(random);
    let styles = [
        format!("    subscription_id: I-{secret}\n"),
        format!("    transaction_id: \"{secret}\"\n"),
        format!("    \"subscription_id\": >-\n      {secret}\n"),
        format!("    subscription_id: # {secret}\n      {secret}\n"),
    ];
    random.pick(&styles).clone()
}

/// A record of a person whom Plex knows under another name, so that their file is edited.
fn user(random: &mut Random) -> String {
    let (own_line, behind) = comment(random);
    let secret = secret(random);
    let email = random
        .pick(&[
            format!("{secret}@{secret}.example"),
            format!("\"{secret}@mail.example\""),
            format!("'{secret} at home'"),
        ])
        .clone();
    let plex = match random.below(2) {
        0 => format!(
            "plex:{behind}\n{own_line}  id: 301000001\n  username: before\n  email: {email}\n  title: Before\n  \
             former_emails:\n    - {secret}a@mail.example\n    # {secret}\n    - {secret}b@mail.example\n  shares:\n    \
             - server: atlas{behind}\n      libraries: [movies]\n      invited: 2024-01-01\n"
        ),
        _ => format!(
            "plex: {{id: 301000001, username: before, email: {email}, former_emails: [{secret}@mail.example], \
             title: Before, shares: [{{server: atlas, libraries: [movies]}}]}}{behind}\n"
        ),
    };
    let payments = format!(
        "payments:\n  - plan: monthly\n    start: 2024-01-01\n    end: 2024-02-01\n{}    sequence: 1{behind}\n",
        payments_key(random)
    );
    let paypal = format!("paypal_email: {secret}@paypal.example{behind}\n");
    let mut parts = vec![plex, payments, paypal, notes(random, "")];
    let mut text = format!("{own_line}class: standard{behind}\n");
    while !parts.is_empty() {
        text.push_str(&parts.remove(random.index(parts.len())));
        text.push_str(&comment(random).0);
    }
    text
}

/// The example with a secret user and secrets in the files of servers.
fn with_secrets(random: &mut Random) -> Sandbox {
    let mut sandbox = Sandbox::example();
    sandbox.set("GITHUB_STEP_SUMMARY", "summary.md");
    sandbox.write("records/users/marlow.yaml", &user(random));
    let servers = sandbox.read("records/servers.yaml");
    let mut changed = String::new();
    for line in servers.lines() {
        let (own_line, behind) = comment(random);
        let is_simple = !line.contains(['#', '|', '>']) && !line.trim().is_empty();
        match random.below(4) == 0 && is_simple {
            true => changed.push_str(&format!("{own_line}{line}{behind}\n")),
            false => changed.push_str(&format!("{line}\n")),
        }
    }
    sandbox.write("records/servers.yaml", &changed);
    sandbox
}

#[test]
fn no_secret_of_random_records_is_in_public_output() {
    const CASES: u64 = 20;
    let (mut planned, mut open) = (0, 0);
    for case in 0..CASES {
        let mut random = Random::new(0x2545_f491_4f6c_dd1d ^ (case + 1));
        let sandbox = with_secrets(&mut random);
        let saved = [
            "plan",
            "--observed",
            "observed.json",
            "--out",
            "plan.json",
            "-v",
        ];
        let made = sandbox.run(&[&saved[..], &["--format", "markdown"]].concat());
        assert!(!hold(&made, MARK), "case {case}: {made:?}");
        assert_eq!(made.code, 0, "case {case}: {}", made.stderr);
        planned += usize::from(made.stdout.contains("records/users/marlow.yaml"));
        let shown = sandbox.run(&[&saved[..3], &["--format", "markdown", "--show-pii"]].concat());
        open += usize::from(hold(&shown, MARK));
        for words in [
            &["show", "plan.json", "--format", "markdown"][..],
            &["comment", "plan.json", "--dry-run"],
            &[
                "plan",
                "--observed",
                "observed.json",
                "-vv",
                "--format",
                "github",
            ],
            &["check", "--format", "github"],
            &["status", "--format", "markdown"],
            &["report", "--out", "report.html"],
        ] {
            let run = sandbox.run(words);
            assert!(!hold(&run, MARK), "case {case}: {words:?}: {run:?}");
        }
        for page in ["summary.md", "report.html"] {
            assert!(!sandbox.read(page).contains(MARK), "case {case}: {page}");
        }
    }
    let most = usize::try_from(CASES / 2).unwrap();
    assert!(planned > most && open > most, "{planned} and {open}");
}

/// Every key of a record, known or not, with a value of the wrong type: the problems quote none of them.
#[test]
fn no_secret_of_invalid_records_is_in_public_output() {
    let mut random = Random::new(0x9e37_79b9_7f4a_7c15);
    let lines = [
        "notes: [@]\n",
        "paypal_email: @\n",
        "new: @\n",
        "@ pays 5 EUR: yes\n",
        "discord: @\n",
        "plex: @\n",
        "payments: [@]\n",
        "payments:\n  - plan: monthly\n    start: 2024-01-01\n    end: 2024-02-01\n    amount: @\n    \
         transaction_id: [@]\n    subscription_id: {a: @}\n",
    ];
    for line in lines {
        let mut sandbox = Sandbox::example();
        sandbox.set("GITHUB_STEP_SUMMARY", "summary.md");
        let secret = secret(&mut random);
        let text = format!("class: standard\n{}", line.replace('@', &secret));
        sandbox.write("records/users/odd.yaml", &text);
        for format in ["markdown", "github"] {
            let run = sandbox.run(&["check", "--format", format]);
            assert_eq!(run.code, 3, "{line}: {}", run.stdout);
            assert!(!hold(&run, MARK), "{line}: {run:?}");
        }
    }
    let sandbox = Sandbox::example();
    let payments = "payments:\n  - plan: monthly\n    start: 2024-01-01\n    end: 2024-02-01\n    transaction_id: qzx1\n";
    for user in ["one", "two"] {
        let text = format!("class: standard\n{payments}");
        sandbox.write(&format!("records/users/{user}.yaml"), &text);
    }
    let run = sandbox.run(&["check", "--format", "markdown"]);
    assert_eq!(run.code, 3, "{}", run.stdout);
    assert!(
        run.stdout.contains("transaction `***` is already used"),
        "{}",
        run.stdout
    );
    assert!(!hold(&run, MARK), "{run:?}");
}
