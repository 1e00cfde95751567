//! A technical failure waits and is tried again.

use crate::crm::{CrmError, ErrorKind, Problem};
use crate::entry::{Conflict, LogEntry, LogStatus, StepKind, Write};
use crate::rules;
use crate::time::Millis;

/// A4: waits for a technical failure to pass.
pub(in crate::engine) fn retry(entry: &mut LogEntry, write: Option<Write>, error: CrmError, attempt: u32, now: Millis) {
    entry.step(now, StepKind::Failed(error.clone()));
    entry.status = rules::wait(write, error, attempt, &entry.key.key(), now);
}

/// A retry goes on where it stopped; before a placeholder is made by policy it is looked again (F4).
pub(in crate::engine) fn resume(entry: &mut LogEntry) {
    if entry.status == LogStatus::Unresolved(Conflict::NoContact) {
        entry.status = LogStatus::Matching(1);
    }
    let LogStatus::Retry { write, attempt, .. } = &entry.status else { return };
    entry.status = match write.clone() {
        None => LogStatus::Matching(*attempt),
        Some(Write::Contact | Write::Log) => LogStatus::Ready { attempt: *attempt, looked: None },
        Some(Write::Update(record)) => LogStatus::UpdatePending { record, at: 0, attempt: *attempt },
    };
}

/// An entry of an integration that needs sign-in waits for it from the start, so that the screen can say so.
pub(super) fn wait_for_sign_in(entry: &mut LogEntry, now: Millis) {
    let write = match entry.status {
        LogStatus::Matching(_) => None,
        _ => Some(Write::Log),
    };
    retry(entry, write, CrmError::new(ErrorKind::Auth, Problem::SignedOut), 0, now);
}
