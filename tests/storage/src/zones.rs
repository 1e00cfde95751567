//! Zones as the browser's `Intl` knows them, compared with chrono-tz at every hour of the table.

use callscribe_browser::clock::{wall, zone};
use chrono::{DateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;

/// Daylight saving in both hemispheres, half and quarter hours, no changes at all, both sides of the date line. Left out are countries
/// that changed their law of late (Morocco, Kazakhstan, Paraguay): there the browser's data may be a year ahead of chrono-tz's.
pub const NAMES: [&str; 30] = [
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/Havana",
    "America/Nuuk",
    "Pacific/Honolulu",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Australia/Sydney",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Asia/Tokyo",
    "Asia/Shanghai",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Dubai",
    "Asia/Jerusalem",
    "Asia/Beirut",
    "Pacific/Norfolk",
    "Africa/Cairo",
    "Europe/London",
    "Europe/Berlin",
    "UTC",
];

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// Compares one zone from 40 days back to 760 ahead.
pub fn compare(name: &str) -> Result<(), String> {
    let now = wall();
    let table = zone(name, now).map_err(|error| error.to_string())?;
    let known: Tz = name.parse().map_err(|_| format!("chrono-tz does not know {name}"))?;
    for at in (now - 40 * DAY..now + 760 * DAY).step_by(usize::try_from(HOUR).map_err(|error| error.to_string())?) {
        let instant: DateTime<Utc> = DateTime::from_timestamp_millis(at).ok_or("no such instant")?;
        let expected = known.offset_from_utc_datetime(&instant.naive_utc()).fix().local_minus_utc();
        if table.offset_at(at) != expected {
            return Err(format!("{name} at {instant}: {} s, chrono-tz says {expected} s", table.offset_at(at)));
        }
    }
    Ok(())
}
