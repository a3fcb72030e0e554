//! What can be wrong with a line of the history, and the one parser of lines that finds it.
//!
//! A file of the history is validated whole before anything is concluded from it: every line is parsed into
//! its type, so that nothing of it can fail to parse later. What the store keeps is parsed the same way.

use std::fmt;

use super::lines::{FIRST_FORMAT, HISTORY_FORMAT, HistoryLine, RunLine};
use crate::problem::is_conflict_marker;
use crate::vocabulary::{RunId, shown};

/// The highest number of a run in format 1: more runs than anyone applies, and every reader of JSON can
/// hold it.
const SERIAL_LIMIT: u64 = 1 << 52;

/// The deepest nesting of a line. A plan nests less than ten levels; an undo stores a change within an
/// intent, a few levels deeper, and JSON is parsed up to 128 levels only.
const DEPTH_LIMIT: usize = 64;

/// The most bytes of a line: 256 MiB, more than the undo of the largest record file takes.
const LINE_LIMIT: usize = 256 * 1024 * 1024;

/// A line of the history that cannot be used.
#[derive(Debug)]
pub struct HistoryFault {
    /// The file, relative to the household.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in bytes.
    pub column: usize,
    /// What is wrong with the line.
    pub fault: LineFault,
}

/// What is wrong with a line of the history.
#[derive(Debug)]
pub enum LineFault {
    /// Git left its markers, because two branches could not be merged.
    Conflict,
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// More bytes than a line may have.
    TooLong,
    /// More levels of nesting than a line may have.
    TooDeep,
    /// Not JSON, a number that is out of range, or not what a line of its kind holds.
    Invalid(serde_json::Error),
    /// The serial of a run is out of range.
    ImpossibleSerial(u64),
    /// A newer version wrote it.
    Newer {
        /// The format found.
        format: u32,
    },
    /// A run of format 1 without its number, or of format 2 without its household.
    Unnamed,
    /// A change or file of a run of format 1 that is not above it.
    WithoutRun(u64),
    /// A line above describes the same run differently.
    RunTwice {
        /// The number of the run.
        serial: u64,
        /// The line above.
        first: usize,
    },
    /// An effect in the file of the first release, which had none.
    Misplaced,
    /// A file of one run that does not begin with it.
    NoRun,
    /// A second run in a file of one run.
    SecondRun,
    /// A run with other lines than its first one says.
    Incomplete {
        /// How many lines follow the first one.
        found: usize,
        /// How many should.
        expected: usize,
    },
    /// The name of the file does not hold the digest of its content: it was edited, cut off or merged.
    Edited(RunId),
    /// The name of the file is not that of a run.
    Misnamed,
    /// The file cannot be read.
    Unreadable(std::io::Error),
}

impl HistoryFault {
    pub(super) fn new(line: usize, column: usize, fault: LineFault) -> Self {
        Self {
            file: String::new(),
            line,
            column,
            fault,
        }
    }

    pub(super) fn of_file(self, file: &str) -> Self {
        Self {
            file: file.to_owned(),
            ..self
        }
    }
}

impl fmt::Display for HistoryFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column: _,
            fault,
        } = self;
        write!(formatter, "line {line} of {} {fault}", shown(file))
    }
}

impl fmt::Display for LineFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict => formatter.write_str("is an unresolved git conflict marker"),
            Self::NotUtf8 => formatter.write_str("is not UTF-8"),
            Self::TooLong => write!(formatter, "has more than {LINE_LIMIT} bytes"),
            Self::TooDeep => write!(formatter, "is nested deeper than {DEPTH_LIMIT} levels"),
            Self::Invalid(error) => write!(formatter, "is not valid: {}", reason(error)),
            Self::ImpossibleSerial(serial) => {
                write!(formatter, "has a run number out of range: {serial}")
            }
            Self::Newer { format } => write!(
                formatter,
                "has format {format}; this plexmgr knows up to {HISTORY_FORMAT}"
            ),
            Self::Unnamed => formatter.write_str("lacks the `household` of its run, or the number"),
            Self::Misplaced => formatter.write_str("is an effect, which this format does not have"),
            Self::NoRun => formatter.write_str("does not begin with the line of a run"),
            Self::SecondRun => {
                formatter.write_str("begins a second run: two files were merged into one")
            }
            Self::Incomplete { found, expected } => write!(
                formatter,
                "announces {expected} lines of changes, files and effects, and {found} follow"
            ),
            Self::Edited(actual) => write!(
                formatter,
                "or a later one was edited: the name does not hold the digest of the content, {actual}"
            ),
            Self::Misnamed => formatter.write_str("is in a file that has not the name of a run"),
            Self::Unreadable(error) => write!(formatter, "cannot be read: {error}"),
            Self::WithoutRun(serial) => write!(
                formatter,
                "belongs to run {serial}, and no line above describes that run"
            ),
            Self::RunTwice { serial, first } => write!(
                formatter,
                "describes run {serial} differently from line {first}"
            ),
        }
    }
}

/// What serde says, without the place: that is the place within the line. It may quote the line.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let end = text.rfind(" at line ").unwrap_or(text.len());
    shown(&text[..end])
}

impl std::error::Error for HistoryFault {}

/// The only thing that is read of a line of another format.
#[derive(serde::Deserialize)]
struct FormatLine {
    format: u32,
}

/// A line parsed apart from the others, or the column of what is wrong with it, and what that is.
pub(super) fn parsed(line: &[u8]) -> Result<HistoryLine, (usize, LineFault)> {
    if is_conflict_marker(line) {
        return Err((1, LineFault::Conflict));
    }
    if line.len() > LINE_LIMIT {
        return Err((1, LineFault::TooLong));
    }
    let text =
        std::str::from_utf8(line).map_err(|error| (error.valid_up_to() + 1, LineFault::NotUtf8))?;
    if let Some(column) = too_deep(line) {
        return Err((column, LineFault::TooDeep));
    }
    let line = serde_json::from_str(text).map_err(|error| {
        let fault = match serde_json::from_str(text) {
            Ok(FormatLine { format }) if format > HISTORY_FORMAT => LineFault::Newer { format },
            _ => LineFault::Invalid(error),
        };
        let column = match &fault {
            LineFault::Invalid(error) => error.column().max(1),
            _ => 1,
        };
        (column, fault)
    })?;
    match &line {
        HistoryLine::Run(run) => misfit(run).map_or(Ok(line), |fault| Err((1, fault))),
        HistoryLine::Change { .. } | HistoryLine::File { .. } | HistoryLine::Effect(_) => Ok(line),
    }
}

/// What is wrong with the line of a run.
fn misfit(run: &RunLine) -> Option<LineFault> {
    match (run.format, run.serial) {
        (HISTORY_FORMAT, None) if run.household.is_some() => None,
        (FIRST_FORMAT, Some(serial)) if run.lineage.is_some() => {
            let is_possible = (1..=SERIAL_LIMIT).contains(&serial);
            (!is_possible).then_some(LineFault::ImpossibleSerial(serial))
        }
        (format, _) if format > HISTORY_FORMAT => Some(LineFault::Newer { format }),
        _ => Some(LineFault::Unnamed),
    }
}

/// The column of the bracket that opens a level too many. What is not JSON may be counted wrongly, and is
/// refused in any case.
fn too_deep(line: &[u8]) -> Option<usize> {
    // Few lines have that many brackets at all.
    let opens = |byte: &&u8| matches!(byte, b'[' | b'{');
    if line.iter().filter(opens).count() <= DEPTH_LIMIT {
        return None;
    }
    let (mut depth, mut in_text, mut is_escaped) = (0_usize, false, false);
    for (index, byte) in line.iter().enumerate() {
        match (in_text, byte) {
            (true, _) if is_escaped => is_escaped = false,
            (true, b'\\') => is_escaped = true,
            (_, b'"') => in_text = !in_text,
            (false, b'[' | b'{') => depth += 1,
            (false, b']' | b'}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH_LIMIT {
            return Some(index + 1);
        }
    }
    None
}
