//! The practice day: one call for each thing that can happen to a call. What becomes of each stands in `tests/practice-day.expected`.

use super::people::{ANN, ANN_MOBILE, BOB, CLEO, DIAZ_HOME, IVY, LAYLA, MAXIMILIANA};
use super::{REGION, account_id, begun};
use crate::call::{CallEvent, CallResult, Direction, Fact, Facts, Source};
use crate::number::parse;
use crate::time::{MINUTE, Millis, SECOND};

/// One call of the day.
struct Planned {
    /// Minutes after the day's start.
    at: i64,
    direction: Direction,
    other: &'static str,
    result: CallResult,
    /// Seconds of talk.
    talk: i64,
    /// What else the phone account tells.
    extra: Extra,
}

enum Extra {
    None,
    /// A name that came with the call.
    Name(&'static str),
    /// The agent passed it on.
    TransferredTo(&'static str),
    /// Further parties of a conference.
    With(&'static [&'static str]),
}

const STRANGER: &str = "+12015550199";
const COLLEAGUE: &str = "204";
const VOICEMAIL: &str = "*97";
const WITHHELD: &str = "anonymous";

#[rustfmt::skip]
const DAY: [Planned; 18] = [
    inbound(-300, ANN,         CallResult::Answered,          90, Extra::None),
    inbound(  15, ANN,         CallResult::Answered,         184, Extra::None),
    outbound( 40, BOB,         CallResult::Answered,         421, Extra::None),
    inbound(  62, CLEO,        CallResult::Answered,          95, Extra::None),
    inbound(  85, DIAZ_HOME,   CallResult::Answered,         140, Extra::None),
    inbound( 110, STRANGER,    CallResult::Answered,          33, Extra::Name("WIRELESS CALLER")),
    inbound( 131, ANN_MOBILE,  CallResult::Missed,             0, Extra::None),
    outbound(150, IVY,         CallResult::Busy,               0, Extra::None),
    outbound(171, MAXIMILIANA, CallResult::NoAnswer,           0, Extra::None),
    outbound(195, LAYLA,       CallResult::Declined,           0, Extra::None),
    inbound( 220, BOB,         CallResult::Voicemail,          0, Extra::None),
    inbound( 245, COLLEAGUE,   CallResult::Answered,          48, Extra::Name("Reception")),
    inbound( 260, CLEO,        CallResult::AnsweredElsewhere,  0, Extra::None),
    inbound( 290, WITHHELD,    CallResult::Answered,          77, Extra::None),
    inbound( 312, WITHHELD,    CallResult::Missed,             0, Extra::None),
    outbound(330, VOICEMAIL,   CallResult::Answered,          25, Extra::None),
    outbound(365, IVY,         CallResult::Answered,        1260, Extra::With(&[BOB, "+12015550198"])),
    inbound( 420, MAXIMILIANA, CallResult::Answered,         312, Extra::TransferredTo(COLLEAGUE)),
];

const fn inbound(at: i64, other: &'static str, result: CallResult, talk: i64, extra: Extra) -> Planned {
    Planned { at, direction: Direction::Inbound, other, result, talk, extra }
}

const fn outbound(at: i64, other: &'static str, result: CallResult, talk: i64, extra: Extra) -> Planned {
    Planned { at, direction: Direction::Outbound, other, result, talk, extra }
}

/// How long it rings before anything else happens.
const RINGS: Millis = 7 * SECOND;

/// The calls of a day that began at `start`, in their order; the first one was the evening before. The last ends 8 hours after `start`.
pub fn day(start: Millis) -> Vec<CallEvent> {
    DAY.iter().enumerate().map(|(index, planned)| planned.event(index + 1, start)).collect()
}

impl Planned {
    fn event(&self, number: usize, start: Millis) -> CallEvent {
        let started = start + self.at * MINUTE;
        let answered = started + RINGS;
        let ended = answered + self.talk * SECOND;
        let mut facts = Facts {
            started: fact(started),
            answered: fact(answered).filter(|_| self.result == CallResult::Answered),
            ended: fact(ended),
            result: fact(self.result.clone()),
            ..begun(self.direction, self.other, 1)
        };
        match self.extra {
            Extra::None => {}
            Extra::Name(name) => facts.other_name = fact(name.to_owned()),
            Extra::TransferredTo(to) => facts.transferred_to = fact(to.to_owned()),
            Extra::With(others) => facts.others = fact(others.iter().map(|n| parse(n, REGION)).collect()),
        }
        CallEvent { account: account_id(), session: format!("day-{number:02}"), aliases: Vec::new(), facts }
    }
}

fn fact<T>(value: T) -> Option<Fact<T>> {
    Some(Fact { source: Source::Live, seq: 1, value })
}
