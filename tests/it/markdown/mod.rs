//! Markdown as GitHub shows it: its outline, its size, and the example household's.

mod hostile;
mod limit;
pub(crate) mod made;
mod outline;
