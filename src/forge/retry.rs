//! When a failed request is sent again, and after how long; pure, so that no test has to wait.
//!
//! Reading and replacing a text may be repeated: the result is the same. Making a comment is repeated
//! only if the first one certainly was not made, because there would be two otherwise.

use std::time::Duration;

use super::error::{Doing, Reason};
use crate::http::doubled;

/// A wish to wait longer than this is reported instead.
const LONGEST_WISH: Duration = Duration::from_secs(120);

/// How long to wait before the next attempt; `None` to give up.
///
/// `failures` counts the attempts that failed, this one included.
pub(super) fn pause(
    doing: Doing,
    reason: &Reason,
    failures: u32,
    retries: u32,
) -> Option<Duration> {
    if failures > retries {
        return None;
    }
    let may_have_been_made = doing == Doing::Create;
    match reason {
        Reason::Limited { wait, .. } => wished(*wait, failures),
        Reason::Connect(_) => Some(doubled(failures)),
        Reason::Server { wait, .. } if !may_have_been_made => wished(*wait, failures),
        Reason::Broken if !may_have_been_made => Some(doubled(failures)),
        Reason::TimedOut(_) if !may_have_been_made && failures == 1 => Some(doubled(failures)),
        _ => None,
    }
}

fn wished(wait: Option<Duration>, failures: u32) -> Option<Duration> {
    match wait {
        Some(wish) => (wish <= LONGEST_WISH).then_some(wish),
        None => Some(doubled(failures)),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;

    use super::*;

    fn pauses(doing: Doing, reason: &Reason) -> Vec<u64> {
        (1..)
            .map_while(|failures| pause(doing, reason, failures, 3))
            .map(|pause| pause.as_secs())
            .collect()
    }

    #[test]
    fn what_may_have_been_made_is_not_made_again() {
        let server = Reason::of_status(StatusCode::BAD_GATEWAY, None, false);
        for reason in [server, Reason::Broken, Reason::TimedOut(30)] {
            assert_eq!(pauses(Doing::Create, &reason), [0; 0], "{reason}");
            assert!(!pauses(Doing::List, &reason).is_empty(), "{reason}");
            assert!(!pauses(Doing::Update, &reason).is_empty(), "{reason}");
        }
        assert_eq!(
            pauses(Doing::Create, &Reason::Connect(String::new())),
            [1, 2, 4]
        );
    }

    #[test]
    fn a_limit_is_waited_for_up_to_two_minutes() {
        let limited = |seconds| Reason::Limited {
            status: StatusCode::FORBIDDEN,
            wait: Some(Duration::from_secs(seconds)),
        };
        assert_eq!(pauses(Doing::Create, &limited(7)), [7, 7, 7]);
        assert_eq!(pauses(Doing::List, &limited(121)), [0; 0]);
    }

    #[test]
    fn a_refusal_is_final() {
        for code in [301, 307, 400, 401, 403, 404, 410, 422] {
            let status = StatusCode::from_u16(code).expect("a literal status");
            let reason = Reason::of_status(status, None, false);
            assert_eq!(pauses(Doing::List, &reason), [0; 0], "{code}");
        }
    }
}
