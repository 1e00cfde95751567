//! A run of catch-up as it is stored (E2–E7): whose calls it takes, how far it is, and whether it goes on.

use serde::{Deserialize, Serialize};

use super::attempts;
use super::io::Key;
use super::working::Working;
use crate::call::AccountId;
use crate::case::{CallRow, ChipState};
use crate::rules;
use crate::settings::Settings;
use crate::store::stamp;
use crate::time::Millis;

/// Attempts of one run (E3).
pub const RUN: u32 = 100;

/// One run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatchUp {
    /// Whose calls it takes.
    pub of: CatchUpOf,
    /// The earliest of them.
    pub from: Millis,
    /// The latest of them.
    pub to: Millis,
    /// How far it is.
    pub phase: CatchUpPhase,
    /// The agent paused it (E6).
    pub paused: bool,
    /// Calls it takes.
    pub total: u32,
    /// Attempts made.
    pub done: u32,
    /// Attempts that ended in a conflict.
    pub unresolved: u32,
    /// Calls beyond the hundred, which stay Unlogged (E5).
    pub rest: u32,
}

/// Whose calls a run takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CatchUpOf {
    /// Those that ended in a gap of a phone account.
    Gap {
        /// The account.
        account: AccountId,
        /// When the gap began, which names it.
        gap: Millis,
    },
    /// Those of any gap that were not attempted yet: "the next 100".
    Next,
    /// Those from before account or integration were connected: "Log earlier calls" (E7).
    Earlier,
}

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CatchUpPhase {
    /// Calls are counted from the newest back; those from this place on are.
    Counting {
        /// The place in the list.
        down_to: String,
        /// Where the oldest of the hundred newest lies so far.
        oldest: String,
    },
    /// Calls are attempted, oldest first; those below this place are done.
    Attempting {
        /// The place in the list.
        at: String,
    },
    /// Nothing is left to do.
    Over,
}

impl CatchUp {
    /// A run that begins with counting.
    pub(super) fn new(of: CatchUpOf, from: Millis, to: Millis) -> Self {
        let end = stamp(to + 1);
        let phase = CatchUpPhase::Counting { down_to: end.clone(), oldest: end };
        Self { of, from, to, phase, paused: false, total: 0, done: 0, unresolved: 0, rest: 0 }
    }

    /// Calls still to be attempted.
    pub fn left(&self) -> u32 {
        if self.phase == CatchUpPhase::Over { 0 } else { self.total.saturating_sub(self.done) }
    }

    /// The next calls of its list.
    pub(super) fn page(&self, above: &str, below: &str, newest_first: bool) -> Key {
        let (above, below) = (above.to_owned(), below.to_owned());
        Key::CatchUp { earlier: self.of == CatchUpOf::Earlier, above, below, newest_first }
    }

    /// A call's place in its list.
    pub(super) fn place(&self, row: &CallRow) -> String {
        let by_end = if self.of == CatchUpOf::Earlier { None } else { row.end_place() };
        by_end.unwrap_or_else(|| row.place())
    }

    /// Whether a call of the list is one of its own.
    pub(super) fn takes(&self, row: &CallRow) -> bool {
        match &self.of {
            CatchUpOf::Gap { account, gap } => {
                row.call.id.account == *account && row.call.gap.as_ref().is_some_and(|in_gap| in_gap.from == *gap)
            }
            CatchUpOf::Next => true,
            CatchUpOf::Earlier => row.face.chips.iter().any(|chip| chip.state == ChipState::Earlier),
        }
    }

    /// Whether Settings stop it; what a person asked for goes on (I1).
    pub fn is_switched_off(&self, settings: &Settings) -> bool {
        matches!(self.of, CatchUpOf::Gap { .. }) && !settings.catch_up
    }

    /// Whether the next attempt may be made: not paused, not switched off, and somebody can be asked (E6).
    pub(super) fn goes_on(&self, working: &Working, now: Millis) -> bool {
        let reachable = working.integrations.values().any(|i| {
            let limited = i.paused_until.is_some_and(|until| until > now);
            rules::logs_by_itself(i, &working.settings) && i.can_be_asked() && !limited && !attempts::is_out_of_reach(working, i, now)
        });
        !self.paused && !self.is_switched_off(&working.settings) && reachable
    }
}
