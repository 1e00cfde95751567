//! When a world begins, and the zones its browsers know: often its first hours are those in which the clocks change.

use std::sync::LazyLock;

use callscribe_core::time::{HOUR, MINUTE, Millis, Zone, Zones};
use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;

use super::STORM;
use crate::random::Random;
use crate::sample::BEGIN;

const DAY: Millis = 24 * HOUR;
/// The zone of the quiet hours.
const QUIET: &str = "America/New_York";
/// Where agents live: their clocks change by an hour, half an hour or never, and in the south the other way round.
const HOMES: [&str; 6] = [QUIET, "America/Los_Angeles", "Europe/Berlin", "Australia/Sydney", "Australia/Lord_Howe", "Asia/Kolkata"];

static TABLES: LazyLock<Vec<Zone>> = LazyLock::new(|| HOMES.iter().filter_map(|name| table(name)).collect());

/// When a world begins, and the zones there.
pub fn begins(random: &mut Random) -> (Millis, Zones) {
    let own = random.pick(&TABLES).cloned().unwrap_or_default();
    let others: Vec<Zone> = TABLES.iter().filter(|zone| zone.name == QUIET).cloned().collect();
    let changing = if random.one_in(2) { Some(&own) } else { others.first() };
    let changes: Vec<Millis> =
        changing.iter().flat_map(|zone| &zone.transitions).map(|(at, _)| *at).filter(|at| *at > BEGIN + DAY).collect();
    let begin = match random.pick(&changes) {
        Some(change) if random.one_in(2) => change - random.within(0, STORM + HOUR),
        _ => BEGIN + random.within(0, DAY),
    };
    (begin, Zones { own, others })
}

/// The wall clock of the quiet hours at an instant, in minutes since midnight, read without a table of ours.
pub fn minutes_there(at: Millis) -> i64 {
    offset(chrono_tz::America::New_York, at).map_or(0, |offset| (at + i64::from(offset) * 1_000).rem_euclid(DAY) / MINUTE)
}

fn offset(zone: Tz, at: Millis) -> Option<i32> {
    let at = DateTime::from_timestamp_millis(at)?;
    Some(zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc())
}

/// The offsets of a zone, as the browser's table holds them.
fn table(name: &str) -> Option<Zone> {
    let zone: Tz = name.parse().ok()?;
    let mut at = BEGIN - 40 * DAY;
    let mut transitions = vec![(at, offset(zone, at)?)];
    while at < BEGIN + 760 * DAY {
        let (before, mut late) = (offset(zone, at)?, at + DAY);
        if offset(zone, late)? != before {
            let mut early = at;
            while late - early > 1 {
                let between = early + (late - early) / 2;
                if offset(zone, between)? == before { early = between } else { late = between }
            }
            transitions.push((late, offset(zone, late)?));
        }
        at += DAY;
    }
    Some(Zone { name: name.to_owned(), transitions })
}
