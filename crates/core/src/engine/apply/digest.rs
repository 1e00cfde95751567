//! Rule D: once an hour the calls of the last four hours that are still open are looked at again, one attempt after the other.

use super::super::advance;
use super::super::attempts;
use super::super::change::{Change, Saved};
use super::super::io::Key;
use super::super::stored::{DigestRun, Job};
use super::super::view::{Stop, View};
use crate::rules;
use crate::store::stamp;
use crate::time::Clock;

/// A run begins; that is stored, and how far back it looks.
pub(super) fn begin(view: &View<'_>, change: &mut Change, clock: &Clock<'_>) {
    if is_quiet(view, clock) {
        return;
    }
    let last = view.working.digest.map(|run| run.began);
    let first = stamp(rules::looks_back_to(last, clock.wall));
    change.puts.push(Saved::Digest(DigestRun { began: clock.wall }));
    change.puts.push(Saved::Job(Job::Digest { after: first }));
}

/// What was due before quiet hours may have its turn in them only, where a commit failed for so long (D3).
fn is_quiet(view: &View<'_>, clock: &Clock<'_>) -> bool {
    let hours = &view.working.settings.digest;
    rules::is_quiet(clock.wall, hours, clock.zones.named(&hours.zone))
}

/// Looks for the next call with something open and takes it through its integrations. What is left is the rest of the job.
pub(super) fn step(view: &View<'_>, change: &mut Change, after: &str, clock: &Clock<'_>) -> Result<Option<Job>, Stop> {
    if !view.working.settings.digest.on {
        return Ok(None);
    }
    if is_quiet(view, clock) {
        return Ok(Some(Job::Digest { after: after.to_owned() }));
    }
    let page = Key::UnloggedByEnd(after.to_owned());
    view.require([page.clone()])?;
    let rows = view.calls(&page)?;
    view.require(rows.iter().map(|row| Key::Case(row.call.id.clone())))?;
    for row in &rows {
        let Some(before) = view.case(&row.call.id)? else { continue };
        let mut case = before.clone();
        if attempts::look_again(view, &mut case, clock) {
            view.require(advance::deciding(view, &case))?;
            change.attempted = true;
            advance::put(view, change, Some(&before), case, clock)?;
            return Ok(row.end_place().map(|after| Job::Digest { after }));
        }
    }
    Ok(rows.last().and_then(|row| row.end_place()).map(|after| Job::Digest { after }))
}
