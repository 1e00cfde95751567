//! One HTTP exchange: never with the person's own cookies, never redirected, never from a cache, never longer than it may.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestMode, RequestRedirect, Response,
};

use crate::js::words;

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// Absolute.
    pub url: String,
    /// Names and values; the browser adds its own.
    pub headers: Vec<(String, String)>,
    /// Text of the type named in `headers`.
    pub body: Option<String>,
    /// Milliseconds until the exchange is given up. Chrome ends worker and fetch at 30,000.
    pub timeout: u32,
}

/// What came back, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// All headers, their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
}

impl Reply {
    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Why there is no whole reply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The request never left: the address or a header is none, or the machine has no network.
    #[error("not sent: {0}")]
    NotSent(String),
    /// The exchange broke before an answer began: no connection, refused, redirected, or cut. The server may have acted.
    #[error("connection lost: {0}")]
    Cut(String),
    /// The answer broke off in its body. The server has acted.
    #[error("the answer broke off: {0}")]
    BodyCut(String),
    /// No whole reply in time. The server may have acted.
    #[error("no answer in time")]
    Timeout,
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn start_fetch(request: &web_sys::Request) -> js_sys::Promise;
}

/// Sends a request and waits for the whole reply.
///
/// # Errors
/// Without a whole reply; any status is a reply.
pub async fn exchange(request: &Request) -> Result<Reply, HttpError> {
    if !is_online() {
        return Err(HttpError::NotSent("this machine is offline".into()));
    }
    let abort = AbortController::new().map_err(not_sent)?;
    let prepared = prepare(request, &abort).map_err(not_sent)?;
    let late = Rc::new(Cell::new(false));
    let _timer = Timeout::new(request.timeout, {
        let late = late.clone();
        move || {
            late.set(true);
            abort.abort();
        }
    });
    run(&prepared).await.map_err(|error| if late.get() { HttpError::Timeout } else { error })
}

/// Whether anybody answers HTTP at this address, whatever they say. Needs no access to the host: nothing of the answer is read.
pub async fn is_there(url: &str, timeout: u32) -> bool {
    let request = Request { method: "GET".into(), url: url.into(), headers: Vec::new(), body: None, timeout };
    let Ok(abort) = AbortController::new() else { return false };
    let Ok(prepared) = init(&request, &abort).and_then(|init| {
        init.set_mode(RequestMode::NoCors);
        init.set_redirect(RequestRedirect::Follow);
        web_sys::Request::new_with_str_and_init(url, &init)
    }) else {
        return false;
    };
    let _timer = Timeout::new(timeout, move || abort.abort());
    is_online() && JsFuture::from(start_fetch(&prepared)).await.is_ok()
}

/// Whether this machine has any network.
pub fn is_online() -> bool {
    js_sys::Reflect::get(&js_sys::global(), &"navigator".into())
        .and_then(|navigator| js_sys::Reflect::get(&navigator, &"onLine".into()))
        .is_ok_and(|online| online.is_truthy())
}

fn not_sent(thrown: JsValue) -> HttpError {
    HttpError::NotSent(words(&thrown))
}

fn prepare(request: &Request, abort: &AbortController) -> Result<web_sys::Request, JsValue> {
    web_sys::Request::new_with_str_and_init(&request.url, &init(request, abort)?)
}

fn init(request: &Request, abort: &AbortController) -> Result<RequestInit, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in &request.headers {
        headers.append(name, value)?;
    }
    let init = RequestInit::new();
    init.set_method(&request.method);
    init.set_headers(&headers);
    init.set_credentials(RequestCredentials::Omit);
    init.set_redirect(RequestRedirect::Error);
    init.set_cache(RequestCache::NoStore);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&abort.signal()));
    if let Some(body) = &request.body {
        init.set_body(&body.into());
    }
    Ok(init)
}

async fn run(request: &web_sys::Request) -> Result<Reply, HttpError> {
    let response = JsFuture::from(start_fetch(request)).await.and_then(JsCast::dyn_into::<Response>);
    let response = response.map_err(|thrown| HttpError::Cut(words(&thrown)))?;
    read(&response).await.map_err(|thrown| HttpError::BodyCut(words(&thrown)))
}

async fn read(response: &Response) -> Result<Reply, JsValue> {
    let body = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    Ok(Reply { status: response.status(), headers: headers_of(response)?, body })
}

fn headers_of(response: &Response) -> Result<Vec<(String, String)>, JsValue> {
    let Some(entries) = js_sys::try_iter(&response.headers())? else { return Ok(Vec::new()) };
    entries
        .map(|entry| {
            let pair: js_sys::Array = entry?.dyn_into()?;
            Ok((pair.get(0).as_string().unwrap_or_default(), pair.get(1).as_string().unwrap_or_default()))
        })
        .collect()
}
