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
//! The modules in reading order: [`vocabulary`] holds the small types used everywhere, [`records`]
//! what the admins wrote, [`observed`] what plex.tv answered, [`store`] what the last run
//! remembered. [`plan`] decides, [`render`] shows, [`apply`] writes, [`command`] wires them
//! together. `ARCHITECTURE.md` tells the rest.

pub mod vocabulary;

pub mod problem;

pub mod settings;

pub mod files;

pub mod yaml;

pub mod records;

pub mod observed;

pub mod store;

pub mod plan;
