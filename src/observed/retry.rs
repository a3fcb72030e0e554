//! When a failed reading is tried again, and after how long; pure, so that no test has to wait.
//!
//! And what time it is at plex.tv, because that is what a wish to wait is measured by.

use std::time::Duration;

use chrono::DateTime;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use super::error::ReadError;
use crate::vocabulary::Timestamp;

/// The pause before the first repetition when the answer names none.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The pause that doubling ends at.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
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

/// 1, 2, 4, … seconds after the first, second, third, … failure.
fn doubled(failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(8);
    FIRST_PAUSE
        .saturating_mul(1 << doublings)
        .min(LONGEST_PAUSE)
}

/// What `Retry-After` asks for: seconds, or a moment, which is compared with the answer's own
/// `Date` so that no clock is needed.
pub(super) fn wish(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are longer than anybody waits.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let Timestamp(moment) = moment(text)?;
    let Timestamp(now) = date(headers)?;
    let seconds = moment.saturating_sub(now);
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

/// The moment in `Date`, if that is there and can be read.
pub(super) fn date(headers: &HeaderMap) -> Option<Timestamp> {
    moment(headers.get(DATE)?.to_str().ok()?)
}

fn moment(text: &str) -> Option<Timestamp> {
    let moment = DateTime::parse_from_rfc2822(text.trim()).ok()?;
    Some(Timestamp(moment.timestamp()))
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::HeaderValue;

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

    #[test]
    fn a_wish_is_read_from_seconds_or_from_a_moment() {
        let mut headers = HeaderMap::new();
        assert_eq!(wish(&headers), None);
        let mut check = |text: &'static str, seconds: Option<u64>| {
            headers.insert(RETRY_AFTER, HeaderValue::from_static(text));
            headers.insert(
                DATE,
                HeaderValue::from_static("Sun, 22 Nov 2026 08:00:00 GMT"),
            );
            assert_eq!(wish(&headers), seconds.map(Duration::from_secs), "{text}");
        };
        check("7", Some(7));
        check("Sun, 22 Nov 2026 08:00:09 GMT", Some(9));
        check("Sun, 22 Nov 2026 07:00:00 GMT", Some(0));
        check("99999999999999999999", Some(u64::MAX));
        check("soon", None);
        check("-3", None);
        check("", None);
    }
}
