//! Rule F: a person solves a conflict in place, for one call or for all of its number.

use super::super::advance;
use super::super::change::{Change, Saved};
use super::super::io::Key;
use super::super::stored::{Job, SameNumber};
use super::super::view::{Stop, View};
use super::{choosing, dismissal};
use crate::call::{Call, CallId};
use crate::case::{CallRow, Case};
use crate::command::{RefusalKind, Resolution};
use crate::crm::{CrmError, ErrorKind, Problem, RecordRef};
use crate::entry::{Conflict, ContactChoice, LogEntry, LogKey, LogStatus, Mode, Record, StepKind, Write};
use crate::integration::Integration;
use crate::log_text;
use crate::time::{Clock, Millis};

/// F3: calls of one number that are changed in one go; the rest is a job.
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
    let entry = case.entry(&key.integration).ok_or(Stop::Refused(RefusalKind::DoesNotFit))?;
    view.integration(&key.integration)?;
    match entry.conflict() {
        Some(conflict) if same_number && is_of_the_number(&case, conflict) => {
            let others = SameNumber { key: key.clone(), resolution: resolution.clone(), conflict: conflict.clone(), below: None };
            all_of_number(view, change, &case, others, clock)
        }
        _ => {
            view.require(advance::deciding(view, &case))?;
            solve_in(view, change, &case, key, resolution, clock)
        }
    }
}

/// F3: the call the agent looks at first, then the newest others of its number with the same conflict; what does not fit is a job.
fn all_of_number(view: &View<'_>, change: &mut Change, case: &Case, same: SameNumber, clock: &Clock<'_>) -> Result<(), Stop> {
    view.require(advance::deciding(view, case).chain([calls_of(&case.call, &same)]))?;
    let (others, rest) = page_of(view, &case.call, &same)?;
    view.require(others.iter().filter(|id| **id != case.call.id).cloned().map(Key::Case))?;
    solve_in(view, change, case, &same.key, &same.resolution, clock)?;
    for id in others.iter().filter(|id| **id != case.call.id) {
        let Some(other) = view.case(id)? else { continue };
        solve_in(view, change, &other, &same.key, &same.resolution, clock)?;
    }
    change.puts.extend(rest.map(|below| Saved::Job(Job::SameNumber(Box::new(SameNumber { below: Some(below), ..same })))));
    Ok(())
}

/// The next calls of "the same for all N calls".
pub(super) fn some_of_number(view: &View<'_>, change: &mut Change, same: &SameNumber, clock: &Clock<'_>) -> Result<Option<Job>, Stop> {
    view.require([Key::Case(same.key.call.clone())])?;
    let (Some(first), Ok(_)) = (view.case(&same.key.call)?, view.integration(&same.key.integration)) else { return Ok(None) };
    view.require(advance::deciding(view, &first).chain([calls_of(&first.call, same)]))?;
    let (others, rest) = page_of(view, &first.call, same)?;
    view.require(others.iter().cloned().map(Key::Case))?;
    for id in &others {
        let Some(other) = view.case(id)? else { continue };
        solve_in(view, change, &other, &same.key, &same.resolution, clock)?;
    }
    Ok(rest.map(|below| Job::SameNumber(Box::new(SameNumber { below: Some(below), ..same.clone() }))))
}

fn calls_of(call: &Call, same: &SameNumber) -> Key {
    let number = call.other().key;
    match &same.below {
        Some(place) => Key::CallsOfNumberBelow(number, place.clone()),
        None => Key::CallsOfNumber(number),
    }
}

/// Those of the page that have the conflict here, and the place to go on below, if there may be more.
fn page_of(view: &View<'_>, call: &Call, same: &SameNumber) -> Result<(Vec<CallId>, Option<String>), Stop> {
    let rows = view.calls(&calls_of(call, same))?;
    let mut having = rows.iter().filter(|row| row.has_conflict(&same.key.integration, &same.conflict));
    let now: Vec<&CallRow> = having.by_ref().take(SAME_NUMBER).collect();
    let last = if having.next().is_some() { now.last().copied() } else { rows.last() };
    Ok((now.into_iter().map(|row| row.call.id.clone()).collect(), last.map(CallRow::place)))
}

/// Solves the entry of one call.
fn solve_in(
    view: &View<'_>,
    change: &mut Change,
    before: &Case,
    key: &LogKey,
    resolution: &Resolution,
    clock: &Clock<'_>,
) -> Result<(), Stop> {
    let integration = view.integration(&key.integration)?;
    let mut case = before.clone();
    let call = case.call.clone();
    let sent = case.entry(&key.integration).map_or(0, |entry| revision_sent(&case, entry));
    let note = NoteRevisions { latest: case.note_to_send().1, sent };
    if let Some(entry) = case.entry_mut(&key.integration) {
        solve(entry, &call, integration, resolution, note, clock.wall)?;
        if matches!(resolution, Resolution::Contact(_)) {
            choosing::remember(view, change, entry, &call)?;
        }
    }
    advance::put(view, change, Some(before), case, clock)
}

/// How far a note was written, and how far it was surely sent.
#[derive(Clone, Copy)]
struct NoteRevisions {
    latest: u64,
    sent: u64,
}

fn solve(
    entry: &mut LogEntry,
    call: &Call,
    integration: &Integration,
    resolution: &Resolution,
    note: NoteRevisions,
    now: Millis,
) -> Result<(), Stop> {
    use Resolution as R;
    let asks = entry.conflict().cloned().map_or_else(|| entry.status.clone(), LogStatus::Unresolved);
    entry.still_asks = None;
    entry.step(now, StepKind::PersonDecided);
    entry.mode = Mode::Manual;
    entry.held_until = None;
    entry.guessed.clear();
    match (resolution, asks) {
        (
            R::Contact(contact),
            LogStatus::Unresolved(Conflict::NoContact | Conflict::ManyContacts | Conflict::NoNumber | Conflict::Refused(_)),
        ) => {
            advance::to_contact(entry, call, integration, contact, now);
        }
        (R::NewContact(new), LogStatus::Unresolved(conflict)) if is_about_the_contact(&conflict) => {
            entry.contact = Some(ContactChoice::New(new.clone()));
            entry.association = Some(None);
            entry.status = LogStatus::ready();
        }
        (R::Association(association), LogStatus::Unresolved(Conflict::ManyAssociations | Conflict::NeedsAnswer { .. })) => {
            let contact = entry.contact.take().or_else(|| Some(ContactChoice::Known(Box::new(entry.candidates().first()?.clone()))));
            entry.contact = Some(contact.ok_or(Stop::Refused(RefusalKind::DoesNotFit))?);
            entry.association = Some(association.clone());
            entry.status = LogStatus::ready();
        }
        (R::LookAgain, LogStatus::Unresolved(Conflict::NoContact | Conflict::ManyContacts | Conflict::ManyAssociations)) => {
            entry.contact = None;
            entry.status = LogStatus::Matching(1);
        }
        (R::Retry, LogStatus::Unresolved(Conflict::Refused(_))) => {
            entry.status = if entry.contact.is_some() { LogStatus::ready() } else { LogStatus::Matching(1) };
        }
        (R::Retry, LogStatus::UpdateFailed(record, _)) => entry.status = LogStatus::UpdatePending { record, at: now, attempt: 1 },
        (R::ItIsThere(_), LogStatus::Unresolved(Conflict::OutcomeUnknown(Write::Contact))) => {
            entry.contact = None;
            entry.status = LogStatus::Matching(1);
        }
        (R::ItIsThere(at), LogStatus::Unresolved(Conflict::OutcomeUnknown(_))) => {
            let at = at.clone().unwrap_or(RecordRef { id: String::new(), url: None });
            entry.step(now, StepKind::Logged);
            entry.status = named(at, integration, note, now);
        }
        (R::LogIt, LogStatus::Unresolved(Conflict::OutcomeUnknown(_))) => {
            entry.status = if entry.contact.is_some() { LogStatus::ready() } else { LogStatus::Matching(1) };
        }
        (R::LogIt, LogStatus::RecordGone(_)) => {
            entry.generation += 1;
            entry.status = LogStatus::ready();
        }
        (R::Keep(at), LogStatus::Unresolved(Conflict::Doubled(_))) => {
            // Each may say another note: which of them this one says is not known.
            entry.status = named(at.clone(), integration, NoteRevisions { sent: 0, ..note }, now);
        }
        (R::SameCall, LogStatus::Unresolved(Conflict::SameCall(_) | Conflict::LooksLogged(_))) => dismissal::dismissed(entry, now),
        (R::NotTheSame, LogStatus::Unresolved(Conflict::SameCall(_))) => entry.status = LogStatus::Matching(1),
        (R::NotTheSame, LogStatus::Unresolved(Conflict::LooksLogged(_))) => entry.status = LogStatus::ready(),
        _ => return Err(Stop::Refused(RefusalKind::DoesNotFit)),
    }
    Ok(())
}

/// The record a person names. Where it cannot be changed any more and may lack the note, that is said (B7, I5); else it gets the note.
fn named(at: RecordRef, integration: &Integration, note: NoteRevisions, now: Millis) -> LogStatus {
    let stays = integration.choices.log_once || !advance::can_be_updated(integration, &at);
    let sent_revision = if stays { note.sent } else { 0 };
    let record = Record { at, sent_revision, logged_at: now, mangled: false, confirm_at: None };
    if stays && note.sent < note.latest {
        return LogStatus::UpdateFailed(record, CrmError::new(ErrorKind::Refused, Problem::Refused));
    }
    LogStatus::Logged(record)
}

/// The note's revision, if every request that may have arrived sent this very note; else none.
fn revision_sent(case: &Case, entry: &LogEntry) -> u64 {
    let (Some(sent), Some(ContactChoice::Known(contact))) = (&entry.sent, &entry.contact) else { return 0 };
    let now = log_text::draft(case, entry, contact, &sent.content()).note_and_told();
    if sent.surely_says(&now) { case.note_to_send().1 } else { 0 }
}

/// Whether the conflict is about the number: what a person says of one record holds for no other call, and a call without a number
/// is never grouped (A11).
fn is_of_the_number(case: &Case, conflict: &Conflict) -> bool {
    conflict.is_of_the_number() && case.call.other().can_be_looked_up()
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
