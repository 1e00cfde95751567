//! A BroadcastChannel between worker and screens: news for whoever is there, never a command.

use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::js::BrowserError;

/// One end of a channel. Dropping it closes it.
#[derive(Debug)]
pub struct Channel {
    inner: BroadcastChannel,
    _listener: Option<Closure<dyn FnMut(MessageEvent)>>,
}

impl Channel {
    /// An end that only speaks.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub fn speaker(name: &str) -> Result<Self, BrowserError> {
        Ok(Self { inner: BroadcastChannel::new(name)?, _listener: None })
    }

    /// An end that hears every text the others say from now on, until it is dropped.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub fn listener(name: &str, on_text: impl Fn(String) + 'static) -> Result<Self, BrowserError> {
        let inner = BroadcastChannel::new(name)?;
        let listener = Closure::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                on_text(text);
            }
        });
        inner.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Ok(Self { inner, _listener: Some(listener) })
    }

    /// Says something to all other ends.
    ///
    /// # Errors
    /// When this end is closed.
    pub fn say(&self, text: &str) -> Result<(), BrowserError> {
        Ok(self.inner.post_message(&text.into())?)
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.inner.set_onmessage(None);
        self.inner.close();
    }
}
