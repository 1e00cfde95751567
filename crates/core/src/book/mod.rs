//! The built-in address book: contacts with several numbers, company, leads and deals, and its own call activities.

mod record;

pub use record::{Activity, BookAssociation, BookContact, BookNumber};
