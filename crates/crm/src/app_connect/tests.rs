//! Whole exchanges with answers as the real server writes them.

use callscribe_core::call::{CallResult, Direction, WrapUp};
use callscribe_core::contact::Contact;
use callscribe_core::crm::RecordRef;
use callscribe_core::entry::NewContact;
use callscribe_core::number::parse;
use callscribe_core::order::OrdMap;
use callscribe_core::own_text::OwnText;

use super::*;
use crate::http::Method;

const NOW: Millis = 1_000_000_000_000;

pub(super) fn server() -> AppConnect {
    AppConnect {
        server_url: "https://appc.example".into(),
        platform: "mock".into(),
        hostname: "crm.example".into(),
        extension_id: "callscribe:mock/1-mock".into(),
        contact_page: Some("https://{hostname}/{contactType}/{contactId}".into()),
        log_page: Some("https://{hostname}/log/{logId}".into()),
        contact_types: Vec::new(),
        fields: Vec::new(),
        contact_fields: Vec::new(),
    }
}

pub(super) fn draft() -> LogDraft {
    LogDraft {
        key: WriteKey("s1@ast:x/100".into()),
        contact: Contact { id: "7".into(), name: "Ann".into(), kind: "Contact".into(), ..Contact::default() },
        association: None,
        subject: "Inbound call from Ann".into(),
        note: "first".into(),
        direction: Direction::Inbound,
        told: Vec::new(),
        wrap_up: WrapUp::default(),
        answers: OrdMap::new(),
        result: Some(CallResult::Answered),
        start: Some(1_772_445_600_000),
        offset: 0,
        time: "2026-03-02 10:00 (UTC+00:00)".into(),
        duration: Some(12),
        number: Some(parse("+14155550101", "US")),
        asked_by: parse("+14155550101", "US"),
        own: Some(parse("+14155550199", "US")),
        recording: None,
        voicemail: None,
        corrected: false,
    }
}

fn find_contacts() -> CrmRequest {
    CrmRequest::FindContacts { number: parse("+14155550101", "US"), formats: Vec::new(), fresh: false }
}
fn find_log() -> CrmRequest {
    CrmRequest::FindLog { key: draft().key }
}
fn create_log() -> CrmRequest {
    CrmRequest::CreateLog(Box::new(draft()))
}
fn create_contact() -> CrmRequest {
    let contact = NewContact { kind: "Lead".into(), ..NewContact::named("Ann") };
    CrmRequest::CreateContact { contact, number: parse("+14155550101", "US") }
}
fn update_log() -> CrmRequest {
    CrmRequest::UpdateLog { record: RecordRef { id: "9".into(), url: None }, ours: vec![OwnText::of("first")], draft: Box::new(draft()) }
}

const UNEXPLAINED: &str = r#"{"successful":false}"#;
const AUTHORIZATION: &str = r#"{"successful":false,"returnMessage":{"message":"Authorization error"}}"#;
const NOBODY: &str =
    r#"{"successful":true,"returnMessage":{"message":"Contact not found"},"contact":[{"id":"createNewContact","isNewContact":true}]}"#;
const NOT_LOGGED_IN: &str = r#"{"successful":false,"returnMessage":{"message":"Contact not found"}}"#;
const NO_RECORD: &str = r#"{"successful":true,"logs":[{"sessionId":"s1@ast:x/100","matched":false}]}"#;
const OTHER_RECORD: &str = r#"{"successful":true,"logs":[{"sessionId":"signed-in","matched":false}]}"#;
const RECORD: &str = r#"{"successful":true,"logs":[{"sessionId":"s1@ast:x/100","matched":true,"logId":"9","logData":{"note":"first","fullBody":"- Note: first\n- Summary: s\n"}}]}"#;
const UPDATED: &str = r#"{"successful":true,"logId":"9","updatedNote":"first"}"#;

/// Plays the answers one after another; the outcome must come with the last, and only one request may write.
fn play(asked: &CrmRequest, answers: &[&str]) -> Result<CrmReply, CrmError> {
    let mut exchange = start(&server(), asked, NOW).unwrap();
    let mut wrote = false;
    for (turn, body) in answers.iter().enumerate() {
        let writes = exchange.request().method != Method::Get;
        assert!(!(wrote && writes), "only one request may write");
        wrote |= writes;
        let answer = Ok(HttpResponse { status: 200, headers: Vec::new(), body: (*body).into() });
        match exchange.answer(answer) {
            Step::Done(outcome, _) => {
                assert_eq!(turn + 1, answers.len(), "the outcome came early: {outcome:?}");
                return outcome;
            }
            Step::Next(request) => assert_eq!(request.token, crate::Token::Bearer),
        }
    }
    panic!("no outcome after {} answers", answers.len());
}

#[test]
fn each_question_has_its_answer() {
    let record = RecordRef { id: "9".into(), url: Some("https://crm.example/log/9".into()) };
    assert_eq!(play(&find_contacts(), &[NOBODY]), Ok(CrmReply::Contacts(Vec::new())));
    assert_eq!(play(&find_log(), &[NO_RECORD]), Ok(CrmReply::Logs(Vec::new())));
    assert_eq!(play(&find_log(), &[RECORD]), Ok(CrmReply::Logs(vec![record.clone()])));
    assert_eq!(play(&create_log(), &[r#"{"successful":true,"logId":9}"#]), Ok(CrmReply::LogCreated(record)));
    assert_eq!(play(&update_log(), &[RECORD, UPDATED, RECORD]), Ok(CrmReply::LogUpdated { mangled: false }));
    let exists = r#"{"successful":false,"returnMessage":{"message":"Existing log for session s1@ast:x/100"}}"#;
    assert_eq!(play(&create_log(), &[exists]), Ok(CrmReply::LogExists));
}

#[test]
fn a_contact_that_was_made_is_what_was_asked_for() {
    let Ok(CrmReply::ContactCreated(made)) = play(&create_contact(), &[r#"{"successful":true,"contact":{"id":5,"name":"Ann"}}"#]) else {
        panic!("not created");
    };
    assert_eq!((made.id.as_str(), made.kind.as_str(), made.numbers), ("5", "Lead", vec!["+14155550101".to_owned()]));
    assert_eq!(made.url.as_deref(), Some("https://crm.example/Lead/5"));
}

#[test]
fn g4_a_write_without_an_id_is_in_doubt() {
    for (asked, body) in [(create_log(), r#"{"successful":true}"#), (create_contact(), r#"{"successful":true,"contact":{"name":"Ann"}}"#)] {
        assert_eq!(play(&asked, &[body]), Err(CrmError::new(ErrorKind::Ambiguous, Problem::HalfAnswer)));
    }
}

#[test]
fn g1_a_record_the_server_lost_track_of_is_never_sent_again_by_itself() {
    let failed = |what: &str| format!(r#"{{"successful":false,"returnMessage":{{"message":"Error {what}"}}}}"#);
    let kind = |asked: &CrmRequest| {
        match asked {
            CrmRequest::UpdateLog { .. } => play(asked, &[RECORD, &failed("creating")]),
            _ => play(asked, &[&failed("creating")]),
        }
        .map_err(|error| error.kind)
    };
    assert_eq!(kind(&create_log()), Err(ErrorKind::Unprovable));
    assert_eq!(kind(&create_contact()), Err(ErrorKind::Ambiguous), "it can be found by its number");
    assert_eq!(kind(&update_log()), Err(ErrorKind::Ambiguous), "repeating it changes nothing");
    assert_eq!(kind(&find_contacts()), Err(ErrorKind::Offline));
}

#[test]
fn an_unclear_failure_is_cleared_up_by_reads() {
    use ErrorKind::{Auth, Gone, Refused};
    let table: &[(CrmRequest, &[&str], ErrorKind)] = &[
        (find_contacts(), &[AUTHORIZATION], Auth),
        (find_contacts(), &[NOT_LOGGED_IN, UNEXPLAINED], Auth),
        (find_contacts(), &[NOT_LOGGED_IN, OTHER_RECORD], Refused),
        (find_log(), &[UNEXPLAINED], Auth),
        (create_log(), &[AUTHORIZATION, AUTHORIZATION], Auth),
        (create_log(), &[AUTHORIZATION, NOBODY], Refused),
        (create_contact(), &[AUTHORIZATION, AUTHORIZATION], Auth),
        (create_contact(), &[UNEXPLAINED, UNEXPLAINED], Auth),
        (create_contact(), &[UNEXPLAINED, OTHER_RECORD], Refused),
        (update_log(), &[AUTHORIZATION, AUTHORIZATION, AUTHORIZATION, NOBODY], Gone),
        (update_log(), &[AUTHORIZATION, AUTHORIZATION, AUTHORIZATION, AUTHORIZATION], Auth),
        (update_log(), &[RECORD, AUTHORIZATION, RECORD], Refused),
        (update_log(), &[UNEXPLAINED, UNEXPLAINED, NO_RECORD], Gone),
        (update_log(), &[UNEXPLAINED, UNEXPLAINED, UNEXPLAINED], Auth),
    ];
    for (asked, answers, kind) in table {
        assert_eq!(play(asked, answers).map_err(|error| error.kind), Err(*kind), "{asked:?} {answers:?}");
    }
}

#[test]
fn a_connector_without_extensions_knows_nobody_by_an_extension() {
    let answer = r#"{"successful":false,"returnMessage":{"message":"Contact not found"},"contact":[]}"#;
    let asked = |number: &str| CrmRequest::FindContacts { number: parse(number, "US"), formats: Vec::new(), fresh: false };
    assert_eq!(play(&asked("101"), &[answer]), Ok(CrmReply::Contacts(Vec::new())));
    assert_eq!(play(&asked("+14155550101"), &[answer]).map_err(|error| error.kind), Err(ErrorKind::Refused));
}

#[test]
fn an_update_that_was_taken_stays_taken_though_it_cannot_be_read_back() {
    assert_eq!(play(&update_log(), &[RECORD, UPDATED, AUTHORIZATION]), Ok(CrmReply::LogUpdated { mangled: false }));
    let other = r#"{"successful":true,"updatedNote":"fir"}"#;
    assert_eq!(play(&update_log(), &[RECORD, other, "<html>"]), Ok(CrmReply::LogUpdated { mangled: true }));
}

#[test]
fn b7_an_update_reads_first_and_keeps_what_others_wrote() {
    let ok = |body: &str| Ok(HttpResponse { status: 200, headers: Vec::new(), body: body.into() });
    let note_sent = |there: &str| {
        let CrmRequest::UpdateLog { record, ours, draft } = update_log() else { unreachable!() };
        let draft = Box::new(LogDraft { note: "second".into(), told: vec!["Transferred to 101".into()], ..*draft });
        let mut exchange = start(&server(), &CrmRequest::UpdateLog { record, ours, draft }, NOW).unwrap();
        assert_eq!(exchange.request().method, Method::Get);
        let Step::Next(request) = exchange.answer(ok(&RECORD.replace(r#""note":"first""#, there))) else { panic!("not asked on") };
        assert_eq!(request.method, Method::Patch);
        serde_json::from_str::<Value>(&request.body.unwrap()).unwrap()["note"].clone()
    };
    let table = [
        (r#""note":"first""#, "second\n\nTransferred to 101"),
        (r#""note":"first\nBob: paid""#, "second\n\nTransferred to 101\nBob: paid"),
        (r#""note":"Bob changed it""#, "Bob changed it\n\nsecond\n\nTransferred to 101"),
        (r#""subject":"nothing read back""#, "second\n\nTransferred to 101"),
    ];
    for (there, expected) in table {
        assert_eq!(note_sent(there), expected, "{there}");
    }
}

#[test]
fn b7_an_update_whose_first_read_fails_has_changed_nothing() {
    let mut exchange = start(&server(), &update_log(), NOW).unwrap();
    let Step::Done(Err(error), _) = exchange.answer(Err(HttpFailure::TimedOut)) else { panic!("not done") };
    assert_eq!(error.kind, ErrorKind::Offline);
}

#[test]
fn the_newest_token_comes_out_at_the_end() {
    let with_token = |body: &str, token: &str| {
        let headers = vec![("x-refreshed-jwt-token".to_owned(), token.to_owned())];
        Ok(HttpResponse { status: 200, headers, body: body.into() })
    };
    let mut exchange = start(&server(), &update_log(), NOW).unwrap();
    assert!(matches!(exchange.answer(with_token(RECORD, "none")), Step::Next(_)));
    assert!(matches!(exchange.answer(with_token(UPDATED, "one")), Step::Next(_)));
    let Step::Done(Ok(_), token) = exchange.answer(with_token(RECORD, "two")) else { panic!("not done") };
    assert_eq!(token.as_deref(), Some("two"));
}
