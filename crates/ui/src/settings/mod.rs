//! Settings: phone accounts, integrations, what is logged and when, what a log says, numbers; each says in one line what it does.

mod access;
mod accounts;
mod add_asterisk;
mod add_crm;
mod add_ringcentral;
mod add_server;
mod choices;
mod connect;
mod content;
mod controls;
mod crm_form;
mod data;
mod diagnostics;
mod expect;
mod formats;
mod integrations;
mod keys;
mod list;
mod logging;
mod numbers;
mod practice;
mod region;
mod remembered;
mod responses;
mod restored;
mod sign_in;
mod tested;
mod timing;
mod vendor;
mod zone;

pub use add_asterisk::AddAsterisk;
pub use add_crm::AddCrm;
pub use add_ringcentral::AddRingCentral;
pub use add_server::AddServer;
pub use crm_form::ConnectCrm;
pub use zone::ZoneOffer;

use callscribe_core::command::Command;
use callscribe_core::settings::Settings as Choices;
use leptos::prelude::*;

use crate::app::App;
use crate::desk;
use crate::parts::{Skeleton, When, dynamic};
use crate::text::t;
use controls::{Choice, Fold, Group, Sure, Switch, Tick};

/// The screen.
#[component]
pub fn Settings() -> impl IntoView {
    let app = App::get();
    view! {
        <section class="settings" aria-label=t("tab_settings", &[])>
            <When is=move || app.frame.with(Option::is_some) otherwise=|| view! { <Skeleton /> }>
                <accounts::Accounts />
                <integrations::Integrations />
                <logging::Logging />
                <timing::Timing />
                <responses::ResponseList />
                <content::Content />
                <numbers::Numbers />
                <remembered::RememberedContacts />
                <keys::Keys />
                <data::Data />
                <practice::Practice />
                <expect::Expect />
                <diagnostics::Diagnostics />
                <About />
            </When>
        </section>
    }
}

/// Changes one choice; shown at once, and kept by the worker.
fn change(app: App, change: impl FnOnce(&mut Choices)) {
    let changed = app.choose(|frame| {
        change(&mut frame.settings);
        Some(frame.settings.clone())
    });
    if let Some(settings) = changed {
        desk::command(Command::ChangeSettings(settings));
    }
}

#[component]
fn About() -> impl IntoView {
    let app = App::get();
    let set_aside = app.of_frame(|f| f.counters.quarantined);
    view! {
        <Group id="settings-about" title=t("settings_about", &[])>
            <p class="muted">{t("about_version", &[&callscribe_browser::runtime::version()])}</p>
            <When is=move || set_aside.get().is_some_and(|n| n != 0)>
                <p class="muted">{dynamic(move || t("about_set_aside", &[&set_aside.get().unwrap_or(0).to_string()]))}</p>
            </When>
        </Group>
    }
}
