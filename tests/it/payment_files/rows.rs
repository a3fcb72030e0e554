//! Single rows of files from PayPal: what they are, and what is reported of those that cannot be read.

use plexmgr::sources::csv_files::read as read_files;
use plexmgr::sources::{Listing, Nature, Settlement, SourceOutcome};

use super::{by_id, file, fixture, listing, paypal, problems};

const HEADER: &str = "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,From Email Address,To Email Address,\
    Transaction ID,Reference Txn ID,Balance Impact\n";

fn read(rows: &str) -> Listing {
    listing(&paypal(""), &[file("a.csv", format!("{HEADER}{rows}"))])
}

/// A row with the cells that matter here.
fn row(kind: &str, status: &str, id: &str, effect: &str) -> String {
    format!("13/03/2026,10:00:00,UTC,A,{kind},{status},EUR,5.00,0.00,a@b.cd,,{id},,{effect}\n")
}

#[test]
fn bad_rows_are_reported_and_the_others_read() {
    let bytes = fixture("paypal/csv/bad-rows.csv");
    let listing = listing(&paypal(""), &[file("statements/bad.csv", bytes)]);
    let all = listing.transactions.iter();
    let ids: Vec<&str> = all.map(|one| one.key.id.as_str()).collect();
    assert_eq!(ids, ["FAKETXN0000000004", "FAKETXN0000000952"]);
    assert_eq!(
        listing.transactions[1].payer.name.as_deref(),
        Some("Line Break \"Quoted\" Example")
    );
    assert_eq!(
        problems(&listing),
        [
            "statements/bad.csv:3 Date `31/02/2026` is not a day",
            "statements/bad.csv:4 Gross `abc` is not an amount",
            "statements/bad.csv:7  `` has 4 cells, and the header has 14; download the file again",
            "statements/bad.csv:8 Transaction ID `` is empty; a row of a report from PayPal has an id: download the file again",
        ]
    );
    assert_eq!(listing.rows, 6);
}

#[test]
fn wrong_cells_are_named() {
    let listing = read(
        "13/03/2026,10:00:00,UTC,A,General Payment,Somehow,EUR,5.00,0.00,a@b.cd,,ID1,,Credit\n\
         13/03/2026,25:00:00,UTC,A,General Payment,Completed,EUR,5.00,0.00,a@b.cd,,ID2,,Credit\n\
         13/03/2026,10:00:00,UTC,A,General Payment,Completed,Euro,5.00,0.00,a@b.cd,,ID3,,Credit\n\
         13/03/2026,10:00:00,UTC,A,General Payment,Completed,JPY,5.50,0.00,a@b.cd,,ID4,,Credit\n\
         13/03/2026,10:00:00,UTC,A, B,General Payment,Completed,EUR,5.00,0.00,a@b.cd,,ID5,,Credit\n\
         13/03/2026,10:00:00,UTC,A,General Payment,Completed,EUR,5.00,0.00,a@b.cd,,ID6,,\"Cre",
    );
    assert_eq!(listing.transactions, []);
    assert_eq!(
        problems(&listing),
        [
            "a.csv:2 Status `Somehow` is not a known status",
            "a.csv:3 Time `25:00:00` is not a time",
            "a.csv:4 Currency `Euro` is not a currency",
            "a.csv:5 Gross `5.50` is not an amount: amounts in JPY have no more than 0 decimals",
            "a.csv:6  `` has 15 cells, and the header has 14; download the file again",
            "a.csv:7  `` ends inside of quotes: the file is cut off; download it again",
        ]
    );
}

#[test]
fn rows_with_one_id_are_both_there_and_the_second_one_asks() {
    let again = row("General Payment", "Completed", "ID1", "Credit").replace("5.00", "7.00");
    let listing = read(&(row("General Payment", "Completed", "ID1", "Credit") + &again));
    assert_eq!((listing.transactions.len(), listing.rows), (2, 2));
    assert_eq!(problems(&listing), Vec::<String>::new());
    assert_eq!(by_id(&listing, "ID1").amount.to_string(), "5.00 EUR");
    let second = by_id(&listing, "ID1#2");
    assert_eq!(
        (second.amount.to_string(), second.nature),
        ("7.00 EUR".to_owned(), Nature::SameId)
    );
}

#[test]
fn a_type_that_is_not_known_is_not_a_payment() {
    let listing = read(&row("Crypto Reward", "Completed", "ID1", "Credit"));
    assert_eq!(by_id(&listing, "ID1").nature, Nature::Unknown);
    assert_eq!(by_id(&listing, "ID1").type_text, "Crypto Reward");
}

#[test]
fn the_account_holders_own_money_is_known_as_such() {
    let bytes = fixture("paypal/csv/statement-de-funding.csv");
    let german = listing(&paypal(""), &[file("a.csv", bytes)]);
    let natures: Vec<Nature> = german.transactions.iter().map(|one| one.nature).collect();
    assert_eq!(
        natures,
        [
            Nature::Funding,
            Nature::Funding,
            Nature::Hold,
            Nature::Hold,
            Nature::Hold,
            Nature::Funding,
            Nature::Funding,
            Nature::Conversion,
            Nature::Unknown,
            Nature::Payment,
        ]
    );
    let bytes = fixture("paypal/csv/activity-it.csv");
    let italian = listing(&paypal(""), &[file("a.csv", bytes)]);
    for (id, nature) in [
        ("961", Nature::Funding),
        ("962", Nature::Hold),
        ("963", Nature::Hold),
    ] {
        assert_eq!(by_id(&italian, id).nature, nature, "{id}");
    }
}

#[test]
fn memo_rows_do_not_count_and_pending_ones_wait() {
    let listing = read(
        &[
            row("Express Checkout Payment", "Completed", "ID1", "Memo"),
            row("Express Checkout Payment", "Pending", "ID2", "Memo"),
            row("General Authorization", "Pending", "ID3", "Memo"),
        ]
        .concat(),
    );
    let known = |id| (by_id(&listing, id).nature, by_id(&listing, id).state);
    assert_eq!(known("ID1"), (Nature::Memo, Settlement::Settled));
    assert_eq!(known("ID2"), (Nature::Payment, Settlement::Pending));
    assert_eq!(known("ID3"), (Nature::Memo, Settlement::Pending));
    let bytes = fixture("paypal/csv/activity-nl.csv");
    let dutch = super::listing(&paypal(""), &[file("a.csv", bytes)]);
    assert_eq!(by_id(&dutch, "960").nature, Nature::Memo);
}

#[test]
fn statuses_of_old_downloads_are_understood() {
    for (status, state) in [
        ("Refunded", Settlement::Reversed),
        ("Partially Refunded", Settlement::Settled),
        ("Reversed", Settlement::Reversed),
        ("Cleared", Settlement::Settled),
        ("Canceled", Settlement::Denied),
        ("Unclaimed", Settlement::Pending),
        ("Returned", Settlement::Reversed),
        ("Processing", Settlement::Pending),
        ("Held", Settlement::Pending),
        ("Ausstehend", Settlement::Pending),
        ("Terminé", Settlement::Settled),
        ("Teruggeboekt", Settlement::Reversed),
    ] {
        let listing = read(&row("General Payment", status, "ID1", "Credit"));
        assert_eq!(by_id(&listing, "ID1").state, state, "{status}");
    }
}

#[test]
fn zones_that_are_not_known_are_read_in_the_one_of_the_settings() {
    let rows = row("General Payment", "Completed", "ID1", "Credit").replace("UTC", "XYZ")
        + &row("General Payment", "Completed", "ID2", "Credit").replace("UTC", "PDT");
    let source = paypal("timezone = \"America/New_York\"");
    let listing = listing(&source, &[file("a.csv", format!("{HEADER}{rows}"))]);
    let at = |id| by_id(&listing, id).at.to_string();
    assert_eq!(at("ID1"), "2026-03-13T14:00:00Z");
    assert_eq!(at("ID2"), "2026-03-13T17:00:00Z");
    assert_eq!(
        listing.remarks,
        [
            "`a.csv` names the time zone `XYZ`, which is not known, first in row 2; its times are read in America/New_York"
        ]
    );
}

#[test]
fn a_file_without_times_has_days() {
    let text = "Date,Type,Status,Currency,Gross,Transaction ID\n\
                13.03.2026,General Payment,Completed,EUR,\"5,00\",ID1\n";
    let listing = listing(&paypal("timezone = \"Asia/Tokyo\""), &[file("a.csv", text)]);
    let one = by_id(&listing, "ID1");
    assert!(!one.has_time);
    assert_eq!(one.at.to_string(), "2026-03-13T00:00:00Z");
}

#[test]
fn more_rows_than_a_report_has_are_read() {
    let row = |number: u32| {
        row(
            "General Payment",
            "Completed",
            &format!("ID{number}"),
            "Credit",
        )
    };
    let rows: String = (0..60_000).map(row).collect();
    assert_eq!(read(&rows).transactions.len(), 60_000);
}

#[test]
fn files_without_rows_are_fine() {
    assert_eq!(read("").rows, 0);
    let empty = listing(&paypal(""), &[file("a.csv", "")]);
    assert_eq!(empty.rows, 0);
    assert_eq!(empty.remarks, ["`a.csv` is empty"]);
    let none = listing(&paypal(""), &[]);
    assert_eq!(none.remarks, ["no file matches `*.csv`"]);
}

#[test]
fn a_row_that_is_dated_after_the_day_of_the_run_is_not_read() {
    let today = "2026-06-20".parse().unwrap();
    let days = [
        "11/06/2026",
        "06/20/2026",
        "06/21/2026",
        "06/22/2026",
        "01/03/2226",
    ];
    for (order, other) in [("month-first", "day-first"), ("day-first", "month-first")] {
        let rows = days.iter().map(|day| {
            let (month, rest) = day.split_once('/').unwrap();
            let (number, year) = rest.split_once('/').unwrap();
            let day = match order {
                "day-first" => format!("{number}/{month}/{year}"),
                _ => (*day).to_owned(),
            };
            format!("{day},23:59:00,UTC,A,General Payment,Completed,EUR,5.00,0.00,a@b.cd,,ID{number}{year},,Credit\n")
        });
        let text = format!("{HEADER}{}", rows.collect::<String>());
        let source = paypal(&format!("dates = \"{order}\""));
        let files = [file("a.csv", text)];
        let zone = chrono_tz::Europe::Berlin;
        let Some(SourceOutcome::Read(listing)) = read_files(&source, &files, zone, Some(today))
        else {
            panic!("unknown");
        };
        let ids: Vec<&str> = listing
            .transactions
            .iter()
            .map(|it| it.key.id.as_str())
            .collect();
        assert_eq!(ids, ["ID202026", "ID212026"]);
        let said = problems(&listing);
        assert_eq!(said.len(), 3, "{said:?}");
        let swapped = format!(
            "is dated 2226-01-03, after today; if day and month are swapped, write `dates = \"{other}\"` for this source \
             into the settings"
        );
        assert!(said[2].ends_with(&swapped), "{said:?}");
        // The 22nd is no month: such a row is not about the order of day and month.
        assert!(!said[1].contains("swapped"), "{said:?}");
    }
}

#[test]
fn a_row_that_is_not_read_names_no_zone() {
    let listing = read(
        "13/03/2026,10:00:00,Website Payment,A,Completed,EUR,5.00,0.00,a@b.cd,,ID1,,Credit\n\
         13/03/2026,10:00:00,UTC,A,General Payment,Completed,EUR,5.00,0.00,a@b.cd,,ID2,,Credit\n",
    );
    assert_eq!(
        (listing.problems.len(), listing.remarks.len()),
        (1, 0),
        "{listing:?}"
    );
}
