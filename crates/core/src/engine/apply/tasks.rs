//! A follow-up becomes a task in its contact's CRM, exactly once (K5, G1, G2): claimed, sent, in doubt and looked up like a call's record.

use super::super::change::{Change, Saved};
use super::super::io::{About, Asked, Effect, Ticket};
use super::super::tasks::{is_asked_first, place};
use super::super::view::{Stop, View};
use super::follow_ups;
use crate::command::{RefusalKind, TaskAct};
use crate::crm::{CrmError, CrmReply, CrmRequest, ErrorKind, RecordRef, TaskRef, WriteKey};
use crate::entry::{Conflict, LogStatus, Record, Write};
use crate::follow_up::{FollowUp, Task};
use crate::integration::{Dedupe, Integration};
use crate::practice;
use crate::rules;
use crate::time::{Clock, Millis};

/// Reminders let go of at once when a CRM proves to be out of reach; the others are at their own answer.
const AT_ONCE: usize = 100;

/// The task of a follow-up that is saved. One that may be there stays there; else it goes where the contact is by now, and what was refused is
/// tried again when it changed.
pub(super) fn of(view: &View<'_>, known: Option<&FollowUp>, typed: &FollowUp) -> Option<Box<Task>> {
    let is_practice = typed.call.as_ref().is_some_and(|call| call.account == practice::account_id());
    let makes = |id| view.working.integrations.get(id).is_some_and(|one| one.capabilities.follow_ups.is_some());
    let to = typed.with.contact.as_ref().filter(|(id, _)| !is_practice && makes(id));
    match (known.and_then(|known| known.task.clone()), to) {
        (Some(mut task), Some((id, contact))) if task.integration == *id => {
            let changed = known.is_some_and(|known| known.print() != typed.print());
            if changed && matches!(task.status, LogStatus::Unresolved(Conflict::Refused(_))) {
                task.status = LogStatus::ready();
            }
            Some(Box::new(Task { contact: contact.as_ref().clone(), ..*task }))
        }
        (Some(task), _) if task.may_be_there() => Some(task),
        (_, Some((id, contact))) => Some(Box::new(Task::new(id.clone(), contact.as_ref().clone()))),
        (_, None) => None,
    }
}

/// What a person decides.
pub(super) fn act(view: &View<'_>, change: &mut Change, id: &str, act: TaskAct) -> Result<(), Stop> {
    let mut one = follow_ups::known(view, id)?;
    let task = one.task.as_mut().ok_or(Stop::Refused(RefusalKind::NotThere))?;
    let logged = |at: RecordRef| rules::logged(at, 0, None, 0);
    task.status = match (act, &task.status) {
        (TaskAct::Make, LogStatus::Dismissed | LogStatus::Earlier) => LogStatus::ready(),
        (TaskAct::Make, LogStatus::Unresolved(Conflict::Refused(_) | Conflict::OutcomeUnknown(_))) => LogStatus::ready(),
        (TaskAct::ItIsThere, LogStatus::Unresolved(Conflict::OutcomeUnknown(_))) => logged(RecordRef { id: String::new(), url: None }),
        (TaskAct::ItIsThere, LogStatus::Unresolved(Conflict::Doubled(all))) => {
            logged(all.first().cloned().ok_or(Stop::Refused(RefusalKind::DoesNotFit))?)
        }
        (TaskAct::KeepHere, LogStatus::Ready { .. } | LogStatus::Retry { .. } | LogStatus::Unresolved(_)) => LogStatus::Dismissed,
        _ => return Err(Stop::Refused(RefusalKind::DoesNotFit)),
    };
    change.puts.push(Saved::FollowUp(Box::new(one)));
    Ok(())
}

/// The next step: what leaves is decided here, and the claim of a write is durable before it leaves.
pub(super) fn claim(view: &View<'_>, change: &mut Change, id: &str, clock: &Clock<'_>) {
    let Some(known) = view.working.follow_ups.get(id) else { return };
    let Some((_, integration, dedupe)) = place(view.working, known) else { return };
    let mut one = known.clone();
    let asked = if is_asked_first(view.working, known, clock.wall) {
        Some(Asked::FollowUp)
    } else if known.task_due().is_some_and(|due| due <= clock.wall) {
        next_step(&mut one, dedupe, clock.wall)
    } else {
        None
    };
    if let Some(asked) = asked {
        change.effects.extend(effect(&one, integration, asked, clock));
        change.claims = asked == Asked::CreateFollowUp;
    }
    if one != *known {
        change.puts.push(Saved::FollowUp(Box::new(one)));
    }
}

/// What is asked next; changes the task to a claim where that is a write, and to a doubt where a claim was left behind.
fn next_step(one: &mut FollowUp, dedupe: Dedupe, now: Millis) -> Option<Asked> {
    let revision = one.print();
    let task = one.task.as_mut()?;
    if let LogStatus::Retry { attempt, .. } = task.status {
        task.status = LogStatus::Ready { attempt, looked: None };
    }
    match task.status.clone() {
        LogStatus::Ready { looked, .. } if rules::looks_before_create(dedupe, looked, now) => Some(Asked::FollowUp),
        LogStatus::Ready { attempt, .. } => {
            task.status = LogStatus::Sending { write: Write::Log, since: now, attempt, revision };
            Some(Asked::CreateFollowUp)
        }
        LogStatus::Sending { write, attempt, revision, .. } => {
            task.doubted = true;
            task.status = rules::doubt(write, dedupe, attempt, revision, now);
            None
        }
        LogStatus::InDoubt { .. } | LogStatus::Logged(_) => Some(Asked::FollowUp),
        _ => None,
    }
}

fn effect(one: &FollowUp, integration: &Integration, asked: Asked, clock: &Clock<'_>) -> Option<Effect> {
    let request = match asked {
        Asked::CreateFollowUp => CrmRequest::CreateFollowUp(Box::new(one.draft(&clock.zones.own)?)),
        _ => CrmRequest::FindFollowUp { key: WriteKey::of_follow_up(&one.id) },
    };
    let ticket = Ticket { about: About::FollowUp(one.id.clone(), integration.id.clone()), asked, number: String::new(), nth: 0 };
    Some(Effect::Crm { ticket, integration: Box::new(integration.clone()), request })
}

/// The integration answered, or did not. Of one that is gone meanwhile nothing is kept.
pub(super) fn outcome(
    view: &View<'_>,
    change: &mut Change,
    id: &str,
    integration: &Integration,
    asked: Asked,
    result: &Result<CrmReply, CrmError>,
    now: Millis,
) {
    let Some(known) = view.working.follow_ups.get(id) else { return };
    let mut one = known.clone();
    let reminder = one.reminder().filter(|at| *at <= now);
    let Some(task) = one.task.as_deref_mut().filter(|task| task.integration == integration.id) else { return };
    let dedupe = integration.capabilities.follow_ups.unwrap_or(Dedupe::None);
    if asked == Asked::FollowUp && task.record().is_some() {
        task.looked_for = reminder.or(task.looked_for);
    }
    let was_done = match result {
        Ok(reply) => answered(task, dedupe, asked, reply, now),
        Err(error) => {
            failed(task, dedupe, asked, error, id, now);
            false
        }
    };
    if was_done {
        one.done.get_or_insert(now);
    }
    if one != *known {
        change.puts.push(Saved::FollowUp(Box::new(one)));
    }
    if result.as_ref().is_err_and(|error| !error.kind.is_an_answer()) {
        let others = view.working.follow_ups.values().filter(|other| other.id != id && is_asked_first(view.working, other, now));
        let here = others.filter(|other| other.task.as_ref().is_some_and(|task| task.integration == integration.id));
        change.puts.extend(here.take(AT_ONCE).map(|other| Saved::FollowUp(Box::new(not_asked(other)))));
    }
}

/// Its agent is reminded though the CRM could not be asked: late rather than never.
fn not_asked(other: &FollowUp) -> FollowUp {
    let task = other.task.clone().map(|task| Box::new(Task { looked_for: other.reminder(), ..*task }));
    FollowUp { task, ..other.clone() }
}

/// Says whether somebody did it in the CRM.
fn answered(task: &mut Task, dedupe: Dedupe, asked: Asked, reply: &CrmReply, now: Millis) -> bool {
    match (task.status.clone(), asked, reply) {
        (LogStatus::Sending { revision, .. }, Asked::CreateFollowUp, CrmReply::FollowUpCreated(at)) => {
            task.status = rules::made(at.clone(), revision, dedupe, now);
            false
        }
        (status, Asked::FollowUp, CrmReply::FollowUps(all)) => {
            looked(task, status, dedupe, all.iter().map(|one| one.record.clone()).collect(), now);
            task.record().is_some() && all.iter().any(|one: &TaskRef| one.done)
        }
        _ => false,
    }
}

fn looked(task: &mut Task, status: LogStatus, dedupe: Dedupe, all: Vec<RecordRef>, now: Millis) {
    task.status = match status {
        LogStatus::Ready { attempt, .. } if all.is_empty() => LogStatus::Ready { attempt, looked: Some(now) },
        LogStatus::Ready { .. } => rules::found(all, 0, dedupe, None, now).unwrap_or(status),
        LogStatus::InDoubt { .. } if all.is_empty() => {
            let after = rules::nothing_found(status, dedupe, now);
            task.doubted &= !matches!(after, LogStatus::Ready { .. });
            after
        }
        LogStatus::InDoubt { revision, since, .. } => rules::found(all, revision, dedupe, Some(since), now).unwrap_or(status),
        LogStatus::Logged(record) => still_there(record, all, now),
        other => other,
    };
}

/// A reminder's look may come before the one that confirms that there is only one; that one is made all the same.
fn still_there(record: Record, all: Vec<RecordRef>, now: Millis) -> LogStatus {
    let confirm_at = record.confirm_at.filter(|at| *at > now);
    match rules::confirmed(record, all) {
        LogStatus::Logged(record) => LogStatus::Logged(Record { confirm_at, ..record }),
        doubled => doubled,
    }
}

fn failed(task: &mut Task, dedupe: Dedupe, asked: Asked, error: &CrmError, id: &str, now: Millis) {
    let attempt = task.status.attempts();
    task.status = match (task.status.clone(), asked) {
        (LogStatus::Sending { write, revision, .. }, Asked::CreateFollowUp) => {
            task.doubted |= matches!(error.kind, ErrorKind::Ambiguous | ErrorKind::Unprovable);
            rules::create_failed((write, attempt, revision), dedupe, error.clone(), id, now)
        }
        (LogStatus::Ready { .. }, Asked::FollowUp) => match error.kind {
            ErrorKind::Refused | ErrorKind::Gone => LogStatus::Unresolved(Conflict::Refused(error.clone())),
            _ => rules::wait(Some(Write::Log), error.clone(), attempt, id, now),
        },
        (status, Asked::FollowUp) => rules::look_failed(status, id, now),
        (status, _) => status,
    };
}
