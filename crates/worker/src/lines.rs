//! Live lines: one WebSocket per Asterisk account around the state machine of `callscribe_phone`, which says what to do.

use std::cell::RefCell;
use std::rc::Rc;

use callscribe_browser::{clock, http, js, permissions};
use callscribe_core::account::{AccountKind, LineProblem, PhoneAccount};
use callscribe_core::call::AccountId;
use callscribe_core::engine::{Event, Input};
use callscribe_core::order::OrdMap;
use callscribe_core::phone::LineEvent;
use callscribe_phone::asterisk::{Config, Line, Out, Question, with_credential};
use wasm_bindgen_futures::spawn_local;

use crate::credentials;
use crate::drive::Worker;
use crate::wire::{Heard, Wire};

/// Milliseconds a question over HTTP may take: the machine's own patience.
const READING: u32 = 10_000;

/// The lines of this life, open or once open.
#[derive(Default)]
pub struct Lines(RefCell<OrdMap<AccountId, Rc<Live>>>);

impl Lines {
    /// Opens an account's line; how that went, and every call it tells of, goes into the engine.
    pub fn connect(&'static self, worker: &'static Worker, account: PhoneAccount) {
        let AccountKind::Asterisk { url, user, endpoint, app } = account.kind else { return };
        let region = worker.with_working(|working| working.settings.region.clone());
        let (id, config) = (account.id, Config { url, endpoint, app, region });
        spawn_local(async move {
            let input = |event| worker.handle(Event::Input(Input::Line(id.clone(), event)));
            let Some(password) = credentials::of(id.as_str()).await else {
                return input(LineEvent::Lost(LineProblem::Refused));
            };
            let known = self.0.borrow().get(&id).filter(|live| live.config == config).cloned();
            let live = known.unwrap_or_else(|| Live::new(config, tell_engine(worker, id.clone())));
            self.0.borrow_mut().insert(id, live.clone());
            live.open(&user, &password).await;
        });
    }

    /// Closes an account's line and forgets it.
    pub fn disconnect(&self, account: &AccountId) {
        self.0.borrow_mut().remove(account);
    }
}

fn tell_engine(worker: &'static Worker, id: AccountId) -> impl Fn(Out) + 'static {
    move |out| match out {
        Out::Line(event) => worker.handle(Event::Input(Input::Line(id.clone(), event))),
        Out::Call(event) => worker.handle(Event::Input(Input::Call(event))),
        Out::Send(_) | Out::Read(_) | Out::Close => {}
    }
}

/// One line. Dropping it closes its socket.
pub struct Live {
    config: Config,
    machine: RefCell<Line>,
    wire: Wire,
    /// `authorization` of questions over HTTP.
    authorization: RefCell<String>,
    tell: Box<dyn Fn(Out)>,
}

impl Live {
    /// A line that is not open yet. `tell` hears [`Out::Line`] and [`Out::Call`].
    pub fn new(config: Config, tell: impl Fn(Out) + 'static) -> Rc<Self> {
        Rc::new(Self {
            machine: RefCell::new(Line::new(config.clone())),
            config,
            wire: Wire::default(),
            authorization: RefCell::default(),
            tell: Box::new(tell),
        })
    }

    /// Knocks over HTTP where that is allowed, then opens the socket: a browser writes the address of a socket that failed to its
    /// console, and the password with it.
    pub async fn open(self: &Rc<Self>, user: &str, password: &str) {
        *self.authorization.borrow_mut() = js::basic_authorization(user, password);
        let (knock, url) = (self.machine.borrow().read_url(Question::Ping), self.machine.borrow().connect_url());
        if permissions::reaches(&knock).await {
            let answer = self.ask(Question::Ping).await;
            let welcome = answer.as_ref().is_some_and(|reply| reply.status == 200 && reply.body.contains("\"ping\""));
            if !welcome {
                return self.answered(Question::Ping, answer.as_ref());
            }
        }
        let line = Rc::downgrade(self);
        let address = with_credential(&url, user, password);
        self.wire.open(&address, move |event| {
            if let Some(line) = line.upgrade() {
                line.heard(line.wire.hear(event));
            }
        });
        self.set_timer();
    }

    fn heard(self: &Rc<Self>, heard: Heard) {
        let (now, mut machine) = (clock::wall(), self.machine.borrow_mut());
        let out = match heard {
            Heard::Opened => machine.on_open(now),
            Heard::Text(text) => machine.on_text(&text, now),
            Heard::Closed { was_open, .. } => machine.on_closed(was_open),
            Heard::Time => machine.on_tick(now),
        };
        drop(machine);
        self.carry_out(out);
    }

    fn carry_out(self: &Rc<Self>, out: Vec<Out>) {
        for one in out {
            match one {
                Out::Send(text) => self.wire.send(&text),
                Out::Read(question) => {
                    let line = self.clone();
                    spawn_local(async move { line.answered(question, line.ask(question).await.as_ref()) });
                }
                Out::Close => self.wire.close(),
                Out::Line(_) | Out::Call(_) => (self.tell)(one),
            }
        }
        self.set_timer();
    }

    fn answered(self: &Rc<Self>, question: Question, answer: Option<&http::Reply>) {
        let answer = answer.map(|reply| (reply.status, reply.body.as_str()));
        let out = self.machine.borrow_mut().on_read(question, answer, clock::wall());
        self.carry_out(out);
    }

    async fn ask(&self, question: Question) -> Option<http::Reply> {
        let url = self.machine.borrow().read_url(question);
        let headers = vec![("authorization".into(), self.authorization.borrow().clone())];
        let request = http::Request { method: "GET".into(), url, headers, body: None, timeout: READING };
        http::exchange(&request).await.ok()
    }

    fn set_timer(self: &Rc<Self>) {
        let line = Rc::downgrade(self);
        let on_time = move || line.upgrade().into_iter().for_each(|line| line.heard(line.wire.time()));
        self.wire.wake(self.machine.borrow().wake_at(), on_time);
    }
}
