//! The households that are disturbed: every layout, and every state a store can be in.

use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use serde_json::{Value, json};

use crate::folder::{Files, contents, laid_out};
use crate::program::{OBSERVED, run};

/// A household and what is done to it.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) files: Files,
    pub(crate) arguments: &'static [&'static str],
}

pub(crate) const APPLY: &[&str] = &["apply", "--yes", "--brief", "--observed", OBSERVED];
const SAVE: &[&str] = &["plan", "--out", "saved.json", "--observed", OBSERVED];
const APPLY_SAVED: &[&str] = &["apply", "saved.json", "--observed", OBSERVED];

/// Every case.
pub(crate) fn all() -> Vec<Case> {
    vec![
        no_store(),
        kept_store(),
        single_file(),
        old_store(),
        saved_plan(),
        undone(),
        undone_again(),
    ]
}

/// New handles and another layout, with the store of an earlier run.
pub(crate) fn restructures() -> Vec<Case> {
    let case = |name, arguments| Case {
        arguments,
        ..apply(name, applied_once(example()))
    };
    vec![
        case(
            "rename a plan",
            &["rename", "plan", "monthly", "standard", "--yes"],
        ),
        case(
            "rename a user",
            &["rename", "user", "marlow", "marlow.b", "--yes"],
        ),
        case(
            "all users in one file",
            &["set-layout", "single-file", "--yes"],
        ),
        case(
            "remove a server",
            &["remove", "server", "borealis", "--anyway", "--yes"],
        ),
    ]
}

/// The first run ever: no store, and all that can happen at once.
pub(crate) fn no_store() -> Case {
    let mut files = example();
    files.insert(OBSERVED.into(), later());
    apply("no store", files)
}

/// The second run: the store is there.
pub(crate) fn kept_store() -> Case {
    apply("kept store", applied_once(example()))
}

/// All users in one file.
fn single_file() -> Case {
    let mut files = example();
    files.retain(|path, _| !path.starts_with("records/users"));
    let settings = text(&files, "plexmgr.toml") + "\n[records]\nlayout = \"single-file\"\n";
    files.insert("plexmgr.toml".into(), settings.into());
    apply("single file", applied_once(files))
}

/// The store that version 0.1 left, with its history.
fn old_store() -> Case {
    let mut files = applied_once(example());
    files.retain(|path, _| !path.starts_with("state"));
    let mut store = Vec::new();
    GzDecoder::new(repository("state/v1/plexmgr.redb.gz").as_slice())
        .read_to_end(&mut store)
        .expect("the released store is packed with gzip");
    files.insert("state/plexmgr.redb".into(), store);
    let history = repository("state/v1/history.jsonl");
    files.insert("state/history.jsonl".into(), history);
    apply("old store", files)
}

/// The second run as a saved plan.
fn saved_plan() -> Case {
    Case {
        arguments: APPLY_SAVED,
        ..after("saved plan", kept_store().files, SAVE)
    }
}

/// The second run is taken back.
pub(crate) fn undone() -> Case {
    let mut case = after("undo", kept_store().files, APPLY);
    case.arguments = undo_newest(&case.files);
    case
}

/// And that is taken back, too.
fn undone_again() -> Case {
    let undone = undone();
    let mut case = after("undo of an undo", undone.files, undone.arguments);
    case.arguments = undo_newest(&case.files);
    case
}

/// Undoes the newest run of a household, named by its id: after a kill it has to be the same run.
fn undo_newest(files: &Files) -> &'static [&'static str] {
    let folder = laid_out(files);
    let history = plexmgr::history::read(&folder.path().join("state"), "state");
    let newest = history.expect("the history can be read").runs.pop();
    let id = newest.expect("a run was applied").id.hex();
    Box::leak(Box::new(["undo", String::leak(id), "--yes"]))
}

fn apply(name: &'static str, files: Files) -> Case {
    Case {
        name,
        files,
        arguments: APPLY,
    }
}

/// A household after a run.
fn after(name: &'static str, files: Files, arguments: &[&str]) -> Case {
    let folder = laid_out(&files);
    let run = run(folder.path(), arguments, None);
    assert_eq!(run.code, Some(0), "{name}: {}", run.stderr);
    apply(name, contents(folder.path()))
}

/// A household after its first run, and Plex says something else since.
fn applied_once(files: Files) -> Files {
    let mut files = after("first run", files, APPLY).files;
    files.insert(OBSERVED.into(), later());
    files
}

/// The example household without limits to what may change at once.
fn example() -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/household");
    let mut files = contents(&root);
    files.retain(|path, _| !path.starts_with("state"));
    let settings = text(&files, "plexmgr.toml") + &unlimited();
    files.insert("plexmgr.toml".into(), settings.into());
    files
}

/// Guards that let everything pass; they are tested elsewhere.
pub(crate) fn unlimited() -> String {
    let limit = "{ count = 1000, percent = 100 }";
    format!("\n[guards]\ndepartures = {limit}\nimports = {limit}\nupdates = {limit}\n")
}

fn text(files: &Files, path: &str) -> String {
    let bytes = files[&PathBuf::from(path)].clone();
    String::from_utf8(bytes).expect("the example is UTF-8")
}

fn repository(path: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::read(root.join(path)).expect("it is in the repository")
}

/// What Plex says later: a library came and one that people share is gone, people came, changed and
/// left.
fn later() -> Vec<u8> {
    let bytes = repository("examples/household/observed.json");
    let mut observed: Value = serde_json::from_slice(&bytes).expect("the snapshot is JSON");
    let main = &mut observed["accounts"][0]["outcome"]["read"];
    let servers = main["servers"].as_array_mut().expect("a list");
    for server in servers {
        let is_atlas = server["machine_id"] == ATLAS;
        let libraries = server["libraries"].as_array_mut().expect("a list");
        libraries.retain(|library| library["id"] != "204");
        if is_atlas {
            libraries.push(json!({"id": "206", "title": "Concerts", "type": "artist"}));
        }
    }
    let people = main["people"].as_array_mut().expect("a list");
    people.retain(|person| person["id"] != "301000001");
    for person in people.iter_mut() {
        change(person);
    }
    people.extend((301_000_021..301_000_025).map(newcomer));
    serde_json::to_vec_pretty(&observed).expect("it was JSON before")
}

const ATLAS: &str = "ece8f46bf734ca267a2b6e0f7c3b471a5c964428";

/// Nobody shares what is gone, and some have other names.
fn change(person: &mut Value) {
    for share in person["shares"].as_array_mut().expect("a list") {
        if let Some(libraries) = share["libraries"]
            .get_mut("some")
            .and_then(Value::as_array_mut)
        {
            libraries.retain(|library| library != "204");
        }
    }
    if matches!(
        person["id"].as_str(),
        Some("301000002" | "301000004" | "301000007")
    ) {
        person["title"] = json!(format!(
            "{} the 2nd",
            person["title"].as_str().unwrap_or("")
        ));
    }
}

fn newcomer(id: u64) -> Value {
    json!({
        "id": id.to_string(), "username": format!("newcomer{id}"), "title": "New: \"here\"",
        "email": format!("{id}@example.com"), "home": false, "managed": false,
        "shares": [{
            "server": ATLAS, "libraries": {"some": ["201", "206"]},
            "invited": 1_795_000_000, "accepted": 1_795_100_000
        }]
    })
}
