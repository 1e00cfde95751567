//! Rules G1, G2 and G4: what an answer, or none, means for a write that makes a record: a call's log or a follow-up's task.
//!
//! The record has a key of its own, so a look-up can tell of it where the integration can be asked.

use super::{Absence, after_nothing_found, doubt, retry_pause, settles};
use crate::crm::{CrmError, ErrorKind, RecordRef};
use crate::entry::{Conflict, LogStatus, Record, Try, Write};
use crate::integration::Dedupe;
use crate::order::InOrder;
use crate::safeguard::{Safeguard, holds};
use crate::time::{MINUTE, Millis, SECOND};

/// "No record yet" is trusted this long before a create.
const LOOK_HOLDS: Millis = MINUTE;

/// Whether a look-up said only just that there is none yet.
pub fn looked_lately(looked: Option<Millis>, now: Millis) -> bool {
    looked.is_some_and(|at| now - at < LOOK_HOLDS && at <= now)
}

/// Whether a look-up goes before the create (G3).
pub fn looks_before_create(dedupe: Dedupe, looked: Option<Millis>, now: Millis) -> bool {
    matches!(dedupe, Dedupe::Find { .. }) && !looked_lately(looked, now) && holds(Safeguard::FindBeforeCreate)
}

/// Whether what is asked next is a write, or leads to one at once, so that it has to be alone.
pub fn will_write(status: &LogStatus, dedupe: Dedupe) -> bool {
    match status {
        LogStatus::Ready { looked, .. } => looked.is_some() || !matches!(dedupe, Dedupe::Find { .. }),
        LogStatus::UpdatePending { .. } => true,
        LogStatus::Retry { write, .. } => write.is_some(),
        _ => false,
    }
}

/// The record was just made; where a look-up could show another one, it is asked once more.
pub fn made(at: RecordRef, revision: u64, dedupe: Dedupe, now: Millis) -> LogStatus {
    let confirm_at = match dedupe {
        Dedupe::Find { lag, .. } => Some(now + lag.max(SECOND)),
        Dedupe::Upsert | Dedupe::None => None,
    };
    logged(at, revision, confirm_at, now)
}

/// A record is there.
pub fn logged(at: RecordRef, revision: u64, confirm_at: Option<Millis>, now: Millis) -> LogStatus {
    LogStatus::Logged(Record { at, sent_revision: revision, logged_at: now, mangled: false, confirm_at })
}

/// A look-up shows the record, or more than one. `doubted_since`: what was sent then may still make another one.
pub fn found(mut all: Vec<RecordRef>, revision: u64, dedupe: Dedupe, doubted_since: Option<Millis>, now: Millis) -> Option<LogStatus> {
    all.order();
    all.dedup();
    if all.len() > 1 {
        return Some(LogStatus::Unresolved(Conflict::Doubled(all)));
    }
    let settled = match (dedupe, doubted_since) {
        (Dedupe::Find { settles, lag }, Some(since)) => Some(since + settles + lag),
        _ => None,
    };
    all.pop().map(|at| logged(at, revision, settled, now))
}

/// A look-up shows nothing of what is in doubt.
pub fn nothing_found(status: LogStatus, dedupe: Dedupe, now: Millis) -> LogStatus {
    let LogStatus::InDoubt { write, since, absent, attempt, exists, revision, .. } = status else { return status };
    match after_nothing_found(&write, dedupe, since, absent, now) {
        Absence::Wait { look_at, absent } => LogStatus::InDoubt { write, since, look_at, absent, attempt, exists, revision },
        Absence::Sure if exists => LogStatus::Unresolved(Conflict::OutcomeUnknown(write)),
        Absence::Sure => LogStatus::Ready { attempt, looked: Some(now) },
        Absence::Unprovable => LogStatus::Unresolved(Conflict::OutcomeUnknown(write)),
    }
}

/// A look-up after the create shows one record, or a double.
pub fn confirmed(record: Record, mut all: Vec<RecordRef>) -> LogStatus {
    all.order();
    all.dedup();
    if all.iter().all(|at| at.id == record.at.id) {
        return LogStatus::Logged(Record { confirm_at: None, ..record });
    }
    if all.iter().all(|at| at.id != record.at.id) {
        all.push(record.at);
    }
    LogStatus::Unresolved(Conflict::Doubled(all))
}

/// A4: waits for a technical failure to pass; `key` spreads those that wait.
pub fn wait(write: Option<Write>, error: CrmError, attempt: Try, key: &str, now: Millis) -> LogStatus {
    let at = match error.kind {
        ErrorKind::RateLimited { until } => until.max(now + SECOND),
        ErrorKind::Auth => now,
        _ => now + retry_pause(attempt, key),
    };
    LogStatus::Retry { at, waiting_for: error, write, attempt: attempt + 1 }
}

/// The same for a write that may still be running: what repeats it does not overtake it.
pub fn wait_until_settled(write: Write, dedupe: Dedupe, error: CrmError, attempt: Try, key: &str, now: Millis) -> LogStatus {
    let mut waits = wait(Some(write), error, attempt, key, now);
    if let LogStatus::Retry { at, .. } = &mut waits {
        *at = (*at).max(now + settles(dedupe));
    }
    waits
}

/// A create failed: refused, in doubt, or to be tried again. `attempt` and `revision` are those of its claim.
pub fn create_failed((write, attempt, revision): (Write, Try, u64), dedupe: Dedupe, error: CrmError, key: &str, now: Millis) -> LogStatus {
    match error.kind {
        ErrorKind::Ambiguous if write == Write::Log && dedupe == Dedupe::Upsert => {
            wait_until_settled(write, dedupe, error, attempt, key, now)
        }
        ErrorKind::Ambiguous => doubt(write, dedupe, attempt, revision, now),
        ErrorKind::Unprovable => LogStatus::Unresolved(Conflict::OutcomeUnknown(write)),
        ErrorKind::Refused | ErrorKind::Gone => LogStatus::Unresolved(Conflict::Refused(error)),
        _ => wait(Some(write), error, attempt, key, now),
    }
}

/// A look-up failed: what it was to tell is asked again later.
pub fn look_failed(status: LogStatus, key: &str, now: Millis) -> LogStatus {
    match status {
        LogStatus::InDoubt { write, since, absent, attempt, exists, revision, .. } => {
            let look_at = now + retry_pause(attempt, key);
            LogStatus::InDoubt { write, since, look_at, absent, attempt: attempt + 1, exists, revision }
        }
        LogStatus::Logged(record) => {
            let confirm_at = record.confirm_at.map(|_| now + retry_pause(2, key));
            LogStatus::Logged(Record { confirm_at, ..record })
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::Problem;
    use crate::integration::SETTLES;

    const FIND: Dedupe = Dedupe::Find { settles: SETTLES, lag: 10 * SECOND };

    fn at(id: &str) -> RecordRef {
        RecordRef { id: id.into(), url: None }
    }

    fn after(kind: ErrorKind, dedupe: Dedupe) -> LogStatus {
        create_failed((Write::Log, 1, 7), dedupe, CrmError::new(kind, Problem::ServerFailed), "key", 0)
    }

    #[test]
    fn g1_what_no_look_up_tells_is_for_a_person() {
        let unknown = LogStatus::Unresolved(Conflict::OutcomeUnknown(Write::Log));
        assert_eq!([after(ErrorKind::Unprovable, FIND), after(ErrorKind::Ambiguous, Dedupe::None)], [unknown.clone(), unknown]);
        assert!(matches!(after(ErrorKind::Ambiguous, FIND), LogStatus::InDoubt { revision: 7, .. }));
    }

    #[test]
    fn g4_an_upsert_is_repeated_once_the_first_is_over() {
        assert!(matches!(after(ErrorKind::Ambiguous, Dedupe::Upsert), LogStatus::Retry { at, attempt: 2, .. } if at >= SETTLES));
    }

    #[test]
    fn g5_a_limit_waits_for_its_end_and_a_lost_session_for_the_sign_in() {
        let limited = after(ErrorKind::RateLimited { until: 90 * SECOND }, FIND);
        assert!(matches!(limited, LogStatus::Retry { at, .. } if at == 90 * SECOND));
        assert!(matches!(after(ErrorKind::Auth, FIND), LogStatus::Retry { at: 0, .. }));
        assert!(matches!(after(ErrorKind::Offline, FIND), LogStatus::Retry { at, .. } if at >= 2 * MINUTE));
    }

    #[test]
    fn g1_what_a_look_up_shows_is_one_record_or_a_double() {
        let one = found(vec![at("a"), at("a")], 7, FIND, Some(5), 9);
        assert!(matches!(one, Some(LogStatus::Logged(record)) if record.confirm_at == Some(5 + SETTLES + 10 * SECOND)));
        let two = found(vec![at("b"), at("a")], 7, FIND, None, 9);
        assert_eq!(two, Some(LogStatus::Unresolved(Conflict::Doubled(vec![at("a"), at("b")]))));
        let LogStatus::Logged(record) = made(at("a"), 7, FIND, 0) else { panic!("it was made") };
        assert_eq!(confirmed(record.clone(), vec![at("a")]), LogStatus::Logged(Record { confirm_at: None, ..record.clone() }));
        assert_eq!(confirmed(record, vec![at("c")]), LogStatus::Unresolved(Conflict::Doubled(vec![at("c"), at("a")])));
    }
}
