//! What the records hold about money: payments, the inbox, decisions and rules.

use plexmgr::records::schema::{DecidedTime, Decision, RuleOutcome, Split};
use plexmgr::records::{SourceFile, misread};
use plexmgr::vocabulary::{Date, DisputeOutcome};

use super::{MARLOW, check_file, read_files, read_with};

/// A user with one payment that has these lines.
fn with_payment(lines: &str) -> String {
    let lines = lines.replace('\n', "\n    ");
    format!("class: standard\npayments:\n  - {lines}\n")
}

const PERIOD: &str = "plan: monthly\nstart: 2026-11-22\nend: 2026-12-22";

#[test]
fn every_key_of_a_payment_is_read() {
    let text = with_payment(&format!(
        "{PERIOD}\nsource: paypal\ntransaction_id: T-9\npayer_id: P-1\nsequence: 1\namount: 5.00 EUR\n\
         of: 5.00 EUR\nrefunds: [{{on: 2026-11-24, amount: 1.00 EUR, transaction_id: R-1}}]\n\
         dispute: {{opened: 2026-11-25, outcome: open}}"
    ));
    let household = read_with("users/zoe.yaml", text.as_bytes()).expect("good");
    let payment = &household.records.users["zoe"].payments[0];
    assert_eq!(
        payment.source.as_ref().map(|source| source.as_str()),
        Some("paypal")
    );
    assert_eq!(payment.payer_id.as_ref().map(|id| id.as_str()), Some("P-1"));
    assert_eq!(
        payment.of.as_ref().map(|of| of.to_string()),
        Some("5.00 EUR".to_owned())
    );
    assert_eq!(payment.refunds[0].amount.to_string(), "1.00 EUR");
    let dispute = payment.dispute.as_ref().expect("one");
    assert_eq!(dispute.outcome.value, DisputeOutcome::Open);
    assert_eq!(
        dispute.outcome.place.to_string(),
        "records/users/zoe.yaml:13:44"
    );
}

#[test]
fn money_that_is_gone_or_for_no_time_pays_for_nothing() {
    let pays = |more: &str| {
        let text = with_payment(&format!("amount: 5.00 EUR\n{more}"));
        let household = read_with("users/zoe.yaml", text.as_bytes()).expect("good");
        let payment = &household.records.users["zoe"].payments[0];
        payment.pays().map(|period| period.end.to_string())
    };
    let until = Some("2026-12-22".to_owned());
    assert_eq!(pays("paid_on: 2026-11-22"), None);
    assert_eq!(pays(PERIOD), until);
    let refunds = |refunds: &str| pays(&format!("{PERIOD}\nrefunds: [{refunds}]"));
    assert_eq!(refunds("{on: 2026-11-24, amount: 4.99 EUR}"), until);
    assert_eq!(refunds("{on: 2026-11-24, amount: 5.00 USD}"), until);
    let twice = "{on: 2026-11-24, amount: 2.00 EUR}, {on: 2026-11-25, amount: 3.00 EUR}";
    assert_eq!(refunds(twice), None);
    let dispute = |word: &str| {
        pays(&format!(
            "{PERIOD}\ndispute: {{opened: 2026-11-25, outcome: {word}}}"
        ))
    };
    assert_eq!(dispute("open"), until);
    assert_eq!(dispute("won"), until);
    assert_eq!(dispute("lost"), None);
}

#[test]
fn a_payment_has_a_whole_period_or_an_amount() {
    let check = |lines: &str, expected: &str| {
        check_file("users/zoe.yaml", with_payment(lines).as_bytes(), expected);
    };
    check(
        "start: 2026-11-22\nend: 2026-12-22\namount: 5.00 EUR",
        "records/users/zoe.yaml:3:5: `plan` is missing [missing_key]
  help: the handle of a plan",
    );
    check(
        "plan:\namount: 5.00 EUR",
        "records/users/zoe.yaml:3:5: `end` is missing [missing_key]
  help: the last day, as in `2026-12-22`
records/users/zoe.yaml:3:5: `start` is missing [missing_key]
  help: the first day, as in `2026-11-22`
records/users/zoe.yaml:3:10: `plan` has no value [missing_key]
  help: the handle of a plan",
    );
    check(
        &format!("{PERIOD}\nof: 5.00 EUR"),
        "records/users/zoe.yaml:3:5: `amount` is missing [missing_key]
  help: the part of the transaction that this payment is, as in `5.00 EUR`",
    );
    check(
        &format!("{PERIOD}\ndispute: {{opened: 2026-11-25, outcome: last}}"),
        "records/users/zoe.yaml:6:44: `outcome` cannot be `last` [unknown_word]
  help: did you mean `lost`? allowed are `open`, `won` and `lost`",
    );
}

#[test]
fn one_transaction_is_in_one_place() {
    let ada = with_payment(&format!("{PERIOD}\nsource: paypal\ntransaction_id: T-9"));
    let bo = |source: &str| with_payment(&format!("{PERIOD}\n{source}transaction_id: T-9"));
    let read = |bo: &str| {
        read_files(&[
            ("plans.yaml", super::PLANS.as_bytes()),
            ("users/ada.yaml", ada.as_bytes()),
            ("users/bo.yaml", bo.as_bytes()),
        ])
    };
    assert!(
        read(&bo("source: bank\n")).is_ok(),
        "ids are unique in a source only"
    );
    let twice = "records/users/bo.yaml:7:21: transaction `T-9` is already used at \
                 records/users/ada.yaml:7:21 [duplicate_transaction]";
    assert_eq!(read(&bo("source: paypal\n")).expect_err("twice"), twice);
    let twice = twice.replace("bo.yaml:7", "bo.yaml:6");
    assert_eq!(read(&bo("")).expect_err("an id without a source"), twice);
}

#[test]
fn the_parts_of_a_transaction_add_up_to_it() {
    let part = |number: u32, amount: &str, of: &str| {
        with_payment(&format!(
            "{PERIOD}\nsource: paypal\ntransaction_id: T-9\nsequence: {number}\namount: {amount}\nof: {of}"
        ))
    };
    let read = |ada: &str, bo: &str, decisions: &str| {
        read_files(&[
            ("plans.yaml", super::PLANS.as_bytes()),
            ("users/ada.yaml", ada.as_bytes()),
            ("users/bo.yaml", bo.as_bytes()),
            ("decisions/a.yaml", decisions.as_bytes()),
        ])
    };
    let half = part(1, "5.00 EUR", "10.00 EUR");
    assert!(read(&half, &part(2, "5.00 EUR", "10.00 EUR"), "").is_ok());
    assert_eq!(
        read(&half, &part(2, "4.00 EUR", "10.00 EUR"), "").expect_err("a part is lost"),
        "records/users/ada.yaml:10:9: the parts of transaction `T-9` add up to 9.00 EUR, not to 10.00 EUR \
         [bad_split]\n  help: correct `amount` of the parts, or `of`, in all users who share it"
    );
    assert_eq!(
        read(&half, &part(2, "5.00 EUR", "11.00 EUR"), "").expect_err("two wholes"),
        "records/users/bo.yaml:10:9: another part of transaction `T-9` says that it was 10.00 EUR [bad_split]\n  \
         help: correct `amount` of the parts, or `of`, in all users who share it"
    );
    let left = "paypal/T-9: {split: {ada: 5.00 EUR}}";
    assert!(
        read(&half, "class: standard\n", left).is_ok(),
        "a user was removed"
    );
}

#[test]
fn a_plan_has_several_prices() {
    let text = "monthly:\n  price: 5.00 EUR\n  prices: [{price: 4.00 EUR, until: 2026-05-31}, 5.50 USD]\n  \
                duration: 1 month\n  default: true\n";
    let household = read_with("plans.yaml", text.as_bytes()).expect("good");
    let plan = &household.records.plans["monthly"];
    let on = |day: &str| -> Vec<String> {
        let day: Date = day.parse().expect("a day");
        plan.prices_on(day).map(ToString::to_string).collect()
    };
    assert_eq!(on("2026-05-31"), ["5.00 EUR", "4.00 EUR", "5.50 USD"]);
    assert_eq!(on("2026-06-01"), ["5.00 EUR", "5.50 USD"]);
    check_file(
        "plans.yaml",
        text.replace("4.00 EUR, until: 2026-05-31", "4 EUR, from: x")
            .as_bytes(),
        "records/plans.yaml:3:27: unknown key `from` [unknown_key]
  help: allowed are `price` and `until`",
    );
}

#[test]
fn a_user_is_covered_by_one_who_pays() {
    let covered = |by: &str| format!("class: standard\ncovered_by: {by}\n");
    let household = read_with("users/cub.yaml", covered("marlow").as_bytes()).expect("good");
    let cover = household.records.users["cub"].covered_by.as_ref();
    assert_eq!(cover.map(|cover| cover.as_str()), Some("marlow"));
    check_file(
        "users/cub.yaml",
        covered("marlo").as_bytes(),
        "records/users/cub.yaml:2:13: user `marlo` is not recorded [no_such_user]
  help: did you mean `marlow`? recorded users are `cub` and `marlow`",
    );
    check_file(
        "users/cub.yaml",
        covered("cub").as_bytes(),
        "records/users/cub.yaml:2:13: user `cub` cannot be covered by themselves [bad_cover]
  help: name the user who pays, or remove the key",
    );
    let problems = read_files(&[
        ("plans.yaml", super::PLANS.as_bytes()),
        ("users/ada.yaml", covered("bo").as_bytes()),
        ("users/bo.yaml", covered("ada").as_bytes()),
    ]);
    assert_eq!(
        problems.expect_err("a circle"),
        "records/users/ada.yaml:2:13: user `bo` is covered by another user too [bad_cover]
  help: name the user who pays for all of them
records/users/bo.yaml:2:13: user `ada` is covered by another user too [bad_cover]
  help: name the user who pays for all of them"
    );
}

#[test]
fn every_form_of_a_decision_is_read() {
    let text = "paypal/A: marlow
paypal/B: {user: marlow, plan: family}
paypal/C: {user: marlow, periods: 2}
paypal/D: {user: marlow, start: 2026-01-01, end: 2026-02-01, once: true}
paypal/E: {user: marlow, as: donation}
paypal/F: {ignore: rent}
bank/G h: {split: {marlow: 5.00 EUR}}
";
    let household = read_with("decisions/2026-03.yaml", text.as_bytes()).expect("good");
    let decisions = &household.records.decisions;
    assert_eq!(decisions.len(), 7);
    let give = |key: &str| match &decisions[&key.parse().expect("a key")].value {
        Decision::Give(assignment) => assignment.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(give("paypal/A").time, DecidedTime::ByAmount);
    assert_eq!(give("paypal/B").plan.expect("a plan").as_str(), "family");
    assert!(matches!(give("paypal/C").time, DecidedTime::Periods(two) if two.value == 2));
    assert!(matches!(give("paypal/D").time, DecidedTime::Days { .. }) && give("paypal/D").is_once);
    assert_eq!(give("paypal/E").time, DecidedTime::Donation);
    let placed = &decisions[&"paypal/F".parse().expect("a key")];
    assert!(matches!(&placed.value, Decision::Ignore(why) if why.as_str() == "rent"));
    assert_eq!(
        placed.place.to_string(),
        "records/decisions/2026-03.yaml:6:1"
    );
    let split = &decisions[&"bank/G h".parse().expect("a key")].value;
    assert!(matches!(split, Decision::Split(Split::Amounts(parts)) if parts.len() == 1));
}

#[test]
fn a_wrong_decision_is_a_problem_with_its_place() {
    let check = |line: &str, expected: &str| {
        check_file(
            "decisions/a.yaml",
            line.as_bytes(),
            &format!("records/decisions/a.yaml:1:{expected}"),
        );
    };
    check(
        "paypal/A: marlo",
        "11: user `marlo` is not recorded [no_such_user]\n  help: did you mean `marlow`? recorded users are `marlow`",
    );
    check(
        "paypal/A: {user: marlow, plan: familiy}",
        "32: plan `familiy` is not declared [no_such_plan]\n  help: did you mean `family`? declared plans are `family` and `monthly`",
    );
    check(
        "paypal/A: {user: marlow, ignore: rent}",
        "11: `user` and `ignore` contradict each other [contradiction]\n  help: keep one of them",
    );
    check(
        "paypal/A: {user: marlow, as: donation, periods: 1}",
        "49: `periods` has no meaning beside `as` [contradiction]\n  help: remove `periods`, or `as`",
    );
    check(
        "paypal/A: {user: marlow, start: 2026-01-01}",
        "11: `end` is missing [missing_key]\n  help: the last day, as in `2026-12-22`",
    );
    check(
        "paypal/A: {plan: family}",
        "11: one of `user`, `split`, `ignore` is missing [missing_key]",
    );
    check(
        "paypal/A: {split: [marlow]}",
        "19: a split needs at least two users [contradiction]\n  help: name a single user with `user`",
    );
    check(
        "T-1: marlow",
        "1: `T-1` is not a transaction [bad_transaction]\n  help: a transaction is written as its account, \
         `/` and its id, as in `paypal/5TY05013RG002845M`",
    );
}

#[test]
fn a_transaction_is_decided_in_one_file() {
    let problems = read_files(&[
        ("plans.yaml", super::PLANS.as_bytes()),
        ("servers.yaml", super::SERVERS.as_bytes()),
        ("users/marlow.yaml", MARLOW.as_bytes()),
        ("decisions/a.yaml", b"paypal/A: marlow\n"),
        ("decisions/b.yaml", b"# later\npaypal/A: {ignore: rent}\n"),
        ("decisions/c.yaml", b"# nothing yet\n"),
    ]);
    assert_eq!(
        problems.expect_err("twice"),
        "records/decisions/b.yaml:2:1: transaction `paypal/A` is already decided at \
         records/decisions/a.yaml:1:1 [duplicate_transaction]\n  help: keep one of the two decisions"
    );
}

#[test]
fn rules_are_read_in_their_order() {
    let text = "- when: {payer: Rent@example.org, note: /^may/}
  then: {ignore: rent}
- when: {name: /marlow/, currency: EUR, amount: 5.00 EUR, source: paypal, type: T0006}
  then: {user: marlow}
- when: {payer_id: P-1, subscription: I-1}
  then: {as: donation}
";
    let household = read_with("matching.yaml", text.as_bytes()).expect("good");
    let rules = &household.records.matching;
    let outcomes: Vec<_> = rules.iter().map(|rule| &rule.value.then).collect();
    assert!(matches!(
        outcomes.as_slice(),
        [
            RuleOutcome::Ignore(_),
            RuleOutcome::Give(_),
            RuleOutcome::Donation(None)
        ]
    ));
    assert_eq!(rules[1].place.to_string(), "records/matching.yaml:3:3");
    let payer = rules[0].value.when.payer.as_ref().expect("a condition");
    assert!(payer.fits("rent@Example.org"));
}

#[test]
fn a_wrong_rule_is_a_problem_with_its_place() {
    let check = |text: &str, expected: &str| {
        check_file(
            "matching.yaml",
            text.as_bytes(),
            &format!("records/matching.yaml:{expected}"),
        );
    };
    check(
        "- when: {}\n  then: {ignore: x}\n",
        "1:9: `when` has no condition, so the rule would decide about everything [missing_key]\n  \
         help: as in `when: {payer: rent@example.org}`",
    );
    check(
        "- when: {note: /(/}\n  then: {ignore: x}\n",
        "1:16: `note` cannot be `/(/` [bad_pattern]\n  help: the regular expression cannot be read: unclosed group",
    );
    check(
        "- when: {note: x}\n  then: {split: [marlow, zoe]}\n",
        "2:26: user `zoe` is not recorded [no_such_user]\n  help: recorded users are `marlow`",
    );
    check(
        "rent: x\n",
        "1:1: the file must be a list of rules, not a mapping [wrong_type]\n  help: a rule begins with `- when:`",
    );
}

#[test]
fn the_inbox_is_read_and_may_be_empty() {
    assert!(read_with("inbox.yaml", b"# nothing waits\n").is_ok());
    let text = "paypal/A:
  at: 2026-03-22T10:19:55+01:00
  type: T0006
  amount: -5.00 EUR
  payer: guest@example.com
  name: H. Heron
  why: no user has this address
  candidates: [marlow]
";
    let household = read_with("inbox.yaml", text.as_bytes()).expect("good");
    let entry = &household.records.inbox[&"paypal/A".parse().expect("a key")];
    assert_eq!(entry.place.to_string(), "records/inbox.yaml:1:1");
    assert_eq!(entry.value.amount.to_string(), "-5.00 EUR");
    assert_eq!(entry.value.at.to_string(), "2026-03-22T10:19:55+01:00");
    check_file(
        "inbox.yaml",
        text.replace("T10:19:55+01:00", "").as_bytes(),
        "records/inbox.yaml:2:7: `at` cannot be `2026-03-22` [bad_date]
  help: an instant is written like `2026-11-22T10:00:00+01:00`",
    );
}

#[test]
fn an_entry_that_a_merge_put_into_the_inbox_twice_counts_once() {
    let entry = |why: &str| {
        format!("paypal/A:\n  at: 2026-03-22T10:19:55+01:00\n  amount: 5.00 EUR\n  why: {why}\n")
    };
    let text = entry("pending") + &entry("no user has this address");
    let household = read_with("inbox.yaml", text.as_bytes()).expect("good");
    let inbox = &household.records.inbox;
    assert_eq!(inbox.len(), 1);
    let why = &inbox[&"paypal/A".parse().expect("a key")].value.why;
    assert_eq!(why.value, "no user has this address");
    let file = SourceFile {
        path: "records/inbox.yaml".into(),
        bytes: text.into_bytes(),
    };
    assert_eq!(misread(&[file]).to_string(), "");
}
