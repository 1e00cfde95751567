//! Takes a file into an address book a piece at a time; the same piece twice, or the same file twice, doubles no contact.

use super::problem::{Problem, ProblemKind};
use super::{BookAssociation, BookContact, BookNumber, csv, vcard};
use crate::command::{FileFormat, ImportFile};
use crate::hash::stable_hash;
use crate::integration::IntegrationId;
use crate::number::{self, NumberKind};
use crate::time::Millis;

/// One piece of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The contacts of the piece, each once.
    pub contacts: Vec<BookContact>,
    /// What could not be read, in the order of the file.
    pub problems: Vec<Problem>,
    /// Bytes of the text taken so far: where the next piece begins. The file is done when this is `total`.
    pub done: usize,
    /// Bytes of the text.
    pub total: usize,
}

/// Takes at most `limit` people from byte `from` on (0, or the `done` of the piece before). Numbers without a country code belong to
/// `region`. Reads nothing of the text before `from` but the header, so a whole import is linear in the file.
pub fn take(file: &ImportFile, from: usize, limit: usize, region: &str, now: Millis) -> Taken {
    let mut page = match file.format {
        FileFormat::Csv => csv::read(&file.text, from, limit),
        FileFormat::VCard => vcard::read(&file.text, from, limit),
    };
    let mut contacts: Vec<BookContact> = Vec::with_capacity(page.people.len());
    for found in page.people {
        if found.text.contains(char::REPLACEMENT_CHARACTER) {
            page.troubles.push(Trouble { at: found.at, text: found.text, kind: ProblemKind::NotUtf8 });
        }
        let mut troubles = Vec::new();
        match found.person.into_contact(&file.book, region, now, &mut troubles) {
            Some(contact) => match contacts.iter_mut().rfind(|c| c.id == contact.id) {
                Some(same) => *same = merge(same, contact),
                None => contacts.push(contact),
            },
            None => troubles.push(ProblemKind::NoPerson),
        }
        page.troubles.extend(troubles.into_iter().map(|kind| Trouble { at: found.at, text: found.text, kind }));
    }
    page.troubles.sort_by_key(|trouble| trouble.at);
    let problems = page.troubles.iter().map(|t| Problem::new(&file.text, t.at, t.kind.clone(), t.text)).collect();
    Taken { contacts, problems, done: page.done, total: file.text.len() }
}

/// What a contact becomes when it is imported again: what the file says wins, nothing it is silent about is lost.
pub fn merge(known: &BookContact, imported: BookContact) -> BookContact {
    let told = |new: String, old: &String| if new.trim().is_empty() { old.clone() } else { new };
    let mut merged = BookContact {
        book: known.book.clone(),
        id: known.id.clone(),
        name: told(imported.name, &known.name),
        company: told(imported.company, &known.company),
        email: told(imported.email, &known.email),
        numbers: imported.numbers,
        associations: imported.associations,
        created: known.created.min(imported.created),
        changed: known.changed,
    };
    for number in &known.numbers {
        if !merged.numbers.iter().any(|n| same_number(n, number)) {
            merged.numbers.push(number.clone());
        }
    }
    for association in &known.associations {
        if !merged.associations.iter().any(|a| a.id == association.id) {
            merged.associations.push(association.clone());
        }
    }
    if merged != *known {
        merged.changed = known.changed.max(imported.changed);
    }
    merged
}

fn same_number(one: &BookNumber, other: &BookNumber) -> bool {
    one.number.key == other.number.key && one.number.extension == other.number.extension
}

/// What a reader found in one piece of a file.
#[derive(Debug, Default)]
pub(super) struct Page<'a> {
    /// The people, in order.
    pub people: Vec<Found<'a>>,
    /// What is wrong beside them.
    pub troubles: Vec<Trouble<'a>>,
    /// The byte the next piece begins at.
    pub done: usize,
}

/// A person and where it stands in the file.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub at: usize,
    pub text: &'a str,
    pub person: Person,
}

/// A problem and where it stands in the file.
#[derive(Debug)]
pub(super) struct Trouble<'a> {
    pub at: usize,
    pub text: &'a str,
    pub kind: ProblemKind,
}

/// What a file says of one person, its numbers still unread.
#[derive(Debug, Default)]
pub(super) struct Person {
    pub identity: Identity,
    pub name: String,
    pub company: String,
    pub email: String,
    /// Label and number, the main one first.
    pub numbers: Vec<(String, String)>,
    pub associations: Vec<BookAssociation>,
    pub created: Option<Millis>,
    pub changed: Option<Millis>,
}

/// How a file tells one person from another.
#[derive(Debug, Default)]
pub(super) enum Identity {
    /// Our own id, in a file we wrote.
    Ours(String),
    /// Unique in the world, such as a vCard's UID.
    World(String),
    /// Unique in the system the file came from.
    Foreign(String),
    /// Not at all: by name and first number.
    #[default]
    Content,
}

impl Person {
    fn into_contact(self, book: &IntegrationId, region: &str, now: Millis, troubles: &mut Vec<ProblemKind>) -> Option<BookContact> {
        let mut numbers: Vec<BookNumber> = Vec::new();
        for (label, raw) in &self.numbers {
            let number = BookNumber { label: label.clone(), number: number::parse(raw, region) };
            if number.number.kind == NumberKind::Withheld {
                troubles.push(ProblemKind::BadNumber(raw.clone()));
            } else if !numbers.iter().any(|n| same_number(n, &number)) {
                numbers.push(number);
            }
        }
        let shown = numbers.first().map_or("", |n| n.number.shown.as_str());
        let name = [&self.name, &self.company, &self.email, shown].into_iter().find(|n| !n.trim().is_empty())?.to_owned();
        let id = self.identity.id(&name, &numbers, &self.email, &self.company);
        let (created, changed) = (self.created.unwrap_or(now), self.changed.unwrap_or(now));
        let Self { company, email, associations, .. } = self;
        Some(BookContact { book: book.clone(), id, name, company, email, numbers, associations, created, changed })
    }
}

impl Identity {
    fn id(&self, name: &str, numbers: &[BookNumber], email: &str, company: &str) -> String {
        let first = numbers.first().map(|n| format!("{}x{}", n.number.key, n.number.extension.as_deref().unwrap_or_default()));
        let what = match self {
            Self::Ours(id) => return id.clone(),
            Self::World(uid) => format!("uid\n{uid}"),
            Self::Foreign(id) => format!("id\n{id}\n{}", name.to_lowercase()),
            Self::Content => {
                let second = first.as_deref().into_iter().chain([email, company]).find(|text| !text.is_empty()).unwrap_or_default();
                format!("content\n{}\n{}", name.to_lowercase(), second.to_lowercase())
            }
        };
        short_id(&what)
    }
}

/// An id made from content: the same on every machine.
pub(super) fn short_id(what: &str) -> String {
    format!("{:032x}", stable_hash(what.as_bytes()))
}

#[cfg(test)]
pub(super) mod tests;
