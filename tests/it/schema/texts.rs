//! Texts put together of pieces that mean something where they stand: whatever comes of it, schema and
//! reader say the same.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;

use crate::records::read_with;
use crate::settings::{self, GOOD};

/// A place for a text in good settings, and pieces that mean something there.
const PLACES: [(&str, &[&str]); 7] = [
    (
        "[plex]\nurl = TEXT",
        &[
            "http", "https", "s", ":", "/", "//", "\\", "@", " ", "\t", "\n", "plex.tv", "[::1]",
            ":8080", "?", "#", "a:b@", "%", "%41", "<", "é", "\u{7f}", "Http", ".",
        ],
    ),
    (
        "[records]\npath = TEXT",
        &[
            "/", ".", "..", "...", "a", "\\", ":", " ", "\u{7f}", "\u{85}", "ü", "~", "\n",
        ],
    ),
    (
        "[[account]]\nname = TEXT\ntoken = { env = \"A\" }",
        &[
            "a",
            " ",
            "\u{a0}",
            "\u{2003}",
            "\u{200b}",
            "\u{feff}",
            "\u{e0041}",
            "ü",
            "🦖",
            "\t",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "\u{7f}",
            "\u{3000}",
        ],
    ),
    (
        "[[account]]\nname = \"b\"\ntoken = { env = TEXT }",
        &["A", "_", "9", "-", " ", "ü", "PLEX_TOKEN"],
    ),
    (
        "[[account]]\nname = \"b\"\ntoken = { file = TEXT }",
        &["~", "/", "\0", "a", " ", "\n"],
    ),
    (
        "[[account]]\nname = \"b\"\ntoken = { command = [TEXT, TEXT] }",
        &["pass", "\0", " ", "\n"],
    ),
    (
        "[import]\nignore_users = [TEXT]\nignore_servers = [TEXT]",
        &[
            "1",
            "0",
            "18446744073709551615",
            "9",
            "a",
            "-",
            "+",
            "K",
            "_",
            "٣",
        ],
    ),
];

/// The same for records: the file, what stands before the text and behind it.
const RECORD_PLACES: [(&str, &str, &str, &[&str]); 3] = [
    (
        "servers.yaml",
        "{atlas: {machine_id: abc, account: ",
        "}}",
        &[
            "a",
            " ",
            "\u{a0}",
            "\u{200b}",
            "\u{2028}",
            "🦖",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "\u{202e}",
        ],
    ),
    (
        "users.yaml",
        "{ada: {class: standard, payments: [{plan: monthly, start: 2026-01-01, end: 2026-01-02, transaction_id: ",
        "}]}}",
        &[
            "T", " ", "\t", "\u{a0}", "\u{feff}", "\u{85}", "\u{2003}", "\u{200b}", "\n",
        ],
    ),
    (
        "users.yaml",
        "{",
        ": {class: standard}}",
        &[
            "a",
            "con",
            ".",
            "-",
            "_",
            "NUL",
            "com1",
            "9",
            "~",
            "null",
            " ",
            "ü",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ],
    ),
];

fn joined(pieces: &[&str], chosen: &[Index]) -> String {
    chosen.iter().map(|index| *index.get(pieces)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn texts_of_settings_are_judged_alike(place in 0..PLACES.len(), chosen in prop::collection::vec(any::<Index>(), 0..7)) {
        let (place, pieces) = PLACES[place];
        let text = toml::Value::String(joined(pieces, &chosen)).to_string();
        drop(settings::parse(&format!("{GOOD}{}", place.replace("TEXT", &text))));
    }

    #[test]
    fn texts_of_records_are_judged_alike(place in 0..RECORD_PLACES.len(), chosen in prop::collection::vec(any::<Index>(), 0..7)) {
        let (file, before, behind, pieces) = RECORD_PLACES[place];
        let text = json!(joined(pieces, &chosen));
        drop(read_with(file, format!("{before}{text}{behind}").as_bytes()));
    }
}
