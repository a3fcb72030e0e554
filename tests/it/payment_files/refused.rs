//! Files that cannot be understood as a whole: the source is unknown, and the words say what to do.

use plexmgr::sources::Settlement;

use super::{by_id, doubt, file, fixture, listing, paypal, source};

const HEADER: &str = "Date,Type,Status,Currency,Gross,Transaction ID\n";

fn row(date: &str, status: &str, amount: &str) -> String {
    format!("{date},General Payment,{status},EUR,\"{amount}\",ID{amount}\n")
}

#[test]
fn dates_that_may_be_two_days_are_refused_until_the_settings_say() {
    let bytes = fixture("paypal/csv/activity-ambiguous-dates.csv");
    let doubt = doubt(&paypal(""), bytes.clone());
    assert_eq!(doubt.read, "statements/a.csv");
    assert_eq!(
        doubt.reason,
        "no row shows whether the day or the month comes first, as in `05/03/2026` in row 2"
    );
    assert!(doubt.now.contains("`dates = \"day-first\"`"), "{doubt:?}");
    for (order, at) in [
        ("day-first", "2026-03-05T10:19:55Z"),
        ("month-first", "2026-05-03T10:19:55Z"),
    ] {
        let source = paypal(&format!("dates = \"{order}\""));
        let listing = listing(&source, &[file("a.csv", bytes.clone())]);
        assert_eq!(by_id(&listing, "004").at.to_string(), at);
    }
}

#[test]
fn dates_that_contradict_each_other_or_the_settings_are_refused() {
    let first = row("13/03/2026", "Completed", "5.00");
    let second = row("03/14/2026", "Completed", "6.00");
    let refused = doubt(&paypal(""), format!("{HEADER}{first}{second}"));
    let expected = "the date `03/14/2026` in row 3 has another order";
    assert!(refused.reason.starts_with(expected), "{refused:?}");
    let wanted = paypal("dates = \"month-first\"");
    let refused = doubt(&wanted, format!("{HEADER}{first}"));
    let expected = "the date `13/03/2026` in row 2 has another order";
    assert!(refused.reason.starts_with(expected), "{refused:?}");
}

#[test]
fn a_missing_column_is_named() {
    let refused = doubt(&paypal(""), fixture("paypal/csv/bad-missing-column.csv"));
    assert_eq!(refused.reason, "it has no column `Transaction ID`");
    assert!(refused.now.contains("add `Transaction ID`"), "{refused:?}");
    let text = "Date,Type,Currency,Gross,Transaction ID\n13.03.2026,General Payment,EUR,5.00,ID\n";
    let refused = doubt(&paypal(""), text);
    assert_eq!(refused.reason, "it has no column `Status`");
}

#[test]
fn two_ways_to_write_amounts_are_refused() {
    let first = row("13.03.2026", "Completed", "5.00");
    let second = row("14.03.2026", "Completed", "6,00");
    assert_eq!(
        doubt(&paypal(""), format!("{HEADER}{first}{second}")).reason,
        "amounts are written in two ways: `5.00` in row 2, `6,00` in row 3"
    );
}

#[test]
fn what_is_not_csv_is_refused() {
    for (bytes, reason) in [
        (
            b"<html><body>Sign in</body></html>".as_slice(),
            "it is an HTML page, not CSV",
        ),
        (b"PK\x03\x04....", "it is an archive or a workbook, not CSV"),
        (
            b"\x7fELF\0\0\x01",
            "the file is neither text nor a workbook",
        ),
    ] {
        assert_eq!(doubt(&paypal(""), bytes).reason, reason);
    }
    let damaged = doubt(&paypal(""), "Datum,WÃ¤hrung\n");
    assert!(
        damaged.reason.contains("its letters are damaged"),
        "{damaged:?}"
    );
}

#[test]
fn pending_and_completed_are_one_transaction_in_either_order() {
    let with = |status: &str| format!("{HEADER}{}", row("13.03.2026", status, "5.00"));
    let pending = file("a.csv", with("Pending"));
    let completed = file("b.csv", with("Completed"));
    for files in [[pending.clone(), completed.clone()], [completed, pending]] {
        let listing = listing(&paypal(""), &files);
        assert_eq!((listing.transactions.len(), listing.rows), (1, 1));
        assert_eq!(by_id(&listing, "ID5.00").state, Settlement::Settled);
    }
}

#[test]
fn nothing_before_since_is_listed() {
    let bytes = fixture("paypal/csv/activity-de.csv");
    let source = paypal("since = \"2026-04-01\"");
    let listing = listing(&source, &[file("a.csv", bytes)]);
    let all = listing.transactions.iter();
    let ids: Vec<&str> = all.map(|one| one.key.id.as_str()).collect();
    assert_eq!(ids, ["FAKETXN0000000038"]);
}

#[test]
fn columns_of_a_mapping_that_are_not_there_are_named() {
    let source = source("kind = \"csv\"\npreset = \"kofi\"\nfiles = \"*.csv\"");
    let header = "Date,From,Received,Currency,TransactionType,TransactionId,Message\n";
    let doubt = doubt(&source, header);
    assert_eq!(
        doubt.reason,
        "it has no columns `DateTime (UTC)` and `BuyerEmail` or `Email`"
    );
    assert!(
        doubt.now.contains("the columns `Date`, `From`"),
        "{doubt:?}"
    );
}
