//! Plays a CRM to the codecs: gives the answers of a test, one after another, and keeps what was asked.

use callscribe_core::call::{CallResult, Direction, WrapUp};
use callscribe_core::contact::Contact;
use callscribe_core::crm::{CrmError, CrmReply, CrmRequest, FollowUpDraft, LogDraft, WriteKey};
use callscribe_core::follow_up::FollowUpKind;
use callscribe_core::integration::Direct;
use callscribe_core::number::parse;
use callscribe_core::time::{HOUR, Millis};
use serde_json::Value;

use super::{Exchange, start};
use crate::Step;
use crate::http::{HttpRequest, HttpResponse};

/// When everything is asked, and every call began: 2026-03-02 10:00 UTC.
pub(super) const NOW: Millis = 1_772_445_600_000;

/// What was asked, and what came of it.
pub(super) type Played<T> = (Vec<HttpRequest>, Result<T, CrmError>);

/// Asks, and answers with `answers` in turn.
pub(super) fn play(server: &Direct, asked: &CrmRequest, answers: &[(u16, Value)]) -> Played<CrmReply> {
    run(start(server, asked, NOW).expect("a question"), answers)
}

/// Drives an exchange to its end; an answer that is missing fails the test.
pub(super) fn run<T>(mut exchange: Exchange<T>, answers: &[(u16, Value)]) -> Played<T> {
    let mut asked = vec![exchange.request()];
    for (status, body) in answers {
        let body = body.as_str().map_or_else(|| body.to_string(), Into::into);
        match exchange.answer(Ok(HttpResponse { status: *status, headers: Vec::new(), body })) {
            Step::Next(request) => asked.push(request),
            Step::Done(outcome, _) => return (asked, outcome),
        }
    }
    panic!("still asks {:?}", asked.last())
}

/// The JSON a request carries.
pub(super) fn body(request: &HttpRequest) -> Value {
    request.body.as_deref().map(|body| serde_json::from_str(body).expect("JSON")).unwrap_or_default()
}

/// Who is asked for by a number.
pub(super) fn find(number: &str) -> CrmRequest {
    CrmRequest::FindContacts { number: parse(number, "US"), formats: Vec::new(), fresh: false }
}

/// A record of a call with everything in it.
pub(super) fn draft() -> LogDraft {
    let number = parse("+14155550123", "US");
    LogDraft {
        key: WriteKey("session-1@rc:42/7".into()),
        contact: Contact { id: "1".into(), name: "Ann Alvarez".into(), ..Contact::default() },
        association: None,
        subject: "Inbound call from Ann Alvarez".into(),
        note: "Wants <two>".into(),
        told: Vec::new(),
        wrap_up: WrapUp::default(),
        answers: Default::default(),
        direction: Direction::Inbound,
        result: Some(CallResult::Answered),
        start: Some(NOW),
        offset: -28_800,
        time: "2026-03-02 02:00 (UTC-08:00)".into(),
        duration: Some(3725),
        asked_by: number.clone(),
        number: Some(number),
        own: Some(parse("+14155550199", "US")),
        recording: None,
        voicemail: None,
        corrected: false,
    }
}

/// A task with a call tomorrow.
pub(super) fn follow_up() -> FollowUpDraft {
    FollowUpDraft {
        key: WriteKey::of_follow_up("1"),
        kind: FollowUpKind::Call,
        subject: "Call back".into(),
        description: "About the <roof>".into(),
        contact: draft().contact,
        association: None,
        due: NOW + 24 * HOUR,
        offset: -28_800,
        remind_at: None,
        attendees: Vec::new(),
    }
}
