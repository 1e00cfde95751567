//! Questions in Salesforce's own languages: SOQL reads what is stored at once, SOSL an index that follows a little later.

use callscribe_core::crm::CrmError;
use callscribe_core::integration::Direct;
use serde_json::Value;

use super::super::failure::incomplete;
use super::get;
use crate::answer::Access;
use crate::http::{HttpRequest, encoded};

/// A question in SOQL; deleted records are none.
pub(super) fn soql(server: &Direct, question: &str) -> HttpRequest {
    get(server, &format!("/query?q={}", encoded(question)))
}

/// The same, of records that were archived as well; the question itself leaves the deleted ones out.
pub(super) fn soql_of_all(server: &Direct, question: &str) -> HttpRequest {
    get(server, &format!("/queryAll?q={}", encoded(question)))
}

/// A question in SOSL.
pub(super) fn sosl(server: &Direct, question: &str) -> HttpRequest {
    get(server, &format!("/search?q={}", encoded(question)))
}

/// The rows of a whole answer; half of one would be a wrong "nobody".
pub(super) fn rows(answer: &Value) -> Result<&[Value], CrmError> {
    let rows = answer["records"].as_array().filter(|_| answer["done"] == true);
    rows.map(Vec::as_slice).ok_or_else(|| incomplete(Access::Read))
}

/// What a search found.
pub(super) fn found(answer: &Value) -> Result<&[Value], CrmError> {
    answer["searchRecords"].as_array().map(Vec::as_slice).ok_or_else(|| incomplete(Access::Read))
}

/// A text in SOQL.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    for sign in text.chars() {
        match sign {
            '\'' | '\\' => quoted.extend(['\\', sign]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            sign => quoted.push(sign),
        }
    }
    quoted.push('\'');
    quoted
}

/// A text that SOQL is to find anywhere in a field.
pub(super) fn like(text: &str) -> String {
    let escaped = quoted(text).replace('%', "\\%").replace('_', "\\_");
    format!("'%{}%'", &escaped[1..escaped.len() - 1])
}

/// Texts of which SOQL is to find any.
pub(super) fn any_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    format!("({})", texts.into_iter().map(quoted).collect::<Vec<_>>().join(","))
}

/// A word in SOSL, where punctuation divides words and some of it is an operator.
pub(super) fn word(text: &str) -> String {
    let mut word = String::new();
    for sign in text.chars() {
        if r#"?&|!{}[]()^~*:\"'+-"#.contains(sign) {
            word.push('\\');
        }
        word.push(sign);
    }
    word
}

/// The part of a page's path that names one record.
pub(super) fn of_record(kind: &str, id: &str) -> String {
    format!("/sobjects/{kind}/{}", encoded(id))
}

/// The path at which records of a kind are made.
pub(super) fn of_kind(kind: &str) -> String {
    format!("/sobjects/{kind}")
}
