//! People and what is to be done with them: of companies, made twice, in two databases; activities.

use callscribe_contract::{NOW, System, create_contact, find_contacts};
use callscribe_core::contact::Association;
use callscribe_core::crm::{CrmReply, CrmRequest, ErrorKind, FollowUpDraft, Problem, WriteKey};
use callscribe_core::follow_up::FollowUpKind;
use callscribe_core::integration::{Direct, IntegrationKind, Vendor};
use callscribe_core::time::HOUR;
use serde_json::json;

use crate::{admin, contacts, each, number, read};

#[test]
fn a_person_of_a_company_is_found_with_its_name_and_archived_ones_are_not() {
    each(|system| {
        let session = system.sign_in();
        let (person, company) = (system.somebody("Child"), system.somebody("Company"));
        let number_of = person.written("###-###-####");
        let one = json!([{ "name": person.name, "phone": number_of, "company": company.name }]);
        let id = system.control("addContact", one).as_str().map(str::to_owned);
        let archived = system.add_contact("Archived", &number_of);
        admin(system, "res.partner", "write", json!({ "ids": [number(&archived)], "vals": { "active": false } }));
        let found = contacts(&session, &find_contacts(&person.number));
        assert_eq!(found.iter().map(|contact| Some(contact.id.clone())).collect::<Vec<_>>(), [id], "{}", system.name());
        assert_eq!((found[0].name.as_str(), found[0].company.as_str()), (person.name.as_str(), company.name.as_str()));
        assert!(found[0].created.is_some());
        let by_name = contacts(&session, &CrmRequest::SearchContacts { name: person.name.clone() });
        assert_eq!(by_name.len(), 1, "{}", system.name());
    });
}

#[test]
fn a2_an_opportunity_that_was_lost_is_closed() {
    each(|system| {
        let session = system.sign_in();
        let person = system.somebody("Lost");
        let contact = system.meet(&session, &person);
        let lost = system.add_opportunity(&contact.id, "Lost roof", true);
        admin(system, "crm.lead", "action_set_lost", json!({ "ids": [number(&lost)] }));
        let found = contacts(&session, &find_contacts(&person.number));
        assert_eq!(found[0].associations.iter().map(|one| (one.id.as_str(), one.open)).collect::<Vec<_>>(), [(lost.as_str(), false)]);
    });
}

#[test]
fn g2_the_same_placeholder_made_twice_is_one_contact() {
    each(|system| {
        let session = system.sign_in();
        let person = system.somebody("Placeholder");
        let made = || match session.ask(&create_contact(&person.name, "", &person.number)) {
            Ok(CrmReply::ContactCreated(contact)) => contact.id,
            other => panic!("{other:?}"),
        };
        assert_eq!(made(), made());
        assert_eq!(system.contacts_named(&person.name), 1, "{}", system.name());
    });
}

fn server(system: &System) -> (String, Direct) {
    let integration = system.sign_in().integration;
    let IntegrationKind::Direct(server) = integration.kind else { panic!("{:?}", integration.kind) };
    (integration.id.as_str().to_owned(), server)
}

#[test]
fn g7_two_databases_of_one_server_are_two_integrations_with_keys_of_their_own() {
    for name in ["Odoo", "Odoo with phone calls"] {
        let Some(first) = System::named(name) else { continue };
        let (first_id, first_server) = server(&first);
        let Some(second) = System::named(&format!("{name}, second database")) else { continue };
        let (second_id, second_server) = server(&second);
        assert_ne!(first_id, second_id);
        assert_eq!(first_server.url, second_server.url);
        let phonecalls = name != "Odoo";
        assert!(matches!(first_server.vendor, Vendor::Odoo { phonecalls: there, .. } if there == phonecalls), "{name}");
    }
}

#[test]
fn a_key_that_is_none_and_a_database_that_is_none_are_told_apart() {
    let Some(system) = System::named("Odoo, second database") else { return };
    let error = system.sign_in_with("0123456789012345678901234567890123456789").err().unwrap_or_else(|| panic!("signed in"));
    assert_eq!((error.kind, error.said.as_deref()), (ErrorKind::Auth, Some("Invalid apikey")));
    let place = callscribe_crm::direct::Place { url: server(&system).1.url, database: "nope".into() };
    let exchange = callscribe_crm::direct::sign_in(callscribe_core::integration::VendorName::Odoo, &place, NOW);
    let mut exchange = exchange.unwrap_or_else(|error| panic!("{error:?}"));
    let answer = callscribe_contract::send(&exchange.request(), Some("any"), callscribe_contract::LIMIT);
    let callscribe_crm::Step::Done(Err(error), _) = exchange.answer(answer) else { panic!("signed in") };
    assert_eq!(error.problem, Problem::WrongAddress);
}

#[test]
fn k5_an_activity_stands_at_the_opportunity_on_the_agents_day_once() {
    each(|system| {
        let session = system.sign_in();
        let person = system.somebody("Activity");
        let contact = system.meet(&session, &person);
        let deal = system.add_opportunity(&contact.id, "Fence", true);
        for (at, kind) in [FollowUpKind::Call, FollowUpKind::Meeting, FollowUpKind::Visit].into_iter().enumerate() {
            let draft = FollowUpDraft {
                key: WriteKey::of_follow_up(&format!("{}{at}", person.key.0)),
                kind,
                subject: format!("Do {kind:?}"),
                description: "<the fence>".into(),
                contact: contact.clone(),
                association: Some(Association {
                    field: "opportunity".into(),
                    id: deal.clone(),
                    title: "Fence".into(),
                    open: true,
                    created: None,
                }),
                due: NOW + 24 * HOUR,
                offset: 14 * 3_600,
                remind_at: None,
                attendees: Vec::new(),
            };
            let made = || match session.ask(&CrmRequest::CreateFollowUp(Box::new(draft.clone()))) {
                Ok(CrmReply::FollowUpCreated(made)) => made.id,
                other => panic!("{other:?}"),
            };
            let id = made();
            assert_eq!(id, made(), "once");
            let fields = ["date_deadline", "res_model", "res_id", "note", "user_id", "activity_type_id"];
            let there = &read(system, "mail.activity", json!([["id", "=", number(&id)]]), &fields)[0];
            assert_eq!(
                (&there["date_deadline"], &there["res_model"], &there["res_id"]),
                (&json!("2026-03-04"), &json!("crm.lead"), &number(&deal))
            );
            assert_eq!(there["user_id"][1], "Anna Agent");
            let note = there["note"].as_str().unwrap_or_default();
            assert!(note.contains("&lt;the fence&gt;") && note.contains("At 00:00 (UTC+14:00)"), "{note}");
        }
    });
}
