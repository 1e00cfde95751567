//! The list while it is scrolled, and where it was when the agent comes back.

use std::time::Duration;

use gloo_storage::{LocalStorage, Storage};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::rows::Rows;
use crate::app::App;
use crate::focus;
use crate::screen::Surface;

/// How long it does not move before it stands still.
const STILL: Duration = Duration::from_millis(80);

/// How the list is scrolled.
#[derive(Clone, Copy)]
pub struct Scrolling {
    app: App,
    list: NodeRef<Div>,
    /// Whether it moves: the pointer passes over its rows then, and acts on none.
    pub is_on: RwSignal<bool>,
    moves: StoredValue<u64>,
}

impl Scrolling {
    /// Standing still.
    pub fn new(app: App, list: NodeRef<Div>) -> Self {
        Self { app, list, is_on: RwSignal::new(false), moves: StoredValue::new(0) }
    }

    /// It moved.
    pub fn goes_on(self) {
        if let Some(list) = self.list.get_untracked() {
            // A full localStorage costs only the convenience.
            let _ = LocalStorage::set(place(self.app), list.scroll_top());
        }
        self.moves.update_value(|moves| *moves += 1);
        if !self.is_on.get_untracked() {
            self.is_on.set(true);
            self.wait_for_its_end();
        }
    }

    /// It stands still when it did not move from one look to the next; a clock could be set back.
    fn wait_for_its_end(self) {
        let before = self.moves.get_value();
        let look = move || match self.moves.try_get_value() {
            Some(moves) if moves == before => self.is_on.set(false),
            Some(_) => self.wait_for_its_end(),
            // The list was left.
            None => {}
        };
        set_timeout(look, STILL);
    }

    /// Whether the list is no longer there: a frame comes later than a click that leads elsewhere.
    fn was_left(self) -> bool {
        self.is_on.try_get_untracked().is_none()
    }

    fn take_keys(self, rows: Rows) {
        if self.was_left() {
            return;
        }
        let was_here = self.app.cursor.with_untracked(Option::is_some);
        if !(self.app.surface == Surface::Popup || was_here) || !focus::is_nowhere() {
            return;
        }
        match self.list.get_untracked().filter(|_| !was_here).and_then(|list| first_in_view(&list)) {
            // A row that cannot take the keys leaves them where they are.
            Some(row) => drop(row.focus()),
            None => rows.focus_row(),
        }
    }

    /// Scrolls to where the agent was and gives the keys back to the row; in the popup to the list at once.
    pub fn restore(self, rows: Rows) {
        Effect::new(move |done: Option<bool>| {
            let is_read = rows.is_read.get();
            let Some(element) = self.list.get().filter(|_| is_read) else { return false };
            if done == Some(true) {
                return true;
            }
            request_animation_frame(move || match kept(self.app) {
                _ if self.was_left() => {}
                0 => self.take_keys(rows),
                top => {
                    element.set_scroll_top(top);
                    // Once the rows of that place are drawn.
                    request_animation_frame(move || self.take_keys(rows));
                }
            });
            true
        });
    }
}

/// The first row that is to be seen whole.
fn first_in_view(list: &web_sys::Element) -> Option<HtmlElement> {
    let rows = list.get_elements_by_class_name("row");
    let mut rows = (0..rows.length()).filter_map(|at| rows.item(at)?.dyn_into::<HtmlElement>().ok());
    rows.find(|row| row.offset_top() >= list.scroll_top())
}

/// How far the list was scrolled when the agent left it, in pixels.
pub fn kept(app: App) -> i32 {
    LocalStorage::get(place(app)).unwrap_or_default()
}

fn place(app: App) -> String {
    format!("scroll/calls/{}", app.surface.name())
}
