//! The patterns of the small types against the types themselves.

use std::str::FromStr;
use std::sync::LazyLock;

use jsonschema::Validator;
use plexmgr::schema::{Name, document};
use plexmgr::vocabulary::{Date, DiscordId, Email, Handle, MachineId, Money, PlanDuration};
use proptest::prelude::*;
use serde_json::Value;

/// A definition of the schema of a document.
fn definition(name: Name, definition: &str) -> Validator {
    let schema = &document(name)["$defs"][definition];
    assert!(schema.is_object(), "{definition}");
    jsonschema::validator_for(schema).expect("a schema")
}

/// Asserts that a definition and its type say the same of a text.
fn agree<T: FromStr>(validator: &Validator, text: &str) {
    let accepted = validator.is_valid(&Value::String(text.to_owned()));
    assert_eq!(accepted, text.parse::<T>().is_ok(), "{text:?}");
}

#[test]
fn every_day_there_is_and_no_other_is_a_date() {
    let date = definition(Name::User, "Date");
    let years = (1960..2110)
        .chain((2100..10_100).step_by(100))
        .chain(9990..9999);
    for year in years {
        for month in 0..=13 {
            for day in [0, 1, 9, 10, 19, 20, 28, 29, 30, 31, 32] {
                agree::<Date>(&date, &format!("{year:04}-{month:02}-{day:02}"));
            }
        }
    }
}

#[test]
fn numbers_of_up_to_64_bits_are_discord_ids() {
    let id = definition(Name::User, "DiscordId");
    let most = u128::from(u64::MAX);
    let edges = (0..20).flat_map(|power| {
        let step = 10_u128.pow(power);
        [
            most - step,
            most,
            most + step,
            most / step * step,
            (most / step + 1) * step,
        ]
    });
    for number in edges.chain([10_u128.pow(16), 10_u128.pow(16) - 1, 10_u128.pow(20)]) {
        agree::<DiscordId>(&id, &number.to_string());
        agree::<DiscordId>(&id, &format!("0{number}"));
    }
}

/// The type, the characters it is made of, and the pieces that mean something to it.
struct Sort {
    agree: fn(&str),
    pieces: &'static [&'static str],
}

macro_rules! sort {
    ($type:ident, $document:ident, $pieces:expr) => {
        Sort {
            agree: |text| {
                static SCHEMA: LazyLock<Validator> =
                    LazyLock::new(|| definition(Name::$document, stringify!($type)));
                agree::<$type>(&SCHEMA, text);
            },
            pieces: &$pieces,
        }
    };
}

const SORTS: [Sort; 7] = [
    sort!(
        Date,
        User,
        [
            "2", "0", "1", "9", "-", "02", "29", "2024", "31", " ", "\n", "٣"
        ]
    ),
    sort!(
        PlanDuration,
        Plans,
        [
            "1", "0", "9999", "10000", " ", "day", "days", "week", "months", "year", "s", "-",
            "month"
        ]
    ),
    sort!(
        Money,
        Plans,
        [
            "5", "00", ".", " ", "EUR", "eur", "E", "-", "+", ",", "0", "٣", "USDT"
        ]
    ),
    sort!(
        DiscordId,
        User,
        [
            "8035111022467",
            "8912",
            "1",
            "0",
            " ",
            "9",
            "18446744073709551",
            "616",
            "615",
            "a"
        ]
    ),
    sort!(
        Handle,
        Plans,
        [
            "a",
            "Z",
            "9",
            "-",
            "_",
            ".",
            "con",
            "NUL",
            "com1",
            "lpt",
            "prn",
            "aux",
            "ü",
            " ",
            "/",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "$"
        ]
    ),
    sort!(
        MachineId,
        Servers,
        [
            "ece8f46bf734ca267a2b6e0f7c3b471a",
            "A",
            "-",
            "_",
            ".",
            " ",
            "/",
            "ü"
        ]
    ),
    sort!(
        Email,
        User,
        [
            "a",
            "b",
            "@",
            ".",
            "example",
            "com",
            "-",
            "_",
            "+",
            "\"",
            " ",
            "<",
            ">",
            "[",
            "]",
            "\\",
            "ü",
            "9",
            "!",
            "(",
            ",",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "\u{7f}",
            "\n"
        ]
    ),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_pattern_accepts_what_its_type_accepts(
        sort in 0..SORTS.len(),
        pieces in proptest::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let sort = &SORTS[sort];
        let text: String = pieces.iter().map(|piece| *piece.get(sort.pieces)).collect();
        (sort.agree)(&text);
    }
}
