//! Contacts from and to comma-separated text, read with csv-core: the same reader as the csv crate for 5 KB of wasm instead of 36.

mod columns;
mod write;

pub(crate) use self::write::{line, protected};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use self::columns::{Column, Header};
use super::BookAssociation;
use super::import::{Found, Identity, Page, Person, Trouble, short_id};
use super::problem::ProblemKind;
use crate::desk::ImportFile;

pub(super) use write::write;

/// At most `limit` rows.
pub(super) fn read(file: &ImportFile, limit: usize) -> Page<'_> {
    let text = file.text.as_str();
    let mut page = Page { done: text.len(), ..Page::default() };
    let Some(header) = Header::of(text) else {
        page.troubles.push(Trouble { at: 0, text: text.lines().next().unwrap_or_default(), kind: ProblemKind::NoHeader });
        return page;
    };
    page.header = header.end;
    let mut records = Records::new(text, header.delimiter, header.end);
    for Record { at, text, cells, open } in records.by_ref().take(limit) {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let surplus = cells.iter().skip(header.columns.len()).any(|cell| !cell.trim().is_empty());
        let troubles = [(open, ProblemKind::OpenQuote), (surplus, ProblemKind::ExtraCells)];
        page.troubles.extend(troubles.into_iter().filter(|(is, _)| *is).map(|(_, kind)| Trouble { at, text, kind }));
        page.people.push(Found { at, text, person: header.person(cells) });
    }
    page.done = records.at;
    page
}

impl Header {
    /// What a row says under these columns. A file of our own is taken letter by letter, others are tidied.
    fn person(&self, cells: Vec<String>) -> Person {
        let mut person = Person::default();
        let mut name = [const { String::new() }; 3];
        let mut numbers: Vec<(String, String)> = self.phones.iter().map(|label| (label.clone(), String::new())).collect();
        let blank =
            |kind: &String| BookAssociation { id: String::new(), kind: kind.clone(), title: String::new(), open: true, created: None };
        let mut associations: Vec<BookAssociation> = self.associations.iter().map(blank).collect();
        for (column, cell) in self.columns.iter().zip(cells) {
            let cell = write::unprotected(&cell);
            let cell = if self.ours { cell } else { cell.trim() };
            let first = || cell.split(" ::: ").next().unwrap_or_default().to_owned();
            match column {
                Column::Ignored => {}
                Column::OurId => person.identity = Identity::Ours(cell.into()),
                Column::Id if cell.is_empty() => {}
                Column::Id => person.identity = Identity::Foreign(cell.into()),
                Column::Name => person.name = cell.into(),
                Column::NamePart(part) => name[*part] = cell.into(),
                Column::Company if person.company.is_empty() => person.company = cell.into(),
                Column::Email if self.ours => person.email = cell.into(),
                Column::Email if person.email.is_empty() => person.email = first(),
                Column::Company | Column::Email => {}
                Column::Phone(n) => numbers[*n].1 = cell.into(),
                Column::PhoneLabel(n) if self.ours => numbers[*n].0 = cell.into(),
                Column::PhoneLabel(n) => numbers[*n].0 = cell.trim_start_matches(['*', ' ']).to_lowercase(),
                Column::Association(n) => associations[*n].title = cell.into(),
                Column::AssociationKind(n) => associations[*n].kind = cell.into(),
                Column::AssociationId(n) => associations[*n].id = cell.into(),
                Column::AssociationState(n) => associations[*n].open = is_open(cell),
                Column::Created => person.created = write::instant(cell),
                Column::Changed => person.changed = write::instant(cell),
            }
        }
        if person.name.is_empty() {
            person.name = name.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        }
        person.numbers = if self.ours { numbers } else { numbers.into_iter().flat_map(split_numbers).collect() };
        person.numbers.retain(|(_, raw)| !raw.trim().is_empty());
        associations.retain(|a| !a.title.is_empty());
        associations.iter_mut().filter(|a| a.id.is_empty()).for_each(|a| a.id = short_id(&format!("{}\n{}", a.kind, a.title)));
        person.associations = associations;
        person
    }
}

/// Several numbers in one cell, as Google and people write them.
fn split_numbers((label, cell): (String, String)) -> Vec<(String, String)> {
    let numbers =
        [" ::: ", " / ", "; ", "\n"].iter().fold(vec![cell.as_str()], |parts, mark| parts.iter().flat_map(|p| p.split(mark)).collect());
    numbers.into_iter().map(|number| (label.clone(), number.trim().to_owned())).collect()
}

fn is_open(state: &str) -> bool {
    let state = state.to_lowercase();
    !["closed", "won", "lost", "done", "no", "false", "0"].iter().any(|word| state.starts_with(word))
}

/// One row.
struct Record<'a> {
    at: usize,
    text: &'a str,
    cells: Vec<String>,
    /// It begins a quoted cell that never ends; what follows its first line is read again as rows.
    open: bool,
}

/// The rows of a text from a byte on.
struct Records<'a> {
    text: &'a str,
    at: usize,
    reader: Reader,
    cells: Vec<u8>,
    ends: Vec<usize>,
}

impl<'a> Records<'a> {
    fn new(text: &'a str, delimiter: u8, at: usize) -> Self {
        let reader = ReaderBuilder::new().delimiter(delimiter).build();
        Self { text, at: at.min(text.len()), reader, cells: vec![0; 1_024], ends: vec![0; 64] }
    }

    /// Moves behind the next row; its cells lie in `cells`, cut at as many `ends` as are returned.
    fn advance(&mut self) -> Option<usize> {
        let (mut filled, mut ended) = (0, 0);
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            let (result, read, written, ends) = self.reader.read_record(rest, &mut self.cells[filled..], &mut self.ends[ended..]);
            (self.at, filled, ended) = (self.at + read, filled + written, ended + ends);
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.cells.resize(self.cells.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => return Some(ended),
                ReadRecordResult::End => return None,
            }
        }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let before = self.at;
        let count = self.advance()?;
        let row = self.text.get(before..self.at).unwrap_or_default();
        let at = before + row.len() - row.trim_start_matches(['\r', '\n']).len();
        let mut text = row.trim_matches(['\r', '\n']);
        let mut starts = 0;
        let mut cells = Vec::with_capacity(count);
        for end in &self.ends[..count] {
            cells.push(String::from_utf8_lossy(&self.cells[starts..*end]).into_owned());
            starts = *end;
        }
        let open = self.at == self.text.len() && text.contains('\n') && text.matches('"').count() % 2 == 1;
        if open {
            text = text.lines().next().unwrap_or_default();
            self.at = at + text.len();
            self.reader.reset();
            if let Some(last) = cells.last_mut() {
                last.truncate(last.find(['\r', '\n']).unwrap_or(last.len()));
            }
        }
        Some(Record { at, text, cells, open })
    }
}

#[cfg(test)]
mod tests;
