//! What an answer of a CRM means by its status, unless its own words say more.

use callscribe_core::crm::{CrmError, ErrorKind, Problem};
use callscribe_core::time::Millis;
use serde_json::Value;

use crate::answer::{Access, Unanswered, is_cut, plain, rate_limited, refused, signed_out, technical_kind, unanswered};
use crate::http::{HttpFailure, HttpResponse};

/// Reads what a CRM says of a failure, by status and body.
pub(super) type Words = fn(u16, &Value) -> Said;

/// What a CRM says of a failure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// Its sentence for people.
    pub words: Option<String>,
    /// What it means, where the status alone would mislead.
    pub means: Option<Meaning>,
}

/// What a failure means whose status misleads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The session is over, or the key is none.
    SignedOut,
    /// Too many requests.
    TooMany,
    /// It understood and said no.
    Refused,
    /// What it was about is not there any more.
    Gone,
    /// It did nothing, and may do it another time.
    Busy,
}

/// A failure, and what a codec may still want to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failed {
    /// What it is to core.
    pub error: CrmError,
    /// Its status, where an answer came whole.
    pub status: Option<u16>,
    /// Its body, where that is JSON; else null.
    pub body: Value,
}

impl From<CrmError> for Box<Failed> {
    fn from(error: CrmError) -> Self {
        Self::new(Failed { error, status: None, body: Value::Null })
    }
}

/// The JSON of an answer with a status of success, null where it has no body. `now` is when it was asked.
pub(super) fn read(answer: Result<HttpResponse, HttpFailure>, access: Access, words: Words, now: Millis) -> Result<Value, Box<Failed>> {
    let technical = |problem| CrmError::new(technical_kind(access), problem);
    let response = answer.map_err(|failure| match unanswered(failure) {
        Unanswered::Doubt(problem) => technical(problem),
        Unanswered::NotSent(error) => error,
    })?;
    let text = response.body.trim();
    let json: Option<Value> = if text.is_empty() { Some(Value::Null) } else { serde_json::from_str(text).ok() };
    if (200..300).contains(&response.status) {
        let problem = if is_cut(text) { Problem::HalfAnswer } else { Problem::NotUnderstood };
        return json.ok_or_else(|| technical(problem).into());
    }
    let body = json.unwrap_or_default();
    let said = words(response.status, &body);
    let sentence = said.words.as_deref().and_then(plain);
    let error = match said.means.or_else(|| by_status(response.status)) {
        Some(Meaning::TooMany) => CrmError { said: sentence, ..rate_limited(&response, now) },
        Some(Meaning::SignedOut) => signed_out(sentence),
        Some(Meaning::Gone) => CrmError { said: sentence, ..CrmError::new(ErrorKind::Gone, Problem::Gone) },
        Some(Meaning::Busy) => CrmError { said: sentence, ..CrmError::new(ErrorKind::Offline, Problem::ServerFailed) },
        Some(Meaning::Refused) if body.is_null() => technical(not_theirs(response.status)),
        Some(Meaning::Refused) => refused(sentence),
        None => CrmError {
            said: sentence,
            ..technical(if response.status >= 500 { Problem::ServerFailed } else { not_theirs(response.status) })
        },
    };
    Err(Box::new(Failed { error, status: Some(response.status), body }))
}

/// `None` where a write's outcome is open.
fn by_status(status: u16) -> Option<Meaning> {
    match status {
        401 => Some(Meaning::SignedOut),
        429 => Some(Meaning::TooMany),
        400..=499 => Some(Meaning::Refused),
        _ => None,
    }
}

/// An answer that is none of the CRM's: a page, or nothing.
fn not_theirs(status: u16) -> Problem {
    if status == 404 { Problem::WrongAddress } else { Problem::NotUnderstood }
}

/// An answer that lacks what it must have: a write may have been done all the same.
pub(super) fn incomplete(access: Access) -> CrmError {
    CrmError::new(technical_kind(access), Problem::HalfAnswer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use callscribe_core::time::{MINUTE, SECOND};

    const NOW: Millis = 1_000_000_000_000;

    fn words(_: u16, body: &Value) -> Said {
        let means = (body["code"] == "LIMIT").then_some(Meaning::TooMany);
        Said { words: body["message"].as_str().map(Into::into), means }
    }

    fn failure(status: u16, body: &str, access: Access) -> (ErrorKind, Problem, Option<String>) {
        let response = HttpResponse { status, headers: vec![("retry-after".into(), "7".into())], body: body.into() };
        let error = read(Ok(response), access, words, NOW).expect_err("a failure").error;
        (error.kind, error.problem, error.said)
    }

    #[test]
    fn g4_what_a_failure_means_to_a_read_and_to_a_write() {
        use ErrorKind::{Ambiguous, Auth, Offline, RateLimited, Refused};
        let until = NOW + 7 * SECOND;
        let told = r#"{"message":"no"}"#;
        let table = [
            (200, "{\"a\":", Offline, Ambiguous, Problem::HalfAnswer),
            (200, "<html>", Offline, Ambiguous, Problem::NotUnderstood),
            (302, "", Offline, Ambiguous, Problem::NotUnderstood),
            (400, told, Refused, Refused, Problem::Refused),
            (400, "<html>", Offline, Ambiguous, Problem::NotUnderstood),
            (401, "<html>", Auth, Auth, Problem::SignedOut),
            (403, told, Refused, Refused, Problem::Refused),
            (403, r#"{"code":"LIMIT"}"#, RateLimited { until }, RateLimited { until }, Problem::TooMany),
            (404, "<html>", Offline, Ambiguous, Problem::WrongAddress),
            (429, "", RateLimited { until }, RateLimited { until }, Problem::TooMany),
            (500, told, Offline, Ambiguous, Problem::ServerFailed),
            (503, "<html>", Offline, Ambiguous, Problem::ServerFailed),
        ];
        for (status, body, to_read, to_write, problem) in table {
            let kinds = [Access::Read, Access::Write].map(|access| failure(status, body, access));
            let kinds = kinds.map(|(kind, problem, _)| (kind, problem));
            assert_eq!(kinds, [(to_read, problem), (to_write, problem)], "{status} {body}");
        }
        assert_eq!(failure(400, told, Access::Read).2.as_deref(), Some("no"));
    }

    #[test]
    fn g5_a_limit_is_waited_for_as_long_as_the_answer_says_else_a_minute() {
        let until = |headers| {
            let error =
                read(Ok(HttpResponse { status: 429, headers, body: String::new() }), Access::Write, words, NOW).expect_err("a limit").error;
            error.kind
        };
        assert_eq!(until(Vec::new()), ErrorKind::RateLimited { until: NOW + MINUTE });
        assert_eq!(until(vec![("retry-after".into(), "3".into())]), ErrorKind::RateLimited { until: NOW + 3 * SECOND });
    }

    #[test]
    fn what_surely_did_not_leave_was_not_written() {
        for failure in [HttpFailure::NotAllowed, HttpFailure::NoNetwork] {
            assert_eq!(read(Err(failure), Access::Write, words, NOW).expect_err("a failure").error.kind, ErrorKind::Offline);
        }
        for failure in [HttpFailure::Unreachable, HttpFailure::TimedOut, HttpFailure::BodyCut] {
            assert_eq!(read(Err(failure), Access::Write, words, NOW).expect_err("a failure").error.kind, ErrorKind::Ambiguous);
        }
    }

    #[test]
    fn an_answer_without_a_body_is_nothing_and_a_success() {
        let response = HttpResponse { status: 204, headers: Vec::new(), body: String::new() };
        assert_eq!(read(Ok(response), Access::Write, words, NOW), Ok(Value::Null));
    }
}
