//! The fields of a follow-up: filled in with what it is about, kept on the desk as they are typed (K5).

use callscribe_browser::{clock, runtime};
use callscribe_core::case::Case;
use callscribe_core::entry::{ContactChoice, LogEntry};
use callscribe_core::follow_up::{DESCRIPTION, FollowUp, FollowUpKind, Party, REMIND_BEFORE};
use callscribe_core::store::{Query, Store};
use callscribe_core::time::{MINUTE, Millis};
use callscribe_core::views::follow_ups::{FollowUpField, FollowUpForm, FollowUpProblem};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::parts::{self, Field, When, doing, dynamic, live, memo};
use crate::screen::FollowUpOf;
use crate::text::{count, t};
use crate::{desk, shelf, time};

/// A follow-up as it is filled in, and what is wrong with it.
#[derive(Debug, Clone, Copy)]
pub struct FollowUpState {
    /// `None` until it was read what it is about.
    pub form: RwSignal<Option<FollowUpForm>>,
    /// Whom it can be with.
    parties: RwSignal<Vec<Party>>,
    errors: RwSignal<Vec<(FollowUpField, FollowUpProblem)>>,
    /// Its place on the desk.
    name: StoredValue<String>,
}

impl FollowUpState {
    /// A form nothing stands in yet.
    pub fn new(of: &FollowUpOf) -> Self {
        let name = match of {
            FollowUpOf::Nothing => "follow-up/new".to_owned(),
            FollowUpOf::Call(call) => format!("follow-up/of/{}", call.key()),
            FollowUpOf::Known(id) => format!("follow-up/{id}"),
        };
        Self {
            form: RwSignal::new(None),
            parties: RwSignal::new(Vec::new()),
            errors: RwSignal::new(Vec::new()),
            name: StoredValue::new(name),
        }
    }

    /// The follow-up as it is saved; else what is wrong stands beside the fields.
    pub fn save(self) -> Option<FollowUp> {
        let form = self.form.get_untracked()?;
        form.save(clock::wall(), &time::to_instant).map_err(|errors| self.errors.set(errors)).ok()
    }

    /// Forgets what was typed: it was saved, or is not wanted.
    pub fn forget(self) {
        self.name.with_value(|name| desk::drop_form(name));
    }

    fn change(self, change: impl FnOnce(&mut FollowUpForm)) {
        self.form.update(|form| {
            if let Some(form) = form {
                change(form);
                self.name.with_value(|name| desk::keep_form(name, form));
            }
        });
        self.errors.set(Vec::new());
    }

    fn text(self, of: impl Fn(&FollowUpForm) -> String) -> String {
        self.form.with(|form| form.as_ref().map(of).unwrap_or_default())
    }

    fn error(self, field: FollowUpField) -> Signal<Option<String>> {
        Signal::derive(move || self.errors.with(|all| all.iter().find(|(of, _)| *of == field).map(|(_, problem)| words(*problem))))
    }
}

fn words(problem: FollowUpProblem) -> String {
    match problem {
        FollowUpProblem::Missing => t("field_missing", &[]),
        FollowUpProblem::Unreadable => t("field_unreadable", &[]),
        FollowUpProblem::Past => t("follow_up_past", &[]),
        FollowUpProblem::TooLong(by) => count(by as u64, "field_too_long_one", "field_too_long_many"),
    }
}

/// The fields of the form.
#[component]
pub fn Fields(state: FollowUpState) -> impl IntoView {
    use FollowUpField as F;
    let left = move || state.form.with(|form| form.as_ref().map_or(0, FollowUpForm::description_left));
    let counter = move || {
        let used = DESCRIPTION.saturating_add_signed(-left());
        view! { <small class:bad=live(move || left() < 0)>{format!("{used}/{DESCRIPTION}")}</small> }
    };
    view! {
        <Kinds state />
        <Text state id="follow-up-subject" label="field_subject" kind="text" field=F::Subject get=|f| f.subject.clone() set=|f, text| f.subject = text />
        <With state />
        <div class="columns">
            <Text state id="follow-up-date" label="field_date" kind="date" field=F::Date get=|f| f.date.clone() set=|f, text| f.date = text />
            <Text state id="follow-up-time" label="field_time" kind="time" field=F::Time get=|f| f.time.clone() set=|f, text| f.time = text />
            <Remind state />
        </div>
        <Field id="follow-up-description" label=t("field_description", &[]) error=state.error(F::Description)>
            <textarea
                id="follow-up-description"
                rows="3"
                dir="auto"
                prop:value=live(move || state.text(|form| form.description.clone()))
                on:input=doing(move |event| state.change(|form| form.description = event_target_value(&event)))
            ></textarea>
            {dynamic(counter)}
        </Field>
        <Text state id="follow-up-attendees" label="field_attendees" kind="text" field=F::With get=|f| f.attendees.clone() set=|f, text| f.attendees = text />
        <Text state id="follow-up-assigned" label="field_assigned_to" kind="text" field=F::With get=|f| f.assigned_to.clone() set=|f, text| f.assigned_to = text />
    }
}

#[component]
fn Text(
    state: FollowUpState,
    id: &'static str,
    label: &'static str,
    kind: &'static str,
    field: FollowUpField,
    get: fn(&FollowUpForm) -> String,
    set: fn(&mut FollowUpForm, String),
) -> impl IntoView {
    let error = if matches!(field, FollowUpField::With) { Signal::stored(None) } else { state.error(field) };
    view! {
        <Field id=id label=t(label, &[]) error>
            <input
                id=id
                type=kind
                dir="auto"
                autocomplete="off"
                prop:value=live(move || state.text(get))
                aria-invalid=live(move || error.get().is_some().then_some("true"))
                on:input=doing(move |event| state.change(|form| set(form, event_target_value(&event))))
            />
        </Field>
    }
}

#[component]
fn Kinds(state: FollowUpState) -> impl IntoView {
    let option = move |kind: FollowUpKind, words: &'static str| {
        view! {
            <label class="option">
                <input
                    type="radio"
                    name="follow-up-kind"
                    prop:checked=live(move || state.form.with(|form| form.as_ref().is_some_and(|form| form.kind == kind)))
                    on:change=doing(move |_| state.change(|form| form.kind = kind))
                />
                <span>{t(words, &[])}</span>
            </label>
        }
    };
    view! {
        <div class="directions" role="radiogroup" aria-label=t("field_kind", &[])>
            {option(FollowUpKind::Call, "follow_up_call")}
            {option(FollowUpKind::Meeting, "follow_up_meeting")}
            {option(FollowUpKind::Visit, "follow_up_visit")}
        </div>
    }
}

/// Whom it is with: one of those the call was with, or a name; and the record behind the contact.
#[component]
fn With(state: FollowUpState) -> impl IntoView {
    let app = App::get();
    let error = state.error(FollowUpField::With);
    let several = move || state.parties.with(|all| all.len() > 1);
    let named = move |party: &Party| match &party.contact {
        Some((integration, contact)) => format!("{} · {}", contact.name, app.name_of(integration)),
        None => party.shown().to_owned(),
    };
    let chosen =
        move || state.form.with(|form| form.as_ref().and_then(|f| state.parties.with(|all| all.iter().position(|p| *p == f.with))));
    let choose = move |event| {
        let place: Option<usize> = event_target_value(&event).parse().ok();
        if let Some(party) = place.and_then(|place| state.parties.with_untracked(|all| all.get(place).cloned())) {
            state.change(|form| (form.with, form.association) = (party, None));
        }
    };
    let options = move || {
        let all = state.parties.get().into_iter().enumerate();
        let one = |(place, party): (usize, Party)| {
            view! { <option value=place.to_string() selected=live(move || chosen() == Some(place))>{named(&party)}</option> }
        };
        all.map(one).collect_view()
    };
    view! {
        <When is=several otherwise=move || view! {
            <Field id="follow-up-with" label=t("field_contact", &[]) error>
                <input
                    id="follow-up-with"
                    type="text"
                    dir="auto"
                    autocomplete="off"
                    prop:value=live(move || state.text(|form| form.with.shown().to_owned()))
                    on:input=doing(move |event| state.change(|form| form.with.name = event_target_value(&event)))
                />
            </Field>
        }>
            <Field id="follow-up-with" label=t("field_contact", &[]) error>
                <select id="follow-up-with" on:change=doing(choose)>{dynamic(options)}</select>
            </Field>
        </When>
        <Linked state />
    }
}

/// The record it goes with besides, where the contact has any.
#[component]
fn Linked(state: FollowUpState) -> impl IntoView {
    let all = memo(move || {
        let contact = state.form.with(|form| form.as_ref().and_then(|form| form.with.contact.clone()));
        contact.map(|(_, contact)| contact.associations).unwrap_or_default()
    });
    let choose = move |event| {
        let id = event_target_value(&event);
        let one = all.with_untracked(|all| all.iter().find(|one| one.id == id).cloned());
        state.change(|form| form.association = one);
    };
    let is_chosen =
        move |id: &str| state.form.with(|form| form.as_ref().and_then(|f| f.association.as_ref()).is_some_and(|one| one.id == id));
    let option = move |one: callscribe_core::contact::Association| {
        let id = one.id.clone();
        view! { <option value=one.id selected=live(move || is_chosen(&id))>{one.title}</option> }
    };
    view! {
        <When is=move || all.with(|all| !all.is_empty())>
            <Field id="follow-up-linked" label=t("field_association", &[])>
                <select id="follow-up-linked" on:change=doing(choose)>
                    <option value="">{t("association_none", &[])}</option>
                    {dynamic(move || all.get().into_iter().map(option).collect_view())}
                </select>
            </Field>
        </When>
    }
}

#[component]
fn Remind(state: FollowUpState) -> impl IntoView {
    let words = |before: Millis| match before / MINUTE {
        0 => t("remind_then", &[]),
        60 => t("remind_hour", &[]),
        minutes => t("remind_minutes", &[&minutes.to_string()]),
    };
    let choose = move |event| {
        if let Ok(before) = event_target_value(&event).parse() {
            state.change(|form| form.remind_before = before);
        }
    };
    let option = move |before: Millis| {
        let chosen = move || state.form.with(|form| form.as_ref().is_some_and(|form| form.remind_before == before));
        view! { <option value=before.to_string() selected=live(chosen)>{words(before)}</option> }
    };
    view! {
        <Field id="follow-up-remind" label=t("field_remind", &[])>
            <select id="follow-up-remind" on:change=doing(choose)>{REMIND_BEFORE.map(option).collect_view()}</select>
        </Field>
    }
}

/// Fills the form with what lies half-filled on the desk, else with what it is about.
pub fn fill(state: FollowUpState, of: FollowUpOf) {
    spawn_local(async move {
        let fresh = match of {
            FollowUpOf::Nothing => Some(tomorrow(None, Party::default())),
            FollowUpOf::Known(id) => {
                shelf::first::<FollowUp>(Query::key(Store::FollowUps, id)).await.map(|one| FollowUpForm::of(&one, time::to_local))
            }
            FollowUpOf::Call(call) => shelf::case(call).await.flatten().map(|case| {
                let parties = parties(&case);
                let form = tomorrow(Some(&case), parties.first().cloned().unwrap_or_default());
                state.parties.try_set(parties);
                form
            }),
        };
        let name = state.name.try_get_value().unwrap_or_default();
        let kept = desk::kept_form::<FollowUpForm>(&name).await;
        // The screen may be left already.
        if state.form.try_set(kept.or(fresh)).is_none() {
            parts::begin_at("follow-up-subject");
        }
    });
}

fn tomorrow(case: Option<&Case>, with: Party) -> FollowUpForm {
    let subject = if with.shown().is_empty() { String::new() } else { t("follow_up_subject", &[with.shown()]) };
    let call = case.map(|case| case.call.id.clone());
    FollowUpForm { subject, ..FollowUpForm::tomorrow(&runtime::random_id(), call, with, time::to_local(clock::wall())) }
}

/// Everybody the call may have been with, as its integrations know them; else the number with the name that came with it.
fn parties(case: &Case) -> Vec<Party> {
    let number = Some(case.call.other()).filter(|number| !number.shown.is_empty() || !number.key.is_empty());
    let of_entry = |entry: &LogEntry| {
        let known = match &entry.contact {
            Some(ContactChoice::Known(contact)) => vec![contact.as_ref().clone()],
            _ => entry.candidates().to_vec(),
        };
        let integration = entry.key.integration.clone();
        known.into_iter().map(move |contact| (integration.clone(), contact)).collect::<Vec<_>>()
    };
    let known = case.entries.iter().flat_map(of_entry);
    let mut parties: Vec<Party> = known
        .map(|(integration, contact)| Party {
            name: contact.name.clone(),
            number: number.clone(),
            contact: Some((integration, Box::new(contact))),
        })
        .collect();
    if parties.is_empty() {
        parties.push(Party { name: case.call.other_name().unwrap_or_default().to_owned(), number, contact: None });
    }
    parties
}
