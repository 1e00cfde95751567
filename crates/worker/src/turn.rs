//! What may be under way once only: who has the turn keeps it until it is dropped.

use callscribe_core::order::OrdSet;

use std::cell::RefCell;

thread_local! {
    static TAKEN: RefCell<OrdSet<String>> = const { RefCell::new(OrdSet::new()) };
}

/// Having the turn.
pub struct Turn(String);

/// The turn, if nobody has it.
pub fn now(what: &str) -> Option<Turn> {
    TAKEN.with_borrow_mut(|taken| taken.insert(what.to_owned())).then(|| Turn(what.to_owned()))
}

impl Drop for Turn {
    fn drop(&mut self) {
        TAKEN.with_borrow_mut(|taken| taken.remove(&self.0));
    }
}
