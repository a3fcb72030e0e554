//! `confirm` and `switch`.

use super::{ADA, ada, file, refused, run};

const GUESS: &str = "payments:\n  # a guess\n  - {plan: monthly, start: 2026-11-22, end: 2026-12-22, origin: import}\n";

#[test]
fn a_guess_is_confirmed_as_it_is_or_put_right() {
    for (line, expected) in [
        (
            "confirm ada",
            "{plan: monthly, start: 2026-11-22, end: 2026-12-22, origin: manual}",
        ),
        (
            "confirm --all --until 2027-03-01",
            "{plan: monthly, start: 2026-11-22, end: 2027-03-01, origin: manual}",
        ),
        (
            "confirm 1 --plan yearly",
            "{plan: yearly, start: 2026-11-22, end: 2027-11-22, origin: manual}",
        ),
        (
            "confirm ADA@example.com --plan yearly --until 2027-05-01",
            "{plan: yearly, start: 2026-11-22, end: 2027-05-01, origin: manual}",
        ),
    ] {
        let sandbox = ada(GUESS);
        run(&sandbox, &format!("{line} --yes"), 0);
        assert_eq!(
            file(&sandbox),
            format!("{ADA}payments:\n  # a guess\n  - {expected}\n"),
            "{line}"
        );
    }
}

#[test]
fn nothing_to_confirm_is_said_and_changes_nothing() {
    let sandbox = ada("payments:\n  - {plan: monthly, start: 2026-11-22, end: 2026-12-22}\n");
    let before = sandbox.records();
    let shown = run(&sandbox, "confirm ada --yes", 0);
    assert_eq!(shown.stderr, "note: ada has no unconfirmed payment\n");
    assert!(shown.stdout.ends_with("No changes.\n"), "{}", shown.stdout);
    assert_eq!(sandbox.records(), before);
    assert!(!sandbox.at("state/history").exists());
}

#[test]
fn a_last_day_before_the_first_is_refused() {
    refused(
        &ada(GUESS),
        "confirm ada --until 2026-11-21",
        "error: ada: the last day, 2026-11-21, lies before the first, 2026-11-22\n  hint: correct `--until`\n",
    );
}

#[test]
fn a_switch_decides_the_next_payment_and_leaves_the_others() {
    let paid = "payments:\n  - {plan: monthly, start: 2026-11-22, end: 2026-12-22}\n";
    let sandbox = ada(paid);
    let shown = run(&sandbox, "switch ada --plan yearly --yes", 0);
    assert!(
        shown
            .stdout
            .contains("plan yearly  (from the next payment on; paid until 2026-12-22)"),
        "{}",
        shown.stdout
    );
    assert_eq!(file(&sandbox), format!("{ADA}{paid}plan: yearly\n"));
    run(&sandbox, "pay ada --yes", 0);
    assert!(
        file(&sandbox).contains("plan: yearly\n    start: 2026-12-22\n    end: 2027-12-22\n"),
        "{}",
        file(&sandbox)
    );
    let again = run(&sandbox, "switch ada --plan yearly --yes", 0);
    assert_eq!(again.stderr, "note: ada is on plan `yearly` already\n");
}
