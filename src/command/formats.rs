//! In which formats each command can write its result.

use anyhow::anyhow;

use super::exit::{Exit, Failure};
use crate::cli::{Command, Format, PaymentsView};
use crate::problem::listed;

/// Refuses a format that the command does not have, before anything is done.
pub(super) fn check(command: Option<&Command>, wanted: Format) -> Result<(), Failure> {
    let (name, formats) = formats(command);
    if formats.contains(&wanted) {
        return Ok(());
    }
    let error = anyhow!("`{name}` has no format `{}`", word(wanted));
    let hint = format!("it can write {}", listed(formats.iter().copied().map(word)));
    Err(Failure::new(Exit::Usage, error).hint(hint))
}

/// The name of a command and its formats, the usual one first. Everywhere else a command takes those it
/// does not have for text: they never get there.
fn formats(command: Option<&Command>) -> (&'static str, &'static [Format]) {
    use Format::{Csv, Github, Json, Markdown, Text};
    let Some(command) = command else {
        return ("plexmgr", &[Text]);
    };
    match command {
        Command::Init(_) => ("init", &[Text]),
        Command::Login(_) => ("login", &[Text]),
        Command::Doctor(_) => ("doctor", &[Text, Json]),
        Command::Check(_) => ("check", &[Text, Json, Markdown, Github]),
        Command::Plan(_) => ("plan", &[Text, Json, Markdown, Github]),
        Command::Apply(_) => ("apply", &[Text, Json, Markdown, Github]),
        Command::Pay(_) => ("pay", &[Text, Json, Markdown, Github]),
        Command::Confirm(_) => ("confirm", &[Text, Json, Markdown, Github]),
        Command::Set(_) => ("set", &[Text, Json, Markdown, Github]),
        Command::Switch(_) => ("switch", &[Text, Json, Markdown, Github]),
        Command::Adopt(_) => ("adopt", &[Text, Json, Markdown, Github]),
        Command::Rename(_) => ("rename", &[Text, Json, Markdown, Github]),
        Command::Remove(_) => ("remove", &[Text, Json, Markdown, Github]),
        Command::SetLayout(_) => ("set-layout", &[Text, Json, Markdown, Github]),
        Command::Status(_) => ("status", &[Text, Json, Markdown, Csv]),
        Command::Payments(options) => match options.view {
            None => ("payments", &[Text, Json, Markdown, Csv]),
            Some(PaymentsView::Month(_)) => ("payments month", &[Text, Json, Markdown, Csv]),
            Some(PaymentsView::Explain(_)) => ("payments explain", &[Text, Json]),
        },
        Command::Find(_) => ("find", &[Text, Json]),
        Command::User(_) => ("user", &[Text, Json]),
        Command::Report(_) => ("report", &[Text]),
        Command::Show(_) => ("show", &[Text, Json, Markdown, Github]),
        Command::Comment(_) => ("comment", &[Text, Json, Github]),
        Command::Snapshot(_) => ("snapshot", &[Text, Json, Github]),
        Command::History(_) => ("history", &[Text, Json]),
        Command::Undo(_) => ("undo", &[Text, Json]),
        Command::Explain(_) => ("explain", &[Text]),
        Command::State(_) => ("state", &[Text, Json]),
        Command::Schema(_) => ("schema", &[Text]),
        Command::Completions(_) => ("completions", &[Text]),
        Command::Man(_) => ("man", &[Text]),
    }
}

/// The word typed for a format.
fn word(format: Format) -> &'static str {
    match format {
        Format::Text => "text",
        Format::Json => "json",
        Format::Markdown => "markdown",
        Format::Github => "github",
        Format::Csv => "csv",
    }
}
