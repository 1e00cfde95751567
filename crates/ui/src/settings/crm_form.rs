//! Connect a CRM through its own interface: where it is, and the agent's own key, or signing in on its page. The key stays in its field
//! until it is sent.

use callscribe_browser::runtime;
use callscribe_core::integration::{Integration, IntegrationId, IntegrationKind, VendorName};
use callscribe_core::question::{Answer, Question, Secret};
use callscribe_core::views::address::Address;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::access::all_allowed;
use super::connect::{Outcome, text_field};
use super::sign_in::{clear, secret_field, typed};
use super::tested::why_not;
use super::vendor::{Asked, Offer};
use crate::app::App;
use crate::ask::{ask, unexpected};
use crate::parts::{Link, doing, effect, memo};
use crate::screen::Screen;
use crate::text::t;
use crate::{desk, parts};

/// The form; with an integration it signs in to that one again.
#[component]
pub fn ConnectCrm(vendor: VendorName, again: Option<IntegrationId>) -> impl IntoView {
    let app = App::get();
    let name = vendor.for_eyes();
    let Offer { form, needs, promise, fields, key: asks_key, page } = Offer::of(vendor);
    let asked = RwSignal::new(Asked::of_new(vendor));
    let result = RwSignal::new(None::<(bool, String)>);
    let key = NodeRef::<Input>::new();
    let first = if again.is_some() || fields.is_empty() { "crm-key" } else { fields[0].id };
    let known = begin(app, again, form, asked, first);
    let fields = fields.into_iter().map(|text| text_field(form, asked, text)).collect_view();
    let key_field = asks_key.map(|(label, hint)| secret_field("crm-key", &t(label, &[]), &t(hint, &[]), key));
    let link = t(if asks_key.is_some() { "crm_key_page" } else { "crm_client_page" }, &[name]);
    let comes_back = asks_key.is_none().then(|| view! { <p class="muted">{t("client_redirect", &[&runtime::redirect_url("")])}</p> });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        connect(app, vendor, form, asked.get_untracked(), key, result);
    };
    view! {
        <form class="form" aria-label=t("do_connect_named", &[name]) data-testid="connect-crm" on:submit=doing(submit)>
            <h2 dir="auto">{move || known.get().map_or_else(|| name.to_owned(), |integration| integration.name)}</h2>
            <p class="muted">{t(needs, &[])}</p>
            <div class="form-body">
                {fields}
                {key_field}
                <p><Link href=page.to_owned()>{link}</Link></p>
                {comes_back}
                <p class="muted" data-testid="promise">{t(promise, &[])}</p>
            </div>
            <footer class="form-foot">
                <Outcome result />
                <button type="submit" class="primary">{t(if asks_key.is_some() { "do_connect" } else { "do_sign_in_tab" }, &[])}</button>
            </footer>
        </form>
    }
}

/// Starts with what was kept, or with the integration to sign in to again.
fn begin(app: App, again: Option<IntegrationId>, form: &str, asked: RwSignal<Asked>, first: &'static str) -> Memo<Option<Integration>> {
    if again.is_some() {
        parts::begin_at(first);
    } else {
        desk::begin(form.to_owned(), asked, first);
    }
    let known = memo(move || app.frame.with(|f| f.as_ref()?.integration(again.as_ref()?).cloned()));
    effect(move || {
        if let Some(Integration { kind: IntegrationKind::Direct(server), .. }) = known.get() {
            asked.set(Asked::again(server));
        }
    });
    known
}

/// Asks for access to exactly the hosts it needs, then signs in; the worker adds the integration, and the settings show it.
fn connect(app: App, vendor: VendorName, form: &'static str, asked: Asked, key: NodeRef<Input>, result: RwSignal<Option<(bool, String)>>) {
    let name = vendor.for_eyes();
    let Some(places) = Address::of_crm(vendor, &asked.url) else { return result.set(Some((false, t("url_bad", &[])))) };
    let Asked { url, database, client_id } = asked;
    let (typed, client_id) = (typed(key), client_id.trim().to_owned());
    let missing = match Offer::of(vendor).key {
        Some((label, _)) => typed.trim().is_empty().then_some(label),
        None => client_id.is_empty().then_some("field_client_id"),
    };
    if let Some(label) = missing {
        return result.set(Some((false, t("crm_missing", &[&t(label, &[])]))));
    }
    let question = match vendor {
        VendorName::Salesforce => Question::ConnectSalesforce { login: url, client_id },
        _ => Question::Connect { vendor, url, database, key: Secret(typed) },
    };
    result.set(Some((true, t("ask_waits", &[]))));
    spawn_local(async move {
        let said = if all_allowed(&places).await {
            let answer = ask(question).await;
            clear(key);
            match answer {
                Ok(Answer::SignedIn { id, user }) => Ok((id, user)),
                Ok(other) => Err(why_not(&unexpected(&other), name)),
                Err(error) => Err(why_not(&error, name)),
            }
        } else {
            let hosts: Vec<&str> = places.iter().map(|place| place.host.as_str()).collect();
            Err(t("access_refused", &[&hosts.join(", ")]))
        };
        match said {
            Ok((id, user)) => {
                desk::drop_form(form);
                app.tested.update(|tested| drop(tested.remove(&id)));
                app.say(if user.is_empty() { t("said_signed_in", &[name]) } else { t("said_signed_in_as", &[name, &user]) });
                app.go(Screen::Settings);
            }
            // The form may be closed already.
            Err(words) => drop(result.try_set(Some((false, words)))),
        }
    });
}
