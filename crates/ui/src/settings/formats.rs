//! Extra forms to search a CRM with, at most three; `#` is one digit of the national number (I7).

use callscribe_core::settings::{FormatProblem, format_problem};
use leptos::prelude::*;

use super::list::List;
use crate::text::t;

/// The list of them.
#[component]
pub fn Formats() -> impl IntoView {
    view! {
        <List
            id="search-format"
            label=t("format_label", &[])
            words=t("format_words", &[])
            placeholder="(###) ###-####"
            kind="text"
            place="/search_formats"
            at=|s| &mut s.search_formats
            check=|typed, formats| Box::pin(async move { checked(typed.trim(), &formats) })
        />
    }
}

fn checked(format: &str, formats: &[String]) -> Result<String, String> {
    format_problem(format, formats).map_or(Ok(format.to_owned()), |problem| Err(words(problem)))
}

fn words(problem: FormatProblem) -> String {
    match problem {
        FormatProblem::NoDigit => t("format_no_digit", &[]),
        FormatProblem::Letter => t("format_letter", &[]),
        FormatProblem::Twice => t("format_twice", &[]),
        FormatProblem::TooMany => t("format_too_many", &[]),
    }
}
