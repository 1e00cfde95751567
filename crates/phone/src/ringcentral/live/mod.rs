//! The live line as a state machine without I/O: greeting, subscription, heartbeats. The shell carries text and the time in, and carries
//! out what it says. Source: the vendor's guide to notifications over WebSockets; the bodies are `TelephonySessionsEventBody`.

mod door;
mod frame;
mod session;
mod talk;

use callscribe_core::account::LineProblem;
use callscribe_core::call::CallEvent;
use callscribe_core::phone::LineEvent;
use callscribe_core::time::{HOUR, MINUTE, Millis, SECOND};

pub use door::{Door, Resume, ask, is_last};

use frame::{Details, Frame, Subscription, Wsc};
use session::{Notification, Sessions};

use super::Config;
use super::record::instant;

/// How often the line asks whether anybody is there: keeps the worker alive, and nothing else proves the line.
pub const PING: Millis = 20 * SECOND;
/// What has no answer after this long proves the line dead.
pub const PATIENCE: Millis = 10 * SECOND;
/// The server closes every socket after this long, where it does not say another time.
const ABSOLUTE: Millis = 24 * HOUR;
/// So long before, another one is opened.
const IN_TIME: Millis = 5 * MINUTE;
/// A broken session goes on within this time, where the server does not say another.
const RECOVERY: Millis = 180 * SECOND;
/// The server says so before it closes a socket that has reached its time, or was silent for too long.
const TIMED_OUT: [&str; 2] = ["WSG-902", "WSG-903"];
/// RFC 6455 codes of a server or a network that went away: no word of another socket.
const WENT_AWAY: [u16; 5] = [1001, 1006, 1011, 1012, 1013];
const SUBSCRIPTION: &str = "subscription";

/// What the shell does for a line, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Out {
    /// Send this text over the socket.
    Send(String),
    /// Close the socket; nothing more comes of it.
    Close,
    /// Keep this for the next socket; `None` = forget what was kept.
    Keep(Option<Resume>),
    /// Tell the engine how the line is.
    Line(LineEvent),
    /// Tell the engine of a call.
    Call(CallEvent),
}

/// One live line. Kept over reconnects, so that what was seen before a cut is not forgotten.
#[derive(Debug)]
pub struct Line {
    config: Config,
    sessions: Sessions,
    state: State,
    wsc: Option<Wsc>,
    recovery: Millis,
    /// When another socket is due.
    ends: Millis,
    beats: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Closed,
    /// The socket is open since this instant; the server has not said anything.
    Greeting(Millis),
    /// The subscription was asked for at this instant.
    Subscribing(Millis),
    /// The last heartbeat was answered; the next is due at this instant.
    Quiet(Millis),
    /// A heartbeat left at this instant.
    Beating(Millis),
}

impl Line {
    /// A line that is not open yet.
    pub fn new(config: Config) -> Self {
        Self { config, sessions: Sessions::default(), state: State::Closed, wsc: None, recovery: RECOVERY, ends: Millis::MAX, beats: 0 }
    }

    /// When [`Line::on_tick`] next has something to do.
    pub fn wake_at(&self) -> Option<Millis> {
        match self.state {
            State::Closed => None,
            State::Greeting(since) | State::Subscribing(since) | State::Beating(since) => Some(since + PATIENCE),
            State::Quiet(until) => Some(until.min(self.ends)),
        }
    }

    /// The socket is open. The server speaks first.
    pub fn on_open(&mut self, now: Millis) -> Vec<Out> {
        self.state = State::Greeting(now);
        self.wsc = None;
        Vec::new()
    }

    /// The socket brought a text. What cannot be read is passed over.
    pub fn on_text(&mut self, text: &str, now: Millis) -> Vec<Out> {
        let Some(frame) = Frame::read(text).filter(|_| self.state != State::Closed) else { return Vec::new() };
        match (frame.head.kind.as_str(), self.state) {
            ("ConnectionDetails", State::Greeting(_)) => self.greeted(&frame, now),
            ("ServerNotification", _) => self.notified(&frame, now),
            (_, State::Subscribing(_)) if frame.head.message_id == SUBSCRIPTION => self.subscribed(&frame, now),
            ("Heartbeat", State::Beating(_)) if frame.head.message_id == self.beat() => {
                self.state = State::Quiet(now + PING);
                vec![self.keep(now), Out::Line(LineEvent::Alive)]
            }
            ("Error", _) => self.told_an_error(&frame),
            _ => Vec::new(),
        }
    }

    /// Time has passed: a heartbeat when due, another socket in time, and no more waiting for a server that does not answer.
    pub fn on_tick(&mut self, now: Millis) -> Vec<Out> {
        match self.state {
            State::Greeting(since) | State::Subscribing(since) | State::Beating(since) if is_over(since, PATIENCE, now) => {
                self.lose(LineProblem::Unreachable)
            }
            // The session's time is over with the socket's: the next one begins anew, and asks for what was missed.
            State::Quiet(_) if now >= self.ends => self.lose_for_good(LineProblem::Unreachable),
            State::Quiet(until) if is_over(until - PING, PING, now) => {
                self.state = State::Beating(now);
                self.beats += 1;
                vec![Out::Send(frame::heartbeat(&self.beat()))]
            }
            _ => Vec::new(),
        }
    }

    /// The socket closed with this code, or never opened. One that never opened may have been asked to go on with a session nobody knows.
    pub fn on_closed(&mut self, opened: bool, code: u16) -> Vec<Out> {
        match (opened, self.state) {
            (false, _) => self.lose_for_good(LineProblem::Unreachable),
            (true, State::Closed) => Vec::new(),
            (true, _) if WENT_AWAY.contains(&code) => self.lose(LineProblem::Unreachable),
            (true, _) => self.lose_for_good(LineProblem::Replaced),
        }
    }

    fn greeted(&mut self, frame: &Frame, now: Millis) -> Vec<Out> {
        let details: Details = frame.body();
        let span = |seconds: Option<i64>, usual| seconds.filter(|seconds| *seconds > 0).map_or(usual, |seconds| seconds * SECOND);
        let goes_on = details.recovery_state == "Successful";
        let began = instant(&details.creation_time).filter(|began| goes_on && *began < now).unwrap_or(now);
        self.recovery = span(details.recovery_timeout, RECOVERY);
        self.ends = began + (span(details.absolute_timeout, ABSOLUTE) - IN_TIME).max(MINUTE);
        self.wsc.clone_from(&frame.head.wsc);
        if goes_on {
            return self.open(now);
        }
        self.state = State::Subscribing(now);
        vec![Out::Keep(None), Out::Send(frame::subscribe(SUBSCRIPTION))]
    }

    fn subscribed(&mut self, frame: &Frame, now: Millis) -> Vec<Out> {
        let said: Subscription = frame.body();
        match frame.head.status {
            200..300 if said.disabled_filters.is_empty() => self.open(now),
            200..300 | 403 => self.lose_for_good(LineProblem::NoLive),
            429 => {
                let until = now + frame.retry_after().filter(|seconds| *seconds > 0).map_or(MINUTE, |seconds| seconds * SECOND);
                let mut out = vec![Out::Line(LineEvent::SignInLimited { until })];
                out.extend(self.lose_for_good(LineProblem::ServerFailed));
                out
            }
            _ => self.lose_for_good(LineProblem::ServerFailed),
        }
    }

    fn open(&mut self, now: Millis) -> Vec<Out> {
        self.state = State::Quiet(now + PING);
        vec![self.keep(now), Out::Line(LineEvent::Connected)]
    }

    fn notified(&mut self, frame: &Frame, now: Millis) -> Vec<Out> {
        let newer = frame.head.wsc.as_ref().filter(|wsc| self.wsc.as_ref().is_none_or(|known| known.sequence < wsc.sequence));
        let kept = newer.cloned().map(|wsc| {
            self.wsc = Some(wsc);
            self.keep(now)
        });
        let Notification { body } = frame.body();
        let calls = self.sessions.see(&body, &self.config, now);
        // First what is told: a worker that dies in between is told again.
        calls.into_iter().map(Out::Call).chain(kept).collect()
    }

    fn told_an_error(&mut self, frame: &Frame) -> Vec<Out> {
        let problem = if TIMED_OUT.contains(&frame.error_code()) { LineProblem::Unreachable } else { LineProblem::ServerFailed };
        self.lose_for_good(problem)
    }

    fn keep(&self, now: Millis) -> Out {
        Out::Keep(self.wsc.as_ref().map(|wsc| Resume { wsc: wsc.token.clone(), until: now + self.recovery }))
    }

    fn beat(&self) -> String {
        format!("beat-{}", self.beats)
    }

    /// Lost, and nothing of its session goes on.
    fn lose_for_good(&mut self, problem: LineProblem) -> Vec<Out> {
        std::iter::once(Out::Keep(None)).chain(self.lose(problem)).collect()
    }

    fn lose(&mut self, problem: LineProblem) -> Vec<Out> {
        self.state = State::Closed;
        vec![Out::Close, Out::Line(LineEvent::Lost(problem))]
    }
}

/// Whether `span` has passed since `since`; a clock that was set back counts as passed.
fn is_over(since: Millis, span: Millis, now: Millis) -> bool {
    now - since >= span || now < since
}

#[cfg(test)]
mod tests;
