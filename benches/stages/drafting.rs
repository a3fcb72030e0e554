//! Drafting the new texts of the files, reading them back included.

use divan::Bencher;
use divan::counter::ItemsCount;
use plexmgr::draft::draft;
use plexmgr::records::Household;

use super::people::{Layout, plan_imports};
use super::{CHANGES, ONE_FILE, SIZES, recorded};

/// As many new files.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn draft_all_new(bencher: Bencher<'_, '_>, people: usize) {
    let observed = &recorded(people, Layout::OwnFiles).observed;
    let changes = plan_imports(observed, Layout::OwnFiles).changes;
    let nobody = Household::default();
    bencher
        .counter(ItemsCount::new(people))
        .bench_local(|| draft(&nobody, &changes));
}

/// 1,000 changes (of 500 people: 500) in files of their own.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn draft_changes_in_own_files(bencher: Bencher<'_, '_>, people: usize) {
    changes(bencher, people, Layout::OwnFiles);
}

/// 1,000 changes in one file of as many people.
#[divan::bench(args = ONE_FILE, sample_count = 5, sample_size = 1)]
fn draft_changes_in_one_file(bencher: Bencher<'_, '_>, people: usize) {
    changes(bencher, people, Layout::OneFile);
}

fn changes(bencher: Bencher<'_, '_>, people: usize, layout: Layout) {
    let recorded = recorded(people, layout);
    let change_set = recorded.plan_with_new_titles(CHANGES.min(people));
    bencher
        .counter(ItemsCount::new(people))
        .bench_local(|| draft(&recorded.household, &change_set.changes));
}
