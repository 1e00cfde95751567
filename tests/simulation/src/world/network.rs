//! How requests fare between the worker and the CRMs: lost before and after, slow, repeated, limited, refused.

use std::collections::BTreeMap;

use callscribe_core::crm::{CrmError, CrmRequest, ErrorKind, Problem};
use callscribe_core::engine::{About, Asked, Ticket};
use callscribe_core::entry::{LogStatus, Mode, StepKind};
use callscribe_core::integration::{Integration, IntegrationId};
use callscribe_core::time::{HOUR, MINUTE, Millis, SECOND};

use super::{Flight, Happening, World};
use crate::check;
use crate::crm::Crm;

/// Our own time limit of a request.
const PATIENCE: Millis = 25 * SECOND;
/// The longest a server works on a request: shorter than what it promises.
const LONGEST: Millis = 115 * SECOND;

/// A CRM's server.
#[derive(Debug, Clone)]
pub struct Server {
    /// Its books.
    pub crm: Crm,
    /// The session works.
    pub signed_in: bool,
    /// When the people with a number changed last.
    pub changed: BTreeMap<&'static str, Millis>,
    mood: Mood,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Healthy,
    Flaky,
    DownUntil(Millis),
    LimitsUntil(Millis),
}

impl Server {
    /// A healthy one.
    pub fn new(crm: Crm) -> Self {
        Self { crm, signed_in: true, changed: BTreeMap::new(), mood: Mood::Flaky }
    }
    /// Everything works from now on.
    pub fn recovers(&mut self) {
        self.signed_in = true;
        self.mood = Mood::Healthy;
    }
}

impl World {
    pub(super) fn mood_changes(&mut self, id: &IntegrationId) {
        let (mood, revoked) = match self.random.within(0, 8) {
            0 => (Mood::DownUntil(self.now + self.random.within(MINUTE, 2 * HOUR)), false),
            1 => (Mood::LimitsUntil(self.now + self.random.within(SECOND, 10 * MINUTE)), false),
            2 => (Mood::Healthy, true),
            3 | 4 => (Mood::Healthy, false),
            _ => (Mood::Flaky, false),
        };
        let calm = self.calm;
        if let Some(server) = self.servers.get_mut(id).filter(|_| !calm) {
            server.mood = mood;
            server.signed_in &= !revoked;
        }
    }

    pub(super) fn request_leaves(&mut self, ticket: Ticket, integration: &Integration, request: CrmRequest) {
        self.count_attempt(&ticket);
        let practice = matches!(&ticket.about, About::Entry(key) if key.call.account == callscribe_core::practice::account_id());
        if practice || (integration.choices.log_once && matches!(request, CrmRequest::UpdateLog { .. })) {
            let why = if practice { "a practice call left for" } else { "a record is changed that was to be written once in" };
            self.tally.broken += 1;
            self.tally.findings.push(format!("{why} {:?}: {request:?}", integration.id));
        }
        let Some(server) = self.servers.get(&integration.id) else { return };
        let (mood, signed_in) = (server.mood, server.signed_in);
        let quick = self.random.within(20, 2 * SECOND);
        let flight =
            Flight { life: self.browser.life, ticket, integration: integration.id.clone(), request, answer_after: Some(quick), answers: 1 };
        match mood {
            Mood::DownUntil(until) if self.now < until => self.fails(&flight, quick, ErrorKind::Offline),
            Mood::LimitsUntil(until) if self.now < until => self.fails(&flight, quick, ErrorKind::RateLimited { until }),
            _ if !signed_in => self.fails(&flight, quick, ErrorKind::Auth),
            Mood::Flaky if self.random.one_in(3) => self.suffers(flight, quick),
            _ => self.arrives_after(quick, flight),
        }
    }

    /// E3: a call looked up by itself minutes after it was heard to have ended is an attempt, and so is one heard of that late, unless its
    /// note was opened while it ran: delayed logging goes first, and is not counted. The last look before a placeholder is made is part of
    /// the attempt that found nobody.
    fn count_attempt(&mut self, ticket: &Ticket) {
        let About::Entry(key) = &ticket.about else { return };
        let Some(case) = check::case(&self.browser.shell.store, &key.call) else { return };
        let Some(entry) = case.entry(&key.integration) else { return };
        let ended = entry.steps.iter().rev().find(|step| step.what == StepKind::CallEnded);
        let again = ended.is_some_and(|step| self.now + self.browser.shell.ahead - step.at > 5 * MINUTE);
        let begins = ticket.asked == Asked::Contacts && matches!(entry.status, LogStatus::Matching(_));
        let late = self.was_told_late(&case.call.id) && !self.browser.agent.handled.contains(&case.call.id);
        if begins && (again || late) && entry.mode < Mode::Delayed {
            self.browser.attempts.push((self.now, key.call.clone()));
        }
    }

    fn suffers(&mut self, flight: Flight, quick: Millis) {
        let unknown = if flight.request.is_write() { ErrorKind::Ambiguous } else { ErrorKind::Offline };
        let unanswered = Flight { answer_after: None, ..flight.clone() };
        match self.random.within(0, 9) {
            0 => self.fails(&flight, PATIENCE, unknown),
            1 => {
                self.arrives_after(quick, unanswered);
                self.fails(&flight, PATIENCE, unknown);
            }
            2 | 3 => {
                let slow = self.random.within(PATIENCE, LONGEST);
                self.arrives_after(slow, unanswered);
                self.fails(&flight, PATIENCE, unknown);
            }
            4 => self.fails(&flight, quick, unknown),
            5 => {
                self.arrives_after(quick, unanswered);
                self.fails(&flight, quick + 1, unknown);
            }
            6 if flight.request.is_write() => self.fails(&flight, quick, ErrorKind::Refused),
            7 if flight.request.is_write() => {
                self.browser_repeats(&flight);
                self.arrives_after(quick, unanswered);
                self.arrives_after(quick + SECOND, flight);
            }
            8 => self.arrives_after(quick, Flight { answers: 2, ..flight }),
            _ => {
                let until = self.now + self.random.within(SECOND, 5 * MINUTE);
                self.fails(&flight, quick, ErrorKind::RateLimited { until });
            }
        }
    }

    /// Chrome repeats a POST on a reused connection by itself; that double is nobody's but its own.
    fn browser_repeats(&mut self, flight: &Flight) {
        match &flight.request {
            CrmRequest::CreateLog(draft) => drop(self.repeated.insert((flight.integration.clone(), draft.key.clone()))),
            CrmRequest::CreateFollowUp(draft) => drop(self.repeated.insert((flight.integration.clone(), draft.key.clone()))),
            CrmRequest::CreateContact { contact, .. } => {
                self.repeated_people.insert((flight.integration.clone(), contact.name.clone()));
            }
            _ => {}
        }
    }

    fn arrives_after(&mut self, pause: Millis, flight: Flight) {
        self.after(pause, Happening::Arrives(Box::new(flight)));
    }

    fn fails(&mut self, flight: &Flight, pause: Millis, kind: ErrorKind) {
        let kind = match kind {
            ErrorKind::RateLimited { until } => ErrorKind::RateLimited { until: until + self.browser.shell.ahead },
            other => other,
        };
        let error = CrmError::new(kind, Problem::NoAnswer);
        self.after(pause, Happening::Answered(flight.life, flight.ticket.clone(), Err(error)));
    }

    pub(super) fn arrives(&mut self, flight: Flight) {
        let Some(server) = self.servers.get_mut(&flight.integration) else { return };
        if flight.request.is_write() {
            self.written = self.now;
        }
        let result = server.crm.act(&flight.request, self.now);
        let Some(pause) = flight.answer_after else { return };
        for n in 0..flight.answers {
            let late = pause + n as Millis * 3 * SECOND;
            self.after(late, Happening::Answered(flight.life, flight.ticket.clone(), result.clone()));
        }
    }

    /// Whether a request of this kind may still arrive there.
    pub(super) fn may_still_arrive(&self, id: &IntegrationId) -> bool {
        self.queue.values().any(|(_, h)| matches!(h, Happening::Arrives(flight) if flight.integration == *id && flight.request.is_write()))
    }
}
