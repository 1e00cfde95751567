//! An attempt: one call taken through all its integrations by catch-up, the digest or a retry. All share ten a minute (E3).

use super::advance;
use super::io::Due;
use super::plan::{InFlight, Plan};
use super::view::View;
use super::working::Working;
use crate::call::CallId;
use crate::case::Case;
use crate::crm::ErrorKind;
use crate::entry::{Conflict, LogEntry, LogStatus, Mode, StepKind, Write};
use crate::integration::Integration;
use crate::rules::{self, AtEnd};
use crate::time::{Clock, MINUTE, Millis, SECOND};

/// From the beginning of a worker's life to its first attempt, and from one attempt to the next, on the worker's own clock:
/// no sixty seconds hold more than ten, whatever the wall clock does and however often the worker dies.
const SPACING: Millis = MINUTE / 10 + 100;

/// What an attempt asks leaves within this time of its turn, else it waits for another one: had it only to wait for a limit to end, a
/// crowd would leave at once. With the spacing, no sixty seconds hold more than ten.
const BEGUN: Millis = SECOND - 100;

/// How long after its end a call is logged live, outside the ten a minute.
const LIVE: Millis = 5 * MINUTE;

/// Whose turn it is: one call at a time. Who takes it goes at once, and then the plan is made anew.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    /// When the next attempt may be made, by the wall clock; the past when it is now.
    at: Millis,
    now: Millis,
    taken: Option<CallId>,
    jobs: bool,
}

impl Turn {
    pub(super) fn new(in_flight: &InFlight, clock: &Clock<'_>) -> Self {
        let next = in_flight.attempted.unwrap_or(0) + SPACING;
        Self { at: clock.wall + next - clock.life, now: clock.wall, taken: None, jobs: true }
    }

    /// Whether a retry may go now; retries of one call go together.
    pub(super) fn take(&mut self, plan: &mut Plan, call: &CallId) -> bool {
        if self.at > self.now {
            plan.wake(self.at);
            return false;
        }
        self.taken.get_or_insert_with(|| call.clone()) == call
    }

    /// Starts the next part of a job when no retry goes; only one job a turn.
    pub(super) fn job(&mut self, plan: &mut Plan, not_before: Millis, due: Due) {
        let free = self.taken.is_none() && self.jobs;
        self.jobs = false;
        if free || self.at > self.now {
            plan.at(self.at.max(not_before), self.now, due);
        }
    }
}

/// Whether asking for the entry now is an attempt: a retry, what an attempt has begun, a placeholder that is due, or a call that ended
/// long ago and was held up; what an agent chose never is.
pub(super) fn is_attempt(entry: &LogEntry, now: Millis) -> bool {
    let again = match &entry.status {
        LogStatus::Matching(0) => ended_long_ago(entry, now),
        LogStatus::Matching(_) | LogStatus::Unresolved(Conflict::NoContact) => true,
        LogStatus::Retry { write: None | Some(Write::Contact | Write::Log), .. } => true,
        _ => false,
    };
    entry.mode < Mode::Delayed && again
}

fn ended_long_ago(entry: &LogEntry, now: Millis) -> bool {
    let ended = entry.steps.iter().rev().find(|step| step.what == StepKind::CallEnded);
    ended.is_some_and(|step| now - step.at > LIVE)
}

/// Whether it has to wait for its turn: not what the turn was taken for just now, but what is held up, and what another life left behind.
pub(super) fn waits_for_turn(entry: &LogEntry, in_flight: &InFlight, clock: &Clock<'_>) -> bool {
    let just_now = in_flight.attempted.is_some_and(|at| clock.life - at < BEGUN);
    let begun = just_now && matches!(entry.status, LogStatus::Matching(_)) && in_flight.turns.contains(&entry.key.call);
    is_attempt(entry, clock.wall) && !begun
}

/// The digest takes a call through those of its integrations that log by themselves and can be asked now; says whether there was any.
/// A call of a gap is catch-up's first, and has had its late look then (D4).
pub(super) fn look_again(view: &View<'_>, case: &mut Case, clock: &Clock<'_>) -> bool {
    let Case { call, entries, .. } = case;
    let too_late = call.gap.is_some() && call.ended().is_some_and(|ended| ended < clock.wall - rules::LOOKS);
    if call.waits_for_catch_up() || too_late {
        return false;
    }
    let account = view.working.accounts.get(&call.id.account);
    let mut any = false;
    for entry in entries {
        let Some(integration) = view.working.integrations.get(&entry.key.integration) else { continue };
        let logs = rules::at_end(call, account, integration, &view.working.settings) == AtEnd::Log;
        if logs && rules::is_open_to_digest(entry, clock.wall) && can_be_asked(view.working, integration, entry, clock.wall) {
            take_up(entry, Mode::Digest, clock.wall);
            any = true;
        }
    }
    any
}

/// Catch-up takes a call through its integrations, once for ever; says whether there was anything to attempt. Where an integration cannot
/// be asked just now, its entry waits for that like any other, and what an open form holds is asked about and not written (C4). What
/// became excluded meanwhile says so (A15).
pub(super) fn catch_up(view: &View<'_>, case: &mut Case, earlier: bool, clock: &Clock<'_>) -> bool {
    let Case { call, entries, .. } = case;
    let (account, settings) = (view.working.accounts.get(&call.id.account), &view.working.settings);
    let mut any = false;
    for entry in entries {
        let Some(integration) = view.working.integrations.get(&entry.key.integration) else { continue };
        let is_open = match entry.status {
            LogStatus::Unlogged if earlier || entry.mode >= Mode::Delayed => false,
            LogStatus::Unlogged => match rules::at_end(call, account, integration, settings) {
                AtEnd::Exclude(why) => {
                    entry.status = LogStatus::Excluded(why);
                    false
                }
                at_end => at_end == AtEnd::Log,
            },
            LogStatus::Earlier => earlier && rules::logs_by_itself(integration, settings) && rules::excluded(call, settings).is_none(),
            _ => false,
        };
        if is_open {
            take_up(entry, Mode::CatchUp, clock.wall);
            any = true;
        }
    }
    if let Some(gap) = call.gap.as_mut().filter(|_| any) {
        gap.waits = false;
    }
    any
}

fn take_up(entry: &mut LogEntry, mode: Mode, now: Millis) {
    entry.step(now, StepKind::Attempted(mode));
    if matches!(entry.status, LogStatus::Retry { .. }) {
        return advance::resume(entry);
    }
    entry.still_asks = entry.conflict().cloned().map(Box::new);
    if entry.still_asks.is_none() {
        (entry.contact, entry.association) = (None, None);
    }
    entry.mode = mode;
    entry.status = LogStatus::Matching(1);
}

/// Whether asking makes sense: signed in, not limited, and not known to be out of reach, unless this entry is what finds that out.
fn can_be_asked(working: &Working, integration: &Integration, entry: &LogEntry, now: Millis) -> bool {
    let limited = integration.paused_until.is_some_and(|until| until > now);
    let finds_out = matches!(entry.status, LogStatus::Retry { .. });
    integration.can_be_asked() && !limited && (finds_out || !is_out_of_reach(working, integration, now))
}

/// Somebody waits there for the network to come back.
pub(super) fn is_out_of_reach(working: &Working, integration: &Integration, now: Millis) -> bool {
    working.open.values().any(|entry| {
        let offline = |at: Millis, kind: &ErrorKind| at > now && *kind == ErrorKind::Offline;
        entry.key.integration == integration.id
            && matches!(&entry.status, LogStatus::Retry { at, waiting_for, .. } if offline(*at, &waiting_for.kind))
    })
}
