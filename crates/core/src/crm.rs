//! What core asks of a CRM and what comes back; the crm crate turns both into HTTP and from it.

use serde::{Deserialize, Serialize};

use crate::call::{CallId, CallResult, Direction, WrapUp};
use crate::contact::{Association, Contact};
use crate::entry::{LogKey, NewContact};
use crate::follow_up::FollowUpKind;
use crate::hash::stable_hash;
use crate::number::PhoneNumber;
use crate::order::OrdMap;
use crate::own_text::OwnText;
use crate::time::Millis;

/// A request to one integration. Reads may take several exchanges, a write is exactly one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CrmRequest {
    /// Who has this number? The codec searches in several forms and checks hits locally.
    FindContacts {
        /// The number.
        number: PhoneNumber,
        /// Extra forms to search for, already filled in (I7).
        formats: Vec<String>,
        /// Do not answer from a cache.
        fresh: bool,
    },
    /// Who is called like this?
    SearchContacts {
        /// What the agent typed.
        name: String,
    },
    /// Make a placeholder. Not idempotent anywhere: looked up before.
    CreateContact {
        /// What is to be made.
        contact: NewContact,
        /// Its number.
        number: PhoneNumber,
    },
    /// Is there a record with this key?
    FindLog {
        /// The key.
        key: WriteKey,
    },
    /// Make the record.
    CreateLog(Box<LogDraft>),
    /// Give a record a later text. Where the record can be read, only our own part of its note is replaced (B7).
    UpdateLog {
        /// The record.
        record: RecordRef,
        /// The notes that were sent before, the last one last: what of the record's note is ours.
        ours: Vec<OwnText>,
        /// All it shall say.
        draft: Box<LogDraft>,
    },
    /// Give a record other answers to the fields it was logged with, such as another deal.
    SetDisposition {
        /// The key it was logged under.
        key: WriteKey,
        /// Answers by field name.
        answers: OrdMap<String, String>,
    },
    /// Is there a task with this key?
    FindFollowUp {
        /// The key.
        key: WriteKey,
    },
    /// Make a task, or an activity, of a follow-up (K5).
    CreateFollowUp(Box<FollowUpDraft>),
}

impl CrmRequest {
    /// Whether it creates or changes something outside, so that it needs a durable claim.
    pub fn is_write(&self) -> bool {
        !matches!(self, Self::FindContacts { .. } | Self::SearchContacts { .. } | Self::FindLog { .. } | Self::FindFollowUp { .. })
    }
}

/// The deterministic key a write carries, so that the record can be found again (G3).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct WriteKey(pub String);

impl WriteKey {
    /// The longest key, in characters.
    const LONGEST: usize = 120;

    /// The key of a call's record: `session@account` in readable ASCII, without randomness, so that two browsers of one agent agree on it.
    ///
    /// Two calls never share one; the integrations of one call do, each being a system of its own. A record logged again after its
    /// first one was deleted is the next `generation` (C2): a server may hold the first key taken for ever.
    pub fn of(entry: &LogKey, generation: u32) -> Self {
        let CallId { account, session } = &entry.call;
        let again = if generation == 0 { String::new() } else { format!("~g{generation}") };
        let key = format!("{}@{}{again}", escaped(session), escaped(account.as_str()));
        if key.len() <= Self::LONGEST {
            return Self(key);
        }
        let tail = format!("~~{:032x}", stable_hash(key.as_bytes()));
        Self(format!("{}{tail}", &key[..Self::LONGEST - tail.len()]))
    }

    /// The key of a follow-up's task, by the follow-up's id: made once, with its form, and the same for ever.
    pub fn of_follow_up(id: &str) -> Self {
        Self(format!("f~{:032x}", stable_hash(id.as_bytes())))
    }
}

/// Text in letters that survive URLs, lists and logs; every other byte as `~` and two hex digits.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("~{byte:02x}") }).collect()
}

/// All a record says. A part the agent switched off is empty or `None`, so that no codec can send it (I6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogDraft {
    /// The key the record travels under.
    pub key: WriteKey,
    /// Who it goes to.
    pub contact: Contact,
    /// The record behind the contact it goes with.
    #[serde(default)]
    pub association: Option<Association>,
    /// One line for the record's title (J1).
    pub subject: String,
    /// The agent's note, as typed.
    pub note: String,
    /// What a reader could not know otherwise, a line each: who else was on the call (A12), where it went (A9).
    pub told: Vec<String>,
    /// How the other side responded and who else took part, as the agent said (K1).
    #[serde(default)]
    pub wrap_up: WrapUp,
    /// What the agent answered to the integration's own fields, by their names (K6).
    #[serde(default)]
    pub answers: OrdMap<String, String>,
    /// Which way the call went.
    pub direction: Direction,
    /// How it ended.
    #[serde(default)]
    pub result: Option<CallResult>,
    /// When it began.
    #[serde(default)]
    pub start: Option<Millis>,
    /// The agent's seconds east of UTC then: what turns [`Self::start`] into the day and hour of a CRM that keeps no zone (J3).
    #[serde(default)]
    pub offset: i32,
    /// The same for eyes, in the form the agent chose and the zone of the call (J3).
    pub time: String,
    /// Seconds talked.
    #[serde(default)]
    pub duration: Option<u32>,
    /// The other side's number.
    #[serde(default)]
    pub number: Option<PhoneNumber>,
    /// The same to ask the CRM by; never said.
    pub asked_by: PhoneNumber,
    /// The agent's own number.
    #[serde(default)]
    pub own: Option<PhoneNumber>,
    /// Where to listen to it.
    #[serde(default)]
    pub recording: Option<String>,
    /// Where to listen to the voicemail that was left.
    #[serde(default)]
    pub voicemail: Option<String>,
    /// Facts were corrected since the record was written: an update tells duration and result as well, but never the time (J3).
    pub corrected: bool,
}

/// What a CRM is told of a follow-up (K5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpDraft {
    /// The key the task travels under.
    pub key: WriteKey,
    /// What is to be done.
    pub kind: FollowUpKind,
    /// In a few words; never empty.
    pub subject: String,
    /// At most 500 characters; may be empty.
    pub description: String,
    /// Whom it is with.
    pub contact: Contact,
    /// The record behind the contact it goes with.
    #[serde(default)]
    pub association: Option<Association>,
    /// When it is to be done.
    pub due: Millis,
    /// The agent's seconds east of UTC then: what turns [`Self::due`] into the day and hour of a CRM that keeps no zone.
    pub offset: i32,
    /// When the agent wants to be reminded.
    #[serde(default)]
    pub remind_at: Option<Millis>,
    /// Who takes part, as the agent typed it.
    pub attendees: Vec<String>,
}

/// A task in a CRM.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TaskRef {
    /// Which one.
    pub record: RecordRef,
    /// Somebody did it there already (K7).
    pub done: bool,
}

/// A record in a CRM: its id and, where there is one, its page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RecordRef {
    /// The CRM's own id.
    pub id: String,
    /// Its page.
    #[serde(default)]
    pub url: Option<String>,
}

/// An answer understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CrmReply {
    /// To FindContacts and SearchContacts; possibly empty.
    Contacts(Vec<Contact>),
    /// To CreateContact.
    ContactCreated(Contact),
    /// To FindLog; several are a double, empty is "not found now".
    Logs(Vec<RecordRef>),
    /// To CreateLog.
    LogCreated(RecordRef),
    /// To CreateLog where the server says that it has this key already.
    LogExists,
    /// To UpdateLog.
    LogUpdated {
        /// The CRM's text read back differs from what was sent.
        mangled: bool,
    },
    /// To SetDisposition.
    DispositionSet,
    /// To FindFollowUp; several are a double, empty is "not found now".
    FollowUps(Vec<TaskRef>),
    /// To CreateFollowUp.
    FollowUpCreated(RecordRef),
}

/// Why a request did not succeed: the program decides by `kind`, the person acts by `problem` and `said`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrmError {
    /// What the program does about it.
    pub kind: ErrorKind,
    /// What happened, for eyes.
    pub problem: Problem,
    /// The CRM's own words, plain text.
    #[serde(default)]
    pub said: Option<String>,
}

/// What the program does about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ErrorKind {
    /// Needs sign-in; nothing was written.
    Auth,
    /// Not before this instant; nothing was written.
    RateLimited {
        /// When asking makes sense again.
        until: Millis,
    },
    /// The CRM understood and said no; nothing was written.
    Refused,
    /// The CRM deleted the record this was about.
    Gone,
    /// It surely did not arrive, or only a read was asked.
    Offline,
    /// It may have been written; a look-up tells.
    Ambiguous,
    /// It may have been written, and the CRM's connector lost track of it, so that a look-up never tells.
    Unprovable,
}

impl ErrorKind {
    /// Whether the CRM said it, so that it is there; else nobody knows.
    pub fn is_an_answer(self) -> bool {
        !matches!(self, Self::Offline | Self::Ambiguous | Self::Unprovable)
    }
}

/// What happened, as a person would say it. Each has one sentence on the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Problem {
    /// Nobody there, or the connection broke: no network, wrong host, server down.
    Unreachable,
    /// No answer within our time.
    NoAnswer,
    /// The answer broke off or was only half of what it should be.
    HalfAnswer,
    /// An answer that is none of the CRM's, such as an HTML page.
    NotUnderstood,
    /// The address leads to no server of this kind.
    WrongAddress,
    /// The key or password was refused.
    WrongKey,
    /// The session is over.
    SignedOut,
    /// Too many requests.
    TooMany,
    /// The server failed inside.
    ServerFailed,
    /// The CRM said no, in its own words.
    Refused,
    /// The record is no longer there.
    Gone,
    /// The browser has no permission to reach the host.
    NotAllowed,
}

impl CrmError {
    /// An error without the CRM's own words.
    pub fn new(kind: ErrorKind, problem: Problem) -> Self {
        Self { kind, problem, said: None }
    }
    /// With the CRM's own words.
    pub fn saying(mut self, said: impl Into<String>) -> Self {
        self.said = Some(said.into()).filter(|s| !s.trim().is_empty());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::AccountId;
    use crate::integration::IntegrationId;
    use crate::order::OrdSet;

    fn key_in(account: &str, session: &str, integration: &str) -> WriteKey {
        let call = CallId { account: AccountId::new(account), session: session.into() };
        WriteKey::of(&LogKey { call, integration: IntegrationId::new(integration) }, 0)
    }

    fn key(account: &str, session: &str) -> String {
        key_in(account, session, "book").0
    }

    #[test]
    fn g3_the_key_is_made_of_session_and_line_without_randomness() {
        assert_eq!(key("ast:0c:42/PJSIP/100", "1763690400.17"), "1763690400.17@ast:0c:42/PJSIP/100");
        assert_eq!(key_in("practice", "7", "appc:crm/mock/anna"), key_in("practice", "7", "book"));
    }

    #[test]
    fn c2_a_record_logged_again_has_a_key_of_its_own() {
        let entry = LogKey { call: CallId { account: AccountId::new("a"), session: "s".into() }, integration: IntegrationId::new("crm") };
        assert_eq!([0, 1, 2].map(|n| WriteKey::of(&entry, n).0), ["s@a", "s@a~g1", "s@a~g2"]);
    }

    #[test]
    fn g3_two_calls_never_share_a_key() {
        let long = "s".repeat(200);
        let calls = [
            ("a", "b"),
            ("a", "b "),
            ("a", "b,"),
            ("a", "B"),
            ("a", "b~20"),
            ("a", "b@x"),
            ("x@a", "b"),
            ("a", "é"),
            ("", ""),
            ("a#b", "c"),
            ("a", "b#c"),
            ("a", &long),
            ("b", &long),
            ("a", &long[1..]),
        ];
        let keys: OrdSet<String> = calls.iter().map(|(account, session)| key(account, session)).collect();
        assert_eq!(keys.len(), calls.len());
    }

    #[test]
    fn j6_the_key_is_short_ascii_without_spaces_or_commas() {
        for session in ["a b,c#d?e&f", "نور", &"x y".repeat(100)] {
            let key = key("ast:é/PJSIP/100", session);
            assert!(key.len() <= 120 && key.chars().all(|c| c.is_ascii_graphic() && !",#?&%+".contains(c)), "{key}");
        }
    }
}
