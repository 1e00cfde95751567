//! What lies on the desk: decisions, notes being typed, files to import, and what came of them.

use serde::{Deserialize, Serialize};

use crate::audio::Audio;
use crate::book::Problem;
use crate::call::CallId;
use crate::command::{Command, Refusal};
use crate::integration::IntegrationId;
use crate::time::Millis;

/// One thing that lies on the desk until the worker has taken it in the transaction that commits its effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeskItem {
    /// A person's decision.
    Command(Command),
    /// A note as it is being typed in one window.
    Draft(NoteDraft),
    /// What a screen wants back when it opens again (scroll, half-filled form); the worker never takes it.
    Form(String),
    /// A file of a call, with its bytes beside it; the worker never takes it.
    Audio(Audio),
    /// A command that was refused, put there by the worker in the command's place until the screen has said so.
    Receipt(Refusal),
    /// A file to import, as text; taken a piece at a time.
    Import(ImportFile),
    /// A piece of an exported file (I10).
    Restore(String),
    /// How far an import is, put there by the worker until the screen has said that it is done.
    Imported(ImportReport),
    /// What came of an exported file so far, put there by the worker until the screen has said so.
    Restored(RestoreReport),
}

/// What came of an exported file that was taken in (I10).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreReport {
    /// When it began.
    pub at: Millis,
    /// No piece of it is left.
    pub done: bool,
    /// Calls that were added.
    pub calls: usize,
    /// Contacts of address books that were added or brought up to date.
    pub contacts: usize,
    /// Calls and contacts that stay as they are here.
    pub known: usize,
    /// Records that could not be read, and are kept aside.
    pub broken: usize,
}

impl RestoreReport {
    /// Its place on the desk.
    pub const KEY: &str = "receipt/restore";
}

/// The text of a note in one window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteDraft {
    /// The call it belongs to.
    pub call: CallId,
    /// As typed so far.
    pub text: String,
    /// The stored text this window last saw; what differs on both sides is kept, one below the other (B6).
    pub base: String,
}

/// A file for the address book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFile {
    /// Where it goes.
    pub book: IntegrationId,
    /// What it is.
    pub format: FileFormat,
    /// What is left of its content, under its header.
    pub text: String,
    /// Lines taken so far, without the header's.
    pub lines: usize,
    /// What became of the rest.
    pub report: ImportReport,
}

impl ImportFile {
    /// A file none of which was taken yet.
    pub fn new(book: IntegrationId, format: FileFormat, text: String) -> Self {
        let report = ImportReport { total: text.len(), ..ImportReport::default() };
        Self { book, format, text, lines: 0, report }
    }
}

/// What became of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Bytes taken.
    pub done: usize,
    /// Bytes of the whole file; it is done when all are taken.
    pub total: usize,
    /// People found.
    pub people: usize,
    /// What could not be read: the first two hundred, by line.
    pub problems: Vec<Problem>,
    /// How many more there are.
    pub more_problems: usize,
}

impl ImportReport {
    /// Whether nothing is left.
    pub fn is_done(&self) -> bool {
        self.done >= self.total
    }
}

/// Formats the address book reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileFormat {
    /// Comma-separated with a header line.
    Csv,
    /// vCard 2.1, 3.0 or 4.0.
    VCard,
}
