//! Catch-up as the screens show it (E5, E6): done, left, unresolved, minutes to go, and why it does not move.

use crate::case::{CallRow, ChipState};
use crate::command::{CatchUpAct, Command};
use crate::engine::{CatchUp, CatchUpOf, CatchUpPhase};
use crate::integration::Integration;
use crate::rules::logs_by_itself;
use crate::settings::Settings;
use crate::store::{Query, Store, index};
use crate::time::Millis;

/// Attempts in a minute.
const A_MINUTE: u32 = 10;
/// Calls looked at for earlier ones, which are the oldest there are.
const OLDEST: usize = 60;

/// What the bar says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// Calls attempted.
    pub done: u32,
    /// Calls still to be attempted.
    pub left: u32,
    /// Calls of those attempted that met a conflict.
    pub unresolved: u32,
    /// Whole minutes until it is through, at least.
    pub minutes: u32,
    /// Calls it does not take, which stay Unlogged until "the next 100".
    pub rest: u32,
    /// How it stands.
    pub pace: Pace,
}

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// It goes on.
    Going,
    /// The agent paused it; only "Continue" goes on.
    Paused,
    /// Nobody can be asked now: signed out, or limited by the CRM. It goes on by itself.
    Waiting,
    /// Catch-up is switched off in Settings, or nothing logs by itself.
    Off,
    /// It is through, or was stopped.
    Over,
}

/// The bar of a run.
pub fn bar(run: &CatchUp, integrations: &[Integration], settings: &Settings, now: Millis) -> Bar {
    let mut logging = integrations.iter().filter(|i| logs_by_itself(i, settings)).peekable();
    let off = logging.peek().is_none() || run.is_switched_off(settings);
    let reachable = logging.any(|i| i.can_be_asked() && i.paused_until.is_none_or(|until| until <= now));
    let pace = match run.phase {
        CatchUpPhase::Over => Pace::Over,
        _ if run.paused => Pace::Paused,
        _ if off => Pace::Off,
        _ if !reachable => Pace::Waiting,
        _ => Pace::Going,
    };
    let left = run.left();
    Bar { done: run.done, left, unresolved: run.unresolved, minutes: left.div_ceil(A_MINUTE), rest: run.rest, pace }
}

/// "Catch up on the next 100" after this run: of earlier calls those from the same day on, else those of any gap (E5, E7).
pub fn next(run: &CatchUp) -> Command {
    match run.of {
        CatchUpOf::Earlier => Command::LogEarlier { from: run.from },
        CatchUpOf::Gap { .. } | CatchUpOf::Next => Command::CatchUp(CatchUpAct::Next),
    }
}

/// What tells whether "Log earlier calls" and "Catch up on the next 100" have anything to take: the oldest calls, and one that waits.
pub fn offers() -> Vec<Query> {
    let calls = |by| Query::all(Store::Calls).by(by);
    vec![calls(index::START).limit(OLDEST), calls(index::GAP).limit(1)]
}

/// Whether some of these calls are Earlier, so that "Log earlier calls" takes them (E7).
pub fn has_earlier(oldest: &[CallRow]) -> bool {
    oldest.iter().any(|row| row.face.chips.iter().any(|chip| chip.state == ChipState::Earlier))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::integration::SignIn;
    use crate::testing::{NOON, account, integration};

    fn run() -> CatchUp {
        let of = CatchUpOf::Gap { account: account().id, gap: 0 };
        let phase = CatchUpPhase::Attempting { at: String::new() };
        CatchUp { of, from: 0, to: 9, phase, paused: false, total: 100, done: 59, unresolved: 7, rest: 40 }
    }

    fn pace(run: &CatchUp, integration: Integration, settings: &Settings) -> Pace {
        bar(run, &[integration], settings, NOON).pace
    }

    #[test]
    fn e6_the_bar_says_what_is_done_left_unresolved_and_how_long_it_takes() {
        let shown = bar(&run(), &[integration()], &Settings::default(), NOON);
        let expected = Bar { done: 59, left: 41, unresolved: 7, minutes: 5, rest: 40, pace: Pace::Going };
        assert_eq!(shown, expected);
    }
    #[test]
    fn e6_it_says_why_it_does_not_move() {
        let on = Settings::default();
        let signed_out = Integration { sign_in: SignIn::Needed, ..integration() };
        assert_eq!(pace(&run(), signed_out.clone(), &on), Pace::Waiting);
        assert_eq!(pace(&run(), Integration { paused_until: Some(NOON + 1), ..integration() }, &on), Pace::Waiting);
        assert_eq!(pace(&CatchUp { paused: true, ..run() }, signed_out, &on), Pace::Paused);
        assert_eq!(pace(&run(), Integration { automatic_since: None, ..integration() }, &on), Pace::Off);
        assert_eq!(pace(&run(), integration(), &Settings { catch_up: false, ..on.clone() }), Pace::Off);
        assert_eq!(pace(&CatchUp { phase: CatchUpPhase::Over, ..run() }, integration(), &on), Pace::Over);
    }

    #[test]
    fn e7_the_next_hundred_of_earlier_calls_begin_at_the_same_day() {
        assert_eq!(next(&run()), Command::CatchUp(CatchUpAct::Next));
        assert_eq!(next(&CatchUp { of: CatchUpOf::Earlier, from: 7, ..run() }), Command::LogEarlier { from: 7 });
    }
}
