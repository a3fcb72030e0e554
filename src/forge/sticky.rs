//! Keeps one comment up to date.

use secrecy::SecretString;

use super::answer::Comment;
use super::client::{GithubClient, Options};
use super::decide::{marked, says};
use super::error::{Doing, ForgeError};
use super::marker::Marker;
use super::target::CommentTarget;
use crate::http::{Fault, blocking};

/// The text to show.
#[derive(Debug, Clone, Copy)]
pub struct CommentUpdate<'t> {
    /// How the comment is found again.
    pub marker: &'t Marker,
    /// The Markdown, without the marker.
    pub text: &'t str,
    /// Whether it is worth a comment of its own; if not, only one that is there already is updated.
    pub is_news: bool,
}

/// What was done, with the address of the comment if GitHub returned it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// There was none.
    Created(Option<String>),
    /// It said something else.
    Updated(Option<String>),
    /// It says this already; nothing was written.
    Unchanged(Option<String>),
    /// There is none, and there is nothing worth one.
    NothingToSay,
}

/// Makes or updates the comment, on a runtime of its own.
///
/// # Errors
/// What GitHub, the network or the system refused.
pub fn update_comment(
    target: &CommentTarget,
    token: &SecretString,
    options: Options,
    update: &CommentUpdate<'_>,
) -> Result<Done, ForgeError> {
    let client = GithubClient::new(target, token, options)?;
    blocking(keep_up_to_date(&client, update))
        .map_err(|error| Doing::Setup.failed(Fault::Setup(error.to_string()).into()))?
}

async fn keep_up_to_date(
    client: &GithubClient<'_>,
    update: &CommentUpdate<'_>,
) -> Result<Done, ForgeError> {
    let body = update.marker.mark(update.text);
    let mut candidates = marked(client.comments().await?, update.marker);
    if !candidates.is_empty() {
        let identity = client.identity().await?;
        candidates.retain(|comment| identity.wrote(comment));
    }
    let mut refused = None;
    for comment in candidates {
        if says(&comment, &body) {
            return Ok(Done::Unchanged(comment.html_url));
        }
        let Comment { id, html_url, .. } = comment;
        match client.update(id, &body).await {
            Ok(url) => return Ok(Done::Updated(url.or(html_url))),
            // Another bot's perhaps, so there may be one of ours.
            Err(error) if error.reason.is_forbidden() => refused = Some(error),
            // Deleted meanwhile.
            Err(error) if error.reason.code() == 404 => {}
            Err(error) => return Err(error),
        }
    }
    match refused {
        _ if update.is_news => client.make(&body).await.map(Done::Created),
        Some(refused) => Err(refused),
        None => Ok(Done::NothingToSay),
    }
}
