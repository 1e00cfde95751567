//! Searches: a page of a hundred at a time, and no more than a few, so that "nobody" is never said of what was not read.

use callscribe_core::crm::CrmReply;
use callscribe_core::integration::Direct;
use serde_json::{Value, json};

use super::send;
use crate::answer::Access;
use crate::direct::failure::incomplete;
use crate::direct::flow::{Outcome, ask};
use crate::http::Method;

const PAGE: usize = 100;
const PAGES: usize = 5;

/// All objects of a kind that pass one of the `groups` of filters, to `then`.
pub(super) fn all(
    server: &Direct,
    kind: &'static str,
    groups: Value,
    properties: &'static [&'static str],
    then: impl FnOnce(&Direct, Vec<Value>) -> Outcome<CrmReply> + 'static,
) -> Outcome<CrmReply> {
    page(Search { server: server.clone(), kind, groups, properties }, None, Vec::new(), then)
}

struct Search {
    server: Direct,
    kind: &'static str,
    groups: Value,
    properties: &'static [&'static str],
}

fn page(
    search: Search,
    after: Option<String>,
    mut found: Vec<Value>,
    then: impl FnOnce(&Direct, Vec<Value>) -> Outcome<CrmReply> + 'static,
) -> Outcome<CrmReply> {
    let mut body = json!({ "filterGroups": search.groups, "properties": search.properties, "limit": PAGE });
    if let Some(after) = after {
        body["after"] = after.into();
    }
    let request = send(&search.server, Method::Post, &format!("/crm/v3/objects/{}/search", search.kind), &body);
    ask(request, move |mut answer| {
        let hits = answer.get_mut("results").and_then(Value::as_array_mut).ok_or(incomplete(Access::Read))?;
        found.append(hits);
        match answer["paging"]["next"]["after"].as_str() {
            None => then(&search.server, found),
            Some(_) if found.len() >= PAGE * PAGES => Err(incomplete(Access::Read)),
            Some(next) => page(search, Some(next.to_owned()), found, then),
        }
    })
}

/// One filter as a group of its own.
pub(super) fn filter(property: &str, operator: &str, value: &str) -> Value {
    json!({ "filters": [{ "propertyName": property, "operator": operator, "value": value }] })
}

/// Any of these values.
pub(super) fn any_of(property: &str, values: &[String]) -> Value {
    json!({ "filters": [{ "propertyName": property, "operator": "IN", "values": values }] })
}
