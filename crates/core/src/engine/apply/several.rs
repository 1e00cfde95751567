//! Rule C8: several calls are logged or dismissed together, as the preview said of each.

use super::super::advance;
use super::super::change::{Change, Saved};
use super::super::io::Key;
use super::super::stored::Job;
use super::super::view::{Stop, View};
use super::dismissal;
use crate::call::CallId;
use crate::case::Case;
use crate::command::Together;
use crate::entry::{LogStatus, Mode, StepKind};
use crate::order::OrdSet;
use crate::rules::{self, Fate};
use crate::store::Stored;
use crate::time::Clock;

/// Calls changed in one go: each may touch its row and, in every integration, an entry, an activity and a contact.
const AT_ONCE: usize = 20;

/// What does not fit one change is a job.
pub(super) fn several(view: &View<'_>, change: &mut Change, calls: &[CallId], act: Together, clock: &Clock<'_>) -> Result<(), Stop> {
    let rest = some(view, change, calls, act, clock)?;
    let waiting = |job: &Job| view.working.jobs.get(&job.key()).cloned();
    let all = |job: Job| match (waiting(&job), job) {
        (Some(Job::Several { calls: before, .. }), Job::Several { calls, act }) => Job::Several { calls: [before, calls].concat(), act },
        (_, job) => job,
    };
    change.puts.extend(rest.map(all).map(Saved::Job));
    Ok(())
}

/// The next calls; what is left is the rest of the job.
pub(super) fn some(view: &View<'_>, change: &mut Change, calls: &[CallId], act: Together, clock: &Clock<'_>) -> Result<Option<Job>, Stop> {
    let (now, rest) = calls.split_at(calls.len().min(AT_ONCE));
    let now: OrdSet<&CallId> = now.iter().collect();
    view.require(now.iter().map(|id| Key::Case((*id).clone())))?;
    let mut cases = Vec::new();
    for id in now {
        cases.extend(view.case(id)?);
    }
    view.require(cases.iter().flat_map(|case| advance::deciding(view, case)))?;
    for before in cases {
        let mut case = before.clone();
        carry_out(view, &mut case, act, clock);
        if case != before {
            advance::put(view, change, Some(&before), case, clock)?;
        }
    }
    Ok((!rest.is_empty()).then(|| Job::Several { calls: rest.to_vec(), act }))
}

fn carry_out(view: &View<'_>, case: &mut Case, act: Together, clock: &Clock<'_>) {
    let Case { call, entries, .. } = case;
    for entry in entries {
        let Ok(integration) = view.integration(&entry.key.integration) else { continue };
        match rules::fate(entry, call, integration, &view.working.settings, act) {
            Fate::Logged(_) => {
                entry.step(clock.wall, StepKind::PersonDecided);
                (entry.mode, entry.held_until, entry.before_dismissal) = (Mode::Manual, None, None);
                (entry.contact, entry.association) = (None, None);
                entry.status = LogStatus::Matching(1);
            }
            Fate::Dismissed => dismissal::dismissed(entry, clock.wall),
            _ => {}
        }
    }
}
