//! The header: lines and integrations as dots with words, and every running call with its timer.

use crate::parts::{doing, dynamic, memo};
use callscribe_core::account::{Line, PhoneAccount};
use callscribe_core::case::CallRow;
use callscribe_core::command::Command;
use callscribe_core::integration::{Integration, SignIn};
use callscribe_core::views::frame::Frame;
use leptos::prelude::*;

use crate::app::App;
use crate::caller::Caller;
use crate::icon::{Glyph, Icon};
use crate::screen::Screen;
use crate::text::{line_problem, t};
use crate::time::until;
use crate::{desk, who};

/// Name of the product or way back, states, running calls.
#[component]
pub fn Header() -> impl IntoView {
    let app = App::get();
    let lines = app.of_frame(Frame::shown_lines);
    let integrations = app.of_frame(|f| f.connected().map(|one| (one.clone(), f.is_down(&one.id))).collect::<Vec<_>>());
    let running = app.of_frame(|f| f.running.clone());
    view! {
        <header class="top">
            <div class="bar">
                {dynamic(move || match app.screen.get().parent() {
                    Some(parent) => view! { <Back parent /><h1>{app.screen.with(Screen::title).map(|key| t(key, &[]))}</h1> }.into_any(),
                    None => view! { <span class="mark" aria-hidden="true">"C"</span><h1>{t("name", &[])}</h1> }.into_any(),
                })}
                <ul class="dots" aria-label=t("header_states", &[])>
                    {dynamic(move || lines.get().unwrap_or_default().into_iter().map(|line| line_dot(app, &line)).collect_view())}
                    {dynamic(move || integrations.get().unwrap_or_default().into_iter().map(integration_dot).collect_view())}
                </ul>
            </div>
            <For each=move || running.get().unwrap_or_default() key=|row| row.call.id.clone() let:row>
                <Running row />
            </For>
        </header>
    }
}

#[component]
fn Back(parent: Screen) -> impl IntoView {
    let app = App::get();
    view! {
        <button class="icon-button" aria-label=t("do_back", &[]) title=t("do_back", &[]) on:click=doing(move |_| app.go(parent.clone()))>
            <Icon glyph=Glyph::Back />
        </button>
    }
}

/// A dot with words: its class says the state in shape and colour, its words say it in full.
#[component]
fn Dot(class: &'static str, name: String, state: String, to: Screen) -> impl IntoView {
    let app = App::get();
    let words = t("header_state", &[&name, &state]);
    let title = words.clone();
    view! {
        <li>
            <button class="dot" title=title on:click=doing(move |_| app.go(to.clone()))>
                <span class=class aria-hidden="true"></span>
                <span class="dot-name" aria-hidden="true" dir="auto">{name}</span>
                <span class="sr-only">{words}</span>
            </button>
        </li>
    }
}

fn line_dot(app: App, account: &PhoneAccount) -> impl IntoView + use<> {
    let (class, state) = match &account.line {
        Line::Open => ("state ok", t("state_open", &[])),
        Line::Idle => ("state off", t("state_idle", &[])),
        Line::Waiting { until: at, .. } => ("state wait", t("state_reconnects", &[&until(*at, app.now.get_untracked())])),
        Line::Stopped(problem) => ("state bad", line_problem(*problem, &account.name)),
    };
    view! { <Dot class name=account.name.clone() state to=Screen::Settings /> }
}

fn integration_dot((integration, is_down): (Integration, bool)) -> impl IntoView {
    let (class, state, to) = match (integration.sign_in, integration.paused_until) {
        (SignIn::Needed, _) => ("state bad", t("state_needs_sign_in", &[]), Screen::sign_in(&integration)),
        (SignIn::Works, Some(_)) => ("state wait", t("state_paused", &[]), Screen::Settings),
        (SignIn::Works, None) if is_down => ("state wait", t("state_down", &[]), Screen::Settings),
        (SignIn::Works, None) => ("state ok", t("state_works", &[]), Screen::Settings),
    };
    view! { <Dot class name=integration.name state to /> }
}

/// A running call: who, for how long, and its note one click away.
#[component]
fn Running(row: CallRow) -> impl IntoView {
    let app = App::get();
    let (id, call) = (row.call.id.clone(), row.call.clone());
    let current = {
        let id = id.clone();
        memo(move || app.frame.with(|f| f.as_ref()?.running.iter().find(|r| r.call.id == id).cloned()))
    };
    let shown = move || current.get().unwrap_or_else(|| row.clone());
    let shown = StoredValue::new(shown);
    let row = move || shown.with_value(|shown| shown());
    let talked = move || who::so_far(&row().call, app.now.get());
    let beside = move || {
        let row = row();
        who::beside(&row).unwrap_or_else(|| who::direction_words(row.call.direction()))
    };
    let about = id.clone();
    let private = move |_| {
        desk::command(Command::Private { call: about.clone() });
        app.say(t("said_private", &[]));
    };
    view! {
        <section class="running" aria-label=t("running_label", &[]) data-testid="running-call">
            <span class="pulse" aria-hidden="true"></span>
            <div class="running-who">
                <b dir="auto">{dynamic(move || { let row = row(); who::title(&row.call, &row.face) })}</b>
                <small dir="auto">{beside}</small>
            </div>
            <time role="timer">{talked}</time>
            <button on:click=doing(move |_| app.go(Screen::Notes(Some(id.clone()))))>{t("do_note", &[])}</button>
            <button class="quiet" title=t("do_private_words", &[]) on:click=doing(private)>{t("do_private", &[])}</button>
            <Caller call />
        </section>
    }
}
