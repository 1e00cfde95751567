//! Rule A9: a call its phone account never declares final is final some hours after the agent's own part ended.

use crate::call::{Call, Fact, Source};
use crate::time::{HOUR, Millis};

/// How long a phone account has to declare a call final once the agent's own part of it is over.
const PATIENCE: Millis = 4 * HOUR;

/// When a call is final though nothing more is told of it; `None` while the agent is on it, and once it is final.
pub fn final_at(call: &Call) -> Option<Millis> {
    let parted = call.facts.parted.as_ref().filter(|_| !call.is_final())?;
    Some(parted.value + PATIENCE)
}

/// The end of a call whose account says nothing more: that of the agent's own part. What the account tells later still outranks it.
pub fn end_of_own_part(call: &Call) -> Option<Fact<Millis>> {
    call.facts.parted.as_ref().map(|parted| Fact { source: Source::Inferred, seq: 0, value: parted.value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{call, fact};

    #[test]
    fn a9_a_call_is_final_four_hours_after_the_own_part_at_the_latest() {
        let (parted, running) = (Some(fact(1_000)), None);
        let table = [
            (running.clone(), running.clone(), None, true),
            (parted.clone(), running, Some(1_000 + 4 * HOUR), false),
            (parted.clone(), Some(fact(2_000)), None, false),
            (None, Some(fact(2_000)), None, false),
        ];
        for (parted, ended, at, runs) in table {
            let mut one = call();
            one.facts.parted = parted;
            one.facts.ended = ended;
            assert_eq!((final_at(&one), one.is_running()), (at, runs), "{:?}", one.facts);
        }
    }

    #[test]
    fn a9_the_end_told_later_outranks_the_one_concluded() {
        let mut one = call();
        let told = one.facts.ended.take();
        one.facts.parted = Some(fact(1_000));
        one.facts.ended = end_of_own_part(&one);
        assert_eq!(one.ended(), Some(1_000));
        one.facts.join(crate::call::Facts { ended: told.clone(), ..Default::default() });
        assert_eq!(one.facts.ended, told);
    }
}
