//! What was found decides: a contact, a guess of a policy, or a question to a person.

use super::ends::{delay, knows_somebody};
use crate::call::Call;
use crate::contact::{Contact, ContactMatch};
use crate::engine::view::{Stop, View};
use crate::entry::{Conflict, ContactChoice, Delay, Guess, LogEntry, LogStatus, NewContact, StepKind};
use crate::integration::Integration;
use crate::rules::{self, Decision, Given};
use crate::time::Millis;

/// A2, A3, F4, F6: what was found decides.
///
/// # Errors
/// [`Stop::Need`] when what was chosen for the number before was not read.
pub(in crate::engine) fn decide(
    view: &View<'_>,
    entry: &mut LogEntry,
    call: &Call,
    integration: &Integration,
    now: Millis,
) -> Result<(), Stop> {
    let remembered = view.remembered(&integration.id, &call.other().key)?;
    let policies = entry.policies.as_deref().cloned().unwrap_or_default();
    let Some((_, found)) = &entry.found else { return Ok(()) };
    let decision = rules::decide(found, Given { integration, policies: &policies, remembered: remembered.as_ref() });
    let rule = if remembered.is_some_and(|remembered| remembered.without_asking(found).is_some()) { "F6" } else { "A2" };
    follow(entry, decision, rule, rules::placeholder_at(call, &view.working.settings.digest), call, now);
    Ok(())
}

/// Takes the answer to "who has this number?".
///
/// # Errors
/// [`Stop::Need`] when what was chosen for the number before was not read.
pub(in crate::engine) fn found(
    view: &View<'_>,
    entry: &mut LogEntry,
    call: &Call,
    integration: &Integration,
    answer: ContactMatch,
    now: Millis,
) -> Result<(), Stop> {
    entry.step(now, StepKind::Found(answer.contacts().len()));
    entry.found = Some((now, answer));
    match entry.delay {
        Delay::Until(due) if due > now && knows_somebody(entry) => delay(entry, due, now),
        _ if call.is_final() => decide(view, entry, call, integration, now)?,
        _ => entry.status = LogStatus::Unlogged,
    }
    Ok(())
}

/// A contact picked by a person; its associations may still ask (A2, F4).
pub(in crate::engine) fn to_contact(entry: &mut LogEntry, call: &Call, integration: &Integration, contact: &Contact, now: Millis) {
    let policies = entry.policies.as_deref().cloned().unwrap_or_default();
    let given = Given { integration, policies: &policies, remembered: None };
    follow(entry, rules::decide_associations(contact, given, Vec::new()), "A2", None, call, now);
}

/// Carries a decision out; `rule` is what it goes by where nothing was guessed.
fn follow(entry: &mut LogEntry, decision: Decision, rule: &str, placeholder_at: Option<Millis>, call: &Call, now: Millis) {
    if matches!(entry.delay, Delay::Until(_)) {
        entry.delay = Delay::Off;
    }
    entry.placeholder_at = None;
    match decision {
        Decision::Log { contact, association, guessed } => {
            entry.step(now, StepKind::Decided(if guessed.is_empty() { rule } else { "F4" }.into()));
            entry.contact = Some(ContactChoice::Known(contact));
            entry.association = Some(association);
            entry.guessed = guessed;
            entry.status = LogStatus::ready();
        }
        Decision::Placeholder { prefix } if placeholder_at.is_some_and(|at| at <= now) => {
            entry.step(now, StepKind::Decided("F4".into()));
            entry.contact = Some(ContactChoice::New(NewContact::named(rules::placeholder_name(&prefix, call))));
            entry.association = Some(None);
            entry.guessed = vec![Guess::Placeholder];
            entry.status = LogStatus::ready();
        }
        Decision::Placeholder { .. } => {
            entry.placeholder_at = placeholder_at;
            ask(entry, Conflict::NoContact, None, Vec::new(), now);
        }
        Decision::Hold { conflict, contact, guessed } => ask(entry, conflict, contact, guessed, now),
    }
}

fn ask(entry: &mut LogEntry, conflict: Conflict, contact: Option<Box<Contact>>, guessed: Vec<Guess>, now: Millis) {
    entry.step(now, StepKind::Decided("A3".into()));
    entry.contact = contact.map(ContactChoice::Known);
    entry.guessed = guessed;
    entry.status = LogStatus::Unresolved(conflict);
}
