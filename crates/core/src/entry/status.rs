//! The states an entry goes through on its way to a record, and the record itself.

use serde::{Deserialize, Serialize};

use super::{Conflict, Exclusion};
use crate::crm::{CrmError, RecordRef};
use crate::time::Millis;

/// Where an entry stands; and where a follow-up's task does, which knows only some of these.
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
        #[serde(default)]
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
        #[serde(default)]
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

impl LogStatus {
    /// Before any attempt, with everything decided.
    pub fn ready() -> Self {
        Self::Ready { attempt: 0, looked: None }
    }

    /// When it has to be looked at next without anybody asking; `None` when it rests.
    pub fn due(&self) -> Option<Millis> {
        match self {
            Self::Matching(_) | Self::Sending { .. } | Self::Ready { .. } => Some(0),
            Self::Delayed { due } => Some(*due),
            Self::InDoubt { look_at, .. } => Some(*look_at),
            Self::Retry { at, .. } | Self::UpdatePending { at, .. } => Some(*at),
            Self::Logged(record) => record.confirm_at,
            _ => None,
        }
    }

    /// How often the write it stands before was tried.
    pub fn attempts(&self) -> Try {
        match self {
            Self::Matching(attempt)
            | Self::Ready { attempt, .. }
            | Self::Sending { attempt, .. }
            | Self::InDoubt { attempt, .. }
            | Self::UpdatePending { attempt, .. } => *attempt,
            _ => 0,
        }
    }
}

/// How many attempts were made.
pub type Try = u32;

/// A request that creates or changes something outside. Its key is that of the entry, or of the follow-up, so it is deterministic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Write {
    /// The placeholder the record needs first.
    Contact,
    /// The record itself: of a call its log, of a follow-up its task.
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
