//! Where a value was written.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::text::escaped;

/// A position in a record or settings file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file's path relative to the household, with `/` between its parts.
    pub file: Arc<str>,
    /// Counted from 1; 0 when the value was not read from a file.
    pub line: u32,
    /// Counted from 1, in characters; 0 when the value was not read from a file.
    pub column: u32,
}

impl Place {
    /// The beginning of a file.
    #[must_use]
    pub fn start_of(file: &Arc<str>) -> Self {
        Self {
            line: 1,
            column: 1,
            ..Self::file(file)
        }
    }

    /// A file that cannot be opened, or is not there.
    #[must_use]
    pub fn file(file: &Arc<str>) -> Self {
        Self {
            file: Arc::clone(file),
            line: 0,
            column: 0,
        }
    }

    /// The place of a value that plexmgr made itself.
    #[must_use]
    pub fn made() -> Self {
        Self {
            file: Arc::from(""),
            line: 0,
            column: 0,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&escaped(&self.file))?;
        match (self.line, self.column) {
            (0, _) => Ok(()),
            (line, 0) => write!(formatter, ":{line}"),
            (line, column) => write!(formatter, ":{line}:{column}"),
        }
    }
}

/// A value and where it was written; equality asks for the value only.
#[derive(Debug, Clone)]
pub struct Placed<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub place: Place,
}

impl<T> Placed<T> {
    /// A value read at `place`.
    pub fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }

    /// A value that plexmgr made itself and that stands in no file yet.
    pub fn made(value: T) -> Self {
        Self {
            value,
            place: Place::made(),
        }
    }
}

impl<T: PartialEq> PartialEq for Placed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Placed<T> {}

impl<T> Deref for Placed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// In a file there is the value alone.
impl<T: JsonSchema> JsonSchema for Placed<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
