//! `plexmgr status`: the standing of all users, from the records alone.

use super::context::Context;
use super::exit::{Exit, Failure};
use super::pager;
use super::plan_output::privacy;
use crate::cli::{Format, SelectionArgs, StatusArgs};
use crate::records::schema::Records;
use crate::render;
use crate::status::{Filter, Only, Selection, SelectionError, StatusQuery, status};
use crate::vocabulary::Days;

pub(super) fn run(context: &Context, options: &StatusArgs) -> Result<Exit, Failure> {
    let settings = context.settings()?;
    let household = context.records(&settings)?;
    let records = &household.records;
    let grace = Days::new(settings.payments.grace_days);
    let asked = StatusQuery {
        within: options.expiring_within,
        selection: selection(records, &options.selection).map_err(unselectable)?,
        grace,
        due: options.due.then_some(grace),
    };
    let status = status(records, context.today(&settings)?, asked);
    let shown = match context.global.format {
        // The annotations of GitHub are refused before.
        Format::Text | Format::Github => render::status::text(&status, context.page()),
        Format::Json => render::status::json(&status),
        Format::Csv => render::status::csv(&status),
        Format::Markdown => render::status::markdown(&status, privacy(context)),
    };
    pager::result(context, &shown)?;
    Ok(Exit::Done)
}

/// The users who are meant, of servers and plans that are recorded.
fn selection(records: &Records, arguments: &SelectionArgs) -> Result<Selection, SelectionError> {
    let SelectionArgs {
        filters,
        only,
        server,
        plan,
    } = arguments;
    let mut selection = Selection::parse(filters, records)?;
    for filter in Only::filters(only) {
        selection.add(filter);
    }
    selection.add(Filter::servers(server, records)?);
    selection.add(Filter::plans(plan, records)?);
    Ok(selection)
}

/// The failure for a wrong filter on the command line.
pub(super) fn unselectable(error: SelectionError) -> Failure {
    let hint = error.hint.clone();
    Failure::new(Exit::Usage, error).hint(hint)
}
