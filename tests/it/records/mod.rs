//! The records: what is read from YAML, and what is refused with which words.

mod conflicts;
mod good;
mod load;
mod many;
mod payments;
mod problems;
mod properties;
mod warnings;

use std::sync::Arc;

use plexmgr::problem::Problems;
use plexmgr::records::{Household, SourceFile, read};

use crate::schema::agree_on_records;

pub(crate) use good::EVERYTHING;

pub(crate) const PLANS: &str = "\
monthly:
  name: Monthly
  price: 5.00 EUR
  duration: 1 month
  default: true
family:
  duration: 1 year
";

pub(crate) const SERVERS: &str = "\
atlas:
  account: main
  machine_id: ece8f46bf734ca267a2b6e0f7c3b471a5c964428
  name: Atlas
  libraries:
    movies: {id: 201, title: Movies, type: movie}
    tv-shows: {id: 202, title: TV Shows, type: show}
";

pub(crate) const MARLOW: &str = "\
class: standard
plex:
  id: 301000001
  username: marlow
  shares:
    - server: atlas
      libraries: [movies, tv-shows]
discord:
  id: \"80351110224678912\"
payments:
  - plan: monthly
    start: 2026-11-22
    end: 2026-12-22
    transaction_id: T-1
    sequence: 1
";

/// Reads these files of the folder `records`; problems as a person sees them. The schema of each file must
/// say the same of it as the reader.
pub(crate) fn read_files(files: &[(&str, &[u8])]) -> Result<Household, String> {
    let sources = files.iter().map(|(name, bytes)| SourceFile {
        path: Arc::from(format!("records/{name}")),
        bytes: bytes.to_vec(),
    });
    let household = read("records", sources.collect());
    let problems = household.as_ref().err().map_or(&[][..], Problems::as_slice);
    for (name, bytes) in files {
        let path = format!("records/{name}");
        let own = problems
            .iter()
            .filter(|problem| *problem.place.file == *path);
        agree_on_records(name, bytes, &own.cloned().collect::<Vec<_>>());
    }
    household.map_err(|problems| problems.to_string())
}

/// Reads a good household with one file added or replaced.
pub(crate) fn read_with(name: &str, bytes: &[u8]) -> Result<Household, String> {
    let mut files: Vec<(&str, &[u8])> = vec![
        ("plans.yaml", PLANS.as_bytes()),
        ("servers.yaml", SERVERS.as_bytes()),
        ("users/marlow.yaml", MARLOW.as_bytes()),
    ];
    files.retain(|(other, _)| *other != name);
    files.push((name, bytes));
    read_files(&files)
}

/// Replaces `from` by `to` in a good file and expects exactly these problems.
pub(crate) fn check(name: &str, from: &str, to: &str, expected: &str) {
    let good = match name {
        "plans.yaml" => PLANS,
        "servers.yaml" => SERVERS,
        _ => MARLOW,
    };
    assert!(good.contains(from), "{from}");
    check_file(name, good.replace(from, to).as_bytes(), expected);
}

/// Adds or replaces a file of a good household and expects exactly these problems.
pub(crate) fn check_file(name: &str, bytes: &[u8], expected: &str) {
    let problems = read_with(name, bytes).expect_err(expected);
    assert_eq!(problems, expected, "{}", String::from_utf8_lossy(bytes));
}
