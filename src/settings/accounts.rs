//! The `[[account]]` tables: names, and where the tokens are kept.
//!
//! People paste tokens where the name of a variable belongs, so nothing written under `token` is ever
//! repeated in a message.

use std::collections::HashMap;
use std::path::PathBuf;

use toml::de::DeValue;

use super::fields::{ProblemReport, SettingsTable, SpannedValue, repeated};
use super::{AccountSettings, TokenSource};
use crate::problem::ProblemCode;
use crate::vocabulary::AccountName;

/// Reads every account; there must be one.
pub(super) fn accounts(
    report: &mut ProblemReport<'_>,
    root: SettingsTable<'_, '_>,
) -> Vec<AccountSettings> {
    let Some(item) = root.table.get("account") else {
        let help = "write `[[account]]` with `name` and `token`";
        report.missing(root, "account", help);
        return Vec::new();
    };
    let DeValue::Array(items) = item.get_ref() else {
        report.wrong_type(item, "account", "a list of tables, written `[[account]]`");
        return Vec::new();
    };
    if items.is_empty() {
        report.wrong(
            ProblemCode::MissingKey,
            item.span().start,
            "there must be at least one `[[account]]`",
        );
    }
    let mut first_lines = HashMap::new();
    let mut accounts = Vec::new();
    for item in items.iter() {
        let Some(table) = item.get_ref().as_table() else {
            report.wrong_type(item, "account", "a list of tables, written `[[account]]`");
            continue;
        };
        report.unknown_keys(table, &["name", "token"]);
        let section = SettingsTable {
            table,
            title: "[[account]]",
            start: item.span().start,
        };
        let name = name(report, section, &mut first_lines);
        let token = secret(report, section, "token", "PLEX_TOKEN");
        if let (Some(name), Some(token)) = (name, token) {
            accounts.push(AccountSettings { name, token });
        }
    }
    accounts
}

fn name(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    first_lines: &mut HashMap<AccountName, u32>,
) -> Option<AccountName> {
    if !section.table.contains_key("name") {
        report.missing(section, "name", "give each account a name of its own");
        return None;
    }
    let (text, offset) = report.text(section, "name")?;
    let name: AccountName = match text.parse() {
        Ok(name) => name,
        Err(error) => {
            let message = format!("`name` cannot be `{}`", repeated(text));
            report.wrong_with_help(ProblemCode::BadName, offset, message, format!("{error}"));
            return None;
        }
    };
    let line = report.line(offset);
    if let Some(first) = first_lines.get(&name) {
        let message = format!(
            "account `{}` is already declared on line {first}",
            repeated(text)
        );
        report.wrong(ProblemCode::DuplicateAccount, offset, message);
    } else {
        first_lines.insert(name.clone(), line);
    }
    Some(name)
}

/// Where the secret under `key` is kept; `example` is a variable for it.
pub(super) fn secret(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    key: &str,
    example: &str,
) -> Option<TokenSource> {
    let (a_secret, program) = match key {
        "token" => ("a token".to_owned(), "plex"),
        key => (format!("`{key}`"), "paypal"),
    };
    let help = format!(
        "{a_secret} must be stored elsewhere: `{{ env = \"{example}\" }}`, `{{ file = \"…\" }}` or \
         `{{ command = [\"pass\", \"show\", \"{program}\"] }}`"
    );
    let Some(item) = section.table.get(key) else {
        report.missing(section, key, help);
        return None;
    };
    let start = item.span().start;
    let Some(table) = item.get_ref().as_table() else {
        let message = format!("{a_secret} must not be in this file");
        report.wrong_with_help(ProblemCode::BadToken, start, message, help);
        return None;
    };
    let kinds = ["env", "file", "command"];
    report.unknown_keys(table, &kinds);
    let mut written = kinds.iter().filter_map(|kind| table.get(*kind));
    let (Some(source), None) = (written.next(), written.next()) else {
        let message = format!("`{key}` must hold exactly one of `env`, `file` and `command`");
        report.wrong_with_help(ProblemCode::BadToken, start, message, help);
        return None;
    };
    if table.contains_key("env") {
        variable(report, source).map(TokenSource::Env)
    } else if table.contains_key("file") {
        file(report, source).map(TokenSource::File)
    } else {
        command(report, source).map(TokenSource::Command)
    }
}

fn variable(report: &mut ProblemReport<'_>, item: &SpannedValue<'_>) -> Option<String> {
    let Some(name) = item.get_ref().as_str() else {
        report.wrong_type(item, "env", "the name of an environment variable");
        return None;
    };
    let begins_well = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if begins_well && name.bytes().all(safe) {
        return Some(name.to_owned());
    }
    report.wrong_with_help(
        ProblemCode::BadToken,
        item.span().start,
        "`env` is not the name of an environment variable",
        "a name has letters, digits and `_`, and does not begin with a digit; the token itself \
         must not be in this file",
    );
    None
}

fn file(report: &mut ProblemReport<'_>, item: &SpannedValue<'_>) -> Option<PathBuf> {
    let Some(path) = item.get_ref().as_str() else {
        report.wrong_type(item, "file", "the path of a file");
        return None;
    };
    let wrong = if path.is_empty() || path.contains('\0') {
        "`file` is not a path"
    } else if path.starts_with('~') {
        "`file` is taken as it is: `~` is not expanded"
    } else {
        return Some(PathBuf::from(path));
    };
    let help = "write a path from `/`, or one relative to the household";
    report.wrong_with_help(ProblemCode::BadPath, item.span().start, wrong, help);
    None
}

fn command(report: &mut ProblemReport<'_>, item: &SpannedValue<'_>) -> Option<Vec<String>> {
    const WANTED: &str = "a program and its arguments, as in `[\"pass\", \"show\", \"plex\"]`";
    let DeValue::Array(words) = item.get_ref() else {
        report.wrong_type(item, "command", WANTED);
        return None;
    };
    let texts: Option<Vec<String>> = words
        .iter()
        .map(|word| word.get_ref().as_str().map(str::to_owned))
        .collect();
    let usable = texts.filter(|texts| {
        texts.first().is_some_and(|program| !program.is_empty())
            && !texts.iter().any(|text| text.contains('\0'))
    });
    if usable.is_none() {
        let message = format!("`command` must be {WANTED}");
        report.wrong(ProblemCode::BadToken, item.span().start, message);
    }
    usable
}
