//! JSON Schemas of every file a person writes and every document plexmgr prints, for editors and CI.
//!
//! A schema is made of the type that is read or written: keys, which of them must be there, what they
//! mean. [`Name`] lists the documents, [`text`] makes the schema of one; nothing is made before it is
//! asked for. Files are described so that a schema accepts whatever the reader accepts. Outputs may get
//! new optional keys in a minor version, so their schemas do not forbid unknown ones.
//!
//! No file is read or written here.

mod examples;
mod name;

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value, json};

use crate::history::HistoryLine;
use crate::records::schema::{
    Decision, InboxEntry, MatchingRule, ServerRecord, SubscriptionPlan, UserRecord,
};
use crate::render::check::json::CheckDocument;
use crate::render::comment::CommentDocument;
use crate::render::doctor::DoctorDocument;
use crate::render::find::FindDocument;
use crate::render::history::json::{HistoryDocument, RunDocument};
use crate::render::payments::{ExplainedDocument, MonthDocument, PaymentsDocument};
use crate::render::plan::document::{AlreadyDocument, PlanDocument};
use crate::render::state::{RestoredDocument, StateDocument};
use crate::render::status::document::StatusDocument;
use crate::render::text_of;
use crate::render::undo::json::UndoDocument;
use crate::render::user::json::UserPageDocument;
use crate::saved::PlanFileDocument;
use crate::settings::Settings;
use crate::sources::plex::snapshot::SnapshotDocument;
use crate::vocabulary::json_schema::{ByHandle, ByTransaction};

pub use name::Name;

/// What `apply` prints: the plan, or that a saved plan was applied earlier.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "represents either document in a schema")]
enum ApplyDocument<'a> {
    Plan(PlanDocument<'a>),
    Already(AlreadyDocument<'a>),
}

/// The schema of a document, pretty-printed, with a final line break. Equal in every run.
#[must_use]
pub fn text(name: Name) -> String {
    text_of(&document(name))
}

/// The schema of a document.
#[must_use]
pub fn document(name: Name) -> Value {
    let mut schema = match name {
        Name::Settings => read::<Settings>(),
        Name::Plans => plans(),
        Name::Servers => read::<ByHandle<ServerRecord>>(),
        Name::User => read::<UserRecord>(),
        Name::Users => read::<ByHandle<UserRecord>>(),
        Name::Matching => read::<Option<Vec<MatchingRule>>>(),
        Name::Decisions => read::<ByTransaction<Decision>>(),
        Name::Inbox => read::<ByTransaction<InboxEntry>>(),
        Name::Snapshot => read::<SnapshotDocument>(),
        Name::Plan => written::<PlanDocument<'_>>(),
        Name::PlanFile => written::<PlanFileDocument<'_>>(),
        Name::Apply => written::<ApplyDocument<'_>>(),
        Name::Check => written::<CheckDocument<'_>>(),
        Name::Doctor => written::<DoctorDocument<'_>>(),
        Name::Status => written::<StatusDocument<'_>>(),
        Name::Payments => written::<PaymentsDocument<'_>>(),
        Name::PaymentsMonth => written::<MonthDocument<'_>>(),
        Name::PaymentsExplain => written::<ExplainedDocument<'_>>(),
        Name::Find => written::<FindDocument<'_>>(),
        Name::UserPage => written::<UserPageDocument<'_>>(),
        Name::Comment => written::<CommentDocument<'_>>(),
        Name::History => written::<HistoryDocument<'_>>(),
        Name::HistoryLine => written::<HistoryLine>(),
        Name::Run => written::<RunDocument<'_>>(),
        Name::Undo => written::<UndoDocument<'_>>(),
        Name::StateCheck => written::<StateDocument<'_>>(),
        Name::StateRestore => written::<RestoredDocument<'_>>(),
    };
    schema.insert("title".into(), name.title().into());
    schema.insert("description".into(), name.description().into());
    if let Some(example) = examples::of(name) {
        schema.insert("examples".into(), json!([example]));
    }
    headed(name, schema)
}

/// The schema with what names it in front.
fn headed(name: Name, mut schema: Schema) -> Value {
    let mut headed = serde_json::Map::new();
    headed.extend(
        schema
            .remove("$schema")
            .map(|meta| ("$schema".into(), meta)),
    );
    headed.insert("$id".into(), name.id().into());
    for first in ["title", "description"] {
        headed.extend(schema.remove(first).map(|value| (first.into(), value)));
    }
    let definitions = schema.remove("$defs");
    if let Value::Object(rest) = schema.to_value() {
        headed.extend(rest);
    }
    headed.extend(definitions.map(|definitions| ("$defs".into(), definitions)));
    Value::Object(headed)
}

/// The schema of what plexmgr reads.
fn read<T: JsonSchema + ?Sized>() -> Schema {
    of::<T>(SchemaSettings::draft2020_12().for_deserialize())
}

/// The schema of what plexmgr writes.
fn written<T: JsonSchema + ?Sized>() -> Schema {
    of::<T>(SchemaSettings::draft2020_12().for_serialize())
}

fn of<T: JsonSchema + ?Sized>(settings: SchemaSettings) -> Schema {
    let settings = settings.with_transform(Simplified);
    SchemaGenerator::new(settings).into_root_schema_for::<T>()
}

/// `plans.yaml`, in which a plan is the default. That there is only one cannot be said in a schema.
fn plans() -> Schema {
    let mut schema = read::<ByHandle<SubscriptionPlan>>();
    let is_default = json!({
        "type": "object",
        "properties": {"default": {"const": true}},
        "required": ["default"],
    });
    schema.insert(
        "not".into(),
        json!({
            "additionalProperties": {"not": is_default},
            "errorMessage": "there is no default plan; add `default: true` to the plan that imported \
                             users start on",
        }),
    );
    schema
}

/// Takes out what means something in the code only: how wide a number is, which strict programs refuse
/// as a format they do not know, and where a comment was broken into lines.
#[derive(Clone)]
struct Simplified;

impl Transform for Simplified {
    fn transform(&mut self, schema: &mut Schema) {
        let is_width = |format: &Value| {
            let format = format.as_str().unwrap_or_default();
            format.starts_with("uint") || format.starts_with("int")
        };
        if schema.get("format").is_some_and(is_width) {
            schema.remove("format");
        }
        if let Some(Value::String(description)) = schema.get_mut("description") {
            let paragraphs = description.split("\n\n");
            *description = paragraphs
                .map(|paragraph| paragraph.replace('\n', " "))
                .collect::<Vec<_>>()
                .join("\n\n");
        }
        transform_subschemas(self, schema);
    }
}
