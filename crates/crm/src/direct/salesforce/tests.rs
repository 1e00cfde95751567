//! Questions played against answers; the tests of all of them.

mod people;
mod tasks;

use super::*;
use crate::{HttpFailure, HttpResponse, Step};
use callscribe_core::contact::Association;
use callscribe_core::crm::{ErrorKind, FollowUpDraft, LogDraft, Problem, WriteKey};
use callscribe_core::entry::NewContact;
use callscribe_core::follow_up::FollowUpKind;
use callscribe_core::integration::Vendor;
use callscribe_core::number::parse;
use callscribe_core::own_text::OwnText;
use callscribe_core::time::MINUTE;
use serde_json::json;

/// 2026-11-20 23:30 UTC, which is the 21st an hour further east.
const START: Millis = 1_795_217_400_000;
const NOW: Millis = 1_795_220_000_000;

fn server() -> Direct {
    Direct {
        vendor: Vendor::Salesforce { login: "https://login.example".into(), client_id: "app".into() },
        url: "https://acme.example".into(),
        pages: "https://acme.example".into(),
        user: "005U".into(),
    }
}

fn ann() -> Contact {
    Contact { id: "003A".into(), name: "Ann Alvarez".into(), kind: "Contact".into(), ..Contact::default() }
}

fn roof() -> Association {
    Association { field: "WhatId".into(), id: "006R".into(), title: "Roof".into(), open: true, created: None }
}

fn draft() -> LogDraft {
    LogDraft {
        key: WriteKey("s-1@rc:1/2".into()),
        contact: ann(),
        association: Some(roof()),
        subject: "Inbound call from Ann Alvarez".into(),
        note: "Wants <b>two</b>\n$& 👩🏽‍💻".into(),
        told: vec!["Transferred to 101".into()],
        wrap_up: Default::default(),
        answers: Default::default(),
        direction: callscribe_core::call::Direction::Inbound,
        result: Some(callscribe_core::call::CallResult::Answered),
        start: Some(START),
        offset: 3_600,
        time: "2026-11-21 00:30 (UTC+01:00)".into(),
        duration: Some(75),
        number: Some(parse("+14155550123", "US")),
        asked_by: parse("+14155550123", "US"),
        own: None,
        recording: None,
        voicemail: None,
        corrected: false,
    }
}

/// What was asked, in short: verb, path, question or body.
type Asked = (String, String);

/// Plays a question against answers, one for each request.
fn play(asked: &CrmRequest, answers: &[(u16, Value)]) -> (Vec<Asked>, Result<CrmReply, CrmError>) {
    let mut exchange = match crate::direct::start(&server(), asked, NOW) {
        Ok(exchange) => exchange,
        Err(error) => return (Vec::new(), Err(error)),
    };
    let (mut requests, mut next) = (Vec::new(), exchange.request());
    for (status, body) in answers {
        requests.push(in_short(&next));
        let body = if body.is_null() { String::new() } else { body.to_string() };
        match exchange.answer(Ok(HttpResponse { status: *status, headers: Vec::new(), body })) {
            Step::Next(request) => next = request,
            Step::Done(outcome, _) => return (requests, outcome),
        }
    }
    panic!("one more question: {:?}", in_short(&next));
}

fn in_short(request: &HttpRequest) -> Asked {
    assert_eq!(request.token, crate::Token::Bearer);
    let (base, query) = request.url.split_once('?').map_or((request.url.as_str(), ""), |(base, query)| (base, query));
    let path = base.strip_prefix("https://acme.example/services/data/v64.0").expect("the API's address");
    let more = ["q", "fields"].iter().find_map(|name| crate::http::query_value(&format!("?{query}"), name));
    (format!("{} {path}", request.method.as_str()), request.body.clone().or(more).unwrap_or_default())
}

fn rows(rows: Value) -> (u16, Value) {
    (200, json!({ "totalSize": rows.as_array().map_or(0, Vec::len), "done": true, "records": rows }))
}

fn found(records: Value) -> (u16, Value) {
    (200, json!({ "searchRecords": records }))
}

fn refused(status: u16, code: &str) -> (u16, Value) {
    (status, json!([{ "errorCode": code, "message": format!("said {code}") }]))
}

fn person(kind: &str, id: &str, phone: &str) -> Value {
    json!({ "attributes": { "type": kind }, "Id": id, "Name": format!("{kind} {id}"), "Phone": phone, "AccountId": null, "Account": null })
}

fn look_up(number: &str) -> CrmRequest {
    CrmRequest::FindContacts { number: parse(number, "US"), formats: vec!["415/555 0123".into()], fresh: false }
}

fn contacts(reply: Result<CrmReply, CrmError>) -> Vec<Contact> {
    match reply.expect("an answer") {
        CrmReply::Contacts(contacts) => contacts,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a4_g5_what_its_failures_mean() {
    let table = [
        (401, "INVALID_SESSION_ID", ErrorKind::Auth),
        (403, "REQUEST_LIMIT_EXCEEDED", ErrorKind::RateLimited { until: NOW + MINUTE }),
        (400, "UNABLE_TO_LOCK_ROW", ErrorKind::Offline),
        (400, "REQUIRED_FIELD_MISSING", ErrorKind::Refused),
        (400, "STRING_TOO_LONG", ErrorKind::Refused),
        (403, "INSUFFICIENT_ACCESS_OR_READONLY", ErrorKind::Refused),
        (404, "NOT_FOUND", ErrorKind::Refused),
        (500, "UNKNOWN_EXCEPTION", ErrorKind::Ambiguous),
        (503, "SERVER_UNAVAILABLE", ErrorKind::Ambiguous),
    ];
    for (status, code, kind) in table {
        let error = play(&CrmRequest::CreateLog(Box::new(draft())), &[refused(status, code)]).1.expect_err("a failure");
        assert_eq!((error.kind, error.said), (kind, Some(format!("said {code}"))), "{code}");
    }
}

#[test]
fn a_title_is_cut_only_where_salesforce_has_no_more_room() {
    assert_eq!(cut(&"é".repeat(255)), "é".repeat(255));
    assert_eq!(cut(&"é".repeat(256)), format!("{}…", "é".repeat(254)));
    let emoji = cut(&"👍".repeat(200));
    assert!(emoji.encode_utf16().count() <= 255 && emoji.ends_with("👍…"), "{emoji}");
}

#[test]
fn nothing_is_asked_that_is_not_offered() {
    let asked = CrmRequest::SetDisposition { key: WriteKey("k".into()), answers: Default::default() };
    let nobody = CrmRequest::FindContacts { number: parse("anonymous", "US"), formats: Vec::new(), fresh: false };
    for asked in [asked, nobody] {
        assert_eq!(play(&asked, &[]).1.expect_err("a refusal").kind, ErrorKind::Refused);
    }
}
