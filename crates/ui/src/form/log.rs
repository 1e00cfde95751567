//! The log form of one call: one part per integration, the note, and Save.

use callscribe_core::call::CallId;
use callscribe_core::case::{CallRow, Case};
use callscribe_core::command::Command;
use callscribe_core::integration::{Integration, IntegrationId};
use callscribe_core::views::form::{FormError, LogForm, Part, PartState};
use callscribe_core::views::remembered;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::contact::ContactPart;
use crate::app::App;
use crate::icon::Icon;
use crate::parts::{self, Empty, Field, Link, Skeleton, When, dynamic};
use crate::screen::Screen;
use crate::text::t;
use crate::{desk, shelf, time, who};

/// The form as it is filled in, and what is missing.
#[derive(Debug, Clone, Copy)]
pub struct FormState {
    /// `None` until the call was read.
    pub form: RwSignal<Option<LogForm>>,
    /// What Save found missing.
    pub errors: RwSignal<Vec<FormError>>,
}

impl FormState {
    /// Changes the form and puts it on the desk.
    pub fn change(self, change: impl FnOnce(&mut LogForm)) {
        self.form.update(|form| {
            if let Some(form) = form {
                change(form);
                desk::keep_form(&form_name(&form.call), form);
            }
        });
        self.errors.set(Vec::new());
    }

    /// Changes one integration's part.
    pub fn change_part(self, integration: &IntegrationId, change: impl FnOnce(&mut Part)) {
        self.change(|form| {
            if let Some(part) = form.part_mut(integration) {
                change(part);
            }
        });
    }

    /// One integration's part.
    pub fn part(self, integration: &IntegrationId) -> Option<Part> {
        self.form.with(|form| form.as_ref()?.parts.iter().find(|p| p.integration == *integration).cloned())
    }
}

fn form_name(call: &CallId) -> String {
    format!("log/{}", call.key())
}

/// The log form.
#[component]
pub fn Log(call: CallId) -> impl IntoView {
    let app = App::get();
    let state = FormState { form: RwSignal::new(None), errors: RwSignal::new(Vec::new()) };
    let case = {
        let call = call.clone();
        shelf::live(move || shelf::case(call.clone()))
    };
    let row = RwSignal::new(None::<CallRow>);
    fill(app, state, case, call.clone());
    Effect::new(move |_| row.set(case.get().flatten().map(|case| case.row())));
    hold_while_open(state);
    let save = move || save(app, state);
    let keys = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "Enter" if event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            save();
        }
        "Escape" => {
            event.prevent_default();
            app.go(Screen::Calls);
        }
        _ => {}
    };
    let ids = Memo::new(move |_| {
        state.form.with(|f| f.as_ref().map(|f| f.parts.iter().map(|p| p.integration.clone()).collect::<Vec<_>>()).unwrap_or_default())
    });
    let cancel = move |_| {
        desk::drop_form(&form_name(&call));
        app.go(Screen::Calls);
    };
    let gone = move || case.get() == Some(None) && app.revision.get() > 0;
    view! {
        <section class="form" aria-label=t("form_log", &[]) data-testid="log-form" on:keydown=keys>
            <When is=move || row.with(Option::is_some) otherwise=move || view! {
                <When is=gone otherwise=|| view! { <Skeleton /> }>
                    <Empty title=t("form_waits", &[]) words=t("form_waits_words", &[]) />
                </When>
            }>
                {dynamic(move || row.get().map(|row| view! { <About row /> }))}
                <div class="form-body">
                    <For each=move || ids.get() key=IntegrationId::clone let:integration>
                        <PartView state integration />
                    </For>
                    <When is=move || ids.with(Vec::is_empty)>
                        <p class="muted">{t("form_no_integration", &[])}</p>
                    </When>
                    <Field id="form-note" label=t("field_note", &[])>
                        <textarea
                            id="form-note"
                            rows="4"
                            dir="auto"
                            prop:value=move || state.form.with(|f| f.as_ref().map(|f| f.note.clone()).unwrap_or_default())
                            on:input=move |event| state.change(|form| form.note = event_target_value(&event))
                        ></textarea>
                    </Field>
                </div>
            </When>
            <footer class="form-foot">
                {dynamic(move || state.errors.with(|e| e.contains(&FormError::NothingChosen)).then(|| view! {
                    <p class="field-error" role="alert">{t("form_nothing_chosen", &[])}</p>
                }))}
                <button on:click=cancel>{t("do_cancel", &[])}</button>
                <button class="primary" id="form-save" disabled=move || state.form.with(Option::is_none) on:click=move |_| save()>
                    {t("do_save_log", &[])}
                    <kbd aria-hidden="true">"Ctrl ↵"</kbd>
                </button>
            </footer>
        </section>
    }
}

/// The call the form is about; what the phone account reported is read-only (C3).
#[component]
fn About(row: CallRow) -> impl IntoView {
    let app = App::get();
    let (glyph, class) = who::picture(&row.call);
    let beside = who::beside(&row);
    view! {
        <div class="about">
            <span class=class><Icon glyph /><span class="sr-only">{who::direction_words(row.call.direction())}</span></span>
            <div class="running-who">
                <b dir="auto">{who::title(&row.call, &row.face)}</b>
                <small dir="auto">{beside.map(|b| format!("{b} · "))}{who::outcome(&row.call)}</small>
            </div>
            <time>{time::moment(row.call.start(), app.now.get_untracked())}</time>
        </div>
    }
}

/// One integration: a switch, and while it is on, contact and association.
#[component]
fn PartView(state: FormState, integration: IntegrationId) -> impl IntoView {
    let id = StoredValue::new(integration.clone());
    let part = Memo::new(move |_| state.part(&id.get_value()));
    let name = move || part.get().map(|p| p.name).unwrap_or_default();
    let is_on = move || part.get().is_some_and(|p| p.on && p.can_be_logged());
    let can = move || part.get().is_some_and(|p| p.can_be_logged());
    let switched = move |event| {
        let on = event_target_checked(&event);
        state.change_part(&id.get_value(), |part| part.on = on);
    };
    let kind = move || match part.get().map(|p| p.state) {
        Some(PartState::Logged(url)) => {
            let link = url.map(|href| view! { <Link href>{t("do_open_record", &[])}</Link> });
            view! { <p class="part-state ok">{t("part_logged", &[])} " " {link}</p> }.into_any()
        }
        Some(PartState::SignedOut) => view! { <p class="part-state">{t("part_signed_out", &[])}</p> }.into_any(),
        Some(PartState::Gone) => view! { <p class="part-state">{t("part_gone", &[])}</p> }.into_any(),
        Some(PartState::UnderWay) => view! { <p class="part-state">{t("part_under_way", &[])}</p> }.into_any(),
        _ => ().into_any(),
    };
    view! {
        <fieldset class="part" data-testid="log-part">
            <legend>
                <label class="switch">
                    <input type="checkbox" prop:checked=is_on disabled=move || !can() on:change=switched />
                    <span>{name}</span>
                </label>
            </legend>
            {kind}
            <When is=is_on><ContactPart state integration=id.get_value() /></When>
        </fieldset>
    }
}

/// Fills the form once the call is there: with what lies half-filled on the desk, else anew; later only with what changed.
fn fill(app: App, state: FormState, case: RwSignal<Option<Option<Case>>>, call: CallId) {
    let connected = app.of_frame(|f| f.connected().cloned().collect::<Vec<Integration>>());
    let opens = parts::first_time();
    Effect::new(move |_| {
        let (Some(Some(read)), Some(integrations)) = (case.get(), connected.get()) else { return };
        if state.form.with_untracked(Option::is_some) {
            return state.form.update(|form| {
                if let Some(form) = form {
                    form.refresh(&read, &integrations);
                }
            });
        }
        if !opens() {
            return;
        }
        let call = call.clone();
        spawn_local(async move {
            let kept: Option<LogForm> = desk::kept_form(&form_name(&call)).await;
            let (Some(Some(Some(case))), Some(Some(integrations))) = (case.try_get_untracked(), connected.try_get_untracked()) else {
                return;
            };
            let before = remembered::of_number(&case.call.other().key, integrations.iter().map(|i| &i.id));
            let before = remembered::list(shelf::records(shelf::read(before).await.iter().flatten().flatten()));
            let mut form = kept.unwrap_or_else(|| LogForm::open(&case, &integrations, &before));
            form.refresh(&case, &integrations);
            if state.form.try_set(Some(form)).is_none() {
                parts::focus_first(".form input:not([disabled]):not([type=checkbox]), .form textarea");
            }
        });
    });
}

/// Nothing below the agent writes while the form is open (C4); a saved form needs no release.
fn hold_while_open(state: FormState) {
    let held = StoredValue::new(Vec::new());
    Effect::new(move |_| {
        let keys = state.form.with(|form| form.as_ref().map(LogForm::held).unwrap_or_default());
        if !keys.is_empty() && held.with_value(Vec::is_empty) {
            held.set_value(keys.clone());
            desk::command(Command::Hold { keys });
        }
    });
    on_cleanup(move || {
        let keys = held.try_get_value().unwrap_or_default();
        if !keys.is_empty() && state.form.try_with_untracked(Option::is_some) == Some(true) {
            desk::command(Command::Release { keys });
        }
    });
}

fn save(app: App, state: FormState) {
    let Some(form) = state.form.get_untracked() else { return };
    match form.save() {
        Ok(command) => {
            desk::command(command);
            desk::drop_form(&form_name(&form.call));
            state.form.set(None);
            app.say(t("said_saved", &[]));
            app.go(Screen::Calls);
        }
        Err(errors) => {
            state.errors.set(errors);
            parts::focus_first(".field.bad input, .part.bad input, .field.bad select");
        }
    }
}
