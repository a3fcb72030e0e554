//! A history taken apart into runs with their lines, and put together from two tellings.
//!
//! The store keeps the history line for line. When one of the two lacks something, because a file was lost,
//! cut off, merged or taken from another branch, [`united`] is the union of both. Nothing here reads or
//! writes a file.

use std::borrow::Cow;

use super::StoreError;
use super::faults::{HistoryFault, LineFault, lines, numbered, whole_lines};
use super::lines::{HistoryLine, RunDetails, RunLine};

/// A run and its lines, as they stand in a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) run: RunLine,
    /// Its own line and those that follow it, line breaks included.
    pub(super) lines: Vec<u8>,
}

impl Block {
    /// Whether both describe one run, if not necessarily the same.
    fn tells_of(&self, run: &RunLine) -> bool {
        let identity = |run: &RunLine| (run.serial, run.lineage.clone(), run.time.clone());
        self.run.serial == run.serial && identity(&self.run) == identity(run)
    }

    /// Whether as many lines follow the run's own as it says.
    pub(super) fn is_whole(&self) -> bool {
        let RunLine { changes, texts, .. } = &self.run;
        numbered(&self.lines).count() > changes.saturating_add(*texts)
    }
}

/// Only the kind of a line; the lines of changes and files are long and are not needed to take runs apart.
#[derive(serde::Deserialize)]
struct LineKind<'l> {
    #[serde(borrow)]
    line: Cow<'l, str>,
}

/// The run that a line of a valid history is the first of; `None` for any other line.
fn run_of(number: usize, line: &[u8]) -> Result<Option<RunLine>, HistoryFault> {
    let invalid = |error| HistoryFault {
        line: number,
        column: 1,
        fault: LineFault::Invalid(error),
    };
    let kind: LineKind<'_> = serde_json::from_slice(line).map_err(invalid)?;
    if kind.line != "run" {
        return Ok(None);
    }
    serde_json::from_slice(line).map(Some).map_err(invalid)
}

/// The runs of a valid history, in its order.
pub(super) fn blocks(history: &[u8]) -> Result<Vec<Block>, StoreError> {
    let mut blocks: Vec<Block> = Vec::new();
    for (number, line) in numbered(history) {
        match run_of(number, line)? {
            Some(run) => blocks.push(Block {
                run,
                lines: line.to_vec(),
            }),
            None => {
                if let Some(block) = blocks.last_mut() {
                    block.lines.extend(line);
                }
            }
        }
    }
    Ok(blocks)
}

/// The union of two histories, as one history: every run of `told`, in its order, and those that only
/// `stored` knows, each before the first later one. Of a run whose lines were cut off in `told` the stored
/// lines are taken. A store of another household adds nothing.
pub(super) fn united(told: &[u8], stored: &[u8]) -> Result<Vec<u8>, StoreError> {
    let told = whole_lines(told);
    if stored.is_empty() || told == stored {
        return Ok(told.to_vec());
    }
    let (mut united, stored) = (blocks(told)?, blocks(stored)?);
    let is_known = |block: &Block| {
        united
            .iter()
            .any(|told| told.run.lineage == block.run.lineage)
    };
    if !united.is_empty() && !stored.iter().any(is_known) {
        return Ok(told.to_vec());
    }
    for block in stored {
        let same = united.iter_mut().find(|told| told.tells_of(&block.run));
        match same {
            Some(told) if !told.is_whole() && block.is_whole() => *told = block,
            Some(_) => {}
            None => {
                let is_later = |told: &Block| told.run.serial > block.run.serial;
                let at = united.iter().position(is_later);
                united.insert(at.unwrap_or(united.len()), block);
            }
        }
    }
    Ok(united.into_iter().flat_map(|block| block.lines).collect())
}

/// All lines of a history about runs with this serial; merged histories may have several.
pub(super) fn details(history: &[u8], serial: u64) -> Result<Vec<RunDetails>, StoreError> {
    let mut found = all_details(history)?;
    found.retain(|details| details.run.serial == serial);
    found.dedup();
    Ok(found)
}

/// All data of a history.
pub(super) fn all_details(history: &[u8]) -> Result<Vec<RunDetails>, StoreError> {
    let mut found: Vec<RunDetails> = Vec::new();
    for line in lines(history) {
        match line? {
            HistoryLine::Run(run) => found.push(RunDetails {
                run,
                changes: Vec::new(),
                files: Vec::new(),
            }),
            HistoryLine::Change { serial, change } => {
                if let Some(details) = of(&mut found, serial) {
                    details.changes.push(change);
                }
            }
            HistoryLine::File { serial, file } => {
                if let Some(details) = of(&mut found, serial) {
                    details.files.push(file);
                }
            }
        }
    }
    Ok(found)
}

/// The run a line belongs to: the nearest above it with its serial.
fn of(runs: &mut [RunDetails], serial: u64) -> Option<&mut RunDetails> {
    let mut above = runs.iter_mut().rev();
    above.find(|details| details.run.serial == serial)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::lines::{Origin, detail_lines, run_line};
    use super::*;

    /// A run with one change, as its lines.
    fn run(lineage: &str, serial: u64, minute: u64) -> String {
        let time = format!("2026-11-22T10:{minute:02}:00Z");
        let today = "2026-11-22".parse().unwrap();
        let details = RunDetails {
            run: RunLine {
                changes: 1,
                ..RunLine::begun(lineage, serial, &time, today, Origin::default())
            },
            changes: vec![json!({"kind": "add_user", "user": format!("user-{minute}")})],
            files: Vec::new(),
        };
        run_line(&details.run) + &detail_lines(&details)
    }

    fn check(told: &str, stored: &str, expected: &str) {
        let united = united(told.as_bytes(), stored.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(united).unwrap(), expected);
    }

    #[test]
    fn what_one_of_two_tellings_lacks_the_other_adds() {
        let [one, two, three] = [1, 2, 3].map(|serial| run("a", serial, serial));
        let all = format!("{one}{two}{three}");
        check(&all, &all, &all);
        check(&all, "", &all);
        check("", &all, &all);
        check(&format!("{one}{three}"), &two, &all);
        check(&three, &format!("{one}{two}"), &all);
        check(&all[..all.len() - 5], &all, &all);
    }

    #[test]
    fn lines_that_were_cut_off_come_back() {
        let whole = run("a", 1, 1);
        let own_line_only = whole.split_inclusive('\n').next().unwrap();
        let two = run("a", 2, 2);
        check(
            &format!("{own_line_only}{two}"),
            &whole,
            &format!("{whole}{two}"),
        );
    }

    #[test]
    fn merged_branches_keep_their_order_and_both_their_runs() {
        let (one, here, there) = (run("a", 1, 1), run("a", 2, 2), run("a", 2, 3));
        check(
            &format!("{one}{there}{here}"),
            &format!("{one}{here}"),
            &format!("{one}{there}{here}"),
        );
        check(
            &format!("{one}{there}"),
            &format!("{one}{here}"),
            &format!("{one}{there}{here}"),
        );
        let found = details(format!("{one}{there}{here}{here}").as_bytes(), 2).unwrap();
        assert_eq!(found.len(), 2, "the same lines twice are one run");
    }

    #[test]
    fn a_store_of_another_household_adds_nothing() {
        let one = run("a", 1, 1);
        check(&one, &run("b", 2, 2), &one);
    }
}
