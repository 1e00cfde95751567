//! Connect an App Connect server: its address, what it offers, and signing in by key or in a tab of its own.

use callscribe_core::integration::{Integration, IntegrationId, IntegrationKind};
use callscribe_core::order::OrdMap;
use callscribe_core::question::{Answer, PlatformOffer, Question, QuestionError, Secret, ServerOffer, SignInWay};
use callscribe_core::views::address::Address;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::access::{all_allowed, allowed};
use super::connect::Outcome;
use super::sign_in::SignInPart;
use crate::app::App;
use crate::ask::{ask, unexpected, why};
use crate::desk;
use crate::parts::{self, Field, When, doing, dynamic, effect, live, memo};
use crate::screen::Screen;
use crate::text::t;

const FORM: &str = "server";

/// What lies half-filled on the desk: never a key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The address, as typed.
    pub url: String,
    /// The platform, where the server does not list its own.
    pub platform: String,
    /// The CRM's own host name, where the platform asks for it.
    pub hostname: String,
}

/// What the parts of the form share.
#[derive(Debug, Clone, Copy)]
pub struct ServerState {
    /// As typed.
    pub asked: RwSignal<Asked>,
    /// What the server offers, once it was asked.
    pub offer: RwSignal<Option<ServerOffer>>,
    /// The platform chosen.
    pub chosen: RwSignal<Option<PlatformOffer>>,
    /// What came of it.
    pub result: RwSignal<Option<(bool, String)>>,
}

impl ServerState {
    /// Changes the form and keeps it.
    pub fn change(self, change: impl FnOnce(&mut Asked)) {
        self.asked.update(change);
        self.asked.with_untracked(|asked| desk::keep_form(FORM, asked));
    }

    fn waits(self) {
        self.result.set(Some((true, t("ask_waits", &[]))));
    }

    fn failed(self, words: String) {
        // The form may be closed already.
        let _ = self.result.try_set(Some((false, words)));
    }
}

/// The form; with an integration it signs in to that one again.
#[component]
pub fn AddServer(again: Option<IntegrationId>) -> impl IntoView {
    let app = App::get();
    let state = ServerState {
        asked: RwSignal::new(Asked::default()),
        offer: RwSignal::new(None),
        chosen: RwSignal::new(None),
        result: RwSignal::new(None),
    };
    let known = memo(move || app.frame.with(|f| f.as_ref()?.integration(again.as_ref()?).cloned()));
    begin(state, known);
    let probe = move || probe(state);
    let enter = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            probe();
        }
    };
    let title = move || t(if known.with(Option::is_some) { "server_again" } else { "integration_add_server" }, &[]);
    view! {
        <section class="form" aria-label=live(title) data-testid="add-server">
            {dynamic(move || known.get().map(|integration| view! { <h2 dir="auto">{integration.name}</h2> }))}
            <p class="muted">{t("server_words", &[])}</p>
            <div class="form-body">
                <Field id="server-url" label=t("field_url", &[]) hint=t("server_url_hint", &[])>
                    <input
                        id="server-url"
                        type="url"
                        autocomplete="off"
                        prop:value=live(move || state.asked.get().url)
                        on:input=doing(move |event| state.change(|a| a.url = event_target_value(&event)))
                        on:keydown=doing(enter)
                    />
                </Field>
                <Field id="server-platform" label=t("field_platform", &[]) hint=t("server_platform_hint", &[])>
                    <input
                        id="server-platform"
                        type="text"
                        autocomplete="off"
                        prop:value=live(move || state.asked.get().platform)
                        on:input=doing(move |event| state.change(|a| a.platform = event_target_value(&event)))
                        on:keydown=doing(enter)
                    />
                </Field>
                <div class="actions"><button class="primary" on:click=doing(move |_| probe())>{t("do_look_for_server", &[])}</button></div>
                <Platforms state />
                {dynamic(move || state.chosen.get().map(|platform| view! { <SignInPart state platform /> }))}
                <Outcome result=state.result />
            </div>
        </section>
    }
}

/// Which CRM, where the server speaks for several.
#[component]
fn Platforms(state: ServerState) -> impl IntoView {
    let offered = move || state.offer.get().map(|offer| offer.platforms).filter(|all| all.len() > 1).unwrap_or_default();
    let option = move |platform: PlatformOffer| {
        let (own, name) = (platform.platform.clone(), platform.name.clone());
        let is_chosen = move || state.chosen.with(|c| c.as_ref().is_some_and(|c| c.platform == own));
        view! {
            <label class="option">
                <input type="radio" name="platform" prop:checked=live(is_chosen) on:change=doing(move |_| state.chosen.set(Some(platform.clone()))) />
                <span class="option-name">{name}</span>
            </label>
        }
    };
    view! {
        <When is=move || !offered().is_empty()>
            <div role="radiogroup" aria-label=t("field_platform", &[])>{dynamic(move || offered().into_iter().map(option).collect_view())}</div>
        </When>
    }
}

/// Starts with what was kept, or with the integration to sign in to again.
fn begin(state: ServerState, known: Memo<Option<Integration>>) {
    desk::begin(FORM.into(), state.asked, "server-url");
    effect(move || {
        if let Some(Integration { kind: IntegrationKind::AppConnect(server), .. }) = known.get() {
            state.asked.set(Asked { url: server.server_url, platform: server.platform, hostname: server.hostname });
        }
    });
}

/// Asks the server what it offers.
fn probe(state: ServerState) {
    let asked = state.asked.get_untracked();
    let Some(address) = Address::parse(&asked.url) else { return state.failed(t("url_bad", &[])) };
    state.chosen.set(None);
    state.waits();
    spawn_local(async move {
        if !allowed(&address).await {
            return state.failed(t("access_refused", &[&address.host]));
        }
        let platform = Some(asked.platform.trim().to_owned()).filter(|p| !p.is_empty());
        match ask(Question::ProbeServer { url: address.url, platform }).await {
            Ok(Answer::Server(offer)) => {
                if state.result.try_set(None).is_none() {
                    state.chosen.set(offer.platforms.first().filter(|_| offer.platforms.len() == 1).cloned());
                    state.offer.set(Some(offer));
                    parts::focus_first("[data-testid=add-server] [name=platform], #server-key");
                }
            }
            Ok(other) => state.failed(why(&unexpected(&other), &address.host)),
            Err(error) => state.failed(why(&error, &address.host)),
        }
    });
}

/// Signs in with what was typed; the worker adds the integration, and the settings show it.
pub fn sign_in(
    state: ServerState,
    platform: PlatformOffer,
    api_key: Secret,
    additional: OrdMap<String, Secret>,
    clear: impl Fn() + 'static,
) {
    let Some(offer) = state.offer.get_untracked() else { return };
    let hostname = state.asked.with_untracked(|a| a.hostname.trim().to_owned());
    let places = [Some(offer.server_url.as_str()), platform.comes_back_to.as_deref()];
    let places: Vec<Address> = places.into_iter().flatten().filter_map(Address::parse).collect();
    let question = match platform.sign_in {
        SignInWay::ApiKey { .. } => {
            Question::SignIn { server_url: offer.server_url.clone(), platform: platform.platform, hostname, api_key, additional }
        }
        SignInWay::OAuth => Question::StartOAuth { server_url: offer.server_url.clone(), platform: platform.platform, hostname },
    };
    let app = App::get();
    state.waits();
    spawn_local(async move {
        if !all_allowed(&places).await {
            let hosts: Vec<&str> = places.iter().map(|place| place.host.as_str()).collect();
            return state.failed(t("access_refused", &[&hosts.join(", ")]));
        }
        let outcome = ask(question).await;
        clear();
        match outcome {
            Ok(Answer::SignedIn { id, user }) => {
                desk::drop_form(FORM);
                app.tested.update(|tested| drop(tested.remove(&id)));
                let words =
                    if user.is_empty() { t("said_signed_in", &[&platform.name]) } else { t("said_signed_in_as", &[&platform.name, &user]) };
                app.say(words);
                app.go(Screen::Settings);
            }
            Ok(other) => state.failed(why(&unexpected(&other), &platform.name)),
            Err(QuestionError::Failed(words)) => state.failed(t("ask_failed", &[&words])),
            Err(error) => state.failed(why(&error, &platform.name)),
        }
    });
}
