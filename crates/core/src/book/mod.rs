//! The built-in address book: contacts with several numbers, company, leads and deals, and its own call activities.

pub(crate) mod csv;
mod import;
mod log;
mod matching;
mod problem;
mod record;
#[cfg(test)]
pub(crate) mod testing;
mod vcard;

pub use import::{Taken, merge, take};
pub use log::{activity, timeline};
pub use matching::{match_name, match_number};
pub use problem::{Problem, ProblemKind};
pub use record::{Activity, BookAssociation, BookContact, BookNumber};

use serde::{Deserialize, Serialize};

/// What an address book can be exported as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExportFormat {
    /// Comma-separated with our own header; safe to open in a spreadsheet.
    Csv,
    /// vCard 3.0: what most programs read.
    VCard3,
    /// vCard 4.0.
    VCard4,
}

/// A file with everything there is of these contacts; imported again, it gives the same contacts.
pub fn export(contacts: &[BookContact], format: ExportFormat) -> String {
    match format {
        ExportFormat::Csv => csv::write(contacts),
        ExportFormat::VCard3 => vcard::write(contacts, vcard::Version::V3),
        ExportFormat::VCard4 => vcard::write(contacts, vcard::Version::V4),
    }
}
