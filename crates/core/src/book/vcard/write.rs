//! Cards of our own, read by phones and mail programs, and back by us as they were.

use crate::book::import::Identity;
use crate::book::{BookContact, BookNumber};

/// A lead or deal: kind, id, state and title.
pub const ASSOCIATION: &str = "X-CALLSCRIBE-ASSOCIATION";
/// When the contact was made, in milliseconds since 1970.
pub const CREATED: &str = "X-CALLSCRIBE-CREATED";
/// When it was last changed, likewise.
pub const CHANGED: &str = "X-CALLSCRIBE-CHANGED";
/// The state of a closed association.
pub const CLOSED: &str = "closed";

/// What our UIDs begin with.
const OURS: &str = "callscribe:";
/// Types that say how a number is used, and our words for them.
const TYPES: [(&str, &str); 6] =
    [("work", "work"), ("home", "home"), ("cell", "mobile"), ("fax", "fax"), ("pager", "pager"), ("main", "main")];
/// The longest line before it is folded, in bytes (RFC 6350 3.2).
const FOLD: usize = 75;

/// The version of vCard to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// RFC 2426: what most programs read.
    V3,
    /// RFC 6350.
    V4,
}

/// A card for each contact.
pub fn write(contacts: &[BookContact], version: Version) -> String {
    contacts.iter().flat_map(|contact| lines(contact, version)).map(|line| folded(&line)).collect()
}

fn lines(contact: &BookContact, version: Version) -> Vec<String> {
    let (given, family) = contact.name.trim().rsplit_once(' ').unwrap_or((contact.name.trim(), ""));
    let (number, as_text) = match version {
        Version::V3 => ("3.0", ""),
        Version::V4 => ("4.0", ";VALUE=text"),
    };
    let mut lines = vec![
        "BEGIN:VCARD".to_owned(),
        format!("VERSION:{number}"),
        format!("UID{as_text}:{OURS}{}", escaped(&contact.id)),
        format!("FN:{}", escaped(&contact.name)),
        format!("N:{};{};;;", escaped(family), escaped(given.trim_end())),
    ];
    lines.extend(
        [("ORG", &contact.company), ("EMAIL", &contact.email)]
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| format!("{name}:{}", escaped(text))),
    );
    lines.extend(contact.numbers.iter().enumerate().flat_map(|(n, number)| tel(n, number)));
    lines.extend(contact.associations.iter().map(|a| {
        let state = if a.open { "open" } else { CLOSED };
        format!("{ASSOCIATION}:{};{};{state};{}", escaped(&a.kind), escaped(&a.id), escaped(&a.title))
    }));
    lines.extend([format!("{CREATED}:{}", contact.created), format!("{CHANGED}:{}", contact.changed), "END:VCARD".to_owned()]);
    lines
}

/// The line of a number; a label no type stands for goes the way Apple writes it, which Google reads too.
fn tel(place: usize, number: &BookNumber) -> Vec<String> {
    let label = &number.label;
    let value = escaped(&number.written());
    match TYPES.iter().find(|(_, word)| word == label) {
        Some((known, _)) => vec![format!("TEL;TYPE={known}:{value}")],
        None if label.is_empty() => vec![format!("TEL:{value}")],
        None => vec![format!("item{place}.TEL:{value}"), format!("item{place}.X-ABLabel:{}", escaped(label))],
    }
}

/// Our word for a number's types, such as `work mobile`.
pub fn label(types: &[String]) -> String {
    let words = TYPES.iter().filter(|(known, _)| types.iter().any(|t| t == known)).map(|(_, word)| *word);
    words.collect::<Vec<_>>().join(" ")
}

/// An Apple label: `_$!<Mobile>!$_` is one of its own, everything else is the user's.
pub fn apple(label: &str) -> String {
    match label.strip_prefix("_$!<").and_then(|rest| rest.strip_suffix(">!$_")) {
        Some(own) => own.to_lowercase(),
        None => label.to_owned(),
    }
}

/// Who a UID names.
pub fn identity(uid: &str) -> Identity {
    match uid.strip_prefix(OURS) {
        Some(id) => Identity::Ours(id.to_owned()),
        None if uid.trim().is_empty() => Identity::Content,
        None => Identity::World(uid.trim().to_owned()),
    }
}

fn escaped(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;").replace('\n', "\\n")
}

/// A line as it goes into the file, cut between letters where it is too long.
fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 2);
    let mut width = 0;
    for letter in line.chars() {
        if width + letter.len_utf8() > FOLD {
            out.push_str("\r\n ");
            width = 1;
        }
        width += letter.len_utf8();
        out.push(letter);
    }
    out + "\r\n"
}
