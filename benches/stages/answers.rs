//! Understanding the answers of plex.tv: users and shares in XML, the rest as it comes.

use divan::Bencher;
use divan::counter::ItemsCount;

use super::SIZES;
use super::people::Answers;

#[divan::bench(args = SIZES, sample_count = 9, sample_size = 1)]
fn understand(bencher: Bencher<'_, '_>, people: usize) {
    let answers = Answers::of(people);
    bencher
        .counter(ItemsCount::new(people))
        .bench_local(|| answers.understood());
}
