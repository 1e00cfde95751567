//! Where a follow-up's task stands in the CRM, in one line, and what a person can do about it (K5).

use callscribe_core::command::{Command, TaskAct};
use callscribe_core::crm::Problem;
use callscribe_core::follow_up::FollowUp;
use callscribe_core::views::follow_ups::open;
use callscribe_core::views::tasks::{self, TaskStanding, standing};
use leptos::prelude::*;

use crate::app::App;
use crate::parts::{Link, doing, dynamic, memo};
use crate::text::t;
use crate::{desk, shelf};

/// Follow-ups whose task asks a person: they bring the tab as well (F1).
pub fn unresolved() -> Memo<Vec<FollowUp>> {
    let app = App::get();
    let all = shelf::live(|| shelf::find::<FollowUp>(open()));
    memo(move || {
        all.with(|all| {
            app.frame.with(|frame| {
                let asking = tasks::unresolved(all.iter().flatten(), |id| frame.as_ref()?.integration(id));
                asking.into_iter().cloned().collect()
            })
        })
    })
}

/// The line; nothing where the follow-up is kept here only, as there is nowhere else for it.
#[component]
pub fn TaskLine(one: FollowUp) -> impl IntoView {
    let app = App::get();
    let id = StoredValue::new(one.id.clone());
    let place = one.task.as_ref().map(|task| task.integration.clone());
    let of_frame = move || {
        let place = place.as_ref()?;
        app.frame.with(|frame| {
            let integration = frame.as_ref()?.integration(place)?;
            Some((standing(&one, Some(integration))?, integration.name.clone()))
        })
    };
    let now = memo(of_frame);
    dynamic(move || {
        let (standing, name) = now.get()?;
        let words = words(&standing, &name);
        let acts = standing.acts().iter().map(|act| {
            let act = *act;
            let decide = move |_| desk::command(Command::ActOnTask { id: id.get_value(), act });
            view! { <button class="quiet" on:click=doing(decide)>{act_words(act, &name)}</button> }
        });
        Some(view! {
            <small class="task" dir="auto" data-testid="task">
                {match link(&standing) {
                    Some(href) => view! { <Link href>{words}</Link> }.into_any(),
                    None => words.into_any(),
                }}
                {matches!(standing, TaskStanding::There { changed: true, .. }).then(|| format!(" · {}", t("task_changed", &[])))}
                {acts.collect_view()}
            </small>
        })
    })
}

fn link(standing: &TaskStanding) -> Option<String> {
    match standing {
        TaskStanding::There { url, .. } => url.clone(),
        TaskStanding::Doubled(all) => all.iter().find_map(|at| at.url.clone()),
        _ => None,
    }
}

fn words(standing: &TaskStanding, name: &str) -> String {
    match standing {
        TaskStanding::There { .. } => t("task_there", &[name]),
        TaskStanding::UnderWay => t("task_under_way", &[name]),
        TaskStanding::InDoubt => t("task_in_doubt", &[name]),
        TaskStanding::Waits(Problem::SignedOut | Problem::WrongKey) => t("task_waits_sign_in", &[name]),
        TaskStanding::Waits(Problem::TooMany) => t("task_waits_pause", &[name]),
        TaskStanding::Waits(_) => t("task_waits", &[name]),
        TaskStanding::Refused(None) => t("task_refused", &[name]),
        TaskStanding::Refused(Some(said)) => t("task_refused_saying", &[name, said]),
        TaskStanding::Unknown => t("task_unknown", &[name]),
        TaskStanding::Doubled(all) => t("task_doubled", &[name, &all.len().to_string()]),
        TaskStanding::KeptHere => t("task_kept_here", &[name]),
    }
}

fn act_words(act: TaskAct, name: &str) -> String {
    match act {
        TaskAct::Make => t("do_make_task", &[name]),
        TaskAct::ItIsThere => t("do_task_is_there", &[]),
        TaskAct::KeepHere => t("do_keep_here", &[]),
    }
}
