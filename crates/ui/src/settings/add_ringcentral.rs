//! Connect RingCentral. The sign-in itself happens on its own page; nothing secret is typed here.

use callscribe_browser::runtime;
use callscribe_core::account::{AccountKind, PhoneAccount};
use callscribe_core::question::Question;
use callscribe_core::views::address::Address;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::access::allowed;
use crate::app::App;
use crate::ask::{ask, why};
use crate::desk;
use crate::parts::{Field, dynamic};
use crate::screen::Screen;
use crate::text::t;

const FORM: &str = "ringcentral";
/// Where everybody's accounts are but those of a sandbox.
const PLATFORM: &str = "https://platform.ringcentral.com";
/// For eyes.
const NAME: &str = "RingCentral";

/// What lies half-filled on the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Asked {
    server: String,
    client_id: String,
}

/// The form.
#[component]
pub fn AddRingCentral() -> impl IntoView {
    let app = App::get();
    let asked = RwSignal::new(known(app));
    let result = RwSignal::new(None::<(bool, String)>);
    desk::begin(FORM.into(), asked, "ringcentral-client");
    let change = move |change: &dyn Fn(&mut Asked)| {
        asked.update(|asked| change(asked));
        asked.with_untracked(|asked| desk::keep_form(FORM, asked));
    };
    let text = move |id: &'static str, label: &'static str, hint: &'static str, get: fn(&Asked) -> &String, set: fn(&mut Asked, String)| {
        view! {
            <Field id=id label=t(label, &[]) hint=t(hint, &[])>
                <input
                    id=id
                    type="text"
                    autocomplete="off"
                    prop:value=move || asked.with(|a| get(a).clone())
                    on:input=move |event| change(&|a| set(a, event_target_value(&event)))
                />
            </Field>
        }
    };
    let submit = move || connect(app, asked.get_untracked(), result);
    view! {
        <form class="form" aria-label=t("account_add_ringcentral", &[]) on:submit=move |event| { event.prevent_default(); submit() }>
            <p class="muted">{t("ringcentral_words", &[])}</p>
            <div class="form-body">
                {text("ringcentral-client", "ringcentral_client", "ringcentral_client_hint", |a| &a.client_id, |a, v| a.client_id = v)}
                {text("ringcentral-server", "field_url", "ringcentral_server_hint", |a| &a.server, |a, v| a.server = v)}
                <p class="muted">{t("ringcentral_redirect", &[&runtime::redirect_url("")])}</p>
                {dynamic(move || result.get().map(|(ok, words)| view! {
                    <p class=if ok { "status" } else { "field-error" } role="alert" data-testid="result">{words}</p>
                }))}
            </div>
            <footer class="form-foot">
                <button type="submit" class="primary">{t("do_sign_in_tab", &[])}</button>
            </footer>
        </form>
    }
}

/// An account that is there gives the form its fields, so that signing in again is one click.
fn known(app: App) -> Asked {
    let of = |account: &PhoneAccount| match &account.kind {
        AccountKind::RingCentral { server, client_id } => Some(Asked { server: server.clone(), client_id: client_id.clone() }),
        _ => None,
    };
    let known = app.frame.with_untracked(|f| f.as_ref().and_then(|f| f.lines().find_map(of)));
    known.unwrap_or_else(|| Asked { server: PLATFORM.into(), client_id: String::new() })
}

fn connect(app: App, asked: Asked, result: RwSignal<Option<(bool, String)>>) {
    let Some(address) = Address::parse(&asked.server) else { return result.set(Some((false, t("url_bad", &[])))) };
    result.set(Some((true, t("ask_waits", &[]))));
    spawn_local(async move {
        let said = if allowed(&address).await {
            let question = Question::AddRingCentral { server: address.url, client_id: asked.client_id.trim().to_owned() };
            ask(question).await.map_err(|error| why(&error, NAME))
        } else {
            Err(t("access_refused", &[&address.host]))
        };
        match said {
            Ok(_) => {
                desk::drop_form(FORM);
                app.say(t("said_connected", &[NAME]));
                app.go(Screen::Settings);
            }
            Err(words) => drop(result.try_set(Some((false, words)))),
        }
    });
}
