//! `plexmgr show`: shows a saved plan as `plan` showed it; reads nothing but the file.

use super::context::Context;
use super::exit::{Exit, Failure};
use super::plan_output::page;
use super::saved_checks;
use crate::cli::ShowArgs;
use crate::render::{FileView, Shown};
use crate::saved::Source;
use crate::vocabulary::shown;

pub(super) fn run(context: &Context, options: &ShowArgs) -> Result<Exit, Failure> {
    let mut saved = saved_checks::open(&options.file)?.contents;
    if options.brief {
        saved.files = saved.files.iter().map(FileView::without_diff).collect();
    }
    let source = match &saved.basis.source {
        Source::Plex => saved.basis.asked.words(),
        Source::Snapshot { path, .. } => format!("the snapshot {}", shown(path)),
    };
    context.say(&format!(
        "Saved plan of {}, made from {source}, for household {}.",
        saved.created, saved.household
    ));
    let plan = Shown {
        change_set: &saved.change_set,
        files: &saved.files,
        left: &[],
    };
    page(context, &plan)?;
    Ok(Exit::Done)
}
