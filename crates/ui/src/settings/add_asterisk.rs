//! Connect an Asterisk or FreePBX over ARI. The password goes to the worker by message and nowhere else.

use callscribe_core::account::{AccountKind, PhoneAccount};
use callscribe_core::question::{Question, Secret};
use callscribe_core::views::address::Address;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::access::allowed;
use super::connect::{Outcome, Text, text_field};
use crate::app::App;
use crate::ask::{ask, why};
use crate::desk;
use crate::parts::{Field, doing};
use crate::screen::Screen;
use crate::text::t;

const FORM: &str = "asterisk";

/// What lies half-filled on the desk: everything but the password.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Asked {
    name: String,
    url: String,
    user: String,
    endpoint: String,
}

/// The form.
#[component]
pub fn AddAsterisk() -> impl IntoView {
    let app = App::get();
    let asked = RwSignal::new(known(app));
    let password = NodeRef::<Input>::new();
    let result = RwSignal::new(None::<(bool, String)>);
    desk::begin(FORM.into(), asked, "asterisk-url");
    let submit = move || {
        let secret = password.get_untracked().map(|input| Secret(input.value())).unwrap_or_else(|| Secret(String::new()));
        connect(app, asked.get_untracked(), secret, password, result);
    };
    let text = move |id, label, hint, at| text_field(FORM, asked, Text { id, label, hint, at });
    view! {
        <form class="form" aria-label=t("account_add_asterisk", &[]) on:submit=doing(move |event: web_sys::SubmitEvent| { event.prevent_default(); submit() })>
            <p class="muted">{t("asterisk_words", &[])}</p>
            <div class="form-body">
                {text("asterisk-url", "field_url", "asterisk_url_hint", |a| &mut a.url)}
                {text("asterisk-user", "field_user", "asterisk_user_hint", |a| &mut a.user)}
                <Field id="asterisk-password" label=t("field_password", &[])>
                    <input id="asterisk-password" type="password" autocomplete="off" node_ref=password />
                </Field>
                {text("asterisk-endpoint", "field_endpoint", "asterisk_endpoint_hint", |a| &mut a.endpoint)}
                {text("asterisk-name", "field_shown_name", "asterisk_name_hint", |a| &mut a.name)}
            </div>
            <footer class="form-foot">
                <Outcome result />
                <button type="submit" class="primary">{t("do_connect", &[])}</button>
            </footer>
        </form>
    }
}

/// An Asterisk that is there gives the form its fields, so that a new password is all there is to type.
fn known(app: App) -> Asked {
    let of = |account: &PhoneAccount| match &account.kind {
        AccountKind::Asterisk { url, user, endpoint, .. } => {
            Some(Asked { name: account.name.clone(), url: url.clone(), user: user.clone(), endpoint: endpoint.clone() })
        }
        _ => None,
    };
    app.frame.with_untracked(|f| f.as_ref().and_then(|f| f.lines().find_map(of))).unwrap_or_default()
}

fn connect(app: App, asked: Asked, password: Secret, field: NodeRef<Input>, result: RwSignal<Option<(bool, String)>>) {
    let Some(address) = Address::parse(&asked.url) else { return result.set(Some((false, t("url_bad", &[])))) };
    let name = if asked.name.trim().is_empty() { address.host.clone() } else { asked.name.trim().to_owned() };
    result.set(Some((true, t("ask_waits", &[]))));
    spawn_local(async move {
        let said = if allowed(&address).await {
            let question = Question::AddAsterisk {
                name: name.clone(),
                url: address.url,
                user: asked.user.trim().to_owned(),
                password,
                endpoint: asked.endpoint.trim().to_owned(),
            };
            ask(question).await.map_err(|error| why(&error, &name))
        } else {
            Err(t("access_refused", &[&address.host]))
        };
        match said {
            Ok(_) => {
                if let Some(input) = field.try_get_untracked().flatten() {
                    input.set_value("");
                }
                desk::drop_form(FORM);
                app.say(t("said_connected", &[&name]));
                app.go(Screen::Settings);
            }
            Err(words) => drop(result.try_set(Some((false, words)))),
        }
    });
}
