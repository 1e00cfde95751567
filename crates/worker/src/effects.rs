//! What leaves the worker once its claim is durable: a question to an integration, a line opened or closed.

use std::cell::Cell;

use callscribe_browser::runtime;
use callscribe_core::account::AccountKind;
use callscribe_core::engine::{Effect, Event, Input, Show};
use callscribe_core::phone::PhoneRequest;
use gloo_timers::callback::Interval;
use wasm_bindgen_futures::spawn_local;

use crate::drive::Worker;
use crate::{credentials, crm, is_stopped, ringcentral, shows};

/// Starts an effect; what came of it goes into the engine as an input.
pub fn start(worker: &'static Worker, effect: Effect) {
    match effect {
        Effect::Crm { ticket, integration, request } => spawn_local(async move {
            let _busy = worker.wake.busy();
            let _awake = stay_awake();
            let outcome = crm::ask(&integration, &request).await;
            worker.handle(Event::Input(Input::Outcome(ticket, outcome)));
        }),
        Effect::Show(what) => spawn_local(async move {
            let reminders = if let Show::Reminders(reminders) = &what { Some(reminders.clone()) } else { None };
            shows::show(what).await;
            if let Some(reminders) = reminders {
                worker.handle(Event::Input(Input::Reminded(reminders)));
            }
        }),
        // Asterisk has no page on which a person could listen to a recording, and RingCentral's are in its history.
        Effect::Phone(_, PhoneRequest::Recording { .. }) => {}
        Effect::Phone(account, PhoneRequest::Connect) => match account.kind {
            AccountKind::RingCentral { .. } => worker.ringcentral.connect(worker, *account),
            _ => worker.lines.connect(worker, *account),
        },
        // Asked only of live lines that have a history, and no kind of line this worker opens does.
        Effect::Phone(_, PhoneRequest::History { .. }) => {}
        Effect::Phone(account, PhoneRequest::Sync { from }) => ringcentral::sync(worker, *account, from),
        Effect::Phone(account, PhoneRequest::ListRunning) => ringcentral::list_running(worker, *account),
        Effect::Phone(account, PhoneRequest::Disconnect) => {
            worker.lines.disconnect(&account.id);
            worker.ringcentral.disconnect(&account.id);
            // What cannot be forgotten now is of no use to anybody: the account is gone.
            spawn_local(async move { credentials::forget(account.id.as_str()).await.unwrap_or_default() });
        }
    }
}

/// Chrome ends a worker 30 s after its last event or call of chrome.*; until this is dropped there is one every 20 s, for at most 5 minutes.
pub fn stay_awake() -> Interval {
    let left = Cell::new(15);
    Interval::new(20_000, move || {
        if left.get() > 0 && !is_stopped() {
            left.set(left.get() - 1);
            spawn_local(async { runtime::stay_awake().await.unwrap_or_default() });
        }
    })
}
