//! Reads `history.jsonl`, in which the first release kept all runs: a line per run, then one per change and
//! file of it.
//!
//! The file is read for ever and never written, but for one line, [`END`], that stops the first release. A
//! last line without a line break is the trace of a run that was cut off and is passed over.

use std::collections::{BTreeMap, BTreeSet};

use super::faults::{HistoryFault, LineFault, parsed};
use super::lines::{HistoryLine, RunLine, Undone};
use super::run::{Run, with_unix_ends};
use crate::vocabulary::RunId;

/// The line that stops the first release, because newer runs are elsewhere: it ends with exit code 9 when it
/// reads one of format 2. Always the same and above all others, so that no two branches differ about it.
const END: &str = concat!(
    r#"{"line":"run","format":2,"note":"newer runs are in the folder history, one file each","#,
    r#""lineage":"","serial":1,"time":"2026-11-29T00:00:00Z","today":"2026-11-29","plexmgr":"0.2.0","#,
    r#""owners":{},"people":[],"files":[],"changes":0}"#,
    "\n"
);

/// How many faults are listed: no person reads more of them.
const MOST_FAULTS: usize = 1_000;

/// The runs in the text of the file, in their order; `None` if a line is not valid.
#[cfg(feature = "fuzzing")]
#[must_use]
pub fn first_file(text: &[u8]) -> Option<super::History> {
    let runs = runs(text).ok()?;
    Some(super::History {
        runs: super::order::ordered(runs),
        ..super::History::default()
    })
}

/// The runs in the order of the file, each once.
///
/// # Errors
/// Everything wrong with the lines. A line of a newer version is the only fault then: only that version can
/// find others.
pub(super) fn runs(text: &[u8]) -> Result<Vec<Run>, Vec<HistoryFault>> {
    let text = with_unix_ends(text);
    let mut reader = FirstReader::default();
    let mut faults = Vec::new();
    for (number, line) in numbered(&text) {
        faults.extend(reader.line(number, line).err());
        if faults.len() == MOST_FAULTS {
            break;
        }
    }
    let is_newer = |fault: &HistoryFault| matches!(fault.fault, LineFault::Newer { .. });
    if let Some(newer) = faults.iter().position(is_newer) {
        return Err(vec![faults.swap_remove(newer)]);
    }
    match faults.is_empty() {
        true => Ok(reader.finished()),
        false => Err(faults),
    }
}

/// What has been read of the file so far.
#[derive(Default)]
struct FirstReader {
    /// The runs with their lines, and the number of the line each begins at.
    blocks: Vec<(usize, RunLine, Vec<u8>)>,
    serials: BTreeSet<u64>,
    /// The first run with each identity.
    identities: BTreeMap<(u64, String, String), usize>,
    /// Whether a line could not be used, which may have been the run that later lines belong to.
    has_fault: bool,
}

impl FirstReader {
    fn line(&mut self, number: usize, line: &[u8]) -> Result<(), HistoryFault> {
        let read = parsed(line).and_then(|parsed| {
            self.add(number, parsed, line)
                .map_or(Ok(()), |fault| Err((1, fault)))
        });
        self.has_fault |= read.is_err();
        read.map_err(|(column, fault)| HistoryFault::new(number, column, fault))
    }

    /// Adds a line; returns what is wrong with it in its place.
    fn add(&mut self, number: usize, parsed: HistoryLine, line: &[u8]) -> Option<LineFault> {
        match parsed {
            HistoryLine::Run(run) => self.begin(number, run, line),
            HistoryLine::Effect(_) => Some(LineFault::Misplaced),
            HistoryLine::Change { serial, .. } | HistoryLine::File { serial, .. } => {
                let serial = serial.unwrap_or_default();
                if let Some((_, _, lines)) = self.blocks.last_mut() {
                    lines.extend(line);
                }
                let is_known = self.has_fault || self.serials.contains(&serial);
                (!is_known).then_some(LineFault::WithoutRun(serial))
            }
        }
    }

    /// Begins a run. The same line twice is what a merge leaves, and one run.
    fn begin(&mut self, number: usize, run: RunLine, line: &[u8]) -> Option<LineFault> {
        let serial = run.serial.unwrap_or_default();
        let identity = (
            serial,
            run.lineage.clone().unwrap_or_default(),
            run.time.clone(),
        );
        let first = *self.identities.entry(identity).or_insert(self.blocks.len());
        let differs = self.blocks.get(first).filter(|(_, same, _)| *same != run);
        let first_line = differs.map(|(line, _, _)| *line);
        self.serials.insert(serial);
        self.blocks.push((number, run, line.to_vec()));
        first_line.map(|first| LineFault::RunTwice { serial, first })
    }

    fn finished(self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::with_capacity(self.blocks.len());
        let mut known = BTreeSet::new();
        let mut of_serial: BTreeMap<u64, RunId> = BTreeMap::new();
        for (_, line, lines) in self.blocks {
            let serial = line.serial.unwrap_or_default();
            let mut run = Run::of(line, lines);
            run.follows = runs.last().map(|above| above.id).into_iter().collect();
            if let Some(Undone::Serial(serial)) = run.line.undoes
                && let Some(id) = of_serial.get(&serial)
            {
                run.line.undoes = Some(Undone::Run(*id));
            }
            if known.insert(run.id) {
                of_serial.insert(serial, run.id);
                runs.push(run);
            }
        }
        runs
    }
}

/// The whole lines with their line breaks, counted from 1, without empty ones and [`END`].
fn numbered(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let end = text.iter().rposition(|byte| *byte == b'\n');
    let whole = &text[..end.map_or(0, |end| end + 1)];
    let lines = whole.split_inclusive(|byte| *byte == b'\n');
    let is_read = |line: &[u8]| !line.trim_ascii().is_empty() && line != END.as_bytes();
    (1..).zip(lines).filter(move |(_, line)| is_read(line))
}

/// The text with [`END`] above it; `None` if it has that line already.
pub(super) fn ended(text: &[u8]) -> Option<Vec<u8>> {
    let unix = with_unix_ends(text);
    let mut lines = unix.split_inclusive(|byte| *byte == b'\n');
    let is_ended = lines.any(|line| line == END.as_bytes());
    (!is_ended).then(|| [END.as_bytes(), text].concat())
}
