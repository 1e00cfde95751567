//! Rules D1, D2 and D4: when the digest runs, which calls it looks at, and which of their entries.

use super::wakes;
use crate::entry::{Conflict, LogEntry, LogStatus, Mode, Write};
use crate::settings::DigestSettings;
use crate::time::{HOUR, Millis, Zone};

/// How long the digest looks at a call.
pub const LOOKS: Millis = 4 * HOUR;
/// From one run to the next.
const EVERY: Millis = HOUR;

/// When the next run is due: an hour after the last one began, not in quiet hours. However many were missed, it is one (D4).
pub fn next_digest(last: Option<Millis>, hours: &DigestSettings, zone: &Zone, now: Millis) -> Millis {
    let next = last.filter(|began| *began <= now).map_or(now, |began| began + EVERY);
    wakes(next.max(now), hours, zone)
}

/// The earliest end a run that begins now looks back to: four hours, and what no run looked at in the last of its four hours (D4).
pub fn looks_back_to(last: Option<Millis>, now: Millis) -> Millis {
    let missed = last.filter(|began| *began <= now).map_or(now, |began| began - (LOOKS - EVERY) + 1);
    missed.min(now - LOOKS)
}

/// Whether an entry is open to the digest: a conflict about who, or a technical failure. What the CRM refused is neither (D2).
/// What an open form holds or a person has chosen is left alone (C4, G6).
pub fn is_open_to_digest(entry: &LogEntry, now: Millis) -> bool {
    if entry.held_until.is_some_and(|held| held > now) {
        return false;
    }
    match &entry.status {
        LogStatus::Unlogged => entry.mode != Mode::Manual,
        LogStatus::Retry { write: None | Some(Write::Contact | Write::Log), .. } => true,
        LogStatus::Unresolved(Conflict::NoContact | Conflict::ManyContacts | Conflict::ManyAssociations | Conflict::NeedsAnswer { .. }) => {
            entry.mode != Mode::Manual || entry.contact.is_none()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::{CrmError, ErrorKind, Problem};
    use crate::entry::{ContactChoice, LogKey};
    use crate::testing::{call, contact, integration};
    use crate::time::MINUTE;

    const UTC_NOON: Millis = 12 * HOUR;

    fn next(last: Option<Millis>, now: Millis) -> Millis {
        next_digest(last, &DigestSettings::default(), &Zone::default(), now)
    }

    #[test]
    fn d1_an_hour_after_the_last_run_began() {
        assert_eq!(next(Some(UTC_NOON), UTC_NOON + MINUTE), UTC_NOON + HOUR);
        assert_eq!(next(None, UTC_NOON), UTC_NOON);
    }
    #[test]
    fn d3_a_run_due_in_quiet_hours_waits_for_their_end() {
        assert_eq!(next(Some(HOUR + 1), HOUR + MINUTE), 7 * HOUR);
        assert_eq!(next(Some(0), 3 * HOUR), 7 * HOUR);
    }
    #[test]
    fn d4_after_missed_runs_one_is_due_at_once_and_a_clock_set_back_does_not_stop_it() {
        assert_eq!(next(Some(UTC_NOON - 9 * HOUR), UTC_NOON), UTC_NOON);
        assert_eq!(next(Some(UTC_NOON + 9 * HOUR), UTC_NOON), UTC_NOON);
    }
    #[test]
    fn d1_a_run_looks_back_four_hours() {
        for last in [None, Some(UTC_NOON - HOUR), Some(UTC_NOON - MINUTE), Some(UTC_NOON + HOUR)] {
            assert_eq!(looks_back_to(last, UTC_NOON), UTC_NOON - 4 * HOUR, "{last:?}");
        }
    }
    #[test]
    fn d4_a_call_cut_off_by_quiet_hours_gets_one_late_look() {
        let (last, morning) = (HOUR + 30 * MINUTE, 7 * HOUR);
        let looked_in_its_last_hour = last - 3 * HOUR;
        assert!(looks_back_to(Some(last), morning) > looked_in_its_last_hour);
        assert!(looks_back_to(Some(last), morning) <= looked_in_its_last_hour + 1);
        assert_eq!(looks_back_to(Some(morning), morning + HOUR), morning - 3 * HOUR, "and only one");
    }

    #[test]
    fn d2_conflicts_and_failures_are_open_and_refusals_are_not() {
        let error = || CrmError::new(ErrorKind::Refused, Problem::Refused);
        let retry = |write| LogStatus::Retry { at: 9, waiting_for: error(), write, attempt: 1 };
        let table = [
            (LogStatus::Unlogged, true),
            (LogStatus::Unresolved(Conflict::NoContact), true),
            (LogStatus::Unresolved(Conflict::ManyAssociations), true),
            (retry(None), true),
            (retry(Some(Write::Log)), true),
            (LogStatus::Unresolved(Conflict::Refused(error())), false),
            (LogStatus::Unresolved(Conflict::OutcomeUnknown(Write::Log)), false),
            (LogStatus::Delayed { due: 9 }, false),
            (LogStatus::Dismissed, false),
            (LogStatus::Earlier, false),
        ];
        for (status, open) in table {
            let mut entry = LogEntry::new(LogKey { call: call().id, integration: integration().id });
            entry.status = status;
            assert_eq!(is_open_to_digest(&entry, 0), open, "{:?}", entry.status);
            entry.held_until = Some(1);
            assert!(!is_open_to_digest(&entry, 0), "held by an open form");
            assert_eq!(is_open_to_digest(&entry, 1), open, "not held any more");
        }
    }
    #[test]
    fn g6_the_digest_leaves_alone_whom_a_person_chose() {
        let mut entry = LogEntry::new(LogKey { call: call().id, integration: integration().id });
        (entry.status, entry.mode) = (LogStatus::Unresolved(Conflict::ManyAssociations), Mode::Manual);
        assert!(is_open_to_digest(&entry, 0), "looked at again by hand, nobody chosen");
        entry.contact = Some(ContactChoice::Known(Box::new(contact("1", "Ann"))));
        assert!(!is_open_to_digest(&entry, 0));
    }
}
