//! Drives an engine whose store is in memory, as the service worker drives it in the browser.

use callscribe_core::engine::{Action, Effect, Engine, Event, Key, Rows};
use callscribe_core::store::{Batch, Memory};
use callscribe_core::time::{Clock, Millis, Zones};

/// Tells the engine what happened and does all it wants done; what it wants of the outside is handed back.
pub fn tell(engine: &mut Engine, store: &mut Memory, event: Event, now: Millis) -> Vec<Effect> {
    tell_until(engine, store, event, now, |_| false)
}

/// The same until a commit after which `killed` says that the worker is dead.
pub fn tell_until(
    engine: &mut Engine,
    store: &mut Memory,
    event: Event,
    now: Millis,
    mut killed: impl FnMut(&Batch) -> bool,
) -> Vec<Effect> {
    let zones = Zones::default();
    let clock = Clock { wall: now, life: 0, zones: &zones };
    let mut effects = Vec::new();
    engine.handle(event, &clock);
    while let Some(action) = engine.poll() {
        match action {
            Action::Load(keys) => {
                let ask = |key: &Key| key.queries().iter().flat_map(|q| store.query(q)).collect();
                let rows: Rows = keys.into_iter().map(|key| (key.clone(), ask(&key))).collect();
                engine.handle(Event::Loaded(Ok(rows)), &clock);
            }
            Action::Commit(batch, durability) => {
                let committed = store.commit(&batch, durability);
                if killed(&batch) {
                    break;
                }
                engine.handle(Event::Committed(committed), &clock);
            }
            Action::Start(effect) => effects.push(effect),
            Action::Alarm(_) | Action::Announce(_) => {}
            Action::Trouble(error) => panic!("{error:?}"),
        }
    }
    effects
}
