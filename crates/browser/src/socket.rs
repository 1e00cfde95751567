//! A WebSocket that says what happened to it, in order, until it is dropped.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

use crate::js::BrowserError;

/// What happened to a socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SocketEvent {
    /// The server took the connection.
    Opened,
    /// A text message came. Binary ones are left out: no phone system we speak to sends them.
    Text(String),
    /// It is over, or never began; nothing follows. A refused address and a lost network look the same to a page.
    Closed {
        /// RFC 6455 code; 1006 where the server said nothing.
        code: u16,
        /// The server's words, if any.
        reason: String,
    },
}

thread_local! {
    /// Every socket that has not been dropped.
    static ALL: RefCell<Vec<WebSocket>> = const { RefCell::new(Vec::new()) };
}

/// Closes every socket without a word to anybody: traffic would keep a worker alive that can no longer do anything with it.
pub fn close_all() {
    for socket in ALL.take() {
        silence(&socket);
    }
}

fn silence(socket: &WebSocket) {
    socket.set_onopen(None);
    socket.set_onmessage(None);
    socket.set_onclose(None);
    // Closing what is closed already is no error; no other can occur without a code.
    let _ = socket.close();
}

/// An open or opening socket; dropping it closes it and nothing more is said.
#[derive(Debug)]
pub struct Socket {
    inner: WebSocket,
    _opened: Closure<dyn FnMut()>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _closed: Closure<dyn FnMut(CloseEvent)>,
}

impl Socket {
    /// Begins to connect. `on_event` is called from the browser's event loop, never from within this function.
    ///
    /// # Errors
    /// When the address is none.
    pub fn open(url: &str, on_event: impl Fn(SocketEvent) + Clone + 'static) -> Result<Self, BrowserError> {
        let inner = WebSocket::new(url)?;
        let opened = Closure::new({
            let on_event = on_event.clone();
            move || on_event(SocketEvent::Opened)
        });
        let message = Closure::new({
            let on_event = on_event.clone();
            move |event: MessageEvent| {
                if let Some(text) = event.data().as_string() {
                    on_event(SocketEvent::Text(text));
                }
            }
        });
        let closed = Closure::new(move |event: CloseEvent| on_event(SocketEvent::Closed { code: event.code(), reason: event.reason() }));
        inner.set_onopen(Some(as_function(&opened)));
        inner.set_onmessage(Some(as_function(&message)));
        inner.set_onclose(Some(as_function(&closed)));
        ALL.with_borrow_mut(|all| all.push(inner.clone()));
        Ok(Self { inner, _opened: opened, _message: message, _closed: closed })
    }

    /// Sends a text message. It may still be lost: only an answer proves that it arrived.
    ///
    /// # Errors
    /// When the socket is not open yet.
    pub fn send(&self, text: &str) -> Result<(), BrowserError> {
        Ok(self.inner.send_with_str(text)?)
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        ALL.with_borrow_mut(|all| all.retain(|other| *other != self.inner));
        silence(&self.inner);
    }
}

fn as_function<T: ?Sized>(closure: &Closure<T>) -> &js_sys::Function {
    closure.as_ref().unchecked_ref()
}
