//! What money pays for: from the transactions of sources to payments and the inbox.

mod decisions;
mod house;
mod march;
mod matching;
mod merges;
mod periods;
mod program;
mod properties;
mod refunds;
mod sources;
mod stories;
mod waiting;
