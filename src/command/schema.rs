//! `plexmgr schema`: the JSON Schema of a file or of an output.

use super::exit::{Exit, Failure};
use super::output;
use crate::cli::SchemaArgs;
use crate::schema::{self, Name};

pub(super) fn run(options: &SchemaArgs) -> Result<Exit, Failure> {
    let SchemaArgs { what, list: _ } = options;
    output::result(&match what {
        Some(name) => schema::text(*name),
        None => list(),
    })?;
    Ok(Exit::Done)
}

/// One line per document: what is typed for it, and what it is.
fn list() -> String {
    let words = Name::ALL.map(|name| name.word().len());
    let width = words.into_iter().max().unwrap_or_default();
    let line = |name: Name| format!("{:width$}  {}\n", name.word(), name.title());
    Name::ALL.map(line).concat()
}
