//! Rule I2: after which calls the log form opens by itself, and when its turn is.

use crate::call::{Call, CallResult};
use crate::rules::excluded;
use crate::settings::{AfterCall, Settings};
use crate::time::{HOUR, MINUTE, Millis};

/// A call whose end is heard of later did not end before the agent's eyes.
const FRESH: Millis = 2 * MINUTE;
/// A form that could not be shown within this time, as a long call went on, is not shown any more.
const WAITS: Millis = HOUR;
/// The next form waits this long for one nobody is done with.
const STAYS: Millis = 2 * MINUTE;

/// When the agent was done with a call, where the form opens after it: it was answered, it ended while it was watched, and no rule keeps it out.
pub fn opens_form_since(before: Option<&Call>, call: &Call, settings: &Settings, now: Millis) -> Option<Millis> {
    let facts = &call.facts;
    let over = facts.parted.as_ref().or(facts.ended.as_ref())?.value;
    let ended_now = before.is_some_and(Call::is_running) && now - over <= FRESH;
    let talked = call.was_answered() && call.result() != Some(CallResult::EndedWhileDisconnected);
    (settings.after_call != AfterCall::Nothing && ended_now && talked && excluded(call, settings).is_none()).then_some(over)
}

/// What becomes of a form that waits, or was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormTurn {
    /// It opens now.
    Opens,
    /// It waits for a call that runs, or for the form before it.
    Waits,
    /// It is not shown any more: it was for long enough, or could not be in time.
    Over,
}

/// One at a time, never during a call: the turn of the oldest form. `shown` is when it was.
pub fn form_turn(over: Millis, shown: Option<Millis>, on_a_call: bool, settings: &Settings, now: Millis) -> FormTurn {
    match shown {
        Some(shown) if now - shown < STAYS => FormTurn::Waits,
        Some(_) => FormTurn::Over,
        None if settings.after_call == AfterCall::Nothing || now - over > WAITS => FormTurn::Over,
        None if on_a_call => FormTurn::Waits,
        None => FormTurn::Opens,
    }
}

/// When a form that was shown makes room for the next.
pub fn form_stays_until(shown: Millis) -> Millis {
    shown + STAYS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOON, call, fact};

    const END: Millis = NOON + 65_000;

    fn since(change: impl FnOnce(&mut Call, &mut Settings), late: Millis) -> Option<Millis> {
        let mut settings = Settings { after_call: AfterCall::LogAndOpenForm, ..Settings::default() };
        let mut after = call();
        let mut before = call();
        before.facts.ended = None;
        change(&mut after, &mut settings);
        opens_form_since(Some(&before), &after, &settings, END + late)
    }

    #[test]
    fn i2_the_form_opens_after_answered_calls_that_ended_just_now() {
        assert_eq!(since(|_, _| {}, 0), Some(END));
        assert_eq!(since(|_, settings| settings.after_call = AfterCall::OnlyOpenForm, 2 * MINUTE), Some(END));
        assert_eq!(since(|call, _| call.facts.parted = Some(fact(END - 5)), 0), Some(END - 5), "the agent's own part counts");
    }

    #[test]
    fn i2_no_form_opens_after_others() {
        let table: [(&str, Option<Millis>); 6] = [
            ("switched off", since(|_, settings| settings.after_call = AfterCall::Nothing, 0)),
            ("nobody talked", since(|call, _| call.facts.answered = None, 0)),
            ("heard of late", since(|_, _| {}, 2 * MINUTE + 1)),
            ("it still runs", since(|call, _| call.facts.ended = None, 0)),
            ("unwatched", since(|call, _| call.facts.result = Some(fact(CallResult::EndedWhileDisconnected)), 0)),
            ("a number never logged", since(|call, settings| settings.never_log = vec![call.other().key], 0)),
        ];
        for (why, opens) in table {
            assert_eq!(opens, None, "{why}");
        }
        let settings = Settings { after_call: AfterCall::LogAndOpenForm, ..Settings::default() };
        for before in [None, Some(&call())] {
            assert_eq!(opens_form_since(before, &call(), &settings, END), None, "never seen while it ran");
        }
    }

    #[test]
    fn i2_one_at_a_time_and_never_during_another_call() {
        let on = Settings { after_call: AfterCall::OnlyOpenForm, ..Settings::default() };
        let table = [
            (None, false, &on, 0, FormTurn::Opens),
            (None, true, &on, 0, FormTurn::Waits),
            (None, true, &on, HOUR, FormTurn::Waits),
            (None, true, &on, HOUR + 1, FormTurn::Over),
            (None, false, &Settings::default(), 0, FormTurn::Over),
            (Some(END), false, &on, 2 * MINUTE - 1, FormTurn::Waits),
            (Some(END), false, &on, 2 * MINUTE, FormTurn::Over),
        ];
        for (shown, on_a_call, settings, late, expected) in table {
            assert_eq!(form_turn(END, shown, on_a_call, settings, END + late), expected, "{shown:?} {on_a_call} {late}");
        }
        assert_eq!(form_stays_until(END), END + 2 * MINUTE);
    }
}
