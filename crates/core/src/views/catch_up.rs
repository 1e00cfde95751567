//! Catch-up as the screens show it (E5, E6): done, left, unresolved, minutes to go, and why it does not move.

use crate::engine::{CatchUp, CatchUpPhase};
use crate::integration::Integration;
use crate::rules::logs_by_itself;
use crate::settings::Settings;
use crate::time::Millis;

/// Attempts in a minute.
const A_MINUTE: u32 = 10;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::CatchUpOf;
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
}
