//! The JSON Schemas: they are what they say, accept what is read, refuse what is refused, and describe
//! every document that is printed.
//!
//! `agreement` compares a schema with the reader on one file; the tests of records and settings ask it of
//! every file they read, good or bad, so their tables are tests of the schemas, too. `limits` lists what
//! no schema can say. `closed` and `outputs` look at what the tested runs print.

mod agreement;
mod as_json;
mod closed;
mod corpus;
mod documents;
mod limits;
mod mutated;
mod outputs;
mod patterns;
mod texts;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jsonschema::Validator;
use plexmgr::schema::{Name, document};

pub(crate) use agreement::{agree_on_records, agree_on_settings};
pub(crate) use outputs::check_outputs;

/// A validator per schema, made once.
static VALIDATORS: LazyLock<BTreeMap<Name, Validator>> = LazyLock::new(|| {
    let validator = |name| jsonschema::validator_for(&document(name)).expect("a schema");
    Name::ALL
        .into_iter()
        .map(|name| (name, validator(name)))
        .collect()
});

/// Why the schema refuses a document; `None` when it accepts it.
fn refusal(name: Name, document: &serde_json::Value) -> Option<String> {
    let errors: Vec<String> = VALIDATORS[&name]
        .iter_errors(document)
        .map(|error| format!("{} at `{}`", error, error.instance_path()))
        .collect();
    (!errors.is_empty()).then(|| errors.join("\n"))
}
