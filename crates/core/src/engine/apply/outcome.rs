//! An integration answered, or did not: an answer moves the entry on, a refusal asks a person, anything unclear is a doubt (G4).

use super::super::advance;
use super::super::change::{Change, Saved};
use super::super::io::{About, Asked, Key, Ticket};
use super::super::standstill;
use super::super::stored::SettingRow;
use super::super::view::{Stop, View};
use super::{claim, tasks};
use crate::call::Call;
use crate::contact::{Contact, ContactMatch};
use crate::crm::{CrmError, CrmReply, ErrorKind, RecordRef};
use crate::entry::{Conflict, ContactChoice, LogEntry, LogKey, LogStatus, NewContact, Record, Sent, StepKind, Write};
use crate::integration::{Integration, SignIn};
use crate::rules;
use crate::time::{Clock, Millis};

pub(super) fn outcome(
    view: &View<'_>,
    change: &mut Change,
    ticket: &Ticket,
    result: &Result<CrmReply, CrmError>,
    clock: &Clock<'_>,
) -> Result<(), Stop> {
    if let About::Entry(key) = &ticket.about {
        let remembered = Key::Remembered(key.integration.clone(), ticket.number.clone());
        view.require([Key::Case(key.call.clone()), remembered])?;
    }
    let Some(integration) = view.working.integrations.get(ticket.about.integration()) else { return Ok(()) };
    if let Err(error) = result {
        integration_failed(change, integration, error);
    }
    let is_there = result.as_ref().map_or_else(|error| error.kind.is_an_answer(), |_| true);
    standstill::heard_of(view.working, change, &integration.id, is_there, clock.wall);
    match &ticket.about {
        About::Entry(key) => of_entry(view, change, key, integration, ticket, result, clock),
        About::FollowUp(id, _) => {
            tasks::outcome(view, change, id, integration, ticket.asked, result, clock.wall);
            Ok(())
        }
    }
}

fn of_entry(
    view: &View<'_>,
    change: &mut Change,
    key: &LogKey,
    integration: &Integration,
    ticket: &Ticket,
    result: &Result<CrmReply, CrmError>,
    clock: &Clock<'_>,
) -> Result<(), Stop> {
    let Some(before) = view.case(&key.call)? else { return Ok(()) };
    let mut case = before.clone();
    let call = case.call.clone();
    if let (Ok(CrmReply::ContactCreated(contact)), Some(entry)) = (result, case.entry(&key.integration))
        && matches!(entry.status, LogStatus::Sending { write: Write::Contact, .. })
    {
        advance::created(view, change, entry, integration, contact, clock.wall);
    }
    let about_another_number = ticket.asked == Asked::Contacts && ticket.number != call.other().key;
    if let Some(entry) = case.entry_mut(&key.integration) {
        match result {
            _ if ticket.asked == Asked::Contacts && is_decided(entry) => {}
            Ok(_) if about_another_number => {}
            Ok(reply) => answered(view, entry, &call, integration, ticket.asked, reply.clone(), clock.wall)?,
            Err(error) => failed(entry, integration, ticket.asked, error.clone(), clock.wall),
        }
    }
    if case != before {
        let mut case = advance::settle(view, change, Some(&before), case, clock)?;
        claim::at_once(view, change, &mut case, integration, clock.wall);
        change.put_case(view, &case);
    }
    Ok(())
}

/// Whether somebody was chosen while the integration was still asked who has the number: its answer says nothing about the record.
fn is_decided(entry: &LogEntry) -> bool {
    matches!((&entry.status, &entry.contact), (LogStatus::Ready { .. }, Some(ContactChoice::Known(_))))
}

/// G5: a limit holds the whole integration, a lost session asks for sign-in; others are not touched.
fn integration_failed(change: &mut Change, integration: &Integration, error: &CrmError) {
    let mut after = integration.clone();
    match error.kind {
        ErrorKind::Auth => after.sign_in = SignIn::Needed,
        ErrorKind::RateLimited { until } => after.paused_until = Some(until),
        _ => return,
    }
    if after != *integration {
        change.puts.push(Saved::Setting(SettingRow::Integration(Box::new(after))));
    }
}

fn answered(
    view: &View<'_>,
    entry: &mut LogEntry,
    call: &Call,
    integration: &Integration,
    asked: Asked,
    reply: CrmReply,
    now: Millis,
) -> Result<(), Stop> {
    match (entry.status.clone(), asked, reply) {
        (LogStatus::Matching(_), Asked::Contacts, CrmReply::Contacts(hits)) => {
            advance::found(view, entry, call, integration, ContactMatch::from_hits(hits), now)?;
        }
        (LogStatus::Ready { attempt, .. }, Asked::Contacts, CrmReply::Contacts(hits)) => match wanted(entry, &hits) {
            Some(contact) => take_contact(entry, contact, attempt),
            None if entry.makes_placeholder_by_policy() && !hits.is_empty() => {
                advance::found(view, entry, call, integration, ContactMatch::from_hits(hits), now)?;
            }
            None => entry.status = LogStatus::Ready { attempt, looked: Some(now) },
        },
        (LogStatus::Ready { attempt, .. }, Asked::Log, CrmReply::Logs(logs)) => {
            if logs.is_empty() {
                entry.status = LogStatus::Ready { attempt, looked: Some(now) };
            } else {
                found_record(entry, integration, logs, 0, None, now);
            }
        }
        (LogStatus::Sending { write: Write::Contact, attempt, .. }, Asked::CreateContact, CrmReply::ContactCreated(contact)) => {
            take_contact(entry, contact, attempt);
        }
        (LogStatus::Sending { write: Write::Log, revision, .. }, Asked::CreateLog, CrmReply::LogCreated(at)) => {
            advance::logged(entry, rules::made(at, revision, integration.capabilities.dedupe, now), now);
        }
        (LogStatus::Sending { write: Write::Log, attempt, revision, .. }, Asked::CreateLog, CrmReply::LogExists) => {
            let write = Write::Log;
            entry.status = LogStatus::InDoubt { write, since: now, look_at: now, absent: 0, attempt, exists: true, revision };
        }
        (LogStatus::Sending { write: Write::Update(record), revision, .. }, Asked::Update, CrmReply::LogUpdated { mangled }) => {
            entry.step(now, StepKind::Updated);
            entry.sent.iter_mut().for_each(Sent::arrived);
            entry.status = LogStatus::Logged(Record { sent_revision: revision, mangled, ..record });
        }
        (LogStatus::InDoubt { write: Write::Contact, .. }, Asked::Contacts, CrmReply::Contacts(hits)) => match wanted(entry, &hits) {
            Some(contact) => take_contact(entry, contact, entry.status.attempts()),
            None if entry.makes_placeholder_by_policy() && !hits.is_empty() => {
                advance::found(view, entry, call, integration, ContactMatch::from_hits(hits), now)?;
            }
            None => nothing_found(entry, integration, now),
        },
        (LogStatus::InDoubt { revision, since, .. }, Asked::Log, CrmReply::Logs(logs)) => {
            if logs.is_empty() {
                nothing_found(entry, integration, now);
            } else {
                found_record(entry, integration, logs, revision, Some(since), now);
            }
        }
        (LogStatus::Logged(record), Asked::Log, CrmReply::Logs(logs)) => entry.status = rules::confirmed(record, logs),
        _ => {}
    }
    Ok(())
}

/// The contact a placeholder stands for, if the integration has it by now.
fn wanted(entry: &LogEntry, hits: &[Contact]) -> Option<Contact> {
    let Some(ContactChoice::New(NewContact { name, .. })) = &entry.contact else { return None };
    hits.iter().find(|hit| advance::same_name(&hit.name, name)).cloned()
}

fn take_contact(entry: &mut LogEntry, contact: Contact, attempt: u32) {
    entry.contact = Some(ContactChoice::Known(Box::new(contact)));
    entry.status = LogStatus::Ready { attempt, looked: None };
}

/// A look-up shows the record, or more than one.
fn found_record(entry: &mut LogEntry, integration: &Integration, all: Vec<RecordRef>, revision: u64, since: Option<Millis>, now: Millis) {
    entry.step(now, StepKind::FoundRecord);
    match rules::found(all, revision, integration.capabilities.dedupe, since, now) {
        Some(status @ LogStatus::Logged(_)) => advance::logged(entry, status, now),
        Some(doubled) => entry.status = doubled,
        None => {}
    }
}

fn nothing_found(entry: &mut LogEntry, integration: &Integration, now: Millis) {
    entry.step(now, StepKind::FoundNoRecord);
    entry.status = rules::nothing_found(entry.status.clone(), integration.capabilities.dedupe, now);
}

fn failed(entry: &mut LogEntry, integration: &Integration, asked: Asked, error: CrmError, now: Millis) {
    let attempt = entry.status.attempts();
    let dedupe = integration.capabilities.dedupe;
    match (entry.status.clone(), asked) {
        (LogStatus::Matching(_), Asked::Contacts) => match error.kind {
            ErrorKind::Refused | ErrorKind::Gone => refused(entry, error, now),
            _ => advance::retry(entry, None, error, attempt, now),
        },
        (LogStatus::Ready { .. }, Asked::Contacts | Asked::Log) => match error.kind {
            ErrorKind::Refused | ErrorKind::Gone => refused(entry, error, now),
            _ => advance::retry(entry, Some(Write::Log), error, attempt, now),
        },
        (LogStatus::Sending { write: Write::Update(record), .. }, Asked::Update) => match error.kind {
            ErrorKind::Refused => entry.status = LogStatus::UpdateFailed(record, error),
            ErrorKind::Gone => entry.status = LogStatus::RecordGone(record),
            _ => {
                entry.step(now, StepKind::Failed(error.clone()));
                let (write, key) = (Write::Update(record), entry.key.key());
                entry.status = match error.kind {
                    ErrorKind::Ambiguous | ErrorKind::Unprovable => rules::wait_until_settled(write, dedupe, error, attempt, &key, now),
                    _ => rules::wait(Some(write), error, attempt, &key, now),
                };
            }
        },
        (LogStatus::Sending { write, revision, .. }, Asked::CreateContact | Asked::CreateLog) => {
            entry.step(now, StepKind::Failed(error.clone()));
            let is_doubt = error.kind == ErrorKind::Ambiguous;
            entry.status = rules::create_failed((write, attempt, revision), dedupe, error, &entry.key.key(), now);
            if is_doubt && !matches!(entry.status, LogStatus::Retry { .. }) {
                entry.step(now, StepKind::Doubted);
            }
        }
        (LogStatus::InDoubt { .. }, Asked::Contacts | Asked::Log) | (LogStatus::Logged(_), Asked::Log) => {
            entry.status = rules::look_failed(entry.status.clone(), &entry.key.key(), now);
        }
        _ => {}
    }
}

/// D2: what the CRM refused is not technical; only a person retries it.
fn refused(entry: &mut LogEntry, error: CrmError, now: Millis) {
    entry.step(now, StepKind::Failed(error.clone()));
    entry.status = LogStatus::Unresolved(Conflict::Refused(error));
}
