//! The walls between the rooms that the compiler does not hold.

mod one_place;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Every Rust file below a folder of `src`.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                #[expect(clippy::disallowed_methods, reason = "the test reads source files")]
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src")
            .join(folder),
        &mut found,
    );
    assert!(!found.is_empty(), "there is no source in src/{folder}");
    found
}

/// Lines of code, comments left out, that hold one of `words`.
fn offences(folder: &str, words: &[&str]) -> Vec<String> {
    let mut offences = Vec::new();
    for (path, text) in sources(folder) {
        for (index, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if words.iter().any(|word| code.contains(word)) {
                offences.push(format!("{}:{}: {}", path.display(), index + 1, line.trim()));
            }
        }
    }
    offences
}

const OUTSIDE_WORLD: [&str; 13] = [
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::time",
    "reqwest",
    "redb",
    "tokio",
    "Utc::now",
    "Local::now",
    "SystemTime",
    "Instant",
    "crate::files",
];

#[test]
fn deciding_drafting_and_comparing_touch_nothing() {
    for folder in [
        "change",
        "payments",
        "plan",
        "draft",
        "yaml",
        "vocabulary",
        "saved",
        "schema",
        "status",
        "everyday",
        "tables",
    ] {
        assert_eq!(
            offences(folder, &OUTSIDE_WORLD),
            Vec::<String>::new(),
            "src/{folder}"
        );
    }
}

#[test]
fn showing_touches_nothing() {
    assert_eq!(offences("render", &OUTSIDE_WORLD), Vec::<String>::new());
}

#[test]
fn one_room_only_speaks_http() {
    let knowing = offences("", &["reqwest"]);
    let (inside, elsewhere): (Vec<String>, Vec<String>) = knowing
        .into_iter()
        .partition(|line| line.contains("src/http/"));
    assert_eq!(elsewhere, Vec::<String>::new());
    assert!(inside.len() > 10, "{inside:?}");
}

#[test]
fn informing_others_reads_neither_files_nor_the_environment() {
    let words = [
        "std::fs",
        "std::env",
        "std::process",
        "crate::files",
        "Utc::now",
    ];
    assert_eq!(offences("forge", &words), Vec::<String>::new());
}

/// Every room, the lowest first, and the rooms it uses: always some that come before it.
const ROOMS: [(&str, &[&str]); 28] = [
    ("vocabulary", &[]),
    ("yaml", &[]),
    ("files", &[]),
    ("parallel", &[]),
    ("process", &[]),
    ("http", &["vocabulary"]),
    ("problem", &["vocabulary"]),
    ("settings", &["vocabulary", "files", "process", "problem"]),
    ("explain", &["vocabulary", "problem"]),
    (
        "records",
        &[
            "vocabulary",
            "yaml",
            "files",
            "parallel",
            "problem",
            "settings",
        ],
    ),
    ("change", &["vocabulary", "records"]),
    ("tables", &["vocabulary", "problem"]),
    ("sources", &["vocabulary", "http", "settings", "tables"]),
    ("effects", &["files", "change"]),
    (
        "history",
        &[
            "vocabulary",
            "files",
            "parallel",
            "problem",
            "change",
            "sources",
            "effects",
        ],
    ),
    (
        "store",
        &["vocabulary", "files", "change", "effects", "history"],
    ),
    (
        "payments",
        &["vocabulary", "problem", "records", "change", "sources"],
    ),
    (
        "plan",
        &[
            "payments",
            "vocabulary",
            "problem",
            "settings",
            "records",
            "change",
            "sources",
            "history",
        ],
    ),
    ("status", &["vocabulary", "problem", "records"]),
    (
        "everyday",
        &[
            "vocabulary",
            "problem",
            "records",
            "change",
            "tables",
            "payments",
            "plan",
        ],
    ),
    (
        "draft",
        &[
            "vocabulary",
            "yaml",
            "parallel",
            "problem",
            "records",
            "change",
        ],
    ),
    (
        "apply",
        &[
            "vocabulary",
            "files",
            "records",
            "change",
            "effects",
            "history",
            "store",
            "plan",
            "draft",
        ],
    ),
    (
        "render",
        &[
            "vocabulary",
            "problem",
            "explain",
            "records",
            "change",
            "sources",
            "effects",
            "history",
            "store",
            "plan",
            "status",
            "draft",
            "apply",
        ],
    ),
    (
        "saved",
        &[
            "vocabulary",
            "change",
            "sources",
            "history",
            "plan",
            "render",
        ],
    ),
    (
        "schema",
        &[
            "vocabulary",
            "settings",
            "records",
            "sources",
            "history",
            "render",
            "saved",
        ],
    ),
    ("forge", &["vocabulary", "http"]),
    (
        "cli",
        &[
            "vocabulary",
            "problem",
            "history",
            "plan",
            "status",
            "everyday",
            "schema",
            "forge",
        ],
    ),
    (
        "command",
        &[
            "vocabulary",
            "yaml",
            "files",
            "process",
            "http",
            "problem",
            "settings",
            "explain",
            "records",
            "change",
            "sources",
            "tables",
            "effects",
            "history",
            "store",
            "payments",
            "plan",
            "status",
            "everyday",
            "draft",
            "apply",
            "render",
            "saved",
            "schema",
            "forge",
            "cli",
        ],
    ),
];

/// The code of a file without its comments and tests.
fn code_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let code = text.split("\n#[cfg(test)]").next().unwrap_or_default();
    (1..)
        .zip(code.lines())
        .map(|(number, line)| (number, line.split("//").next().unwrap_or_default()))
}

/// The other rooms that the code of one uses.
fn used_rooms(room: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (path, text) in sources(room) {
        for (number, code) in code_of(&text) {
            let place = format!("{}:{number}", path.display());
            assert!(
                !code.contains("crate::{"),
                "{place}: name each room in its own `use`"
            );
            for after in code.split("crate::").skip(1) {
                let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
                let name = after.split(|c| !is_name(c)).next().unwrap_or_default();
                if name != room && ROOMS.iter().any(|(room, _)| *room == name) {
                    used.insert(name.to_owned());
                }
            }
        }
    }
    used
}

#[test]
fn each_room_uses_the_rooms_on_its_list_only() {
    for (room, expected) in ROOMS {
        let expected: BTreeSet<String> = expected.iter().map(ToString::to_string).collect();
        assert_eq!(used_rooms(room), expected, "src/{room}");
    }
}

#[test]
fn rooms_have_an_order_without_circles_and_all_are_listed() {
    for (index, (room, used)) in ROOMS.iter().enumerate() {
        for name in *used {
            let is_before = ROOMS[..index].iter().any(|(before, _)| before == name);
            assert!(
                is_before,
                "src/{room} uses src/{name}, which comes after it"
            );
        }
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in std::fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_listed = ROOMS.iter().any(|(room, _)| *room == name);
        assert!(is_listed || path.is_file(), "src/{name} is not listed");
    }
}

#[test]
fn a_forbidden_word_would_be_found() {
    assert!(!offences("files", &["std::fs"]).is_empty());
}

#[test]
fn every_test_file_is_part_of_the_test_binary() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    #[expect(clippy::disallowed_methods, reason = "the test reads source files")]
    let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let module = name.strip_suffix(".rs").unwrap_or(&name);
        if module != "main" {
            assert!(
                main.contains(&format!("mod {module};")),
                "{name} is not in main.rs"
            );
        }
    }
}
