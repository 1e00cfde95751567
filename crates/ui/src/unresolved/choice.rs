//! What solves a row: one small part per reason.

use std::rc::Rc;

use callscribe_core::call::Note;
use callscribe_core::command::Resolution;
use callscribe_core::contact::Association;
use callscribe_core::crm::RecordRef;
use callscribe_core::entry::Conflict;
use callscribe_core::store::{Query, Store};
use callscribe_core::views::typed::{clock_text, seconds};
use callscribe_core::views::unresolved::Why;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::card::CardState;
use super::people::{NewPerson, People};
use super::pick::Options;
use super::solve::confirm_duration;
use crate::app::App;
use crate::parts::{self, Field, Link, doing, live};
use crate::screen::Screen;
use crate::shelf;
use crate::text::t;

/// The part that fits the reason.
#[component]
pub fn Choices(state: CardState) -> impl IntoView {
    match state.row.with_value(|row| row.why()) {
        Some(Why::NoteNotSent(_)) => view! { <NoteNotSent state /> }.into_any(),
        Some(Why::Conflict(conflict)) => match conflict {
            Conflict::NoContact => view! { <NewPerson state /><People state /> }.into_any(),
            Conflict::NoNumber => view! { <NewPerson state /><People state /> }.into_any(),
            Conflict::ManyContacts => view! { <People state /> }.into_any(),
            Conflict::ManyAssociations => view! { <Associations state /> }.into_any(),
            Conflict::NeedsAnswer { .. } => view! { <InTheForm state /> }.into_any(),
            Conflict::Refused(_) => view! { <Again state /><InTheForm state /> }.into_any(),
            Conflict::OutcomeUnknown(_) => view! { <Unknown state /> }.into_any(),
            Conflict::Doubled(records) => view! { <Doubled state records /> }.into_any(),
            Conflict::ConfirmDuration => view! { <Duration state /> }.into_any(),
            Conflict::SameCall(_) | Conflict::LooksLogged(_) => view! { <SameCall state /> }.into_any(),
        },
        None => ().into_any(),
    }
}

/// Pick one of the open deals, orders, matters, or none.
#[component]
fn Associations(state: CardState) -> impl IntoView {
    let all: Vec<Association> = state.row.with_value(|row| row.associations());
    let titles = all.iter().map(|a| (a.title.clone(), a.field.clone())).chain([(t("association_none", &[]), String::new())]);
    let titles = Signal::stored(titles.collect::<Vec<_>>());
    let log = move || {
        if let Some(picked) = state.picked.get_untracked() {
            state.solve(Resolution::Association(all.get(picked).cloned()));
        }
    };
    let log: Rc<dyn Fn()> = Rc::new(log);
    state.enter.set_value(Some(log.clone()));
    view! {
        <Options state titles label=t("field_association", &[]) />
        <button class="primary" disabled=live(move || state.picked.get().is_none()) on:click=doing(move |_| log())>{t("do_log", &[])}</button>
    }
}

/// The CRM said no: send again.
#[component]
fn Again(state: CardState) -> impl IntoView {
    let retry = move || state.solve(Resolution::Retry);
    state.enter.set_value(Some(Rc::new(retry)));
    view! { <button class="primary" on:click=doing(move |_| retry())>{t("do_retry", &[])}</button> }
}

/// What needs more than one answer is solved in the log form.
#[component]
fn InTheForm(state: CardState) -> impl IntoView {
    let app = App::get();
    let open = move || app.go(Screen::Log(state.row.with_value(|row| row.call.id.clone())));
    if state.enter.with_value(Option::is_none) {
        state.enter.set_value(Some(Rc::new(open)));
    }
    view! { <button on:click=doing(move |_| open())>{t("do_open_form", &[])}</button> }
}

/// It may be there or not: a person has looked.
#[component]
fn Unknown(state: CardState) -> impl IntoView {
    let options = Signal::stored(vec![
        (t("unknown_there", &[]), t("unknown_there_words", &[])),
        (t("unknown_log", &[]), t("unknown_log_words", &[])),
    ]);
    let act = move || match state.picked.get_untracked() {
        Some(0) => state.solve(Resolution::ItIsThere(None)),
        Some(_) => state.solve(Resolution::LogIt),
        None => {}
    };
    state.enter.set_value(Some(Rc::new(act)));
    view! {
        <Options state titles=options label=t("unknown_label", &[]) />
        <button class="primary" disabled=live(move || state.picked.get().is_none()) on:click=doing(move |_| act())>{t("do_confirm", &[])}</button>
    }
}

/// Two records are there: both links, keep one.
#[component]
fn Doubled(state: CardState, records: Vec<RecordRef>) -> impl IntoView {
    let links = records.iter().filter_map(|record| {
        let (href, words) = (record.url.clone()?, t("record_named", &[&record.id]));
        Some(view! { <li><Link href>{words}</Link></li> })
    });
    let links: Vec<_> = links.collect();
    let titles = records.iter().map(|r| (t("doubled_keep", &[&r.id]), String::new())).collect::<Vec<_>>();
    let keep = move || {
        let record = state.picked.get_untracked().and_then(|n| records.get(n).cloned());
        if let Some(record) = record {
            state.solve(Resolution::Keep(record));
        }
    };
    let keep: Rc<dyn Fn()> = Rc::new(keep);
    state.enter.set_value(Some(keep.clone()));
    view! {
        <ul class="links">{links}</ul>
        <Options state titles=Signal::stored(titles) label=t("doubled_label", &[]) />
        <button class="primary" disabled=live(move || state.picked.get().is_none()) on:click=doing(move |_| keep())>{t("do_confirm", &[])}</button>
    }
}

/// It ended while the line was cut: how long was it? (A9)
#[component]
fn Duration(state: CardState) -> impl IntoView {
    let told = state.row.with_value(|row| row.call.duration());
    let typed = RwSignal::new(clock_text(i64::from(told)));
    let bad = RwSignal::new(false);
    let confirm = move || match seconds(&typed.get_untracked()).and_then(|s| u32::try_from(s).ok()) {
        Some(seconds) => confirm_duration(&state.row.get_value(), seconds, state.solving, state.keys),
        None => bad.set(true),
    };
    let field = state.row.with_value(|row| format!("duration-{}", row.entry.key.key()));
    let in_field = field.clone();
    state.enter.set_value(Some(Rc::new(move || parts::focus(in_field.clone()))));
    view! {
        <Field id=field.clone() label=t("field_duration", &[]) error=Signal::derive(move || bad.get().then(|| t("typed_duration_bad", &[])))>
            <input
                id=field.clone()
                type="text"
                prop:value=live(move || typed.get())
                on:input=doing(move |event| typed.set(event_target_value(&event)))
                on:keydown=doing(move |event: web_sys::KeyboardEvent| if event.key() == "Enter" { event.prevent_default(); confirm() })
            />
        </Field>
        <button class="primary" on:click=doing(move |_| confirm())>{t("do_confirm", &[])}</button>
    }
}

/// Two ids, perhaps one call.
#[component]
fn SameCall(state: CardState) -> impl IntoView {
    let options = Signal::stored(vec![
        (t("same_call_yes", &[]), t("same_call_yes_words", &[])),
        (t("same_call_no", &[]), t("same_call_no_words", &[])),
    ]);
    let act = move || match state.picked.get_untracked() {
        Some(0) => state.solve(Resolution::SameCall),
        Some(_) => state.solve(Resolution::NotTheSame),
        None => {}
    };
    state.enter.set_value(Some(Rc::new(act)));
    view! {
        <Options state titles=options label=t("same_call_label", &[]) />
        <button class="primary" disabled=live(move || state.picked.get().is_none()) on:click=doing(move |_| act())>{t("do_confirm", &[])}</button>
    }
}

/// The call is logged, its later note is not: send it again, or copy it (B7).
#[component]
fn NoteNotSent(state: CardState) -> impl IntoView {
    let app = App::get();
    let retry = move || state.solve(Resolution::Retry);
    state.enter.set_value(Some(Rc::new(retry)));
    let copy = move |_| {
        let query = Query::key(Store::Notes, state.row.with_value(|row| row.call.id.key()));
        spawn_local(async move {
            if let Some(note) = shelf::first::<Note>(query).await {
                parts::copy(app, note.text);
            }
        });
    };
    let page = state.row.with_value(|row| row.entry.record().and_then(|record| record.at.url.clone()));
    view! {
        <div class="actions">
            <button class="primary" on:click=doing(move |_| retry())>{t("do_retry", &[])}</button>
            <button on:click=doing(copy)>{t("do_copy_note", &[])}</button>
            {page.map(|href| view! { <Link href>{t("do_open_record", &[])}</Link> })}
        </div>
    }
}
