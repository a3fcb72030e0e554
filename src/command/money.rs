//! Which sources of transactions a run reads, since when, and how it understands money.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::anyhow;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::local::Local;
use super::source_files::read_all_files;
use super::sources::SourcesAsked;
use crate::payments::{self, KnownSource};
use crate::problem::{Problem, choices};
use crate::records::Household;
use crate::records::schema::Records;
use crate::saved::WhoIsAsked;
use crate::settings::{Settings, SourceKind, SourceSettings};
use crate::sources::{SourceOutcome, SourceReading};
use crate::status::unused_rule;
use crate::vocabulary::{Date, SourceName, Timestamp, shown};

/// So many days before the newest transaction that is known, a source is read again: what changed late is found.
const DAYS_AGAIN: u64 = 45;

/// How far back sources are read, unless an option says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// As far as the records need.
    Known,
    /// As far as the settings say. Where branches were merged, either side of `inbox.yaml` may have been taken, which
    /// may lack what waits for long.
    Whole,
}

/// Begins to read the sources that are asked.
pub(super) fn begin(
    context: &Context,
    settings: &Settings,
    records: &Records,
    (who, reach): (&WhoIsAsked, Reach),
) -> Result<SourcesAsked, Failure> {
    begin_some(context, settings, records, (who, reach), |_| true)
}

/// What the sources that are asked say beside a snapshot: what it holds of them, and what files of other sources list.
pub(super) fn beside_snapshot(
    context: &Context,
    local: &Local,
    who: &WhoIsAsked,
    held: Option<Vec<SourceReading>>,
) -> Result<Vec<SourceReading>, Failure> {
    let settings = &local.settings;
    let held = held.unwrap_or_default();
    check_held(settings, &held)?;
    let reads = |source: &SourceSettings| {
        let is_file = !matches!(source.kind, SourceKind::Paypal(_));
        is_file && held.iter().all(|reading| reading.source != source.name)
    };
    let asked = (who, Reach::of(local));
    let files = begin_some(context, settings, &local.household.records, asked, reads)?;
    let mut readings = files.answered();
    let named = held.into_iter().filter(|held| is_named(who, &held.source));
    readings.extend(named);
    readings.sort_by_key(|reading| {
        let mut sources = settings.sources.iter();
        sources.position(|source| source.name == reading.source)
    });
    Ok(readings)
}

/// Refuses a source of a snapshot that is not one of the settings.
fn check_held(settings: &Settings, held: &[SourceReading]) -> Result<(), Failure> {
    for SourceReading {
        source, account, ..
    } in held
    {
        let mut sources = settings.sources.iter();
        if !sources.any(|own| own.name == *source && own.account == *account) {
            let error = anyhow!(
                "the snapshot contains source `{}` of account `{}`, which is not in the settings",
                shown(source.as_str()),
                shown(account.as_str())
            );
            let hint = "make a snapshot in this household, or add the source to the settings";
            return Err(Failure::new(Exit::Invalid, error).hint(hint));
        }
    }
    Ok(())
}

/// Whether a source is asked.
fn is_named(who: &WhoIsAsked, source: &SourceName) -> bool {
    let named = who.sources.as_ref();
    named.is_none_or(|named| named.contains(source))
}

impl Reach {
    /// As far as needed for the history of a household: of merged branches several runs are the newest.
    pub(super) fn of(local: &Local) -> Self {
        match local.recalled.summary.newest.len() {
            0 | 1 => Self::Known,
            _ => Self::Whole,
        }
    }
}

/// Begins to read those of the sources that are asked and that shall be read.
fn begin_some(
    context: &Context,
    settings: &Settings,
    records: &Records,
    (who, reach): (&WhoIsAsked, Reach),
    reads: impl Fn(&SourceSettings) -> bool,
) -> Result<SourcesAsked, Failure> {
    check_names(settings, who)?;
    let asks = |source: &SourceSettings| is_named(who, &source.name) && reads(source);
    let from = |name: &SourceName| {
        let source = settings
            .sources
            .iter()
            .find(|source| source.name == *name)?;
        let known = || since(records, source).filter(|_| reach == Reach::Known);
        let day = who.since.or_else(known)?;
        Some(day.begin_in(settings.timezone))
    };
    Ok(SourcesAsked::begin(context, settings, asks, from))
}

/// Refuses the name of a source that is not in the settings.
fn check_names(settings: &Settings, who: &WhoIsAsked) -> Result<(), Failure> {
    let mut named = who.sources.iter().flatten();
    let is_known = |name: &&SourceName| settings.sources.iter().any(|it| it.name == **name);
    match named.find(|name| !is_known(name)) {
        None => Ok(()),
        Some(name) => Err(unknown_source(settings, name)),
    }
}

/// That a name is not one of a source, with those that are.
pub(super) fn unknown_source(settings: &Settings, name: &SourceName) -> Failure {
    let names = settings.sources.iter().map(|source| source.name.as_str());
    let error = anyhow!("unknown source `{}`", shown(name.as_str()));
    let hint = match settings.sources.is_empty() {
        true => "the settings have no `[[source]]`".to_owned(),
        false => choices(name.as_str(), "configured are", names),
    };
    Failure::new(Exit::Usage, error).hint(hint)
}

/// From which day a source has to be read, by what the records know of its account: some days before the newest
/// transaction, and before the oldest one that is pending. It follows from the text in git alone.
fn since(records: &Records, source: &SourceSettings) -> Option<Date> {
    let account = &source.account;
    let payments = records.users.values().flat_map(|user| &user.payments);
    let own = payments.filter(|payment| {
        payment
            .source
            .as_ref()
            .is_some_and(|known| known.value == *account)
    });
    let recorded = own.filter_map(|payment| Some(payment.paid_on.as_ref()?.value));
    let waiting = records
        .inbox
        .iter()
        .filter(|(key, _)| key.account == *account);
    let day = |at: Timestamp| at.date_in(chrono_tz::Tz::UTC);
    let waiting =
        waiting.filter_map(|(_, entry)| Some((day(entry.value.at.value.instant())?, entry)));
    let waiting: Vec<_> = waiting.collect();
    let newest = recorded.chain(waiting.iter().map(|(day, _)| *day)).max()?;
    let pending = waiting
        .iter()
        .filter(|(_, entry)| entry.value.why.value == payments::PENDING);
    let from = newest.minus_days(DAYS_AGAIN)?;
    let oldest_pending = pending.map(|(day, _)| *day).min();
    let from = oldest_pending
        .and_then(|day| day.minus_days(1))
        .map_or(from, |day| day.min(from));
    Some(source.since.map_or(from, |since| since.max(from)))
}

/// A warning for each rule that decides nothing, by the records and the files of the sources; nothing is asked. None
/// where there is no money yet, or where files could not be read.
pub(super) fn unused_rules(
    context: &Context,
    settings: &Settings,
    household: &Household,
) -> Result<Vec<Problem>, Failure> {
    let records = &household.records;
    let mut payments = records.users.values().flat_map(|user| &user.payments);
    let is_paid = !records.inbox.is_empty() || payments.any(|it| it.transaction_id.is_some());
    if records.matching.is_empty() || settings.sources.is_empty() && !is_paid {
        return Ok(Vec::new());
    }
    let readings = read_all_files(context, settings);
    let is_unknown = |reading: &SourceReading| matches!(reading.outcome, SourceOutcome::Unknown(_));
    if readings.iter().any(is_unknown) {
        return Ok(Vec::new());
    }
    let sources = settings.sources.iter().map(|source| KnownSource {
        name: &source.name,
        account: &source.account,
        is_read: !matches!(source.kind, SourceKind::Paypal(_)),
    });
    let sources: Vec<KnownSource<'_>> = sources.collect();
    let input = payments::Input {
        records,
        users: &[],
        readings: &readings,
        recorded_before: &BTreeSet::new(),
        account_numbers: &BTreeMap::new(),
        rules: &rules(context, settings)?,
        inbox_file: &Arc::from(""),
    };
    let unused = payments::unused_rules(&input, &sources).into_iter();
    Ok(unused
        .map(|rule| unused_rule(rule.place, rule.fits))
        .collect())
}

/// How money is understood.
pub(super) fn rules(context: &Context, settings: &Settings) -> Result<payments::Rules, Failure> {
    let today = context.today(settings)?;
    let mut rules = payments::Rules::new(today, settings.timezone, settings.payments.grace_days);
    for source in &settings.sources {
        let account = source.account.clone();
        rules.accounts.push(account.clone());
        if let Some(opening) = source.opening {
            rules.openings.push((account.clone(), opening));
        }
        if matches!(source.kind, SourceKind::Csv(_)) {
            rules.payments_only.push(account);
        }
    }
    Ok(rules)
}
