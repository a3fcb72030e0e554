//! Looking at money: what plans, comments and the history show of it, and `plexmgr payments`.

mod commands;
mod totals;
