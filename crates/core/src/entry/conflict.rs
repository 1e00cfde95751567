//! Why an entry needs a person, and why the rules keep one from being logged by itself.

use serde::{Deserialize, Serialize};

use super::Write;
use crate::call::CallId;
use crate::crm::{CrmError, RecordRef};

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
    /// The contact has an activity of another tool, or written by hand, from the same time (G9): the call that was logged by it.
    LooksLogged(CallId),
}

impl Conflict {
    /// Whether what solves it for one call can solve it for all of the number (F3): a record, a call or its length are nobody else's.
    pub fn is_of_the_number(&self) -> bool {
        !matches!(
            self,
            Self::OutcomeUnknown(_) | Self::Doubled(_) | Self::ConfirmDuration | Self::SameCall(_) | Self::LooksLogged(_) | Self::NoNumber
        )
    }
}

/// Why the rules keep a call from being logged by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Exclusion {
    /// Nobody talked and "Log missed calls" is off (A6).
    NobodyTalked,
    /// Its phone account deleted it before it was logged (J7).
    Deleted,
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
