//! The lines: two that can tell their history again, and a live one that cannot; late, repeated and out of order.

use std::collections::BTreeSet;

use callscribe_core::account::LineProblem;
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
use crate::sample::{answered, call_id, ended, event, line, live_line, rings, told, with_result};

const HISTORY: [&str; 2] = ["rc:1/101", "rc:1/102"];
const LIVE: &str = "ast:pbx/100";

/// A call the world makes, as the phone knows it.
#[derive(Debug, Clone)]
pub struct PlannedCall {
    /// The id it is first told with.
    pub id: CallId,
    /// Its events, each with its instant.
    pub events: Vec<(Millis, CallEvent)>,
    /// To whom the agent passed it on.
    pub passed_on: Option<&'static str>,
    end: Millis,
}

/// Which lines are open.
#[derive(Debug, Default)]
pub struct Switchboard {
    open: BTreeSet<AccountId>,
}

impl Switchboard {
    /// The worker that held the lines is gone.
    pub fn hang_up(&mut self) {
        self.open.clear();
    }
}

impl World {
    pub(super) fn connect_lines(&mut self) {
        for name in HISTORY {
            self.tell(Input::Command(Command::AddAccount(Box::new(line(name)))));
        }
        self.tell(Input::Command(Command::AddAccount(Box::new(live_line(LIVE)))));
    }

    pub(super) fn plan_calls(&mut self) {
        for n in 0..self.play.calls {
            let at = self.begin + self.random.within(MINUTE, STORM - 20 * MINUTE);
            let name = [HISTORY[0], HISTORY[0], HISTORY[1], LIVE, LIVE][self.random.within(0, 5) as usize];
            let number = if self.random.one_in(12) { "" } else { NUMBERS[self.random.within(0, 7) as usize] };
            self.plan_call(name, n, number, at);
            if name == HISTORY[0] && self.random.one_in(10) {
                self.plan_call(HISTORY[1], n + 1_000, number, at + 2 * SECOND);
            }
        }
    }

    pub(super) fn plan_breaks(&mut self) {
        for n in 0..4 {
            let at = self.some_time();
            self.at(at, Happening::Breaks(AccountId::new(LIVE)));
            self.at(self.begin + n * STORM / 4, Happening::Alive(AccountId::new(LIVE)));
        }
    }

    fn plan_call(&mut self, name: &str, n: i64, number: &str, at: Millis) {
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
        events.push((end, over));
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
                    let late = if name == LIVE { 50 } else { world.random.within(0, 20 * SECOND) };
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
        let listens = event.account.as_str() != LIVE || self.browser.board.open.contains(&event.account);
        if self.browser.alive && listens {
            if event.account.as_str() == LIVE {
                self.browser.heard.insert(CallId { account: event.account.clone(), session: event.session.clone() });
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
        if matches!(request, PhoneRequest::Connect) {
            let pause = self.random.within(20, 3 * SECOND);
            self.after(pause, Happening::Opened(self.browser.life, account.clone()));
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
        self.browser.heard.extend(self.calls.iter().filter(runs).map(|call| call.id.clone()));
        self.tell(Input::Line(account.clone(), LineEvent::Opened { account, running }));
    }

    pub(super) fn breaks(&mut self, account: AccountId) {
        if self.browser.alive && self.browser.board.open.remove(&account) {
            self.tell(Input::Line(account, LineEvent::Lost(LineProblem::Unreachable)));
        }
    }

    pub(super) fn pinged(&mut self, account: AccountId) {
        if self.browser.alive && self.browser.board.open.contains(&account) {
            self.tell(Input::Line(account, LineEvent::Alive));
        }
    }

    /// Whether the phone can tell of a call again whenever it is asked.
    pub(super) fn is_told_again(call: &PlannedCall) -> bool {
        call.id.account.as_str() != LIVE
    }
}
