//! What is asked of Odoo and what its answers mean, without one: answers are as a server gave them.

use callscribe_core::call::{CallResult, Direction, WrapUp};
use callscribe_core::contact::{Association, Contact};
use callscribe_core::crm::{CrmError, CrmReply, CrmRequest, ErrorKind, FollowUpDraft, LogDraft, Problem, RecordRef, TaskRef, WriteKey};
use callscribe_core::entry::NewContact;
use callscribe_core::follow_up::FollowUpKind;
use callscribe_core::integration::{Dedupe, Direct, IntegrationKind, Vendor, VendorName};
use callscribe_core::number::{PhoneNumber, parse};
use callscribe_core::own_text::OwnText;
use serde_json::{Value, json};

use super::super::{Exchange, Place, SignedIn, sign_in, start};
use crate::{HttpResponse, Step};

const START: i64 = 1_772_445_600_000;

fn server(phonecalls: bool) -> Direct {
    let vendor = Vendor::Odoo { database: "north".into(), phonecalls };
    Direct { vendor, url: "https://odoo.example".into(), pages: "https://odoo.example".into(), user: "5".into() }
}

/// Asks, answers each request in turn with a status and a body, and tells what was asked and what came of it.
fn play<T>(mut exchange: Exchange<T>, answers: &[(u16, Value)]) -> (Vec<(String, Value)>, Result<T, CrmError>) {
    let mut asked = Vec::new();
    let mut answers = answers.iter();
    loop {
        let request = exchange.request();
        let path = request.url.strip_prefix("https://odoo.example/json/2/").unwrap_or("another place").to_owned();
        asked.push((path, serde_json::from_str(request.body.as_deref().unwrap_or_default()).unwrap_or_default()));
        let (status, body) = answers.next().unwrap_or_else(|| panic!("nothing answers {:?}", asked.last()));
        let response = HttpResponse { status: *status, headers: Vec::new(), body: body.to_string() };
        if let Step::Done(outcome, _) = exchange.answer(Ok(response)) {
            assert_eq!(answers.next(), None, "was not asked");
            return (asked, outcome);
        }
    }
}

fn ask(phonecalls: bool, asked: &CrmRequest, answers: &[(u16, Value)]) -> (Vec<(String, Value)>, Result<CrmReply, CrmError>) {
    play(start(&server(phonecalls), asked, START).unwrap_or_else(|error| panic!("{error:?}")), answers)
}

fn none_such(name: &str) -> (u16, Value) {
    let said = format!("External ID not found in the system: {name}");
    (500, json!({ "name": "builtins.ValueError", "message": said, "arguments": [said], "context": {} }))
}

fn number() -> PhoneNumber {
    parse("+1 415 555 0123", "US")
}

fn draft() -> LogDraft {
    LogDraft {
        key: WriteKey("7@a/b".into()),
        contact: Contact { id: "11".into(), name: "Ann".into(), ..Contact::default() },
        association: None,
        subject: "Inbound call from Ann".into(),
        note: "<b>$5</b>\n& more".into(),
        told: Vec::new(),
        wrap_up: WrapUp::default(),
        answers: Default::default(),
        direction: Direction::Inbound,
        result: Some(CallResult::Answered),
        start: Some(START),
        offset: 3_600,
        time: "2026-03-02 11:00 (UTC+01:00)".into(),
        duration: Some(75),
        number: Some(number()),
        asked_by: number(),
        own: None,
        recording: None,
        voicemail: None,
        corrected: false,
    }
}

fn roof() -> Association {
    Association { field: "opportunity".into(), id: "21".into(), title: "Roof".into(), open: true, created: None }
}

fn create(draft: LogDraft) -> CrmRequest {
    CrmRequest::CreateLog(Box::new(draft))
}

fn update(model: &str, draft: LogDraft) -> CrmRequest {
    CrmRequest::UpdateLog {
        record: RecordRef { id: format!("{model},54"), url: None },
        ours: vec![OwnText::of("first")],
        draft: Box::new(draft),
    }
}

/// A row of a `load` by its fields.
fn row(body: &Value, at: usize, field: &str) -> Value {
    let column = body["fields"].as_array().and_then(|fields| fields.iter().position(|name| name == field));
    column.map_or(Value::Null, |column| body["data"][at][column].clone())
}

#[test]
fn every_request_names_its_database_and_carries_the_token() {
    let exchange = start(&server(false), &CrmRequest::SearchContacts { name: "Ann".into() }, START).expect("a question");
    let request = exchange.request();
    assert!(request.headers.contains(&("x-odoo-database", "north".into())));
    assert_eq!(request.token.header("key"), Some(("authorization", "Bearer key".into())));
    let only = Direct { vendor: Vendor::Odoo { database: String::new(), phonecalls: false }, ..server(false) };
    let exchange = start(&only, &CrmRequest::SearchContacts { name: "Ann".into() }, START).expect("a question");
    assert!(!exchange.request().headers.iter().any(|(name, _)| *name == "x-odoo-database"));
}

#[test]
fn i7_a_number_is_asked_for_in_every_form_and_hits_are_looked_at_again() {
    let asked = CrmRequest::FindContacts { number: number(), formats: vec!["415-555-0123".into()], fresh: true };
    let person = |id: u64, phone: &str| json!({ "id": id, "name": "Ann", "phone": phone, "parent_id": [3, "Alvarez Ltd"], "create_date": "2026-03-02 10:00:00" });
    let hits = json!([person(11, "(415) 555-0123"), person(12, "+49 415 5550123 4")]);
    let lead = |id: u64, active: bool, status: &str| json!({ "id": id, "name": "Roof", "partner_id": [11, "Ann"], "active": active, "won_status": status, "create_date": false });
    let leads = json!([lead(21, true, "won"), lead(22, true, "pending"), lead(23, false, "lost")]);
    let (requests, outcome) = ask(false, &asked, &[(200, hits), (200, leads)]);
    let domain = requests[0].1["domain"].to_string();
    for form in ["+14155550123", "4155550123", "(415) 555-0123", "415-555-0123"] {
        assert!(domain.contains(&format!(r#"["phone_mobile_search","ilike","{form}"]"#)), "{form}: {domain}");
    }
    let Ok(CrmReply::Contacts(found)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].id.as_str(), found[0].company.as_str(), found[0].created), ("11", "Alvarez Ltd", Some(START)));
    assert_eq!(found[0].url.as_deref(), Some("https://odoo.example/odoo/res.partner/11?db=north"));
    let open: Vec<_> = found[0].associations.iter().map(|one| (one.id.as_str(), one.open)).collect();
    assert_eq!(open, [("22", true), ("21", false), ("23", false)]);
}

#[test]
fn an_extension_is_asked_for_as_it_is() {
    let asked = |raw: &str| CrmRequest::FindContacts { number: parse(raw, "US"), formats: Vec::new(), fresh: true };
    for (raw, condition) in [("101", json!(["phone_mobile_search", "=", "101"])), ("42", json!(["phone", "=", "42"]))] {
        let (requests, outcome) = ask(false, &asked(raw), &[(200, json!([]))]);
        assert_eq!(requests[0].1["domain"], json!([condition]));
        assert_eq!(outcome, Ok(CrmReply::Contacts(Vec::new())));
    }
}

#[test]
fn more_hits_than_are_read_are_never_nobody() {
    let many: Vec<Value> = (1..=200).map(|id| json!({ "id": id, "name": "X", "phone": "+12125550000" })).collect();
    let asked = CrmRequest::FindContacts { number: number(), formats: Vec::new(), fresh: true };
    let (_, outcome) = ask(false, &asked, &[(200, Value::Array(many))]);
    assert_eq!(outcome.map_err(|error| (error.kind, error.problem)), Err((ErrorKind::Offline, Problem::HalfAnswer)));
}

#[test]
fn who_may_not_see_opportunities_logs_to_contacts() {
    let people = json!([{ "id": 11, "name": "Ann", "phone": false, "parent_id": false }]);
    let refusal = (403, json!({ "name": "odoo.exceptions.AccessError", "message": "You are not allowed" }));
    let (_, outcome) = ask(false, &CrmRequest::SearchContacts { name: "Ann".into() }, &[(200, people), refusal]);
    assert!(matches!(outcome, Ok(CrmReply::Contacts(found)) if found.len() == 1 && found[0].associations.is_empty()));
}

#[test]
fn g2_a_placeholder_has_an_external_id_of_its_name_and_number() {
    let asked = |name: &str| CrmRequest::CreateContact { contact: NewContact::named(name), number: number() };
    let made = (200, json!({ "ids": [31], "messages": [] }));
    let (one, outcome) = ask(false, &asked("Ann"), std::slice::from_ref(&made));
    let (other, _) = ask(false, &asked("Bob"), std::slice::from_ref(&made));
    assert_eq!((row(&one[0].1, 0, "name"), row(&one[0].1, 0, "phone")), (json!("Ann"), json!("+14155550123")));
    assert_ne!(row(&one[0].1, 0, "id"), row(&other[0].1, 0, "id"));
    assert!(matches!(outcome, Ok(CrmReply::ContactCreated(contact)) if contact.id == "31"));
}

#[test]
fn g1_a_call_is_a_note_of_the_contact_and_of_its_opportunity_in_one_request() {
    let asked = create(LogDraft { association: Some(roof()), ..draft() });
    let (requests, outcome) = ask(false, &asked, &[(200, json!({ "ids": [54, 55], "messages": [] }))]);
    let (path, body) = &requests[0];
    assert_eq!((requests.len(), path.as_str()), (1, "mail.message/load"));
    assert_eq!(body["context"], json!({ "mode": "update", "noupdate": true, "tz": "UTC" }), "a repeat changes nothing");
    let place = |at| ["id", "model", "res_id", "date"].map(|field| row(body, at, field));
    assert_eq!(place(0), [json!("__callscribe__.call_7@a/b"), json!("res.partner"), json!(11), json!("2026-03-02 10:00:00")]);
    assert_eq!(place(1), [json!("__callscribe__.call_7@a/b~lead"), json!("crm.lead"), json!(21), json!("2026-03-02 10:00:00")]);
    let text = row(body, 0, "body");
    assert!(
        text.as_str()
            .is_some_and(|text| text.starts_with("<p dir=\"auto\">&lt;b&gt;$5&lt;/b&gt;<br>&amp; more</p><ul><li>Direction: Inbound</li>")),
        "J5: {text}"
    );
    assert!(!text.to_string().contains("7@a/b"), "J6");
    let page = Some("https://odoo.example/odoo/res.partner/11?db=north".into());
    assert_eq!(outcome, Ok(CrmReply::LogCreated(RecordRef { id: "mail.message,54".into(), url: page })));
}

#[test]
fn g1_with_the_add_on_a_call_is_a_record_of_its_own() {
    let (requests, outcome) = ask(true, &create(LogDraft { association: Some(roof()), ..draft() }), &[(200, json!({ "ids": [9] }))]);
    let (path, body) = &requests[0];
    assert_eq!(path, "crm.phonecall/load");
    let fields = ["direction", "duration", "partner_id/.id", "opportunity_id/.id", "partner_phone", "date", "state"];
    let values = ["in", "1.25", "11", "21", "+14155550123", "2026-03-02 10:00:00", "done"];
    assert_eq!(fields.map(|field| row(body, 0, field)), values.map(Value::from));
    assert_eq!(row(body, 0, "description"), json!("<b>$5</b>\n& more\n\nResult: Answered"), "what has a field is not said twice");
    assert!(matches!(outcome, Ok(CrmReply::LogCreated(record)) if record.id == "crm.phonecall,9"));
}

#[test]
fn i6_parts_that_are_off_are_not_sent() {
    let off = LogDraft {
        subject: String::new(),
        note: String::new(),
        result: None,
        start: None,
        time: String::new(),
        duration: None,
        number: None,
        ..draft()
    };
    let (requests, _) = ask(false, &create(off.clone()), &[(200, json!({ "ids": [54] }))]);
    assert_eq!(row(&requests[0].1, 0, "body"), json!("<ul><li>Direction: Inbound</li></ul>"));
    assert_eq!(row(&requests[0].1, 0, "date"), Value::Null);
    let (requests, _) = ask(true, &create(off), &[(200, json!({ "ids": [9] }))]);
    assert_eq!(
        ["name", "description", "partner_phone"].map(|field| row(&requests[0].1, 0, field)),
        ["Inbound call", "", ""].map(Value::from)
    );
}

#[test]
fn g4_what_load_refuses_is_looked_for_before_it_is_believed() {
    let refused = |said: &str| (200, json!({ "ids": false, "messages": [{ "type": "error", "message": said }] }));
    let collided = refused("could not serialize access due to concurrent update\n");
    let there = (200, json!(["mail.message", 54]));
    let other = (200, json!(["crm.phonecall", 9]));
    let absent = none_such("__callscribe__.call_7@a/b");
    let outcome = |answers: &[(u16, Value)]| ask(false, &create(draft()), answers).1.map_err(|error| error.kind);
    assert!(matches!(outcome(&[collided.clone(), there]), Ok(CrmReply::LogCreated(record)) if record.id == "mail.message,54"));
    assert_eq!(outcome(&[collided, absent.clone()]), Err(ErrorKind::Offline), "nothing was written: again by itself");
    assert_eq!(outcome(&[refused("Record does not exist"), absent]), Err(ErrorKind::Refused));
    assert_eq!(outcome(&[refused("found record of different model"), other]), Err(ErrorKind::Refused));
    assert_eq!(outcome(&[(200, json!({ "ids": false, "messages": [] }))]), Err(ErrorKind::Ambiguous));
    assert_eq!(outcome(&[(200, json!({ "ids": [Value::Null], "messages": [] }))]), Err(ErrorKind::Ambiguous), "an id is missing");
    assert_eq!(outcome(&[(500, json!({ "name": "psycopg2.OperationalError", "message": "gone" }))]), Err(ErrorKind::Ambiguous));
}

#[test]
fn g1_a_call_is_found_by_its_key() {
    let asked = CrmRequest::FindLog { key: draft().key };
    let (requests, outcome) = ask(false, &asked, &[(200, json!([{ "id": 54, "res_id": 11 }]))]);
    assert_eq!(requests[0].1["domain"], json!([["message_id", "=", "<call-7@a/b@callscribe>"]]));
    assert!(matches!(outcome, Ok(CrmReply::Logs(found)) if found.len() == 1 && found[0].id == "mail.message,54"));
    let found = |answer| ask(true, &asked, &[answer]).1.map_err(|error| error.kind);
    assert!(matches!(found((200, json!(["crm.phonecall", 9]))), Ok(CrmReply::Logs(all)) if all[0].id == "crm.phonecall,9"));
    assert!(
        matches!(found((200, json!(["mail.message", 9]))), Ok(CrmReply::Logs(all)) if all[0].id == "mail.message,9"),
        "from before the add-on"
    );
    assert_eq!(found((200, json!(["crm.phonecall", false]))), Ok(CrmReply::Logs(Vec::new())));
    assert_eq!(found(none_such("__callscribe__.call_7@a/b")), Ok(CrmReply::Logs(Vec::new())));
    assert_eq!(found(none_such("another.thing")), Err(ErrorKind::Refused), "an exception of another kind says nothing");
    assert_eq!(found((200, json!([]))), Err(ErrorKind::Offline));
}

#[test]
fn b7_a_later_text_replaces_ours_in_both_notes_and_keeps_what_others_wrote() {
    let asked = update("mail.message", LogDraft { note: "second".into(), subject: "Later".into(), ..draft() });
    let there = json!([
        { "id": 54, "subject": "Old", "body": "<p>first</p><ul><li>Direction: Inbound</li></ul>" },
        { "id": 55, "subject": "Old", "body": "<p>first</p><p><b>Bob</b>: paid</p><ul><li>Direction: Inbound</li></ul>" },
    ]);
    let back = json!([{ "id": 54, "body": "<p>second</p>" }, { "id": 55, "body": "<p>second</p>" }]);
    let (requests, outcome) = ask(false, &asked, &[(200, there), (200, json!({ "ids": [54, 55] })), (200, back)]);
    let expected = json!([
        ["54", "Later", "<p>second</p><ul><li>Direction: Inbound</li></ul>"],
        ["55", "Later", "<p>second</p><p><b>Bob</b>: paid</p><ul><li>Direction: Inbound</li></ul>"],
    ]);
    assert_eq!((&requests[1].1["fields"], &requests[1].1["data"]), (&json!([".id", "subject", "body"]), &expected));
    assert_eq!(outcome, Ok(CrmReply::LogUpdated { mangled: false }));
}

#[test]
fn b7_links_come_later_and_facts_change_only_when_they_were_corrected() {
    let there = "<p>first</p><ul><li>Direction: Inbound</li><li>Duration: 00:00:10</li></ul>";
    let link = LogDraft { note: "first".into(), recording: Some("https://r.example/1".into()), ..draft() };
    let table = [
        (link.clone(), "<p>first</p><ul><li>Direction: Inbound</li><li>Duration: 00:00:10<br>Recording: https://r.example/1</li></ul>"),
        (
            LogDraft { corrected: true, recording: None, result: None, ..link },
            "<p>first</p><ul><li>Direction: Inbound</li><li>Duration: 00:01:15</li></ul>",
        ),
    ];
    for (draft, expected) in table {
        let read = json!([{ "id": 54, "subject": "Old", "body": there }]);
        let (requests, _) = ask(false, &update("mail.message", draft), &[(200, read.clone()), (200, json!({ "ids": [54] })), (200, read)]);
        assert_eq!(row(&requests[1].1, 0, "body"), json!(expected));
    }
}

#[test]
fn c2_a_record_that_is_not_there_is_gone() {
    let gone = |model: &str, answer: Value| ask(false, &update(model, draft()), &[(200, answer)]).1.map_err(|error| error.kind);
    assert_eq!(gone("mail.message", json!([])), Err(ErrorKind::Gone));
    assert_eq!(gone("mail.message", json!([{ "id": 55, "body": "<p>the copy</p>" }])), Err(ErrorKind::Gone));
    assert_eq!(gone("mail.message", json!([{ "id": 54, "body": "" }])), Err(ErrorKind::Gone), "deleted in Odoo's own history");
    assert_eq!(gone("crm.phonecall", json!([])), Err(ErrorKind::Gone));
}

#[test]
fn j5_a_text_that_reads_differently_afterwards_is_noticed() {
    let asked = update("crm.phonecall", LogDraft { note: "second".into(), ..draft() });
    let told = |back: &str| {
        let there = |text: &str| (200, json!([{ "id": 54, "name": "Old", "description": text }]));
        let (requests, outcome) = ask(true, &asked, &[there("first\ntheirs"), (200, json!({ "ids": [54] })), there(back)]);
        assert_eq!(row(&requests[1].1, 0, "description"), json!("second\ntheirs"));
        outcome
    };
    assert_eq!(told("second\ntheirs"), Ok(CrmReply::LogUpdated { mangled: false }));
    assert_eq!(told("sec\ntheirs"), Ok(CrmReply::LogUpdated { mangled: true }));
}

fn follow_up(offset: i32, association: Option<Association>) -> CrmRequest {
    CrmRequest::CreateFollowUp(Box::new(FollowUpDraft {
        key: WriteKey("f~1".into()),
        kind: FollowUpKind::Call,
        subject: "Call back".into(),
        description: "<the roof>".into(),
        contact: draft().contact,
        association,
        due: START,
        offset,
        remind_at: None,
        attendees: vec!["Bob".into()],
    }))
}

#[test]
fn k5_a_follow_up_is_an_activity_on_the_agents_own_day() {
    let made = (200, json!({ "ids": [3] }));
    let table = [
        (3_600, "2026-03-02", "At 11:00 (UTC+01:00)"),
        (14 * 3_600, "2026-03-03", "At 00:00 (UTC+14:00)"),
        (-11 * 3_600, "2026-03-01", "At 23:00 (UTC-11:00)"),
    ];
    for (offset, day, time) in table {
        let (requests, outcome) = ask(false, &follow_up(offset, None), std::slice::from_ref(&made));
        let body = &requests[0].1;
        assert_eq!(row(body, 0, "date_deadline"), json!(day));
        assert_eq!(
            row(body, 0, "note"),
            json!(format!("<p dir=\"auto\">&lt;the roof&gt;</p><p dir=\"auto\">{time}</p><p dir=\"auto\">Attendees: Bob</p>"))
        );
        assert_eq!(["res_model_id/id", "user_id/.id"].map(|field| row(body, 0, field)), ["base.model_res_partner", "5"].map(Value::from));
        assert!(matches!(outcome, Ok(CrmReply::FollowUpCreated(record)) if record.id == "3"));
    }
    let (requests, _) = ask(false, &follow_up(0, Some(roof())), std::slice::from_ref(&made));
    assert_eq!(["res_model_id/id", "res_id"].map(|field| row(&requests[0].1, 0, field)), [json!("crm.model_crm_lead"), json!(21)]);
}

#[test]
fn k7_an_activity_that_was_archived_is_done() {
    let asked = CrmRequest::FindFollowUp { key: WriteKey("f~1".into()) };
    let found = |active: bool| {
        let there = json!([{ "id": 3, "active": active, "res_model": "res.partner", "res_id": 11 }]);
        ask(false, &asked, &[(200, json!(["mail.activity", 3])), (200, there)]).1
    };
    for active in [true, false] {
        let url = Some("https://odoo.example/odoo/res.partner/11?db=north".into());
        assert_eq!(found(active), Ok(CrmReply::FollowUps(vec![TaskRef { record: RecordRef { id: "3".into(), url }, done: !active }])));
    }
    assert_eq!(ask(false, &asked, &[none_such("__callscribe__.task_f~1")]).1, Ok(CrmReply::FollowUps(Vec::new())));
}

fn signing_in(database: &str, answers: &[(u16, Value)]) -> Result<SignedIn, CrmError> {
    let place = Place { url: "https://odoo.example".into(), database: database.into() };
    play(sign_in(VendorName::Odoo, &place, START).unwrap_or_else(|error| panic!("{error:?}")), answers).1
}

#[test]
fn g7_an_account_is_host_database_and_user() {
    let user = (200, json!({ "uid": 5, "tz": "Europe/Berlin" }));
    let me = (200, json!([{ "id": 5, "name": "Anna", "login": "anna", "company_id": [1, "Northwind"] }]));
    let lacks = (404, json!({ "name": "werkzeug.exceptions.NotFound", "message": "the model 'crm.phonecall' does not exist" }));
    let table = [
        ("north", (200, json!(true)), "odoo:odoo.example/north/5", true),
        ("", (200, json!(false)), "odoo:odoo.example/5", false),
        ("north", lacks, "odoo:odoo.example/north/5", false),
    ];
    for (database, may, id, phonecalls) in table {
        let signed_in = signing_in(database, &[user.clone(), me.clone(), (200, json!(true)), may]).expect("signed in");
        assert_eq!((signed_in.integration.id.as_str(), signed_in.integration.name.as_str()), (id, "Odoo (Northwind)"));
        assert_eq!((signed_in.user.as_str(), signed_in.integration.capabilities.dedupe), ("Anna", Dedupe::Upsert));
        let vendor = Vendor::Odoo { database: database.into(), phonecalls };
        assert!(matches!(signed_in.integration.kind, IntegrationKind::Direct(server) if server.vendor == vendor && server.user == "5"));
    }
}

#[test]
fn what_odoo_says_of_a_failure() {
    use ErrorKind::{Ambiguous, Auth, Gone, RateLimited, Refused};
    let until = START + 60_000;
    let table = [
        (401, "werkzeug.exceptions.Unauthorized", Auth),
        (403, "odoo.exceptions.AccessError", Refused),
        (403, "odoo.exceptions.AccessDenied", Auth),
        (404, "odoo.exceptions.MissingError", Gone),
        (404, "werkzeug.exceptions.NotFound", Refused),
        (409, "odoo.exceptions.LockError", RateLimited { until }),
        (422, "odoo.exceptions.ValidationError", Refused),
        (500, "builtins.ValueError", Refused),
        (500, "psycopg2.OperationalError", Ambiguous),
    ];
    for (status, name, kind) in table {
        let (_, outcome) = ask(false, &create(draft()), &[(status, json!({ "name": name, "message": "why" }))]);
        let error = outcome.expect_err("a failure");
        assert_eq!((error.kind, error.said.as_deref()), (kind, Some("why")), "{status} {name}");
    }
}

#[test]
fn an_address_without_that_database_is_a_wrong_one() {
    let place = Place { url: "https://odoo.example".into(), database: "nope".into() };
    let mut exchange = sign_in(VendorName::Odoo, &place, START).expect("a question");
    let page = HttpResponse { status: 404, headers: Vec::new(), body: "<!DOCTYPE html><title>404 Not Found</title>".into() };
    let Step::Done(Err(error), None) = exchange.answer(Ok(page)) else { panic!("a failure") };
    assert_eq!(error.problem, Problem::WrongAddress);
    assert!(sign_in(VendorName::Odoo, &Place { url: "odoo".into(), database: String::new() }, START).is_err());
}
