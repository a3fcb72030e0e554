//! Which comments are ours, and whether one says already what shall be said; pure.

use super::answer::{Comment, User};
use super::marker::Marker;

/// Who the token belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenOwner {
    /// This account.
    Account(User),
    /// An app, as the token of a workflow: it may not ask who it is, but it writes as a bot.
    App,
    /// A server that does not say.
    Unknown,
}

/// The comments that begin with the marker, the oldest first.
pub(super) fn marked(mut comments: Vec<Comment>, marker: &Marker) -> Vec<Comment> {
    comments.retain(|comment| marker.marks(comment.body.as_deref().unwrap_or_default()));
    comments.sort_by_key(|comment| comment.id);
    comments.dedup_by_key(|comment| comment.id);
    comments
}

impl TokenOwner {
    /// Whether we may have written a comment. A stranger who copies the marker did not.
    pub(super) fn wrote(&self, comment: &Comment) -> bool {
        match (self, &comment.user) {
            (Self::Account(own), Some(author)) => match (own.id, author.id) {
                (Some(own), Some(author)) => own == author,
                _ => own.login.eq_ignore_ascii_case(&author.login),
            },
            (Self::App, Some(author)) => {
                author.kind.as_deref() == Some("Bot") || author.login.ends_with("[bot]")
            }
            (Self::Unknown, _) => true,
            (Self::Account(_) | Self::App, None) => false,
        }
    }
}

/// Whether a comment says this already; GitHub may have other line endings and none at the end.
pub(super) fn says(comment: &Comment, body: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
    let text = comment.body.as_deref().unwrap_or_default();
    plain(text) == plain(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(id: u64, login: &str, kind: &str) -> User {
        User {
            id: Some(id),
            login: login.to_owned(),
            kind: Some(kind.to_owned()),
        }
    }

    fn comment(id: u64, body: &str, author: Option<User>) -> Comment {
        Comment {
            id,
            html_url: None,
            body: Some(body.to_owned()),
            user: author,
        }
    }

    #[test]
    fn the_oldest_marked_comment_comes_first() {
        let marker: Marker = "home".parse().expect("a key");
        let comments = vec![
            comment(9, &marker.mark("b"), None),
            comment(2, "hello", None),
            comment(3, &format!("> {}", marker.mark("quoted")), None),
            comment(4, &marker.mark("a"), None),
            comment(9, &marker.mark("b"), None),
        ];
        let ids: Vec<u64> = marked(comments, &marker).iter().map(|c| c.id).collect();
        assert_eq!(ids, [4, 9]);
    }

    #[test]
    fn a_stranger_who_copies_the_marker_is_not_us() {
        let (ada, bot) = (
            user(1, "ada", "User"),
            user(2, "github-actions[bot]", "Bot"),
        );
        let own = TokenOwner::Account(user(1, "Ada", "User"));
        assert!(own.wrote(&comment(1, "", Some(ada.clone()))));
        assert!(!own.wrote(&comment(1, "", Some(bot.clone()))));
        assert!(!own.wrote(&comment(1, "", None)));
        assert!(TokenOwner::App.wrote(&comment(1, "", Some(bot))));
        assert!(!TokenOwner::App.wrote(&comment(1, "", Some(ada.clone()))));
        assert!(!TokenOwner::App.wrote(&comment(1, "", None)));
        assert!(TokenOwner::Unknown.wrote(&comment(1, "", Some(ada))));
        assert!(TokenOwner::Unknown.wrote(&comment(1, "", None)));
    }

    #[test]
    fn line_endings_and_the_end_do_not_matter() {
        assert!(says(&comment(1, "a\r\nb\r\n", None), "a\nb\n"));
        assert!(says(&comment(1, "a\nb", None), "a\nb\n"));
        assert!(!says(&comment(1, "a\nb", None), "a\nc"));
    }
}
