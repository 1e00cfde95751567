//! `plan`: what is due now and when to wake. Derived from what is stored, never stored itself.

use std::cmp::Reverse;

use super::apply;
use super::attempts::{self, Turn};
use super::catch_up::CatchUpPhase;
use super::io::{About, Asked, Due};
use super::standstill;
use super::stored::Job;
use super::tasks;
use super::working::Working;
use crate::account::{Line, PhoneAccount};
use crate::call::{AccountId, Call, CallId};
use crate::entry::{ContactChoice, LogEntry, LogStatus};
use crate::integration::{Integration, IntegrationId, SignIn};
use crate::order::{InOrder, OrdMap, OrdSet};
use crate::rules::{self, FormTurn};
use crate::time::{Clock, Millis, SECOND};

/// A line that died with its worker is opened again within this time.
const LINE_CHECK: Millis = 30 * SECOND;
/// Reads of one integration that may be under way at once. A write is alone.
const READS: usize = 4;

/// What this life of the worker has started and not heard of yet.
#[derive(Debug, Clone, Default)]
pub struct InFlight {
    /// What was asked for which entry or follow-up, each with its number among all effects.
    pub asked: OrdMap<About, (Asked, u64)>,
    /// Lines being opened or open.
    pub lines: OrdSet<AccountId>,
    /// When the last attempt was made, on this life's clock (E3).
    pub attempted: Option<Millis>,
    /// The calls it took through their integrations then.
    pub turns: OrdSet<CallId>,
    /// Accounts whose history was asked for.
    pub histories: OrdSet<AccountId>,
    /// Reminders are being shown.
    pub reminding: bool,
    /// Claims that changed nothing; left alone until something else happens.
    pub idle: OrdSet<Due>,
}

/// What to do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Due now, in this order.
    pub start: Vec<Due>,
    /// When something else is due.
    pub wake_at: Option<Millis>,
}

impl Plan {
    pub(super) fn at(&mut self, at: Millis, now: Millis, due: Due) {
        if at <= now {
            self.start.push(due);
        } else {
            self.wake(at);
        }
    }
    pub(super) fn wake(&mut self, at: Millis) {
        self.wake_at = Some(self.wake_at.map_or(at, |earlier| earlier.min(at)));
    }
}

/// What is due now and when to wake.
pub fn plan(working: &Working, in_flight: &InFlight, clock: &Clock<'_>) -> Plan {
    let mut plan = Plan::default();
    let mut turn = Turn::new(in_flight, clock);
    let mut lanes = Lanes::of(working, in_flight);
    tasks::plan(&mut plan, &mut lanes, working, in_flight, clock.wall, tasks::Which::HasLooked);
    entries(&mut plan, &mut turn, &mut lanes, working, in_flight, clock);
    tasks::plan(&mut plan, &mut lanes, working, in_flight, clock.wall, tasks::Which::Others);
    for account in working.accounts.values().filter(|a| apply::has_line(a)) {
        line(&mut plan, account, in_flight, clock.wall);
    }
    let untold = working.accounts.values().filter(|a| apply::untold(a).is_some() && !in_flight.histories.contains(&a.id));
    plan.start.extend(untold.map(|account| Due::History(account.id.clone())));
    for account in working.accounts.values().filter(|a| apply::syncs(a) && !in_flight.histories.contains(&a.id)) {
        if let Some(at) = apply::next_sync(account, clock.wall) {
            plan.at(at, clock.wall, Due::Sync(account.id.clone()));
        }
    }
    for call in working.running.values() {
        if let Some(at) = rules::final_at(call) {
            plan.at(at, clock.wall, Due::Final(call.id.clone()));
        }
    }
    for call in working.running.values().filter(|c| c.id.account == crate::practice::account_id()) {
        plan.at(apply::next_moment_at(call), clock.wall, Due::Practice(call.id.clone()));
    }
    jobs(&mut plan, &mut turn, working, clock);
    standstill::plan(&mut plan, working, clock.wall);
    tasks::reminders(&mut plan, working, in_flight, clock.wall);
    plan.start.retain(|due| !in_flight.idle.contains(due));
    plan
}

/// Jobs that make attempts take turns, catch-up before the digest (G6); the others go on at once, but for those that wait for their time.
fn jobs(plan: &mut Plan, turn: &mut Turn, working: &Working, clock: &Clock<'_>) {
    let hours = &working.settings.digest;
    let zone = clock.zones.named(&hours.zone);
    let last = working.digest.map(|run| run.began);
    let mut digest = None;
    for (key, job) in &working.jobs {
        match job {
            Job::CatchUp(run) => match run.phase {
                CatchUpPhase::Attempting { .. } if run.goes_on(working, clock.wall) => turn.job(plan, clock.wall, Due::Job(key.clone())),
                CatchUpPhase::Counting { .. } => plan.start.push(Due::Job(key.clone())),
                CatchUpPhase::Attempting { .. } => {
                    let limits = working.integrations.values().filter_map(|i| i.paused_until);
                    limits.filter(|until| *until > clock.wall).for_each(|until| plan.wake(until));
                }
                CatchUpPhase::Over => {}
            },
            Job::Digest { .. } => digest = Some(Due::Job(key.clone())),
            Job::AwaitRecording { at, .. } => plan.at(*at, clock.wall, Due::Job(key.clone())),
            Job::ForgetOld { .. } | Job::OpenForm { .. } => {}
            _ => plan.start.push(Due::Job(key.clone())),
        }
    }
    forget_old(plan, working, clock.wall);
    forms(plan, working, clock.wall);
    let caught_up = working.catch_up().is_none_or(|run| run.phase == CatchUpPhase::Over);
    if caught_up && working.settings.catch_up && working.gap_to_catch_up().is_some() {
        plan.start.push(Due::CatchUp);
    }
    match digest {
        Some(part) if hours.on => turn.job(plan, rules::wakes(clock.wall, hours, zone), part),
        Some(part) => plan.start.push(part),
        None if hours.on && working.integrations.values().any(|i| rules::logs_by_itself(i, &working.settings)) => {
            plan.at(rules::next_digest(last, hours, zone, clock.wall), clock.wall, Due::Digest);
        }
        None => {}
    }
}

/// I2: the form that was shown, else the oldest that waits.
fn forms(plan: &mut Plan, working: &Working, now: Millis) {
    let forms = working.jobs.iter().filter_map(|(key, job)| match job {
        Job::OpenForm { over, shown, .. } => Some((shown.is_none(), *over, key, *shown)),
        _ => None,
    });
    let Some((_, over, key, shown)) = forms.min() else { return };
    let on_a_call = working.running.values().any(Call::is_running);
    match (rules::form_turn(over, shown, on_a_call, &working.settings, now), shown) {
        (FormTurn::Waits, Some(shown)) => plan.wake(rules::form_stays_until(shown)),
        (FormTurn::Waits, None) => {}
        (FormTurn::Opens | FormTurn::Over, _) => plan.start.push(Due::Job(key.clone())),
    }
}

/// Forgetting begins by itself where calls are not kept for ever, and again every day (I10).
fn forget_old(plan: &mut Plan, working: &Working, now: Millis) {
    let job = working.jobs.get(Job::FORGET_OLD);
    let at = if let Some(Job::ForgetOld { at, .. }) = job { *at } else { 0 };
    if job.is_some() || working.settings.keep_days.is_some() {
        plan.at(at, now, Due::Job(Job::FORGET_OLD.into()));
    }
}

fn entries<'a>(plan: &mut Plan, turn: &mut Turn, lanes: &mut Lanes<'a>, working: &'a Working, in_flight: &InFlight, clock: &Clock<'_>) {
    let now = clock.wall;
    let mut open: Vec<(Millis, &LogEntry)> = working.open.values().filter_map(|e| Some((e.due()?, e))).collect();
    open.order_by_key(|(due, entry)| (!has_looked(entry), Reverse(entry.mode), *due, &entry.key));
    for (due, entry) in open {
        let Some(integration) = working.integrations.get(&entry.key.integration) else { continue };
        if integration.removed || in_flight.asked.contains_key(&About::Entry(entry.key.clone())) || !may_be_asked(integration, entry) {
            continue;
        }
        let at = due.max(integration.paused_until.unwrap_or(0));
        if at > now {
            plan.wake(at);
            continue;
        }
        if in_flight.idle.contains(&Due::Entry(entry.key.clone())) {
            continue;
        }
        let asks_nobody = matches!(entry.status, LogStatus::Sending { .. } | LogStatus::Delayed { .. });
        let lane = lanes.of_integration(&entry.key.integration);
        let needs_lane = !asks_nobody && !integration.is_address_book();
        let write = will_write(entry, integration);
        if needs_lane && !lane.is_free(write) || attempts::waits_for_turn(entry, in_flight, clock) && !turn.take(plan, &entry.key.call) {
            continue;
        }
        if needs_lane {
            lane.take(write);
        }
        plan.start.push(Due::Entry(entry.key.clone()));
    }
}

/// An entry of an integration that needs sign-in waits; a claim left behind is put in doubt, and a delay ends, all the same.
fn may_be_asked(integration: &Integration, entry: &LogEntry) -> bool {
    integration.sign_in == SignIn::Works || matches!(entry.status, LogStatus::Sending { .. } | LogStatus::Delayed { .. })
}

/// What is under way, or starts now, in each integration.
pub(super) struct Lanes<'a>(OrdMap<&'a str, Lane>);

impl<'a> Lanes<'a> {
    fn of(working: &Working, in_flight: &'a InFlight) -> Self {
        let mut lanes = Self(OrdMap::new());
        for (about, (asked, _)) in &in_flight.asked {
            let entry = if let About::Entry(key) = about { working.open.get(key) } else { None };
            lanes.of_integration(about.integration()).take(entry.is_some_and(wants_placeholder) || is_write(*asked));
        }
        lanes
    }

    pub(super) fn of_integration(&mut self, id: &'a IntegrationId) -> &mut Lane {
        self.0.entry(id.as_str()).or_default()
    }
}

/// One write at a time, and a few reads.
#[derive(Default)]
pub(super) struct Lane {
    writing: bool,
    reading: usize,
}

impl Lane {
    pub(super) fn is_free(&self, write: bool) -> bool {
        if write { !self.writing } else { self.reading < READS }
    }

    pub(super) fn take(&mut self, write: bool) {
        if write {
            self.writing = true;
        } else {
            self.reading += 1;
        }
    }
}

fn is_write(asked: Asked) -> bool {
    matches!(asked, Asked::CreateContact | Asked::CreateLog | Asked::Update | Asked::CreateFollowUp)
}

/// A placeholder's look-up is alone like its write, so that of two calls that want the same one the second finds the first (G2).
fn will_write(entry: &LogEntry, integration: &Integration) -> bool {
    wants_placeholder(entry) || rules::will_write(&entry.status, integration.capabilities.dedupe)
}

pub(super) fn wants_placeholder(entry: &LogEntry) -> bool {
    matches!((&entry.status, &entry.contact), (LogStatus::Ready { .. }, Some(ContactChoice::New(_))))
}

/// Who has looked writes next, before anybody else looks.
fn has_looked(entry: &LogEntry) -> bool {
    matches!(entry.status, LogStatus::Ready { looked: Some(_), .. })
}

fn line(plan: &mut Plan, account: &PhoneAccount, in_flight: &InFlight, now: Millis) {
    if in_flight.lines.contains(&account.id) {
        plan.wake(now + LINE_CHECK);
        return;
    }
    match account.line {
        Line::Idle | Line::Open => plan.at(account.live.not_before.unwrap_or(now), now, Due::Line(account.id.clone())),
        Line::Waiting { until, .. } => {
            plan.at(account.live.not_before.map_or(until, |limit| limit.max(until)), now, Due::Line(account.id.clone()));
        }
        Line::Stopped(_) => {}
    }
}
