//! Writes what a run remembers: first a line of history, then the store, in one transaction.

use std::path::{Path, PathBuf};

use redb::{Builder, Database, DatabaseError};
use serde_json::Value;

use super::history::{self, HISTORY_FORMAT, RunLine};
use super::recall::{Recalled, recall};
use super::tables::{ACCOUNTS, AccountRow, META, META_KEY, Meta, PEOPLE, PersonRow, RUNS, SCHEMA};
use super::{HISTORY_FILE, Remembered, STORE_FILE, StoreError};
use crate::files;
use crate::vocabulary::{AccountName, Date, PlexId};

/// The store, open for one run that applies something; nobody else can open it meanwhile.
#[derive(Debug)]
pub struct Writer {
    database: Database,
    store_path: PathBuf,
    history_path: PathBuf,
    recalled: Recalled,
}

/// What an applied run leaves behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedRun {
    /// When it was applied, in RFC 3339 and UTC.
    pub time: String,
    /// The day it was applied for.
    pub today: Date,
    /// Whose token each account that was read had.
    pub owners: Vec<(AccountName, PlexId)>,
    /// Everybody recorded now.
    pub people: Vec<PlexId>,
    /// The files it wrote, relative to the household.
    pub files: Vec<String>,
    /// The changes it made, as the plan shows them.
    pub changes: Vec<Value>,
    /// The digest of the saved plan it applied, if it applied one.
    pub plan: Option<String>,
    /// How many files, users and servers of the plan were left out.
    pub left_out: usize,
}

impl Writer {
    /// Opens the store in the state folder, making folder and store if they are missing and
    /// rebuilding a store that cannot be read from the history.
    ///
    /// # Errors
    /// When another run has it open, or it can neither be read nor rebuilt.
    pub fn open(state: &Path) -> Result<Self, StoreError> {
        let file_error = |doing, path: &Path| {
            let path = path.to_owned();
            move |source| StoreError::File {
                doing,
                path,
                source,
            }
        };
        files::make_folder(state).map_err(file_error("make", state))?;
        let recalled = recall(state)?;
        let store_path = state.join(STORE_FILE);
        if recalled.rebuilt_because.is_some() {
            files::remove(&store_path).map_err(file_error("replace", &store_path))?;
        }
        let mut builder = Builder::new();
        builder.set_check_integrity_on_open(true);
        let database = builder.create(&store_path).map_err(|error| match error {
            DatabaseError::DatabaseAlreadyOpen => StoreError::Busy {
                path: store_path.clone(),
            },
            other => StoreError::Write {
                path: store_path.clone(),
                source: Box::new(other.into()),
            },
        })?;
        let history_path = state.join(HISTORY_FILE);
        Ok(Self {
            database,
            store_path,
            history_path,
            recalled,
        })
    }

    /// What is remembered so far.
    #[must_use]
    pub fn recalled(&self) -> &Recalled {
        &self.recalled
    }

    /// Remembers one applied run and returns its serial.
    ///
    /// # Errors
    /// When the history or the store cannot be written. A history line without its store entry is
    /// harmless: the next run reads it.
    pub fn remember(&mut self, run: &AppliedRun) -> Result<u64, StoreError> {
        let line = self.line_of(run);
        let text = history::lines(&line, &run.changes);
        let history_bytes =
            files::append_lines(&self.history_path, text.as_bytes()).map_err(|source| {
                StoreError::File {
                    doing: "write",
                    path: self.history_path.clone(),
                    source,
                }
            })?;
        self.commit(&line, history_bytes)
            .map_err(|source| StoreError::Write {
                path: self.store_path.clone(),
                source: Box::new(source),
            })?;
        let remembered = &mut self.recalled.remembered;
        remembered.people.extend(&line.people);
        remembered.owners.extend(line.owners);
        remembered.newest_day = remembered.newest_day.max(Some(line.today));
        self.recalled.serial = line.serial;
        self.recalled.lineage = Some(line.lineage);
        self.recalled.store_is_behind = false;
        Ok(line.serial)
    }

    fn line_of(&self, run: &AppliedRun) -> RunLine {
        let known = &self.recalled.remembered.people;
        let fresh_lineage = || uuid::Uuid::new_v4().to_string();
        RunLine {
            format: HISTORY_FORMAT,
            lineage: self.recalled.lineage.clone().unwrap_or_else(fresh_lineage),
            serial: self.recalled.serial + 1,
            time: run.time.clone(),
            today: run.today,
            plexmgr: env!("CARGO_PKG_VERSION").to_owned(),
            owners: run.owners.iter().cloned().collect(),
            people: run
                .people
                .iter()
                .filter(|id| !known.contains(id))
                .copied()
                .collect(),
            files: run.files.clone(),
            changes: run.changes.len(),
            plan: run.plan.clone(),
            left_out: run.left_out,
        }
    }

    /// Writes everything remembered, so that a store made anew from the history is complete.
    fn commit(&self, line: &RunLine, history_bytes: u64) -> Result<(), redb::Error> {
        let Remembered {
            people,
            owners,
            newest_day: _,
        } = &self.recalled.remembered;
        let mut transaction = self.database.begin_write()?;
        transaction.set_quick_repair(true);
        {
            let mut table = transaction.open_table(PEOPLE)?;
            let row = encode(&PersonRow {
                serial: line.serial,
                since: line.today,
            });
            let earlier = people.iter().filter(|_| self.recalled.store_is_behind);
            for id in earlier.chain(&line.people) {
                table.insert(id.0, row.as_slice())?;
            }
            let mut table = transaction.open_table(ACCOUNTS)?;
            for (name, owner) in owners.iter().chain(&line.owners) {
                table.insert(
                    name.as_str(),
                    encode(&AccountRow { owner: *owner }).as_slice(),
                )?;
            }
            transaction
                .open_table(RUNS)?
                .insert(line.serial, encode(line).as_slice())?;
            let meta = Meta {
                schema: SCHEMA,
                lineage: line.lineage.clone(),
                serial: line.serial,
                history_bytes,
            };
            transaction
                .open_table(META)?
                .insert(META_KEY, encode(&meta).as_slice())?;
        }
        Ok(transaction.commit()?)
    }
}

fn encode(row: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(row).expect("rows hold texts and numbers only")
}
