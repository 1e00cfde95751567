//! Settings: phone accounts, integrations, what is logged, numbers; each says in one line what it does.

mod access;
mod accounts;
mod add_asterisk;
mod add_server;
mod integrations;
mod logging;
mod practice;
mod region;
mod sign_in;

pub use add_asterisk::AddAsterisk;
pub use add_server::AddServer;

use callscribe_core::command::Command;
use callscribe_core::settings::Settings as Choices;
use leptos::prelude::*;

use crate::app::App;
use crate::desk;
use crate::parts::{Skeleton, When, dynamic};
use crate::text::t;

/// The screen.
#[component]
pub fn Settings() -> impl IntoView {
    let app = App::get();
    view! {
        <section class="settings" aria-label=t("tab_settings", &[])>
            <When is=move || app.frame.with(Option::is_some) otherwise=|| view! { <Skeleton /> }>
                <accounts::Accounts />
                <integrations::Integrations />
                <logging::Logging />
                <practice::Practice />
                <About />
            </When>
        </section>
    }
}

/// A part of the screen under its heading.
#[component]
fn Group(id: &'static str, #[prop(into)] title: String, #[prop(optional, into)] words: String, children: Children) -> impl IntoView {
    view! {
        <section class="group" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            {(!words.is_empty()).then(|| view! { <p class="muted">{words}</p> })}
            {children()}
        </section>
    }
}

/// A choice that is on or off, with one line on what it does.
#[component]
fn Switch(
    #[prop(into)] label: String,
    #[prop(into)] words: String,
    on: impl Fn() -> bool + Send + 'static,
    set: impl Fn(bool) + 'static,
) -> impl IntoView {
    view! {
        <label class="switch setting">
            <input type="checkbox" role="switch" prop:checked=on on:change=move |event| set(event_target_checked(&event)) />
            <span>{label}<small>{words}</small></span>
        </label>
    }
}

/// A button that asks before it acts, in place.
#[component]
fn Sure(
    #[prop(into)] label: String,
    #[prop(into)] question: Signal<String>,
    #[prop(into)] yes: String,
    act: impl Fn() + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let asks = RwSignal::new(false);
    let (label, yes, act) = (StoredValue::new(label), StoredValue::new(yes), StoredValue::new(act));
    view! {
        <When is=move || asks.get() otherwise=move || view! {
            <button class="quiet bad" on:click=move |_| asks.set(true)>{label.get_value()}</button>
        }>
            <div class="sure" role="alertdialog" aria-label=label.get_value()>
                <p>{dynamic(move || question.get())}</p>
                <button class="danger" on:click=move |_| { asks.set(false); act.with_value(|act| act()) }>{yes.get_value()}</button>
                <button on:click=move |_| asks.set(false)>{t("do_keep", &[])}</button>
            </div>
        </When>
    }
}

/// Changes one choice; shown at once, and kept by the worker.
fn change(app: App, change: impl FnOnce(&mut Choices)) {
    let changed = app.frame.try_update(|frame| {
        let frame = frame.as_mut()?;
        change(&mut frame.settings);
        Some(frame.settings.clone())
    });
    if let Some(settings) = changed.flatten() {
        desk::command(Command::ChangeSettings(settings));
    }
}

#[component]
fn About() -> impl IntoView {
    let app = App::get();
    let set_aside = app.of_frame(|f| f.counters.quarantined);
    view! {
        <Group id="settings-about" title=t("settings_about", &[])>
            <p class="muted">{t("about_version", &[&callscribe_browser::runtime::version()])}</p>
            <When is=move || set_aside.get().is_some_and(|n| n != 0)>
                <p class="muted">{dynamic(move || t("about_set_aside", &[&set_aside.get().unwrap_or(0).to_string()]))}</p>
            </When>
            <p class="muted">{t("about_not_logged", &[])}</p>
        </Group>
    }
}
