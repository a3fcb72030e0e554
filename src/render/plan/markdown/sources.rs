//! The sources of transactions: money of users without access, which comes first, and the control totals.

use crate::plan::{ChangeSet, Notice, SourceVerdict};
use crate::render::kit::markdown::budget::Section;
use crate::render::kit::markdown::escape::{Voice, code};
use crate::render::plan::sources::{all, comes_first, kinds};
use crate::sources::{SourceTotals, Sum};
use crate::vocabulary::counted;

pub(super) use crate::render::plan::sources::in_doubt;

/// What money came of users who cannot watch; more of it is among the notices further down.
pub(super) fn without_access(set: &ChangeSet, voice: Voice) -> String {
    const MOST: usize = 10;
    let notices: Vec<&Notice> = set
        .notices
        .iter()
        .filter(|notice| comes_first(notice))
        .collect();
    if notices.is_empty() {
        return String::new();
    }
    let line = |notice: &&Notice| {
        format!(
            "- {}: {}\n",
            voice.name(&notice.subject),
            voice.sentence(&notice.message)
        )
    };
    let mut text: String = notices.iter().take(MOST).map(line).collect();
    if notices.len() > MOST {
        text.push_str(&format!("- {} more\n", notices.len() - MOST));
    }
    format!("**Money of users without access:**\n\n{text}\n")
}

/// A source of which nothing is used: why, and what to do.
pub(super) fn unknown(source: &SourceVerdict, voice: Voice) -> String {
    let Some(doubt) = &source.doubt else {
        return String::new();
    };
    let why = voice.sentence(&format!("{}; {}", doubt.cause(), doubt.now));
    format!(
        "- {}: {why} (nothing of it is used)\n",
        code(source.name.as_str())
    )
}

/// What became of everything that each source lists, in rows and in money.
pub(super) fn totals(set: &ChangeSet) -> Section {
    let rows = set.sources.iter().flat_map(rows);
    Section {
        opening: "### Sources\n\n| Source | Read | Recorded | Open | Decided | No payment |\n\
                  | --- | --- | --- | --- | --- | --- |\n"
            .to_owned(),
        rows: rows.collect(),
        nouns: ["source", "sources"],
    }
}

fn rows(source: &SourceVerdict) -> Vec<String> {
    let SourceVerdict {
        name,
        account,
        doubt,
        problems,
        totals,
    } = source;
    let mut label = code(name.as_str());
    if account != name {
        label.push_str(&format!(", account {}", code(account.as_str())));
    }
    if doubt.is_some() {
        return vec![format!("| {label} | not used | – | – | – | – |\n")];
    }
    if *problems > 0 {
        label.push_str(&format!(", {} not read", counted(*problems, "row")));
    }
    match totals.is_empty() {
        true => vec![format!("| {label} | no rows | – | – | – | – |\n")],
        false => totals.iter().map(|totals| row(&label, totals)).collect(),
    }
}

fn row(label: &str, totals: &SourceTotals) -> String {
    let cell = |sum: &Sum| match sum.rows {
        0 => "–".to_owned(),
        rows => format!("{rows}: {} {}", sum.amount, totals.currency),
    };
    let kinds = match totals.no_payment.is_empty() {
        true => String::new(),
        false => format!(" ({})", kinds(totals)),
    };
    format!(
        "| {label} | {} | {} | {} | {} | {}{kinds} |\n",
        cell(&totals.read),
        cell(&totals.recorded),
        cell(&totals.open),
        cell(&totals.decided),
        cell(&all(totals))
    )
}
