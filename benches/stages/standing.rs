//! Telling how everybody stands, as a table and as a page.

use divan::Bencher;
use divan::counter::ItemsCount;
use plexmgr::render::report::{AppliedRuns, Report, html};
use plexmgr::render::{Page, Privacy, status as shown};
use plexmgr::status::{Status, StatusQuery, status};
use plexmgr::vocabulary::Days;

use super::people::{Layout, Recorded};
use super::{SIZES, recorded};

/// How everybody stands on the day they were imported.
fn standing(recorded: &Recorded) -> Status<'_> {
    let today = "2026-11-22".parse().expect("a date");
    let asked = StatusQuery::all(Days::new(14), Days::new(7));
    status(&recorded.household.records, today, asked)
}

#[divan::bench(args = SIZES, sample_count = 9, sample_size = 1)]
fn status_of_all(bencher: Bencher<'_, '_>, people: usize) {
    let recorded = recorded(people, Layout::OwnFiles);
    bencher
        .counter(ItemsCount::new(people))
        .bench_local(|| standing(recorded));
}

#[divan::bench(args = SIZES, sample_count = 9, sample_size = 1)]
fn status_as_a_table(bencher: Bencher<'_, '_>, people: usize) {
    let standing = standing(recorded(people, Layout::OwnFiles));
    let page = Page {
        columns: Some(80),
        ..Page::PLAIN
    };
    bencher
        .counter(ItemsCount::new(people))
        .bench_local(|| shown::text(&standing, page));
}

#[divan::bench(args = SIZES, sample_count = 9, sample_size = 1)]
fn status_as_a_report(bencher: Bencher<'_, '_>, people: usize) {
    let standing = standing(recorded(people, Layout::OwnFiles));
    let history = AppliedRuns::Known {
        runs: Vec::new(),
        findings: Vec::new(),
    };
    let report = Report {
        status: &standing,
        history: &history,
        privacy: Privacy::Masked,
    };
    bencher
        .counter(ItemsCount::new(people))
        .bench_local(|| html(&report));
}
