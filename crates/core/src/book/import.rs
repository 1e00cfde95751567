//! Takes a file into an address book a piece at a time; the same piece twice, or the same file twice, doubles no contact.

use super::problem::{Problem, ProblemKind};
use super::{BookAssociation, BookContact, BookNumber, csv, vcard};
use crate::desk::{FileFormat, ImportFile, ImportReport};
use crate::hash::stable_hash;
use crate::integration::IntegrationId;
use crate::number::{self, NumberKind};
use crate::order::InOrder;
use crate::time::Millis;

/// Problems a report lists; the others are counted.
const LISTED: usize = 200;

/// One piece of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The contacts of the piece, each once.
    pub contacts: Vec<BookContact>,
    /// What became of the file so far.
    pub report: ImportReport,
    /// What is left of it, if anything.
    pub rest: Option<ImportFile>,
}

/// Takes at most `limit` people off a file. Numbers without a country code belong to `region`. Reads nothing behind those people.
pub fn take(file: &ImportFile, limit: usize, region: &str, now: Millis) -> Taken {
    let mut page = match file.format {
        FileFormat::Csv => csv::read(file, limit),
        FileFormat::VCard => vcard::read(file, limit),
    };
    let mut report = file.report.clone();
    report.people += page.people.len();
    let contacts = contacts(&mut page, file, region, now);
    for Trouble { at, text, kind } in page.troubles {
        let skipped = if at < page.header { 0 } else { file.lines };
        let line = 1 + skipped + line_breaks(&file.text, 0, at);
        if report.problems.len() < LISTED {
            report.problems.push(Problem::new(line, kind, text));
        } else {
            report.more_problems += 1;
        }
    }
    let left = file.text.get(page.done..).unwrap_or_default();
    report.done = report.total.saturating_sub(left.len());
    let rest = (!left.is_empty()).then(|| ImportFile {
        text: format!("{}{left}", &file.text[..page.header]),
        lines: file.lines + line_breaks(&file.text, page.header, page.done),
        report: report.clone(),
        ..file.clone()
    });
    Taken { contacts, report, rest }
}

/// The contacts of a page; what is wrong with them joins its troubles.
fn contacts(page: &mut Page<'_>, file: &ImportFile, region: &str, now: Millis) -> Vec<BookContact> {
    let mut contacts: Vec<BookContact> = Vec::with_capacity(page.people.len());
    for found in std::mem::take(&mut page.people) {
        let mut wrong = Vec::new();
        if found.text.contains(char::REPLACEMENT_CHARACTER) {
            wrong.push(ProblemKind::NotUtf8);
        }
        match found.person.into_contact(&file.book, region, now, &mut wrong) {
            Some(contact) => match contacts.iter_mut().rfind(|c| c.id == contact.id) {
                Some(same) => *same = merge(same, contact),
                None => contacts.push(contact),
            },
            None => wrong.push(ProblemKind::NoPerson),
        }
        page.troubles.extend(wrong.into_iter().map(|kind| Trouble { at: found.at, text: found.text, kind }));
    }
    page.troubles.order_by_key(|trouble| trouble.at);
    contacts
}

fn line_breaks(text: &str, from: usize, to: usize) -> usize {
    text.as_bytes().get(from..to).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count()
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
        match merged.associations.iter_mut().find(|a| a.id == association.id) {
            Some(same) => same.created = same.created.or(association.created),
            None => merged.associations.push(association.clone()),
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
    /// The byte the first person begins at: what stands before it goes with every piece.
    pub header: usize,
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
