//! Whether a document that was taken apart and put together again is still the same.
//!
//! A document of a newer minor version may have unknown keys; one of an older may lack some, which are then
//! empty.

use serde_json::Value;

use super::{Basis, Contents, SavedPlanError};
use crate::render::plan::{Shown, json};

/// Keys about the origin of a plan, not its content.
const AUTHORSHIP: [&str; 2] = ["format_version", "plexmgr"];

/// Whether a version has a larger minor number than the one that is known; `None` when its major number is
/// another, or it is not a version.
pub(super) fn is_newer(version: &str, known: &str) -> Option<bool> {
    let (major, minor) = parts(version)?;
    let (known_major, known_minor) = parts(known)?;
    (major == known_major).then_some(minor > known_minor)
}

fn parts(version: &str) -> Option<(u64, u64)> {
    let number = |text: &str| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| digits)
    };
    let (major, minor) = version.split_once('.')?;
    Some((number(major)?, number(minor)?))
}

/// Whether the plan that was read is the one that is in the contents.
pub(super) fn check_plan(read: &Value, contents: &Contents) -> Result<(), SavedPlanError> {
    let version = read.get("format_version").and_then(Value::as_str);
    let version = version.unwrap_or_default();
    let newer = is_newer(version, json::FORMAT_VERSION)
        .ok_or_else(|| SavedPlanError::Version(version.to_owned()))?;
    let shown = Shown {
        change_set: &contents.change_set,
        files: &contents.files,
        left: &[],
    };
    let bare = |mut plan: Value| {
        if let Value::Object(keys) = &mut plan {
            keys.retain(|key, _| !AUTHORSHIP.contains(&key.as_str()));
        }
        plan
    };
    agrees(
        &bare(read.clone()),
        &bare(value_of(&json::document(&shown))?),
        newer,
    )
    .map_err(|place| {
        let place = place.trim_start_matches('.');
        SavedPlanError::Plan(format!("`{place}` does not match the rest of the plan"))
    })
}

/// Whether the basis that was read is the one that was understood.
pub(super) fn check_basis(read: &Value, basis: &Basis, newer: bool) -> Result<(), SavedPlanError> {
    agrees(read, &value_of(basis)?, newer)
        .map_err(|place| SavedPlanError::Shape(format!("`basis{place}` is invalid")))
}

fn value_of(document: &impl serde::Serialize) -> Result<Value, SavedPlanError> {
    serde_json::to_value(document).map_err(|error| SavedPlanError::shape(&error))
}

/// Compares a document that was read with what it was understood as; the error is the place of the
/// first difference, as in `.changes[3].file`.
fn agrees(read: &Value, understood: &Value, newer: bool) -> Result<(), String> {
    let below = |part: String| move |place: String| part + &place;
    match (read, understood) {
        (Value::Object(read), Value::Object(understood)) => {
            for (key, value) in understood {
                match read.get(key) {
                    Some(read) => {
                        agrees(read, value, newer).map_err(below(format!(".{key}")))?;
                    }
                    None if value.is_null() => {}
                    None => return Err(format!(".{key}")),
                }
            }
            let unknown = read.keys().find(|key| !understood.contains_key(*key));
            match unknown.filter(|_| !newer) {
                Some(key) => Err(format!(".{key}")),
                None => Ok(()),
            }
        }
        (Value::Array(read), Value::Array(understood)) if read.len() == understood.len() => {
            let pairs = read.iter().zip(understood).enumerate();
            for (index, (read, understood)) in pairs {
                agrees(read, understood, newer).map_err(below(format!("[{index}]")))?;
            }
            Ok(())
        }
        _ if read == understood => Ok(()),
        _ => Err(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn minor_versions_may_differ_and_major_ones_may_not() {
        for (version, newer) in [
            ("1.0", Some(false)),
            ("1.1", Some(false)),
            ("1.2", Some(true)),
            ("1.18446744073709551615", Some(true)),
            ("2.0", None),
            ("0.9", None),
            ("1", None),
            ("1.x", None),
            ("1.+2", None),
            ("1.2.3", None),
            ("", None),
        ] {
            assert_eq!(is_newer(version, "1.1"), newer, "{version}");
        }
    }

    #[test]
    fn the_first_difference_is_named() {
        let read = json!({"a": [{"b": 1}, {"b": 2, "new": null}]});
        let understood = json!({"a": [{"b": 1}, {"b": 2, "old": null}]});
        assert_eq!(agrees(&read, &understood, true), Ok(()));
        assert_eq!(agrees(&read, &understood, false), Err(".a[1].new".into()));
        let other = json!({"a": [{"b": 1}, {"b": 3}]});
        assert_eq!(agrees(&read, &other, true), Err(".a[1].b".into()));
        assert_eq!(agrees(&read, &json!({"a": []}), true), Err(".a".into()));
    }
}
