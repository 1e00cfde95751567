//! Rule F3: "Don't log", for one integration or all of the call, and taking it back at any time.

use super::super::advance;
use super::super::change::Change;
use super::super::io::Key;
use super::super::view::{Stop, View};
use crate::call::CallId;
use crate::command::RefusalKind;
use crate::entry::{LogEntry, LogStatus, Record, StepKind};
use crate::integration::IntegrationId;
use crate::time::{Clock, Millis};

/// "Don't log". Said of a note that could not be sent, it lets the record stay as it is.
pub(super) fn dismiss(
    view: &View<'_>,
    change: &mut Change,
    call: &CallId,
    integration: Option<&IntegrationId>,
    clock: &Clock<'_>,
) -> Result<(), Stop> {
    let any = change_entries(view, change, call, integration, clock, |entry, revision| {
        if let (LogStatus::UpdateFailed(record, _), Some(_)) = (&entry.status, integration) {
            let record = Record { sent_revision: revision, ..record.clone() };
            entry.step(clock.wall, StepKind::PersonDecided);
            entry.status = LogStatus::Logged(record);
            return true;
        }
        let can = can_be_dismissed(entry);
        if can {
            dismissed(entry, clock.wall);
        }
        can
    })?;
    if any { Ok(()) } else { Err(Stop::Refused(RefusalKind::DoesNotFit)) }
}

/// Takes "Don't log" back: the entry goes on where it stood.
pub(super) fn undo(
    view: &View<'_>,
    change: &mut Change,
    call: &CallId,
    integration: Option<&IntegrationId>,
    clock: &Clock<'_>,
) -> Result<(), Stop> {
    change_entries(view, change, call, integration, clock, |entry, _| {
        let is_dismissed = entry.status == LogStatus::Dismissed;
        if is_dismissed {
            entry.step(clock.wall, StepKind::Undone);
            entry.status = entry.before_dismissal.take().map_or(LogStatus::Unlogged, |status| *status);
        }
        is_dismissed
    })?;
    Ok(())
}

/// Changes the entry of one integration or all of the call; `act` is given the note's revision. Says whether any was changed.
fn change_entries(
    view: &View<'_>,
    change: &mut Change,
    call: &CallId,
    integration: Option<&IntegrationId>,
    clock: &Clock<'_>,
    mut act: impl FnMut(&mut LogEntry, u64) -> bool,
) -> Result<bool, Stop> {
    view.require([Key::Case(call.clone())])?;
    let before = view.known_case(call)?;
    let mut case = before.clone();
    let revision = case.note_to_send().1;
    let mut any = false;
    for entry in case.entries.iter_mut().filter(|e| integration.is_none_or(|id| e.key.integration == *id)) {
        any |= act(entry, revision);
    }
    if any {
        advance::put(view, change, Some(&before), case, clock)?;
    }
    Ok(any)
}

/// Whether there is no record, none can be under way, and nothing is set aside already.
fn can_be_dismissed(entry: &LogEntry) -> bool {
    let under_way = matches!(entry.status, LogStatus::Sending { .. } | LogStatus::InDoubt { .. });
    let set_aside = matches!(entry.status, LogStatus::Dismissed | LogStatus::Removed);
    entry.record().is_none() && !under_way && !set_aside
}

pub(super) fn dismissed(entry: &mut LogEntry, now: Millis) {
    entry.step(now, StepKind::Dismissed);
    entry.before_dismissal = Some(Box::new(std::mem::replace(&mut entry.status, LogStatus::Dismissed)));
}
