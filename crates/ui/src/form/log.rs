//! The log form of one call: one part per integration, the note, and Save.

use callscribe_core::call::CallId;
use callscribe_core::case::{CallRow, Case};
use callscribe_core::command::Command;
use callscribe_core::integration::{Integration, IntegrationId};
use callscribe_core::settings::Response;
use callscribe_core::views::form::{FormError, LogForm, Part, PartState};
use callscribe_core::views::remembered;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::audio::AudioPart;
use super::contact::ContactPart;
use super::said::{Attendees, FollowUpPart, ResponseField};
use crate::app::App;
use crate::earlier::EarlierCalls;
use crate::follow_ups::FollowUpState;
use crate::icon::Icon;
use crate::parts::{self, Empty, Field, Link, Skeleton, When, doing, dynamic, effect, live, memo};
use crate::screen::{FollowUpOf, Screen};
use crate::text::t;
use crate::{desk, responses, shelf, time, who};

/// Characters of a note a CRM's summary field takes (K3).
const SUMMARY: usize = 500;

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
    effect(move || row.set(case.get().flatten().map(|case| case.row())));
    hold_while_open(state);
    let audio_of = StoredValue::new(call.clone());
    let follow_up = FollowUpState::new(&FollowUpOf::Call(call.clone()));
    let save = move || save(app, state, follow_up);
    let keys = parts::form_keys(save, move || app.go(Screen::Calls));
    let digits = move |event: web_sys::KeyboardEvent| {
        if parts::is_plain(&event)
            && !parts::is_typing(&event)
            && let Some(response) = responses::of_digit(&responses::list(app).get_untracked(), &event.key())
        {
            event.prevent_default();
            respond(app, state, follow_up, response);
        }
    };
    let ids = memo(move || {
        state.form.with(|f| f.as_ref().map(|f| f.parts.iter().map(|p| p.integration.clone()).collect::<Vec<_>>()).unwrap_or_default())
    });
    let cancel = move |_| {
        desk::drop_form(&form_name(&call));
        follow_up.forget();
        app.go(Screen::Calls);
    };
    let gone = move || case.get() == Some(None) && app.revision.get() > 0;
    view! {
        <section class="form" aria-label=t("form_log", &[]) data-testid="log-form" on:keydown=doing(move |event: web_sys::KeyboardEvent| {
            digits(event.clone());
            keys(event);
        })>
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
                    <ResponseField state />
                    <Field id="form-note" label=t("field_note", &[])>
                        <textarea
                            id="form-note"
                            rows="4"
                            dir="auto"
                            prop:value=live(move || state.form.with(|f| f.as_ref().map(|f| f.note.clone()).unwrap_or_default()))
                            on:input=doing(move |event| state.change(|form| form.note = event_target_value(&event)))
                        ></textarea>
                        <Summary state />
                    </Field>
                    {dynamic(move || row.with_untracked(|row| row.as_ref().map(|row| view! { <Attendees state others=others(row) /> })))}
                    <AudioPart call=audio_of.get_value() />
                    <FollowUpPart state follow_up />
                    {dynamic(move || row.with_untracked(|row| row.as_ref().map(|row| {
                        view! { <EarlierCalls number=row.call.other().key but=row.call.id.clone() /> }
                    })))}
                </div>
            </When>
            <footer class="form-foot">
                {dynamic(move || state.errors.with(|e| e.contains(&FormError::NothingChosen)).then(|| view! {
                    <p class="field-error" role="alert">{t("form_nothing_chosen", &[])}</p>
                }))}
                <button on:click=doing(cancel)>{t("do_cancel", &[])}</button>
                <button class="primary" id="form-save" disabled=live(move || state.form.with(Option::is_none)) on:click=doing(move |_| save())>
                    {t("do_save_log", &[])}
                    <kbd aria-hidden="true">"Ctrl ↵"</kbd>
                </button>
            </footer>
        </section>
    }
}

/// The further numbers of a conference.
fn others(row: &CallRow) -> Vec<String> {
    let told = row.call.facts.others.iter().flat_map(|fact| &fact.value);
    told.map(|number| number.shown.clone()).filter(|shown| !shown.is_empty()).collect()
}

/// How much of the note a CRM's summary field takes; the whole note goes beside it (K3).
#[component]
fn Summary(state: FormState) -> impl IntoView {
    let typed = memo(move || state.form.with(|form| form.as_ref().map_or(0, |form| form.note.chars().count())));
    let words = move || {
        let used = typed.get();
        view! {
            <small class="counter" class:bad=(used > SUMMARY)>
                {format!("{used}/{SUMMARY}")}
                {(used > SUMMARY).then(|| t("summary_cut", &[]))}
            </small>
        }
    };
    dynamic(words)
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
    let part = memo(move || state.part(&id.get_value()));
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
                    <input type="checkbox" prop:checked=live(is_on) disabled=live(move || !can()) on:change=doing(switched) />
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
    effect(move || {
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
                focus_what_is_open(app, state);
            }
        });
    });
}

/// Nothing below the agent writes while the form is open (C4); a saved form needs no release.
fn hold_while_open(state: FormState) {
    let held = StoredValue::new(Vec::new());
    effect(move || {
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

/// A digit chooses a response. That is all a clear call needs, so it is saved; a response that offers a follow-up comes to that first.
fn respond(app: App, state: FormState, follow_up: FollowUpState, response: Response) {
    state.change(|form| form.response = response.name);
    let wants_follow_up = state.form.with_untracked(|form| form.as_ref().is_some_and(|form| form.follow_up));
    if response.offers_follow_up && !wants_follow_up {
        return parts::focus("form-follow-up".into());
    }
    save(app, state, follow_up);
}

/// The keys begin where the agent has to say something: a contact, unless it is still being looked up, else the response.
fn focus_what_is_open(app: App, state: FormState) {
    let missing = state.form.with_untracked(|form| {
        let form = form.as_ref()?;
        let is_looked_up = |id: &IntegrationId| form.parts.iter().any(|part| part.integration == *id && !part.looked);
        let mut missing = form.save(asks_response(app)).err()?;
        missing.retain(|error| !matches!(error, FormError::ContactMissing(id) if is_looked_up(id)));
        Some(missing)
    });
    let missing = missing.unwrap_or_default();
    parts::focus_first(match missing.first() {
        Some(FormError::ResponseMissing) => ".responses input",
        Some(FormError::AnswerMissing(..)) => ".part .field input, .part .field select",
        Some(_) => ".form input:not([disabled]):not([type=checkbox]), .form textarea",
        None => ".responses input:checked, .form textarea",
    });
}

fn asks_response(app: App) -> bool {
    responses::list(app).with_untracked(|list| !list.is_empty())
}

fn save(app: App, state: FormState, follow_up: FollowUpState) {
    let Some(form) = state.form.get_untracked() else { return };
    let planned = if form.follow_up { follow_up.save() } else { None };
    match form.save(asks_response(app)) {
        Ok(commands) if planned.is_some() == form.follow_up => {
            commands.into_iter().chain(planned.map(|one| Command::SaveFollowUp(Box::new(one)))).for_each(desk::command);
            desk::drop_form(&form_name(&form.call));
            follow_up.forget();
            state.form.set(None);
            app.say(t("said_saved", &[]));
            return app.go(Screen::Calls);
        }
        Ok(_) => {}
        Err(errors) => state.errors.set(errors),
    }
    parts::focus_first(".field.bad input, .part-contact.bad input, .field.bad select");
}
