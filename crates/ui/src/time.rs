//! Times and days as the browser's language and zone write them.

use callscribe_core::time::{MINUTE, Millis, SECOND};
use callscribe_core::views::calls::day_of;
use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::text::t;

/// A day, in milliseconds.
pub const DAY: Millis = 24 * 60 * MINUTE;

thread_local! {
    static CLOCK: Intl::DateTimeFormat = format(&[("hour", "2-digit"), ("minute", "2-digit")]);
    static SECONDS: Intl::DateTimeFormat = format(&[("hour", "2-digit"), ("minute", "2-digit"), ("second", "2-digit")]);
    static WEEKDAY: Intl::DateTimeFormat = format(&[("weekday", "short"), ("hour", "2-digit"), ("minute", "2-digit")]);
    static DATE: Intl::DateTimeFormat = format(&[("day", "numeric"), ("month", "short"), ("year", "numeric")]);
    static DAY_NUMBER: Intl::DateTimeFormat = format(&[("day", "numeric"), ("timeZone", "UTC")]);
    static HOUR: Intl::DateTimeFormat = format(&[("hour", "numeric"), ("timeZone", "UTC")]);
    static HEADING: Intl::DateTimeFormat = format(&[("weekday", "long"), ("day", "numeric"), ("month", "long"), ("timeZone", "UTC")]);
    static OLD_HEADING: Intl::DateTimeFormat = format(&[("day", "numeric"), ("month", "long"), ("year", "numeric"), ("timeZone", "UTC")]);
}

fn format(options: &[(&str, &str)]) -> Intl::DateTimeFormat {
    let object = Object::new();
    for (name, value) in options {
        // A plain object takes any property.
        let _ = Reflect::set(&object, &(*name).into(), &(*value).into());
    }
    Intl::DateTimeFormat::new(&Array::new(), &object)
}

fn write(format: &Intl::DateTimeFormat, at: Millis) -> String {
    let written = format.format().call1(&JsValue::UNDEFINED, &Date::new(&JsValue::from_f64(at as f64)));
    written.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// Seconds east of UTC at an instant, where the browser is.
pub fn offset(at: Millis) -> i32 {
    let minutes = Date::new(&JsValue::from_f64(at as f64)).get_timezone_offset();
    (-minutes * 60.0) as i32
}

/// The instant of a local time given as milliseconds since the epoch on the wall: a skipped time moves forward, a repeated one means
/// the first, as the browser's own dates do.
pub fn to_instant(local: Millis) -> Millis {
    let wall = Date::new(&JsValue::from_f64(local as f64));
    let date = Date::new_with_year_month_day_hr_min_sec_milli(
        wall.get_utc_full_year(),
        wall.get_utc_month() as i32,
        wall.get_utc_date() as i32,
        wall.get_utc_hours() as i32,
        wall.get_utc_minutes() as i32,
        wall.get_utc_seconds() as i32,
        wall.get_utc_milliseconds() as i32,
    );
    date.get_time() as Millis
}

/// An instant as local milliseconds.
pub fn to_local(at: Millis) -> Millis {
    at + Millis::from(offset(at)) * SECOND
}

/// `14:02`.
pub fn clock(at: Millis) -> String {
    CLOCK.with(|format| write(format, at))
}

/// `14:02` today, `Wed 14:02` within six days, else the date.
pub fn moment(at: Millis, now: Millis) -> String {
    match day_of(now, &offset) - day_of(at, &offset) {
        0 => clock(at),
        1..=6 => WEEKDAY.with(|format| write(format, at)),
        _ => DATE.with(|format| write(format, at)),
    }
}

/// `14:02:31` today, else with the date before it.
pub fn exact(at: Millis, now: Millis) -> String {
    let clock = SECONDS.with(|format| write(format, at));
    if day_of(now, &offset) == day_of(at, &offset) { clock } else { format!("{} {clock}", DATE.with(|format| write(format, at))) }
}

/// `14:02` today, else with the date before it; also of a time to come.
pub fn point(at: Millis, now: Millis) -> String {
    let clock = clock(at);
    if day_of(now, &offset) == day_of(at, &offset) { clock } else { format!("{} {clock}", DATE.with(|format| write(format, at))) }
}

/// The number of a day within its month.
pub fn day_number(day: i64) -> String {
    DAY_NUMBER.with(|format| write(format, day * DAY))
}

/// An hour of the day: `14`, or `2 PM`.
pub fn hour(hour: u8) -> String {
    HOUR.with(|format| write(format, Millis::from(hour) * 60 * MINUTE))
}

/// "Today", "Yesterday" or the day's name; the year only where it is long ago.
pub fn heading(day: i64, now: Millis) -> String {
    match day_of(now, &offset) - day {
        0 => t("day_today", &[]),
        1 => t("day_yesterday", &[]),
        ..=300 => HEADING.with(|format| write(format, day * DAY)),
        _ => OLD_HEADING.with(|format| write(format, day * DAY)),
    }
}

/// `04:31`, or `1:04:31`.
pub fn length(seconds: i64) -> String {
    let seconds = seconds.max(0);
    match seconds / 3600 {
        0 => format!("{:02}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
    }
}

/// "in 2 min", or "now".
pub fn until(at: Millis, now: Millis) -> String {
    match (at - now + MINUTE - 1) / MINUTE {
        ..=0 => t("time_now", &[]),
        1..=59 => t("time_in_minutes", &[&((at - now + MINUTE - 1) / MINUTE).to_string()]),
        _ => t("time_at", &[&point(at, now)]),
    }
}
