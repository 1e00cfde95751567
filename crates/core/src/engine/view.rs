//! What apply sees: the working set and the rows read for this input. Looking at what was not read stops it with all that is missing.

use std::cell::RefCell;

use super::io::{Key, Rows};
use super::stored::{DeskRow, SettingRow};
use super::working::Working;
use crate::book::{Activity, BookContact};
use crate::call::{CallId, Note};
use crate::case::{Alias, CallRow, Case};
use crate::command::RefusalKind;
use crate::contact::Remembered;
use crate::entry::LogEntry;
use crate::follow_up::FollowUp;
use crate::integration::{Integration, IntegrationId};
use crate::store::{Broken, Row, Store, Stored, decode};

/// Why apply did not come to a change.
#[derive(Debug, Clone, PartialEq)]
pub enum Stop {
    /// These rows have to be read first.
    Need(Vec<Key>),
    /// The command cannot be carried out.
    Refused(RefusalKind),
}

/// What is stored of one call.
#[derive(Debug)]
pub(super) struct Parts {
    pub row: Option<CallRow>,
    pub entries: Vec<LogEntry>,
    pub note: Option<Note>,
}

/// The working set plus the rows read for this input.
#[derive(Debug)]
pub struct View<'a> {
    /// What is always in memory.
    pub working: &'a Working,
    rows: &'a Rows,
    broken: RefCell<Vec<Broken>>,
}

impl<'a> View<'a> {
    /// A view for one input.
    pub fn new(working: &'a Working, rows: &'a Rows) -> Self {
        Self { working, rows, broken: RefCell::default() }
    }

    /// Makes sure that all of these were read.
    ///
    /// # Errors
    /// [`Stop::Need`] with every key that was not.
    pub fn require(&self, keys: impl IntoIterator<Item = Key>) -> Result<(), Stop> {
        let missing: Vec<Key> = keys.into_iter().filter(|key| !self.rows.contains_key(key)).collect();
        if missing.is_empty() { Ok(()) } else { Err(Stop::Need(missing)) }
    }

    /// Rows met that could not be read.
    pub fn broken(&self) -> Vec<Broken> {
        self.broken.take()
    }

    fn rows(&self, key: &Key) -> Result<&'a [Row], Stop> {
        self.rows.get(key).map(Vec::as_slice).ok_or_else(|| Stop::Need(vec![key.clone()]))
    }

    fn read<T: Stored>(&self, rows: &[Row]) -> Vec<T> {
        let mut records = Vec::new();
        for row in rows.iter().filter(|row| row.store == T::STORE) {
            match decode(row) {
                Ok(record) => records.push(record),
                Err(unreadable) => {
                    let mut broken = self.broken.borrow_mut();
                    if !broken.contains(&unreadable) {
                        broken.push(unreadable);
                    }
                }
            }
        }
        records
    }

    /// A call with its entries and its note.
    ///
    /// # Errors
    /// [`Stop::Need`] when it was not read.
    pub fn case(&self, call: &CallId) -> Result<Option<Case>, Stop> {
        self.rows(&Key::Case(call.clone()))?;
        let Parts { row, entries, note } = self.parts(call);
        Ok(row.map(|row| Case { call: row.call, entries, note }))
    }

    /// What is stored of a call, piece by piece: the entries and the note of one whose own row could not be read are there all the same.
    pub(super) fn parts(&self, call: &CallId) -> Parts {
        let rows = self.rows(&Key::Case(call.clone())).unwrap_or_default();
        let mut entries: Vec<LogEntry> = self.read(rows);
        entries.retain(|entry| entry.key.call == *call);
        Parts { row: self.read::<CallRow>(rows).pop(), entries, note: self.read::<Note>(rows).pop() }
    }

    /// A call that a command speaks of.
    ///
    /// # Errors
    /// [`Stop::Need`] when it was not read, [`Stop::Refused`] when there is none.
    pub fn known_case(&self, call: &CallId) -> Result<Case, Stop> {
        self.case(call)?.ok_or(Stop::Refused(RefusalKind::NotThere))
    }

    /// The call a source's id stands for.
    ///
    /// # Errors
    /// [`Stop::Need`] when it was not read.
    pub fn alias(&self, id: &CallId) -> Result<Option<CallId>, Stop> {
        Ok(self.read::<Alias>(self.rows(&Key::Alias(id.clone()))?).pop().map(|alias| alias.call))
    }

    /// Whether the call a source's id stands for was forgotten.
    ///
    /// # Errors
    /// [`Stop::Need`] when it was not read.
    pub fn is_forgotten(&self, id: &CallId) -> Result<bool, Stop> {
        Ok(self.read::<Alias>(self.rows(&Key::Alias(id.clone()))?).iter().any(|alias| alias.forgotten))
    }

    /// Where the rows lie that answer a key.
    ///
    /// # Errors
    /// [`Stop::Need`] when they were not read.
    pub fn places(&self, key: &Key) -> Result<Vec<(Store, String)>, Stop> {
        Ok(self.rows(key)?.iter().map(|row| (row.store, row.key.clone())).collect())
    }

    /// Every id that stands for a call.
    ///
    /// # Errors
    /// [`Stop::Need`] when they were not read.
    pub fn aliases_of(&self, call: &CallId) -> Result<Vec<Alias>, Stop> {
        Ok(self.read(self.rows(&Key::AliasesOf(call.clone()))?))
    }

    /// Contacts of an address book with this number key.
    ///
    /// # Errors
    /// [`Stop::Need`] when they were not read.
    pub fn book_number(&self, book: &IntegrationId, number: &str) -> Result<Vec<BookContact>, Stop> {
        Ok(self.read(self.rows(&Key::BookNumber(book.clone(), number.to_owned()))?))
    }

    /// One contact of an address book.
    ///
    /// # Errors
    /// [`Stop::Need`] when it was not read.
    pub fn book_contact(&self, book: &IntegrationId, id: &str) -> Result<Option<BookContact>, Stop> {
        Ok(self.read(self.rows(&Key::BookContact(book.clone(), id.to_owned()))?).pop())
    }

    /// What an address book holds of a contact around an instant.
    ///
    /// # Errors
    /// [`Stop::Need`] when it was not read.
    pub fn activities(&self, key: &Key) -> Result<Vec<Activity>, Stop> {
        Ok(self.read(self.rows(key)?))
    }

    /// The contact remembered for a number (F6).
    ///
    /// # Errors
    /// [`Stop::Need`] when it was not read.
    pub fn remembered(&self, integration: &IntegrationId, number: &str) -> Result<Option<Remembered>, Stop> {
        let rows = self.rows(&Key::Remembered(integration.clone(), number.to_owned()))?;
        Ok(self.read::<SettingRow>(rows).into_iter().find_map(|row| match row {
            SettingRow::Remembered(remembered) => Some(remembered),
            _ => None,
        }))
    }

    /// Calls a list key answers.
    ///
    /// # Errors
    /// [`Stop::Need`] when they were not read.
    pub fn calls(&self, key: &Key) -> Result<Vec<CallRow>, Stop> {
        Ok(self.read(self.rows(key)?))
    }

    /// Entries a list key answers.
    ///
    /// # Errors
    /// [`Stop::Need`] when they were not read.
    pub fn entries(&self, key: &Key) -> Result<Vec<LogEntry>, Stop> {
        Ok(self.read(self.rows(key)?))
    }

    /// Follow-ups a key answers.
    ///
    /// # Errors
    /// [`Stop::Need`] when they were not read.
    pub fn follow_ups(&self, key: &Key) -> Result<Vec<FollowUp>, Stop> {
        Ok(self.read(self.rows(key)?))
    }

    /// Contacts and activities of the practice line.
    ///
    /// # Errors
    /// [`Stop::Need`] when they were not read.
    pub fn practice_book(&self) -> Result<(Vec<BookContact>, Vec<Activity>), Stop> {
        let rows = self.rows(&Key::Practice)?;
        Ok((self.read(rows), self.read(rows)))
    }

    /// What lies on the desk, each with its text as it was read; what cannot be read is handed to quarantine.
    ///
    /// # Errors
    /// [`Stop::Need`] when it was not read.
    pub fn desk(&self) -> Result<Vec<(DeskRow, String)>, Stop> {
        self.desk_at(&Key::Desk)
    }

    /// The part of the desk a key answers.
    ///
    /// # Errors
    /// [`Stop::Need`] when it was not read.
    pub fn desk_at(&self, key: &Key) -> Result<Vec<(DeskRow, String)>, Stop> {
        let rows = self.rows(key)?;
        Ok(rows
            .iter()
            .filter(|r| r.store == Store::Desk)
            .filter_map(|row| Some((self.read(std::slice::from_ref(row)).pop()?, row.text.clone())))
            .collect())
    }

    /// An integration that is there.
    ///
    /// # Errors
    /// [`Stop::Refused`] when it is not.
    pub fn integration(&self, id: &IntegrationId) -> Result<&'a Integration, Stop> {
        self.working.integrations.get(id).filter(|i| !i.removed).ok_or(Stop::Refused(RefusalKind::NotThere))
    }
}
