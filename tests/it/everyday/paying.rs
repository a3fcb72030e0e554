//! `pay`: from when until when, how much, and what does not agree.

use super::{ADA, ada, file, refused, run};

const PAID: &str = "payments:\n  - {plan: monthly, start: 2026-10-31, end: 2026-11-30}\n";

/// What `pay` adds to Ada's file.
fn added(before: &str, line: &str) -> String {
    let sandbox = ada(before);
    run(&sandbox, &format!("pay ada {line} --yes --brief"), 0);
    let after = file(&sandbox);
    let kept = format!("{ADA}{before}");
    let added = after.strip_prefix(&kept);
    added.unwrap_or_else(|| panic!("{after}")).to_owned()
}

#[test]
fn a_payment_continues_the_chain_from_its_anchor() {
    assert_eq!(
        added(PAID, ""),
        "  - plan: monthly\n    start: 2026-11-30\n    end: 2026-12-31\n    origin: manual\n    \
         paid_on: 2026-11-29\n    amount: 5.00 EUR\n"
    );
}

#[test]
fn a_payment_after_grace_starts_on_the_day_it_came() {
    let late = added(
        PAID,
        "--on 2026-12-08 --plan yearly --transaction T-1 --subscription I-1",
    );
    assert_eq!(
        late,
        "  - plan: yearly\n    start: 2026-12-08\n    end: 2027-12-08\n    origin: manual\n    \
         subscription_id: I-1\n    transaction_id: T-1\n    paid_on: 2026-12-08\n    amount: 50.00 EUR\n"
    );
    let in_grace = added(PAID, "--on 2026-12-07");
    assert!(in_grace.contains("start: 2026-11-30"), "{in_grace}");
}

#[test]
fn the_settings_say_how_long_grace_is() {
    let sandbox = ada(PAID);
    let settings = sandbox.read("plexmgr.toml");
    sandbox.write(
        "plexmgr.toml",
        &format!("{settings}\n[payments]\ngrace_days = 8\n"),
    );
    run(&sandbox, "pay ada --on 2026-12-08 --yes", 0);
    assert!(
        file(&sandbox).contains("start: 2026-11-30"),
        "{}",
        file(&sandbox)
    );
}

#[test]
fn a_guess_of_an_import_is_no_period_before_it() {
    let guess =
        "payments:\n  - {plan: yearly, start: 2026-11-22, end: 2027-11-22, origin: import}\n";
    let paid = added(guess, "");
    assert!(
        paid.contains("plan: yearly\n    start: 2026-11-29\n"),
        "{paid}"
    );
}

#[test]
fn amount_periods_and_last_day_are_three_ways_to_say_it() {
    for line in [
        "--amount 15",
        "--amount 15.00",
        "--periods 3",
        "--until 2027-02-28",
        "--periods 3 --amount 15.00",
    ] {
        let paid = added(PAID, line);
        assert!(paid.contains("end: 2027-02-28\n"), "{line}: {paid}");
        assert!(paid.contains("amount: 15.00 EUR\n"), "{line}: {paid}");
    }
    let odd = added(PAID, "--until 2027-01-15");
    assert!(
        odd.contains("end: 2027-01-15\n") && !odd.contains("amount"),
        "{odd}"
    );
    let weekly = added("", "--plan weekly --periods 2 --start 2026-12-01");
    assert!(
        weekly.contains("start: 2026-12-01\n    end: 2026-12-15\n"),
        "{weekly}"
    );
    assert!(!weekly.contains("amount"), "{weekly}");
}

#[test]
fn what_does_not_agree_is_refused_with_what_would() {
    let sandbox = ada(PAID);
    for (line, expected) in [
        (
            "pay ada --amount 15.00 --periods 2",
            "error: ada: 15.00 EUR pays for 3 periods of `monthly`, not for 2\n  hint: leave `--amount` or \
             `--periods` out\n",
        ),
        (
            "pay ada --amount 4.00",
            "error: ada: 4.00 EUR is not a multiple of the price of `monthly`, 5.00 EUR\n  hint: give the plan \
             that was paid with `--plan`, or correct the amount\n",
        ),
        (
            "pay ada --amount 50.00",
            "error: ada: 50.00 EUR pays for 10 periods of `monthly`, or for 1 of `yearly`\n  hint: name the plan \
             with `--plan`\n",
        ),
        (
            "pay ada --amount 500.00",
            "error: ada: 500.00 EUR pays for 100 periods of `monthly`\n  hint: if that is right, add `--periods \
             100`\n",
        ),
        (
            "pay ada --amount 5.00 --until 2027-01-31",
            "error: ada: 1 period of `monthly` from 2026-11-30 ends on 2026-12-31, not on 2027-01-31\n  hint: leave \
             `--until` out, or leave the amount and the periods out\n",
        ),
        (
            "pay ada --until 2026-11-01",
            "error: ada: the last day, 2026-11-01, lies before the first, 2026-11-30\n  hint: correct `--until`, or \
             give `--start`\n",
        ),
        (
            "pay ada --start 2026-11-15",
            "error: ada: 2026-11-15 to 2026-12-15 overlaps with the payment for 2026-10-31 to 2026-11-30\n  hint: \
             give the first day with `--start`, or the last one with `--until`\n",
        ),
        (
            "pay ada --plan weekly --amount 5.00",
            "error: ada: plan `weekly` has no price, so the currency is unknown\n  hint: write it with the amount, \
             as in `--amount \"5.00 EUR\"`\n",
        ),
        (
            "pay ada --plan montly",
            "error: montly: there is no plan `montly`\n  hint: did you mean `monthly`? declared plans are \
             `monthly`, `weekly` and `yearly`\n",
        ),
    ] {
        refused(&sandbox, line, expected);
    }
}

#[test]
fn money_that_comes_much_later_is_a_mistyped_day() {
    let sandbox = ada(PAID);
    let message = run(&sandbox, "pay ada --on 2027-12-08 --yes", 64).stderr;
    let expected = "is more than 31 days after today, 2026-11-29";
    assert!(message.contains(expected), "{message}");
    run(&sandbox, "pay ada --on 2026-12-30 --yes", 0);
}

#[test]
fn the_same_payment_twice_has_to_be_meant() {
    let sandbox = ada(PAID);
    run(&sandbox, "pay ada --yes --transaction T-1", 0);
    refused(
        &sandbox,
        "pay ada",
        "error: ada: a payment for `monthly` on 2026-11-29 is recorded already: 2026-11-30 to 2026-12-31\n  hint: if \
         another one came that day, add `--again`\n",
    );
    refused(
        &sandbox,
        "pay ada --again --transaction T-1",
        "error: --transaction T-1: this transaction is recorded already, for user `ada`\n",
    );
    run(&sandbox, "pay ada --again --yes", 0);
    assert!(file(&sandbox).contains("start: 2026-12-31\n    end: 2027-01-31\n"));
}

#[test]
fn expired_users_all_pay_with_one_command() {
    let sandbox = ada(PAID);
    for number in 0..54 {
        let user = format!(
            "class: standard\nplex: {{id: {}}}\npayments:\n  - {{plan: monthly, start: 2026-09-01, end: 2026-10-01}}\n",
            100 + number
        );
        sandbox.write(&format!("records/users/late{number}.yaml"), &user);
    }
    let shown = run(
        &sandbox,
        "pay --where standing=expired --on 2026-12-01 --yes --brief",
        0,
    );
    assert!(
        shown.stdout.contains("and 51 more, 54 in all"),
        "{}",
        shown.stdout
    );
    let status = run(&sandbox, "status --where standing=expired --format json", 0);
    assert!(
        status.stdout.contains("\"expired\": 0"),
        "{}",
        status.stdout
    );
    run(&sandbox, "undo latest --yes", 0);
    let status = run(&sandbox, "status --where standing=expired --format json", 0);
    assert!(
        status.stdout.contains("\"expired\": 54"),
        "{}",
        status.stdout
    );
}

#[test]
fn a_selection_leaves_out_who_pays_nothing() {
    let sandbox = ada(PAID);
    sandbox.write("records/users/bob.yaml", "class: permanent\nplex: {id: 2}\npayments:\n  - {plan: monthly, start: 2026-01-01, end: 2026-02-01}\n");
    let shown = run(&sandbox, "pay --where plan=monthly --yes", 0);
    assert!(
        shown
            .stderr
            .contains("note: 1 user left out, departed or permanent: bob\n"),
        "{}",
        shown.stderr
    );
    run(&sandbox, "pay bob --yes", 0);
    assert!(
        sandbox
            .read("records/users/bob.yaml")
            .contains("paid_on: 2026-11-29")
    );
}
