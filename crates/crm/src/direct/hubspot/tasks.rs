//! Follow-ups as tasks. HubSpot has no field for a key of ours on a task: it stands in small letters at the end of the text, where the search finds it.

use callscribe_core::crm::{CrmReply, FollowUpDraft, TaskRef, WriteKey};
use callscribe_core::follow_up::FollowUpKind;
use callscribe_core::integration::Direct;
use serde_json::json;

use super::search::{all, filter};
use super::{TASK, associations, deals, id, iso, properties, property, record, send, some};
use crate::answer::Access;
use crate::direct::failure::incomplete;
use crate::direct::flow::{Outcome, done, make};
use crate::direct::markup::{to_html, to_text};
use crate::http::Method;

const BODY: &str = "hs_task_body";
const STATUS: &str = "hs_task_status";
/// The vendor's numbers for what a task goes with.
const TO_CONTACT: u16 = 204;
const TO_DEAL: u16 = 216;

/// Which tasks have this key? The search knows words, so the key's last word is asked for, and what has the whole key counts.
pub(super) fn find(server: &Direct, key: &WriteKey) -> Outcome<CrmReply> {
    let word = key.0.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let wanted = key.0.clone();
    all(server, "tasks", json!([filter(BODY, "CONTAINS_TOKEN", word)]), &[BODY, STATUS], move |server, hits| {
        let ours = hits.iter().filter(|hit| to_text(property(hit, BODY)).split_whitespace().any(|word| word == wanted));
        let task = |hit| Some(TaskRef { record: record(server, TASK, id(hit)?), done: property(hit, STATUS) == "COMPLETED" });
        let tasks: Option<Vec<TaskRef>> = ours.map(task).collect();
        done(CrmReply::FollowUps(tasks.ok_or(incomplete(Access::Read))?))
    })
}

/// Makes one, for the agent to do.
pub(super) fn create(server: &Direct, draft: &FollowUpDraft) -> Outcome<CrmReply> {
    let kind = match draft.kind {
        FollowUpKind::Call => "CALL",
        // HubSpot's own name for a task that is neither a call nor an e-mail.
        FollowUpKind::Meeting | FollowUpKind::Visit => "TODO",
    };
    let attendees = Some(&draft.attendees).filter(|all| !all.is_empty()).map(|all| format!("Attendees: {}", all.join(", ")));
    let lines = [some(&draft.description), attendees].into_iter().flatten().map(|line| format!("<p>{}</p>", to_html(&line)));
    let body: String = lines.chain([format!("<p><small>Callscribe {}</small></p>", to_html(&draft.key.0))]).collect();
    let properties = properties([
        ("hs_timestamp", Some(iso(draft.due))),
        ("hs_task_subject", some(&draft.subject)),
        (BODY, Some(body)),
        (STATUS, Some("NOT_STARTED".into())),
        ("hs_task_type", Some(kind.into())),
        ("hs_task_reminders", draft.remind_at.map(|at| at.to_string())),
        ("hubspot_owner_id", some(&server.user)),
    ]);
    let deal = draft.association.as_ref().filter(|association| association.field == deals::FIELD);
    let bonds = associations([(some(&draft.contact.id).as_deref(), TO_CONTACT), (deal.map(|deal| deal.id.as_str()), TO_DEAL)]);
    let this = server.clone();
    let request = send(server, Method::Post, "/crm/v3/objects/tasks", &json!({ "properties": properties, "associations": bonds }));
    make(request, move |made| done(CrmReply::FollowUpCreated(record(&this, TASK, id(&made).ok_or(incomplete(Access::Write))?))))
}
