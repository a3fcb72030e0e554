//! Tests of plexmgr from outside: one binary, one module per feature.

mod settings;
mod yaml;
