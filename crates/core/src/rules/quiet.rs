//! Rule D3: quiet hours, as a time of day on the wall clock of a zone; the beginning belongs to them, the end does not.

use crate::settings::DigestSettings;
use crate::time::{HOUR, MINUTE, Millis, SECOND, Zone};

const DAY: Millis = 24 * HOUR;
/// More often than this no clock changes in one night.
const CHANGES: usize = 4;

/// Milliseconds since midnight on the wall clock.
fn time_of_day(at: Millis, zone: &Zone) -> Millis {
    (at + Millis::from(zone.offset_at(at)) * SECOND).rem_euclid(DAY)
}

/// Whether the digest is held back at an instant. Hours may reach over midnight; none at all begin where they end.
pub fn is_quiet(at: Millis, hours: &DigestSettings, zone: &Zone) -> bool {
    let (from, to) = (Millis::from(hours.quiet_from) * MINUTE, Millis::from(hours.quiet_to) * MINUTE);
    let time = time_of_day(at, zone);
    if from <= to { (from..to).contains(&time) } else { time >= from || time < to }
}

/// The first instant from `at` on that is not quiet. Where the clocks change before the hours are over, the table says what they are then.
pub fn wakes(at: Millis, hours: &DigestSettings, zone: &Zone) -> Millis {
    let mut at = at;
    for _ in 0..CHANGES {
        if !is_quiet(at, hours, zone) {
            break;
        }
        let end = at + (Millis::from(hours.quiet_to) * MINUTE - time_of_day(at, zone)).rem_euclid(DAY);
        at = zone.changes_after(at).map_or(end, |change| change.min(end));
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-08T00:00:00Z; New York goes from EST to EDT that day at 02:00, seven o'clock UTC.
    const SPRING: Millis = 1_772_928_000_000;
    /// 2026-11-01T00:00:00Z; New York goes back to EST that day at 02:00 EDT, six o'clock UTC.
    const AUTUMN: Millis = 1_793_491_200_000;

    fn new_york() -> Zone {
        let transitions = vec![(0, -18_000), (SPRING + 7 * HOUR, -14_400), (AUTUMN + 6 * HOUR, -18_000)];
        Zone { name: "America/New_York".into(), transitions }
    }

    fn hours(from: u16, to: u16) -> DigestSettings {
        DigestSettings { quiet_from: from * 60, quiet_to: to * 60, ..DigestSettings::default() }
    }

    #[test]
    fn d3_two_belongs_to_the_quiet_hours_and_seven_does_not() {
        let night = SPRING - DAY;
        for (hour, quiet) in [(7 * HOUR - 1, false), (7 * HOUR, true), (12 * HOUR - 1, true), (12 * HOUR, false)] {
            assert_eq!(is_quiet(night + hour, &hours(2, 7), &new_york()), quiet, "{hour}");
        }
        assert_eq!(wakes(night + 9 * HOUR, &hours(2, 7), &new_york()), night + 12 * HOUR);
        assert_eq!(wakes(night + 13 * HOUR, &hours(2, 7), &new_york()), night + 13 * HOUR);
    }
    #[test]
    fn d3_in_spring_the_night_is_an_hour_shorter() {
        assert!(!is_quiet(SPRING + 7 * HOUR - 1, &hours(2, 7), &new_york()));
        assert!(is_quiet(SPRING + 7 * HOUR, &hours(2, 7), &new_york()), "three o'clock, as two is skipped");
        assert_eq!(wakes(SPRING + 7 * HOUR, &hours(2, 7), &new_york()), SPRING + 11 * HOUR);
    }
    #[test]
    fn d3_in_autumn_one_o_clock_comes_twice_and_two_only_once() {
        assert!(!is_quiet(AUTUMN + 6 * HOUR, &hours(2, 7), &new_york()), "one o'clock again");
        assert!(is_quiet(AUTUMN + 7 * HOUR, &hours(2, 7), &new_york()));
        assert_eq!(wakes(AUTUMN + 7 * HOUR, &hours(2, 7), &new_york()), AUTUMN + 12 * HOUR);
    }
    #[test]
    fn d3_clocks_that_change_inside_the_quiet_hours_move_their_end() {
        for (day, before, end) in [(SPRING, 6, 11), (AUTUMN, 5, 12)] {
            assert_eq!(wakes(day + before * HOUR, &hours(1, 7), &new_york()), day + end * HOUR);
        }
    }
    #[test]
    fn d3_clocks_that_jump_over_the_end_wake_at_the_jump_and_a_repeated_hour_is_quiet_twice() {
        let to_half_past_two = DigestSettings { quiet_from: 0, quiet_to: 150, ..DigestSettings::default() };
        assert_eq!(wakes(SPRING + 6 * HOUR, &to_half_past_two, &new_york()), SPRING + 7 * HOUR);
        let to_half_past_one = DigestSettings { quiet_from: 0, quiet_to: 90, ..DigestSettings::default() };
        assert_eq!(wakes(AUTUMN + 5 * HOUR, &to_half_past_one, &new_york()), AUTUMN + 5 * HOUR + 30 * MINUTE);
        assert_eq!(wakes(AUTUMN + 6 * HOUR, &to_half_past_one, &new_york()), AUTUMN + 6 * HOUR + 30 * MINUTE);
    }
    #[test]
    fn d3_hours_may_reach_over_midnight_or_be_none() {
        let utc = Zone::default();
        assert_eq!(wakes(23 * HOUR, &hours(22, 6), &utc), DAY + 6 * HOUR);
        assert_eq!(wakes(DAY + HOUR, &hours(22, 6), &utc), DAY + 6 * HOUR);
        assert_eq!(wakes(12 * HOUR, &hours(22, 6), &utc), 12 * HOUR);
        assert_eq!(wakes(3 * HOUR, &hours(3, 3), &utc), 3 * HOUR);
        assert_eq!(
            [22 * HOUR - 1, 22 * HOUR, 6 * HOUR - 1, 6 * HOUR].map(|at| is_quiet(at, &hours(22, 6), &utc)),
            [false, true, true, false]
        );
    }
}
