//! The example household in each format, small enough to be read in review.

use crate::sandbox::Sandbox;

const PLAN: [&str; 3] = ["plan", "--observed", "observed.json"];

/// The example with mistakes of several kinds.
pub(super) fn broken() -> Sandbox {
    let sandbox = Sandbox::example();
    let replaced = |path: &str, from: &str, to: &str| {
        let text = sandbox.read(path);
        assert!(text.contains(from), "{path}");
        sandbox.write(path, &text.replace(from, to));
    };
    replaced("records/users/bruno.yaml", "plan: monthly", "plan: montly");
    replaced(
        "records/users/ada.yaml",
        "class: permanent",
        "klass: permanent",
    );
    replaced(
        "records/users/marlow.yaml",
        "marlow-pays@example.com",
        "marlow-pays@@example.com",
    );
    sandbox
}

#[test]
fn the_example_as_markdown() {
    let run = Sandbox::example().run(&[&PLAN[..], &["--format", "markdown"]].concat());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("example_plan_markdown", run.stdout);
}

#[test]
fn a_refused_plan_as_markdown_and_annotations() {
    let sandbox = Sandbox::example();
    let settings = sandbox.read("plexmgr.toml");
    let guards =
        "\n[guards]\nimports = { count = 1, percent = 1 }\nupdates = { count = 2, percent = 1 }\n";
    sandbox.write("plexmgr.toml", &format!("{settings}{guards}"));
    let options = [
        "--brief",
        "--accept",
        "updates=3",
        "--accept",
        "departures=2",
    ];
    let plan = |format: &str| {
        let run = sandbox.run(&[&PLAN[..], &options, &["--format", format]].concat());
        assert_eq!(run.code, 4, "{}", run.stderr);
        run.stdout
    };
    insta::assert_snapshot!("example_refused_markdown", plan("markdown"));
    insta::assert_snapshot!("example_refused_github", plan("github"));
}

#[test]
fn problems_as_markdown_and_annotations() {
    let sandbox = broken();
    let check = |format: &str| {
        let run = sandbox.run(&["check", "--format", format]);
        assert_eq!(run.code, 3, "{}", run.stderr);
        run.stdout
    };
    insta::assert_snapshot!("example_check_markdown", check("markdown"));
    insta::assert_snapshot!("example_check_github", check("github"));
}

#[test]
fn a_valid_household_is_said_to_be_valid() {
    let sandbox = Sandbox::example();
    let markdown = sandbox.run(&["check", "--format", "markdown"]);
    let expected = "## Settings and records are valid\n\n3 plans, 2 servers, 6 users.\n";
    assert_eq!((markdown.code, markdown.stdout.as_str()), (0, expected));
    let github = sandbox.run(&["check", "--format", "github"]);
    let expected = "Settings and records are valid: 3 plans, 2 servers, 6 users.\n";
    assert_eq!((github.code, github.stdout.as_str()), (0, expected));
}

#[test]
fn addresses_and_amounts_are_shown_if_asked_for() {
    let sandbox = Sandbox::example();
    let marlow = sandbox.read("records/users/marlow.yaml");
    sandbox.write(
        "records/users/marlow.yaml",
        &marlow.replace("title: Marlow", "title: Marlow # owes 7.50 EUR"),
    );
    let private = [
        "captain@example.net",
        "marlow-pays@example.com",
        "7.50 EUR",
        "newcomer@example.com",
    ];
    let plan = |options: &[&str]| sandbox.run(&[&PLAN[..], options].concat()).stdout;
    let masked = plan(&["--format", "markdown"]);
    let open = plan(&["--format", "markdown", "--show-pii"]);
    let text = plan(&[]);
    for private in private {
        assert!(!masked.contains(private), "{private}");
        assert!(open.contains(private), "{private}");
        assert!(text.contains(private), "{private}");
    }
    assert!(!masked.contains("@example"), "{masked}");
    assert!(masked.contains("title: Marlow # ***"), "{masked}");
}

#[test]
fn apply_and_show_have_the_same_formats() {
    let sandbox = Sandbox::example();
    for format in ["markdown", "github"] {
        let saved = [&PLAN[..], &["--out", "plan.json", "--format", format]].concat();
        let planned = sandbox.run(&saved);
        let shown = sandbox.run(&["show", "plan.json", "--format", format]);
        assert_eq!(
            (shown.code, &shown.stdout),
            (0, &planned.stdout),
            "{}",
            shown.stderr
        );
    }
    let planned = sandbox.run(&[&PLAN[..], &["--format", "markdown"]].concat());
    let applied = sandbox.run(&["apply", "plan.json", "--format", "markdown"]);
    assert_eq!(
        (applied.code, applied.stdout),
        (0, planned.stdout),
        "{}",
        applied.stderr
    );
    let again = sandbox.run(&["apply", "plan.json", "--format", "markdown"]);
    assert!(
        again
            .stdout
            .starts_with("## Already applied\n\nThe plan was already"),
        "{}",
        again.stdout
    );
    let again = sandbox.run(&["apply", "plan.json", "--format", "github"]);
    assert!(
        again
            .stdout
            .starts_with("::notice::The plan was already applied"),
        "{}",
        again.stdout
    );
}

#[test]
fn a_refused_plan_without_changes_does_not_say_that_all_is_well() {
    let sandbox = Sandbox::example();
    let applied = sandbox.run(&["apply", "--yes", "--observed", "observed.json"]);
    assert_eq!(applied.code, 0, "{}", applied.stderr);
    let early = ["--today", "2026-11-20", "--format", "markdown"];
    let run = sandbox.run_any_day(&[&PLAN[..], &early].concat());
    assert_eq!(run.code, 4, "{}", run.stderr);
    let opening =
        "## Refused by clock\n\nNothing is planned for 2026-11-20 until that is settled.\n";
    assert!(run.stdout.starts_with(opening), "{}", run.stdout);
    assert!(!run.stdout.contains("No changes"), "{}", run.stdout);
}
