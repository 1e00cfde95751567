//! A record follows its note and the facts of its call.

use crate::case::Case;
use crate::contact::Contact;
use crate::crm::{CrmError, ErrorKind, LogDraft, Problem, RecordRef};
use crate::engine::view::View;
use crate::entry::{ContactChoice, LogEntry, LogStatus, Mode, Sent, StepKind};
use crate::integration::Integration;
use crate::log_text;
use crate::own_text::OwnText;
use crate::rules;
use crate::settings::Content;
use crate::time::{Millis, SECOND};

/// A note that changed after logging is sent once it rested this long.
const NOTE_RESTS: Millis = 5 * SECOND;

/// B7: a record that does not say the latest note yet gets it, where the integration can.
pub(in crate::engine) fn note_moved_on(entry: &mut LogEntry, integration: &Integration, revision: u64, rests: bool, now: Millis) {
    let at = if rests { now } else { now + NOTE_RESTS };
    match &entry.status {
        LogStatus::UpdatePending { record, .. } if integration.choices.log_once => entry.status = LogStatus::Logged(record.clone()),
        LogStatus::Logged(_) if integration.choices.log_once => {}
        LogStatus::Logged(record) if record.sent_revision >= revision || record.confirm_at.is_some() => {}
        LogStatus::Logged(record) if can_be_updated(integration, &record.at) => {
            entry.status = LogStatus::UpdatePending { record: record.clone(), at, attempt: 0 };
        }
        LogStatus::Logged(record) => {
            let cannot = CrmError::new(ErrorKind::Refused, Problem::Refused);
            entry.status = LogStatus::UpdateFailed(record.clone(), cannot);
        }
        LogStatus::UpdatePending { record, attempt: 0, .. } if !rests => {
            entry.status = LogStatus::UpdatePending { record: record.clone(), at, attempt: 0 };
        }
        _ => {}
    }
}

/// Facts that were corrected after logging are sent once they rested; where the integration cannot, the record stays as it is.
pub(in crate::engine) fn facts_moved_on(entry: &mut LogEntry, case: &Case, integration: &Integration, now: Millis) {
    if !is_corrected(case, entry) {
        return;
    }
    if let LogStatus::Logged(record) = &entry.status
        && record.confirm_at.is_none()
        && !integration.choices.log_once
        && can_be_updated(integration, &record.at)
    {
        entry.status = LogStatus::UpdatePending { record: record.clone(), at: now + NOTE_RESTS, attempt: 0 };
    }
}

/// A correction after logging is an update: the record says other facts than we know by now.
fn is_corrected(case: &Case, entry: &LogEntry) -> bool {
    let LogStatus::Logged(_) = entry.status else { return false };
    entry.sent.as_ref().is_some_and(|sent| sent.facts != as_of_now(case, entry, &sent.content()).facts_print())
}

/// I5: a record that is never changed waits until there is nothing more to say, unless a person said "Log now".
pub(in crate::engine) fn wait_to_log_once(view: &View<'_>, entry: &mut LogEntry, case: &Case, integration: &Integration, now: Millis) {
    if !integration.choices.log_once || entry.mode == Mode::Manual {
        return;
    }
    let until = rules::waits_to_log_once(&case.call, case.note.as_ref(), view.working.settings.delay_minutes, now);
    match (&entry.status, until) {
        (LogStatus::Ready { attempt: 0, .. }, Some(due)) => {
            entry.step(now, StepKind::Delayed(due));
            entry.status = LogStatus::Delayed { due };
        }
        (LogStatus::Delayed { .. }, until) => entry.status = LogStatus::Delayed { due: until.unwrap_or(now) },
        _ => {}
    }
}

/// What a record is to say from now on, with the texts of ours that may stand in it; remembered as sent. Parts and formats stay those it
/// was made with (I4), and an update tells duration and result only where they were corrected.
pub(in crate::engine) fn later_text(case: &Case, entry: &mut LogEntry) -> (LogDraft, Vec<OwnText>) {
    let content = entry.sent.as_ref().map(Sent::content).unwrap_or_default();
    let mut draft = as_of_now(case, entry, &content);
    let ours = entry.sent.as_ref().map(|sent| sent.notes.clone()).unwrap_or_default();
    match &mut entry.sent {
        Some(sent) => {
            draft.corrected = sent.facts != draft.facts_print();
            sent.again(&draft);
        }
        None => entry.sent = Some(Sent::first(&draft, &content)),
    }
    (draft, ours)
}

fn as_of_now(case: &Case, entry: &LogEntry, content: &Content) -> LogDraft {
    let unknown = Contact::default();
    let contact = match &entry.contact {
        Some(ContactChoice::Known(contact)) => contact.as_ref(),
        _ => &unknown,
    };
    log_text::draft(case, entry, contact, content)
}

/// Whether a record can be changed: not where the integration cannot, nor where nobody could say which record it is.
pub(in crate::engine) fn can_be_updated(integration: &Integration, at: &RecordRef) -> bool {
    integration.capabilities.update && !at.id.is_empty()
}
