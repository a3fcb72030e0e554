//! Record files: records, or problems at their places; and no second meaning for a second reader.
//!
//! The first byte of an input tells which file of an otherwise good household the rest is.

use std::sync::Arc;

use plexmgr::records::{
    Household, SourceFile, read, read_servers_file, read_user_file, read_users_file,
};
use plexmgr::yaml::verify;

use super::places;

const FOLDER: &str = "records";
const PLANS: &str = "records/plans.yaml";
const SERVERS: &str = "records/servers.yaml";
const USERS: &str = "records/users.yaml";
const ADA: &str = "records/users/ada.yaml";

const FILES: [(&str, &str); 4] = [
    (PLANS, "monthly: {duration: 1 month, default: true}\n"),
    (
        SERVERS,
        "atlas:\n  account: main\n  machine_id: ece8f46bf734ca267a2b6e0f7c3b471a5c964428\n  \
         libraries:\n    movies: {id: 201, title: Movies, type: movie}\n",
    ),
    (USERS, "bruno: {class: permanent, plex: {id: 301000002}}\n"),
    (
        ADA,
        "class: standard\nplex:\n  id: 301000001\n  shares:\n    - server: atlas\n      \
         libraries: [movies]\npayments:\n  - {plan: monthly, start: 2026-11-22, end: 2026-12-22}\n",
    ),
];

/// Reads a household one file of which is the input.
pub(super) fn read_or_placed(input: &[u8]) {
    let Some((role, bytes)) = input.split_first() else {
        return;
    };
    let (path, _) = FILES[usize::from(*role) % FILES.len()];
    let household = household_with(path, bytes);
    assert_eq!(household, household_with(path, bytes), "read twice");
    let Ok(text) = std::str::from_utf8(bytes) else {
        assert!(household.is_err(), "{path} is no UTF-8 and was read");
        return;
    };
    read_alone(path, text, household.as_ref().ok());
    match household {
        Ok(_) => second_reader_agrees(text),
        Err(problems) => {
            let texts = FILES.map(|(name, good)| (name, if name == path { text } else { good }));
            places::check(&problems, &texts, places::yaml_lines);
        }
    }
}

fn household_with(path: &str, bytes: &[u8]) -> Result<Household, plexmgr::problem::Problems> {
    let sources = FILES.map(|(name, good)| SourceFile {
        path: Arc::from(name),
        bytes: if name == path { bytes } else { good.as_bytes() }.to_vec(),
    });
    read(FOLDER, sources.into())
}

/// A file that is good in its household is good alone, and says the same.
fn read_alone(path: &str, text: &str, household: Option<&Household>) {
    let file = Arc::from(path);
    let texts = [(path, text)];
    let problems = match path {
        SERVERS => {
            let alone = read_servers_file(&file, text);
            if let Some(household) = household {
                assert_eq!(alone.as_ref(), Ok(&household.records.servers));
            }
            alone.err()
        }
        USERS => {
            let alone = read_users_file(&file, text);
            for (handle, user) in household.iter().flat_map(|_| alone.iter().flatten()) {
                let users = household.map(|household| &household.records.users);
                assert_eq!(users.and_then(|users| users.get(handle)), Some(user));
            }
            assert!(household.is_none() || alone.is_ok(), "{alone:?}");
            alone.err()
        }
        ADA => {
            let alone = read_user_file(&file, text);
            if let Some(household) = household {
                let together = household
                    .records
                    .users
                    .values()
                    .find(|user| alone.as_ref() == Ok(user));
                assert!(together.is_some(), "{alone:?}");
            }
            alone.err()
        }
        _ => None,
    };
    if let Some(problems) = problems {
        places::check(&problems, &texts, places::yaml_lines);
    }
}

/// A second reader that can read valid records at all reads the same.
fn second_reader_agrees(text: &str) {
    // These ended a line in older YAML, which the second reader still follows.
    let is_common = !text.contains(['\u{85}', '\u{2028}', '\u{2029}']);
    let readable = serde_yaml::from_str::<serde_yaml::Value>(text.trim_start_matches('\u{feff}'));
    if is_common && readable.is_ok() {
        verify(text).expect("two readers of valid records agree");
    }
}
