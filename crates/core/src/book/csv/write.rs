//! Our own header and rows: all there is of a contact, read back as it was, and harmless in a spreadsheet.

use chrono::{DateTime, SecondsFormat};

use crate::book::{BookContact, BookNumber};
use crate::number::NumberKind;
use crate::time::Millis;

/// What makes a spreadsheet take a cell for a formula, or for our mark against that.
const DANGEROUS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\''];

/// All contacts with a header, as UTF-8 with a mark that makes Excel read it so.
pub fn write(contacts: &[BookContact]) -> String {
    let phones = contacts.iter().map(|c| c.numbers.len()).max().unwrap_or(0);
    let associations = contacts.iter().map(|c| c.associations.len()).max().unwrap_or(0);
    let mut header: Vec<String> = ["Callscribe ID", "Name", "Company", "Email"].map(Into::into).into();
    for n in 1..=phones {
        header.extend([format!("Phone {n}"), format!("Phone {n} label")]);
    }
    for n in 1..=associations {
        header.extend(["", " kind", " ID", " state"].map(|part| format!("Association {n}{part}")));
    }
    header.extend(["Created", "Changed"].map(Into::into));
    let mut text = format!("\u{feff}{}", line(&header));
    for contact in contacts {
        text.push_str(&line(&row(contact, phones, associations)));
    }
    text
}

fn row(contact: &BookContact, phones: usize, associations: usize) -> Vec<String> {
    let mut cells: Vec<String> = [&contact.id, &contact.name, &contact.company, &contact.email].map(|text| protected(text)).into();
    for n in 0..phones {
        cells.extend(contact.numbers.get(n).map_or_else(Default::default, |n| [number(n), protected(&n.label)]));
    }
    for n in 0..associations {
        cells.extend(contact.associations.get(n).map_or_else(Default::default, |a| {
            let state = if a.open { "open" } else { "closed" };
            [protected(&a.title), protected(&a.kind), protected(&a.id), state.into()]
        }));
    }
    cells.extend([contact.created, contact.changed].map(time));
    cells
}

/// A public number needs no mark: `+12015550123 ext. 7` is no formula that does anything.
fn number(number: &BookNumber) -> String {
    let written = number.written();
    if number.number.kind == NumberKind::Public { written } else { protected(&written) }
}

fn time(at: Millis) -> String {
    DateTime::from_timestamp_millis(at).map_or_else(String::new, |at| at.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// The instant [`write`] wrote, or any other of RFC 3339.
pub fn instant(cell: &str) -> Option<Millis> {
    DateTime::parse_from_rfc3339(cell).ok().map(|at| at.timestamp_millis())
}

/// One line of cells.
pub(crate) fn line(cells: &[String]) -> String {
    let quoted = cells.iter().map(|cell| {
        let plain = !cell.contains([',', ';', '\t', '"', '\r', '\n']);
        if plain { cell.clone() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
    });
    format!("{}\r\n", quoted.collect::<Vec<_>>().join(","))
}

/// A text no spreadsheet takes for a formula: marked with `'`, as spreadsheets do themselves.
pub(crate) fn protected(text: &str) -> String {
    let ambiguous = text.starts_with('\'') && text[1..].starts_with(DANGEROUS);
    let formula = text.starts_with(DANGEROUS) && !text.starts_with('\'');
    if formula || ambiguous { format!("'{text}") } else { text.into() }
}

/// The text [`protected`] was given.
pub fn unprotected(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(DANGEROUS)).unwrap_or(cell)
}
