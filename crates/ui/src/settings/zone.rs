//! The zone quiet hours are meant in (D3): any the browser knows, and the agent's own offered where it is far from the usual one.

use callscribe_browser::clock;
use callscribe_core::settings::DigestSettings;
use leptos::prelude::*;

use super::change;
use super::controls::{Lock, locked};
use super::timing::is_untouched;
use crate::app::App;
use crate::parts::{Field, doing, dynamic, live};
use crate::text::t;

/// All zones by name.
#[component]
pub fn Zones() -> impl IntoView {
    let app = App::get();
    let lock = locked("/digest/zone");
    let chosen = app.of_frame(|f| f.settings.digest.zone.clone());
    let mut names = clock::zone_names();
    names.extend(chosen.get_untracked().filter(|zone| !names.contains(zone)));
    let option = move |name: String| {
        let (own, value) = (name.clone(), name.clone());
        view! { <option value=value prop:selected=live(move || chosen.get().as_ref() == Some(&own))>{name}</option> }
    };
    view! {
        <Field id="zone" label=t("zone_label", &[]) hint=t("zone_words", &[])>
            <select id="zone" disabled=lock on:change=doing(move |event| change(app, |s| s.digest.zone = event_target_value(&event)))>
                {names.into_iter().map(option).collect_view()}
            </select>
            <Lock is=lock />
        </Field>
    }
}

/// Offers the agent's own zone while nobody chose quiet hours and theirs is three hours or more away from the usual one.
#[component]
pub fn ZoneOffer() -> impl IntoView {
    let app = App::get();
    let digest = app.of_frame(|f| Some(f.settings.digest.clone()).filter(|_| !f.managed.locks("/digest/zone")));
    let own = clock::own_zone();
    dynamic(move || {
        let digest = digest.get()??;
        let now = app.now.get_untracked();
        let table = |name: &str| clock::zone(name, now).ok();
        let is_far =
            is_untouched(&digest) && table(&own).zip(table(&digest.zone)).is_some_and(|(own, set)| DigestSettings::is_far(&set, &own, now));
        let own = own.clone();
        is_far.then(|| {
            let words = t("zone_offer", &[&digest.zone, &own]);
            let yes = t("do_use_zone", &[&own]);
            view! {
                <div class="offer" data-testid="zone-offer">
                    <p>{words}</p>
                    <button on:click=doing(move |_| change(app, |s| s.digest.zone.clone_from(&own)))>{yes}</button>
                </div>
            }
        })
    })
}
