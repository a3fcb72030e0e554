//! Documents and edits from the bytes of an input.
//!
//! An input is a byte that tells where the document comes from, the choices of the edits, and the
//! document itself: its text, or the choices that make one.

use super::case::check;
use super::found;
use super::generate::document;
use super::random::Random;

/// How many bytes the choices of the edits have.
const EDIT_BYTES: usize = 48;

/// Panics if an edit does anything else than it says, or less.
pub(crate) fn edits_do_what_they_say(input: &[u8]) {
    let Some((kind, rest)) = input.split_first() else {
        return;
    };
    let (edits, rest) = rest.split_at(rest.len().min(EDIT_BYTES));
    let mut edits = Random::of_bytes(edits.to_vec());
    if kind % 2 == 0 {
        let made = document(&mut Random::of_bytes(rest.to_vec()));
        // Whether it was edited does not matter here.
        drop(check("an input", made, &mut edits));
    } else if let Ok(text) = std::str::from_utf8(rest) {
        found::check(text, &mut edits);
    }
}
