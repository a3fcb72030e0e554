//! The walls between the rooms that the compiler does not hold.

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
        "plan",
        "draft",
        "yaml",
        "vocabulary",
        "saved",
        "schema",
        "status",
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
fn telling_others_reads_neither_files_nor_the_environment() {
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
const ROOMS: [(&str, &[&str]); 24] = [
    ("vocabulary", &[]),
    ("yaml", &[]),
    ("files", &[]),
    ("process", &[]),
    ("http", &["vocabulary"]),
    ("problem", &["vocabulary"]),
    ("settings", &["vocabulary", "files", "process", "problem"]),
    ("explain", &["vocabulary", "problem"]),
    (
        "records",
        &["vocabulary", "yaml", "files", "problem", "settings"],
    ),
    ("change", &["vocabulary"]),
    ("sources", &["vocabulary", "http"]),
    ("effects", &["files", "change"]),
    (
        "history",
        &["vocabulary", "files", "problem", "change", "effects"],
    ),
    (
        "store",
        &["vocabulary", "files", "change", "effects", "history"],
    ),
    (
        "plan",
        &[
            "vocabulary",
            "problem",
            "settings",
            "records",
            "change",
            "sources",
            "history",
        ],
    ),
    ("status", &["vocabulary", "records"]),
    (
        "draft",
        &["vocabulary", "yaml", "problem", "records", "change"],
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
            "schema",
            "forge",
        ],
    ),
    (
        "command",
        &[
            "vocabulary",
            "files",
            "process",
            "http",
            "problem",
            "settings",
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
            "render",
            "saved",
            "schema",
            "forge",
            "cli",
        ],
    ),
];

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

/// Whatever changes the disk; a new way to do that belongs on this list.
const WAYS_TO_WRITE: [&str; 24] = [
    "fs::write",
    "fs::copy",
    "fs::rename",
    "fs::hard_link",
    "fs::remove_file",
    "fs::remove_dir",
    "fs::create_dir",
    "fs::set_permissions",
    "File::create",
    "File::options",
    "OpenOptions",
    "DirBuilder",
    "set_len(",
    "set_permissions(",
    "set_times(",
    "set_modified(",
    "fchown",
    "os::unix::fs::symlink",
    "os::unix::fs::chown",
    "tempfile",
    "Database::create",
    "Database::open",
    ".create(&",
    "FileBackend",
];

/// The code of a file without its comments and tests.
fn code_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let code = text.split("\n#[cfg(test)]").next().unwrap_or_default();
    (1..)
        .zip(code.lines())
        .map(|(number, line)| (number, line.split("//").next().unwrap_or_default()))
}

#[test]
fn files_are_written_in_one_room_only() {
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/files");
    let (mut inside, mut outside) = (0, Vec::new());
    for (path, text) in sources("") {
        for (number, code) in code_of(&text) {
            let Some(way) = WAYS_TO_WRITE.iter().find(|way| code.contains(**way)) else {
                continue;
            };
            match path.starts_with(&files) {
                true => inside += 1,
                // A copy of the store in memory.
                false if code.contains("InMemoryBackend") || code.contains("backend.set_len") => {}
                false => outside.push(format!("{}:{number}: {way}", path.display())),
            }
        }
    }
    assert_eq!(outside, Vec::<String>::new(), "only src/files may write");
    assert!(inside > 5, "the search finds what src/files does");
}

#[test]
fn other_programs_are_started_in_one_place_only() {
    let starting = offences("", &["process::Command", "Command::new("]);
    let allowed = ["src/process/"];
    let elsewhere: Vec<&String> = starting
        .iter()
        .filter(|line| !allowed.iter().any(|place| line.contains(place)))
        .collect();
    assert!(starting.len() > elsewhere.len(), "{starting:?}");
    assert_eq!(elsewhere, Vec::<&String>::new());
}

/// Where text is padded by characters: what stands there is plexmgr's own ASCII, or a number.
const PADDED_BY_CHARACTERS: [&str; 10] = [
    "{:>width$}\", run.serial",
    "{name:<9} {fact}",
    "{word:<7} {}\", escaped(path)",
    "{:<14}\", change.kind().word()",
    "{number:>3} ",
    "{:<width$}  {}\", one.code, one.summary",
    "{:<7}\", verdict.word()",
    "{check:<11}",
    "{line:<16} {what}",
    "{name:<wid",
];

#[test]
fn there_is_one_ruler_for_terminals() {
    let measuring = [
        "unicode_width",
        "unicode_segmentation",
        "UnicodeWidth",
        ".graphemes(",
    ];
    let (inside, outside): (Vec<String>, Vec<String>) = offences("", &measuring)
        .into_iter()
        .partition(|line| line.contains("src/render/kit/width.rs:"));
    assert_eq!(
        outside,
        Vec::<String>::new(),
        "only src/render/kit/width.rs measures"
    );
    assert!(inside.len() > 2, "{inside:?}");
    let pads = |code: &str| {
        [":<", ":>", ":^"].iter().any(|side| {
            let behind = code.split_once(side).map_or("", |(_, behind)| behind);
            behind.starts_with(|next: char| next.is_ascii_digit()) || behind.contains("$}")
        })
    };
    let mut found = Vec::new();
    for (path, text) in sources("") {
        for (number, code) in code_of(&text).filter(|(_, code)| code.contains('"') && pads(code)) {
            if !PADDED_BY_CHARACTERS
                .iter()
                .any(|known| code.contains(known))
            {
                found.push(format!("{}:{number}: {}", path.display(), code.trim()));
            }
        }
    }
    assert_eq!(found, Vec::<String>::new(), "`padded` pads by columns");
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
