//! A person's decisions, and what a refused one leaves on the desk.

use serde::{Deserialize, Serialize};

use crate::account::PhoneAccount;
use crate::book::BookContact;
use crate::call::{CallEvent, CallId, WrapUp};
use crate::choices::Choices;
use crate::contact::{Association, Contact};
use crate::crm::RecordRef;
use crate::entry::{ContactChoice, LogKey, NewContact};
use crate::follow_up::FollowUp;
use crate::integration::{Integration, IntegrationId};
use crate::order::OrdMap;
use crate::settings::Settings;
use crate::time::Millis;

/// A person's decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Save of the log form: log to these integrations (C1); the note goes with it.
    Log {
        /// The call.
        call: CallId,
        /// Where to, and to whom.
        entries: Vec<LogChoice>,
        /// The form's note; `None` leaves the stored one.
        #[serde(default)]
        note: Option<String>,
        /// The stored note the form was filled in with; what others wrote since is kept (B6).
        #[serde(default)]
        base: String,
    },
    /// The form was opened on these entries (C4).
    Hold {
        /// The entries.
        keys: Vec<LogKey>,
    },
    /// The form was closed without Save.
    Release {
        /// The entries.
        keys: Vec<LogKey>,
    },
    /// A conflict solved in place (F2).
    Resolve {
        /// The entry.
        key: LogKey,
        /// How.
        resolution: Resolution,
        /// Do the same for all unresolved calls from this number in this integration (F3).
        same_number: bool,
    },
    /// "Don't log" for one integration, or for all of the call (F3).
    Dismiss {
        /// The call.
        call: CallId,
        /// One integration, or all.
        #[serde(default)]
        integration: Option<IntegrationId>,
    },
    /// Takes "Don't log" back.
    Undo {
        /// The call.
        call: CallId,
        /// One integration, or all.
        #[serde(default)]
        integration: Option<IntegrationId>,
    },
    /// "Private": nothing of this call goes to a CRM any more, and its number is never looked up again (A14).
    Private {
        /// The call.
        call: CallId,
    },
    /// "Change contact": a wrong log belongs to another contact (C2).
    ChangeContact {
        /// The entry.
        key: LogKey,
        /// Who it belongs to.
        contact: Box<Contact>,
        /// The association; `None` = none.
        #[serde(default)]
        association: Option<Association>,
    },
    /// A record that had to be moved by hand was moved (C2).
    MovedByHand {
        /// The entry.
        key: LogKey,
    },
    /// Several calls are logged or dismissed together, as the preview said (C8).
    Several {
        /// The calls.
        calls: Vec<CallId>,
        /// What is done.
        act: Together,
    },
    /// "Always … for this number" (F6): used without asking while the integration finds the contacts it found for this entry.
    Always {
        /// An entry with the number.
        key: LogKey,
        /// The contact.
        contact: Box<Contact>,
    },
    /// Forget what was chosen for a number in an integration (F6).
    ForgetChoice {
        /// The integration.
        integration: IntegrationId,
        /// The number's key.
        number: String,
    },
    /// "Apply to N": the integration's policies of now act on what waits there (F5).
    ApplyPolicies(IntegrationId),
    /// A call made elsewhere, typed in by hand (C6). Carries its own id.
    TypeCall {
        /// The call as typed.
        call: CallEvent,
        /// "Same call?" was answered with no.
        not_the_same: bool,
    },
    /// How long a call was that ended unwatched (A9).
    ConfirmDuration {
        /// The call.
        call: CallId,
        /// Seconds talked.
        seconds: u32,
    },
    /// A note saved from a form.
    SaveNote {
        /// The call.
        call: CallId,
        /// The text.
        text: String,
        /// The stored note it began with; what others wrote since is kept (B6).
        #[serde(default)]
        base: String,
    },
    /// What the agent says of a call beside its note (K1).
    WrapUp {
        /// The call.
        call: CallId,
        /// All of it.
        wrap_up: WrapUp,
    },
    /// The note of a call was opened; while the call runs, that delays its logging (B1).
    OpenNote {
        /// The call.
        call: CallId,
    },
    /// One integration's switch beside the note of a running or delayed call (B2).
    SetDelay {
        /// The entry.
        key: LogKey,
        /// Delayed, or as if no note had been opened?
        on: bool,
        /// The one contact the call belongs to there; `None` leaves it to the look-up.
        #[serde(default)]
        contact: Option<Box<Contact>>,
    },
    /// "Log now": what is delayed does not wait any longer.
    LogNow {
        /// The call.
        call: CallId,
        /// One integration, or all.
        #[serde(default)]
        integration: Option<IntegrationId>,
    },
    /// "Cancel note" (B4).
    CancelNote {
        /// The call.
        call: CallId,
        /// `false` brings it back.
        cancelled: bool,
    },
    /// An integration that has just been signed in to; the same account cannot be added twice (G7).
    AddIntegration(Box<Integration>),
    /// Take an integration away; history and notes stay (G7).
    RemoveIntegration(IntegrationId),
    /// The agent signed in again, or out.
    SetSignIn {
        /// The integration.
        integration: IntegrationId,
        /// Signed in?
        works: bool,
    },
    /// Log by itself, on or off (I1).
    SetAutomatic {
        /// The integration.
        integration: IntegrationId,
        /// On?
        on: bool,
    },
    /// What the agent chose for an integration.
    SetChoices {
        /// The integration.
        integration: IntegrationId,
        /// All of it.
        choices: Box<Choices>,
    },
    /// A phone account.
    AddAccount(Box<PhoneAccount>),
    /// Take a phone account away; its calls stay.
    RemoveAccount(crate::call::AccountId),
    /// Try a stopped or waiting line at once.
    Reconnect(crate::call::AccountId),
    /// Says how catch-up goes on (E6).
    CatchUp(CatchUpAct),
    /// "Log earlier calls": attempts those from before account or integration were connected (E7).
    LogEarlier {
        /// From the beginning of this day on.
        from: Millis,
    },
    /// The gaps of an account were read.
    GapsSeen(crate::call::AccountId),
    /// All settings.
    ChangeSettings(Settings),
    /// Put a contact into the address book, new or changed.
    SaveContact {
        /// Which book.
        book: IntegrationId,
        /// The contact, with its id.
        contact: Box<BookContact>,
    },
    /// Take a contact out of the address book.
    DeleteContact {
        /// Which book.
        book: IntegrationId,
        /// Its id.
        contact: String,
    },
    /// Put a follow-up in, new or changed (K5).
    SaveFollowUp(Box<FollowUp>),
    /// A follow-up was done, or was not after all.
    FollowUpDone {
        /// Its id.
        id: String,
        /// `false` opens it again.
        done: bool,
    },
    /// "Snooze": be reminded later (K7).
    SnoozeFollowUp {
        /// Its id.
        id: String,
        /// Then.
        until: Millis,
    },
    /// What an agent decides about a follow-up's task in the CRM (K5).
    ActOnTask {
        /// The follow-up's id.
        id: String,
        /// What.
        act: TaskAct,
    },
    /// Take a follow-up away.
    DeleteFollowUp {
        /// Its id.
        id: String,
    },
    /// Forget a number: its calls, notes and choices; records in CRMs stay (I10).
    ForgetNumber(String),
    /// Take in the exported file whose pieces lie on the desk (I10).
    Restore,
    /// Delete everything; records in CRMs stay (I10).
    DeleteAll,
    /// Add the practice line and its address book, clearly marked.
    StartPractice,
    /// Play the whole practice day at once.
    PlayPracticeDay,
    /// One practice call in real time.
    PracticeCall,
    /// Remove the practice line, its book, calls and entries.
    RemovePractice,
}

/// What an agent decides about the task of a follow-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaskAct {
    /// Make it, now or after all: after a refusal, an unknown outcome, or "Keep it here".
    Make,
    /// It is there: after an unknown outcome; of a double, the first one counts.
    ItIsThere,
    /// The follow-up is kept here only.
    KeepHere,
}

/// What an agent says to catch-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CatchUpAct {
    /// Make no further attempts until [`CatchUpAct::Continue`].
    Pause,
    /// Go on.
    Continue,
    /// Leave the rest Unlogged; said of a run that is over, forget it.
    Stop,
    /// "Catch up on the next 100" (E5).
    Next,
}

/// What is done to several calls (C8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Together {
    /// Logged, where there is a single answer.
    Log,
    /// "Don't log".
    Dismiss,
}

/// One integration's part of a saved log form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogChoice {
    /// The integration.
    pub integration: IntegrationId,
    /// Who to.
    pub contact: ContactChoice,
    /// The association; `None` = none.
    #[serde(default)]
    pub association: Option<Association>,
    /// Answers to the integration's own fields, by their names (K6).
    #[serde(default)]
    pub answers: OrdMap<String, String>,
}

/// How a person solves a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Resolution {
    /// To this contact.
    Contact(Box<Contact>),
    /// To a placeholder.
    NewContact(NewContact),
    /// With this association, or none.
    Association(Option<Association>),
    /// Ask the integration again for the number, past its cache.
    LookAgain,
    /// Send again what was refused, or the note that was not sent.
    Retry,
    /// The record is there after all (outcome unknown).
    ItIsThere(Option<RecordRef>),
    /// The record is not there: log it (outcome unknown).
    LogIt,
    /// Of two records, this one counts (doubled).
    Keep(RecordRef),
    /// Two ids, one call: log nothing here.
    SameCall,
    /// Two calls after all.
    NotTheSame,
}

/// Why a command was not carried out; nothing of what was typed is thrown away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// When.
    pub at: Millis,
    /// Why.
    pub why: RefusalKind,
    /// What was asked, so that a screen can offer it again.
    pub command: Box<Command>,
}

/// Why a command was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RefusalKind {
    /// It is logged already; with the record (C2).
    AlreadyLogged(Option<RecordRef>),
    /// The same account is connected already (G7).
    AlreadyAdded,
    /// No such call, entry, contact or integration any more.
    NotThere,
    /// The call is still running.
    StillRunning,
    /// A known call is like the one typed in (C6).
    SameCall(CallId),
    /// What was asked does not fit the entry's state.
    DoesNotFit,
    /// The integration needs sign-in first.
    SignedOut,
    /// The file could not be read; the sentence says where.
    BadFile(String),
}
