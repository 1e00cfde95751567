//! Follow-ups: what an agent means to do after a call, and when to be reminded of it (K5, K7).

mod task;

use serde::{Deserialize, Serialize};

pub use self::task::Task;
use crate::call::CallId;
use crate::contact::{Association, Contact};
use crate::integration::IntegrationId;
use crate::number::PhoneNumber;
use crate::store::{Column, Store, Stored, index, stamp};
use crate::time::{HOUR, MINUTE, Millis};

/// A follow-up; open until it is done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// Made once, with its form: begins with the key of the call it came from, if any.
    pub id: String,
    /// What is to be done.
    pub kind: FollowUpKind,
    /// In a few words; never empty.
    pub subject: String,
    /// The call it came from.
    #[serde(default)]
    pub call: Option<CallId>,
    /// Whom it is with.
    pub with: Party,
    /// The record it goes with besides.
    #[serde(default)]
    pub association: Option<Association>,
    /// When it is to be done.
    pub due: Millis,
    /// How long before that the agent is reminded, one of [`REMIND_BEFORE`].
    pub remind_before: Millis,
    /// At most [`DESCRIPTION`] characters.
    #[serde(default)]
    pub description: String,
    /// Who takes part.
    #[serde(default)]
    pub attendees: Vec<String>,
    /// Who does it; empty for the agent.
    #[serde(default)]
    pub assigned_to: String,
    /// "Snooze": reminded then instead.
    #[serde(default)]
    pub snoozed_until: Option<Millis>,
    /// The instant the agent was last reminded for.
    #[serde(default)]
    pub reminded: Option<Millis>,
    /// When it was done.
    #[serde(default)]
    pub done: Option<Millis>,
    /// Its task in the CRM of whom it is with, as far as it came; `None` where it is kept here only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<Box<Task>>,
}

/// How long before a follow-up an agent can be reminded.
pub const REMIND_BEFORE: [Millis; 4] = [0, 15 * MINUTE, 30 * MINUTE, HOUR];
/// Characters of a description.
pub const DESCRIPTION: usize = 500;

/// What is to be done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum FollowUpKind {
    /// A call.
    #[default]
    Call,
    /// A meeting.
    Meeting,
    /// A visit.
    Visit,
}

/// Whom a follow-up is with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// For eyes; empty where nobody knows it.
    pub name: String,
    /// The number of the call.
    #[serde(default)]
    pub number: Option<PhoneNumber>,
    /// The contact, and where.
    #[serde(default)]
    pub contact: Option<(IntegrationId, Box<Contact>)>,
}

impl Party {
    /// A name or a number for eyes.
    pub fn shown(&self) -> &str {
        match &self.number {
            Some(number) if self.name.is_empty() => &number.shown,
            _ => &self.name,
        }
    }
}

impl FollowUp {
    /// When the agent is to be reminded.
    pub fn remind_at(&self) -> Millis {
        self.snoozed_until.unwrap_or(self.due - self.remind_before)
    }

    /// When a reminder is due that was not shown yet (K7).
    pub fn reminder(&self) -> Option<Millis> {
        let at = self.remind_at();
        (self.is_open() && self.reminded != Some(at)).then_some(at)
    }

    /// Whether it is still to be done.
    pub fn is_open(&self) -> bool {
        self.done.is_none()
    }

    /// Whether it stands at the top of Calls: its time has come, and it was neither done nor snoozed (K7).
    pub fn calls_for_attention(&self, now: Millis) -> bool {
        self.is_open() && self.remind_at() <= now
    }

    /// Its place in the list of open ones.
    fn place(&self) -> String {
        format!("{}>{}", stamp(self.due), self.id)
    }
}

impl Stored for FollowUp {
    const STORE: Store = Store::FollowUps;
    fn key(&self) -> String {
        self.id.clone()
    }
    fn columns(&self) -> Vec<(String, Column)> {
        let open = self.is_open().then(|| (index::OPEN.into(), Column::One(self.place())));
        let number = self.with.number.as_ref().filter(|number| !number.key.is_empty());
        let of_number = number.map(|number| (index::NUMBER.into(), Column::One(format!("{}>{}", number.key, self.place()))));
        // Open ones are all in memory; one that was done is there while its task is not yet known to be there once.
        let due = self.task_due().filter(|_| !self.is_open()).map(|due| (index::DUE.into(), Column::One(stamp(due))));
        open.into_iter().chain(of_number).chain(due).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOON, follow_up};

    #[test]
    fn k7_a_reminder_is_due_so_long_before_until_it_was_shown_snoozed_or_done() {
        let open = FollowUp { remind_before: 15 * MINUTE, ..follow_up("f") };
        let at = NOON + HOUR - 15 * MINUTE;
        let cases = [
            (open.clone(), Some(at)),
            (FollowUp { reminded: Some(at), ..open.clone() }, None),
            (FollowUp { reminded: Some(at), due: NOON + 2 * HOUR, ..open.clone() }, Some(at + HOUR)),
            (FollowUp { reminded: Some(at), snoozed_until: Some(NOON + 3 * HOUR), ..open.clone() }, Some(NOON + 3 * HOUR)),
            (FollowUp { done: Some(NOON), ..open }, None),
        ];
        for (follow_up, expected) in cases {
            assert_eq!(follow_up.reminder(), expected, "{follow_up:?}");
        }
    }

    #[test]
    fn k7_it_stands_at_the_top_of_calls_from_its_reminder_until_it_is_done_or_snoozed() {
        let open = follow_up("f");
        let snoozed = FollowUp { snoozed_until: Some(NOON + 2 * HOUR), ..open.clone() };
        let done = FollowUp { done: Some(NOON + HOUR), ..open.clone() };
        let shown = |one: &FollowUp| [HOUR - 1, HOUR, 2 * HOUR].map(|after| one.calls_for_attention(NOON + after));
        assert_eq!([shown(&open), shown(&snoozed), shown(&done)], [[false, true, true], [false, false, true], [false; 3]]);
    }

    #[test]
    fn whom_it_is_with_is_a_name_else_a_number() {
        let party = follow_up("f").with;
        assert_eq!(Party { name: "Ann".into(), ..party.clone() }.shown(), "Ann");
        assert_eq!(Party { name: String::new(), ..party }.shown(), "4155550101");
    }
}
