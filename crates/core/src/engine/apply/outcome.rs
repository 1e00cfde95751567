//! An integration answered, or did not: an answer moves the entry on, a refusal asks a person, anything unclear is a doubt (G4).

use super::super::advance;
use super::super::change::{Change, Saved};
use super::super::io::{Asked, Key, Ticket};
use super::super::standstill;
use super::super::stored::SettingRow;
use super::super::view::{Stop, View};
use super::claim::attempts;
use crate::call::Call;
use crate::contact::{Contact, ContactMatch};
use crate::crm::{CrmError, CrmReply, ErrorKind, RecordRef};
use crate::entry::{Conflict, ContactChoice, LogEntry, LogStatus, NewContact, Record, Sent, StepKind, Write};
use crate::integration::{Dedupe, Integration, SignIn};
use crate::rules::{self, Absence};
use crate::time::{Clock, Millis, SECOND};

pub(super) fn outcome(
    view: &View<'_>,
    change: &mut Change,
    ticket: &Ticket,
    result: &Result<CrmReply, CrmError>,
    clock: &Clock<'_>,
) -> Result<(), Stop> {
    let remembered = Key::Remembered(ticket.key.integration.clone(), ticket.number.clone());
    view.require([Key::Case(ticket.key.call.clone()), remembered])?;
    let Some(integration) = view.working.integrations.get(&ticket.key.integration) else { return Ok(()) };
    if let Err(error) = result {
        integration_failed(change, integration, error);
    }
    let is_there = result.as_ref().map_or_else(|error| error.kind.is_an_answer(), |_| true);
    standstill::heard_of(view.working, change, &integration.id, is_there, clock.wall);
    let Some(before) = view.case(&ticket.key.call)? else { return Ok(()) };
    let mut case = before.clone();
    let call = case.call.clone();
    if let (Ok(CrmReply::ContactCreated(contact)), Some(entry)) = (result, case.entry(&ticket.key.integration))
        && matches!(entry.status, LogStatus::Sending { write: Write::Contact, .. })
    {
        advance::created(view, change, entry, integration, contact, clock.wall);
    }
    let about_another_number = ticket.asked == Asked::Contacts && ticket.number != call.other().key;
    if let Some(entry) = case.entry_mut(&ticket.key.integration) {
        match result {
            _ if ticket.asked == Asked::Contacts && is_decided(entry) => {}
            Ok(_) if about_another_number => {}
            Ok(reply) => answered(view, entry, &call, integration, ticket.asked, reply.clone(), clock.wall)?,
            Err(error) => failed(entry, integration, ticket.asked, error.clone(), clock.wall),
        }
    }
    if case != before {
        advance::put(view, change, Some(&before), case, clock)?;
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
                found_record(entry, logs, 0, None, now);
            }
        }
        (LogStatus::Sending { write: Write::Contact, attempt, .. }, Asked::CreateContact, CrmReply::ContactCreated(contact)) => {
            take_contact(entry, contact, attempt);
        }
        (LogStatus::Sending { write: Write::Log, revision, .. }, Asked::CreateLog, CrmReply::LogCreated(at)) => {
            advance::logged(entry, at, revision, confirm_at(integration, now), now);
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
            Some(contact) => take_contact(entry, contact, attempts(&entry.status)),
            None if entry.makes_placeholder_by_policy() && !hits.is_empty() => {
                advance::found(view, entry, call, integration, ContactMatch::from_hits(hits), now)?;
            }
            None => nothing_found(entry, integration, now),
        },
        (LogStatus::InDoubt { revision, since, .. }, Asked::Log, CrmReply::Logs(logs)) => {
            if logs.is_empty() {
                nothing_found(entry, integration, now);
            } else {
                found_record(entry, logs, revision, settled(integration, since), now);
            }
        }
        (LogStatus::Logged(record), Asked::Log, CrmReply::Logs(logs)) => confirmed(entry, record, logs),
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
fn found_record(entry: &mut LogEntry, mut logs: Vec<RecordRef>, revision: u64, confirm_at: Option<Millis>, now: Millis) {
    entry.step(now, StepKind::FoundRecord);
    logs.sort();
    logs.dedup();
    if logs.len() > 1 {
        entry.status = LogStatus::Unresolved(Conflict::Doubled(logs));
    } else if let Some(at) = logs.pop() {
        advance::logged(entry, at, revision, confirm_at, now);
    }
}

fn nothing_found(entry: &mut LogEntry, integration: &Integration, now: Millis) {
    let LogStatus::InDoubt { write, since, absent, attempt, exists, revision, .. } = entry.status.clone() else { return };
    entry.step(now, StepKind::FoundNoRecord);
    entry.status = match rules::after_nothing_found(&write, integration.capabilities.dedupe, since, absent, now) {
        Absence::Wait { look_at, absent } => LogStatus::InDoubt { write, since, look_at, absent, attempt, exists, revision },
        Absence::Sure if exists => LogStatus::Unresolved(Conflict::OutcomeUnknown(write)),
        Absence::Sure => LogStatus::Ready { attempt, looked: Some(now) },
        Absence::Unprovable => LogStatus::Unresolved(Conflict::OutcomeUnknown(write)),
    };
}

/// A look-up after the create shows one record, or a double.
fn confirmed(entry: &mut LogEntry, mut record: Record, mut logs: Vec<RecordRef>) {
    logs.sort();
    logs.dedup();
    record.confirm_at = None;
    let other = logs.iter().any(|at| at.id != record.at.id);
    entry.status = if other {
        let mut all = logs;
        if all.iter().all(|at| at.id != record.at.id) {
            all.push(record.at);
        }
        LogStatus::Unresolved(Conflict::Doubled(all))
    } else {
        LogStatus::Logged(record)
    };
}

/// When a record just made has to be looked at once more.
fn confirm_at(integration: &Integration, now: Millis) -> Option<Millis> {
    match integration.capabilities.dedupe {
        Dedupe::Find { lag, .. } => Some(now + lag.max(SECOND)),
        Dedupe::Upsert | Dedupe::None => None,
    }
}

/// When a record found while in doubt can no longer become two.
fn settled(integration: &Integration, since: Millis) -> Option<Millis> {
    match integration.capabilities.dedupe {
        Dedupe::Find { settles, lag } => Some(since + settles + lag),
        Dedupe::Upsert | Dedupe::None => None,
    }
}

fn failed(entry: &mut LogEntry, integration: &Integration, asked: Asked, error: CrmError, now: Millis) {
    let attempt = attempts(&entry.status);
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
                let unclear = matches!(error.kind, ErrorKind::Ambiguous | ErrorKind::Unprovable);
                advance::retry(entry, Some(Write::Update(record)), error, attempt, now);
                if unclear {
                    wait_until_settled(entry, integration, now);
                }
            }
        },
        (LogStatus::Sending { write, revision, .. }, Asked::CreateContact | Asked::CreateLog) => match error.kind {
            ErrorKind::Ambiguous if write == Write::Log && integration.capabilities.dedupe == Dedupe::Upsert => {
                advance::retry(entry, Some(write), error, attempt, now);
                wait_until_settled(entry, integration, now);
            }
            ErrorKind::Ambiguous => {
                entry.step(now, StepKind::Failed(error));
                entry.step(now, StepKind::Doubted);
                entry.status = rules::doubt(write, integration.capabilities.dedupe, attempt, revision, now);
            }
            ErrorKind::Unprovable => {
                entry.step(now, StepKind::Failed(error));
                entry.status = LogStatus::Unresolved(Conflict::OutcomeUnknown(write));
            }
            ErrorKind::Refused | ErrorKind::Gone => refused(entry, error, now),
            _ => advance::retry(entry, Some(write), error, attempt, now),
        },
        (LogStatus::InDoubt { write, since, absent, exists, revision, .. }, Asked::Contacts | Asked::Log) => {
            let look_at = now + rules::retry_pause(attempt, &entry.key.key());
            entry.status = LogStatus::InDoubt { write, since, look_at, absent, attempt: attempt + 1, exists, revision };
        }
        (LogStatus::Logged(record), Asked::Log) => {
            let confirm_at = Some(now + rules::retry_pause(2, &entry.key.key()));
            entry.status = LogStatus::Logged(Record { confirm_at, ..record });
        }
        _ => {}
    }
}

/// What may still be running is not overtaken by what repeats it.
fn wait_until_settled(entry: &mut LogEntry, integration: &Integration, now: Millis) {
    if let LogStatus::Retry { at, .. } = &mut entry.status {
        *at = (*at).max(now + rules::settles(integration.capabilities.dedupe));
    }
}

/// D2: what the CRM refused is not technical; only a person retries it.
fn refused(entry: &mut LogEntry, error: CrmError, now: Millis) {
    entry.step(now, StepKind::Failed(error.clone()));
    entry.status = LogStatus::Unresolved(Conflict::Refused(error));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::{AccountId, CallId};
    use crate::crm::Problem;
    use crate::entry::LogKey;
    use crate::integration::{Capabilities, IntegrationId};

    fn after(kind: ErrorKind) -> LogStatus {
        let id = IntegrationId::new("appc:x");
        let dedupe = Dedupe::Find { settles: 120 * SECOND, lag: 0 };
        let mut integration = Integration::address_book(id.clone(), "CRM", 0, false);
        integration.capabilities = Capabilities { dedupe, ..integration.capabilities };
        let mut entry = LogEntry::new(LogKey { call: CallId { account: AccountId::new("a"), session: "s".into() }, integration: id });
        entry.status = LogStatus::Sending { write: Write::Log, since: 0, attempt: 1, revision: 0 };
        failed(&mut entry, &integration, Asked::CreateLog, CrmError::new(kind, Problem::ServerFailed), 0);
        entry.status
    }

    #[test]
    fn g1_what_no_look_up_tells_is_for_a_person() {
        assert_eq!(after(ErrorKind::Unprovable), LogStatus::Unresolved(Conflict::OutcomeUnknown(Write::Log)));
        assert!(matches!(after(ErrorKind::Ambiguous), LogStatus::InDoubt { .. }));
    }
}
