//! A saved plan: believed as a whole or not at all, and nothing in it steers what shows it.

use plexmgr::render::plan::{json, text};
use plexmgr::render::{Extent, Page, Paint, Shown};
use plexmgr::saved::{Contents, SavedPlan, moved_plan};
use plexmgr::vocabulary::{Digest, is_hidden};

/// What stands in front of the digest.
const BEFORE_DIGEST: &[u8] = b",\n  \"digest\": \"";

/// Reads the input as it is, and again with the digest that makes it believable.
pub(super) fn believed_as_a_whole(bytes: &[u8]) {
    check(bytes);
    check(&sealed(bytes));
}

/// The bytes as a file that ends with the digest of everything above.
fn sealed(bytes: &[u8]) -> Vec<u8> {
    let windows = bytes.windows(BEFORE_DIGEST.len());
    let end = windows
        .enumerate()
        .filter(|(_, window)| *window == BEFORE_DIGEST)
        .map(|(at, _)| at)
        .next_back();
    let body = match end {
        Some(end) => &bytes[..end],
        None => {
            let body = bytes.trim_ascii_end();
            body.strip_suffix(b"}").unwrap_or(body).trim_ascii_end()
        }
    };
    let digest = Digest::of(body).to_string();
    [body, BEFORE_DIGEST, digest.as_bytes(), b"\"\n}\n"].concat()
}

fn check(bytes: &[u8]) {
    let saved = match SavedPlan::from_bytes(bytes) {
        Ok(saved) => saved,
        Err(error) => {
            let message = error.to_string();
            assert!(!message.contains(is_hidden), "{message:?}");
            return;
        }
    };
    let again = SavedPlan::from_bytes(&saved.contents.to_bytes());
    let again = again.expect("what was understood can be saved");
    assert_eq!(again.contents, saved.contents);
    let Contents {
        change_set, files, ..
    } = &saved.contents;
    let moved = moved_plan(&saved.contents, change_set, files);
    assert_eq!(moved, [], "a plan differs from itself");
    every_byte_counts(bytes);
    is_shown(&saved);
}

/// With a byte changed, or without the end, it is no saved plan.
fn every_byte_counts(bytes: &[u8]) {
    const PLACES: usize = 6;
    for place in 0..=PLACES {
        let at = (bytes.len() - 1) * place / PLACES;
        let mut changed = bytes.to_vec();
        changed[at] ^= 1;
        assert!(
            SavedPlan::from_bytes(&changed).is_err(),
            "byte {at} is another"
        );
        assert!(
            SavedPlan::from_bytes(&bytes[..at]).is_err(),
            "cut off at {at}"
        );
    }
}

fn is_shown(saved: &SavedPlan) {
    let shown = Shown {
        change_set: &saved.contents.change_set,
        files: &saved.contents.files,
        left: &[],
    };
    // Colours are escapes themselves; that they can be made is all that is asked of them.
    let colour = Page {
        paint: Paint::Colour,
        columns: None,
    };
    drop(text::plan(&shown, Extent::Grouped, colour));
    // Tabs of a file stand in its diff as they are.
    let steers = |letter: char| is_hidden(letter) && !['\n', '\t'].contains(&letter);
    for shown in [
        text::plan(&shown, Extent::Full, Page::PLAIN),
        json::plan(&shown),
    ] {
        assert!(!shown.contains(steers), "{shown:?}");
    }
}

#[test]
fn the_kept_plan_is_believed_once_it_is_sealed() {
    let plan = include_bytes!("../../corpus/saved_plan/every_kind_of_change.json");
    assert!(SavedPlan::from_bytes(plan).is_err());
    let saved = SavedPlan::from_bytes(&sealed(plan)).expect("it is sealed");
    assert_eq!(saved.contents.change_set.changes.len(), 14);
}
