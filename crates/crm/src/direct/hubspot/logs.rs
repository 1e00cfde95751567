//! Calls as HubSpot keeps them: an object with fields, whose text is HTML. Our key is its `hs_call_external_id`, which no page shows (J6).

use callscribe_core::call::{CallResult, Direction, WrapUp};
use callscribe_core::crm::{CrmReply, LogDraft, RecordRef, WriteKey};
use callscribe_core::integration::Direct;
use callscribe_core::own_text::OwnText;
use callscribe_core::time::Millis;
use serde_json::{Map, Value, json};

use super::search::{all, filter};
use super::{CALL, associations, deals, get, id, iso, properties, property, record, send, some};
use crate::answer::Access;
use crate::direct::failure::incomplete;
use crate::direct::flow::{Outcome, ask, ask_or, done, make, write};
use crate::direct::markup::{reads_the_same, replaced, to_html, with_line};
use crate::http::{Method, encoded};

const KEY: &str = "hs_call_external_id";
const BODY: &str = "hs_call_body";
/// The vendor's numbers for what a call goes with.
const TO_CONTACT: u16 = 194;
const TO_DEAL: u16 = 206;

/// Which calls have this key?
pub(super) fn find(server: &Direct, key: &WriteKey) -> Outcome<CrmReply> {
    let wanted = key.0.clone();
    all(server, "calls", json!([filter(KEY, "EQ", &key.0)]), &[KEY], move |server, hits| {
        let ours = hits.iter().filter(|hit| property(hit, KEY) == wanted);
        let records: Option<Vec<RecordRef>> = ours.map(|hit| Some(record(server, CALL, id(hit)?))).collect();
        done(CrmReply::Logs(records.ok_or(incomplete(Access::Read))?))
    })
}

/// HubSpot wants a time: where the agent's choice keeps the call's own back (I6), it is when the record is made.
pub(super) fn create(server: &Direct, draft: &LogDraft, now: Millis) -> Outcome<CrmReply> {
    let (from, to) = match draft.direction {
        Direction::Inbound => (&draft.number, &draft.own),
        Direction::Outbound => (&draft.own, &draft.number),
    };
    let number = |number: &Option<callscribe_core::number::PhoneNumber>| number.as_ref().and_then(|number| some(&number.key));
    let body = said_besides(draft).iter().fold(to_html(&draft.note_and_told()), |body, line| with_line(&body, line));
    let mut facts = properties([
        ("hs_timestamp", Some(iso(draft.start.unwrap_or(now)))),
        (KEY, Some(draft.key.0.clone())),
        (BODY, some(&body)),
        ("hs_call_title", some(&draft.subject)),
        ("hs_call_from_number", number(from)),
        ("hs_call_to_number", number(to)),
        ("hs_call_recording_url", draft.recording.clone()),
        ("hubspot_owner_id", some(&server.user)),
    ]);
    facts.extend(outcome(draft));
    let deal = draft.association.as_ref().filter(|association| association.field == deals::FIELD);
    let bonds = associations([(Some(&draft.contact.id), TO_CONTACT), (deal.map(|deal| deal.id.as_str()), TO_DEAL)]);
    let this = server.clone();
    let request = send(server, Method::Post, "/crm/v3/objects/calls", &json!({ "properties": facts, "associations": bonds }));
    make(request, move |made| done(CrmReply::LogCreated(record(&this, CALL, id(&made).ok_or(incomplete(Access::Write))?))))
}

/// Reads the text first and replaces only our own part of it (B7), then reads it back (J5). The time is never told again (J3); what else the
/// call is only where its facts were corrected.
pub(super) fn update(server: &Direct, record: &RecordRef, ours: &[OwnText], draft: &LogDraft) -> Outcome<CrmReply> {
    let path = format!("/crm/v3/objects/calls/{}", encoded(&record.id));
    let (this, ours, draft) = (server.clone(), ours.to_vec(), draft.clone());
    let read = get(server, &path, &[("properties", BODY)]);
    ask(read.clone(), move |there| {
        id(&there).ok_or(incomplete(Access::Read))?;
        let ours = replaced(property(&there, BODY), &ours, &draft.note_and_told());
        let body = said_besides(&draft).iter().fold(ours, |body, line| with_line(&body, line));
        let mut facts = properties([
            (BODY, Some(body.clone())),
            ("hs_call_title", some(&draft.subject)),
            ("hs_call_recording_url", draft.recording.clone()),
        ]);
        if draft.corrected {
            facts.extend(outcome(&draft));
        }
        write(send(&this, Method::Patch, &path, &json!({ "properties": facts })), move |_| {
            ask_or(read, Access::Read, move |again| {
                let mangled = again.is_ok_and(|again| !reads_the_same(property(&again, BODY), &body));
                done(CrmReply::LogUpdated { mangled })
            })
        })
    })
}

/// Which way it went, how long it took and how it ended.
fn outcome(draft: &LogDraft) -> Map<String, Value> {
    let direction = match draft.direction {
        Direction::Inbound => "INBOUND",
        Direction::Outbound => "OUTBOUND",
    };
    properties([
        ("hs_call_direction", Some(direction.into())),
        ("hs_call_duration", draft.duration.map(|seconds| (u64::from(seconds) * 1000).to_string())),
        ("hs_call_status", draft.result.as_ref().map(|result| status(result).into())),
        ("hs_call_disposition", draft.result.as_ref().and_then(disposition).map(Into::into)),
    ])
}

fn status(result: &CallResult) -> &'static str {
    match result {
        CallResult::Missed | CallResult::NoAnswer => "NO_ANSWER",
        CallResult::Busy => "BUSY",
        CallResult::Declined => "CANCELED",
        CallResult::Failed => "FAILED",
        _ => "COMPLETED",
    }
}

/// The outcomes every HubSpot account has, by their ids.
fn disposition(result: &CallResult) -> Option<&'static str> {
    match result {
        CallResult::Answered => Some("f240bbac-87c9-4f6e-bf70-924b57d47db7"),
        CallResult::Missed | CallResult::NoAnswer => Some("73a0d17f-1163-4015-bdd5-ec830791da20"),
        CallResult::Busy => Some("9d9162e7-6cf3-4944-bf63-4dff82258764"),
        CallResult::Voicemail => Some("b2cf5968-551e-4856-9783-52b3da59a7d0"),
        _ => None,
    }
}

/// What HubSpot has no field for, a line each: an outcome it does not know, and where to listen to a voicemail.
fn said_besides(draft: &LogDraft) -> Vec<String> {
    let alone = LogDraft {
        subject: String::new(),
        note: String::new(),
        told: Vec::new(),
        wrap_up: WrapUp::default(),
        association: None,
        number: None,
        own: None,
        time: String::new(),
        duration: None,
        recording: None,
        result: draft.result.clone().filter(|result| disposition(result).is_none()),
        ..draft.clone()
    };
    alone.plain().lines().map(Into::into).collect()
}
