//! What leaves, letter by letter.

use callscribe_core::contact::{Association, Contact};
use callscribe_core::integration::{ContactType, Field};
use callscribe_core::number::parse;

use super::*;
use crate::app_connect::tests::{draft, server};
use crate::http::query_value;

fn request(server: &AppConnect, asked: &CrmRequest) -> HttpRequest {
    of(server, asked).unwrap()
}

fn body(asked: &CrmRequest) -> Value {
    serde_json::from_str(request(&server(), asked).body.as_deref().unwrap()).unwrap()
}

#[test]
fn a_number_is_searched_in_several_spellings() {
    let number = parse("+14155550101", "US");
    let formats = vec!["415/555/0101".to_owned(), "(415) 555-0101".to_owned(), "415,555".to_owned()];
    let request = request(&server(), &CrmRequest::FindContacts { number, formats, fresh: true });
    let value = |name: &str| query_value(&request.url, name);
    assert_eq!(value("phoneNumber").as_deref(), Some("+14155550101"));
    assert_eq!(value("overridingFormat").as_deref(), Some("+14155550101,(415) 555-0101,4155550101,415/555/0101"));
    assert_eq!(value("isForceRefreshAccountData").as_deref(), Some("true"));
    assert_eq!(value("isExtension"), None);
    assert_eq!(request.token, crate::Token::Bearer);
}

#[test]
fn an_extension_is_asked_for_as_one() {
    let request = request(&server(), &CrmRequest::FindContacts { number: parse("101", "US"), formats: Vec::new(), fresh: false });
    assert_eq!(query_value(&request.url, "isExtension").as_deref(), Some("true"));
    assert_eq!(query_value(&request.url, "isForceRefreshAccountData"), None);
}

#[test]
fn a_record_carries_its_key_everywhere_the_server_looks() {
    let body = body(&CrmRequest::CreateLog(Box::new(draft())));
    for name in ["id", "sessionId", "telephonySessionId"] {
        assert_eq!(body["logInfo"][name], "s1@ast:x/100", "{name}");
    }
    assert_eq!(body["hashedExtensionId"], "callscribe:mock/1-mock");
}

#[test]
fn a_record_says_all_of_the_call() {
    let association = Some(Association { field: "deals".into(), id: "3".into(), title: "Roof".into(), open: true, created: None });
    let contact = Contact { id: "7".into(), name: "Ann".into(), kind: "Lead".into(), ..Contact::default() };
    let recording = Some("https://phone.example/rec/1".to_owned());
    let body = body(&CrmRequest::CreateLog(Box::new(LogDraft { association, contact, recording, ..draft() })));
    let expected = json!({
        "logInfo": {
            "id": "s1@ast:x/100", "sessionId": "s1@ast:x/100", "telephonySessionId": "s1@ast:x/100", "type": "Voice",
            "direction": "Inbound", "result": "Call connected", "startTime": "2026-03-02T10:00:00.000Z", "duration": 12,
            "from": { "phoneNumber": "+14155550101", "name": "Ann" }, "to": { "phoneNumber": "+14155550199" },
            "customSubject": "Inbound call from Ann", "recording": { "link": "https://phone.example/rec/1" },
        },
        "hashedExtensionId": "callscribe:mock/1-mock",
        "contactId": "7", "contactType": "Lead", "contactName": "Ann",
        "note": "first", "additionalSubmission": { "deals": "3" }, "overridingFormat": [],
    });
    assert_eq!(body, expected);
}

#[test]
fn k6_answers_travel_under_their_fields_names_with_the_defaults_of_the_others() {
    let field = |name: &str, kind, default: Option<&str>| Field {
        name: name.into(),
        title: name.into(),
        of_contact: false,
        required: false,
        kind,
        of_kinds: Vec::new(),
        default: default.map(str::to_owned),
    };
    let fields = vec![
        field("team", FieldKind::Text, Some("Sales")),
        field("billable", FieldKind::Checkbox, Some("true")),
        field("day", FieldKind::Date, None),
        Field { of_kinds: vec!["Lead".into()], ..field("source", FieldKind::Text, Some("Web")) },
    ];
    let asking = AppConnect { fields, ..server() };
    let sent = |answers: &[(&str, &str)]| {
        let answers = answers.iter().map(|(field, answer)| ((*field).to_owned(), (*answer).to_owned())).collect();
        let request = request(&asking, &CrmRequest::CreateLog(Box::new(LogDraft { answers, ..draft() })));
        let body: Value = serde_json::from_str(request.body.as_deref().unwrap()).unwrap();
        body["additionalSubmission"].clone()
    };
    assert_eq!(sent(&[]), json!({ "team": "Sales", "billable": true }));
    assert_eq!(
        sent(&[("team", "Support"), ("billable", "false"), ("day", "2026-11-23")]),
        json!({ "team": "Support", "billable": false, "day": "2026-11-23" })
    );
}

#[test]
fn an_outbound_call_comes_from_the_agent() {
    let body = body(&CrmRequest::CreateLog(Box::new(LogDraft { direction: Direction::Outbound, ..draft() })));
    assert_eq!(body["logInfo"]["direction"], "Outbound");
    assert_eq!(body["logInfo"]["to"]["phoneNumber"], "+14155550101");
    assert_eq!(body["logInfo"]["from"]["phoneNumber"], "+14155550199");
}

#[test]
fn j3_an_update_rewrites_neither_time_nor_duration_nor_result() {
    let record = callscribe_core::crm::RecordRef { id: "9".into(), url: None };
    let body = body(&CrmRequest::UpdateLog { record, ours: Vec::new(), draft: Box::new(draft()) });
    for name in ["startTime", "duration", "result"] {
        assert_eq!(body.get(name), None, "{name}");
    }
    assert_eq!((&body["note"], &body["sessionId"]), (&json!("first"), &json!("s1@ast:x/100")));
}

#[test]
fn a_correction_tells_duration_and_result_again_but_never_the_time() {
    let record = callscribe_core::crm::RecordRef { id: "9".into(), url: None };
    let draft = Box::new(LogDraft { corrected: true, ..draft() });
    let body = body(&CrmRequest::UpdateLog { record, ours: Vec::new(), draft });
    assert_eq!((&body["duration"], &body["result"], body.get("startTime")), (&json!(12), &json!("Call connected"), None));
}

#[test]
fn i6_what_is_off_does_not_leave() {
    let off = LogDraft {
        subject: String::new(),
        note: String::new(),
        result: None,
        start: None,
        time: String::new(),
        duration: None,
        number: None,
        own: None,
        ..draft()
    };
    let created = body(&CrmRequest::CreateLog(Box::new(off.clone())));
    let expected = json!({
        "id": "s1@ast:x/100", "sessionId": "s1@ast:x/100", "telephonySessionId": "s1@ast:x/100", "type": "Voice",
        "direction": "Inbound", "from": { "name": "Ann" }, "to": {},
    });
    assert_eq!((&created["logInfo"], &created["note"]), (&expected, &json!("")));
    let record = callscribe_core::crm::RecordRef { id: "9".into(), url: None };
    let draft = Box::new(LogDraft { corrected: true, ..off });
    let changed = body(&CrmRequest::UpdateLog { record, ours: Vec::new(), draft });
    for name in ["subject", "result", "duration", "startTime"] {
        assert_eq!(changed.get(name), None, "{name}");
    }
    assert_eq!((&changed["from"], &changed["to"]), (&json!({ "name": "Ann" }), &json!({})));
}

#[test]
fn j5_only_an_update_shields_dollar_signs() {
    let record = callscribe_core::crm::RecordRef { id: "9".into(), url: None };
    let draft = Box::new(LogDraft { note: "$1 - Result: x".into(), ..draft() });
    assert_eq!(body(&CrmRequest::CreateLog(draft.clone()))["note"], "$1 -\u{2060} Result: x");
    assert_eq!(body(&CrmRequest::UpdateLog { record, ours: Vec::new(), draft })["note"], "$\u{2060}1 -\u{2060} Result: x");
}

#[test]
fn a_placeholder_is_of_the_kind_chosen_else_of_the_first_the_server_offers() {
    let number = parse("+14155550101", "US");
    let asked = |kind: &str| {
        let contact = NewContact { kind: kind.into(), ..NewContact::named("Ann") };
        body(&CrmRequest::CreateContact { contact, number: number.clone() })
    };
    assert_eq!(asked(""), json!({ "phoneNumber": "+14155550101", "newContactName": "Ann" }));
    assert_eq!(asked("Lead")["newContactType"], "Lead");
    let kinds = ["Person", "Lead"].map(|kind| ContactType { display: kind.into(), value: kind.into() });
    let offering = AppConnect { contact_types: kinds.into(), ..server() };
    assert_eq!(["", "Lead"].map(|chosen| contacts::kind_to_make(&offering, chosen)), ["Person", "Lead"]);
}

#[test]
fn k6_what_a_new_contact_asks_is_answered_by_a_person_or_by_default_and_only_for_its_kind() {
    let field = |name: &str, kind, of_kinds: &[&str], default: Option<&str>| Field {
        name: name.into(),
        title: name.into(),
        of_contact: false,
        required: false,
        kind,
        of_kinds: of_kinds.iter().map(|kind| (*kind).to_owned()).collect(),
        default: default.map(str::to_owned),
    };
    let contact_fields = vec![
        field("source", FieldKind::Text, &[], Some("phone")),
        field("newsletter", FieldKind::Checkbox, &[], None),
        field("rating", FieldKind::Text, &["Lead"], Some("hot")),
    ];
    let server = AppConnect { contact_fields, ..server() };
    let contact = NewContact { kind: "Contact".into(), answers: [("newsletter".into(), "true".into())].into(), ..NewContact::named("Ann") };
    let asked = request(&server, &CrmRequest::CreateContact { contact, number: parse("+14155550101", "US") });
    let body: Value = serde_json::from_str(asked.body.as_deref().unwrap()).unwrap();
    assert_eq!(body["additionalSubmission"], json!({ "source": "phone", "newsletter": true }));
}
