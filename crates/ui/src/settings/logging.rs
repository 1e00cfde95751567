//! What is logged: missed and internal calls, what opens after a call, numbers that are never logged.

use callscribe_core::question::{Answer, Question};
use callscribe_core::settings::AfterCall;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::controls::{Lock, locked, place_of};
use super::{Choice, Group, Switch, change};
use crate::app::App;
use crate::ask::{ask, why};
use crate::parts::{Field, dynamic};
use crate::text::t;

const AFTER: [AfterCall; 3] = [AfterCall::Nothing, AfterCall::LogAndOpenForm, AfterCall::OnlyOpenForm];

/// The choices that belong to no single integration.
#[component]
pub fn Logging() -> impl IntoView {
    let app = App::get();
    let settings = app.of_frame(|f| f.settings.clone());
    let missed = move || settings.get().is_some_and(|s| s.log_missed);
    let after = move || settings.get().map_or(0, |s| place_of(&AFTER, &s.after_call));
    let internal = move || settings.get().is_some_and(|s| s.log_internal);
    view! {
        <Group id="settings-logging" title=t("settings_logging", &[])>
            <Switch
                label=t("missed_label", &[])
                words=t("missed_words", &[])
                on=missed
                set=move |on| change(app, |s| s.log_missed = on)
                place="/log_missed"
            />
            <Switch
                label=t("internal_label", &[])
                words=t("internal_words", &[])
                on=internal
                set=move |on| change(app, |s| s.log_internal = on)
                place="/log_internal"
            />
            <Choice
                id="after-call"
                label=t("after_call_label", &[])
                words=t("after_call_words", &[])
                options=vec![t("after_call_nothing", &[]), t("after_call_log_and_form", &[]), t("after_call_form", &[])]
                chosen=after
                set=move |at: usize| change(app, |s| s.after_call = AFTER[at])
                place="/after_call"
            />
            <NeverLog />
        </Group>
    }
}

/// Numbers that never reach a CRM (A14).
#[component]
fn NeverLog() -> impl IntoView {
    let app = App::get();
    let numbers = app.of_frame(|f| f.settings.never_log.clone());
    let lock = locked("/never_log");
    let typed = RwSignal::new(String::new());
    let bad = RwSignal::new(None::<String>);
    let add = move || {
        let raw = typed.get_untracked();
        spawn_local(async move {
            match ask(Question::ParseNumber { raw }).await {
                Ok(Answer::Number(number)) if !number.key.is_empty() => {
                    change(app, |s| {
                        if !s.never_log.contains(&number.key) {
                            s.never_log.push(number.key)
                        }
                    });
                    typed.set(String::new());
                }
                Ok(_) => bad.set(Some(t("ask_not_a_number", &[]))),
                Err(error) => bad.set(Some(why(&error, ""))),
            }
        });
    };
    let line = move |key: String| {
        let (own, words) = (key.clone(), t("do_remove_named", &[&key]));
        let remove = move |_| change(app, |s| s.never_log.retain(|k| *k != own));
        view! { <li>{key}<button class="quiet" aria-label=words disabled=lock on:click=remove>{t("do_remove", &[])}</button></li> }
    };
    view! {
        <div class="with-button">
            <Field id="never-log" label=t("never_log_label", &[]) hint=t("never_log_words", &[]) error=Signal::derive(move || bad.get())>
                <input
                    id="never-log"
                    type="tel"
                    autocomplete="off"
                    disabled=lock
                    prop:value=move || typed.get()
                    on:input=move |event| { bad.set(None); typed.set(event_target_value(&event)) }
                    on:keydown=move |event| if event.key() == "Enter" { event.prevent_default(); add() }
                />
            </Field>
            <button disabled=lock on:click=move |_| add()>{t("do_add", &[])}</button>
        </div>
        <Lock is=lock />
        <ul class="plain never">{dynamic(move || numbers.get().unwrap_or_default().into_iter().map(line).collect_view())}</ul>
    }
}
