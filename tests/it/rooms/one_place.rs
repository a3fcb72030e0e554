//! What only one place does: writing files, starting programs, measuring text.

use std::path::Path;

use super::{code_of, offences, sources};

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
    "{:<14}\", kind.word()",
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
