//! Who has a number, who is called like this, and new people.

use std::rc::Rc;

use callscribe_core::contact::Contact;
use callscribe_core::crm::{CrmError, CrmReply};
use callscribe_core::entry::NewContact;
use callscribe_core::integration::Direct;
use callscribe_core::number::{NumberKind, PhoneNumber, parse, search_forms};
use serde_json::json;

use super::super::failure::incomplete;
use super::super::flow::{Outcome, done, write};
use super::people::{Asked, CONTACT, LEAD, Person, Reach, people, reading};
use super::query::{any_of, found, like, of_kind, rows, soql, sosl, word};
use super::{made, opportunities, send};
use crate::answer::Access;
use crate::having::having;
use crate::http::Method;
use crate::not_offered;

/// What Salesforce itself writes where a Lead must have a company and nobody knows it.
const NO_COMPANY: &str = "[not provided]";
/// The index takes no shorter term.
const SHORTEST_TERM: usize = 2;

/// The most people of a kind that one question brings.
const MOST: usize = 50;

/// The index is asked in every form; where that knows nobody, what is stored is asked for the forms letter by letter, since the index
/// learns of a person only some time after it was made.
pub(super) fn find(server: &Direct, number: &PhoneNumber, formats: &[String]) -> Outcome<CrmReply> {
    let mut forms = search_forms(number, &[]);
    forms.extend(formats.iter().filter(|form| !form.is_empty()).cloned());
    if forms.is_empty() {
        return Err(not_offered());
    }
    let terms = terms(number, &forms).join(" OR ");
    let (server, number) = (server.clone(), number.clone());
    indexed(&server.clone(), &terms, "PHONE", move |hits| {
        let hits = those_having(&number, hits)?;
        if !hits.is_empty() {
            return opportunities::of(&server, hits);
        }
        let forms = any_of(forms.iter().map(String::as_str));
        let having = move |reach: Reach, kind: &str| {
            reach.numbers(kind).iter().map(|field| format!("{field} IN {forms}")).collect::<Vec<_>>().join(" OR ")
        };
        stored(&server.clone(), Rc::new(having), move |hits| opportunities::of(&server, those_having(&number, hits)?))
    })
}

/// Who is called like this? Each word may go on; where the index knows nobody, what is stored is asked.
pub(super) fn search(server: &Direct, name: &str) -> Outcome<CrmReply> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = name.split(' ').map(|part| format!("{}*", word(part))).collect::<Vec<_>>().join(" ");
    let words = if name.chars().count() < SHORTEST_TERM { String::new() } else { words };
    let server = server.clone();
    indexed(&server.clone(), &words, "NAME", move |hits| {
        if !hits.is_empty() {
            return opportunities::of(&server, hits);
        }
        let called = like(&name);
        let having = move |_: Reach, _: &str| format!("Name LIKE {called}");
        stored(&server.clone(), Rc::new(having), move |hits| opportunities::of(&server, hits))
    })
}

/// Contacts, and Leads that became none yet, whom the index finds by these terms; by none it finds nobody.
fn indexed(
    server: &Direct,
    terms: &str,
    fields: &'static str,
    then: impl FnOnce(Vec<Person>) -> Outcome<CrmReply> + 'static,
) -> Outcome<CrmReply> {
    if terms.is_empty() {
        return then(Vec::new());
    }
    let (here, terms) = (server.clone(), terms.to_owned());
    let asked: Asked = Rc::new(move |reach| {
        let leads = reach.fields(LEAD).map(|fields| format!(",{LEAD}({fields} WHERE IsConverted = false LIMIT {MOST})"));
        let (contacts, leads) = (reach.fields(CONTACT)?, leads.unwrap_or_default());
        let question = format!("FIND {{{terms}}} IN {fields} FIELDS RETURNING {CONTACT}({contacts} LIMIT {MOST}){leads}");
        Some(sosl(&here, &question))
    });
    let server = server.clone();
    reading(Reach::Everything, asked, move |_, answer| then(people(&server, found(&answer)?)?))
}

/// A condition in SOQL on people of a kind.
type Condition = Rc<dyn Fn(Reach, &str) -> String>;

/// Contacts and then Leads for whom a condition holds, as they are stored.
fn stored(server: &Direct, having: Condition, then: impl FnOnce(Vec<Person>) -> Outcome<CrmReply> + 'static) -> Outcome<CrmReply> {
    let of_kind = |kind: &'static str, and: &'static str| -> Asked {
        let (server, having) = (server.clone(), having.clone());
        Rc::new(move |reach| {
            let (fields, having) = (reach.fields(kind)?, having(reach, kind));
            Some(soql(&server, &format!("SELECT {fields} FROM {kind} WHERE ({having}){and} LIMIT {MOST}")))
        })
    };
    let leads = of_kind(LEAD, " AND IsConverted = false");
    let server = server.clone();
    reading(Reach::Everything, of_kind(CONTACT, ""), move |reach, contacts| {
        let mut hits = people(&server, rows(&contacts)?)?;
        reading(reach, leads, move |_, leads| {
            if !leads.is_null() {
                hits.extend(people(&server, rows(&leads)?)?);
            }
            then(hits)
        })
    })
}

/// What the index is asked for: each form as one word, which more digits may follow, and as the groups it is written in.
fn terms(number: &PhoneNumber, forms: &[String]) -> Vec<String> {
    let may_go_on = number.kind == NumberKind::Public;
    let abroad = if may_go_on { parse(&number.key, "").shown } else { String::new() };
    let without_country = abroad.split_once(' ').map(|(_, rest)| rest.to_owned());
    let mut terms: Vec<String> = Vec::new();
    for form in forms.iter().chain(&without_country) {
        let groups: Vec<&str> = form.split(|sign: char| !sign.is_alphanumeric()).filter(|group| !group.is_empty()).collect();
        let term = match groups[..] {
            [one] if may_go_on => format!("{one}*"),
            [one] => one.to_owned(),
            _ => format!("\"{}\"", groups.join(" ")),
        };
        let long_enough = groups.concat().chars().count() >= SHORTEST_TERM;
        if long_enough && !terms.contains(&term) {
            terms.push(term);
        }
    }
    terms
}

/// Those that really have the number. Where many others pushed them out of the answer, nobody knows.
fn those_having(number: &PhoneNumber, hits: Vec<Person>) -> Result<Vec<Person>, CrmError> {
    let asked_for_more = hits.len() >= MOST;
    let kept = having(number, hits.iter().map(|hit| hit.contact.clone()).collect());
    if kept.is_empty() && asked_for_more {
        return Err(incomplete(Access::Read));
    }
    let is_kept = |hit: &Person| kept.iter().any(|contact| contact.id == hit.contact.id);
    let mut each_once: Vec<Person> = Vec::new();
    for hit in hits.into_iter().filter(is_kept) {
        if each_once.iter().all(|known| known.contact.id != hit.contact.id) {
            each_once.push(hit);
        }
    }
    Ok(each_once)
}

/// A new Contact, or a Lead where that is wanted. Both must have a last name, a Lead also a company.
pub(super) fn create(server: &Direct, new: &NewContact, number: &PhoneNumber) -> Outcome<CrmReply> {
    let is_lead = new.kind == LEAD;
    let kind = if is_lead { LEAD } else { CONTACT };
    let name = new.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let (first, last) = name.rsplit_once(' ').unwrap_or(("", &name));
    let mut body = json!({ "LastName": last, "Phone": number.key });
    if !first.is_empty() {
        body["FirstName"] = first.into();
    }
    if is_lead {
        let company = new.answers.get("Company").map(|company| company.trim()).filter(|company| !company.is_empty());
        body["Company"] = company.unwrap_or(NO_COMPANY).into();
    }
    let contact = Contact { kind: kind.into(), numbers: vec![number.key.clone()], name, ..Contact::default() };
    let (request, server) = (send(server, Method::Post, &of_kind(kind), &body), server.clone());
    write(request, move |answer| {
        let record = made(&server, &answer)?;
        done(CrmReply::ContactCreated(Contact { id: record.id, url: record.url, ..contact }))
    })
}
