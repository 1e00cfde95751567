//! Rule B: the note of a running call is opened, delays what would be logged at its end, and is cancelled or hurried.

use super::super::advance;
use super::super::change::Change;
use super::super::io::Key;
use super::super::view::{Stop, View};
use super::notes;
use crate::call::CallId;
use crate::case::Case;
use crate::command::RefusalKind;
use crate::contact::Contact;
use crate::entry::{ContactChoice, Delay, LogEntry, LogKey, LogStatus, Mode, StepKind};
use crate::integration::{Integration, IntegrationId};
use crate::rules;
use crate::time::{Clock, Millis};

/// B1: opening counts, while the call runs. What the agent switched for one integration stays.
pub(super) fn open_note(view: &View<'_>, change: &mut Change, call: &CallId) -> Result<(), Stop> {
    let Some(mut case) = notes::case_of(view, call)?.filter(|case| !case.call.is_final()) else { return Ok(()) };
    note_opened(&mut case);
    change.put_case(view, &case);
    Ok(())
}

fn note_opened(case: &mut Case) {
    for entry in case.entries.iter_mut().filter(|e| e.delay == Delay::Unasked && e.mode != Mode::Manual) {
        entry.delay = Delay::NoteOpened;
    }
}

/// B2: the switch of one integration, and the one contact the call belongs to there.
pub(super) fn set(
    view: &View<'_>,
    change: &mut Change,
    key: &LogKey,
    on: bool,
    contact: Option<&Contact>,
    clock: &Clock<'_>,
) -> Result<(), Stop> {
    view.require([Key::Case(key.call.clone())])?;
    let before = view.known_case(&key.call)?;
    let integration = view.integration(&key.integration)?;
    view.require(advance::deciding(view, &before))?;
    let mut case = before.clone();
    let Case { call, entries, .. } = &mut case;
    let entry = entries.iter_mut().find(|e| e.key == *key).ok_or(Stop::Refused(RefusalKind::NotThere))?;
    if entry.mode == Mode::Manual {
        return Err(Stop::Refused(RefusalKind::DoesNotFit));
    }
    let minutes = view.working.settings.delay_minutes;
    let until = call.ended().and_then(|ended| rules::delayed_until(Delay::On, &rules::AtEnd::Leave, ended, minutes));
    let chosen = contact.map(|contact| ContactChoice::Known(Box::new(contact.clone())));
    entry.step(clock.wall, StepKind::PersonDecided);
    match (&entry.status, until, on) {
        (_, None, true) => (entry.delay, entry.contact) = (Delay::On, chosen),
        (_, None, false) => (entry.delay, entry.contact) = (Delay::Off, None),
        (LogStatus::Delayed { .. }, Some(_), true) => (entry.mode, entry.contact) = (Mode::Delayed, chosen),
        (LogStatus::Delayed { .. }, Some(_), false) => {
            (entry.delay, entry.contact, entry.mode) = (Delay::Off, None, Mode::Automatic);
            entry.status = LogStatus::Unlogged;
            advance::end_entry(view, call, entry, integration, clock.wall)?;
        }
        (LogStatus::Unlogged, Some(due), true) if due > clock.wall => {
            (entry.delay, entry.contact) = (Delay::Until(due), chosen);
            advance::delay(entry, due, clock.wall);
        }
        _ => return Err(Stop::Refused(RefusalKind::DoesNotFit)),
    }
    advance::put(view, change, Some(&before), case, clock)
}

/// "Log now": what is delayed goes at once, in one integration or all of them.
pub(super) fn log_now(
    view: &View<'_>,
    change: &mut Change,
    call: &CallId,
    one: Option<&IntegrationId>,
    clock: &Clock<'_>,
) -> Result<(), Stop> {
    view.require([Key::Case(call.clone())])?;
    let before = view.known_case(call)?;
    let mut case = before.clone();
    let delayed = |e: &&mut LogEntry| one.is_none_or(|id| e.key.integration == *id) && matches!(e.status, LogStatus::Delayed { .. });
    view.require(advance::deciding(view, &case))?;
    let about = case.call.clone();
    for entry in case.entries.iter_mut().filter(delayed) {
        let integration = view.integration(&entry.key.integration)?;
        entry.step(clock.wall, StepKind::PersonDecided);
        entry.mode = if integration.choices.log_once { Mode::Manual } else { Mode::Delayed };
        entry.held_until = None;
        advance::time_is_up(view, entry, &about, integration, clock.wall)?;
    }
    if case == before {
        return Err(Stop::Refused(RefusalKind::DoesNotFit));
    }
    advance::put(view, change, Some(&before), case, clock)
}

/// The time of a delayed entry has come: it goes, unless its note is still being typed (B9).
pub(super) fn due(view: &View<'_>, case: &mut Case, integration: &Integration, clock: &Clock<'_>) -> Result<(), Stop> {
    let note = case.note.clone();
    let ended = case.call.ended().unwrap_or(clock.wall);
    let call = case.call.clone();
    let Some(entry) = case.entry_mut(&integration.id) else { return Ok(()) };
    match rules::still_typing(note.as_ref(), ended, clock.wall) {
        Some(due) => entry.status = LogStatus::Delayed { due },
        None => advance::time_is_up(view, entry, &call, integration, clock.wall)?,
    }
    Ok(())
}

/// B4: cancelled before the end, everything goes back to automatic. B5: cancelled after it, what would log by itself stays delayed.
pub(super) fn note_cancelled(view: &View<'_>, case: &mut Case, now: Millis) {
    let Case { call, entries, .. } = case;
    for entry in entries.iter_mut().filter(|e| e.mode != Mode::Manual) {
        if !call.is_final() {
            if entry.delay != Delay::Unasked {
                (entry.delay, entry.contact) = (Delay::Unasked, None);
            }
        } else if matches!(entry.status, LogStatus::Delayed { .. }) {
            let integration = view.working.integrations.get(&entry.key.integration);
            let by_itself = integration.is_some_and(|i| rules::logs_by_itself(i, &view.working.settings));
            entry.step(now, StepKind::PersonDecided);
            entry.mode = Mode::Automatic;
            if !by_itself {
                (entry.delay, entry.status) = (Delay::Off, LogStatus::Unlogged);
            }
        }
    }
}

/// A cancelled note was brought back: while the call runs it counts as opened again.
pub(super) fn note_brought_back(case: &mut Case) {
    if !case.call.is_final() {
        return note_opened(case);
    }
    for entry in case.entries.iter_mut().filter(|e| e.mode == Mode::Automatic && matches!(e.status, LogStatus::Delayed { .. })) {
        entry.mode = Mode::Delayed;
    }
}
