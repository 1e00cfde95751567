//! Persons: by number, by name, and a new one.

use callscribe_core::contact::Contact;
use callscribe_core::crm::CrmReply;
use callscribe_core::entry::NewContact;
use callscribe_core::integration::Direct;
use callscribe_core::number::{NumberKind, PhoneNumber, national_digits, parse, search_forms};
use callscribe_core::order::InOrder;
use serde_json::{Value, json};

use super::{behind, fields, get, id, owner, page, send, some};
use crate::answer::Access;
use crate::direct::failure::incomplete;
use crate::direct::flow::{Outcome, ask, done, make};
use crate::having::having;
use crate::http::Method;
use crate::not_offered;

const PAGE: &str = "100";
const PAGES: usize = 5;
/// How many persons a search by name offers, the best first.
const OFFERED: &str = "20";

/// Who has this number? The search finds a piece of what is written, so it is asked for each way of writing it.
pub(super) fn find(server: &Direct, number: &PhoneNumber, formats: &[String]) -> Outcome<CrmReply> {
    let terms = terms(number, formats);
    let (this, number) = (server.clone(), number.clone());
    let search = Search { server: server.clone(), terms, pages: 0, found: Vec::new() };
    search_all(search, None, move |found| behind::with_all(&this, having(&number, found)))
}

/// The last is asked first; the shortest piece of a spelling stands for all that contain it.
fn terms(number: &PhoneNumber, formats: &[String]) -> Vec<String> {
    let mut forms = search_forms(number, &[]);
    if number.kind == NumberKind::Public {
        let international = parse(&number.key, "").shown;
        let grouped: Vec<&str> = international.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).skip(1).collect();
        let spelled = [" ", "-", "."].map(|between| grouped.join(between));
        forms.extend(spelled.into_iter().filter(|form| form.chars().filter(char::is_ascii_digit).eq(national_digits(number).chars())));
    }
    forms.extend(formats.iter().cloned());
    forms.retain(|form| form.chars().count() >= 2);
    forms.order_by_key(|form| form.chars().count());
    let mut terms: Vec<String> = Vec::new();
    for form in forms {
        if terms.iter().all(|term| !form.contains(term.as_str())) {
            terms.push(form);
        }
    }
    terms.reverse();
    terms
}

struct Search {
    server: Direct,
    terms: Vec<String>,
    pages: usize,
    found: Vec<Contact>,
}

fn search_all(
    mut search: Search,
    cursor: Option<(String, String)>,
    then: impl FnOnce(Vec<Contact>) -> Outcome<CrmReply> + 'static,
) -> Outcome<CrmReply> {
    let (term, cursor) = match cursor.map(|(term, cursor)| (term, Some(cursor))).or_else(|| Some((search.terms.pop()?, None))) {
        Some(next) => next,
        None if search.pages == 0 => return Err(not_offered()),
        None => return then(search.found),
    };
    let mut query = vec![("term", term.as_str()), ("fields", "phone"), ("limit", PAGE)];
    query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
    let request = get(&search.server, "/api/v2/persons/search", &query);
    ask(request, move |answer| {
        for contact in read_all(&search.server, &answer).ok_or(incomplete(Access::Read))? {
            if search.found.iter().all(|one| one.id != contact.id) {
                search.found.push(contact);
            }
        }
        search.pages += 1;
        match answer["additional_data"]["next_cursor"].as_str() {
            Some(_) if search.found.len() >= PAGES * 100 => Err(incomplete(Access::Read)),
            Some(next) => search_all(search, Some((term, next.to_owned())), then),
            None => search_all(search, None, then),
        }
    })
}

/// Who is called like this?
pub(super) fn search(server: &Direct, name: &str) -> Outcome<CrmReply> {
    if name.trim().chars().count() < 2 {
        return Err(not_offered());
    }
    let this = server.clone();
    ask(get(server, "/api/v2/persons/search", &[("term", name.trim()), ("fields", "name"), ("limit", OFFERED)]), move |answer| {
        behind::with_all(&this, read_all(&this, &answer).ok_or(incomplete(Access::Read))?)
    })
}

/// Makes one, who belongs to the agent.
pub(super) fn create(server: &Direct, new: &NewContact, number: &PhoneNumber) -> Outcome<CrmReply> {
    let phones = some(&number.key).map(|key| json!([{ "value": key, "primary": true, "label": "work" }]));
    let body = fields([("name", some(new.name.trim())), ("owner_id", owner(server)), ("phones", phones)]);
    let this = server.clone();
    let (name, number) = (new.name.trim().to_owned(), number.key.clone());
    make(send(server, Method::Post, "/api/v2/persons", &body), move |answer| {
        let id = id(&answer["data"]).ok_or(incomplete(Access::Write))?;
        let name = answer["data"]["name"].as_str().filter(|name| !name.is_empty()).map_or(name, Into::into);
        done(CrmReply::ContactCreated(Contact { url: page(&this, &id), name, numbers: vec![number], id, ..Contact::default() }))
    })
}

/// `None` if one has no id.
fn read_all(server: &Direct, answer: &Value) -> Option<Vec<Contact>> {
    answer["data"]["items"].as_array()?.iter().map(|hit| contact(server, &hit["item"])).collect()
}

fn contact(server: &Direct, person: &Value) -> Option<Contact> {
    let id = id(person)?;
    let phones = person["phones"].as_array().into_iter().flatten().filter_map(Value::as_str);
    Some(Contact {
        name: person["name"].as_str().unwrap_or_default().trim().to_owned(),
        company: person["organization"]["name"].as_str().unwrap_or_default().to_owned(),
        numbers: phones.map(Into::into).collect(),
        url: page(server, &id),
        id,
        ..Contact::default()
    })
}
