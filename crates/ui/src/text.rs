//! Every text a person reads, by its name in `_locales`.

use std::cell::RefCell;
use std::collections::HashMap;

use callscribe_browser::runtime;
use callscribe_core::account::LineProblem;
use callscribe_core::crm::{CrmError, Problem};
use callscribe_core::store::StoreError;

thread_local! {
    /// The texts without values that were asked for: they never change, and the browser takes its time to look one up.
    static KNOWN: RefCell<HashMap<String, String>> = RefCell::default();
}

/// The text of this name with its `$1` … filled in.
pub fn t(key: &str, values: &[&str]) -> String {
    if !values.is_empty() {
        return looked_up(key, values);
    }
    let known = KNOWN.with_borrow(|known| known.get(key).cloned());
    known.unwrap_or_else(|| {
        let text = looked_up(key, &[]);
        KNOWN.with_borrow_mut(|known| known.insert(key.into(), text.clone()));
        text
    })
}

fn looked_up(key: &str, values: &[&str]) -> String {
    let text = runtime::message(key, values);
    if text.is_empty() { key.into() } else { text }
}

/// The text for one, or for several; `$1` is how many.
pub fn count(n: u64, one: &str, several: &str) -> String {
    t(if n == 1 { one } else { several }, &[&n.to_string()])
}

/// What went wrong with an integration: names it, says what happened and what to do next.
pub fn problem(error: &CrmError, name: &str) -> String {
    let said = error.said.as_deref().unwrap_or_default();
    match error.problem {
        Problem::Unreachable => t("problem_unreachable", &[name]),
        Problem::NoAnswer => t("problem_no_answer", &[name]),
        Problem::HalfAnswer => t("problem_half_answer", &[name]),
        Problem::NotUnderstood => t("problem_not_understood", &[name]),
        Problem::WrongAddress => t("problem_wrong_address", &[name]),
        Problem::WrongKey => t("problem_wrong_key", &[name]),
        Problem::SignedOut => t("problem_signed_out", &[name]),
        Problem::TooMany => t("problem_too_many", &[name]),
        Problem::ServerFailed => t("problem_server_failed", &[name]),
        Problem::Refused if said.is_empty() => t("problem_refused", &[name]),
        Problem::Refused => t("problem_refused_saying", &[name, said]),
        Problem::Gone => t("problem_gone", &[name]),
        Problem::NotAllowed => t("problem_not_allowed", &[name]),
    }
}

/// Why a phone account's line is not open.
pub fn line_problem(problem: LineProblem, name: &str) -> String {
    match problem {
        LineProblem::Unreachable => t("line_unreachable", &[name]),
        LineProblem::Refused => t("line_refused", &[name]),
        LineProblem::Replaced => t("line_replaced", &[name]),
        LineProblem::NotAri => t("line_not_ari", &[name]),
        LineProblem::ServerFailed => t("line_server_failed", &[name]),
        LineProblem::Forbidden => t("line_forbidden", &[name]),
        LineProblem::NoLive => t("line_no_live", &[name]),
        LineProblem::SignedOut => t("line_signed_out", &[name]),
    }
}

/// Why something could not be put on the desk.
pub fn store_problem(error: &StoreError) -> String {
    match error {
        StoreError::Full => t("store_full", &[]),
        StoreError::Newer => t("store_newer", &[]),
        StoreError::Closed => t("store_closed", &[]),
        StoreError::Taken(words) | StoreError::Failed(words) => t("store_failed", &[words]),
    }
}
