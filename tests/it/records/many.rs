//! However many problems there are, and however large a value is: what is shown and kept is bounded.

use serde_json::Value;

use crate::sandbox::{Run, Sandbox};

/// More problems than are kept, in each of three files.
const LINES: usize = 3_000;

/// A household with a problem in every line of three files.
fn full_of_problems() -> Sandbox {
    let sandbox = Sandbox::example();
    let filled = |head: &str, line: &dyn Fn(usize) -> String| {
        let lines: String = (0..LINES).map(line).collect();
        format!("{head}{lines}")
    };
    let unknown = |number: usize| format!("  k{number}: 1\n");
    let plans = filled("monthly:\n  duration: 1 month\n  default: true\n", &unknown);
    sandbox.write("records/plans.yaml", &plans);
    let servers = filled("", &|number| format!("s{number}: [x]\n"));
    sandbox.write("records/servers.yaml", &servers);
    let users = filled("", &|_| "twice: {class: standard}\n".to_owned());
    sandbox.write("records/users.yaml", &users);
    sandbox
}

fn checked(sandbox: &Sandbox, arguments: &[&str]) -> Run {
    let run = sandbox.run(arguments);
    assert_eq!(run.code, 3, "{arguments:?}: {}", run.stderr);
    let printed = run.stdout.len() + run.stderr.len();
    assert!(printed < 300_000, "{arguments:?}: {printed} bytes");
    run
}

#[test]
fn a_problem_in_every_line_is_counted_in_every_format() {
    let sandbox = full_of_problems();
    for arguments in [&["check"][..], &["plan", "--observed", "observed.json"]] {
        let run = checked(&sandbox, arguments);
        for (file, more) in [("plans", "2,900"), ("servers", "2,900"), ("users", "2,899")] {
            let line = format!("  and {more} more problems in records/{file}.yaml\n");
            assert!(run.stderr.contains(&line), "{line}{}", run.stderr);
        }
    }
    let json = checked(&sandbox, &["check", "--format", "json"]).stdout;
    let document: Value = serde_json::from_str(&json).unwrap();
    let listed = document["problems"].as_array().unwrap().len();
    let more = document["more"]["problems"].as_u64().unwrap();
    assert_eq!(document["more"]["files"][2]["problems"], 2_899);
    let markdown = checked(&sandbox, &["check", "--format", "markdown"]).stdout;
    let total = "not valid: 9,006 problems\n";
    assert_eq!(listed as u64 + more, 9_006);
    assert!(markdown.contains(total), "{markdown}");
    assert!(markdown.contains(" problems are not listed."), "{markdown}");
    let github = checked(&sandbox, &["check", "--format", "github"]).stdout;
    assert_eq!(github.matches("::error ").count(), listed);
    assert_eq!(github.matches("::notice::and ").count(), 3, "{github}");
    let doctor = checked(&sandbox, &["doctor"]).stdout;
    assert!(doctor.contains(", and "), "{doctor}");
}

#[test]
fn no_value_is_repeated_at_length() {
    let long = "k".repeat(300_000);
    let digits = "9".repeat(300_000);
    let sandbox = Sandbox::example();
    let users = format!(
        "ada1:\n  class: {long}\n  {long}: 1\n  plex: {{id: {digits}, username: {digits}}}\n\
         {long}:\n  class: standard\nada2:\n  class: standard\n  paypal_email: {long}\n  \
         payments: [{{plan: {long}, start: {long}, end: {digits}, amount: {long}, origin: {long}}}]\n"
    );
    sandbox.write("records/users.yaml", &users);
    let settings = format!("{}\n[{long}]\n", sandbox.read("plexmgr.toml"));
    sandbox.write("plexmgr.toml", &settings);
    for format in ["text", "json", "markdown", "github"] {
        let run = sandbox.run(&["check", "--format", format]);
        assert_eq!(run.code, 3, "{format}: {}", run.stderr);
        let printed = run.stdout.len() + run.stderr.len();
        assert!(printed < 30_000, "{format}: {printed} bytes");
    }
}

/// Each of these took minutes: every problem was compared with everything declared, with every share before
/// it, or counted from the beginning of its line.
#[test]
fn time_follows_the_input_and_not_its_square() {
    let sandbox = Sandbox::example();
    let plans: String = (0..30_000)
        .map(|number| format!("plan{number}: {{duration: 1 month}}\n"))
        .collect();
    sandbox.write("records/plans.yaml", &plans);
    let payment = "    - {plan: plan1x, start: 2026-01-01, end: 2026-02-01}\n";
    let shares: String = (0..10_000)
        .map(|number| format!("      - {{server: s{number}, libraries: all}}\n"))
        .collect();
    let users = format!(
        "ada1:\n  class: standard\n  payments:\n{}  plex:\n    shares:\n{shares}",
        payment.repeat(5_000)
    );
    sandbox.write("records/users.yaml", &users);
    let keys: String = (0..30_000)
        .rev()
        .map(|number| format!("k{number:05} = 1, "))
        .collect();
    let settings = sandbox.read("plexmgr.toml");
    sandbox.write(
        "plexmgr.toml",
        &format!("{settings}\n[import]\nx = 1\n[guards]\nimports = {{ {keys} a = 1 }}\n"),
    );
    let begun = std::time::Instant::now();
    checked(&sandbox, &["check"]);
    let took = begun.elapsed();
    assert!(took.as_secs() < 60, "{took:?}");
}
