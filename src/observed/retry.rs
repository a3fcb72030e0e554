//! When a failed reading is tried again, and after how long; pure, so that no test has to wait.

use std::time::Duration;

use super::error::ReadError;
use crate::http::doubled;

/// A wish to wait longer than this is reported instead.
const LONGEST_WISH: Duration = Duration::from_secs(120);

/// How long to wait before the next attempt; `None` to give up.
///
/// `failures` counts the attempts that failed, this one included; `timeouts` those of them that
/// ran out of time.
pub(super) fn pause(
    error: &ReadError,
    failures: u32,
    timeouts: u32,
    retries: u32,
) -> Option<Duration> {
    if failures > retries {
        return None;
    }
    match error {
        ReadError::Busy { wait, .. } => match wait {
            Some(wish) => (*wish <= LONGEST_WISH).then_some(*wish),
            None => Some(doubled(failures)),
        },
        ReadError::Connect(_) | ReadError::Broken => Some(doubled(failures)),
        ReadError::TimedOut(_) => (timeouts <= 1).then(|| doubled(failures)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;

    use super::*;

    fn busy(wait: Option<u64>) -> ReadError {
        ReadError::Busy {
            status: StatusCode::TOO_MANY_REQUESTS,
            wait: wait.map(Duration::from_secs),
        }
    }

    fn pauses(error: &ReadError, retries: u32) -> Vec<u64> {
        (1..)
            .map_while(|failures| pause(error, failures, failures, retries))
            .map(|pause| pause.as_secs())
            .collect()
    }

    #[test]
    fn pauses_double_up_to_thirty_seconds() {
        assert_eq!(pauses(&busy(None), 4), [1, 2, 4, 8]);
        assert_eq!(pauses(&ReadError::Broken, 7), [1, 2, 4, 8, 16, 30, 30]);
        assert_eq!(pauses(&ReadError::Connect(String::new()), 0), [0; 0]);
    }

    #[test]
    fn a_wish_to_wait_is_honoured_up_to_two_minutes() {
        assert_eq!(pauses(&busy(Some(7)), 2), [7, 7]);
        assert_eq!(pauses(&busy(Some(0)), 1), [0]);
        assert_eq!(pauses(&busy(Some(120)), 1), [120]);
        assert_eq!(pauses(&busy(Some(121)), 4), [0; 0]);
    }

    #[test]
    fn a_time_out_is_repeated_once_and_a_refusal_never() {
        assert_eq!(pauses(&ReadError::TimedOut(30), 4), [1]);
        for code in [301, 400, 401, 403, 404, 410, 422, 498] {
            let status = StatusCode::from_u16(code).expect("a literal status");
            let error = super::super::error::of_status(status, None);
            assert_eq!(pauses(&error, 4), [0; 0], "{code}");
        }
    }
}
