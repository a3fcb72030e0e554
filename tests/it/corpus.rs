//! Asks every property of the inputs in `tests/corpus`: those that once broke it, and a few that lead
//! far into the program.

use std::path::Path;

use crate::properties::PROPERTIES;

#[test]
#[expect(clippy::disallowed_methods, reason = "the test reads its inputs")]
fn every_kept_input_has_its_property() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    for property in PROPERTIES {
        let folder = corpus.join(property.name);
        let entries = std::fs::read_dir(&folder).expect(property.name);
        let paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        assert!(!paths.is_empty(), "{} holds no input", folder.display());
        for path in paths {
            let input = std::fs::read(&path).unwrap();
            let outcome = std::panic::catch_unwind(|| (property.check)(&input));
            assert!(
                outcome.is_ok(),
                "{} fails with {}",
                property.name,
                path.display()
            );
        }
    }
}

#[test]
fn every_folder_of_inputs_belongs_to_a_property() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    for entry in std::fs::read_dir(corpus).unwrap() {
        let name = entry.unwrap().file_name();
        assert!(
            PROPERTIES.iter().any(|property| *property.name == *name),
            "nothing reads {}",
            name.display()
        );
    }
}
