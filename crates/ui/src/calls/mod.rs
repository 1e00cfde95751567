//! The list of calls: search, filters, catch-up, gaps, the rows, and what is done to several of them.

mod catch_up;
mod chip;
mod earlier;
mod gaps;
mod list;
mod preview;
mod row;
mod rows;
mod scrolling;
mod selection;
mod several;
mod well;
mod wrap_up;

pub use chip::{ChipView, chip_look};

use callscribe_core::time::Millis;
use callscribe_core::views::activity::{Narrow, NarrowBy};
use callscribe_core::views::calls::Filter;
use leptos::prelude::*;

use crate::app::App;
use crate::follow_ups::Reminders;
use crate::icon::{Glyph, Icon};
use crate::later::Later;
use crate::parts::{Empty, IconButton, Skeleton, When, doing, dynamic, effect, live, memo};
use crate::screen::Screen;
use crate::text::t;
use crate::time;
use catch_up::CatchUpBar;
use earlier::Earlier;
use gaps::Gaps;
use list::List;
use rows::Rows;
use several::{Several, Toggle};
use well::{StandsStill, Well};
use wrap_up::{WrapUp, WrapUps};

/// The first screen; the others are loaded once its rows stand.
#[component]
pub fn Calls(later: Later) -> impl IntoView {
    let rows = Rows::open(App::get());
    effect(move || {
        if rows.is_read.get() {
            request_animation_frame(move || later.load_when_idle());
        }
    });
    let wrap_ups = WrapUps::live();
    let empty = memo(move || rows.is_read.get() && rows.rows.with(Vec::is_empty));
    view! {
        <section class="calls" aria-label=t("tab_calls", &[])>
            <SearchBar rows />
            <Filters rows />
            <Narrowed />
            <StandsStill />
            <Gaps />
            <WrapUp all=wrap_ups />
            <Reminders />
            <CatchUpBar />
            <When is=move || rows.filter.get() == Filter::Unlogged><Earlier /></When>
            <When is=move || rows.is_read.get() otherwise=|| view! { <Skeleton /> }>
                <When is=move || empty.get() otherwise=move || view! { <List rows wrap_ups /> }>
                    <Nothing rows />
                </When>
            </When>
            <Well />
            <Several rows />
        </section>
    }
}

#[component]
fn SearchBar(rows: Rows) -> impl IntoView {
    let app = App::get();
    let down = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "ArrowDown" | "Enter" => {
            event.prevent_default();
            rows.focus_row();
        }
        "Escape" if !rows.search.with_untracked(String::is_empty) => {
            event.prevent_default();
            rows.search.set(String::new());
        }
        _ => {}
    };
    view! {
        <div class="search-bar">
            <label class="search">
                <Icon glyph=Glyph::Search />
                <span class="sr-only">{t("search_label", &[])}</span>
                <input
                    id="search"
                    type="search"
                    autocomplete="off"
                    placeholder=t("search_hint", &[])
                    prop:value=live(move || rows.search.get())
                    on:input=doing(move |event| rows.search.set(event_target_value(&event)))
                    on:keydown=doing(down)
                />
                <kbd aria-hidden="true">"/"</kbd>
            </label>
            <button on:click=doing(move |_| app.go(Screen::Typed))>{t("do_log_a_call", &[])}</button>
        </div>
    }
}

#[component]
fn Filters(rows: Rows) -> impl IntoView {
    let app = App::get();
    let counts = app.of_frame(|f| f.counters.calls);
    let button = move |filter: Filter| {
        let n = move || filter.count(&counts.get().unwrap_or_default());
        let pressed = move || if rows.filter.get() == filter { "true" } else { "false" };
        let number = move || (filter != Filter::All).then(|| view! { <span class="count">{n()}</span> });
        view! {
            <button class="filter" aria-pressed=live(pressed) on:click=doing(move |_| rows.filter.set(filter))>
                {filter_name(filter)}
                {number}
            </button>
        }
    };
    view! {
        <div class="filters">
            <div class="filter-group" role="group" aria-label=t("filters_label", &[])>{Filter::ALL.map(button).into_iter().collect_view()}</div>
            <IconButton glyph=Glyph::Chart words=t("activity_title", &[]) on_click=move || app.go(Screen::Activity) />
            <Toggle rows />
        </div>
    }
}

/// The figure whose calls are shown, and the way back to all.
#[component]
fn Narrowed() -> impl IntoView {
    let app = App::get();
    dynamic(move || {
        let words = narrow_words(&app.narrow.get()?, app.now.get_untracked());
        Some(view! {
            <p class="narrowed" data-testid="narrowed">
                <span dir="auto">{words}</span>
                <button class="quiet small" on:click=doing(move |_| app.narrow.set(None))>{t("do_show_all", &[])}</button>
            </p>
        })
    })
}

fn narrow_words(narrow: &Narrow, now: Millis) -> String {
    match &narrow.by {
        NarrowBy::Time => time::heading(time::to_local(narrow.from).div_euclid(time::DAY), now),
        NarrowBy::Hour(hour) => t("narrow_hour", &[&time::hour(*hour)]),
        NarrowBy::Response(response) => t("narrow_response", &[response]),
        NarrowBy::Parent(kind) => t("narrow_parent", &[kind]),
    }
}

fn filter_name(filter: Filter) -> String {
    match filter {
        Filter::All => t("filter_all", &[]),
        Filter::Missed => t("filter_missed", &[]),
        Filter::Unlogged => t("filter_unlogged", &[]),
        Filter::WithNotes => t("filter_noted", &[]),
    }
}

/// Why there is no row: nothing found, or nothing yet.
#[component]
fn Nothing(rows: Rows) -> impl IntoView {
    move || {
        let searched = rows.search.get();
        if !searched.trim().is_empty() {
            return view! { <Empty title=t("empty_search", &[]) words=t("empty_search_words", &[&searched]) /> }.into_any();
        }
        let (title, words) = match rows.filter.get() {
            Filter::All => (t("empty_calls", &[]), t("empty_calls_words", &[])),
            Filter::Missed => (t("empty_missed", &[]), t("empty_missed_words", &[])),
            Filter::Unlogged => (t("empty_unlogged", &[]), t("empty_unlogged_words", &[])),
            Filter::WithNotes => (t("empty_noted", &[]), t("empty_noted_words", &[])),
        };
        view! { <Empty title words /> }.into_any()
    }
}
