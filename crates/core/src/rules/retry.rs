//! Rules A4 and G5: how long to wait after a technical failure. Spread by a hash of the key, so that waiting entries do not return in a row.

use crate::hash::stable_hash;
use crate::time::{MINUTE, Millis, SECOND};

/// The pause after the `attempt`-th failure (0 = first): 1, 2, 4 … 60 minutes, plus at most a tenth.
pub fn retry_pause(attempt: u32, key: &str) -> Millis {
    let pause = (MINUTE << attempt.min(6)).min(60 * MINUTE);
    let share = stable_hash(key.as_bytes()) as u64 % (pause as u64 / 10);
    pause + share as Millis
}

/// The pause before a lost line is tried again: 1, 2, 4 … 60 seconds.
pub fn line_pause(failures: u32) -> Millis {
    (SECOND << failures.min(6)).min(60 * SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a4_pauses_double_up_to_an_hour() {
        for (attempt, minutes) in [(0, 1), (1, 2), (2, 4), (3, 8), (4, 16), (5, 32), (6, 60), (40, 60)] {
            let pause = retry_pause(attempt, "a");
            assert!(pause >= minutes * MINUTE && pause < minutes * MINUTE * 11 / 10, "{attempt}: {pause}");
        }
    }
    #[test]
    fn a4_entries_return_at_different_times() {
        assert_ne!(retry_pause(5, "one"), retry_pause(5, "two"));
    }
    #[test]
    fn a_lost_line_is_tried_with_growing_pauses() {
        assert_eq!([0, 1, 2, 5, 6, 50].map(|n| line_pause(n) / SECOND), [1, 2, 4, 32, 60, 60]);
    }
}
