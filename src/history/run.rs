//! One run of the history: its lines, what they say, and its id, the digest of the lines.

use std::borrow::Cow;

use super::faults::{HistoryFault, LineFault, parsed};
use super::file_line::FileLine;
use super::lines::{EffectLine, HistoryLine, RunLine};
use crate::change::RecordedChange;
use crate::vocabulary::RunId;

/// How plexmgr begins the lines of changes, files and effects. One that begins otherwise may be of any kind.
const CHANGE: &[u8] = br#"{"line":"change","#;
const FILE: &[u8] = br#"{"line":"file","#;
const EFFECT: &[u8] = br#"{"line":"effect","#;

/// An applied run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// What names it.
    pub id: RunId,
    /// What its first line says.
    pub line: RunLine,
    /// The runs it follows: those its line names, or in the first release's file the one above.
    pub(super) follows: Vec<RunId>,
    /// All its lines, each ended by `\n`.
    lines: Vec<u8>,
}

/// A run with all its data in the history.
#[derive(Debug, Clone, PartialEq)]
pub struct RunDetails {
    /// What names it.
    pub id: RunId,
    /// The run.
    pub run: RunLine,
    /// Its changes, as in `plan --format json`.
    pub changes: Vec<RecordedChange>,
    /// Its files; none for a run of a version that did not keep what it replaced.
    pub files: Vec<FileLine>,
    /// What it did outside the household.
    pub effects: Vec<EffectLine>,
}

impl Run {
    /// A run with this first line, of all these lines.
    pub(super) fn of(line: RunLine, lines: Vec<u8>) -> Self {
        Self {
            id: RunId::of(&lines),
            follows: line.after.clone(),
            line,
            lines,
        }
    }

    /// Reads the lines of one run.
    ///
    /// # Errors
    /// When a line is not valid, or there are more or fewer lines than the first one says.
    pub fn read(lines: &[u8]) -> Result<Self, HistoryFault> {
        let lines = with_unix_ends(lines);
        let (mut first, mut more) = (None, 0);
        for (number, line) in (1..).zip(lines.split_inclusive(|byte| *byte == b'\n')) {
            let fault = |column, fault| HistoryFault::new(number, column, fault);
            match (
                parsed(line).map_err(|(column, found)| fault(column, found))?,
                &first,
            ) {
                (HistoryLine::Run(run), None) => first = Some(run),
                (HistoryLine::Run(_), Some(_)) => return Err(fault(1, LineFault::SecondRun)),
                (_, None) => return Err(fault(1, LineFault::NoRun)),
                (_, Some(_)) => more += 1,
            }
        }
        let Some(run) = first else {
            return Err(HistoryFault::new(1, 1, LineFault::NoRun));
        };
        let expected = run.changes.saturating_add(run.texts);
        let expected = expected.saturating_add(run.effects);
        // The first release could lose lines of changes and files; its runs count all the same.
        if more != expected && run.serial.is_none() {
            let fault = LineFault::Incomplete {
                found: more,
                expected,
            };
            return Err(HistoryFault::new(1, 1, fault));
        }
        Ok(Self::of(run, lines.into_owned()))
    }

    /// Takes lines that were validated when they were stored: those of which `id` is the digest. `None` for others.
    #[must_use]
    pub fn stored(id: RunId, lines: Vec<u8>) -> Option<Self> {
        let first = lines.split_inclusive(|byte| *byte == b'\n').next()?;
        match parsed(first).ok()? {
            HistoryLine::Run(line) => Some(Self::of(line, lines)).filter(|run| run.id == id),
            _ => None,
        }
    }

    /// All its lines, each ended by `\n`.
    #[must_use]
    pub fn lines(&self) -> &[u8] {
        &self.lines
    }

    /// The run with its changes, files and effects. A line that cannot be parsed is left out; a run that was read holds none.
    #[must_use]
    pub fn details(&self) -> RunDetails {
        RunDetails {
            id: self.id,
            run: self.line.clone(),
            changes: self.changes().collect(),
            files: self.files().collect(),
            effects: self.effects().collect(),
        }
    }

    /// Its changes, parsed one after the other: a run may have very many.
    pub fn changes(&self) -> impl Iterator<Item = RecordedChange> {
        let lines = self.lines_but(&[FILE, EFFECT]);
        lines.filter_map(|line| match line {
            HistoryLine::Change { change, .. } => Some(change),
            _ => None,
        })
    }

    /// What it did to its files.
    pub fn files(&self) -> impl Iterator<Item = FileLine> {
        let lines = self.lines_but(&[CHANGE, EFFECT]);
        lines.filter_map(|line| match line {
            HistoryLine::File { file, .. } => Some(file),
            _ => None,
        })
    }

    /// What it did outside the household.
    pub fn effects(&self) -> impl Iterator<Item = EffectLine> {
        let lines = self.lines_but(&[CHANGE, FILE]);
        lines.filter_map(|line| match line {
            HistoryLine::Effect(effect) => Some(effect),
            _ => None,
        })
    }

    /// The lines after the first one without those that begin in one of these ways. A line that cannot be parsed is
    /// left out.
    fn lines_but(&self, beginnings: &'static [&'static [u8]]) -> impl Iterator<Item = HistoryLine> {
        let lines = self.lines.split_inclusive(|byte| *byte == b'\n').skip(1);
        let is_other = |line: &&[u8]| {
            let line = line.trim_ascii_start();
            !beginnings
                .iter()
                .any(|beginning| line.starts_with(beginning))
        };
        let lines = lines.filter(is_other);
        lines.filter_map(|line| parsed(line).ok())
    }

    /// The name of its file.
    #[must_use]
    pub fn file_name(&self) -> String {
        let moment = self.line.time.get(..19).unwrap_or_default();
        let moment: String = moment
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == 'T')
            .collect();
        format!("{moment}Z-{}.jsonl", self.id)
    }
}

/// Lines that end with `\n`, whatever git made of their ends.
pub(super) fn with_unix_ends(lines: &[u8]) -> Cow<'_, [u8]> {
    // Looking for one byte is several times faster than looking for two.
    if !lines.contains(&b'\r') || !lines.windows(2).any(|pair| pair == b"\r\n") {
        return Cow::Borrowed(lines);
    }
    let mut unix = Vec::with_capacity(lines.len());
    for (index, byte) in lines.iter().enumerate() {
        if *byte != b'\r' || lines.get(index + 1) != Some(&b'\n') {
            unix.push(*byte);
        }
    }
    Cow::Owned(unix)
}
