//! Connect RingCentral. The sign-in itself happens on its own page; nothing secret is typed here.

use callscribe_browser::runtime;
use callscribe_core::account::{AccountKind, PhoneAccount};
use callscribe_core::question::Question;
use callscribe_core::views::address::Address;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::access::allowed;
use super::connect::{Outcome, Text, text_field};
use crate::app::App;
use crate::ask::{ask, why};
use crate::desk;
use crate::parts::doing;
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
    let text = move |id, label, hint, at| text_field(FORM, asked, Text { id, label, hint, at });
    let submit = move || connect(app, asked.get_untracked(), result);
    view! {
        <form class="form" aria-label=t("account_add_ringcentral", &[]) on:submit=doing(move |event: web_sys::SubmitEvent| { event.prevent_default(); submit() })>
            <p class="muted">{t("ringcentral_words", &[])}</p>
            <div class="form-body">
                {text("ringcentral-client", "field_client_id", "client_id_hint", |a| &mut a.client_id)}
                {text("ringcentral-server", "field_url", "ringcentral_server_hint", |a| &mut a.server)}
                <p class="muted">{t("client_redirect", &[&runtime::redirect_url("")])}</p>
            </div>
            <footer class="form-foot">
                <Outcome result />
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
