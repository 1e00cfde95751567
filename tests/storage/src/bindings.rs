//! Each binding of chrome.* and the network once, for `bindings.test.mjs` to call in a real extension's service worker and to
//! compare with what the browser itself says.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::pin::Pin;

use callscribe_browser::channel::Channel;
use callscribe_browser::http::{Reply, Request};
use callscribe_browser::js::BrowserError;
use callscribe_browser::notifications::Notification;
use callscribe_browser::socket::{Socket, SocketEvent};
use callscribe_browser::storage::Area;
use callscribe_browser::tabs::Tab;
use callscribe_browser::{action, alarms, clock, http, js, locks, notifications, permissions, runtime, tabs};
use futures_channel::{mpsc, oneshot};
use futures_core::Stream;
use wasm_bindgen::prelude::*;

type Outcome<T = ()> = Result<T, String>;

fn words(error: BrowserError) -> String {
    error.to_string()
}

/// Sends a POST with a header and a body; the reply as `STATUS BODY HEADER`, or the error as Rust writes it.
#[wasm_bindgen]
pub async fn post(url: String, timeout: u32) -> String {
    let headers = vec![("content-type".into(), "application/json".into()), ("x-asked".into(), "yes".into())];
    let request = Request { method: "POST".into(), url, headers, body: Some("{\"é\":1}".into()), timeout };
    match http::exchange(&request).await {
        Ok(reply) => format!("{} {} {:?}", reply.status, reply.body, Reply::header(&reply, "x-refreshed-jwt-token")),
        Err(error) => format!("{error:?}"),
    }
}

/// Says "hello" once the socket is open and returns all that happened until it closed.
#[wasm_bindgen]
pub async fn converse(url: String) -> Outcome<Vec<String>> {
    let (tell, mut told) = mpsc::unbounded();
    // A receiver that is gone has heard enough.
    let socket = Socket::open(&url, move |event| drop(tell.unbounded_send(event))).map_err(words)?;
    let mut happened = Vec::new();
    while let Some(event) = std::future::poll_fn(|context| Pin::new(&mut told).poll_next(context)).await {
        happened.push(format!("{event:?}"));
        match event {
            SocketEvent::Opened => socket.send("hello").map_err(words)?,
            SocketEvent::Text(_) => {}
            SocketEvent::Closed { .. } => break,
        }
    }
    Ok(happened)
}

/// Sets an alarm, once or repeating.
#[wasm_bindgen]
pub async fn set_alarm(name: String, at: f64, minutes: Option<f64>) -> Outcome {
    match minutes {
        Some(minutes) => alarms::set_every(&name, at as i64, minutes).await,
        None => alarms::set(&name, at as i64).await,
    }
    .map_err(words)
}

/// Forgets an alarm.
#[wasm_bindgen]
pub async fn clear_alarm(name: String) -> Outcome {
    alarms::clear(&name).await.map_err(words)
}

/// Seals both areas, stores, reads and forgets a map in each.
#[wasm_bindgen]
pub async fn keep_and_forget() -> Outcome {
    let kept: BTreeMap<String, u8> = [("a".into(), 1), ("b".into(), 2)].into();
    for area in [Area::Session, Area::Local] {
        area.seal().await.map_err(words)?;
        area.set("key", &kept).await.map_err(words)?;
        let read: Option<BTreeMap<String, u8>> = area.get("key").await.map_err(words)?;
        area.remove("key").await.map_err(words)?;
        let forgotten: Option<BTreeMap<String, u8>> = area.get("key").await.map_err(words)?;
        if read != Some(kept.clone()) || forgotten.is_some() {
            return Err(format!("{area:?}: {read:?}, then {forgotten:?}"));
        }
    }
    Ok(())
}

/// Holds a lock for life; returns once it does.
#[wasm_bindgen]
pub async fn hold(name: String) -> Outcome {
    locks::hold_for_life(&name).await.map_err(words)
}

/// What one end of a channel hears when another speaks.
#[wasm_bindgen]
pub async fn say_and_hear(text: String) -> Outcome<Option<String>> {
    let (tell, told) = oneshot::channel();
    let tell = RefCell::new(Some(tell));
    let listener = Channel::listener("bindings", move |text| {
        if let Some(tell) = tell.borrow_mut().take() {
            // Whoever waited may be gone.
            let _ = tell.send(text);
        }
    });
    let _listening = listener.map_err(words)?;
    Channel::speaker("bindings").map_err(words)?.say(&text).map_err(words)?;
    Ok(told.await.ok())
}

/// Shows a notification with two buttons.
#[wasm_bindgen]
pub async fn notify(id: String) -> Outcome {
    let notification = Notification { title: "Call", message: "A sentence.", buttons: &["One", "Two"], stays: true };
    notifications::show(&id, &notification).await.map_err(words)
}

/// Takes a notification away.
#[wasm_bindgen]
pub async fn clear_notification(id: String) -> Outcome {
    notifications::clear(&id).await.map_err(words)
}

/// Sets badge and title of the icon.
#[wasm_bindgen]
pub async fn mark_icon(text: String, title: String) -> Outcome {
    action::badge(&text, "#b3261e").await.map_err(words)?;
    action::title(&title).await.map_err(words)
}

/// Whether access to an origin was granted.
#[wasm_bindgen]
pub async fn granted(origin: String) -> Outcome<bool> {
    permissions::granted(&[origin]).await.map_err(words)
}

/// Opens one of our own pages, lists our pages and closes it.
#[wasm_bindgen]
pub async fn open_list_close(page: String) -> Outcome<Vec<String>> {
    let tab: Tab = tabs::open(&runtime::url(&page)).await.map_err(words)?;
    let mut listed = Vec::new();
    for _ in 0..1000 {
        let pages = runtime::pages().await.map_err(words)?;
        listed = pages.into_iter().filter(|page| page.tab_id == tab.id).map(|page| page.context_type).collect();
        if !listed.is_empty() {
            break; // a tab is listed only when the browser has got to its page
        }
    }
    tabs::close(tab.id).await.map_err(words)?;
    Ok(listed)
}

/// Version, name in the browser's language, own zone, and a text that is not there.
#[wasm_bindgen]
pub fn about() -> Vec<String> {
    vec![runtime::version(), runtime::message("name", &[]), clock::own_zone(), runtime::message("nowhere", &["1"])]
}

/// Ten ids that nobody guesses.
#[wasm_bindgen]
pub fn ids() -> Vec<String> {
    (0..10).map(|_| runtime::random_id()).collect()
}

/// A chrome.* call that does nothing.
#[wasm_bindgen]
pub async fn stay_awake() -> Outcome {
    runtime::stay_awake().await.map_err(words)
}

/// A nested value through the bridge and back.
#[wasm_bindgen]
pub fn through_the_bridge(value: JsValue) -> Outcome<JsValue> {
    let typed: BTreeMap<String, Option<Vec<u32>>> = js::from_js(value).map_err(words)?;
    js::to_js(&typed).map_err(words)
}
