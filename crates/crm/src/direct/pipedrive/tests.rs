//! Pipedrive's answers and what we make of them, a table for each rule. That our requests are the vendor's is proved against its SDK.

use callscribe_core::contact::Association;
use callscribe_core::crm::CrmRequest::{CreateContact, CreateFollowUp, CreateLog, FindFollowUp, FindLog, SetDisposition, UpdateLog};
use callscribe_core::crm::{WriteKey, *};
use callscribe_core::entry::NewContact;
use callscribe_core::follow_up::FollowUpKind;
use callscribe_core::integration::{Direct, IntegrationKind, Vendor, VendorName};
use callscribe_core::number::parse;
use callscribe_core::own_text::OwnText;
use serde_json::{Value, json};

use crate::direct::testing::{NOW, Played, body, draft, find, follow_up, play, run};
use crate::direct::{Place, sign_in, start};
use crate::http::{Token, query_value};

const MARK: &str = "<p><a href=\"https://roofs.pipedrive.com/person/1#callscribe=session-1%40rc%3A42%2F7\">Callscribe</a></p>";

fn server() -> Direct {
    let vendor = Vendor::Pipedrive { call_type: "call".into() };
    let pages = "https://roofs.pipedrive.com".into();
    Direct { vendor, url: "https://api.pipedrive.com".into(), pages, user: "9".into() }
}

fn asked(asked: &CrmRequest, answers: &[(u16, Value)]) -> Played<CrmReply> {
    play(&server(), asked, answers)
}

fn hits(found: &[(i64, &str)], cursor: Option<&str>) -> (u16, Value) {
    let hit = |(id, phone): &(i64, &str)| json!({ "item": { "id": id, "name": "Ann", "phones": [phone], "organization": null } });
    let items: Value = found.iter().map(hit).collect();
    (200, json!({ "success": true, "data": { "items": items }, "additional_data": { "next_cursor": cursor } }))
}

fn list(data: Value) -> (u16, Value) {
    (200, json!({ "success": true, "data": data, "additional_data": { "next_cursor": null } }))
}

fn contacts(reply: Result<CrmReply, CrmError>) -> Vec<callscribe_core::contact::Contact> {
    match reply {
        Ok(CrmReply::Contacts(contacts)) => contacts,
        other => panic!("{other:?}"),
    }
}

#[test]
fn i7_a_number_is_searched_in_each_way_of_writing_it() {
    let table = [
        ("+14155550123 x7", vec!["4155550123", "415 555 0123", "415-555-0123", "415.555.0123", "(415) 555-0123"]),
        ("+491711234567", vec!["1711234567", "171 1234567", "171-1234567", "171.1234567"]),
        ("101", vec!["101"]),
    ];
    for (number, terms) in table {
        let (requests, reply) = asked(&find(number), &vec![hits(&[], None); terms.len()]);
        let told: Vec<_> = requests.iter().map(|request| query_value(&request.url, "term").expect("a term")).collect();
        assert_eq!((told, contacts(reply).len()), (terms.iter().map(|term| (*term).to_owned()).collect(), 0), "{number}");
        assert!(requests.iter().all(|request| request.token == Token::ApiToken && request.url.contains("&fields=phone&")));
    }
}

#[test]
fn f6_who_is_found_by_several_searches_is_one_and_who_has_another_number_none() {
    let found = [(1, "415.555.0123 ext 7"), (2, "+44 415 555 0123")];
    let answers = [
        hits(&found, Some("more")),
        hits(&found[..1], None),
        hits(&found, None),
        hits(&[], None),
        hits(&[], None),
        hits(&[], None),
        list(Value::Null),
        list(json!([])),
    ];
    let (requests, reply) = asked(&find("+14155550123"), &answers);
    assert_eq!(query_value(&requests[1].url, "cursor").as_deref(), Some("more"));
    assert_eq!(contacts(reply).iter().map(|contact| contact.id.as_str()).collect::<Vec<_>>(), ["1"]);
    for broken in [json!({ "success": true, "data": null }), json!({ "data": { "items": [{ "item": {} }] } })] {
        assert_eq!(asked(&find("101"), &[(200, broken)]).1.expect_err("no answer").kind, ErrorKind::Offline);
    }
}

#[test]
fn a2_deals_and_leads_come_with_a_person_open_and_closed() {
    let deal = |id: i64, status: &str| json!({ "id": id, "title": "", "status": status, "add_time": "2026-03-02T10:00:00Z" });
    let leads = json!([{ "id": "a-b", "title": "Window", "is_archived": false, "add_time": "2026-03-02 10:00:00" }]);
    let (_, reply) = asked(&find("101"), &[hits(&[(1, "101")], None), list(json!([deal(5, "open"), deal(6, "lost")])), list(leads)]);
    let of = |field: &str, id: &str, title: &str, open| Association {
        field: field.into(),
        id: id.into(),
        title: title.into(),
        open,
        created: Some(NOW),
    };
    assert_eq!(
        contacts(reply)[0].associations,
        [of("deals", "5", "5", true), of("deals", "6", "6", false), of("leads", "a-b", "Window", true)]
    );
}

fn activity(id: i64, note: &str, done: bool) -> Value {
    json!({ "id": id, "note": note, "done": done, "person_id": 1, "is_deleted": false })
}

#[test]
fn g1_a_record_is_ours_by_its_whole_key_on_every_page() {
    let longer = MARK.replace("%2F7", "%2F71");
    let page = |records: Value, cursor: Option<&str>| {
        (200, json!({ "success": true, "data": records, "additional_data": { "next_cursor": cursor } }))
    };
    let first =
        json!([activity(1, MARK, true), activity(2, &longer, true), activity(3, "session-1@rc:42/7", true), { "id": 4, "note": null }]);
    let deleted = json!({ "id": 5, "note": MARK, "is_deleted": true });
    let answers = [page(first, Some("next")), page(json!([deleted, activity(6, &MARK.replace('"', "'"), false)]), None)];
    let (requests, reply) = asked(&FindLog { key: draft().key }, &answers);
    let Ok(CrmReply::Logs(records)) = reply else { panic!("{reply:?}") };
    assert_eq!(records.iter().map(|record| record.id.as_str()).collect::<Vec<_>>(), ["1", "6"]);
    assert_eq!(records[0].url.as_deref(), Some("https://roofs.pipedrive.com/person/1"));
    assert_eq!(query_value(&requests[0].url, "updated_since").as_deref(), Some("2026-01-30T10:00:00Z"));
    assert_eq!(query_value(&requests[1].url, "cursor").as_deref(), Some("next"));
    let endless = vec![page(json!([]), Some("next")); 12];
    assert_eq!(asked(&FindLog { key: draft().key }, &endless).1.expect_err("a few pages").problem, Problem::HalfAnswer);
}

#[test]
fn g4_what_a_write_came_to() {
    use ErrorKind::{Ambiguous, Auth, Refused};
    let said = json!({ "success": false, "error": "no", "error_info": "Please check developers.pipedrive.com" });
    let table = [
        (201, json!({ "success": true, "data": {} }), Ambiguous),
        (503, said.clone(), Ambiguous),
        (400, said.clone(), Refused),
        (404, said.clone(), Refused),
        (402, said.clone(), Refused),
        (401, said.clone(), Auth),
    ];
    let new = CreateContact { contact: NewContact::named("Ann"), number: parse("+14155550123", "US") };
    for write in [CreateLog(Box::new(draft())), CreateFollowUp(Box::new(follow_up())), new] {
        for (status, answer, kind) in &table {
            let (requests, reply) = asked(&write, &[(*status, answer.clone())]);
            assert_eq!((requests.len(), reply.expect_err("a failure").kind), (1, *kind), "{status} {answer}");
        }
    }
    let limited = asked(&CreateLog(Box::new(draft())), &[(429, said.clone())]).1.expect_err("a limit");
    assert!(matches!(limited.kind, ErrorKind::RateLimited { .. }));
    assert_eq!(asked(&FindLog { key: draft().key }, &[(400, said)]).1.expect_err("no").said.as_deref(), Some("no"));
}

#[test]
fn a_contact_or_deal_that_is_none_of_pipedrives_is_refused_without_a_request() {
    let stranger = LogDraft { contact: callscribe_core::contact::Contact { id: "x1".into(), ..Default::default() }, ..draft() };
    let deal = Association { field: "deals".into(), id: "a-b".into(), title: String::new(), open: true, created: None };
    let elsewhere = LogDraft { association: Some(deal), ..draft() };
    let disposition = SetDisposition { key: draft().key, answers: Default::default() };
    for asked in [CreateLog(Box::new(stranger)), CreateLog(Box::new(elsewhere)), disposition] {
        assert_eq!(start(&server(), &asked, NOW).err().map(|error| error.kind), Some(ErrorKind::Refused), "{asked:?}");
    }
}

#[test]
fn j3_a_call_is_told_in_utc_and_to_the_nearest_minute() {
    for (seconds, told) in
        [(None, Value::Null), (Some(0), Value::Null), (Some(1), json!("00:01")), (Some(89), json!("00:01")), (Some(3725), json!("01:02"))]
    {
        let log = LogDraft { duration: seconds, ..draft() };
        let (requests, _) = asked(&CreateLog(Box::new(log)), &[(201, json!({ "data": activity(5, "", true) }))]);
        let sent = body(&requests[0]);
        assert_eq!((&sent["due_date"], &sent["due_time"], &sent["duration"]), (&json!("2026-03-02"), &json!("10:00"), &told));
    }
}

fn update(corrected: bool, there: &str, back: &str) -> (Value, Result<CrmReply, CrmError>) {
    let draft = LogDraft { note: "New".into(), corrected, ..draft() };
    let answer = |note: &str| (200, json!({ "success": true, "data": activity(5, note, true) }));
    let record = RecordRef { id: "5".into(), url: None };
    let asked = UpdateLog { record, ours: vec![OwnText::of("Old")], draft: Box::new(draft) };
    let (requests, reply) = play(&server(), &asked, &[answer(there), answer(""), answer(back)]);
    (body(&requests[1]), reply)
}

#[test]
fn b7_an_update_keeps_what_others_wrote_and_the_key() {
    let direction = "<p>Direction: Inbound</p>";
    let table = [
        (format!("Old{direction}{MARK}"), format!("New{direction}{MARK}")),
        (format!("<p><b>Theirs</b></p>{direction}{MARK}"), format!("<p><b>Theirs</b></p>{direction}{MARK}<br><br>New")),
        (format!("<p>Old</p>{direction}"), format!("<p>New</p>{direction}{MARK}")),
    ];
    for (there, note) in table {
        let (sent, reply) = update(false, &there, &note);
        assert_eq!(to_compare(&sent["note"]), note.replace("<br>", ""), "{there}");
        assert_eq!((sent["duration"].clone(), reply), (Value::Null, Ok(CrmReply::LogUpdated { mangled: false })));
    }
    let (sent, reply) = update(true, "Old", "N");
    assert_eq!((sent["duration"].clone(), reply), (json!("01:02"), Ok(CrmReply::LogUpdated { mangled: true })), "j3, j5");
    let (sent, _) = update(false, &format!("<p>O<i>l</i>d</p><p>Theirs</p>{direction}{MARK}"), "");
    let note = sent["note"].as_str().expect("a note");
    assert_eq!((note.matches("Callscribe").count(), note.matches(MARK).count()), (1, 1), "markup that breaks: {note}");
}

fn to_compare(note: &Value) -> String {
    note.as_str().unwrap_or_default().replace("<br>", "")
}

#[test]
fn c2_a_record_deleted_in_pipedrive_is_gone() {
    let record = RecordRef { id: "5".into(), url: None };
    let asked = UpdateLog { record, ours: Vec::new(), draft: Box::new(draft()) };
    let gone = (404, json!({ "success": false, "error": "Activity not found" }));
    let deleted = (200, json!({ "success": true, "data": { "id": 5, "is_deleted": true } }));
    let there = (200, json!({ "success": true, "data": activity(5, "", true) }));
    for answers in [vec![gone.clone()], vec![deleted], vec![there, gone]] {
        assert_eq!(play(&server(), &asked, &answers).1.expect_err("gone").kind, ErrorKind::Gone);
    }
}

#[test]
fn k5_a_meeting_is_of_a_type_in_use_else_a_call() {
    let kind = |key: &str, icon: &str, live: bool| json!({ "key_string": key, "icon_key": icon, "active_flag": live });
    let table = [
        (vec![kind("meeting", "meeting", true)], "meeting"),
        (vec![kind("meeting", "meeting", false), kind("visit_us", "meeting", true)], "visit_us"),
        (vec![kind("meeting", "meeting", false)], "call"),
    ];
    for (types, expected) in table {
        let asked = CreateFollowUp(Box::new(FollowUpDraft { kind: FollowUpKind::Visit, ..follow_up() }));
        let (requests, reply) = play(&server(), &asked, &[list(json!(types)), (201, json!({ "data": activity(7, "", false) }))]);
        assert_eq!((body(&requests[1])["type"].clone(), reply.is_ok()), (json!(expected), true));
    }
}

#[test]
fn k7_a_task_that_was_done_is_told_as_done() {
    let key = WriteKey::of_follow_up("1");
    let mark = MARK.replace("session-1%40rc%3A42%2F7", &key.0);
    let Ok(CrmReply::FollowUps(tasks)) =
        asked(&FindFollowUp { key }, &[list(json!([activity(2, &mark, true), activity(1, &mark, false)]))]).1
    else {
        panic!("no tasks")
    };
    assert_eq!(tasks.iter().map(|task| (task.record.id.as_str(), task.done)).collect::<Vec<_>>(), [("2", true), ("1", false)]);
}

#[test]
fn g7_an_account_has_the_same_id_for_ever() {
    let signed_in = |answers: &[(u16, Value)]| run(sign_in(VendorName::Pipedrive, &Place::default(), NOW).expect("a sign-in"), answers).1;
    let me = |domain: &str| list(json!({ "id": 9, "company_id": 7, "company_domain": domain, "name": "Ada" }));
    let types =
        list(json!([{ "key_string": "call", "active_flag": false }, { "key_string": "ring", "icon_key": "call", "active_flag": true }]));
    for (domain, pages) in [("roofs-4b", "https://roofs-4b.pipedrive.com"), ("x/y", "https://app.pipedrive.com")] {
        let told = signed_in(&[me(domain), types.clone()]).expect("signed in");
        let IntegrationKind::Direct(server) = told.integration.kind else { panic!("no direct one") };
        assert_eq!((told.integration.id.as_str(), server.pages.as_str(), server.user.as_str()), ("pipedrive:7/9", pages, "9"));
        assert_eq!(server.vendor, Vendor::Pipedrive { call_type: "ring".into() });
    }
    assert_eq!(signed_in(&[me("a"), list(json!([]))]).expect_err("no type").kind, ErrorKind::Refused);
    assert_eq!(
        signed_in(&[(401, json!({ "success": false, "error": "unauthorized access" }))]).expect_err("no key").problem,
        Problem::WrongKey
    );
    assert_eq!(signed_in(&[list(json!({}))]).expect_err("nobody").problem, Problem::HalfAnswer);
}
