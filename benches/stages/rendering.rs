//! Rendering a plan that is too large for a comment, with hostile names.

use divan::Bencher;
use plexmgr::render::kit::annotation::Location;
use plexmgr::render::{Privacy, Shown, plan::markdown};

#[path = "../../tests/it/markdown/made.rs"]
mod made;

use made::{Made, Size, made};

fn large() -> Made {
    let size = Size {
        imports: 5_000,
        departures: 300,
        notices: 500,
        refused: 4,
        ..Size::default()
    };
    made(size, &|number| {
        "@everyone `|</details>\n\u{202e}😈".repeat(1 + number % 40)
    })
}

/// 5,000 imports and 300 departures as the Markdown of a comment.
#[divan::bench(sample_count = 9, sample_size = 1)]
fn render_markdown(bencher: Bencher<'_, '_>) {
    let large = large();
    let shown = Shown {
        left: &[],
        change_set: &large.change_set,
        files: &large.files,
    };
    bencher.bench_local(|| markdown::plan(&shown, Privacy::Masked));
}

/// The same as annotations.
#[divan::bench(sample_count = 9, sample_size = 1)]
fn render_annotations(bencher: Bencher<'_, '_>) {
    let large = large();
    let shown = Shown {
        left: &[],
        change_set: &large.change_set,
        files: &large.files,
    };
    let location = Location::default();
    bencher.bench_local(|| plexmgr::render::plan::github::plan(&shown, &location, Privacy::Masked));
}
