//! Who has a number, and who is called like this.

use std::cell::RefCell;

use callscribe_contract::{LIMIT, Person, Session, System, create_contact, send};
use callscribe_core::contact::Contact;
use callscribe_core::crm::{CrmReply, CrmRequest};
use callscribe_core::number::parse;

const AS_DIALLED: &str = "(###) ###-####";
const INTERNATIONAL: &str = "+1 ### ### ####";
const EXTENSION_7: &str = "###.###.#### ext 7";
const EXTENSION_8: &str = "###.###.#### ext 8";

/// Who is found by a number, once there are as many as `count`.
fn found(system: &System, session: &Session, asked: &CrmRequest, count: usize) -> Vec<Contact> {
    let reply = system.eventually(session, asked, |reply| matches!(reply, CrmReply::Contacts(found) if found.len() >= count));
    let CrmReply::Contacts(found) = reply else { panic!("{reply:?}") };
    assert_eq!(found.len(), count, "{}: {found:?}", system.name());
    found
}

fn ids(contacts: &[Contact]) -> Vec<String> {
    let mut ids: Vec<String> = contacts.iter().map(|contact| contact.id.clone()).collect();
    ids.sort();
    ids
}

fn add(system: &System, person: &Person, format: &str) -> String {
    system.add_contact(&person.name, &person.written(format))
}

pub fn i7_a_contact_is_found_however_its_number_is_written(system: &System) {
    let session = system.sign_in();
    for format in [AS_DIALLED, INTERNATIONAL, EXTENSION_7] {
        let person = system.somebody("Form");
        let id = add(system, &person, format);
        let found = found(system, &session, &system.find_by(&person.number), 1);
        assert_eq!((&found[0].id, &found[0].name), (&id, &person.name), "{format}");
    }
}

pub fn i7_the_number_is_asked_for_in_its_forms(system: &System) {
    let session = system.sign_in();
    let person = system.somebody("Asked");
    let asked = RefCell::new(String::new());
    let CrmRequest::FindContacts { number, mut formats, fresh } = system.find_by(&person.number) else { unreachable!() };
    formats.push(person.written("###-###-####"));
    let request = CrmRequest::FindContacts { number, formats, fresh };
    let outcome = session.ask_by(&request, |request, token| {
        asked.borrow_mut().push_str(&format!("{} {}\n", request.url, request.body.as_deref().unwrap_or_default()));
        send(request, Some(token), LIMIT)
    });
    assert_eq!(outcome, Ok(CrmReply::Contacts(Vec::new())));
    let digits = person.written("##########");
    assert!(asked.borrow().contains(&digits), "{}: the national digits: {}", system.name(), asked.borrow());
    assert!(system.was_asked_for(&digits), "{} heard nothing of {digits}", system.name());
}

pub fn a3_the_very_number_beats_one_with_an_extension(system: &System) {
    let session = system.sign_in();
    let (own, other) = (system.somebody("Own"), system.somebody("Behind"));
    system.add_contact(&other.name, &own.written(EXTENSION_7));
    found(system, &session, &system.find_by(&own.number), 1);
    let id = add(system, &own, AS_DIALLED);
    let reply = system.eventually(
        &session,
        &system.find_by(&own.number),
        |reply| matches!(reply, CrmReply::Contacts(found) if found.iter().any(|contact| contact.id == id)),
    );
    let CrmReply::Contacts(found) = reply else { panic!("{reply:?}") };
    assert_eq!(ids(&found), [id]);
}

pub fn a3_people_behind_extensions_of_a_number_are_several(system: &System) {
    let session = system.sign_in();
    let (seven, eight) = (system.somebody("Seven"), system.somebody("Eight"));
    let mut expected = [add(system, &seven, EXTENSION_7), system.add_contact(&eight.name, &seven.written(EXTENSION_8))];
    expected.sort();
    assert_eq!(ids(&found(system, &session, &system.find_by(&seven.number), 2)), expected);
}

pub fn a3_nobody_is_nobody_and_no_failure(system: &System) {
    let session = system.sign_in();
    let nobody = system.somebody("Nobody");
    assert_eq!(session.ask(&system.find_by(&nobody.number)), Ok(CrmReply::Contacts(Vec::new())));
    assert_eq!(session.ask(&CrmRequest::SearchContacts { name: nobody.name }), Ok(CrmReply::Contacts(Vec::new())));
}

pub fn a3_people_who_share_a_number_are_several(system: &System) {
    let session = system.sign_in();
    let (one, two) = (system.somebody("One"), system.somebody("Two"));
    let mut expected = [add(system, &one, AS_DIALLED), system.add_contact(&two.name, &one.number.key)];
    expected.sort();
    assert_eq!(ids(&found(system, &session, &system.find_by(&one.number), 2)), expected);
}

pub fn f6_a_contact_found_by_several_searches_is_one(system: &System) {
    let session = system.sign_in();
    let person = system.somebody("Twice");
    let id = add(system, &person, AS_DIALLED);
    let formats = vec![person.written(AS_DIALLED), person.written(INTERNATIONAL), person.written("##########")];
    let asked = CrmRequest::FindContacts { number: person.number.clone(), formats, fresh: true };
    assert_eq!(ids(&found(system, &session, &asked, 1)), [id]);
}

pub fn a2_open_records_come_with_the_contact(system: &System) {
    let session = system.sign_in();
    let person = system.somebody("Deals");
    let id = add(system, &person, AS_DIALLED);
    let open = system.add_opportunity(&id, &format!("Roof of {}", person.name), true);
    let closed = system.add_opportunity(&id, &format!("Fence of {}", person.name), false);
    let reply = system.eventually(
        &session,
        &system.find_by(&person.number),
        |reply| matches!(reply, CrmReply::Contacts(found) if found.iter().any(|contact| contact.associations.iter().any(|a| a.open))),
    );
    let CrmReply::Contacts(found) = reply else { panic!("{reply:?}") };
    let told = |open: bool| found[0].associations.iter().filter(move |a| a.open == open);
    let titles: Vec<_> = told(true).map(|a| (a.id.as_str(), a.title.clone(), a.field.is_empty())).collect();
    assert_eq!(titles, [(open.as_str(), format!("Roof of {}", person.name), false)]);
    assert!(told(false).all(|a| a.id == closed), "{}: {found:?}", system.name());
}

pub fn c5_people_are_found_by_name(system: &System) {
    let session = system.sign_in();
    if !session.integration.capabilities.search_by_name {
        return;
    }
    let person = system.somebody("Nameday");
    let id = add(system, &person, AS_DIALLED);
    let asked = CrmRequest::SearchContacts { name: person.name.clone() };
    let found = found(system, &session, &asked, 1);
    assert_eq!((&found[0].id, &found[0].name), (&id, &person.name));
}

pub fn c5_a_contact_that_was_made_is_found(system: &System) {
    let session = system.sign_in();
    assert!(session.integration.capabilities.create_contact, "{}", system.name());
    let person = system.somebody("Placeholder");
    let made = match session.ask(&create_contact(&person.name, "", &person.number)) {
        Ok(CrmReply::ContactCreated(made)) => made,
        other => panic!("{}: {other:?}", system.name()),
    };
    assert_eq!(system.contacts_named(&person.name), 1);
    let found = found(system, &session, &system.find_by(&person.number), 1);
    assert_eq!((&found[0].id, &found[0].name), (&made.id, &person.name));
    let behind = parse(&format!("{} x7", person.number.key), "US");
    assert_eq!(ids(&self::found(system, &session, &system.find_by(&behind), 1)), [made.id], "asked with an extension");
}
