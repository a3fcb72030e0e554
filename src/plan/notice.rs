//! Notices: worth saying, changing nothing.

use schemars::JsonSchema;

use crate::vocabulary::Place;

/// Something a person should know about this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What sort of thing it is.
    pub kind: NoticeKind,
    /// Who or what it is about, as Plex or the records name it; shown escaped.
    pub subject: String,
    /// One sentence without the subject.
    pub message: String,
    /// The record concerned, if there is one.
    pub place: Option<Place>,
}

impl Notice {
    /// The message as far as strangers may read it: comments and the cells of rows are private and not quoted.
    #[must_use]
    pub fn public_message(&self) -> &str {
        let end = match self.kind {
            NoticeKind::CommentRemoved => self.message.find(": "),
            NoticeKind::RowUnreadable => self.message.find("`, `").map(|column| column + 1),
            _ => None,
        };
        end.map_or(&self.message, |end| &self.message[..end])
    }
}

impl Notice {
    /// The subject to sort by: a row of a file as its path and a number, everything else as it is.
    pub(super) fn name_and_row(&self) -> (&str, u64) {
        let row = self
            .subject
            .rsplit_once(':')
            .filter(|_| self.kind == NoticeKind::RowUnreadable);
        let row = row.and_then(|(file, row)| Some((file, row.parse().ok()?)));
        row.unwrap_or((&self.subject, 0))
    }
}

/// The sorts of notices, in the order they are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Money came of a user who cannot watch.
    MoneyWithoutAccess,
    /// A source of transactions could not be read or believed; nothing of it is used.
    SourceUnknown,
    /// An account could not be read completely; nothing is concluded from it.
    AccountUnknown,
    /// Something about an account could not be read; what rests on it is held back.
    FactUnknown,
    /// An account was never asked, so its owner is unknown and no new users are imported.
    OwnerUnknown,
    /// An account is in the records and not in the settings.
    AccountNotConfigured,
    /// A decision about a transaction cannot be carried out.
    DecisionUnclear,
    /// A transaction was recorded once and is not any more.
    PaymentForgotten,
    /// A refund or dispute of a transaction that is not known.
    RefundUnknown,
    /// The guess of an import counts for nothing from now on.
    GuessEnded,
    /// A row of a source could not be read.
    RowUnreadable,
    /// Something else about a source of transactions.
    SourceRemark,
    /// A file cannot be edited safely, so its changes are left out.
    UnsafeEdit,
    /// Comments are removed together with what they are about.
    CommentRemoved,
    /// A person and the records do not fit together one to one.
    IdentityConflict,
    /// A new account seems to take the place of a recorded one.
    AccountReplaced,
    /// A recorded server is no longer listed by its account.
    ServerMissing,
    /// A server that is not recorded is listed, and plex.tv does not find it.
    ServerNotFound,
    /// A recorded library is kept although it is no longer listed.
    LibraryKept,
    /// A share is left as it is because not everything about it is known.
    ShareKept,
    /// A user shares nothing any more, but that cannot be concluded yet.
    DepartureUndecided,
    /// Something is not taken away, because the snapshot is older than the data of an applied run.
    SnapshotOutdated,
    /// A person with an import behind them gets no second default payment.
    ImportedBefore,
    /// The owner of a configured account.
    OwnerNotImported,
    /// A member of a Plex Home.
    HomeMemberNotImported,
    /// An invitation that is not accepted yet.
    PendingInvitation,
    /// A friend who shares none of the recorded servers.
    FriendWithoutShare,
    /// People ignored by the settings; only counted.
    IgnoredPeople,
}

impl NoticeKind {
    /// Every kind, in order.
    pub const ALL: [Self; 28] = [
        Self::MoneyWithoutAccess,
        Self::SourceUnknown,
        Self::AccountUnknown,
        Self::FactUnknown,
        Self::OwnerUnknown,
        Self::AccountNotConfigured,
        Self::DecisionUnclear,
        Self::PaymentForgotten,
        Self::RefundUnknown,
        Self::GuessEnded,
        Self::RowUnreadable,
        Self::SourceRemark,
        Self::UnsafeEdit,
        Self::CommentRemoved,
        Self::IdentityConflict,
        Self::AccountReplaced,
        Self::ServerMissing,
        Self::ServerNotFound,
        Self::LibraryKept,
        Self::ShareKept,
        Self::DepartureUndecided,
        Self::SnapshotOutdated,
        Self::ImportedBefore,
        Self::OwnerNotImported,
        Self::HomeMemberNotImported,
        Self::PendingInvitation,
        Self::FriendWithoutShare,
        Self::IgnoredPeople,
    ];

    /// The word used in JSON and tests.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::AccountUnknown => "account_unknown",
            Self::FactUnknown => "fact_unknown",
            Self::OwnerUnknown => "owner_unknown",
            Self::AccountNotConfigured => "account_not_configured",
            Self::MoneyWithoutAccess => "money_without_access",
            Self::SourceUnknown => "source_unknown",
            Self::DecisionUnclear => "decision_unclear",
            Self::PaymentForgotten => "payment_forgotten",
            Self::RefundUnknown => "refund_unknown",
            Self::GuessEnded => "guess_ended",
            Self::RowUnreadable => "row_unreadable",
            Self::SourceRemark => "source_remark",
            Self::UnsafeEdit => "unsafe_edit",
            Self::CommentRemoved => "comment_removed",
            Self::IdentityConflict => "identity_conflict",
            Self::AccountReplaced => "account_replaced",
            Self::ServerMissing => "server_missing",
            Self::ServerNotFound => "server_not_found",
            Self::LibraryKept => "library_kept",
            Self::ShareKept => "share_kept",
            Self::DepartureUndecided => "departure_undecided",
            Self::SnapshotOutdated => "snapshot_outdated",
            Self::ImportedBefore => "imported_before",
            Self::OwnerNotImported => "owner_not_imported",
            Self::HomeMemberNotImported => "home_member_not_imported",
            Self::PendingInvitation => "pending_invitation",
            Self::FriendWithoutShare => "friend_without_share",
            Self::IgnoredPeople => "ignored_people",
        }
    }
}
