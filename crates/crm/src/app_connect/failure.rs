//! Tells what an App Connect server's answer means, above all when it is not a success.
//!
//! The sentences are those of `@app-connect/core` 1.7. A read that failed technically is [`ErrorKind::Offline`], a write
//! that did is [`ErrorKind::Ambiguous`], unless the answer proves that nothing was written.

use callscribe_core::crm::{CrmError, ErrorKind, Problem};
use callscribe_core::time::{HOUR, MINUTE, Millis, SECOND};
use chrono::DateTime;
use serde_json::{Map, Value};

use crate::http::{HttpFailure, HttpResponse};

/// A JSON object that came with `successful: true`.
pub(super) type Answer = Map<String, Value>;

/// Whether a request can have changed something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// It only asked.
    Read,
    /// It may have created or changed something.
    Write,
}

/// Why an answer is no success.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Clear from this answer alone.
    Clear(CrmError),
    /// The server has a record with this key already.
    Exists,
    /// The server gave up between the CRM and its own list, in which a record made meanwhile will never appear.
    LostTrack(CrmError),
    /// No contact, called a failure: what connectors that know no extensions answer when asked for one.
    Nobody(CrmError),
    /// "Authorization error": the CRM said 400 to 409, so the credential may be dead, the record gone, or the data refused.
    Authorization(CrmError),
    /// No reason, or the one a signed-out session gets too.
    Unexplained(CrmError),
}

impl From<CrmError> for Fault {
    fn from(error: CrmError) -> Self {
        Self::Clear(error)
    }
}

/// The answer's object if it is a success, else why it is none. `now` is when it was asked.
pub(super) fn read(answer: Result<HttpResponse, HttpFailure>, access: Access, now: Millis) -> Result<Answer, Fault> {
    let technical = |problem| CrmError::new(technical_kind(access), problem);
    let object = match object(answer, now) {
        Ok(object) => object,
        Err(Broken::Technical(problem, said)) => return Err(technical(problem).saying(said.unwrap_or_default()).into()),
        Err(Broken::Error(error)) => return Err(error.into()),
    };
    match object.get("successful") {
        Some(Value::Bool(true)) => Ok(object),
        Some(Value::Bool(false)) => Err(unsuccessful(&object, access, now)),
        _ => Err(technical(Problem::NotUnderstood).into()),
    }
}

/// What a technical failure means: the write may have happened all the same.
pub(super) fn technical_kind(access: Access) -> ErrorKind {
    match access {
        Access::Read => ErrorKind::Offline,
        Access::Write => ErrorKind::Ambiguous,
    }
}

/// An answer that lacks what it must have.
pub(super) fn incomplete(access: Access) -> Fault {
    CrmError::new(technical_kind(access), Problem::HalfAnswer).into()
}

/// The session is over; nothing was written.
pub(super) fn signed_out(said: Option<String>) -> CrmError {
    CrmError::new(ErrorKind::Auth, Problem::SignedOut).saying(said.unwrap_or_default())
}

/// Why an answer holds no JSON object with a status of success.
pub(super) enum Broken {
    /// A write's outcome is open after this.
    Technical(Problem, Option<String>),
    /// Nothing was written.
    Error(CrmError),
}

/// The JSON object of an answer with a status of success.
pub(super) fn object(answer: Result<HttpResponse, HttpFailure>, now: Millis) -> Result<Answer, Broken> {
    use Broken::{Error, Technical};
    let response = answer.map_err(|failure| match failure {
        HttpFailure::Unreachable => Technical(Problem::Unreachable, None),
        HttpFailure::TimedOut => Technical(Problem::NoAnswer, None),
        HttpFailure::BodyCut => Technical(Problem::HalfAnswer, None),
        HttpFailure::NotAllowed => Error(CrmError::new(ErrorKind::Offline, Problem::NotAllowed)),
        HttpFailure::NoNetwork => Error(CrmError::new(ErrorKind::Offline, Problem::Unreachable)),
    })?;
    let body = response.body.trim();
    let json: Option<Answer> = serde_json::from_str(body).ok();
    let said = json.as_ref().map_or_else(|| plain(body), said);
    if response.status == 429 {
        return Err(Error(rate_limited(&response, now)));
    }
    if body.starts_with('<') {
        let problem = if response.status == 404 { Problem::WrongAddress } else { Problem::NotUnderstood };
        return Err(Technical(problem, None));
    }
    match response.status {
        200..=299 => json.ok_or(Technical(if is_cut(body) { Problem::HalfAnswer } else { Problem::NotUnderstood }, None)),
        401 => Err(Error(signed_out(said))),
        400 if NO_SESSION.iter().any(|sentence| body.starts_with(sentence)) => Err(Error(signed_out(said))),
        404 => Err(Technical(Problem::WrongAddress, said)),
        400..=499 => Err(Error(refused(said))),
        500..=599 => Err(Technical(Problem::ServerFailed, said)),
        _ => Err(Technical(Problem::NotUnderstood, None)),
    }
}

/// What the server writes to a token that is absent, bad or expired.
const NO_SESSION: [&str; 2] = ["Please go to Settings and authorize CRM platform", "Invalid JWT token"];

/// Whether text is the beginning of JSON, or of nothing at all.
fn is_cut(body: &str) -> bool {
    body.is_empty() || body.starts_with(['{', '[']) && serde_json::from_str::<Value>(body).is_err()
}

fn refused(said: Option<String>) -> CrmError {
    CrmError::new(ErrorKind::Refused, Problem::Refused).saying(said.unwrap_or_default())
}

fn rate_limited(response: &HttpResponse, now: Millis) -> CrmError {
    let asked = response.header("retry-after").and_then(|wait| match wait.trim().parse::<i64>() {
        Ok(seconds) => Some(now.saturating_add(seconds.saturating_mul(SECOND))),
        Err(_) => DateTime::parse_from_rfc2822(wait).ok().map(|at| at.timestamp_millis()),
    });
    too_many(asked.unwrap_or(now + MINUTE), now)
}

fn too_many(until: Millis, now: Millis) -> CrmError {
    let until = until.clamp(now + SECOND, now + 24 * HOUR);
    CrmError::new(ErrorKind::RateLimited { until }, Problem::TooMany)
}

/// What `successful: false` means.
fn unsuccessful(object: &Answer, access: Access, now: Millis) -> Fault {
    let Some(said) = said(object) else {
        return Fault::Unexplained(refused(None));
    };
    let starts = |sentence: &str| said.starts_with(sentence);
    if starts("Existing log for session") {
        Fault::Exists
    } else if starts("Rate limit exceeded") {
        too_many(now + MINUTE, now).saying(said).into()
    } else if starts("User session expired") || starts("User not found") {
        signed_out(Some(said)).into()
    } else if starts("Authorization error") {
        Fault::Authorization(refused(Some(said)))
    } else if starts("Error ") || starts("Database operation failed") || starts("An internal error occurred") {
        Fault::LostTrack(CrmError::new(technical_kind(access), Problem::ServerFailed).saying(said))
    } else if said == "Contact not found" && object.get("contact").is_some_and(|hits| hits.as_array().is_some_and(Vec::is_empty)) {
        Fault::Nobody(refused(Some(said)))
    } else if !object.contains_key("contact") && (said == "Contact not found" || starts("No contact found")) {
        Fault::Unexplained(refused(Some(said)))
    } else {
        refused(Some(said)).into()
    }
}

/// The server's own words, as plain text; signs of markup in them are text like any other.
pub(super) fn said(object: &Answer) -> Option<String> {
    let message = match object.get("returnMessage") {
        Some(Value::Object(message)) => message.get("message"),
        other => other,
    };
    let words = [message, object.get("message"), object.get("error")];
    words.into_iter().flatten().filter_map(Value::as_str).find_map(plain)
}

/// One line of at most 300 characters; `None` if nothing is left, or if it is a page.
fn plain(text: &str) -> Option<String> {
    const LONGEST: usize = 300;
    let line = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if line.chars().count() > LONGEST {
        return Some(line.chars().take(LONGEST - 1).chain(['…']).collect());
    }
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests;
