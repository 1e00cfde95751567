//! The calls chosen to be logged or dismissed together (C8).

use callscribe_core::call::CallId;
use callscribe_core::case::CallRow;
use callscribe_core::order::OrdSet;
use leptos::prelude::*;

/// Which calls are chosen, while the agent chooses.
#[derive(Debug, Clone, Copy)]
pub struct Selection {
    is_on: RwSignal<bool>,
    calls: RwSignal<OrdSet<CallId>>,
    last: StoredValue<Option<CallId>>,
}

impl Selection {
    /// Nothing is being chosen.
    pub fn new() -> Self {
        Self { is_on: RwSignal::new(false), calls: RwSignal::new(OrdSet::new()), last: StoredValue::new(None) }
    }

    /// Whether the agent chooses; not followed.
    pub fn is_on(self) -> bool {
        self.is_on.get_untracked()
    }

    /// Whether the agent chooses.
    pub fn is_on_now(self) -> bool {
        self.is_on.get()
    }

    /// Whether a call is chosen.
    pub fn has(self, call: &CallId) -> bool {
        self.calls.with(|calls| calls.contains(call))
    }

    /// The chosen ones.
    pub fn calls(self) -> OrdSet<CallId> {
        self.calls.get()
    }

    /// Begins to choose.
    pub fn begin(self) {
        self.is_on.set(true);
    }

    /// Chooses a call, or not any more. Answers true, as every key that is used does.
    pub fn toggle(self, call: CallId) -> bool {
        if self.calls.with_untracked(|calls| calls.contains(&call)) {
            self.calls.update(|calls| {
                calls.remove(&call);
            });
            return true;
        }
        self.add(call)
    }

    /// Chooses a call; answers true.
    pub fn add(self, call: CallId) -> bool {
        self.is_on.set(true);
        self.last.set_value(Some(call.clone()));
        self.calls.update(|calls| {
            calls.insert(call);
        });
        true
    }

    /// Chooses all rows from the one chosen last to this one.
    pub fn add_up_to(self, call: &CallId, rows: &[CallRow]) {
        let place = |id: &CallId| rows.iter().position(|row| row.call.id == *id);
        let Some(to) = place(call) else { return };
        let from = self.last.get_value().as_ref().and_then(place).unwrap_or(to);
        let between = &rows[from.min(to)..=from.max(to)];
        self.calls.update(|calls| calls.extend(between.iter().map(|row| row.call.id.clone())));
        self.add(call.clone());
    }

    /// Chooses nothing any more; answers true.
    pub fn leave(self) -> bool {
        self.is_on.set(false);
        self.last.set_value(None);
        self.calls.update(OrdSet::clear);
        true
    }
}
