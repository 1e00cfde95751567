//! What stands behind a person: its newest deals, open and closed, and its leads.

use callscribe_core::contact::{Association, Contact};
use callscribe_core::crm::CrmReply;
use callscribe_core::integration::Direct;
use serde_json::Value;

use super::{get, id, instant};
use crate::answer::Access;
use crate::direct::failure::incomplete;
use crate::direct::flow::{Outcome, ask, done};

/// The field a deal fills.
pub(super) const DEALS: &str = "deals";
/// The field a lead fills.
pub(super) const LEADS: &str = "leads";
/// How many of each are read.
const READ: &str = "100";
/// For how many persons: whoever shares a number with more is chosen by hand.
const PERSONS: usize = 20;

/// The reply with these persons, each with its deals and leads.
pub(super) fn with_all(server: &Direct, contacts: Vec<Contact>) -> Outcome<CrmReply> {
    next(server.clone(), contacts, 0)
}

fn next(server: Direct, mut contacts: Vec<Contact>, at: usize) -> Outcome<CrmReply> {
    let Some(person) = contacts.get(at).filter(|_| at < PERSONS).map(|contact| contact.id.clone()) else {
        return done(CrmReply::Contacts(contacts));
    };
    let newest = [("person_id", person.as_str()), ("sort_by", "add_time"), ("sort_direction", "desc"), ("limit", READ)];
    ask(get(&server, "/api/v2/deals", &newest), move |deals| {
        let deals = read(DEALS, &deals, |deal| deal["status"] == "open").ok_or(incomplete(Access::Read))?;
        let leads = get(&server, "/v1/leads", &[("limit", READ), ("person_id", &person), ("sort", "add_time DESC")]);
        ask(leads, move |leads| {
            let leads = read(LEADS, &leads, |lead| lead["is_archived"] != true).ok_or(incomplete(Access::Read))?;
            contacts[at].associations = deals.into_iter().chain(leads).collect();
            next(server, contacts, at + 1)
        })
    })
}

/// `None` if the answer is none, or one has no id.
fn read(field: &str, answer: &Value, is_open: impl Fn(&Value) -> bool) -> Option<Vec<Association>> {
    let read = |record: &Value| {
        let id = id(record)?;
        let title = record["title"].as_str().map(str::trim).filter(|title| !title.is_empty()).unwrap_or(&id).to_owned();
        Some(Association { field: field.into(), title, open: is_open(record), created: instant(&record["add_time"]), id })
    };
    match &answer["data"] {
        Value::Null if answer["success"] == true => Some(Vec::new()),
        records => records.as_array()?.iter().filter(|record| record["is_deleted"] != true).map(read).collect(),
    }
}
