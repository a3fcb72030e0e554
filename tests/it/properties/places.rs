//! Problems: sorted, said once, fit for a terminal, and each at a place that is there.

use plexmgr::problem::{Problem, Problems};
use plexmgr::vocabulary::is_hidden;

/// Checks what is wrong with some texts, given by file name; `lines` splits a text.
pub(super) fn check(problems: &Problems, texts: &[(&str, &str)], lines: fn(&str) -> Vec<&str>) {
    let problems = problems.as_slice();
    assert!(!problems.is_empty(), "refused without a problem");
    assert!(
        problems.is_sorted_by(|one, next| one < next),
        "{problems:?}"
    );
    // One mark takes no column; any more of them are characters as others are.
    let texts = texts.iter().map(|(name, text)| {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        (*name, lines(text))
    });
    let texts: Vec<_> = texts.collect();
    for problem in problems {
        is_fit_to_be_shown(problem);
        let place = &problem.place;
        let found = texts.iter().find(|(name, _)| *name == &*place.file);
        let (_, lines) = found.unwrap_or_else(|| panic!("{problem:?} is in no file"));
        let line = (place.line as usize).checked_sub(1);
        let line = line.and_then(|index| lines.get(index));
        let line = line.unwrap_or_else(|| panic!("{problem:?} is on no line"));
        let columns = line.chars().count() as u32 + 1;
        assert!(
            (1..=columns).contains(&place.column),
            "{problem:?} is behind {line:?}"
        );
    }
}

fn is_fit_to_be_shown(problem: &Problem) {
    let texts = [Some(&problem.message), problem.help.as_ref()];
    for text in texts.into_iter().flatten() {
        assert!(!text.is_empty() && !text.contains(is_hidden), "{problem:?}");
    }
}

/// The lines of a TOML text, the last one perhaps empty.
pub(super) fn toml_lines(text: &str) -> Vec<&str> {
    text.split('\n').collect()
}

/// The lines of a YAML text, the last one perhaps empty.
pub(super) fn yaml_lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(end) = rest.find(['\r', '\n']) {
        lines.push(&rest[..end]);
        rest = &rest[end
            + if rest[end..].starts_with("\r\n") {
                2
            } else {
                1
            }..];
    }
    lines.push(rest);
    lines
}
