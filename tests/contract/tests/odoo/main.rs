//! What is true of Odoo alone, seen on a real one: twin notes, external ids, its own history, people of a company, two databases.

mod odoo_calls;
mod odoo_people;

use callscribe_contract::{Session, System, draft};
use callscribe_core::contact::Contact;
use callscribe_core::crm::{CrmReply, CrmRequest, LogDraft, RecordRef};
use serde_json::{Value, json};

/// The system as it comes and with the add-on, whichever runs; their second databases, whose people no other test knows.
fn each(case: impl Fn(&System)) {
    ["Odoo, second database", "Odoo with phone calls, second database"]
        .into_iter()
        .filter_map(System::named)
        .for_each(|system| case(&system));
}

/// One call of the administrator.
fn admin(system: &System, model: &str, method: &str, arguments: Value) -> Value {
    system.control("admin", json!([model, method, arguments]))
}

/// A record's fields, as the administrator reads them.
fn read(system: &System, model: &str, domain: Value, fields: &[&str]) -> Vec<Value> {
    let arguments = json!({ "domain": domain, "fields": fields, "context": { "active_test": false } });
    admin(system, model, "search_read", arguments).as_array().cloned().unwrap_or_else(|| panic!("no list"))
}

/// Somebody new, who is a contact, and a call of theirs.
fn somebody_called(system: &System, session: &Session, name: &str) -> LogDraft {
    let person = system.somebody(name);
    let contact = system.meet(session, &person);
    LogDraft { contact: contact.clone(), ..draft(&person.key.0, &contact.id, &person.number) }
}

fn create(draft: &LogDraft) -> CrmRequest {
    CrmRequest::CreateLog(Box::new(draft.clone()))
}

fn logged(session: &Session, draft: &LogDraft) -> RecordRef {
    match session.ask(&create(draft)) {
        Ok(CrmReply::LogCreated(record)) => record,
        other => panic!("{other:?}"),
    }
}

fn contacts(session: &Session, asked: &CrmRequest) -> Vec<Contact> {
    match session.ask(asked) {
        Ok(CrmReply::Contacts(found)) => found,
        other => panic!("{other:?}"),
    }
}

fn number(id: &str) -> Value {
    json!(id.parse::<u64>().unwrap_or_else(|error| panic!("{id}: {error}")))
}
