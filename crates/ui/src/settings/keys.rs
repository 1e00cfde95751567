//! Keys: all of them at one glance, and the single letters on or off.

use leptos::prelude::*;

use super::Group;
use super::controls::Setting;
use crate::app::App;
use crate::parts::doing;
use crate::text::t;

/// The group.
#[component]
pub fn Keys() -> impl IntoView {
    let app = App::get();
    view! {
        <Group id="settings-keys" title=t("settings_keys", &[])>
            <Setting label=t("single_keys_label", &[]) words=t("single_keys_words", &[]) place="/single_keys" at=|s| &mut s.single_keys />
            <div class="actions"><button on:click=doing(move |_| app.help.set(true))>{t("do_show_keys", &[])}</button></div>
        </Group>
    }
}
