//! From TOML to [`Settings`]. Start at [`settings`]; each section of the file has a function.

use std::collections::BTreeSet;

use chrono_tz::{TZ_VARIANTS, Tz};
use toml::de::{DeTable, DeValue};
use uuid::Uuid;

use super::accounts::accounts;
use super::fields::{ProblemReport, SettingsTable, SpannedValue, repeated};
use super::notices::notices;
use super::sources::sources;
use super::{
    GuardLimit, GuardSettings, HomeUsers, ImportSettings, Layout, PaymentSettings, PlexSettings,
    RecordsSettings, Settings, StateSettings, VERSION,
};
use crate::files::is_git_folder;
use crate::problem::{ProblemCode, Problems, nearest};
use crate::vocabulary::{Class, MachineId, PlexId};

const TOP_LEVEL: [&str; 12] = [
    "version",
    "timezone",
    "client_id",
    "records",
    "state",
    "import",
    "account",
    "source",
    "plex",
    "guards",
    "notices",
    "payments",
];

/// Reads a whole settings file.
pub(super) fn settings(file: &str, text: &str) -> Result<Settings, Problems> {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut report = ProblemReport::new(file, text);
    if !errors.is_empty() && report.conflicts() {
        return report.finish(None);
    }
    for error in &errors {
        report.syntax(error.span(), error.message());
    }
    let root = SettingsTable {
        table: document.get_ref(),
        title: "",
        start: 0,
    };
    report.unknown_keys(root.table, &TOP_LEVEL);
    let read = read_root(&mut report, root);
    report.finish(read)
}

fn read_root(report: &mut ProblemReport<'_>, root: SettingsTable<'_, '_>) -> Option<Settings> {
    let version = version(report, root);
    let timezone = time_zone(report, root).unwrap_or(Tz::UTC);
    let client_id = client_id(report, root);
    let records = records(report, root);
    let state = state(report, root);
    let import = import(report, root);
    let accounts = accounts(report, root);
    let sources = sources(report, root, timezone);
    let plex = plex(report, root);
    let guards = guards(report, root);
    let notices = notices(report, root);
    let payments = payments(report, root);
    Some(Settings {
        version: version?,
        timezone,
        client_id: client_id?,
        records,
        state,
        import,
        accounts,
        sources,
        plex,
        guards,
        notices,
        payments,
    })
}

fn version(report: &mut ProblemReport<'_>, root: SettingsTable<'_, '_>) -> Option<u64> {
    let Some(item) = root.table.get("version") else {
        report.missing(root, "version", "write `version = 1` at the top");
        return None;
    };
    let DeValue::Integer(integer) = item.get_ref() else {
        report.wrong_type(item, "version", "a whole number");
        return None;
    };
    let version = u64::from_str_radix(integer.as_str(), integer.radix()).ok();
    if version == Some(VERSION) {
        return version;
    }
    report.wrong_with_help(
        ProblemCode::UnsupportedVersion,
        item.span().start,
        format!("version `{}` is not supported", repeated(integer.as_str())),
        format!("this plexmgr reads version {VERSION}; a newer one may have written the file"),
    );
    None
}

/// The `timezone` of a section, if it names a known one.
pub(super) fn time_zone(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
) -> Option<Tz> {
    let (name, offset) = report.text(section, "timezone")?;
    if let Ok(zone) = name.parse() {
        return Some(zone);
    }
    let names = TZ_VARIANTS.iter().map(|zone| zone.name());
    let by_city = || {
        let city = |zone: &&str| {
            let city = zone.rsplit('/').next().unwrap_or(zone);
            city.eq_ignore_ascii_case(&name.replace(' ', "_"))
        };
        names.clone().find(city)
    };
    let example = "a time zone is an IANA name such as `Europe/Berlin`";
    let help = match by_city().or_else(|| nearest(name, names.clone())) {
        Some(near) => format!("did you mean `{near}`? {example}"),
        None => example.to_owned(),
    };
    report.wrong_with_help(
        ProblemCode::BadTimezone,
        offset,
        format!("unknown time zone `{}`", repeated(name)),
        help,
    );
    None
}

fn client_id(report: &mut ProblemReport<'_>, root: SettingsTable<'_, '_>) -> Option<Uuid> {
    const HELP: &str = "`plexmgr init` writes one; or add the output of `uuidgen` and keep it";
    if !root.table.contains_key("client_id") {
        report.missing(root, "client_id", HELP);
        return None;
    }
    let (text, offset) = report.text(root, "client_id")?;
    let id = Uuid::try_parse(text).ok();
    if id.is_none() {
        let message = format!("`client_id` is not a UUID: `{}`", repeated(text));
        report.wrong_with_help(ProblemCode::BadId, offset, message, HELP);
    }
    id
}

fn records(report: &mut ProblemReport<'_>, root: SettingsTable<'_, '_>) -> RecordsSettings {
    let defaults = RecordsSettings::default();
    let Some(section) = report.section(root, "records", "[records]", &["path", "layout"]) else {
        return defaults;
    };
    let layouts = [
        ("file-per-user", Layout::FilePerUser),
        ("single-file", Layout::SingleFile),
    ];
    RecordsSettings {
        path: folder(report, section).unwrap_or(defaults.path),
        layout: report
            .choice(section, "layout", &layouts)
            .unwrap_or(defaults.layout),
    }
}

fn state(report: &mut ProblemReport<'_>, root: SettingsTable<'_, '_>) -> StateSettings {
    let defaults = StateSettings::default();
    let Some(section) = report.section(root, "state", "[state]", &["path"]) else {
        return defaults;
    };
    StateSettings {
        path: folder(report, section).unwrap_or(defaults.path),
    }
}

/// The `path` of a section: a folder below the household, brought to the form `a/b`.
fn folder(report: &mut ProblemReport<'_>, section: SettingsTable<'_, '_>) -> Option<String> {
    let (text, offset) = report.text(section, "path")?;
    let parts: Vec<&str> = text
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    let leads_out = text.starts_with('/') || parts.contains(&"..");
    let is_git = parts.iter().any(|part| is_git_folder(part.as_ref()));
    let foreign = text.contains(['\\', ':']) || text.contains(char::is_control);
    if leads_out || is_git || foreign || parts.is_empty() {
        report.wrong_with_help(
            ProblemCode::BadPath,
            offset,
            format!("`path` cannot be `{}`", repeated(text)),
            "a path names a folder inside the household, relative to it and with `/`",
        );
        return None;
    }
    Some(parts.join("/"))
}

fn import(report: &mut ProblemReport<'_>, root: SettingsTable<'_, '_>) -> ImportSettings {
    let defaults = ImportSettings::default();
    let allowed = ["class", "home_users", "ignore_users", "ignore_servers"];
    let Some(section) = report.section(root, "import", "[import]", &allowed) else {
        return defaults;
    };
    let classes = [
        ("standard", Class::Standard),
        ("permanent", Class::Permanent),
    ];
    let homes = [
        ("skip", HomeUsers::Skip),
        ("standard", HomeUsers::Standard),
        ("permanent", HomeUsers::Permanent),
    ];
    ImportSettings {
        class: report
            .choice(section, "class", &classes)
            .unwrap_or(defaults.class),
        home_users: report
            .choice(section, "home_users", &homes)
            .unwrap_or(defaults.home_users),
        ignore_users: set(report, section, "ignore_users", plex_id),
        ignore_servers: set(report, section, "ignore_servers", machine_id),
    }
}

/// The list under `key` as a set, each item read by `read`.
fn set<T: Ord>(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    key: &str,
    read: fn(&mut ProblemReport<'_>, &SpannedValue<'_>) -> Option<T>,
) -> BTreeSet<T> {
    let items = report.list(section, key).unwrap_or_default();
    items.iter().filter_map(|item| read(report, item)).collect()
}

fn plex_id(report: &mut ProblemReport<'_>, item: &SpannedValue<'_>) -> Option<PlexId> {
    let id = match item.get_ref() {
        DeValue::Integer(integer) => u64::from_str_radix(integer.as_str(), integer.radix()).ok(),
        DeValue::String(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            text.parse().ok()
        }
        DeValue::String(_) => None,
        _ => {
            report.wrong_type(item, "ignore_users", "a list of Plex ids");
            return None;
        }
    };
    if id.is_none() {
        report.wrong_with_help(
            ProblemCode::BadId,
            item.span().start,
            "`ignore_users` contains a value that is not a Plex id",
            "a Plex id is a whole number, as in `301000001`; names and e-mail addresses can change",
        );
    }
    id.map(PlexId)
}

fn machine_id(report: &mut ProblemReport<'_>, item: &SpannedValue<'_>) -> Option<MachineId> {
    let Some(text) = item.get_ref().as_str() else {
        report.wrong_type(item, "ignore_servers", "a list of machine identifiers");
        return None;
    };
    // Plex writes hex digits small; a capital must not make an ignored server a recorded one.
    match text.to_ascii_lowercase().parse::<MachineId>() {
        Ok(id) => Some(id),
        Err(error) => {
            let message = format!("`{}` is not a machine identifier", repeated(text));
            let offset = item.span().start;
            report.wrong_with_help(ProblemCode::BadId, offset, message, error.to_string());
            None
        }
    }
}

fn payments(report: &mut ProblemReport<'_>, root: SettingsTable<'_, '_>) -> PaymentSettings {
    let defaults = PaymentSettings::default();
    let Some(section) = report.section(root, "payments", "[payments]", &["grace_days"]) else {
        return defaults;
    };
    PaymentSettings {
        grace_days: report
            .whole(section, "grace_days", 0..=366)
            .unwrap_or(defaults.grace_days),
    }
}

fn plex(report: &mut ProblemReport<'_>, root: SettingsTable<'_, '_>) -> PlexSettings {
    let defaults = PlexSettings::default();
    let allowed = [
        "url",
        "concurrency",
        "timeout_seconds",
        "retries",
        "deadline_seconds",
    ];
    let Some(section) = report.section(root, "plex", "[plex]", &allowed) else {
        return defaults;
    };
    PlexSettings {
        url: url(report, section, &defaults.url).unwrap_or(defaults.url),
        concurrency: report
            .whole(section, "concurrency", 1..=64)
            .and_then(|count| usize::try_from(count).ok())
            .unwrap_or(defaults.concurrency),
        timeout_seconds: report
            .whole(section, "timeout_seconds", 1..=600)
            .map_or(defaults.timeout_seconds, u64::from),
        retries: report
            .whole(section, "retries", 0..=20)
            .unwrap_or(defaults.retries),
        deadline_seconds: report
            .whole(section, "deadline_seconds", 1..=86_400)
            .map_or(defaults.deadline_seconds, u64::from),
    }
}

/// The address of a service; never repeated in a message, because it may hold a password or a token.
pub(super) fn url(
    report: &mut ProblemReport<'_>,
    section: SettingsTable<'_, '_>,
    example: &str,
) -> Option<String> {
    let help = format!("an address looks like `{example}`");
    let (text, offset) = report.text(section, "url")?;
    let parsed = match url::Url::parse(text) {
        Ok(parsed) => parsed,
        Err(error) => {
            let message = format!("`url` is not an address: {error}");
            report.wrong_with_help(ProblemCode::BadUrl, offset, message, help);
            return None;
        }
    };
    let credentials = !parsed.username().is_empty() || parsed.password().is_some();
    let wrong = if !matches!(parsed.scheme(), "http" | "https") {
        Some("`url` must begin with `https://` or `http://`")
    } else if credentials {
        Some("`url` must not hold a user name or password")
    } else if parsed.query().is_some() || parsed.fragment().is_some() {
        Some("`url` must end before any `?` or `#`")
    } else {
        None
    };
    match wrong {
        Some(message) => {
            report.wrong_with_help(ProblemCode::BadUrl, offset, message, help);
            None
        }
        None => Some(parsed.as_str().trim_end_matches('/').to_owned()),
    }
}

fn guards(report: &mut ProblemReport<'_>, root: SettingsTable<'_, '_>) -> GuardSettings {
    let defaults = GuardSettings::default();
    let allowed = ["departures", "imports", "updates", "payments", "refunds"];
    let Some(section) = report.section(root, "guards", "[guards]", &allowed) else {
        return defaults;
    };
    GuardSettings {
        departures: guard(report, section, "departures", defaults.departures),
        imports: guard(report, section, "imports", defaults.imports),
        updates: guard(report, section, "updates", defaults.updates),
        payments: guard(report, section, "payments", defaults.payments),
        refunds: guard(report, section, "refunds", defaults.refunds),
    }
}

/// One guard; a half that is not written keeps its default.
fn guard(
    report: &mut ProblemReport<'_>,
    guards: SettingsTable<'_, '_>,
    key: &'static str,
    defaults: GuardLimit,
) -> GuardLimit {
    let Some(section) = report.section(guards, key, key, &["count", "percent"]) else {
        return defaults;
    };
    GuardLimit {
        count: report
            .whole(section, "count", 0..=1_000_000)
            .map_or(defaults.count, u64::from),
        percent: report
            .whole(section, "percent", 0..=100)
            .map_or(defaults.percent, u64::from),
    }
}
