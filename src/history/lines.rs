//! The lines of the history, as they are written and read; `state/README.md` describes them.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::file_line::FileLine;
use crate::change::{Effect, RecordedChange};
use crate::effects::Outcome;
use crate::sources::SourceTotals;
use crate::vocabulary::{AccountName, Date, Digest, Moment, PlexId, RunId, TransactionKey};

/// The format of the lines this version writes, a file per run.
pub const HISTORY_FORMAT: u32 = 2;

/// Of how many bytes the pieces are by which git compares files.
const GIT_PIECE: usize = 64;

/// The format of the lines of the first release, all in one file.
pub(super) const FIRST_FORMAT: u32 = 1;

/// One applied run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RunLine {
    /// The format of these lines: 2, or 1 for a run of the first release.
    pub format: u32,
    /// The `client_id` of the household; absent in format 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub household: Option<String>,
    /// The runs in the working tree that no other run followed, when this one was applied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<RunId>,
    /// What named the store, a UUID; in format 1 only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub lineage: Option<String>,
    /// The number of the run, counted from 1; in format 1 only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u64")]
    pub serial: Option<u64>,
    /// When it was applied.
    #[schemars(with = "Moment")]
    pub time: String,
    /// The day it was applied for.
    pub today: Date,
    /// The time zone of the household; absent in runs of earlier versions and in those that undo one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub timezone: Option<String>,
    /// The version of plexmgr.
    pub plexmgr: String,
    /// Who ran it and on which commit.
    #[serde(flatten)]
    pub origin: Origin,
    /// Whose token each account that was read had.
    pub owners: BTreeMap<AccountName, PlexId>,
    /// When what each of these accounts says was read from Plex; absent if nothing was, or its time is unknown.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub taken: BTreeMap<AccountName, Moment>,
    /// The accounts whose first import lacks a part: something of them was in doubt, and nothing of that was recorded
    /// before.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub partial: BTreeSet<AccountName>,
    /// All people this run remembers for the first time.
    pub people: Vec<PlexId>,
    /// All people it forgets: it undoes the run that imported them, or git took that run back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forgotten: Vec<PlexId>,
    /// The transactions of sources that it recorded, sorted: money that is never recorded again by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transactions: Vec<TransactionKey>,
    /// What became of everything that each source of transactions listed, once for each currency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub totals: Vec<SourceTotals>,
    /// The files it wrote, relative to the household.
    pub files: Vec<String>,
    /// How many lines of changes follow.
    pub changes: usize,
    /// How many lines of files follow those.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub texts: usize,
    /// How many lines of effects follow those.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub effects: usize,
    /// The guards that were accepted by hand, with their numbers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub accepted: BTreeMap<String, u64>,
    /// The digest of the saved plan it applied, if it applied one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub plan: Option<String>,
    /// The run it undoes, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Undone")]
    pub undoes: Option<Undone>,
    /// The runs that git had taken back when it was applied: their files were as they were before them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken_back: Vec<RunId>,
    /// How many files, users and servers of the plan were left out; 0 when all of it was applied.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: usize,
}

/// Which run an undo undoes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Undone {
    /// The run with this id.
    Run(RunId),
    /// The run with this number, in a history of format 1 that lacks it.
    Serial(u64),
}

/// What is known of a run before it did anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// The `client_id` of the household.
    pub household: String,
    /// The newest runs before it.
    pub after: Vec<RunId>,
    /// The newest runs that git took back before it.
    pub taken_back: Vec<RunId>,
    /// When, in RFC 3339 and UTC.
    pub time: String,
    /// The day it is for.
    pub today: Date,
    /// Who applies it.
    pub origin: Origin,
}

impl RunLine {
    /// A run that has not done anything yet.
    #[must_use]
    pub fn begun(begun: Begun) -> Self {
        let Begun {
            household,
            after,
            taken_back,
            time,
            today,
            origin,
        } = begun;
        Self {
            format: HISTORY_FORMAT,
            household: Some(household),
            after,
            lineage: None,
            serial: None,
            time,
            today,
            timezone: None,
            plexmgr: env!("CARGO_PKG_VERSION").to_owned(),
            origin,
            owners: BTreeMap::new(),
            taken: BTreeMap::new(),
            partial: BTreeSet::new(),
            people: Vec::new(),
            forgotten: Vec::new(),
            transactions: Vec::new(),
            totals: Vec::new(),
            files: Vec::new(),
            changes: 0,
            texts: 0,
            effects: 0,
            accepted: BTreeMap::new(),
            plan: None,
            undoes: None,
            taken_back,
            left_out: 0,
        }
    }

    /// The id of the run it undoes, if it undoes one that is known.
    #[must_use]
    pub fn undone(&self) -> Option<RunId> {
        match self.undoes {
            Some(Undone::Run(id)) => Some(id),
            Some(Undone::Serial(_)) | None => None,
        }
    }

    /// Whether both describe the beginning of one run.
    #[must_use]
    pub fn begins_as(&self, other: &Self) -> bool {
        let beginning = |run: &Self| {
            let Self {
                household,
                after,
                time,
                today,
                plan,
                undoes,
                origin,
                ..
            } = run.clone();
            (household, after, time, today, plan, undoes, origin)
        };
        beginning(self) == beginning(other)
    }
}

/// Who applied a run, and what the household was when they did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Origin {
    /// Who: the actor of the CI job, else the git identity, else the user of the system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub by: Option<String>,
    /// The commit that was checked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub commit: Option<String>,
    /// Whether the household had changes that were not committed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dirty: bool,
}

/// An effect of a run, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EffectLine {
    /// The effect.
    #[serde(flatten)]
    pub effect: Effect,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "line", rename_all = "snake_case")]
pub enum HistoryLine {
    /// A run.
    Run(RunLine),
    /// A change of the run above it, as the plan shows it.
    Change {
        /// The run's number; in format 1 only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "u64")]
        serial: Option<u64>,
        /// The change as in `plan --format json`.
        change: RecordedChange,
    },
    /// A file of the run above it.
    File {
        /// The run's number; in format 1 only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schemars(with = "u64")]
        serial: Option<u64>,
        /// What happened to it.
        #[serde(flatten)]
        file: FileLine,
    },
    /// An effect of the run above it; since format 2.
    Effect(EffectLine),
}

/// The lines of a run of this version, each ended by a line break.
///
/// Each line begins with a number of spaces that depends on the run and the line. Git divides lines into pieces of
/// 64 bytes, and considers a file renamed if another one shares half of the pieces. Where two branches removed
/// one run and each applied a similar one later, that would be a conflict of two new names. With other
/// beginnings the pieces differ.
#[must_use]
pub fn lines_of(
    run: &RunLine,
    changes: &[RecordedChange],
    files: &[FileLine],
    effects: &[EffectLine],
) -> Vec<u8> {
    let run = HistoryLine::Run(run.clone());
    let changes = changes.iter().map(|change| HistoryLine::Change {
        serial: None,
        change: change.clone(),
    });
    let files = files.iter().map(|file| HistoryLine::File {
        serial: None,
        file: file.clone(),
    });
    let effects = effects.iter().cloned().map(HistoryLine::Effect);
    let lines: Vec<String> = std::iter::once(run)
        .chain(changes)
        .chain(files)
        .chain(effects)
        .map(|line| serde_json::to_string(&line).expect("lines hold texts and numbers only"))
        .collect();
    let digits = Digest::of(lines.join("\n").as_bytes()).hex();
    let spaces = digits.as_bytes().chunks_exact(2).cycle().map(spaces);
    let indented = spaces
        .zip(&lines)
        .map(|(spaces, line)| format!("{:spaces$}{line}\n", ""));
    indented.collect::<String>().into_bytes()
}

/// How many spaces two hex digits stand for, less than the bytes of a piece.
fn spaces(digits: &[u8]) -> usize {
    let value = digits.iter().fold(0, |value, digit| {
        16 * value + char::from(*digit).to_digit(16).unwrap_or_default() as usize
    });
    value % GIT_PIECE
}

#[cfg(test)]
mod tests {
    use super::super::patch::Patch;
    use super::*;

    /// A run of a few changes and files, at a minute.
    fn lines(minute: u32, count: usize) -> Vec<u8> {
        let run = RunLine {
            people: (0..count as u64).map(PlexId).collect(),
            ..RunLine::begun(Begun {
                household: "5d0c1f0e-7c1a-4f0e-9a53-0d6a2f3b8c11".to_owned(),
                after: vec![RunId::of(b"earlier")],
                taken_back: Vec::new(),
                time: format!("2026-11-22T10:{minute:02}:00Z"),
                today: "2026-11-22".parse().unwrap(),
                origin: Origin::default(),
            })
        };
        let change = |n| {
            let user = format!("person{n}");
            let change =
                serde_json::json!({"kind": "add_user", "user": user, "reason": "x".repeat(150)});
            serde_json::from_value(change).unwrap()
        };
        let file = |n| FileLine {
            path: format!("records/users/person{n}.yaml"),
            before: None,
            after: Some(Digest::of(b"text")),
            meanwhile: None,
            undo: Patch::default(),
        };
        let changes: Vec<RecordedChange> = (0..count).map(change).collect();
        let files: Vec<FileLine> = (0..count).map(file).collect();
        lines_of(&run, &changes, &files, &[])
    }

    /// How many bytes two files share by the pieces git compares.
    fn shared(one: &[u8], other: &[u8]) -> usize {
        let pieces = |lines: &[u8]| -> Vec<Vec<u8>> {
            let lines = lines.split_inclusive(|byte| *byte == b'\n');
            lines
                .flat_map(|line| line.chunks(GIT_PIECE).map(<[u8]>::to_vec))
                .collect()
        };
        let mut rest = pieces(other);
        let mut shared = 0;
        for piece in pieces(one) {
            if let Some(at) = rest.iter().position(|other| *other == piece) {
                shared += rest.swap_remove(at).len();
            }
        }
        shared
    }

    #[test]
    fn git_does_not_take_a_similar_run_for_a_renamed_one() {
        for count in [1, 2, 10, 50] {
            let one = lines(0, count);
            assert_eq!(shared(&one, &one), one.len());
            for minute in 1..60 {
                let other = lines(minute, count);
                let length = one.len().max(other.len());
                let shared = shared(&one, &other);
                assert!(
                    2 * shared < length,
                    "{shared} of {length}, minute {minute}, {count} people"
                );
            }
        }
    }
}
