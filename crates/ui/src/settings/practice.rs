//! The practice line: add it, let it ring, play a whole day, and remove it cleanly.

use crate::parts::{When, doing};
use callscribe_core::account::AccountKind;
use callscribe_core::command::Command;
use leptos::prelude::*;

use super::{Group, Sure};
use crate::app::App;
use crate::desk;
use crate::text::t;

/// The practice line's place in the settings.
#[component]
pub fn Practice() -> impl IntoView {
    let app = App::get();
    let is_there = app.of_frame(|f| f.lines().any(|a| a.kind == AccountKind::Practice));
    let said = move |command: Command, words: &'static str| {
        desk::command(command);
        app.say(t(words, &[]));
    };
    view! {
        <Group id="settings-practice" title=t("settings_practice", &[]) words=t("settings_practice_words", &[])>
            <div class="actions">
                <When is=move || is_there.get() == Some(true) otherwise=move || view! {
                    <button on:click=doing(move |_| said(Command::StartPractice, "said_practice_added"))>{t("do_practice_add", &[])}</button>
                }>
                    <button on:click=doing(move |_| said(Command::PracticeCall, "said_practice_call"))>{t("do_practice_call", &[])}</button>
                    <button on:click=doing(move |_| said(Command::PlayPracticeDay, "said_practice_day"))>{t("do_practice_day", &[])}</button>
                    <Sure
                        label=t("do_practice_remove", &[])
                        question=t("practice_remove_sure", &[])
                        yes=t("do_practice_remove", &[])
                        act=move || said(Command::RemovePractice, "said_practice_removed")
                    />
                </When>
            </div>
        </Group>
    }
}
