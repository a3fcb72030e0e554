//! What a pull request may contain: stores, links, paths and histories made to write where they must not.

mod links;
mod stores;

const APPLY: [&str; 5] = ["apply", "--yes", "--brief", "--observed", "observed.json"];
