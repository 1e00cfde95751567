//! The built-in address book: contacts with several numbers, company, leads and deals, and its own call activities.

mod log;
mod matching;
mod record;
#[cfg(test)]
pub(crate) mod testing;

pub use log::{activity, timeline};
pub use matching::match_number;
pub use record::{Activity, BookAssociation, BookContact, BookNumber};
