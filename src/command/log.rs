//! The log: what this program does, on stderr, as much of it as was asked for.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::context::colours;
use crate::cli::Global;
use crate::render::Paint;

/// Sends the log of plexmgr, and of nothing it is made from, to stderr.
///
/// To be called once per process; a second call changes nothing.
pub fn log(options: &Global) {
    let level = match (options.quiet, options.verbose) {
        (true, _) => LevelFilter::ERROR,
        (false, 0) => LevelFilter::WARN,
        (false, 1) => LevelFilter::INFO,
        (false, _) => LevelFilter::DEBUG,
    };
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(colours(options.color, &std::io::stderr()) == Paint::Colour)
        .with_target(false)
        .without_time()
        .log_internal_errors(false)
        .with_filter(Targets::new().with_target(env!("CARGO_PKG_NAME"), level));
    // Another subscriber is there already only if somebody uses this crate as a library.
    let _ = tracing_subscriber::registry().with(lines).try_init();
}
