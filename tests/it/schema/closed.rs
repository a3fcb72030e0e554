//! A schema of an output that does not allow any key it does not describe.
//!
//! Outputs may get new keys in a minor version, so their schemas are open. The tests close them, so that
//! nobody adds a key and forgets to describe it.

use serde_json::{Map, Value, json};

/// Keywords that hold a mapping of schemas.
const NAMED: [&str; 2] = ["properties", "$defs"];
/// Keywords that hold a list of schemas.
const LISTED: [&str; 4] = ["anyOf", "oneOf", "allOf", "prefixItems"];
/// Keywords that hold one schema.
const SINGLE: [&str; 2] = ["items", "additionalProperties"];

/// The schema with every object closed.
pub(super) fn closed(mut schema: Value) -> Value {
    close(&mut schema, true);
    schema
}

/// Closes a schema and those inside. A definition is closed where it is referred to, since others may add
/// keys of their own to it.
fn close(schema: &mut Value, here: bool) {
    let Value::Object(keywords) = schema else {
        return;
    };
    for keyword in NAMED {
        let inner = keywords.get_mut(keyword).and_then(Value::as_object_mut);
        for inner in inner.into_iter().flat_map(Map::values_mut) {
            close(inner, keyword != "$defs");
        }
    }
    for keyword in LISTED {
        let inner = keywords.get_mut(keyword).and_then(Value::as_array_mut);
        for inner in inner.into_iter().flatten() {
            close(inner, true);
        }
    }
    for keyword in SINGLE {
        if let Some(inner) = keywords.get_mut(keyword) {
            close(inner, true);
        }
    }
    let describes = keywords.contains_key("$ref") || keywords.contains_key("properties");
    if here && describes {
        keywords.insert("unevaluatedProperties".to_owned(), json!(false));
    }
}

#[test]
fn a_key_that_is_not_described_is_found() {
    let inner = json!({"type": "object", "properties": {"b": {"type": "integer"}}});
    let schema = json!({
        "properties": {"a": {"$ref": "#/$defs/B"}, "c": {"type": "array", "items": inner}},
        "$defs": {"B": inner},
    });
    let closed = jsonschema::validator_for(&closed(schema.clone())).expect("a schema");
    let open = jsonschema::validator_for(&schema).expect("a schema");
    assert!(closed.is_valid(&json!({"a": {"b": 1}, "c": [{"b": 2}]})));
    for other in [
        json!({"a": {}, "d": 1}),
        json!({"a": {"b": 1, "d": 1}}),
        json!({"c": [{"d": 1}]}),
    ] {
        assert!(open.is_valid(&other) && !closed.is_valid(&other), "{other}");
    }
}
