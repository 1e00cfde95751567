//! Rule E2: which calls belong to a gap. They are not logged as they are heard of, but attempted by catch-up, once.

use crate::account::{Gap, GapState, PhoneAccount};
use crate::call::{Call, InGap, Source};
use crate::time::{HOUR, MINUTE, Millis};

/// How far the phone's clock may be ahead of ours: that far behind its gap a call's end may lie.
pub const CLOCKS_APART: Millis = 24 * HOUR;

/// The gap a call belongs to from now on: its end was told by the account's history, lies inside the gap, and nobody heard of it before.
/// Where gaps overlap, as they do once the clock was set back, it is the oldest one that is still being told of, so that what one run
/// leaves is no other run's (E3); else the latest.
/// An end more than a minute to come says that the phone's clock is ahead of ours: it lies in the gap that is being told of.
pub fn falls_into_gap(before: Option<&Call>, call: &Call, account: &PhoneAccount, now: Millis) -> Option<InGap> {
    let ended = call.facts.ended.as_ref().filter(|fact| fact.source == Source::History)?.value;
    let known = before.and_then(|call| call.facts.ended.as_ref()).is_some_and(|fact| fact.source > Source::Inferred);
    if known || call.gap.is_some() {
        return None;
    }
    let holds = |gap: &Gap| match gap.state {
        GapState::Shown => false,
        GapState::Untold if ended > now + MINUTE => ended <= gap.to + CLOCKS_APART,
        _ => (gap.from..=gap.to).contains(&ended),
    };
    let still_told = |gap: &&Gap| gap.state == GapState::Untold && (gap.from..=gap.to).contains(&ended);
    let gap = account.gaps.iter().find(still_told).or_else(|| account.gaps.iter().rfind(|gap| holds(gap)))?;
    Some(InGap { from: gap.from, waits: true })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Fact;
    use crate::testing::{NOON, account, call};

    fn gap(state: GapState) -> PhoneAccount {
        PhoneAccount { gaps: vec![Gap { from: NOON, to: NOON + HOUR, seen: true, state }], ..account() }
    }

    fn ended(at: i64, source: Source) -> Call {
        let mut call = call();
        call.facts.ended = Some(Fact { source, seq: 1, value: at });
        call
    }

    #[test]
    fn e2_a_call_whose_end_history_tells_belongs_to_the_gap_it_ended_in() {
        let account = gap(GapState::Untold);
        let told = |at, source| falls_into_gap(None, &ended(at, source), &account, NOON + 2 * HOUR);
        assert_eq!(told(NOON, Source::History), Some(InGap { from: NOON, waits: true }));
        assert_eq!(told(NOON + HOUR, Source::History), Some(InGap { from: NOON, waits: true }));
        assert_eq!(told(NOON + HOUR + 1, Source::History), None);
        assert_eq!(told(NOON - 1, Source::History), None);
        assert_eq!(told(NOON, Source::Live), None);
        assert_eq!(falls_into_gap(None, &ended(NOON, Source::History), &gap(GapState::Shown), NOON + 2 * HOUR), None);
    }
    #[test]
    fn e2_a_call_heard_of_in_time_belongs_to_no_gap_and_one_that_ran_into_it_does() {
        let now = ended(NOON + 5, Source::History);
        let account = gap(GapState::Told);
        assert_eq!(falls_into_gap(Some(&ended(NOON + 5, Source::Live)), &now, &account, NOON + HOUR), None);
        assert!(falls_into_gap(Some(&ended(NOON + 9, Source::Inferred)), &now, &account, NOON + HOUR).is_some());
    }
    #[test]
    fn e2_a_call_that_ended_by_a_clock_ahead_of_ours_belongs_to_the_gap_being_told() {
        let ahead = ended(NOON + 2 * HOUR, Source::History);
        let at = |state, now| falls_into_gap(None, &ahead, &gap(state), now).is_some();
        assert!(at(GapState::Untold, NOON + HOUR + 5));
        assert!(!at(GapState::Told, NOON + HOUR + 5));
        assert!(!at(GapState::Untold, NOON + 2 * HOUR));
        assert_eq!([MINUTE + 1, MINUTE].map(|ahead| at(GapState::Untold, NOON + 2 * HOUR - ahead)), [true, false]);
        let told = |at| falls_into_gap(None, &ended(at, Source::History), &gap(GapState::Untold), NOON + HOUR).is_some();
        assert_eq!([NOON + 25 * HOUR, NOON + 25 * HOUR + 1].map(told), [true, false], "a day apart at most");
    }
    #[test]
    fn e3_where_gaps_overlap_a_call_belongs_to_the_oldest_that_is_still_told_of_else_to_the_latest() {
        let table = [
            (GapState::Untold, GapState::Untold, NOON),
            (GapState::Told, GapState::Untold, NOON + MINUTE),
            (GapState::Begun, GapState::Begun, NOON + MINUTE),
            (GapState::Untold, GapState::Told, NOON),
        ];
        for (older, newer, expected) in table {
            let mut account = gap(older);
            account.gaps.push(Gap { from: NOON + MINUTE, to: NOON + 2 * HOUR, seen: true, state: newer });
            let told = falls_into_gap(None, &ended(NOON + HOUR, Source::History), &account, NOON + 2 * HOUR);
            assert_eq!(told, Some(InGap { from: expected, waits: true }), "{older:?} {newer:?}");
        }
    }
    #[test]
    fn e2_a_call_belongs_to_one_gap_for_ever() {
        let mut call = ended(NOON + 5, Source::History);
        call.gap = Some(InGap { from: 7, waits: false });
        assert_eq!(falls_into_gap(None, &call, &gap(GapState::Told), NOON + HOUR), None);
    }
}
