//! The history's readers, apart from any file.

use super::first;
use super::order::ordered;
use super::read::History;

/// The runs in the text of the first release's file, in their order; `None` if a line is not valid.
#[must_use]
pub fn first_file(text: &[u8]) -> Option<History> {
    let runs = first::runs(text).ok()?;
    Some(History {
        runs: ordered(runs),
        ..History::default()
    })
}
