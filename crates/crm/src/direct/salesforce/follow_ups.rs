//! A follow-up: an open Task with a reminder (K5). Whether it was done is what Salesforce says of it.

use callscribe_core::crm::{CrmReply, FollowUpDraft, TaskRef, WriteKey};
use callscribe_core::follow_up::FollowUpKind;
use callscribe_core::integration::Direct;
use callscribe_core::time::Millis;
use chrono::{DateTime, SecondsFormat};
use serde_json::{Value, json};

use super::super::flow::{Outcome, ask, done, write};
use super::calls::{KEY, TASK, having_key, with_key};
use super::opportunities::ABOUT;
use super::query::of_kind;
use super::{cut, is_lead, local, made, record, send};
use crate::http::Method;

/// The Tasks with a key.
pub(super) fn find(server: &Direct, key: &WriteKey) -> Outcome<CrmReply> {
    let (server, key) = (server.clone(), key.clone());
    ask(with_key(&server, &key), move |answer| {
        let tasks = having_key(&answer, &key)?;
        let task = |(id, row): &(String, Value)| TaskRef { record: record(&server, id), done: row["IsClosed"] == true };
        done(CrmReply::FollowUps(tasks.iter().map(task).collect()))
    })
}

/// Makes the Task; its status and priority are those the organisation begins with.
pub(super) fn create(server: &Direct, draft: &FollowUpDraft) -> Outcome<CrmReply> {
    let server = server.clone();
    let request = send(&server, Method::Post, &of_kind(TASK), &new(draft));
    write(request, move |answer| done(CrmReply::FollowUpCreated(made(&server, &answer)?)))
}

fn new(draft: &FollowUpDraft) -> Value {
    let mut body = json!({
        "Subject": cut(&draft.subject),
        "Description": description(draft),
        "WhoId": draft.contact.id,
        "ActivityDate": local(draft.due, draft.offset).format("%Y-%m-%d").to_string(),
        "TaskSubtype": if draft.kind == FollowUpKind::Call { "Call" } else { "Task" },
        "IsReminderSet": draft.remind_at.is_some(),
        KEY: draft.key.0,
    });
    if let Some(at) = draft.remind_at {
        body["ReminderDateTime"] = utc(at).into();
    }
    if let Some(about) = draft.association.as_ref().filter(|_| !is_lead(&draft.contact)) {
        body[ABOUT] = about.id.as_str().into();
    }
    body
}

/// A Task is due on a day: its hour stands in its text, as do its kind and who takes part.
fn description(draft: &FollowUpDraft) -> String {
    let kind = match draft.kind {
        FollowUpKind::Call => "Call",
        FollowUpKind::Meeting => "Meeting",
        FollowUpKind::Visit => "Visit",
    };
    let due = local(draft.due, draft.offset).format("%Y-%m-%d %H:%M (UTC%:z)");
    let attendees = draft.attendees.iter().map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(", ");
    let mut text = if draft.description.is_empty() { String::new() } else { format!("{}\n\n", draft.description) };
    text.push_str(&format!("{kind}: {due}"));
    if !attendees.is_empty() {
        text.push_str(&format!("\nAttendees: {attendees}"));
    }
    text
}

fn utc(at: Millis) -> String {
    DateTime::from_timestamp_millis(at).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Millis, true)
}
