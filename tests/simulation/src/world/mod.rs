//! A whole simulated world: lines, CRMs, an agent, a network and a worker that dies, all from one seed.
//!
//! Time jumps from one happening to the next. First hours of storm, then hours of calm, after which the books are counted.

mod agent;
mod books;
mod browser;
mod clock;
mod desk;
mod metered;
mod network;
mod notes;
mod past;
mod people;
mod phones;
mod switches;
mod tasks;
mod troubles;

pub use books::Tally;

use std::collections::{BTreeMap, BTreeSet};

use callscribe_core::call::{AccountId, CallEvent};
use callscribe_core::command::Command;
use callscribe_core::crm::{CrmError, CrmReply, CrmRequest, WriteKey};
use callscribe_core::engine::{Effect, Input, Show, Ticket};
use callscribe_core::integration::{Integration, IntegrationId};
use callscribe_core::settings::{AfterCall, Settings};
use callscribe_core::store::{Batch, Durability};
use callscribe_core::time::{HOUR, MINUTE, Millis, SECOND};

use crate::random::Random;
use crate::shell::Step;
use browser::Browser;
use network::Server;
use phones::PlannedCall;

/// How long the storm lasts.
const STORM: Millis = 4 * HOUR;
/// How long everything works afterwards.
const CALM: Millis = 7 * HOUR;

/// How a world is played.
#[derive(Debug, Clone, Copy)]
pub struct Play {
    /// Which world.
    pub seed: u64,
    /// Calls in it, about.
    pub calls: i64,
    /// The worker dies by chance.
    pub kills: bool,
    /// There is an agent who does something.
    pub agent: bool,
    /// The agent has two browsers open.
    pub two: bool,
    /// Follow-ups become tasks in the CRMs.
    pub tasks: bool,
    /// The worker dies once.
    pub kill: Option<Kill>,
    /// Everything that happens is printed.
    pub told: bool,
}

impl Play {
    /// A world of the usual size with all its troubles.
    pub fn of(seed: u64) -> Self {
        Self {
            seed,
            calls: if seed.is_multiple_of(5) { 60 } else { 14 },
            kills: true,
            agent: true,
            two: seed.is_multiple_of(4),
            tasks: true,
            kill: None,
            told: false,
        }
    }
}

/// When the worker dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kill {
    /// Right after this many steps: reads, commits, tellings and effects.
    AfterStep(u64),
    /// At this boundary of an effect: each has two, just before and just after it leaves.
    AtEffect(u64),
}

#[derive(Debug, Clone)]
enum Happening {
    /// The phone tells of a call on an open line, or in its history.
    Told(CallEvent),
    /// A line that is being opened is open, in this life.
    Opened(u64, AccountId),
    /// A line breaks.
    Breaks(AccountId),
    /// A ping of this life was answered.
    Alive(u64, AccountId),
    /// The phone answers what is asked of the past since then, in this life.
    Past(u64, AccountId, Millis),
    /// The browser is closed, and opened again.
    Closes,
    Returns,
    /// A request is carried out at the CRM.
    Arrives(Box<Flight>),
    /// An answer reaches the worker of this life.
    Answered(u64, Ticket, Result<CrmReply, CrmError>),
    /// The alarm rings, if it was not set anew.
    Alarm(u64),
    /// The worker starts.
    Starts,
    /// The worker goes on where it stopped.
    GoesOn,
    /// The browser ends an idle worker.
    Idles,
    /// The power fails.
    PowerCut,
    /// The store fails some times.
    StoreFails(usize),
    /// The browser's clock is set, so that it is this far ahead.
    ClockJumps(Millis),
    /// The mood of a server changes.
    Mood(IntegrationId),
    /// Somebody makes, merges or deletes contacts in a CRM.
    People(IntegrationId),
    /// The agent does something.
    Agent,
    /// The agent signs in again wherever it is needed.
    SignsIn,
    /// Calm begins.
    Calm,
}

/// A request on its way.
#[derive(Debug, Clone)]
struct Flight {
    life: u64,
    ticket: Ticket,
    integration: IntegrationId,
    request: CrmRequest,
    /// When its answer, if any, reaches the worker; how often.
    answer_after: Option<Millis>,
    answers: usize,
}

/// A simulated world.
#[derive(Debug, Clone)]
pub struct World {
    random: Random,
    play: Play,
    now: Millis,
    /// When it begins.
    begin: Millis,
    /// How long the browsers are closed in the middle of the storm.
    away: Millis,
    /// The browser that acts now.
    browser: Browser,
    /// The agent's other one, if there is one.
    other: Option<Browser>,
    steps: u64,
    calm: bool,
    /// When a CRM was last written to.
    written: Millis,
    /// What will happen, in order, each in its browser.
    queue: BTreeMap<(Millis, u64), (usize, Happening)>,
    queued: u64,
    servers: BTreeMap<IntegrationId, Server>,
    integrations: BTreeMap<IntegrationId, Integration>,
    calls: Vec<PlannedCall>,
    /// Keys whose request the browser itself sent twice, and names of placeholders likewise.
    repeated: BTreeSet<(IntegrationId, WriteKey)>,
    repeated_people: BTreeSet<(IntegrationId, String)>,
    /// Doubles the agent was shown and decided about.
    kept: BTreeSet<(IntegrationId, WriteKey)>,
    tally: Tally,
}

impl World {
    /// Plays a world to its end and counts.
    pub fn play(play: Play) -> Tally {
        Self::begun(play).played_on()
    }

    /// The world of a play at each boundary of an effect, just before what makes the effect happens, to be played on with a kill there.
    /// All are begun once; each comes to what its play does from the beginning.
    pub fn killed_at_each_effect(play: Play) -> impl Iterator<Item = Self> {
        let mut world = Self::begun(play);
        let next = move || {
            let before = world.clone();
            world.goes_on().then_some((before, world.tally.effects))
        };
        std::iter::from_fn(next).flat_map(|(before, effects)| {
            (before.tally.effects * 2 + 1..=effects * 2).map(move |boundary| {
                let play = Play { kill: Some(Kill::AtEffect(boundary)), ..before.play };
                Self { play, ..before.clone() }
            })
        })
    }

    /// How it is played.
    pub fn how(&self) -> Play {
        self.play
    }

    /// Plays it to its end and counts.
    pub fn played_on(mut self) -> Tally {
        while self.goes_on() {}
        self.audit()
    }

    /// Lets the next thing happen; says whether there was any.
    fn goes_on(&mut self) -> bool {
        let Some(((at, _), (place, happening))) = self.queue.pop_first() else { return false };
        if self.is_over(at) {
            return false;
        }
        self.now = self.now.max(at);
        self.tally.happenings += 1;
        self.goes_to(place);
        self.happens(happening);
        self.work();
        true
    }

    fn begun(play: Play) -> Self {
        let mut world = Self::new(play);
        world.prepare();
        world
    }

    fn new(play: Play) -> Self {
        let mut random = Random::new(play.seed);
        let (begin, zones) = clock::begins(&mut random);
        let away = if random.one_in(6) { random.within(24 * HOUR, 96 * HOUR) } else { 0 };
        Self {
            random,
            play,
            now: begin,
            begin,
            away,
            browser: Browser::new(0, begin, &zones),
            other: play.two.then(|| Browser::new(1, begin, &zones)),
            steps: 0,
            calm: false,
            written: begin,
            queue: BTreeMap::new(),
            queued: 0,
            servers: BTreeMap::new(),
            integrations: BTreeMap::new(),
            calls: Vec::new(),
            repeated: BTreeSet::new(),
            repeated_people: BTreeSet::new(),
            kept: BTreeSet::new(),
            tally: Tally { worlds: 1, ..Tally::default() },
        }
    }

    fn prepare(&mut self) {
        self.build_crms();
        self.in_each_browser(|world| {
            world.connect_lines();
            world.connect_crms();
            world.connect_practice();
            if world.play.seed.is_multiple_of(3) {
                let settings = Settings { after_call: AfterCall::LogAndOpenForm, ..Settings::default() };
                world.tell(Input::Command(Command::ChangeSettings(settings)));
            }
            while let Some(step) = world.browser.shell.step(world.now) {
                if let Step::Started(effect) = step {
                    world.send(effect);
                }
            }
            let _set_up_is_durable = world.browser.shell.store.commit(&Batch::default(), Durability::Strict);
        });
        self.plan_calls();
        self.plan_away();
        self.in_each_browser(Self::plan_troubles);
    }

    /// Turns to this browser.
    fn goes_to(&mut self, place: usize) {
        if let Some(other) = self.other.as_mut().filter(|other| other.place == place) {
            std::mem::swap(other, &mut self.browser);
        }
    }

    fn in_each_browser(&mut self, mut act: impl FnMut(&mut Self)) {
        for place in 0..=usize::from(self.other.is_some()) {
            self.goes_to(place);
            act(self);
        }
    }

    fn at(&mut self, at: Millis, happening: Happening) {
        self.queued += 1;
        self.queue.insert((at, self.queued), (self.browser.place, happening));
    }

    /// When the storm is over.
    fn storm_ends(&self) -> Millis {
        self.begin + STORM + self.away
    }

    /// Some instant of the storm.
    fn some_time(&mut self) -> Millis {
        let at = self.random.within(0, STORM);
        self.open_time(at)
    }

    /// So long after the beginning, the time the browsers are closed left out.
    fn open_time(&self, at: Millis) -> Millis {
        self.begin + if at < STORM / 2 { at } else { at + self.away }
    }

    fn after(&mut self, pause: Millis, happening: Happening) {
        self.at(self.now + pause, happening);
    }

    fn happens(&mut self, happening: Happening) {
        self.print(|| format!("{happening:?}"));
        match happening {
            Happening::Told(event) => self.told(event),
            Happening::Opened(life, account) => self.opened(life, account),
            Happening::Breaks(account) => self.breaks(account),
            Happening::Alive(life, account) => self.pinged(life, account),
            Happening::Past(life, account, from) => self.past_is_told(life, account, from),
            Happening::Closes => self.closes(),
            Happening::Returns => self.returns(),
            Happening::Arrives(flight) => self.arrives(*flight),
            Happening::Answered(life, ticket, result) if self.browser.alive && life == self.browser.life => {
                self.tell(Input::Outcome(ticket, result))
            }
            Happening::Answered(..) => {}
            Happening::Alarm(generation) if generation == self.browser.alarm.0 => {
                self.browser.alarm.1 = None;
                self.browser.shell.alarm = None;
                if self.browser.alive { self.browser.shell.ring(self.now) } else { self.start() }
            }
            Happening::Alarm(_) | Happening::GoesOn => {}
            Happening::Starts if !self.browser.alive => self.start(),
            Happening::Starts => {}
            Happening::Idles => self.die(None),
            Happening::PowerCut => self.power_cut(),
            Happening::StoreFails(times) => self.store_fails(times),
            Happening::ClockJumps(ahead) => self.clock_jumps(ahead),
            Happening::Mood(id) => self.mood_changes(&id),
            Happening::People(id) => self.people_change(&id),
            Happening::Agent => self.agent_acts(),
            Happening::SignsIn => self.agent_signs_in(),
            Happening::Calm => self.calm_begins(),
        }
    }

    fn print(&self, what: impl FnOnce() -> String) {
        if self.play.told {
            println!(
                "{:>9.3} browser {} life {} {}",
                (self.now - self.begin) as f64 / 1_000.0,
                self.browser.place,
                self.browser.life,
                what()
            );
        }
    }

    fn tell(&mut self, input: Input) {
        self.browser.shell.tell(input, self.now);
    }

    /// The worker works until it has nothing to do, stops for a moment, or dies.
    fn work(&mut self) {
        while self.browser.alive {
            let Some(step) = self.browser.shell.step(self.now) else { break };
            let counts = !matches!(step, Step::Alarm | Step::Announced);
            self.steps += u64::from(counts);
            let mut killed = counts && self.play.kill == Some(Kill::AfterStep(self.steps));
            if let Step::Started(effect) = step {
                killed |= self.leaves_unless_killed(effect);
            }
            let by_chance = self.play.kills && !self.calm && self.random.one_in(150);
            if by_chance || killed {
                let pause = self.random.within(0, 8 * MINUTE);
                self.die(Some(pause));
            } else if self.play.kills && self.random.one_in(30) {
                let pause = self.random.within(1, 200);
                return self.after(pause, Happening::GoesOn);
            }
        }
        if self.browser.alive && self.browser.shell.trouble.is_none() {
            self.browser.has_heard();
        }
        self.set_alarm();
    }

    /// Sends an effect; says whether the worker dies just before or just after.
    fn leaves_unless_killed(&mut self, effect: Effect) -> bool {
        let (before, after) = (self.tally.effects * 2 + 1, self.tally.effects * 2 + 2);
        self.tally.effects += 1;
        let kill = self.play.kill;
        let at = |boundary| kill == Some(Kill::AtEffect(boundary));
        if !at(before) {
            self.send(effect);
        }
        at(before) || at(after)
    }

    /// Chrome's alarm: only one, set anew whenever the engine wants another instant; late by up to half a minute.
    fn set_alarm(&mut self) {
        if self.browser.shell.alarm == self.browser.alarm.1 {
            return;
        }
        self.browser.alarm = (self.browser.alarm.0 + 1, self.browser.shell.alarm);
        if let Some(at) = self.browser.shell.alarm.map(|at| at - self.browser.shell.ahead) {
            let late = if self.random.one_in(2) { self.random.within(0, 30 * SECOND) } else { 0 };
            self.at(at.max(self.now + 1) + late, Happening::Alarm(self.browser.alarm.0));
        }
    }

    fn start(&mut self) {
        if self.browser.closed {
            return;
        }
        self.browser.life += 1;
        self.browser.alive = true;
        self.browser.shell.restart(self.now);
        self.tell(Input::Desk);
        self.history_is_told();
    }

    fn send(&mut self, effect: Effect) {
        self.print(|| format!("leaves {effect:?}"));
        match effect {
            Effect::Crm { ticket, integration, request } => self.request_leaves(ticket, &integration, request),
            Effect::Phone(account, request) => self.line_is_asked(&account.id, request),
            // Once it is seen the shell says so; a kill in between shows it again.
            Effect::Show(Show::Reminders(reminders)) => self.tell(Input::Reminded(reminders)),
            Effect::Show(_) => {}
        }
    }
}
