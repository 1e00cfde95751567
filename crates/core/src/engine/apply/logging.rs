//! Rule C: a person logs a call by the form, types one in, or confirms how long one was.

use super::super::advance;
use super::super::change::Change;
use super::super::io::Key;
use super::super::view::{Stop, View};
use super::{calls, choosing, form, notes};
use crate::call::{CallEvent, CallId, Fact, Source};
use crate::case::Case;
use crate::command::{LogChoice, RefusalKind};
use crate::entry::{Conflict, ContactChoice, LogEntry, LogKey, LogStatus, Mode, StepKind, Write};
use crate::integration::Dedupe;
use crate::time::{Clock, MINUTE, Millis, SECOND};

/// C4: an open form holds its entries this long.
const HOLD: Millis = 10 * MINUTE;

/// Save of the log form (C1–C4), with its note and the stored text that began with.
pub(super) fn log(
    view: &View<'_>,
    change: &mut Change,
    call: &CallId,
    choices: &[LogChoice],
    note: Option<(&str, &str)>,
    clock: &Clock<'_>,
) -> Result<(), Stop> {
    view.require([Key::Case(call.clone())])?;
    let before = view.known_case(call)?;
    let mut case = before.clone();
    advance::new_entries(view, &mut case, clock.wall);
    if let Some((text, base)) = note {
        let text = notes::of_form(&case, text, base);
        notes::set_text(&mut case, text, "", clock.wall);
    }
    let (running, about) = (!case.call.is_final(), case.call.clone());
    view.require(choices.iter().map(|choice| advance::remembered_key(&choice.integration, &about)))?;
    for choice in choices {
        let entry = case.entry_mut(&choice.integration).ok_or(Stop::Refused(RefusalKind::NotThere))?;
        let dedupe = view.integration(&choice.integration)?.capabilities.dedupe;
        choose(entry, choice, dedupe, running, note.is_some(), clock.wall)?;
        if entry.contact.as_ref() == Some(&choice.contact) {
            choosing::remember(view, change, entry, &about)?;
        }
    }
    form::done_with(view, change, call);
    advance::put(view, change, Some(&before), case, clock)
}

/// C2, C4: a record is never made twice; while a request is under way Save only changes the note, which becomes an update.
fn choose(entry: &mut LogEntry, choice: &LogChoice, dedupe: Dedupe, running: bool, has_note: bool, now: Millis) -> Result<(), Stop> {
    let refusal = match entry.before_dismissal.as_deref().unwrap_or(&entry.status) {
        LogStatus::Sending { .. } | LogStatus::InDoubt { .. } => return Ok(()),
        LogStatus::Unresolved(Conflict::Doubled(records)) => Some(RefusalKind::AlreadyLogged(records.first().cloned())),
        LogStatus::Unresolved(Conflict::OutcomeUnknown(Write::Log)) if dedupe != Dedupe::Upsert => Some(RefusalKind::DoesNotFit),
        LogStatus::Unresolved(Conflict::OutcomeUnknown(Write::Contact)) if matches!(choice.contact, ContactChoice::New(_)) => {
            Some(RefusalKind::DoesNotFit)
        }
        LogStatus::RecordGone(_) => None,
        _ => entry.record().map(|record| RefusalKind::AlreadyLogged(Some(record.at.clone()))),
    };
    if let Some(why) = refusal {
        return if has_note { Ok(()) } else { Err(Stop::Refused(why)) };
    }
    if matches!(entry.status, LogStatus::RecordGone(_)) {
        entry.generation += 1;
    }
    entry.step(now, StepKind::PersonDecided);
    entry.mode = Mode::Manual;
    entry.held_until = None;
    entry.before_dismissal = None;
    entry.guessed.clear();
    entry.contact = Some(choice.contact.clone());
    entry.association = Some(choice.association.clone());
    entry.answers.clone_from(&choice.answers);
    entry.status = if running { LogStatus::Unlogged } else { LogStatus::ready() };
    Ok(())
}

/// The form was opened, or closed without Save.
pub(super) fn hold(view: &View<'_>, change: &mut Change, keys: &[LogKey], on: bool, clock: &Clock<'_>) -> Result<(), Stop> {
    view.require(keys.iter().map(|key| Key::Case(key.call.clone())))?;
    let Some(first) = keys.first() else { return Ok(()) };
    let mut case = view.known_case(&first.call)?;
    for key in keys.iter().filter(|key| key.call == first.call) {
        let Some(entry) = case.entry_mut(&key.integration) else { continue };
        entry.held_until = on.then_some(clock.wall + HOLD);
        if on {
            entry.step(clock.wall, StepKind::Held);
        }
    }
    if !on {
        form::done_with(view, change, &first.call);
    }
    change.put_case(view, &case);
    Ok(())
}

/// C6: a call made elsewhere. A known call with the same number within two minutes asks "Same call?".
pub(super) fn type_call(
    view: &View<'_>,
    change: &mut Change,
    event: &CallEvent,
    not_the_same: bool,
    clock: &Clock<'_>,
) -> Result<(), Stop> {
    if let (false, Some(start)) = (not_the_same, event.facts.started.as_ref()) {
        let around = Key::CallsAround(start.value);
        view.require(calls::alias_keys(event).chain([around.clone()]))?;
        let number = event.facts.other.as_ref().map(|f| f.value.key.clone()).unwrap_or_default();
        let same =
            |row: &crate::case::CallRow| row.call.id.session != event.session && !number.is_empty() && row.call.other().key == number;
        if let Some(known) = view.calls(&around)?.into_iter().find(same) {
            return Err(Stop::Refused(RefusalKind::SameCall(known.call.id)));
        }
    }
    calls::event(view, change, event, clock)
}

/// A9: a person says how long a call was that ended unwatched; then it goes its way.
pub(super) fn confirm_duration(view: &View<'_>, change: &mut Change, call: &CallId, seconds: u32, clock: &Clock<'_>) -> Result<(), Stop> {
    view.require([Key::Case(call.clone())])?;
    let before = view.known_case(call)?;
    if !before.call.is_final() {
        return Err(Stop::Refused(RefusalKind::StillRunning));
    }
    let mut case = before.clone();
    case.call.duration_confirmed = true;
    let told = |value| Some(Fact { source: Source::History, seq: u64::MAX, value });
    case.call.facts.duration = Some(Fact { source: Source::History, seq: u64::MAX, value: seconds });
    let begun = case.call.facts.answered.as_ref().map_or(case.call.start(), |f| f.value);
    case.call.facts.ended = told(begun + Millis::from(seconds) * SECOND);
    reopen(&mut case);
    view.require(advance::around_the_end(view, &case))?;
    advance::end(view, &mut case, clock.wall)?;
    advance::put(view, change, Some(&before), case, clock)
}

fn reopen(case: &mut Case) {
    use crate::entry::Conflict::ConfirmDuration;
    for entry in case.entries.iter_mut().filter(|e| e.status == LogStatus::Unresolved(ConfirmDuration)) {
        entry.status = LogStatus::Unlogged;
    }
}
