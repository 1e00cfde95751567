//! Contacts: by number, by name, and a new one.

use callscribe_core::contact::Contact;
use callscribe_core::crm::CrmReply;
use callscribe_core::entry::NewContact;
use callscribe_core::integration::Direct;
use callscribe_core::number::{NumberKind, PhoneNumber, national_digits, search_forms};
use serde_json::{Value, json};

use super::search::{all, any_of, filter};
use super::{CONTACT, deals, id, instant, page, properties, property, send, some};
use crate::answer::Access;
use crate::direct::failure::incomplete;
use crate::direct::flow::{Outcome, ask, done, make};
use crate::having::having;
use crate::http::Method;
use crate::not_offered;

const PROPERTIES: [&str; 8] = ["firstname", "lastname", "email", "phone", "mobilephone", "company", "createdate", "notes_last_updated"];
/// How many people a search by name offers, the best first.
const OFFERED: usize = 20;

/// Who has this number? HubSpot keeps the national digits of each number for searching; what it could not read is looked for as it is written.
pub(super) fn find(server: &Direct, number: &PhoneNumber, formats: &[String]) -> Outcome<CrmReply> {
    let mut forms = search_forms(number, &[]);
    if forms.is_empty() {
        return Err(not_offered());
    }
    forms.extend(formats.iter().filter(|form| !forms.contains(form)).cloned().collect::<Vec<_>>());
    let forms: Vec<String> = forms.iter().map(|form| form.to_lowercase()).collect();
    let mut groups = vec![any_of("phone", &forms), any_of("mobilephone", &forms)];
    if number.kind == NumberKind::Public {
        let digits = format!("*{}*", national_digits(number));
        groups.push(filter("hs_searchable_calculated_phone_number", "CONTAINS_TOKEN", &digits));
        groups.push(filter("hs_searchable_calculated_mobile_number", "CONTAINS_TOKEN", &digits));
    }
    let number = number.clone();
    all(server, "contacts", groups.into(), &PROPERTIES, move |server, hits| {
        let contacts = read_all(server, &hits).ok_or(incomplete(Access::Read))?;
        deals::with_deals(server, having(&number, contacts))
    })
}

/// Who is called like this?
pub(super) fn search(server: &Direct, name: &str) -> Outcome<CrmReply> {
    let body = json!({ "query": name, "properties": PROPERTIES, "limit": OFFERED });
    let this = server.clone();
    ask(send(server, Method::Post, "/crm/v3/objects/contacts/search", &body), move |answer| {
        let contacts = answer["results"].as_array().and_then(|hits| read_all(&this, hits)).ok_or(incomplete(Access::Read))?;
        deals::with_deals(&this, contacts)
    })
}

/// Makes one, who belongs to the agent. The last word of a name is the family's.
pub(super) fn create(server: &Direct, new: &NewContact, number: &PhoneNumber) -> Outcome<CrmReply> {
    let name = new.name.trim();
    let (first, last) = name.rsplit_once(char::is_whitespace).map_or((name, ""), |(first, last)| (first.trim_end(), last));
    let properties = properties([
        ("firstname", some(first)),
        ("lastname", some(last)),
        ("phone", some(&number.key)),
        ("hubspot_owner_id", some(&server.user)),
    ]);
    let this = server.clone();
    let (name, number) = (name.to_owned(), number.key.clone());
    let request = send(server, Method::Post, "/crm/v3/objects/contacts", &json!({ "properties": properties }));
    make(request, move |made| {
        let mut made = contact(&this, &made).ok_or(incomplete(Access::Write))?;
        if made.name.is_empty() {
            made.name = name;
        }
        if made.numbers.is_empty() {
            made.numbers.push(number);
        }
        done(CrmReply::ContactCreated(made))
    })
}

/// `None` if one has no id. One found twice is one.
fn read_all(server: &Direct, hits: &[Value]) -> Option<Vec<Contact>> {
    let mut contacts: Vec<Contact> = Vec::new();
    for hit in hits {
        let contact = contact(server, hit)?;
        if contacts.iter().all(|one| one.id != contact.id) {
            contacts.push(contact);
        }
    }
    Some(contacts)
}

fn contact(server: &Direct, hit: &Value) -> Option<Contact> {
    let id = id(hit)?;
    let named = [property(hit, "firstname"), property(hit, "lastname")].map(str::trim).join(" ");
    let name = Some(named.trim()).filter(|name| !name.is_empty()).unwrap_or(property(hit, "email"));
    let numbers = ["phone", "mobilephone"].map(|name| property(hit, name)).into_iter().filter(|number| !number.is_empty());
    Some(Contact {
        name: name.to_owned(),
        company: property(hit, "company").to_owned(),
        numbers: numbers.map(Into::into).collect(),
        url: page(server, CONTACT, &id),
        created: instant(&hit["properties"]["createdate"]).or_else(|| instant(&hit["createdAt"])),
        last_activity: instant(&hit["properties"]["notes_last_updated"]),
        id,
        ..Contact::default()
    })
}
