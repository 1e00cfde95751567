//! Live lines of RingCentral: one WebSocket per account around the state machine of `callscribe_phone`, which says what to do.

use std::cell::RefCell;
use std::rc::Rc;

use callscribe_browser::storage::Area;
use callscribe_browser::{clock, http};
use callscribe_core::account::{AccountKind, LineProblem, PhoneAccount};
use callscribe_core::call::AccountId;
use callscribe_core::engine::{Event, Input};
use callscribe_core::order::OrdMap;
use callscribe_core::phone::LineEvent;
use callscribe_phone::ringcentral::Config;
use callscribe_phone::ringcentral::live::{self, Door, Line, Out, Resume};
use wasm_bindgen_futures::spawn_local;

use crate::crm::PATIENCE;
use crate::drive::Worker;
use crate::effects::stay_awake;
use crate::ringcentral::send_as;
use crate::wire::{Heard, Wire};

/// The lines of this life, open or once open.
#[derive(Default)]
pub struct Lines(RefCell<OrdMap<AccountId, Rc<Live>>>);

impl Lines {
    /// Opens an account's line; how that went, and every call it tells of, goes into the engine.
    pub fn connect(&'static self, worker: &'static Worker, account: PhoneAccount) {
        let AccountKind::RingCentral { server, client_id } = account.kind else { return };
        let region = worker.with_working(|working| working.settings.region.clone());
        let config = Config { server, account: account.id.clone(), region };
        let known = self.0.borrow().get(&account.id).filter(|live| live.config == config && live.client_id == client_id).cloned();
        let live = known.unwrap_or_else(|| Live::new(worker, config, client_id));
        self.0.borrow_mut().insert(account.id, live.clone());
        spawn_local(async move {
            let _busy = worker.wake.busy();
            let _awake = stay_awake();
            live.open().await;
        });
    }

    /// Closes an account's line and forgets it.
    pub fn disconnect(&self, account: &AccountId) {
        if let Some(live) = self.0.borrow_mut().remove(account) {
            live.keep(None);
        }
    }
}

/// One line. Dropping it closes its socket.
struct Live {
    worker: &'static Worker,
    config: Config,
    client_id: String,
    machine: RefCell<Line>,
    wire: Wire,
}

impl Live {
    fn new(worker: &'static Worker, config: Config, client_id: String) -> Rc<Self> {
        let machine = RefCell::new(Line::new(config.clone()));
        Rc::new(Self { worker, config, client_id, machine, wire: Wire::default() })
    }

    /// Asks for the door, knocks, then opens the socket.
    async fn open(self: &Rc<Self>) {
        let door = match self.door().await {
            Ok(door) => door,
            Err(told) => return told.into_iter().for_each(|event| self.tell(event)),
        };
        if !http::is_there(&door.knock(), PATIENCE).await {
            return self.tell(LineEvent::Lost(LineProblem::Unreachable));
        }
        let resume: Option<Resume> = Area::Session.get(&self.kept_as()).await.ok().flatten();
        let line = Rc::downgrade(self);
        let address = door.address(resume.as_ref(), clock::wall());
        self.wire.open(&address, move |event| {
            if let Some(line) = line.upgrade() {
                line.heard(line.wire.hear(event));
            }
        });
        self.set_timer();
    }

    async fn door(&self) -> Result<Door, Vec<LineEvent>> {
        let Config { server, account, .. } = &self.config;
        let answer = send_as(account, server, &self.client_id, || live::ask(server)).await.map_err(|why| match why {
            LineEvent::Unsynced(problem) => vec![LineEvent::Lost(problem)],
            limited => vec![limited, LineEvent::Lost(LineProblem::ServerFailed)],
        })?;
        let door = Door::opened(&answer, clock::wall())?;
        live::is_last(&answer, clock::wall()).into_iter().for_each(|event| self.tell(event));
        Ok(door)
    }

    fn heard(self: &Rc<Self>, heard: Heard) {
        let (now, mut machine) = (clock::wall(), self.machine.borrow_mut());
        let out = match heard {
            Heard::Opened => machine.on_open(now),
            Heard::Text(text) => machine.on_text(&text, now),
            Heard::Closed { was_open, code } => machine.on_closed(was_open, code),
            Heard::Time => machine.on_tick(now),
        };
        drop(machine);
        self.carry_out(out);
    }

    fn carry_out(self: &Rc<Self>, out: Vec<Out>) {
        for one in out {
            match one {
                Out::Send(text) => self.wire.send(&text),
                Out::Close => self.wire.close(),
                Out::Keep(resume) => self.keep(resume),
                Out::Line(event) => self.tell(event),
                Out::Call(event) => self.worker.handle(Event::Input(Input::Call(event))),
            }
        }
        self.set_timer();
    }

    fn tell(&self, event: LineEvent) {
        self.worker.handle(Event::Input(Input::Line(self.config.account.clone(), event)));
    }

    /// What is not kept costs a listing and a sync that are made anyway.
    fn keep(&self, resume: Option<Resume>) {
        let key = self.kept_as();
        spawn_local(async move {
            match resume {
                Some(resume) => Area::Session.set(&key, &resume).await.unwrap_or_default(),
                None => Area::Session.remove(&key).await.unwrap_or_default(),
            }
        });
    }

    fn kept_as(&self) -> String {
        format!("wsc/{}", self.config.account.as_str())
    }

    fn set_timer(self: &Rc<Self>) {
        let line = Rc::downgrade(self);
        let on_time = move || line.upgrade().into_iter().for_each(|line| line.heard(line.wire.time()));
        self.wire.wake(self.machine.borrow().wake_at(), on_time);
    }
}
