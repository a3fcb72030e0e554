//! `plexmgr payments`: the money in the records, a month of it, and what was tried on one transaction.

use std::collections::BTreeSet;

use anyhow::anyhow;

use super::context::Context;
use super::exit::{Exit, Failure};
use super::history::past;
use super::money::unknown_source;
use super::plan_output::privacy;
use super::prepare::filing;
use super::source_files::read_all_files;
use super::status::unselectable;
use super::{pager, user};
use crate::cli::{ExplainPaymentArgs, Format, MonthArgs, PaymentsArgs, PaymentsView};
use crate::history::Run;
use crate::payments::Explanation;
use crate::plan::explain_transaction;
use crate::problem::{listed, nearest};
use crate::records::Household;
use crate::records::schema::{InboxEntry, PaymentRecord, Records, UserRecord};
use crate::render::payments::explained::{self, Explained, ExplainedRun};
use crate::render::payments::{list, month};
use crate::settings::Settings;
use crate::sources::SourceOutcome;
use crate::status::{Fees, MoneyQuery, Month, money, resolve};
use crate::vocabulary::{Placed, SourceName, TransactionKey, shown};
use crate::yaml;

pub(super) fn run(context: &Context, options: &PaymentsArgs) -> Result<Exit, Failure> {
    match &options.view {
        None => run_list(context, options),
        Some(PaymentsView::Month(options)) => run_month(context, options),
        Some(PaymentsView::Explain(options)) => run_explain(context, options),
    }
}

fn run_list(context: &Context, options: &PaymentsArgs) -> Result<Exit, Failure> {
    let settings = context.settings()?;
    let household = context.records(&settings)?;
    let records = &household.records;
    let user = options.user.as_ref();
    let user = user
        .map(|user| resolve(records, user))
        .transpose()
        .map_err(unselectable)?;
    let asked = MoneyQuery {
        user,
        account: options
            .source
            .as_ref()
            .map(|name| account_of(&settings, records, name))
            .transpose()?,
        from: options.from,
        to: options.to,
        open: options.open,
    };
    let found = money(records, context.today(&settings)?, settings.timezone, asked);
    let shown = match context.global.format {
        // The annotations of GitHub are refused before.
        Format::Text | Format::Github => list::text(&found, context.page()),
        Format::Json => list::json(&found),
        Format::Csv => list::csv(&found),
        Format::Markdown => list::markdown(&found, privacy(context)),
    };
    pager::result(context, &shown)?;
    Ok(Exit::Done)
}

/// The account of a source of the settings; any other name has to be that of an account which they or the records know.
fn account_of(
    settings: &Settings,
    records: &Records,
    name: &SourceName,
) -> Result<SourceName, Failure> {
    if let Some(source) = settings.sources.iter().find(|source| source.name == *name) {
        return Ok(source.account.clone());
    }
    let mut configured = settings.sources.iter().map(|source| &source.account);
    let payments = records.users.values().flat_map(|user| &user.payments);
    let mut recorded = payments.filter_map(|payment| Some(&payment.source.as_ref()?.value));
    let mut waiting = records.inbox.keys().map(|key| &key.account);
    let is_account = configured.any(|it| it == name)
        || recorded.any(|it| it == name)
        || waiting.any(|it| it == name);
    match is_account {
        true => Ok(name.clone()),
        false => Err(unknown_source(settings, name)),
    }
}

fn run_month(context: &Context, options: &MonthArgs) -> Result<Exit, Failure> {
    let settings = context.settings()?;
    let household = context.records(&settings)?;
    let today = context.today(&settings)?;
    let wanted = options.month.unwrap_or_else(|| Month::of(today));
    let grace = settings.payments.grace_days;
    let fees = fees(context, &settings);
    let view = crate::status::month(&household.records, wanted, today, grace, &fees);
    let shown = match context.global.format {
        Format::Text | Format::Github => month::text(&view, context.page()),
        Format::Json => month::json(&view),
        Format::Csv => month::csv(&view),
        Format::Markdown => month::markdown(&view, privacy(context)),
    };
    pager::result(context, &shown)?;
    Ok(Exit::Done)
}

/// What the files of the sources say services charged; no source is asked over the network.
fn fees(context: &Context, settings: &Settings) -> Fees {
    let mut fees = Fees::new();
    for reading in read_all_files(context, settings) {
        if let SourceOutcome::Read(listing) = reading.outcome {
            let known = listing.transactions.into_iter();
            fees.extend(known.filter_map(|one| Some((one.key, one.fee?))));
        }
    }
    fees
}

fn run_explain(context: &Context, options: &ExplainPaymentArgs) -> Result<Exit, Failure> {
    let settings = context.settings()?;
    let household = context.records(&settings)?;
    let runs = user::past_runs(context, past(context, &settings)).unwrap_or_default();
    let before = runs
        .iter()
        .flat_map(|run| run.line.transactions.iter().cloned());
    let before: BTreeSet<TransactionKey> = before.collect();
    let explained = match recorded_without_account(&household.records, &options.id) {
        Some(outcome) => Explained {
            key: options.id.clone(),
            outcome,
            steps: Vec::new(),
            runs: Vec::new(),
            decisions: Vec::new(),
            folder: String::new(),
        },
        None => {
            let key = known(&household.records, &before, &options.id)?;
            let rules = super::money::rules(context, &settings)?;
            let filing = filing(&settings, &household);
            let found = explain_transaction(&household.records, &filing, &before, &rules, &key);
            let found = found.unwrap_or_else(|| Explanation {
                steps: Vec::new(),
                outcome: without_steps(&household.records, &before, &key),
                waits: false,
            });
            Explained {
                key: key.to_string(),
                steps: found
                    .steps
                    .into_iter()
                    .map(|step| (step.tried, step.result))
                    .collect(),
                runs: about(&runs, &key),
                decisions: decisions(&household, &key, &before, found.waits),
                folder: format!("{}/decisions", household.folder),
                outcome: found.outcome,
            }
        }
    };
    let shown = match context.is_json() {
        true => explained::json(&explained),
        false => explained::text(&explained, context.page()),
    };
    pager::result(context, &shown)?;
    Ok(Exit::Done)
}

/// Whose payment has an id that an admin wrote without an account, as a clause.
fn recorded_without_account(records: &Records, id: &str) -> Option<String> {
    recorded_for(records, |payment| {
        let own = payment.transaction_id.as_ref();
        payment.source.is_none() && own.is_some_and(|own| own.value == id)
    })
}

/// What becomes of a transaction of which the records say too little to try the steps.
fn without_steps(
    records: &Records,
    before: &BTreeSet<TransactionKey>,
    key: &TransactionKey,
) -> String {
    let is_it = |payment: &PaymentRecord| {
        let refunds = payment.refunds.iter();
        let refunds = refunds.filter_map(|refund| refund.transaction_id.as_ref());
        let mut ids = payment.transaction_id.iter().chain(refunds);
        ids.any(|id| id.value == key.id)
    };
    let unknown = || match before.contains(key) {
        true => "was recorded once and is not any more".to_owned(),
        false => "is decided, and no run has read it yet".to_owned(),
    };
    recorded_for(records, is_it).unwrap_or_else(unknown)
}

/// `recorded for heron`, by the payments that are meant.
fn recorded_for(records: &Records, is_it: impl Fn(&PaymentRecord) -> bool) -> Option<String> {
    let has = |user: &UserRecord| user.payments.iter().any(&is_it);
    let users = records.users.iter().filter(|(_, user)| has(user));
    let users: Vec<&str> = users.map(|(handle, _)| handle.as_str()).collect();
    (!users.is_empty()).then(|| format!("recorded for {}", users.join(", ")))
}

/// The transaction of this id that is known here.
fn known(
    records: &Records,
    before: &BTreeSet<TransactionKey>,
    text: &str,
) -> Result<TransactionKey, Failure> {
    let payments = records.users.values().flat_map(|user| &user.payments);
    let recorded = payments.filter_map(|payment| {
        Some(TransactionKey {
            account: payment.source.as_ref()?.value.clone(),
            id: payment.transaction_id.as_ref()?.value.clone(),
        })
    });
    let waiting = records
        .inbox
        .keys()
        .chain(records.decisions.keys())
        .cloned();
    let all: BTreeSet<TransactionKey> = recorded
        .chain(waiting)
        .chain(before.iter().cloned())
        .collect();
    let named: Vec<&TransactionKey> = all
        .iter()
        .filter(|key| key.id == text || key.to_string() == text)
        .collect();
    match named.as_slice() {
        [key] => Ok((*key).clone()),
        [] => {
            let error = anyhow!("no transaction `{}` is known", shown(text));
            let keys: Vec<String> = all.iter().map(ToString::to_string).collect();
            let ids = all.iter().map(|key| key.id.as_str());
            let hint = match nearest(text, ids.chain(keys.iter().map(String::as_str))) {
                Some(near) => format!("a similar one is `{}`", shown(near)),
                None => "`plexmgr payments` lists those that are; `plexmgr plan` reads the sources"
                    .to_owned(),
            };
            Err(Failure::new(Exit::Usage, error).hint(hint))
        }
        several => {
            let error = anyhow!("several accounts have a transaction `{}`", shown(text));
            let keys: Vec<String> = several.iter().map(ToString::to_string).collect();
            let hint = format!("name one of {}", listed(keys.iter().map(String::as_str)));
            Err(Failure::new(Exit::Usage, error).hint(hint))
        }
    }
}

/// What earlier runs did with a transaction.
fn about(runs: &[Run], key: &TransactionKey) -> Vec<ExplainedRun> {
    let mut found = Vec::new();
    for run in runs {
        let own = run
            .changes()
            .filter(|change| change.recorded_transaction().as_ref() == Some(key));
        found.extend(own.map(|change| ExplainedRun {
            run: run.id,
            time: run.line.time.clone(),
            kind: change.kind.clone(),
            reason: change.reason.clone(),
        }));
    }
    found
}

/// Lines that would decide a transaction without a decision.
fn decisions(
    household: &Household,
    key: &TransactionKey,
    before: &BTreeSet<TransactionKey>,
    waits: bool,
) -> Vec<String> {
    let records = &household.records;
    let waiting = records.inbox.get(key);
    let is_decided = records.decisions.contains_key(key) && !waits;
    if is_decided || waiting.is_none() && !before.contains(key) {
        return Vec::new();
    }
    // An id may hold what ends a key of YAML.
    let key = yaml::scalar_text(&yaml::Value::Text(key.to_string()), false);
    let ignore = format!("{key}: {{ignore: REASON}}");
    let goes = |entry: &Placed<InboxEntry>| !entry.value.amount.value.comes();
    let candidates = waiting
        .map(|entry| entry.value.candidates.as_slice())
        .unwrap_or_default();
    let mut lines: Vec<String> = candidates
        .iter()
        .map(|user| format!("{key}: {}", user.value))
        .collect();
    if waiting.is_some_and(goes) {
        // A refund is of one of several users who share the payment, or concerns no user.
        lines.retain(|_| candidates.len() > 1);
        lines.push(ignore);
        return lines;
    }
    match candidates {
        [] => lines.push(format!("{key}: HANDLE")),
        [user] => lines.push(format!("{key}: {{user: {}, periods: 1}}", user.value)),
        _ => {}
    }
    lines.push(ignore);
    lines
}
