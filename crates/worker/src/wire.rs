//! The socket of a live line and its timer: it opens in time or never, and goes with whoever holds it.

use std::cell::{Cell, RefCell};

use callscribe_browser::clock;
use callscribe_browser::socket::{Socket, SocketEvent};
use callscribe_core::time::{Millis, SECOND};
use gloo_timers::callback::Timeout;

/// A socket that has not opened after this long never will.
const OPENING: Millis = 15 * SECOND;

/// What a line hears of its wire.
pub enum Heard {
    /// The socket is open.
    Opened,
    /// It brought a text.
    Text(String),
    /// It closed with this code of RFC 6455, or never opened.
    Closed { was_open: bool, code: u16 },
    /// The time the line asked for has come.
    Time,
}

/// One socket after another. Dropping it closes the one there is.
#[derive(Default)]
pub struct Wire {
    socket: RefCell<Option<Socket>>,
    state: Cell<State>,
    timer: RefCell<Option<Timeout>>,
}

#[derive(Clone, Copy, Default)]
enum State {
    #[default]
    Closed,
    Opening {
        until: Millis,
    },
    Open,
}

impl Wire {
    /// Opens a socket; what happens to it is said to `on_event`, which has [`Wire::hear`] read it.
    pub fn open(&self, address: &str, on_event: impl Fn(SocketEvent) + Clone + 'static) {
        self.state.set(State::Opening { until: clock::wall() + OPENING });
        match Socket::open(address, on_event.clone()) {
            Ok(socket) => drop(self.socket.replace(Some(socket))),
            Err(_) => on_event(never_opened()),
        }
    }

    /// Takes note of what happened to the socket.
    pub fn hear(&self, event: SocketEvent) -> Heard {
        match event {
            SocketEvent::Opened => {
                self.state.set(State::Open);
                Heard::Opened
            }
            SocketEvent::Text(text) => Heard::Text(text),
            SocketEvent::Closed { code, .. } => {
                drop(self.socket.take());
                Heard::Closed { was_open: matches!(self.state.replace(State::Closed), State::Open), code }
            }
        }
    }

    /// Sends a text. One that does not leave has no answer, and the line waits for that.
    pub fn send(&self, text: &str) {
        self.socket.borrow().iter().for_each(|socket| socket.send(text).unwrap_or_default());
    }

    /// Closes the socket; nothing more comes of it.
    pub fn close(&self) {
        self.state.set(State::Closed);
        drop(self.socket.take());
    }

    /// Calls `on_time` when a socket that opens has had its time, else at the instant the line asks for.
    pub fn wake(&self, at: Option<Millis>, on_time: impl FnOnce() + 'static) {
        let at = if let State::Opening { until } = self.state.get() { Some(until) } else { at };
        *self.timer.borrow_mut() = at.map(|at| Timeout::new(u32::try_from(at - clock::wall()).unwrap_or_default(), on_time));
    }

    /// What it means that the time has come.
    pub fn time(&self) -> Heard {
        if matches!(self.state.get(), State::Opening { .. }) { self.hear(never_opened()) } else { Heard::Time }
    }
}

fn never_opened() -> SocketEvent {
    SocketEvent::Closed { code: 1006, reason: String::new() }
}
