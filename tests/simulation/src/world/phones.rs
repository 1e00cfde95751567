//! The lines: two that can tell their history again, and a live one that cannot; late, repeated and out of order.

use std::collections::BTreeSet;

use callscribe_core::account::{LineProblem, PhoneAccount};
use callscribe_core::call::{AccountId, CallEvent, CallId, CallResult, Facts};
use callscribe_core::command::Command;
use callscribe_core::engine::Input;
use callscribe_core::entry::{LogEntry, LogKey};
use callscribe_core::integration::Dedupe;
use callscribe_core::phone::{LineEvent, PhoneRequest};
use callscribe_core::time::{MINUTE, Millis, SECOND};

use super::people::NUMBERS;
use super::{Happening, STORM, World};
use crate::crm::Written;
use crate::sample::{answered, call_id, ended, event, line, live_line, parted, rings, told, with_result};

/// From one answered ping to the next that matters.
const PING: Millis = 4 * MINUTE;
const HISTORY: [&str; 2] = ["rc:1/101", "rc:1/102"];
const LIVE: &str = "ast:pbx/100";
const RECORDED: &str = super::past::RECORDED;

/// A call the world makes, as the phone knows it.
#[derive(Debug, Clone)]
pub struct PlannedCall {
    /// The id it is first told with.
    pub id: CallId,
    /// Its events, each with its instant.
    pub events: Vec<(Millis, CallEvent)>,
    /// To whom the agent passed it on.
    pub passed_on: Option<&'static str>,
    pub end: Millis,
}

/// Which lines are open.
#[derive(Debug, Clone, Default)]
pub struct Switchboard {
    pub open: BTreeSet<AccountId>,
}

impl World {
    pub(super) fn connect_lines(&mut self) {
        for name in HISTORY {
            self.tell(Input::Command(Command::AddAccount(Box::new(line(name)))));
        }
        self.tell(Input::Command(Command::AddAccount(Box::new(live_line(LIVE)))));
        self.tell(Input::Command(Command::AddAccount(Box::new(PhoneAccount {
            history: true,
            connected_at: self.begin,
            ..live_line(RECORDED)
        }))));
        self.unwatched(&AccountId::new(RECORDED));
    }

    pub(super) fn plan_calls(&mut self) {
        for n in 0..self.play.calls {
            let at = self.random.within(MINUTE, STORM - 20 * MINUTE);
            let at = self.open_time(at);
            let name = [HISTORY[0], HISTORY[0], HISTORY[1], LIVE, LIVE, RECORDED, RECORDED][self.random.within(0, 7) as usize];
            let number = if self.random.one_in(12) { "" } else { NUMBERS[self.random.within(0, 7) as usize] };
            self.plan_call(name, n, number, at);
            if name == HISTORY[0] && self.random.one_in(10) {
                self.plan_call(HISTORY[1], n + 1_000, number, at + 2 * SECOND);
            }
        }
    }

    pub(super) fn plan_breaks(&mut self) {
        for line in [LIVE, RECORDED, LIVE, RECORDED, LIVE] {
            let at = self.some_time();
            self.at(at, Happening::Breaks(AccountId::new(line)));
        }
    }

    pub(super) fn plan_call(&mut self, name: &str, n: i64, number: &str, at: Millis) {
        let session = format!("s{n}");
        let mut events = vec![(at, rings(name, &session, number, at))];
        let end = at + self.random.within(5 * SECOND, 15 * MINUTE);
        let mut over = ended(name, &session, end);
        if self.random.one_in(5) {
            over = with_result(over, CallResult::Missed);
        } else {
            events.push((at + 4 * SECOND, answered(name, &session, at + 4 * SECOND)));
        }
        let passed_on = (events.len() > 1 && self.random.one_in(8)).then_some("Bob");
        over.facts.transferred_to = passed_on.and_then(|to| told(3, to.to_owned()));
        // A call that was passed on is closed by the phone late, or never.
        if name == HISTORY[0] && n % 6 == 5 {
            let mut left = parted(name, &session, end);
            left.facts.transferred_to.clone_from(&over.facts.transferred_to);
            events.push((end, left));
            if n % 12 == 5 {
                events.push((end + 20 * MINUTE, over));
            }
        } else {
            events.push((end, over));
        }
        if self.random.one_in(8) {
            let other_id = format!("{session}-leg");
            let mut leg = event(name, &other_id);
            leg.facts = Facts { other_name: told(9, "A leg".to_owned()), started: told(1, at), ..Facts::default() };
            events.push((at + 1, leg.clone()));
            events.push((at + 6 * SECOND, CallEvent { aliases: vec![session.clone()], ..leg }));
        }
        events.sort_by_key(|(at, _)| *at);
        self.in_each_browser(|world| {
            for (when, event) in &events {
                for _ in 0..if world.random.one_in(5) { 2 } else { 1 } {
                    let late = if is_line(name) { 50 } else { world.random.within(0, 20 * SECOND) };
                    world.at(when + late, Happening::Told(event.clone()));
                }
            }
        });
        let id = call_id(name, &session);
        if self.random.one_in(10) {
            self.logged_by_another_browser(&id, at - MINUTE);
        }
        self.calls.push(PlannedCall { id, events, passed_on, end });
    }

    /// G3: another browser of the same agent has logged the call already, wherever that can be looked up.
    fn logged_by_another_browser(&mut self, call: &CallId, at: Millis) {
        for (integration, server) in &mut self.servers {
            if matches!(server.crm.dedupe, Dedupe::Find { .. }) {
                let key = LogEntry::new(LogKey { call: call.clone(), integration: integration.clone() }).write_key();
                let id = format!("r{}", server.crm.records.len() + 1);
                server.crm.records.push(Written { id, key, contact: String::new(), note: String::new(), draft: None, at, deleted: false });
            }
        }
    }

    /// A live event: lost where nobody listens.
    pub(super) fn told(&mut self, event: CallEvent) {
        let live = is_line(event.account.as_str());
        let listens = !live || self.browser.board.open.contains(&event.account);
        if self.browser.alive && listens {
            if live {
                self.browser.hears(&event);
            }
            self.tell(Input::Call(event));
        }
    }

    /// At every start the lines that can tell again what happened lately, in any order; in the end all.
    pub(super) fn history_is_told(&mut self) {
        let now = self.now;
        let lately = now - 40 * MINUTE;
        let told = |call: &&PlannedCall| Self::is_told_again(call) && (self.calm || call.end > lately);
        let past = self.calls.iter().filter(told).flat_map(|call| &call.events);
        let mut past: Vec<CallEvent> = past.filter(|(at, _)| *at <= now).map(|(_, event)| event.clone()).collect();
        self.random.shuffle(&mut past);
        for event in past {
            let late = self.random.within(0, 5 * SECOND);
            self.after(late, Happening::Told(event));
        }
    }

    pub(super) fn line_is_asked(&mut self, account: &AccountId, request: PhoneRequest) {
        let (life, pause) = (self.browser.life, self.random.within(20, 3 * SECOND));
        match request {
            PhoneRequest::Connect => self.after(pause, Happening::Opened(life, account.clone())),
            PhoneRequest::History { from } => self.after(pause, Happening::Past(life, account.clone(), from)),
            PhoneRequest::Disconnect | PhoneRequest::Recording { .. } | PhoneRequest::Sync { .. } | PhoneRequest::ListRunning => {}
        }
    }

    pub(super) fn opened(&mut self, life: u64, account: AccountId) {
        if !self.browser.alive || life != self.browser.life {
            return;
        }
        if !self.calm && self.random.one_in(6) {
            return self.tell(Input::Line(account, LineEvent::Lost(LineProblem::Unreachable)));
        }
        self.browser.board.open.insert(account.clone());
        self.watched_again(&account);
        self.after(PING, Happening::Alive(life, account.clone()));
        let now = self.now;
        let runs = |call: &&PlannedCall| call.id.account == account && call.events[0].0 <= now && now < call.end;
        let so_far = |call: &PlannedCall| {
            let past = call.events.iter().filter(|(at, e)| *at <= now && e.session == call.id.session).map(|(_, event)| event.clone());
            past.reduce(|mut all, next| {
                all.facts.join(next.facts);
                all
            })
        };
        let running: Vec<CallEvent> = self.calls.iter().filter(runs).filter_map(so_far).collect();
        running.iter().for_each(|event| self.browser.hears(event));
        self.tell(Input::Line(account.clone(), LineEvent::Opened { account, running }));
    }

    pub(super) fn breaks(&mut self, account: AccountId) {
        if self.browser.alive && self.browser.board.open.remove(&account) {
            self.unwatched(&account);
            self.tell(Input::Line(account, LineEvent::Lost(LineProblem::Unreachable)));
        }
    }

    /// Pings are answered as long as a line is open; most of them change nothing and are left out.
    pub(super) fn pinged(&mut self, life: u64, account: AccountId) {
        if self.browser.alive && self.browser.life == life && self.browser.board.open.contains(&account) {
            self.tell(Input::Line(account.clone(), LineEvent::Alive));
            self.after(PING, Happening::Alive(life, account));
        }
    }

    /// Whether the phone can tell of a call again whenever it is asked.
    pub(super) fn is_told_again(call: &PlannedCall) -> bool {
        !is_line(call.id.account.as_str())
    }
}

/// Whether an account has a line to keep open.
fn is_line(account: &str) -> bool {
    [LIVE, RECORDED].contains(&account)
}
