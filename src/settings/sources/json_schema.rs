//! What a `[[source]]` looks like in a JSON Schema.
//!
//! As in `settings::json_schema`, a schema is never stricter than the reader.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::mapping::{Encoding, Marker};
use crate::settings::json_schema::value;
use crate::vocabulary::json_schema::NotBlank;

value!(
    /// The header of a column, or a value in it.
    ColumnName,
    json_schema!({"type": "string", "examples": ["Date"]})
);

value!(
    /// A word in a column.
    Word,
    json_schema!({"allOf": [NotBlank::json_schema(&mut SchemaGenerator::default())], "examples": ["H"]})
);

value!(
    /// A regular expression. Whether it is one, the reader says.
    Pattern,
    json_schema!({
        "allOf": [NotBlank::json_schema(&mut SchemaGenerator::default())],
        "examples": ["^In case of errors"],
    })
);

value!(
    /// A header or several, perhaps none.
    Names,
    headers(0, &["Name"])
);

value!(
    /// A header or several.
    Columns,
    headers(1, &["Date", "Booking date"])
);

value!(
    /// One format of dates or several.
    DateFormats,
    headers(1, &["%d.%m.%Y"])
);

value!(
    /// What separates cells.
    Delimiter,
    json_schema!({"type": "string", "enum": [",", ";", "\t", "|"], "examples": [";"]})
);

value!(
    /// An encoding.
    EncodingName,
    json_schema!({
        "type": "string",
        "enum": Encoding::NAMES,
        "default": Encoding::UTF_8.name(),
        "examples": ["windows-1252"],
    })
);

value!(
    /// A decimal sign.
    DecimalSign,
    json_schema!({"type": "string", "enum": [",", "."], "examples": [","]})
);

value!(
    /// Letters of a currency.
    CurrencyLetters,
    json_schema!({
        "type": "string",
        "pattern": "^[A-Z]{3}$",
        "errorMessage": "a currency is written as three capital letters, as in `EUR`",
        "examples": ["EUR"],
    })
);

value!(
    /// Files of the household.
    FilesPattern,
    json_schema!({
        "type": "string",
        // No `/` in front, no `\`, `:` or control character; `*` in the last part only, which is not `.`.
        "pattern": "^([^/*\\\\:\\x00-\\x1f\\x7f-\\x9f][^*\\\\:\\x00-\\x1f\\x7f-\\x9f]*/)?\
                    [^/\\\\:\\x00-\\x1f\\x7f-\\x9f]+$",
        "not": {"pattern": "(^|/)[.]$|(^|/)[.][.](/|$)"},
        "errorMessage": "write files inside the household, relative to it and with `/`; `*` may be in the \
                         name only",
        "examples": ["statements/paypal-*.csv"],
    })
);

impl JsonSchema for super::FilePattern {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "FilePattern".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        FilesPattern::json_schema(generator)
    }
}

/// A text that is not blank, or a list of such texts.
fn headers(least: usize, examples: &[&str]) -> Schema {
    let text = NotBlank::json_schema(&mut SchemaGenerator::default());
    let examples = match examples {
        [only] => json!([only]),
        several => json!([several]),
    };
    json_schema!({
        "anyOf": [text, {"type": "array", "items": text, "minItems": least}],
        "examples": examples,
    })
}

/// Where the amount of a transaction is: in one column, perhaps with a `marker`, or in one column `in` and one `out`.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = amounts)]
#[expect(dead_code, reason = "only the schema is made of it")]
pub(super) struct Amount {
    /// The header of the column, or several of which the first that is there counts.
    column: Columns,
    /// The decimal sign. Default: what fits all amounts of the file.
    decimal: DecimalSign,
    /// The column for what came in, if what went out has its own.
    #[schemars(rename = "in")]
    comes: Columns,
    /// The column for what went out.
    #[schemars(rename = "out")]
    goes: Columns,
    /// Another column that says which way the money went.
    #[schemars(extend("examples" = [{"column": "S/H", "in": ["H"], "out": ["S"]}]))]
    marker: Marker,
}

fn amounts(schema: &mut Schema) {
    schema.remove("required");
    let needs = |keys: &[&str], other: &[&str]| {
        let others: Vec<Value> = other.iter().map(|key| json!({"required": [key]})).collect();
        json!({"required": keys, "not": {"anyOf": others}})
    };
    let either = [
        needs(&["column"], &["in", "out"]),
        needs(&["in", "out"], &["column", "marker"]),
    ];
    schema.insert("anyOf".to_owned(), json!(either));
}

/// Where the currency of a transaction is; `column`, `default` or both.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, transform = currencies)]
#[expect(dead_code, reason = "only the schema is made of it")]
pub(super) struct CurrencySchema {
    /// The header of the column, or several of which the first that is there counts.
    column: Columns,
    /// The currency of rows that name none.
    default: CurrencyLetters,
}

fn currencies(schema: &mut Schema) {
    schema.remove("required");
    schema.insert("minProperties".to_owned(), json!(1));
}

/// Every key may be left out.
pub(super) fn all_optional(schema: &mut Schema) {
    schema.remove("required");
}

/// Makes one table of the keys of all kinds, and says beside which of them a kind has.
pub(super) fn merged(schema: &mut Schema) {
    let kinds = match schema.remove("oneOf") {
        Some(Value::Array(kinds)) => kinds,
        _ => Vec::new(),
    };
    schema.remove("unevaluatedProperties");
    let mut keys = Map::new();
    let mut words = Vec::new();
    for kind in &kinds {
        let about = kind["description"].as_str().unwrap_or_default();
        let word = &kind["properties"]["kind"]["const"];
        words.push(json!({"const": word, "description": about}));
        for (key, value) in kind["properties"].as_object().into_iter().flatten() {
            keys.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }
    keys.insert(
        "kind".to_owned(),
        json!({"description": "What the source is.", "oneOf": words, "examples": ["paypal-csv"]}),
    );
    keys.insert(
        "preset".to_owned(),
        json!({
            "description": "A mapping of well-known files; what is written beside it counts more. `kofi`: the list of \
                            transactions of Ko-fi.",
            "enum": super::preset::NAMES.map(|(name, _)| name),
            "examples": ["kofi"],
        }),
    );
    let common = schema.get("properties").and_then(Value::as_object);
    let common: Vec<String> = common.into_iter().flat_map(Map::keys).cloned().collect();
    let rules: Vec<Value> = kinds
        .iter()
        .map(|kind| of_kind(kind, &common, &keys))
        .collect();
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        let common = std::mem::take(properties);
        properties.insert("kind".to_owned(), keys.remove("kind").unwrap_or_default());
        properties.extend(common);
        properties.extend(keys);
    }
    schema.insert("required".to_owned(), json!(["kind"]));
    schema.insert("additionalProperties".to_owned(), json!(false));
    schema.insert("allOf".to_owned(), json!(rules));
}

/// What one kind must have, and which keys it may have.
fn of_kind(kind: &Value, common: &[String], keys: &Map<String, Value>) -> Value {
    const ALWAYS: [&str; 3] = ["files", "client_id", "client_secret"];
    const WITHOUT_PRESET: [&str; 3] = ["date", "amount", "currency"];
    let own = &kind["properties"];
    let is_csv = own["kind"]["const"] == "csv";
    let has = |key: &str| !own[key].is_null() || (is_csv && key == "preset");
    let allowed = common.iter().chain(keys.keys().filter(|key| has(key)));
    let allowed: Vec<&String> = allowed.collect();
    let required: Vec<&str> = ALWAYS.into_iter().filter(|key| has(key)).collect();
    let mut then = json!({"propertyNames": {"enum": allowed}, "required": required});
    if is_csv {
        then["anyOf"] = json!([{"required": ["preset"]}, {"required": WITHOUT_PRESET}]);
    }
    let word = &own["kind"]["const"];
    json!({"if": {"properties": {"kind": {"const": word}}, "required": ["kind"]}, "then": then})
}
