//! What an admin may want to do something about.

use serde::Serialize;

use crate::render::status::words::people;
use crate::status::{Lack, Standing, StandingKind, Status, UserStatus};
use crate::vocabulary::Days;

/// How many people are named.
const MOST_NAMED: usize = 8;

/// Something to look at, and whom it is about.
#[derive(Debug, Serialize)]
pub(super) struct Attention {
    /// `expired`, `expiring`, or `lacking`.
    kind: &'static str,
    /// What it is, as a sentence without its period.
    sentence: String,
    /// Some of their handles.
    named: Vec<String>,
    /// How many are not named.
    more: usize,
}

/// A question about every user.
struct AttentionRule {
    /// `expired`, `expiring`, or `lacking`.
    kind: &'static str,
    /// What is said of one user, and of several; `{within}` stands for the days ahead.
    words: [&'static str; 2],
    concerns: fn(&UserStatus<'_>) -> bool,
}

/// All questions, the gravest first.
const QUESTIONS: [AttentionRule; 7] = [
    AttentionRule {
        kind: "expired",
        words: [
            "is expired and still shares a server",
            "are expired and still share a server",
        ],
        concerns: |user| has_expired(user) && user.shares(),
    },
    AttentionRule {
        kind: "expired",
        words: [
            "is expired and shares nothing",
            "are expired and share nothing",
        ],
        concerns: |user| has_expired(user) && !user.shares(),
    },
    AttentionRule {
        kind: "expired",
        words: ["never paid", "never paid"],
        concerns: never_paid,
    },
    AttentionRule {
        kind: "expiring",
        words: ["is paid {within}", "are paid {within}"],
        concerns: |user| user.standing.kind() == StandingKind::Expiring,
    },
    AttentionRule {
        kind: "lacking",
        words: [
            "has only an unconfirmed payment from the import",
            "have only an unconfirmed payment from the import",
        ],
        concerns: |user| user.lacks.contains(&Lack::Confirmation),
    },
    AttentionRule {
        kind: "lacking",
        words: ["has no PayPal e-mail", "have no PayPal e-mail"],
        concerns: |user| user.lacks.contains(&Lack::PaypalEmail),
    },
    AttentionRule {
        kind: "lacking",
        words: ["has no Discord id", "have no Discord id"],
        concerns: |user| user.lacks.contains(&Lack::DiscordId),
    },
];

/// `until today only`, `for at most 14 more days`
pub(super) fn at_most(within: Days) -> String {
    match within.count() {
        0 => "until today only".to_owned(),
        1 => "for at most 1 more day".to_owned(),
        days => format!("for at most {days} more days"),
    }
}

fn never_paid(user: &UserStatus<'_>) -> bool {
    matches!(
        user.standing,
        Standing::Expired {
            paid_until: None,
            ..
        }
    )
}

fn has_expired(user: &UserStatus<'_>) -> bool {
    user.standing.kind() == StandingKind::Expired && !never_paid(user)
}

/// Everything to look at, the gravest first; empty if there is nothing.
pub(super) fn attention(status: &Status<'_>) -> Vec<Attention> {
    QUESTIONS
        .iter()
        .filter_map(|question| asked(status, question))
        .collect()
}

fn asked(status: &Status<'_>, question: &AttentionRule) -> Option<Attention> {
    let users = status.users.iter();
    let concerned: Vec<_> = users.filter(|user| (question.concerns)(user)).collect();
    let [one, many] = question.words;
    let what = if concerned.len() == 1 { one } else { many };
    let named = concerned.iter().take(MOST_NAMED);
    (!concerned.is_empty()).then(|| Attention {
        kind: question.kind,
        sentence: format!("{} {what}", people(concerned.len()))
            .replace("{within}", &at_most(status.asked.within)),
        named: named.map(|user| user.handle.to_string()).collect(),
        more: concerned.len().saturating_sub(MOST_NAMED),
    })
}
