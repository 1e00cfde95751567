//! What keeps calls from being doubled or lost, by name: a build that never ships can switch each off, to prove that the simulated world notices.

/// One safeguard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safeguard {
    /// A write leaves only after its claim is durable (G1).
    ClaimBeforeSend,
    /// Where a record can be looked up, that is done before it is made (G3).
    FindBeforeCreate,
    /// An attempt counts from the moment it is claimed (E3).
    BudgetInClaim,
    /// A draft stays on the desk until the note that says it is durable (B6).
    DurableDraft,
    /// Nothing counts as absent while the request may still be running (G1).
    SettleWait,
    /// An input whose commit failed is tried again.
    ResendInputs,
}

/// Whether a safeguard holds: always, in whatever ships.
#[cfg(not(callscribe_sabotage))]
pub(crate) const fn holds(_: Safeguard) -> bool {
    true
}

#[cfg(callscribe_sabotage)]
mod sabotage {
    use super::Safeguard;

    thread_local! {
        static OFF: std::cell::Cell<Option<Safeguard>> = const { std::cell::Cell::new(None) };
    }

    /// Switches one safeguard off for what this thread does from now on, or none.
    pub fn switch_off(one: Option<Safeguard>) {
        OFF.set(one);
    }

    pub(crate) fn holds(one: Safeguard) -> bool {
        OFF.get() != Some(one)
    }
}

#[cfg(callscribe_sabotage)]
pub(crate) use sabotage::holds;
#[cfg(callscribe_sabotage)]
pub use sabotage::switch_off;

#[cfg(all(callscribe_sabotage, target_arch = "wasm32"))]
compile_error!("callscribe_sabotage switches safeguards off: nothing that runs in a browser is built with it");
