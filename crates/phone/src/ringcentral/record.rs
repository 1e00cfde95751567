//! A record of the call log as what it tells of a call (`CallLogRecord`, view Detailed), seen from the agent's extension.

use callscribe_core::call::{CallEvent, CallResult, Direction, Fact, Facts, Source};
use callscribe_core::json;
use callscribe_core::time::{HOUR, Millis, SECOND};
use chrono::DateTime;
use serde::Deserialize;
use serde_json::Value;

use super::Config;
use super::party::{Id, Party};
use super::result::{RUNNING, result};
use crate::http::percent_encoded;

/// The vendor deletes recordings after this long (H3).
const KEPT: Millis = 90 * 24 * HOUR;
/// The vendor's own page for recordings: it asks the person to sign in and carries nothing that lets anybody in (H2).
const MEDIA_READER: &str = "https://ringcentral.github.io/ringcentral-media-reader/?media=";
/// Actions in which the agent speaks with nobody.
const NO_CALL: [&str; 5] = ["E911 Update", "Incoming Fax", "Monitoring", "Outgoing Fax", "Phone Login"];

/// A record, or one of its legs. Everything may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Record {
    session_id: String,
    telephony_session_id: String,
    #[serde(rename = "type")]
    kind: String,
    direction: String,
    action: String,
    result: String,
    start_time: String,
    /// Seconds.
    duration: u32,
    from: Party,
    to: Party,
    recording: Option<Recording>,
    short_recording: bool,
    message: Option<Message>,
    extension: Option<Named>,
    delegate: Option<Named>,
    /// This call went on to the call of that session (warm transfer).
    transfer_target: Session,
    /// This call was made to ask whether that call may come (warm transfer).
    transferee: Session,
    leg_type: String,
    legs: Vec<Record>,
    finished: Option<bool>,
    deleted: bool,
    last_modified_time: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Recording {
    content_uri: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Message {
    id: Id,
    #[serde(rename = "type")]
    kind: String,
    uri: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Named {
    id: Id,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Session {
    telephony_session_id: String,
}

impl Record {
    /// Reads one record; a field that is null counts as missing.
    pub fn read(record: Value) -> Option<Self> {
        json::from_value(&without_nulls(record)).ok()
    }

    /// When the call began.
    pub fn start(&self) -> Option<Millis> {
        instant(&self.start_time)
    }

    /// The later telling has the higher number.
    fn seq(&self) -> u64 {
        instant(&self.last_modified_time).and_then(|at| u64::try_from(at).ok()).unwrap_or_default()
    }

    /// The session the call is known by: the telephony session, where there is one.
    fn session(&self) -> &str {
        if self.telephony_session_id.is_empty() { &self.session_id } else { &self.telephony_session_id }
    }

    /// Whether the agent made it only to announce another call; that is no call of its own (A9).
    fn is_consultation(&self) -> bool {
        !self.transferee.telephony_session_id.is_empty() && self.direction == "Outbound"
    }

    fn direction(&self) -> Direction {
        if self.direction == "Outbound" { Direction::Outbound } else { Direction::Inbound }
    }

    fn is_final(&self) -> bool {
        self.finished != Some(false) && self.result != RUNNING
    }

    /// Whether the extension has a part in it: nobody is named, or it is.
    fn is_of(&self, extension: &str) -> bool {
        let mut named = self.legs.iter().chain([self]).flat_map(|leg| leg.extension.iter().chain(&leg.delegate)).peekable();
        named.peek().is_none() || named.any(|named| named.id.0 == extension)
    }

    /// A leg that led the call on to somebody else.
    fn passed_on(&self, extension: &str) -> Option<&Self> {
        let transfers = self.legs.iter().filter(|leg| leg.leg_type == "TransferCall" || leg.action == "Transfer");
        transfers.filter(|leg| leg.to.extension_id.0 != extension).min_by_key(|leg| leg.start())
    }
}

/// What records tell, one event a call.
pub(super) fn tell(records: &[Record], config: &Config) -> Vec<CallEvent> {
    let consultations: Vec<&Record> = records.iter().filter(|record| record.is_consultation()).collect();
    records.iter().filter_map(|record| event(record, &consultations, config)).collect()
}

fn event(record: &Record, consultations: &[&Record], config: &Config) -> Option<CallEvent> {
    let no_call = record.kind == "Fax" || NO_CALL.contains(&record.action.as_str()) || record.is_consultation();
    if no_call || record.session().is_empty() || !record.is_of(config.extension()) {
        return None;
    }
    let target = record.transfer_target.telephony_session_id.as_str();
    let consultation = consultations.iter().find(|one| !target.is_empty() && one.session() == target);
    let ids = [record.session_id.as_str(), target, consultation.map_or("", |one| one.session_id.as_str())];
    let aliases = ids.into_iter().filter(|id| !id.is_empty() && *id != record.session()).map(Into::into).collect();
    let facts = match record.start() {
        _ if record.deleted => Facts { deleted: told(record.seq(), Some(true)), ..Facts::default() },
        Some(start) => facts(record, start, consultation.copied(), config),
        None => return None,
    };
    Some(CallEvent { account: config.account.clone(), session: record.session().into(), aliases, facts })
}

fn facts(record: &Record, start: Millis, consultation: Option<&Record>, config: &Config) -> Facts {
    let (seq, direction, region) = (record.seq(), record.direction(), config.region.as_str());
    let (own, other) = match direction {
        Direction::Inbound => (&record.to, &record.from),
        Direction::Outbound => (&record.from, &record.to),
    };
    let passed_on = record.passed_on(config.extension());
    let own_part = passed_on.and_then(Record::start).filter(|at| *at > start).map(|at| at - start);
    let lasted = own_part.unwrap_or(Millis::from(record.duration) * SECOND);
    let result = record.is_final().then(|| told_result(record, direction, config.extension()));
    let talked = result.as_ref().map(|result| if *result == CallResult::Answered { seconds(lasted) } else { 0 });
    let recording = record.recording.as_ref().map(|recording| link(&recording.content_uri));
    let recorded = if record.short_recording { Some(false) } else { recording.as_ref().map(|_| true) };
    Facts {
        direction: told(seq, Some(direction)),
        other: told(seq, Some(other.number(region))),
        other_name: told(seq, other.name()),
        own: told(seq, Some(own.number(region)).filter(|number| !number.raw.is_empty())),
        internal: told(seq, Some(other.is_colleague())),
        started: told(seq, Some(start)),
        ended: told(seq, result.as_ref().map(|_| start + lasted)),
        duration: told(seq, talked),
        result: told(seq, result),
        transferred_to: told(seq, consultation.or(passed_on).and_then(|leg| leg.to.shown(region))),
        deleted_at: told(seq, recording.as_ref().map(|_| start + KEPT)),
        recorded: told(seq, recorded),
        recording: told(seq, recording),
        voicemail: told(seq, record.message.as_ref().and_then(voicemail)),
        ..Facts::default()
    }
}

/// How it ended for the agent: what a delegate answered on the agent's behalf was answered elsewhere (A8).
fn told_result(record: &Record, direction: Direction, extension: &str) -> CallResult {
    let by_somebody_else = record.delegate.as_ref().is_some_and(|delegate| delegate.id.0 != extension);
    let told = match record.result.as_str() {
        "" if record.duration > 0 => CallResult::Answered,
        "" => result("Missed", direction),
        word => result(word, direction),
    };
    if told == CallResult::Answered && by_somebody_else && direction == Direction::Inbound { CallResult::AnsweredElsewhere } else { told }
}

/// The page on which a person can listen; whatever stood in the address's query stays behind.
fn link(content: &str) -> String {
    format!("{MEDIA_READER}{}", percent_encoded(content.split(['?', '#']).next().unwrap_or_default()))
}

/// A voicemail's audio has the id of its message.
fn voicemail(message: &Message) -> Option<String> {
    let uri = message.uri.split(['?', '#']).next().unwrap_or_default().replacen("://platform.", "://media.", 1);
    (message.kind == "VoiceMail" && !uri.is_empty()).then(|| link(&format!("{uri}/content/{}", message.id.0)))
}

fn told<T>(seq: u64, value: Option<T>) -> Option<Fact<T>> {
    value.map(|value| Fact { source: Source::History, seq, value })
}

fn seconds(span: Millis) -> u32 {
    u32::try_from(span.max(0) / SECOND).unwrap_or(u32::MAX)
}

pub(super) fn instant(text: &str) -> Option<Millis> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.timestamp_millis())
}

pub(super) fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            fields.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (name, without_nulls(value))).collect()
        }
        Value::Array(values) => values.into_iter().filter(|value| !value.is_null()).map(without_nulls).collect(),
        other => other,
    }
}
