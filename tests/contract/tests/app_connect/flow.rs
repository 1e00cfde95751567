//! One test per step of the protocol's flow.

use callscribe_contract::{broken_server, create_contact, draft, hostname, oauth_of, run_probe, unique};
use callscribe_core::contact::Association;
use callscribe_core::crm::{CrmReply, CrmRequest, ErrorKind, LogDraft, Problem, WriteKey};
use callscribe_core::integration::{Dedupe, SETTLES};
use callscribe_core::number::parse;
use callscribe_crm::app_connect::{Probe, SignInWay, log_out, logged_out};
use serde_json::json;
use std::time::Duration;

use crate::world;

#[test]
fn app_connect_flow_1_a_look_at_the_address_tells_what_is_offered() {
    let world = world!();
    let ledger = world.offer("ledger");
    let SignInWay::ApiKey(fields) = &ledger.way else { panic!("{:?}", ledger.way) };
    assert_eq!(fields.iter().map(|f| (f.name.as_str(), f.required, f.secret)).collect::<Vec<_>>(), [("apiKey", true, true)]);
    assert_eq!((ledger.title.as_str(), ledger.server_url.as_str(), hostname(&ledger)), ("Ledger CRM", world.url.as_str(), "127.0.0.1"));
    assert_eq!(ledger.capabilities.dedupe, Dedupe::Find { settles: SETTLES, lag: 0 });
    assert!(ledger.capabilities.create_contact && ledger.capabilities.search_by_name && ledger.capabilities.update);
    assert_eq!(ledger.contact_types.iter().map(|t| t.value.as_str()).collect::<Vec<_>>(), ["Contact", "Lead"]);
    let fields: Vec<_> = ledger.fields.iter().map(|f| (f.name.as_str(), f.of_contact, f.required)).collect();
    assert_eq!(fields, [("deals", true, false), ("outcome", false, true)]);
    let harbor = world.offer("harbor");
    assert!(oauth_of(&harbor).auth_url.ends_with("/oauth/authorize"));
    let default = world.probe(&world.url, None).unwrap();
    assert_eq!(default.iter().map(|offer| offer.platform.as_str()).collect::<Vec<_>>(), ["ledger"]);
    assert_eq!(world.probe(&world.url, Some("nonsense")).unwrap_err().kind, ErrorKind::Refused);
}

#[test]
fn app_connect_flow_1_a_pasted_manifest_is_as_good_as_an_address() {
    let world = world!();
    let manifest = json!({ "serverUrl": world.url, "platforms": { "ledger": { "displayName": "Pasted", "auth": { "type": "apiKey" } } } });
    let offers = run_probe(Probe::of_manifest(&manifest.to_string()).unwrap()).unwrap();
    assert_eq!(offers[0].title, "Pasted");
}

#[test]
fn app_connect_flow_1_each_wrong_address_and_key_has_a_problem_of_its_own() {
    let world = world!();
    let problem = |url: &str| world.probe(url, Some("ledger")).unwrap_err().problem;
    assert_eq!(problem(&format!("{}/nowhere", world.url)), Problem::WrongAddress);
    assert_eq!(problem("http://127.0.0.1:9"), Problem::Unreachable);
    assert_eq!(problem(&broken_server("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>")), Problem::NotUnderstood);
    assert_eq!(problem(&broken_server("HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\nO")), Problem::HalfAnswer);
    assert_eq!(world.key_login("wrong").err().map(|error| error.problem), Some(Problem::WrongKey));
    world.hold("me", "before", 1);
    let late = callscribe_contract::send(
        &callscribe_crm::app_connect::api_key_login(&world.offer("ledger"), "", &[("apiKey".into(), world.api_key.clone())]),
        None,
        Duration::from_millis(300),
    );
    let outcome = callscribe_crm::app_connect::signed_in(&world.offer("ledger"), late, 0);
    assert_eq!(outcome.err().map(|error| error.problem), Some(Problem::NoAnswer));
}

#[test]
fn app_connect_flow_2_a_key_signs_in() {
    let world = world!();
    let ledger = world.ledger();
    let host = world.url.strip_prefix("http://").unwrap();
    assert_eq!(ledger.integration.id.as_str(), format!("appc:{host}/ledger/1-ledger"));
    assert_eq!(ledger.find(&unique("nobody").1), Ok(Vec::new()));
}

#[test]
fn app_connect_flow_3_the_crms_own_page_signs_in() {
    let world = world!();
    let harbor = world.harbor();
    assert!(harbor.integration.id.as_str().ends_with("/harbor/1-harbor"));
    assert_eq!(harbor.find(&unique("nobody").1), Ok(Vec::new()));
    let wrong_code = world.oauth_login(|back| back.replace("code=", "code=0"));
    assert_eq!(wrong_code.err().map(|error| error.kind), Some(ErrorKind::Auth));
    let forged = world.oauth_login(|back| back.replace("n0nce", "forged"));
    assert_eq!(forged.err().map(|error| error.problem), Some(Problem::Refused));
}

#[test]
fn app_connect_flow_4_a_contact_is_found_in_every_spelling_on_both_platforms() {
    let world = world!();
    for session in [world.ledger(), world.harbor()] {
        let platform = session.server().platform.clone();
        let (name, number) = unique("Bo");
        assert_eq!(session.find(&number), Ok(Vec::new()), "no match is no failure");
        let digits = number.key.strip_prefix("+1415555").unwrap().to_owned();
        for phone in [format!("(415) 555-{digits}"), format!("415555{digits}"), number.key.clone()] {
            world.add_contact(&platform, &name, &phone);
        }
        let found = session.find(&number).unwrap();
        assert_eq!(found.len(), 3, "{platform}: {found:?}");
        assert!(found.iter().all(|contact| contact.name == name && contact.url.is_some() && contact.created.is_some()));
    }
}

#[test]
fn app_connect_flow_4_the_agents_own_format_is_searched_too() {
    let world = world!();
    let ledger = world.ledger();
    let (name, number) = unique("Format");
    let odd = number.key.replace("+1415555", "415/555/");
    world.add_contact("ledger", &name, &odd);
    assert_eq!(ledger.find(&number), Ok(Vec::new()));
    let asked = CrmRequest::FindContacts { number, formats: vec![odd], fresh: true };
    let Ok(CrmReply::Contacts(found)) = ledger.ask(&asked) else { panic!("not found") };
    assert_eq!(found[0].name, name);
}

#[test]
fn app_connect_flow_4_open_records_come_with_the_contact() {
    let world = world!();
    let ledger = world.ledger();
    let (name, number) = unique("Deals");
    let contact = world.add_contact("ledger", &name, &number.key);
    let id: u64 = contact.parse().unwrap();
    let open = world.control("addDeal", json!([{ "contactId": id, "title": "Roof" }]));
    world.control("addDeal", json!([{ "contactId": id, "title": "Old", "open": false }]));
    let found = ledger.find(&number).unwrap();
    let expected = Association { field: "deals".into(), id: open.to_string(), title: "Roof".into(), open: true, created: None };
    assert_eq!(found[0].associations, [expected]);
}

#[test]
fn app_connect_flow_5_people_are_found_by_name_and_made_once_per_request() {
    let world = world!();
    let ledger = world.ledger();
    let (name, number) = unique("Placeholder");
    let Ok(CrmReply::Contacts(nobody)) = ledger.ask(&CrmRequest::SearchContacts { name: name.clone() }) else { panic!("no list") };
    assert_eq!(nobody, []);
    let create = create_contact(&name, "Lead", &number);
    let Ok(CrmReply::ContactCreated(made)) = ledger.ask(&create) else { panic!("not made") };
    let stored = world.contacts("ledger", &name);
    assert_eq!((stored.len(), &stored[0]["type"], &stored[0]["phone"]), (1, &json!("Lead"), &json!(number.key)));
    assert_eq!((made.id, made.kind.as_str()), (stored[0]["id"].to_string(), "Lead"));
    assert_eq!(ledger.find(&number).unwrap().len(), 1, "found at once");
    let Ok(CrmReply::Contacts(found)) = ledger.ask(&CrmRequest::SearchContacts { name: name.clone() }) else { panic!("no list") };
    assert_eq!(found.len(), 1);
    ledger.ask(&create).unwrap();
    assert_eq!(world.contacts("ledger", &name).len(), 2, "it is not idempotent, so core looks before it creates");
}

#[test]
fn app_connect_flow_6_a_record_says_everything_and_is_one() {
    let world = world!();
    let ledger = world.ledger();
    let (key, number) = unique("flow-6");
    let contact = world.add_contact("ledger", &key, &number.key);
    let deal = world.control("addDeal", json!([{ "contactId": contact.parse::<u64>().unwrap(), "title": "Roof" }]));
    let found = ledger.find(&number).unwrap().remove(0);
    let draft = LogDraft {
        association: found.associations.first().cloned(),
        contact: found,
        note: "two\nlines, <b>$&</b> 🙂".into(),
        recording: Some("https://phone.example/rec/1".into()),
        ..draft(&key, &contact, &number)
    };
    let id = ledger.create(&draft).unwrap();
    let records = world.activities("ledger", &key);
    assert_eq!(records.len(), 1);
    let record = &records[0];
    let said = |name: &str| record[name].clone();
    assert_eq!(said("id").to_string(), id);
    assert_eq!(said("contactId").to_string(), contact);
    assert_eq!((said("dealId"), said("contactType")), (deal, json!("Contact")));
    assert_eq!((said("subject"), said("note")), (json!("Inbound call from Ann"), json!("two\nlines, <b>$&</b> 🙂")));
    assert_eq!((said("direction"), said("result"), said("duration")), (json!("Inbound"), json!("Call connected"), json!(12)));
    assert_eq!((said("startTime"), said("phoneNumber")), (json!("2026-03-02T10:00:00.000Z"), json!(number.key)));
    assert_eq!(said("recordingLink"), json!("https://phone.example/rec/1"));
}

#[test]
fn app_connect_flow_7_a_record_is_found_by_its_key_alone() {
    let world = world!();
    let ledger = world.ledger();
    let (key, number) = unique("flow-7");
    assert_eq!(ledger.look(&key), Ok(Vec::new()));
    let id = ledger.create(&draft(&key, "1", &number)).unwrap();
    assert_eq!(ledger.look(&key), Ok(vec![id]));
}

#[test]
fn app_connect_flow_7_a_key_the_server_dropped_is_no_absence() {
    let world = world!();
    let ledger = world.ledger();
    let (key, _) = unique("sixth");
    let asked = CrmRequest::FindLog { key: callscribe_core::crm::WriteKey(key) };
    let outcome = ledger.ask_by(&asked, |request, token| {
        let mut sixth = request.clone();
        sixth.url = sixth.url.replace("sessionIds=", "sessionIds=a%2Cb%2Cc%2Cd%2Ce%2C");
        callscribe_contract::send(&sixth, Some(token), Duration::from_secs(20))
    });
    assert_eq!(outcome.unwrap_err().problem, Problem::HalfAnswer, "the server answers five and says nothing of the sixth");
}

#[test]
fn app_connect_flow_8_an_update_changes_the_record_and_reads_it_back() {
    let world = world!();
    let ledger = world.ledger();
    let (key, number) = unique("flow-8");
    let first = draft(&key, "1", &number);
    let id = ledger.create(&first).unwrap();
    let before = world.activities("ledger", &key).remove(0);
    let later = LogDraft {
        note: "second\n\nwith a gap".into(),
        subject: "Ann again".into(),
        recording: Some("https://phone.example/rec/2".into()),
        ..first
    };
    assert_eq!(ledger.update(&id, "first", &later), Ok(false));
    let records = world.activities("ledger", &key);
    assert_eq!(records.len(), 1);
    let after = &records[0];
    assert_eq!((&after["note"], &after["subject"]), (&json!("second\n\nwith a gap"), &json!("Ann again")));
    assert_eq!(after["recordingLink"], "https://phone.example/rec/2");
    for name in ["startTime", "duration", "result", "contactId"] {
        assert_eq!(after[name], before[name], "{name}");
    }
}

#[test]
fn app_connect_flow_9_a_record_takes_other_answers_afterwards() {
    let world = world!();
    let ledger = world.ledger();
    let (key, number) = unique("flow-9");
    ledger.create(&draft(&key, "1", &number)).unwrap();
    let set = |key: &str| {
        let answers = [("deals".to_owned(), "3".to_owned())].into();
        ledger.ask(&CrmRequest::SetDisposition { key: WriteKey(key.into()), answers })
    };
    assert_eq!(set(&key), Ok(CrmReply::DispositionSet));
    assert_eq!(world.activities("ledger", &key)[0]["disposition"], r#"{"deals":"3"}"#);
    assert!(set("a key the server never had").is_err());
}

#[test]
fn app_connect_flow_9_after_signing_out_nothing_is_taken_for_an_answer() {
    let world = world!();
    let ledger = world.ledger();
    let (key, number) = unique("flow-9");
    let id = ledger.create(&draft(&key, "1", &number)).unwrap();
    let answer = callscribe_contract::send(&log_out(ledger.server()), Some(&ledger.token()), Duration::from_secs(20));
    assert_eq!(logged_out(answer), Ok(()));
    let kind = |outcome: Result<CrmReply, callscribe_core::crm::CrmError>| outcome.err().map(|error| error.kind);
    let other = draft(&format!("{key} later"), "1", &parse("+14155550101", "US"));
    let record = callscribe_core::crm::RecordRef { id, url: None };
    let requests = [
        callscribe_contract::find_contacts(&number),
        CrmRequest::SearchContacts { name: key.clone() },
        create_contact(&key, "", &number),
        CrmRequest::FindLog { key: other.key.clone() },
        CrmRequest::CreateLog(Box::new(other.clone())),
        CrmRequest::UpdateLog { record, ours: Vec::new(), draft: Box::new(other) },
    ];
    for request in requests {
        assert_eq!(kind(ledger.ask(&request)), Some(ErrorKind::Auth), "{request:?}");
    }
    assert_eq!(world.activities("ledger", &format!("{key} later")).len(), 0);
    assert_eq!(world.contacts("ledger", &key).len(), 0);
}

#[test]
fn app_connect_two_platforms_on_one_server_log_one_call_once_each() {
    let world = world!();
    let (key, number) = unique("both");
    for session in [world.ledger(), world.harbor()] {
        let platform = session.server().platform.as_str();
        let contact = world.add_contact(platform, &key, &number.key);
        assert_eq!(session.look(&key), Ok(Vec::new()), "{platform} sees only its own");
        let id = session.create(&draft(&key, &contact, &number)).unwrap();
        assert_eq!(session.look(&key), Ok(vec![id]), "{platform}");
    }
    assert_eq!((world.activities("ledger", &key).len(), world.activities("harbor", &key).len()), (1, 1));
}
