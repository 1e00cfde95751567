//! What an integration asks besides contact and note: its own fields, with its own words (K6).

use callscribe_core::integration::{Field as Asked, FieldKind, IntegrationId};
use callscribe_core::views::form::{FormError, Part};
use leptos::prelude::*;

use super::log::FormState;
use crate::parts::{Field, doing, dynamic, live, memo};
use crate::text::t;

/// What the questions are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The call, at the chosen contact.
    Log,
    /// The contact to be made.
    NewContact,
}

impl About {
    fn asked(self, part: &Part) -> Vec<Asked> {
        match self {
            Self::Log => part.asked().cloned().collect(),
            Self::NewContact => part.asked_of_new().cloned().collect(),
        }
    }

    fn answer(self, part: &Part, field: &str) -> String {
        match self {
            Self::Log => part.answer(field).to_owned(),
            Self::NewContact => part.answer_of_new(field).to_owned(),
        }
    }

    fn set(self, part: &mut Part, field: String, answer: String) {
        match self {
            Self::Log => drop(part.answers.insert(field, answer)),
            Self::NewContact => part.choose_new(|new| drop(new.answers.insert(field, answer))),
        }
    }
}

/// What is asked about the log or the contact to be made.
#[component]
pub fn Answers(state: FormState, part: Memo<Option<Part>>, id: StoredValue<IntegrationId>, about: About) -> impl IntoView {
    let asked = memo(move || part.with(|part| part.as_ref().map(|part| about.asked(part)).unwrap_or_default()));
    dynamic(move || asked.get().into_iter().map(|field| view! { <Answer state part id about field /> }).collect_view())
}

#[component]
fn Answer(state: FormState, part: Memo<Option<Part>>, id: StoredValue<IntegrationId>, about: About, field: Asked) -> impl IntoView {
    let name = StoredValue::new(field.name.clone());
    let element = StoredValue::new(match about {
        About::Log => format!("answer-{}-{}", id.get_value().as_str(), field.name),
        About::NewContact => format!("new-{}-{}", id.get_value().as_str(), field.name),
    });
    let value = move || part.with(|part| part.as_ref().map(|part| name.with_value(|name| about.answer(part, name))).unwrap_or_default());
    let set = move |answer: String| state.change_part(&id.get_value(), |part| about.set(part, name.get_value(), answer));
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
                prop:value=live(value)
                aria-invalid=live(move || error.get().is_some().then_some("true"))
                on:input=doing(move |event| set(event_target_value(&event)))
            />
        }
    };
    let control = match field.kind {
        FieldKind::Checkbox => {
            return view! {
                <label class="switch">
                    <input type="checkbox" prop:checked=live(move || value() == "true") on:change=doing(move |event| set(event_target_checked(&event).to_string())) />
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
                view! { <option value=value_of prop:selected=live(move || value() == own)>{title}</option> }
            };
            view! {
                <select id=element.get_value() on:change=doing(move |event| set(event_target_value(&event)))>
                    {option(String::new(), t("answer_none", &[]))}
                    {options.into_iter().map(|one| option(one.value, one.title)).collect_view()}
                </select>
            }
            .into_any()
        }
    };
    view! { <Field id=element.get_value() label error>{control}</Field> }.into_any()
}
