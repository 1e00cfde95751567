//! The way to the socket: a token that opens it once, its address, and what a refusal means.

use std::fmt;

use callscribe_core::account::LineProblem;
use callscribe_core::json;
use callscribe_core::phone::LineEvent;
use callscribe_core::time::{Millis, SECOND};
use serde::{Deserialize, Serialize};

use super::super::{penalty, used_up};
use crate::http::{HttpRequest, HttpResponse, percent_encoded};

/// Asks for the way in; as a POST with the account's token. Counted with the sign-ins, of which there are five a minute.
pub fn ask(server: &str) -> HttpRequest {
    HttpRequest { with_token: true, ..HttpRequest::post_form(format!("{server}/restapi/oauth/wstoken"), &[]) }
}

/// The way in. The token opens one socket within half a minute.
#[derive(Clone, PartialEq, Eq)]
pub struct Door {
    uri: String,
    token: String,
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Door at {}", self.uri)
    }
}

/// What another socket needs to go on where one broke off. Kept while the browser runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resume {
    /// The server's name for the session.
    pub(super) wsc: String,
    /// Until then the server keeps it, had the socket broken when it was heard of last.
    pub(super) until: Millis,
}

#[derive(Deserialize)]
struct WsToken {
    ws_access_token: String,
    uri: String,
}

impl Door {
    /// Reads the answer to [`ask`].
    ///
    /// # Errors
    /// What to tell the engine, in this order, where the door stays closed.
    pub fn opened(answer: &HttpResponse, now: Millis) -> Result<Self, Vec<LineEvent>> {
        let limited = |until| LineEvent::SignInLimited { until };
        let problem = match answer.status {
            200 => match json::from_str(&answer.body) {
                Ok(WsToken { ws_access_token: token, uri }) if uri.starts_with("ws") => return Ok(Self { uri, token }),
                _ => LineProblem::ServerFailed,
            },
            429 => return Err(vec![limited(penalty(answer, "retry-after", now)), LineEvent::Lost(LineProblem::ServerFailed)]),
            401 => LineProblem::SignedOut,
            403 => LineProblem::NoLive,
            _ => LineProblem::ServerFailed,
        };
        Err(used_up(answer, now).map(limited).into_iter().chain([LineEvent::Lost(problem)]).collect())
    }

    /// Where to knock over HTTP before a socket is opened: a browser writes the address of a socket that found nobody to its console, and
    /// the token with it.
    pub fn knock(&self) -> String {
        let rest = self.uri.strip_prefix("ws").unwrap_or(&self.uri);
        let end = rest.find("://").map(|scheme| scheme + 3).and_then(|host| rest[host..].find(['/', '?']).map(|path| host + path));
        format!("http{}/", &rest[..end.unwrap_or(rest.len())])
    }

    /// The address of the socket, its token in it.
    pub fn address(&self, resume: Option<&Resume>, now: Millis) -> String {
        let joint = if self.uri.contains('?') { '&' } else { '?' };
        let wsc = resume.filter(|resume| now < resume.until).map(|resume| format!("&wsc={}", percent_encoded(&resume.wsc)));
        format!("{}{joint}access_token={}{}", self.uri, percent_encoded(&self.token), wsc.unwrap_or_default())
    }
}

/// What to tell the engine once a request of this group used up what is allowed, though it was answered.
pub fn is_last(answer: &HttpResponse, now: Millis) -> Option<LineEvent> {
    used_up(answer, now).map(|until| LineEvent::SignInLimited { until: until.max(now + SECOND) })
}
