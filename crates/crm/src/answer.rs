//! What any CRM's answer says before its own words are read: that none came, that it was cut, that we asked too often.

use callscribe_core::crm::{CrmError, ErrorKind, Problem};
use callscribe_core::time::{HOUR, MINUTE, Millis, SECOND};
use chrono::DateTime;
use serde_json::Value;

use crate::http::{HttpFailure, HttpResponse};

/// Whether a request can have changed something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// It only asked.
    Read,
    /// It may have created or changed something.
    Write,
}

/// What a technical failure means: the write may have happened all the same.
pub(crate) fn technical_kind(access: Access) -> ErrorKind {
    match access {
        Access::Read => ErrorKind::Offline,
        Access::Write => ErrorKind::Ambiguous,
    }
}

/// Why there is no answer.
pub(crate) enum Unanswered {
    /// A write's outcome is open after this.
    Doubt(Problem),
    /// Nothing left.
    NotSent(CrmError),
}

/// What it means that no whole answer came.
pub(crate) fn unanswered(failure: HttpFailure) -> Unanswered {
    match failure {
        HttpFailure::Unreachable => Unanswered::Doubt(Problem::Unreachable),
        HttpFailure::TimedOut => Unanswered::Doubt(Problem::NoAnswer),
        HttpFailure::BodyCut => Unanswered::Doubt(Problem::HalfAnswer),
        HttpFailure::NotAllowed => Unanswered::NotSent(CrmError::new(ErrorKind::Offline, Problem::NotAllowed)),
        HttpFailure::NoNetwork => Unanswered::NotSent(CrmError::new(ErrorKind::Offline, Problem::Unreachable)),
    }
}

/// The session is over; nothing was written.
pub(crate) fn signed_out(said: Option<String>) -> CrmError {
    CrmError::new(ErrorKind::Auth, Problem::SignedOut).saying(said.unwrap_or_default())
}

/// The CRM said no.
pub(crate) fn refused(said: Option<String>) -> CrmError {
    CrmError::new(ErrorKind::Refused, Problem::Refused).saying(said.unwrap_or_default())
}

/// Whether text is the beginning of JSON, or of nothing at all.
pub(crate) fn is_cut(body: &str) -> bool {
    body.is_empty() || body.starts_with(['{', '[']) && serde_json::from_str::<Value>(body).is_err()
}

/// When asking makes sense again, by `Retry-After` in seconds or as a date; a minute where it is missing.
pub(crate) fn rate_limited(response: &HttpResponse, now: Millis) -> CrmError {
    let asked = response.header("retry-after").and_then(|wait| match wait.trim().parse::<i64>() {
        Ok(seconds) => Some(now.saturating_add(seconds.saturating_mul(SECOND))),
        Err(_) => DateTime::parse_from_rfc2822(wait).ok().map(|at| at.timestamp_millis()),
    });
    too_many(asked.unwrap_or(now + MINUTE), now)
}

/// Not before `until`, which is at least a second and at most a day away.
pub(crate) fn too_many(until: Millis, now: Millis) -> CrmError {
    let until = until.clamp(now + SECOND, now + 24 * HOUR);
    CrmError::new(ErrorKind::RateLimited { until }, Problem::TooMany)
}

/// One line of at most 300 characters; `None` if nothing is left, or if it is a page.
pub(crate) fn plain(text: &str) -> Option<String> {
    const LONGEST: usize = 300;
    let line = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if line.chars().count() > LONGEST {
        return Some(line.chars().take(LONGEST - 1).chain(['…']).collect());
    }
    (!line.is_empty()).then_some(line)
}
