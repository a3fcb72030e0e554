//! `plexmgr plan`: shows what would change, and writes only the plan itself, if `--out` is given.

use super::context::Context;
use super::exit::{Exit, Failure};
use super::planfile;
use super::prepare::prepare;
use super::wanted::Wanted;
use crate::cli::PlanArgs;

pub(super) fn run(context: &Context, plan: &PlanArgs) -> Result<Exit, Failure> {
    let PlanArgs {
        options,
        detailed_exitcode,
        out,
        overwrite,
    } = plan;
    let target = out.as_deref();
    let target = target.map(|out| planfile::check_target(context, out, *overwrite, options));
    let target = target.transpose()?;
    let prepared = prepare(context, &Wanted::typed(options)?, None, None)?;
    prepared.page(context)?;
    if let Some(target) = &target {
        planfile::save(context, &prepared, options, target)?;
    }
    if let Some(exit) = prepared.refusal() {
        return Ok(exit);
    }
    let pending = !prepared.change_set.changes.is_empty();
    Ok(prepared.if_known(match *detailed_exitcode && pending {
        true => Exit::ChangesPending,
        false => Exit::Done,
    }))
}
