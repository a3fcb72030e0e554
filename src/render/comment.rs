//! What was done to the comment of a pull request, as JSON for programs.

use schemars::JsonSchema;
use serde::Serialize;

use super::kit::text_of;

/// The version of the JSON: the minor part grows with new optional keys, the major with anything else.
const FORMAT_VERSION: &str = "1.0";

/// What was done to the comment of a pull request.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CommentDocument<'a> {
    /// The version of this format. New optional keys raise the minor part, anything else the major one.
    #[schemars(example = &"1.0")]
    format_version: &'a str,
    /// What was done.
    action: CommentAction,
    /// Where the comment is to be seen; null if there is none, or it is unknown.
    url: Option<&'a str>,
}

/// What was done to a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommentAction {
    /// There was none; there is one now.
    Created,
    /// It says something else now.
    Updated,
    /// It said the same already.
    Unchanged,
    /// There is no comment, and none is needed.
    NothingToSay,
}

/// The document, pretty-printed, with a final line break.
#[must_use]
pub fn json(action: CommentAction, url: Option<&str>) -> String {
    text_of(&CommentDocument {
        format_version: FORMAT_VERSION,
        action,
        url,
    })
}
