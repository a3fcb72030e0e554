//! Tests of plexmgr from outside: one binary, one module per feature.

#![expect(
    clippy::unwrap_used,
    reason = "a test that unwraps what is not there fails, as it should"
)]

mod applying;
mod attacks;
mod bad_answers;
mod cli;
mod comments;
mod compact;
mod conflicts;
mod corpus;
mod disturbed;
mod doctor;
mod drafting;
mod effects;
mod environment;
mod everyday;
mod explain;
mod fake;
mod fake_paypal;
mod fake_plex;
mod fleet;
mod forge;
mod formats;
mod history;
mod looking;
mod markdown;
mod named_files;
mod observed;
mod pages;
mod payment_files;
mod payments;
mod paypal_api;
mod plain_english;
mod plain_names;
mod plan;
mod planted;
mod properties;
mod readme;
mod records;
mod reference;
mod report;
mod rooms;
mod sandbox;
mod saved;
mod schema;
mod settings;
mod shells;
mod signing_in;
mod state;
mod status;
mod undoing;
mod workflows;
mod yaml;
