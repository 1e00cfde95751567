//! HubSpot, with the token of a private app, over CRM v3 and associations v4.
//!
//! Facts are those of the vendor's reference and of the npm package `@hubspot/api-client` 14, against which every request is proved.

mod contacts;
mod deals;
mod logs;
mod search;
mod sign_in;
mod tasks;

use callscribe_core::crm::{CrmReply, CrmRequest, RecordRef};
use callscribe_core::integration::Direct;
use callscribe_core::time::Millis;
use chrono::{DateTime, SecondsFormat};
use serde_json::{Map, Value, json};

use super::failure::{Meaning, Said};
use super::flow::Outcome;
use crate::http::{HttpRequest, Method, with_query};
use crate::not_offered;

pub(super) use sign_in::sign_in;

/// Kinds of object, as addresses of pages name them.
const CONTACT: &str = "0-1";
const CALL: &str = "0-48";
const TASK: &str = "0-27";

/// The first turn of a question that leaves at `now`.
pub(super) fn ask(server: &Direct, asked: &CrmRequest, now: Millis) -> Outcome<CrmReply> {
    match asked {
        CrmRequest::FindContacts { number, formats, .. } => contacts::find(server, number, formats),
        CrmRequest::SearchContacts { name } => contacts::search(server, name),
        CrmRequest::CreateContact { contact, number } => contacts::create(server, contact, number),
        CrmRequest::FindLog { key } => logs::find(server, key),
        CrmRequest::CreateLog(draft) => logs::create(server, draft, now),
        CrmRequest::UpdateLog { record, ours, draft } => logs::update(server, record, ours, draft),
        CrmRequest::FindFollowUp { key } => tasks::find(server, key),
        CrmRequest::CreateFollowUp(draft) => tasks::create(server, draft),
        CrmRequest::SetDisposition { .. } => Err(not_offered()),
    }
}

/// What it says of a failure: a sentence, and a category where the status alone would mislead.
pub(super) fn words(status: u16, body: &Value) -> Said {
    let means = match (status, body["category"].as_str().unwrap_or_default()) {
        (_, "EXPIRED_AUTHENTICATION" | "INVALID_AUTHENTICATION") => Some(Meaning::SignedOut),
        (_, "RATE_LIMITS") | (423 | 477, _) => Some(Meaning::TooMany),
        (404, "OBJECT_NOT_FOUND") => Some(Meaning::Gone),
        (404, _) if body["message"] == "resource not found" => Some(Meaning::Gone),
        _ => None,
    };
    Said { words: body["message"].as_str().map(Into::into), means }
}

fn get(server: &Direct, path: &str, query: &[(&str, &str)]) -> HttpRequest {
    HttpRequest::get(with_query(&format!("{}{path}", server.url), query)).with_token()
}

fn send(server: &Direct, method: Method, path: &str, body: &Value) -> HttpRequest {
    HttpRequest::sending(method, format!("{}{path}", server.url), body).with_token()
}

/// Properties of an object to write: those that are `None` are left out (I6). HubSpot takes every value as text.
fn properties<const N: usize>(parts: [(&str, Option<String>); N]) -> Map<String, Value> {
    parts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))).collect()
}

/// A text that is there.
fn some(text: &str) -> Option<String> {
    Some(text).filter(|text| !text.is_empty()).map(Into::into)
}

/// What a new object goes with: ids, each with the vendor's number for that kind of bond.
fn associations<const N: usize>(bonds: [(Option<&str>, u16); N]) -> Value {
    let bond = |(id, kind): (Option<&str>, u16)| {
        let types = json!([{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": kind }]);
        Some(json!({ "to": { "id": id? }, "types": types }))
    };
    bonds.into_iter().filter_map(bond).collect()
}

/// An instant as HubSpot writes it.
fn iso(at: Millis) -> String {
    DateTime::from_timestamp_millis(at).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn instant(value: &Value) -> Option<Millis> {
    Some(DateTime::parse_from_rfc3339(value.as_str()?).ok()?.timestamp_millis())
}

/// The id of an object in an answer; `None` where there is none.
fn id(object: &Value) -> Option<String> {
    object["id"].as_str().filter(|id| !id.is_empty()).map(Into::into)
}

/// A property's text; empty where it has none.
fn property<'a>(object: &'a Value, name: &str) -> &'a str {
    object["properties"][name].as_str().unwrap_or_default()
}

fn record(server: &Direct, kind: &str, id: String) -> RecordRef {
    RecordRef { url: page(server, kind, &id), id }
}

fn page(server: &Direct, kind: &str, id: &str) -> Option<String> {
    (!server.pages.is_empty()).then(|| format!("{}/record/{kind}/{}", server.pages, crate::http::encoded(id)))
}

#[cfg(test)]
mod tests;
