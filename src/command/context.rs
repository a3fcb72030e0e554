//! What every command needs: where the household is, what its settings say, which day it is.

use std::cell::{Cell, OnceCell};
use std::io::IsTerminal;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::anyhow;
use chrono::{DateTime, SecondsFormat, Utc};

use super::clock::{self, RunClock};
use super::exit::{Exit, Failure};
use super::find_household::{self, Found};
use super::git::{Missing, Repository};
use super::hints;
use super::household_files;
use super::interrupts::Interrupts;
use super::output;
use super::streams::{aside_page, aside_privacy, page_of};
use super::workflow::Workflow;
use crate::cli::{Command, Format, Global};
use crate::files;
use crate::problem::{Problem, ProblemCode, Problems};
use crate::records::Household;
use crate::render::{Page, message};
use crate::settings::{self, Settings};
use crate::vocabulary::{Date, Place, Timestamp, counted, escaped};

/// The most bytes a settings file may have: 1 MiB.
const SETTINGS_LIMIT: u64 = 1024 * 1024;

/// A run's environment.
#[derive(Debug, Clone)]
pub(super) struct Context {
    pub(super) global: Global,
    /// When the run began, as far as it can be written.
    pub(super) now: DateTime<Utc>,
    /// The clock then.
    pub(super) clock: RunClock,
    /// What a signal does.
    pub(super) interrupts: Interrupts,
    /// The workflow it runs in.
    pub(super) workflow: Workflow,
    /// When the run began, moved on by the time that was spent at questions.
    begun: Rc<Cell<Instant>>,
    /// The household's repository, once it was looked for.
    repository: Rc<OnceCell<Result<Repository, Missing>>>,
}

impl Context {
    pub(super) fn new(mut global: Global, command: Option<&Command>) -> Self {
        let clock = RunClock::read();
        let Found { folder, foreign } = find_household::find(&global, command);
        global.household = Some(folder);
        let context = Self {
            global,
            now: clock.now,
            clock,
            interrupts: Interrupts::install(),
            workflow: Workflow::default(),
            begun: Rc::new(Cell::new(Instant::now())),
            repository: Rc::default(),
        };
        if let Some(folder) = foreign {
            let folder = folder.display();
            context.warn(&format!(
                "the household {folder} belongs to another user and is not used\n  hint: `-C {folder}` uses it"
            ));
        }
        context
    }

    pub(super) fn folder(&self) -> &Path {
        self.global.folder()
    }

    /// How long the run may still wait for others.
    pub(super) fn time_left(&self, settings: &Settings) -> Duration {
        let all = Duration::from_secs(settings.plex.deadline_seconds);
        all.saturating_sub(self.begun.get().elapsed())
    }

    /// Does what waits for a person, which does not count as time of the run.
    pub(super) fn asking<T>(&self, ask: impl FnOnce() -> T) -> T {
        let asked = Instant::now();
        let answer = ask();
        self.begun.set(self.begun.get() + asked.elapsed());
        answer
    }

    /// The household's repository, or why git can say nothing about it.
    pub(super) fn repository(&self) -> Result<&Repository, Missing> {
        let found = self
            .repository
            .get_or_init(|| Repository::find(self.folder()));
        found.as_ref().map_err(|missing| *missing)
    }

    /// When the run began, in RFC 3339.
    pub(super) fn time(&self) -> String {
        self.now.to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    pub(super) fn is_json(&self) -> bool {
        self.global.format == Format::Json
    }

    /// The day of the run in the household's time zone.
    pub(super) fn today(&self, settings: &Settings) -> Result<Date, Failure> {
        let by_clock = || Timestamp(self.clock.usable()?.timestamp()).date_in(settings.timezone);
        self.global.today.or_else(by_clock).ok_or_else(|| {
            Failure::new(Exit::Failed, clock::unusable())
                .hint("set the clock, or give the day with `--today`")
        })
    }

    /// What stdout is written on.
    pub(super) fn page(&self) -> Page {
        page_of(&self.global)
    }

    /// Whether progress may be drawn.
    pub(super) fn draws_progress(&self) -> bool {
        let is_dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        !self.global.quiet && !is_dumb && std::io::stderr().is_terminal()
    }

    /// Says a note on stderr, unless it shall be quiet: what was done, and what needs no attention.
    pub(super) fn say(&self, text: &str) {
        if !self.global.quiet {
            self.aside(text);
        }
    }

    /// Warns on stderr, also when it shall be quiet: of what a person has to look at.
    pub(super) fn warn(&self, text: &str) {
        self.aside(&format!("warning: {text}"));
    }

    /// Warns of a failure that does not decide how the run ends.
    pub(super) fn warn_of(&self, failure: &Failure) {
        self.aside(&failure.as_warning(aside_privacy(&self.global)));
    }

    /// Says something in lines; whatever else in them does not show itself is escaped.
    fn aside(&self, text: &str) {
        let lines: Vec<String> = text.split('\n').map(escaped).collect();
        let text = format!(
            "{}\n",
            aside_privacy(&self.global).masked(&lines.join("\n"))
        );
        output::aside(&message(&text, aside_page(self.global.color)));
    }

    pub(super) fn settings_path(&self) -> PathBuf {
        match &self.global.config {
            Some(path) => path.clone(),
            None => self.inside(settings::FILE_NAME),
        }
    }

    /// A path in the household, without any `./` which carries no information.
    pub(super) fn inside(&self, path: impl AsRef<Path>) -> PathBuf {
        let path = self.folder().join(path);
        let parts = path.components();
        parts.filter(|part| *part != Component::CurDir).collect()
    }

    /// The same run on a given day.
    pub(super) fn on(&self, today: Date) -> Self {
        let mut same = self.clone();
        same.global.today = Some(today);
        same
    }

    /// The settings, or every problem of them.
    pub(super) fn settings(&self) -> Result<Settings, Failure> {
        self.read_settings()?.map_err(settings_invalid)
    }

    /// Reads the settings; the inner error are mistakes in the file.
    pub(super) fn read_settings(&self) -> Result<Result<Settings, Problems>, Failure> {
        Ok(self.settings_file()?.parse())
    }

    /// The settings file, not yet understood.
    pub(super) fn settings_file(&self) -> Result<SettingsFile, Failure> {
        let path = self.settings_path();
        let name = match &self.global.config {
            Some(path) => path.display().to_string(),
            None => settings::FILE_NAME.to_owned(),
        };
        let bytes = files::read_limited(&path, SETTINGS_LIMIT).map_err(|source| {
            let missing =
                "`plexmgr init` makes a household; `-C DIR` names the folder of another one";
            let hint = hints::to_read(&source, missing);
            let error = anyhow::Error::new(source)
                .context(format!("cannot read the settings {}", path.display()));
            Failure::new(Exit::Invalid, error).hint(hint)
        })?;
        Ok(SettingsFile { name, bytes })
    }

    /// The records, or every problem of them.
    pub(super) fn records(&self, settings: &Settings) -> Result<Household, Failure> {
        household_files::gather(self, settings)
            .read()
            .map_err(records_invalid)
    }
}

/// The settings file, not yet understood.
#[derive(Debug)]
pub(super) struct SettingsFile {
    /// What messages call it.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

impl SettingsFile {
    /// The settings, or every problem of them.
    pub(super) fn parse(&self) -> Result<Settings, Problems> {
        match std::str::from_utf8(&self.bytes) {
            Ok(text) => Settings::parse(&self.name, text),
            Err(error) => Err(not_utf8(&self.name, &self.bytes[..error.valid_up_to()])),
        }
    }
}

/// The place of the first byte that is not UTF-8.
fn not_utf8(file: &str, valid: &[u8]) -> Problems {
    let lines = valid.iter().filter(|byte| **byte == b'\n').count();
    let last = valid
        .rsplit(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let column = String::from_utf8_lossy(last).chars().count();
    let count = |number: usize| u32::try_from(number + 1).unwrap_or(u32::MAX);
    Problems::new(vec![Problem {
        place: Place {
            file: file.into(),
            line: count(lines),
            column: count(column),
        },
        message: "the file is not UTF-8".to_owned(),
        without_value: None,
        help: Some("save it as UTF-8".to_owned()),
        code: ProblemCode::NotUtf8,
    }])
}

/// The failure that reports the problems of the settings.
pub(super) fn settings_invalid(problems: Problems) -> Failure {
    invalid("the settings are", problems)
}

/// The failure that reports the problems of the records.
pub(super) fn records_invalid(problems: Problems) -> Failure {
    invalid("the records are", problems)
}

/// The failure that reports `problems`, after the words `the settings are` or the like.
pub(super) fn invalid(what: &str, problems: Problems) -> Failure {
    let count = counted(problems.count(), "problem");
    let first = problems
        .as_slice()
        .first()
        .map(|problem| problem.code.word());
    let hint = first.map(|code| format!("`plexmgr explain {code}` shows details"));
    let error = anyhow!("{what} not valid: {count}");
    let failure = Failure::new(Exit::Invalid, error).about(problems);
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}
