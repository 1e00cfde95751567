//! Follow-ups as activities, which Odoo keeps by day and archives once they are done.

use callscribe_core::crm::{CrmReply, FollowUpDraft, RecordRef, TaskRef, WriteKey};
use callscribe_core::follow_up::FollowUpKind;
use callscribe_core::time::SECOND;
use chrono::{DateTime, FixedOffset, Offset, Utc};
use serde_json::json;

use super::super::failure::incomplete;
use super::super::flow::{Outcome, done};
use super::body::html;
use super::calls::{Door, MODULE, id, number};
use super::contacts::OPPORTUNITY;
use crate::answer::Access;

const ACTIVITY: &str = "mail.activity";

/// An activity of the agent, at the opportunity if there is one, else at the contact.
pub(super) fn create(door: Door, draft: &FollowUpDraft) -> Outcome<CrmReply> {
    let opportunity = draft.association.as_ref().filter(|association| association.field == OPPORTUNITY);
    let (model, at) = opportunity.map_or(("res.partner", &draft.contact.id), |association| ("crm.lead", &association.id));
    let kind = match draft.kind {
        FollowUpKind::Call => "mail.mail_activity_data_call",
        FollowUpKind::Meeting => "mail.mail_activity_data_meeting",
        FollowUpKind::Visit => "mail.mail_activity_data_todo",
    };
    let fields = ["id", "res_model_id/id", "res_id", "activity_type_id/id", "summary", "note", "date_deadline", "user_id/.id"];
    let (day, note) = day_and_note(draft);
    let model_id = format!("{}.model_{}", if model == "crm.lead" { "crm" } else { "base" }, model.replace('.', "_"));
    let row = json!([external(&draft.key), model_id, number(at), kind, draft.subject, note, day, door.user]);
    let page = door.page(model, at);
    door.make(ACTIVITY, &fields, &[row], |id| done(CrmReply::FollowUpCreated(RecordRef { id, url: Some(page) })))
}

/// The agent's own day, and below the description what a day does not say.
fn day_and_note(draft: &FollowUpDraft) -> (String, String) {
    let zone = FixedOffset::east_opt(draft.offset).unwrap_or_else(|| Utc.fix());
    let due = DateTime::from_timestamp_millis(draft.due - draft.due % SECOND).unwrap_or_default().with_timezone(&zone);
    let time = format!("At {}", due.format("%H:%M (UTC%:z)"));
    let attendees = Some(draft.attendees.join(", ")).filter(|all| !all.is_empty()).map(|all| format!("Attendees: {all}"));
    let lines = [Some(draft.description.clone()).filter(|text| !text.is_empty()), Some(time), attendees];
    let note = lines.into_iter().flatten().map(|line| format!("<p dir=\"auto\">{}</p>", html(&line))).collect();
    (due.format("%Y-%m-%d").to_string(), note)
}

/// The activity of a key; archived once somebody did it.
pub(super) fn find(door: Door, key: &WriteKey) -> Outcome<CrmReply> {
    let then = door.clone();
    door.look_up(&external(key), Access::Read, move |found| {
        let Some((_, record)) = found.filter(|(model, _)| model == ACTIVITY) else { return done(CrmReply::FollowUps(Vec::new())) };
        let read = then.read(ACTIVITY, json!([["id", "=", number(&record)]]), &["active", "res_model", "res_id"], true, 1);
        let door = then.clone();
        then.list(read, move |found| {
            let tasks: Option<Vec<TaskRef>> = found
                .iter()
                .map(|one| {
                    let url = one["res_model"].as_str().zip(id(&one["res_id"])).map(|(model, at)| door.page(model, &at));
                    Some(TaskRef { record: RecordRef { id: id(&one["id"])?, url }, done: one["active"] == false })
                })
                .collect();
            done(CrmReply::FollowUps(tasks.ok_or_else(|| incomplete(Access::Read))?))
        })
    })
}

fn external(key: &WriteKey) -> String {
    format!("{MODULE}.task_{}", key.0)
}
