//! A line whose past can be asked for (E): which times nobody watched by the world's own clock, what the phone then tells from its
//! books, and what catch-up has to make of it. In some worlds the browser stays closed for days.

use std::collections::{BTreeMap, BTreeSet};

use callscribe_core::account::{GAP, LineProblem};
use callscribe_core::call::{AccountId, CallEvent, CallId, Fact, Source};
use callscribe_core::command::{CatchUpAct, Command};
use callscribe_core::engine::Input;
use callscribe_core::phone::LineEvent;
use callscribe_core::time::{HOUR, MINUTE, Millis, SECOND};

use super::people::NUMBERS;
use super::phones::PlannedCall;
use super::{Happening, STORM, World};
use crate::check;

/// The line whose past can be asked for.
pub const RECORDED: &str = "ast:rec/200";
/// Calls one run attempts.
const RUN: usize = 100;

/// What a browser watched of that line, and what it was told of the time it did not.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// Since when nobody watches.
    since: Option<Millis>,
    /// Times of more than five minutes in which nobody did, by a clock that was right.
    gaps: Vec<(Millis, Millis)>,
    /// When the clock was set last.
    pub clock_set: Millis,
    /// How far the clock was ahead when the browser was opened again.
    ahead: Millis,
    /// How long a call had been over, by the browser's clock, when the phone first told of it from its books.
    told: BTreeMap<CallId, Millis>,
    /// The agent stopped a run, or switched catch-up off.
    pub stopped: bool,
    /// How often the agent asked for the next hundred.
    nexts: usize,
}

impl World {
    /// The browser is closed for days in the middle of the storm, and people call meanwhile.
    pub(super) fn plan_away(&mut self) {
        if self.away == 0 {
            return;
        }
        let closes = self.begin + STORM / 2;
        self.in_each_browser(|world| {
            world.at(closes, Happening::Closes);
            world.at(closes + world.away, Happening::Returns);
        });
        let calls = if self.random.one_in(5) { self.random.within(100, 140) } else { self.random.within(5, 60) };
        for n in 0..calls {
            let at = closes + self.random.within(HOUR, self.away - HOUR);
            let number = NUMBERS[self.random.within(0, NUMBERS.len() as i64) as usize];
            self.plan_call(RECORDED, 5_000 + n, number, at);
        }
    }

    pub(super) fn closes(&mut self) {
        self.die(None);
        self.browser.closed = true;
    }

    pub(super) fn returns(&mut self) {
        self.browser.closed = false;
        self.browser.past.ahead = self.browser.shell.ahead.max(0);
        self.start();
    }

    /// Nobody watches the line any more.
    pub(super) fn unwatched(&mut self, account: &AccountId) {
        if account.as_str() == RECORDED {
            self.browser.past.since.get_or_insert(self.now);
        }
    }

    /// The line is open; what ended meanwhile has to become known if that was long, and the clock can be trusted.
    pub(super) fn watched_again(&mut self, account: &AccountId) {
        let (now, right) = (self.now, self.browser.shell.ahead == 0);
        let past = &mut self.browser.past;
        if account.as_str() == RECORDED
            && let Some(since) = past.since.take()
            && now - since > GAP
            && right
            && past.clock_set < since - 2 * GAP
        {
            past.gaps.push((since, now));
        }
    }

    /// The phone answers from its books, or the line breaks over it.
    pub(super) fn past_is_told(&mut self, life: u64, account: AccountId, from: Millis) {
        if !self.browser.alive || life != self.browser.life {
            return;
        }
        if !self.calm && self.random.one_in(5) {
            self.browser.board.open.remove(&account);
            self.unwatched(&account);
            return self.tell(Input::Line(account, LineEvent::Lost(LineProblem::Unreachable)));
        }
        let now = self.now;
        let past = self.calls.iter().filter(|call| call.id.account == account && (from..=now).contains(&call.end));
        let (ends, mut calls): (Vec<(CallId, Millis)>, Vec<CallEvent>) =
            past.map(|call| ((call.id.clone(), call.end), as_recorded(call))).unzip();
        calls.iter().for_each(|event| self.browser.hears(event));
        let here = now + self.browser.shell.ahead;
        for (id, end) in ends {
            self.browser.past.told.entry(id).or_insert(here - end);
        }
        self.random.shuffle(&mut calls);
        self.tell(Input::Line(account, LineEvent::History { from, calls }));
    }

    /// Whether a call has to be known because it ended while nobody watched, and its line was opened afterwards.
    pub(super) fn is_recorded(&self, call: &PlannedCall) -> bool {
        let past = &self.browser.past;
        let missed = |(from, to): &(Millis, Millis)| *from < call.end && call.end < to - SECOND;
        call.id.account.as_str() == RECORDED && past.gaps.iter().any(missed)
    }

    /// Whether asking for the call now is an attempt by the world's own books: the phone told of it long after its end.
    pub(super) fn was_told_late(&self, call: &CallId) -> bool {
        self.browser.past.told.get(call).is_some_and(|over| *over > 5 * MINUTE)
    }

    /// E2, E5: whether a call may stay unlogged: there are a hundred newer ones of the days the browser was closed, the agent stopped the
    /// run, left it out when its turn came, or brought an older one in. By a clock that was behind, or after a power cut, those days began
    /// earlier; by one that was ahead, or until the phone told of them, they ended later.
    pub(super) fn may_stay_unlogged(&self, call: &CallId) -> bool {
        let Some(case) = check::named(&self.browser.shell.store, call).filter(|case| case.call.gap.is_some()) else { return false };
        let ended = case.call.ended();
        let by_its_clock = |at: Millis| self.is_of_the_days(at) || self.is_of_the_days(at - self.browser.past.ahead);
        let days = self.calls_of(|at, call| by_its_clock(at) || self.browser.past.told.contains_key(call));
        let newer = days.iter().filter(|(at, id)| id != call && Some(*at) >= ended).count();
        let undone = &self.browser.agent.undone;
        let pushed_out = days.len() > RUN && newer < undone.len();
        self.browser.past.stopped || undone.contains(call) || newer >= RUN || pushed_out
    }

    /// E3: no more than a hundred calls of those days are attempted in one run.
    pub(super) fn count_runs(&mut self) {
        let days = self.calls_of(|at, call| self.is_of_the_days(at) && self.was_told_late(call));
        let days: BTreeSet<CallId> = days.into_iter().map(|(_, id)| id).collect();
        let of_a_run = |call: &&CallId| days.contains(*call) && !self.browser.agent.handled.contains(*call);
        let attempted: BTreeSet<&CallId> = self.browser.attempts.iter().map(|(_, call)| call).filter(of_a_run).collect();
        if attempted.len() > RUN * (1 + self.browser.past.nexts) {
            self.tally.over_budget += 1;
            self.tally.findings.push(format!("{} calls attempted in {} runs", attempted.len(), 1 + self.browser.past.nexts));
        }
    }

    fn is_of_the_days(&self, at: Millis) -> bool {
        let closed = self.begin + STORM / 2;
        (closed..closed + self.away).contains(&at)
    }

    /// The calls of the line whose past can be asked for that ended so, oldest first.
    fn calls_of(&self, which: impl Fn(Millis, &CallId) -> bool) -> Vec<(Millis, CallId)> {
        let theirs = self.calls.iter().filter(|call| call.id.account.as_str() == RECORDED && which(call.end, &call.id));
        let mut ended: Vec<(Millis, CallId)> = theirs.map(|call| (call.end, call.id.clone())).collect();
        ended.sort();
        ended
    }

    pub(super) fn agent_catches_up(&mut self) {
        let act = match self.random.within(0, 24) {
            0 => CatchUpAct::Stop,
            1 => CatchUpAct::Next,
            2..=8 => CatchUpAct::Pause,
            _ => CatchUpAct::Continue,
        };
        self.browser.past.stopped |= act == CatchUpAct::Stop;
        self.browser.past.nexts += usize::from(act == CatchUpAct::Next);
        self.command(Command::CatchUp(act));
    }
}

/// All of a call as the phone's books have it.
fn as_recorded(call: &PlannedCall) -> CallEvent {
    let mut all = call.events.iter().map(|(_, event)| event.clone());
    let mut one = CallEvent { session: call.id.session.clone(), ..call.events[0].1.clone() };
    for event in all.by_ref() {
        let other = (event.session != one.session).then_some(event.session);
        one.aliases.extend(other.filter(|other| !one.aliases.contains(other)));
        one.facts.join(event.facts);
    }
    let facts = &mut one.facts;
    (facts.direction, facts.other, facts.other_name) =
        (recorded(facts.direction.take()), recorded(facts.other.take()), recorded(facts.other_name.take()));
    (facts.started, facts.answered, facts.ended) =
        (recorded(facts.started.take()), recorded(facts.answered.take()), recorded(facts.ended.take()));
    (facts.result, facts.transferred_to) = (recorded(facts.result.take()), recorded(facts.transferred_to.take()));
    one
}

fn recorded<T>(fact: Option<Fact<T>>) -> Option<Fact<T>> {
    fact.map(|fact| Fact { source: Source::History, ..fact })
}
