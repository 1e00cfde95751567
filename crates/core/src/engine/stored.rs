//! The small records the engine keeps beside calls and entries: settings, counters, the revision.

use serde::{Deserialize, Serialize};

use super::catch_up::CatchUp;
use super::recount::Recount;
use crate::account::PhoneAccount;
use crate::call::CallId;
use crate::command::{Resolution, Together};
use crate::contact::Remembered;
use crate::desk::{DeskItem, ImportFile};
use crate::entry::{Conflict, LogKey};
use crate::integration::{Integration, IntegrationId};
use crate::rules::Standing;
use crate::settings::{Managed, Settings};
use crate::store::{Store, Stored};
use crate::time::Millis;

/// Counts commits; screens ignore revisions not newer than the one they have read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Revision(pub u64);

impl Stored for Revision {
    const STORE: Store = Store::Meta;
    fn key(&self) -> String {
        "revision".into()
    }
}

/// The last run of the digest (D1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestRun {
    /// When it began.
    pub began: Millis,
}

impl Stored for DigestRun {
    const STORE: Store = Store::Meta;
    fn key(&self) -> String {
        "digest".into()
    }
}

/// Pages that opened by themselves within the last seconds, each as a print (I8).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pops {
    /// The print of the page, and when it opened.
    pub pages: Vec<(u64, Millis)>,
}

impl Stored for Pops {
    const STORE: Store = Store::Meta;
    fn key(&self) -> String {
        "pops".into()
    }
}

/// Where logging stands still, and whether the agent was told (I11).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standstills {
    /// Each at most once.
    pub all: Vec<Standing>,
}

impl Stored for Standstills {
    const STORE: Store = Store::Meta;
    fn key(&self) -> String {
        "standstills".into()
    }
}

/// A row of the settings store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SettingRow {
    /// The agent's own choices.
    Settings(Settings),
    /// What an administrator set (I9).
    Managed(Managed),
    /// An integration.
    Integration(Box<Integration>),
    /// A phone account.
    Account(Box<PhoneAccount>),
    /// The contact chosen for a number in an integration (F6).
    Remembered(Remembered),
}

impl Stored for SettingRow {
    const STORE: Store = Store::Settings;
    fn key(&self) -> String {
        match self {
            Self::Settings(_) => "settings".into(),
            Self::Managed(_) => "managed".into(),
            Self::Integration(integration) => format!("integration/{}", integration.id.as_str()),
            Self::Account(account) => format!("account/{}", account.id.as_str()),
            Self::Remembered(one) => remembered_as(&one.integration, &one.number),
        }
    }
}

/// The key of what was chosen for a number in an integration.
pub(super) fn remembered_as(integration: &IntegrationId, number: &str) -> String {
    format!("remembered/{}/{number}", integration.as_str())
}

/// How many calls each filter holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterCounts {
    /// All calls.
    pub all: u64,
    /// Missed ones.
    pub missed: u64,
    /// Unlogged ones.
    pub unlogged: u64,
    /// With a note.
    pub noted: u64,
}

/// The counters the screens show, kept in the same transaction as what they count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counters {
    /// Calls per filter.
    pub calls: FilterCounts,
    /// Entries in Unresolved.
    pub unresolved: u64,
    /// Rows in quarantine.
    pub quarantined: u64,
}

impl Stored for Counters {
    const STORE: Store = Store::Counters;
    fn key(&self) -> String {
        "counters".into()
    }
}

/// A row of the desk: an item under a key that sorts by time of writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskRow {
    /// Unique; for commands `command/{stamp}-{random}`, for drafts `draft/{call}/{window}`, for forms `form/{name}`, for receipts
    /// `receipt/{command}`, for files `import/{id}`, for pieces of an exported file `restore/{id}`.
    pub key: String,
    /// The item.
    pub item: DeskItem,
}

impl Stored for DeskRow {
    const STORE: Store = Store::Desk;
    fn key(&self) -> String {
        self.key.clone()
    }
}

/// Work too long for one transaction, with how far it got; the plan continues it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Job {
    /// Sets the waiting entries of a removed integration aside, or takes them up again (G7).
    Attach {
        /// The integration.
        integration: IntegrationId,
        /// Taken up again, or set aside.
        again: bool,
        /// The last place in the list of unlogged calls that is done.
        after: String,
    },
    /// Takes a file into an address book.
    Import {
        /// The place on the desk it was taken from.
        desk: String,
        /// What is left of it.
        file: Box<ImportFile>,
    },
    /// Logs or dismisses several calls together (C8).
    Several {
        /// The calls that are left.
        calls: Vec<CallId>,
        /// What is done.
        act: Together,
    },
    /// Does the same for all calls of a number (F3).
    SameNumber(Box<SameNumber>),
    /// Lets the policies of now act on what waits in an integration (F5).
    ApplyPolicies {
        /// The integration.
        integration: IntegrationId,
        /// The last place in Unresolved that is done.
        after: String,
    },
    /// Removes everything of the practice line.
    RemovePractice,
    /// The digest that is under way (D).
    Digest {
        /// The last place in the list of unlogged calls by end that is done.
        after: String,
    },
    /// A run of catch-up, kept until the agent has seen how it ended (E).
    CatchUp(Box<CatchUp>),
    /// Asks the phone account for a recording it said it made (H1).
    AwaitRecording {
        /// The call.
        call: CallId,
        /// When to ask next.
        at: Millis,
        /// How often it was asked.
        asked: u32,
    },
    /// The log form of a call that ended is to be shown, or was and nobody is done with it (I2).
    OpenForm {
        /// The call.
        call: CallId,
        /// When the agent was done with it.
        over: Millis,
        /// When the form was shown.
        #[serde(default)]
        shown: Option<Millis>,
    },
    /// Forgets the calls of a number, by its key (I10).
    ForgetNumber(String),
    /// Forgets calls that are older than they shall be kept (I10).
    ForgetOld {
        /// The last place in the list of calls that is done.
        after: String,
        /// Not before this instant.
        at: Millis,
    },
    /// Deletes everything (I10).
    DeleteAll,
    /// Counts anew what the filters count, as the counters could not be read (L2).
    Recount(Recount),
    /// Takes an exported file in, as long as pieces of it lie on the desk (I10).
    Restore,
}

impl Job {
    /// Where the job that forgets old calls is kept.
    pub const FORGET_OLD: &str = "forget-old";
    /// Where the job that counts anew is kept.
    pub const RECOUNT: &str = "recount";

    /// The key of the job that shows a call's form.
    pub fn of_form(call: &CallId) -> String {
        format!("form/{}", call.key())
    }

    /// The key of the job that waits for a call's recording.
    pub fn of_recording(call: &CallId) -> String {
        format!("recording/{}", call.key())
    }
}

/// "Do the same for all N calls from this number", as far as it is not done (F3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SameNumber {
    /// The entry a person solved.
    pub key: LogKey,
    /// How.
    pub resolution: Resolution,
    /// What all of them wait with.
    pub conflict: Conflict,
    /// The place in the list of calls below which nothing is done yet; `None` before the newest.
    #[serde(default)]
    pub below: Option<String>,
}

impl Stored for Job {
    const STORE: Store = Store::Jobs;
    fn key(&self) -> String {
        match self {
            Self::Attach { integration, .. } => format!("attach/{}", integration.as_str()),
            Self::Import { desk, .. } => desk.clone(),
            Self::Several { act, .. } => format!("several/{act:?}"),
            Self::SameNumber(same) => format!("same-number/{}", same.key.key()),
            Self::ApplyPolicies { integration, .. } => format!("apply-policies/{}", integration.as_str()),
            Self::RemovePractice => "remove-practice".into(),
            Self::CatchUp(_) => "catch-up".into(),
            Self::Digest { .. } => "digest".into(),
            Self::AwaitRecording { call, .. } => Self::of_recording(call),
            Self::OpenForm { call, .. } => Self::of_form(call),
            Self::ForgetNumber(number) => format!("forget/{number}"),
            Self::ForgetOld { .. } => Self::FORGET_OLD.into(),
            Self::Recount(_) => Self::RECOUNT.into(),
            Self::DeleteAll => "delete-all".into(),
            Self::Restore => "restore".into(),
        }
    }
}
