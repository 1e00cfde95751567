//! A phone account: where calls come from, and how long it was watched.

use serde::{Deserialize, Serialize};

use crate::call::AccountId;
use crate::number::PhoneNumber;
use crate::time::{MINUTE, Millis};

/// One phone account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneAccount {
    /// Its identity, as the server names it.
    pub id: AccountId,
    /// What kind of system it is. Never a credential.
    pub kind: AccountKind,
    /// Its name on the screens.
    pub name: String,
    /// When it was connected; calls that ended before are Earlier (E7).
    pub connected_at: Millis,
    /// Up to when the live line saw everything.
    #[serde(default)]
    pub watched_until: Option<Millis>,
    /// Times in which calls may have been missed, newest last (E1); at most ten are kept.
    #[serde(default)]
    pub gaps: Vec<Gap>,
    /// Its past calls can be asked for (E1).
    #[serde(default)]
    pub history: bool,
    /// How its line is.
    #[serde(default)]
    pub line: Line,
    /// How far its history is told, where that is asked for again and again.
    #[serde(default)]
    pub sync: Sync,
    /// The agent's phone that rings first when a number is dialled from the screens (C7); `None` where the account cannot dial.
    #[serde(default)]
    pub dials_from: Option<PhoneNumber>,
    /// What is to be done, and may not be done yet, where a live line and a history tell of the same calls.
    #[serde(default)]
    pub live: Live,
    /// Taken away by the agent; kept for its history.
    #[serde(default)]
    pub removed: bool,
}

impl PhoneAccount {
    /// One that is connected at this instant, was not watched yet, and has no history to ask for.
    pub fn new(id: AccountId, kind: AccountKind, name: impl Into<String>, connected_at: Millis) -> Self {
        Self {
            id,
            kind,
            name: name.into(),
            connected_at,
            watched_until: None,
            gaps: Vec::new(),
            history: false,
            line: Line::Idle,
            sync: Sync::default(),
            dials_from: None,
            live: Live::default(),
            removed: false,
        }
    }

    /// The phone it can dial from just now; not while a person has to sign in.
    pub fn dials(&self) -> Option<&PhoneNumber> {
        self.dials_from.as_ref().filter(|_| !self.removed && !matches!(self.line, Line::Stopped(_)))
    }
}

/// How far the history of an account is told that is asked for it again and again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sync {
    /// The server's name for all it told so far; without one it tells anew.
    pub token: Option<String>,
    /// What it still has to tell before the account counts as watched: calls that began in this span, newest first.
    pub left: Option<Span>,
    /// When the first question of the sync under way left.
    pub since: Option<Millis>,
    /// The server takes no question before this instant.
    pub not_before: Option<Millis>,
}

/// How a history and a live line that tell of the same calls go together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Live {
    /// The line opened, and what runs was not listed since then.
    pub list: bool,
    /// Up to when the history is told whole.
    pub told_until: Option<Millis>,
    /// The server renews no sign-in and opens no line before this instant; the history is asked with the sign-in there is.
    pub not_before: Option<Millis>,
    /// Syncs in a row that failed.
    pub failures: u32,
    /// When a failed sync is tried again.
    pub again_at: Option<Millis>,
}

/// A span of time, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Its beginning.
    pub from: Millis,
    /// Its end.
    pub to: Millis,
}

/// What kind of phone system an account is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountKind {
    /// The practice line (I12).
    Practice,
    /// Calls typed in by hand (C6).
    Typed,
    /// Asterisk or FreePBX over ARI.
    Asterisk {
        /// `http://HOST:8088` or `https://…`, without a slash at its end.
        url: String,
        /// The ARI user; its password is a credential of the shell.
        user: String,
        /// The agent's own endpoint, such as `PJSIP/100`.
        endpoint: String,
        /// The Stasis application, never shared between browsers.
        app: String,
    },
    /// RingCentral over its REST interface.
    RingCentral {
        /// `https://platform.ringcentral.com` or a sandbox, without a slash at its end.
        server: String,
        /// The client id of the application the agent signs in to; no secret.
        client_id: String,
    },
}

/// How a live line is, in words the screens show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Line {
    /// Not opened yet, or the account has no live line.
    #[default]
    Idle,
    /// Open and answering.
    Open,
    /// Lost; tried again at this instant.
    Waiting {
        /// When the next attempt is made.
        until: Millis,
        /// Attempts in a row that failed.
        failures: u32,
        /// What went wrong.
        problem: LineProblem,
    },
    /// The server refused the credential, or another browser took the line: a person has to act.
    Stopped(LineProblem),
}

/// Why a line is not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineProblem {
    /// Nobody answered, or the connection broke.
    Unreachable,
    /// The server refused user or password.
    Refused,
    /// Another socket of the same application silenced ours.
    Replaced,
    /// The server answered something that is no ARI.
    NotAri,
    /// The server failed, or answered something nobody can read.
    ServerFailed,
    /// The account or the application may not read calls.
    Forbidden,
    /// The application may not open a live line; the history tells of calls all the same.
    NoLive,
    /// The sign-in is over, or was never made.
    SignedOut,
}

/// A time in which an account was not watched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// When it began.
    pub from: Millis,
    /// When it was over.
    pub to: Millis,
    /// The agent has seen it.
    #[serde(default)]
    pub seen: bool,
    /// What became of the calls in it.
    #[serde(default)]
    pub state: GapState,
}

/// What became of the calls in a gap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum GapState {
    /// The account has no history: that calls may be missing is all there is to say (E1).
    #[default]
    Shown,
    /// Its history has not been told yet.
    Untold,
    /// Its calls are known; catch-up has not begun.
    Told,
    /// Catch-up took it, or was off when the calls became known.
    Begun,
}

/// Shorter times without a line are no gap.
pub const GAP: Millis = 5 * MINUTE;
/// From one sync of a history to the next: where no live line tells of calls, this is what watches, so it is shorter than a gap.
pub const SYNC: Millis = 4 * MINUTE;
