//! `plexmgr plan`: shows what would change, and writes nothing.

use super::context::Context;
use super::exit::{Exit, Failure};
use super::output;
use super::prepare::prepare;
use crate::cli::PlanOptions;

pub(super) fn run(context: &Context, options: &PlanOptions) -> Result<Exit, Failure> {
    let prepared = prepare(context, options)?;
    output::result(&prepared.rendered(context))?;
    if let Some(exit) = prepared.refusal() {
        return Ok(exit);
    }
    let pending = !prepared.change_set.changes.is_empty();
    Ok(match options.detailed_exitcode && pending {
        true => Exit::ChangesPending,
        false => Exit::Done,
    })
}
