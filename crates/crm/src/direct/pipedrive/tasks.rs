//! Follow-ups as activities still to be done.

use callscribe_core::crm::{CrmReply, FollowUpDraft, TaskRef, WriteKey};
use callscribe_core::follow_up::FollowUpKind;
use callscribe_core::integration::Direct;
use callscribe_core::time::Millis;
use serde_json::{Value, json};

use super::listing::{marked, record, with_key};
use super::logs::call_type;
use super::{bond, due, fields, get, number, owner, send, some};
use crate::answer::Access;
use crate::direct::failure::incomplete;
use crate::direct::flow::{Outcome, ask, done, make};
use crate::direct::markup::to_html;
use crate::http::Method;

/// Which activities have this key, and are they done?
pub(super) fn find(server: &Direct, key: &WriteKey, now: Millis) -> Outcome<CrmReply> {
    with_key(server, key, now, |found| {
        done(CrmReply::FollowUps(found.into_iter().map(|(record, done)| TaskRef { record, done }).collect()))
    })
}

/// Makes one for the agent; for a meeting or a visit the types of activity are read first.
pub(super) fn create(server: &Direct, draft: &FollowUpDraft) -> Outcome<CrmReply> {
    let attendees = Some(&draft.attendees).filter(|all| !all.is_empty()).map(|all| format!("Attendees: {}", all.join(", ")));
    let lines = Some(draft.description.clone()).filter(|text| !text.is_empty()).into_iter().chain(attendees);
    let note: String = lines.map(|line| format!("<p>{}</p>", to_html(&line))).collect();
    let note = marked(server, &note, &draft.contact.id, &draft.key);
    let mut body = fields([
        ("subject", some(&draft.subject)),
        ("done", Some(false.into())),
        ("note", Some(note.into())),
        ("owner_id", owner(server)),
        ("participants", Some(json!([{ "person_id": number(&draft.contact.id)?, "primary": true }]))),
    ]);
    body.extend(due(Some(draft.due)));
    body.extend(bond(draft.association.as_ref())?);
    let (this, call) = (server.clone(), call_type(server).to_owned());
    let of_kind = move |kind: String| {
        body.insert("type".into(), kind.into());
        make(send(&this, Method::Post, "/api/v2/activities", &body), move |answer| {
            done(CrmReply::FollowUpCreated(record(&this, &answer["data"]).ok_or(incomplete(Access::Write))?))
        })
    };
    match draft.kind {
        FollowUpKind::Call => of_kind(call),
        FollowUpKind::Meeting | FollowUpKind::Visit => {
            ask(get(server, "/v1/activityTypes", &[]), move |types| of_kind(live_type(&types, "meeting").unwrap_or(call)))
        }
    }
}

/// The key of a type in use: the one of this very key, else one with its picture.
pub(super) fn live_type(types: &Value, wanted: &str) -> Option<String> {
    let live = || types["data"].as_array().into_iter().flatten().filter(|kind| kind["active_flag"] == true);
    let named = |name: &'static str| live().find(move |kind| kind[name] == wanted);
    named("key_string").or_else(|| named("icon_key"))?["key_string"].as_str().map(Into::into)
}
