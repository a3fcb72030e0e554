//! Unified diffs of the record files.

use similar::TextDiff;

use crate::draft::DraftedFile;

/// Lines of context around each change.
const CONTEXT_LINES: usize = 3;

/// The diff as `git` would write it, byte for byte what is in the files.
#[must_use]
pub(in crate::render) fn unified(file: &DraftedFile) -> String {
    between(&file.path, file.before.as_deref(), Some(&file.after))
}

/// The same of any two states of a file; `None` where there is no file.
#[must_use]
pub(in crate::render) fn between(path: &str, before: Option<&str>, after: Option<&str>) -> String {
    let header = |side: &str, text: Option<&str>| match text {
        Some(_) => format!("{side}/{path}"),
        None => "/dev/null".to_owned(),
    };
    TextDiff::from_lines(before.unwrap_or_default(), after.unwrap_or_default())
        .unified_diff()
        .context_radius(CONTEXT_LINES)
        .header(&header("a", before), &header("b", after))
        .to_string()
}
