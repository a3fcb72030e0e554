//! Epoch seconds in the three spellings plex.tv uses.

const SECONDS_PER_DAY: u64 = 86_400;
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `2023-03-24T00:00:00Z`.
pub(crate) fn iso(epoch: u64) -> String {
    let (year, month, day) = civil(epoch / SECONDS_PER_DAY);
    format!("{year:04}-{month:02}-{day:02}T{}Z", clock(epoch))
}

/// `2023-03-24 00:00:00 UTC`, as the XML form of v2 has it in places.
pub(crate) fn spaced(epoch: u64) -> String {
    let (year, month, day) = civil(epoch / SECONDS_PER_DAY);
    format!("{year:04}-{month:02}-{day:02} {} UTC", clock(epoch))
}

/// `Fri, 24 Mar 2023 00:00:00 GMT`, for the `Date` header.
pub(crate) fn http(epoch: u64) -> String {
    let days = epoch / SECONDS_PER_DAY;
    let (year, month, day) = civil(days);
    let weekday = usize::try_from(days % 7).map_or("Thu", |index| WEEKDAYS[index]);
    let month = usize::try_from(month - 1).map_or("Jan", |index| MONTHS[index]);
    format!("{weekday}, {day:02} {month} {year:04} {} GMT", clock(epoch))
}

fn clock(epoch: u64) -> String {
    let seconds = epoch % SECONDS_PER_DAY;
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// Year, month and day of a day counted from 1970-01-01 (Hinnant's `civil_from_days`).
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (year, month, day)
}
