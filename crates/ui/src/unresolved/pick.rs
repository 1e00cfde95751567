//! Options to pick by number, arrow-free: 1 to 9 on the card, or a click.

use crate::parts::{doing, dynamic, effect, live};
use leptos::prelude::*;

use super::card::CardState;

/// The options; each has a title and words that tell it apart.
#[component]
pub fn Options(state: CardState, titles: Signal<Vec<(String, String)>>, #[prop(into)] label: String) -> impl IntoView {
    effect(move || state.options.set(titles.with(Vec::len)));
    let option = move |(position, (title, words)): (usize, (String, String))| {
        let is_picked = move || state.picked.get() == Some(position);
        view! {
            <button
                class="option numbered"
                role="radio"
                aria-checked=live(move || if is_picked() { "true" } else { "false" })
                on:click=doing(move |_| state.picked.set(Some(position)))
            >
                <kbd>{(position < 9).then_some(position + 1)}</kbd>
                <span class="option-name" dir="auto">{title}</span>
                <small dir="auto">{words}</small>
            </button>
        }
    };
    view! {
        <div class="options" role="radiogroup" aria-label=label>
            {dynamic(move || titles.get().into_iter().enumerate().map(option).collect_view())}
        </div>
    }
}
