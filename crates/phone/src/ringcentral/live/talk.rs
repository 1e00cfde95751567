//! One call as its live notifications tell of it, seen from the agent's extension.

use callscribe_core::call::{CallEvent, CallResult, Direction, Fact, Facts, Source};
use callscribe_core::number::PhoneNumber;
use callscribe_core::order::{InOrder, OrdMap};
use callscribe_core::time::Millis;

use super::super::Config;
use super::session::{Body, Party};

/// The agent handed the call on: the end of the agent's part, not of the call.
const PASSED_ON: [&str; 8] =
    ["AttendedTransfer", "BlindTransfer", "CallPark", "CallRedirected", "DtmfTransfer", "ParkLocation", "RccTransfer", "TakeOver"];
/// The agent goes on talking, on another device or in another session.
const MOVED: [&str; 4] = ["CallFlip", "CallSwitch", "Conference", "Supervising"];
/// A colleague took it.
const TAKEN: [&str; 2] = ["AgentAnswered", "Pickup"];
/// Codes of a party that talks, or did and waits.
const TALKS: [&str; 3] = ["Answered", "Hold", "Parked"];
/// Earlier is higher: of two tellings of a beginning the first counts.
const EARLY: i64 = 1 << 53;
/// Tellings of one notification's worth of news at most.
const TELLINGS: u64 = 1_024;

#[derive(Debug)]
pub(super) struct Talk {
    /// The session it is known by, then those it went on in or took over.
    sessions: Vec<String>,
    /// What to add to the sequence of a session's notifications, so that they go on counting where it was joined.
    bases: OrdMap<String, u64>,
    aliases: Vec<String>,
    parties: OrdMap<(String, String), Seen>,
    answered: Option<Millis>,
    top: u64,
    tellings: u64,
    told: Option<Told>,
}

/// A party as the newest notification shows it.
#[derive(Debug)]
struct Seen {
    seq: u64,
    party: Party,
    is_own: bool,
    first: Millis,
    /// When the newest notification happened.
    at: Millis,
    voicemail: bool,
    conference: bool,
}

/// What is known of a call by now.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    aliases: Vec<String>,
    direction: Direction,
    other: PhoneNumber,
    other_name: Option<String>,
    own: PhoneNumber,
    internal: bool,
    started: Millis,
    answered: Option<Millis>,
    parted: Option<Millis>,
    ended: Option<Millis>,
    result: Option<CallResult>,
    transferred_to: Option<String>,
    others: Vec<PhoneNumber>,
    recorded: bool,
}

/// How an own party's time in a session stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    Runs,
    Moved,
    PassedOn(Millis),
    Over(Millis),
}

impl Talk {
    pub fn of(session: &str) -> Self {
        Self {
            sessions: vec![session.to_owned()],
            bases: OrdMap::new(),
            aliases: Vec::new(),
            parties: OrdMap::new(),
            answered: None,
            top: 0,
            tellings: 0,
            told: None,
        }
    }

    pub fn has(&self, session: &str) -> bool {
        self.sessions.iter().any(|one| one == session)
    }

    /// When it was first heard of.
    pub fn began(&self) -> Option<Millis> {
        self.parties.values().map(|seen| seen.first).min()
    }

    /// Whether nothing more is expected of it.
    pub fn is_over(&self) -> bool {
        self.told.as_ref().is_none_or(|told| told.ended.is_some())
    }

    /// Takes in a notification of one of its sessions. An older one never overrides a newer, but its beginning still counts.
    pub fn see(&mut self, session: &str, body: &Body, at: Millis, extension: &str) {
        if !["", "0", session].contains(&body.session_id.as_str()) && !self.aliases.contains(&body.session_id) {
            self.aliases.push(body.session_id.clone());
        }
        self.advance(self.bases.get(session).copied().unwrap_or_default() + body.sequence);
        for party in &body.parties {
            let is_own = party.extension_id.0 == extension;
            if is_own && TALKS.contains(&party.status.code.as_str()) {
                self.answered = Some(self.answered.map_or(at, |earlier| earlier.min(at)));
            }
            let key = (session.to_owned(), party.id.clone());
            let seen = self.parties.entry(key).or_insert_with(|| Seen {
                seq: body.sequence,
                party: party.clone(),
                is_own,
                first: at,
                at,
                voicemail: false,
                conference: false,
            });
            seen.first = seen.first.min(at);
            seen.voicemail |= party.status.code.starts_with("VoiceMail") || party.status.reason == "Voicemail";
            seen.conference |= party.status.reason == "Conference" || !party.conference_role.is_empty() || body.origin.kind == "Conference";
            if body.sequence >= seen.seq {
                let recordings = if party.recordings.is_empty() { seen.party.recordings.clone() } else { party.recordings.clone() };
                (seen.seq, seen.at, seen.party) = (body.sequence, at, Party { recordings, ..party.clone() });
            }
        }
    }

    /// It goes on in a session nothing was heard of yet.
    pub fn goes_on_in(&mut self, session: &str) {
        self.bases.insert(session.to_owned(), self.top);
        self.sessions.push(session.to_owned());
    }

    /// What another one heard belongs to this one.
    pub fn take_over(&mut self, other: Self) {
        let top = self.top.max(other.top);
        for session in other.sessions {
            self.sessions.push(session);
        }
        self.aliases.extend(other.aliases);
        self.parties.extend(other.parties);
        self.answered = [self.answered, other.answered].into_iter().flatten().min();
        // What comes next in any of them is newer than all there was.
        self.bases = self.sessions.iter().map(|session| (session.clone(), top)).collect();
        self.advance(top + 1);
    }

    /// What is new since the last telling; nothing of a call the agent has no part in.
    pub fn tell(&mut self, config: &Config) -> Option<CallEvent> {
        let told = self.known(&config.region)?;
        if self.told.as_ref() == Some(&told) {
            return None;
        }
        self.tellings = (self.tellings + 1).min(TELLINGS - 1);
        let facts = told.facts(self.top * TELLINGS + self.tellings);
        let event = CallEvent { account: config.account.clone(), session: self.sessions[0].clone(), aliases: told.aliases.clone(), facts };
        self.told = Some(told);
        Some(event)
    }

    fn advance(&mut self, to: u64) {
        if to > self.top {
            (self.top, self.tellings) = (to, 0);
        }
    }

    fn known(&self, region: &str) -> Option<Told> {
        if self.parties.values().any(|seen| seen.party.status.code == "FaxReceive") {
            return None;
        }
        let mut own: Vec<&Seen> = self.parties.values().filter(|seen| seen.is_own).collect();
        own.order_by_key(|seen| seen.first);
        // A12: the first external party; a consulted colleague is nobody's call.
        let lead = own.iter().find(|seen| !seen.party.other().is_inside()).or(own.first())?;
        let direction = if lead.party.direction == "Outbound" { Direction::Outbound } else { Direction::Inbound };
        let other = lead.party.other().number(region);
        let stands: Vec<Stand> = own.iter().map(|seen| seen.stand()).collect();
        let passed_on = stands.iter().filter_map(|stand| if let Stand::PassedOn(at) = stand { Some(*at) } else { None }).max();
        let over = stands.iter().filter_map(|stand| if let Stand::Over(at) = stand { Some(*at) } else { None }).max();
        let runs = stands.contains(&Stand::Runs);
        let (parted, ended) = match (runs, passed_on) {
            (true, _) => (None, None),
            (false, Some(at)) => (Some(at), None),
            (false, None) => (None, over),
        };
        Some(Told {
            aliases: self.aliases.iter().chain(&self.sessions[1..]).cloned().collect(),
            direction,
            other_name: lead.party.other_name(),
            own: lead.party.own().number(region),
            internal: lead.party.other().is_inside(),
            started: self.began()?,
            answered: self.answered,
            parted,
            ended,
            result: ended.and_then(|_| self.result(direction, &own)),
            transferred_to: parted.and_then(|_| self.target(lead, region)),
            others: self.others(lead, &other, region),
            recorded: self.parties.values().any(|seen| !seen.party.recordings.is_empty()),
            other,
        })
    }

    /// How it ended for the agent; `None` where nobody said, and answer and direction say it.
    fn result(&self, direction: Direction, own: &[&Seen]) -> Option<CallResult> {
        use CallResult as R;
        if self.answered.is_some() {
            return Some(R::Answered);
        }
        let reason = |any: &[&str]| own.iter().any(|seen| any.contains(&seen.party.status.reason.as_str()));
        let inbound = direction == Direction::Inbound;
        if inbound && (self.somebody_else_talks() || reason(&TAKEN)) {
            return Some(R::AnsweredElsewhere);
        }
        if inbound && own.iter().any(|seen| seen.voicemail) {
            return Some(R::Voicemail);
        }
        if inbound && own.iter().any(|seen| seen.party.missed_call) {
            return Some(R::Missed);
        }
        if reason(&["Rejected"]) {
            return Some(R::Declined);
        }
        if inbound {
            return own.iter().any(|seen| seen.party.queue_call).then_some(R::AnsweredElsewhere);
        }
        if reason(&["TargetBusy"]) {
            return Some(R::Busy);
        }
        let failed = [
            "InvalidNumber",
            "InternationalDisabled",
            "DestinationBlocked",
            "NotEnoughFunds",
            "NoSuchUser",
            "InternalError",
            "CallDropped",
        ];
        reason(&failed).then_some(R::Failed)
    }

    /// A8: another extension that was rung took it.
    fn somebody_else_talks(&self) -> bool {
        let rung = self.parties.values().filter(|seen| !seen.is_own && seen.party.direction == "Inbound");
        rung.filter(|seen| !seen.party.extension_id.0.is_empty()).any(|seen| TALKS.contains(&seen.party.status.code.as_str()))
    }

    /// Whom the agent passed it on to: who came last and is not the other side.
    fn target(&self, lead: &Seen, region: &str) -> Option<String> {
        let others = self.parties.values().filter(|seen| !std::ptr::eq(*seen, lead));
        let sides = others.map(|seen| (seen.first, if seen.is_own { seen.party.other() } else { &seen.party.to }));
        let other = lead.party.other().number(region);
        let own = lead.party.own().number(region);
        let strangers = sides.filter(|(_, side)| ![&other.key, &own.key].contains(&&side.number(region).key));
        strangers.max_by_key(|(first, _)| *first).and_then(|(_, side)| side.shown(region))
    }

    /// A12: the further numbers of a conference, in the order in which they came.
    fn others(&self, lead: &Seen, other: &PhoneNumber, region: &str) -> Vec<PhoneNumber> {
        if !self.parties.values().any(|seen| seen.conference) {
            return Vec::new();
        }
        let mut seen: Vec<&Seen> = self.parties.values().collect();
        seen.order_by_key(|seen| seen.first);
        let own = lead.party.own().number(region);
        let mut numbers: Vec<PhoneNumber> = Vec::new();
        for number in seen.into_iter().flat_map(|seen| [&seen.party.from, &seen.party.to]).map(|side| side.number(region)) {
            let known = [&own, other].into_iter().chain(&numbers).any(|one| one.key == number.key);
            if !number.key.is_empty() && !known {
                numbers.push(number);
            }
        }
        numbers
    }
}

impl Seen {
    fn stand(&self) -> Stand {
        let reason = self.party.status.reason.as_str();
        match self.party.status.code.as_str() {
            "Disconnected" | "Gone" if MOVED.contains(&reason) => Stand::Moved,
            "Disconnected" if PASSED_ON.contains(&reason) => Stand::PassedOn(self.at),
            "Disconnected" => Stand::Over(self.at),
            "Gone" => Stand::PassedOn(self.at),
            _ => Stand::Runs,
        }
    }
}

impl Told {
    fn facts(&self, seq: u64) -> Facts {
        Facts {
            direction: live(seq, Some(self.direction)),
            other: live(seq, Some(self.other.clone())),
            other_name: live(seq, self.other_name.clone()),
            own: live(seq, Some(self.own.clone()).filter(|number| !number.raw.is_empty())),
            internal: live(seq, Some(self.internal)),
            started: first(Some(self.started)),
            answered: first(self.answered),
            parted: live(seq, self.parted),
            ended: live(seq, self.ended),
            result: live(seq, self.result.clone()),
            transferred_to: live(seq, self.transferred_to.clone()),
            others: live(seq, Some(self.others.clone()).filter(|others| !others.is_empty())),
            recorded: live(seq, Some(true).filter(|_| self.recorded)),
            ..Facts::default()
        }
    }
}

fn live<T>(seq: u64, value: Option<T>) -> Option<Fact<T>> {
    value.map(|value| Fact { source: Source::Live, seq, value })
}

/// A beginning: told twice, also by two lives of the worker, the earlier one counts.
fn first(at: Option<Millis>) -> Option<Fact<Millis>> {
    at.map(|at| Fact { source: Source::Live, seq: u64::try_from(EARLY - at).unwrap_or_default(), value: at })
}
