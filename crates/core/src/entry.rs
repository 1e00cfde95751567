//! What one integration knows of one call.

mod conflict;
mod sent;
mod status;
mod steps;

use serde::{Deserialize, Serialize};

pub use self::conflict::{Conflict, Exclusion};
pub use self::sent::Sent;
pub use self::status::{LogStatus, Record, Try, Write};
pub use self::steps::{Step, StepKind};
use crate::call::CallId;
use crate::choices::{ManyAssociations, ManyContacts, Policies};
use crate::contact::{Association, Contact, ContactMatch};
use crate::crm::WriteKey;
use crate::integration::IntegrationId;
use crate::order::OrdMap;
use crate::store::stamp;
use crate::time::Millis;

/// The identity of a log entry: at most one CRM record per key, for ever.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LogKey {
    /// The call.
    pub call: CallId,
    /// The integration.
    pub integration: IntegrationId,
}

impl LogKey {
    /// The key the entry is stored under; entries of one call lie side by side.
    pub fn key(&self) -> String {
        format!("{}>{}", self.call.key(), self.integration.as_str())
    }
    /// Reads back what [`LogKey::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        let (call, integration) = key.rsplit_once('>')?;
        Some(Self { call: CallId::from_key(call)?, integration: IntegrationId::new(integration) })
    }
}

/// What one integration knows of one call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// Its identity.
    pub key: LogKey,
    /// Where it stands.
    pub status: LogStatus,
    /// Who drives it; a lower one never touches what a higher one holds (G6).
    pub mode: Mode,
    /// The latest answer to "who has this number?", with when it came.
    #[serde(default)]
    pub found: Option<(Millis, ContactMatch)>,
    /// The contact the record goes to, once decided.
    #[serde(default)]
    pub contact: Option<ContactChoice>,
    /// The association it goes with: outer `None` = undecided, inner `None` = decided to have none.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "decided")]
    pub association: Option<Option<Association>>,
    /// The policies in force when the call ended, unless they were the usual ones (F5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policies: Option<Box<Policies>>,
    /// What a policy guessed without asking (F5).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guessed: Vec<Guess>,
    /// Whom its record has to be moved to by hand, as the integration cannot move one (C2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_move: Option<Box<Contact>>,
    /// When a placeholder is made by policy, while nobody has the number (F4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder_at: Option<Millis>,
    /// How often it was logged again by hand after its record was deleted (C2).
    #[serde(default)]
    pub generation: u32,
    /// A form is open on it: nothing below manual writes before this instant (C4).
    #[serde(default)]
    pub held_until: Option<Millis>,
    /// When its contact's page opened by itself (I8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub popped: Option<Millis>,
    /// What the note of the running call means for it (B).
    #[serde(default)]
    pub delay: Delay,
    /// What "Don't log" set aside, for taking it back (F3).
    #[serde(default)]
    pub before_dismissal: Option<Box<LogStatus>>,
    /// What a person answered to the integration's own fields, by their names (K6).
    #[serde(default, skip_serializing_if = "OrdMap::is_empty")]
    pub answers: OrdMap<String, String>,
    /// What it goes on asking a person while the digest looks at it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub still_asks: Option<Box<Conflict>>,
    /// What its record was last made to say, since the first request left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Sent>,
    /// Its last twenty steps, oldest first, for "Why?" (L4).
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// Keeps "decided to have none" (null) apart from "undecided" (absent).
fn decided<'de, D: serde::Deserializer<'de>>(text: D) -> Result<Option<Option<Association>>, D::Error> {
    Option::deserialize(text).map(Some)
}

/// Who a record goes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContactChoice {
    /// A contact the integration has.
    Known(Box<Contact>),
    /// A placeholder to be made first (C5).
    New(NewContact),
}

/// A contact to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewContact {
    /// Its name.
    pub name: String,
    /// The integration's word for its kind; empty for the default.
    pub kind: String,
    /// What the integration asks of it, by field name (K6).
    #[serde(default)]
    pub answers: OrdMap<String, String>,
}

impl NewContact {
    /// One of the default kind, for which a name is enough (C5).
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}

impl ContactChoice {
    /// The name for eyes.
    pub fn name(&self) -> &str {
        match self {
            Self::Known(contact) => &contact.name,
            Self::New(new) => &new.name,
        }
    }
}

/// Whether an entry waits some minutes after the end of its call, as its note was opened (B).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delay {
    /// The note was not opened while the call ran, or was cancelled (B4).
    #[default]
    Unasked,
    /// The note was opened: delayed where it would log by itself and knows a contact (B1).
    NoteOpened,
    /// Switched on by the agent: delayed whatever automatic logging says (B2).
    On,
    /// Switched off by the agent: as if no note had been opened (B2).
    Off,
    /// The call has ended: delayed until this instant (I4).
    Until(Millis),
}

/// What a policy guessed (F5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Guess {
    /// A placeholder was made.
    Placeholder,
    /// One of several contacts was taken.
    Contact(ManyContacts),
    /// One of several associations was taken, or none.
    Association(ManyAssociations),
}

/// Who drives an entry, highest last (G6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Mode {
    /// The hourly digest (D).
    Digest,
    /// Catch-up after a gap (E).
    CatchUp,
    /// At the call's end (A).
    Automatic,
    /// Some minutes after the end, because a note was opened (B).
    Delayed,
    /// A person (C).
    Manual,
}

impl LogEntry {
    /// A new entry, as a call begins.
    pub fn new(key: LogKey) -> Self {
        Self {
            key,
            status: LogStatus::Unlogged,
            mode: Mode::Automatic,
            found: None,
            contact: None,
            association: None,
            policies: None,
            guessed: Vec::new(),
            to_move: None,
            placeholder_at: None,
            generation: 0,
            held_until: None,
            popped: None,
            delay: Delay::Unasked,
            before_dismissal: None,
            answers: OrdMap::new(),
            still_asks: None,
            sent: None,
            steps: Vec::new(),
        }
    }

    /// Notes a step, forgetting all but the last twenty.
    pub fn step(&mut self, at: Millis, what: StepKind) {
        self.steps.push(Step { at, what });
        let surplus = self.steps.len().saturating_sub(20);
        self.steps.drain(..surplus);
    }

    /// The key its record travels under.
    pub fn write_key(&self) -> WriteKey {
        WriteKey::of(&self.key, self.generation)
    }

    /// Whether a policy, not a person, wants a placeholder made (F4).
    pub fn makes_placeholder_by_policy(&self) -> bool {
        matches!(self.contact, Some(ContactChoice::New(_))) && self.guessed.contains(&Guess::Placeholder)
    }

    /// The contacts the latest look-up found.
    pub fn candidates(&self) -> &[Contact] {
        self.found.as_ref().map_or(&[], |(_, found)| found.contacts())
    }

    /// The one contact it is about: the one decided on, else the only one found.
    pub fn known_contact(&self) -> Option<&Contact> {
        match (&self.contact, self.candidates()) {
            (Some(ContactChoice::Known(contact)), _) => Some(contact),
            (None, [only]) => Some(only),
            _ => None,
        }
    }

    /// The record in the CRM, if there is one.
    pub fn record(&self) -> Option<&Record> {
        match &self.status {
            LogStatus::Logged(record)
            | LogStatus::UpdatePending { record, .. }
            | LogStatus::UpdateFailed(record, _)
            | LogStatus::RecordGone(record)
            | LogStatus::Sending { write: Write::Update(record), .. }
            | LogStatus::InDoubt { write: Write::Update(record), .. }
            | LogStatus::Retry { write: Some(Write::Update(record)), .. } => Some(record),
            _ => None,
        }
    }

    /// When the entry has to be looked at next without anybody asking; `None` when it has no due time.
    pub fn due(&self) -> Option<Millis> {
        let waits_for_a_form = matches!(
            self.status,
            LogStatus::Ready { .. } | LogStatus::Delayed { .. } | LogStatus::Retry { write: Some(Write::Log | Write::Contact), .. }
        );
        match &self.status {
            LogStatus::Unresolved(Conflict::NoContact) => self.placeholder_at,
            status if waits_for_a_form => status.due().map(|due| self.held_until.map_or(due, |held| held.max(due))),
            status => status.due(),
        }
    }

    /// Whether it counts as Unlogged in the filter: no record and no "Don't log"; Earlier and excluded ones do not count.
    pub fn is_unlogged(&self) -> bool {
        self.record().is_none()
            && !matches!(
                self.status,
                LogStatus::Dismissed
                    | LogStatus::Excluded(_)
                    | LogStatus::Earlier
                    | LogStatus::Removed
                    | LogStatus::Unresolved(Conflict::Doubled(_))
            )
    }

    /// Its place among the entries in Unresolved: unique, by the call's start; `None` when it does not stand there.
    pub fn unresolved_place(&self) -> Option<String> {
        let first = self.steps.first().map_or(0, |step| step.at);
        self.is_unresolved().then(|| format!("{}{}", stamp(first), self.key.key()))
    }

    /// Whether it stands in Unresolved.
    pub fn is_unresolved(&self) -> bool {
        self.conflict().is_some() || matches!(self.status, LogStatus::UpdateFailed(..))
    }

    /// What it asks a person, also while the digest looks at it again.
    pub fn conflict(&self) -> Option<&Conflict> {
        match &self.status {
            LogStatus::Unresolved(conflict) => Some(conflict),
            LogStatus::Matching(_) => self.still_asks.as_deref(),
            _ => None,
        }
    }
}
