//! Good answers that contradict each other or themselves: read once more, and never believed.

use std::time::{Duration, Instant};

use plexmgr::sources::paypal::{Asking, read_blocking_within};
use plexmgr::sources::{Settlement, SourceOutcome};

use super::{MARCH, OPTIONS, doubt, listed, wanted};
use crate::fake_paypal::{FakePayPal, Order, Spoil, World};
use crate::forge::wire::Trouble;

fn spoiled(spoil: Spoil) -> FakePayPal {
    FakePayPal::with(|world| world.switches.spoil = Some(spoil))
}

#[test]
fn pages_that_do_not_make_up_what_is_announced_are_not_believed() {
    for (spoil, reason, pages) in [
        (Spoil::EmptyPage(1), "page 1 of 2 is empty", 2),
        (
            Spoil::EmptyPage(2),
            "the answer announces 38 transactions, and 20 different ones came",
            4,
        ),
        (
            Spoil::FirstPageAgain(2),
            "the answer announces 38 transactions, and 20 different ones came",
            4,
        ),
        (
            Spoil::FirstPageOnly,
            "page 2 was requested and page 1 came",
            4,
        ),
        (
            Spoil::LyingTotal(1),
            "the answer announces 39 transactions, and 38 different ones came",
            4,
        ),
        (
            Spoil::LyingTotal(-1),
            "the answer announces 37 transactions, and 38 different ones came",
            4,
        ),
        (
            Spoil::LyingPages(-1),
            "the answer announces 38 transactions, and 20 different ones came",
            2,
        ),
        (
            Spoil::LyingPages(1_000_000),
            "the answer announces 1000002 pages",
            1,
        ),
        (Spoil::LyingPages(3), "page 3 of 5 is empty", 6),
    ] {
        let paypal = spoiled(spoil);
        assert_eq!(doubt(&paypal, OPTIONS).reason, reason, "{spoil:?}");
        assert_eq!(paypal.counts(), (1, pages), "{spoil:?}");
    }
}

#[test]
fn an_answer_of_another_account_is_not_believed() {
    let reason = "the answers are of different PayPal accounts";
    for page in [1, 2] {
        let paypal = spoiled(Spoil::OtherAccount(page));
        assert_eq!(doubt(&paypal, OPTIONS).reason, reason);
    }
    let paypal = FakePayPal::start(World::march());
    let reading = super::reading(&wanted(&paypal.url(), MARCH), OPTIONS);
    let SourceOutcome::Read(listing) = reading.outcome else {
        panic!("{reading:?}");
    };
    assert_eq!(listing.account_number.as_deref(), Some("FAKEMERCHANT2"));
}

#[test]
fn a_record_that_changes_between_two_pages_counts_as_it_is_now() {
    let paypal = FakePayPal::with(|world| {
        world.switches.order = Order::Updated;
        world.switches.settles = Some(("FAKETXN0000000014", 1));
    });
    let listing = listed(&paypal, MARCH);
    assert_eq!(listing.rows, 38);
    let changed = listing
        .transactions
        .iter()
        .find(|one| one.key.id == "FAKETXN0000000014");
    assert_eq!(changed.map(|one| one.state), Some(Settlement::Settled));
    assert_eq!(paypal.counts(), (1, 4));
}

#[test]
fn of_a_record_in_two_windows_the_most_final_stage_counts() {
    let paypal = FakePayPal::with(|world| {
        // The border of the two halves, at which both of them list the record.
        let border = "2026-03-16T11:59:59Z";
        world.switches.longest_window = Some(1_339_200);
        world.records.truncate(14);
        world.records[13]["transaction_info"]["transaction_initiation_date"] = border.into();
        world.switches.settles = Some(("FAKETXN0000000014", 1));
    });
    let listing = listed(&paypal, MARCH);
    assert_eq!(listing.rows, 14);
    let states: Vec<Settlement> = listing
        .transactions
        .iter()
        .filter(|one| one.key.id == "FAKETXN0000000014")
        .map(|one| one.state)
        .collect();
    assert_eq!(states, [Settlement::Settled]);
}

#[test]
fn the_time_for_all_of_it_is_limited() {
    let paypal = FakePayPal::with(|world| world.switches.listing(Trouble::Stall));
    let wanted = wanted(&paypal.url(), MARCH);
    let reading = read_blocking_within(Duration::from_millis(300), &wanted, OPTIONS).unwrap();
    let SourceOutcome::Unknown(doubt) = reading.outcome else {
        panic!("it was read");
    };
    assert_eq!(doubt.reason, "the time for reading is over");
}

#[test]
fn sources_are_read_in_the_background_in_their_order() {
    let (good, bad) = (
        FakePayPal::start(World::march()),
        FakePayPal::with(|world| world.switches.has_scope = false),
    );
    let both = vec![wanted(&bad.url(), MARCH), wanted(&good.url(), MARCH)];
    let asking = Asking::begin(Duration::from_secs(60), both, OPTIONS).unwrap();
    let readings = asking.answered().unwrap();
    let are_read: Vec<bool> = readings
        .iter()
        .map(|reading| matches!(reading.outcome, SourceOutcome::Read(_)))
        .collect();
    assert_eq!(are_read, [false, true]);
}

#[test]
fn a_reading_that_is_not_wanted_any_more_gives_up_at_once() {
    let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let begun = Instant::now();
    let wanted = vec![wanted(&url, MARCH)];
    let options = plexmgr::sources::paypal::PayPalOptions {
        timeout_seconds: 300,
        ..OPTIONS
    };
    drop(Asking::begin(Duration::from_secs(300), wanted, options).unwrap());
    assert!(begun.elapsed() < Duration::from_secs(60));
}
