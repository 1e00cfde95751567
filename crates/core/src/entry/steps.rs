//! What can happen to an entry, kept for "Why?".

use serde::{Deserialize, Serialize};

use super::{Mode, Write};
use crate::call::Direction;
use crate::crm::CrmError;
use crate::time::Millis;

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
