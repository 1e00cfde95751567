//! What the address book stores.

use serde::{Deserialize, Serialize};

use crate::call::{CallResult, Direction};
use crate::contact::{Association, Contact};
use crate::entry::LogKey;
use crate::integration::IntegrationId;
use crate::number::{NumberKind, PhoneNumber};
use crate::store::{Column, Store, Stored, index, stamp};
use crate::time::Millis;

/// A person or organisation in an address book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookContact {
    /// Which book.
    pub book: IntegrationId,
    /// Unique within the book.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Where the person works.
    #[serde(default)]
    pub company: String,
    /// E-mail address.
    #[serde(default)]
    pub email: String,
    /// Numbers, the main one first.
    #[serde(default)]
    pub numbers: Vec<BookNumber>,
    /// Leads and deals.
    #[serde(default)]
    pub associations: Vec<BookAssociation>,
    /// When it was made.
    pub created: Millis,
    /// When it was last changed.
    pub changed: Millis,
}

/// One of a contact's numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookNumber {
    /// "work", "mobile" or whatever the agent calls it.
    #[serde(default)]
    pub label: String,
    /// The number.
    pub number: PhoneNumber,
}

/// A lead or deal behind a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookAssociation {
    /// Unique within the contact.
    pub id: String,
    /// `lead` or `deal`.
    pub kind: String,
    /// Its name.
    pub title: String,
    /// Closed ones are offered by hand only.
    pub open: bool,
    /// When it was added here; unknown where it came with a file.
    #[serde(default)]
    pub created: Option<Millis>,
}

impl BookNumber {
    /// The number as everybody reads it, in every region: `+12015550123 ext. 7`; one that is not public as it came.
    pub(super) fn written(&self) -> String {
        match (self.number.kind, &self.number.extension) {
            (NumberKind::Public, Some(extension)) => format!("{} ext. {extension}", self.number.key),
            (NumberKind::Public, None) => self.number.key.clone(),
            _ => self.number.raw.clone(),
        }
    }
}

impl BookContact {
    /// The contact as every integration gives it.
    pub fn as_contact(&self) -> Contact {
        let associations = self.associations.iter().map(|a| Association {
            field: a.kind.clone(),
            id: a.id.clone(),
            title: a.title.clone(),
            open: a.open,
            created: a.created,
        });
        Contact {
            id: self.id.clone(),
            name: self.name.clone(),
            kind: "Contact".into(),
            company: self.company.clone(),
            numbers: self.numbers.iter().map(|n| n.number.shown.clone()).collect(),
            associations: associations.collect(),
            url: None,
            created: Some(self.created),
            last_activity: None,
        }
    }
}

impl Stored for BookContact {
    const STORE: Store = Store::Contacts;
    fn key(&self) -> String {
        format!("{}>{}", self.book.as_str(), self.id)
    }
    fn columns(&self) -> Vec<(String, Column)> {
        let book = self.book.as_str();
        let of_book = |value: &str| format!("{book}>{value}");
        let numbers = self.numbers.iter().map(|n| of_book(&n.number.key)).collect();
        let words = crate::views::search_words(&format!("{} {}", self.name, self.company));
        vec![
            (index::NUMBERS.into(), Column::Many(numbers)),
            (index::NAME.into(), Column::One(of_book(&format!("{}>{}", self.name.to_lowercase(), self.id)))),
            (index::TERMS.into(), Column::Many(words.iter().map(|w| of_book(w)).collect())),
        ]
    }
}

/// A call in an address book's timeline. Its key is the entry's, so the same call twice is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// The entry it was logged for.
    pub key: LogKey,
    /// The contact it belongs to.
    pub contact: String,
    /// The lead or deal it goes with.
    #[serde(default)]
    pub association: Option<Association>,
    /// Title.
    pub subject: String,
    /// The agent's note.
    pub note: String,
    /// Which way.
    pub direction: Direction,
    /// How it ended.
    #[serde(default)]
    pub result: Option<CallResult>,
    /// When it began: its place in the timeline.
    pub start: Millis,
    /// When it began as the log says it, empty where that is off (I6); `None` in rows from before that could be chosen.
    #[serde(default)]
    pub time: Option<String>,
    /// Seconds talked.
    #[serde(default)]
    pub duration: Option<u32>,
    /// The other side's number.
    #[serde(default)]
    pub other: Option<PhoneNumber>,
    /// Where to listen to it (H1).
    #[serde(default)]
    pub recording: Option<String>,
    /// Where to listen to the voicemail that was left.
    #[serde(default)]
    pub voicemail: Option<String>,
    /// The zone the browser had when the call began, and its offset in seconds (J3).
    pub zone: (String, i32),
}

impl Activity {
    /// Its place in its contact's timeline: unique, newest highest.
    pub fn place(&self) -> String {
        format!("{}{}{}", Self::places(&self.key.integration, &self.contact), stamp(self.start), self.key.call.key())
    }
    /// What all places of one contact begin with.
    pub(crate) fn places(book: &IntegrationId, contact: &str) -> String {
        format!("{}>{contact}>", book.as_str())
    }
}

impl Stored for Activity {
    const STORE: Store = Store::Activities;
    fn key(&self) -> String {
        self.key.key()
    }
    fn columns(&self) -> Vec<(String, Column)> {
        vec![(index::CONTACT.into(), Column::One(self.place()))]
    }
}
