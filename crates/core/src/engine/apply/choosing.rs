//! Rules F5 and F6: what a person chose once for a number, and "Apply to N" for a new policy.

use super::super::advance;
use super::super::change::{Change, Saved};
use super::super::io::Key;
use super::super::stored::{Job, SettingRow, remembered_as};
use super::super::view::{Stop, View};
use crate::call::Call;
use crate::command::RefusalKind;
use crate::contact::{Contact, ContactMatch, Remembered, ids};
use crate::entry::{Conflict, ContactChoice, LogEntry, LogKey, LogStatus, Mode, StepKind};
use crate::integration::{Integration, IntegrationId};
use crate::rules::{self, Given};
use crate::store::Store;
use crate::time::Clock;

/// F6: preselected for that number next time. "Always" stays said as long as the contact is the same.
///
/// # Errors
/// [`Stop::Need`] when what was chosen before was not read.
pub(super) fn remember(view: &View<'_>, change: &mut Change, entry: &LogEntry, call: &Call) -> Result<(), Stop> {
    let Some(ContactChoice::Known(contact)) = &entry.contact else { return Ok(()) };
    let number = call.other();
    if !number.can_be_looked_up() {
        return Ok(());
    }
    let integration = entry.key.integration.clone();
    let before = view.remembered(&integration, &number.key)?.filter(|before| before.contact.id == contact.id);
    put(change, Remembered { integration, number: number.key, contact: contact.clone(), always: before.and_then(|before| before.always) });
    Ok(())
}

/// "Always Ann for this number": used without asking while the integration finds the contacts it finds now.
pub(super) fn always(view: &View<'_>, change: &mut Change, key: &LogKey, contact: &Contact) -> Result<(), Stop> {
    view.require([Key::Case(key.call.clone())])?;
    let case = view.known_case(&key.call)?;
    let entry = case.entry(&key.integration).ok_or(Stop::Refused(RefusalKind::NotThere))?;
    let number = case.call.other();
    let Some((_, found)) = entry.found.as_ref().filter(|_| number.can_be_looked_up()) else {
        return Err(Stop::Refused(RefusalKind::DoesNotFit));
    };
    let always = Some(ids(found.contacts()));
    put(change, Remembered { integration: key.integration.clone(), number: number.key, contact: Box::new(contact.clone()), always });
    Ok(())
}

pub(super) fn forget(change: &mut Change, integration: &IntegrationId, number: &str) -> Result<(), Stop> {
    change.deletes.push((Store::Settings, remembered_as(integration, number)));
    Ok(())
}

fn put(change: &mut Change, remembered: Remembered) {
    let saved = Saved::Setting(SettingRow::Remembered(remembered));
    if !change.puts.contains(&saved) {
        change.puts.push(saved);
    }
}

/// "Apply to N": the policies of now act on what waits in this integration, a page at a time.
pub(super) fn apply_policies(view: &View<'_>, change: &mut Change, id: &IntegrationId) -> Result<(), Stop> {
    view.integration(id)?;
    change.puts.push(Saved::Job(Job::ApplyPolicies { integration: id.clone(), after: String::new() }));
    Ok(())
}

/// The next page of "Apply to N"; what it acts on is asked for anew, since what was found may be old.
pub(super) fn apply_some(
    view: &View<'_>,
    change: &mut Change,
    id: &IntegrationId,
    after: &str,
    clock: &Clock<'_>,
) -> Result<Option<Job>, Stop> {
    let Ok(integration) = view.integration(id) else { return Ok(None) };
    let page = Key::UnresolvedFrom(after.to_owned());
    view.require([page.clone()])?;
    let entries = view.entries(&page)?;
    let waiting: Vec<&LogEntry> = entries.iter().filter(|entry| waits_for_policy(entry, integration)).collect();
    view.require(waiting.iter().map(|entry| Key::Case(entry.key.call.clone())))?;
    let mut cases = Vec::new();
    for entry in &waiting {
        cases.extend(view.case(&entry.key.call)?);
    }
    view.require(cases.iter().flat_map(|case| advance::deciding(view, case)))?;
    for before in cases {
        let mut case = before.clone();
        let Some(entry) = case.entry_mut(id) else { continue };
        entry.step(clock.wall, StepKind::PersonDecided);
        entry.mode = Mode::Manual;
        entry.policies = Some(Box::new(integration.choices.policies.clone()));
        (entry.contact, entry.still_asks) = (None, None);
        entry.status = LogStatus::Matching(1);
        advance::put(view, change, Some(&before), case, clock)?;
    }
    let next = entries.last().and_then(LogEntry::unresolved_place);
    Ok(next.map(|after| Job::ApplyPolicies { integration: id.clone(), after }))
}

/// Whether the policies of now would decide what this entry waits for.
pub fn waits_for_policy(entry: &LogEntry, integration: &Integration) -> bool {
    let Some(conflict @ (Conflict::NoContact | Conflict::ManyContacts | Conflict::ManyAssociations)) = entry.conflict() else {
        return false;
    };
    let found = entry.found.as_ref().map_or(&ContactMatch::None, |(_, found)| found);
    let given = Given { integration, policies: &integration.choices.policies, remembered: None };
    entry.key.integration == integration.id && rules::policy_acts_on(conflict, found, given)
}
