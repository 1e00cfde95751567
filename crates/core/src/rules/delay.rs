//! Rule B: which entries wait some minutes after the end because the note was opened, and until when.

use super::AtEnd;
use crate::call::Note;
use crate::entry::Delay;
use crate::time::{MINUTE, Millis, SECOND};

/// Whoever typed this lately is still typing (B9).
const TYPING: Millis = 60 * SECOND;
/// A note that is still being typed moves the log at most to this long after the end (B9).
const LONGEST: Millis = 30 * MINUTE;

/// Until when an entry waits whose call ended at `ended`; `None` where it goes its way at once (B1, B2).
pub fn delayed_until(delay: Delay, at_end: &AtEnd, ended: Millis, minutes: u8) -> Option<Millis> {
    match (delay, at_end) {
        (Delay::Until(due), AtEnd::Log | AtEnd::Leave) => Some(due),
        (Delay::NoteOpened, AtEnd::Log) | (Delay::On, AtEnd::Log | AtEnd::Leave) => {
            Some(ended + Millis::from(minutes.clamp(1, 10)) * MINUTE)
        }
        _ => None,
    }
}

/// The instant a due log moves to while its note is still being typed; `None` when it goes now (B9).
pub fn still_typing(note: Option<&Note>, ended: Millis, now: Millis) -> Option<Millis> {
    let note = note.filter(|note| !note.cancelled)?;
    let rests = (note.changed + TYPING).min(ended + LONGEST);
    (rests > now).then_some(rests)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{Conflict, Exclusion};
    use crate::testing::call;

    #[test]
    fn b1_an_opened_note_delays_what_would_log_by_itself() {
        let table = [
            (Delay::NoteOpened, AtEnd::Log, Some(3 * MINUTE)),
            (Delay::NoteOpened, AtEnd::Leave, None),
            (Delay::NoteOpened, AtEnd::Exclude(Exclusion::Internal), None),
            (Delay::NoteOpened, AtEnd::Hold(Conflict::NoNumber), None),
            (Delay::Unasked, AtEnd::Log, None),
        ];
        for (delay, at_end, expected) in table {
            assert_eq!(delayed_until(delay, &at_end, 0, 3), expected, "{delay:?} {at_end:?}");
        }
    }
    #[test]
    fn b2_the_switch_counts_whatever_automatic_logging_says() {
        assert_eq!(delayed_until(Delay::On, &AtEnd::Leave, 0, 3), Some(3 * MINUTE));
        assert_eq!(delayed_until(Delay::Off, &AtEnd::Log, 0, 3), None);
    }
    #[test]
    fn i3_the_delay_is_one_to_ten_minutes() {
        for (minutes, expected) in [(0, 1), (1, 1), (10, 10), (200, 10)] {
            assert_eq!(delayed_until(Delay::On, &AtEnd::Log, 0, minutes), Some(expected * MINUTE));
        }
    }
    #[test]
    fn i4_once_the_call_has_ended_its_time_is_fixed() {
        assert_eq!(delayed_until(Delay::Until(7), &AtEnd::Log, 0, 10), Some(7));
    }

    fn changed(at: Millis, cancelled: bool) -> Note {
        Note { call: call().id, text: "x".into(), revision: 1, changed: at, written_by: String::new(), cancelled }
    }

    #[test]
    fn b9_a_note_changed_in_the_last_minute_moves_the_log() {
        assert_eq!(still_typing(Some(&changed(150 * SECOND, false)), 0, 180 * SECOND), Some(210 * SECOND));
        assert_eq!(still_typing(Some(&changed(120 * SECOND, false)), 0, 180 * SECOND), None);
        assert_eq!(still_typing(None, 0, 180 * SECOND), None);
        assert_eq!(still_typing(Some(&changed(150 * SECOND, true)), 0, 180 * SECOND), None);
    }
    #[test]
    fn b9_it_moves_at_most_to_thirty_minutes_after_the_end() {
        assert_eq!(still_typing(Some(&changed(30 * MINUTE - SECOND, false)), 0, 30 * MINUTE - 1), Some(30 * MINUTE));
        assert_eq!(still_typing(Some(&changed(30 * MINUTE, false)), 0, 30 * MINUTE), None);
    }
}
