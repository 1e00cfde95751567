//! How the other side responded: one of the agent's own list, by a click or by its digit (K1).

use callscribe_core::settings::Response;
use leptos::prelude::*;

use crate::app::App;
use crate::parts::{doing, dynamic, live, memo};
use crate::text::t;

/// The list of Settings.
pub fn list(app: App) -> Memo<Vec<Response>> {
    let settings = app.of_frame(|f| f.settings.responses.clone());
    memo(move || settings.get().unwrap_or_default())
}

/// The response a digit stands for.
pub fn of_digit(list: &[Response], key: &str) -> Option<Response> {
    let digit = key.parse::<usize>().ok().filter(|_| key.len() == 1)?;
    list.get(digit.checked_sub(1)?).cloned()
}

/// One choice per response; `name` is the group's own on its screen. A response that left the list stays there where it was chosen.
#[component]
pub fn Responses(name: String, chosen: Signal<String>, choose: Callback<String>) -> impl IntoView {
    let list = list(App::get());
    let all = memo(move || {
        let mut names: Vec<String> = list.get().into_iter().map(|one| one.name).collect();
        let chosen = chosen.get();
        if !chosen.is_empty() && !names.contains(&chosen) {
            names.push(chosen);
        }
        names
    });
    let keys = move |event: web_sys::KeyboardEvent| {
        // Digits of the screen around choose as well; arrows move within the group.
        if event.key().starts_with("Arrow") {
            event.stop_propagation();
        }
    };
    let options = move || {
        let group = name.clone();
        let option = |(place, response): (usize, String)| {
            let (own, value) = (response.clone(), response.clone());
            let is_chosen = move || chosen.with(|chosen| *chosen == own);
            let digit = place + 1;
            view! {
                <label class="response">
                    <input
                        type="radio"
                        id=format!("{group}-{digit}")
                        name=group.clone()
                        prop:checked=live(is_chosen)
                        on:change=doing(move |_| choose.run(value.clone()))
                    />
                    <kbd aria-hidden="true">{digit}</kbd>
                    <span dir="auto">{response}</span>
                </label>
            }
        };
        all.get().into_iter().enumerate().map(option).collect_view()
    };
    view! {
        <div class="responses" role="radiogroup" aria-label=t("field_response", &[]) data-testid="responses" on:keydown=doing(keys)>
            {dynamic(options)}
        </div>
    }
}
