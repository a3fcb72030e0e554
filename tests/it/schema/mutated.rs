//! Good files with something done to them: keys taken, renamed and added, values of another type or just
//! outside of what is allowed. Whatever comes of it, schema and reader say the same.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use super::as_json;
use crate::records::{EVERYTHING, PLANS, SERVERS, read_with};
use crate::settings::{self, FULL};

/// What may be done to one place of a document.
#[derive(Debug, Clone)]
enum Mutation {
    /// The value goes, with its key or as an item.
    Remove,
    /// Another value takes its place.
    Replace(Value),
    /// A key gets another name, or an item stands twice.
    Rename(String),
    /// Something is added to a mapping or list.
    Add(String, Value),
    /// The value stands in a list.
    Wrap,
}

/// Keys that some mapping has, or nearly.
const KEYS: [&str; 16] = [
    "class",
    "klass",
    "plex",
    "id",
    "name",
    "title",
    "type",
    "kind",
    "default",
    "notes",
    "libraries",
    "departed",
    "count",
    "path",
    "con",
    "Atlas",
];

/// Values of every type, in range and out of it.
fn value() -> impl Strategy<Value = Value> {
    let texts = prop::sample::select(vec![
        "",
        " ",
        "all",
        "movies",
        "standard",
        "Standard",
        "permanent",
        "import",
        "monthly",
        "true",
        "null",
        "~",
        "7",
        "1e3",
        "2026-11-22",
        "2026-02-29",
        "2024-02-29",
        "2026-11-22 ",
        "22.11.2026",
        "1969-12-31",
        "1 month",
        "0 days",
        "9999 years",
        "10000 days",
        "5.00 EUR",
        "5 EUR",
        "5.0 EUR",
        "€5",
        "name@example.com",
        "name@example",
        "Name <name@example.com>",
        "80351110224678912",
        "99999999999999999999",
        "ece8f46bf734ca267a2b6e0f7c3b471a5c964428",
        "a b",
        "a/b",
        "../x",
        "/x",
        ".",
        "main",
        "con",
        "nul.txt",
        "UTC",
        "Europe/Berlin",
        "Europe/berlin",
        "https://plex.tv",
        "https://u:p@plex.tv",
        "http://localhost:8080/x?y",
        "ftp://plex.tv",
        "5d0c1f52-7d55-4d25-9f3c-0a5d6c1b2e3f",
        "5d0c1f527d554d259f3c0a5d6c1b2e3f",
        "file-per-user",
        "skip",
        "\u{202e}",
        "\u{2003}",
        "zoë 日本語 🦖",
    ]);
    prop_oneof![
        4 => texts.prop_map(Value::from),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        2 => prop::sample::select(vec![-1_i64, 0, 1, 20, 21, 64, 65, 100, 101, 600, 601, 4_294_967_295,
            4_294_967_296]).prop_map(Value::from),
        1 => Just(json!(3.5)),
        1 => Just(json!([])),
        1 => Just(json!(["movies", "movies"])),
        1 => Just(json!({})),
        1 => Just(json!({"env": "PLEX_TOKEN"})),
        1 => Just(json!({"command": ["pass", ""]})),
        1 => Just(json!({"class": "standard"})),
        1 => Just(json!({"duration": "1 day"})),
    ]
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let key = || prop::sample::select(KEYS.to_vec()).prop_map(str::to_owned);
    prop_oneof![
        2 => Just(Mutation::Remove),
        5 => value().prop_map(Mutation::Replace),
        1 => key().prop_map(Mutation::Rename),
        2 => (key(), value()).prop_map(|(key, value)| Mutation::Add(key, value)),
        1 => Just(Mutation::Wrap),
    ]
}

/// How many places there are in a document, the document itself not among them.
fn places(document: &Value) -> usize {
    match document {
        Value::Array(items) => items.iter().map(|item| 1 + places(item)).sum(),
        Value::Object(entries) => entries.values().map(|value| 1 + places(value)).sum(),
        _ => 0,
    }
}

/// Does something to the place that is `at` steps away; `None` once it is done.
fn mutate(document: &mut Value, mut at: usize, mutation: &Mutation) -> Option<usize> {
    match document {
        Value::Array(items) => {
            for number in 0..items.len() {
                if at == 0 {
                    mutate_item(items, number, mutation);
                    return None;
                }
                at = mutate(&mut items[number], at - 1, mutation)?;
            }
        }
        Value::Object(entries) => {
            let keys: Vec<String> = entries.keys().cloned().collect();
            for key in keys {
                if at == 0 {
                    mutate_entry(entries, &key, mutation);
                    return None;
                }
                at = mutate(entries.get_mut(&key)?, at - 1, mutation)?;
            }
        }
        _ => {}
    }
    Some(at)
}

fn mutate_item(items: &mut Vec<Value>, number: usize, mutation: &Mutation) {
    match mutation {
        Mutation::Remove => drop(items.remove(number)),
        Mutation::Replace(value) => items[number] = value.clone(),
        Mutation::Rename(_) => items.push(items[number].clone()),
        Mutation::Add(_, value) => items.push(value.clone()),
        Mutation::Wrap => items[number] = json!([items[number]]),
    }
}

fn mutate_entry(entries: &mut serde_json::Map<String, Value>, key: &str, mutation: &Mutation) {
    match mutation {
        Mutation::Remove => drop(entries.shift_remove(key)),
        Mutation::Replace(value) => drop(entries.insert(key.to_owned(), value.clone())),
        Mutation::Rename(name) => {
            let value = entries.shift_remove(key).unwrap_or_default();
            entries.insert(name.clone(), value);
        }
        Mutation::Add(name, value) => drop(entries.insert(name.clone(), value.clone())),
        Mutation::Wrap => drop(entries.insert(key.to_owned(), json!([entries[key]]))),
    }
}

/// The document after all mutations.
fn mutated(mut document: Value, mutations: &[(Index, Mutation)]) -> Value {
    for (at, mutation) in mutations {
        let places = places(&document);
        if places > 0 {
            mutate(&mut document, at.index(places), mutation);
        }
    }
    document
}

fn mutations() -> impl Strategy<Value = Vec<(Index, Mutation)>> {
    prop::collection::vec((any::<Index>(), mutation()), 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn records_are_judged_alike(file in 0..4_usize, mutations in mutations()) {
        let (name, text) = [
            ("plans.yaml", PLANS.to_owned()),
            ("servers.yaml", SERVERS.to_owned()),
            ("users/marlow.yaml", EVERYTHING.to_owned()),
            ("users.yaml", format!("ada: {{class: permanent}}\nbob:\n  {}", EVERYTHING.replace('\n', "\n  "))),
        ][file].clone();
        let good = as_json::yaml(text.as_bytes()).expect("YAML");
        // JSON is YAML; comparing the verdicts is all there is to it.
        drop(read_with(name, mutated(good, &mutations).to_string().as_bytes()));
    }

    #[test]
    fn settings_are_judged_alike(mutations in mutations()) {
        let good = as_json::toml(FULL).expect("TOML");
        // Not everything that JSON says can be said in TOML.
        if let Ok(text) = toml::to_string(&mutated(good, &mutations)) {
            drop(settings::parse(&text));
        }
    }
}
