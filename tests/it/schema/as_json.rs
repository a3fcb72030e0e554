//! What an editor makes of a file before it looks at the schema: YAML and TOML as JSON.
//!
//! YAML means what its core schema of version 1.2 says, as for plexmgr's own reader. Of equal keys the
//! first counts, since that is the one the reader looks at.

use plexmgr::yaml::{Document, Node, NodeKind};
use serde_json::{Map, Number, Value};
use toml::de::{DeTable, DeValue};

/// A YAML file; `None` when it is none, or has keys that JSON cannot have.
pub(super) fn yaml(bytes: &[u8]) -> Option<Value> {
    const MOST_BYTES: usize = 16 << 20;
    let text = std::str::from_utf8(bytes).ok()?;
    let document = (bytes.len() <= MOST_BYTES).then(|| Document::parse(text).ok())??;
    document.root().map_or(Some(Value::Null), node)
}

fn node(node: Node<'_>) -> Option<Value> {
    Some(match node.kind() {
        NodeKind::Null => Value::Null,
        NodeKind::Bool(value) => Value::Bool(value),
        NodeKind::Int(value) => integer(value),
        NodeKind::Float(text) => Value::Number(float(text)),
        NodeKind::Text(text) => Value::String(text.to_owned()),
        NodeKind::Sequence => node.items().map(self::node).collect::<Option<_>>()?,
        NodeKind::Mapping => {
            let mut object = Map::new();
            for entry in node.entries() {
                let value = self::node(entry.value)?;
                object.entry(entry.key.text()?.to_owned()).or_insert(value);
            }
            Value::Object(object)
        }
    })
}

/// A TOML file; `None` when it is none.
pub(super) fn toml(text: &str) -> Option<Value> {
    let (document, errors) = DeTable::parse_recoverable(text);
    errors.is_empty().then(|| table(document.get_ref()))
}

fn table(table: &DeTable<'_>) -> Value {
    let entry = |(key, value): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
        let key: &std::borrow::Cow<'_, str> = key.get_ref();
        (key.to_string(), toml_value(value.get_ref()))
    };
    Value::Object(table.iter().map(entry).collect())
}

fn toml_value(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => {
            let digits = number.as_str();
            i128::from_str_radix(digits, number.radix())
                .map_or_else(|_| Value::Number(float(digits)), integer)
        }
        DeValue::Float(number) => Value::Number(float(number.as_str())),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(instant) => Value::String(instant.to_string()),
        DeValue::Array(items) => items
            .iter()
            .map(|item| toml_value(item.get_ref()))
            .collect(),
        DeValue::Table(entries) => table(entries),
    }
}

/// A whole number, rounded if JSON readers cannot hold it.
fn integer(value: i128) -> Value {
    let number = Number::from_i128(value);
    Value::Number(number.unwrap_or_else(|| float(&value.to_string())))
}

/// Any other number. What is no number to JSON is at least not whole.
fn float(text: &str) -> Number {
    let number = text.replace('_', "").parse().ok();
    number
        .and_then(Number::from_f64)
        .unwrap_or_else(|| Number::from_f64(0.5).expect("a half is finite"))
}
