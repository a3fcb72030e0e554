//! Whether a schema and the reader say the same of a file.
//!
//! They must, with one exception: a file that is refused only for what `limits` lists is accepted by the
//! schema. So a limit that is none is noticed as well.

use plexmgr::problem::Problem;
use plexmgr::schema::Name;

use super::limits::{self, Limit};
use super::{as_json, refusal};

/// Compares the verdicts on a record file, given what the reader says is wrong with it.
///
/// `path` is relative to the folder of the records; files that are no record files are passed over.
pub(crate) fn agree_on_records(path: &str, bytes: &[u8], problems: &[Problem]) {
    let name = match path {
        "plans.yaml" => Name::Plans,
        "servers.yaml" => Name::Servers,
        "users.yaml" => Name::Users,
        "matching.yaml" => Name::Matching,
        "inbox.yaml" => Name::Inbox,
        _ if path.starts_with("decisions/") && path.ends_with(".yaml") => Name::Decisions,
        _ if path.starts_with("users/") && path.ends_with(".yaml") => Name::User,
        _ => return,
    };
    let text = String::from_utf8_lossy(bytes);
    match as_json::yaml(bytes) {
        Some(document) => agree(name, &text, &document, problems),
        None => assert!(!problems.is_empty(), "read, but not as JSON: {text}"),
    }
}

/// Compares the verdicts on settings, given what the reader says is wrong with them.
pub(crate) fn agree_on_settings(text: &str, problems: &[Problem]) {
    match as_json::toml(text) {
        Some(document) => agree(Name::Settings, text, &document, problems),
        None => assert!(!problems.is_empty(), "read, but not as JSON: {text}"),
    }
}

fn agree(name: Name, text: &str, document: &serde_json::Value, problems: &[Problem]) {
    let refused = refusal(name, document);
    let limits: Option<Vec<&Limit>> = problems
        .iter()
        .map(|problem| limits::of(&problem.message, text))
        .collect();
    let told: Vec<&str> = problems
        .iter()
        .map(|problem| problem.message.as_str())
        .collect();
    match (limits, refused) {
        (Some(limits), Some(refused)) => assert!(
            limits.iter().any(|limit| limit.hides),
            "the schema {name:?} refuses what it cannot refuse: {refused}\n{told:#?}\n{text}"
        ),
        (None, None) => panic!("the schema {name:?} accepts what is refused: {told:#?}\n{text}"),
        _ => {}
    }
}
