//! Pipedrive, with a personal token, over its second interface, and the first where the second has no part.
//!
//! Facts are those of the vendor's reference and of the npm package `pipedrive` 33, against which every request is proved.

mod behind;
mod contacts;
mod listing;
mod logs;
mod sign_in;
mod tasks;

use callscribe_core::contact::Association;
use callscribe_core::crm::{CrmError, CrmReply, CrmRequest};
use callscribe_core::integration::Direct;
use callscribe_core::time::Millis;
use chrono::{DateTime, NaiveDateTime, SecondsFormat};
use serde_json::{Map, Value, json};

use super::failure::{Meaning, Said};
use super::flow::Outcome;
use crate::answer::refused;
use crate::http::{HttpRequest, Method, Token, with_query};
use crate::not_offered;

pub(super) use sign_in::sign_in;

/// The first turn of a question that leaves at `now`.
pub(super) fn ask(server: &Direct, asked: &CrmRequest, now: Millis) -> Outcome<CrmReply> {
    match asked {
        CrmRequest::FindContacts { number, formats, .. } => contacts::find(server, number, formats),
        CrmRequest::SearchContacts { name } => contacts::search(server, name),
        CrmRequest::CreateContact { contact, number } => contacts::create(server, contact, number),
        CrmRequest::FindLog { key } => logs::find(server, key, now),
        CrmRequest::CreateLog(draft) => logs::create(server, draft),
        CrmRequest::UpdateLog { record, ours, draft } => logs::update(server, record, ours, draft),
        CrmRequest::FindFollowUp { key } => tasks::find(server, key, now),
        CrmRequest::CreateFollowUp(draft) => tasks::create(server, draft),
        CrmRequest::SetDisposition { .. } => Err(not_offered()),
    }
}

/// What it says of a failure.
pub(super) fn words(status: u16, body: &Value) -> Said {
    let words = [&body["error"], &body["message"]].into_iter().find_map(Value::as_str);
    let more = body["error_info"].as_str().filter(|more| !more.starts_with("Please check developers.pipedrive.com"));
    let words = words.map(|words| more.map_or_else(|| words.to_owned(), |more| format!("{words} {more}")));
    let means = (matches!(status, 404 | 410) && body["success"] == false).then_some(Meaning::Gone);
    Said { words, means }
}

fn get(server: &Direct, path: &str, query: &[(&str, &str)]) -> HttpRequest {
    with_token(HttpRequest::get(with_query(&format!("{}{path}", server.url), query)))
}

fn send(server: &Direct, method: Method, path: &str, body: &Map<String, Value>) -> HttpRequest {
    with_token(HttpRequest::sending(method, format!("{}{path}", server.url), &json!(body)))
}

fn with_token(request: HttpRequest) -> HttpRequest {
    HttpRequest { token: Token::ApiToken, ..request }
}

/// Fields of an object to write: those that are `None` are left out (I6).
fn fields<const N: usize>(parts: [(&str, Option<Value>); N]) -> Map<String, Value> {
    parts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// A text that is there.
fn some(text: &str) -> Option<Value> {
    Some(text).filter(|text| !text.is_empty()).map(Into::into)
}

/// An id as Pipedrive writes it.
///
/// # Errors
/// One that is none of its own is refused, without a request.
fn number(id: &str) -> Result<i64, CrmError> {
    id.parse().map_err(|_| refused(None))
}

/// The id of an object in an answer; `None` where there is none.
fn id(object: &Value) -> Option<String> {
    match &object["id"] {
        Value::Number(id) => Some(id.to_string()),
        Value::String(id) => Some(id.clone()).filter(|id| !id.is_empty()),
        _ => None,
    }
}

/// The agent, who owns what is made.
fn owner(server: &Direct) -> Option<Value> {
    server.user.parse::<i64>().ok().map(Value::from)
}

/// The record behind a contact that an activity goes with.
fn bond(association: Option<&Association>) -> Result<Map<String, Value>, CrmError> {
    Ok(match association {
        Some(deal) if deal.field == behind::DEALS => fields([("deal_id", Some(number(&deal.id)?.into()))]),
        Some(lead) if lead.field == behind::LEADS => fields([("lead_id", some(&lead.id))]),
        _ => Map::new(),
    })
}

/// Day and hour of an instant, in UTC, as activities have them.
fn due(at: Option<Millis>) -> Map<String, Value> {
    let part = |form: &str| Some(DateTime::from_timestamp_millis(at?)?.format(form).to_string().into());
    fields([("due_date", part("%Y-%m-%d")), ("due_time", part("%H:%M"))])
}

/// An instant as Pipedrive writes it: with a zone, or without one in UTC.
fn instant(value: &Value) -> Option<Millis> {
    let text = value.as_str()?;
    let plain = || Some(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok()?.and_utc().timestamp_millis());
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.timestamp_millis()).or_else(plain)
}

fn rfc3339(at: Millis) -> String {
    DateTime::from_timestamp_millis(at).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A person's page, where what is logged shows as well.
fn page(server: &Direct, person: &str) -> Option<String> {
    (!server.pages.is_empty()).then(|| format!("{}/person/{}", server.pages, crate::http::encoded(person)))
}

#[cfg(test)]
mod tests;
