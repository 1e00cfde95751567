//! Contacts from and to vCards, read with vcard-rs: of the crates that are kept well it alone reads 2.1, 3.0 and 4.0 as phones really
//! write them, and with 26 KB of wasm it is the smallest (ical 31, vcard4 608, calcard brings every time zone).

mod write;

use ::vcard::tree::codec::mode::VcardEscaper;
use ::vcard::tree::line::VcardLine;

use super::BookAssociation;
use super::import::{Found, Page, Person, Trouble};
use super::problem::ProblemKind;
use crate::desk::ImportFile;
use crate::order::InOrder;

pub use write::Version;
pub(super) use write::write;

/// At most `limit` cards.
pub(super) fn read(file: &ImportFile, limit: usize) -> Page<'_> {
    let text = file.text.as_str();
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = Reader { text, at: start, page: Page::default() };
    let mut cards = 0;
    while cards < limit && reader.card() {
        cards += 1;
    }
    if cards == 0 && file.report.done == 0 {
        let first = text.lines().next().unwrap_or_default();
        reader.page.troubles = vec![Trouble { at: 0, text: first, kind: ProblemKind::NoCards }];
    }
    reader.page.done = reader.at;
    reader.page
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    page: Page<'a>,
}

/// A line of a card and where it stands.
struct Line<'a> {
    at: usize,
    text: &'a str,
    read: VcardLine<'a>,
}

impl<'a> Reader<'a> {
    /// Takes the next card; `false` when there is none.
    fn card(&mut self) -> bool {
        let Some(start) = self.begin() else { return false };
        let mut card = Card::default();
        let mut ended = false;
        while let Some(line) = self.line() {
            match Envelope::of(&line.read) {
                Some(Envelope::End) => {
                    ended = true;
                    break;
                }
                Some(Envelope::Begin) if card.in_agent => self.skip_agent(),
                Some(Envelope::Begin) => {
                    self.at = line.at;
                    break;
                }
                None => card.take(line.read),
            }
        }
        let text = self.text.get(start..self.at).unwrap_or_default().trim_end();
        if !ended {
            self.trouble(start, text, ProblemKind::OpenCard);
        }
        if card.is_group {
            self.trouble(start, text, ProblemKind::Group);
        } else {
            self.page.people.push(Found { at: start, text, person: card.person() });
        }
        true
    }

    /// Moves behind the next `BEGIN:VCARD` and says where it stands.
    fn begin(&mut self) -> Option<usize> {
        loop {
            let line = self.line()?;
            match Envelope::of(&line.read) {
                Some(Envelope::Begin) => return Some(line.at),
                _ => self.trouble(line.at, line.text, ProblemKind::BadLine),
            }
        }
    }

    /// The next line that can be read; what cannot is reported.
    fn line(&mut self) -> Option<Line<'a>> {
        loop {
            let rest = self.text.get(self.at..)?;
            let start = self.at + rest.len() - rest.trim_start().len();
            let rest = self.text.get(start..).filter(|rest| !rest.is_empty()).or_else(|| {
                self.at = self.text.len();
                None
            })?;
            match VcardLine::take(rest.as_bytes()) {
                Ok((read, tail)) => {
                    self.at = self.text.len() - tail.len();
                    let text = self.text.get(start..self.at).unwrap_or_default().trim_end();
                    return Some(Line { at: start, text, read });
                }
                Err(_) => {
                    let text = rest.lines().next().unwrap_or_default();
                    self.trouble(start, text, ProblemKind::BadLine);
                    self.at = start + rest.find('\n').map_or(rest.len(), |end| end + 1);
                }
            }
        }
    }

    /// A 2.1 card may hold its agent's card; it is somebody else.
    fn skip_agent(&mut self) {
        while let Some(line) = self.line() {
            if Envelope::of(&line.read) == Some(Envelope::End) {
                break;
            }
        }
    }

    fn trouble(&mut self, at: usize, text: &'a str, kind: ProblemKind) {
        self.page.troubles.push(Trouble { at, text, kind });
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Envelope {
    Begin,
    End,
}

impl Envelope {
    fn of(line: &VcardLine) -> Option<Self> {
        let is_card = line.raw_value_str().trim().eq_ignore_ascii_case("VCARD");
        match line.name.get() {
            name if is_card && name.eq_ignore_ascii_case("BEGIN") => Some(Self::Begin),
            name if is_card && name.eq_ignore_ascii_case("END") => Some(Self::End),
            _ => None,
        }
    }
}

/// What the lines of a card have said so far.
#[derive(Default)]
struct Card {
    escaper: VcardEscaper,
    person: Person,
    /// Family, given, additional.
    name: [String; 3],
    numbers: Vec<Number>,
    /// Apple's own label of a group of lines.
    labels: Vec<(String, String)>,
    is_group: bool,
    in_agent: bool,
}

struct Number {
    group: Option<String>,
    label: String,
    preferred: bool,
    raw: String,
}

impl Card {
    fn take(&mut self, mut line: VcardLine) {
        let name = line.bare_name().to_ascii_uppercase();
        self.in_agent = name == "AGENT";
        line.value.escaper = self.escaper;
        let decoder = Decoder::of(&line);
        let all = || decoder.text(&line.value.decode());
        let part = |n| decoder.text(&line.value.decode_component(n));
        match name.as_str() {
            "VERSION" => self.escaper = VcardEscaper::for_version_str(all().trim()),
            "FN" => fill(&mut self.person.name, all()),
            "N" => self.name = [0, 1, 2].map(|n| part(n).trim().to_owned()),
            "ORG" => fill(&mut self.person.company, part(0)),
            "EMAIL" => fill(&mut self.person.email, all()),
            "TEL" => self.numbers.push(Number::of(&line, all())),
            "X-ABLABEL" => self.labels.extend(line.group().map(|group| (group.to_owned(), all()))),
            "UID" => self.person.identity = write::identity(&all()),
            "KIND" | "X-ADDRESSBOOKSERVER-KIND" => self.is_group = all().trim().eq_ignore_ascii_case("group"),
            write::ASSOCIATION => self.person.associations.push(BookAssociation {
                kind: part(0),
                id: part(1),
                open: part(2) != write::CLOSED,
                title: part(3),
                created: None,
            }),
            write::CREATED => self.person.created = all().parse().ok(),
            write::CHANGED => self.person.changed = all().parse().ok(),
            _ => {}
        }
    }

    fn person(mut self) -> Person {
        let [family, given, additional] = &self.name;
        let parts = [given, additional, family].into_iter().filter(|part| !part.is_empty());
        fill(&mut self.person.name, parts.cloned().collect::<Vec<_>>().join(" "));
        self.numbers.order_by_key(|number| !number.preferred);
        let labels = &self.labels;
        let told =
            |number: &Number| labels.iter().find(|(group, _)| number.group.as_ref() == Some(group)).map(|(_, label)| write::apple(label));
        self.person.numbers = self.numbers.iter().map(|n| (told(n).unwrap_or_else(|| n.label.clone()), n.raw.clone())).collect();
        self.person
    }
}

/// The first telling counts.
fn fill(field: &mut String, text: String) {
    if field.trim().is_empty() {
        *field = text;
    }
}

impl Number {
    fn of(line: &VcardLine, raw: String) -> Self {
        let mut types: Vec<String> = Vec::new();
        for param in &line.params {
            let name = param.name.get();
            if name.eq_ignore_ascii_case("TYPE") {
                types.extend(param.values.iter().flat_map(|v| v.get().trim_matches('"').split(',')).map(str::to_ascii_lowercase));
            } else if param.values.is_empty() || name.eq_ignore_ascii_case("PREF") {
                types.push(name.to_ascii_lowercase());
            }
        }
        let preferred = types.iter().any(|t| t == "pref");
        Self { group: line.group().map(str::to_owned), label: write::label(&types), preferred, raw }
    }
}

/// How a line's value is to be read: 2.1 writes other letters as `=C3=A9`, in a charset of its own.
struct Decoder {
    quoted_printable: bool,
    latin: bool,
}

impl Decoder {
    fn of(line: &VcardLine) -> Self {
        let says = |text: &str, word: &str| text.trim_matches('"').eq_ignore_ascii_case(word);
        let has = |word: &str| line.params.iter().any(|p| says(p.name.get(), word) || p.values.iter().any(|v| says(v.get(), word)));
        Self { quoted_printable: has("QUOTED-PRINTABLE"), latin: has("ISO-8859-1") || has("ISO-8859-15") || has("WINDOWS-1252") }
    }

    fn text(&self, value: &str) -> String {
        if !self.quoted_printable {
            return value.to_owned();
        }
        let bytes = unquoted(value.as_bytes());
        match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) if self.latin => error.as_bytes().iter().map(|byte| char::from(*byte)).collect(),
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        }
    }
}

/// The bytes behind quoted-printable text; what is no `=XX` stays as it is.
fn unquoted(text: &[u8]) -> Vec<u8> {
    let hex = |byte: Option<&u8>| byte.and_then(|b| char::from(*b).to_digit(16)).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        match (byte, hex(text.get(at + 1)), hex(text.get(at + 2))) {
            (b'=', Some(high), Some(low)) => {
                bytes.push(high * 16 + low);
                at += 3;
            }
            _ => {
                bytes.push(*byte);
                at += 1;
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests;
