//! Questions to the worker, and its refusals in words.

use callscribe_browser::messages;
use callscribe_core::question::{Answer, DialProblem, Message, Question, QuestionError, Reply};
use callscribe_core::time::MINUTE;

use crate::text::{line_problem, problem, t};
use crate::time;

/// Asks the worker and waits for its answer.
pub async fn ask(question: Question) -> Reply {
    let answered: Result<Reply, _> = messages::ask(&Message::Ask(Box::new(question))).await;
    answered.unwrap_or_else(|error| Err(QuestionError::Failed(error.to_string())))
}

/// What went wrong, naming who it was and what to do next.
pub fn why(error: &QuestionError, name: &str) -> String {
    match error {
        QuestionError::Crm(error) => problem(error, name),
        QuestionError::Line(problem) => line_problem(*problem, name),
        QuestionError::Dial(problem) => dial_problem(problem, name),
        QuestionError::NotThere => t("ask_not_there", &[name]),
        QuestionError::SignInCancelled => t("ask_cancelled", &[name]),
        QuestionError::NotANumber => t("ask_not_a_number", &[]),
        QuestionError::Failed(words) => t("ask_failed", &[words]),
    }
}

/// Why a number was not dialled, and what to do next.
fn dial_problem(problem: &DialProblem, name: &str) -> String {
    match problem {
        DialProblem::Never => t("dial_never", &[]),
        DialProblem::UnderWay => t("dial_under_way", &[name]),
        // The minute that is shown has begun when the penalty is over.
        DialProblem::Limited { until } => t("dial_limited", &[&time::clock(*until + MINUTE - 1)]),
        DialProblem::TokenOver => t("dial_token_over", &[name]),
        DialProblem::Forbidden => t("dial_forbidden", &[name]),
        DialProblem::Refused(words) => t("dial_refused", &[name, words]),
        DialProblem::Unknown => t("dial_unknown", &[name]),
    }
}

/// An answer of another kind than was asked for.
pub fn unexpected(answer: &Answer) -> QuestionError {
    QuestionError::Failed(format!("{answer:?}").chars().take(80).collect())
}
