//! Core's requests in the words of an App Connect server.

use callscribe_core::call::{CallResult, Direction};
use callscribe_core::crm::{CrmRequest, LogDraft, WriteKey};
use callscribe_core::entry::NewContact;
use callscribe_core::integration::{AppConnect, Field, FieldKind};
use callscribe_core::number::{NumberKind, PhoneNumber, search_forms};
use callscribe_core::order::OrdMap;
use callscribe_core::time::Millis;
use chrono::{DateTime, SecondsFormat};
use serde_json::{Map, Value, json};

use super::{contacts, shield};
use crate::http::{HttpRequest, Method, with_query};

/// The request that asks for it, or does it; `None` for what no connector offers.
pub(super) fn of(server: &AppConnect, asked: &CrmRequest) -> Option<HttpRequest> {
    Some(match asked {
        CrmRequest::FindContacts { number, formats, fresh } => find_contacts(server, number, formats, *fresh),
        CrmRequest::SearchContacts { name } => get(server, "/custom/contact/search", &[("name", name)]),
        CrmRequest::CreateContact { contact, number } => send(server, Method::Post, "/contact", &new_contact(server, contact, number)),
        CrmRequest::FindLog { key } => find_log(server, key, false),
        CrmRequest::CreateLog(draft) => send(server, Method::Post, "/callLog", &new_log(server, draft)),
        CrmRequest::UpdateLog { draft, .. } => send(server, Method::Patch, "/callLog", &changed_log(server, draft)),
        CrmRequest::SetDisposition { key, answers } => {
            let body = json!({ "sessionId": key.0, "hashedExtensionId": server.extension_id, "dispositions": answers });
            send(server, Method::Put, "/callDisposition", &body)
        }
        CrmRequest::FindFollowUp { .. } | CrmRequest::CreateFollowUp(_) => return None,
    })
}

/// Who has this number? Connectors search the spellings they are given and nothing else, so they get several.
pub(super) fn find_contacts(server: &AppConnect, number: &PhoneNumber, formats: &[String], fresh: bool) -> HttpRequest {
    let mut forms = search_forms(number, &[]);
    forms.extend(formats.iter().filter(|f| !forms.contains(f)).cloned().collect::<Vec<_>>());
    let forms: Vec<String> = forms.into_iter().filter(|form| !form.is_empty() && !form.contains(',')).collect();
    let forms = forms.join(",");
    let mut query = vec![("phoneNumber", number.key.as_str()), ("overridingFormat", forms.as_str())];
    if number.kind == NumberKind::Internal {
        query.push(("isExtension", "true"));
    }
    if fresh {
        query.push(("isForceRefreshAccountData", "true"));
    }
    get(server, "/contact", &query)
}

/// Is there a record with this key? With `details` the server reads it from the CRM, else it looks into its own list.
pub(super) fn find_log(server: &AppConnect, key: &WriteKey, details: bool) -> HttpRequest {
    let query = [("sessionIds", key.0.as_str()), ("hashedExtensionId", server.extension_id.as_str()), ("requireDetails", "true")];
    get(server, "/callLog", if details { &query } else { &query[..2] })
}

fn new_contact(server: &AppConnect, new: &NewContact, number: &PhoneNumber) -> Value {
    let kind = contacts::kind_to_make(server, &new.kind);
    let mut body = json!({ "phoneNumber": number.key, "newContactName": new.name });
    if !kind.is_empty() {
        body["newContactType"] = kind.into();
    }
    let answers: Map<String, Value> = answered(&server.contact_fields, kind, &new.answers).collect();
    if !answers.is_empty() {
        body["additionalSubmission"] = answers.into();
    }
    body
}

/// Parts that are switched off are left out; the server writes lines for what it gets only (I6).
fn new_log(server: &AppConnect, draft: &LogDraft) -> Value {
    let (from, to) = parties(draft);
    let info = json!({
        "id": draft.key.0,
        "sessionId": draft.key.0,
        "telephonySessionId": draft.key.0,
        "type": "Voice",
        "direction": direction(draft.direction),
        "from": from,
        "to": to,
    });
    let parts = [
        ("result", draft.result.as_ref().map(|told| result(told).into())),
        ("startTime", draft.start.map(|at| iso(at).into())),
        ("duration", draft.duration.map(Value::from)),
        ("customSubject", text(&draft.subject)),
        ("recording", draft.recording.as_ref().map(|link| json!({ "link": link }))),
        ("voicemail", draft.voicemail.as_ref().map(|link| json!({ "link": link }))),
    ];
    json!({
        "logInfo": with_parts(info, parts),
        "hashedExtensionId": server.extension_id,
        "contactId": draft.contact.id,
        "contactType": draft.contact.kind,
        "contactName": draft.contact.name,
        "note": shield::lines(&draft.note_and_told()),
        "additionalSubmission": submission(server, draft),
        "overridingFormat": [],
    })
}

/// The time is never told again (J3), duration and result only where they were corrected: they are the server's own lines.
fn changed_log(server: &AppConnect, draft: &LogDraft) -> Value {
    let (from, to) = parties(draft);
    let body = json!({
        "sessionId": draft.key.0,
        "hashedExtensionId": server.extension_id,
        "note": shield::replacement(&draft.note_and_told()),
        "direction": direction(draft.direction),
        "from": from,
        "to": to,
        "additionalSubmission": submission(server, draft),
    });
    let parts = [
        ("subject", text(&shield::replacement(&draft.subject))),
        ("result", draft.result.as_ref().filter(|_| draft.corrected).map(|told| shield::replacement(result(told)).into())),
        ("duration", draft.duration.filter(|_| draft.corrected).map(Value::from)),
        ("recordingLink", draft.recording.as_deref().map(Value::from)),
        ("voicemailLink", draft.voicemail.as_deref().map(Value::from)),
    ];
    with_parts(body, parts)
}

fn with_parts<const N: usize>(mut body: Value, parts: [(&str, Option<Value>); N]) -> Value {
    for (name, part) in parts {
        if let Some(part) = part {
            body[name] = part;
        }
    }
    body
}

fn text(text: &str) -> Option<Value> {
    Some(text).filter(|text| !text.is_empty()).map(Value::from)
}

/// Answers to the fields of the manifest, with their defaults where nobody gave one (K6).
fn submission(server: &AppConnect, draft: &LogDraft) -> Value {
    let answered = answered(&server.fields, &draft.contact.kind, &draft.answers);
    answered.chain(draft.association.iter().map(|a| (a.field.clone(), Value::from(a.id.as_str())))).collect()
}

/// What is answered to the fields asked of a contact of this kind, by a person or by default.
fn answered(fields: &[Field], contact_kind: &str, answers: &OrdMap<String, String>) -> impl Iterator<Item = (String, Value)> {
    fields.iter().filter(move |field| field.is_asked_of(contact_kind)).filter_map(move |field| {
        let answer = answers.get(&field.name).or(field.default.as_ref())?;
        let value = if field.kind == FieldKind::Checkbox { Value::from(answer == "true") } else { Value::from(answer.as_str()) };
        Some((field.name.clone(), value))
    })
}

fn parties(draft: &LogDraft) -> (Value, Value) {
    let number = |number: &Option<PhoneNumber>| number.as_ref().map(|number| number.key.as_str().into());
    let other = with_parts(json!({ "name": draft.contact.name }), [("phoneNumber", number(&draft.number))]);
    let own = with_parts(json!({}), [("phoneNumber", number(&draft.own))]);
    match draft.direction {
        Direction::Inbound => (other, own),
        Direction::Outbound => (own, other),
    }
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "Inbound",
        Direction::Outbound => "Outbound",
    }
}

/// The results RingCentral writes, which connectors know.
fn result(result: &CallResult) -> &str {
    match result {
        CallResult::Answered => "Call connected",
        CallResult::Missed => "Missed",
        CallResult::NoAnswer => "No Answer",
        CallResult::Busy => "Busy",
        CallResult::Declined => "Rejected",
        CallResult::Voicemail => "Voicemail",
        CallResult::Failed => "Call Failed",
        CallResult::AnsweredElsewhere => "Answered elsewhere",
        CallResult::EndedWhileDisconnected => "Ended while disconnected",
        CallResult::Other(word) => word,
    }
}

fn iso(at: Millis) -> String {
    DateTime::from_timestamp_millis(at).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn get(server: &AppConnect, path: &str, query: &[(&str, &str)]) -> HttpRequest {
    HttpRequest::get(with_query(&format!("{}{path}", server.server_url), query)).with_token()
}

fn send(server: &AppConnect, method: Method, path: &str, body: &Value) -> HttpRequest {
    HttpRequest::sending(method, format!("{}{path}", server.server_url), body).with_token()
}

#[cfg(test)]
mod tests;
