//! The catch-up bar: how far a run is, what is left of it, and what can be said to it (E5, E6).

use callscribe_core::command::{CatchUpAct, Command};
use callscribe_core::views::catch_up::{Bar, Pace, bar, next};
use leptos::prelude::*;

use crate::app::App;
use crate::desk;
use crate::parts::{self, When, doing, dynamic, memo};
use crate::text::{count, t};

/// Over the list while there is a run, and until its result was read.
#[component]
pub fn CatchUpBar() -> impl IntoView {
    let app = App::get();
    let run = memo(move || {
        let now = app.now.get();
        let of = |run| app.frame.with(|f| f.as_ref().map(|f| (bar(run, &f.integrations, &f.settings, now), next(run))));
        app.frame.with(|f| f.as_ref().and_then(|f| f.catch_up.clone())).as_ref().and_then(of)
    });
    let shown = memo(move || run.get().map(|(bar, _)| bar));
    let next = move || run.get_untracked().map(|(_, next)| next);
    say_when_over(app, shown);
    view! {
        <When is=move || shown.with(Option::is_some)>
            <section class="catch-up" aria-label=t("catch_up_bar", &[]) data-testid="catch-up">
                {dynamic(move || shown.get().map(|bar| view! { <Progress bar /> }))}
                <Controls shown next=Callback::new(move |()| next().into_iter().for_each(desk::command)) />
            </section>
        </When>
    }
}

/// The result is heard once, not each step towards it.
fn say_when_over(app: App, shown: Memo<Option<Bar>>) {
    Effect::new(move |before: Option<Option<Pace>>| {
        let bar = shown.get();
        let was_going = matches!(before.flatten(), Some(pace) if pace != Pace::Over);
        if let Some(bar) = bar.as_ref().filter(|bar| was_going && bar.pace == Pace::Over) {
            app.say(format!("{} {}", headline(bar), needs_you(bar).unwrap_or_default()));
        }
        bar.map(|bar| bar.pace)
    });
}

/// Done of all, the conflicts among them, and the minutes to go.
#[component]
fn Progress(bar: Bar) -> impl IntoView {
    let all = bar.done + bar.left;
    let unresolved =
        (bar.unresolved > 0).then(|| view! { <span class="warn">{t("catch_up_unresolved", &[&bar.unresolved.to_string()])}</span> });
    let minutes = (bar.pace == Pace::Going && bar.left > 0).then(|| t("catch_up_minutes", &[&bar.minutes.to_string()]));
    let line = (bar.pace != Pace::Over).then(|| {
        view! { <progress max=all.max(1).to_string() value=bar.done.to_string() aria-label=t("catch_up_bar", &[])></progress> }
    });
    view! {
        <p class="catch-up-head">
            <b>{headline(&bar)}</b>
            {unresolved}
            <span class="catch-up-minutes">{minutes}</span>
        </p>
        {line}
        <p class="muted">{needs_you(&bar)}</p>
    }
}

fn headline(bar: &Bar) -> String {
    let (done, all) = (bar.done.to_string(), (bar.done + bar.left).to_string());
    match bar.pace {
        Pace::Going => t("catch_up_going", &[&done, &all]),
        Pace::Paused => t("catch_up_paused", &[&done, &all]),
        Pace::Waiting => t("catch_up_waiting", &[&done, &all]),
        Pace::Off => t("catch_up_off", &[&done, &all]),
        Pace::Over if bar.done == 0 => t("catch_up_nothing", &[]),
        Pace::Over => count(bar.done.into(), "catch_up_over_one", "catch_up_over_many"),
    }
}

/// How many need a person (E5), or what makes it go on.
fn needs_you(bar: &Bar) -> Option<String> {
    match bar.pace {
        Pace::Waiting => Some(t("catch_up_waiting_words", &[])),
        Pace::Off => Some(t("catch_up_off_words", &[])),
        _ => (bar.rest > 0).then(|| count(bar.rest.into(), "catch_up_rest_one", "catch_up_rest_many")),
    }
}

/// Two buttons that stay where they are, so that neither pointer nor focus loses them while the run goes on.
#[component]
fn Controls(shown: Memo<Option<Bar>>, next: Callback<()>) -> impl IntoView {
    let pace = memo(move || shown.with(|bar| bar.as_ref().map(|bar| bar.pace)));
    let rest = move || shown.with(|bar| bar.as_ref().is_some_and(|bar| bar.rest > 0));
    let first = memo(move || match pace.get()? {
        Pace::Paused => Some("do_continue"),
        Pace::Over => rest().then_some("do_next_hundred"),
        Pace::Off => None,
        Pace::Going | Pace::Waiting => Some("do_pause"),
    });
    let go_on = move |_| match first.get_untracked() {
        Some("do_continue") => desk::command(Command::CatchUp(CatchUpAct::Continue)),
        Some("do_pause") => desk::command(Command::CatchUp(CatchUpAct::Pause)),
        Some(_) => next.run(()),
        None => {}
    };
    let is_over = move || pace.get() == Some(Pace::Over);
    let stop = move |_| {
        desk::command(Command::CatchUp(CatchUpAct::Stop));
        if pace.get_untracked() == Some(Pace::Over) {
            parts::focus_first(".row[tabindex='0']");
        }
    };
    view! {
        <div class="catch-up-acts">
            <When is=move || first.get().is_some()>
                <button class="quiet" on:click=doing(go_on)>{move || first.get().map(|words| t(words, &[]))}</button>
            </When>
            <button class="quiet" on:click=doing(stop)>{move || t(if is_over() { "do_understood" } else { "do_stop" }, &[])}</button>
        </div>
    }
}
