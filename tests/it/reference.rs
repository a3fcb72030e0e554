//! `docs/records.md` and `docs/settings.md`: every key of every file, made from the schemas, with an example.
//!
//! Set `PLEXMGR_README=write` to write the pages instead of comparing them.

use std::fmt::Write;
use std::path::Path;

use plexmgr::schema::{Name, document};
use serde_json::Value;

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Language {
    Yaml,
    Toml,
}

/// One key of a file.
struct Key<'s> {
    name: String,
    schema: &'s Value,
    is_required: bool,
    example: Value,
}

/// A schema with its definitions.
struct Reference {
    schema: Value,
    language: Language,
    text: String,
}

impl Reference {
    fn of(name: Name, language: Language) -> String {
        let mut reference = Self {
            schema: document(name),
            language,
            text: String::new(),
        };
        let root = reference.schema.clone();
        let example = root["examples"][0].clone();
        let title = root["title"].as_str().expect("a title");
        let (file, _) = title.split_once(',').expect("a file and what it is");
        write!(reference.text, "## `{file}`\n\n").unwrap();
        reference.section("", &root, &example);
        reference.text
    }

    /// What a schema stands for, references and `null` left out.
    fn meaning<'s>(&'s self, schema: &'s Value) -> &'s Value {
        if let Some(path) = schema["$ref"].as_str() {
            let pointer = path.trim_start_matches('#');
            return self.meaning(self.schema.pointer(pointer).expect(path));
        }
        let present = |alternatives: &'s Value| {
            let alternatives = alternatives.as_array()?;
            let mut some = alternatives.iter().filter(|one| one["type"] != "null");
            let only = some.next()?;
            some.next().is_none().then_some(only)
        };
        present(&schema["anyOf"]).map_or(schema, |only| self.meaning(only))
    }

    /// The keys of a mapping; the alternatives of a choice between mappings.
    fn keys<'s>(&'s self, schema: &'s Value, example: &Value) -> Vec<Key<'s>> {
        let mappings = std::iter::once(schema).chain(alternatives(schema));
        let mut keys: Vec<Key<'s>> = Vec::new();
        for mapping in mappings {
            let properties = mapping["properties"].as_object().into_iter().flatten();
            for (name, property) in properties {
                if keys.iter().any(|key| key.name == *name) {
                    continue;
                }
                let is_choice = mapping != schema;
                let required = mapping["required"].as_array();
                let is_required = required.is_some_and(|names| names.iter().any(|one| one == name));
                keys.push(Key {
                    name: name.clone(),
                    schema: property,
                    is_required: is_required && !is_choice,
                    example: self.example(name, property, example),
                });
            }
        }
        keys
    }

    /// An example of a key: from the example of the file, else from its own schema.
    fn example(&self, name: &str, property: &Value, example: &Value) -> Value {
        let own = || {
            let described = [property, self.meaning(property)];
            let mut examples = described.iter().map(|schema| &schema["examples"][0]);
            examples.find(|example| !example.is_null()).cloned()
        };
        match example.get(name) {
            Some(value) => value.clone(),
            None => own()
                .unwrap_or_else(|| panic!("`{name}` has no example in {}", self.schema["title"])),
        }
    }

    /// One table for a mapping, and the tables of the mappings inside it.
    fn section(&mut self, path: &str, schema: &Value, example: &Value) {
        let by_handle = &schema["additionalProperties"];
        let by_handle = if by_handle.is_object() {
            Some(by_handle)
        } else {
            None
        };
        let by_handle =
            by_handle.or_else(|| schema["patternProperties"].as_object()?.values().next());
        if let Some(entry) = by_handle {
            let entry = self.meaning(entry).clone();
            let name = match schema["propertyNames"]["$ref"].as_str() {
                Some("#/$defs/TransactionKey") => "<transaction>.",
                _ => "<handle>.",
            };
            let entries = example.as_object().into_iter().flatten();
            let inside = merged(entries.map(|(_, entry)| entry));
            return self.section(&format!("{path}{name}"), &entry, &inside);
        }
        if schema["items"].is_object() {
            let item = self.meaning(&schema["items"]).clone();
            let inside = merged(example.as_array().into_iter().flatten());
            return self.section(&format!("{path}[]."), &item, &inside);
        }
        if !path.is_empty() {
            let title = path.trim_end_matches('.');
            write!(self.text, "### `{title}`\n\n").unwrap();
        }
        if let Some(about) = schema["description"].as_str() {
            write!(self.text, "{about}\n\n").unwrap();
        }
        self.text
            .push_str("| key | what it holds | example |\n|---|---|---|\n");
        let mut inside = Vec::new();
        let mut rows = String::new();
        for key in self.keys(schema, example) {
            let meaning = self.meaning(key.schema);
            let about = [key.schema, meaning].map(|schema| schema["description"].as_str());
            let about = about.into_iter().flatten().next();
            let about = about.unwrap_or_else(|| panic!("`{}` has no description", key.name));
            let words = self.words(meaning);
            let default = match &key.schema["default"] {
                Value::Null => String::new(),
                default => format!(" Default: `{}`.", self.written(default)),
            };
            let required = if key.is_required { " Required." } else { "" };
            let (shown, nested) = match self.nested(meaning) {
                Some(nested) => {
                    let dots = if meaning["items"].is_object() {
                        "[]"
                    } else {
                        ""
                    };
                    let name = format!("{path}{}{dots}", key.name);
                    let example = match key.example.as_array() {
                        Some(items) => items.first().cloned().unwrap_or_default(),
                        None => key.example.clone(),
                    };
                    (
                        format!("see `{name}`"),
                        Some((format!("{name}."), nested.clone(), example)),
                    )
                }
                None => (format!("`{}`", self.pair(&key.name, &key.example)), None),
            };
            writeln!(
                rows,
                "| `{}` | {about}{words}{required}{default} | {shown} |",
                key.name
            )
            .unwrap();
            inside.extend(nested);
        }
        self.text.push_str(&rows);
        self.text.push('\n');
        for (path, schema, example) in inside {
            self.section(&path, &schema, &example);
        }
    }

    /// The mapping inside a key, if it holds one or a list of them.
    fn nested<'s>(&'s self, meaning: &'s Value) -> Option<&'s Value> {
        let item = match &meaning["items"] {
            Value::Null => meaning,
            item => self.meaning(item),
        };
        let mut choices = alternatives(item);
        let is_mapping = item["properties"].is_object()
            || item["additionalProperties"].is_object()
            || item["patternProperties"].is_object()
            || choices.any(|one| one["properties"].is_object());
        is_mapping.then_some(item)
    }

    /// ` One of: standard (active …).` for a key with few words.
    fn words(&self, meaning: &Value) -> String {
        let choices = meaning["oneOf"].as_array().into_iter().flatten();
        let words: Vec<String> = choices
            .filter_map(|one| {
                let about = one["description"].as_str()?.trim_end_matches('.');
                Some(format!("`{}` ({about})", one["const"].as_str()?))
            })
            .collect();
        match words.is_empty() {
            true => String::new(),
            false => format!(" One of {}.", words.join(", ")),
        }
    }

    fn pair(&self, key: &str, value: &Value) -> String {
        match self.language {
            Language::Yaml => format!("{key}: {}", self.written(value)),
            Language::Toml => format!("{key} = {}", self.written(value)),
        }
    }

    fn written(&self, value: &Value) -> String {
        match value {
            Value::String(text) if self.language == Language::Yaml && is_plain(text) => {
                text.clone()
            }
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.written(item)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Object(entries) => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(key, value)| self.pair(key, value))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
            other => other.to_string(),
        }
    }
}

/// The alternatives of a schema.
fn alternatives(schema: &Value) -> impl Iterator<Item = &Value> {
    let lists = ["oneOf", "anyOf"].map(|key| schema[key].as_array());
    lists.into_iter().flatten().flatten()
}

/// One example of several: each key as the first of them has it.
fn merged<'e>(examples: impl Iterator<Item = &'e Value>) -> Value {
    let mut all = Value::Null;
    for example in examples {
        let (Some(known), Some(more)) = (all.as_object_mut(), example.as_object()) else {
            if all.is_null() || example.is_object() {
                all = example.clone();
            }
            continue;
        };
        for (key, value) in more {
            let before = known.get(key).cloned();
            let both = before.iter().chain([value]);
            known.insert(key.clone(), merged(both));
        }
    }
    all
}

/// Whether YAML needs no quotes for a text.
fn is_plain(text: &str) -> bool {
    !text.bytes().all(|byte| byte.is_ascii_digit()) && !text.contains(": ")
}

const RECORDS: &str = "# The keys of the records

Made from the schemas that `plexmgr schema` prints. `plexmgr check` validates the files; an editor that knows the
schemas completes the keys ([editors.md](editors.md)). Dates are calendar days, amounts have a currency, and unknown
keys are errors.

";

const MONEY: &str = "
# Files about transactions

| file | whose | what it holds |
|---|---|---|
| `matching.yaml` | the admins' | rules for transactions, tried in their order |
| `decisions/*.yaml` | the admins' | what is decided about single transactions |
| `inbox.yaml` | plexmgr's | transactions that wait for a decision |

[payments.md](payments.md) says how they work together. Below, `<transaction>` is a transaction as its account, `/` and
its id, as in `paypal/5TY05013RG002845M`.

";

const SETTINGS: &str = "# The keys of the settings

Made from the schema that `plexmgr schema settings` prints. `plexmgr init` writes the file; `plexmgr check` validates
it. Secrets are never in it: a token comes from the environment, a file outside git, or a command.

";

#[expect(clippy::disallowed_methods, reason = "the test reads and writes pages")]
fn check(page: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(page);
    let text = format!("{}\n", text.trim_end());
    if std::env::var("PLEXMGR_README").is_ok_and(|value| value == "write") {
        std::fs::write(&path, &text).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == text,
        "{page} is not what the schemas say; PLEXMGR_README=write writes it"
    );
}

#[test]
fn the_records_are_described_key_by_key() {
    let files = [Name::Plans, Name::Servers, Name::User];
    let files: String = files
        .into_iter()
        .map(|name| Reference::of(name, Language::Yaml))
        .collect();
    let shared = "## `users.yaml`\n\nAll users in one file: the handle of each user, with the keys above below it.\n";
    let money = [Name::Matching, Name::Decisions, Name::Inbox];
    let money: String = money
        .into_iter()
        .map(|name| Reference::of(name, Language::Yaml))
        .collect();
    check(
        "records.md",
        &format!("{RECORDS}{files}{shared}{MONEY}{money}"),
    );
}

#[test]
fn the_settings_are_described_key_by_key() {
    let file = Reference::of(Name::Settings, Language::Toml);
    check("settings.md", &format!("{SETTINGS}{file}"));
}
