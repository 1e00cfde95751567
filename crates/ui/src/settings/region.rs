//! The region numbers without a country code belong to (I7), by the names the browser's language has.

use js_sys::{Array, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::change;
use super::controls::{Lock, locked};
use crate::app::App;
use crate::parts::{Field, doing, live};
use crate::text::t;
use callscribe_core::order::InOrder;

/// ISO 3166 codes of regions with telephone numbers of their own.
const REGIONS: &str = "AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF \
CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ \
GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA \
MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW \
PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US \
UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

#[wasm_bindgen]
extern "C" {
    /// `Intl.DisplayNames`, which js-sys does not bind.
    #[wasm_bindgen(js_namespace = Intl, js_name = DisplayNames)]
    type DisplayNames;

    #[wasm_bindgen(constructor, js_namespace = Intl, js_class = "DisplayNames", catch)]
    fn new(locales: &Array, options: &Object) -> Result<DisplayNames, JsValue>;

    #[wasm_bindgen(method)]
    fn of(this: &DisplayNames, code: &str) -> Option<String>;
}

/// Regions by name, in the order of the names.
fn regions() -> Vec<(String, &'static str)> {
    let options = Object::new();
    // A plain object takes any property.
    let _ = Reflect::set(&options, &"type".into(), &"region".into());
    let names = DisplayNames::new(&Array::new(), &options).ok();
    let name = |code: &str| names.as_ref().and_then(|names| names.of(code)).unwrap_or_else(|| code.to_owned());
    let mut all: Vec<_> = REGIONS.split_whitespace().map(|code| (name(code), code)).collect();
    all.order();
    all
}

/// The choice.
#[component]
pub fn Region() -> impl IntoView {
    let app = App::get();
    let lock = locked("/region");
    let chosen = app.of_frame(|f| f.settings.region.clone());
    let option = move |(name, code): (String, &'static str)| {
        view! { <option value=code selected=live(move || chosen.get().as_deref() == Some(code))>{name}</option> }
    };
    view! {
        <Field id="region" label=t("region_label", &[]) hint=t("region_words", &[])>
            <select id="region" disabled=lock on:change=doing(move |event| change(app, |s| s.region = event_target_value(&event)))>
                {regions().into_iter().map(option).collect_view()}
            </select>
            <Lock is=lock />
        </Field>
    }
}
