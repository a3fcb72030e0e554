//! A household of which one run writes two hundred files.

use serde_json::{Value, json};

use crate::cases::{APPLY, Case, unlimited};
use crate::folder::{Files, contents, laid_out};
use crate::program::{OBSERVED, run};

/// How many people are recorded before the run and changed by it.
pub(crate) const RECORDED: u64 = 20;

/// How many people are there in the end.
const PEOPLE: u64 = 200;

const MACHINE: &str = "ece8f46bf734ca267a2b6e0f7c3b471a5c964428";

/// A few people are recorded.
pub(crate) fn recorded() -> Case {
    Case {
        name: "recorded people",
        files: after_the_first_run(),
        arguments: APPLY,
    }
}

/// What Plex says about them; `suffix` tells one snapshot from another.
pub(crate) fn observed_with(suffix: &str) -> Vec<u8> {
    observed(RECORDED, suffix)
}

/// Some of the people are recorded and changed, the others are new.
pub(crate) fn two_hundred_files() -> Case {
    let mut files = after_the_first_run();
    // The store is made anew, so that everybody can see when the run begins to write.
    files.retain(|path, _| !path.starts_with("state"));
    files.insert(OBSERVED.into(), observed(PEOPLE, ", again"));
    Case {
        name: "two hundred files",
        files,
        arguments: APPLY,
    }
}

fn after_the_first_run() -> Files {
    let settings = "version = 1\nclient_id = \"5d0c1f0e-7c1a-4f0e-9a53-0d6a2f3b8c11\"\n\n\
                    [[account]]\nname = \"main\"\ntoken = { env = \"TOKEN\" }\n";
    let plans =
        "monthly:\n  name: Monthly\n  price: 5.00 EUR\n  duration: 1 month\n  default: true\n";
    let files = Files::from([
        (
            "plexmgr.toml".into(),
            (settings.to_owned() + &unlimited()).into(),
        ),
        ("records/plans.yaml".into(), plans.into()),
        (OBSERVED.into(), observed(RECORDED, "")),
    ]);
    let folder = laid_out(&files);
    let first = run(folder.path(), APPLY, None);
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    contents(folder.path())
}

fn observed(people: u64, suffix: &str) -> Vec<u8> {
    let people: Vec<Value> = (0..people).map(|number| person(number, suffix)).collect();
    let libraries = json!([{"id": "201", "title": "Movies", "type": "movie"}]);
    let owner = json!({
        "id": "10234567", "username": "admin", "title": "admin", "email": "admin@example.com"
    });
    let servers = json!([{"machine_id": MACHINE, "name": "Atlas", "libraries": libraries}]);
    let read = json!({"owner": owner, "servers": servers, "people": people, "invitations": []});
    let observed = json!({
        "format_version": "1.0", "plexmgr": "0.1.0",
        "accounts": [{"account": "main", "outcome": {"read": read}}]
    });
    serde_json::to_vec(&observed).expect("a value is JSON")
}

fn person(number: u64, suffix: &str) -> Value {
    json!({
        "id": (301_000_000 + number).to_string(), "username": format!("person{number}"),
        "title": format!("Person {number}{suffix}"), "email": format!("{number}@example.com"),
        "home": false, "managed": false,
        "shares": [{
            "server": MACHINE, "libraries": "all",
            "invited": 1_795_000_000, "accepted": 1_795_100_000
        }]
    })
}
