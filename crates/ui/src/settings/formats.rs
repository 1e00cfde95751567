//! Extra forms to search a CRM with, at most three; `#` is one digit of the national number (I7).

use callscribe_core::settings::{FormatProblem, format_problem};
use leptos::prelude::*;

use super::change;
use super::controls::{Lock, locked};
use crate::app::App;
use crate::parts::{Field, dynamic};
use crate::text::t;

/// The list and the field to add one.
#[component]
pub fn Formats() -> impl IntoView {
    let app = App::get();
    let lock = locked("/search_formats");
    let formats = app.of_frame(|f| f.settings.search_formats.clone());
    let typed = RwSignal::new(String::new());
    let bad = RwSignal::new(None::<String>);
    let add = move || {
        let format = typed.get_untracked().trim().to_owned();
        match format_problem(&format, &formats.get_untracked().unwrap_or_default()) {
            Some(problem) => bad.set(Some(words(problem))),
            None => {
                change(app, |s| s.search_formats.push(format));
                typed.set(String::new());
            }
        }
    };
    let line = move |format: String| {
        let (own, words) = (format.clone(), t("do_remove_named", &[&format]));
        let remove = move |_| change(app, |s| s.search_formats.retain(|f| *f != own));
        view! {
            <li>{format}<button class="quiet" aria-label=words disabled=lock on:click=remove>{t("do_remove", &[])}</button></li>
        }
    };
    view! {
        <div class="with-button">
            <Field id="search-format" label=t("format_label", &[]) hint=t("format_words", &[]) error=Signal::derive(move || bad.get())>
                <input
                    id="search-format"
                    autocomplete="off"
                    placeholder="(###) ###-####"
                    aria-describedby="search-format-hint search-format-error"
                    disabled=lock
                    prop:value=move || typed.get()
                    on:input=move |event| { bad.set(None); typed.set(event_target_value(&event)) }
                    on:keydown=move |event| if event.key() == "Enter" { event.prevent_default(); add() }
                />
            </Field>
            <button disabled=lock on:click=move |_| add()>{t("do_add", &[])}</button>
        </div>
        <Lock is=lock />
        <ul class="plain never">{dynamic(move || formats.get().unwrap_or_default().into_iter().map(line).collect_view())}</ul>
    }
}

fn words(problem: FormatProblem) -> String {
    match problem {
        FormatProblem::NoDigit => t("format_no_digit", &[]),
        FormatProblem::Letter => t("format_letter", &[]),
        FormatProblem::Twice => t("format_twice", &[]),
        FormatProblem::TooMany => t("format_too_many", &[]),
    }
}
