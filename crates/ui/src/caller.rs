//! The caller card: who is calling and where things stand, while it rings and during the call.

use callscribe_core::call::Call;
use callscribe_core::case::{CallRow, Case};
use callscribe_core::follow_up::FollowUp;
use callscribe_core::views::caller::{Standing, standing};
use callscribe_core::views::follow_ups::of_number;
use leptos::prelude::*;

use crate::app::App;
use crate::earlier;
use crate::parts::{dynamic, memo};
use crate::text::{count, t};
use crate::{shelf, time};

/// Below the running call's name: company, open deals, open follow-ups, the last call and what was said of it.
#[component]
pub fn Caller(call: Call) -> impl IntoView {
    let app = App::get();
    let number = call.other().key;
    let case = {
        let id = call.id.clone();
        shelf::live(move || shelf::case(id.clone()))
    };
    let follow_ups = {
        let number = number.clone();
        shelf::live(move || {
            let query = (!number.is_empty()).then(|| of_number(&number));
            async move {
                match query {
                    Some(query) => shelf::find::<FollowUp>(query).await,
                    None => Some(Vec::new()),
                }
            }
        })
    };
    let last = earlier::calls(number, call.id, 1);
    let standing = memo(move || {
        let case: Option<Case> = case.get().flatten();
        standing(case.as_ref(), &follow_ups.get().unwrap_or_default())
    });
    let now = app.now.get_untracked();
    dynamic(move || {
        let lines: Vec<String> = [about(&standing.get(), now), last.get().and_then(|rows| rows.first().map(|row| last_call(row, now)))]
            .into_iter()
            .flatten()
            .collect();
        (!lines.is_empty()).then(|| {
            view! {
                <div class="caller" data-testid="caller">
                    {lines.into_iter().map(|line| view! { <p dir="auto">{line}</p> }).collect_view()}
                </div>
            }
        })
    })
}

fn about(standing: &Standing, now: callscribe_core::time::Millis) -> Option<String> {
    let company = Some(standing.company.clone()).filter(|company| !company.is_empty());
    let deals = (!standing.deals.is_empty()).then(|| {
        let titles = standing.deals.iter().take(2).cloned().collect::<Vec<_>>().join(", ");
        count(standing.deals.len() as u64, "caller_deal", "caller_deals") + ": " + &titles
    });
    let next = standing.follow_ups.first().map(|one| t("caller_follow_up", &[&one.subject, &time::point(one.due, now)]));
    let words: Vec<String> = [company, deals, next].into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join(" · "))
}

fn last_call(row: &CallRow, now: callscribe_core::time::Millis) -> String {
    let said = earlier::said(row);
    let when = time::moment(row.call.start(), now);
    if said.is_empty() { t("caller_last", &[&when]) } else { t("caller_last_saying", &[&when, &said]) }
}
