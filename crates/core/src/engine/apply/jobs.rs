//! Jobs: work of more records than one change may touch, with a cursor the plan continues from.

use super::super::advance;
use super::super::change::{Change, Saved};
use super::super::io::{Effect, Key};
use super::super::recount;
use super::super::stored::Job;
use super::super::view::{Stop, View};
use super::forget::{self, Progress};
use super::{book, catch_up, choosing, conflicts, digest, form, practice, restore, several, sync};
use crate::call::CallId;
use crate::case::Case;
use crate::entry::{LogEntry, LogStatus};
use crate::integration::{Integration, IntegrationId};
use crate::phone::PhoneRequest;
use crate::rules;
use crate::store::{Store, Stored};
use crate::time::{Clock, Millis};

pub(super) fn step(view: &View<'_>, change: &mut Change, key: &str, clock: &Clock<'_>) -> Result<(), Stop> {
    let daily = Job::ForgetOld { after: String::new(), at: 0 };
    let Some(job) = view.working.jobs.get(key).or((key == Job::FORGET_OLD).then_some(&daily)) else { return Ok(()) };
    let next = match job {
        Job::Attach { integration, again, after } => attach(view, change, integration, *again, after, clock)?,
        Job::Import { desk, file } => book::import(view, change, desk, file, clock)?,
        Job::CatchUp(run) => catch_up::step(view, change, run, clock)?,
        Job::Digest { after } => digest::step(view, change, after, clock)?,
        Job::Several { calls, act } => several::some(view, change, calls, *act, clock)?,
        Job::SameNumber(same) => conflicts::some_of_number(view, change, same, clock)?,
        Job::ApplyPolicies { integration, after } => choosing::apply_some(view, change, integration, after, clock)?,
        Job::AwaitRecording { call, asked, .. } => await_recording(view, change, call, *asked, clock)?,
        Job::OpenForm { call, over, shown } => form::turn(view, change, (call, *over, *shown), clock)?,
        Job::RemovePractice => practice::remove_some(view, change)?.then_some(Job::RemovePractice),
        Job::ForgetNumber(number) => match forget::some_of_number(view, change, number)? {
            Progress::More => Some(job.clone()),
            Progress::Waits => return Ok(()),
            Progress::Done => None,
        },
        Job::ForgetOld { after, .. } => forget::some_old(view, change, after, clock)?,
        Job::Recount(recount) => recount::some(view, change, recount)?,
        Job::Restore => restore::some(view, change, clock)?.then_some(Job::Restore),
        Job::DeleteAll => forget::some_of_everything(view, change)?.then_some(Job::DeleteAll),
    };
    match next {
        Some(job) => change.puts.push(Saved::Job(job)),
        None => change.deletes.push((Store::Jobs, job.key())),
    }
    Ok(())
}

/// H1: asks for a recording that is pending, each time after a longer pause.
fn await_recording(view: &View<'_>, change: &mut Change, call: &CallId, asked: u32, clock: &Clock<'_>) -> Result<Option<Job>, Stop> {
    view.require([Key::Case(call.clone())])?;
    let account = view.working.accounts.get(&call.account).filter(|a| !a.removed);
    let (Some(case), Some(account)) = (view.case(call)?, account) else { return Ok(None) };
    if rules::recording(&case.call, clock.wall) != rules::Recording::Pending {
        return Ok(None);
    }
    if sync::syncs(account) {
        sync::ask_soon(view, change, account, clock);
    } else {
        change.effects.push(Effect::Phone(Box::new(account.clone()), PhoneRequest::Recording { call: call.clone() }));
    }
    Ok(Some(Job::AwaitRecording { call: call.clone(), at: rules::ask_again_at(asked + 1, clock.wall), asked: asked + 1 }))
}

/// G7: the waiting entries of a removed integration are set aside; added again, they are there again.
fn attach(
    view: &View<'_>,
    change: &mut Change,
    integration: &IntegrationId,
    again: bool,
    after: &str,
    clock: &Clock<'_>,
) -> Result<Option<Job>, Stop> {
    let page = if again { Key::CallsFrom(after.to_owned()) } else { Key::UnloggedFrom(after.to_owned()) };
    view.require([page.clone()])?;
    let rows = view.calls(&page)?;
    view.require(rows.iter().map(|row| Key::Case(row.call.id.clone())))?;
    for row in &rows {
        let Some(mut case) = view.case(&row.call.id)? else { continue };
        let revision = case.note_to_send().1;
        let known = view.working.integrations.get(integration).filter(|_| again);
        let mut entries = std::mem::take(&mut case.entries);
        for entry in entries.iter_mut().filter(|entry| entry.key.integration == *integration) {
            match known {
                Some(integration) => take_up(entry, &case, integration, revision, clock.wall),
                None => advance::set_aside(entry),
            }
        }
        case.entries = entries;
        change.put_case(view, &case);
    }
    let last = rows.last().map(|row| row.place());
    Ok(last.map(|after| Job::Attach { integration: integration.clone(), again, after }))
}

fn take_up(entry: &mut LogEntry, case: &Case, integration: &Integration, revision: u64, now: Millis) {
    if entry.status == LogStatus::Removed {
        entry.status = entry.before_dismissal.take().map_or(LogStatus::Unlogged, |status| *status);
    }
    advance::note_moved_on(entry, integration, revision, true, now);
    advance::facts_moved_on(entry, case, integration, now);
}
