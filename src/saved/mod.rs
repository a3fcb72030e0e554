//! A saved plan: what was planned and what it was based on, in one file with a digest over all of it.
//!
//! The file is the document of `plan --format json` with a few more keys, so a parser of one reads the
//! other.
//!
//! Pure: bytes in, [`SavedPlan`] out, and back. A file is believed only when its last line holds the
//! digest of everything above, and when the plan in it, taken apart to a typed change set, gives the
//! same document again. Whether what it was based on is still so is found by `stale`. Nothing here
//! reads a file or a clock, and nothing here can hold a token.
//!
//! Start at [`SavedPlan::from_bytes`].

mod basis;
mod decode;
mod error;
mod moved;
mod same;
mod stale;

use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

pub use basis::{
    AccountAnswers, AccountBasis, Basis, HistoryBasis, Item, ServerAnswers, Source, WhoIsAsked,
};
pub use error::SavedPlanError;
pub use moved::{How, Moved, What};
pub use stale::{
    moved_history, moved_observed, moved_plan, moved_records, moved_settings, moved_snapshot,
    only_held,
};

use crate::plan::ChangeSet;
use crate::render::plan::document::PlanDocument;
use crate::render::{FileView, Shown, plan::json, text_of};
use crate::vocabulary::{Digest, Moment, Timestamp};

/// What the file says that it is.
pub const FORMAT: &str = "plexmgr plan";
/// The version of the shape, that of the plan's document.
pub const FORMAT_VERSION: &str = json::FORMAT_VERSION;
/// The largest saved plan that is read, in bytes.
pub const MOST_BYTES: usize = 64 << 20;

/// How a document ends that is one object.
const END: &str = "\n}\n";
/// What stands around the digest, which is the last thing in the file.
const BEFORE_DIGEST: &str = ",\n  \"digest\": \"";
const BEHIND_DIGEST: &str = "\"\n}\n";

/// What is saved of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// When it was made.
    pub created: Timestamp,
    /// The `client_id` of the household it was made for.
    pub household: Uuid,
    /// What was decided.
    pub change_set: ChangeSet,
    /// The files that will be written, with their diffs.
    pub files: Vec<FileView>,
    /// What it was based on.
    pub basis: Basis,
}

/// A saved plan that was read, and the digest that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedPlan {
    /// What is in it.
    pub contents: Contents,
    /// The digest over all of it.
    pub digest: Digest,
}

/// What is written above the digest; the order of the keys is part of the format.
#[derive(Serialize, JsonSchema)]
struct Written<'c> {
    /// What the file says that it is.
    #[schemars(extend("const" = FORMAT))]
    format: &'static str,
    #[serde(flatten)]
    plan: PlanDocument<'c>,
    /// When the plan was made.
    #[schemars(with = "Moment")]
    created: String,
    /// The `client_id` of the household it was made for.
    household: String,
    /// What the plan was based on: it is applied only if all of this is still so.
    basis: &'c Basis,
}

/// A saved plan: what `plan` would print, what it was based on, and a digest over all of it. No other
/// program can write one; change anything and it is refused.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "represents the whole file in its schema")]
pub(crate) struct PlanFileDocument<'c> {
    #[schemars(flatten)]
    written: Written<'c>,
    /// The digest of everything that stands above it in the file.
    digest: Digest,
}

/// Only the keys that distinguish files, so that one of another version is named as such.
#[derive(Deserialize)]
struct Head {
    format: String,
    format_version: String,
}

/// The whole file.
#[derive(Deserialize)]
struct Read {
    #[serde(rename = "format")]
    _format: String,
    #[serde(rename = "digest")]
    _digest: String,
    created: String,
    household: String,
    basis: Value,
    /// The document of the plan, and keys that a newer version may have.
    #[serde(flatten)]
    plan: Map<String, Value>,
}

impl Contents {
    /// The bytes of the file. Equal contents give equal bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = text_of(&self.written());
        text.truncate(text.len() - END.len());
        let digest = Digest::of(text.as_bytes());
        write!(text, "{BEFORE_DIGEST}{digest}{BEHIND_DIGEST}").expect("a String takes any text");
        text.into_bytes()
    }

    fn written(&self) -> Written<'_> {
        let Self {
            created,
            household,
            change_set,
            files,
            basis,
        } = self;
        Written {
            format: FORMAT,
            plan: json::document(&Shown {
                change_set,
                files,
                left: &[],
            }),
            created: created.to_string(),
            household: household.to_string(),
            basis,
        }
    }
}

impl SavedPlan {
    /// Reads a saved plan; pure, and panics on no bytes.
    ///
    /// # Errors
    /// When the bytes are not a saved plan of a known version, are not the ones that were saved, or hold no
    /// plan.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SavedPlanError> {
        if bytes.len() > MOST_BYTES {
            return Err(SavedPlanError::TooLarge);
        }
        let head: Head = shaped(bytes)?;
        if head.format != FORMAT {
            return Err(SavedPlanError::Format(head.format));
        }
        let newer = same::is_newer(&head.format_version, FORMAT_VERSION)
            .ok_or(SavedPlanError::Version(head.format_version))?;
        let digest = checked_digest(bytes).ok_or(SavedPlanError::Digest)?;
        let contents = Contents::read(shaped(bytes)?, newer)?;
        Ok(Self { contents, digest })
    }
}

impl Contents {
    fn read(read: Read, newer: bool) -> Result<Self, SavedPlanError> {
        let Read {
            _format,
            _digest,
            created,
            household,
            basis,
            plan,
        } = read;
        let plan = Value::Object(plan);
        let wrong = |what: &str| SavedPlanError::Shape(format!("`{what}` is invalid"));
        let (change_set, files) = decode::plan(&plan)?;
        let contents = Self {
            created: created.parse().map_err(|_| wrong("created"))?,
            household: household.parse().map_err(|_| wrong("household"))?,
            change_set,
            files,
            basis: Basis::deserialize(&basis).map_err(|error| SavedPlanError::shape(&error))?,
        };
        if contents.household.to_string() != household {
            return Err(wrong("household"));
        }
        same::check_plan(&plan, &contents)?;
        same::check_basis(&basis, &contents.basis, newer)?;
        Ok(contents)
    }
}

/// The digest a file ends with, if it is the digest of all that stands before.
fn checked_digest(bytes: &[u8]) -> Option<Digest> {
    let rest = bytes.strip_suffix(BEHIND_DIGEST.as_bytes())?;
    let digest_begins = rest.iter().rposition(|byte| *byte == b'"')? + 1;
    let (before, digest) = rest.split_at(digest_begins);
    let body = before.strip_suffix(BEFORE_DIGEST.as_bytes())?;
    let digest: Digest = std::str::from_utf8(digest).ok()?.parse().ok()?;
    (digest == Digest::of(body)).then_some(digest)
}

fn shaped<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, SavedPlanError> {
    serde_json::from_slice(bytes).map_err(|error| SavedPlanError::shape(&error))
}
