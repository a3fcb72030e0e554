//! Numbered write points, at which a test can end the program or make the system refuse.
//!
//! Everything that changes the disk passes [`point`] first. In an ordinary build that does nothing.
//! With the feature `fault-injection`, which only the tests switch on, environment variables decide:
//!
//! - `PLEXMGR_FAULT=die@7` ends the process at the seventh point, as a kill would: nothing is cleaned
//!   up. `full@7` makes the seventh point fail as on a full disk, `full@7+` that and every later one,
//!   except where something is removed. `deny@records/users` refuses to write there or below.
//!   `pause@7` waits at the seventh point until the file `PLEXMGR_FAULT_GO` exists.
//! - `PLEXMGR_FAULT_NO_EXCHANGE=1` stands for a file system that cannot exchange two files.
//! - `PLEXMGR_FAULT_TRACE=FILE` appends the name of every point to a file, and the path it is about,
//!   so that a test can count and knows where the program stands.

#[cfg(not(feature = "fault-injection"))]
use std::path::Path;

/// Passes the next numbered write point, called `name`, that is about `path`.
///
/// # Errors
/// As on a full disk or without permission, if a test asked for that; never in an ordinary build.
#[cfg(not(feature = "fault-injection"))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "it fails where faults are injected"
)]
pub(super) fn point(_name: &str, _path: &Path) -> std::io::Result<()> {
    Ok(())
}

/// As [`point`], for what needs no room on the disk.
///
/// # Errors
/// As without permission, if a test asked for that; never in an ordinary build.
#[cfg(not(feature = "fault-injection"))]
pub(super) fn freeing_point(name: &str, path: &Path) -> std::io::Result<()> {
    point(name, path)
}

/// Whether files may be exchanged, where the file system can do that; a test can say no.
#[cfg(not(feature = "fault-injection"))]
pub(super) fn exchanges() -> bool {
    true
}

#[cfg(feature = "fault-injection")]
#[cfg(feature = "fault-injection")]
pub(crate) use injected::append_outside;
#[cfg(feature = "fault-injection")]
pub(super) use injected::{exchanges, freeing_point, point};

#[cfg(feature = "fault-injection")]
mod injected {
    use std::fs::OpenOptions;
    use std::io::{self, Write};
    use std::path::{Path, PathBuf};
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::Duration;

    /// Passes the next numbered write point, called `name`, that is about `path`.
    pub(in super::super) fn point(name: &str, path: &Path) -> io::Result<()> {
        pass(name, path, true)
    }

    /// As [`point`], for what needs no room on the disk.
    pub(in super::super) fn freeing_point(name: &str, path: &Path) -> io::Result<()> {
        pass(name, path, false)
    }

    /// Appends a line to a file outside the household, with a point before and one behind it.
    #[expect(
        clippy::disallowed_methods,
        reason = "the file is outside the household"
    )]
    pub(crate) fn append_outside(path: &Path, line: &str) -> io::Result<()> {
        point("before effect", path)?;
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        writeln!(file, "{line}")?;
        freeing_point("behind effect", path)
    }

    /// Whether files may be exchanged.
    pub(in super::super) fn exchanges() -> bool {
        std::env::var_os("PLEXMGR_FAULT_NO_EXCHANGE").is_none()
    }

    fn pass(name: &str, path: &Path, needs_room: bool) -> io::Result<()> {
        static PASSED: AtomicU64 = AtomicU64::new(0);
        static WANTED: LazyLock<Option<InjectedFault>> = LazyLock::new(InjectedFault::wanted);
        trace(name, path);
        let number = PASSED.fetch_add(1, Ordering::SeqCst) + 1;
        match &*WANTED {
            Some(InjectedFault::Die { at }) if number == *at => die(),
            Some(InjectedFault::Full { from, to })
                if needs_room && (*from..=*to).contains(&number) =>
            {
                Err(io::ErrorKind::StorageFull.into())
            }
            Some(InjectedFault::Deny { below })
                if path.ancestors().any(|part| part.ends_with(below)) =>
            {
                Err(io::ErrorKind::PermissionDenied.into())
            }
            Some(InjectedFault::Pause { at }) if number == *at => {
                pause();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    enum InjectedFault {
        Die { at: u64 },
        Full { from: u64, to: u64 },
        Deny { below: PathBuf },
        Pause { at: u64 },
    }

    impl InjectedFault {
        fn wanted() -> Option<Self> {
            let text = std::env::var("PLEXMGR_FAULT").ok()?;
            let (kind, what) = text.split_once('@')?;
            match kind {
                "die" => Some(Self::Die {
                    at: what.parse().ok()?,
                }),
                "full" => {
                    let from = what.strip_suffix('+').unwrap_or(what).parse().ok()?;
                    let to = if what.ends_with('+') { u64::MAX } else { from };
                    Some(Self::Full { from, to })
                }
                "deny" => Some(Self::Deny { below: what.into() }),
                "pause" => Some(Self::Pause {
                    at: what.parse().ok()?,
                }),
                _ => None,
            }
        }
    }

    /// Ends the process at once, without a chance to tidy up.
    fn die() -> io::Result<()> {
        signal_hook::low_level::raise(signal_hook::consts::SIGKILL)
    }

    /// Waits until the test says that it may go on.
    fn pause() {
        let go = std::env::var_os("PLEXMGR_FAULT_GO").map(PathBuf::from);
        while go.as_ref().is_some_and(|go| !go.exists()) {
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the trace is not a file of a household"
    )]
    fn trace(name: &str, path: &Path) {
        if let Some(trace) = std::env::var_os("PLEXMGR_FAULT_TRACE") {
            let file = OpenOptions::new().create(true).append(true).open(trace);
            let written = file.and_then(|mut file| writeln!(file, "{name}: {}", path.display()));
            written.expect("the trace of a test can be written");
        }
    }
}
