//! Calls as Pipedrive keeps them: done activities, whose note is HTML and says what they have no field for.

use callscribe_core::call::{Direction, WrapUp};
use callscribe_core::crm::{CrmError, CrmReply, ErrorKind, LogDraft, Problem, RecordRef, WriteKey};
use callscribe_core::integration::{Direct, Vendor};
use callscribe_core::own_text::OwnText;
use callscribe_core::time::Millis;
use serde_json::{Value, json};

use super::listing::{carries, marked, record, with_key, without_word};
use super::{bond, due, fields, get, number, owner, send, some};
use crate::answer::Access;
use crate::direct::failure::incomplete;
use crate::direct::flow::{Outcome, ask, ask_or, done, make, write};
use crate::direct::markup::{reads_the_same, replaced, to_html, with_line};
use crate::http::{Method, encoded};

/// Which activities have this key?
pub(super) fn find(server: &Direct, key: &WriteKey, now: Millis) -> Outcome<CrmReply> {
    with_key(server, key, now, |found| done(CrmReply::Logs(found.into_iter().map(|(record, _)| record).collect())))
}

/// Makes a done activity, with the contact as its first participant.
pub(super) fn create(server: &Direct, draft: &LogDraft) -> Outcome<CrmReply> {
    let lines = said_besides(draft);
    let note = lines.iter().fold(to_html(&draft.note_and_told()), |note, line| with_line(&note, line));
    let note = marked(server, &note, &draft.contact.id, &draft.key);
    let mut body = fields([
        ("subject", some(&draft.subject)),
        ("type", some(call_type(server))),
        ("done", Some(true.into())),
        ("note", Some(note.into())),
        ("duration", duration(draft)),
        ("owner_id", owner(server)),
        ("participants", Some(json!([{ "person_id": number(&draft.contact.id)?, "primary": true }]))),
    ]);
    body.extend(due(draft.start));
    body.extend(bond(draft.association.as_ref())?);
    let this = server.clone();
    make(send(server, Method::Post, "/api/v2/activities", &body), move |answer| {
        done(CrmReply::LogCreated(record(&this, &answer["data"]).ok_or(incomplete(Access::Write))?))
    })
}

/// Reads the note first and replaces only our own part of it (B7), then reads it back (J5). The time is never told again (J3), the duration only
/// where it was corrected.
pub(super) fn update(server: &Direct, record: &RecordRef, ours: &[OwnText], draft: &LogDraft) -> Outcome<CrmReply> {
    let path = format!("/api/v2/activities/{}", encoded(&record.id));
    let (this, ours, draft) = (server.clone(), ours.to_vec(), draft.clone());
    let read = get(server, &path, &[]);
    ask(read.clone(), move |there| {
        let there = note(&there)?;
        let mine = replaced(there, &ours, &draft.note_and_told());
        let lost = carries(there, &draft.key) && !carries(&mine, &draft.key);
        let mine = if lost { without_word(&mine).to_owned() } else { mine };
        let note = said_later(&draft).iter().fold(mine, |note, line| with_line(&note, line));
        let note = marked(&this, &note, &draft.contact.id, &draft.key);
        let corrected = duration(&draft).filter(|_| draft.corrected);
        let body = fields([("subject", some(&draft.subject)), ("note", Some(note.as_str().into())), ("duration", corrected)]);
        write(send(&this, Method::Patch, &path, &body), move |_| {
            ask_or(read, Access::Read, move |again| {
                let mangled = again.is_ok_and(|again| self::note(&again).is_ok_and(|there| !reads_the_same(there, &note)));
                done(CrmReply::LogUpdated { mangled })
            })
        })
    })
}

/// The note of an activity that is there.
fn note(answer: &Value) -> Result<&str, CrmError> {
    let activity = &answer["data"];
    if activity["is_deleted"] == true {
        return Err(CrmError::new(ErrorKind::Gone, Problem::Gone));
    }
    super::id(activity).ok_or(incomplete(Access::Read))?;
    Ok(activity["note"].as_str().unwrap_or_default())
}

/// The key of the activity type that is a call.
pub(super) fn call_type(server: &Direct) -> &str {
    match &server.vendor {
        Vendor::Pipedrive { call_type } => call_type,
        _ => "call",
    }
}

/// `HH:MM`, to the nearest minute and never none: the note tells the seconds.
fn duration(draft: &LogDraft) -> Option<Value> {
    let seconds = draft.duration.filter(|seconds| *seconds > 0)?;
    let minutes = (seconds.saturating_add(30) / 60).max(1);
    Some(format!("{:02}:{:02}", minutes / 60, minutes % 60).into())
}

/// What a call has no field for in Pipedrive, a line each.
fn said_besides(draft: &LogDraft) -> Vec<String> {
    let alone = LogDraft {
        subject: String::new(),
        note: String::new(),
        told: Vec::new(),
        wrap_up: WrapUp::default(),
        association: None,
        ..draft.clone()
    };
    let direction = match draft.direction {
        Direction::Inbound => "Direction: Inbound",
        Direction::Outbound => "Direction: Outbound",
    };
    [direction].into_iter().map(Into::into).chain(alone.plain().lines().map(Into::into)).collect()
}

/// The same for an update: where to listen, and the facts if they were corrected, but never the time.
fn said_later(draft: &LogDraft) -> Vec<String> {
    let late = LogDraft {
        time: String::new(),
        number: None,
        own: None,
        duration: draft.duration.filter(|_| draft.corrected),
        result: draft.result.clone().filter(|_| draft.corrected),
        ..draft.clone()
    };
    said_besides(&late)
}
