//! "What to expect": what cannot be logged, and why, before anybody wonders.

use leptos::prelude::*;

use super::Fold;
use crate::text::t;

const LINES: [&str; 8] = [
    "expect_texts",
    "expect_other_phones",
    "expect_closed",
    "expect_hundred",
    "expect_recordings",
    "expect_once",
    "expect_emergency",
    "expect_private",
];

/// The group.
#[component]
pub fn Expect() -> impl IntoView {
    view! {
        <Fold id="settings-expect" title=t("settings_expect", &[]) words=t("settings_expect_words", &[])>
            <ul>{LINES.map(|line| view! { <li>{t(line, &[])}</li> }).into_iter().collect_view()}</ul>
        </Fold>
    }
}
