//! What is known of the channels: a set of sightings that only grows, so that events may come late, twice and out of order (A9).

use callscribe_core::order::{OrdMap, OrdSet};
use callscribe_core::time::{MINUTE, Millis};

use super::message::{self, Message, Party};

/// Every channel the server told of, by its id.
#[derive(Debug, Default)]
pub(super) struct Channels {
    all: OrdMap<String, Channel>,
    /// Consultation legs and the legs they were made for.
    consultations: OrdMap<String, String>,
    /// Channels the last listing left out without an event having told why.
    absent: OrdSet<String>,
    /// Channels an event told of since the last listing: it may have been made before them.
    fresh: OrdSet<String>,
}

/// One channel: one side of one connection.
#[derive(Debug)]
pub(super) struct Channel {
    pub id: String,
    pub name: String,
    pub created: Millis,
    pub seen: OrdSet<Seen>,
}

/// A channel as one event showed it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Seen {
    pub at: Millis,
    pub what: What,
    pub state: String,
    pub linked: String,
    pub own: Party,
    pub connected: Party,
    pub exten: String,
    pub app: String,
}

/// What the event was about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Created,
    /// Nothing but the channel's state.
    There,
    /// Its dialling came to this `DIALSTATUS`; empty while it has none.
    Dialled(String),
    /// It was joined with another channel: somebody talks.
    Bridged,
    /// It passed its peer on to this number.
    Transferred(String),
    /// It is over, with the Q.850 cause.
    Gone(u32),
    /// An answer to a question named it; when it got into this state is not known.
    Listed,
}

impl Channels {
    /// Takes in what an event shows; answers the calls that may have changed.
    pub fn see(&mut self, event: &Message) -> Vec<String> {
        let at = event.timestamp;
        let mut touched = Vec::new();
        let mut note = |channels: &mut Self, channel: &Option<message::Channel>, what: What| {
            if let Some(channel) = channel {
                channels.add(channel, at, what);
                channels.fresh.insert(channel.id.clone());
                touched.push(channel.id.clone());
            }
        };
        match event.kind.as_str() {
            "ChannelCreated" => note(self, &event.channel, What::Created),
            "ChannelStateChange" | "ChannelConnectedLine" => note(self, &event.channel, What::There),
            "ChannelDialplan" if is_voicemail(event.channel.as_ref()) => note(self, &event.channel, What::There),
            "ChannelEnteredBridge" => note(self, &event.channel, What::Bridged),
            "ChannelDestroyed" => note(self, &event.channel, What::Gone(event.cause)),
            "Dial" => {
                note(self, &event.caller, What::There);
                note(self, &event.peer, What::Dialled(event.dialstatus.clone()));
            }
            "BridgeBlindTransfer" if event.result == "Success" => note(self, &event.channel, What::Transferred(event.exten.clone())),
            "BridgeAttendedTransfer" if event.result == "Success" => {
                if let (Some(first), Some(second)) = (&event.transferer_first_leg, &event.transferer_second_leg) {
                    note(self, &event.transferer_second_leg, What::There);
                    let to = self.all.get(&second.id).map(Channel::called).unwrap_or_default();
                    note(self, &event.transferer_first_leg, What::Transferred(to));
                    self.consultations.insert(second.id.clone(), first.id.clone());
                }
            }
            _ => {}
        }
        let calls: OrdSet<String> = touched.iter().filter_map(|id| self.call_of(id)).collect();
        calls.into_iter().collect()
    }

    /// The line is open again: what was seen before may be over.
    pub fn reopened(&mut self) {
        self.fresh.clear();
    }

    /// Takes in a list of all channels. A channel known to run but missing twice (or once, if `settled` is false: the line was away) is
    /// over without an event; answers whether there was one.
    pub fn list(&mut self, listed: &[message::Channel], at: Millis, settled: bool) -> bool {
        let fresh = std::mem::take(&mut self.fresh);
        for channel in listed {
            let known = self.all.get(&channel.id);
            let same = |last: &Seen| last.state == channel.state && last.linked == channel.linked() && last.connected == channel.connected;
            if known.is_none_or(|k| k.gone().is_none() && !(settled && k.seen.last().is_some_and(same))) {
                self.add(channel, at, What::Listed);
            }
        }
        let there: OrdSet<&str> = listed.iter().map(|c| c.id.as_str()).collect();
        let missing = self.all.values().filter(|c| c.gone().is_none() && !there.contains(c.id.as_str()) && !fresh.contains(&c.id));
        let missing: OrdSet<String> = missing.map(|c| c.id.clone()).collect();
        let before = std::mem::take(&mut self.absent);
        let (lost, absent): (OrdSet<String>, OrdSet<String>) = missing.into_iter().partition(|id| !settled || before.contains(id));
        self.all.retain(|id, _| !lost.contains(id));
        self.absent = absent;
        !lost.is_empty()
    }

    /// Forgets calls that were over more than a minute before `newest`; answers which.
    pub fn forget(&mut self, newest: Millis) -> Vec<String> {
        let over: Vec<String> = self
            .calls()
            .into_iter()
            .filter(|call| self.of_call(call).all(|c| c.gone().is_some_and(|(at, _)| newest - at > MINUTE)))
            .collect();
        for call in &over {
            let ids: Vec<String> = self.of_call(call).map(|c| c.id.clone()).collect();
            ids.iter().for_each(|id| drop(self.all.remove(id)));
            self.consultations.retain(|second, _| !ids.contains(second));
        }
        over
    }

    /// Every call there is.
    pub fn calls(&self) -> OrdSet<String> {
        self.all.keys().filter_map(|id| self.call_of(id)).collect()
    }

    /// The channels of a call, by id.
    pub fn of_call<'a>(&'a self, call: &'a str) -> impl Iterator<Item = &'a Channel> {
        self.all.values().filter(move |c| self.call_of(&c.id).as_deref() == Some(call))
    }

    /// Whether a channel was only made to consult somebody before a transfer: no call of its own (A9).
    pub fn is_consultation(&self, id: &str) -> bool {
        self.consultations.contains_key(id)
    }

    /// The call a channel belongs to: the first linkedid it had, and that of the first leg where the call was a consultation.
    fn call_of(&self, id: &str) -> Option<String> {
        let linked = self.all.get(id)?.first_linked();
        let leg = self.consultations.iter().find(|(second, _)| self.all.get(*second).is_some_and(|c| c.first_linked() == linked));
        let first = leg.and_then(|(_, first)| self.all.get(first)).map_or(linked, Channel::first_linked);
        Some(first.to_owned())
    }

    fn add(&mut self, channel: &message::Channel, at: Millis, what: What) {
        let known = self.all.entry(channel.id.clone()).or_insert_with(|| Channel {
            id: channel.id.clone(),
            name: channel.name.clone(),
            created: channel.creationtime,
            seen: OrdSet::new(),
        });
        known.seen.insert(Seen {
            at,
            what,
            state: channel.state.clone(),
            linked: channel.linked().to_owned(),
            own: channel.caller.clone(),
            connected: channel.connected.clone(),
            exten: channel.dialplan.exten.clone(),
            app: channel.dialplan.app_name.clone(),
        });
    }
}

impl Channel {
    /// The linkedid it was made with; its own id where the server does not tell. Bridging changes the linkedid, never the first.
    pub fn first_linked(&self) -> &str {
        let made = self.seen.iter().find(|s| s.what == What::Created).or_else(|| self.seen.first());
        made.map(|s| s.linked.as_str()).filter(|l| !l.is_empty()).unwrap_or(&self.id)
    }

    /// When it was over and why.
    pub fn gone(&self) -> Option<(Millis, u32)> {
        self.seen.iter().find_map(|s| match s.what {
            What::Gone(cause) => Some((s.at, cause)),
            _ => None,
        })
    }

    /// When it was first in a state that an event, not a listing, told of.
    pub fn first_in(&self, state: &str) -> Option<Millis> {
        self.seen.iter().find(|s| s.state == state && !matches!(s.what, What::Listed | What::Gone(_))).map(|s| s.at)
    }

    /// Whether anything ever showed it in this state.
    pub fn was_in(&self, state: &str) -> bool {
        self.seen.iter().any(|s| s.state == state)
    }

    /// Whether a listing showed it in this state.
    pub fn was_listed_in(&self, state: &str) -> bool {
        self.seen.iter().any(|s| s.state == state && s.what == What::Listed)
    }

    /// When it was first joined with another.
    pub fn bridged(&self) -> Option<Millis> {
        self.seen.iter().find(|s| s.what == What::Bridged).map(|s| s.at)
    }

    /// Whether its beginning was watched.
    pub fn was_watched(&self) -> bool {
        self.seen.iter().any(|s| s.what == What::Created)
    }

    /// Whether it ever ran voicemail.
    pub fn used_voicemail(&self) -> bool {
        self.seen.iter().any(|s| s.app.to_lowercase().starts_with("voicemail"))
    }

    /// The number it dialled itself; empty for a channel that was dialled.
    pub fn called(&self) -> String {
        let dialled = |s: &&Seen| s.exten.contains(|c: char| c.is_ascii_digit() || c == '*');
        self.seen.iter().find(dialled).map(|s| s.exten.clone()).unwrap_or_default()
    }
}

fn is_voicemail(channel: Option<&message::Channel>) -> bool {
    channel.is_some_and(|c| c.dialplan.app_name.to_lowercase().starts_with("voicemail"))
}
