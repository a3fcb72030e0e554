//! `plexmgr init`: the skeleton of a household; never overwrites a file.

use std::fmt::Write;
use std::io::ErrorKind;
use std::path::Path;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::hints;
use super::output;
use crate::cli::InitArgs;
use crate::files;
use crate::render::kit::width::fitted_lines;
use crate::schema::{self, Name};
use crate::vocabulary::escaped;

/// The settings; `CLIENT_ID` is replaced by a fresh UUID.
const SETTINGS: &str = include_str!("init/plexmgr.toml");
const PLANS: &str = include_str!("init/plans.yaml");
const GIT_IGNORE: &str = include_str!("init/gitignore");
const GIT_ATTRIBUTES: &str = include_str!("init/gitattributes");
/// Which schema belongs to which record file, for those that plexmgr writes and for new ones.
const VSCODE: &str = include_str!("init/vscode.json");
/// Where the schemas are, as the files above name it.
const SCHEMAS: &str = ".plexmgr/schemas";

pub(super) fn run(context: &Context, options: &InitArgs) -> Result<Exit, Failure> {
    let folder = options.folder.clone().unwrap_or_default();
    let settings = SETTINGS.replace("CLIENT_ID", &uuid::Uuid::new_v4().to_string());
    let mut report = String::new();
    for (name, text) in [
        ("plexmgr.toml", settings.as_str()),
        ("records/plans.yaml", PLANS),
        (".gitignore", GIT_IGNORE),
        (".gitattributes", GIT_ATTRIBUTES),
        (".vscode/settings.json", VSCODE),
    ] {
        report_line(
            &mut report,
            &make(&context.inside(folder.join(name)), text)?,
            "",
        );
    }
    for name in Name::FILES {
        let schemas = folder.join(SCHEMAS);
        let path = context.inside(schemas.join(format!("{}.json", name.word())));
        let text = schema::text(name);
        let made = make(&path, &text)?;
        report_line(&mut report, &made, &outdated(name, &made, &path, &text));
    }
    let there = match &options.folder {
        Some(folder) => format!("in {}, ", escaped(&folder.display().to_string())),
        None => String::new(),
    };
    report.push_str(&format!(
        "\nNext:\n  \
         1. {there}review plexmgr.toml and records/plans.yaml\n  \
         2. run `plexmgr login`, and put the token into the environment variable PLEX_TOKEN_MAIN\n  \
         3. run `plexmgr plan` to see the users it would import, then `plexmgr apply`\n",
    ));
    output::result(&fitted_lines(&report, context.page().columns))?;
    Ok(Exit::Done)
}

/// What became of a file of the skeleton.
struct Made {
    /// Its path, fit to be shown.
    shown: String,
    /// Whether it was there already and stays as it is.
    kept: bool,
}

/// Makes a file, unless there is one already.
fn make(path: &Path, text: &str) -> Result<Made, Failure> {
    let kept = match files::create_new(path, text.as_bytes()) {
        Ok(()) => Ok(false),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(true),
        Err(error) => Err(error),
    };
    let kept = kept.map_err(|error| {
        let hint = hints::to_write(&error);
        let error = anyhow::Error::new(error).context(format!("cannot make {}", path.display()));
        Failure::new(Exit::Failed, error).hint(hint)
    })?;
    Ok(Made {
        shown: escaped(&path.display().to_string()),
        kept,
    })
}

/// Adds the line of a file to the report.
fn report_line(report: &mut String, made: &Made, more: &str) {
    let Made { shown, kept } = made;
    let word = if *kept { "kept" } else { "made" };
    writeln!(report, "{word} {shown}{more}").expect("a String takes any text");
}

/// Words about a schema that was kept and is not the one of this plexmgr, after an upgrade for example.
fn outdated(name: Name, made: &Made, path: &Path, text: &str) -> String {
    let same =
        files::read_limited(path, text.len() as u64).is_ok_and(|there| there == text.as_bytes());
    if same {
        return String::new();
    }
    format!(
        ", which is not the schema of this plexmgr: `plexmgr schema {} > {}` refreshes it",
        name.word(),
        made.shown
    )
}
