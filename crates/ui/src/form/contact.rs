//! The contact and association of one integration in the log form.

use callscribe_core::contact::Contact;
use callscribe_core::entry::{ContactChoice, NewContact as Made};
use callscribe_core::integration::{ContactType, IntegrationId};
use callscribe_core::question::{Answer, Question, QuestionError};
use callscribe_core::store::{Query, Store};
use callscribe_core::views::form::{FormError, Part};
use callscribe_core::{call::Call, case::CallRow};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::answers::{About, Answers};
use super::log::FormState;
use crate::app::App;
use crate::ask::{ask, unexpected, why};
use crate::parts::{self, Field, When, doing, dynamic, live, memo};
use crate::shelf;
use crate::text::t;

/// Choose a contact, make one, or search for one; then what the call also belongs to.
#[component]
pub fn ContactPart(state: FormState, integration: IntegrationId) -> impl IntoView {
    let id = StoredValue::new(integration);
    let part = memo(move || state.part(&id.get_value()));
    let trouble = RwSignal::new(None::<String>);
    look_up(state, id, trouble);
    let contacts = move || part.get().map(|p| p.contacts).unwrap_or_default();
    let error = Signal::derive(move || {
        let id = id.get_value();
        state.errors.with(|errors| errors.contains(&FormError::ContactMissing(id)).then(|| t("form_contact_missing", &[])))
    });
    let group = move || format!("contact-{}", id.get_value().as_str());
    view! {
        <div class="part-contact" class:bad=live(move || error.get().is_some()) role="radiogroup" aria-label=t("field_contact", &[])>
            <span class="label" aria-hidden="true">{t("field_contact", &[])}</span>
            <For each=contacts key=|c| c.id.clone() let:contact>
                <Candidate state part id contact group=group() />
            </For>
            <NewContact state part id group=group() />
            {dynamic(move || error.get().map(|words| view! { <p class="field-error" role="alert">{words}</p> }))}
            {dynamic(move || trouble.get().map(|words| view! { <p class="field-error" role="alert">{words}</p> }))}
        </div>
        <ByName state id trouble />
        <Associations state part id />
        <Answers state part id about=About::Log />
    }
}

#[component]
fn Candidate(state: FormState, part: Memo<Option<Part>>, id: StoredValue<IntegrationId>, contact: Contact, group: String) -> impl IntoView {
    let own = contact.id.clone();
    let is_chosen = move || match part.get().and_then(|p| p.chosen) {
        Some(ContactChoice::Known(known)) => known.id == own,
        _ => false,
    };
    let words = describe(&contact);
    let radio = radio_id(&id.get_value(), &contact.id);
    let name = contact.name.clone();
    let choose = move |_| state.change_part(&id.get_value(), |part| part.choose(ContactChoice::Known(Box::new(contact.clone()))));
    view! {
        <label class="option">
            <input type="radio" id=radio name=group prop:checked=live(is_chosen) on:change=doing(choose) />
            <span class="option-name" dir="auto">{name}</span>
            <small dir="auto">{words}</small>
        </label>
    }
}

fn radio_id(integration: &IntegrationId, contact: &str) -> String {
    format!("contact-{}-{contact}", integration.as_str())
}

/// What tells contacts of one name apart: kind and company.
pub fn describe(contact: &Contact) -> String {
    [contact.kind.as_str(), contact.company.as_str()].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A contact to be made: a name, and where the integration has several kinds and asks more, those (C5, K6).
#[component]
fn NewContact(state: FormState, part: Memo<Option<Part>>, id: StoredValue<IntegrationId>, group: String) -> impl IntoView {
    let new = memo(move || part.with(|part| part.as_ref()?.new_contact().cloned()));
    let is_new = memo(move || new.with(Option::is_some));
    let change = move |change: Box<dyn FnOnce(&mut Made)>| state.change_part(&id.get_value(), |part| part.choose_new(change));
    let field = StoredValue::new(format!("new-{}", id.get_value().as_str()));
    let error = Signal::derive(move || {
        let id = id.get_value();
        state.errors.with(|errors| errors.contains(&FormError::NameMissing(id)).then(|| t("form_name_missing", &[])))
    });
    view! {
        <label class="option">
            <input type="radio" name=group prop:checked=is_new on:change=doing(move |_| change(Box::new(|_| ()))) />
            <span class="option-name">{t("form_new_contact", &[])}</span>
        </label>
        <When is=move || is_new.get()>
            <div class="new-contact">
                <Field id=field.get_value() label=t("field_name", &[]) error>
                    <input
                        id=field.get_value()
                        type="text"
                        autocomplete="off"
                        dir="auto"
                        aria-invalid=live(move || error.get().is_some().then_some("true"))
                        prop:value=live(move || new.with(|new| new.as_ref().map(|new| new.name.clone()).unwrap_or_default()))
                        on:input=doing(move |event| change(Box::new(move |new| new.name = event_target_value(&event))))
                    />
                </Field>
                <Kinds state part id />
                <Answers state part id about=About::NewContact />
            </div>
        </When>
    }
}

/// Of which kind the contact is to be, where there are several.
#[component]
fn Kinds(state: FormState, part: Memo<Option<Part>>, id: StoredValue<IntegrationId>) -> impl IntoView {
    let kinds = memo(move || part.with(|part| part.as_ref().map(|part| part.contact_types.clone()).unwrap_or_default()));
    let chosen = move || part.with(|part| part.as_ref()?.new_contact().map(|new| new.kind.clone())).unwrap_or_default();
    let choose = move |event| {
        let kind = event_target_value(&event);
        state.change_part(&id.get_value(), |part| part.choose_new(|new| new.kind = kind));
    };
    let field = StoredValue::new(format!("kind-{}", id.get_value().as_str()));
    let option = move |kind: ContactType| {
        let own = kind.value.clone();
        view! { <option value=kind.value prop:selected=live(move || chosen() == own)>{kind.display}</option> }
    };
    view! {
        <When is=move || kinds.with(|kinds| kinds.len() > 1)>
            <Field id=field.get_value() label=t("field_kind", &[])>
                <select id=field.get_value() on:change=doing(choose)>
                    {dynamic(move || kinds.get().into_iter().map(option).collect_view())}
                </select>
            </Field>
        </When>
    }
}

/// Searches the integration by name and adds what it finds to the contacts.
#[component]
fn ByName(state: FormState, id: StoredValue<IntegrationId>, trouble: RwSignal<Option<String>>) -> impl IntoView {
    let app = App::get();
    let typed = RwSignal::new(String::new());
    let can = move || app.frame.with(|f| f.as_ref()?.integration(&id.get_value()).map(|i| i.capabilities.search_by_name)) == Some(true);
    let search = move || {
        let integration = id.get_value();
        let name = typed.get_untracked();
        if name.trim().is_empty() {
            return;
        }
        spawn_local(async move {
            let answer = ask(Question::SearchContacts { integration: integration.clone(), name: name.clone() }).await;
            match contacts_of(answer) {
                Ok(found) if found.is_empty() => trouble.set(Some(t("search_found_nobody", &[&name, &app.name_of(&integration)]))),
                Ok(found) => add(state, &integration, found, trouble),
                Err(error) => trouble.set(Some(why(&error, &app.name_of(&integration)))),
            }
        });
    };
    let field = StoredValue::new(format!("by-name-{}", id.get_value().as_str()));
    let enter = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" && !event.ctrl_key() && !event.meta_key() {
            event.prevent_default();
            search();
        }
    };
    view! {
        <When is=can>
            <div class="by-name">
                <label class="sr-only" for=field.get_value()>{t("field_search_by_name", &[])}</label>
                <input
                    id=field.get_value()
                    type="text"
                    autocomplete="off"
                    placeholder=t("field_search_by_name", &[])
                    prop:value=live(move || typed.get())
                    on:input=doing(move |event| typed.set(event_target_value(&event)))
                    on:keydown=doing(enter)
                />
                <button on:click=doing(move |_| search())>{t("do_search", &[])}</button>
            </div>
        </When>
    }
}

fn add(state: FormState, integration: &IntegrationId, found: Vec<Contact>, trouble: RwSignal<Option<String>>) {
    trouble.set(None);
    if let Some(first) = found.first() {
        parts::focus(radio_id(integration, &first.id));
    }
    state.change_part(integration, |part| {
        let new = found.into_iter().filter(|c| !part.contacts.iter().any(|known| known.id == c.id)).collect::<Vec<_>>();
        part.contacts.extend(new);
    });
}

/// The contacts of an answer.
///
/// # Errors
/// What went wrong.
pub fn contacts_of(answer: Result<Answer, QuestionError>) -> Result<Vec<Contact>, QuestionError> {
    match answer? {
        Answer::Contacts(contacts) => Ok(contacts),
        other => Err(unexpected(&other)),
    }
}

/// What the call also belongs to: a deal, an order; only where the contact has any.
#[component]
fn Associations(state: FormState, part: Memo<Option<Part>>, id: StoredValue<IntegrationId>) -> impl IntoView {
    let all = memo(move || part.get().map(|p| p.associations()).unwrap_or_default());
    let chosen = move || part.get().and_then(|p| p.association).map(|a| a.id).unwrap_or_default();
    let choose = move |event| {
        let wanted = event_target_value(&event);
        let association = all.get_untracked().into_iter().find(|a| a.id == wanted);
        state.change_part(&id.get_value(), |part| part.association = association);
    };
    let field = StoredValue::new(format!("association-{}", id.get_value().as_str()));
    view! {
        <When is=move || !all.with(Vec::is_empty)>
            <Field id=field.get_value() label=t("field_association", &[])>
                <select id=field.get_value() prop:value=live(chosen) on:change=doing(choose)>
                    <option value="">{t("association_none", &[])}</option>
                    {dynamic(move || all.get().into_iter().map(|a| {
                        let title = if a.open { a.title.clone() } else { t("association_closed", &[&a.title]) };
                        let selected = { let id = a.id.clone(); move || chosen() == id };
                        view! { <option value=a.id.clone() selected=selected>{title}</option> }
                    }).collect_view())}
                </select>
            </Field>
        </When>
    }
}

/// Asks the integration for the number where nobody has yet: an old call is looked up only when it is shown (A1).
fn look_up(state: FormState, id: StoredValue<IntegrationId>, trouble: RwSignal<Option<String>>) {
    let app = App::get();
    let integration = id.get_value();
    let part = state.form.with_untracked(|f| f.as_ref().map(|f| (f.call.clone(), f.parts.clone())));
    let Some((call, parts)) = part else { return };
    if parts.iter().any(|p| p.integration == integration && p.looked) {
        return;
    }
    spawn_local(async move {
        let row = shelf::first::<CallRow>(Query::key(Store::Calls, call.key())).await;
        let Some(number) = row.map(|row: CallRow| Call::other(&row.call)).filter(|n| n.can_be_looked_up()) else { return };
        match contacts_of(ask(Question::FindContacts { integration: integration.clone(), number }).await) {
            Ok(found) => state.change_part(&integration, |part| part.found(found)),
            Err(error) => {
                // The form may be closed already.
                let _ = trouble.try_set(Some(why(&error, &app.name_of(&integration))));
            }
        }
    });
}
