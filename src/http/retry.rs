//! When a failed request is sent again, and after how long; pure, so that no test has to wait.

use std::time::Duration;

use super::fault::Fault;

/// A wish to wait longer than this is reported instead.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(120);
/// The pause before the first repetition when the answer names none.
pub(crate) const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The pause that doubling ends at.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Which failures a request may be repeated after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Doing it twice does the same as doing it once: reading, or giving something a value.
    Always,
    /// Doing it twice would do it a second time, as creating something.
    OnlyIfCertainlyNotDone,
}

/// The attempts at one request that failed so far.
#[derive(Debug)]
pub(super) struct Attempts {
    repeat: Repeat,
    retries: u32,
    limit_pause: Duration,
    failures: u32,
    timeouts: u32,
}

impl Attempts {
    /// Without a failure yet. `limit_pause` is the first pause after a limit that names no time.
    pub(super) fn new(repeat: Repeat, retries: u32, limit_pause: Duration) -> Self {
        Self {
            repeat,
            retries,
            limit_pause,
            failures: 0,
            timeouts: 0,
        }
    }

    /// Counts a failed attempt. Returns how long to wait before the next one; `None` to give up.
    pub(super) fn pause_after(&mut self, fault: &Fault) -> Option<Duration> {
        self.failures += 1;
        self.timeouts += u32::from(matches!(fault, Fault::TimedOut(_)));
        if self.failures > self.retries {
            return None;
        }
        let may_be_done = self.repeat == Repeat::OnlyIfCertainlyNotDone;
        match fault {
            Fault::Connect(_) => Some(self.doubled()),
            Fault::Status { wait, .. } if fault.is_limit() => {
                self.wait_within_limit(*wait, self.limit_pause)
            }
            _ if may_be_done => None,
            Fault::Status { status, wait, .. } if status.is_server_error() => {
                self.wait_within_limit(*wait, FIRST_PAUSE)
            }
            Fault::Broken => Some(self.doubled()),
            Fault::TimedOut(_) if self.timeouts <= 1 => Some(self.doubled()),
            _ => None,
        }
    }

    fn wait_within_limit(&self, wait: Option<Duration>, first: Duration) -> Option<Duration> {
        let pause = wait.unwrap_or_else(|| self.doubled_from(first));
        (pause <= LONGEST_RETRY_AFTER).then_some(pause)
    }

    /// 1, 2, 4, … seconds after the first, second, third, … failure, up to thirty.
    fn doubled(&self) -> Duration {
        self.doubled_from(FIRST_PAUSE)
    }

    fn doubled_from(&self, first: Duration) -> Duration {
        let doublings = self.failures.saturating_sub(1).min(8);
        let pause = first.saturating_mul(1 << doublings);
        pause.min(LONGEST_PAUSE)
    }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;

    use super::super::fault::Said;
    use super::*;

    fn status(code: u16, wait: Option<u64>) -> Fault {
        Fault::Status {
            status: StatusCode::from_u16(code).expect("a literal status"),
            is_limit: code == 429,
            wait: wait.map(Duration::from_secs),
            said: Said::default(),
        }
    }

    const LIMIT_PAUSE: Duration = Duration::from_secs(5);

    fn pauses(repeat: Repeat, fault: &Fault, retries: u32) -> Vec<u64> {
        let mut attempts = Attempts::new(repeat, retries, LIMIT_PAUSE);
        std::iter::from_fn(|| attempts.pause_after(fault))
            .map(|pause| pause.as_secs())
            .collect()
    }

    #[test]
    fn pauses_double_up_to_thirty_seconds() {
        let always = |fault: &Fault, retries| pauses(Repeat::Always, fault, retries);
        assert_eq!(always(&status(429, None), 4), [5, 10, 20, 30]);
        assert_eq!(always(&status(503, None), 2), [1, 2]);
        assert_eq!(always(&Fault::Broken, 7), [1, 2, 4, 8, 16, 30, 30]);
        assert_eq!(always(&Fault::Connect(String::new()), 0), [0; 0]);
    }

    #[test]
    fn a_retry_time_is_honoured_up_to_two_minutes() {
        for code in [429, 503] {
            let after = |retry_after, retries| {
                pauses(Repeat::Always, &status(code, Some(retry_after)), retries)
            };
            assert_eq!(after(7, 2), [7, 7]);
            assert_eq!(after(0, 1), [0]);
            assert_eq!(after(120, 1), [120]);
            assert_eq!(after(121, 4), [0; 0]);
        }
    }

    #[test]
    fn a_time_out_is_repeated_once_and_a_refusal_never() {
        assert_eq!(pauses(Repeat::Always, &Fault::TimedOut(30), 4), [1]);
        for code in [301, 307, 400, 401, 403, 404, 410, 422, 498] {
            let refusal = status(code, Some(1));
            assert_eq!(pauses(Repeat::Always, &refusal, 4), [0; 0], "{code}");
        }
    }

    #[test]
    fn what_may_have_been_done_is_not_done_again() {
        let cautiously = |fault: &Fault| pauses(Repeat::OnlyIfCertainlyNotDone, fault, 3);
        for fault in [status(502, None), Fault::Broken, Fault::TimedOut(30)] {
            assert_eq!(cautiously(&fault), [0; 0], "{fault}");
        }
        assert_eq!(cautiously(&Fault::Connect(String::new())), [1, 2, 4]);
        assert_eq!(cautiously(&status(429, Some(7))), [7, 7, 7]);
    }
}
