//! Asks every guard, and picks the decision that the accepted numbers allow.
//!
//! What speaks against an account makes a strict decision take nothing away. Then there is a second
//! decision, in which such accounts are believed: it gives the true numbers, so that every refusal can be
//! reported at once, and it is the plan itself once these numbers are accepted.

use std::collections::BTreeSet;

use super::limits::{counted, limit, sharing_users};
use super::{Accepted, Age, GuardVerdict, clock};
use crate::change::{Change, ChangeKind, GuardName};
use crate::history::NewestDay;
use crate::plan::decision::{Decision, Remarks};
use crate::plan::suspicion::{Deserted, OtherOwner, Suspicions};
use crate::plan::{ChangeSet, Decided, Input, NoticeKind, UnknownFact};
use crate::settings::GuardLimit;
use crate::vocabulary::{Date, Handle};

/// What one guard found, before acceptance.
#[derive(Debug)]
struct Finding {
    name: GuardName,
    limit: u64,
    found: u64,
    /// What is wrong, if that is too much.
    concern: Option<String>,
    /// Whether acceptance of the number found would make a difference.
    asks: bool,
}

/// The change set: the decision that may be shown, and the verdict of every guard on it; and what was
/// decided about each person.
pub(in crate::plan) fn judge(
    input: &Input<'_>,
    strict: Decided,
    lifted: Option<Decided>,
) -> (ChangeSet, Vec<Decision>) {
    let true_numbers = lifted.as_ref().unwrap_or(&strict);
    let consent_helps = true_numbers.suspicions.unknown.is_empty();
    let mut findings = findings(input, true_numbers);
    let shown = match lifted {
        Some(lifted) if is_accepted(input, &lifted.suspicions, &findings) => lifted,
        _ => {
            let departures = found(&findings, GuardName::Departures);
            let strict = strict.with_doubts(departures.filter(|_| consent_helps));
            // Their departures are held, so they stop nothing else.
            if !strict.suspicions.far_fewer.is_empty() {
                let counted = findings
                    .iter_mut()
                    .filter(|it| it.name == GuardName::Departures);
                counted.for_each(|finding| finding.concern = None);
            }
            strict
        }
    };
    let is_left_out =
        relinks(&shown) > 0 || is_left_out_by_age(&shown) || !shown.suspicions.far_fewer.is_empty();
    let nothing_to_do = shown.changes.is_empty() && !is_left_out;
    let guards = verdicts(input, &findings, nothing_to_do, consent_helps);
    let Decided {
        accounts,
        changes,
        remarks:
            Remarks {
                mut notices,
                decisions,
                held: _,
            },
        unknown,
        suspicions: _,
        money,
    } = shown;
    notices.extend(unknown.iter().map(UnknownFact::notice));
    let mut change_set = ChangeSet {
        today: input.rules.today,
        accounts,
        sources: money.sources,
        changes,
        unknown,
        notices: Vec::new(),
        silenced: 0,
        guards,
    };
    change_set.add_notices(notices);
    (change_set, decisions)
}

/// What the guard `clock` says to edits of the records on the day `today`; no other guard applies to them, because
/// they are consented to by their diff.
#[must_use]
pub fn judge_day(today: Date, newest: Option<NewestDay>, accepted: &Accepted) -> GuardVerdict {
    let clock::ClockError { days, reasons } = clock::before_newest(today, newest);
    let finding = Finding::tolerating_none(GuardName::Clock, days, &reasons);
    finding.verdict(accepted.number(GuardName::Clock))
}

impl Decided {
    /// The same, saying of accounts that list far fewer people why nothing of them is believed;
    /// `departures` is the number to accept, if that would help.
    fn with_doubts(mut self, departures: Option<u64>) -> Self {
        let doubted = self.suspicions.far_fewer.iter();
        self.unknown
            .extend(doubted.map(|account| account.doubt(departures)));
        self
    }
}

fn found(findings: &[Finding], guard: GuardName) -> Option<u64> {
    let mut findings = findings.iter();
    findings.find(|f| f.name == guard).map(|f| f.found)
}

/// Whether the suspicious accounts may be believed: every number concerned was accepted.
fn is_accepted(input: &Input<'_>, suspicions: &Suspicions, findings: &[Finding]) -> bool {
    let accepted = |guard| input.rules.accepted.number(guard);
    let mut concerned = suspicions.guards().into_iter();
    concerned.all(|guard| accepted(guard).is_some() && accepted(guard) == found(findings, guard))
}

/// How many users have a new account: those who get it, and those left out, each with a notice.
fn relinks(decided: &Decided) -> u64 {
    let changes = decided.changes.iter();
    let relinked = changes.filter(|change| change.kind() == ChangeKind::RelinkUser);
    let notices = decided.remarks.notices.iter();
    let left_out = notices.filter(|notice| notice.kind == NoticeKind::AccountReplaced);
    (relinked.count() + left_out.count()) as u64
}

/// Whether something is not taken away because the snapshot is too old.
fn is_left_out_by_age(decided: &Decided) -> bool {
    let mut notices = decided.remarks.notices.iter();
    notices.any(|notice| notice.kind == NoticeKind::SnapshotOutdated)
}

/// What every guard finds, in order.
fn findings(input: &Input<'_>, decided: &Decided) -> Vec<Finding> {
    let Suspicions {
        unknown: _,
        other_owners,
        deserted,
        far_fewer,
    } = &decided.suspicions;
    let empty: Vec<String> = deserted.iter().map(Deserted::reason).collect();
    let owners: Vec<String> = other_owners.iter().map(OtherOwner::reason).collect();
    let clock::ClockError { days, reasons } = clock::wrong(input);

    let limits = input.rules.guards;
    let [mut departures, mut imports, updates] = counting(
        input,
        &decided.changes,
        [limits.departures, limits.imports, limits.updates],
    );
    departures.asks |= !far_fewer.is_empty();
    if input.records.users.is_empty() {
        imports.concern = None;
        imports.asks = false;
    }
    let people = decided.suspicions.deserted_people().len() as u64;
    vec![
        Finding::tolerating_none(GuardName::Empty, people, &empty),
        departures,
        imports,
        updates,
        Finding::tolerating_none(GuardName::Owner, owners.len() as u64, &owners),
        Finding::tolerating_none(GuardName::Clock, days, &reasons),
        Finding::leaving_out(
            GuardName::Relinks,
            relinks(decided),
            input.rules.accepted.number(GuardName::Relinks),
        ),
        Finding::leaving_out(
            GuardName::Age,
            Age::of(input).days,
            input.rules.accepted.number(GuardName::Age),
        ),
        counting_money(
            input,
            (GuardName::Payments, limits.payments),
            &decided.money.moved_far,
            [
                "user's last paid day would move by more than two periods",
                "users' last paid days would move by more than two periods",
            ],
        ),
        counting_money(
            input,
            (GuardName::Refunds, limits.refunds),
            &decided.money.refunded,
            [
                "user's money would be given back",
                "users' money would be given back",
            ],
        ),
    ]
}

/// What the guards of [`GuardName::COUNTING`] find, with their limits.
fn counting(input: &Input<'_>, changes: &[Change], limits: [GuardLimit; 3]) -> [Finding; 3] {
    const WORDS: [[&str; 2]; 3] = [
        ["user would depart", "users would depart"],
        ["person would be imported", "people would be imported"],
        ["recorded user would change", "recorded users would change"],
    ];
    let (counted, sharing) = (counted(input, changes), sharing_users(input));
    std::array::from_fn(|index| {
        let name = GuardName::COUNTING[index];
        let found = counted.get(&name).copied().unwrap_or_default();
        Finding::counting(name, limit(limits[index], sharing), found, WORDS[index])
    })
}

/// What a guard finds that counts users by what happens to their money; names the first of them.
fn counting_money(
    input: &Input<'_>,
    (name, setting): (GuardName, GuardLimit),
    users: &BTreeSet<Handle>,
    what: [&str; 2],
) -> Finding {
    const NAMED: usize = 5;
    let found = users.len() as u64;
    let mut finding = Finding::counting(name, limit(setting, sharing_users(input)), found, what);
    let named: Vec<&str> = users.iter().take(NAMED).map(Handle::as_str).collect();
    let more = match users.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    if let Some(concern) = &mut finding.concern {
        concern.push_str(&format!(": {}{more}", named.join(", ")));
    }
    finding
}

impl Finding {
    /// What a guard found that tolerates nothing.
    fn tolerating_none(name: GuardName, found: u64, reasons: &[String]) -> Self {
        let concern = (!reasons.is_empty()).then(|| reasons.join("; "));
        Self {
            name,
            limit: 0,
            found,
            asks: concern.is_some(),
            concern,
        }
    }

    /// What a guard found that refuses nothing, because what it finds is left out unless it is accepted.
    fn leaving_out(name: GuardName, found: u64, accepted: Option<u64>) -> Self {
        Self {
            name,
            limit: 0,
            found,
            concern: None,
            asks: found > 0 && accepted.is_some(),
        }
    }

    /// What a guard found that counts users; `what` is said of one and of many.
    fn counting(name: GuardName, limit: u64, found: u64, what: [&str; 2]) -> Self {
        let [one, many] = what;
        let what = if found == 1 { one } else { many };
        let too_many = found > limit;
        Self {
            name,
            limit,
            found,
            concern: too_many.then(|| format!("{found} {what} in one run, the limit is {limit}")),
            asks: too_many,
        }
    }

    /// The verdict, with the accepted number.
    fn verdict(&self, accepted: Option<u64>) -> GuardVerdict {
        let Self {
            name,
            limit,
            found,
            concern,
            asks,
        } = self;
        let (found, fits) = (*found, accepted == Some(*found));
        let refusal = match (accepted, concern) {
            (None, concern) => concern.clone(),
            (Some(_), _) if fits => None,
            (Some(number), concern) => {
                let word = name.word();
                let wrong = match found {
                    0 => format!(
                        "{number} accepted, but none found: leave out `--accept {word}={number}`"
                    ),
                    _ => format!(
                        "{number} accepted, but {found} found: use `--accept {word}={found}`"
                    ),
                };
                Some(match concern {
                    Some(concern) => format!("{concern} ({wrong})"),
                    None => wrong,
                })
            }
        };
        GuardVerdict {
            name: *name,
            limit: *limit,
            found,
            accepted: accepted.filter(|_| fits && *asks),
            to_accept: (*asks || refusal.is_some() && found > 0).then_some(found),
            refusal,
        }
    }
}

/// The verdicts on all findings.
///
/// Consent to another number refuses, but not a run that has nothing to do and nothing against it:
/// accepting the same number twice is not an error.
fn verdicts(
    input: &Input<'_>,
    findings: &[Finding],
    nothing_to_do: bool,
    consent_helps: bool,
) -> Vec<GuardVerdict> {
    let accepted = |finding: &Finding| input.rules.accepted.number(finding.name);
    let fitting = |finding: &Finding| accepted(finding).filter(|n| *n == finding.found);
    let judged = |consent: &dyn Fn(&Finding) -> Option<u64>| -> Vec<GuardVerdict> {
        findings.iter().map(|f| f.verdict(consent(f))).collect()
    };
    let lenient = judged(&fitting);
    let mut verdicts = match nothing_to_do && lenient.iter().all(GuardVerdict::passes) {
        true => lenient,
        false => judged(&accepted),
    };
    for verdict in &mut verdicts {
        if !consent_helps {
            verdict.to_accept = None;
        }
    }
    verdicts
}
