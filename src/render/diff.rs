//! Unified diffs of the record files.

use similar::TextDiff;

use crate::draft::DraftedFile;

/// Lines of context around each change.
const CONTEXT_LINES: usize = 3;

/// The diff as `git` would write it, byte for byte what is in the files.
#[must_use]
pub fn unified(file: &DraftedFile) -> String {
    let before = file.before.as_deref().unwrap_or_default();
    let (from, to) = headers(file);
    TextDiff::from_lines(before, file.after.as_str())
        .unified_diff()
        .context_radius(CONTEXT_LINES)
        .header(&from, &to)
        .to_string()
}

fn headers(file: &DraftedFile) -> (String, String) {
    let to = format!("b/{}", file.path);
    match file.before {
        Some(_) => (format!("a/{}", file.path), to),
        None => ("/dev/null".to_owned(), to),
    }
}
