//! Odoo 19 and later, over JSON-2: every question is a method of a model, every record that is made has an external id of ours.
//!
//! The vendor's description: <https://www.odoo.com/documentation/19.0/developer/reference/external_api.html>. What it does not say was seen
//! on a running server: `load` with `mode=update` and `noupdate` leaves a record alone whose external id is there, and answers its id. So
//! the same key twice is one record, also where two ask at once, and it needs no right beyond a salesperson's.

mod body;
mod calls;
mod contacts;
mod logs;
mod sign_in;
mod tasks;

use callscribe_core::crm::{CrmReply, CrmRequest};
use callscribe_core::integration::{Direct, Vendor};
use serde_json::Value;

pub(super) use sign_in::sign_in;

use super::failure::{Meaning, Said};
use super::flow::Outcome;
use crate::not_offered;
use calls::Door;

/// The first turn of a question.
pub(super) fn ask(server: &Direct, asked: &CrmRequest) -> Outcome<CrmReply> {
    let door = Door::of(server);
    match asked {
        CrmRequest::FindContacts { number, formats, .. } => contacts::with_number(door, number, formats),
        CrmRequest::SearchContacts { name } => contacts::called(door, name),
        CrmRequest::CreateContact { contact, number } => contacts::create(door, &contact.name, number),
        CrmRequest::FindLog { key } => logs::find(door, key),
        CrmRequest::CreateLog(draft) => logs::create(door, draft.clone()),
        CrmRequest::UpdateLog { record, ours, draft } => logs::update(door, record, ours.clone(), draft.clone()),
        CrmRequest::FindFollowUp { key } => tasks::find(door, key),
        CrmRequest::CreateFollowUp(draft) => tasks::create(door, draft),
        CrmRequest::SetDisposition { .. } => Err(not_offered()),
    }
}

/// What it says of a failure: the exception's name and sentence. An exception undoes all its request did.
pub(super) fn words(status: u16, body: &Value) -> Said {
    let name = body["name"].as_str().unwrap_or_default();
    let means = match (status, name.rsplit('.').next().unwrap_or_default()) {
        (_, "MissingError") => Some(Meaning::Gone),
        (_, "AccessDenied") => Some(Meaning::SignedOut),
        (409, _) => Some(Meaning::TooMany),
        (500, _) if name.starts_with("builtins.") => Some(Meaning::Refused),
        _ => None,
    };
    Said { words: body["message"].as_str().map(Into::into), means }
}

/// Whether calls are records of the add-on `crm_phonecall`.
fn has_phonecalls(server: &Direct) -> bool {
    matches!(server.vendor, Vendor::Odoo { phonecalls: true, .. })
}

#[cfg(test)]
mod tests;
