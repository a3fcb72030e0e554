//! What text for people is written on: with or without colour, and how wide.

use super::paint::Paint;

/// A terminal, or whatever stands in for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Whether to colour.
    pub paint: Paint,
    /// The columns a line may take; `None` where lines are never broken, as in files and pipes.
    pub columns: Option<usize>,
}

impl Page {
    /// Without colour and as wide as it takes.
    pub const PLAIN: Self = Self {
        paint: Paint::Plain,
        columns: None,
    };
}
