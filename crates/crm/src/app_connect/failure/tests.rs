//! Every kind of answer that is no success, and what it means to a read and to a write.

use super::*;
use ErrorKind::{Ambiguous, Auth, Offline, RateLimited, Refused};
use callscribe_core::crm::ErrorKind;
use callscribe_core::time::{HOUR, SECOND};

const NOW: Millis = 1_000_000_000_000;
const IN_A_MINUTE: ErrorKind = RateLimited { until: NOW + MINUTE };

fn response(status: u16, body: &str) -> Result<HttpResponse, HttpFailure> {
    Ok(HttpResponse { status, headers: Vec::new(), body: body.into() })
}

fn unsuccessful_with(message: &str) -> Result<HttpResponse, HttpFailure> {
    let body = serde_json::json!({ "successful": false, "returnMessage": { "message": message, "messageType": "warning", "ttl": 5000 } });
    response(200, &body.to_string())
}

fn clear(answer: Result<HttpResponse, HttpFailure>, access: Access) -> CrmError {
    match read(answer.clone(), access, NOW) {
        Err(Fault::Clear(error)) => error,
        other => panic!("{answer:?} is not clear to a {access:?}: {other:?}"),
    }
}

/// The answer, what it is to a read, what it is to a write, and the problem both name.
type Row = (Result<HttpResponse, HttpFailure>, ErrorKind, ErrorKind, Problem);

fn check(table: Vec<Row>) {
    for (answer, to_read, to_write, problem) in table {
        for (access, kind) in [(Access::Read, to_read), (Access::Write, to_write)] {
            let error = clear(answer.clone(), access);
            assert_eq!((error.kind, error.problem), (kind, problem), "{answer:?} to a {access:?}");
        }
    }
}

#[test]
fn g4_what_broke_on_the_way_may_have_been_written() {
    check(vec![
        (Err(HttpFailure::Unreachable), Offline, Ambiguous, Problem::Unreachable),
        (Err(HttpFailure::TimedOut), Offline, Ambiguous, Problem::NoAnswer),
        (Err(HttpFailure::BodyCut), Offline, Ambiguous, Problem::HalfAnswer),
        (response(200, r#"{"successful":tr"#), Offline, Ambiguous, Problem::HalfAnswer),
        (response(200, ""), Offline, Ambiguous, Problem::HalfAnswer),
        (response(200, "<!doctype html><title>Welcome</title>"), Offline, Ambiguous, Problem::NotUnderstood),
        (response(400, "<html>"), Offline, Ambiguous, Problem::NotUnderstood),
        (response(404, "<pre>Cannot POST /callLog</pre>"), Offline, Ambiguous, Problem::WrongAddress),
        (response(200, "OK"), Offline, Ambiguous, Problem::NotUnderstood),
        (response(200, "[]"), Offline, Ambiguous, Problem::NotUnderstood),
        (response(200, "{}"), Offline, Ambiguous, Problem::NotUnderstood),
        (response(200, r#"{"successful":"true"}"#), Offline, Ambiguous, Problem::NotUnderstood),
        (response(302, ""), Offline, Ambiguous, Problem::NotUnderstood),
        (response(500, "Internal Server Error"), Offline, Ambiguous, Problem::ServerFailed),
        (response(502, "<html>Bad Gateway"), Offline, Ambiguous, Problem::NotUnderstood),
        (response(503, r#"{"error":"Service unavailable"}"#), Offline, Ambiguous, Problem::ServerFailed),
    ]);
}

#[test]
fn what_surely_was_not_written_is_no_doubt() {
    let revoked = r#"{"successful":false,"returnMessage":{"message":"User session expired. Please connect again."},"errorCode":"CRM_SESSION_REVOKED"}"#;
    check(vec![
        (Err(HttpFailure::NotAllowed), Offline, Offline, Problem::NotAllowed),
        (Err(HttpFailure::NoNetwork), Offline, Offline, Problem::Unreachable),
        (response(400, "Please go to Settings and authorize CRM platform"), Auth, Auth, Problem::SignedOut),
        (response(400, "Invalid JWT token"), Auth, Auth, Problem::SignedOut),
        (response(401, revoked), Auth, Auth, Problem::SignedOut),
        (unsuccessful_with("User session expired. Please connect again."), Auth, Auth, Problem::SignedOut),
        (unsuccessful_with("User not found"), Auth, Auth, Problem::SignedOut),
        (unsuccessful_with("Rate limit exceeded"), IN_A_MINUTE, IN_A_MINUTE, Problem::TooMany),
        (response(429, "<html>Slow down"), IN_A_MINUTE, IN_A_MINUTE, Problem::TooMany),
        (response(400, r#"{"error":"Cannot read properties of undefined"}"#), Refused, Refused, Problem::Refused),
        (response(413, "too large"), Refused, Refused, Problem::Refused),
        (unsuccessful_with("Contact not found for number +1"), Refused, Refused, Problem::Refused),
        (unsuccessful_with("This lead is converted"), Refused, Refused, Problem::Refused),
    ]);
}

#[test]
fn g5_a_server_says_how_long_to_wait_and_is_believed_up_to_a_day() {
    let table = [
        ("30", 30 * SECOND),
        ("0", SECOND),
        ("-5", SECOND),
        ("99999999999999999", 24 * HOUR),
        ("soon", MINUTE),
        ("Sun, 09 Sep 2001 01:48:40 GMT", 2 * MINUTE),
    ];
    for (header, wait) in table {
        let headers = vec![("retry-after".into(), header.into())];
        let answer = Ok(HttpResponse { status: 429, headers, body: String::new() });
        assert_eq!(clear(answer, Access::Write).kind, RateLimited { until: NOW + wait }, "{header}");
    }
}

#[test]
fn what_needs_a_further_look_is_told_apart() {
    let of = |answer| read(answer, Access::Write, NOW);
    assert_eq!(of(unsuccessful_with("Existing log for session 7")), Err(Fault::Exists));
    assert!(matches!(of(unsuccessful_with("Authorization error")), Err(Fault::Authorization(_))));
    for sentence in ["Error creating call log", "Error finding contact", "Database operation failed", "An internal error occurred"] {
        let error = CrmError::new(Ambiguous, Problem::ServerFailed).saying(sentence);
        assert_eq!(of(unsuccessful_with(sentence)), Err(Fault::LostTrack(error)));
    }
    assert!(matches!(of(unsuccessful_with("Contact not found")), Err(Fault::Unexplained(_))));
    assert!(matches!(of(response(200, r#"{"successful":false}"#)), Err(Fault::Unexplained(_))));
    let nobody = r#"{"successful":false,"returnMessage":{"message":"Contact not found"},"contact":[]}"#;
    assert!(matches!(of(response(200, nobody)), Err(Fault::Nobody(_))));
}

#[test]
fn the_servers_words_come_in_every_shape_and_stay_text() {
    let table = [
        (r#"{"returnMessage":{"message":"  a\n <b>b</b>\u0000 "}}"#, Some("a <b>b</b>")),
        (r#"{"returnMessage":"plain"}"#, Some("plain")),
        (r#"{"returnMessage":null,"message":"outside"}"#, Some("outside")),
        (r#"{"returnMessage":{"message":7},"error":"inside"}"#, Some("inside")),
        (r#"{"error":{"code":1}}"#, None),
        ("{}", None),
    ];
    for (json, expected) in table {
        let object: Answer = serde_json::from_str(json).unwrap();
        assert_eq!(said(&object).as_deref(), expected, "{json}");
    }
    let long = plain(&"é ".repeat(400)).unwrap();
    assert_eq!(long.chars().count(), 300);
    assert!(long.ends_with('…'));
}
