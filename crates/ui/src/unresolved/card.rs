//! One row of Unresolved: who, when, where, why, and what solves it.

use std::rc::Rc;

use crate::parts::{doing, dynamic, live};
use callscribe_core::command::Resolution;
use callscribe_core::entry::Conflict;
use callscribe_core::views::unresolved::{UnresolvedRow, Why};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::choice::Choices;
use super::solve::{Solving, dismiss, solve};
use super::{card_id, words};
use crate::app::App;
use crate::icon::Icon;
use crate::text::t;
use crate::{parts, time, who};

/// What the parts of a card share.
#[derive(Debug, Clone, Copy)]
pub struct CardState {
    /// The row as last read.
    pub row: StoredValue<UnresolvedRow>,
    /// The rows under way.
    pub solving: Solving,
    /// The rows on the screen.
    pub keys: Memo<Vec<String>>,
    /// Do the same for all calls from this number (F3).
    pub same_number: RwSignal<bool>,
    /// Use the contact that is picked without asking for this number (F6).
    pub always: RwSignal<bool>,
    /// How many options there are to pick by number.
    pub options: RwSignal<usize>,
    /// The one picked, from 0.
    pub picked: RwSignal<Option<usize>>,
    /// What Enter does.
    pub enter: StoredValue<Option<Rc<dyn Fn()>>, LocalStorage>,
}

impl CardState {
    /// Solves the row.
    pub fn solve(self, resolution: Resolution) {
        solve(&self.row.get_value(), resolution, self.same_number.get_untracked(), self.solving, self.keys);
    }

    /// Digits pick, Enter logs; not while something is typed, and not on a button that does something else.
    fn key(self, event: &web_sys::KeyboardEvent) {
        if !parts::is_plain(event) || parts::is_typing(event) {
            return;
        }
        let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
        let on_button = target.is_some_and(|e| e.tag_name() == "BUTTON" && e.get_attribute("role").as_deref() != Some("radio"));
        match event.key().as_str() {
            "Enter" if !on_button => {
                event.prevent_default();
                if let Some(enter) = self.enter.get_value() {
                    enter();
                }
            }
            digit => {
                let picked = digit.parse::<usize>().ok().filter(|n| (1..=self.options.get_untracked().min(9)).contains(n));
                if let Some(n) = picked {
                    event.prevent_default();
                    self.picked.set(Some(n - 1));
                }
            }
        }
    }
}

/// A row; drawn anew only when its entry changes.
#[component]
pub fn Card(key: String, rows: Memo<Option<Vec<UnresolvedRow>>>, keys: Memo<Vec<String>>, solving: Solving) -> impl IntoView {
    let id = card_id(&key);
    let row = Memo::new(move |old: Option<&Option<UnresolvedRow>>| {
        let found = rows.with(|rows| rows.iter().flatten().find(|row| row.entry.key.key() == key).cloned());
        found.or_else(|| old.cloned().flatten())
    });
    let first = row.get_untracked()?;
    let state = CardState {
        row: StoredValue::new(first),
        solving,
        keys,
        same_number: RwSignal::new(false),
        always: RwSignal::new(false),
        options: RwSignal::new(0),
        picked: RwSignal::new(None),
        enter: StoredValue::new_local(None),
    };
    let label = move || row.get().map(|row| label(App::get(), &row)).unwrap_or_default();
    Some(view! {
        <div
            class="card"
            role="listitem"
            id=id
            tabindex="0"
            aria-label=live(label)
            data-testid="unresolved-row"
            on:keydown=doing(move |event| state.key(&event))
        >
            {dynamic(move || row.get().map(|row| {
                state.row.set_value(row);
                parts::keep_focus();
                view! { <Inside state /> }
            }))}
        </div>
    })
}

fn label(app: App, row: &UnresolvedRow) -> String {
    let who =
        row.call.other_name().map_or_else(|| who::number(&row.call), |name| format!("{} {}", who::number(&row.call), t("quoted", &[name])));
    format!("{who}: {}", words::reason(row, &app.name_of(&row.entry.key.integration)))
}

#[component]
fn Inside(state: CardState) -> impl IntoView {
    let app = App::get();
    let row = state.row.get_value();
    let name = app.name_of(&row.entry.key.integration);
    let (glyph, class) = who::picture(&row.call);
    let when = time::moment(row.call.start(), app.now.get_untracked());
    let quoted = row.call.other_name().map(|name| view! { <span class="row-beside" dir="auto">{t("quoted", &[name])}</span> });
    let about = format!("{when} · {} · {name}", who::outcome(&row.call));
    view! {
        <header>
            <span class=class><Icon glyph /><span class="sr-only">{who::direction_words(row.call.direction())}</span></span>
            <b dir="auto">{who::number(&row.call)}</b>
            {quoted}
            <small>{about}</small>
        </header>
        <p class="why">{words::reason(&row, &name)}</p>
        <Choices state />
        <footer>
            <SameNumber state />
            <LookAgain state />
            <button class="quiet" on:click=doing(move |_| app.why(state.row.with_value(|row| row.entry.key.clone())))>{t("do_why", &[])}</button>
            <button class="quiet" on:click=doing(move |_| dismiss(&state.row.get_value(), state.solving, state.keys))>{t("do_dismiss", &[])}</button>
        </footer>
    }
}

/// Asks the integration anew, past its cache.
#[component]
fn LookAgain(state: CardState) -> impl IntoView {
    let fits = state.row.with_value(|row| {
        let conflict = matches!(row.why(), Some(Why::Conflict(Conflict::NoContact | Conflict::ManyContacts | Conflict::ManyAssociations)));
        conflict && row.call.other().can_be_looked_up()
    });
    fits.then(
        || view! { <button class="quiet" on:click=doing(move |_| state.solve(Resolution::LookAgain))>{t("do_look_again", &[])}</button> },
    )
}

/// "Do the same for all N calls from this number": the N is there before it acts.
#[component]
fn SameNumber(state: CardState) -> impl IntoView {
    let n = state.row.with_value(|row| row.same_number);
    (n > 1).then(|| {
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=live(move || state.same_number.get())
                    on:change=doing(move |event| state.same_number.set(event_target_checked(&event)))
                />
                <span>{t("same_number", &[&n.to_string()])}</span>
            </label>
        }
    })
}
