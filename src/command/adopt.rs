//! `plexmgr adopt`: reads a spreadsheet, and goes on like all commands that edit records.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::context::Context;
use super::everyday::edit;
use super::exit::{Exit, Failure};
use super::hints;
use super::prepare::filing;
use crate::cli::{AdoptArgs, Preferred};
use crate::everyday::{Adopt, Adopted, Decided, Refusal, Remark, adopt};
use crate::files;
use crate::records::schema::Records;
use crate::status::resolve;
use crate::tables::{self, Table, TableError};
use crate::vocabulary::{Handle, counted, escaped, shown};

/// How many remarks of each sort are shown.
const MOST_REMARKS: usize = 200;

pub(super) fn run(context: &Context, options: &AdoptArgs) -> Result<Exit, Failure> {
    let settings = context.settings()?;
    let table = table(options)?;
    let left = Cell::new(0);
    let exit = edit(context, "adopt", &options.writing, &|input| {
        let filing = filing(&settings, input.household);
        let rows = match rows(&input.household.records, &options.rows) {
            Ok(rows) => rows,
            Err(refused) => return Ok(Err(refused)),
        };
        let wanted = Adopt {
            table: &table,
            maps: &options.maps,
            date_format: options.date_format.as_deref(),
            rows: &rows,
            prefers_file: options.prefer == Preferred::File,
            creates: options.create,
            import_class: settings.import.class,
            file_of_new: &|handle| filing.file_of_new(handle),
        };
        let adopted = adopt(input, &wanted);
        Ok(adopted.map(|adopted| {
            left.set(said(context, options, &adopted));
            Decided {
                changes: adopted.changes,
                unchanged: Vec::new(),
                left: adopted.left,
            }
        }))
    })?;
    if left.get() == 0 {
        return Ok(exit);
    }
    let rows = counted(left.get(), "row");
    context.warn(&format!("{rows} of {} left; see above", file(options)));
    Ok(if exit == Exit::Done {
        Exit::Partly
    } else {
        exit
    })
}

fn file(options: &AdoptArgs) -> String {
    escaped(&options.file.to_string_lossy())
}

fn table(options: &AdoptArgs) -> Result<Table, Failure> {
    const FORMATS: &str = "give a CSV, TSV, XLSX or ODS file";
    let what = || format!("cannot read the spreadsheet {}", file(options));
    let bytes = files::read_limited(&options.file, tables::MOST_BYTES as u64).map_err(|error| {
        let hint = hints::to_read(&error, FORMATS);
        let error = anyhow::Error::new(error).context(what());
        Failure::new(Exit::Invalid, error).hint(hint)
    })?;
    tables::read(&bytes, options.sheet.as_deref()).map_err(|error| {
        let exit = match error {
            TableError::NoSheet { .. } => Exit::Usage,
            TableError::NotATable(_) | TableError::TooLarge(_) => Exit::Invalid,
        };
        let hint = error.hint();
        Failure::new(exit, anyhow::Error::new(error).context(what())).hint(hint)
    })
}

/// The rows of which an admin says whose they are.
fn rows(
    records: &Records,
    typed: &[String],
) -> Result<BTreeMap<u32, Option<Handle>>, Vec<Refusal>> {
    let (mut rows, mut refused) = (BTreeMap::new(), Vec::new());
    for text in typed {
        let mut refuse = |message: String, help: &str| {
            refused.push(Refusal {
                subject: format!("--row {}", shown(text)),
                message,
                help: Some(help.to_owned()),
            });
        };
        let parts = text.split_once('=');
        let parts = parts.and_then(|(row, user)| Some((row.trim().parse().ok()?, user.trim())));
        let Some((row, user)) = parts else {
            let help = "a row is given with its number, as in `--row 31=marlow`, or `--row 31=`";
            refuse("this is not a row and a user".to_owned(), help);
            continue;
        };
        let user = match user {
            "" => None,
            user => match resolve(records, user) {
                Ok(user) => Some(user),
                Err(error) => {
                    refuse(error.message, &error.hint);
                    continue;
                }
            },
        };
        if rows.insert(row, user).is_some() {
            refuse(format!("row {row} is given twice"), "give it once");
        }
    }
    match refused.is_empty() {
        true => Ok(rows),
        false => Err(refused),
    }
}

/// Shows what there is to say about the rows, and counts those that are left.
fn said(context: &Context, options: &AdoptArgs, adopted: &Adopted) -> usize {
    let file = file(options);
    let line = |remark: &Remark| match remark.row {
        0 => format!("{file}: {remark}"),
        _ => format!("{file}:{remark}"),
    };
    for remark in adopted.notes.iter().take(MOST_REMARKS) {
        context.say(&format!("note: {}", line(remark)));
    }
    for remark in adopted.left.iter().take(MOST_REMARKS) {
        context.warn(&line(remark));
    }
    for (remarks, what) in [(&adopted.notes, "note"), (&adopted.left, "warning")] {
        if let Some(more) = remarks.len().checked_sub(MOST_REMARKS + 1) {
            context.warn(&format!("{file}: {} not shown", counted(more + 1, what)));
        }
    }
    let mut rows: Vec<u32> = adopted.left.iter().map(|remark| remark.row).collect();
    rows.dedup();
    rows.len()
}
