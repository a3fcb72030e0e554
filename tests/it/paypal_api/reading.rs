//! Good answers: what comes of the constructed records, whatever the order, the windows and the pages.

use std::collections::BTreeMap;

use plexmgr::sources::{Listing, Nature, Settlement};
use plexmgr::vocabulary::TransactionKey;
use serde_json::{Value, json};

use super::{MARCH, listed, wanted};
use crate::fake_paypal::{FakePayPal, Order, World, fixture, records};

/// From long before the listing to the second of April.
const LONG: (&str, &str) = ("2025-06-15T12:00:00Z", "2026-04-02T06:00:00Z");

/// A record in the words of the listing, made of the JSON alone.
fn in_words(record: &Value) -> (String, String) {
    let info = &record["transaction_info"];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let amount = |value: &Value| {
        let part = |name: &str| text(&value[name]);
        Some(format!("{} {}", part("value")?, part("currency_code")?))
    };
    let at = text(&info["transaction_initiation_date"]).unwrap();
    let reference = text(&info["paypal_reference_id"]);
    let is_transaction = info["paypal_reference_id_type"] == "TXN";
    let words = json!({
        "at": at.replace("+0000", "Z"),
        "amount": amount(&info["transaction_amount"]),
        "fee": amount(&info["fee_amount"]),
        "state": match info["transaction_status"].as_str() {
            Some("P") => "pending",
            Some("D") => "denied",
            Some("V") => "reversed",
            _ => "settled",
        },
        "type": info["transaction_event_code"],
        "email": record["payer_info"]["email_address"],
        "id": match &record["payer_info"]["account_id"] {
            Value::Null => &info["paypal_account_id"],
            id => id,
        },
        "subscription": reference.clone().filter(|_| !is_transaction),
        "refers_to": reference.filter(|_| is_transaction),
    });
    (text(&info["transaction_id"]).unwrap(), words.to_string())
}

/// What was read, in the same words.
fn read_words(listing: &Listing) -> BTreeMap<String, String> {
    let words = listing.transactions.iter().map(|transaction| {
        let words = json!({
            "at": transaction.at.to_string(),
            "amount": transaction.amount.to_string(),
            "fee": transaction.fee.map(|fee| fee.to_string()),
            "state": transaction.state,
            "type": transaction.type_text,
            "email": transaction.payer.email,
            "id": transaction.payer.id,
            "subscription": transaction.subscription,
            "refers_to": transaction.refers_to,
        });
        (transaction.key.id.clone(), words.to_string())
    });
    words.collect()
}

#[test]
fn the_constructed_month_is_read_whole_from_two_pages() {
    let paypal = FakePayPal::start(World::march());
    let listing = listed(&paypal, MARCH);
    let expected: BTreeMap<String, String> = World::march().records.iter().map(in_words).collect();
    assert_eq!(expected.len(), 38);
    assert_eq!(read_words(&listing), expected);
    assert_eq!((listing.rows, listing.problems.len()), (38, 0));
    assert_eq!(
        listing.reaches_to.map(|instant| instant.to_string()),
        Some(MARCH.1.to_owned())
    );
    assert_eq!(paypal.counts(), (1, 2));
    let times: Vec<_> = listing.transactions.iter().map(|one| one.at).collect();
    assert!(times.is_sorted());
}

#[test]
fn natures_and_payers_of_the_constructed_month_are_known() {
    let paypal = FakePayPal::start(World::march());
    let listing = listed(&paypal, MARCH);
    let one = |number: usize| {
        let id = format!("FAKETXN{number:010}");
        let found = listing.transactions.iter().find(|one| one.key.id == id);
        found.unwrap_or_else(|| panic!("{id} is missing"))
    };
    for (number, nature) in [
        (4, Nature::Payment),
        (9, Nature::Conversion),
        (10, Nature::Chargeback),
        (11, Nature::Fee),
        (13, Nature::Hold),
        (25, Nature::Donation),
        (26, Nature::Refund),
        (34, Nature::ChargebackOver),
        (36, Nature::Withdrawal),
    ] {
        assert_eq!(one(number).nature, nature, "{number}");
    }
    assert_eq!(one(14).state, Settlement::Pending);
    assert_eq!(one(4).payer.name.as_deref(), Some("Heron Example"));
    assert!(
        one(4)
            .note
            .as_deref()
            .is_some_and(|note| note.contains("Media Club"))
    );
    assert!(one(4).has_time && one(4).has_own_id);
}

#[test]
fn order_pages_and_windows_make_no_difference() {
    let expected = {
        let paypal = FakePayPal::start(World::april());
        listed(&paypal, LONG)
    };
    assert_eq!(expected.transactions.len(), 39);
    for order in [Order::NewestFirst, Order::Updated, Order::Mixed] {
        for most_on_page in [3, 500] {
            let mut world = World::april();
            world.switches.order = order;
            world.switches.most_on_page = most_on_page;
            let paypal = FakePayPal::start(world);
            assert_eq!(listed(&paypal, LONG), expected, "{order:?} {most_on_page}");
        }
    }
    let mut world = World::april();
    world.switches.longest_window = Some(100_000);
    let paypal = FakePayPal::start(world);
    assert_eq!(listed(&paypal, LONG), expected);
}

#[test]
fn windows_of_a_year_are_short_and_all_of_them_are_read() {
    let paypal = FakePayPal::start(World::april());
    let year = ("2025-04-02T00:00:00Z", "2026-04-02T23:59:59Z");
    assert_eq!(listed(&paypal, year).transactions.len(), 40);
    let (tokens, pages) = paypal.counts();
    assert_eq!(tokens, 1);
    assert!((12..=15).contains(&pages), "{pages}");
    for request in paypal.world().requests("/v1/reporting") {
        assert!(request.contains("page_size=500"), "{request}");
        assert!(
            request.contains("fields=transaction_info,payer_info,cart_info"),
            "{request}"
        );
        assert!(!request.contains('+') && request.contains("Z&end_date="));
    }
}

#[test]
fn a_later_overlapping_listing_knows_the_same_transactions() {
    let paypal = FakePayPal::start(World::march());
    let first = listed(&paypal, MARCH);
    *paypal.world() = World::april();
    let again = listed(&paypal, ("2026-02-15T00:00:00Z", "2026-04-03T06:00:00Z"));
    let state = |listing: &Listing, key: &TransactionKey| {
        let found = listing.transactions.iter().find(|one| one.key == *key);
        found.map(|one| one.state)
    };
    let changed: Vec<String> = first
        .transactions
        .iter()
        .filter(|one| state(&again, &one.key) != Some(one.state))
        .map(|one| one.key.to_string())
        .collect();
    assert_eq!(changed, ["paypal/FAKETXN0000000014"]);
    let pending = "paypal/FAKETXN0000000014".parse().unwrap();
    assert_eq!(state(&again, &pending), Some(Settlement::Settled));
    assert_eq!(again.transactions.len(), 40);
}

#[test]
fn a_refund_on_the_second_page_of_an_earlier_payment_is_listed_with_it() {
    let mut world = World::march();
    world.switches.order = Order::NewestFirst;
    let listing = listed(&FakePayPal::start(world), MARCH);
    let refund = listing
        .transactions
        .iter()
        .find(|one| one.key.id == "FAKETXN0000000026")
        .unwrap();
    assert_eq!(refund.refers_to.as_deref(), Some("FAKETXN0000000002"));
}

#[test]
fn an_authorization_with_the_id_of_a_payment_is_not_a_second_one() {
    let mut world = World::march();
    world.records = records(fixture!("transactions/same-id-twice.json"));
    for lists_memos in [false, true] {
        world.switches.lists_memos = lists_memos;
        let listing = listed(&FakePayPal::start(world.clone()), MARCH);
        assert_eq!(listing.transactions.len(), 1);
        assert_eq!(listing.problems, []);
        assert_eq!(listing.transactions[0].nature, Nature::Payment);
    }
}

#[test]
fn two_payments_with_one_id_are_both_listed_and_the_second_one_asks() {
    let mut world = World::march();
    let mut second = world.records[3].clone();
    second["transaction_info"]["transaction_amount"]["value"] = json!("7.00");
    world.records.push(second);
    for order in [Order::Time, Order::NewestFirst, Order::Mixed] {
        world.switches.order = order;
        let listing = listed(&FakePayPal::start(world.clone()), MARCH);
        let id = "FAKETXN0000000004";
        let transactions = listing.transactions.iter();
        let same = transactions.filter(|one| one.key.id.starts_with(id));
        let same = same.map(|one| (one.key.id.as_str(), one.amount.to_string(), one.nature));
        let expected = [
            ("FAKETXN0000000004", "5.00 EUR".to_owned(), Nature::Payment),
            ("FAKETXN0000000004#2", "7.00 EUR".to_owned(), Nature::SameId),
        ];
        assert_eq!(same.collect::<Vec<_>>(), expected, "{order:?}");
        assert_eq!(listing.problems, []);
        assert_eq!(listing.rows, 39);
    }
}

#[test]
fn a_record_with_a_wrong_field_leaves_the_others_alone() {
    let mut world = World::march();
    world.records[3]["transaction_info"]["transaction_amount"]["value"] = json!("5,00");
    world.records[4]["transaction_info"]["transaction_status"] = json!("Q");
    world.records[5]["payer_info"]["email_address"] = json!(["x"]);
    let listing = listed(&FakePayPal::start(world), MARCH);
    assert_eq!((listing.transactions.len(), listing.rows), (35, 38));
    let said: Vec<(&str, &str, &str)> = listing
        .problems
        .iter()
        .map(|one| (one.column.as_str(), one.value.as_str(), one.reason.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (
                "payer_info.email_address",
                "[\"x\"]",
                "has another shape than documented, in transaction `FAKETXN0000000006`"
            ),
            (
                "transaction_info.transaction_amount.value",
                "5,00",
                "is not a decimal number, in transaction `FAKETXN0000000004`"
            ),
            (
                "transaction_info.transaction_status",
                "Q",
                "is not a known status, in transaction `FAKETXN0000000005`"
            ),
        ]
    );
}

#[test]
fn records_without_a_payer_are_listed_without_one() {
    let mut world = World::march();
    world.records = records(fixture!("transactions/info-only.json"));
    let listing = listed(&FakePayPal::start(world), MARCH);
    assert_eq!(listing.transactions.len(), 3);
    assert!(
        listing
            .transactions
            .iter()
            .all(|one| one.payer.email.is_none())
    );
}

#[test]
fn what_the_data_do_not_reach_is_not_taken_for_read() {
    let april = ("2026-04-01T00:00:00Z", "2026-04-30T23:59:59Z");
    let paypal = FakePayPal::start(World::march());
    let listing = listed(&paypal, april);
    assert_eq!(listing.rows, 0);
    let reached = listing.reaches_to.map(|instant| instant.to_string());
    assert_eq!(reached.as_deref(), Some("2026-04-01T05:59:59Z"));
    // The third window begins after the newest data.
    let listing = listed(&paypal, ("2026-03-01T00:00:00Z", "2026-06-30T23:59:59Z"));
    assert_eq!(listing.rows, 38);
    let reached = listing.reaches_to.map(|instant| instant.to_string());
    assert_eq!(reached.as_deref(), Some("2026-04-01T05:59:59Z"));
    let may = ("2026-05-01T00:00:00Z", "2026-05-30T23:59:59Z");
    let listing = listed(&paypal, may);
    assert_eq!((listing.rows, listing.reaches_to), (0, None));
}

#[test]
fn a_listing_without_details_is_empty() {
    let mut world = World::march();
    world.records.clear();
    world.switches.spoil = Some(crate::fake_paypal::Spoil::Without("transaction_details"));
    let listing = listed(&FakePayPal::start(world), MARCH);
    assert_eq!((listing.rows, listing.problems.len()), (0, 0));
}

#[test]
fn what_is_older_than_three_years_is_left_out_with_a_remark() {
    let paypal = FakePayPal::start(World::march());
    let listing = listed(&paypal, ("2019-01-01T00:00:00Z", "2026-04-01T06:00:00Z"));
    assert_eq!(listing.rows, 38);
    assert_eq!(
        listing.remarks,
        ["PayPal lists three years at most: nothing before 2023-04-02T06:00:00Z is read"]
    );
}

#[test]
fn a_stretch_that_lies_ahead_is_not_asked_for() {
    let paypal = FakePayPal::start(World::march());
    let listing = listed(&paypal, ("2026-05-01T00:00:00Z", "2026-04-01T06:00:00Z"));
    assert_eq!(listing, Listing::default());
    assert_eq!(paypal.counts(), (0, 0));
}

#[test]
fn a_base_address_with_a_path_is_used() {
    let paypal = FakePayPal::start(World::march());
    let wanted = wanted(&format!("{}/mirror/", paypal.url()), MARCH);
    let doubt = super::doubt_of(&wanted, super::OPTIONS);
    assert!(doubt.reason.starts_with("status 404"), "{}", doubt.reason);
    assert!(paypal.world().seen[0].starts_with("POST /mirror/v1/oauth2/token"));
}
