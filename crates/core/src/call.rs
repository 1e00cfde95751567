//! A call and the events that tell of it: facts joined per field, in any order, any number of times.

use serde::{Deserialize, Serialize, Serializer};

use crate::number::PhoneNumber;
use crate::time::Millis;

/// A phone account: where calls come from, such as `ast:ENTITY_ID/PJSIP/100`, `practice` or `typed`. Never contains `#`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(String);

impl AccountId {
    /// An account id as the server names it.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into().replace('#', "%23"))
    }
    /// Calls typed in by hand (C6).
    pub fn typed() -> Self {
        Self("typed".into())
    }
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One call for ever: the account's line and the session it was first seen with (G3).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CallId {
    /// The line.
    pub account: AccountId,
    /// The provider's name of the session.
    pub session: String,
}

impl CallId {
    /// The key the call is stored under.
    pub fn key(&self) -> String {
        format!("{}#{}", self.account.0, self.session)
    }
    /// Reads back what [`CallId::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        let (account, session) = key.split_once('#')?;
        Some(Self { account: AccountId(account.into()), session: session.into() })
    }
}

/// Which way the call went, seen from the agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Direction {
    /// Somebody called the agent.
    Inbound,
    /// The agent called.
    Outbound,
}

/// How the agent's part of a call ended.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CallResult {
    /// Both sides talked.
    Answered,
    /// An inbound call nobody took.
    Missed,
    /// An outbound call nobody took.
    NoAnswer,
    /// The called side was busy.
    Busy,
    /// The called side refused.
    Declined,
    /// It went to voicemail.
    Voicemail,
    /// The network or the number failed.
    Failed,
    /// A colleague took it (A8).
    AnsweredElsewhere,
    /// The phone stopped listing it while the line was not watched; a person confirms its duration (A9).
    EndedWhileDisconnected,
    /// A word of the phone system we do not know, kept as it came.
    Other(String),
}

impl CallResult {
    /// As it stands in records, in English, unless the CRM has words of its own.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Answered => "Answered",
            Self::Missed => "Missed",
            Self::NoAnswer => "No answer",
            Self::Busy => "Busy",
            Self::Declined => "Declined",
            Self::Voicemail => "Voicemail",
            Self::Failed => "Failed",
            Self::AnsweredElsewhere => "Answered elsewhere",
            Self::EndedWhileDisconnected => "Ended while disconnected",
            Self::Other(word) => word,
        }
    }
}

/// Who told a fact; history outranks live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Source {
    /// Concluded by us, as after a gap.
    Inferred,
    /// A live event.
    Live,
    /// The account's own history record, or the agent's own typing.
    History,
}

/// One fact with the rank that decides between two tellings of it. Stored as a list of the three: a call has many, and is read often.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Fact<T> {
    /// Who told it.
    pub source: Source,
    /// The provider's sequence number; the higher wins within a source.
    pub seq: u64,
    /// The fact itself; the greater one wins between equals, so that joining is commutative.
    pub value: T,
}

impl<T: Serialize> Serialize for Fact<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        (self.source, self.seq, &self.value).serialize(to)
    }
}

/// What is known of a call. Joining two is commutative, associative and idempotent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Which way it went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Fact<Direction>>,
    /// The other side's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<Fact<PhoneNumber>>,
    /// A name that came with the call; shown in quotes, never trusted as a match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_name: Option<Fact<String>>,
    /// The agent's own number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own: Option<Fact<PhoneNumber>>,
    /// When it began to ring or dial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started: Option<Fact<Millis>>,
    /// When the agent began to talk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<Fact<Millis>>,
    /// When the agent's own part was over, told before the account declares the call final, as after a transfer (A9).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parted: Option<Fact<Millis>>,
    /// When the agent's part was over; its presence makes the call final (A9).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Fact<Millis>>,
    /// Seconds talked, where the account says so itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<Fact<u32>>,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Fact<CallResult>>,
    /// Extension to extension (A7).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal: Option<Fact<bool>>,
    /// To whom the agent passed it on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transferred_to: Option<Fact<String>>,
    /// Further parties of a conference (A12).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub others: Option<Fact<Vec<PhoneNumber>>>,
    /// The account said whether it recorded the call (H1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Fact<bool>>,
    /// Where a person can listen to it; never a link with a token (H2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording: Option<Fact<String>>,
    /// Where a person can listen to the voicemail that was left; never a link with a token (H2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voicemail: Option<Fact<String>>,
    /// When the account deletes the recording (H3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Fact<Millis>>,
    /// The account deleted the call (J7).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted: Option<Fact<bool>>,
    /// What the agent said of it beside the note (K1); the later word counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wrap_up: Option<Fact<WrapUp>>,
}

/// What an agent says of a call beside the note (K1).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct WrapUp {
    /// How the other side responded, one of the list in Settings; empty where nobody said.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub response: String,
    /// Who else took part, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attendees: Vec<String>,
}

fn join_fact<T: Ord>(mine: &mut Option<Fact<T>>, theirs: Option<Fact<T>>) -> bool {
    if theirs > *mine {
        *mine = theirs;
        return true;
    }
    false
}

impl Facts {
    /// Takes over every fact of `other` that outranks ours; says whether anything changed.
    pub fn join(&mut self, other: Facts) -> bool {
        let changed = [
            join_fact(&mut self.direction, other.direction),
            join_fact(&mut self.other, other.other),
            join_fact(&mut self.other_name, other.other_name),
            join_fact(&mut self.own, other.own),
            join_fact(&mut self.started, other.started),
            join_fact(&mut self.answered, other.answered),
            join_fact(&mut self.parted, other.parted),
            join_fact(&mut self.ended, other.ended),
            join_fact(&mut self.duration, other.duration),
            join_fact(&mut self.result, other.result),
            join_fact(&mut self.internal, other.internal),
            join_fact(&mut self.transferred_to, other.transferred_to),
            join_fact(&mut self.others, other.others),
            join_fact(&mut self.recorded, other.recorded),
            join_fact(&mut self.recording, other.recording),
            join_fact(&mut self.voicemail, other.voicemail),
            join_fact(&mut self.deleted_at, other.deleted_at),
            join_fact(&mut self.deleted, other.deleted),
            join_fact(&mut self.wrap_up, other.wrap_up),
        ];
        changed.contains(&true)
    }
}

/// What a phone account says about one of its calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallEvent {
    /// The line.
    pub account: AccountId,
    /// The session this event names; an alias may already map it to an older one.
    pub session: String,
    /// Every other id the source knows the call by.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The facts it tells.
    pub facts: Facts,
}

/// One conversation attempt on the agent's line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Its identity for ever.
    pub id: CallId,
    /// All that is known of it.
    pub facts: Facts,
    /// When we first heard of it.
    pub first_seen: Millis,
    /// The zone the browser had when it began, and its offset then in seconds east of UTC (J3).
    pub zone: (String, i32),
    /// A person has confirmed the duration of a call that ended unwatched.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub duration_confirmed: bool,
    /// The gap it ended in, as its account's history told (E2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap: Option<InGap>,
}

/// That a call belongs to a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InGap {
    /// When the gap began, which names it within the account.
    pub from: Millis,
    /// Catch-up has not attempted it yet.
    pub waits: bool,
}

impl Call {
    /// When it began.
    pub fn start(&self) -> Millis {
        self.facts.started.as_ref().map_or(self.first_seen, |f| f.value)
    }
    /// When the agent's part was over, once it is.
    pub fn ended(&self) -> Option<Millis> {
        self.facts.ended.as_ref().map(|f| f.value)
    }
    /// Whether the account declared it final, or had its time to.
    pub fn is_final(&self) -> bool {
        self.facts.ended.is_some()
    }
    /// Whether the agent is still on it.
    pub fn is_running(&self) -> bool {
        !self.is_final() && self.facts.parted.is_none()
    }
    /// Whether it is catch-up's to attempt, and nobody else's by itself.
    pub fn waits_for_catch_up(&self) -> bool {
        self.gap.is_some_and(|gap| gap.waits)
    }
    /// Which way it went; inbound until the account says otherwise.
    pub fn direction(&self) -> Direction {
        self.facts.direction.as_ref().map_or(Direction::Inbound, |f| f.value)
    }
    /// The other side's number.
    pub fn other(&self) -> PhoneNumber {
        self.facts.other.as_ref().map_or_else(PhoneNumber::withheld, |f| f.value.clone())
    }
    /// A name that came with the call.
    pub fn other_name(&self) -> Option<&str> {
        self.facts.other_name.as_ref().map(|f| f.value.as_str()).filter(|n| !n.is_empty())
    }
    /// Whether anybody talked.
    pub fn was_answered(&self) -> bool {
        match self.told_result() {
            Some(CallResult::Answered | CallResult::EndedWhileDisconnected) => self.facts.answered.is_some() || self.is_final(),
            Some(_) => false,
            None => self.facts.answered.is_some(),
        }
    }
    /// How it ended; concluded from direction and talk time where the account is silent. `None` while it runs.
    pub fn result(&self) -> Option<CallResult> {
        if let Some(told) = self.told_result() {
            return Some(told.clone());
        }
        if !self.is_final() {
            return None;
        }
        Some(match (self.facts.answered.is_some(), self.direction()) {
            (true, _) => CallResult::Answered,
            (false, Direction::Inbound) => CallResult::Missed,
            (false, Direction::Outbound) => CallResult::NoAnswer,
        })
    }
    /// What was told of the result. What we concluded ourselves counts only until the account tells of the end.
    fn told_result(&self) -> Option<&CallResult> {
        let account_told = self.facts.ended.as_ref().is_some_and(|f| f.source > Source::Inferred);
        let told = self.facts.result.as_ref()?;
        (told.source > Source::Inferred || !account_told).then_some(&told.value)
    }
    /// Seconds talked: as the account says, else from answer to end.
    pub fn duration(&self) -> u32 {
        if let Some(told) = &self.facts.duration {
            return told.value;
        }
        match (&self.facts.answered, &self.facts.ended) {
            (Some(from), Some(to)) => u32::try_from((to.value - from.value).max(0) / 1_000).unwrap_or(u32::MAX),
            _ => 0,
        }
    }
    /// What the agent said of it beside the note.
    pub fn wrap_up(&self) -> WrapUp {
        self.facts.wrap_up.as_ref().map(|f| f.value.clone()).unwrap_or_default()
    }
    /// Whether its phone account deleted it (J7).
    pub fn is_deleted(&self) -> bool {
        self.facts.deleted.as_ref().is_some_and(|f| f.value)
    }
    /// Whether it stayed within the phone system.
    pub fn is_internal(&self) -> bool {
        self.facts.internal.as_ref().is_some_and(|f| f.value)
    }
}

/// The one text an agent writes about a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The call it belongs to.
    pub call: CallId,
    /// As typed.
    pub text: String,
    /// Counts the changes of the text; an entry remembers which one it sent.
    pub revision: u64,
    /// When it was last changed.
    pub changed: Millis,
    /// The desk key of the draft it came from last: that window goes on writing without a question (B6).
    #[serde(default)]
    pub written_by: String,
    /// The agent pressed "Cancel note" (B4): the text is kept, and not sent.
    #[serde(default)]
    pub cancelled: bool,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn a_fact<T: std::fmt::Debug + Clone>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Option<Fact<T>>> {
        let source = prop_oneof![Just(Source::Inferred), Just(Source::Live), Just(Source::History)];
        proptest::option::of((source, 0..3_u64, value).prop_map(|(source, seq, value)| Fact { source, seq, value }))
    }

    prop_compose! {
        fn facts()(
            started in a_fact(0..4_i64), answered in a_fact(0..4_i64), ended in a_fact(0..4_i64), duration in a_fact(0..4_u32),
            result in a_fact(prop_oneof![Just(CallResult::Answered), Just(CallResult::Missed), "[ab]".prop_map(CallResult::Other)]),
            direction in a_fact(prop_oneof![Just(Direction::Inbound), Just(Direction::Outbound)]),
            recorded in a_fact(any::<bool>()), recording in a_fact("[ab]"), transferred_to in a_fact("[ab]"),
            parted in a_fact(0..4_i64),
        ) -> Facts {
            Facts { started, answered, parted, ended, duration, result, direction, recorded, recording, transferred_to, ..Facts::default() }
        }
    }

    fn joined<'a>(all: impl IntoIterator<Item = &'a Facts>) -> Facts {
        let mut whole = Facts::default();
        for facts in all {
            whole.join(facts.clone());
        }
        whole
    }

    #[test]
    fn l1_a_fact_is_read_as_it_is_written_and_as_it_was_written_before() {
        let fact = Fact { source: Source::Live, seq: 7, value: Direction::Outbound };
        let text = serde_json::to_string(&fact).unwrap();
        assert_eq!(text, r#"["Live",7,"Outbound"]"#);
        for text in [&text, r#"{"source":"Live","seq":7,"value":"Outbound"}"#] {
            assert_eq!(crate::json::from_str::<Fact<Direction>>(text).unwrap(), fact, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a9_events_in_any_order_and_any_number_of_times_tell_the_same(
            (told, shuffled) in proptest::collection::vec(facts(), 0..6).prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        ) {
            let once = joined(&told);
            prop_assert_eq!(&joined(&shuffled), &once);
            prop_assert_eq!(&joined(told.iter().chain(&shuffled)), &once, "told twice");
            let (first, rest) = told.split_at(told.len() / 2);
            prop_assert_eq!(&joined([&joined(first), &joined(rest)]), &once, "in groups");
            prop_assert!(!once.clone().join(once.clone()), "nothing new");
        }
    }
}
