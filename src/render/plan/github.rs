//! A plan as annotations of GitHub Actions: what is refused, and what needs an action of a person.

use std::fmt::Write;

use super::guards::flags;
use super::{Shown, text};
use crate::plan::{GuardVerdict, Notice, NoticeKind};
use crate::render::Privacy;
use crate::render::kit::annotation::{Location, at, command};
use crate::vocabulary::{escaped, shown};

/// The plan: an error for each guard that refuses, a warning for each notice that a person has to see
/// to, and the counts. No diff.
#[must_use]
pub fn plan(plan: &Shown<'_>, location: &Location, privacy: Privacy) -> String {
    let set = plan.change_set;
    let writer = Annotator { location, privacy };
    let flags = flags(&set.guards);
    let refused = set.guards.iter();
    let refused = refused.filter_map(|guard| writer.refusal(guard, &flags));
    let notices = set
        .notices
        .iter()
        .filter(|notice| needs_a_person(notice.kind));
    let notices = notices.map(|notice| writer.notice(notice));
    let mut lines: String = refused.chain(notices).collect();
    lines.push_str(&command(
        "notice",
        &[],
        &privacy.masked(&text::summary(set)),
    ));
    lines
}

/// Whether a notice is about something that needs an action.
fn needs_a_person(kind: NoticeKind) -> bool {
    match kind {
        NoticeKind::MoneyWithoutAccess
        | NoticeKind::SourceUnknown
        | NoticeKind::DecisionUnclear
        | NoticeKind::PaymentForgotten
        | NoticeKind::RowUnreadable
        | NoticeKind::AccountUnknown
        | NoticeKind::FactUnknown
        | NoticeKind::OwnerUnknown
        | NoticeKind::AccountNotConfigured
        | NoticeKind::UnsafeEdit
        | NoticeKind::IdentityConflict
        | NoticeKind::AccountReplaced
        | NoticeKind::ServerMissing
        | NoticeKind::ServerNotFound
        | NoticeKind::LibraryKept
        | NoticeKind::ShareKept
        | NoticeKind::DepartureUndecided
        | NoticeKind::SnapshotOutdated => true,
        NoticeKind::CommentRemoved
        | NoticeKind::RefundUnknown
        | NoticeKind::GuessEnded
        | NoticeKind::SourceRemark
        | NoticeKind::ImportedBefore
        | NoticeKind::OwnerNotImported
        | NoticeKind::HomeMemberNotImported
        | NoticeKind::PendingInvitation
        | NoticeKind::FriendWithoutShare
        | NoticeKind::IgnoredPeople => false,
    }
}

struct Annotator<'l> {
    location: &'l Location,
    privacy: Privacy,
}

impl Annotator<'_> {
    /// `flags` are those that would let every guard pass.
    fn refusal(&self, guard: &GuardVerdict, flags: &str) -> Option<String> {
        let refusal = guard.refusal.as_ref()?;
        let name = guard.name.word();
        let mut message = escaped(&self.privacy.masked(refusal));
        if guard.to_accept.is_some() {
            write!(message, "; if this is intended: plexmgr apply{flags}")
                .expect("a String takes any text");
        }
        let title = format!("refused by {name}");
        Some(command("error", &[("title", &title)], &message))
    }

    fn notice(&self, notice: &Notice) -> String {
        let Notice {
            kind,
            subject,
            message,
            place,
        } = notice;
        let message = match self.privacy {
            Privacy::Open => message,
            Privacy::Masked => notice.public_message(),
        };
        let subject = shown(&self.privacy.masked(subject));
        let message = escaped(&self.privacy.masked(message));
        at(
            self.location,
            "warning",
            place.as_ref(),
            kind.word(),
            &format!("{subject} {message}"),
        )
    }
}
