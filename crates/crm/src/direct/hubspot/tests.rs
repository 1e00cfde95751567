//! HubSpot's answers and what we make of them, a table for each rule. That our requests are the vendor's is proved against its SDK.

use callscribe_core::call::CallResult;
use callscribe_core::crm::CrmRequest::{CreateContact, CreateFollowUp, CreateLog, FindFollowUp, FindLog, SetDisposition, UpdateLog};
use callscribe_core::crm::{WriteKey, *};
use callscribe_core::entry::NewContact;
use callscribe_core::integration::{Direct, IntegrationKind, Vendor, VendorName};
use callscribe_core::number::parse;
use callscribe_core::order::InOrder;
use callscribe_core::own_text::OwnText;
use serde_json::{Value, json};

use crate::direct::testing::{NOW, Played, body, draft, find, follow_up, play, run};
use crate::direct::{Place, sign_in, start};
use crate::http::Token;

fn server() -> Direct {
    let pages = "https://app.hubspot.com/contacts/7".into();
    Direct { vendor: Vendor::HubSpot, url: "https://api.hubapi.com".into(), pages, user: "9".into() }
}

fn asked(asked: &CrmRequest, answers: &[(u16, Value)]) -> Played<CrmReply> {
    play(&server(), asked, answers)
}

fn hits(found: &[(&str, &str)]) -> Value {
    let hit = |(id, phone): &(&str, &str)| json!({ "id": id, "properties": { "firstname": "Ann", "lastname": null, "phone": phone } });
    json!({ "total": found.len(), "results": found.iter().map(hit).collect::<Value>() })
}

fn no_deals() -> (u16, Value) {
    (200, json!({ "results": [] }))
}

fn ids(reply: Result<CrmReply, CrmError>) -> Vec<String> {
    match reply {
        Ok(CrmReply::Contacts(contacts)) => contacts.into_iter().map(|contact| contact.id).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a1_a_number_is_searched_by_its_national_digits_and_as_it_may_be_written() {
    let (requests, _) = asked(&find("+14155550123 x7"), &[(200, hits(&[]))]);
    let groups = &body(&requests[0])["filterGroups"];
    assert_eq!(groups[0]["filters"][0]["values"], json!(["+14155550123", "(415) 555-0123", "4155550123"]));
    assert_eq!(groups[2]["filters"][0]["value"], "*4155550123*");
    let (requests, _) = asked(&find("101"), &[(200, hits(&[]))]);
    let groups = body(&requests[0])["filterGroups"].clone();
    assert_eq!(groups.as_array().map(Vec::len), Some(2), "an extension is never searched as a piece of a number");
}

#[test]
fn f6_who_has_another_number_is_left_out_and_who_is_found_twice_is_one() {
    let table = [
        ("+14155550123", vec![("1", "(415) 555-0123"), ("1", "(415) 555-0123"), ("2", "+494155550123")], vec!["1"]),
        ("+14155550123 x7", vec![("1", "415.555.0123 ext 7"), ("2", "+1 415 555 0123 x8")], vec!["1"]),
        ("+14155550123", vec![("2", "+1 212 555 0123")], vec![]),
    ];
    for (number, found, expected) in table {
        let answers = [(200, hits(&found)), no_deals()];
        assert_eq!(ids(asked(&find(number), &answers).1), expected, "{number}");
    }
}

#[test]
fn nobody_is_said_only_of_a_search_that_was_read_to_its_end() {
    let page = |next: Option<&str>| {
        let mut page = hits(&[("1", "+1 415 555 0123")].repeat(100));
        page["paging"] = json!({ "next": next.map(|after| json!({ "after": after })) });
        (200, page)
    };
    let (requests, reply) = asked(&find("+14155550123"), &[page(Some("100")), page(None), no_deals()]);
    assert_eq!((body(&requests[1])["after"].clone(), ids(reply)), (json!("100"), vec!["1".to_owned()]));
    let (_, reply) = asked(&find("+14155550123"), &vec![page(Some("n")); 5]);
    assert_eq!(reply.expect_err("a few pages").problem, Problem::HalfAnswer);
    for broken in [json!(7), json!([]), json!({}), json!({ "results": 7 }), json!({ "results": [{ "properties": {} }] })] {
        assert_eq!(asked(&find("+14155550123"), &[(200, broken)]).1.expect_err("no answer").kind, ErrorKind::Offline);
    }
}

#[test]
fn a2_a_deal_is_closed_where_its_pipeline_says_so() {
    let deal = |id: &str, pipeline: &str| json!({ "id": id, "properties": { "dealname": id, "pipeline": pipeline, "dealstage": "won" } });
    let stage = |closed: &str| json!([{ "id": "won", "metadata": { "isClosed": closed } }]);
    let answers = [
        (200, hits(&[("1", "+14155550123")])),
        (207, json!({ "results": [{ "from": { "id": "1" }, "to": [{ "toObjectId": 11 }, { "toObjectId": 12 }, { "toObjectId": 13 }] }] })),
        (200, json!({ "results": [deal("11", "a"), deal("12", "b")] })),
        (200, json!({ "results": [{ "id": "a", "stages": stage("true") }, { "id": "b", "stages": stage("false") }] })),
    ];
    let (requests, reply) = asked(&find("+14155550123"), &answers);
    assert_eq!(body(&requests[2])["inputs"], json!([{ "id": "13" }, { "id": "12" }, { "id": "11" }]));
    let Ok(CrmReply::Contacts(contacts)) = reply else { panic!("{reply:?}") };
    let deals: Vec<_> = contacts[0].associations.iter().map(|deal| (deal.field.as_str(), deal.id.as_str(), deal.open)).collect();
    assert_eq!(deals, [("deals", "11", false), ("deals", "12", true)]);
    assert_eq!(contacts[0].url.as_deref(), Some("https://app.hubspot.com/contacts/7/record/0-1/1"));
}

#[test]
fn g1_a_record_is_ours_by_its_whole_key() {
    let key = draft().key;
    let hit = |id: &str, key: &str| json!({ "id": id, "properties": { "hs_call_external_id": key } });
    let answers = [(200, json!({ "results": [hit("1", &key.0), hit("2", "SESSION-1@RC:42/7"), hit("3", &key.0)] }))];
    let Ok(CrmReply::Logs(records)) = asked(&FindLog { key }, &answers).1 else { panic!("no records") };
    assert_eq!(records.iter().map(|record| record.id.as_str()).collect::<Vec<_>>(), ["1", "3"]);
}

#[test]
fn g4_what_a_write_came_to() {
    use ErrorKind::{Ambiguous, Auth, Refused};
    let said = |category: &str| json!({ "status": "error", "category": category, "message": "no" });
    let table = [
        (201, json!({ "properties": {} }), Ambiguous),
        (500, said("INTERNAL"), Ambiguous),
        (400, said("VALIDATION_ERROR"), Refused),
        (404, said("OBJECT_NOT_FOUND"), Refused),
        (403, said("MISSING_SCOPES"), Refused),
        (401, said("EXPIRED_AUTHENTICATION"), Auth),
    ];
    for write in [CreateLog(Box::new(draft())), CreateFollowUp(Box::new(follow_up())), new_contact("Ann")] {
        for (status, answer, kind) in &table {
            let (requests, reply) = asked(&write, &[(*status, answer.clone())]);
            assert_eq!((requests.len(), reply.expect_err("a failure").kind), (1, *kind), "{status} {answer}");
        }
    }
    for (status, category) in [(429, "RATE_LIMITS"), (423, "LOCKED")] {
        let limited = asked(&CreateLog(Box::new(draft())), &[(status, said(category))]).1.expect_err("a limit");
        assert!(matches!(limited.kind, ErrorKind::RateLimited { .. }), "{limited:?}");
    }
}

fn new_contact(name: &str) -> CrmRequest {
    CreateContact { contact: NewContact::named(name), number: parse("+14155550123", "US") }
}

#[test]
fn c5_a_name_is_enough_for_a_contact() {
    for (name, first, last) in [("Ann", json!("Ann"), Value::Null), (" Bob van  Dyke ", json!("Bob van"), json!("Dyke"))] {
        let (requests, reply) = asked(&new_contact(name), &[(201, json!({ "id": "5", "properties": {} }))]);
        let sent = &body(&requests[0])["properties"];
        assert_eq!((&sent["firstname"], &sent["lastname"], &sent["phone"]), (&first, &last, &json!("+14155550123")));
        let Ok(CrmReply::ContactCreated(made)) = reply else { panic!("{reply:?}") };
        assert_eq!((made.id.as_str(), made.name.as_str(), made.numbers), ("5", name.trim(), vec!["+14155550123".to_owned()]));
    }
}

#[test]
fn j4_an_outcome_hubspot_has_no_word_for_stands_in_the_text() {
    let table = [
        (CallResult::Answered, "COMPLETED", Some("f240bbac-87c9-4f6e-bf70-924b57d47db7"), None),
        (CallResult::Missed, "NO_ANSWER", Some("73a0d17f-1163-4015-bdd5-ec830791da20"), None),
        (CallResult::Busy, "BUSY", Some("9d9162e7-6cf3-4944-bf63-4dff82258764"), None),
        (CallResult::Voicemail, "COMPLETED", Some("b2cf5968-551e-4856-9783-52b3da59a7d0"), None),
        (CallResult::Declined, "CANCELED", None, Some("Declined")),
        (CallResult::Failed, "FAILED", None, Some("Failed")),
        (CallResult::Other("<odd>".into()), "COMPLETED", None, Some("&lt;odd&gt;")),
    ];
    for (result, status, disposition, word) in table {
        let log = LogDraft { result: Some(result), ..draft() };
        let (requests, _) = asked(&CreateLog(Box::new(log)), &[(201, json!({ "id": "5" }))]);
        let sent = &body(&requests[0])["properties"];
        let told = format!("Wants &lt;two&gt;{}", word.map_or_else(String::new, |word| format!("<p>Result: {word}</p>")));
        assert_eq!((&sent["hs_call_status"], &sent["hs_call_disposition"]), (&json!(status), &json!(disposition)));
        assert_eq!(sent["hs_call_body"], json!(told));
    }
}

fn update(corrected: bool, answers: &[(u16, Value)]) -> Played<CrmReply> {
    let record = RecordRef { id: "5".into(), url: None };
    let draft = LogDraft { note: "New".into(), corrected, ..draft() };
    asked(&UpdateLog { record, ours: vec![OwnText::of("Old")], draft: Box::new(draft) }, answers)
}

fn noted(html: &str) -> (u16, Value) {
    (200, json!({ "id": "5", "properties": { "hs_call_body": html } }))
}

#[test]
fn b7_an_update_reads_first_and_j3_tells_facts_again_only_where_they_were_corrected() {
    let answers = [noted("<p>Old</p><p>Theirs</p>"), noted(""), noted("<p>New</p><p>Theirs</p>")];
    for (corrected, names) in [
        (false, vec!["hs_call_body", "hs_call_title"]),
        (true, vec!["hs_call_body", "hs_call_direction", "hs_call_disposition", "hs_call_duration", "hs_call_status", "hs_call_title"]),
    ] {
        let (requests, reply) = update(corrected, &answers);
        let sent = body(&requests[1]);
        let mut told: Vec<&str> = sent["properties"].as_object().expect("properties").keys().map(String::as_str).collect();
        told.order();
        assert_eq!((requests.len(), told), (3, names));
        assert_eq!(sent["properties"]["hs_call_body"], "<p>New</p><p>Theirs</p>");
        assert_eq!(reply, Ok(CrmReply::LogUpdated { mangled: false }));
    }
    let (_, reply) = update(false, &[noted("Old"), noted(""), noted("N")]);
    assert_eq!(reply, Ok(CrmReply::LogUpdated { mangled: true }), "j5");
}

#[test]
fn c2_a_record_deleted_in_hubspot_is_gone() {
    let gone = (404, json!({ "status": "error", "category": "OBJECT_NOT_FOUND", "message": "Object not found." }));
    let plain = (404, json!({ "status": "error", "message": "resource not found" }));
    for answers in [vec![gone.clone()], vec![plain], vec![noted("Old"), gone]] {
        assert_eq!(update(false, &answers).1.expect_err("gone").kind, ErrorKind::Gone);
    }
}

#[test]
fn k5_a_task_is_ours_by_the_whole_key_at_the_end_of_its_text() {
    let key = WriteKey::of_follow_up("1");
    let task = |id: &str, text: &str, status: &str| json!({ "id": id, "properties": { "hs_task_body": text, "hs_task_status": status } });
    let ours = format!("<p>x</p><p><small>Callscribe {}</small></p>", key.0);
    let found =
        json!({ "results": [task("1", &ours, "COMPLETED"), task("2", &key.0[2..], "NOT_STARTED"), task("3", &ours, "NOT_STARTED")] });
    let Ok(CrmReply::FollowUps(tasks)) = asked(&FindFollowUp { key }, &[(200, found)]).1 else { panic!("no tasks") };
    assert_eq!(tasks.iter().map(|task| (task.record.id.as_str(), task.done)).collect::<Vec<_>>(), [("1", true), ("3", false)]);
}

#[test]
fn what_hubspot_does_not_offer_is_refused_without_a_request() {
    let asked = SetDisposition { key: draft().key, answers: Default::default() };
    assert_eq!(start(&server(), &asked, NOW).err().map(|error| error.kind), Some(ErrorKind::Refused));
}

fn signed_in(answers: &[(u16, Value)]) -> Result<(String, Direct, String), CrmError> {
    let (requests, outcome) = run(sign_in(VendorName::HubSpot, &Place::default(), NOW).expect("a sign-in"), answers);
    assert_eq!(requests[0].token, Token::BearerAndKey);
    let signed_in = outcome?;
    let IntegrationKind::Direct(server) = signed_in.integration.kind else { panic!("no direct one") };
    Ok((signed_in.integration.id.as_str().to_owned(), server, signed_in.user))
}

#[test]
fn g7_an_account_has_the_same_id_for_ever_and_what_is_not_told_is_left_open() {
    let no = |status: u16| (status, json!({ "status": "error", "message": "no" }));
    let token = (200, json!({ "hubId": 7, "userId": 8 }));
    let account = (200, json!({ "portalId": 7, "uiDomain": "app-eu1.hubspot.com" }));
    let owner = (200, json!({ "id": "9", "firstName": "Ada", "lastName": "Agent" }));
    let table = [
        (vec![token.clone(), account.clone(), owner], "hubspot:7/8", "https://app-eu1.hubspot.com/contacts/7", "9", "Ada Agent"),
        (vec![token, no(403), no(404)], "hubspot:7/8", "https://app.hubspot.com/contacts/7", "", ""),
        (vec![no(400), account], "hubspot:7", "https://app-eu1.hubspot.com/contacts/7", "", ""),
    ];
    for (answers, id, pages, user, name) in table {
        let (told, server, agent) = signed_in(&answers).expect("signed in");
        assert_eq!((told.as_str(), server.pages.as_str(), server.user.as_str(), agent.as_str()), (id, pages, user, name));
        assert_eq!(server.url, "https://api.hubapi.com");
    }
    assert_eq!(signed_in(&[no(401), no(401)]).expect_err("no key").problem, Problem::WrongKey);
    assert_eq!(signed_in(&[no(400), no(403)]).expect_err("nothing told").kind, ErrorKind::Refused);
    assert_eq!(signed_in(&[(500, json!({}))]).expect_err("no answer").kind, ErrorKind::Offline);
    assert_eq!(signed_in(&[(200, json!(7)), (200, json!([]))]).expect_err("no account").problem, Problem::HalfAnswer);
}
