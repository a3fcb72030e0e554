//! Every file that holds the month of the API's pages gives the same transactions.

use std::collections::BTreeMap;

use plexmgr::sources::{Listing, Nature, Settlement, Transaction};
use serde_json::Value;

use super::{by_id, file, fixture, listing, paypal, problems};
use crate::fake_paypal::fixture;

/// What the API says about one transaction.
#[derive(Debug, PartialEq)]
struct Answer {
    at: String,
    amount: String,
    nature: Nature,
    state: Settlement,
    email: Option<String>,
    subscription: Option<String>,
    refers_to: Option<String>,
}

/// The records of the pages, by id, as this test understands them.
fn answers() -> BTreeMap<String, Answer> {
    let mut answers = BTreeMap::new();
    for page in [
        fixture!("transactions/march-page1.json"),
        fixture!("transactions/march-page2.json"),
    ] {
        let page: Value = serde_json::from_str(page).expect("JSON");
        for record in page["transaction_details"].as_array().expect("a list") {
            let info = &record["transaction_info"];
            let id = info["transaction_id"].as_str().expect("an id").to_owned();
            answers.insert(id, answer(record, info));
        }
    }
    answers
}

fn answer(record: &Value, info: &Value) -> Answer {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let at = text(&info["transaction_initiation_date"]).expect("a time");
    let amount = &info["transaction_amount"];
    let value = text(&amount["value"]).expect("a value");
    let currency = amount["currency_code"].as_str().expect("letters");
    let reference = text(&info["paypal_reference_id"]);
    let is_transaction = info["paypal_reference_id_type"] == "TXN";
    Answer {
        at: format!("{}Z", &at[..19]),
        amount: format!("{value} {currency}"),
        nature: nature(info["transaction_event_code"].as_str().expect("a code")),
        state: match info["transaction_status"].as_str() {
            Some("S") => Settlement::Settled,
            Some("P") => Settlement::Pending,
            Some("V") => Settlement::Reversed,
            other => {
                assert_eq!(other, Some("D"));
                Settlement::Denied
            }
        },
        email: text(&record["payer_info"]["email_address"]),
        subscription: reference.clone().filter(|_| !is_transaction),
        refers_to: reference.filter(|_| is_transaction),
    }
}

fn nature(code: &str) -> Nature {
    match code {
        "T0013" => Nature::Donation,
        "T0106" => Nature::Fee,
        "T0200" => Nature::Conversion,
        "T0403" => Nature::Withdrawal,
        "T1106" | "T1107" => Nature::Refund,
        "T1110" | "T1111" => Nature::Hold,
        "T1201" => Nature::Chargeback,
        "T1202" => Nature::ChargebackOver,
        code => {
            assert!(code.starts_with("T00"), "{code}");
            Nature::Payment
        }
    }
}

/// Each file with the number of records it has of the month.
const FILES: [(&str, usize); 14] = [
    ("activity-en-us.csv", 38),
    ("activity-en-us.tab", 8),
    ("activity-en-gb.csv", 38),
    ("activity-de.csv", 38),
    ("activity-fr.csv", 30),
    ("activity-nl.csv", 33),
    ("activity-it.csv", 32),
    ("activity-ja.csv", 31),
    (OLD_DOWNLOAD, 28),
    ("statement-de.csv", 36),
    ("statement-en-decimal-comma.csv", 36),
    ("statement-es.csv", 29),
    ("statement-it.csv", 30),
    ("statement-pl-month-first.csv", 29),
];

/// The only file whose status says that a payment was refunded later.
const OLD_DOWNLOAD: &str = "history-legacy-cp1252.csv";

#[test]
fn every_file_of_the_month_says_what_the_api_says() {
    let answers = answers();
    assert_eq!(answers.len(), 38);
    for (name, count) in FILES {
        let bytes = fixture(&format!("paypal/csv/{name}"));
        let listing = listing(&paypal(""), &[file(name, bytes)]);
        assert_eq!(problems(&listing), Vec::<String>::new(), "{name}");
        let mut found = 0;
        for one in &listing.transactions {
            let Some(answer) = answers.get(&one.key.id) else {
                continue;
            };
            found += 1;
            let state = match (answer.state, one.state) {
                (Settlement::Reversed, Settlement::Settled) if name != OLD_DOWNLOAD => {
                    Settlement::Reversed
                }
                (_, state) => state,
            };
            let listed = Answer {
                at: one.at.to_string(),
                amount: one.amount.to_string(),
                nature: one.nature,
                state,
                email: one.payer.email.clone(),
                subscription: one.subscription.clone(),
                refers_to: one.refers_to.clone(),
            };
            assert_eq!(listed, *answer, "{} in {name}", one.key);
            assert!(one.has_time && one.has_own_id, "{name}");
        }
        assert_eq!(found, count, "{name}");
    }
}

#[test]
fn all_files_of_the_month_together_are_the_month() {
    let mut files: Vec<_> = FILES
        .iter()
        .map(|(name, _)| file(name, fixture(&format!("paypal/csv/{name}"))))
        .collect();
    let together = listing(&paypal(""), &files);
    assert_eq!(problems(&together), Vec::<String>::new());
    let month = answers();
    let all = together.transactions.iter();
    let of_month = all.filter(|one| month.contains_key(&one.key.id));
    assert_eq!(of_month.count(), 38);
    assert_eq!(together.rows, together.transactions.len());
    // What one file knows completes the others: the old download knows the refund.
    assert_eq!(by_id(&together, "002").state, Settlement::Reversed);
    let newest = together.reaches_to.map(|at| at.to_string());
    assert_eq!(newest.as_deref(), Some("2026-03-31T22:30:00Z"));
    files.reverse();
    let one = |one: &Transaction| (one.key.clone(), one.amount, one.state, one.nature);
    let facts = |listing: &Listing| listing.transactions.iter().map(one).collect::<Vec<_>>();
    assert_eq!(facts(&listing(&paypal(""), &files)), facts(&together));
}

#[test]
fn the_notes_of_a_row_are_taken_together() {
    let bytes = fixture("paypal/csv/activity-en-gb.csv");
    let listing = listing(&paypal(""), &[file("a.csv", bytes)]);
    let badger = by_id(&listing, "037");
    let expected = "Media Club monthly / two seats, april";
    assert_eq!(badger.note.as_deref(), Some(expected));
    assert_eq!(badger.payer.name.as_deref(), Some("Badger Example"));
    let fee = badger.fee.map(|fee| fee.to_string());
    assert_eq!(fee.as_deref(), Some("-0.64 EUR"));
    assert_eq!(badger.type_text, "T0007");
    let quail = by_id(&listing, "015");
    let expected = "Media Club monthly / MC-2026-0315";
    assert_eq!(quail.note.as_deref(), Some(expected));
    assert_eq!((quail.place.file.as_str(), quail.place.row), ("a.csv", 23));
}
