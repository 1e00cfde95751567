//! The loop: events go into the engine one at a time, and each thing it wants is done before the next is asked for.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;

use callscribe_browser::js::BrowserError;
use callscribe_browser::storage::Area;
use callscribe_browser::{clock, locks};
use callscribe_core::command::Command;
use callscribe_core::engine::{Action, Engine, Event, Input, Revision, Working};
use callscribe_core::store::StoreError;
use callscribe_core::time::Clock;
use futures_channel::oneshot;
use futures_util::future::{join, join4};
use wasm_bindgen_futures::spawn_local;

use crate::disk::Disk;
use crate::effects;
use crate::lines::Lines;
use crate::outlook::Outlook;
use crate::wake::Wake;
use crate::zones::Table;
use crate::{is_stopped, ringcentral_line, update};

/// Whoever holds this lock may write to the store.
const WRITER: &str = "writer";

thread_local! {
    static CURRENT: OnceCell<&'static Worker> = const { OnceCell::new() };
}

/// One life of the service worker.
pub struct Worker {
    engine: RefCell<Engine>,
    inbox: RefCell<VecDeque<Event>>,
    running: Cell<bool>,
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
    zones: RefCell<Table>,
    outlook: Outlook,
    /// A new version of the extension waits.
    pub update: Cell<bool>,
    /// Where everything is kept.
    pub disk: Disk,
    /// The alarm.
    pub wake: Wake,
    /// The live lines.
    pub lines: Lines,
    /// Those of RingCentral.
    pub ringcentral: ringcentral_line::Lines,
}

impl Worker {
    /// Begins a life: waits until no other one may write, and meanwhile for all else the browser has to say or do first.
    pub async fn begin() -> Result<&'static Self, BrowserError> {
        let sealed = join(Area::Session.seal(), Area::Local.seal());
        let (held, (session, local), zones, update) =
            join4(locks::hold_for_life(WRITER), sealed, Table::of_today(), update::is_waiting()).await;
        held.and(session).and(local)?;
        let worker: &'static Self = Box::leak(Box::new(Self {
            engine: RefCell::default(),
            inbox: RefCell::default(),
            running: Cell::default(),
            waiting: RefCell::default(),
            zones: RefCell::new(zones?),
            outlook: Outlook::new()?,
            update: Cell::new(update),
            disk: Disk::default(),
            wake: Wake::new(|| Self::current().into_iter().for_each(|worker| worker.handle(Event::Rang))),
            lines: Lines::default(),
            ringcentral: ringcentral_line::Lines::default(),
        }));
        CURRENT.with(|current| *current.get_or_init(move || worker));
        Ok(worker)
    }

    /// The life that has begun, if it has.
    pub fn current() -> Option<&'static Self> {
        CURRENT.with(|current| current.get().copied())
    }

    /// Sees what is due and what lies on the desk.
    pub fn look(&'static self) {
        self.handle(Event::Rang);
        self.handle(Event::Input(Input::Desk));
    }

    /// Takes an event; returns before anything came of it. A life that is stopped takes none.
    pub fn handle(&'static self, event: Event) {
        if is_stopped() {
            return;
        }
        self.inbox.borrow_mut().push_back(event);
        if !self.running.replace(true) {
            spawn_local(self.run());
        }
    }

    /// Takes a decision of the shell itself, as after a sign-in.
    pub fn command(&'static self, command: Command) {
        self.handle(Event::Input(Input::Command(command)));
    }

    /// Waits until all that was handed over is done, or waits for something itself.
    pub async fn settled(&self) {
        if self.running.get() {
            let (tell, told) = oneshot::channel();
            self.waiting.borrow_mut().push(tell);
            told.await.unwrap_or_default();
        }
    }

    /// Waits until settings, integrations and accounts have been read; while nothing was ever stored, until there is nothing to do.
    pub async fn read(&self) {
        if self.with_working(|working| working.revision == Revision::default()) {
            self.settled().await;
        }
    }

    /// Looks at what is in memory.
    pub fn with_working<T>(&self, look: impl FnOnce(&Working) -> T) -> T {
        look(self.engine.borrow().working())
    }

    async fn run(&'static self) {
        let busy = self.wake.busy();
        while let Some(event) = self.next_event() {
            self.tell(event);
            while let Some(action) = self.next_action() {
                self.act(action).await;
            }
        }
        self.running.set(false);
        drop(busy);
        self.with_working(|working| self.outlook.show_badge(working));
        for waiting in self.waiting.take() {
            waiting.send(()).unwrap_or_default();
        }
        if self.update.get() {
            update::apply(self).await;
        }
    }

    fn next_event(&self) -> Option<Event> {
        self.inbox.borrow_mut().pop_front()
    }

    fn next_action(&self) -> Option<Action> {
        if is_stopped() { None } else { self.engine.borrow_mut().poll() }
    }

    fn tell(&self, event: Event) {
        let mut table = self.zones.borrow_mut();
        let hours = self.with_working(|working| working.settings.digest.zone.clone());
        if table.is_old(&hours)
            && let Ok(new) = Table::built(&hours)
        {
            *table = new.clone();
            spawn_local(new.keep());
        }
        let clock = Clock { wall: clock::wall(), life: clock::life(), zones: &table.zones };
        self.engine.borrow_mut().handle(event, &clock);
    }

    async fn act(&'static self, action: Action) {
        match action {
            Action::Load(keys) => {
                let rows = match self.open().await {
                    Ok(()) => self.disk.load(&keys).await,
                    Err(error) => Err(error),
                };
                self.tell(Event::Loaded(rows));
            }
            Action::Commit(batch, durability) => {
                let result = match self.open().await {
                    Ok(()) => self.disk.commit(&batch, durability).await,
                    Err(error) => Err(error),
                };
                self.tell(Event::Committed(result));
            }
            Action::Start(effect) => effects::start(self, effect),
            Action::Alarm(at) => self.wake.at(at),
            Action::Announce(revision) => self.with_working(|working| self.outlook.committed(revision, working)),
            Action::Trouble(error) => self.outlook.trouble(error),
        }
    }

    async fn open(&self) -> Result<(), StoreError> {
        if self.disk.open().await? {
            self.outlook.ready();
        }
        Ok(())
    }
}
