//! Salesforce over its REST API: people are Contacts and Leads, a call is a completed Task, a follow-up an open one.
//!
//! <https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_rest.htm>

mod calls;
mod contacts;
mod follow_ups;
mod opportunities;
mod people;
mod query;
mod sign_in;

use callscribe_core::contact::Contact;
use callscribe_core::crm::{CrmError, CrmReply, CrmRequest, RecordRef};
use callscribe_core::integration::Direct;
use callscribe_core::time::Millis;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde_json::Value;

use super::failure::{Meaning, Said, incomplete};
use super::flow::Outcome;
use super::{Place, SignedIn};
use crate::answer::Access;
use crate::http::{HttpRequest, Method};
use crate::not_offered;

pub use sign_in::{SignIn, Tokens, refresh, revoke, tokens};

/// The version of the API that is spoken; Salesforce keeps each for years.
const API: &str = "/services/data/v64.0";

/// The first turn of a question.
pub(super) fn ask(server: &Direct, asked: &CrmRequest) -> Outcome<CrmReply> {
    match asked {
        CrmRequest::FindContacts { number, formats, .. } => contacts::find(server, number, formats),
        CrmRequest::SearchContacts { name } => contacts::search(server, name),
        CrmRequest::CreateContact { contact, number } => contacts::create(server, contact, number),
        CrmRequest::FindLog { key } => calls::find(server, key),
        CrmRequest::CreateLog(draft) => calls::create(server, draft),
        CrmRequest::UpdateLog { record, ours, draft } => calls::update(server, record, ours, draft),
        CrmRequest::FindFollowUp { key } => follow_ups::find(server, key),
        CrmRequest::CreateFollowUp(draft) => follow_ups::create(server, draft),
        CrmRequest::SetDisposition { .. } => Err(not_offered()),
    }
}

/// The first turn of a sign-in with a token that is there already: whose it is.
pub(super) fn sign_in(place: &Place, now: Millis) -> Outcome<SignedIn> {
    sign_in::whose(place.url.clone(), place.url.clone(), String::new(), now)
}

/// What it says of a failure: a list of errors, or one where signing in is concerned.
pub(super) fn words(_status: u16, body: &Value) -> Said {
    let texts = body.as_array().into_iter().flatten().filter_map(|error| error["message"].as_str());
    let words = texts.collect::<Vec<_>>().join(" ");
    let means = match code(body) {
        "INVALID_SESSION_ID" | "INVALID_AUTH_HEADER" => Some(Meaning::SignedOut),
        "REQUEST_LIMIT_EXCEEDED" => Some(Meaning::TooMany),
        "UNABLE_TO_LOCK_ROW" | "QUERY_TIMEOUT" => Some(Meaning::Busy),
        _ => None,
    };
    Said { words: Some(words).filter(|words| !words.is_empty()), means }
}

/// The code of the first error.
fn code(body: &Value) -> &str {
    body[0]["errorCode"].as_str().unwrap_or_default()
}

fn get(server: &Direct, path: &str) -> HttpRequest {
    HttpRequest::get(format!("{}{API}{path}", server.url)).with_token()
}

fn send(server: &Direct, method: Method, path: &str, body: &Value) -> HttpRequest {
    HttpRequest::sending(method, format!("{}{API}{path}", server.url), body).with_token()
}

/// The record an answer says was made; a write that names none may have been done all the same.
fn made(server: &Direct, answer: &Value) -> Result<RecordRef, CrmError> {
    let id = answer["id"].as_str().filter(|id| !id.is_empty() && answer["success"] == true);
    id.map(|id| record(server, id)).ok_or_else(|| incomplete(Access::Write))
}

fn record(server: &Direct, id: &str) -> RecordRef {
    RecordRef { id: id.to_owned(), url: Some(page(server, id)) }
}

/// A record's page; Salesforce leads on to the one of its present interface.
fn page(server: &Direct, id: &str) -> String {
    format!("{}/{id}", server.pages)
}

/// Whether a person is a Lead, who belongs to no opportunity: the first letters of an id tell its kind.
fn is_lead(contact: &Contact) -> bool {
    contact.kind == people::LEAD || contact.id.starts_with("00Q")
}

/// At most 255 characters, as most texts have; only what we wrote ourselves is ever longer.
fn cut(text: &str) -> String {
    const LONGEST: usize = 255;
    if text.encode_utf16().count() <= LONGEST {
        return text.to_owned();
    }
    let fits = text.chars().scan(1, |units, sign| {
        *units += sign.len_utf16();
        (*units <= LONGEST).then_some(sign)
    });
    fits.chain(['…']).collect()
}

/// An instant as Salesforce writes it: `2026-11-20T13:02:00.000+0000`.
fn instant(value: &Value) -> Option<Millis> {
    let at = DateTime::parse_from_str(value.as_str()?, "%Y-%m-%dT%H:%M:%S%.f%z").ok()?;
    Some(at.timestamp_millis())
}

/// A day as Salesforce writes it, at its beginning in UTC.
fn day(value: &Value) -> Option<Millis> {
    value.as_str()?.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0).map(|at| at.and_utc().timestamp_millis())
}

/// An instant on the clock of somebody `offset` seconds east of UTC (J3).
fn local(at: Millis, offset: i32) -> DateTime<FixedOffset> {
    let zone = FixedOffset::east_opt(offset).or_else(|| FixedOffset::east_opt(0));
    let at = DateTime::from_timestamp_millis(at).unwrap_or_default();
    zone.map_or_else(|| at.fixed_offset(), |zone| at.with_timezone(&zone))
}

#[cfg(test)]
mod tests;
