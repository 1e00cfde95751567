//! The service worker: `extension/service-worker.js` boots it once per life and hands it every browser event.
//!
//! It drives [`callscribe_core::engine::Engine`] and decides nothing about calls. Start with [`drive`].

mod asterisk;
mod credentials;
mod crm;
mod dial;
mod direct;
mod disk;
mod drive;
mod effects;
mod lines;
mod managed;
mod oauth;
mod outlook;
mod questions;
mod renewals;
mod ringcentral;
mod ringcentral_line;
mod ringcentral_tokens;
mod salesforce;
mod shows;
mod sign_in;
mod turn;
mod update;
mod wake;
mod wire;
mod zones;

use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicBool, Ordering};

use callscribe_browser::event::BrowserEvent;
use callscribe_browser::js::{BrowserError, complain, from_js, to_js};
use callscribe_browser::{action, alarms, socket};
use callscribe_core::question::Message;
use wasm_bindgen::prelude::*;

use drive::Worker;

/// Set by a panic: what is left in memory is not to be trusted, so this life does nothing more. Idle, it is over half a minute later.
static STOPPED: AtomicBool = AtomicBool::new(false);

/// Starts this life of the worker; events are handed over only after it has returned.
///
/// # Errors
/// When the browser refuses what every life needs: the lock, the channel, the storage.
#[wasm_bindgen]
pub async fn boot() -> Result<(), JsValue> {
    std::panic::set_hook(Box::new(stop));
    let worker = Worker::begin().await.map_err(to_throw)?;
    worker.look();
    wasm_bindgen_futures::spawn_local(managed::read(worker));
    Ok(())
}

/// Takes one browser event (an alarm, a click on a notification, a closed tab, …).
///
/// # Errors
/// When the event is not one the extension registered for.
#[wasm_bindgen]
pub async fn deliver(event: JsValue) -> Result<(), JsValue> {
    let worker = alive()?;
    match from_js(event).map_err(to_throw)? {
        BrowserEvent::TabUpdated { tab, url: Some(url), .. } => oauth::tab_came_to(worker, tab, &url).await,
        BrowserEvent::TabUpdated { .. } => {}
        BrowserEvent::TabRemoved { tab } => oauth::tab_was_closed(tab).await,
        BrowserEvent::UpdateAvailable { .. } => update::announced(worker).await,
        BrowserEvent::Command { .. } => note_of_running_call().await,
        BrowserEvent::NotificationClicked { notification } => shows::clicked(&notification).await,
        BrowserEvent::ManagedChanged => managed::read(worker).await,
        _ => worker.look(),
    }
    Ok(())
}

/// Answers one message of an own page; `undefined` where it asked nothing.
///
/// # Errors
/// When the message cannot be read.
#[wasm_bindgen]
pub async fn answer(message: JsValue) -> Result<JsValue, JsValue> {
    let worker = alive()?;
    match from_js(message).map_err(to_throw)? {
        Message::LookAtDesk => {
            worker.look();
            worker.settled().await;
            Ok(JsValue::UNDEFINED)
        }
        Message::Ask(question) => {
            worker.read().await;
            to_js(&questions::answer(worker, *question).await).map_err(to_throw)
        }
    }
}

/// The one shortcut of the manifest that is ours to answer: the popup opens on the running call.
async fn note_of_running_call() {
    // Without a focused window there is nothing to open it in.
    action::open_popup().await.unwrap_or_default();
}

fn alive() -> Result<&'static Worker, JsValue> {
    let worker = if is_stopped() { None } else { Worker::current() };
    worker.ok_or_else(|| js_error("the worker stopped after a mistake of its own; it starts again within two minutes"))
}

/// Whether this life is only waiting for its end.
fn is_stopped() -> bool {
    STOPPED.load(Ordering::Relaxed)
}

/// Lets this life end and leaves an alarm for the next; says where it happened and nothing else: a panic's message may hold a name.
fn stop(panic: &PanicHookInfo<'_>) {
    STOPPED.store(true, Ordering::Relaxed);
    socket::close_all();
    alarms::leave_behind(wake::ALARM);
    let place = panic.location().map_or_else(|| "an unknown place".into(), |at| format!("{}:{}", at.file(), at.line()));
    complain(&format!("Callscribe's worker stopped at {place}"));
}

fn to_throw(error: BrowserError) -> JsValue {
    js_error(&error.0)
}

fn js_error(words: &str) -> JsValue {
    JsError::new(words).into()
}
