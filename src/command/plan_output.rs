//! Writes a plan, made now or saved, in the format that was asked for.

use super::context::Context;
use super::exit::Failure;
use super::{output, pager, streams, workflow};
use crate::cli::Format;
use crate::render::Privacy;
use crate::render::plan::{Extent, Shown, json, markdown, text};

/// Writes the plan on stdout, and with the format of GitHub also to the files of the workflow.
pub(super) fn show(context: &Context, shown: &Shown<'_>) -> Result<(), Failure> {
    let privacy = privacy(context);
    match context.global.format {
        Format::Text | Format::Csv => output::result(&text(context, shown)),
        Format::Json => output::result(&json::plan(shown)),
        Format::Markdown => output::result(&markdown::plan(shown, privacy)),
        Format::Github => {
            let location = workflow::location(&context.global);
            output::result(&crate::render::plan::github::plan(
                shown, &location, privacy,
            ))?;
            context
                .workflow
                .summarise(&markdown::plan(shown, privacy))?;
            context.workflow.set_plan_outputs(shown.change_set)
        }
    }
}

/// The same, but a text that is longer than the terminal goes through the pager.
pub(super) fn page(context: &Context, shown: &Shown<'_>) -> Result<(), Failure> {
    match context.global.format {
        Format::Text => pager::result(context, &text(context, shown)),
        _ => show(context, shown),
    }
}

/// The plan for people; with `-v` all of it.
pub(super) fn text(context: &Context, shown: &Shown<'_>) -> String {
    let extent = match context.global.verbose {
        0 => Extent::Grouped,
        _ => Extent::Full,
    };
    text::plan(shown, extent, context.page())
}

/// Whether private values may be read where strangers read along.
pub(super) fn privacy(context: &Context) -> Privacy {
    streams::privacy(&context.global)
}
