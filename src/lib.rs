//! plexmgr keeps the people of shared Plex servers as YAML records in git and reconciles them with
//! what plex.tv says, as a one-shot job.
//!
//! One run goes one way:
//!
//! ```text
//! records ────┐
//! observed ───┼─> plan ──> change set ──> render   (both commands show it)
//! remembered ─┘                      └──> apply ──> records (YAML), then store (redb)
//! ```
//!
//! The modules below stand in reading order: first what a run reads, then what it decides, then what it
//! shows and writes, then the wiring. `ARCHITECTURE.md` describes the rest.

pub mod vocabulary;

pub mod yaml;

pub mod problem;

pub mod explain;

pub mod files;

pub mod parallel;

mod http;

mod process;

pub mod settings;

pub mod records;

pub mod sources;

pub mod tables;

pub mod change;

pub mod effects;

pub mod history;

pub mod payments;

pub mod store;

pub mod plan;

pub mod status;

pub mod everyday;

pub mod draft;

pub mod doctor;

pub mod render;

pub mod saved;

pub mod apply;

pub mod schema;

pub mod forge;

pub mod cli;

pub mod command;

#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
