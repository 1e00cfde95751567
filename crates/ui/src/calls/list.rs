//! The list itself: only the rows near the window are drawn, and the keyboard reaches every one.

use callscribe_core::call::CallId;
use callscribe_core::views::calls::{Line, around, begin_of_step, visible};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{KeyboardEvent, ResizeObserver};

use super::row::{CallLine, follow_up, log, note};
use super::rows::{Rows, row_id};
use super::scrolling::{self, Scrolling};
use super::wrap_up::WrapUps;
use crate::app::App;
use crate::parts::{self, doing, dynamic, effect, live, memo};
use crate::text::{count, t};
use crate::time::heading;

/// Heights in pixels; a line is as tall as it is drawn here, so that the list knows where each one is.
const DAY: f64 = 30.0;
const CALL: f64 = 54.0;
/// A call where the page is at most `NARROW` wide: its chips have a line of their own.
const TALL_CALL: f64 = 78.0;
const NARROW: f64 = 380.0;

fn call_height() -> f64 {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    if width.is_some_and(|width| width <= NARROW) { TALL_CALL } else { CALL }
}

/// How tall the list is before it was measured; more is drawn in the same frame where it is taller.
fn likely_height() -> f64 {
    const OF_THE_PAGE: f64 = 0.6;
    window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default() * OF_THE_PAGE
}

/// How many rows there are at most above this place, in pixels.
pub fn rows_above(top: i32) -> usize {
    (f64::from(top) / CALL) as usize
}

/// The rows, drawn where they are.
#[component]
pub fn List(rows: Rows, wrap_ups: WrapUps) -> impl IntoView {
    let app = App::get();
    let list = NodeRef::<Div>::new();
    let top = RwSignal::new(0.0);
    let is_down = RwSignal::new(false);
    let height = RwSignal::new(likely_height());
    let stands = RwSignal::new(scrolling::kept(app) > 0);
    let call = RwSignal::new(call_height());
    let touched = RwSignal::new(false);
    let inside = RwSignal::new((false, false));
    let window = memo(move || {
        // What is seen is drawn first, what is around it once that stands.
        let within = if stands.get() { around(top.get(), height.get()) } else { 0.0..height.get() };
        rows.lines.with(|lines| visible(lines, &within, DAY, call.get()))
    });
    request_idle_callback(move || {
        stands.try_set(true);
    });
    effect(move || {
        let (pointer, focus) = inside.get();
        rows.is_busy.set(pointer || (focus && touched.get()) || is_down.get());
    });
    effect(move || {
        let (range, ..) = window.get();
        let end = range.end;
        rows.reach.set_value(end);
        if rows.lines.with(|lines| end + 12 >= lines.len()) {
            rows.more();
        }
    });
    let measure = move || {
        let Some(list) = list.get_untracked() else { return };
        let scrolled = f64::from(list.scroll_top());
        replace(top, begin_of_step(scrolled));
        replace(is_down, scrolled > call.get_untracked());
        replace(height, f64::from(list.client_height()));
        replace(call, call_height());
    };
    on_resize(list, measure);
    let scrolling = Scrolling::new(app, list);
    scrolling.restore(rows);
    let scrolled = move |_| {
        measure();
        scrolling.goes_on();
    };
    let drawn = memo(move || {
        let (range, ..) = window.get();
        rows.lines.with(|lines| lines.get(range).unwrap_or_default().iter().map(|line| named(rows, *line)).collect::<Vec<_>>())
    });
    let tab_stop = memo(move || {
        let cursor = rows.cursor.get().map(|call| call.key());
        drawn.with(|drawn| {
            let mut calls = drawn.iter().filter(|(_, line)| matches!(line, Line::Call(_))).map(|(key, _)| key);
            calls.clone().find(|key| cursor.as_ref() == Some(*key)).or_else(|| calls.next()).cloned()
        })
    });
    let counts = app.of_frame(|f| f.counters.calls);
    let total = memo(move || match rows.is_picked() {
        true => rows.rows.with(Vec::len) as u64,
        false => rows.filter.get().count(&counts.get().unwrap_or_default()),
    });
    let pill = move || {
        let n = rows.waiting.get();
        let show = move |_| {
            rows.show_new();
            if let Some(list) = list.get_untracked() {
                list.set_scroll_top(0);
            }
        };
        (n > 0)
            .then(|| view! { <button class="pill" data-testid="new-calls" on:click=doing(show)>{count(n as u64, "new_one", "new_many")}</button> })
    };
    view! {
        <div class="list-frame">
            {pill}
            <div
                class="list"
                class:moving=live(move || scrolling.is_on.get())
                node_ref=list
                data-testid="calls"
                on:scroll=doing(scrolled)
                on:pointerenter=doing(move |_| inside.update(|i| i.0 = true))
                on:pointerleave=doing(move |_| inside.update(|i| i.0 = false))
                on:focusin=doing(move |_| inside.update(|i| i.1 = true))
                on:focusout=doing(move |event| if parts::leaves(&event) { inside.update(|i| i.1 = false) })
                on:keydown=doing(move |event| {
                    touched.set(true);
                    key(app, rows, wrap_ups, list, &event);
                })
            >
                <div class="list-whole" style:height=live(move || format!("{}px", window.get().2))>
                    <div
                        role="grid"
                        aria-label=t("tab_calls", &[])
                        aria-rowcount=live(move || total.get().to_string())
                        style:padding-top=live(move || format!("{}px", window.get().1))
                    >
                        <For each=move || drawn.get() key=|(key, _)| key.clone() let:line>
                            {match line.1 {
                                Line::Day(day) => {
                                    view! {
                                        <div class="day" role="row" style:height=format!("{DAY}px")>
                                            <span role="rowheader">{dynamic(move || heading(day, app.now.get()))}</span>
                                        </div>
                                    }.into_any()
                                }
                                Line::Call(_) => view! { <CallLine rows key=line.0 height=call tab_stop /> }.into_any(),
                            }}
                        </For>
                    </div>
                </div>
            </div>
        </div>
    }
}

/// Sets what is another than before, so that what stays wakes nobody.
fn replace<T: PartialEq + Copy + Send + Sync + 'static>(signal: RwSignal<T>, new: T) {
    signal.maybe_update(|old| std::mem::replace(old, new) != new);
}

/// A line with a name that stays the same while rows come and go around it.
fn named(rows: Rows, line: Line) -> (String, Line) {
    let name = match line {
        Line::Day(day) => format!("day/{day}"),
        Line::Call(position) => rows.rows.with_untracked(|rows| rows.get(position).map(|r| r.call.id.key()).unwrap_or_default()),
    };
    (name, line)
}

fn key(app: App, rows: Rows, wrap_ups: WrapUps, list: NodeRef<Div>, event: &KeyboardEvent) {
    if parts::is_typing(event) || !parts::is_plain(event) {
        return;
    }
    let on_row = rows.cursor.get_untracked();
    let letters = app.frame.with_untracked(|frame| frame.as_ref().is_none_or(|frame| frame.settings.single_keys));
    if !letters && event.key().chars().count() == 1 && event.key() != " " {
        return;
    }
    let handled = match (event.key().as_str(), on_row) {
        ("ArrowDown", Some(call)) if event.shift_key() => choose_on_the_way(rows, list, call, 1),
        ("ArrowUp", Some(call)) if event.shift_key() => choose_on_the_way(rows, list, call, -1),
        ("x" | "X", Some(call)) => rows.chosen.toggle(call),
        (" ", Some(call)) if is_row(event) => rows.chosen.toggle(call),
        ("Escape", _) if rows.chosen.is_on() => rows.chosen.leave(),
        ("ArrowDown" | "j", _) => go(rows, list, 1),
        ("ArrowUp" | "k", _) => go(rows, list, -1),
        ("PageDown", _) => go(rows, list, 8),
        ("PageUp", _) => go(rows, list, -8),
        ("Home", _) => go(rows, list, isize::MIN),
        ("End", _) => go(rows, list, isize::MAX),
        ("?", _) => {
            app.help.set(true);
            true
        }
        ("/", _) => {
            parts::focus("search".into());
            true
        }
        ("l" | "L", Some(call)) => {
            log(app, call);
            true
        }
        ("f" | "F", Some(call)) => {
            follow_up(app, call);
            true
        }
        ("n" | "N", Some(call)) => {
            note(app, call);
            true
        }
        (digit, _) => wrap_ups.respond(app, digit),
    };
    if handled {
        event.prevent_default();
    }
}

/// Whether the key was pressed on a row itself, not on a button in it.
fn is_row(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| element.class_list().contains("row"))
}

/// Chooses the row the cursor is on and the one it comes to (C8).
fn choose_on_the_way(rows: Rows, list: NodeRef<Div>, from: CallId, by: isize) -> bool {
    rows.chosen.add(from);
    go(rows, list, by);
    rows.cursor.get_untracked().is_some_and(|to| rows.chosen.add(to))
}

/// Moves the cursor by so many rows, brings the row into the window, and focuses it.
fn go(rows: Rows, list: NodeRef<Div>, by: isize) -> bool {
    let cursor = rows.cursor.get_untracked();
    let target = rows.rows.with_untracked(|all| {
        let at = cursor.and_then(|id| all.iter().position(|row| row.call.id == id));
        let next = at.map_or(0, |at| at.saturating_add_signed(by)).min(all.len().saturating_sub(1));
        all.get(next).map(|row| (next, row.call.id.clone()))
    });
    let Some((position, id)) = target else { return false };
    if let Some(list) = list.get_untracked() {
        let call = call_height();
        let y = rows.lines.with_untracked(|lines| {
            let above = lines.iter().take_while(|line| **line != Line::Call(position));
            above.map(|line| if matches!(line, Line::Day(_)) { DAY } else { call }).sum::<f64>()
        });
        let (top, height) = (f64::from(list.scroll_top()), f64::from(list.client_height()));
        if y < top {
            list.set_scroll_top((y - DAY).max(0.0) as i32);
        } else if y + call > top + height {
            list.set_scroll_top((y + call - height) as i32);
        }
    }
    // At once where it is drawn, so that the next key finds it; else the scroll draws it before the next frame.
    parts::focus(row_id(&id));
    rows.cursor.set(Some(id));
    true
}

/// Called whenever the list gets another size, by the window or by what stands above and below it; also once at the beginning.
fn on_resize(list: NodeRef<Div>, then: impl Fn() + 'static) {
    let then = Closure::<dyn Fn()>::new(then);
    let eye = ResizeObserver::new(then.as_ref().unchecked_ref()).ok().map(|eye| (eye, then));
    let eye = StoredValue::new_local(eye);
    effect(move || {
        if let Some(list) = list.get() {
            eye.with_value(|eye| eye.iter().for_each(|(eye, _)| eye.observe(&list)));
        }
    });
    on_cleanup(move || {
        if let Some(Some((eye, _))) = eye.try_update_value(Option::take) {
            eye.disconnect();
        }
    });
}
