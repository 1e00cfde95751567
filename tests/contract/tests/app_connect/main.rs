//! App Connect: the codec against a real `@app-connect/core` server. Every record is counted in the CRM's own database.

mod defects;
mod flow;
mod mangled;
mod rules;

/// The world, or the end of the test where there is none.
macro_rules! world {
    () => {
        match callscribe_contract::World::get() {
            Some(world) => world,
            None => return,
        }
    };
}
pub(crate) use world;
