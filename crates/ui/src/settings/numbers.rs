//! Numbers (I7): their region, how they are shown, and what else a CRM is searched with.

use callscribe_core::settings::NumberStyle;
use leptos::prelude::*;

use super::controls::place_of;
use super::formats::Formats;
use super::region::Region;
use super::{Choice, Fold, change};
use crate::app::App;
use crate::text::t;

const STYLES: [NumberStyle; 2] = [NumberStyle::National, NumberStyle::International];

/// The group.
#[component]
pub fn Numbers() -> impl IntoView {
    let app = App::get();
    let style = app.of_frame(|f| f.settings.numbers);
    view! {
        <Fold id="settings-numbers" title=t("settings_numbers", &[]) words=t("settings_numbers_words", &[])>
            <Region />
            <Choice
                id="number-style"
                label=t("style_label", &[])
                words=t("style_words", &[])
                options=vec![t("style_national", &[]), t("style_international", &[])]
                chosen=move || style.get().map_or(0, |style| place_of(&STYLES, &style))
                set=move |at: usize| change(app, |s| s.numbers = STYLES[at])
                place="/numbers"
            />
            <Formats />
        </Fold>
    }
}
