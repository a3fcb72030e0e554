//! The two streams a run writes to: colour, width and privacy of each.

use std::os::fd::AsFd;

use crate::cli::{ColorChoice, Format, Global, is_unforced};
use crate::render::{Page, Paint, Privacy};

/// What stderr is written on.
pub(super) fn aside_page(colour: ColorChoice) -> Page {
    let stderr = std::io::stderr();
    Page {
        paint: colours(colour, &stderr),
        columns: columns(&stderr),
    }
}

/// Whether private values may be read on stderr: no more than on stdout, because a log holds both.
pub(super) fn aside_privacy(global: &Global) -> Privacy {
    match global.format {
        Format::Text | Format::Json | Format::Csv => Privacy::Open,
        Format::Markdown | Format::Github => privacy(global),
    }
}

/// What stdout is written on.
pub(super) fn page_of(global: &Global) -> Page {
    let stdout = std::io::stdout();
    Page {
        paint: colours(global.color, &stdout),
        columns: columns(&stdout),
    }
}

/// Whether private values may be read.
pub(super) fn privacy(global: &Global) -> Privacy {
    match global.show_pii {
        true => Privacy::Open,
        false => Privacy::Masked,
    }
}

/// The colours of a stream: as typed, else as the environment and the terminal say.
fn colours(choice: ColorChoice, stream: &impl anstream::stream::RawStream) -> Paint {
    let choice = match choice {
        ColorChoice::Auto if is_unforced() && !stream.is_terminal() => return Paint::Plain,
        ColorChoice::Always => return Paint::Colour,
        ColorChoice::Never => return Paint::Plain,
        ColorChoice::Auto => anstream::AutoStream::choice(stream),
    };
    match choice {
        anstream::ColorChoice::Never => Paint::Plain,
        _ => Paint::Colour,
    }
}

/// How wide a stream is: as the variable `COLUMNS` says, else as wide as the terminal, if it is one.
fn columns(stream: &impl AsFd) -> Option<usize> {
    let given = std::env::var("COLUMNS").ok();
    let given = given.and_then(|columns| columns.trim().parse::<usize>().ok());
    let measured = || {
        let (columns, _) = terminal_size::terminal_size_of(stream)?;
        Some(usize::from(columns.0))
    };
    given.filter(|columns| *columns > 0).or_else(measured)
}
