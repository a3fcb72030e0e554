//! The page that text for people is written on: its colour, or none (the symbols say the same), and its width.

use anstyle::{AnsiColor, Effects, Style};

/// What text for people is written on: with or without colour, and how wide.
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

/// Whether to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// With ANSI colours.
    Colour,
    /// Plain text.
    Plain,
}

/// What a piece of output is, which decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Role {
    Added,
    Changed,
    Removed,
    AddedWord,
    RemovedWord,
    Heading,
    Quiet,
    Warning,
    Refusal,
}

impl Role {
    fn style(self) -> Style {
        let colour = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
        match self {
            Self::Added => colour(AnsiColor::Green),
            Self::Changed | Self::Warning => colour(AnsiColor::Yellow),
            Self::Removed => colour(AnsiColor::Red),
            Self::AddedWord => colour(AnsiColor::Green).effects(Effects::BOLD | Effects::UNDERLINE),
            Self::RemovedWord => colour(AnsiColor::Red).effects(Effects::BOLD | Effects::UNDERLINE),
            Self::Heading => Style::new().effects(Effects::BOLD),
            Self::Quiet => Style::new().effects(Effects::DIMMED),
            Self::Refusal => colour(AnsiColor::Red).effects(Effects::BOLD),
        }
    }
}

impl Paint {
    /// `text` in the colour of its role.
    pub(in crate::render) fn apply(self, role: Role, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Colour if text.is_empty() => String::new(),
            Self::Colour => {
                let style = role.style();
                format!("{style}{text}{style:#}")
            }
        }
    }
}
