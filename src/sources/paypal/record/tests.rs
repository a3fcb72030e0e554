//! Records of every shape, and what is wrong with others.

use serde_json::json;

use super::*;

fn record() -> Value {
    json!({
        "transaction_info": {
            "transaction_id": "FAKETXN0000000003",
            "transaction_event_code": "T0002",
            "transaction_initiation_date": "2026-03-04T10:21:40+0000",
            "transaction_amount": {"currency_code": "EUR", "value": "5.00"},
            "transaction_status": "S",
        },
    })
}

fn read(record: &Value) -> Result<Transaction, Wrong> {
    transaction(record, &"paypal".parse().expect("a name"))
}

fn with(field: &str, value: Value) -> Result<Transaction, Wrong> {
    let mut record = record();
    record["transaction_info"][field] = value;
    read(&record)
}

#[test]
fn a_record_without_payer_is_a_transaction_without_payer() {
    let read = read(&record()).expect("a good record");
    assert_eq!(read.payer, Payer::default());
    assert_eq!(read.key.to_string(), "paypal/FAKETXN0000000003");
    assert_eq!(read.amount.to_string(), "5.00 EUR");
    assert_eq!(read.at.to_string(), "2026-03-04T10:21:40Z");
}

#[test]
fn a_wrong_field_is_named_with_its_value() {
    let amount = |value: Value| json!({"currency_code": "EUR", "value": value});
    for (field, value, named, shown) in [
        ("transaction_id", json!(""), "transaction_id", ""),
        ("transaction_id", json!(7), "transaction_id", "7"),
        (
            "transaction_initiation_date",
            json!("5 March"),
            "transaction_initiation_date",
            "5 March",
        ),
        ("transaction_status", json!("X"), "transaction_status", "X"),
        ("transaction_status", json!(null), "transaction_status", ""),
        ("transaction_amount", json!(null), "transaction_amount", ""),
        (
            "transaction_amount",
            amount(json!("5,00")),
            "transaction_amount.value",
            "5,00",
        ),
        (
            "transaction_amount",
            amount(json!("1_000")),
            "transaction_amount.value",
            "1_000",
        ),
        (
            "transaction_amount",
            amount(json!("5.001")),
            "transaction_amount.value",
            "5.001",
        ),
        (
            "fee_amount",
            json!({"currency_code": "euro", "value": "1"}),
            "fee_amount.currency_code",
            "euro",
        ),
    ] {
        let wrong = with(field, value.clone()).expect_err("a wrong field");
        assert_eq!(wrong.field, format!("transaction_info.{named}"), "{value}");
        assert_eq!(wrong.value, shown, "{value}");
    }
}

#[test]
fn a_reference_is_what_its_type_says_or_its_beginning() {
    for (kind, id, subscription, refers_to) in [
        (Some("SUB"), "I-FAKE1", true, false),
        (Some("PAP"), "B-FAKE1", true, false),
        (Some("TXN"), "FAKETXN1", false, true),
        (Some("ODR"), "O-FAKE1", false, false),
        (None, "I-FAKE1", true, false),
        (None, "B-FAKE1", true, false),
        (None, "O-FAKE1", false, false),
        (None, "FAKETXN1", false, true),
        (Some("NEW"), "FAKETXN1", false, false),
        (Some("SUB"), " ", false, false),
    ] {
        let mut record = record();
        record["transaction_info"]["paypal_reference_id"] = json!(id);
        if let Some(kind) = kind {
            record["transaction_info"]["paypal_reference_id_type"] = json!(kind);
        }
        let read = read(&record).expect("a good record");
        let named = (read.subscription.is_some(), read.refers_to.is_some());
        assert_eq!(named, (subscription, refers_to), "{kind:?} {id}");
    }
}

#[test]
fn amounts_are_decimals_with_any_sign() {
    for (value, currency, shown) in [
        ("-5.00", "EUR", "-5.00 EUR"),
        ("5.0", "EUR", "5.00 EUR"),
        ("500", "JPY", "500 JPY"),
        ("0.00", "EUR", "0.00 EUR"),
    ] {
        let amount = json!({"currency_code": currency, "value": value});
        let read = with("transaction_amount", amount).expect("a good record");
        assert_eq!(read.amount.to_string(), shown);
    }
}

#[test]
fn notes_are_taken_together_once_each() {
    let mut record = record();
    record["transaction_info"]["transaction_subject"] = json!("Media Club");
    record["transaction_info"]["invoice_id"] = json!("MC-1");
    record["cart_info"] = json!({"item_details": [{"item_name": "Media Club"}, {}]});
    let read = read(&record).expect("a good record");
    assert_eq!(read.note.as_deref(), Some("Media Club / MC-1"));
}
