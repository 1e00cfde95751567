//! Questions to the worker, and its refusals in words.

use callscribe_browser::messages;
use callscribe_core::question::{Answer, Message, Question, QuestionError, Reply};

use crate::text::{line_problem, problem, t};

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
        QuestionError::NotThere => t("ask_not_there", &[name]),
        QuestionError::SignInCancelled => t("ask_cancelled", &[name]),
        QuestionError::NotANumber => t("ask_not_a_number", &[]),
        QuestionError::Failed(words) => t("ask_failed", &[words]),
    }
}

/// An answer of another kind than was asked for.
pub fn unexpected(answer: &Answer) -> QuestionError {
    QuestionError::Failed(format!("{answer:?}").chars().take(80).collect())
}
