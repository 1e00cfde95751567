//! What an integration asks besides contact and note: its own fields, with its own words (K6).

use callscribe_core::integration::{Field as Asked, FieldKind, IntegrationId};
use callscribe_core::views::form::{FormError, Part};
use leptos::prelude::*;

use super::log::FormState;
use crate::parts::{Field, dynamic};
use crate::text::t;

/// The fields asked of the chosen contact.
#[component]
pub fn Answers(state: FormState, part: Memo<Option<Part>>, id: StoredValue<IntegrationId>) -> impl IntoView {
    let asked =
        Memo::new(move |_| part.with(|part| part.as_ref().map(|part| part.asked().cloned().collect::<Vec<Asked>>()).unwrap_or_default()));
    dynamic(move || asked.get().into_iter().map(|field| view! { <Answer state part id field /> }).collect_view())
}

#[component]
fn Answer(state: FormState, part: Memo<Option<Part>>, id: StoredValue<IntegrationId>, field: Asked) -> impl IntoView {
    let name = StoredValue::new(field.name.clone());
    let element = StoredValue::new(format!("answer-{}-{}", id.get_value().as_str(), field.name));
    let value =
        move || part.with(|part| part.as_ref().map(|part| name.with_value(|name| part.answer(name).to_owned())).unwrap_or_default());
    let set = move |answer: String| {
        state.change_part(&id.get_value(), |part| {
            part.answers.insert(name.get_value(), answer);
        });
    };
    let error = Signal::derive(move || {
        let missing = FormError::AnswerMissing(id.get_value(), name.get_value());
        state.errors.with(|errors| errors.contains(&missing)).then(|| t("field_missing", &[]))
    });
    let label = if field.required { t("field_required", &[&field.title]) } else { field.title };
    let typed = move |kind: &'static str, list: Option<String>| {
        view! {
            <input
                id=element.get_value()
                type=kind
                list=list
                dir="auto"
                autocomplete="off"
                prop:value=value
                aria-invalid=move || error.get().is_some().then_some("true")
                on:input=move |event| set(event_target_value(&event))
            />
        }
    };
    let control = match field.kind {
        FieldKind::Checkbox => {
            return view! {
                <label class="switch">
                    <input type="checkbox" prop:checked=move || value() == "true" on:change=move |event| set(event_target_checked(&event).to_string()) />
                    <span dir="auto">{label}</span>
                </label>
            }
            .into_any();
        }
        FieldKind::Text => typed("text", None).into_any(),
        FieldKind::Date => typed("date", None).into_any(),
        FieldKind::Choice { options, free: true } => {
            let list = format!("options-{}", element.get_value());
            let options = options.into_iter().map(|one| view! { <option value=one.value>{one.title}</option> }).collect_view();
            view! {
                {typed("text", Some(list.clone()))}
                <datalist id=list>{options}</datalist>
            }
            .into_any()
        }
        FieldKind::Choice { options, free: false } => {
            let option = move |value_of: String, title: String| {
                let own = value_of.clone();
                view! { <option value=value_of prop:selected=move || value() == own>{title}</option> }
            };
            view! {
                <select id=element.get_value() on:change=move |event| set(event_target_value(&event))>
                    {option(String::new(), t("answer_none", &[]))}
                    {options.into_iter().map(|one| option(one.value, one.title)).collect_view()}
                </select>
            }
            .into_any()
        }
    };
    view! { <Field id=element.get_value() label error>{control}</Field> }.into_any()
}
