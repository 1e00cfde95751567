//! What would become of each chosen call, before it is done (C8).

use callscribe_core::call::CallId;
use callscribe_core::case::Case;
use callscribe_core::command::{Command, Together};
use callscribe_core::entry::LogKey;
use callscribe_core::order::{InOrder, OrdSet};
use callscribe_core::rules::Fate;
use callscribe_core::views::several::{preview, touched};
use callscribe_core::views::why::conflict_text;
use leptos::prelude::*;

use crate::app::App;
use crate::parts::{self, doing, dynamic, live, memo};
use crate::text::{count, t};
use crate::{desk, shelf, time, who};

/// One line per entry, and the button that does it to those it says.
#[component]
pub fn Preview(#[prop(into)] calls: Signal<OrdSet<CallId>>, act: Together, back: Callback<()>, done: Callback<()>) -> impl IntoView {
    let app = App::get();
    let cases = shelf::live(move || {
        let calls: Vec<CallId> = calls.get().into_iter().collect();
        async move { shelf::cases(&calls).await.map(newest_first) }
    });
    let fates = memo(move || {
        let of = |cases: &Vec<Case>| app.frame.with(|f| f.as_ref().map(|f| preview(cases, &f.integrations, &f.settings, act)));
        cases.with(|cases| cases.as_ref().and_then(of))
    });
    let concerned = memo(move || fates.with(|fates| touched(fates.as_deref().unwrap_or_default())));
    let n = move || concerned.with(|calls| calls.len() as u64);
    let sure = move |_| {
        desk::command(Command::Several { calls: concerned.get_untracked(), act });
        app.say(match act {
            Together::Log => count(n(), "said_several_one", "said_several_many"),
            Together::Dismiss => count(n(), "said_several_dismissed_one", "said_several_dismissed_many"),
        });
        done.run(());
    };
    let words = move || match act {
        Together::Log => count(n(), "do_log_one", "do_log_many"),
        Together::Dismiss => count(n(), "do_dismiss_one", "do_dismiss_many"),
    };
    Effect::new(move |focused: Option<bool>| {
        let is_read = fates.with(Option::is_some);
        if is_read && focused != Some(true) {
            parts::focus("several-sure".into());
        }
        is_read
    });
    let lines = move || {
        let cases = cases.get().unwrap_or_default();
        let fates = fates.get().unwrap_or_default();
        let of = |case: Case| {
            let own = fates.iter().filter(|(key, _)| key.call == case.call.id).cloned().collect::<Vec<_>>();
            view! { <Line case fates=own /> }
        };
        cases.into_iter().map(of).collect_view()
    };
    view! {
        <div class="preview" data-testid="preview">
            <ul class="plain preview-lines" tabindex="0" aria-label=t("preview_label", &[])>{dynamic(lines)}</ul>
            <div class="together-acts">
                <button class="quiet" on:click=doing(move |_| back.run(()))>{t("do_back", &[])}</button>
                <button class=if act == Together::Log { "primary" } else { "danger" } id="several-sure" disabled=live(move || n() == 0) on:click=doing(sure)>
                    {words}
                </button>
            </div>
        </div>
    }
}

fn newest_first(mut cases: Vec<Case>) -> Vec<Case> {
    cases.order_by_key(|case| std::cmp::Reverse(case.call.start()));
    cases
}

/// One call: who, when, and what each integration does with it.
#[component]
fn Line(case: Case, fates: Vec<(LogKey, Fate)>) -> impl IntoView {
    let app = App::get();
    let when = time::moment(case.call.start(), app.now.get_untracked());
    let words = fates.iter().map(|(key, fate)| t("chip_of", &[&app.name_of(&key.integration), &fate_words(fate)]));
    let words: Vec<_> = words.map(|words| view! { <span class="preview-fate" dir="auto">{words}</span> }).collect();
    let none = words.is_empty().then(|| view! { <span class="preview-fate">{t("fate_none", &[])}</span> });
    let acts = fates.iter().any(|(_, fate)| matches!(fate, Fate::Logged(_) | Fate::Dismissed));
    view! {
        <li class:idle=!acts>
            <b dir="auto">{who::title(&case.call, &case.face())}</b>
            <time>{when}</time>
            {words}
            {none}
        </li>
    }
}

fn fate_words(fate: &Fate) -> String {
    match fate {
        Fate::Logged(Some(name)) => t("fate_logged_to", &[name]),
        Fate::Logged(None) => t("fate_logged", &[]),
        Fate::Dismissed => t("fate_dismissed", &[]),
        Fate::Asks(conflict) => t("fate_asks", &[&t(conflict_text(conflict), &[])]),
        Fate::Running => t("fate_running", &[]),
        Fate::LoggedAlready => t("fate_logged_already", &[]),
        Fate::UnderWay => t("fate_under_way", &[]),
        Fate::SignedOut => t("fate_signed_out", &[]),
        Fate::Nothing => t("fate_nothing", &[]),
    }
}
