//! Work that is due: what leaves is decided here, from what is stored, and a write's claim is durable before it leaves (G1).

use super::super::advance;
use super::super::attempts;
use super::super::change::Change;
use super::super::io::{About, Asked, Effect, Key, Ticket};
use super::super::view::{Stop, View};
use super::{delay, private};
use crate::case::Case;
use crate::crm::CrmRequest;
use crate::entry::{Conflict, ContactChoice, LogEntry, LogKey, LogStatus, Mode, NewContact, Sent, StepKind, Write};
use crate::integration::Integration;
use crate::log_text;
use crate::number::search_forms;
use crate::rules;
use crate::time::{Clock, Millis};

pub(super) fn entry(view: &View<'_>, change: &mut Change, key: &LogKey, clock: &Clock<'_>) -> Result<(), Stop> {
    view.require([Key::Case(key.call.clone())])?;
    let (Some(before), Ok(integration)) = (view.case(&key.call)?, view.integration(&key.integration)) else { return Ok(()) };
    let mut case = before.clone();
    let is_final = case.call.is_final();
    let number = case.call.other();
    let Some(entry) = case.entry_mut(&key.integration) else { return Ok(()) };
    if entry.due().is_none_or(|due| due > clock.wall) {
        return Ok(());
    }
    change.attempted = attempts::is_attempt(entry, clock.wall);
    advance::resume(entry);
    if rules::is_never_logged(&number, &view.working.settings) && private::is_kept_back(entry) {
        private::exclude(entry, clock.wall);
        change.put_case(view, &case);
        return Ok(());
    }
    let is_ready = matches!(entry.status, LogStatus::Ready { .. });
    let is_delayed = matches!(entry.status, LogStatus::Delayed { .. });
    let stopped = entry.mode < Mode::Delayed && !rules::logs_by_itself(integration, &view.working.settings) && is_final;
    if stopped && (is_ready || is_delayed || matches!(entry.status, LogStatus::Matching(_))) {
        entry.status = LogStatus::Unlogged;
        change.put_case(view, &case);
        return Ok(());
    }
    if is_delayed {
        view.require(advance::deciding(view, &case))?;
        delay::due(view, &mut case, integration, clock)?;
        return advance::put(view, change, Some(&before), case, clock);
    }
    if is_ready && same_placeholder_in_doubt(view, entry, &number.key)? {
        return Ok(());
    }
    if integration.is_address_book() {
        return advance::put(view, change, Some(&before), case, clock);
    }
    claim(view, change, &mut case, integration, clock.wall);
    if case != before {
        change.put_case(view, &case);
    }
    Ok(())
}

/// What an answer just made ready is claimed in the same commit where it can leave at once: nobody has to look first, and nothing else
/// writes there.
pub(super) fn at_once(view: &View<'_>, change: &mut Change, case: &mut Case, integration: &Integration, now: Millis) {
    let Some(entry) = case.entry(&integration.id) else { return };
    let LogStatus::Ready { looked, .. } = entry.status else { return };
    let is_asked_for = entry.mode >= Mode::Delayed || rules::logs_by_itself(integration, &view.working.settings);
    let is_kept_back = rules::is_never_logged(&case.call.other(), &view.working.settings) && private::is_kept_back(entry);
    let is_due = entry.due().is_some_and(|due| due <= now)
        && integration.can_be_asked()
        && integration.paused_until.is_none_or(|until| until <= now);
    let has_contact = matches!(entry.contact, Some(ContactChoice::Known(_)));
    let looks_first = rules::looks_before_create(integration.capabilities.dedupe, looked, now);
    if is_due && is_asked_for && !is_kept_back && has_contact && !looks_first && !view.working.writes_beside(&entry.key) {
        claim(view, change, case, integration, now);
    }
}

/// Takes the entry to what it asks next; the question leaves after the commit.
fn claim(view: &View<'_>, change: &mut Change, case: &mut Case, integration: &Integration, now: Millis) {
    let Some(mut claimed) = case.entry(&integration.id).cloned() else { return };
    if let Some(asked) = next_step(&mut claimed, case, integration, now) {
        change.effects.extend(effect(view, case, &mut claimed, integration, asked));
        change.claims = matches!(asked, Asked::CreateContact | Asked::CreateLog | Asked::Update);
    }
    if let Some(entry) = case.entry_mut(&integration.id) {
        *entry = claimed;
    }
}

/// G2: while it is unknown whether another call's placeholder of this name was made, none is made here; where a policy makes it, none
/// of this number.
fn same_placeholder_in_doubt(view: &View<'_>, entry: &LogEntry, number: &str) -> Result<bool, Stop> {
    let Some(ContactChoice::New(NewContact { name, .. })) = &entry.contact else { return Ok(false) };
    let of_number = Key::CallsOfNumber(number.to_owned());
    let mut calls = Vec::new();
    if entry.makes_placeholder_by_policy() {
        view.require([of_number.clone()])?;
        calls = view.calls(&of_number)?;
    }
    let same = |other: &LogEntry| {
        let same_name = other.contact.as_ref().is_some_and(|choice| advance::same_name(choice.name(), name));
        same_name || calls.iter().any(|row| row.call.id == other.key.call)
    };
    let in_doubt = |other: &LogEntry| {
        matches!(&other.status, LogStatus::Sending { write: Write::Contact, .. } | LogStatus::InDoubt { write: Write::Contact, .. })
    };
    let mut here = view.working.open.values().filter(|other| other.key.integration == entry.key.integration);
    Ok(here.any(|other| in_doubt(other) && same(other)))
}

/// What the entry asks next; changes it to a claim where that is a write, and to a doubt where a claim was left behind.
fn next_step(entry: &mut LogEntry, case: &Case, integration: &Integration, now: Millis) -> Option<Asked> {
    let dedupe = integration.capabilities.dedupe;
    let revision = case.note_to_send().1;
    let has_number = case.call.other().can_be_looked_up();
    match entry.status.clone() {
        LogStatus::Matching(_) if !has_number => {
            entry.status = LogStatus::Unresolved(Conflict::NoNumber);
            None
        }
        LogStatus::Matching(_) => Some(Asked::Contacts),
        LogStatus::Ready { .. } if entry.contact.is_none() => {
            entry.status = LogStatus::Matching(1);
            Some(Asked::Contacts)
        }
        LogStatus::Ready { attempt, looked } => {
            let (asked, write) = match entry.contact {
                Some(ContactChoice::New(_)) => (Asked::CreateContact, Write::Contact),
                _ => (Asked::CreateLog, Write::Log),
            };
            match asked {
                Asked::CreateContact if has_number && !rules::looked_lately(looked, now) => return Some(Asked::Contacts),
                Asked::CreateLog if rules::looks_before_create(dedupe, looked, now) => return Some(Asked::Log),
                _ => {}
            }
            entry.step(now, StepKind::Sent(write.clone()));
            entry.status = LogStatus::Sending { write, since: now, attempt, revision };
            Some(asked)
        }
        LogStatus::Sending { write, attempt, revision, .. } => {
            entry.step(now, StepKind::Doubted);
            entry.status = rules::doubt(write, dedupe, attempt, revision, now);
            None
        }
        LogStatus::InDoubt { write: Write::Contact, .. } if !has_number => {
            entry.status = LogStatus::Unresolved(Conflict::OutcomeUnknown(Write::Contact));
            None
        }
        LogStatus::InDoubt { write, .. } => Some(if write == Write::Contact { Asked::Contacts } else { Asked::Log }),
        LogStatus::UpdatePending { record, .. } if integration.choices.log_once => {
            entry.status = LogStatus::Logged(record);
            None
        }
        LogStatus::UpdatePending { record, attempt, .. } => {
            entry.step(now, StepKind::Sent(Write::Update(record.clone())));
            entry.status = LogStatus::Sending { write: Write::Update(record), since: now, attempt, revision };
            Some(Asked::Update)
        }
        LogStatus::Logged(_) => Some(Asked::Log),
        _ => None,
    }
}

fn effect(view: &View<'_>, case: &Case, entry: &mut LogEntry, integration: &Integration, asked: Asked) -> Option<Effect> {
    let number = case.call.other();
    let ticket = Ticket { about: About::Entry(entry.key.clone()), asked, number: number.key.clone(), nth: 0 };
    let request = match (asked, entry.contact.clone()) {
        (Asked::Contacts, _) => {
            let formats = search_forms(&number, &view.working.settings.search_formats);
            let fresh = !matches!(entry.status, LogStatus::Matching(0)) || case.call.is_final();
            CrmRequest::FindContacts { number, formats, fresh }
        }
        (Asked::Log, _) => CrmRequest::FindLog { key: entry.write_key() },
        (Asked::CreateContact, Some(ContactChoice::New(contact))) => CrmRequest::CreateContact { contact, number },
        (Asked::CreateLog, Some(ContactChoice::Known(contact))) => {
            let content = view.working.settings.content;
            let draft = log_text::draft(case, entry, &contact, &content);
            entry.sent = Some(Sent::first(&draft, &content));
            CrmRequest::CreateLog(Box::new(draft))
        }
        (Asked::Update, _) => {
            let record = entry.record()?.at.clone();
            let (draft, ours) = advance::later_text(case, entry);
            CrmRequest::UpdateLog { record, ours, draft: Box::new(draft) }
        }
        (Asked::CreateContact | Asked::CreateLog | Asked::FollowUp | Asked::CreateFollowUp, _) => return None,
    };
    Some(Effect::Crm { ticket, integration: Box::new(integration.clone()), request })
}
