//! Asterisk over ARI: one live line as a state machine without I/O. The shell carries text and the time in, and carries out what it says.

mod call;
mod channels;
mod message;

use callscribe_core::account::LineProblem;
use callscribe_core::call::{AccountId, CallEvent};
use callscribe_core::json;
use callscribe_core::order::OrdMap;
use callscribe_core::phone::LineEvent;
use callscribe_core::time::{Millis, SECOND};

use call::Told;
use channels::Channels;
use message::{Info, Message};

use crate::http::percent_encoded;

/// How often the line asks for the channels: keeps the worker alive, proves the socket and finds what events left out.
pub const PING: Millis = 20 * SECOND;
/// A question that has no answer after this long proves the socket dead.
pub const PATIENCE: Millis = 10 * SECOND;
/// Stands in [`Line::connect_url`] for the credential.
const CREDENTIAL: &str = "{credential}";

/// What a line is opened with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `http://HOST:8088` or `https://…`, without a slash at its end.
    pub url: String,
    /// The agent's own endpoint, such as `PJSIP/100`.
    pub endpoint: String,
    /// The Stasis application, never shared between browsers.
    pub app: String,
    /// The region numbers without a country code belong to, ISO 3166.
    pub region: String,
}

/// What the shell does for a line, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Out {
    /// Send this text over the socket.
    Send(String),
    /// Read this over HTTP and bring the answer to [`Line::on_read`].
    Read(Question),
    /// Close the socket; nothing more comes of it.
    Close,
    /// Tell the engine how the line is.
    Line(LineEvent),
    /// Tell the engine of a call.
    Call(CallEvent),
}

/// What a line asks its server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Who are you?
    Info,
    /// Which channels are there?
    Channels,
    /// The socket did not open: is anybody there, and may we in?
    Ping,
}

impl Question {
    /// Its path below `/ari/`; as a GET with the account's user and password.
    pub fn path(self) -> &'static str {
        match self {
            Self::Info => "asterisk/info",
            Self::Channels => "channels",
            Self::Ping => "asterisk/ping",
        }
    }
}

/// One live line. Kept over reconnects, so that what was seen before a cut is not forgotten.
#[derive(Debug)]
pub struct Line {
    config: Config,
    channels: Channels,
    told: OrdMap<String, Told>,
    state: State,
    /// The server answers no requests over the socket (before 20.14, 21.9, 22.4): questions go over HTTP.
    over_http: bool,
    account: Option<AccountId>,
    listed: bool,
    /// The newest of the server's own times.
    newest: Millis,
    seq: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Closed,
    /// The socket is open; who it is and what runs was asked at this instant.
    Asking(Millis),
    /// The last question was answered; the next is due at this instant.
    Quiet(Millis),
    /// The channels were asked for at this instant.
    Pinging(Millis),
}

impl Line {
    /// A line that is not open yet.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            channels: Channels::default(),
            told: OrdMap::new(),
            state: State::Closed,
            over_http: false,
            account: None,
            listed: false,
            newest: 0,
            seq: 0,
        }
    }

    /// The address of the event socket; [`with_credential`] completes it.
    pub fn connect_url(&self) -> String {
        let base = self.config.url.trim_end_matches('/');
        let socket = base.strip_prefix("http").map_or_else(|| base.to_owned(), |rest| format!("ws{rest}"));
        let app = percent_encoded(&self.config.app);
        format!("{socket}/ari/events?app={app}&subscribeAll=true&api_key={CREDENTIAL}")
    }

    /// The address of a question asked over HTTP.
    pub fn read_url(&self, question: Question) -> String {
        format!("{}/ari/{}", self.config.url.trim_end_matches('/'), question.path())
    }

    /// When [`Line::on_tick`] next has something to do.
    pub fn wake_at(&self) -> Option<Millis> {
        match self.state {
            State::Closed => None,
            State::Asking(since) | State::Pinging(since) => Some(since + PATIENCE),
            State::Quiet(until) => Some(until),
        }
    }

    /// The socket is open.
    pub fn on_open(&mut self, now: Millis) -> Vec<Out> {
        self.over_http = false;
        self.channels.reopened();
        self.ask_who_and_what(now)
    }

    /// The socket brought a text. What cannot be read is passed over: newer servers say more than we know.
    pub fn on_text(&mut self, text: &str, now: Millis) -> Vec<Out> {
        let Ok(message) = json::from_str::<Message>(text) else { return Vec::new() };
        if self.state == State::Closed {
            return Vec::new();
        }
        self.newest = self.newest.max(message.timestamp);
        match message.kind.as_str() {
            "ApplicationReplaced" => self.lose(LineProblem::Replaced),
            "RESTResponse" => match [Question::Info, Question::Channels].into_iter().find(|q| q.path() == message.request_id) {
                Some(question) => self.answer(question, message.status_code, &message.message_body, now),
                None => Vec::new(),
            },
            _ => {
                let touched = self.channels.see(&message);
                self.tell(touched)
            }
        }
    }

    /// An HTTP question was answered: status and body, or `None` if nobody answered.
    pub fn on_read(&mut self, question: Question, answer: Option<(u16, &str)>, now: Millis) -> Vec<Out> {
        match (question, answer) {
            (Question::Ping, _) if self.state != State::Closed => Vec::new(),
            (Question::Ping, answer) => vec![Out::Line(LineEvent::Lost(why_it_did_not_open(answer)))],
            _ if self.state == State::Closed => Vec::new(),
            (_, None) => self.lose(LineProblem::Unreachable),
            (question, Some((status, body))) => self.answer(question, status, body, now),
        }
    }

    /// Time has passed: pings when due, gives up on a server that does not answer.
    pub fn on_tick(&mut self, now: Millis) -> Vec<Out> {
        match self.state {
            State::Asking(since) if is_over(since, PATIENCE, now) && !self.over_http => {
                self.over_http = true;
                self.ask_who_and_what(now)
            }
            State::Asking(since) | State::Pinging(since) if is_over(since, PATIENCE, now) => self.lose(LineProblem::Unreachable),
            State::Quiet(until) if is_over(until - PING, PING, now) => {
                for call in self.channels.forget(self.newest) {
                    self.told.remove(&call);
                }
                self.state = State::Pinging(now);
                self.ask(&[Question::Channels])
            }
            _ => Vec::new(),
        }
    }

    /// The socket closed, or never opened. A socket does not say why: where it never opened, HTTP is asked.
    pub fn on_closed(&mut self, opened: bool) -> Vec<Out> {
        match (opened, self.state) {
            (false, _) => vec![Out::Read(Question::Ping)],
            (true, State::Closed) => Vec::new(),
            (true, _) => self.lose(LineProblem::Unreachable),
        }
    }

    fn ask_who_and_what(&mut self, now: Millis) -> Vec<Out> {
        (self.account, self.listed) = (None, false);
        self.state = State::Asking(now);
        self.ask(&[Question::Info, Question::Channels])
    }

    fn ask(&self, questions: &[Question]) -> Vec<Out> {
        if self.over_http {
            let idle = std::iter::once(Out::Send(message::idle()));
            return idle.chain(questions.iter().map(|q| Out::Read(*q))).collect();
        }
        questions.iter().map(|q| Out::Send(message::request(q.path(), q.path()))).collect()
    }

    fn answer(&mut self, question: Question, status: u16, body: &str, now: Millis) -> Vec<Out> {
        if status != 200 {
            return self.lose(if matches!(status, 401 | 403) { LineProblem::Refused } else { LineProblem::NotAri });
        }
        let read = match question {
            Question::Info => json::from_str(body).map(|info| self.name(&info)).ok(),
            Question::Channels => json::from_str(body).map(|channels: Vec<message::Channel>| self.list(&channels)).ok(),
            Question::Ping => Some(false),
        };
        match read {
            None => self.lose(LineProblem::NotAri),
            Some(news) => self.settle(news, now),
        }
    }

    fn name(&mut self, info: &Info) -> bool {
        self.account = Some(AccountId::new(format!("ast:{}/{}", info.system.entity_id, self.config.endpoint)));
        true
    }

    /// Takes in the channels there are; answers whether calls may be over of which no event told.
    fn list(&mut self, channels: &[message::Channel]) -> bool {
        let settled = std::mem::replace(&mut self.listed, true);
        let youngest = channels.iter().map(|c| c.creationtime).max().unwrap_or_default();
        self.newest = self.newest.max(youngest);
        self.channels.list(channels, self.newest, settled)
    }

    /// After an answer: says that the line is open, once both are there, or that it still is.
    fn settle(&mut self, news: bool, now: Millis) -> Vec<Out> {
        let Some(account) = self.account.clone().filter(|_| self.listed) else { return Vec::new() };
        let opens = matches!(self.state, State::Asking(_));
        self.state = State::Quiet(now + PING);
        if !opens && !news {
            return std::iter::once(Out::Line(LineEvent::Alive)).chain(self.tell(self.channels.calls())).collect();
        }
        self.told.retain(|_, told| told.is_final());
        let running = self.running(&account);
        let calls = self.tell(self.channels.calls());
        std::iter::once(Out::Line(LineEvent::Opened { account, running })).chain(calls).collect()
    }

    /// Tells what is new of these calls; nothing before the account has its name.
    fn tell(&mut self, calls: impl IntoIterator<Item = String>) -> Vec<Out> {
        let Some(account) = self.account.clone().filter(|_| self.listed) else { return Vec::new() };
        let mut out = Vec::new();
        for call in calls {
            let Some(told) = call::tell(&self.channels, &call, &self.config.endpoint, &self.config.region) else { continue };
            if self.told.get(&call) != Some(&told) {
                out.push(Out::Call(self.event(&account, &call, &told)));
                self.told.insert(call, told);
            }
        }
        out
    }

    fn running(&mut self, account: &AccountId) -> Vec<CallEvent> {
        let running: Vec<(String, Told)> = self
            .channels
            .calls()
            .into_iter()
            .filter_map(|call| Some((call.clone(), call::tell(&self.channels, &call, &self.config.endpoint, &self.config.region)?)))
            .filter(|(_, told)| !told.is_final())
            .collect();
        running.into_iter().map(|(call, told)| self.event(account, &call, &told)).collect()
    }

    /// A telling outranks every earlier one, those of a line before this one too: it counts on from the server's own clock.
    fn event(&mut self, account: &AccountId, call: &str, told: &Told) -> CallEvent {
        self.seq = (self.seq + 1).max(u64::try_from(self.newest).unwrap_or_default() * 1_000);
        CallEvent { account: account.clone(), session: call.to_owned(), aliases: told.aliases.clone(), facts: told.facts(self.seq) }
    }

    fn lose(&mut self, problem: LineProblem) -> Vec<Out> {
        self.state = State::Closed;
        vec![Out::Close, Out::Line(LineEvent::Lost(problem))]
    }
}

/// The address with user and password in the place [`Line::connect_url`] left for them.
pub fn with_credential(url: &str, user: &str, password: &str) -> String {
    url.replace(CREDENTIAL, &format!("{}:{}", percent_encoded(user), percent_encoded(password)))
}

/// Why a socket did not open, by what HTTP says at the same place.
fn why_it_did_not_open(answer: Option<(u16, &str)>) -> LineProblem {
    match answer {
        Some((401 | 403, _)) => LineProblem::Refused,
        Some((200, body)) if body.contains("\"ping\"") => LineProblem::Unreachable,
        Some(_) => LineProblem::NotAri,
        None => LineProblem::Unreachable,
    }
}

/// Whether `span` has passed since `since`; a clock that was set back counts as passed.
fn is_over(since: Millis, span: Millis, now: Millis) -> bool {
    now - since >= span || now < since
}

#[cfg(test)]
mod tests;
