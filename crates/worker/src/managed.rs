//! What an administrator set (I9), told to the engine at every start and with every change.

use callscribe_browser::storage;
use callscribe_core::engine::{Event, Input};
use callscribe_core::settings::Managed;

use crate::drive::Worker;

/// Reads it and hands it over; while the browser has not read its policies, what was stored last counts on.
pub async fn read(worker: &'static Worker) {
    if let Ok(values) = storage::managed().await {
        worker.handle(Event::Input(Input::Managed(Managed::read(&values))));
    }
}
