//! The `[[source]]` tables: their names, kinds and files.

use std::collections::HashMap;

use chrono_tz::Tz;
use toml::de::DeValue;

use super::read_mapping::csv;
use super::values::{date, source_name};
use super::{
    DateOrder, FilePattern, PaypalCsvSettings, PaypalSettings, SourceKind, SourceSettings,
};
use crate::problem::ProblemCode;
use crate::settings::accounts::secret;
use crate::settings::fields::{ProblemReport, SettingsTable, repeated};
use crate::settings::read::{time_zone, url};
use crate::vocabulary::SourceName;

const TABLES: &str = "a list of tables, written `[[source]]`";

/// Keys of all sources.
const COMMON: [&str; 6] = ["name", "kind", "account", "since", "opening", "fresh_days"];

/// The words of the kinds, with the name of a source that has none, and its own keys.
const KINDS: [(&str, Kind); 3] = [
    ("paypal-csv", Kind::PaypalCsv),
    ("paypal", Kind::Paypal),
    ("csv", Kind::Csv),
];

#[derive(Clone, Copy)]
enum Kind {
    PaypalCsv,
    Paypal,
    Csv,
}

impl Kind {
    const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::PaypalCsv => &["files", "dates", "timezone"],
            Self::Paypal => &["client_id", "client_secret", "url"],
            Self::Csv => &[
                "files",
                "timezone",
                "preset",
                "delimiter",
                "encoding",
                "skip",
                "date",
                "amount",
                "currency",
                "id",
                "payer",
                "note",
                "type",
                "status",
            ],
        }
    }

    /// The kind that a source must be of because no other one has such keys, if its `kind` cannot be read: so that
    /// everything wrong with it is reported at once.
    fn by_keys(section: SettingsTable<'_, '_>) -> Option<Self> {
        let has_own_key = |kind: &Self| {
            let keys = kind
                .keys()
                .iter()
                .filter(|key| section.table.contains_key(**key));
            let mut own = keys.filter(|key| {
                let kinds = KINDS.iter().filter(|(_, kind)| kind.keys().contains(key));
                kinds.count() == 1
            });
            own.next().is_some()
        };
        let mut kinds = KINDS.iter().map(|(_, kind)| *kind).filter(has_own_key);
        let only = kinds.next()?;
        kinds.next().is_none().then_some(only)
    }

    /// The first word of the kind.
    fn default_name(self) -> Option<SourceName> {
        let name = match self {
            Self::PaypalCsv | Self::Paypal => "paypal",
            Self::Csv => "csv",
        };
        name.parse().ok()
    }

    const fn fresh_days(self) -> u32 {
        match self {
            Self::Paypal => 2,
            Self::PaypalCsv | Self::Csv => 35,
        }
    }
}

/// Reads every source; there need not be one.
pub(in crate::settings) fn sources(
    report: &mut ProblemReport<'_>,
    root: SettingsTable<'_, '_>,
    household: Tz,
) -> Vec<SourceSettings> {
    let Some(item) = root.table.get("source") else {
        return Vec::new();
    };
    let DeValue::Array(items) = item.get_ref() else {
        report.wrong_type(item, "source", TABLES);
        return Vec::new();
    };
    let mut first_lines = HashMap::new();
    let mut sources = Vec::new();
    for item in items.iter() {
        let Some(table) = item.get_ref().as_table() else {
            report.wrong_type(item, "source", TABLES);
            continue;
        };
        let section = SettingsTable {
            table,
            title: "[[source]]",
            start: item.span().start,
        };
        if let Some(source) = source(report, section, household) {
            unique(report, section, &source.name, &mut first_lines);
            sources.push(source);
        }
    }
    sources
}

fn source(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    household: Tz,
) -> Option<SourceSettings> {
    let kind = kind(report, section);
    let keys = kind.map_or_else(keys_of_all_kinds, |kind| kind.keys().to_vec());
    report.unknown_keys(section.table, &[&COMMON[..], &keys].concat());
    let name = match section.table.contains_key("name") {
        true => source_name(report, section, "name"),
        false => kind.and_then(Kind::default_name),
    };
    let account = match section.table.contains_key("account") {
        true => source_name(report, section, "account"),
        false => name.clone(),
    };
    let since = date(report, section, "since");
    let opening = date(report, section, "opening");
    let fresh_days = report.whole(section, "fresh_days", 1..=3_660);
    let details = match kind.or_else(|| Kind::by_keys(section)) {
        Some(kind) => details(report, section, kind, household),
        None => {
            if section.table.contains_key("files") {
                files(report, section);
            }
            time_zone(report, section);
            None
        }
    };
    let kind = kind?;
    Some(SourceSettings {
        name: name?,
        account: account?,
        since,
        opening,
        fresh_days: fresh_days.unwrap_or(kind.fresh_days()),
        kind: details?,
    })
}

/// The kind of a source, which it must have.
fn kind(report: &mut ProblemReport<'_>, section: SettingsTable<'_, '_>) -> Option<Kind> {
    if !section.table.contains_key("kind") {
        let help = "write `kind = \"paypal-csv\"`, `kind = \"paypal\"` or `kind = \"csv\"`";
        report.missing(section, "kind", help);
        return None;
    }
    report.choice(section, "kind", &KINDS)
}

/// The keys that a source may have whose kind is not known, each once.
fn keys_of_all_kinds() -> Vec<&'static str> {
    let mut all: Vec<&str> = Vec::new();
    for key in KINDS.iter().flat_map(|(_, kind)| kind.keys()) {
        if !all.contains(key) {
            all.push(key);
        }
    }
    all
}

/// What only sources of this kind have.
fn details(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    kind: Kind,
    household: Tz,
) -> Option<SourceKind> {
    match kind {
        Kind::PaypalCsv => paypal_csv(report, section, household).map(SourceKind::PaypalCsv),
        Kind::Paypal => paypal(report, section).map(SourceKind::Paypal),
        Kind::Csv => csv(report, section, household).map(|csv| SourceKind::Csv(Box::new(csv))),
    }
}

/// Notes a name that an earlier source has.
fn unique(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    name: &SourceName,
    first_lines: &mut HashMap<SourceName, u32>,
) {
    let written = section.table.get("name");
    let offset = written.map_or(section.start, |item| item.span().start);
    if let Some(first) = first_lines.get(name) {
        let message = format!("source `{name}` is already declared on line {first}");
        let help = format!(
            "add a `name` of its own; if both are of one account, add `account = \"{name}\"` too"
        );
        report.wrong_with_help(ProblemCode::DuplicateSource, offset, message, help);
    } else {
        first_lines.insert(name.clone(), report.line(offset));
    }
}

fn paypal_csv(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    household: Tz,
) -> Option<PaypalCsvSettings> {
    let orders = [
        ("day-first", DateOrder::DayFirst),
        ("month-first", DateOrder::MonthFirst),
    ];
    let files = files(report, section);
    let dates = report.choice(section, "dates", &orders);
    let timezone = time_zone(report, section);
    Some(PaypalCsvSettings {
        files: files?,
        dates,
        timezone: timezone.unwrap_or(household),
    })
}

fn paypal(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
) -> Option<PaypalSettings> {
    const URL: &str = "https://api-m.paypal.com";
    let client_id = secret(report, section, "client_id", "PAYPAL_CLIENT_ID");
    let client_secret = secret(report, section, "client_secret", "PAYPAL_SECRET");
    let url = url(report, section, URL);
    Some(PaypalSettings {
        client_id: client_id?,
        client_secret: client_secret?,
        url: url.unwrap_or_else(|| URL.to_owned()),
    })
}

/// The `files` of a source, which it must have.
pub(super) fn files(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
) -> Option<FilePattern> {
    const HELP: &str = "write files inside the household, relative to it and with `/`; `*` may stand in the name \
                        only, as in `statements/paypal-*.csv`";
    if !section.table.contains_key("files") {
        report.missing(section, "files", HELP);
        return None;
    }
    let (text, offset) = report.text(section, "files")?;
    let pattern = FilePattern::new(text);
    if pattern.is_none() {
        let message = format!("`files` cannot be `{}`", repeated(text));
        report.wrong_with_help(ProblemCode::BadPath, offset, message, HELP);
    }
    pattern
}
