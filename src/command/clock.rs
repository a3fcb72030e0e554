//! The clock of this machine, read once; whatever it shows, nothing that follows can overflow.

use std::time::{Duration, Instant, SystemTime};

use anyhow::anyhow;
use chrono::{DateTime, Utc};

use super::exit::{Exit, Failure};
use crate::vocabulary::Timestamp;

/// 9999-12-31T23:59:59Z, the last second that every format of ours can hold.
const LAST_SECOND: i64 = 253_402_300_799;

/// What the clock showed when the run began.
#[derive(Debug, Clone, Copy)]
pub(super) struct RunClock {
    /// The instant, or the nearest one that can be written.
    pub(super) now: DateTime<Utc>,
    /// Whether it showed a year from 1970 to 9999.
    is_usable: bool,
    /// When it was read; none for a clock that stands still.
    read_at: Option<Instant>,
}

impl RunClock {
    /// The only look at the clock.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that looks at the clock"
    )]
    pub(super) fn read() -> Self {
        #[cfg(feature = "fault-injection")]
        if let Some(seconds) = planted() {
            return Self::showing(seconds);
        }
        Self {
            read_at: Some(Instant::now()),
            ..Self::of(SystemTime::now())
        }
    }

    /// The instant now, by the time that has passed since the clock was read.
    pub(super) fn moment(self) -> Timestamp {
        let passed = self
            .read_at
            .map_or(0, |read_at| read_at.elapsed().as_secs());
        let passed = i64::try_from(passed).unwrap_or(i64::MAX);
        Timestamp(self.now.timestamp().saturating_add(passed).min(LAST_SECOND))
    }

    fn of(clock: SystemTime) -> Self {
        let whole = |span: Duration| i64::try_from(span.as_secs()).unwrap_or(i64::MAX);
        Self::showing(match clock.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(since) => whole(since),
            Err(before) => whole(before.duration()).saturating_neg().min(-1),
        })
    }

    fn showing(seconds: i64) -> Self {
        let nearest = seconds.clamp(0, LAST_SECOND);
        Self {
            now: DateTime::from_timestamp(nearest, 0).unwrap_or(DateTime::UNIX_EPOCH),
            is_usable: nearest == seconds,
            read_at: None,
        }
    }

    /// The instant, if days can be counted from it.
    pub(super) fn usable(self) -> Option<DateTime<Utc>> {
        self.is_usable.then_some(self.now)
    }

    /// Refuses to speak to a server: its certificate is checked by the clock.
    pub(super) fn for_connections(self) -> Result<(), Failure> {
        match self.is_usable {
            true => Ok(()),
            false => Err(Failure::new(Exit::Failed, unusable())
                .hint("set the clock; certificates of servers cannot be checked without it")),
        }
    }
}

/// What is wrong with a clock that cannot be used.
pub(super) fn unusable() -> anyhow::Error {
    anyhow!("the clock shows a year outside 1970 to 9999")
}

/// What the clock shall show, in test builds: seconds since 1970.
#[cfg(feature = "fault-injection")]
fn planted() -> Option<i64> {
    std::env::var("PLEXMGR_CLOCK").ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clock_gives_an_instant_that_can_be_written() {
        let at = |seconds: i64| {
            let span = Duration::from_secs(seconds.unsigned_abs());
            match seconds < 0 {
                true => SystemTime::UNIX_EPOCH.checked_sub(span),
                false => SystemTime::UNIX_EPOCH.checked_add(span),
            }
        };
        for (seconds, year, is_usable) in [
            (0, "1970-01-01T00:00:00+00:00", true),
            (LAST_SECOND, "9999-12-31T23:59:59+00:00", true),
            (-1, "1970-01-01T00:00:00+00:00", false),
            (LAST_SECOND + 1, "9999-12-31T23:59:59+00:00", false),
            (i64::MIN + 1, "1970-01-01T00:00:00+00:00", false),
            (i64::MAX, "9999-12-31T23:59:59+00:00", false),
        ] {
            let Some(clock) = at(seconds).map(RunClock::of) else {
                continue;
            };
            assert_eq!(clock.now.to_rfc3339(), year, "{seconds}");
            assert_eq!(clock.usable().is_some(), is_usable, "{seconds}");
            assert_eq!(clock.for_connections().is_ok(), is_usable, "{seconds}");
        }
        let before = SystemTime::UNIX_EPOCH.checked_sub(Duration::from_nanos(1));
        assert!(
            before
                .map(RunClock::of)
                .is_some_and(|clock| clock.usable().is_none())
        );
    }
}
