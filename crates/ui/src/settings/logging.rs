//! What is logged: missed and internal calls, what opens after a call, numbers that are never logged.

use callscribe_core::question::{Answer, Question};
use callscribe_core::settings::AfterCall;
use leptos::prelude::*;

use super::controls::{Setting, place_of};
use super::list::List;
use super::{Choice, Group, change};
use crate::app::App;
use crate::ask::{ask, why};
use crate::text::t;

const AFTER: [AfterCall; 3] = [AfterCall::Nothing, AfterCall::LogAndOpenForm, AfterCall::OnlyOpenForm];

/// The choices that belong to no single integration.
#[component]
pub fn Logging() -> impl IntoView {
    let app = App::get();
    let settings = app.of_frame(|f| f.settings.clone());
    let after = move || settings.get().map_or(0, |s| place_of(&AFTER, &s.after_call));
    view! {
        <Group id="settings-logging" title=t("settings_logging", &[])>
            <Setting label=t("missed_label", &[]) words=t("missed_words", &[]) place="/log_missed" at=|s| &mut s.log_missed />
            <Setting label=t("internal_label", &[]) words=t("internal_words", &[]) place="/log_internal" at=|s| &mut s.log_internal />
            <Choice
                id="after-call"
                label=t("after_call_label", &[])
                words=t("after_call_words", &[])
                options=vec![t("after_call_nothing", &[]), t("after_call_log_and_form", &[]), t("after_call_form", &[])]
                chosen=after
                set=move |at: usize| change(app, |s| s.after_call = AFTER[at])
                place="/after_call"
            />
            <List
                id="never-log"
                label=t("never_log_label", &[])
                words=t("never_log_words", &[])
                kind="tel"
                place="/never_log"
                at=|s| &mut s.never_log
                check=|typed, listed| Box::pin(new_number(typed, listed))
            />
        </Group>
    }
}

/// A number, if it is one and not listed yet.
async fn new_number(typed: String, listed: Vec<String>) -> Result<String, String> {
    match ask(Question::ParseNumber { raw: typed }).await {
        Ok(Answer::Number(number)) if listed.contains(&number.key) => Err(t("number_listed", &[])),
        Ok(Answer::Number(number)) if !number.key.is_empty() => Ok(number.key),
        Ok(_) => Err(t("ask_not_a_number", &[])),
        Err(error) => Err(why(&error, "")),
    }
}
