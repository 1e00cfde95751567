//! Rule G9: whether a call looks as if somebody had logged it at its contact already.

use crate::book::Activity;
use crate::call::{AccountId, Call};
use crate::time::{MINUTE, Millis};

/// What began this near to a call may be that call.
pub const NEAR: Millis = 2 * MINUTE;

/// The activity of another tool, or written by hand, that may be this call. What our own line logged is another call of it, and of a call
/// that is typed in it was asked then (C6).
pub fn looks_logged<'a>(call: &Call, at_the_contact: &'a [Activity]) -> Option<&'a Activity> {
    let is_near = |activity: &&Activity| (activity.start - call.start()).abs() <= NEAR && activity.key.call.account != call.id.account;
    let asked_already = call.id.account == AccountId::typed();
    at_the_contact.iter().filter(|_| !asked_already).filter(is_near).min_by_key(|activity| (activity.start - call.start()).abs())
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
            (at(NEAR, "typed"), true),
            (at(-NEAR, "typed"), true),
            (at(NEAR + 1, "typed"), false),
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
        let both = [at(NEAR, "typed"), at(1, "typed")];
        assert_eq!(looks_logged(&call.call, &both).map(|near| near.start), Some(both[1].start), "the nearest");
        let mut typed = call.call.clone();
        typed.id.account = AccountId::typed();
        assert_eq!(looks_logged(&typed, &[at(0, own)]), None, "a person was asked when it was typed");
    }
}
