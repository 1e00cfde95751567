//! The practice line: people, a day of calls and one live call to try everything with (I12). All numbers are reserved for fiction.

mod day;
mod people;

pub use day::day;
pub use people::contacts;

use crate::call::{AccountId, CallEvent, CallResult, Direction, Fact, Facts, Source};
use crate::number::parse;
use crate::time::Millis;

/// Where the practice line is.
const REGION: &str = "US";
/// The agent's own practice number.
const OWN: &str = "+12015550100";

/// The practice line.
pub fn account_id() -> AccountId {
    AccountId::new("practice")
}

/// The moments of a live practice call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// The phone rings.
    Ringing,
    /// The agent picked up.
    Answered,
    /// Both hung up.
    Ended,
}

/// What the line tells at one moment of a live call: Ann Alvarez calls, is answered and says goodbye.
pub fn call(session: &str, phase: Phase, now: Millis) -> CallEvent {
    let seq = 1 + phase as u64;
    let told = |at: Phase| (at == phase).then_some(Fact { source: Source::Live, seq, value: now });
    let facts = Facts {
        started: told(Phase::Ringing),
        answered: told(Phase::Answered),
        ended: told(Phase::Ended),
        result: (phase == Phase::Ended).then_some(Fact { source: Source::Live, seq, value: CallResult::Answered }),
        ..begun(Direction::Inbound, people::ANN_MOBILE, seq)
    };
    CallEvent { account: account_id(), session: session.into(), aliases: Vec::new(), facts }
}

/// What is known of a call as soon as it begins.
fn begun(direction: Direction, other: &str, seq: u64) -> Facts {
    let other = parse(other, REGION);
    Facts {
        direction: Some(Fact { source: Source::Live, seq, value: direction }),
        internal: Some(Fact { source: Source::Live, seq, value: other.kind == crate::number::NumberKind::Internal }),
        other: Some(Fact { source: Source::Live, seq, value: other }),
        own: Some(Fact { source: Source::Live, seq, value: parse(OWN, REGION) }),
        ..Facts::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_live_call_rings_is_answered_and_ends_whatever_order_it_is_told_in() {
        let phases = [(Phase::Ringing, 10_000), (Phase::Answered, 14_000), (Phase::Ended, 34_000)];
        let told = |order: [usize; 3]| {
            let mut facts = Facts::default();
            for i in order {
                facts.join(call("live-1", phases[i].0, phases[i].1).facts);
            }
            facts
        };
        let facts = told([0, 1, 2]);
        let times = [facts.started.clone(), facts.answered.clone(), facts.ended.clone()].map(|f| f.unwrap().value);
        assert_eq!(times, [10_000, 14_000, 34_000]);
        assert_eq!(facts.other.clone().unwrap().value.key, "+12015550111");
        for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            assert_eq!(told(order), facts);
        }
    }

    #[test]
    fn i12_the_day_is_told_the_same_every_time_and_each_call_once() {
        let sessions: Vec<String> = day(0).into_iter().map(|e| e.session).collect();
        assert!(sessions.is_sorted() && sessions.windows(2).all(|pair| pair[0] != pair[1]), "{sessions:?}");
        assert_eq!(day(7), day(7));
        assert!(day(0).iter().all(|e| e.account == account_id() && e.facts.ended.is_some()));
    }

    #[test]
    fn every_number_of_practice_is_reserved_for_fiction() {
        let people = contacts(0);
        let of_people = people.iter().flat_map(|c| &c.numbers).map(|n| n.number.clone());
        let of_calls = day(0).into_iter().flat_map(|e| {
            let further = e.facts.others.map(|f| f.value).unwrap_or_default();
            e.facts.other.map(|f| f.value).into_iter().chain(further)
        });
        for number in of_people.chain(of_calls).filter(|n| n.key.starts_with('+')) {
            assert!(number.key.starts_with("+120155501") || number.key.starts_with("+442079460"), "{number:?}");
        }
    }
}
