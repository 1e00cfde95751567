//! The one alarm, and a timer for what is due before an alarm may ring.

use std::cell::{Cell, RefCell};

use callscribe_browser::{alarms, clock};
use callscribe_core::time::{Millis, SECOND};
use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;

/// The alarm's name.
pub const ALARM: &str = "wake";
/// Chrome lets a packed extension's alarm ring no sooner; a timer lives no longer than an idle worker.
const SOON: Millis = 30 * SECOND;

/// When this worker has to run next.
pub struct Wake {
    ring: fn(),
    due: Cell<Option<Millis>>,
    /// What the alarm is set to; `None` is unknown or none.
    alarm: Cell<Option<Millis>>,
    timer: RefCell<Option<Timeout>>,
    busy: Cell<usize>,
}

/// While this lives, an alarm half a minute ahead begins the next life if this one ends before the work does.
pub struct Busy(&'static Wake);

impl Wake {
    /// Calls `ring` when something is due while the worker lives.
    pub fn new(ring: fn()) -> Self {
        Self { ring, due: Cell::default(), alarm: Cell::default(), timer: RefCell::default(), busy: Cell::default() }
    }

    /// Something is due at this instant; `None` = nothing is.
    pub fn at(&self, due: Option<Millis>) {
        self.due.set(due);
        let now = clock::wall();
        let soon = due.filter(|at| at - now < SOON);
        let ring = self.ring;
        *self.timer.borrow_mut() = soon.map(|at| Timeout::new(u32::try_from(at - now).unwrap_or_default(), ring));
        self.set_alarm();
    }

    /// Work has begun that this life may not end.
    pub fn busy(&'static self) -> Busy {
        self.busy.set(self.busy.get() + 1);
        self.set_alarm();
        Busy(self)
    }

    fn set_alarm(&self) {
        let now = clock::wall();
        let net = (self.busy.get() > 0).then_some(now + SOON);
        let wanted = [self.due.get(), net].into_iter().flatten().min();
        let is_set = |at: Millis| self.alarm.get().is_some_and(|set| set > now && set <= at && (net.is_some() || set == at));
        match wanted {
            Some(at) if !is_set(at) => {
                self.alarm.set(Some(at));
                // Only a worker that is being removed is refused.
                spawn_local(async move { alarms::set(ALARM, at).await.unwrap_or_default() });
            }
            None if self.alarm.take().is_some() => spawn_local(async { alarms::clear(ALARM).await.unwrap_or_default() }),
            _ => {}
        }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.busy.set(self.0.busy.get() - 1);
        self.0.set_alarm();
    }
}
