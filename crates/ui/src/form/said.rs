//! What the agent says of a call beside the note: the response, who took part, and a follow-up (K1, K5).

use callscribe_core::views::form::FormError;
use leptos::prelude::*;

use super::log::FormState;
use crate::app::App;
use crate::follow_ups::{Fields, FollowUpState, fill};
use crate::parts::{Field, Skeleton, When, doing, dynamic, effect, live, memo};
use crate::responses::{self, Responses};
use crate::screen::FollowUpOf;
use crate::text::t;

/// How the other side responded.
#[component]
pub fn ResponseField(state: FormState) -> impl IntoView {
    let list = responses::list(App::get());
    let chosen = Signal::derive(move || state.form.with(|form| form.as_ref().map(|form| form.response.clone()).unwrap_or_default()));
    let choose = Callback::new(move |response: String| state.change(|form| form.response = response));
    let is_missing = move || state.errors.with(|errors| errors.contains(&FormError::ResponseMissing));
    view! {
        <When is=move || !list.with(Vec::is_empty) || chosen.with(|chosen| !chosen.is_empty())>
            <div class="field" class:bad=live(is_missing)>
                <span class="label" aria-hidden="true">{t("field_response", &[])}</span>
                <Responses name="response".to_owned() chosen choose />
                {dynamic(move || is_missing().then(|| view! { <p class="field-error" role="alert">{t("form_response_missing", &[])}</p> }))}
            </div>
        </When>
    }
}

/// Who else took part; the further numbers of a conference are offered (A12).
#[component]
pub fn Attendees(state: FormState, others: Vec<String>) -> impl IntoView {
    let options = others.into_iter().map(|number| view! { <option value=number></option> }).collect_view();
    view! {
        <Field id="form-attendees" label=t("field_attendees", &[]) hint=t("attendees_hint", &[])>
            <input
                id="form-attendees"
                type="text"
                dir="auto"
                autocomplete="off"
                list="form-others"
                prop:value=live(move || state.form.with(|form| form.as_ref().map(|form| form.attendees.clone()).unwrap_or_default()))
                on:input=doing(move |event| state.change(|form| form.attendees = event_target_value(&event)))
            />
            <datalist id="form-others">{options}</datalist>
        </Field>
    }
}

/// A follow-up made with the log: a tick is enough, for tomorrow at the same time.
#[component]
pub fn FollowUpPart(state: FormState, follow_up: FollowUpState) -> impl IntoView {
    let is_on = memo(move || state.form.with(|form| form.as_ref().is_some_and(|form| form.follow_up)));
    let call = move || state.form.with_untracked(|form| form.as_ref().map(|form| form.call.clone()));
    effect(move || {
        if is_on.get()
            && follow_up.form.with_untracked(Option::is_none)
            && let Some(call) = call()
        {
            fill(follow_up, FollowUpOf::Call(call));
        }
    });
    view! {
        <fieldset class="part" data-testid="follow-up-part">
            <legend>
                <label class="switch">
                    <input
                        type="checkbox"
                        id="form-follow-up"
                        prop:checked=live(move || is_on.get())
                        on:change=doing(move |event| state.change(|form| form.follow_up = event_target_checked(&event)))
                    />
                    <span>{t("form_follow_up", &[])}</span>
                </label>
            </legend>
            <When is=move || is_on.get()>
                <When is=move || follow_up.form.with(Option::is_some) otherwise=|| view! { <Skeleton /> }>
                    <Fields state=follow_up />
                </When>
            </When>
        </fieldset>
    }
}
