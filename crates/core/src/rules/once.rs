//! Rule I5: where a record is written once and never changed, it waits until there is nothing more to say.

use super::recording::{PATIENCE, Recording, recording};
use crate::call::{Call, Note};
use crate::time::{MINUTE, Millis};

/// Until when a record that is written only once waits; `None` when it goes now. It waits until the note has rested for as many minutes as
/// delayed logs do, and for a recording that is pending.
pub fn waits_to_log_once(call: &Call, note: Option<&Note>, minutes: u8, now: Millis) -> Option<Millis> {
    let ended = call.ended()?;
    let changed = note.filter(|note| !note.cancelled).map_or(ended, |note| note.changed.max(ended));
    let rests = changed + Millis::from(minutes.clamp(1, 10)) * MINUTE;
    let due = match recording(call, now) {
        Recording::Pending => rests.max(ended + PATIENCE),
        Recording::None | Recording::There { .. } => rests,
    };
    (due > now).then_some(due)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{call, fact};

    fn note(changed: Millis, cancelled: bool) -> Note {
        Note { call: call().id, text: "x".into(), revision: 1, changed, written_by: String::new(), cancelled }
    }

    #[test]
    fn i5_it_waits_until_the_note_has_rested() {
        let call = call();
        let end = call.ended().unwrap();
        let at =
            |note: Option<&Note>, minutes: i64| waits_to_log_once(&call, note, 3, end + minutes * MINUTE).map(|due| (due - end) / MINUTE);
        assert_eq!((at(None, 0), at(None, 2), at(None, 3)), (Some(3), Some(3), None));
        let (late, early) = (note(end + 2 * MINUTE, false), note(end - MINUTE, false));
        assert_eq!((at(Some(&late), 3), at(Some(&late), 5), at(Some(&early), 3)), (Some(5), None, None));
        assert_eq!(at(Some(&note(end + 2 * MINUTE, true)), 3), None, "a cancelled note says nothing");
    }

    #[test]
    fn i5_it_waits_for_a_recording_that_is_pending_for_a_day() {
        let mut call = call();
        let end = call.ended().unwrap();
        call.facts.recorded = Some(fact(true));
        let waits = |call: &Call, now| waits_to_log_once(call, None, 3, now);
        assert_eq!(waits(&call, end + 10 * MINUTE), Some(end + PATIENCE));
        assert_eq!(waits(&call, end + PATIENCE), None);
        call.facts.recorded = Some(fact(false));
        assert_eq!(waits(&call, end + 10 * MINUTE), None, "refused");
        call.facts.recorded = Some(fact(true));
        call.facts.recording = Some(fact("https://phone.example/rec/1".into()));
        assert_eq!(waits(&call, end + 10 * MINUTE), None, "there");
    }
}
