//! Reading records from their bytes.

use divan::Bencher;
use divan::counter::ItemsCount;

use super::people::{Layout, read};
use super::{ONE_FILE, SIZES, recorded};

#[divan::bench(args = SIZES, sample_count = 9, sample_size = 1)]
fn read_own_files(bencher: Bencher<'_, '_>, people: usize) {
    bench(bencher, people, Layout::OwnFiles);
}

#[divan::bench(args = ONE_FILE, sample_count = 9, sample_size = 1)]
fn read_one_file(bencher: Bencher<'_, '_>, people: usize) {
    bench(bencher, people, Layout::OneFile);
}

#[divan::bench(args = ONE_FILE, sample_count = 9, sample_size = 1)]
fn read_one_line(bencher: Bencher<'_, '_>, people: usize) {
    bench(bencher, people, Layout::OneLine);
}

fn bench(bencher: Bencher<'_, '_>, people: usize, layout: Layout) {
    let recorded = recorded(people, layout);
    bencher
        .counter(ItemsCount::new(people))
        .with_inputs(|| recorded.sources.clone())
        .bench_local_values(read);
}
