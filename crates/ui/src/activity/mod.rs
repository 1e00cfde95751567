//! Activity: the agent's calls in pictures, each figure one click from the calls it counts.

mod chart;

use callscribe_core::case::CallRow;
use callscribe_core::views::activity::{Activity, NarrowBy, Tally, day, period};
use leptos::prelude::*;

use crate::app::App;
use crate::parts::{Empty, Skeleton, When, dynamic, memo};
use crate::text::{count, t};
use crate::{shelf, time};
use chart::{Bar, Chart, Way};

/// The screen.
#[component]
pub fn ActivityScreen() -> impl IntoView {
    let app = App::get();
    let rows = shelf::live(move || {
        let whole = period(NarrowBy::Time, app.now.get_untracked(), time::to_local, time::to_instant);
        async move { shelf::find::<CallRow>(whole.query()).await }
    });
    let activity = memo(move || rows.get().map(|rows| Activity::of(&rows, app.now.get_untracked(), time::to_local)));
    let none = move || rows.with(|rows| rows.as_ref().is_some_and(Vec::is_empty));
    view! {
        <section class="activity" aria-label=t("activity_title", &[]) data-testid="activity">
            <When is=move || activity.with(Option::is_some) otherwise=|| view! { <Skeleton /> }>
                <When is=none otherwise=move || dynamic(move || activity.get().map(|activity| view! { <Figures activity /> }))>
                    <Empty title=t("activity_empty", &[]) words=t("activity_empty_words", &[]) />
                </When>
            </When>
        </section>
    }
}

#[component]
fn Figures(activity: Activity) -> impl IntoView {
    let now = App::get().now.get_untracked();
    let of_period = move |by| period(by, now, time::to_local, time::to_instant);
    let today = activity.today();
    let days = activity.days.iter().map(|(number, tally)| Bar {
        short: time::day_number(*number),
        name: time::heading(*number, now),
        value: tally.calls,
        figure: count(tally.calls.into(), "calls_one", "calls_many"),
        calls: day(*number, time::to_instant),
    });
    let talk = activity.days.iter().map(|(number, tally)| Bar {
        short: time::day_number(*number),
        name: time::heading(*number, now),
        value: u32::try_from(tally.talked).unwrap_or(u32::MAX),
        figure: length(*tally),
        calls: day(*number, time::to_instant),
    });
    let hours = (0..24u8).zip(activity.hours).map(|(hour, calls)| Bar {
        short: if hour % 6 == 0 { time::hour(hour) } else { String::new() },
        name: time::hour(hour),
        value: calls,
        figure: count(calls.into(), "calls_one", "calls_many"),
        calls: of_period(NarrowBy::Hour(hour)),
    });
    let named = move |list: &[(String, u32)], by: fn(String) -> NarrowBy| -> Vec<Bar> {
        let bar = |(name, calls): &(String, u32)| Bar {
            short: name.clone(),
            name: name.clone(),
            value: *calls,
            figure: calls.to_string(),
            calls: of_period(by(name.clone())),
        };
        list.iter().map(bar).collect()
    };
    let responses = named(&activity.responses, NarrowBy::Response);
    let parents = named(&activity.parents, NarrowBy::Parent);
    let calls = t("activity_calls", &[]);
    let words = [today.calls, today.logged, today.unresolved].map(|n| n.to_string());
    view! {
        <p class="activity-today" data-testid="today">{t("activity_today", &[&words[0], &words[1], &words[2]])}</p>
        <Weeks weeks=activity.weeks() />
        <Chart title=t("activity_days", &[]) figure=calls.clone() way=Way::Up bars=days.collect() />
        <Chart title=t("activity_hours", &[]) figure=calls.clone() way=Way::Up bars=hours.collect() />
        <Chart title=t("activity_talk", &[]) figure=t("activity_talked", &[]) way=Way::Up bars=talk.collect() />
        {(!responses.is_empty()).then(|| view! { <Chart title=t("activity_responses", &[]) figure=calls.clone() way=Way::Across bars=responses /> })}
        {(!parents.is_empty()).then(|| view! { <Chart title=t("activity_parents", &[]) figure=calls way=Way::Across bars=parents /> })}
    }
}

/// This week against last: a table is the clearest picture of two times three figures.
#[component]
fn Weeks(weeks: [Tally; 2]) -> impl IntoView {
    let row = |name: &'static str, figure: fn(Tally) -> String| {
        view! {
            <tr>
                <th scope="row">{t(name, &[])}</th>
                {weeks.map(|week| view! { <td>{figure(week)}</td> }).collect_view()}
            </tr>
        }
    };
    view! {
        <table class="weeks">
            <thead>
                <tr><td></td><th scope="col">{t("activity_this_week", &[])}</th><th scope="col">{t("activity_last_week", &[])}</th></tr>
            </thead>
            <tbody>
                {row("activity_calls", |week| week.calls.to_string())}
                {row("activity_logged", |week| week.share_logged().map_or_else(|| "–".into(), |share| t("percent", &[&share.to_string()])))}
                {row("activity_talked", length)}
            </tbody>
        </table>
    }
}

fn length(tally: Tally) -> String {
    time::length(i64::try_from(tally.talked).unwrap_or(i64::MAX))
}
