//! The tasks of follow-ups in the plan: which step of which one is due, and which reminder waits for what a CRM knows (K5, K7).

use super::io::{About, Due};
use super::plan::{InFlight, Lanes, Plan};
use super::working::Working;
use crate::entry::LogStatus;
use crate::follow_up::{FollowUp, Task};
use crate::integration::{Dedupe, Integration, SignIn};
use crate::rules;
use crate::time::Millis;

/// Who goes before the entries, and who after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Who has looked writes next, before anybody else looks.
    HasLooked,
    /// All others.
    Others,
}

/// The next step of each task that is due, in the lanes the entries use.
pub(super) fn plan<'a>(plan: &mut Plan, lanes: &mut Lanes<'a>, working: &'a Working, in_flight: &InFlight, now: Millis, which: Which) {
    for one in working.follow_ups.values() {
        let Some((task, integration, dedupe)) = place(working, one) else { continue };
        let has_looked = matches!(task.status, LogStatus::Ready { looked: Some(_), .. });
        let about = About::FollowUp(one.id.clone(), task.integration.clone());
        if has_looked != (which == Which::HasLooked) || in_flight.asked.contains_key(&about) {
            continue;
        }
        let is_left_behind = matches!(task.status, LogStatus::Sending { .. });
        let due = if is_asked_first(working, one, now) { Some(0) } else { one.task_due() };
        let Some(due) = due.filter(|_| integration.sign_in == SignIn::Works || is_left_behind) else { continue };
        let at = due.max(integration.paused_until.unwrap_or(0));
        let step = Due::Task(one.id.clone());
        if at > now || in_flight.idle.contains(&step) {
            if at > now {
                plan.wake(at);
            }
            continue;
        }
        let lane = lanes.of_integration(&task.integration);
        let write = rules::will_write(&task.status, dedupe);
        if !is_left_behind {
            if !lane.is_free(write) {
                continue;
            }
            lane.take(write);
        }
        plan.start.push(step);
    }
}

/// A task, where it is made, and how a double is kept away there; nothing while it cannot be made there.
pub(super) fn place<'a>(working: &'a Working, one: &'a FollowUp) -> Option<(&'a Task, &'a Integration, Dedupe)> {
    let task = one.task.as_deref()?;
    let integration = working.integrations.get(&task.integration).filter(|integration| !integration.removed)?;
    Some((task, integration, integration.capabilities.follow_ups?))
}

/// When the agent has to be reminded: what is due now waits until no CRM is asked any more, so that several are one.
pub(super) fn reminders(plan: &mut Plan, working: &Working, in_flight: &InFlight, now: Millis) {
    let Some(at) = working.follow_ups.values().filter_map(FollowUp::reminder).min().filter(|_| !in_flight.reminding) else { return };
    if at > now || !working.follow_ups.values().any(|one| is_asked_first(working, one, now)) {
        plan.at(at, now, Due::Reminders);
    }
}

/// K7: before the agent is reminded, the CRM is asked once whether it was done there, where it can be asked now.
pub(super) fn is_asked_first(working: &Working, one: &FollowUp, now: Millis) -> bool {
    let Some(at) = one.reminder().filter(|at| *at <= now) else { return false };
    place(working, one).is_some_and(|(task, integration, dedupe)| {
        let can_tell = integration.can_be_asked() && integration.paused_until.is_none_or(|until| until <= now) && dedupe != Dedupe::None;
        can_tell && task.record().is_some() && task.looked_for != Some(at)
    })
}
