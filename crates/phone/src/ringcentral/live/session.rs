//! Notifications of sessions as they come: late, twice and out of order. Sessions that prove to be one call become one.

use callscribe_core::call::CallEvent;
use callscribe_core::time::Millis;
use serde::Deserialize;

use super::super::Config;
use super::super::party::{Id, Party as Side};
use super::super::record::instant;
use super::talk::Talk;

/// Calls remembered: those that are over go first.
const REMEMBERED: usize = 64;
/// Sessions in which nobody calls the agent.
const NO_CALL: [&str; 2] = ["GreetingsRecording", "VerificationCall"];

/// `ExtensionTelephonySessionsEvent`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Notification {
    pub body: Body,
}

/// `TelephonySessionsEventBody`. Everything may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Body {
    /// Orders the notifications of one session.
    pub sequence: u64,
    pub session_id: String,
    pub telephony_session_id: String,
    event_time: String,
    pub origin: Origin,
    pub parties: Vec<Party>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Origin {
    #[serde(rename = "type")]
    pub kind: String,
}

/// `TelephonySessionsEventPartyInfo`: one device or person in a session.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Party {
    pub id: String,
    pub extension_id: Id,
    pub direction: String,
    pub from: Side,
    pub to: Side,
    pub status: Status,
    pub missed_call: bool,
    pub queue_call: bool,
    pub conference_role: String,
    pub recordings: Vec<Recording>,
    pub ui_call_info: UiCallInfo,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Status {
    pub code: String,
    pub reason: String,
    peer_id: Peer,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Peer {
    telephony_session_id: String,
}

/// That there is one is all a live event says.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Recording {}

/// What a phone shows; a queue's name may stand in the place of the caller's.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct UiCallInfo {
    primary: UiCallInfoRecord,
    additional: UiCallInfoRecord,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
struct UiCallInfoRecord {
    #[serde(rename = "type")]
    kind: String,
    value: String,
}

impl Party {
    /// The other side, seen from this party.
    pub fn other(&self) -> &Side {
        if self.direction == "Outbound" { &self.to } else { &self.from }
    }

    /// This party's own side.
    pub fn own(&self) -> &Side {
        if self.direction == "Outbound" { &self.from } else { &self.to }
    }

    /// The other side's name.
    pub fn other_name(&self) -> Option<String> {
        let shown = [&self.ui_call_info.primary, &self.ui_call_info.additional];
        let caller = shown.into_iter().find(|one| one.kind == "CallerIdName" && !one.value.trim().is_empty());
        caller.map(|one| one.value.trim().to_owned()).or_else(|| self.other().name())
    }

    /// The session in which what this party takes part in goes on.
    fn goes_on_in(&self) -> Option<&str> {
        let joined = ["AttendedTransfer", "Conference"].contains(&self.status.reason.as_str());
        Some(self.status.peer_id.telephony_session_id.as_str()).filter(|session| joined && !session.is_empty())
    }
}

/// What was heard of calls in this life of the worker.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    talks: Vec<Talk>,
}

impl Sessions {
    /// Takes in a notification and tells what is new.
    pub fn see(&mut self, body: &Body, config: &Config, now: Millis) -> Vec<CallEvent> {
        let session = if body.telephony_session_id.is_empty() { &body.session_id } else { &body.telephony_session_id };
        if session.is_empty() || NO_CALL.contains(&body.origin.kind.as_str()) {
            return Vec::new();
        }
        let mut place = self.talks.iter().position(|talk| talk.has(session)).unwrap_or_else(|| {
            self.talks.push(Talk::of(session));
            self.talks.len() - 1
        });
        let at = instant(&body.event_time).unwrap_or(now);
        self.talks[place].see(session, body, at, config.extension());
        let own = body.parties.iter().filter(|party| party.extension_id.0 == config.extension());
        for peer in own.filter_map(Party::goes_on_in).filter(|peer| peer != session) {
            place = self.join(place, peer);
        }
        let told = self.talks[place].tell(config);
        self.forget();
        told.into_iter().collect()
    }

    /// What is at this place goes on in that session; the one that began first stays. Answers its place.
    fn join(&mut self, place: usize, peer: &str) -> usize {
        let Some(other) = self.talks.iter().position(|talk| talk.has(peer)) else {
            self.talks[place].goes_on_in(peer);
            return place;
        };
        if other == place {
            return place;
        }
        let (first, second) = if self.talks[other].began() < self.talks[place].began() { (other, place) } else { (place, other) };
        let joined = self.talks.remove(second);
        let first = if second < first { first - 1 } else { first };
        self.talks[first].take_over(joined);
        first
    }

    fn forget(&mut self) {
        while self.talks.len() > REMEMBERED {
            let place = self.talks.iter().position(Talk::is_over).unwrap_or_default();
            self.talks.remove(place);
        }
    }
}
