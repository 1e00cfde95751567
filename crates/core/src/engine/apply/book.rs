//! The address book's own contacts: saved, deleted, imported from a file some rows at a time.

use super::super::change::{Change, Saved};
use super::super::io::Key;
use super::super::stored::{DeskRow, Job};
use super::super::view::{Stop, View};
use crate::book::{self, BookContact, Problem, ProblemKind};
use crate::desk::{DeskItem, ImportFile, ImportReport};
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

/// Takes the next rows of a file; the screens see how far it is. What is left, if anything, is the rest of the job.
pub(super) fn import(view: &View<'_>, change: &mut Change, desk: &str, file: &ImportFile, clock: &Clock<'_>) -> Result<Option<Job>, Stop> {
    let mut taken = book::take(file, ROWS, &view.working.settings.region, clock.wall);
    if view.integration(&file.book).is_err() {
        let gone = Problem::new(file.lines + 1, ProblemKind::NoBook, "");
        let report = ImportReport { done: file.report.total, problems: vec![gone], ..file.report.clone() };
        taken = book::Taken { contacts: Vec::new(), report, rest: None };
    }
    view.require(taken.contacts.iter().map(|contact| Key::BookContact(file.book.clone(), contact.id.clone())))?;
    for contact in taken.contacts {
        let known = view.book_contact(&file.book, &contact.id)?;
        let merged = known.as_ref().map_or_else(|| contact.clone(), |known| book::merge(known, contact.clone()));
        if known.as_ref() != Some(&merged) {
            change.puts.push(Saved::Contact(merged));
        }
    }
    let receipt = DeskRow { key: format!("receipt/{desk}"), item: DeskItem::Imported(taken.report) };
    change.puts.push(Saved::Desk(Box::new(receipt)));
    Ok(taken.rest.map(|rest| Job::Import { desk: desk.to_owned(), file: Box::new(rest) }))
}
