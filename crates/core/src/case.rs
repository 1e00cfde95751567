//! A case: one call with its entries and its note, the unit in which state is read and changed.

use serde::{Deserialize, Serialize};

use crate::call::{Call, CallId, CallResult, Direction, Note};
use crate::contact::ContactMatch;
use crate::crm::CrmError;
use crate::entry::{Conflict, Exclusion, LogEntry, LogKey, LogStatus};
use crate::integration::IntegrationId;
use crate::store::{Column, Store, Stored, index, stamp};
use crate::time::Millis;
use crate::views::search_words;

/// One call with everything that hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The call.
    pub call: Call,
    /// One entry per integration, ordered by integration.
    pub entries: Vec<LogEntry>,
    /// The agent's note.
    pub note: Option<Note>,
}

impl Case {
    /// The entry of one integration.
    pub fn entry(&self, integration: &IntegrationId) -> Option<&LogEntry> {
        self.entries.iter().find(|e| e.key.integration == *integration)
    }
    /// The entry of one integration, to change it.
    pub fn entry_mut(&mut self, integration: &IntegrationId) -> Option<&mut LogEntry> {
        self.entries.iter_mut().find(|e| e.key.integration == *integration)
    }
    /// The key of one integration's entry.
    pub fn key(&self, integration: &IntegrationId) -> LogKey {
        LogKey { call: self.call.id.clone(), integration: integration.clone() }
    }
    /// The note's text and revision as a log says it; a cancelled note says nothing (B4).
    pub fn note_to_send(&self) -> (&str, u64) {
        match &self.note {
            Some(note) if !note.cancelled => (note.text.as_str(), note.revision),
            Some(note) => ("", note.revision),
            None => ("", 0),
        }
    }
    /// What the list shows of it without reading anything else.
    pub fn face(&self) -> Face {
        let matched = self.entries.iter().filter_map(|e| {
            let found = e.found.as_ref().map(|(_, found)| found);
            match (&e.contact, found) {
                (Some(choice), _) => Some(choice.name()),
                (None, Some(ContactMatch::One(contact))) => Some(contact.name.as_str()),
                _ => None,
            }
        });
        let kind = self.entries.iter().find_map(|e| e.known_contact()).map(|contact| contact.kind.clone());
        let note = self.note.as_ref().filter(|n| !n.cancelled).and_then(|n| n.text.lines().map(str::trim).find(|l| !l.is_empty()));
        Face {
            name: matched.into_iter().next().map(str::to_owned),
            contacts: self.entries.iter().map(|e| e.candidates().len()).max().unwrap_or(0),
            parent: kind.unwrap_or_default(),
            note: note.map(|line| line.chars().take(120).collect()),
            chips: self.entries.iter().map(|e| Chip::of(e, self.call.is_final())).collect(),
        }
    }
    /// The row the call is stored as.
    pub fn row(&self) -> CallRow {
        let words = format!(
            "{} {} {}",
            self.entries.iter().filter_map(|e| e.contact.as_ref().map(|c| c.name())).collect::<Vec<_>>().join(" "),
            self.face().name.unwrap_or_default(),
            self.call.other_name().unwrap_or_default(),
        );
        let note = self.note.as_ref().filter(|n| !n.cancelled).map(|n| n.text.as_str()).unwrap_or_default();
        let mut terms = search_words(&format!("{words} {note}"));
        let digits = self.call.other().digits();
        if !digits.is_empty() {
            terms.push(reversed_digits(&digits));
            terms.push(self.call.other().shown.chars().filter(char::is_ascii_digit).collect());
        }
        CallRow {
            face: self.face(),
            filters: Filters {
                missed: matches!(self.call.result(), Some(CallResult::Missed)) && self.call.direction() == Direction::Inbound,
                unlogged: self.call.is_final() && self.entries.iter().any(LogEntry::is_unlogged),
                noted: !note.trim().is_empty(),
            },
            terms,
            call: self.call.clone(),
        }
    }
}

/// The term a number is searched by: its digits from the last one on, marked so that words never meet it.
pub fn reversed_digits(digits: &str) -> String {
    format!("#{}", digits.chars().rev().collect::<String>())
}

/// A call as it is stored: with what the list shows and is searched by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallRow {
    /// The call.
    pub call: Call,
    /// What the list shows of it.
    pub face: Face,
    /// The filters it belongs to.
    pub filters: Filters,
    /// Words and reversed digits it is found by.
    pub terms: Vec<String>,
}

/// The filters of the list a call belongs to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filters {
    /// Inbound and nobody took it.
    pub missed: bool,
    /// Some integration has no record and no "Don't log".
    pub unlogged: bool,
    /// There is a note.
    pub noted: bool,
}

/// What the list shows of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Face {
    /// The matched contact's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How many contacts share the number, at most over the integrations.
    pub contacts: usize,
    /// The matched contact's kind, as its integration calls it ("Lead"); empty where it has none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub parent: String,
    /// The note's first line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// One per integration.
    pub chips: Vec<Chip>,
}

/// What one integration has to say of a call, in one chip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chip {
    /// The integration.
    pub integration: IntegrationId,
    /// Its state.
    pub state: ChipState,
    /// What else a person should know of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
}

/// What a chip is marked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// A policy guessed whom or what it goes to (F5).
    Guessed,
    /// Its record has to be moved to another contact by hand (C2).
    ToMove,
}

/// The states a chip can show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChipState {
    /// The call runs; nothing to say yet.
    Running,
    /// Logged; opens the record where it has a page.
    Logged(Option<String>),
    /// Logged at this instant, as the note was opened during the call.
    Delayed(Millis),
    /// Logged, but the CRM changed the text (J5).
    Mangled(Option<String>),
    /// Being logged right now.
    Logging,
    /// Tried by itself at this instant, because of this.
    Waiting(Millis, CrmError),
    /// The outcome is unknown; looked up at this instant.
    InDoubt(Millis),
    /// Needs a person.
    Unresolved(Conflict),
    /// Logged, but the later note is not.
    NoteNotSent(Option<String>),
    /// Nothing logs it by itself.
    Unlogged,
    /// "Don't log".
    Dismissed,
    /// The rules keep it out.
    Excluded(Exclusion),
    /// Ended before its account or integration was connected.
    Earlier,
    /// Logged, and deleted in the CRM.
    RecordGone,
    /// Its integration was removed while it waited.
    Removed,
}

impl ChipState {
    /// Whether the call is or may be logged by this entry, or a person decided about it.
    pub fn takes_the_call(&self) -> bool {
        !matches!(self, Self::Running | Self::Unlogged | Self::Excluded(_) | Self::Earlier | Self::Removed)
    }
}

impl Chip {
    /// The chip of an entry.
    pub fn of(entry: &LogEntry, call_is_final: bool) -> Self {
        let state = match &entry.status {
            LogStatus::Unlogged | LogStatus::Matching(_) if !call_is_final => ChipState::Running,
            LogStatus::Unlogged => ChipState::Unlogged,
            LogStatus::Delayed { due } => ChipState::Delayed(*due),
            LogStatus::Matching(_) | LogStatus::Ready { .. } | LogStatus::Sending { .. } | LogStatus::UpdatePending { .. } => {
                entry.conflict().cloned().map_or(ChipState::Logging, ChipState::Unresolved)
            }
            LogStatus::InDoubt { look_at, .. } => ChipState::InDoubt(*look_at),
            LogStatus::Retry { at, waiting_for, .. } => ChipState::Waiting(*at, waiting_for.clone()),
            LogStatus::Logged(record) if record.mangled => ChipState::Mangled(record.at.url.clone()),
            LogStatus::Logged(record) => ChipState::Logged(record.at.url.clone()),
            LogStatus::UpdateFailed(record, _) => ChipState::NoteNotSent(record.at.url.clone()),
            LogStatus::RecordGone(_) => ChipState::RecordGone,
            LogStatus::Unresolved(conflict) => ChipState::Unresolved(conflict.clone()),
            LogStatus::Dismissed => ChipState::Dismissed,
            LogStatus::Excluded(why) => ChipState::Excluded(*why),
            LogStatus::Earlier => ChipState::Earlier,
            LogStatus::Removed => ChipState::Removed,
        };
        let guessed = (!entry.guessed.is_empty()).then_some(Mark::Guessed);
        let mark = entry.to_move.as_ref().map(|_| Mark::ToMove).or(guessed);
        Self { integration: entry.key.integration.clone(), state, mark }
    }
}

fn one(name: &str, value: String) -> (String, Column) {
    (name.into(), Column::One(value))
}

impl CallRow {
    /// Its place in lists by start: unique, newest highest.
    pub fn place(&self) -> String {
        format!("{}{}", stamp(self.call.start()), self.call.id.key())
    }
    /// Its place in lists by end; `None` while it runs.
    pub fn end_place(&self) -> Option<String> {
        self.call.ended().map(|ended| format!("{}{}", stamp(ended), self.call.id.key()))
    }

    /// Whether the call waits in an integration with exactly this conflict.
    pub fn has_conflict(&self, integration: &IntegrationId, conflict: &Conflict) -> bool {
        let is = |chip: &Chip| chip.integration == *integration && matches!(&chip.state, ChipState::Unresolved(one) if one == conflict);
        self.face.chips.iter().any(is)
    }
}

impl Stored for CallRow {
    const STORE: Store = Store::Calls;
    fn key(&self) -> String {
        self.call.id.key()
    }
    fn columns(&self) -> Vec<(String, Column)> {
        let place = self.place();
        let mut columns = vec![one(index::START, place.clone()), (index::TERMS.into(), Column::Many(self.terms.clone()))];
        let marks = [
            (index::MISSED, self.filters.missed),
            (index::UNLOGGED, self.filters.unlogged),
            (index::NOTED, self.filters.noted),
            (index::RUNNING, !self.call.is_final()),
        ];
        columns.extend(marks.into_iter().filter(|(_, on)| *on).map(|(name, _)| one(name, place.clone())));
        if let Some(ended) = self.end_place().filter(|_| self.filters.unlogged) {
            if self.call.waits_for_catch_up() {
                columns.push(one(index::GAP, ended.clone()));
            }
            columns.push(one(index::ENDED, ended));
        }
        let number = self.call.other().key;
        if !number.is_empty() {
            columns.push(one(index::NUMBER, format!("{number}>{place}")));
        }
        columns
    }
}

impl Stored for LogEntry {
    const STORE: Store = Store::Entries;
    fn key(&self) -> String {
        self.key.key()
    }
    fn columns(&self) -> Vec<(String, Column)> {
        let mut columns = Vec::new();
        if let Some(due) = self.due() {
            columns.push(one(index::DUE, stamp(due)));
        }
        columns.extend(self.unresolved_place().map(|place| one(index::UNRESOLVED, place)));
        columns
    }
}

impl Stored for Note {
    const STORE: Store = Store::Notes;
    fn key(&self) -> String {
        self.call.key()
    }
    fn columns(&self) -> Vec<(String, Column)> {
        let place = format!("{}{}", stamp(self.changed), self.call.key());
        if self.cancelled { vec![one(index::CANCELLED, place)] } else { Vec::new() }
    }
}

/// Maps an id a source knows a call by to the call (unique).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    /// The account and the id, as a call's key.
    pub id: CallId,
    /// The call.
    pub call: CallId,
    /// The call was forgotten (I10): what is still told of it is not taken any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub forgotten: bool,
}

impl Stored for Alias {
    const STORE: Store = Store::Aliases;
    fn key(&self) -> String {
        self.id.key()
    }
    fn columns(&self) -> Vec<(String, Column)> {
        vec![one(index::CALL, self.call.key())]
    }
}
