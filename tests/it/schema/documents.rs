//! The schemas themselves: valid, complete, and always the same.

use std::collections::BTreeSet;

use plexmgr::schema::{Name, document, text};
use serde_json::{Value, json};

use super::{as_json, refusal};
use crate::compact::compact;
use crate::sandbox::Sandbox;

#[test]
fn each_schema_is_one_and_has_a_name_of_its_own() {
    let mut ids = BTreeSet::new();
    for name in Name::ALL {
        let schema = document(name);
        assert!(jsonschema::meta::is_valid(&schema), "{name:?}");
        assert_eq!(
            schema["$schema"], "https://json-schema.org/draft/2020-12/schema",
            "{name:?}"
        );
        let id = schema["$id"].as_str().expect("an id").to_owned();
        assert_eq!(id, format!("urn:plexmgr:schema:{}:1", name.word()));
        assert!(ids.insert(id), "{name:?}");
        assert_eq!(text(name), text(name));
    }
}

#[test]
fn every_key_says_what_it_means() {
    for name in Name::ALL {
        let mut silent = Vec::new();
        let schema = document(name);
        collect_silent(&schema, &schema["$defs"], "", &mut silent);
        assert_eq!(silent, Vec::<String>::new(), "{name:?}");
    }
}

/// Adds the properties without a description: their own, that of what they refer to, or that of the
/// variant they are the only key of.
fn collect_silent(schema: &Value, definitions: &Value, path: &str, silent: &mut Vec<String>) {
    match schema {
        Value::Object(keywords) => {
            for (keyword, inner) in keywords {
                let path = format!("{path}/{keyword}");
                let properties = inner.as_object().filter(|_| keyword == "properties");
                for (key, property) in properties.into_iter().flatten() {
                    let name = property["$ref"]
                        .as_str()
                        .and_then(|to| to.rsplit('/').next());
                    let meant = name.map(|name| &definitions[name]["description"]);
                    let own = property
                        .get("description")
                        .or(property.get("const"))
                        .or(meant);
                    let variant = keywords.get("description").filter(|_| is_variant(inner));
                    if own.or(variant).is_none_or(Value::is_null) {
                        silent.push(format!("{path}/{key}"));
                    }
                }
                if keyword != "examples" && keyword != "not" {
                    collect_silent(inner, definitions, &path, silent);
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                collect_silent(item, definitions, path, silent);
            }
        }
        _ => {}
    }
}

fn is_variant(properties: &Value) -> bool {
    properties.as_object().is_some_and(|keys| keys.len() == 1)
}

#[test]
fn every_example_is_one() {
    for name in Name::ALL {
        let schema = document(name);
        let mut examples = Vec::new();
        collect_examples(&schema, &mut examples);
        for (subschema, example) in examples {
            let mut whole = subschema.clone();
            if let Some(definitions) = schema.get("$defs") {
                whole["$defs"] = definitions.clone();
            }
            let validator = jsonschema::validator_for(&whole).expect("a schema");
            assert!(validator.is_valid(&example), "{name:?}: {example}");
        }
    }
    for name in Name::FILES {
        let example = &document(name)["examples"][0];
        assert!(example.is_object() || example.is_array(), "{name:?}");
    }
}

/// Adds every example with the schema it stands in.
fn collect_examples(schema: &Value, examples: &mut Vec<(Value, Value)>) {
    match schema {
        Value::Object(keywords) => {
            let own = keywords.get("examples").and_then(Value::as_array);
            for example in own.into_iter().flatten() {
                examples.push((schema.clone(), example.clone()));
            }
            for (keyword, inner) in keywords {
                if keyword != "examples" {
                    collect_examples(inner, examples);
                }
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| collect_examples(item, examples)),
        _ => {}
    }
}

#[test]
fn every_default_is_the_one_that_is_used() {
    const GOOD: &str = "version = 1\nclient_id = \"5d0c1f52-7d55-4d25-9f3c-0a5d6c1b2e3f\"\n\
        account = [{ name = \"main\", token = { env = \"A\" } }]\n";
    let settings = |text: &str| plexmgr::settings::Settings::parse("plexmgr.toml", text);
    let schema = document(Name::Settings);
    let mut text = format!(
        "timezone = {}\n{GOOD}",
        schema["properties"]["timezone"]["default"]
    );
    for (section, definition) in [
        ("records", "RecordsSettings"),
        ("state", "StateSettings"),
        ("import", "ImportSettings"),
        ("plex", "PlexSettings"),
        ("guards", "GuardSettings"),
    ] {
        text.push_str(&format!("[{section}]\n"));
        let properties = schema["$defs"][definition]["properties"].as_object();
        for (key, property) in properties.expect("a section has keys") {
            let default = toml::Value::try_from(&property["default"]).expect("a default");
            text.push_str(&format!("{key} = {default}\n"));
        }
    }
    assert_eq!(
        refusal(Name::Settings, &as_json::toml(&text).expect("TOML")),
        None
    );
    assert_eq!(settings(&text), settings(GOOD), "{text}");
}

#[test]
fn the_schemas_of_files_are_these() {
    for name in [Name::Settings, Name::Plans, Name::Servers, Name::User] {
        let mut schema = document(name);
        // Several hundred, and another list with every release of the time zones.
        if name == Name::Settings {
            schema["$defs"]["TimeZone"]["enum"] = json!(["…"]);
        }
        insta::assert_snapshot!(name.word(), compact(&plexmgr::render::text_of(&schema)));
    }
}

#[test]
fn users_in_one_file_are_described_like_those_in_their_own() {
    let users = document(Name::Users);
    let mut user = document(Name::User);
    let user = user.as_object_mut().expect("a schema");
    let mut definitions = user.remove("$defs").expect("definitions");
    let examples = user.remove("examples").expect("an example");
    let meta = user.remove("$schema").expect("a meta-schema");
    user.retain(|key, _| !["$id", "title", "description"].contains(&key.as_str()));
    let meant = &users["$defs"]["UserRecord"]["description"];
    user.insert("description".to_owned(), meant.clone());
    definitions["UserRecord"] = user.clone().into();
    let expected = json!({
        "$schema": meta,
        "$id": "urn:plexmgr:schema:users:1",
        "title": "users.yaml, all users in one file",
        "description": users["description"],
        "type": "object",
        "propertyNames": {"$ref": "#/$defs/Handle"},
        "additionalProperties": {"$ref": "#/$defs/UserRecord"},
        "examples": [{"marlow": examples[0]}],
        "$defs": definitions,
    });
    assert_eq!(users, expected);
}

#[test]
fn the_command_prints_them_without_a_household() {
    let sandbox = Sandbox::empty();
    for name in Name::ALL {
        let run = sandbox.run(&["schema", name.word()]);
        assert_eq!((run.code, run.stdout), (0, text(name)), "{}", run.stderr);
    }
    let listed = sandbox.run(&["schema", "--list"]);
    assert_eq!(listed, sandbox.run(&["schema"]));
    let words: Vec<&str> = listed
        .stdout
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(words, Name::ALL.map(Name::word));
    let unknown = sandbox.run(&["schema", "usr"]);
    assert_eq!(unknown.code, 64);
    assert!(
        unknown.stderr.contains("did you mean `user`?"),
        "{}",
        unknown.stderr
    );
}
