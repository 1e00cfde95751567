//! Rule F: a person solves a conflict in place, says "Don't log", or takes that back.

use super::super::advance;
use super::super::change::{Change, Saved};
use super::super::io::Key;
use super::super::stored::SettingRow;
use super::super::view::{Stop, View};
use crate::call::CallId;
use crate::case::Case;
use crate::command::{RefusalKind, Resolution};
use crate::contact::Contact;
use crate::crm::RecordRef;
use crate::entry::{Conflict, ContactChoice, LogEntry, LogKey, LogStatus, Mode, Record, StepKind, Write};
use crate::integration::{Integration, IntegrationId};
use crate::rules::{self, Decision};
use crate::time::{Clock, Millis};

/// F3: "all N calls from this number" are changed in one go, at most this many.
const SAME_NUMBER: usize = 60;

pub(super) fn resolve(
    view: &View<'_>,
    change: &mut Change,
    key: &LogKey,
    resolution: &Resolution,
    same_number: bool,
    clock: &Clock<'_>,
) -> Result<(), Stop> {
    view.require([Key::Case(key.call.clone())])?;
    let case = view.known_case(&key.call)?;
    let integration = view.integration(&key.integration)?;
    if case.entry(&key.integration).is_none_or(|e| !e.is_unresolved() && !matches!(e.status, LogStatus::RecordGone(_))) {
        return Err(Stop::Refused(RefusalKind::DoesNotFit));
    }
    let of_one_call = case.entry(&key.integration).is_some_and(|e| is_about_one_call(&e.status));
    let calls = if same_number && !of_one_call { of_same_number(view, &case, key)? } else { vec![key.call.clone()] };
    view.require(calls.iter().cloned().map(Key::Case))?;
    for call in &calls {
        let before = view.known_case(call)?;
        let mut case = before.clone();
        let number = case.call.other().key;
        let note = case.note.as_ref().map(|note| (note.revision, note.changed));
        if let Some(entry) = case.entry_mut(&key.integration) {
            solve(entry, integration, resolution, note, clock.wall)?;
            remember(change, entry, &number);
        }
        advance::put(view, change, Some(&before), case, clock)?;
    }
    Ok(())
}

/// F3, F1: the calls of this number whose entry here has the same kind of conflict. A call without a number is never grouped (A11).
fn of_same_number(view: &View<'_>, case: &Case, key: &LogKey) -> Result<Vec<CallId>, Stop> {
    let number = case.call.other().key;
    if number.is_empty() {
        return Ok(vec![key.call.clone()]);
    }
    let of_number = Key::CallsOfNumber(number);
    view.require(advance::book_keys(view, case).chain([of_number.clone()]))?;
    let rows = view.calls(&of_number)?;
    let others = rows.into_iter().map(|row| row.call.id).filter(|id| *id != key.call).take(SAME_NUMBER - 1);
    let ids: Vec<CallId> = std::iter::once(key.call.clone()).chain(others).collect();
    view.require(ids.iter().cloned().map(Key::Case))?;
    let conflict = case.entry(&key.integration).map(|e| e.status.clone());
    let mut same = Vec::new();
    for id in ids {
        let entry = view.case(&id)?.and_then(|c| c.entry(&key.integration).cloned());
        if entry.map(|e| e.status) == conflict {
            same.push(id);
        }
    }
    Ok(same)
}

fn solve(
    entry: &mut LogEntry,
    integration: &Integration,
    resolution: &Resolution,
    note: Option<(u64, Millis)>,
    now: Millis,
) -> Result<(), Stop> {
    use Resolution as R;
    let sent = revision_sent(entry, note);
    entry.step(now, StepKind::PersonDecided);
    entry.mode = Mode::Manual;
    entry.held_until = None;
    let says = |at: &RecordRef| if advance::can_be_updated(integration, at) { 0 } else { sent };
    match (resolution, entry.status.clone()) {
        (
            R::Contact(contact),
            LogStatus::Unresolved(Conflict::NoContact | Conflict::ManyContacts | Conflict::NoNumber | Conflict::Refused(_)),
        ) => {
            to_contact(entry, integration, contact);
        }
        (R::NewContact { name, kind }, LogStatus::Unresolved(conflict)) if is_about_the_contact(&conflict) => {
            entry.contact = Some(ContactChoice::New { name: name.clone(), kind: kind.clone() });
            entry.association = Some(None);
            entry.status = advance::ready();
        }
        (R::Association(association), LogStatus::Unresolved(Conflict::ManyAssociations | Conflict::NeedsAnswer { .. })) => {
            let contact = entry.contact.take().or_else(|| Some(ContactChoice::Known(Box::new(entry.candidates().first()?.clone()))));
            entry.contact = Some(contact.ok_or(Stop::Refused(RefusalKind::DoesNotFit))?);
            entry.association = Some(association.clone());
            entry.status = advance::ready();
        }
        (R::LookAgain, LogStatus::Unresolved(Conflict::NoContact | Conflict::ManyContacts | Conflict::ManyAssociations)) => {
            entry.contact = None;
            entry.status = LogStatus::Matching(1);
        }
        (R::Retry, LogStatus::Unresolved(Conflict::Refused(_))) => {
            entry.status = if entry.contact.is_some() { advance::ready() } else { LogStatus::Matching(1) };
        }
        (R::Retry, LogStatus::UpdateFailed(record, _)) => entry.status = LogStatus::UpdatePending { record, at: now, attempt: 1 },
        (R::ItIsThere(_), LogStatus::Unresolved(Conflict::OutcomeUnknown(Write::Contact))) => {
            entry.contact = None;
            entry.status = LogStatus::Matching(1);
        }
        (R::ItIsThere(at), LogStatus::Unresolved(Conflict::OutcomeUnknown(_))) => {
            let at = at.clone().unwrap_or(RecordRef { id: String::new(), url: None });
            let says = says(&at);
            advance::logged(entry, at, says, None, now);
        }
        (R::LogIt, LogStatus::Unresolved(Conflict::OutcomeUnknown(_))) => {
            entry.status = if entry.contact.is_some() { advance::ready() } else { LogStatus::Matching(1) };
        }
        (R::LogIt, LogStatus::RecordGone(_)) => {
            entry.generation += 1;
            entry.status = advance::ready();
        }
        (R::Keep(at), LogStatus::Unresolved(Conflict::Doubled(_))) => {
            entry.status =
                LogStatus::Logged(Record { at: at.clone(), sent_revision: says(at), logged_at: now, mangled: false, confirm_at: None });
        }
        (R::SameCall, LogStatus::Unresolved(Conflict::SameCall(_))) => dismissed(entry, now),
        (R::NotTheSame, LogStatus::Unresolved(Conflict::SameCall(_))) => entry.status = LogStatus::Matching(1),
        _ => return Err(Stop::Refused(RefusalKind::DoesNotFit)),
    }
    Ok(())
}

/// The note's revision, if it has not changed since the record was last sent; else none.
fn revision_sent(entry: &LogEntry, note: Option<(u64, Millis)>) -> u64 {
    let sent = entry.steps.iter().rev().find(|step| step.what == StepKind::Sent(Write::Log));
    match (sent, note) {
        (Some(sent), Some((revision, changed))) if changed < sent.at => revision,
        _ => 0,
    }
}

/// Whether a record is at stake, not the number: nothing a person says of one call holds for the next.
fn is_about_one_call(status: &LogStatus) -> bool {
    use Conflict::{Doubled, OutcomeUnknown, SameCall};
    matches!(status, LogStatus::Unresolved(Doubled(_) | OutcomeUnknown(_) | SameCall(_)) | LogStatus::RecordGone(_))
}

fn is_about_the_contact(conflict: &Conflict) -> bool {
    matches!(
        conflict,
        Conflict::NoContact
            | Conflict::ManyContacts
            | Conflict::NoNumber
            | Conflict::ManyAssociations
            | Conflict::NeedsAnswer { .. }
            | Conflict::Refused(_)
    )
}

/// A contact picked by hand; its associations may still ask.
fn to_contact(entry: &mut LogEntry, integration: &Integration, contact: &Contact) {
    entry.contact = Some(ContactChoice::Known(Box::new(contact.clone())));
    match rules::decide_associations(contact, integration) {
        Decision::Log(_, association) => {
            entry.association = Some(association);
            entry.status = advance::ready();
        }
        Decision::Hold(conflict) => entry.status = LogStatus::Unresolved(conflict),
    }
}

/// F6: preselected for that number next time; never used without asking.
fn remember(change: &mut Change, entry: &LogEntry, number: &str) {
    let Some(ContactChoice::Known(contact)) = &entry.contact else { return };
    if !number.is_empty() && entry.mode == Mode::Manual {
        let remembered =
            SettingRow::Remembered { integration: entry.key.integration.clone(), number: number.to_owned(), contact: contact.clone() };
        let remembered = Saved::Setting(remembered);
        if !change.puts.contains(&remembered) {
            change.puts.push(remembered);
        }
    }
}

/// "Don't log", for one integration or all of the call. Said of a note that could not be sent, it lets the record stay as it is.
pub(super) fn dismiss(
    view: &View<'_>,
    change: &mut Change,
    call: &CallId,
    integration: Option<&IntegrationId>,
    clock: &Clock<'_>,
) -> Result<(), Stop> {
    view.require([Key::Case(call.clone())])?;
    let before = view.known_case(call)?;
    let mut case = before.clone();
    let revision = case.note_to_send().1;
    let chosen = case.entries.iter_mut().filter(|e| integration.is_none_or(|id| e.key.integration == *id));
    let mut any = false;
    for entry in chosen {
        if let (LogStatus::UpdateFailed(record, _), Some(_)) = (&entry.status, integration) {
            let record = Record { sent_revision: revision, ..record.clone() };
            entry.step(clock.wall, StepKind::PersonDecided);
            entry.status = LogStatus::Logged(record);
            any = true;
            continue;
        }
        let under_way = matches!(entry.status, LogStatus::Sending { .. } | LogStatus::InDoubt { .. });
        let nothing_to_set_aside = matches!(entry.status, LogStatus::Dismissed | LogStatus::Removed);
        if entry.record().is_none() && !under_way && !nothing_to_set_aside {
            dismissed(entry, clock.wall);
            any = true;
        }
    }
    if !any {
        return Err(Stop::Refused(RefusalKind::DoesNotFit));
    }
    advance::put(view, change, Some(&before), case, clock)
}

fn dismissed(entry: &mut LogEntry, now: Millis) {
    entry.step(now, StepKind::Dismissed);
    entry.before_dismissal = Some(Box::new(std::mem::replace(&mut entry.status, LogStatus::Dismissed)));
}

pub(super) fn undo(
    view: &View<'_>,
    change: &mut Change,
    call: &CallId,
    integration: Option<&IntegrationId>,
    clock: &Clock<'_>,
) -> Result<(), Stop> {
    view.require([Key::Case(call.clone())])?;
    let before = view.known_case(call)?;
    let mut case = before.clone();
    for entry in case.entries.iter_mut().filter(|e| integration.is_none_or(|id| e.key.integration == *id)) {
        if entry.status == LogStatus::Dismissed {
            entry.step(clock.wall, StepKind::Undone);
            entry.status = entry.before_dismissal.take().map_or(LogStatus::Unlogged, |status| *status);
        }
    }
    advance::put(view, change, Some(&before), case, clock)
}
