//! A month of constructed transactions, from files of PayPal's website in several languages, with the outcome of each.
//!
//! `tests/fixtures/paypal/expected` holds the members and the outcomes. An `end` in it is the first day that is not
//! paid, which is the `end` of a payment.

use plexmgr::records::schema::{PaymentRecord, UserRecord};
use plexmgr::sources::{SourceOutcome, SourceReading};
use serde_json::Value;

use super::house::{House, name, notices};
use crate::fake_paypal::{FakePayPal, World};
use crate::payment_files::{file, fixture, outcome, paypal};
use crate::paypal_api::listed;

fn expected(file: &str) -> Value {
    let bytes = fixture(&format!("paypal/expected/{file}.json"));
    serde_json::from_slice(&bytes).expect("JSON")
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key]
        .as_str()
        .unwrap_or_else(|| panic!("{key} of {value}"))
}

/// The members before the month, as records.
pub(super) fn club() -> House {
    let members = expected("members");
    let mut house = House::new();
    for member in members["members"].as_array().expect("a list") {
        let id = text(member, "id");
        let prior = members["prior_payments"].as_array().expect("a list").iter();
        let prior: Vec<&Value> = prior.filter(|payment| payment["member"] == *id).collect();
        let payments = match (prior.as_slice(), member["paid_until"].as_str()) {
            (_, None) => String::new(),
            ([], Some(until)) => before(member, until),
            (prior, Some(_)) => prior
                .iter()
                .map(|payment| recorded(member, payment))
                .collect(),
        };
        let payments = if payments.is_empty() {
            payments
        } else {
            format!("payments:\n{payments}")
        };
        let record = format!(
            "class: {}\npaypal_email: {}\n{payments}",
            text(member, "class"),
            text(member, "paypal_email")
        );
        house.write(&format!("users/{id}.yaml"), &record);
    }
    house
}

/// The period that an admin wrote for a member.
fn before(member: &Value, until: &str) -> String {
    let plan = text(member, "plan");
    let end: plexmgr::vocabulary::Date = until.parse().unwrap();
    let start = end
        .minus_months(if plan == "yearly" { 12 } else { 1 })
        .unwrap();
    let subscription = subscription(member);
    format!("  - {{plan: {plan}, start: {start}, end: {end}{subscription}}}\n")
}

/// A payment of a member that is recorded with its transaction.
fn recorded(member: &Value, payment: &Value) -> String {
    let [plan, start, end, id, amount] =
        ["plan", "start", "end", "transaction_id", "amount"].map(|key| text(payment, key));
    let subscription = subscription(member);
    format!(
        "  - {{plan: {plan}, start: {start}, end: {end}, paid_on: {start}, amount: {amount} EUR, source: paypal, \
         transaction_id: {id}{subscription}}}\n"
    )
}

fn subscription(member: &Value) -> String {
    let id = member["subscription_id"].as_str();
    id.map(|id| format!(", subscription_id: {id}"))
        .unwrap_or_default()
}

fn month(path: &str) -> SourceReading {
    let bytes = fixture(&format!("paypal/csv/{path}"));
    SourceReading {
        source: name("paypal"),
        account: name("paypal"),
        outcome: outcome(&paypal(""), &[file(path, bytes)]),
    }
}

/// The payment of a transaction, and whose it is.
fn payment<'r>(
    records: &'r plexmgr::records::schema::Records,
    id: &str,
) -> Option<(String, &'r PaymentRecord)> {
    let of = |(handle, user): (&plexmgr::vocabulary::Handle, &'r UserRecord)| {
        let has_id = |payment: &&PaymentRecord| {
            payment
                .transaction_id
                .as_ref()
                .is_some_and(|known| known.value == id)
        };
        let found = user.payments.iter().find(has_id)?;
        Some((handle.to_string(), found))
    };
    records.users.iter().find_map(of)
}

#[test]
fn every_transaction_of_the_month_comes_out_as_expected() {
    for path in [
        "activity-en-us.csv",
        "activity-en-gb.csv",
        "activity-de.csv",
    ] {
        let mut house = club();
        let change_set = house.apply(&[month(path)]);
        assert_eq!(
            notices(&change_set, "row_unreadable"),
            Vec::<String>::new(),
            "{path}"
        );
        let totals = &change_set.sources[0].totals;
        assert!(
            totals.iter().all(plexmgr::sources::SourceTotals::agree),
            "{path}"
        );
        check_all(&house, "march", path);
        house.apply(&[month("activity-en-us.csv"), month("activity-de.csv")]);
    }
}

/// Compares what became of every transaction of a file of outcomes.
pub(super) fn check_all(house: &House, file: &str, context: &str) {
    let household = house.household();
    let outcomes = expected(file);
    for result in outcomes["results"].as_array().expect("a list") {
        check(&household.records, result, context);
    }
}

/// What PayPal's interface answers.
fn interface(world: World) -> SourceReading {
    let to = world.refreshed.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let paypal = FakePayPal::start(world);
    let listing = listed(&paypal, ("2026-03-01T00:00:00Z", &to));
    SourceReading {
        source: name("paypal"),
        account: name("paypal"),
        outcome: SourceOutcome::Read(listing),
    }
}

#[test]
fn the_pages_of_the_interface_come_out_like_the_files_in_any_order() {
    let pages = interface(World::march());
    let files = [month("activity-en-us.csv"), month("activity-de.csv")];
    for [first, second] in [[&pages, &files[0]], [&files[1], &pages]] {
        let mut house = club();
        house.apply(std::slice::from_ref(first));
        check_all(&house, "march", "the first source");
        let payments: Vec<_> = house.all_payments();
        house.apply(std::slice::from_ref(second));
        check_all(&house, "march", "the second source");
        assert_eq!(house.all_payments(), payments, "nothing is added");
        house.apply(&[pages.clone(), files[0].clone()]);
        assert_eq!(house.all_payments(), payments, "nothing is added");
    }
}

#[test]
fn two_days_later_what_was_pending_is_paid_and_the_overlap_adds_nothing() {
    for month in [interface(World::march()), month("activity-en-gb.csv")] {
        let mut house = club();
        house.apply(&[month]);
        house.apply(&[interface(World::april())]);
        check_all(&house, "rerun-overlap", "two days later");
        let payments = house.all_payments();
        house.apply(&[interface(World::april())]);
        assert_eq!(house.all_payments(), payments, "nothing is added");
    }
    let mut at_once = club();
    at_once.apply(&[interface(World::april())]);
    check_all(&at_once, "rerun-overlap", "both at once");
}

/// Compares what became of one transaction.
fn check(records: &plexmgr::records::schema::Records, result: &Value, path: &str) {
    let id = text(result, "transaction_id");
    let found = payment(records, id);
    let waits = records
        .inbox
        .iter()
        .find(|(key, _)| key.id == id)
        .map(|(_, entry)| entry);
    let context = format!("{path}: {id} {result}");
    match text(result, "outcome") {
        "extend" => {
            let (user, payment) = found.expect(&context);
            let period = payment
                .pays()
                .map(|period| (period.start.to_string(), period.end.to_string()));
            let wanted = (
                text(result, "start").to_owned(),
                text(result, "end").to_owned(),
            );
            assert_eq!(
                (user.as_str(), period),
                (text(result, "member"), Some(wanted)),
                "{context}"
            );
            assert_eq!(
                payment
                    .paid_on
                    .as_ref()
                    .map(|day| day.to_string())
                    .as_deref(),
                result["paid_on"].as_str(),
                "{context}"
            );
        }
        "ignore" => assert!(found.is_none() && waits.is_none(), "{context}"),
        "review" if result["reason"] == "partial refund" => {
            let (_, payment) = payment(records, text(result, "of")).expect(&context);
            assert!(
                payment.pays().is_some() && payment.refunds.len() == 1,
                "{context}"
            );
        }
        "pending" | "review" | "unmatched" => {
            let entry = waits.expect(&context);
            let candidates: Vec<String> = entry
                .value
                .candidates
                .iter()
                .map(|user| user.to_string())
                .collect();
            let member = result["member"].as_str().map(str::to_owned);
            let wanted = result["candidates"].as_array().into_iter().flatten();
            let wanted = wanted
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .chain(member);
            assert!(
                wanted.into_iter().all(|user| candidates.contains(&user)),
                "{context} {candidates:?}"
            );
        }
        "known" => assert_eq!(
            found.map(|(user, _)| user).as_deref(),
            result["member"].as_str(),
            "{context}"
        ),
        "no-effect" => assert!(found.expect(&context).1.period.is_none(), "{context}"),
        "refund" => {
            let of = result["of"].as_str().unwrap_or(id);
            let (user, payment) = payment(records, of).expect(&context);
            assert_eq!(
                (user.as_str(), payment.pays()),
                (text(result, "member"), None),
                "{context}"
            );
        }
        "dispute" | "dispute-won" => {
            let (user, payment) = payment(records, text(result, "of")).expect(&context);
            assert_eq!(user, text(result, "member"), "{context}");
            let outcome = payment
                .dispute
                .as_ref()
                .map(|dispute| dispute.outcome.to_string());
            assert_eq!(outcome.as_deref(), Some("won"), "{context}");
        }
        other => panic!("{other}"),
    }
}
