//! Tells what an App Connect server's answer means, above all when it is not a success.
//!
//! The sentences are those of `@app-connect/core` 1.7. A read that failed technically is `Offline`, a write that did
//! is `Ambiguous`, unless the answer proves that nothing was written.

use callscribe_core::crm::{CrmError, Problem};
use callscribe_core::json;
use callscribe_core::time::{MINUTE, Millis};
use serde_json::{Map, Value};

use crate::answer::{Access, Unanswered, is_cut, plain, rate_limited, refused, signed_out, technical_kind, too_many, unanswered};
use crate::http::{HttpFailure, HttpResponse};

/// A JSON object that came with `successful: true`.
pub(super) type Answer = Map<String, Value>;

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

/// An answer that lacks what it must have.
pub(super) fn incomplete(access: Access) -> Fault {
    CrmError::new(technical_kind(access), Problem::HalfAnswer).into()
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
    let response = answer.map_err(|failure| match unanswered(failure) {
        Unanswered::Doubt(problem) => Technical(problem, None),
        Unanswered::NotSent(error) => Error(error),
    })?;
    let body = response.body.trim();
    let json: Option<Answer> = json::from_str(body).ok();
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

#[cfg(test)]
mod tests;
