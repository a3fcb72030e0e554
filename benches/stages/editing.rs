//! Editing YAML, everything that checks the result included.

use divan::Bencher;
use divan::counter::ItemsCount;
use plexmgr::yaml::{Document, Edit, PathStep, Value, edit};

use super::people::Layout;
use super::{CHANGES, ONE_FILE, SIZES, recorded};

/// One change in each of as many small files.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn edit_own_files(bencher: Bencher<'_, '_>, people: usize) {
    let recorded = recorded(people, Layout::OwnFiles);
    let edits = [title_of(&[])];
    bencher.counter(ItemsCount::new(people)).bench_local(|| {
        for text in recorded.user_texts() {
            let document = Document::parse(text).expect("plexmgr wrote it");
            divan::black_box(edit(&document, &edits).expect("a safe edit"));
        }
    });
}

/// 1,000 changes in one file of as many people, parsing it included.
#[divan::bench(args = ONE_FILE, sample_count = 5, sample_size = 1)]
fn edit_one_file(bencher: Bencher<'_, '_>, people: usize) {
    edit_single(bencher, people, Layout::OneFile);
}

/// The same in a file of one line.
#[divan::bench(args = ONE_FILE, sample_count = 5, sample_size = 1)]
fn edit_one_line(bencher: Bencher<'_, '_>, people: usize) {
    edit_single(bencher, people, Layout::OneLine);
}

fn edit_single(bencher: Bencher<'_, '_>, people: usize, layout: Layout) {
    let recorded = recorded(people, layout);
    let text = recorded.user_texts().next().expect("there is one file");
    let handles = recorded.household.users.keys().take(CHANGES);
    let edits: Vec<_> = handles
        .map(|handle| title_of(&[PathStep::Key(handle.to_string())]))
        .collect();
    bencher.counter(ItemsCount::new(people)).bench_local(|| {
        let document = Document::parse(text).expect("plexmgr wrote it");
        edit(&document, &edits).expect("a safe edit")
    });
}

/// Sets the title of the user to whom `root` leads.
fn title_of(root: &[PathStep]) -> Edit {
    let keys = ["plex", "title"].map(|key| PathStep::Key(key.to_owned()));
    Edit::Set {
        path: root.iter().cloned().chain(keys).collect(),
        value: Value::Text("Somebody else".to_owned()),
    }
}
