//! The switches below a note: for each integration whether its log waits for the note, and the one contact the call belongs to (B2).

use callscribe_core::call::CallId;
use callscribe_core::command::Command;
use callscribe_core::contact::Contact;
use callscribe_core::rules::logs_by_itself;
use callscribe_core::views::note::{DelaySwitch, switches};
use leptos::prelude::*;

use crate::app::App;
use crate::parts::{When, doing, dynamic, live, memo};
use crate::text::{count, t};
use crate::{desk, shelf, time};

/// The switches of a call as they stand.
pub fn of_call(call: CallId) -> Memo<Vec<DelaySwitch>> {
    let app = App::get();
    let case = shelf::live(move || shelf::case(call.clone()));
    let about = app.of_frame(|f| (f.integrations.clone(), f.settings.clone()));
    memo(move || {
        let (Some(Some(case)), Some((integrations, settings))) = (case.get(), about.get()) else { return Vec::new() };
        switches(&case, &integrations, &settings)
    })
}

/// One line per integration that has not logged the call yet.
#[component]
pub fn Switches(all: Memo<Vec<DelaySwitch>>) -> impl IntoView {
    let keys = memo(move || all.with(|all| all.iter().map(|one| one.key.key()).collect::<Vec<_>>()));
    view! {
        <When is=move || !keys.with(Vec::is_empty)>
            <div class="switches" role="group" aria-label=t("switches_label", &[]) data-testid="switches">
                <span class="label" aria-hidden="true">{t("switches_label", &[])}</span>
                <For each=move || keys.get() key=String::clone let:key><Line all key /></For>
            </div>
        </When>
    }
}

#[component]
fn Line(all: Memo<Vec<DelaySwitch>>, key: String) -> impl IntoView {
    let own = key.clone();
    let this = Memo::new(move |old: Option<&Option<DelaySwitch>>| {
        let found = all.with(|all| all.iter().find(|one| one.key.key() == own).cloned());
        found.or_else(|| old.cloned().flatten())
    });
    let name = move || this.with(|one| one.as_ref().map(|one| one.name.clone()));
    let is_on = memo(move || this.with(|one| one.as_ref().is_some_and(|one| one.on)));
    let contacts = memo(move || this.with(|one| one.as_ref().map(people).unwrap_or_default()));
    let words = move || this.get().map(|one| state(&one));
    let set = move |on: bool, contact: Option<Contact>| {
        let Some(one) = this.get_untracked() else { return };
        desk::command(Command::SetDelay { key: one.key, on, contact: contact.map(Box::new) });
    };
    let switched = move |event| {
        let chosen = this.with_untracked(|one| one.as_ref().and_then(|one| one.chosen.clone()));
        set(event_target_checked(&event), chosen);
    };
    let picked = move |event| {
        let id = event_target_value(&event);
        set(true, contacts.get_untracked().into_iter().find(|contact| contact.id == id));
    };
    let chosen = move || this.with(|one| one.as_ref().and_then(|one| one.chosen.as_ref()).map(|c| c.id.clone()).unwrap_or_default());
    let options = move || {
        let option = |contact: Contact| {
            let id = contact.id.clone();
            view! { <option value=contact.id.clone() prop:selected=live(move || chosen() == id)>{contact.name}</option> }
        };
        contacts.get().into_iter().map(option).collect_view()
    };
    let field = StoredValue::new(format!("goes-to-{key}"));
    view! {
        <div class="switch-line" data-testid="delay-switch">
            <label class="switch setting">
                <input type="checkbox" role="switch" prop:checked=is_on on:change=doing(switched) />
                <span dir="auto">{name}<small>{words}</small></span>
            </label>
            <When is=move || is_on.get() && contacts.with(|all| all.len() > 1)>
                <select id=field.get_value() aria-label=t("field_contact", &[]) on:change=doing(picked)>
                    <option value="" prop:selected=live(move || chosen().is_empty())>{t("switch_choose", &[])}</option>
                    {dynamic(options)}
                </select>
            </When>
        </div>
    }
}

/// Whom the call can belong to: those found, and the one chosen if it is none of them.
fn people(one: &DelaySwitch) -> Vec<Contact> {
    let other = one.chosen.iter().filter(|chosen| !one.contacts.iter().any(|c| c.id == chosen.id));
    one.contacts.iter().chain(other).cloned().collect()
}

/// What the switch does, in words.
fn state(one: &DelaySwitch) -> String {
    let app = App::get();
    let integration = &one.key.integration;
    let (minutes, by_itself) = app.frame.with(|f| {
        let by_itself =
            |f: &callscribe_core::views::frame::Frame| f.integration(integration).is_some_and(|i| logs_by_itself(i, &f.settings));
        f.as_ref().map_or((0, false), |f| (f.settings.delay_minutes, by_itself(f)))
    });
    if one.on && people(one).is_empty() {
        return t("switch_nobody", &[]);
    }
    let when = match (one.on, one.due) {
        (true, Some(due)) => t("switch_due", &[&time::length((due - app.now.get()).max(0) / 1000)]),
        (true, None) => count(minutes.into(), "switch_after_one", "switch_after_many"),
        (false, _) if by_itself => t("switch_at_once", &[]),
        (false, _) => return t("switch_not", &[]),
    };
    match &one.chosen {
        Some(contact) => t("switch_to", &[&contact.name, &when]),
        None if one.on => t("switch_to", &[&count(one.contacts.len() as u64, "contacts_one", "contacts_many"), &when]),
        None => when,
    }
}
