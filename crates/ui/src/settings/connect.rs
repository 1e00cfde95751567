//! What the forms are made of that connect a phone account or a server.

use leptos::prelude::*;
use serde::Serialize;

use crate::desk;
use crate::parts::{Field, doing, dynamic, live};
use crate::text::t;

/// A text of a half-filled form: shown, changed, and kept on the desk with each keystroke.
#[derive(Debug)]
pub struct Text<A: 'static> {
    /// The id of its field.
    pub id: &'static str,
    /// The text of its label.
    pub label: &'static str,
    /// The text of its hint.
    pub hint: &'static str,
    /// Where it stands in the form.
    pub at: fn(&mut A) -> &mut String,
}

/// The field of a text.
pub fn text_field<A: Clone + Send + Sync + Serialize>(form: &'static str, asked: RwSignal<A>, text: Text<A>) -> impl IntoView + use<A> {
    let Text { id, label, hint, at } = text;
    let change = move |event| {
        asked.update(|asked| *at(asked) = event_target_value(&event));
        asked.with_untracked(|asked| desk::keep_form(form, asked));
    };
    view! {
        <Field id=id label=t(label, &[]) hint=t(hint, &[])>
            <input id=id type="text" autocomplete="off" prop:value=live(move || at(&mut asked.get()).clone()) on:input=doing(change) />
        </Field>
    }
}

/// What came of trying, good or bad.
#[component]
pub fn Outcome(result: RwSignal<Option<(bool, String)>>) -> impl IntoView {
    dynamic(move || {
        result.get().map(|(ok, words)| {
            view! { <p class=if ok { "status" } else { "field-error" } role="alert" data-testid="result">{words}</p> }
        })
    })
}
