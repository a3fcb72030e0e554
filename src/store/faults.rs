//! What can be wrong with a line of the history, and the one parser of lines that finds it.
//!
//! A history is validated whole before anything is concluded from it: [`lines()`] parses every line into its
//! type, so that nothing of it can fail to parse later. What the store keeps is parsed the same way.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::lines::{HISTORY_FORMAT, HistoryLine, RunLine};
use crate::problem::is_conflict_marker;
use crate::vocabulary::shown;

/// The highest serial a history may name: more runs than anyone applies, and counting on from it still
/// gives a number that every reader of JSON can hold.
const SERIAL_LIMIT: u64 = 1 << 52;

/// The deepest nesting of a line. A plan nests less than ten levels; an undo stores a change within an
/// intent, a few levels deeper, and JSON is parsed up to 128 levels only.
const DEPTH_LIMIT: usize = 64;

/// The most bytes of a line: 256 MiB, more than the undo of the largest record file takes.
const LINE_LIMIT: usize = 256 * 1024 * 1024;

/// How many faults are listed: no person reads more of them.
const MOST_FAULTS: usize = 1_000;

/// A line of the history that cannot be used.
#[derive(Debug)]
pub struct HistoryFault {
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
    /// A change or file of a run that is not above it.
    WithoutRun(u64),
    /// A line above describes the same run differently.
    RunTwice {
        /// The serial of the run.
        serial: u64,
        /// The line above.
        first: usize,
    },
}

impl fmt::Display for HistoryFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            column: _,
            fault,
        } = self;
        write!(formatter, "line {line} of history.jsonl {fault}")
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

/// Everything wrong with a history, in the order of its lines; nothing if it can be used. A line of a newer
/// version is the only fault then: only that version can find others.
#[must_use]
pub fn history_faults(text: &[u8]) -> Vec<HistoryFault> {
    let faults = lines(text).filter_map(Result::err);
    let mut faults: Vec<HistoryFault> = faults.take(MOST_FAULTS).collect();
    let is_newer = |fault: &HistoryFault| matches!(fault.fault, LineFault::Newer { .. });
    if let Some(newer) = faults.iter().position(is_newer) {
        faults = vec![faults.swap_remove(newer)];
    }
    faults
}

/// Whether each line of a part of a history is valid on its own.
pub(super) fn are_valid(part: &[u8]) -> bool {
    numbered(part).all(|(_, line)| parsed(line).is_ok())
}

/// Parses the lines of a history from the first to the last.
pub(super) fn lines(text: &[u8]) -> impl Iterator<Item = Result<HistoryLine, HistoryFault>> {
    let mut parser = Parser::default();
    numbered(text).map(move |(number, line)| parser.line(number, line))
}

/// What has been seen of a history so far.
#[derive(Default)]
struct Parser {
    serials: BTreeSet<u64>,
    /// The runs with their lines, by what identifies them.
    runs: BTreeMap<(u64, String, String), (usize, RunLine)>,
    /// Whether a line could not be used, which may have been the run that later lines belong to.
    has_fault: bool,
}

impl Parser {
    fn line(&mut self, number: usize, line: &[u8]) -> Result<HistoryLine, HistoryFault> {
        let parsed = parsed(line).and_then(|parsed| match self.misfit(number, &parsed) {
            None => Ok(parsed),
            Some(fault) => Err((1, fault)),
        });
        self.has_fault |= parsed.is_err();
        parsed.map_err(|(column, fault)| HistoryFault {
            line: number,
            column,
            fault,
        })
    }

    /// What is wrong with a line where it stands.
    fn misfit(&mut self, number: usize, line: &HistoryLine) -> Option<LineFault> {
        let serial = match line {
            HistoryLine::Run(run) => return self.add(number, run),
            HistoryLine::Change { serial, .. } | HistoryLine::File { serial, .. } => *serial,
        };
        let is_known = self.has_fault || self.serials.contains(&serial);
        (!is_known).then_some(LineFault::WithoutRun(serial))
    }

    /// Notes a run. The same line twice is what a merge leaves, and one run.
    fn add(&mut self, number: usize, run: &RunLine) -> Option<LineFault> {
        let serial = run.serial;
        if run.format > HISTORY_FORMAT {
            return Some(LineFault::Newer { format: run.format });
        }
        if !(1..=SERIAL_LIMIT).contains(&serial) {
            return Some(LineFault::ImpossibleSerial(serial));
        }
        self.serials.insert(serial);
        let identity = (serial, run.lineage.clone(), run.time.clone());
        let (first, same) = self
            .runs
            .entry(identity)
            .or_insert_with(|| (number, run.clone()));
        (same != run).then_some(LineFault::RunTwice {
            serial,
            first: *first,
        })
    }
}

/// The only thing that is read of a line of another format.
#[derive(serde::Deserialize)]
struct Format {
    format: u32,
}

/// A line parsed apart from the others, or the column of what is wrong with it, and what that is.
fn parsed(line: &[u8]) -> Result<HistoryLine, (usize, LineFault)> {
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
    serde_json::from_str(text).map_err(|error| {
        let fault = match serde_json::from_str(text) {
            Ok(Format { format }) if format > HISTORY_FORMAT => LineFault::Newer { format },
            _ => LineFault::Invalid(error),
        };
        let column = match &fault {
            LineFault::Invalid(error) => error.column().max(1),
            _ => 1,
        };
        (column, fault)
    })
}

/// The column of the bracket that opens a level too many. What is not JSON may be counted wrongly, and is
/// refused in any case.
fn too_deep(line: &[u8]) -> Option<usize> {
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

/// The whole lines of a history with their line breaks, counted from 1; empty lines and a last line that
/// was cut off are left out.
pub(super) fn numbered(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let lines = whole_lines(text).split_inclusive(|byte| *byte == b'\n');
    (1..)
        .zip(lines)
        .filter(|(_, line)| !line.trim_ascii().is_empty())
}

/// A history up to its last line break; what follows is the trace of a write that was cut off.
pub(super) fn whole_lines(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|byte| *byte == b'\n');
    &text[..end.map_or(0, |end| end + 1)]
}
