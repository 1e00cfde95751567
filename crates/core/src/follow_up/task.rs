//! A follow-up's task in a CRM (K5): a write like a call's record, with the same states (G2).

use serde::{Deserialize, Serialize};

use super::FollowUp;
use crate::contact::Contact;
use crate::crm::{ErrorKind, FollowUpDraft, WriteKey};
use crate::entry::{Conflict, LogStatus, Record};
use crate::hash::stable_hash;
use crate::integration::IntegrationId;
use crate::time::{Millis, Zone};

/// A follow-up's task in a CRM.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Where it is made. One that may be there already stays there, whoever the follow-up is with by now.
    pub integration: IntegrationId,
    /// Whom it is with there.
    pub contact: Contact,
    /// How far it came. Dismissed: the agent keeps the follow-up here. Earlier: it came from a file, which sends nothing by itself.
    pub status: LogStatus,
    /// A request left of which nobody knows whether it made the task; over once it is surely absent.
    #[serde(default)]
    pub doubted: bool,
    /// The reminder before which the CRM was last asked whether it was done there (K7).
    #[serde(default)]
    pub looked_for: Option<Millis>,
}

impl Task {
    /// One that is to be made.
    pub fn new(integration: IntegrationId, contact: Contact) -> Self {
        Self { integration, contact, status: LogStatus::ready(), doubted: false, looked_for: None }
    }

    /// The task in the CRM, if it is known to be there.
    pub fn record(&self) -> Option<&Record> {
        match &self.status {
            LogStatus::Logged(record) => Some(record),
            _ => None,
        }
    }

    /// Whether it is there, or may be, so that no other may be made elsewhere.
    pub fn may_be_there(&self) -> bool {
        let is_there = match &self.status {
            LogStatus::Sending { .. } | LogStatus::InDoubt { .. } | LogStatus::Logged(_) => true,
            LogStatus::Unresolved(conflict) => matches!(conflict, Conflict::OutcomeUnknown(_) | Conflict::Doubled(_)),
            LogStatus::Retry { waiting_for, .. } => waiting_for.kind == ErrorKind::Ambiguous,
            _ => false,
        };
        is_there || self.doubted
    }

    /// Whether it waits for a person.
    pub fn is_unresolved(&self) -> bool {
        matches!(self.status, LogStatus::Unresolved(_))
    }
}

impl FollowUp {
    /// When its task has to be looked at next without anybody asking. One that was done before is not made any more; one that may have been
    /// made is looked for all the same.
    pub fn task_due(&self) -> Option<Millis> {
        let task = self.task.as_ref()?;
        match &task.status {
            LogStatus::Ready { .. } | LogStatus::Retry { .. } if !self.is_open() => None,
            status => status.due(),
        }
    }

    /// Whether its task was made, or found, with other words than it has by now.
    pub fn is_changed_since_sent(&self) -> bool {
        let sent = self.task.as_ref().and_then(|task| task.record()).map_or(0, |record| record.sent_revision);
        sent != 0 && sent != self.print()
    }

    /// A print of all that its task says, never 0.
    pub fn print(&self) -> u64 {
        let contact = self.with.contact.as_ref().map(|(integration, contact)| (integration, &contact.id));
        let association = self.association.as_ref().map(|one| &one.id);
        let said = (self.kind, &self.subject, &self.description, contact, association, self.due, self.remind_before, &self.attendees);
        (stable_hash(&serde_json::to_vec(&said).unwrap_or_default()) as u64).max(1)
    }

    /// What the CRM is told, in the zone the agent is in; `None` where nothing is to be told.
    pub fn draft(&self, zone: &Zone) -> Option<FollowUpDraft> {
        let task = self.task.as_ref()?;
        let is_with_them = self.with.contact.as_ref().is_some_and(|(integration, _)| *integration == task.integration);
        Some(FollowUpDraft {
            key: WriteKey::of_follow_up(&self.id),
            kind: self.kind,
            subject: self.subject.clone(),
            description: self.description.clone(),
            contact: task.contact.clone(),
            association: self.association.clone().filter(|_| is_with_them),
            due: self.due,
            offset: zone.offset_at(self.due),
            remind_at: Some(self.due - self.remind_before),
            attendees: self.attendees.clone(),
        })
    }
}
