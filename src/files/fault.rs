//! Numbered write points, at which a test can end the program or make the system refuse.
//!
//! Everything that changes the disk passes [`point`] first. In an ordinary build that does nothing.
//! With the feature `fault-injection`, which only the tests switch on, two environment variables
//! decide:
//!
//! - `PLEXMGR_FAULT=die@7` ends the process at the seventh point, as a kill would: nothing is cleaned
//!   up. `full@7` makes the seventh point fail as on a full disk, `full@7+` that and every later one.
//! - `PLEXMGR_FAULT_TRACE=FILE` appends the name of every point to a file, so that a test can count.

/// Passes the next numbered write point, called `name`.
///
/// # Errors
/// As on a full disk, if a test asked for that; never in an ordinary build.
#[cfg(not(feature = "fault-injection"))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "it fails where faults are injected"
)]
pub(super) fn point(_name: &str) -> std::io::Result<()> {
    Ok(())
}

#[cfg(feature = "fault-injection")]
pub(super) use injected::point;

#[cfg(feature = "fault-injection")]
mod injected {
    use std::fs::OpenOptions;
    use std::io::{self, Write};
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    /// Passes the next numbered write point, called `name`.
    pub(in super::super) fn point(name: &str) -> io::Result<()> {
        static PASSED: AtomicU64 = AtomicU64::new(0);
        static WANTED: LazyLock<Option<Fault>> = LazyLock::new(Fault::wanted);
        trace(name);
        let number = PASSED.fetch_add(1, Ordering::SeqCst) + 1;
        match &*WANTED {
            Some(Fault::Die { at }) if number == *at => die(),
            Some(Fault::Full { from, to }) if (*from..=*to).contains(&number) => {
                Err(io::ErrorKind::StorageFull.into())
            }
            _ => Ok(()),
        }
    }

    enum Fault {
        Die { at: u64 },
        Full { from: u64, to: u64 },
    }

    impl Fault {
        fn wanted() -> Option<Self> {
            let text = std::env::var("PLEXMGR_FAULT").ok()?;
            let (kind, at) = text.split_once('@')?;
            let (at, onwards) = match at.strip_suffix('+') {
                Some(at) => (at, true),
                None => (at, false),
            };
            let at = at.parse().ok()?;
            let to = if onwards { u64::MAX } else { at };
            match kind {
                "die" => Some(Self::Die { at }),
                "full" => Some(Self::Full { from: at, to }),
                _ => None,
            }
        }
    }

    /// Ends the process at once, without a chance to tidy up.
    fn die() -> io::Result<()> {
        signal_hook::low_level::raise(signal_hook::consts::SIGKILL)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the trace is no file of a household"
    )]
    fn trace(name: &str) {
        if let Some(path) = std::env::var_os("PLEXMGR_FAULT_TRACE") {
            let file = OpenOptions::new().create(true).append(true).open(path);
            let written = file.and_then(|mut file| writeln!(file, "{name}"));
            written.expect("the trace of a test can be written");
        }
    }
}
