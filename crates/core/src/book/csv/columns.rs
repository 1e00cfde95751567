//! Which column of a file means what: our own header, Google's, Outlook's, and the spellings people and CRMs use.

use super::Records;

/// The columns of a file.
#[derive(Debug)]
pub(super) struct Header {
    pub delimiter: u8,
    pub columns: Vec<Column>,
    /// The label of each number unless a cell tells it.
    pub phones: Vec<String>,
    /// The kind of each association unless a cell tells it.
    pub associations: Vec<String>,
    /// We wrote the file.
    pub ours: bool,
    /// The byte the first row begins at.
    pub end: usize,
}

/// What a column means; numbers count the phones or associations of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    Ignored,
    OurId,
    Id,
    Name,
    /// First, middle, last.
    NamePart(usize),
    Company,
    Email,
    Phone(usize),
    PhoneLabel(usize),
    Association(usize),
    AssociationKind(usize),
    AssociationId(usize),
    AssociationState(usize),
    Created,
    Changed,
}

/// Column names of one meaning, in lower case and without punctuation.
const NAMES: &[(Column, &[&str])] = &[
    (Column::OurId, &["callscribe id"]),
    (Column::Id, &["id", "uid", "contact id", "record id", "customer id", "external id"]),
    (
        Column::Name,
        &["name", "full name", "fullname", "display name", "contact", "contact name", "client", "client name", "customer", "customer name"],
    ),
    (Column::NamePart(0), &["first name", "firstname", "first", "given name", "forename"]),
    (Column::NamePart(1), &["middle name", "middlename", "additional name"]),
    (Column::NamePart(2), &["last name", "lastname", "last", "family name", "surname"]),
    (
        Column::Company,
        &[
            "company",
            "company name",
            "company account",
            "organization",
            "organisation",
            "organization name",
            "organisation name",
            "organization 1 name",
            "account",
            "account name",
            "employer",
            "firm",
        ],
    ),
    (Column::Created, &["created", "created at", "created on", "creation date", "create date"]),
    (Column::Changed, &["changed", "updated", "updated at", "modified", "last modified"]),
];

/// A column with one of these is a number …
const PHONE: [&str; 16] = [
    "phone",
    "phones",
    "telephone",
    "tel",
    "mobile",
    "mobiles",
    "cell",
    "cellphone",
    "cellular",
    "landline",
    "callback",
    "fax",
    "pager",
    "phonenumber",
    "handy",
    "telefon",
];
/// … unless it also has one of these.
const NO_PHONE: [&str; 16] = [
    "verified",
    "opt",
    "in",
    "out",
    "extension",
    "ext",
    "country",
    "code",
    "consent",
    "status",
    "id",
    "provider",
    "carrier",
    "time",
    "date",
    "email",
];
const LABEL: [&str; 2] = ["label", "type"];

impl Header {
    /// The header of a text, under the delimiter that makes most sense of it. `None` if it names neither a name nor a number.
    pub fn of(text: &str) -> Option<Self> {
        let (start, told) = preamble(text);
        let delimiters = told.map_or(vec![b',', b';', b'\t'], |told| vec![told]);
        let headers = delimiters.into_iter().map(|delimiter| Self::under(text, start, delimiter));
        let best = headers.rev().max_by_key(Self::known)?;
        best.columns.iter().any(|c| matches!(c, Column::Name | Column::NamePart(_) | Column::Phone(_) | Column::Company)).then_some(best)
    }

    fn under(text: &str, start: usize, delimiter: u8) -> Self {
        let mut records = Records::new(text, delimiter, start);
        let names = records.next().map_or(Vec::new(), |record| record.cells);
        let end = records.at;
        let mut header = Self { delimiter, columns: Vec::new(), phones: Vec::new(), associations: Vec::new(), ours: false, end };
        let mut slots = Slots::default();
        header.columns = names.iter().map(|name| header.column(&words(name), &mut slots)).collect();
        header.ours = header.columns.contains(&Column::OurId);
        header
    }

    fn known(&self) -> usize {
        self.columns.iter().filter(|column| **column != Column::Ignored).count()
    }

    fn column(&mut self, words: &[String], slots: &mut Slots) -> Column {
        let name = words.join(" ");
        if let Some((column, _)) = NAMES.iter().find(|(_, names)| names.contains(&name.as_str())) {
            return column.clone();
        }
        if is_email(words) {
            return Column::Email;
        }
        self.association(words, slots).or_else(|| self.phone(words, slots)).unwrap_or(Column::Ignored)
    }

    fn phone(&mut self, words: &[String], slots: &mut Slots) -> Option<Column> {
        let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        let is_number = words.len() == 1 && ["number", "numbers"].contains(&words[0].as_str());
        if !is_number && (!has(&PHONE) || has(&NO_PHONE)) {
            return None;
        }
        let own: Vec<&str> = words.iter().map(String::as_str).filter(|word| !LABEL.contains(word) && *word != "value").collect();
        let slot = slots.of(format!("phone {}", own.join(" ")), &mut self.phones, || label(&own));
        Some(if has(&LABEL) { Column::PhoneLabel(slot) } else { Column::Phone(slot) })
    }

    fn association(&mut self, words: &[String], slots: &mut Slots) -> Option<Column> {
        let kind = match words.first()?.as_str() {
            "lead" | "leads" => "lead",
            "deal" | "deals" | "opportunity" => "deal",
            "association" => "",
            _ => return None,
        };
        let is_count = |word: &&String| word.chars().all(|c| c.is_ascii_digit());
        let count = words.iter().skip(1).find(is_count).cloned().unwrap_or_default();
        let part: Vec<&str> = words.iter().skip(1).filter(|word| !is_count(word)).map(String::as_str).collect();
        let column = match part.as_slice() {
            [] | ["name" | "title"] => Column::Association,
            ["kind"] => Column::AssociationKind,
            ["id"] => Column::AssociationId,
            ["state" | "status" | "stage"] => Column::AssociationState,
            _ => return None,
        };
        Some(column(slots.of(format!("{kind} {count}"), &mut self.associations, || kind.to_owned())))
    }
}

/// The byte the header begins at, and the delimiter if a first line like `sep=;` tells it.
fn preamble(text: &str) -> (usize, Option<u8>) {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    match text[start..].strip_prefix("sep=").and_then(|rest| rest.bytes().next()) {
        Some(delimiter) if delimiter.is_ascii() => (start + "sep=".len() + 1, Some(delimiter)),
        _ => (start, None),
    }
}

/// `E-mail 1 - Value` as `e mail 1 value`.
fn words(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn is_email(words: &[String]) -> bool {
    const BESIDE: [&str; 9] = ["address", "value", "work", "home", "personal", "business", "primary", "other", "e"];
    let main = words.iter().filter(|word| !BESIDE.contains(&word.as_str()) && !word.chars().all(|c| c.is_ascii_digit()));
    main.map(String::as_str).eq(["email"])
        || words.windows(2).any(|two| two == ["e", "mail"]) && !words.iter().any(|word| LABEL.contains(&word.as_str()) || word == "display")
}

/// `Business Phone 2` as `business`.
fn label(words: &[&str]) -> String {
    const SAYS_NOTHING: [&str; 9] = ["phone", "phones", "telephone", "tel", "number", "numbers", "no", "nr", "phonenumber"];
    let telling = words.iter().filter(|word| !SAYS_NOTHING.contains(word) && !word.chars().all(|c| c.is_ascii_digit()));
    telling.copied().collect::<Vec<_>>().join(" ")
}

/// Which columns speak of the same phone or association.
#[derive(Default)]
struct Slots(Vec<(String, usize)>);

impl Slots {
    /// The place of `name` in `list`, which gets a new item the first time.
    fn of(&mut self, name: String, list: &mut Vec<String>, item: impl FnOnce() -> String) -> usize {
        if let Some((_, slot)) = self.0.iter().find(|(known, _)| *known == name) {
            return *slot;
        }
        list.push(item());
        self.0.push((name, list.len() - 1));
        list.len() - 1
    }
}
