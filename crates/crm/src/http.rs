//! One HTTP exchange as data: what the worker sends, what came of it, and the few things we need to know of URLs.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;

/// A request for the worker to send. Its `Debug` shows neither query nor body: they may hold names, numbers and keys.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The verb.
    pub method: Method,
    /// Absolute, with its query.
    pub url: String,
    /// Names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// JSON, or a form where a header says so.
    pub body: Option<String>,
    /// Where the worker puts the integration's token.
    pub token: Token,
}

/// Where a request carries the token that the worker adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// Nowhere: it is nobody's.
    Absent,
    /// `Authorization: Bearer`.
    Bearer,
    /// `x-api-token`, as Pipedrive has it.
    ApiToken,
    /// `Authorization: Bearer`, and in the body besides, as HubSpot wants it where it tells of a token: [`HttpRequest::body_with`].
    BearerAndKey,
}

impl Token {
    /// The header that carries `secret`.
    pub fn header(self, secret: &str) -> Option<(&'static str, String)> {
        match self {
            Self::Absent => None,
            Self::Bearer | Self::BearerAndKey => Some(("authorization", format!("Bearer {secret}"))),
            Self::ApiToken => Some(("x-api-token", secret.to_owned())),
        }
    }
}

/// The verbs we use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates.
    Post,
    /// Changes.
    Patch,
    /// Replaces.
    Put,
}

impl Method {
    /// As it stands in a request.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Put => "PUT",
        }
    }
}

/// An answer that came whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
}

/// Why there is no whole answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HttpFailure {
    /// The connection could not be made, or broke before the answer began.
    Unreachable,
    /// The worker's own time limit passed.
    TimedOut,
    /// The answer broke off in its body.
    BodyCut,
    /// The browser may not reach this host; nothing left.
    NotAllowed,
    /// This machine has no network; nothing left.
    NoNetwork,
}

const JSON: &str = "application/json";

impl HttpRequest {
    pub(crate) fn get(url: String) -> Self {
        Self { method: Method::Get, url, headers: vec![("accept", JSON.into())], body: None, token: Token::Absent }
    }

    pub(crate) fn sending(method: Method, url: String, body: &Value) -> Self {
        let headers = vec![("accept", JSON.into()), ("content-type", JSON.into())];
        Self { method, url, headers, body: Some(body.to_string()), token: Token::Absent }
    }

    /// The body to send: where the token stands in it, `secret` is put in.
    pub fn body_with(&self, secret: &str) -> Option<String> {
        match self.token {
            Token::BearerAndKey => Some(serde_json::json!({ "tokenKey": secret }).to_string()),
            _ => self.body.clone(),
        }
    }

    /// With the integration's token in `Authorization`.
    pub(crate) fn with_token(self) -> Self {
        Self { token: Token::Bearer, ..self }
    }

    /// With a header more.
    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.as_str(), without_query(&self.url))
    }
}

impl HttpResponse {
    /// A header's value; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }
}

const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Text as it may stand in a query or a path.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// `url` with a query.
pub(crate) fn with_query(url: &str, query: &[(&str, &str)]) -> String {
    let mut whole = url.to_owned();
    for (name, value) in query {
        whole.push(if whole.contains('?') { '&' } else { '?' });
        whole.push_str(&format!("{name}={}", encoded(value)));
    }
    whole
}

/// A URL up to its query or fragment.
pub(crate) fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or(url)
}

/// A value of a URL's query, decoded.
pub(crate) fn query_value(url: &str, name: &str) -> Option<String> {
    let query = url.split('#').next()?.split_once('?')?.1;
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    Some(percent_decode_str(&value.replace('+', " ")).decode_utf8_lossy().into_owned())
}

/// Host and port of an http(s) URL, in lower case; `None` for anything else.
pub(crate) fn authority(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let named = authority.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b)) && authority.contains(char::is_alphanumeric);
    named.then(|| authority.to_ascii_lowercase())
}

/// The host of an http(s) URL without its port.
pub(crate) fn host(url: &str) -> Option<String> {
    let authority = authority(url)?;
    let port = authority.rfind(':').filter(|at| authority[at + 1..].bytes().all(|b| b.is_ascii_digit()));
    Some(port.map_or_else(|| authority.clone(), |at| authority[..at].to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_in_a_log_shows_no_number_and_no_key() {
        let body = serde_json::json!({ "apiKey": "canary" });
        let request = HttpRequest::sending(Method::Post, "https://a.example/login?q=canary".into(), &body);
        assert_eq!(format!("{request:?}"), "POST https://a.example/login");
    }

    #[test]
    fn a_query_survives_any_text() {
        let url = with_query("https://a.example/x", &[("a", "+1 &=#ü"), ("b", "")]);
        assert_eq!(url, "https://a.example/x?a=%2B1%20%26%3D%23%C3%BC&b=");
        assert_eq!(query_value(&url, "a").as_deref(), Some("+1 &=#ü"));
        assert_eq!(query_value(&url, "c"), None);
    }

    #[test]
    fn only_a_web_address_has_a_host() {
        let table = [
            ("https://A.example:8443/x", Some("a.example:8443"), Some("a.example")),
            ("http://127.0.0.1:80", Some("127.0.0.1:80"), Some("127.0.0.1")),
            ("http://[::1]:80/", Some("[::1]:80"), Some("[::1]")),
            ("javascript:alert(1)", None, None),
            ("https://user@evil.example/", None, None),
            ("https://", None, None),
        ];
        for (url, with_port, without) in table {
            assert_eq!(authority(url).as_deref(), with_port, "{url}");
            assert_eq!(host(url).as_deref(), without, "{url}");
        }
    }
}
