//! What came of a test, on the integration's card until it changes: what works, and what does not and why.

use callscribe_core::crm::{ErrorKind, Problem};
use callscribe_core::integration::{Ability, Integration, SignIn, Tried};
use callscribe_core::order::InOrder;
use callscribe_core::question::QuestionError;
use leptos::prelude::*;

use crate::app::App;
use crate::ask::why;
use crate::parts::{dynamic, memo};
use crate::text::t;

/// The result of the last test, as long as it still holds.
#[component]
pub fn TestResult(this: Memo<Option<Integration>>) -> impl IntoView {
    let app = App::get();
    let lines = memo(move || {
        let integration = this.get()?;
        let tried = app.tested.with(|tested| tested.get(&integration.id).cloned())?;
        holds(&tried, integration.sign_in).then(|| in_words(&tried, &integration.name))
    });
    dynamic(move || {
        let line = |(works, words): (bool, String)| view! { <p class=if works { "status ok" } else { "status bad" }>{words}</p> };
        lines.get().map(|lines| {
            view! { <div role="status" data-testid="integration-result">{lines.into_iter().map(line).collect_view()}</div> }
        })
    })
}

/// A test is over and done with once the agent was signed out since, or signed in again.
fn holds(tried: &[Tried], sign_in: SignIn) -> bool {
    let signed_out = tried.iter().flat_map(|one| &one.failed).any(|error| error.kind == ErrorKind::Auth);
    signed_out == (sign_in == SignIn::Needed)
}

/// What works in one line; what does not in one for each reason.
fn in_words(tried: &[Tried], name: &str) -> Vec<(bool, String)> {
    let mut reasons: Vec<(Option<String>, Vec<String>)> = Vec::new();
    for Tried { ability, failed } in tried {
        let (what, why) = (ability_words(*ability), failed.clone().map(|error| why_not(&error.into(), name)));
        match reasons.iter_mut().find(|(reason, _)| *reason == why) {
            Some((_, abilities)) => abilities.push(what),
            None => reasons.push((why, vec![what])),
        }
    }
    let line = |(why, abilities): (Option<String>, Vec<String>)| match why {
        None => (true, t("tried_works", &[name, &abilities.join(", ")])),
        Some(why) => (false, t("tried_fails", &[&abilities.join(", "), &why])),
    };
    reasons.order_by_key(|(why, _)| why.is_some());
    reasons.into_iter().map(line).collect()
}

fn ability_words(ability: Ability) -> String {
    match ability {
        Ability::Contacts => t("tried_contacts", &[]),
        Ability::Names => t("tried_names", &[]),
        Ability::Logs => t("tried_logs", &[]),
        Ability::FollowUps => t("tried_follow_ups", &[]),
    }
}

/// Why a CRM could not be connected, or something cannot be done there. Where no call was refused, it is a right that is missing.
pub fn why_not(error: &QuestionError, name: &str) -> String {
    match error {
        QuestionError::Crm(error) if error.problem == Problem::Refused => match error.said.as_deref() {
            Some(said) => t("problem_no_right_saying", &[name, said]),
            None => t("problem_no_right", &[name]),
        },
        error => why(error, name),
    }
}
