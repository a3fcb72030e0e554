//! What an admin may want to do something about.

use serde::Serialize;

use crate::render::status::words::people;
use crate::status::{Lack, Standing, StandingKind, Status, UserStatus};

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

/// Everything to look at, the gravest first; empty if there is nothing.
pub(super) fn attention(status: &Status<'_>) -> Vec<Attention> {
    let is = |user: &UserStatus<'_>, kind| user.standing.kind() == kind;
    let never = |user: &UserStatus<'_>| {
        matches!(
            user.standing,
            Standing::Expired {
                paid_until: None,
                ..
            }
        )
    };
    let has_expired = |user: &UserStatus<'_>| is(user, StandingKind::Expired) && !never(user);
    let lacks = |lack| move |user: &UserStatus<'_>| user.lacks.contains(&lack);
    let about = |kind, what: [&str; 2], is_concerned: &dyn Fn(&UserStatus<'_>) -> bool| {
        about(status, kind, what, is_concerned)
    };
    let all = [
        about(
            "expired",
            [
                "is expired and still shares a server",
                "are expired and still share a server",
            ],
            &|user| has_expired(user) && user.shares(),
        ),
        about(
            "expired",
            [
                "is expired and shares nothing",
                "are expired and share nothing",
            ],
            &|user| has_expired(user) && !user.shares(),
        ),
        about("expired", ["never paid", "never paid"], &never),
        about(
            "expiring",
            [
                "is paid for a few more days only",
                "are paid for a few more days only",
            ],
            &|user| is(user, StandingKind::Expiring),
        ),
        about(
            "lacking",
            [
                "has only an unconfirmed payment from the import",
                "have only an unconfirmed payment from the import",
            ],
            &lacks(Lack::Confirmation),
        ),
        about(
            "lacking",
            ["has no PayPal e-mail", "have no PayPal e-mail"],
            &lacks(Lack::PaypalEmail),
        ),
        about(
            "lacking",
            ["has no Discord id", "have no Discord id"],
            &lacks(Lack::DiscordId),
        ),
    ];
    all.into_iter().flatten().collect()
}

fn about(
    status: &Status<'_>,
    kind: &'static str,
    [one, many]: [&str; 2],
    is_concerned: &dyn Fn(&UserStatus<'_>) -> bool,
) -> Option<Attention> {
    let concerned: Vec<&UserStatus<'_>> = status
        .users
        .iter()
        .filter(|user| is_concerned(user))
        .collect();
    let what = if concerned.len() == 1 { one } else { many };
    let named = concerned.iter().take(MOST_NAMED);
    (!concerned.is_empty()).then(|| Attention {
        kind,
        sentence: format!("{} {what}", people(concerned.len())),
        named: named.map(|user| user.handle.to_string()).collect(),
        more: concerned.len().saturating_sub(MOST_NAMED),
    })
}
