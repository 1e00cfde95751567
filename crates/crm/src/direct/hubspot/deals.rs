//! The deals of contacts: whose they are, what they are called, and whether their pipeline counts them as closed.

use callscribe_core::contact::{Association, Contact};
use callscribe_core::crm::CrmReply;
use callscribe_core::integration::Direct;
use callscribe_core::order::{OrdMap, OrdSet};
use serde_json::{Value, json};

use super::{get, id, instant, property, send};
use crate::answer::Access;
use crate::direct::failure::incomplete;
use crate::direct::flow::{Outcome, ask, done};
use crate::http::Method;

/// The field a deal fills.
pub(super) const FIELD: &str = "deals";
/// As many as one request reads.
const READ: usize = 100;
const PROPERTIES: [&str; 4] = ["dealname", "dealstage", "pipeline", "createdate"];

/// Deal ids by contact id.
type Bonds = OrdMap<String, Vec<String>>;

/// The reply with these contacts, each with its newest deals.
pub(super) fn with_deals(server: &Direct, contacts: Vec<Contact>) -> Outcome<CrmReply> {
    if contacts.is_empty() {
        return done(CrmReply::Contacts(contacts));
    }
    let inputs: Vec<Value> = contacts.iter().take(READ).map(|contact| json!({ "id": contact.id })).collect();
    let request = send(server, Method::Post, "/crm/v4/associations/contacts/deals/batch/read", &json!({ "inputs": inputs }));
    let this = server.clone();
    ask(request, move |answer| {
        let bonds = bonds(&answer).ok_or(incomplete(Access::Read))?;
        let oldest_first: OrdSet<_> = bonds.values().flatten().map(|id| (id.len(), id.clone())).collect();
        let ids: Vec<String> = oldest_first.into_iter().rev().map(|(_, id)| id).take(READ).collect();
        if ids.is_empty() { done(CrmReply::Contacts(contacts)) } else { read(&this, contacts, bonds, &ids) }
    })
}

/// Contacts without deals are left out of the answer.
fn bonds(answer: &Value) -> Option<Bonds> {
    let of_one = |told: &Value| {
        let deals: Option<Vec<String>> = told["to"].as_array()?.iter().map(|to| number(&to["toObjectId"])).collect();
        Some((number(&told["from"]["id"])?, deals?))
    };
    answer["results"].as_array()?.iter().map(of_one).collect()
}

/// An id, which this part of the interface writes as a number.
fn number(value: &Value) -> Option<String> {
    match value {
        Value::Number(id) => Some(id.to_string()),
        Value::String(id) => Some(id.clone()).filter(|id| !id.is_empty()),
        _ => None,
    }
}

fn read(server: &Direct, contacts: Vec<Contact>, bonds: Bonds, ids: &[String]) -> Outcome<CrmReply> {
    let inputs: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    let body = json!({ "inputs": inputs, "properties": PROPERTIES, "propertiesWithHistory": [] });
    let this = server.clone();
    ask(send(server, Method::Post, "/crm/v3/objects/deals/batch/read", &body), move |answer| {
        let deals = answer["results"].as_array().cloned().ok_or(incomplete(Access::Read))?;
        ask(get(&this, "/crm/v3/pipelines/deals", &[]), move |pipelines| {
            let closed = closed_stages(&pipelines).ok_or(incomplete(Access::Read))?;
            let deals: Option<OrdMap<String, Association>> = deals.iter().map(|deal| association(deal, &closed)).collect();
            let deals = deals.ok_or(incomplete(Access::Read))?;
            done(CrmReply::Contacts(contacts.into_iter().map(|contact| bound(contact, &bonds, &deals)).collect()))
        })
    })
}

fn bound(contact: Contact, bonds: &Bonds, deals: &OrdMap<String, Association>) -> Contact {
    let ids = bonds.get(&contact.id).into_iter().flatten();
    Contact { associations: ids.filter_map(|id| deals.get(id).cloned()).collect(), ..contact }
}

/// Stages by pipeline in which a deal is won or lost.
fn closed_stages(pipelines: &Value) -> Option<OrdSet<(String, String)>> {
    let mut closed = OrdSet::new();
    for pipeline in pipelines["results"].as_array()? {
        let stages = pipeline["stages"].as_array()?.iter();
        let ended = stages.filter(|stage| stage["metadata"]["isClosed"] == "true" || stage["metadata"]["isClosed"] == true);
        closed.extend(ended.filter_map(|stage| Some((id(pipeline)?, id(stage)?))));
    }
    Some(closed)
}

fn association(deal: &Value, closed: &OrdSet<(String, String)>) -> Option<(String, Association)> {
    let id = id(deal)?;
    let stage = (property(deal, "pipeline").to_owned(), property(deal, "dealstage").to_owned());
    let title = Some(property(deal, "dealname").trim()).filter(|title| !title.is_empty()).unwrap_or(&id).to_owned();
    let created = instant(&deal["properties"]["createdate"]).or_else(|| instant(&deal["createdAt"]));
    Some((id.clone(), Association { field: FIELD.into(), open: !closed.contains(&stage), title, created, id }))
}
