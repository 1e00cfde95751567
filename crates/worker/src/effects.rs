//! What leaves the worker once it is durable: a question to an integration, a line opened or closed.

use callscribe_core::engine::Effect;

use crate::drive::Worker;

/// Starts an effect; what came of it goes into the engine as an input.
pub fn start(_worker: &'static Worker, effect: Effect) {
    match effect {
        Effect::Crm { .. } => {}
        Effect::Phone(_, _) => {}
    }
}
