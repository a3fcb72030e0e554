//! The log: what this program does, on stderr, as much of it as was asked for.
//!
//! Its lines read like everything else said on the way: `note: …` and `warning: …`.

use std::fmt;

use tracing::level_filters::LevelFilter;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

use super::streams::{aside_page, aside_privacy};
use crate::cli::Global;
use crate::render::{Page, Privacy, message};
use crate::vocabulary::escaped;

/// Sends the log of plexmgr, and of nothing it is made from, to stderr.
///
/// To be called once per process; a second call changes nothing.
pub fn log(options: &Global) {
    let level = match (options.quiet, options.verbose) {
        // Quiet or not, warnings are shown.
        (true, _) | (false, 0) => LevelFilter::WARN,
        (false, 1) => LevelFilter::INFO,
        (false, _) => LevelFilter::DEBUG,
    };
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .event_format(LogLines {
            page: aside_page(options.color),
            privacy: aside_privacy(options),
        })
        .log_internal_errors(false)
        .with_filter(Targets::new().with_target(env!("CARGO_PKG_NAME"), level));
    // Another subscriber is there already only if a program uses this crate as a library.
    let _ = tracing_subscriber::registry().with(lines).try_init();
}

/// Writes an event as a message for people.
struct LogLines {
    page: Page,
    privacy: Privacy,
}

impl<S, N> FormatEvent<S, N> for LogLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let label = match *event.metadata().level() {
            Level::ERROR => "error",
            Level::WARN => "warning",
            Level::INFO => "note",
            _ => "debug",
        };
        let mut fields = String::new();
        context.format_fields(Writer::new(&mut fields), event)?;
        let line = format!("{label}: {}\n", escaped(&self.privacy.masked(&fields)));
        writer.write_str(&message(&line, self.page))
    }
}
