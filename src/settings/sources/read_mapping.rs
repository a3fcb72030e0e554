//! The mapping of a source of kind `csv`: which column holds what.

use chrono::NaiveDate;
use chrono::format::{Item, StrftimeItems};
use chrono_tz::Tz;

use super::mapping::{
    AmountColumns, AmountShape, CsvSettings, CurrencyColumn, DateColumn, Encoding, IdColumn,
    Marker, PayerColumns, RowPattern, SkippedRows, StatusColumn,
};
use super::preset;
use super::read::files;
use super::values::{columns, names, required_words, words};
use crate::problem::ProblemCode;
use crate::settings::fields::{ProblemReport, SettingsTable, repeated};
use crate::settings::read::time_zone;
use crate::vocabulary::Currency;

/// Reads the keys of a source of kind `csv`. What is written replaces what the preset says.
pub(super) fn csv(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    household: Tz,
) -> Option<CsvSettings> {
    let preset = report.choice(section, "preset", &preset::NAMES);
    let preset = preset.map(|preset| preset());
    let has_preset = section.table.contains_key("preset");
    let preset = preset.unwrap_or_default();
    let zone = time_zone(report, section);
    let files = files(report, section);
    let delimiter = delimiter(report, section);
    let encoding = encoding(report, section);
    let skip = skip(report, section);
    let date = date(report, section, has_preset);
    let amount = amount(report, section, has_preset);
    let currency = currency(report, section, has_preset);
    let id = id(report, section);
    let payer = payer(report, section, preset.payer);
    let note = names(report, section, "note");
    let type_text = names(report, section, "type");
    let status = status(report, section);
    Some(CsvSettings {
        files: files?,
        timezone: zone.or(preset.timezone).unwrap_or(household),
        delimiter,
        encoding: encoding.unwrap_or(Encoding::UTF_8),
        skip,
        date: date.or(preset.date)?,
        amount: amount.or(preset.amount)?,
        currency: currency.or(preset.currency)?,
        id: id.or(preset.id),
        payer,
        note: note.unwrap_or(preset.note),
        type_text: type_text.unwrap_or(preset.type_text),
        status,
    })
}

fn delimiter(report: &mut ProblemReport<'_>, section: SettingsTable<'_, '_>) -> Option<u8> {
    let words = [(",", b','), (";", b';'), ("\t", b'\t'), ("|", b'|')];
    report.choice(section, "delimiter", &words)
}

fn encoding(report: &mut ProblemReport<'_>, section: SettingsTable<'_, '_>) -> Option<Encoding> {
    let words = Encoding::NAMES.map(|name| (name, name));
    let name = report.choice(section, "encoding", &words)?;
    Encoding::named(name)
}

fn skip(report: &mut ProblemReport<'_>, section: SettingsTable<'_, '_>) -> SkippedRows {
    let Some(skip) = report.section(section, "skip", "skip", &["before", "rows"]) else {
        return SkippedRows::default();
    };
    let before = report.whole(skip, "before", 0..=1_000).unwrap_or_default();
    let rows = words(report, skip, "rows").unwrap_or_default();
    let offset = skip
        .table
        .get("rows")
        .map_or(skip.start, |item| item.span().start);
    let compiled = rows.iter().filter_map(|text| match RowPattern::new(text) {
        Ok(pattern) => Some(pattern),
        Err(error) => {
            let reason = error.to_string();
            let reason = reason.lines().last().unwrap_or_default().trim().to_owned();
            let message = format!("`{}` is not a regular expression: {reason}", repeated(text));
            report.wrong(ProblemCode::BadPattern, offset, message);
            None
        }
    });
    SkippedRows {
        rows: compiled.collect(),
        before,
    }
}

fn date(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    has_preset: bool,
) -> Option<DateColumn> {
    let date = mapped(report, section, "date", &["column", "format"], has_preset)?;
    let column = columns(report, date, "column");
    let format = formats(report, date);
    Some(DateColumn {
        column: column?,
        format: format?,
    })
}

/// The section of a required part of a mapping; a preset makes it optional.
fn mapped<'a, 'i>(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'a, 'i>,
    key: &'static str,
    allowed: &[&str],
    has_preset: bool,
) -> Option<SettingsTable<'a, 'i>> {
    if !has_preset && !section.table.contains_key(key) {
        let help = match key {
            "date" => "write `date = { column = \"Date\", format = \"%d.%m.%Y\" }`",
            "amount" => "write `amount = { column = \"Amount\" }`",
            _ => "write `currency = { column = \"Currency\" }`, or `{ default = \"EUR\" }`",
        };
        report.missing(section, key, help);
    }
    report.section(section, key, key, allowed)
}

fn formats(report: &mut ProblemReport<'_>, date: SettingsTable<'_, '_>) -> Option<Vec<String>> {
    const HELP: &str = "as in `%d.%m.%Y` or `%Y-%m-%dT%H:%M:%SZ`: `%d` is the day, `%m` the month, `%Y` the year, \
                        `%H:%M:%S` the time";
    if !date.table.contains_key("format") {
        report.missing(
            date,
            "format",
            format!("write how dates are written, {HELP}"),
        );
        return None;
    }
    let formats = columns(report, date, "format")?;
    let offset = date
        .table
        .get("format")
        .map_or(date.start, |item| item.span().start);
    let wrong: Vec<&String> = formats.iter().filter(|text| !names_a_day(text)).collect();
    for text in &wrong {
        let message = format!(
            "`format` cannot be `{}`: it does not name a day",
            repeated(text)
        );
        report.wrong_with_help(ProblemCode::BadDateFormat, offset, message, HELP);
    }
    wrong.is_empty().then_some(formats)
}

/// Whether a day that is written in this format can be read again.
fn names_a_day(format: &str) -> bool {
    let items: Vec<Item<'_>> = StrftimeItems::new(format).collect();
    if items.contains(&Item::Error) {
        return false;
    }
    let sample = NaiveDate::from_ymd_opt(2026, 3, 14).and_then(|day| day.and_hms_opt(15, 9, 26));
    let Some(sample) = sample else {
        return false;
    };
    let mut text = String::new();
    let written = sample.and_utc().fixed_offset();
    let shown = written.format_with_items(items.iter());
    if std::fmt::Write::write_fmt(&mut text, format_args!("{shown}")).is_err() {
        return false;
    }
    let mut parsed = chrono::format::Parsed::new();
    let is_read = chrono::format::parse(&mut parsed, &text, items.iter()).is_ok();
    is_read && parsed.to_naive_date().is_ok_and(|day| day == sample.date())
}

fn amount(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    has_preset: bool,
) -> Option<AmountColumns> {
    let allowed = ["column", "decimal", "in", "out", "marker"];
    let amount = mapped(report, section, "amount", &allowed, has_preset)?;
    let decimal = report.choice(amount, "decimal", &[(",", ','), (".", '.')]);
    let has = |key| amount.table.contains_key(key);
    let shape = match (has("column"), has("in") || has("out"), has("marker")) {
        (true, false, false) => columns(report, amount, "column").map(AmountShape::Signed),
        (true, false, true) => {
            let column = columns(report, amount, "column");
            let marker = marker(report, amount);
            column
                .zip(marker)
                .map(|(column, marker)| AmountShape::Marked(column, marker))
        }
        (false, true, false) => {
            let comes = columns(report, amount, "in");
            let goes = columns(report, amount, "out");
            comes
                .zip(goes)
                .map(|(comes, goes)| AmountShape::InAndOut(comes, goes))
        }
        _ => {
            let message =
                "`amount` must have either `column`, perhaps with `marker`, or `in` and `out`";
            report.wrong(ProblemCode::MissingKey, amount.start, message);
            None
        }
    };
    Some(AmountColumns {
        shape: shape?,
        decimal,
    })
}

fn marker(report: &mut ProblemReport<'_>, amount: SettingsTable<'_, '_>) -> Option<Marker> {
    let marker = report.section(amount, "marker", "marker", &["column", "in", "out"])?;
    let column = columns(report, marker, "column");
    let comes = required_words(report, marker, "in");
    let goes = required_words(report, marker, "out");
    Some(Marker {
        column: column?,
        comes: comes?,
        goes: goes?,
    })
}

fn currency(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    has_preset: bool,
) -> Option<CurrencyColumn> {
    let currency = mapped(
        report,
        section,
        "currency",
        &["column", "default"],
        has_preset,
    )?;
    if currency.table.is_empty() {
        let message = "`currency` must have `column`, `default` or both";
        report.wrong(ProblemCode::MissingKey, currency.start, message);
        return None;
    }
    let column = match currency.table.contains_key("column") {
        true => columns(report, currency, "column")?,
        false => Vec::new(),
    };
    let default = report.text(currency, "default");
    let default = default.and_then(|(text, offset)| match text.parse::<Currency>() {
        Ok(currency) => Some(currency),
        Err(error) => {
            let message = format!("`default` cannot be `{}`", repeated(text));
            report.wrong_with_help(ProblemCode::BadAmount, offset, message, error.to_string());
            None
        }
    });
    Some(CurrencyColumn { column, default })
}

fn id(report: &mut ProblemReport<'_>, section: SettingsTable<'_, '_>) -> Option<IdColumn> {
    let id = report.section(section, "id", "id", &["column", "not"])?;
    let column = columns(report, id, "column");
    let not = words(report, id, "not").unwrap_or_default();
    Some(IdColumn {
        column: column?,
        not,
    })
}

fn payer(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    preset: PayerColumns,
) -> PayerColumns {
    let keys = ["email", "name", "account"];
    let Some(payer) = report.section(section, "payer", "payer", &keys) else {
        return preset;
    };
    PayerColumns {
        email: names(report, payer, "email").unwrap_or(preset.email),
        name: names(report, payer, "name").unwrap_or(preset.name),
        account: names(report, payer, "account").unwrap_or(preset.account),
    }
}

fn status(report: &mut ProblemReport<'_>, section: SettingsTable<'_, '_>) -> Option<StatusColumn> {
    let status = report.section(
        section,
        "status",
        "status",
        &["column", "settled", "pending"],
    )?;
    let column = columns(report, status, "column");
    let settled = required_words(report, status, "settled");
    let pending = words(report, status, "pending").unwrap_or_default();
    Some(StatusColumn {
        column: column?,
        settled: settled?,
        pending,
    })
}
