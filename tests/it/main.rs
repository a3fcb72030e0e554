//! Tests of plexmgr from outside: one binary, one module per feature.

mod observed;
mod records;
mod settings;
