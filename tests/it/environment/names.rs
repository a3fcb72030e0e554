//! Names that differ in case only never share a file.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{APPLY, run};
use crate::sandbox::Sandbox;

/// Gives people of the first account other user names.
fn renamed(sandbox: &Sandbox, names: &[(&str, &str)]) {
    let mut observed: Value = serde_json::from_str(&sandbox.read("observed.json")).unwrap();
    let people = observed["accounts"][0]["outcome"]["read"]["people"]
        .as_array_mut()
        .unwrap();
    for (id, name) in names {
        let person = people
            .iter_mut()
            .find(|person| person["id"] == *id)
            .unwrap();
        person["username"] = json!(name);
    }
    sandbox.write("observed.json", &observed.to_string());
}

/// The files of users, and whether a file system without case could hold them.
fn files(sandbox: &Sandbox) -> Vec<String> {
    let records = sandbox.records();
    let names: Vec<String> = records
        .into_keys()
        .filter(|name| name.starts_with("users/"))
        .collect();
    let folded: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    assert_eq!(folded.len(), names.len(), "{names:?}");
    names
}

#[test]
fn an_imported_name_never_takes_a_file_of_another_person() {
    for recorded in ["records/users/marlow.yaml", "records/users/Marlow.yaml"] {
        let sandbox = Sandbox::example();
        let marlow = sandbox.read("records/users/marlow.yaml");
        sandbox.remove("records/users/marlow.yaml");
        sandbox.write(recorded, &marlow);
        renamed(&sandbox, &[("301000007", "MARLOW")]);
        run(&sandbox, &APPLY, 0);
        let handle = recorded.trim_start_matches("records/");
        let names = files(&sandbox);
        assert_eq!(names.len(), 9, "{names:?}");
        assert!(names.iter().any(|name| name == handle), "{names:?}");
        assert!(sandbox.read(recorded).contains("id: 301000001\n"));
        run(&sandbox, &["check"], 0);
    }
}

#[test]
fn two_people_whose_names_differ_in_case_only_get_two_files() {
    let sandbox = Sandbox::example();
    renamed(&sandbox, &[("301000007", "Twin"), ("301000008", "TWIN")]);
    run(&sandbox, &APPLY, 0);
    let names = files(&sandbox);
    let twins = names.iter().filter(|name| name.starts_with("users/twin"));
    assert_eq!(twins.count(), 2, "{names:?}");
    run(&sandbox, &["check"], 0);
}

#[test]
fn two_files_whose_names_differ_in_case_only_are_refused() {
    let sandbox = Sandbox::example();
    sandbox.write(
        "records/users/ADA.yaml",
        &sandbox.read("records/users/ada.yaml"),
    );
    if sandbox.records().len() < 9 {
        eprintln!("not run: this file system knows no case");
        return;
    }
    let apply = run(&sandbox, &APPLY, 3);
    assert!(
        apply.stderr.contains("handle `ada` is already used"),
        "{}",
        apply.stderr
    );
    assert!(!sandbox.at("state").exists());
}
