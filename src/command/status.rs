//! `plexmgr status`: the standing of all users, from the records alone.

use std::collections::BTreeMap;

use anyhow::anyhow;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::output;
use super::plan_output::privacy;
use crate::cli::{Format, SelectionArgs, StatusArgs};
use crate::problem::choices;
use crate::records::schema::Records;
use crate::render;
use crate::status::{StatusQuery, status};
use crate::vocabulary::{Days, Handle};

pub(super) fn run(context: &Context, options: &StatusArgs) -> Result<Exit, Failure> {
    let settings = context.settings()?;
    let household = context.records(&settings)?;
    let records = &household.records;
    let asked = asked(records, options.expiring_within, &options.selection)?;
    let status = status(records, context.today(&settings)?, asked);
    output::result(&match context.global.format {
        // The annotations of GitHub are refused before.
        Format::Text | Format::Github => render::status::text(&status, context.page()),
        Format::Json => render::status::json(&status),
        Format::Csv => render::status::csv(&status),
        Format::Markdown => render::status::markdown(&status, privacy(context)),
    })?;
    Ok(Exit::Done)
}

/// What was asked for, about a server and a plan that there are.
fn asked(
    records: &Records,
    within: Days,
    selection: &SelectionArgs,
) -> Result<StatusQuery, Failure> {
    let SelectionArgs { only, server, plan } = selection;
    Ok(StatusQuery {
        within,
        only: only.iter().copied().collect(),
        server: known("server", server.as_ref(), &records.servers)?,
        plan: known("plan", plan.as_ref(), &records.plans)?,
    })
}

/// A typed handle, as the records spell it.
fn known<R>(
    what: &str,
    typed: Option<&Handle>,
    records: &BTreeMap<Handle, R>,
) -> Result<Option<Handle>, Failure> {
    let Some(typed) = typed else {
        return Ok(None);
    };
    let mut spelled = records.keys().filter(|handle| handle.key() == typed.key());
    match spelled.next() {
        Some(handle) => Ok(Some(handle.clone())),
        None => {
            let handles: Vec<&str> = records.keys().map(Handle::as_str).collect();
            let there_are = format!("recorded {what}s are");
            let error = anyhow!("there is no {what} `{typed}`");
            let hint = choices(typed.as_str(), &there_are, handles);
            Err(Failure::new(Exit::Usage, error).hint(hint))
        }
    }
}
