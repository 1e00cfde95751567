//! Rule G9: whether a call looks as if somebody had logged it at its contact already.

use crate::book::Activity;
use crate::call::{AccountId, Call};
use crate::choices::Choices;
use crate::entry::{LogEntry, Mode};
use crate::time::{MINUTE, Millis};

/// What began this near to a call may be that call.
pub const NEAR: Millis = 2 * MINUTE;

/// Whether it is asked before an entry's first create: not of a person who logs it, nor of a call that was typed in, of which it was asked
/// then (C6).
pub fn asks_for_others(call: &Call, entry: &LogEntry, choices: &Choices) -> bool {
    let by_a_person = entry.mode == Mode::Manual || call.id.account == AccountId::typed();
    choices.look_for_others && entry.sent.is_none() && !by_a_person
}

/// The activity of another tool, or written by hand, that may be this call. What our own line logged is another call of it.
pub fn looks_logged<'a>(call: &Call, at_the_contact: &'a [Activity]) -> Option<&'a Activity> {
    let is_near = |activity: &&Activity| (activity.start - call.start()).abs() <= NEAR && activity.key.call.account != call.id.account;
    at_the_contact.iter().filter(is_near).min_by_key(|activity| (activity.start - call.start()).abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::testing::{case, contact, entry};
    use crate::call::Direction;
    use crate::log_text;
    use crate::settings::Content;

    #[test]
    fn g9_an_activity_within_two_minutes_looks_like_the_call() {
        let call = case("1", Direction::Inbound, None);
        let (entry, ann) = (entry(&call), contact("Ann", &["+15550100"]).as_contact());
        let by_hand = crate::book::activity(&call, &entry, &log_text::draft(&call, &entry, &ann, &Content::default()));
        let at = |late: Millis, account: &str| {
            let mut one = by_hand.clone();
            one.key.call.account = AccountId::new(account);
            one.start += late;
            one
        };
        let own = call.call.id.account.as_str();
        let table = [
            (at(0, "typed"), true),
            (at(2 * MINUTE, "typed"), true),
            (at(-2 * MINUTE, "typed"), true),
            (at(2 * MINUTE + 1, "typed"), false),
            (at(0, own), false),
        ];
        for (activity, looks) in table {
            assert_eq!(
                looks_logged(&call.call, std::slice::from_ref(&activity)).is_some(),
                looks,
                "{}",
                activity.start - call.call.start()
            );
        }
        let both = [at(-2 * MINUTE, "typed"), at(1, "typed")];
        assert_eq!(looks_logged(&call.call, &both).map(|near| near.start), Some(both[1].start), "the nearest");
    }

    #[test]
    fn g9_a_person_is_not_asked() {
        let call = case("1", Direction::Inbound, None);
        let (on, off) = (Choices::default(), Choices { look_for_others: false, ..Choices::default() });
        let by_itself = entry(&call);
        let by_hand = LogEntry { mode: Mode::Manual, ..by_itself.clone() };
        let mut typed = call.call.clone();
        typed.id.account = AccountId::typed();
        let table = [
            (&call.call, &by_itself, &on, true),
            (&call.call, &by_itself, &off, false),
            (&call.call, &by_hand, &on, false),
            (&typed, &by_itself, &on, false),
        ];
        for (call, entry, choices, asks) in table {
            assert_eq!(asks_for_others(call, entry, choices), asks, "{:?} {:?}", call.id, entry.mode);
        }
    }
}
