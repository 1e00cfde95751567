//! Rule C2: "Change contact" moves a wrong log: by an update where the integration can, else a person does it and the entry says so.

use super::super::advance;
use super::super::change::Change;
use super::super::io::Key;
use super::super::view::{Stop, View};
use super::choosing;
use crate::command::RefusalKind;
use crate::contact::{Association, Contact};
use crate::entry::{ContactChoice, LogEntry, LogKey, LogStatus, Mode, Record, StepKind};
use crate::time::Clock;

/// The record belongs to another contact.
pub(super) fn change_contact(
    view: &View<'_>,
    change: &mut Change,
    key: &LogKey,
    contact: &Contact,
    association: Option<&Association>,
    clock: &Clock<'_>,
) -> Result<(), Stop> {
    view.require([Key::Case(key.call.clone())])?;
    let before = view.known_case(&key.call)?;
    let integration = view.integration(&key.integration)?;
    view.require(advance::deciding(view, &before))?;
    let mut case = before.clone();
    let call = case.call.clone();
    let entry = case.entry_mut(&key.integration).ok_or(Stop::Refused(RefusalKind::NotThere))?;
    let record = at_rest(entry).ok_or(Stop::Refused(RefusalKind::DoesNotFit))?;
    entry.step(clock.wall, StepKind::PersonDecided);
    let old = entry.contact.replace(ContactChoice::Known(Box::new(contact.clone())));
    choosing::remember(view, change, entry, &call)?;
    if integration.capabilities.move_record && advance::can_be_updated(integration, &record.at) {
        (entry.association, entry.to_move, entry.mode) = (Some(association.cloned()), None, Mode::Manual);
        entry.guessed.clear();
        entry.status = LogStatus::UpdatePending { record, at: clock.wall, attempt: 0 };
    } else {
        (entry.contact, entry.to_move) = (old, Some(Box::new(contact.clone())));
    }
    advance::put(view, change, Some(&before), case, clock)
}

/// The record of an entry nothing is being sent for.
fn at_rest(entry: &LogEntry) -> Option<Record> {
    match &entry.status {
        LogStatus::Logged(record) | LogStatus::UpdatePending { record, .. } | LogStatus::UpdateFailed(record, _) => Some(record.clone()),
        _ => None,
    }
}

/// A person has moved it in the CRM.
pub(super) fn moved_by_hand(view: &View<'_>, change: &mut Change, key: &LogKey, clock: &Clock<'_>) -> Result<(), Stop> {
    view.require([Key::Case(key.call.clone())])?;
    let mut case = view.known_case(&key.call)?;
    let entry = case.entry_mut(&key.integration).ok_or(Stop::Refused(RefusalKind::NotThere))?;
    let contact = entry.to_move.take().ok_or(Stop::Refused(RefusalKind::DoesNotFit))?;
    entry.step(clock.wall, StepKind::PersonDecided);
    entry.guessed.clear();
    entry.contact = Some(ContactChoice::Known(contact));
    change.put_case(view, &case);
    Ok(())
}
