//! What is still to be done: overdue, today, later (K8); and what calls for attention now, at the top of Calls (K7).

use callscribe_browser::{clock, runtime};
use callscribe_core::call::Direction;
use callscribe_core::command::Command;
use callscribe_core::follow_up::{FollowUp, FollowUpKind};
use callscribe_core::order::InOrder;
use callscribe_core::time::{HOUR, MINUTE, Millis};
use callscribe_core::views::follow_ups::{Section, at_the_top, of_number, open, sections};
use callscribe_core::views::typed::TypedCall;
use leptos::prelude::*;

use super::task::TaskLine;
use crate::app::App;
use crate::call_back::CallBack;
use crate::icon::{Glyph, Icon};
use crate::parts::{Empty, IconButton, Skeleton, When, doing, dynamic, memo};
use crate::screen::{FollowUpOf, Screen};
use crate::text::t;
use crate::{desk, shelf, time};

/// The screen.
#[component]
pub fn FollowUps() -> impl IntoView {
    let app = App::get();
    let all = shelf::live(|| shelf::find::<FollowUp>(open()));
    let parts = memo(move || all.get().map(|all| sections(all, app.now.get(), time::to_local)));
    let none = move || parts.with(|parts| parts.as_ref().is_some_and(Vec::is_empty));
    view! {
        <section class="follow-ups" aria-label=t("tab_follow_ups", &[]) data-testid="follow-ups">
            <When is=move || parts.with(Option::is_some) otherwise=|| view! { <Skeleton /> }>
                {dynamic(move || parts.get().unwrap_or_default().into_iter().map(|(section, all)| view! { <Part section all /> }).collect_view())}
                <When is=none otherwise=move || view! { <New /> }>
                    <Empty title=t("follow_ups_empty", &[]) words=t("follow_ups_empty_words", &[])><New /></Empty>
                </When>
            </When>
        </section>
    }
}

#[component]
fn New() -> impl IntoView {
    let app = App::get();
    view! {
        <button class="new-follow-up" on:click=doing(move |_| app.go(Screen::FollowUp(FollowUpOf::Nothing)))>
            <Icon glyph=Glyph::Plus />
            {t("do_new_follow_up", &[])}
        </button>
    }
}

#[component]
fn Part(section: Section, all: Vec<FollowUp>) -> impl IntoView {
    let heading = match section {
        Section::Overdue => "follow_ups_overdue",
        Section::Today => "follow_ups_today",
        Section::Later => "follow_ups_later",
    };
    view! {
        <h2 class="day">{t(heading, &[])}</h2>
        <ul class="plain">
            {all.into_iter().map(|one| view! { <li><Line one /></li> }).collect_view()}
        </ul>
    }
}

/// What calls for attention, until it is done or snoozed.
#[component]
pub fn Reminders() -> impl IntoView {
    let app = App::get();
    let all = shelf::live(|| shelf::find::<FollowUp>(open()));
    let calling = memo(move || at_the_top(&all.get().unwrap_or_default(), app.now.get()));
    dynamic(move || {
        let calling = calling.get();
        let more = calling.len().saturating_sub(1);
        let first = calling.into_iter().next()?;
        Some(view! {
            <div class="notice reminder" role="status" data-testid="reminder">
                <Line one=first />
                {(more > 0).then(|| view! {
                    <button class="quiet" on:click=doing(move |_| app.go(Screen::FollowUps))>{t("follow_ups_more", &[&more.to_string()])}</button>
                })}
            </div>
        })
    })
}

/// Those still to be done with anybody of these numbers, the next first; nothing where there are none.
#[component]
pub fn OfNumbers(numbers: Vec<String>) -> impl IntoView {
    let all = shelf::live(move || {
        let queries = numbers.iter().map(|number| of_number(number)).collect();
        async move { Some(shelf::records::<FollowUp>(shelf::read(queries).await?.iter().flatten())) }
    });
    dynamic(move || {
        let mut open: Vec<FollowUp> = all.get()?.into_iter().filter(FollowUp::is_open).collect();
        open.order_by_key(|one| one.due);
        (!open.is_empty()).then(|| {
            view! {
                <h3>{t("tab_follow_ups", &[])}</h3>
                <ul class="plain">{open.into_iter().map(|one| view! { <li><Line one /></li> }).collect_view()}</ul>
            }
        })
    })
}

/// Those whose task asks a person, in Unresolved (F1).
#[component]
pub fn Asking(all: Memo<Vec<FollowUp>>) -> impl IntoView {
    dynamic(move || {
        let all = all.get();
        (!all.is_empty()).then(|| {
            view! {
                <section class="follow-ups" aria-label=t("tab_follow_ups", &[]) data-testid="asking-follow-ups">
                    <h2 class="day">{t("tab_follow_ups", &[])}</h2>
                    <ul class="plain">{all.into_iter().map(|one| view! { <li><Line one /></li> }).collect_view()}</ul>
                </section>
            }
        })
    })
}

/// One follow-up with what can be done about it.
#[component]
fn Line(one: FollowUp) -> impl IntoView {
    let app = App::get();
    let id = StoredValue::new(one.id.clone());
    let call = one.clone();
    let due = one.due;
    let when = move || time::point(due, app.now.get());
    let there = one.task.as_ref().filter(|task| task.record().is_some()).map(|task| app.name_of(&task.integration));
    let done = move || {
        desk::command(Command::FollowUpDone { id: id.get_value(), done: true });
        app.say(there.as_ref().map_or_else(|| t("said_done", &[]), |name| t("said_done_here", &[name])));
    };
    let kind = match one.kind {
        FollowUpKind::Call => "follow_up_call",
        FollowUpKind::Meeting => "follow_up_meeting",
        FollowUpKind::Visit => "follow_up_visit",
    };
    view! {
        <div class="follow-up" data-testid="follow-up">
            <div class="follow-up-what">
                <b dir="auto">{one.subject.clone()}</b>
                <small dir="auto">{t(kind, &[])} " · " {one.with.shown().to_owned()} " · " <time>{when}</time></small>
                <TaskLine one=one.clone() />
            </div>
            <div class="actions">
                {one.with.number.clone().map(|number| view! { <CallBack number /> })}
                <IconButton glyph=Glyph::Edit words=t("do_edit", &[]) on_click=move || app.go(Screen::FollowUp(FollowUpOf::Known(id.get_value()))) />
                <Snooze id />
                <button class="quiet" on:click=doing(move |_| log_this_call(app, &call))>{t("do_log_this_call", &[])}</button>
                <IconButton glyph=Glyph::Check words=t("do_done", &[]) on_click=done />
            </div>
        </div>
    }
}

/// "Snooze" until one of three times.
#[component]
fn Snooze(id: StoredValue<String>) -> impl IntoView {
    let app = App::get();
    let choices: [(&str, &str, Millis); 3] =
        [("15", "snooze_quarter", 15 * MINUTE), ("60", "snooze_hour", HOUR), ("day", "snooze_day", time::DAY)];
    let snooze = move |event| {
        let value = event_target_value(&event);
        let Some((.., later)) = choices.into_iter().find(|(name, ..)| *name == value) else { return };
        desk::command(Command::SnoozeFollowUp { id: id.get_value(), until: clock::wall() + later });
        app.say(t("said_snoozed", &[]));
    };
    view! {
        <select class="small" aria-label=t("do_snooze", &[]) on:change=doing(snooze)>
            <option value="" selected>{t("do_snooze", &[])}</option>
            {choices.map(|(name, words, _)| view! { <option value=name>{t(words, &[])}</option> }).collect_view()}
        </select>
    }
}

/// "Log this call": the form of a typed call, filled with whom the follow-up is with.
fn log_this_call(app: App, one: &FollowUp) {
    let fresh = TypedCall::new(runtime::random_id(), time::to_local(clock::wall()));
    let number = one.with.number.as_ref().map(|number| if number.key.is_empty() { number.raw.clone() } else { number.key.clone() });
    let typed = TypedCall { number: number.unwrap_or_default(), name: one.with.name.clone(), direction: Direction::Outbound, ..fresh };
    desk::keep_form("typed", &typed);
    app.go(Screen::Typed);
}
