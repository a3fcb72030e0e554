//! What taking a run back does to the files, and which of them stay as they are.

use crate::apply::{Kept, KeptEffect, Undoing};
use crate::change::Effect;
use crate::history::RunDetails;
use crate::render::kit::Page;
use crate::render::kit::diff;
use crate::render::kit::paint::{Paint, Role};
use crate::render::kit::width::fitted_lines;
use crate::store::Step;
use crate::vocabulary::{counted, escaped, shown};

/// The diffs of what is taken back, then the files that stay and how they differ from what the run
/// left, then the counts.
#[must_use]
pub fn text(details: &RunDetails, undoing: &Undoing, page: Page) -> String {
    let paint = page.paint;
    let Undoing {
        steps: _,
        already,
        kept,
        effects,
        kept_effects,
    } = undoing;
    let files = undoing.files();
    if undoing.is_done_already() {
        let mut already = format!("Run {} is already undone.\n", details.id);
        already.extend(kept_effects.iter().map(|kept| kept_effect(kept, paint)));
        return fitted_lines(&already, page.columns);
    }
    let mut sections: Vec<String> = files.iter().map(|step| painted_step(step, paint)).collect();
    for file in kept {
        let kept_word = paint.apply(Role::Refusal, "kept");
        let (path, reason) = (escaped(&file.path), escaped(&file.reason));
        let line = format!("{kept_word} {path}: {reason}\n");
        let mut section = fitted_lines(&line, page.columns);
        if let Some(difference) = difference(file) {
            section.push_str(&diff::painted(&difference, paint));
        }
        sections.push(section);
    }
    let outside: String = (effects.iter().map(|effect| effect_line(effect, paint)))
        .chain(kept_effects.iter().map(|kept| kept_effect(kept, paint)))
        .collect();
    if !outside.is_empty() {
        sections.push(fitted_lines(&outside, page.columns));
    }
    let already = match already.len() {
        0 => String::new(),
        count => format!(", {} already undone", counted(count, "file")),
    };
    let outside = match effects.len() {
        0 => String::new(),
        count => format!(", {} to take back", counted(count, "effect")),
    };
    let counts = format!(
        "Undo of run {}: {} to restore, {} unchanged{already}{outside}.\n",
        details.id,
        counted(files.len(), "file"),
        counted(kept.len(), "file"),
    );
    sections.push(fitted_lines(&counts, page.columns));
    sections.join("\n")
}

/// `> end_role  takes the role back from marlow`
fn effect_line(effect: &Effect, paint: Paint) -> String {
    let kind = paint.apply(Role::Changed, &shown(&effect.operation.kind));
    format!("> {kind}  {}\n", shown(&effect.operation.what))
}

/// `kept mail to marlow: it cannot be taken back`
fn kept_effect(kept: &KeptEffect, paint: Paint) -> String {
    let word = paint.apply(Role::Refusal, "kept");
    format!("{word} {}: {}\n", shown(&kept.what), kept.reason)
}

fn painted_step(step: &Step, paint: Paint) -> String {
    diff::painted(&diff_of(step), paint)
}

pub(super) fn diff_of(step: &Step) -> String {
    diff::between(&step.path, step.before.as_deref(), step.after.as_deref())
}

/// How a kept file differs from what the run left in it, if both are known and differ.
pub(super) fn difference(file: &Kept) -> Option<String> {
    let (wrote, now) = (file.wrote.as_deref()?, file.now.as_deref());
    (Some(wrote) != now).then(|| diff::between(&file.path, Some(wrote), now))
}
