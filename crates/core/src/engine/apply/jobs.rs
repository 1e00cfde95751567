//! Jobs: work of more records than one change may touch, with a cursor the plan continues from.

use super::super::change::{Change, Saved};
use super::super::io::Key;
use super::super::stored::Job;
use super::super::view::{Stop, View};
use super::{book, conflicts, practice};
use crate::case::Case;
use crate::entry::{LogEntry, LogStatus};
use crate::integration::IntegrationId;
use crate::store::{Store, Stored};
use crate::time::Clock;

pub(super) fn step(view: &View<'_>, change: &mut Change, key: &str, clock: &Clock<'_>) -> Result<(), Stop> {
    let Some(job) = view.working.jobs.get(key) else { return Ok(()) };
    let next = match job {
        Job::Attach { integration, again, after } => attach(view, change, integration, *again, after)?,
        Job::Import { desk, file } => book::import(view, change, desk, file, clock)?,
        Job::RemovePractice => practice::remove_some(view, change, clock)?.then_some(Job::RemovePractice),
    };
    match next {
        Some(job) => change.puts.push(Saved::Job(job)),
        None => change.deletes.push((Store::Jobs, job.key())),
    }
    Ok(())
}

/// G7: the waiting entries of a removed integration are set aside; added again, they are there again.
fn attach(view: &View<'_>, change: &mut Change, integration: &IntegrationId, again: bool, after: &str) -> Result<Option<Job>, Stop> {
    let page = if again { Key::CallsFrom(after.to_owned()) } else { Key::UnloggedFrom(after.to_owned()) };
    view.require([page.clone()])?;
    let rows = view.calls(&page)?;
    view.require(rows.iter().map(|row| Key::Case(row.call.id.clone())))?;
    for row in &rows {
        let Some(before) = view.case(&row.call.id)? else { continue };
        let mut case: Case = before.clone();
        if let Some(entry) = case.entry_mut(integration) {
            if again { take_up(entry) } else { set_aside(entry) }
        }
        change.put_case(view, Some(&before), &case);
    }
    let last = rows.last().map(|row| row.place());
    Ok(last.map(|after| Job::Attach { integration: integration.clone(), again, after }))
}

fn set_aside(entry: &mut LogEntry) {
    if entry.is_unlogged() && conflicts::under_way(&entry.status).is_none() {
        entry.before_dismissal = Some(Box::new(std::mem::replace(&mut entry.status, LogStatus::Removed)));
    }
}

fn take_up(entry: &mut LogEntry) {
    if entry.status == LogStatus::Removed {
        entry.status = entry.before_dismissal.take().map_or(LogStatus::Unlogged, |status| *status);
    }
}
