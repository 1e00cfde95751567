//! Integrations: how they are, what they promise, whether they log by themselves.

use crate::parts::{When, doing, dynamic, memo};
use callscribe_browser::clock;
use callscribe_core::command::Command;
use callscribe_core::entry::LogEntry;
use callscribe_core::integration::{AppConnect, Dedupe, Direct, Integration, IntegrationId, IntegrationKind, SignIn, Vendor};
use callscribe_core::question::{Answer, Question};
use callscribe_core::store::{Query, Store, index};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::choices::Choices;
use super::tested::TestResult;
use super::{Group, Sure, Switch};
use crate::app::App;
use crate::ask::{ask, why};
use crate::screen::Screen;
use crate::text::{count, t};
use crate::{desk, shelf, time};

/// The integrations, and ways to connect one.
#[component]
pub fn Integrations() -> impl IntoView {
    let app = App::get();
    let all = app.of_frame(|f| f.connected().cloned().collect::<Vec<_>>());
    let has_book = move || all.with(|all| all.iter().flatten().any(|i| i.id == IntegrationId::address_book()));
    let add_book = move |_| {
        let book = Integration::address_book(IntegrationId::address_book(), &t("book_name", &[]), clock::wall(), false);
        desk::command(Command::AddIntegration(Box::new(book)));
    };
    view! {
        <Group id="settings-integrations" title=t("settings_integrations", &[]) words=t("settings_integrations_words", &[])>
            <ul class="plain cards">
                <For each=move || all.get().unwrap_or_default() key=|i| i.id.clone() let:integration>
                    <Card id=integration.id />
                </For>
            </ul>
            <div class="actions">
                <button on:click=doing(move |_| app.go(Screen::AddCrm))>{t("integration_add_crm", &[])}</button>
                <When is=move || !has_book()><button on:click=doing(add_book)>{t("integration_add_book", &[])}</button></When>
            </div>
        </Group>
    }
}

/// One integration; it stays the same element while its state changes.
#[component]
fn Card(id: IntegrationId) -> impl IntoView {
    let app = App::get();
    let own = StoredValue::new(id);
    let this = memo(move || app.frame.with(|f| f.as_ref()?.integration(&own.get_value()).cloned()));
    let name = move || this.get().map(|i| i.name).unwrap_or_default();
    let status =
        move || this.get().map(|i| view! { <p class=status_class(&i) data-testid="integration-state">{status_words(app, &i)}</p> });
    let promise = move || this.get().map(|i| promise_words(i.capabilities.dedupe));
    let automatic = move || this.get().is_some_and(|i| i.automatic_since.is_some());
    let set_automatic = move |on| desk::command(Command::SetAutomatic { integration: own.get_value(), on });
    let is_book = move || this.get().is_some_and(|i| i.is_address_book());
    view! {
        <li class="thing" data-testid="integration">
            <b dir="auto">{name}</b>
            {status}
            <p class="muted">{promise}</p>
            <Switch label=t("automatic_label", &[]) words=t("automatic_words", &[]) on=automatic set=set_automatic />
            <Choices id=own this />
            <When is=is_book otherwise=move || view! { <Server own this /> }>
                <div class="actions">
                    <button on:click=doing(move |_| app.go(Screen::Book(own.get_value())))>{t("do_open_book", &[])}</button>
                    <Remove own this />
                </div>
            </When>
        </li>
    }
}

/// What can be done with a server: test, sign in again, sign out, remove.
#[component]
fn Server(own: StoredValue<IntegrationId>, this: Memo<Option<Integration>>) -> impl IntoView {
    let app = App::get();
    let result = RwSignal::new(None::<(bool, String)>);
    let asked = move |question: Question| {
        result.set(Some((true, t("ask_waits", &[]))));
        let id = own.get_value();
        app.tested.update(|tested| drop(tested.remove(&id)));
        spawn_local(async move {
            let name = app.name_of(&id);
            let said = match ask(question).await {
                Ok(Answer::Tested(tried)) => {
                    app.tested.update(|tested| drop(tested.insert(id, tried)));
                    None
                }
                Ok(_) => Some((true, t("said_signed_out", &[&name]))),
                Err(error) => Some((false, why(&error, &name))),
            };
            // The screen may be left already.
            let _ = result.try_set(said);
        });
    };
    let sign_in = move |_| {
        if let Some(integration) = this.get_untracked() {
            app.go(Screen::sign_in(&integration));
        }
    };
    let signed_in = move || this.get().is_some_and(|i| i.sign_in == SignIn::Works);
    view! {
        <div class="actions">
            <When is=signed_in otherwise=move || view! {
                <button class="primary" on:click=doing(sign_in)>{t("do_sign_in_again", &[])}</button>
            }>
                <button on:click=doing(move |_| asked(Question::TestIntegration { id: own.get_value() }))>{t("do_test", &[])}</button>
                <button on:click=doing(move |_| asked(Question::SignOut { id: own.get_value() }))>{t("do_sign_out", &[])}</button>
            </When>
            <Remove own this />
        </div>
        {dynamic(move || result.get().map(|(ok, words)| view! {
            <p class=if ok { "status ok" } else { "status bad" } role="status">{words}</p>
        }))}
        <TestResult this />
    }
}

/// Removing asks first, naming how many calls wait (G7).
#[component]
fn Remove(own: StoredValue<IntegrationId>, this: Memo<Option<Integration>>) -> impl IntoView {
    let waiting = shelf::live(|| async {
        let open = |by| Query::all(Store::Entries).by(by);
        let answers = shelf::read(vec![open(index::DUE), open(index::UNRESOLVED)]).await?;
        Some(shelf::records::<LogEntry>(answers.iter().flatten()).into_iter().map(|e| e.key.integration).collect::<Vec<_>>())
    });
    let question = Signal::derive(move || {
        let n = waiting.with(|all| all.iter().flatten().filter(|id| **id == own.get_value()).count());
        let name = this.get().map(|i| i.name).unwrap_or_default();
        format!("{} {}", t("integration_remove_sure", &[&name]), count(n as u64, "integration_waiting_one", "integration_waiting_many"))
    });
    let act = move || desk::command(Command::RemoveIntegration(own.get_value()));
    view! { <Sure label=t("do_remove", &[]) question yes=t("do_remove", &[]) act /> }
}

fn status_class(integration: &Integration) -> &'static str {
    match (integration.sign_in, integration.paused_until) {
        (SignIn::Needed, _) => "status bad",
        (SignIn::Works, Some(_)) => "status wait",
        (SignIn::Works, None) => "status ok",
    }
}

fn status_words(app: App, integration: &Integration) -> String {
    match (integration.sign_in, integration.paused_until, &integration.kind) {
        (SignIn::Needed, ..) => t("state_needs_sign_in", &[]),
        (_, Some(until), _) => t("state_paused_until", &[&time::until(until, app.now.get())]),
        (_, _, IntegrationKind::AddressBook { practice: true }) => t("state_practice_book", &[]),
        (_, _, IntegrationKind::AddressBook { .. }) => t("state_book", &[]),
        (_, _, IntegrationKind::AppConnect(AppConnect { server_url: url, .. })) => t("state_signed_in", &[url]),
        (_, _, IntegrationKind::Direct(server)) => t("state_signed_in", &[&place(server)]),
    }
}

/// Where a CRM is, so that two accounts of one kind can be told apart.
fn place(server: &Direct) -> String {
    let page = if server.pages.is_empty() { &server.url } else { &server.pages };
    match &server.vendor {
        Vendor::Odoo { database, .. } if !database.is_empty() => format!("{page}, {database}"),
        _ => page.clone(),
    }
}

/// What it can promise (G8).
fn promise_words(dedupe: Dedupe) -> String {
    match dedupe {
        Dedupe::Upsert => t("promise_upsert", &[]),
        Dedupe::Find { .. } => t("promise_find", &[]),
        Dedupe::None => t("promise_none", &[]),
    }
}
