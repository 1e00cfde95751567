//! One HTTP exchange as data: what the shell sends and what came of it.

use std::fmt;

/// A request for the shell to send. Its `Debug` shows neither query nor body: they may hold numbers and tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The verb.
    pub method: &'static str,
    /// Absolute, with its query.
    pub url: String,
    /// A form's body; `None` for reads.
    pub form: Option<String>,
    /// A body of JSON; never beside a form.
    pub json: Option<String>,
    /// The shell adds `Authorization: Bearer` with the account's token.
    pub with_token: bool,
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

impl HttpRequest {
    pub(crate) fn get(url: &str, query: &[(&str, &str)]) -> Self {
        Self { method: "GET", url: format!("{url}?{}", form(query)), form: None, json: None, with_token: true }
    }

    pub(crate) fn post_form(url: String, fields: &[(&str, &str)]) -> Self {
        Self { method: "POST", url, form: Some(form(fields)), json: None, with_token: false }
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.url.split('?').next().unwrap_or_default())
    }
}

impl HttpResponse {
    /// A header's value; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }
}

/// Names and values as a query or a form has them.
pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", percent_encoded(value))).collect();
    pairs.join("&")
}

/// Text as it may stand in a query or a path.
pub(crate) fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"-._~".contains(&b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// A value of a URL's query, decoded.
pub(crate) fn query_value(url: &str, name: &str) -> Option<String> {
    let query = url.split('#').next()?.split_once('?')?.1;
    let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    let (mut bytes, mut rest) = (Vec::new(), value.bytes());
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => u8::from_str_radix(std::str::from_utf8(&[rest.next()?, rest.next()?]).ok()?, 16).ok()?,
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_in_a_log_shows_no_token() {
        let request = HttpRequest::post_form("https://a.example/token".into(), &[("code", "canary")]);
        assert_eq!(format!("{request:?}"), "POST https://a.example/token");
        let request = HttpRequest::get("https://a.example/x", &[("q", "canary")]);
        assert_eq!(format!("{request:?}"), "GET https://a.example/x");
    }

    #[test]
    fn a_query_survives_any_text() {
        let url = format!("https://a.example/x?{}#f", form(&[("a", "+1 &=#ü"), ("b", "")]));
        assert_eq!(url, "https://a.example/x?a=%2B1%20%26%3D%23%C3%BC&b=#f");
        assert_eq!(query_value(&url, "a").as_deref(), Some("+1 &=#ü"));
        assert_eq!(query_value(&url, "b").as_deref(), Some(""));
        assert_eq!(query_value(&url, "c"), None);
        assert_eq!(query_value("https://a.example/?a=%4", "a"), None);
    }
}
