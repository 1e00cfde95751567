//! "Log a call": a call made elsewhere, typed in by hand (C6).

use callscribe_browser::{clock, runtime};
use callscribe_core::call::Direction;
use callscribe_core::command::Command;
use callscribe_core::question::{Answer, Question};
use callscribe_core::views::typed::{TypedCall, TypedField};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::App;
use crate::ask::{ask, why};
use crate::parts::{self, Field, doing, dynamic, live};
use crate::screen::Screen;
use crate::text::t;
use crate::{desk, time, who};

const FORM: &str = "typed";

#[derive(Debug, Clone, Copy)]
struct State {
    call: RwSignal<TypedCall>,
    errors: RwSignal<Vec<TypedField>>,
    trouble: RwSignal<Option<String>>,
}

impl State {
    fn change(self, change: impl FnOnce(&mut TypedCall)) {
        self.call.update(change);
        self.errors.set(Vec::new());
        self.call.with_untracked(|call| desk::keep_form(FORM, call));
    }
}

/// The form; Save enters the call and opens its log form.
#[component]
pub fn Typed() -> impl IntoView {
    let app = App::get();
    let fresh = TypedCall::new(runtime::random_id(), time::to_local(clock::wall()));
    let state = State { call: RwSignal::new(fresh), errors: RwSignal::new(Vec::new()), trouble: RwSignal::new(None) };
    desk::begin(FORM.into(), state.call, "typed-number");
    let keys = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            save(app, state);
        }
    };
    let cancel = move |_| {
        desk::drop_form(FORM);
        app.go(Screen::Calls);
    };
    view! {
        <section class="form" aria-label=t("do_log_a_call", &[]) data-testid="typed-form" on:keydown=doing(keys)>
            <div class="form-body">
                <Fields state />
                {dynamic(move || state.trouble.get().map(|words| view! { <p class="field-error" role="alert">{words}</p> }))}
            </div>
            <footer class="form-foot">
                <button on:click=doing(cancel)>{t("do_cancel", &[])}</button>
                <button class="primary" on:click=doing(move |_| save(app, state))>{t("do_next", &[])}</button>
            </footer>
        </section>
    }
}

#[component]
fn Fields(state: State) -> impl IntoView {
    let error = move |field: TypedField, words: &'static str| {
        Signal::derive(move || state.errors.with(|e| e.contains(&field)).then(|| t(words, &[])))
    };
    let call = state.call;
    view! {
        <Text id="typed-number" label="field_number" kind="tel" value=move || call.get().number error=error(TypedField::Number, "typed_number_bad")
            set=move |v| state.change(|c| c.number = v) />
        <Text id="typed-name" label="field_name_optional" kind="text" value=move || call.get().name error=Signal::stored(None)
            set=move |v| state.change(|c| c.name = v) />
        <Directions state />
        <div class="columns">
            <Text id="typed-date" label="field_date" kind="date" value=move || call.get().date error=error(TypedField::Date, "typed_date_bad")
                set=move |v| state.change(|c| c.date = v) />
            <Text id="typed-start" label="field_start" kind="time" value=move || call.get().start error=error(TypedField::Start, "typed_time_bad")
                set=move |v| state.change(|c| c.set_start(v)) />
            <Text id="typed-end" label="field_end" kind="time" value=move || call.get().end error=error(TypedField::End, "typed_end_bad")
                set=move |v| state.change(|c| c.set_end(v)) />
            <Text id="typed-duration" label="field_duration" kind="text" value=move || call.get().duration
                error=error(TypedField::Duration, "typed_duration_bad") set=move |v| state.change(|c| c.set_duration(v)) />
        </div>
    }
}

#[component]
fn Text(
    id: &'static str,
    label: &'static str,
    kind: &'static str,
    value: impl Fn() -> String + Send + 'static,
    error: Signal<Option<String>>,
    set: impl Fn(String) + Send + 'static,
) -> impl IntoView {
    view! {
        <Field id=id label=t(label, &[]) error>
            <input
                id=id
                type=kind
                step=(kind == "time").then_some("1")
                autocomplete="off"
                prop:value=value
                aria-invalid=live(move || error.get().is_some().then_some("true"))
                on:input=doing(move |event| set(event_target_value(&event)))
            />
        </Field>
    }
}

#[component]
fn Directions(state: State) -> impl IntoView {
    let option = move |direction: Direction| {
        view! {
            <label class="option">
                <input
                    type="radio"
                    name="typed-direction"
                    prop:checked=live(move || state.call.with(|c| c.direction == direction))
                    on:change=doing(move |_| state.change(|c| c.direction = direction))
                />
                <span>{who::direction_words(direction)}</span>
            </label>
        }
    };
    view! {
        <div class="directions" role="radiogroup" aria-label=t("field_direction", &[])>
            {option(Direction::Outbound)}
            {option(Direction::Inbound)}
        </div>
    }
}

fn save(app: App, state: State) {
    let call = state.call.get_untracked();
    spawn_local(async move {
        let (number, unread) = match ask(Question::ParseNumber { raw: call.number.clone() }).await {
            Ok(Answer::Number(number)) => (Some(number), None),
            Ok(_) => (None, None),
            Err(error) => (None, Some(error)),
        };
        match call.event(number, &time::to_instant) {
            Ok(event) => {
                desk::command(Command::TypeCall { call: event, not_the_same: false });
                desk::drop_form(FORM);
                app.go(Screen::Log(call.id()));
            }
            Err(errors) => {
                state.trouble.set(unread.map(|error| why(&error, "")));
                state.errors.set(errors);
                parts::focus_first(".field.bad input");
            }
        }
    });
}
