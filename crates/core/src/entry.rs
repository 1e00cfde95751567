//! What one integration knows of one call, and the states it goes through on its way to a record.

use serde::{Deserialize, Serialize};

use crate::call::{CallId, Direction};
use crate::choices::{ManyAssociations, ManyContacts, Policies};
use crate::contact::{Association, Contact, ContactMatch};
use crate::crm::{CrmError, LogDraft, RecordRef, WriteKey};
use crate::integration::IntegrationId;
use crate::own_text::OwnText;
use crate::settings::Content;
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
    /// What the note of the running call means for it (B).
    #[serde(default)]
    pub delay: Delay,
    /// What "Don't log" set aside, for taking it back (F3).
    #[serde(default)]
    pub before_dismissal: Option<Box<LogStatus>>,
    /// What its record was last made to say, since the first request left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Sent>,
    /// Its last twenty steps, oldest first, for "Why?" (L4).
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// What a record was made to say: enough to tell what changed since, and which text in the CRM is ours (B7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The parts and formats it was made with, unless they are the usual ones: later updates keep them (I4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    /// A print of the facts it says.
    pub facts: u64,
    /// Its notes: the one that surely arrived, then those that may have.
    pub notes: Vec<OwnText>,
}

impl Sent {
    /// Notes that may have arrived are remembered for the last few requests.
    const NOTES: usize = 4;

    /// A record made from a draft with these parts.
    pub fn first(draft: &LogDraft, content: &Content) -> Self {
        let content = Some(*content).filter(|content| *content != Content::default());
        Self { content, facts: draft.facts_print(), notes: vec![OwnText::of(&draft.note_and_told())] }
    }
    /// Another request left.
    pub fn again(&mut self, draft: &LogDraft) {
        self.facts = draft.facts_print();
        if self.notes.len() == Self::NOTES {
            self.notes.remove(1);
        }
        self.notes.push(OwnText::of(&draft.note_and_told()));
    }
    /// The latest request surely arrived.
    pub fn arrived(&mut self) {
        let before = self.notes.len().saturating_sub(1);
        self.notes.drain(..before);
    }
    /// The parts and formats of the record (I4).
    pub fn content(&self) -> Content {
        self.content.unwrap_or_default()
    }
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
    New {
        /// Its name.
        name: String,
        /// The integration's word for its kind; empty for the default.
        kind: String,
    },
}

impl ContactChoice {
    /// The name for eyes.
    pub fn name(&self) -> &str {
        match self {
            Self::Known(contact) => &contact.name,
            Self::New { name, .. } => name,
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

/// Where an entry stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LogStatus {
    /// The call runs, or nothing logs it by itself.
    Unlogged,
    /// Logged some minutes after the end, as the note was opened during the call (B1).
    Delayed {
        /// When.
        due: Millis,
    },
    /// The integration is being asked who has the number.
    Matching(Try),
    /// Decided; waits for its turn. `looked` = when the integration last said it has no record of this key.
    Ready {
        /// How often it was tried.
        attempt: Try,
        /// When a look-up last concluded that there is no record yet.
        looked: Option<Millis>,
    },
    /// The claim of a write is durable; the write is under way, or was when the worker died.
    Sending {
        /// What is written.
        write: Write,
        /// When it was claimed.
        since: Millis,
        /// How often it was tried.
        attempt: Try,
        /// The note's revision it says.
        revision: u64,
    },
    /// A write may or may not have happened (G4).
    InDoubt {
        /// What was written.
        write: Write,
        /// Since when it can no longer have been leaving.
        since: Millis,
        /// When to look next.
        look_at: Millis,
        /// Conclusive look-ups that found nothing; two make it absent (G1).
        absent: u8,
        /// How often the look-up itself failed in a row.
        attempt: Try,
        /// The server said that it has the key already: sent again it would only say so again.
        #[serde(default)]
        exists: bool,
        /// The note's revision it said.
        revision: u64,
    },
    /// A technical failure: tried again by itself (A4).
    Retry {
        /// When.
        at: Millis,
        /// Why, for eyes.
        waiting_for: CrmError,
        /// What was being done: matching when `None`.
        write: Option<Write>,
        /// How often it was tried.
        attempt: Try,
    },
    /// One record in the CRM.
    Logged(Record),
    /// One record in the CRM that does not say the latest note yet.
    UpdatePending {
        /// The record.
        record: Record,
        /// Not before this instant.
        at: Millis,
        /// How often it was tried.
        attempt: Try,
    },
    /// "Note not sent": one record, whose update was refused (B7).
    UpdateFailed(Record, CrmError),
    /// The record was deleted in the CRM (C2).
    RecordGone(Record),
    /// Needs a person.
    Unresolved(Conflict),
    /// "Don't log".
    Dismissed,
    /// The rules keep it from being logged by itself (A15).
    Excluded(Exclusion),
    /// Ended before its account or integration was connected (E7).
    Earlier,
    /// Its integration was removed while it waited (G7).
    Removed,
}

/// How many attempts were made.
pub type Try = u32;

/// A request that creates or changes something outside. Its key is the entry's, so it is deterministic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Write {
    /// The placeholder the record needs first.
    Contact,
    /// The record itself.
    Log,
    /// A later text for the record; repeating it changes nothing.
    Update(Record),
}

/// One record in a CRM.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The CRM's id of it and its page.
    pub at: RecordRef,
    /// The note's revision it says; 0 = none.
    pub sent_revision: u64,
    /// When it was logged.
    pub logged_at: Millis,
    /// The CRM's text differs from what was sent (J5).
    #[serde(default)]
    pub mangled: bool,
    /// When a look-up has to confirm that there is only one (architecture, "Writes and absence").
    #[serde(default)]
    pub confirm_at: Option<Millis>,
}

/// Why an entry needs a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Conflict {
    /// Nobody has this number.
    NoContact,
    /// Several have it; `found` lists them.
    ManyContacts,
    /// The contact has several open records behind it.
    ManyAssociations,
    /// Somebody was talked to who showed no number (A11).
    NoNumber,
    /// A required field has no answer (K6).
    NeedsAnswer {
        /// The field's name.
        field: String,
    },
    /// The CRM said no.
    Refused(CrmError),
    /// It may be there or not, and cannot be found out (G1).
    OutcomeUnknown(Write),
    /// Two records are there; both links.
    Doubled(Vec<RecordRef>),
    /// It ended while the line was cut; a person confirms how long it was (A9).
    ConfirmDuration,
    /// The same call on two lines (G9), or a typed call like a known one (C6).
    SameCall(CallId),
}

impl Conflict {
    /// Whether what solves it for one call can solve it for all of the number (F3): a record, a call or its length are nobody else's.
    pub fn is_of_the_number(&self) -> bool {
        !matches!(self, Self::OutcomeUnknown(_) | Self::Doubled(_) | Self::ConfirmDuration | Self::SameCall(_) | Self::NoNumber)
    }
}

/// Why the rules keep a call from being logged by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Exclusion {
    /// Nobody talked and "Log missed calls" is off (A6).
    NobodyTalked,
    /// Extension to extension (A7).
    Internal,
    /// A colleague answered (A8).
    AnsweredElsewhere,
    /// No number and nobody talked (A11).
    NoNumber,
    /// A feature code, own voicemail or emergency number (A11).
    ServiceNumber,
    /// On the never-log list (A14).
    NeverLog,
    /// A practice call and a real CRM, or the other way round (I12).
    Practice,
}

/// One step of an entry, for "Why?".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// When.
    pub at: Millis,
    /// What happened.
    pub what: StepKind,
}

/// What can happen to an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepKind {
    /// The call began.
    CallStarted(Direction),
    /// The call ended.
    CallEnded,
    /// It waits until this instant, as the note was opened.
    Delayed(Millis),
    /// Taken up again by the digest, or by catch-up.
    Attempted(Mode),
    /// The integration was asked for the number.
    Asked,
    /// It knows this many contacts.
    Found(usize),
    /// A rule decided; the rule's name, such as `A2`.
    Decided(String),
    /// A person decided.
    PersonDecided,
    /// The request was claimed and left.
    Sent(Write),
    /// The request failed.
    Failed(CrmError),
    /// The outcome is unknown; looked up again from now on.
    Doubted,
    /// A look-up found the record.
    FoundRecord,
    /// A look-up found no record.
    FoundNoRecord,
    /// The record is there.
    Logged,
    /// The record says the latest note.
    Updated,
    /// "Don't log".
    Dismissed,
    /// "Don't log" was taken back.
    Undone,
    /// The form was opened.
    Held,
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
            delay: Delay::Unasked,
            before_dismissal: None,
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
        matches!(self.contact, Some(ContactChoice::New { .. })) && self.guessed.contains(&Guess::Placeholder)
    }

    /// The contacts the latest look-up found.
    pub fn candidates(&self) -> &[Contact] {
        self.found.as_ref().map_or(&[], |(_, found)| found.contacts())
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
        match &self.status {
            LogStatus::Matching(_) | LogStatus::Sending { .. } => Some(0),
            LogStatus::Ready { .. } => Some(self.held_until.unwrap_or(0)),
            LogStatus::Delayed { due } => Some(self.held_until.map_or(*due, |held| held.max(*due))),
            LogStatus::InDoubt { look_at, .. } => Some(*look_at),
            LogStatus::Retry { at, write: Some(Write::Log | Write::Contact), .. } => {
                Some(self.held_until.map_or(*at, |held| held.max(*at)))
            }
            LogStatus::Retry { at, .. } | LogStatus::UpdatePending { at, .. } => Some(*at),
            LogStatus::Logged(record) => record.confirm_at,
            LogStatus::Unresolved(Conflict::NoContact) => self.placeholder_at,
            _ => None,
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
        matches!(self.status, LogStatus::Unresolved(_) | LogStatus::UpdateFailed(..))
    }
}
