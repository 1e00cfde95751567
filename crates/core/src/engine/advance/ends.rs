//! What becomes of the entries of a call that has ended, or whose facts came late.

use super::{decide, set_aside, to_contact};
use crate::call::Call;
use crate::case::Case;
use crate::choices::Policies;
use crate::contact::ContactMatch;
use crate::engine::view::{Stop, View};
use crate::entry::{Conflict, ContactChoice, Delay, LogEntry, LogStatus, Mode, StepKind};
use crate::integration::Integration;
use crate::rules::{self, AtEnd};
use crate::time::Millis;

/// A2–A8: the call has ended.
///
/// # Errors
/// [`Stop::Need`] when [`around_the_end`] was not read.
pub(in crate::engine) fn end(view: &View<'_>, case: &mut Case, now: Millis) -> Result<(), Stop> {
    let call = case.call.clone();
    for entry in &mut case.entries {
        let Some(integration) = view.working.integrations.get(&entry.key.integration) else { continue };
        if entry.before_dismissal.as_deref().is_some_and(is_undecided) {
            entry.before_dismissal = Some(Box::new(after_the_end(view, &call, entry, integration)));
        }
        if is_undecided(&entry.status) {
            end_entry(view, &call, entry, integration, now)?;
        }
    }
    Ok(())
}

/// F5: the policies in force when the call ended count; they are kept with the entry unless they are the usual ones.
pub(in crate::engine) fn keep_policies(view: &View<'_>, case: &mut Case) {
    for entry in &mut case.entries {
        let policies = view.working.integrations.get(&entry.key.integration).map(|i| &i.choices.policies);
        entry.policies = policies.filter(|policies| **policies != Policies::default()).cloned().map(Box::new);
    }
}

/// What becomes of one entry nothing was decided about.
///
/// # Errors
/// [`Stop::Need`] when what was chosen for the number before was not read.
pub(in crate::engine) fn end_entry(
    view: &View<'_>,
    call: &Call,
    entry: &mut LogEntry,
    integration: &Integration,
    now: Millis,
) -> Result<(), Stop> {
    entry.step(now, StepKind::CallEnded);
    entry.status = after_the_end(view, call, entry, integration);
    match entry.status {
        LogStatus::Delayed { due } => delay(entry, due, now),
        LogStatus::Matching(0) if matches!(&entry.found, Some((_, ContactMatch::One(_)))) => decide(view, entry, call, integration, now)?,
        _ => {}
    }
    if integration.removed {
        set_aside(entry);
    }
    Ok(())
}

/// B1: waits until this instant.
pub(in crate::engine) fn delay(entry: &mut LogEntry, due: Millis, now: Millis) {
    entry.step(now, StepKind::Delayed(due));
    entry.mode = entry.mode.max(Mode::Delayed);
    entry.status = LogStatus::Delayed { due };
}

/// B1: the time of a delayed entry is up; several contacts of which none was chosen ask, unless a policy decides.
///
/// # Errors
/// [`Stop::Need`] when what was chosen for the number before was not read.
pub(in crate::engine) fn time_is_up(
    view: &View<'_>,
    entry: &mut LogEntry,
    call: &Call,
    integration: &Integration,
    now: Millis,
) -> Result<(), Stop> {
    let chosen = match &entry.contact {
        Some(ContactChoice::Known(contact)) => Some(contact.clone()),
        _ => None,
    };
    match (chosen, &entry.found) {
        (Some(contact), _) => to_contact(entry, call, integration, &contact, now),
        (None, Some(_)) => decide(view, entry, call, integration, now)?,
        (None, None) => entry.status = LogStatus::Matching(0),
    }
    Ok(())
}

/// Whether nothing was decided yet about an entry in this state.
fn is_undecided(status: &LogStatus) -> bool {
    matches!(status, LogStatus::Unlogged | LogStatus::Earlier | LogStatus::Matching(_) | LogStatus::Retry { write: None, .. })
}

fn after_the_end(view: &View<'_>, call: &Call, entry: &mut LogEntry, integration: &Integration) -> LogStatus {
    if entry.mode == Mode::Manual && entry.contact.is_some() {
        return LogStatus::ready();
    }
    let account = view.working.accounts.get(&call.id.account);
    let settings = &view.working.settings;
    let at_end = rules::at_end(call, account, integration, settings);
    let ended = call.ended().unwrap_or(call.first_seen);
    if let Some(due) = rules::delayed_until(entry.delay, &at_end, ended, settings.delay_minutes) {
        entry.delay = Delay::Until(due);
        return if knows_somebody(entry) { LogStatus::Delayed { due } } else { LogStatus::Matching(0) };
    }
    match at_end {
        AtEnd::Log if call.waits_for_catch_up() => LogStatus::Unlogged,
        AtEnd::Log => LogStatus::Matching(0),
        AtEnd::Leave => LogStatus::Unlogged,
        AtEnd::Earlier => LogStatus::Earlier,
        AtEnd::Exclude(why) => LogStatus::Excluded(why),
        AtEnd::Hold(conflict) => LogStatus::Unresolved(conflict),
    }
}

/// Whether a contact was chosen or found; several count (B1).
pub(super) fn knows_somebody(entry: &LogEntry) -> bool {
    entry.contact.is_some() || matches!(&entry.found, Some((_, ContactMatch::One(_) | ContactMatch::Many(_))))
}

/// A9: facts that come late are decided by as if they had come in time. Takes back what was decided by the old ones, as far as
/// nothing was sent and no person chose; says whether there is anything to decide again.
pub(in crate::engine) fn take_back(before: &Call, case: &mut Case) -> bool {
    let deciding = |c: &Call| (c.other().key, c.other().kind, c.result(), c.was_answered(), c.is_internal(), c.is_final(), c.is_deleted());
    if deciding(before) == deciding(&case.call) {
        return false;
    }
    let other_number = before.other().key != case.call.other().key;
    for entry in case.entries.iter_mut().filter(|e| e.mode != Mode::Manual) {
        let by_facts = matches!(
            entry.status,
            LogStatus::Excluded(_)
                | LogStatus::Unresolved(Conflict::NoNumber | Conflict::ConfirmDuration)
                | LogStatus::Ready { attempt: 0, .. }
                | LogStatus::Delayed { .. }
        );
        let by_number = matches!(
            entry.status,
            LogStatus::Unresolved(Conflict::NoContact | Conflict::ManyContacts | Conflict::ManyAssociations | Conflict::NeedsAnswer { .. })
        );
        if by_facts || (by_number && other_number) {
            entry.status = LogStatus::Unlogged;
        }
        if other_number && is_undecided(&entry.status) {
            entry.found = None;
            entry.contact = None;
            entry.association = None;
        }
    }
    true
}
