//! What settings are made of: groups, switches, choices, and the lock an administrator put on them (I9). Each is of one type wherever it
//! stands, so that many settings cost little wasm.

use callscribe_core::settings::Settings as Choices;
use leptos::prelude::*;

use super::change;
use crate::app::App;
use crate::icon::{Glyph, Icon};
use crate::parts::{Field, When, doing, dynamic, live, memo};
use crate::text::t;

/// A part of the screen under its heading.
#[component]
pub fn Group(id: &'static str, #[prop(into)] title: String, #[prop(optional, into)] words: String, children: Children) -> impl IntoView {
    view! {
        <section class="group" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            {(!words.is_empty()).then(|| view! { <p class="muted">{words}</p> })}
            {children()}
        </section>
    }
}

/// A part that is seldom needed: folded up under its heading.
#[component]
pub fn Fold(id: &'static str, #[prop(into)] title: String, #[prop(into)] words: String, children: Children) -> impl IntoView {
    view! {
        <details class="group fold">
            <summary><h2 id=id>{title}</h2><span class="muted">{words}</span></summary>
            <div class="folded">{children()}</div>
        </details>
    }
}

/// Whether an administrator set what stands at this place of the settings; no place is never locked.
pub fn locked(place: &'static str) -> Memo<bool> {
    let app = App::get();
    memo(move || !place.is_empty() && app.frame.with(|f| f.as_ref().is_some_and(|f| f.managed.locks(place))))
}

/// Says who locked it.
#[component]
pub fn Lock(is: Memo<bool>) -> impl IntoView {
    let words = || view! { <small class="locked"><Icon glyph=Glyph::Lock />{t("set_by_administrator", &[])}</small> };
    dynamic(move || is.get().then(words))
}

/// A field with "Add" beside it; what is wrong with what was typed is said below.
#[component]
pub fn AddField(
    id: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] words: String,
    #[prop(optional)] placeholder: &'static str,
    /// The kind of `<input>`.
    kind: &'static str,
    /// Its place in the settings, where an administrator may lock it.
    place: &'static str,
    typed: RwSignal<String>,
    bad: RwSignal<Option<String>>,
    #[prop(into)] add: Callback<()>,
) -> AnyView {
    let lock = locked(place);
    view! {
        <div class="with-button">
            <Field id label hint=words error=Signal::derive(move || bad.get())>
                <input
                    id=id
                    type=kind
                    dir="auto"
                    autocomplete="off"
                    placeholder=placeholder
                    aria-describedby=format!("{id}-hint {id}-error")
                    disabled=lock
                    prop:value=live(move || typed.get())
                    on:input=doing(move |event| { bad.set(None); typed.set(event_target_value(&event)) })
                    on:keydown=doing(move |event: web_sys::KeyboardEvent| if event.key() == "Enter" { event.prevent_default(); add.run(()) })
                />
            </Field>
            <button disabled=lock on:click=doing(move |_| add.run(()))>{t("do_add", &[])}</button>
        </div>
        <Lock is=lock />
    }
    .into_any()
}

/// A choice that is on or off, with one line on what it does.
#[component]
pub fn Switch(
    #[prop(into)] label: String,
    #[prop(into)] words: String,
    #[prop(into)] on: Signal<bool>,
    #[prop(into)] set: Callback<bool>,
    /// Its place in the settings, where an administrator may lock it.
    #[prop(optional)]
    place: &'static str,
) -> AnyView {
    let lock = locked(place);
    view! {
        <label class="switch setting">
            <input
                type="checkbox"
                role="switch"
                prop:checked=on
                disabled=lock
                on:change=doing(move |event| set.run(event_target_checked(&event)))
            />
            <span>{label}<small>{words}</small><Lock is=lock /></span>
        </label>
    }
    .into_any()
}

/// A choice of the settings that is on or off.
#[component]
pub fn Setting(
    #[prop(into)] label: String,
    #[prop(into)] words: String,
    place: &'static str,
    at: fn(&mut Choices) -> &mut bool,
) -> AnyView {
    let app = App::get();
    let is_on = app.of_frame(move |f| *at(&mut f.settings.clone()));
    let set = move |on| change(app, |s| *at(s) = on);
    view! { <Switch label words on=move || is_on.get().unwrap_or_default() set place /> }.into_any()
}

/// One of several things that are on or off together.
#[component]
pub fn Tick(
    #[prop(into)] label: String,
    #[prop(into)] on: Signal<bool>,
    #[prop(into)] set: Callback<bool>,
    #[prop(optional)] place: &'static str,
) -> AnyView {
    let lock = locked(place);
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=on disabled=lock on:change=doing(move |event| set.run(event_target_checked(&event))) />
            <span>{label}<Lock is=lock /></span>
        </label>
    }
    .into_any()
}

/// One of several, with one line on what it does.
#[component]
pub fn Choice(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(into)] words: String,
    /// What can be chosen, in the order shown.
    options: Vec<String>,
    /// Which one is.
    #[prop(into)]
    chosen: Signal<usize>,
    #[prop(into)] set: Callback<usize>,
    #[prop(optional)] place: &'static str,
) -> AnyView {
    let lock = locked(place);
    let option = move |(at, name): (usize, String)| {
        view! { <option value=at.to_string() prop:selected=live(move || chosen.get() == at)>{name}</option> }
    };
    let change = move |event| {
        if let Ok(at) = event_target_value(&event).parse() {
            set.run(at);
        }
    };
    let hint = format!("{id}-hint");
    view! {
        <Field id=id.clone() label hint=words>
            <select id=id aria-describedby=hint disabled=lock on:change=doing(change)>
                {options.into_iter().enumerate().map(option).collect_view()}
            </select>
            <Lock is=lock />
        </Field>
    }
    .into_any()
}

/// The place of a value among those that can be chosen.
pub fn place_of<T: PartialEq>(all: &[T], value: &T) -> usize {
    all.iter().position(|one| one == value).unwrap_or(0)
}

/// A button that asks before it acts, in place.
#[component]
pub fn Sure(
    #[prop(into)] label: String,
    #[prop(into)] question: Signal<String>,
    #[prop(into)] yes: String,
    act: impl Fn() + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let asks = RwSignal::new(false);
    let (label, yes, act) = (StoredValue::new(label), StoredValue::new(yes), StoredValue::new(act));
    view! {
        <When is=move || asks.get() otherwise=move || view! {
            <button class="quiet bad" on:click=doing(move |_| asks.set(true))>{label.get_value()}</button>
        }>
            <div class="sure" role="alertdialog" aria-label=label.get_value()>
                <p>{dynamic(move || question.get())}</p>
                <button class="danger" on:click=doing(move |_| { asks.set(false); act.with_value(|act| act()) })>{yes.get_value()}</button>
                <button on:click=doing(move |_| asks.set(false))>{t("do_keep", &[])}</button>
            </div>
        </When>
    }
}
