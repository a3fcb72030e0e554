//! `plexmgr explain`: what a code means; reads nothing.

use super::exit::{Exit, Failure};
use super::output;
use super::streams::page_of;
use crate::cli::{ExplainArgs, Global};
use crate::explain;
use crate::render::explain as page;

pub(super) fn run(global: &Global, options: &ExplainArgs) -> Result<Exit, Failure> {
    let page = page_of(global);
    let shown = match &options.code {
        None => page::list(&explain::all(), page),
        Some(code) => page::page(&explain::find(code).map_err(unknown)?, page),
    };
    output::result(&shown)?;
    Ok(Exit::Done)
}

fn unknown(error: explain::UnknownCode) -> Failure {
    let meant = error.meant.as_ref();
    let meant = meant.map(|code| format!("did you mean `{code}`? "));
    let hint = meant.unwrap_or_default() + "`plexmgr explain` lists all of them";
    Failure::new(Exit::Usage, error).hint(hint)
}
