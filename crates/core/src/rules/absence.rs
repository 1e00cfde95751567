//! Rule G1: absent is a conclusion, not an answer.

use crate::crm::{CrmError, ErrorKind, Problem};
use crate::entry::{Conflict, LogStatus, Try, Write};
use crate::integration::{Dedupe, SETTLES};
use crate::safeguard::{Safeguard, holds};
use crate::time::{Millis, SECOND};

/// The first look after a doubt; a record found this early is conclusive, an absent one is not.
const FIRST_LOOK: Millis = 3 * SECOND;
/// The pause between the two looks that make a record absent.
const SECOND_LOOK: Millis = 5 * SECOND;

/// What a look-up that found nothing means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// Too early to tell, or one look short: look again then.
    Wait {
        /// When.
        look_at: Millis,
        /// Conclusive looks so far.
        absent: u8,
    },
    /// Surely not there: send again with the same key.
    Sure,
    /// It can never be found out.
    Unprovable,
}

/// How long a request may still be running after we lost sight of it. A write that is repeated waits for it too: else the old text,
/// arriving last, would overwrite the new one.
pub fn settles(dedupe: Dedupe) -> Millis {
    match dedupe {
        Dedupe::Find { settles, .. } => settles,
        Dedupe::Upsert | Dedupe::None => SETTLES,
    }
}

/// The state of a write whose outcome became unknown at `now`.
pub fn doubt(write: Write, dedupe: Dedupe, attempt: Try, revision: u64, now: Millis) -> LogStatus {
    match (&write, dedupe) {
        (Write::Update(record), _) => {
            LogStatus::UpdatePending { record: record.clone(), at: now + settles(dedupe), attempt: attempt.max(1) }
        }
        (Write::Log, Dedupe::Upsert) => LogStatus::Retry {
            at: now + settles(dedupe),
            waiting_for: CrmError::new(ErrorKind::Ambiguous, Problem::NoAnswer),
            write: Some(write),
            attempt,
        },
        (Write::Log, Dedupe::None) => LogStatus::Unresolved(Conflict::OutcomeUnknown(write)),
        (Write::Contact, _) | (Write::Log, Dedupe::Find { .. }) => {
            LogStatus::InDoubt { write, since: now, look_at: now + FIRST_LOOK, absent: 0, attempt, exists: false, revision }
        }
    }
}

/// What it means that a look-up at `now` found nothing of a write in doubt since `since`; `absent` conclusive looks came before.
///
/// A placeholder is looked up by its number everywhere, a record only where the integration can look one up.
pub fn after_nothing_found(write: &Write, dedupe: Dedupe, since: Millis, absent: u8, now: Millis) -> Absence {
    let lag = match (write, dedupe) {
        (_, Dedupe::Find { lag, .. }) => lag,
        (_, Dedupe::Upsert) | (Write::Contact, Dedupe::None) => 0,
        (_, Dedupe::None) => return Absence::Unprovable,
    };
    let settled = if holds(Safeguard::SettleWait) { since + settles(dedupe) } else { since };
    let conclusive_from = settled + lag;
    if now < conclusive_from {
        return Absence::Wait { look_at: conclusive_from, absent };
    }
    match absent {
        0 => Absence::Wait { look_at: now + SECOND_LOOK, absent: 1 },
        _ => Absence::Sure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::RecordRef;
    use crate::entry::Record;
    use crate::time::MINUTE;

    const FIND: Dedupe = Dedupe::Find { settles: 2 * MINUTE, lag: 10 * SECOND };

    #[test]
    fn g1_nothing_found_before_it_settled_only_waits() {
        for now in [0, MINUTE, 2 * MINUTE, 2 * MINUTE + 10 * SECOND - 1] {
            assert_eq!(after_nothing_found(&Write::Log, FIND, 0, 0, now), Absence::Wait { look_at: 2 * MINUTE + 10 * SECOND, absent: 0 });
        }
    }
    #[test]
    fn g1_absence_needs_two_looks() {
        for now in [2 * MINUTE + 10 * SECOND, 3 * MINUTE] {
            let second = now + 5 * SECOND;
            assert_eq!(after_nothing_found(&Write::Log, FIND, 0, 0, now), Absence::Wait { look_at: second, absent: 1 });
            assert_eq!(after_nothing_found(&Write::Log, FIND, 0, 1, second), Absence::Sure);
        }
    }
    #[test]
    fn g4_a_doubt_is_looked_at_soon_and_a_later_text_waits_until_the_first_has_settled() {
        assert!(matches!(doubt(Write::Log, FIND, 0, 0, 7), LogStatus::InDoubt { look_at, since: 7, .. } if look_at == 7 + 3 * SECOND));
        let record =
            Record { at: RecordRef { id: "r".into(), url: None }, sent_revision: 0, logged_at: 0, mangled: false, confirm_at: None };
        let waits = doubt(Write::Update(record), FIND, 0, 0, 7);
        assert!(matches!(waits, LogStatus::UpdatePending { at, attempt: 1, .. } if at == 7 + 2 * MINUTE));
    }
    #[test]
    fn g1_without_a_look_up_nothing_is_ever_surely_absent() {
        assert_eq!(after_nothing_found(&Write::Log, Dedupe::None, 0, 5, MINUTE * 600), Absence::Unprovable);
        assert_eq!(doubt(Write::Log, Dedupe::None, 0, 0, 7), LogStatus::Unresolved(Conflict::OutcomeUnknown(Write::Log)));
    }
    #[test]
    fn g1_an_upsert_is_sent_again_without_a_look_once_the_first_is_over() {
        let again = doubt(Write::Log, Dedupe::Upsert, 2, 0, 7);
        assert!(matches!(again, LogStatus::Retry { at, write: Some(Write::Log), attempt: 2, .. } if at == 7 + SETTLES));
    }
    #[test]
    fn g2_a_placeholder_is_looked_for_whatever_records_are() {
        for dedupe in [Dedupe::Upsert, Dedupe::None] {
            assert!(matches!(doubt(Write::Contact, dedupe, 0, 0, 7), LogStatus::InDoubt { write: Write::Contact, .. }));
            assert!(matches!(after_nothing_found(&Write::Contact, dedupe, 0, 1, SETTLES - 1), Absence::Wait { .. }));
        }
    }
}
