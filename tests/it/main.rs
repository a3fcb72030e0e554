//! Tests of plexmgr from outside: one binary, one module per feature.

mod records;
mod settings;
mod yaml;
