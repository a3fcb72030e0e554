//! Shows a plan in a pull request on GitHub: one comment, found again by a hidden marker and kept up to
//! date.
//!
//! Knows nothing of plans: its input is a text. `target` is where, `marker` how the comment is found,
//! `decide` which comment is ours (pure), `client` asks, `exchange` is what is particular to GitHub's answers. Nothing
//! here reads the environment or a file, and the token goes into a header marked as sensitive and nowhere
//! else. Start at [`update_comment`].

mod answer;
mod client;
mod decide;
mod error;
mod exchange;
mod marker;
mod sticky;
mod target;

pub use client::Options;
pub use error::ForgeError;
pub use marker::{Marker, MarkerError};
pub use sticky::{CommentUpdate, Done, update_comment};
pub use target::{ApiUrl, ApiUrlError, CommentTarget, PullRequest, RepositoryName, TargetError};
