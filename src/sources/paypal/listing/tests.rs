//! Whatever PayPal lists, in whatever order and however it is cut into windows: one listing.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::*;
use crate::sources::paypal::pages::Listed;

fn wanted() -> Stretch {
    Stretch {
        from: Timestamp(0),
        to: Timestamp(1_800_000_000),
    }
}

/// The windows that hold these records.
fn windows(windows: &[Vec<Value>]) -> Vec<Window> {
    let account = "paypal".parse().expect("a name");
    let listed = |records: &Vec<Value>| {
        let records = records.iter();
        let listed = Listed {
            records: records.map(|one| ReadRecord::of(one, &account)).collect(),
            ends_early: None,
            account: None,
        };
        Window::Listed(wanted(), listed)
    };
    windows.iter().map(listed).collect()
}

/// Records of few ids, days, amounts and stages, some of them wrong, so that many of them meet.
fn record() -> impl Strategy<Value = Value> {
    let id = select(&["A1", "A2", "A3", "A4", ""][..]);
    let code = select(&["T0006", "T1300", "T1107", "X"][..]);
    let day = select(&["2026-03-04T10:21:40+0000", "2026-03-05T10:21:40Z", "March"][..]);
    let value = select(&["5.00", "-5.00", "7", "5,00"][..]);
    let status = select(&["S", "P", "V", "D", "Q"][..]);
    (id, code, day, value, status).prop_map(|(id, code, day, value, status)| {
        json!({"transaction_info": {
            "transaction_id": id,
            "transaction_event_code": code,
            "transaction_initiation_date": day,
            "transaction_amount": {"currency_code": "EUR", "value": value},
            "transaction_status": status,
        }})
    })
}

/// Any JSON of a few levels, with the names of real fields.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    let name = select(
        &[
            "transaction_info",
            "transaction_id",
            "transaction_amount",
            "value",
            "currency_code",
            "payer_info",
            "payer_name",
            "cart_info",
            "item_details",
            "transaction_initiation_date",
        ][..],
    );
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..6).prop_map(|pairs| {
                let pairs = pairs.into_iter();
                pairs
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect()
            }),
        ]
    })
}

proptest! {
    #[test]
    fn order_and_windows_make_no_difference(
        (records, shuffled) in prop::collection::vec(record(), 0..12)
            .prop_flat_map(|records| (Just(records.clone()), Just(records).prop_shuffle())),
        cut in 0_usize..12,
    ) {
        let at_once = listing(windows(std::slice::from_ref(&records)), wanted());
        let (first, second) = shuffled.split_at(cut.min(shuffled.len()));
        // What is in both windows, as at their border, is one transaction.
        let again = first.iter().chain(second).cloned().collect();
        let with_ids = |listing: Listing| {
            let is_unnamed = |one: &RowProblem| one.reason == "is missing";
            let problems = listing.problems.into_iter();
            let problems: Vec<RowProblem> = problems.filter(|one| !is_unnamed(one)).collect();
            (listing.transactions, problems, listing.reaches_to)
        };
        let cut = listing(windows(&[first.to_vec(), again]), wanted());
        prop_assert_eq!(with_ids(cut), with_ids(at_once));
    }

    #[test]
    fn every_record_is_a_transaction_or_a_problem(records in prop::collection::vec(any_json(), 0..6)) {
        let count = records.len();
        let listing = listing(windows(&[records]), wanted());
        prop_assert!(listing.rows <= count);
        prop_assert_eq!(listing.rows == 0, count == 0);
        prop_assert!(listing.transactions.len() + listing.problems.len() >= listing.rows);
    }
}
