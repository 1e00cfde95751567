//! What core asks of a phone account; the phone crate turns it into the system's own messages.

use serde::{Deserialize, Serialize};

use crate::account::{LineProblem, Sync};
use crate::call::{AccountId, CallEvent, CallId};
use crate::time::Millis;

/// A request to one phone account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PhoneRequest {
    /// Open the live line; on success the shell also lists the running calls.
    Connect,
    /// Close the live line for good.
    Disconnect,
    /// Is there a link to this call's recording by now? The answer is an event of the call (H1).
    Recording {
        /// The call.
        call: CallId,
    },
    /// Tell the calls of the account's history; asked only of accounts that have one (E1).
    History {
        /// Those that ended at this instant or later.
        from: Millis,
    },
    /// Tell which calls run now, where a line has just opened that does not say so itself.
    ListRunning,
    /// Tell what is new in the history; one question, whose answer says where the next one goes on.
    Sync {
        /// Up to when everything is known.
        from: Millis,
    },
}

/// What a live line tells the engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineEvent {
    /// The line is open and these sessions run now, all of them; calls we hold as running and that are not among them are over.
    Opened {
        /// The account as the server names it.
        account: AccountId,
        /// Events that tell of each running call.
        running: Vec<CallEvent>,
    },
    /// The line of an account with a history of its own opened: watched from now on. What runs, and what was missed, is asked for.
    Connected,
    /// The answer to [`PhoneRequest::ListRunning`].
    Listed {
        /// Events that tell of each running call, all of them; `None` where the account does not say.
        #[serde(default)]
        running: Option<Vec<CallEvent>>,
        /// The server takes no further question before this instant.
        #[serde(default)]
        not_before: Option<Millis>,
    },
    /// The answer to [`PhoneRequest::History`], whole.
    History {
        /// From when on.
        from: Millis,
        /// What it tells of each call.
        calls: Vec<CallEvent>,
    },
    /// The answer to [`PhoneRequest::Sync`].
    Synced {
        /// What it tells of each call.
        calls: Vec<CallEvent>,
        /// Where the next question goes on.
        sync: Sync,
        /// Everything is told.
        whole: bool,
    },
    /// The server takes no question before this instant, and has answered none.
    Limited {
        /// When it does again.
        until: Millis,
    },
    /// Something else that was asked used up what the server takes: nothing is asked before this instant. What is under way goes on.
    Pause {
        /// When it takes questions again.
        until: Millis,
    },
    /// The server renews no sign-in and opens no line before this instant. What became of the question or the line is told besides.
    SignInLimited {
        /// When it does again.
        until: Millis,
    },
    /// A question of a history was not answered; the line beside it may be well.
    Unsynced(LineProblem),
    /// A ping was answered: watched up to now.
    Alive,
    /// The line broke or never opened.
    Lost(LineProblem),
}
