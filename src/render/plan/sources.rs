//! What became of everything that the sources of transactions list: the control totals, and which sources are in
//! doubt.

use crate::plan::{ChangeSet, Notice, NoticeKind, SourceVerdict};
use crate::render::kit::Page;
use crate::render::kit::paint::Role;
use crate::render::kit::width::fitted;
use crate::sources::{SourceTotals, Sum};
use crate::vocabulary::{counted, escaped, shown};

/// How far the second line of a source stands in.
const HANG: usize = 4;

/// A line for each source and currency, and for each source in doubt.
pub(super) fn lines(set: &ChangeSet, page: Page) -> String {
    let line = |(name, words): (String, String)| {
        let name = page.paint.apply(Role::Heading, &format!("Source {name}"));
        fitted(&format!("{name}: {words}"), HANG, page.columns) + "\n"
    };
    set.sources.iter().flat_map(words).map(line).collect()
}

/// The name of a source with what became of it, once for each currency.
fn words(source: &SourceVerdict) -> Vec<(String, String)> {
    let SourceVerdict {
        name,
        account,
        doubt,
        problems,
        totals,
    } = source;
    let name = match name == account {
        true => name.to_string(),
        false => format!("{name} (account {account})"),
    };
    if let Some(doubt) = doubt {
        let words = format!(
            "not used: {}: {}",
            shown(&doubt.read),
            escaped(&doubt.reason)
        );
        return vec![(name, words)];
    }
    let unread = match problems {
        0 => String::new(),
        count => format!("; {} not read", counted(*count, "row")),
    };
    let mut lines: Vec<String> = totals.iter().map(equation).collect();
    if lines.is_empty() {
        lines.push("no rows".to_owned());
    }
    if let Some(last) = lines.last_mut() {
        last.push_str(&unread);
    }
    lines
        .into_iter()
        .map(|words| (name.clone(), words))
        .collect()
}

/// `40 rows, 215.00 EUR = 30 recorded (150.00) + 3 open (15.00) + 7 no payment (50.00: 5 fee, 2 conversion)`, without
/// what there is none of.
pub(in crate::render) fn equation(totals: &SourceTotals) -> String {
    let SourceTotals {
        source: _,
        account: _,
        account_number: _,
        currency,
        read,
        recorded,
        open,
        decided,
        no_payment,
    } = totals;
    let parts = [(recorded, "recorded"), (open, "open"), (decided, "decided")];
    let parts = parts.into_iter().filter(|(sum, _)| sum.rows > 0);
    let mut parts: Vec<String> = parts
        .map(|(sum, what)| format!("{} {what} ({})", sum.rows, sum.amount))
        .collect();
    if !no_payment.is_empty() {
        let all = all(totals);
        parts.push(format!(
            "{} no payment ({}: {})",
            all.rows,
            all.amount,
            kinds(totals)
        ));
    }
    let rows = counted(read.rows, "row");
    format!("{rows}, {} {currency} = {}", read.amount, parts.join(" + "))
}

/// Everything that pays for nothing.
pub(super) fn all(totals: &SourceTotals) -> Sum {
    let none = Sum::none(totals.currency);
    totals.no_payment.values().fold(none, |all, sum| Sum {
        rows: all.rows + sum.rows,
        amount: all.amount + sum.amount,
    })
}

/// `5 fee, 2 conversion`
pub(super) fn kinds(totals: &SourceTotals) -> String {
    let kinds = totals.no_payment.iter();
    let kinds: Vec<String> = kinds
        .map(|(kind, sum)| format!("{} {kind}", sum.rows))
        .collect();
    kinds.join(", ")
}

/// How a source is named in the heading of a plan.
pub(super) fn in_heading(source: &SourceVerdict) -> String {
    let rows: usize = source.totals.iter().map(|totals| totals.read.rows).sum();
    match source.doubt {
        Some(_) => format!("{} (unknown)", source.name),
        None => format!("{} ({})", source.name, counted(rows, "row")),
    }
}

/// The sources of which nothing is used.
pub(super) fn in_doubt(set: &ChangeSet) -> impl Iterator<Item = &SourceVerdict> {
    set.sources.iter().filter(|source| source.doubt.is_some())
}

/// Whether a notice stands before the changes: money has come, and its user cannot watch.
pub(super) fn comes_first(notice: &Notice) -> bool {
    notice.kind == NoticeKind::MoneyWithoutAccess
}
