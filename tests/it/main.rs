//! Tests of plexmgr from outside: one binary, one module per feature.

mod bad_answers;
mod fake;
mod fake_plex;
mod observed;
mod records;
mod settings;
mod yaml;
