//! What taking a run back does to the files, and which of them stay as they are.

use super::page::Page;
use super::paint::{Paint, Role};
use super::width::fitted_lines;
use super::{diff, painted};
use crate::apply::{Kept, Undoing};
use crate::history::RunDetails;
use crate::store::Step;
use crate::vocabulary::{counted, escaped};

/// The diffs of what is taken back, then the files that stay and how they differ from what the run
/// left, then the counts.
#[must_use]
pub fn text(details: &RunDetails, undoing: &Undoing, page: Page) -> String {
    let paint = page.paint;
    let Undoing {
        steps: _,
        already,
        kept,
    } = undoing;
    let files = undoing.files();
    if undoing.is_done_already() {
        let already = format!("Run {} is already undone.\n", details.id);
        return fitted_lines(&already, page.columns);
    }
    let mut sections: Vec<String> = files.iter().map(|step| painted_step(step, paint)).collect();
    for file in kept {
        let kept_word = paint.apply(Role::Refusal, "kept");
        let (path, reason) = (escaped(&file.path), escaped(&file.reason));
        let line = format!("{kept_word} {path}: {reason}\n");
        let mut section = fitted_lines(&line, page.columns);
        if let Some(difference) = difference(file) {
            section.push_str(&painted::painted(&difference, paint));
        }
        sections.push(section);
    }
    let already = match already.len() {
        0 => String::new(),
        count => format!(", {} already undone", counted(count, "file")),
    };
    let counts = format!(
        "Undo of run {}: {} to restore, {} unchanged{already}.\n",
        details.id,
        counted(files.len(), "file"),
        counted(kept.len(), "file"),
    );
    sections.push(fitted_lines(&counts, page.columns));
    sections.join("\n")
}

fn painted_step(step: &Step, paint: Paint) -> String {
    painted::painted(&diff_of(step), paint)
}

pub(super) fn diff_of(step: &Step) -> String {
    diff::between(&step.path, step.before.as_deref(), step.after.as_deref())
}

/// How a kept file differs from what the run left in it, if both are known and differ.
pub(super) fn difference(file: &Kept) -> Option<String> {
    let (wrote, now) = (file.wrote.as_deref()?, file.now.as_deref());
    (Some(wrote) != now).then(|| diff::between(&file.path, Some(wrote), now))
}
