//! What goes into the engine and what comes out: all of it data.

use serde::{Deserialize, Serialize};

use super::stored::Revision;
use crate::account::PhoneAccount;
use crate::call::{AccountId, CallEvent, CallId};
use crate::command::Command;
use crate::crm::{CrmError, CrmReply, CrmRequest};
use crate::entry::LogKey;
use crate::integration::{Integration, IntegrationId};
use crate::order::OrdMap;
use crate::phone::{LineEvent, PhoneRequest};
use crate::rules::Standstill;
use crate::settings::Managed;
use crate::store::{Batch, Durability, Query, Row, StoreError};
use crate::time::Millis;

/// What the shell tells the engine.
#[derive(Debug, Clone)]
pub enum Event {
    /// Something happened outside.
    Input(Input),
    /// The rows that were asked for.
    Loaded(Result<Rows, StoreError>),
    /// How the commit went.
    Committed(Result<(), StoreError>),
    /// The alarm, or any other reason to see what is due.
    Rang,
}

/// What can change state. Every source re-sends its inputs until they are committed, so all are idempotent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Input {
    /// A phone account told of a call.
    Call(CallEvent),
    /// A live line opened, answered or broke.
    Line(AccountId, LineEvent),
    /// Something lies on the desk.
    Desk,
    /// A decision made by the shell itself, as after a sign-in.
    Command(Command),
    /// What an administrator set through the browser (I9).
    Managed(Managed),
    /// Work that is due; made by the engine from its plan.
    Claim(Due),
    /// Reminders were shown, each for its instant (K7).
    Reminded(Vec<Reminder>),
    /// An integration answered, or did not.
    Outcome(Ticket, Result<CrmReply, CrmError>),
}

/// Work that is due now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Due {
    /// The entry's next step.
    Entry(LogKey),
    /// The next step of a follow-up's task.
    Task(String),
    /// A line to be opened.
    Line(AccountId),
    /// A call whose phone account had its time to declare it final (A9).
    Final(CallId),
    /// The next moment of a practice call.
    Practice(CallId),
    /// The next part of a stored job.
    Job(String),
    /// The hourly digest.
    Digest,
    /// The history of an account since a gap began.
    History(AccountId),
    /// What is new in the history of an account that is asked again and again.
    Sync(AccountId),
    /// The run of a gap whose calls are known.
    CatchUp,
    /// Logging stands still somewhere, or goes on again (I11).
    Standstill,
    /// Follow-ups the agent is to be reminded of (K7).
    Reminders,
}

/// What an effect was started for; its answer carries it back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Ticket {
    /// What it is about.
    pub about: About,
    /// What was asked.
    pub asked: Asked,
    /// The key of the number it was asked for: an answer for another number does not count.
    #[serde(default)]
    pub number: String,
    /// The how-manieth effect of this life it is: an answer that comes again, to an earlier question of the same kind, does not count.
    #[serde(default)]
    pub nth: u64,
}

/// What asks an integration; one question of each is under way at a time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum About {
    /// The entry of a call.
    Entry(LogKey),
    /// A follow-up, by its id, for its task.
    FollowUp(String, IntegrationId),
}

impl About {
    /// Who is asked.
    pub fn integration(&self) -> &IntegrationId {
        match self {
            Self::Entry(key) => &key.integration,
            Self::FollowUp(_, integration) => integration,
        }
    }
}

/// What can be asked of an integration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Asked {
    /// Who has the number?
    Contacts,
    /// Is there a record?
    Log,
    /// Make the placeholder.
    CreateContact,
    /// Make the record.
    CreateLog,
    /// Change the record.
    Update,
    /// Is there a task?
    FollowUp,
    /// Make the task.
    CreateFollowUp,
}

/// What the engine wants done. Every action but `Start`, `Alarm` and `Announce` is answered by an event before the next is polled.
#[derive(Debug, Clone)]
pub enum Action {
    /// Read these; answer with [`Event::Loaded`].
    Load(Vec<Key>),
    /// Commit in one transaction; answer with [`Event::Committed`].
    Commit(Batch, Durability),
    /// Start an effect whose claim is durable; its answer comes back as an input.
    Start(Effect),
    /// The one alarm: wake at this instant; `None` = nothing is due.
    Alarm(Option<Millis>),
    /// Tell the screens.
    Announce(Revision),
    /// Tell the screens that the store failed; the input that wanted it waits and is tried again.
    Trouble(StoreError),
}

/// Something done outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Ask an integration.
    Crm {
        /// What it is for.
        ticket: Ticket,
        /// Which integration.
        integration: Box<Integration>,
        /// What to ask.
        request: CrmRequest,
    },
    /// Ask a phone account.
    Phone(Box<PhoneAccount>, PhoneRequest),
    /// Show the agent something nobody asked for.
    Show(Show),
}

/// What is shown by itself. What was not seen is not shown again: each stands on a screen as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Show {
    /// The log form of a call that ended (I2).
    Form {
        /// The call.
        call: CallId,
        /// Who it was with, for eyes.
        who: String,
    },
    /// Pages of contacts, each of the web (I8).
    Pages(Vec<String>),
    /// Whose page is to open: several have the number (I8).
    Whose {
        /// The entry that knows them.
        key: LogKey,
        /// Their names.
        names: Vec<String>,
    },
    /// Logging stands still (I11).
    Standstill {
        /// Where and why.
        what: Standstill,
        /// The integration or phone account, for eyes.
        name: String,
        /// How many entries wait.
        waiting: usize,
    },
    /// It goes on again.
    GoesOn(Standstill),
    /// Follow-ups whose time has come, all in one (K7); answered with [`Input::Reminded`].
    Reminders(Vec<Reminder>),
}

/// A reminder of a follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// The follow-up.
    pub id: String,
    /// The instant it was due.
    pub at: Millis,
    /// What is to be done, for eyes.
    pub subject: String,
    /// With whom, for eyes.
    pub who: String,
}

/// Something apply may need to look at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Key {
    /// Everything that is always in memory: settings, counters, open entries, running calls.
    Working,
    /// A call with its entries and its note.
    Case(CallId),
    /// The call a source's id stands for.
    Alias(CallId),
    /// Every id that stands for a call.
    AliasesOf(CallId),
    /// Contacts of an address book with this number key.
    BookNumber(IntegrationId, String),
    /// One contact of an address book.
    BookContact(IntegrationId, String),
    /// The contact remembered for a number.
    Remembered(IntegrationId, String),
    /// The newest calls with this number key, at most two hundred.
    CallsOfNumber(String),
    /// Older calls with this number key, below a place in the list, at most two hundred.
    CallsOfNumberBelow(String, String),
    /// Calls around an instant, for "Same call?".
    CallsAround(Millis),
    /// The desk, oldest first.
    Desk,
    /// Unlogged calls from a place in the list on, oldest first, at most fifty.
    UnloggedFrom(String),
    /// Unlogged calls from a place in the list by end on, oldest first, at most fifty.
    UnloggedByEnd(String),
    /// Calls catch-up may take: at most fifty to count them, the next few to attempt them.
    CatchUp {
        /// Those from before account or integration were connected, in the list of all calls; else those of gaps.
        earlier: bool,
        /// From this place in the list on.
        above: String,
        /// Up to this place, not included.
        below: String,
        /// Newest first, else oldest first.
        newest_first: bool,
    },
    /// All calls from a place in the list on, oldest first, at most fifty.
    CallsFrom(String),
    /// Entries in Unresolved from a place in that list on, at most forty.
    UnresolvedFrom(String),
    /// One follow-up.
    FollowUp(String),
    /// Follow-ups with this number key, at most two hundred.
    FollowUpsOfNumber(String),
    /// What was set aside, after this key, at most two hundred.
    SetAsideFrom(String),
    /// The next piece of an exported file on the desk, and what came of it so far.
    Restore,
    /// A record of an address book, by its key.
    Activity(String),
    /// What an address book holds of a contact around an instant.
    ActivitiesAround(IntegrationId, String, Millis),
    /// Some of everything that is stored, but what an administrator set.
    Everything,
    /// Everything of a practice line, at most two hundred rows a time.
    Practice,
}

/// The answer to each question of each key.
pub type Rows = OrdMap<Key, Vec<Row>>;

impl Key {
    /// The questions the shell asks its store for this key; the rows of all together answer it.
    pub fn queries(&self) -> Vec<Query> {
        super::read::queries(self)
    }
}
