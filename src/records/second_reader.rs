//! What plexmgr reads and other YAML readers refuse or read differently: such a file is never edited.

use std::sync::Arc;

use super::SourceFile;
use crate::parallel;
use crate::problem::{Problem, ProblemCode, Problems};
use crate::vocabulary::Place;
use crate::yaml::{Document, verify_document};

const HELP: &str = "rewrite the line so that every YAML reader understands it: use spaces instead of tabs, \
                    and quotes around special characters; until then plexmgr does not edit this file";

/// The record files that a second YAML reader does not read as plexmgr does. Files that plexmgr cannot
/// read either are reported elsewhere.
#[must_use]
pub fn misread(files: &[SourceFile]) -> Problems {
    let found = parallel::each(files, |file| {
        let text = std::str::from_utf8(&file.bytes).ok()?;
        let document = Document::parse(text).ok()?;
        let mismatch = verify_document(&document).err()?;
        Some(Problem {
            place: Place {
                file: Arc::clone(&file.path),
                line: mismatch.line,
                column: mismatch.column,
            },
            message: mismatch.message,
            without_value: Some("a second YAML reader reads this differently".to_owned()),
            help: Some(HELP.to_owned()),
            code: ProblemCode::NotYaml,
        })
    });
    Problems::new(found.into_iter().flatten().collect())
}
