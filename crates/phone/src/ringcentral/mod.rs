//! RingCentral over REST: sign-in, who the agent is, and the call log as call events. Source: the vendor's public OpenAPI, as the npm
//! package `ringcentral-open-api-parser` 0.15.9 carries it.

mod dial;
mod party;
mod record;
mod result;
mod sign_in;
mod sync;

pub use dial::{dial, dialed, pause, phones, rings_first};
pub use sign_in::{Extension, SignIn, Tokens, extension, refresh, signed_in, tokens, who};
pub use sync::{answer, question};

use callscribe_core::account::LineProblem;
use callscribe_core::call::AccountId;
use callscribe_core::phone::LineEvent;
use callscribe_core::time::{MINUTE, Millis, SECOND};

use crate::http::HttpResponse;

/// Whose calls are read, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The server, without a slash at its end.
    pub server: String,
    /// The account, whose id [`Extension::id`] made.
    pub account: AccountId,
    /// The region numbers without a country code belong to, ISO 3166.
    pub region: String,
}

impl Config {
    /// The extension's own id, the last part of the account's.
    fn extension(&self) -> &str {
        self.account.as_str().rsplit('/').next().unwrap_or_default()
    }
}

/// Why an answer is none, as the engine hears it. Every request inside a penalty begins it anew, so it is waited for to its end.
pub fn failure(answer: &HttpResponse, now: Millis) -> LineEvent {
    match answer.status {
        429 => LineEvent::Limited { until: penalty(answer, "retry-after", now) },
        401 => LineEvent::Lost(LineProblem::SignedOut),
        403 => LineEvent::Lost(LineProblem::Forbidden),
        _ => LineEvent::Lost(LineProblem::ServerFailed),
    }
}

/// When the server takes requests again, by a header in seconds; a minute, the vendor's own window, where it does not say.
fn penalty(answer: &HttpResponse, header: &str, now: Millis) -> Millis {
    let seconds = answer.header(header).and_then(|text| text.trim().parse::<Millis>().ok()).filter(|s| (0..=24 * 3_600).contains(s));
    now + seconds.map_or(MINUTE, |seconds| seconds * SECOND)
}

/// The instant up to which nothing may be asked, where this answer used up what its group allows (`X-Rate-Limit-*`).
fn used_up(answer: &HttpResponse, now: Millis) -> Option<Millis> {
    (answer.header("x-rate-limit-remaining")?.trim() == "0").then(|| penalty(answer, "x-rate-limit-window", now))
}

#[cfg(test)]
mod tests;
