//! What holds for any file: nothing panics, and the order of rows and files does not matter.

use plexmgr::settings::SourceSettings;
use plexmgr::sources::{Listing, SourceOutcome};
use proptest::prelude::*;
use proptest::sample::Index;

use super::{file, fixture, listing, outcome, paypal, source};

/// Files with one row on each line.
const FILES: [&str; 6] = [
    "paypal/csv/activity-en-us.csv",
    "paypal/csv/activity-de.csv",
    "paypal/csv/history-legacy-cp1252.csv",
    "paypal/csv/statement-pl-month-first.csv",
    "paypal/csv/activity-nl.csv",
    "bank/bank-de-cp1252.csv",
];

const BANK: &str = "kind = \"csv\"\nname = \"bank\"\nfiles = \"*.csv\"\nencoding = \"windows-1252\"\n\
    skip = { before = 4, rows = [\"^In case\"] }\n\
    date = { column = \"Buchungstag\", format = \"%d.%m.%Y\" }\namount = { column = \"Betrag\" }\n\
    currency = { default = \"EUR\" }\nid = { column = \"Referenz\", not = [\"NOTPROVIDED\"] }\n\
    payer = { name = \"Auftraggeber\" }";

/// A listing without the places, which move with the rows.
fn unplaced(mut listing: Listing) -> Listing {
    for transaction in &mut listing.transactions {
        transaction.place.row = 0;
    }
    for problem in &mut listing.problems {
        problem.row = 0;
    }
    listing.problems.sort();
    listing
}

/// The settings for a file, and how many lines stand before its first row.
fn settings_for(name: &str) -> (SourceSettings, usize) {
    match name.starts_with("bank") {
        true => (source(BANK), 5),
        false => (paypal(""), 1),
    }
}

/// The file with its rows in another order.
fn shuffled(bytes: &[u8], head: usize, keys: &[u32]) -> Vec<u8> {
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let (head, rows) = lines.split_at(head);
    let mut rows: Vec<(&u32, &[u8])> = keys.iter().cycle().zip(rows.iter().copied()).collect();
    rows.sort();
    let rows = rows.into_iter().map(|(_, row)| row);
    head.iter()
        .copied()
        .chain(rows)
        .flatten()
        .copied()
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_and_files_does_not_matter(
        which in 0..FILES.len(),
        keys in proptest::collection::vec(any::<u32>(), 50),
    ) {
        let bytes = fixture(FILES[which]);
        let (source, head) = settings_for(FILES[which]);
        let moved = shuffled(&bytes, head, &keys);
        let expected = unplaced(listing(&source, &[file("a.csv", bytes.clone())]));
        let found = unplaced(listing(&source, &[file("a.csv", moved.clone())]));
        prop_assert_eq!(&found, &expected);
        let twice = listing(&source, &[file("b.csv", moved), file("a.csv", bytes)]);
        prop_assert_eq!(twice.transactions.len(), expected.transactions.len());
    }

    #[test]
    fn damaged_files_are_read_or_refused(
        which in 0..FILES.len(),
        damage in proptest::collection::vec(
            (any::<Index>(), proptest::collection::vec(any::<u8>(), 0..4), 0..6_usize),
            1..5,
        ),
        order in 0..3_usize,
    ) {
        let mut bytes = fixture(FILES[which]);
        for (at, with, removed) in damage {
            let at = at.index(bytes.len() + 1);
            let end = (at + removed).min(bytes.len());
            bytes.splice(at..end, with);
        }
        let dates = ["", "dates = \"day-first\"", "dates = \"month-first\""][order];
        for source in [paypal(dates), source(BANK)] {
            if let SourceOutcome::Read(listing) = outcome(&source, &[file("a.csv", bytes.clone())]) {
                let counted = listing.transactions.len() + listing.problems.len();
                prop_assert_eq!(listing.rows, counted);
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        outcome(&paypal(""), &[file("a.csv", bytes.clone())]);
        outcome(&source(BANK), &[file("a.csv", bytes)]);
    }
}
