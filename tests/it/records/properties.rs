//! No bytes whatever make the reader panic, and problems have places.

use proptest::prelude::*;

use super::{MARLOW, PLANS, SERVERS, read_with};

const FILES: [(&str, &str); 4] = [
    ("plans.yaml", PLANS),
    ("servers.yaml", SERVERS),
    ("users/marlow.yaml", MARLOW),
    (
        "users.yaml",
        "zoe: &z {class: standard}\nada: {<<: *z, notes: 'a'}\n",
    ),
];

/// Pieces that mean something to YAML, to the records or to neither.
const PIECES: [&str; 28] = [
    "\n",
    "  ",
    ": ",
    "- ",
    "#",
    "'",
    "\"",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a",
    "*a",
    "<<: *a",
    "!x ",
    "|\n",
    ">",
    "? ",
    "\t",
    "\r\n",
    "\u{feff}",
    "\u{202e}",
    "class",
    "---\n",
    "99999999999999999999",
    "2026-13-45",
    "null",
];

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for (name, _) in FILES {
            // Whether they are good does not matter here.
            drop(read_with(name, &bytes));
        }
    }

    #[test]
    fn any_damage_is_read_or_refused_with_a_place(
        file in 0..FILES.len(),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), 0..PIECES.len(), 0..5_usize), 1..4),
    ) {
        let (name, text) = FILES[file];
        let mut bytes = text.as_bytes().to_vec();
        for (at, piece, removed) in damage {
            let at = at.index(bytes.len() + 1);
            let end = (at + removed).min(bytes.len());
            bytes.splice(at..end, PIECES[piece].bytes());
        }
        if let Err(problems) = read_with(name, &bytes) {
            prop_assert!(!problems.is_empty());
            for line in problems.lines().filter(|line| !line.starts_with("  help: ")) {
                let mut parts = line.splitn(4, ':');
                let file = parts.next().unwrap_or_default();
                prop_assert!(file.starts_with("records/"), "{problems}");
                for number in [parts.next(), parts.next()] {
                    let number: u32 = number.and_then(|n| n.parse().ok()).unwrap_or_default();
                    prop_assert!(number > 0, "{problems}");
                }
            }
        }
    }
}
