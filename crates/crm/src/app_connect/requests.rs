//! Core's requests in the words of an App Connect server.

use callscribe_core::call::{CallResult, Direction};
use callscribe_core::crm::{CrmRequest, LogDraft, WriteKey};
use callscribe_core::integration::AppConnect;
use callscribe_core::number::{NumberKind, PhoneNumber, search_forms};
use callscribe_core::time::Millis;
use chrono::{DateTime, SecondsFormat};
use serde_json::{Value, json};

use super::shield;
use crate::http::{HttpRequest, Method, with_query};

/// The first request of an exchange.
pub(super) fn first(server: &AppConnect, asked: &CrmRequest) -> HttpRequest {
    match asked {
        CrmRequest::FindContacts { number, formats, fresh } => find_contacts(server, number, formats, *fresh),
        CrmRequest::SearchContacts { name } => get(server, "/custom/contact/search", &[("name", name)]),
        CrmRequest::CreateContact { name, kind, number } => send(server, Method::Post, "/contact", &new_contact(name, kind, number)),
        CrmRequest::FindLog { key } => find_log(server, key, false),
        CrmRequest::CreateLog(draft) => send(server, Method::Post, "/callLog", &new_log(server, draft)),
        CrmRequest::UpdateLog { draft, .. } => send(server, Method::Patch, "/callLog", &changed_log(server, draft)),
        CrmRequest::SetDisposition { key, answers } => {
            let body = json!({ "sessionId": key.0, "hashedExtensionId": server.extension_id, "dispositions": answers });
            send(server, Method::Put, "/callDisposition", &body)
        }
    }
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

fn new_contact(name: &str, kind: &str, number: &PhoneNumber) -> Value {
    let mut body = json!({ "phoneNumber": number.key, "newContactName": name });
    if !kind.is_empty() {
        body["newContactType"] = kind.into();
    }
    body
}

fn new_log(server: &AppConnect, draft: &LogDraft) -> Value {
    let (from, to) = parties(draft);
    let mut info = json!({
        "id": draft.key.0,
        "sessionId": draft.key.0,
        "telephonySessionId": draft.key.0,
        "type": "Voice",
        "direction": direction(draft.direction),
        "result": result(&draft.result),
        "startTime": iso(draft.start),
        "duration": draft.duration,
        "from": from,
        "to": to,
        "customSubject": draft.subject,
    });
    if let Some(link) = &draft.recording {
        info["recording"] = json!({ "link": link });
    }
    json!({
        "logInfo": info,
        "hashedExtensionId": server.extension_id,
        "contactId": draft.contact.id,
        "contactType": draft.contact.kind,
        "contactName": draft.contact.name,
        "note": shield::lines(&draft.note),
        "additionalSubmission": submission(draft),
        "overridingFormat": [],
    })
}

/// Time, duration and result stay away: the server would look for their lines in the note as well, and rewrite them there.
fn changed_log(server: &AppConnect, draft: &LogDraft) -> Value {
    let (from, to) = parties(draft);
    let mut body = json!({
        "sessionId": draft.key.0,
        "hashedExtensionId": server.extension_id,
        "note": shield::replacement(&draft.note),
        "subject": shield::replacement(&draft.subject),
        "direction": direction(draft.direction),
        "from": from,
        "to": to,
        "additionalSubmission": submission(draft),
    });
    if let Some(link) = &draft.recording {
        body["recordingLink"] = link.as_str().into();
    }
    body
}

fn submission(draft: &LogDraft) -> Value {
    draft.association.iter().map(|a| (a.field.clone(), Value::from(a.id.as_str()))).collect()
}

fn parties(draft: &LogDraft) -> (Value, Value) {
    let other = json!({ "phoneNumber": draft.other.key, "name": draft.contact.name });
    let own = json!({ "phoneNumber": draft.own.key });
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
