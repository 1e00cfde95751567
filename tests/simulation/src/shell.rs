//! Drives the engine on the in-memory store as the service worker does, one action at a time.

use std::time::Instant;

use callscribe_core::engine::{Action, Effect, Engine, Event, Input, Key, Rows, Working};
use callscribe_core::store::{Batch, Durability, Memory, StoreError, encode};
use callscribe_core::time::{Clock, Millis, Zones};

use crate::check;
use crate::meter::Meter;

/// One life after another of a worker above one store.
#[derive(Debug, Clone, Default)]
pub struct Shell {
    /// What outlives the worker.
    pub store: Memory,
    /// The alarm the engine asked for last.
    pub alarm: Option<Millis>,
    /// The store failed since the last commit, and the screens were told.
    pub trouble: Option<StoreError>,
    /// After which share of its commits memory and counters are compared with the store: 1 = every one.
    pub check_every: u64,
    /// How many reads fail before the next that does not.
    pub failing_reads: usize,
    /// How far the browser's clock is ahead of the true time.
    pub ahead: Millis,
    /// How often everything was flushed to the disk.
    pub flushes: u64,
    commits: u64,
    engine: Engine,
    answer: Option<Event>,
    /// The zones the browser knows.
    pub zones: Zones,
    /// What passed through the engine, where that is counted.
    pub meter: Option<Meter>,
    born: Millis,
}

/// What one step did.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// The store was read or written; the engine is told in the next step.
    Stored,
    /// The engine was told.
    Told,
    /// The screens were told.
    Announced,
    /// The alarm was set.
    Alarm,
    /// An effect has left.
    Started(Effect),
}

impl Shell {
    /// A first life at this instant.
    pub fn new(now: Millis) -> Self {
        Self { born: now, check_every: 1, ..Self::default() }
    }

    /// Ends this life at once and begins the next; the alarm survives.
    pub fn restart(&mut self, now: Millis) {
        self.engine = Engine::default();
        self.answer = None;
        self.born = now;
        self.handle(Event::Rang, now);
    }

    /// Tells the engine something.
    pub fn tell(&mut self, input: Input, now: Millis) {
        if let Some(meter) = &mut self.meter {
            meter.took(&input);
        }
        self.handle(Event::Input(input), now);
    }

    /// Rings the alarm.
    pub fn ring(&mut self, now: Millis) {
        self.handle(Event::Rang, now);
    }

    /// Puts a record into the store past the engine, as a screen puts things on the desk.
    pub fn put<T: callscribe_core::store::Stored>(&mut self, record: &T) {
        let failures = std::mem::take(&mut self.store.failures);
        if let Some(meter) = &mut self.meter {
            meter.found(&encode(record).text);
        }
        let batch = Batch { puts: vec![encode(record)], ..Batch::default() };
        let _never_fails = self.store.commit(&batch, Durability::Relaxed);
        self.store.failures = failures;
    }

    /// Does the next thing; `None` when there is nothing to do.
    ///
    /// # Panics
    /// When the engine breaks a promise: memory unlike the store, counters unlike a recount, a write that leaves unclaimed.
    pub fn step(&mut self, now: Millis) -> Option<Step> {
        if let Some(answer) = self.answer.take() {
            let committed = matches!(answer, Event::Committed(Ok(())));
            self.handle(answer, now);
            if committed {
                self.commits += 1;
                if self.commits.is_multiple_of(self.check_every) {
                    check::store_and_memory(&self.store, self.engine.working());
                    check::store_and_recent(&self.store, self.engine.recent());
                }
            }
            return Some(Step::Told);
        }
        let action = self.timed(|shell| shell.engine.poll())?;
        Some(match action {
            Action::Load(keys) => {
                self.answer = Some(Event::Loaded(self.timed(|shell| shell.read(keys))));
                Step::Stored
            }
            Action::Commit(batch, durability) => {
                let result = self.timed(|shell| shell.store.commit(&batch, durability));
                self.flushes += u64::from(result.is_ok() && durability == Durability::Strict);
                self.answer = Some(Event::Committed(result));
                Step::Stored
            }
            Action::Start(effect) => {
                check::claim(&self.store, &effect);
                Step::Started(effect)
            }
            Action::Alarm(at) => {
                self.alarm = at;
                Step::Alarm
            }
            Action::Announce(_) => {
                self.trouble = None;
                Step::Announced
            }
            Action::Trouble(error) => {
                self.trouble = Some(error);
                Step::Announced
            }
        })
    }

    /// What the engine holds in memory.
    pub fn working(&self) -> &Working {
        self.engine.working()
    }

    fn read(&mut self, keys: Vec<Key>) -> Result<Rows, StoreError> {
        if self.failing_reads > 0 {
            self.failing_reads -= 1;
            return Err(StoreError::Full);
        }
        let answer = |key: &Key| key.queries().iter().flat_map(|query| self.store.query(query)).collect();
        Ok(keys.into_iter().map(|key| (key.clone(), answer(&key))).collect())
    }

    fn handle(&mut self, event: Event, now: Millis) {
        self.timed(|shell| {
            let clock = Clock { wall: now + shell.ahead, life: now - shell.born, zones: &shell.zones };
            shell.engine.handle(event, &clock);
        });
    }

    /// Work of engine and store, as the meter counts it.
    fn timed<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let begun = self.meter.is_some().then(Instant::now);
        let done = work(self);
        if let (Some(begun), Some(meter)) = (begun, &mut self.meter) {
            meter.spent += begun.elapsed();
        }
        done
    }
}

/// What a worker born now would hold in memory.
pub fn fresh_working(store: &Memory) -> Working {
    let mut shell = Shell { store: store.clone(), check_every: u64::MAX, ..Shell::default() };
    shell.ring(0);
    shell.step(0);
    shell.step(0);
    shell.working().clone()
}
