//! What the channels of one call say about it, seen from the agent's endpoint. A pure function of what was seen so far.

use callscribe_core::call::{CallResult, Direction, Fact, Facts, Source};
use callscribe_core::number::{NumberKind, PhoneNumber, parse};
use callscribe_core::order::{InOrder, OrdSet};
use callscribe_core::time::Millis;

use super::channels::{Channel, Channels, What};

/// All that is known of one call; two tellings that say the same are equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// The ids of the agent's channels.
    pub aliases: Vec<String>,
    facts: Facts,
}

impl Told {
    /// Whether the agent's part is over.
    pub fn is_final(&self) -> bool {
        self.facts.ended.is_some()
    }

    /// The facts, as the `seq`th telling.
    pub fn facts(&self, seq: u64) -> Facts {
        let mut facts = self.facts.clone();
        macro_rules! number {
            ($($field:ident)*) => { $( if let Some(fact) = &mut facts.$field { fact.seq = seq; } )* };
        }
        number!(direction other other_name own started answered ended duration result internal transferred_to others recording);
        facts
    }
}

/// Reads one call of the agent at `endpoint` (`PJSIP/100`) off its channels; `None` if the agent has no part in it.
pub(super) fn tell(channels: &Channels, call: &str, endpoint: &str, region: &str) -> Option<Told> {
    let (mine, mut theirs): (Vec<&Channel>, Vec<&Channel>) = channels.of_call(call).partition(|c| is_at(&c.name, endpoint));
    theirs.retain(|c| !c.name.starts_with("Local/"));
    let (legs, mine): (Vec<&Channel>, Vec<&Channel>) = mine.into_iter().partition(|c| channels.is_consultation(&c.id));
    let first = mine.iter().min_by_key(|c| (c.created, &c.id))?;
    let sides = Sides { call, region, first, mine: &mine, theirs: &theirs };
    Some(Told { aliases: mine.iter().chain(&legs).map(|c| c.id.clone()).collect(), facts: sides.facts() })
}

/// Whether a channel's name, such as `PJSIP/100-00000001`, is one of the endpoint.
fn is_at(name: &str, endpoint: &str) -> bool {
    name.rsplit_once('-').is_some_and(|(of, _)| of.eq_ignore_ascii_case(endpoint))
}

/// A call's channels: the agent's and the others'.
struct Sides<'a> {
    call: &'a str,
    region: &'a str,
    /// The agent's first channel.
    first: &'a Channel,
    mine: &'a [&'a Channel],
    theirs: &'a [&'a Channel],
}

impl Sides<'_> {
    fn facts(&self) -> Facts {
        // What was not watched from its beginning is a conclusion: it must not outrank what was seen before a worker's death.
        let beginning = if self.mine.iter().all(|c| c.was_watched()) { Source::Live } else { Source::Inferred };
        let other = self.other();
        let ended = self.ended();
        let result = ended.map(|_| self.result());
        let answered = self.answered();
        let talked = match (&result, answered) {
            (Some(CallResult::Answered), Some((from, Source::Live))) => ended.map(|to| seconds(to - from)),
            (Some(CallResult::Answered), None) => ended.zip(self.picked_up()).map(|(to, from)| seconds(to - from)),
            (Some(CallResult::Answered), _) | (None, _) => None,
            (Some(_), _) => Some(0),
        };
        Facts {
            direction: fact(beginning, Some(self.direction())),
            other_name: fact(beginning, other.as_ref().and_then(|o| o.name.clone())),
            internal: fact(beginning, other.as_ref().map(|o| o.number.kind == NumberKind::Internal)),
            others: fact(beginning, other.as_ref().map(|o| o.further.clone())),
            other: fact(beginning, other.map(|o| o.number)),
            own: fact(beginning, self.own()),
            started: fact(beginning, Some(self.first.created)),
            answered: answered.and_then(|(at, source)| fact(source, Some(at))),
            ended: fact(Source::Live, ended),
            duration: fact(Source::Live, talked),
            result: fact(Source::Live, result),
            transferred_to: fact(Source::Live, self.transferred_to()),
            ..Facts::default()
        }
    }

    /// The agent's own channel began the call, or somebody else's did. Without linkedid: who is dialling is in state `Ring`.
    fn direction(&self) -> Direction {
        let linked = self.first.seen.iter().any(|s| !s.linked.is_empty());
        let began = if linked { self.first.first_linked() == self.first.id } else { self.first.was_in("Ring") };
        if began { Direction::Outbound } else { Direction::Inbound }
    }

    /// The channel that began the call, unless that is the agent's.
    fn root(&self) -> Option<&Channel> {
        self.theirs.iter().copied().find(|c| c.id == self.call)
    }

    fn own(&self) -> Option<PhoneNumber> {
        let number = self.first.seen.iter().map(|s| &s.own.number).find(|n| !n.is_empty())?;
        Some(parse(number, self.region))
    }

    /// The first outside number, else the first number at all. Nobody's number is told once the phone rings without one.
    fn other(&self) -> Option<Other> {
        let mut said: Vec<(&str, &str)> = Vec::new();
        let dialled = self.first.called();
        if self.direction() == Direction::Outbound {
            said.push((&dialled, ""));
        }
        let mut connected: Vec<_> = self.mine.iter().flat_map(|c| &c.seen).collect();
        connected.order();
        said.extend(connected.iter().map(|s| (s.connected.number.as_str(), s.connected.name.as_str())));
        if let Some(root) = self.root() {
            said.extend(root.seen.iter().map(|s| (s.own.number.as_str(), s.own.name.as_str())));
        }
        let mut heard = OrdSet::new();
        said.retain(|pair| heard.insert(*pair));
        let own = self.own();
        let numbers: Vec<(PhoneNumber, &str)> = said
            .into_iter()
            .map(|(number, name)| (parse(number, self.region), name))
            .filter(|(number, _)| number.kind != NumberKind::Withheld && own.as_ref().is_none_or(|o| o.key != number.key))
            .collect();
        let chosen = numbers.iter().find(|(n, _)| n.kind == NumberKind::Public).or(numbers.first());
        let Some((number, _)) = chosen else {
            let over = self.first.gone().is_some();
            let rings = self.direction() == Direction::Inbound && ["Ringing", "Up"].iter().any(|state| self.first.was_in(state));
            return (over || rings).then(|| Other { number: PhoneNumber::withheld(), name: None, further: Vec::new() });
        };
        let name =
            numbers.iter().find(|(n, name)| n.key == number.key && name.contains(char::is_alphabetic)).map(|(_, name)| (*name).to_owned());
        let mut further: Vec<PhoneNumber> = Vec::new();
        for (next, _) in numbers.iter().filter(|(n, _)| n.kind == NumberKind::Public && n.key != number.key) {
            if !further.iter().any(|f| f.key == next.key) {
                further.push(next.clone());
            }
        }
        Some(Other { number: number.clone(), name, further })
    }

    /// When the agent and somebody else were first joined; where a listing shows both talking and a cut swallowed the joining, as early
    /// as it can have been.
    fn answered(&self) -> Option<(Millis, Source)> {
        if let Some(at) = self.mine.iter().filter_map(|c| c.bridged()).min() {
            return Some((at, Source::Live));
        }
        let mine = self.mine.iter().find(|c| c.was_listed_in("Up"))?;
        let since = mine.first_in("Up").unwrap_or(mine.created);
        self.theirs.iter().any(|c| c.was_in("Up")).then_some((since, Source::Inferred))
    }

    /// When the agent's own phone went off the hook.
    fn picked_up(&self) -> Option<Millis> {
        self.mine.iter().filter_map(|c| c.first_in("Up")).min()
    }

    /// The end of the agent's part. While an unanswered caller still waits elsewhere, how it ends is not decided (A8).
    fn ended(&self) -> Option<Millis> {
        let gone: Option<Vec<(Millis, u32)>> = self.mine.iter().map(|c| c.gone()).collect();
        let last = gone?.into_iter().map(|(at, _)| at).max();
        let waits = self.direction() == Direction::Inbound
            && !self.talked()
            && !self.taken_elsewhere()
            && self.root().is_some_and(|root| root.gone().is_none());
        last.filter(|_| !waits)
    }

    fn talked(&self) -> bool {
        self.answered().is_some() || self.picked_up().is_some() && self.theirs.is_empty()
    }

    fn taken_elsewhere(&self) -> bool {
        let cancelled = self.mine.iter().filter_map(|c| c.gone()).any(|(_, cause)| cause == cause::ANSWERED_ELSEWHERE);
        let since = self.first.created;
        cancelled || self.theirs.iter().any(|c| c.id != self.call && c.first_in("Up").is_some_and(|at| at >= since))
    }

    fn result(&self) -> CallResult {
        if self.talked() {
            return CallResult::Answered;
        }
        let ends = |side: &[&Channel]| side.iter().filter_map(|c| c.gone()).map(|(_, cause)| cause).collect::<Vec<_>>();
        let mine = ends(self.mine);
        match self.direction() {
            Direction::Inbound if self.taken_elsewhere() => CallResult::AnsweredElsewhere,
            Direction::Inbound if self.root().is_some_and(Channel::used_voicemail) => CallResult::Voicemail,
            Direction::Inbound => refusal(&mine).unwrap_or(CallResult::Missed),
            Direction::Outbound => {
                let causes = [ends(self.theirs), mine].concat();
                let busy = self.theirs.iter().flat_map(|c| &c.seen).any(|s| s.what == What::Dialled("BUSY".into()));
                match refusal(&causes) {
                    Some(refused) => refused,
                    None if busy => CallResult::Busy,
                    None if causes.iter().all(|c| cause::NOBODY_CAME.contains(c)) => CallResult::NoAnswer,
                    None => CallResult::Failed,
                }
            }
        }
    }

    fn transferred_to(&self) -> Option<String> {
        self.mine.iter().flat_map(|c| &c.seen).find_map(|s| match &s.what {
            What::Transferred(to) => Some(parse(to, self.region).shown),
            _ => None,
        })
    }
}

/// The other side, once its number is known or known to be withheld.
struct Other {
    number: PhoneNumber,
    name: Option<String>,
    further: Vec<PhoneNumber>,
}

/// Q.850 causes as Asterisk uses them (`asterisk/causes.h`).
mod cause {
    pub const USER_BUSY: u32 = 17;
    pub const CALL_REJECTED: u32 = 21;
    pub const ANSWERED_ELSEWHERE: u32 = 26;
    /// Unknown, normal clearing, no response, no answer, normal unspecified, timer expired, interworking.
    pub const NOBODY_CAME: [u32; 7] = [0, 16, 18, 19, 31, 102, 127];
}

fn refusal(causes: &[u32]) -> Option<CallResult> {
    [(cause::USER_BUSY, CallResult::Busy), (cause::CALL_REJECTED, CallResult::Declined)]
        .into_iter()
        .find_map(|(cause, result)| causes.contains(&cause).then_some(result))
}

fn seconds(span: Millis) -> u32 {
    u32::try_from(span.max(0) / 1_000).unwrap_or(u32::MAX)
}

fn fact<T>(source: Source, value: Option<T>) -> Option<Fact<T>> {
    value.map(|value| Fact { source, seq: 0, value })
}
