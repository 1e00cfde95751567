//! "Change contact" (C2): whom a wrong log belongs to instead.

use callscribe_core::command::Command;
use callscribe_core::contact::{Association, Contact};
use callscribe_core::entry::{ContactChoice, LogEntry, LogStatus};
use leptos::prelude::*;

use super::acts::change_id;
use crate::app::App;
use crate::desk;
use crate::form::{SearchByName, describe};
use crate::parts::{self, Field, When, doing, dynamic, live, memo};
use crate::text::t;

/// Whether there is a record nothing is being sent for.
pub fn can_change_contact(entry: &LogEntry) -> bool {
    let at_rest = matches!(entry.status, LogStatus::Logged(_) | LogStatus::UpdatePending { .. } | LogStatus::UpdateFailed(..));
    at_rest && entry.to_move.is_none()
}

/// Those who have the number, those found by name, and what else it belongs to.
#[component]
pub fn ChangeContact(entry: LogEntry, open: RwSignal<bool>) -> impl IntoView {
    let app = App::get();
    let now = match &entry.contact {
        Some(ContactChoice::Known(contact)) => contact.id.clone(),
        _ => String::new(),
    };
    let others = entry.candidates().iter().filter(|contact| contact.id != now).cloned().collect::<Vec<_>>();
    let people = RwSignal::new(others);
    let chosen = RwSignal::new(None::<Contact>);
    let association = RwSignal::new(None::<Association>);
    let button = StoredValue::new(change_id(&entry));
    let entry = StoredValue::new(entry);
    let choose = move |contact: Contact| {
        let open: Vec<_> = contact.associations.iter().filter(|a| a.open).cloned().collect();
        association.set(if let [only] = &open[..] { Some(only.clone()) } else { None });
        chosen.set(Some(contact));
    };
    let found = Callback::new(move |hits: Vec<Contact>| {
        let hits: Vec<Contact> = hits.into_iter().filter(|hit| hit.id != now).collect();
        if let Some(first) = hits.first() {
            parts::focus(radio_id(first));
            choose(first.clone());
        }
        people.set(hits);
    });
    let close = move || {
        open.set(false);
        button.with_value(|id| parts::focus(id.clone()));
    };
    let save = move |_| {
        let Some(contact) = chosen.get_untracked() else { return };
        app.say(t("said_contact_changed", &[&contact.name]));
        let (key, association) = (entry.with_value(|entry| entry.key.clone()), association.get_untracked());
        desk::command(Command::ChangeContact { key, contact: Box::new(contact), association });
        close();
    };
    let words = move || chosen.with(|c| c.as_ref().map_or_else(|| t("do_change_contact", &[]), |c| t("do_change_to", &[&c.name])));
    let option = move |contact: Contact| {
        let (own, id) = (contact.id.clone(), radio_id(&contact));
        let (name, words) = (contact.name.clone(), describe(&contact));
        let is_chosen = move || chosen.with(|c| c.as_ref().is_some_and(|c| c.id == own));
        view! {
            <label class="option">
                <input type="radio" name="change-contact" id=id prop:checked=live(is_chosen) on:change=doing(move |_| choose(contact.clone())) />
                <span class="option-name" dir="auto">{name}</span>
                <small dir="auto">{words}</small>
            </label>
        }
    };
    let escape = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            close();
        }
    };
    parts::focus("change-search".into());
    view! {
        <div class="change-contact" role="group" aria-label=t("do_change_contact", &[]) data-testid="change-contact" on:keydown=doing(escape)>
            <div class="options" role="radiogroup" aria-label=t("field_contact", &[])>
                {dynamic(move || people.get().into_iter().map(option).collect_view())}
            </div>
            <SearchByName
                integration=entry.with_value(|entry| entry.key.integration.clone())
                id="change-search"
                label=t("field_search_by_name", &[])
                found
            />
            <Behind chosen association />
            <div class="actions">
                <button class="primary" disabled=live(move || chosen.with(Option::is_none)) on:click=doing(save)>{words}</button>
                <button on:click=doing(move |_| close())>{t("do_cancel", &[])}</button>
            </div>
        </div>
    }
}

fn radio_id(contact: &Contact) -> String {
    format!("change-to-{}", contact.id)
}

/// The deal or order it goes with, where the contact has open ones.
#[component]
fn Behind(chosen: RwSignal<Option<Contact>>, association: RwSignal<Option<Association>>) -> impl IntoView {
    let all = memo(move || {
        let open = |contact: &Contact| contact.associations.iter().filter(|a| a.open).cloned().collect::<Vec<_>>();
        chosen.with(|contact| contact.as_ref().map(open).unwrap_or_default())
    });
    let choose = move |event| {
        let id = event_target_value(&event);
        association.set(all.get_untracked().into_iter().find(|a| a.id == id));
    };
    let option = move |one: Association| {
        let id = one.id.clone();
        let is_chosen = move || association.with(|a| a.as_ref().is_some_and(|a| a.id == id));
        view! { <option value=one.id.clone() prop:selected=live(is_chosen)>{one.title}</option> }
    };
    view! {
        <When is=move || !all.with(Vec::is_empty)>
            <Field id="change-association" label=t("field_association", &[])>
                <select id="change-association" on:change=doing(choose)>
                    <option value="" prop:selected=live(move || association.with(Option::is_none))>{t("association_none", &[])}</option>
                    {dynamic(move || all.get().into_iter().map(option).collect_view())}
                </select>
            </Field>
        </When>
    }
}
