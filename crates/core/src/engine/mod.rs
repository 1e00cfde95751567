//! The engine: one input at a time, a durable change before any effect, nothing remembered that is not stored.
//!
//! Three pure things carry the product: [`apply`] is the only way state changes, [`plan`] says what is due, and [`Engine`] is the loop.
//! The service worker drives this engine, and so does the simulated world.

mod advance;
mod apply;
mod attempts;
mod catch_up;
mod change;
mod io;
mod plan;
mod read;
mod recent;
mod recount;
mod standstill;
mod stored;
mod tasks;
mod view;
mod working;

pub use apply::{apply, waits_for_policy};
pub use catch_up::{CatchUp, CatchUpOf, CatchUpPhase};
pub use change::{Change, Saved};
pub use io::{About, Action, Asked, Due, Effect, Event, Input, Key, Reminder, Rows, Show, Ticket};
pub use plan::{InFlight, Plan, plan};
pub use recount::Recount;
pub use stored::{Counters, DeskRow, DigestRun, FilterCounts, Job, Pops, Revision, SameNumber, SettingRow, Standstills};
pub use view::{Stop, View};
pub use working::Working;

use std::collections::VecDeque;

use self::recent::Recent;
use crate::phone::{LineEvent, PhoneRequest};
use crate::safeguard::{Safeguard, holds};
use crate::store::{Batch, StoreError};
use crate::time::{Clock, Millis, SECOND};

/// An input may ask for rows this often.
const READS: usize = 5;
/// Inputs that need neither a read nor a commit are taken in one go up to this many: no mistake may hang the worker.
const AT_ONCE: usize = 10_000;
/// A failed commit is tried again after this long.
const STORE_PAUSE: Millis = 5 * SECOND;

/// The loop. Synchronous: the shell handles what [`Engine::poll`] gives, and tells how it went.
#[derive(Debug, Clone, Default)]
pub struct Engine {
    working: Working,
    recent: Recent,
    in_flight: InFlight,
    /// How many effects have left in this life.
    started: u64,
    queue: VecDeque<Input>,
    /// A draft on the desk waits for its call to be heard of.
    desk_waits: bool,
    phase: Phase,
    out: VecDeque<Action>,
}

#[derive(Debug, Clone, Default)]
enum Phase {
    /// Nothing is known yet.
    #[default]
    Asleep,
    /// The working set is being read.
    Waking,
    /// Free for the next input.
    Idle,
    /// Rows for the input at the head of the queue are being read.
    Reading { rows: Rows, rounds: usize },
    /// They have been read.
    Read { rows: Rows, rounds: usize },
    /// The change of the input at the head of the queue is being committed.
    Writing { change: Box<Change>, revision: Revision, read: Rows, batch: Batch },
    /// The store failed; the input waits at the head of the queue.
    Stalled,
}

impl Engine {
    /// What is in memory, for looking at.
    pub fn working(&self) -> &Working {
        &self.working
    }

    /// Rows known without reading them again, for looking at.
    pub fn recent(&self) -> &Rows {
        self.recent.rows()
    }

    /// Takes an event and does all that can be done without the shell.
    pub fn handle(&mut self, event: Event, clock: &Clock<'_>) {
        match event {
            Event::Input(input) => self.enqueue(input),
            Event::Loaded(answer) => self.loaded(answer, clock),
            Event::Committed(result) => self.committed(result, clock),
            Event::Rang => {
                self.in_flight.idle.clear();
                if matches!(self.phase, Phase::Stalled) {
                    self.phase = if self.working.revision == Revision(0) { Phase::Asleep } else { Phase::Idle };
                }
            }
        }
        self.run(clock);
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Option<Action> {
        self.out.pop_front()
    }

    fn enqueue(&mut self, input: Input) {
        if let Input::Outcome(ticket, _) = &input {
            if self.in_flight.asked.get(&ticket.about) != Some(&(ticket.asked, ticket.nth)) {
                return;
            }
            self.in_flight.asked.remove(&ticket.about);
        }
        let mut running = Vec::new();
        match &input {
            Input::Reminded(_) => self.in_flight.reminding = false,
            Input::Line(account, LineEvent::Lost(_)) => {
                self.in_flight.lines.remove(account);
                if self.working.accounts.get(account).is_none_or(|account| !apply::syncs(account)) {
                    self.in_flight.histories.remove(account);
                }
            }
            Input::Line(_, LineEvent::Opened { running: calls, .. }) => running.clone_from(calls),
            Input::Line(account, LineEvent::Limited { .. } | LineEvent::Unsynced(_)) => drop(self.in_flight.histories.remove(account)),
            Input::Line(account, LineEvent::Listed { running: calls, .. }) => {
                self.in_flight.histories.remove(account);
                running.extend(calls.iter().flatten().cloned());
            }
            Input::Line(account, LineEvent::History { calls, .. } | LineEvent::Synced { calls, .. }) => {
                self.in_flight.histories.remove(account);
                self.queue.extend(calls.iter().cloned().map(Input::Call));
            }
            _ => {}
        }
        let waits_already = input == Input::Desk && self.queue.iter().skip(1).any(|i| *i == Input::Desk);
        if !waits_already {
            self.queue.push_back(input);
        }
        self.queue.extend(running.into_iter().map(Input::Call));
    }

    fn loaded(&mut self, answer: Result<Rows, StoreError>, clock: &Clock<'_>) {
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => return self.stall(error, clock),
        };
        match std::mem::take(&mut self.phase) {
            Phase::Waking => self.wake(answer, clock),
            Phase::Reading { mut rows, rounds } => {
                rows.extend(answer);
                self.phase = Phase::Read { rows, rounds };
            }
            other => self.phase = other,
        }
    }

    /// What lies on the desk is the first thing most lives are for; it was read with the working set, and nothing was committed since.
    fn wake(&mut self, mut rows: Rows, clock: &Clock<'_>) {
        let (working, broken) = Working::load(&rows);
        self.working = working;
        self.phase = Phase::Idle;
        if broken.is_empty() {
            if self.queue.front() == Some(&Input::Desk) {
                rows.remove(&Key::Working);
                self.phase = Phase::Read { rows, rounds: 1 };
            }
        } else {
            let mut change = Change { again: true, ..Change::default() };
            let no_rows = Rows::new();
            change.quarantine(&View::new(&self.working, &no_rows), broken, clock.wall);
            self.write(change, no_rows);
        }
    }

    fn committed(&mut self, result: Result<(), StoreError>, clock: &Clock<'_>) {
        let Phase::Writing { change, revision, read, batch } = std::mem::take(&mut self.phase) else { return };
        self.phase = Phase::Idle;
        if let Err(error) = result {
            if !holds(Safeguard::ResendInputs) {
                self.queue.pop_front();
            }
            return self.stall(error, clock);
        }
        self.working.absorb(&change);
        self.recent.absorb(read, &batch);
        self.out.push_back(Action::Announce(revision));
        self.done(*change);
    }

    fn stall(&mut self, error: StoreError, clock: &Clock<'_>) {
        self.phase = Phase::Stalled;
        self.recent.forget();
        self.out.push_back(Action::Trouble(error));
        self.out.push_back(Action::Alarm(Some(clock.wall + STORE_PAUSE)));
    }

    /// Drains the queue, then the plan, until the shell is needed.
    fn run(&mut self, clock: &Clock<'_>) {
        if matches!(self.phase, Phase::Asleep) {
            self.phase = Phase::Waking;
            self.out.push_back(Action::Load(vec![Key::Working, Key::Desk]));
        }
        for _ in 0..AT_ONCE {
            let free = matches!(self.phase, Phase::Idle | Phase::Read { .. });
            let goes_on = free && (!self.queue.is_empty() || self.plan(clock)) && self.apply_head(clock);
            if !goes_on {
                return;
            }
        }
        debug_assert!(false, "inputs without end, now {:?}", self.queue.front());
        self.out.push_back(Action::Alarm(Some(clock.wall)));
    }

    /// Queues what is due; says whether there is anything.
    fn plan(&mut self, clock: &Clock<'_>) -> bool {
        let plan = plan(&self.working, &self.in_flight, clock);
        if plan.start.is_empty() {
            self.out.push_back(Action::Alarm(plan.wake_at));
            return false;
        }
        self.queue.extend(plan.start.into_iter().map(Input::Claim));
        true
    }

    /// Applies the input at the head of the queue; says whether the next one can follow at once.
    fn apply_head(&mut self, clock: &Clock<'_>) -> bool {
        let Some(input) = self.queue.front() else { return false };
        let (rows, rounds) = match std::mem::take(&mut self.phase) {
            Phase::Read { rows, rounds } => (rows, rounds),
            _ => (Rows::new(), 0),
        };
        self.phase = Phase::Idle;
        let view = View::new(&self.working, &rows);
        let result = apply(&view, input, clock);
        let broken = view.broken();
        match result {
            Err(Stop::Need(keys)) if rounds == READS => {
                debug_assert!(false, "an input asked for rows too often, at last for {keys:?}: {input:?}");
                self.queue.pop_front();
                true
            }
            Err(Stop::Need(keys)) => {
                let (known, missing) = self.recent.answer(keys);
                let rows = rows.into_iter().chain(known).collect();
                let is_all_known = missing.is_empty();
                if is_all_known {
                    self.phase = Phase::Read { rows, rounds: rounds + 1 };
                } else {
                    self.phase = Phase::Reading { rows, rounds: rounds + 1 };
                    self.out.push_back(Action::Load(missing));
                }
                is_all_known
            }
            Err(Stop::Refused(_)) => {
                self.queue.pop_front();
                true
            }
            Ok(mut change) => {
                if !broken.is_empty() {
                    change = Change { again: true, ..Change::default() };
                    change.quarantine(&view, broken, clock.wall);
                }
                if change.attempted && holds(Safeguard::BudgetInClaim) {
                    self.in_flight.attempted = Some(clock.life);
                    self.in_flight.turns = change.entries().map(|entry| entry.key.call.clone()).collect();
                }
                self.carry_out(change, rows)
            }
        }
    }

    fn carry_out(&mut self, change: Change, read: Rows) -> bool {
        if let Some(Input::Claim(due)) = self.queue.front() {
            if change.is_empty() && change.effects.is_empty() {
                self.in_flight.idle.insert(due.clone());
            }
        } else {
            self.in_flight.idle.clear();
        }
        if change.is_empty() {
            self.recent.absorb(read, &Batch::default());
            self.done(change);
            return true;
        }
        self.write(change, read);
        false
    }

    fn write(&mut self, mut change: Change, read: Rows) {
        let no_rows = Rows::new();
        let revision = change.seal(&View::new(&self.working, &no_rows));
        if !holds(Safeguard::ClaimBeforeSend) {
            self.start(std::mem::take(&mut change.effects));
        }
        let batch = change.batch();
        self.out.push_back(Action::Commit(batch.clone(), change.durability()));
        self.phase = Phase::Writing { change: Box::new(change), revision, read, batch };
    }

    /// The change at the head of the queue is durable: its effects may leave.
    fn done(&mut self, change: Change) {
        if self.desk_waits && change.puts.iter().any(|saved| matches!(saved, Saved::Alias(_))) {
            self.desk_waits = false;
            self.queue.push_back(Input::Desk);
        }
        self.desk_waits |= change.waits;
        if !change.again || change.is_empty() {
            self.queue.pop_front();
        }
        #[cfg(callscribe_sabotage)]
        self.queue.extend(change.later);
        self.start(change.effects);
    }

    fn start(&mut self, effects: Vec<Effect>) {
        for mut effect in effects {
            self.started += 1;
            match &mut effect {
                Effect::Crm { ticket, .. } => {
                    ticket.nth = self.started;
                    self.in_flight.asked.insert(ticket.about.clone(), (ticket.asked, ticket.nth));
                }
                Effect::Phone(account, PhoneRequest::Connect) => drop(self.in_flight.lines.insert(account.id.clone())),
                Effect::Phone(account, PhoneRequest::History { .. } | PhoneRequest::Sync { .. } | PhoneRequest::ListRunning) => {
                    self.in_flight.histories.insert(account.id.clone());
                }
                Effect::Phone(account, PhoneRequest::Disconnect) => drop(self.in_flight.lines.remove(&account.id)),
                Effect::Show(Show::Reminders(_)) => self.in_flight.reminding = true,
                Effect::Phone(_, PhoneRequest::Recording { .. }) | Effect::Show(_) => {}
            }
            self.out.push_back(Action::Start(effect));
        }
    }
}
