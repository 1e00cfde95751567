//! Whose key it is, in which company, and whether calls are records there.

use callscribe_core::crm::{CrmError, ErrorKind, Problem};
use callscribe_core::integration::{Capabilities, Dedupe, Direct, Vendor};
use callscribe_core::time::Millis;
use serde_json::{Value, json};

use super::super::failure::incomplete;
use super::super::flow::{Outcome, ask, ask_or, done};
use super::super::{Place, SignedIn, integration};
use super::calls::{Door, id, number, text};
use crate::answer::Access;
use crate::http::authority;

/// The first turn of a sign-in.
pub(in super::super) fn sign_in(place: &Place, now: Millis) -> Outcome<SignedIn> {
    let host = authority(&place.url).ok_or_else(|| CrmError::new(ErrorKind::Refused, Problem::WrongAddress))?;
    let (place, door) = (place.clone(), Door::to(&place.url, &place.database));
    ask(door.call("res.users", "context_get", &json!({})), move |context| {
        let Some(user) = id(&context["uid"]) else { return Err(incomplete(Access::Read)) };
        let me = door.read("res.users", json!([["id", "=", number(&user)]]), &["name", "login", "company_id"], false, 1);
        let then = door.clone();
        door.list(me, move |found| {
            let Some(me) = found.into_iter().next() else { return Err(incomplete(Access::Read)) };
            has_crm(&then.clone(), move || {
                has_phonecalls(&then, move |phonecalls| done(signed_in(&place, &host, user, &me, phonecalls, now)))
            })
        })
    })
}

/// Goes on where the app CRM is installed, without which numbers cannot be searched; else ends with Odoo's words for what it lacks.
fn has_crm<T: 'static>(door: &Door, then: impl FnOnce() -> Outcome<T> + 'static) -> Outcome<T> {
    ask(door.call("crm.lead", "has_access", &json!({ "operation": "read" })), |_| then())
}

/// Whether the add-on `crm_phonecall` is there and the agent may make and change its records.
fn has_phonecalls<T: 'static>(door: &Door, then: impl FnOnce(bool) -> Outcome<T> + 'static) -> Outcome<T> {
    ask_or(door.call("crm.phonecall", "has_access", &json!({ "operation": "create" })), Access::Read, |answer| match answer {
        Ok(may) => then(may == true),
        Err(failed) if failed.error.kind == ErrorKind::Refused => then(false),
        Err(failed) => Err(failed.error),
    })
}

fn signed_in(place: &Place, host: &str, user: String, me: &Value, phonecalls: bool, now: Millis) -> SignedIn {
    let Place { url, database } = place.clone();
    let account = if database.is_empty() { format!("odoo:{host}/{user}") } else { format!("odoo:{host}/{database}/{user}") };
    let company = me["company_id"][1].as_str().unwrap_or_default();
    let name = if company.is_empty() { "Odoo".to_owned() } else { format!("Odoo ({company})") };
    let agent = [text(me, "name"), text(me, "login")].into_iter().find(|name| !name.is_empty()).unwrap_or_default().to_owned();
    let server = Direct { vendor: Vendor::Odoo { database, phonecalls }, pages: url.clone(), url, user };
    let capabilities = Capabilities {
        dedupe: Dedupe::Upsert,
        create_contact: true,
        search_by_name: true,
        update: true,
        move_record: false,
        follow_ups: Some(Dedupe::Upsert),
    };
    SignedIn { integration: integration(account, &name, server, capabilities, now), user: agent }
}
