//! People in Odoo, with their opportunities.

use callscribe_core::contact::{Association, Contact};
use callscribe_core::crm::{CrmReply, ErrorKind};
use callscribe_core::hash::stable_hash;
use callscribe_core::number::{NumberKind, PhoneNumber, search_forms};
use callscribe_core::order::InOrder;
use serde_json::{Value, json};

use super::super::failure::incomplete;
use super::super::flow::{Outcome, ask_or, done};
use super::calls::{Door, MODULE, id, number as argument, text, time_of};
use crate::answer::Access;
use crate::having::having;

/// The field of a log an opportunity fills.
pub(super) const OPPORTUNITY: &str = "opportunity";
const PARTNER: &str = "res.partner";
const FIELDS: [&str; 6] = ["name", "complete_name", "phone", "parent_id", "commercial_company_name", "create_date"];
/// So many are read of those a number may belong to, and of those a name may.
const MOST: (usize, usize) = (200, 20);
/// Odoo refuses to search its numbers for fewer signs.
const SHORTEST: usize = 3;

/// Who has this number? Odoo compares without blanks, dots, slashes, brackets and dashes.
pub(super) fn with_number(door: Door, number: &PhoneNumber, formats: &[String]) -> Outcome<CrmReply> {
    let number = number.clone();
    let request = door.read(PARTNER, domain(&number, formats), &FIELDS, false, MOST.0);
    let then = door.clone();
    door.list(request, move |records| {
        let is_all = records.len() < MOST.0;
        let found = having(&number, contacts(&then, &records)?);
        if found.is_empty() && !is_all {
            return Err(incomplete(Access::Read));
        }
        with_opportunities(&then, found)
    })
}

/// A public number stands anywhere in what is stored: with a country code, a trunk zero, an extension. Any other is looked for as it is.
fn domain(number: &PhoneNumber, formats: &[String]) -> Value {
    let mut forms: Vec<String> = search_forms(number, &[]);
    forms.extend(formats.iter().cloned());
    let operator = if number.kind == NumberKind::Public { "ilike" } else { "=" };
    let mut conditions: Vec<Value> = Vec::new();
    for form in forms {
        let is_long = form.chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST;
        let condition = if is_long { json!(["phone_mobile_search", operator, form]) } else { json!(["phone", "=", form]) };
        if !conditions.contains(&condition) {
            conditions.push(condition);
        }
    }
    let or = vec![json!("|"); conditions.len().saturating_sub(1)];
    Value::Array(or.into_iter().chain(conditions).collect())
}

/// Who is called like this?
pub(super) fn called(door: Door, name: &str) -> Outcome<CrmReply> {
    let request = door.read(PARTNER, json!([["complete_name", "ilike", name.trim()]]), &FIELDS, false, MOST.1);
    let then = door.clone();
    door.list(request, move |records| with_opportunities(&then, contacts(&then, &records)?))
}

/// A placeholder; the same name with the same number twice is one contact.
pub(super) fn create(door: Door, name: &str, number: &PhoneNumber) -> Outcome<CrmReply> {
    let phone = if number.kind == NumberKind::Public { number.key.clone() } else { number.raw.clone() };
    let name = name.trim().to_owned();
    let external = format!("{MODULE}.contact_{:032x}", stable_hash(format!("{name}\n{phone}").as_bytes()));
    let row = json!([external, name, phone]);
    let then = door.clone();
    door.make(PARTNER, &["id", "name", "phone"], &[row], move |id| {
        let url = Some(then.page(PARTNER, &id));
        let numbers = Some(phone).filter(|phone| !phone.is_empty()).into_iter().collect();
        done(CrmReply::ContactCreated(Contact { id, name, numbers, url, ..Contact::default() }))
    })
}

fn contacts(door: &Door, records: &[Value]) -> Result<Vec<Contact>, callscribe_core::crm::CrmError> {
    records.iter().map(|record| contact(door, record).ok_or_else(|| incomplete(Access::Read))).collect()
}

/// A person, or an address of one, which may have no name of its own.
fn contact(door: &Door, record: &Value) -> Option<Contact> {
    let id = id(&record["id"])?;
    let name = [text(record, "name"), text(record, "complete_name")].into_iter().find(|name| !name.trim().is_empty()).unwrap_or_default();
    let parent = record["parent_id"][1].as_str().unwrap_or_default();
    let company = [parent, text(record, "commercial_company_name")].into_iter().find(|company| !company.is_empty() && *company != name);
    Some(Contact {
        url: Some(door.page(PARTNER, &id)),
        name: name.to_owned(),
        company: company.unwrap_or_default().to_owned(),
        numbers: Some(text(record, "phone").to_owned()).filter(|phone| !phone.is_empty()).into_iter().collect(),
        created: time_of(text(record, "create_date")),
        id,
        ..Contact::default()
    })
}

/// The same people with their opportunities, the newest first; without any where the agent may not see them.
fn with_opportunities(door: &Door, mut contacts: Vec<Contact>) -> Outcome<CrmReply> {
    if contacts.is_empty() {
        return done(CrmReply::Contacts(contacts));
    }
    let ids: Vec<Value> = contacts.iter().map(|contact| argument(&contact.id)).collect();
    let domain = json!([["partner_id", "in", ids], ["type", "=", "opportunity"]]);
    let request = door.read("crm.lead", domain, &["name", "partner_id", "active", "won_status", "create_date"], true, MOST.0);
    ask_or(request, Access::Read, move |answer| {
        let leads = match answer {
            Ok(Value::Array(leads)) => leads,
            Err(failed) if failed.error.kind == ErrorKind::Refused => Vec::new(),
            Err(failed) => return Err(failed.error),
            Ok(_) => return Err(incomplete(Access::Read)),
        };
        for lead in &leads {
            let (Some(opportunity), Some(whose)) = (opportunity(lead), id(&lead["partner_id"][0])) else {
                return Err(incomplete(Access::Read));
            };
            contacts.iter_mut().filter(|contact| contact.id == whose).for_each(|contact| contact.associations.push(opportunity.clone()));
        }
        for contact in &mut contacts {
            contact.associations.order_by_key(|one| (!one.open, std::cmp::Reverse(one.created)));
        }
        done(CrmReply::Contacts(contacts))
    })
}

/// Open until it is won, or lost, which archives it.
fn opportunity(lead: &Value) -> Option<Association> {
    Some(Association {
        field: OPPORTUNITY.into(),
        id: id(&lead["id"])?,
        title: text(lead, "name").into(),
        open: lead["active"] == true && text(lead, "won_status") != "won" && text(lead, "won_status") != "lost",
        created: time_of(text(lead, "create_date")),
    })
}
