//! "Connect a CRM": which one, and what each promises. An App Connect server is one more choice, for the CRMs that are not asked directly.

use callscribe_core::integration::VendorName;
use leptos::prelude::*;

use super::vendor::Offer;
use crate::app::App;
use crate::parts::doing;
use crate::screen::Screen;
use crate::text::t;

/// The choice.
#[component]
pub fn AddCrm() -> impl IntoView {
    let vendors = VendorName::ALL.map(|vendor| {
        let (name, offer) = (vendor.for_eyes(), Offer::of(vendor));
        let (needs, promise) = (t(offer.needs, &[]), t(offer.promise, &[]));
        choice(name.into(), needs, Some(promise), t("do_connect_named", &[name]), Screen::Connect(vendor, None))
    });
    let server = choice(t("server_name", &[]), t("server_words", &[]), None, t("integration_add_server", &[]), Screen::AddServer(None));
    view! {
        <section class="form" aria-label=t("integration_add_crm", &[]) data-testid="add-crm">
            <p class="muted">{t("add_crm_words", &[])}</p>
            <ul class="plain cards">{vendors.into_iter().collect_view()}{server}</ul>
        </section>
    }
}

fn choice(name: String, words: String, promise: Option<String>, act: String, to: Screen) -> AnyView {
    let app = App::get();
    view! {
        <li class="thing">
            <b>{name}</b>
            <p class="muted">{words}</p>
            {promise.map(|promise| view! { <p class="muted">{promise}</p> })}
            <div class="actions"><button on:click=doing(move |_| app.go(to.clone()))>{act}</button></div>
        </li>
    }
    .into_any()
}
