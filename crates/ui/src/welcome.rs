//! First run: try it at once, or three steps to the agent's own phone and CRM.

use callscribe_core::command::Command;
use callscribe_core::settings::Settings;
use leptos::prelude::*;

use crate::app::App;
use crate::desk;
use crate::parts::doing;
use crate::screen::Screen;
use crate::settings::ZoneOffer;
use crate::text::t;

/// What a fresh installation shows in place of an empty list.
#[component]
pub fn Welcome() -> impl IntoView {
    let app = App::get();
    let practice = move |_| {
        desk::command(Command::StartPractice);
        welcomed(app);
    };
    let skip = move |_| welcomed(app);
    view! {
        <section class="welcome" data-testid="welcome">
            <h2>{t("welcome_title", &[])}</h2>
            <p>{t("welcome_words", &[])}</p>
            <button class="primary big" id="just-try-it" on:click=doing(practice)>{t("welcome_try", &[])}</button>
            <p class="muted">{t("welcome_try_words", &[])}</p>
            <ol class="steps">
                <li>
                    <b>{t("welcome_step_phone", &[])}</b>
                    <span>{t("welcome_step_phone_words", &[])}</span>
                    <div class="actions">
                        <button on:click=doing(move |_| app.go(Screen::AddRingCentral))>{t("account_add_ringcentral", &[])}</button>
                        <button on:click=doing(move |_| app.go(Screen::AddAsterisk))>{t("account_add_asterisk", &[])}</button>
                    </div>
                </li>
                <li>
                    <b>{t("welcome_step_crm", &[])}</b>
                    <span>{t("welcome_step_crm_words", &[])}</span>
                    <div class="actions">
                        <button on:click=doing(move |_| app.go(Screen::AddCrm))>{t("integration_add_crm", &[])}</button>
                    </div>
                </li>
                <li>
                    <b>{t("welcome_step_automatic", &[])}</b>
                    <span>{t("welcome_step_automatic_words", &[])}</span>
                    <div class="actions">
                        <button on:click=doing(move |_| app.go(Screen::Settings))>{t("tab_settings", &[])}</button>
                    </div>
                </li>
            </ol>
            <ZoneOffer />
            <button class="quiet" on:click=doing(skip)>{t("welcome_skip", &[])}</button>
        </section>
    }
}

fn welcomed(app: App) {
    let settings = app.frame.with_untracked(|f| f.as_ref().map(|f| f.settings.clone()));
    desk::command(Command::ChangeSettings(Settings { welcomed: true, ..settings.unwrap_or_default() }));
}
