//! Deciding what changes.

use divan::Bencher;
use divan::counter::ItemsCount;

use super::people::{Layout, plan_imports};
use super::{SIZES, recorded};

#[divan::bench(args = SIZES, sample_count = 9, sample_size = 1)]
fn plan_unchanged(bencher: Bencher<'_, '_>, people: usize) {
    let recorded = recorded(people, Layout::OwnFiles);
    assert!(recorded.plan().changes.is_empty());
    bencher
        .counter(ItemsCount::new(people))
        .bench_local(|| recorded.plan());
}

#[divan::bench(args = SIZES, sample_count = 9, sample_size = 1)]
fn plan_all_new(bencher: Bencher<'_, '_>, people: usize) {
    let observed = &recorded(people, Layout::OwnFiles).observed;
    bencher
        .counter(ItemsCount::new(people))
        .bench_local(|| plan_imports(observed, Layout::OwnFiles));
}
