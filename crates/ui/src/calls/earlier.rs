//! What the list of unlogged calls does not hold by itself: calls from before anything was connected (E7), and those of gaps that no run
//! took (E5). Both are logged only when a person asks.

use callscribe_core::case::CallRow;
use callscribe_core::command::{CatchUpAct, Command};
use callscribe_core::engine::CatchUpPhase;
use callscribe_core::rules::logs_by_itself;
use callscribe_core::views::catch_up::{has_earlier, offers};
use callscribe_core::views::typed::{date_text, day_number};
use leptos::prelude::*;

use crate::app::App;
use crate::parts::{self, Field, When, doing, live};
use crate::text::t;
use crate::time::DAY;
use crate::{desk, shelf, time};

/// Days back that are proposed.
const PROPOSED: i64 = 7;

/// The offers, while no run is under way.
#[component]
pub fn Earlier() -> impl IntoView {
    let app = App::get();
    let runs = app.of_frame(|f| f.catch_up.as_ref().is_some_and(|run| run.phase != CatchUpPhase::Over));
    let shown_already = app.of_frame(|f| f.catch_up.is_some());
    let logs = app.of_frame(|f| f.connected().any(|i| logs_by_itself(i, &f.settings)));
    let found = shelf::live(|| async {
        let answers = shelf::read(offers()).await?;
        let oldest: Vec<CallRow> = shelf::records(&answers[0]);
        Some((has_earlier(&oldest), !answers[1].is_empty()))
    });
    let is_free = move || runs.get() == Some(false) && logs.get() == Some(true);
    let earlier = move || is_free() && found.get().is_some_and(|(earlier, _)| earlier);
    let gaps = move || is_free() && shown_already.get() == Some(false) && found.get().is_some_and(|(_, gaps)| gaps);
    let next = move |_| desk::command(Command::CatchUp(CatchUpAct::Next));
    view! {
        <When is=gaps>
            <div class="offer in-list" data-testid="catch-up-offer">
                <p>{t("catch_up_offer", &[])}</p>
                <button on:click=doing(next)>{t("do_next_hundred", &[])}</button>
            </div>
        </When>
        <When is=earlier><FromDay /></When>
    }
}

/// "Log earlier calls" asks from which day.
#[component]
fn FromDay() -> impl IntoView {
    let app = App::get();
    let today = time::to_local(app.now.get_untracked()).div_euclid(DAY);
    let asks = RwSignal::new(false);
    let typed = RwSignal::new(date_text(today - PROPOSED));
    let bad = RwSignal::new(false);
    let ask = move |_| {
        asks.set(true);
        parts::focus("earlier-from".into());
    };
    let log = move || match day_number(&typed.get_untracked()).filter(|day| *day <= today) {
        Some(day) => {
            desk::command(Command::LogEarlier { from: time::to_instant(day * DAY) });
            asks.set(false);
            app.say(t("said_log_earlier", &[]));
        }
        None => bad.set(true),
    };
    let close = move || {
        asks.set(false);
        parts::focus("log-earlier".into());
    };
    let keys = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "Enter" if parts::is_typing(&event) => {
            event.prevent_default();
            log();
        }
        "Escape" => {
            event.prevent_default();
            close();
        }
        _ => {}
    };
    view! {
        <div class="offer in-list" data-testid="log-earlier" on:keydown=doing(keys)>
            <When is=move || asks.get() otherwise=move || view! {
                <p>{t("earlier_words", &[])}</p>
                <button id="log-earlier" on:click=doing(ask)>{t("do_log_earlier", &[])}</button>
            }>
                <Field
                    id="earlier-from"
                    label=t("earlier_from", &[])
                    hint=t("earlier_hint", &[])
                    error=Signal::derive(move || bad.get().then(|| t("typed_date_bad", &[])))
                >
                    <input
                        id="earlier-from"
                        type="date"
                        max=date_text(today)
                        aria-describedby="earlier-from-hint earlier-from-error"
                        prop:value=live(move || typed.get())
                        on:input=doing(move |event| { bad.set(false); typed.set(event_target_value(&event)) })
                    />
                </Field>
                <div class="actions">
                    <button on:click=doing(move |_| close())>{t("do_cancel", &[])}</button>
                    <button class="primary" on:click=doing(move |_| log())>{t("do_log_them", &[])}</button>
                </div>
            </When>
        </div>
    }
}
