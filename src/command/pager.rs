//! Long results on a terminal, through the pager of the person.

use std::ffi::OsString;
use std::io::IsTerminal;

use super::context::Context;
use super::exit::Failure;
use super::output;
use crate::cli::Format;
use crate::process::pager::Pager;
use crate::process::search;
use crate::render::defended;

/// The variables that a pager is given, besides those of `less` and the languages: it never gets a token.
const PASSED_ON: [&str; 12] = [
    "COLORTERM",
    "COLUMNS",
    "HOME",
    "LANG",
    "LINES",
    "LOGNAME",
    "SHELL",
    "TERM",
    "TERMINFO",
    "TMPDIR",
    "USER",
    "XDG_CONFIG_HOME",
];

/// What the names of further variables begin with.
const FAMILIES: [&str; 5] = ["BAT_", "LC_", "LESS", "LV", "MORE"];

/// Writes a result that a person reads without answering, like [`output::result`]; a text that is longer than the
/// terminal goes through the pager.
pub(super) fn result(context: &Context, text: &str) -> Result<(), Failure> {
    let is_read = || {
        let pager = pager(context, text)?;
        // The pager has the keys: a signal ends the run after it.
        let show = || pager.show(&defended(text));
        Some(context.asking(|| context.interrupts.writing(show)))
    };
    match is_read() {
        Some(true) => Ok(()),
        Some(false) | None => output::result(text),
    }
}

/// The pager for a text, if one is wanted and the text is longer than the terminal.
fn pager(context: &Context, text: &str) -> Option<Pager> {
    let stdout = std::io::stdout();
    let is_dumb = std::env::var_os("TERM").is_none_or(|terminal| terminal == "dumb");
    let is_text = context.global.format == Format::Text;
    if context.global.no_pager || is_dumb || !is_text || !stdout.is_terminal() {
        return None;
    }
    let (_, rows) = terminal_size::terminal_size_of(&stdout)?;
    if text.lines().count() < usize::from(rows.0) {
        return None;
    }
    let command = std::env::var_os("PLEXMGR_PAGER").or_else(|| std::env::var_os("PAGER"))?;
    let is_none = command.is_empty() || command == "cat";
    (!is_none).then(|| Pager {
        command,
        environment: environment(context),
    })
}

fn environment(context: &Context) -> Vec<(OsString, OsString)> {
    let is_passed_on = |name: &str| {
        let mut families = FAMILIES.iter();
        PASSED_ON.contains(&name) || families.any(|family| name.starts_with(family))
    };
    let all = std::env::vars_os();
    let mut environment: Vec<(OsString, OsString)> = all
        .filter(|(name, _)| name.to_str().is_some_and(is_passed_on))
        .collect();
    // Short texts are not held up, colours are shown, and the text stays on the screen, as with git.
    for (name, value) in [("LESS", "FRX"), ("LV", "-c")] {
        if !environment.iter().any(|(other, _)| other == name) {
            environment.push((name.into(), value.into()));
        }
    }
    let household = context.folder().canonicalize().ok();
    let avoided: Vec<&std::path::Path> = household.as_deref().into_iter().collect();
    let folders = search::folders(std::env::var_os("PATH").as_deref(), &avoided);
    environment.push(("PATH".into(), search::joined(&folders)));
    environment
}
