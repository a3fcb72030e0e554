//! `[notices]`: which notices of a plan are known and need not be shown again.

use super::fields::{ProblemReport, SettingsTable, SpannedValue, repeated};
use super::{NoticeSettings, SilencedNotice};
use crate::problem::{ProblemCode, choices};

/// The kinds of notices. Only a later room knows what they are; a test holds the lists together.
pub const NOTICE_KINDS: [&str; 28] = [
    "money_without_access",
    "source_unknown",
    "account_unknown",
    "fact_unknown",
    "owner_unknown",
    "account_not_configured",
    "decision_unclear",
    "payment_forgotten",
    "refund_unknown",
    "guess_ended",
    "row_unreadable",
    "source_remark",
    "unsafe_edit",
    "comment_removed",
    "identity_conflict",
    "account_replaced",
    "server_missing",
    "server_not_found",
    "library_kept",
    "share_kept",
    "departure_undecided",
    "snapshot_outdated",
    "imported_before",
    "owner_not_imported",
    "home_member_not_imported",
    "pending_invitation",
    "friend_without_share",
    "ignored_people",
];

/// Those that say why something is not done, and what to do: a run that holds something back always says why.
const NEVER_SILENT: [&str; 6] = [
    "source_unknown",
    "account_unknown",
    "fact_unknown",
    "owner_unknown",
    "row_unreadable",
    "unsafe_edit",
];

pub(super) fn notices(
    report: &mut ProblemReport<'_>,
    root: SettingsTable<'_, '_>,
) -> NoticeSettings {
    let Some(section) = report.section(root, "notices", "[notices]", &["silence"]) else {
        return NoticeSettings::default();
    };
    let items = report.list(section, "silence").unwrap_or_default();
    let silence = items.iter().filter_map(|item| silenced(report, item));
    NoticeSettings {
        silence: silence.collect(),
    }
}

/// `friend_without_share`, or `pending_invitation:late.responder`
fn silenced(report: &mut ProblemReport<'_>, item: &SpannedValue<'_>) -> Option<SilencedNotice> {
    let Some(text) = item.get_ref().as_str() else {
        report.wrong_type(item, "silence", "a list of texts");
        return None;
    };
    let (kind, subject) = match text.split_once(':') {
        Some((kind, subject)) => (kind.trim(), Some(subject.trim().to_owned())),
        None => (text.trim(), None),
    };
    if !NOTICE_KINDS.contains(&kind) {
        let message = format!("`{}` is not a kind of notice", repeated(kind));
        let help = choices(kind, "allowed are", NOTICE_KINDS);
        report.wrong_with_help(ProblemCode::UnknownWord, item.span().start, message, help);
        return None;
    }
    if NEVER_SILENT.contains(&kind) {
        let message = format!("`{kind}` cannot be silenced: it says what is held back, and why");
        let help = "remove it from the list; the notice ends with its cause".to_owned();
        report.wrong_with_help(ProblemCode::UnknownWord, item.span().start, message, help);
        return None;
    }
    if subject.as_deref() == Some("") {
        let message = format!("`{}` names no subject", repeated(text));
        let help = format!("write `{kind}` for all of them, or `{kind}:SUBJECT` for one");
        report.wrong_with_help(ProblemCode::UnknownWord, item.span().start, message, help);
        return None;
    }
    Some(SilencedNotice {
        kind: kind.to_owned(),
        subject,
    })
}
