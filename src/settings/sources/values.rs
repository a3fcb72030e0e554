//! Values that several keys of a source share.

use toml::de::DeValue;

use crate::problem::ProblemCode;
use crate::settings::fields::{ProblemReport, SettingsTable, SpannedValue, repeated};
use crate::vocabulary::{Date, SourceName};

/// The name under `key`.
pub(super) fn source_name(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    key: &str,
) -> Option<SourceName> {
    let (text, offset) = report.text(section, key)?;
    match text.parse::<SourceName>() {
        Ok(name) => Some(name),
        Err(error) => {
            let message = format!("`{key}` cannot be `{}`", repeated(text));
            report.wrong_with_help(ProblemCode::BadName, offset, message, format!("{error}"));
            None
        }
    }
}

/// The day under `key`.
pub(super) fn date(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    key: &str,
) -> Option<Date> {
    let (text, offset) = report.text(section, key)?;
    match text.parse::<Date>() {
        Ok(date) => Some(date),
        Err(error) => {
            let message = format!("`{key}` cannot be `{}`", repeated(text));
            report.wrong_with_help(ProblemCode::BadDate, offset, message, format!("{error}"));
            None
        }
    }
}

/// The text or list of texts under `key`, none of them blank; `None` if the key is missing or wrong.
pub(super) fn names(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    key: &str,
) -> Option<Vec<String>> {
    let item = section.table.get(key)?;
    let read: Option<Vec<String>> = match item.get_ref() {
        DeValue::Array(items) => items.iter().map(|item| text(report, item, key)).collect(),
        _ => text(report, item, key).map(|text| vec![text]),
    };
    read
}

/// As [`names`], at least one.
pub(super) fn columns(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    key: &str,
) -> Option<Vec<String>> {
    if !section.table.contains_key(key) {
        let help =
            format!("write the header of a column, as in `{key} = \"Date\"`, or a list of headers");
        report.missing(section, key, help);
        return None;
    }
    let names = names(report, section, key)?;
    not_empty(report, section, key, names)
}

/// The list of texts under `key`.
pub(super) fn words(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    key: &str,
) -> Option<Vec<String>> {
    let items = report.list(section, key)?;
    items.iter().map(|item| text(report, item, key)).collect()
}

/// As [`words`], at least one.
pub(super) fn required_words(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    key: &str,
) -> Option<Vec<String>> {
    if !section.table.contains_key(key) {
        report.missing(
            section,
            key,
            format!("write a list of words, as in `{key} = [\"H\"]`"),
        );
        return None;
    }
    let words = words(report, section, key)?;
    not_empty(report, section, key, words)
}

fn not_empty(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    key: &str,
    texts: Vec<String>,
) -> Option<Vec<String>> {
    if !texts.is_empty() {
        return Some(texts);
    }
    let offset = section
        .table
        .get(key)
        .map_or(section.start, |item| item.span().start);
    let message = format!("`{key}` must name at least one");
    report.wrong(ProblemCode::MissingKey, offset, message);
    None
}

/// A text without spaces around it.
fn text(report: &mut ProblemReport<'_>, item: &SpannedValue<'_>, key: &str) -> Option<String> {
    let Some(text) = item.get_ref().as_str() else {
        report.wrong_type(item, key, "a text or a list of texts");
        return None;
    };
    let trimmed = text.trim();
    if trimmed.is_empty() && key != "not" {
        let message = format!("`{key}` contains an empty text");
        report.wrong(ProblemCode::MissingKey, item.span().start, message);
        return None;
    }
    Some(trimmed.to_owned())
}
