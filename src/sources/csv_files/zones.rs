//! Time zones as files name them.

use chrono::{FixedOffset, MappedLocalTime, NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;

use crate::vocabulary::Timestamp;

/// A zone of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sources) enum Zone {
    /// A zone of the IANA data base.
    Named(Tz),
    /// So many seconds east of Greenwich.
    Fixed(i32),
}

/// The abbreviations that files of PayPal use, each with its minutes east of Greenwich. Each stands for standard time
/// or summer time, row by row.
const ABBREVIATIONS: [(&str, i32); 48] = [
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("WET", 0),
    ("BST", 60),
    ("WEST", 60),
    ("CET", 60),
    ("MEZ", 60),
    ("CEST", 120),
    ("MESZ", 120),
    ("EET", 120),
    ("SAST", 120),
    ("EEST", 180),
    ("MSK", 180),
    ("TRT", 180),
    ("PKT", 300),
    ("ICT", 420),
    ("WIB", 420),
    ("SGT", 480),
    ("MYT", 480),
    ("HKT", 480),
    ("PHT", 480),
    ("AWST", 480),
    ("JST", 540),
    ("KST", 540),
    ("ACST", 570),
    ("AEST", 600),
    ("ACDT", 630),
    ("AEDT", 660),
    ("NZST", 720),
    ("NZDT", 780),
    ("BRT", -180),
    ("ART", -180),
    ("CLT", -240),
    ("CLST", -180),
    ("NST", -210),
    ("NDT", -150),
    ("AST", -240),
    ("ADT", -180),
    ("EST", -300),
    ("EDT", -240),
    ("CST", -360),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("HST", -600),
];

impl Zone {
    /// The zone of that name: an abbreviation, an offset such as `GMT+01:00`, or an IANA name.
    pub(in crate::sources) fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        let minutes = ABBREVIATIONS
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(name));
        if let Some((_, minutes)) = minutes {
            return Some(Self::Fixed(minutes * 60));
        }
        let offset = name
            .strip_prefix("GMT")
            .or_else(|| name.strip_prefix("UTC"));
        if let Some(seconds) = offset_seconds(offset.unwrap_or(name)) {
            return Some(Self::Fixed(seconds));
        }
        name.parse().ok().map(Self::Named)
    }
}

/// `+1`, `+01`, `+01:00` or `+0100` in seconds.
fn offset_seconds(text: &str) -> Option<i32> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits = text[1..].replacen(':', "", 1);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: i32 = digits.parse().ok().filter(|_| is_number)?;
    let (hours, minutes) = match digits.len() {
        1 | 2 => (number, 0),
        4 => (number / 100, number % 100),
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes) * 60)
}

/// The instant of a local time. Of a time that the clocks showed twice the first one; a time that they skipped is read
/// as if they had not been put forward.
pub(in crate::sources) fn instant(local: NaiveDateTime, zone: Zone) -> Option<Timestamp> {
    let seconds = match zone {
        Zone::Fixed(east) => {
            let offset = FixedOffset::east_opt(east)?;
            offset.from_local_datetime(&local).earliest()?.timestamp()
        }
        Zone::Named(zone) => match zone.from_local_datetime(&local) {
            MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => at.timestamp(),
            MappedLocalTime::None => {
                let before = local.checked_sub_signed(TimeDelta::hours(3))?;
                let before = zone.from_local_datetime(&before).earliest()?;
                let east = before.offset().fix();
                east.from_local_datetime(&local).earliest()?.timestamp()
            }
        },
    };
    Some(Timestamp(seconds))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn at(name: &str, month: u32, day: u32, hour: u32) -> Option<String> {
        let local = NaiveDate::from_ymd_opt(2026, month, day)?.and_hms_opt(hour, 30, 0)?;
        Some(instant(local, Zone::named(name)?)?.to_string())
    }

    #[test]
    fn zones_are_abbreviations_offsets_and_names() {
        for (name, shown) in [
            ("PST", Some("2026-03-31T23:30:00Z")),
            ("pdt", Some("2026-03-31T22:30:00Z")),
            ("CEST", Some("2026-03-31T13:30:00Z")),
            ("AEDT", Some("2026-03-31T04:30:00Z")),
            ("Europe/Berlin", Some("2026-03-31T13:30:00Z")),
            ("GMT+01:00", Some("2026-03-31T14:30:00Z")),
            ("UTC-3", Some("2026-03-31T18:30:00Z")),
            ("+0530", Some("2026-03-31T10:00:00Z")),
            ("XYZ", None),
            ("", None),
            ("GMT+99", None),
            ("+", None),
        ] {
            assert_eq!(at(name, 3, 31, 15).as_deref(), shown, "{name}");
        }
    }

    #[test]
    fn times_that_clocks_show_twice_or_never_have_an_instant() {
        let skipped = at("Europe/Berlin", 3, 29, 2);
        assert_eq!(skipped.as_deref(), Some("2026-03-29T01:30:00Z"));
        let twice = at("Europe/Berlin", 10, 25, 2);
        assert_eq!(twice.as_deref(), Some("2026-10-25T00:30:00Z"));
    }
}
