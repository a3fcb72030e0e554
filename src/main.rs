//! The `plexmgr` command.

fn main() {}
