//! Files that lie around: every kept input in whatever role, the example household, what `init` writes.

use std::path::Path;

use crate::records::{read_files, read_with};
use crate::sandbox::Sandbox;
use crate::settings;

/// The record files of a household, one of each kind.
const ROLES: [&str; 4] = ["plans.yaml", "servers.yaml", "users.yaml", "users/ada.yaml"];

#[test]
#[expect(clippy::disallowed_methods, reason = "the test reads its inputs")]
fn every_kept_input_is_judged_alike() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut count = 0;
    for folder in std::fs::read_dir(corpus).unwrap() {
        for entry in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            // In some of them the first byte tells the role of the rest.
            for bytes in [bytes.as_slice(), &bytes[1..]] {
                for role in ROLES {
                    // Comparing the verdicts is all there is to it.
                    drop(read_with(role, bytes));
                }
                if let Ok(text) = std::str::from_utf8(bytes) {
                    drop(settings::parse(text));
                }
                count += 1;
            }
        }
    }
    assert!(count >= 40, "the inputs got lost");
}

/// Reads all records and the settings of a household that is good.
fn judged_good(household: &Sandbox) {
    let records = household.records();
    let files: Vec<(&str, &[u8])> = records
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_bytes()))
        .collect();
    assert!(!files.is_empty());
    read_files(&files).expect("good records");
    settings::parse(&household.read("plexmgr.toml")).expect("good settings");
}

#[test]
fn the_example_is_accepted() {
    judged_good(&Sandbox::example());
    let sandbox = Sandbox::example();
    let apply = ["apply", "--yes", "--observed", "observed.json"];
    assert_eq!(sandbox.run(&apply).code, 0);
    judged_good(&sandbox);
}

#[test]
fn what_init_writes_is_accepted() {
    let sandbox = Sandbox::empty();
    assert_eq!(sandbox.run(&["init"]).code, 0);
    judged_good(&sandbox);
}
