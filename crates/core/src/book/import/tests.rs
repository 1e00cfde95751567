//! What holds for every import: nothing doubled, nothing lost, exact round trips, no work twice.

use proptest::prelude::*;

use super::*;
use crate::book::testing::contact;
use crate::book::{ExportFormat, export};
use crate::order::OrdSet;
use FileFormat::{Csv, VCard};

/// All pieces of a file.
struct Whole {
    contacts: Vec<BookContact>,
    report: ImportReport,
}

fn file(format: FileFormat, text: &str) -> ImportFile {
    ImportFile::new(IntegrationId::address_book(), format, text.into())
}

fn take_in(format: FileFormat, text: &str, limit: usize, now: Millis) -> Whole {
    let mut left = file(format, text);
    let mut contacts = Vec::new();
    loop {
        let taken = take(&left, limit, "US", now);
        contacts.extend(taken.contacts);
        let Some(rest) = taken.rest else { return Whole { contacts, report: taken.report } };
        assert!(rest.text.len() < left.text.len(), "a piece is taken off");
        left = rest;
    }
}

/// The whole file in one piece.
pub fn take_all(format: FileFormat, text: &str) -> Taken {
    take(&file(format, text), usize::MAX, "US", 1_000)
}

/// The people of a file: `name|company|email|label=number …`.
pub fn people(format: FileFormat, text: &str) -> Vec<String> {
    let number =
        |n: &BookNumber| format!("{}={}{}", n.label, n.number.key, n.number.extension.as_ref().map_or(String::new(), |e| format!("x{e}")));
    let line =
        |c: &BookContact| format!("{}|{}|{}|{}", c.name, c.company, c.email, c.numbers.iter().map(number).collect::<Vec<_>>().join(" "));
    take_all(format, text).contacts.iter().map(line).collect()
}

/// The problems of a file with their lines.
pub fn problems(format: FileFormat, text: &str) -> Vec<(usize, ProblemKind)> {
    take_all(format, text).report.problems.into_iter().map(|p| (p.line, p.kind)).collect()
}

fn ids(contacts: &[BookContact]) -> Vec<&str> {
    contacts.iter().map(|c| c.id.as_str()).collect()
}

#[test]
fn the_same_file_twice_doubles_nobody() {
    for (format, text) in [
        (Csv, "Name,Phone\nAnn,2015550123\nBob,2015550124\nAnn,2015550125\nCara,\n"),
        (VCard, "BEGIN:VCARD\nFN:Ann\nTEL:2015550123\nEND:VCARD\nBEGIN:VCARD\nUID:x\nFN:Bob\nEND:VCARD\n"),
    ] {
        let once = take_in(format, text, 1, 1_000);
        let again = take_in(format, text, 2, 9_000);
        assert_eq!(ids(&once.contacts), ids(&again.contacts));
        let unique: OrdSet<&str> = ids(&once.contacts).into_iter().collect();
        assert_eq!(unique.len(), once.contacts.len());
    }
}

#[test]
fn a_person_twice_in_a_file_is_one_with_both_numbers() {
    let taken = take_all(Csv, "Name,Phone,Mobile,Company\nAnn,2015550123,,Acme\nANN,2015550123,2015550124,");
    assert_eq!(taken.contacts.len(), 1);
    let ann = &taken.contacts[0];
    assert_eq!((ann.name.as_str(), ann.company.as_str(), ann.numbers.len()), ("ANN", "Acme", 2));
}

#[test]
fn a_uid_names_a_person_whatever_else_changed() {
    let card = |name: &str| format!("BEGIN:VCARD\nUID:urn:uuid:1\nFN:{name}\nEND:VCARD\n");
    assert_eq!(ids(&take_all(VCard, &card("Ann Alvarez")).contacts), ids(&take_all(VCard, &card("Ann Brown")).contacts));
}

#[test]
fn equal_ids_of_two_systems_are_two_people() {
    let one = take_all(Csv, "ID,Name\n17,Ann");
    let other = take_all(Csv, "ID,Name\n17,Bob");
    assert_ne!(ids(&one.contacts), ids(&other.contacts));
}

#[test]
fn importing_again_updates_and_loses_nothing() {
    let mut known = contact("Ann", &["+12015550123", "+12015550199"]);
    known.email = "ann@acme.example".into();
    let mut imported = contact("Ann", &["+12015550123", "+12015550124"]);
    imported.company = "Beta".into();
    imported.changed = 5;
    let merged = merge(&known, imported.clone());
    let keys: Vec<&str> = merged.numbers.iter().map(|n| n.number.key.as_str()).collect();
    assert_eq!(keys, ["+12015550123", "+12015550124", "+12015550199"]);
    assert_eq!((merged.company.as_str(), merged.email.as_str(), merged.changed), ("Beta", "ann@acme.example", 5));
    assert_eq!(merge(&merged, imported), merged, "a second time changes nothing");
}

#[test]
fn a_person_without_a_name_is_called_by_company_or_number() {
    assert_eq!(
        people(Csv, "Name,Company,Phone\n,Acme,2015550123\n,,2015550124"),
        ["Acme|Acme||=+12015550123", "(201) 555-0124|||=+12015550124"]
    );
}

#[test]
fn ten_thousand_rows_come_in_batches_each_taken_off_the_file() {
    let rows: String = (0..10_000).map(|n| format!("\"Person, {n}\",+1201{:07}\n", 2_000_000 + n)).collect();
    let text = format!("Name,Phone\n{rows}Last,none\n");
    let whole = take_in(Csv, &text, 500, 1_000);
    assert_eq!((whole.contacts.len(), whole.report.people), (10_001, 10_001));
    assert_eq!(whole.contacts[9_999].name, "Person, 9999");
    assert_eq!((whole.report.problems[0].line, whole.report.is_done()), (10_002, true));
    let first = take(&file(Csv, &text), 500, "US", 1_000);
    assert_eq!((first.contacts.len(), first.report.is_done()), (500, false));
    assert!(first.rest.is_some_and(|rest| rest.text.starts_with("Name,Phone\n\"Person, 500\"")));
}

#[test]
fn problems_keep_their_lines_over_all_pieces_and_only_so_many_are_listed() {
    for (format, text, lines) in [
        (Csv, "Name,Phone\nAnn,no\n\"Bob\nB\",no\nCara,no", [2, 3, 5]),
        (VCard, "BEGIN:VCARD\nEND:VCARD\n\nBEGIN:VCARD\nEND:VCARD\nBEGIN:VCARD\nEND:VCARD", [1, 4, 6]),
    ] {
        let whole = take_in(format, text, 1, 0);
        assert_eq!(whole.report.problems.iter().map(|p| p.line).collect::<Vec<_>>(), lines);
    }
    let many = take_in(Csv, &format!("Name,Phone\n{}", "Ann,no\n".repeat(LISTED + 7)), 50, 0).report;
    assert_eq!((many.problems.len(), many.more_problems), (LISTED, 7));
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z][A-Za-z ',;\"=+@\\\\-]{0,20}",
        "[='+@\t-]{0,3}[a-z]{1,5}",
        Just("Ünïcødé 👩🏽‍💻 نور".to_owned()),
        Just("two\nlines, \"quoted\"; and\\n more".to_owned()),
    ]
}

prop_compose! {
    fn a_number()(line in 0..10_000u32, extension in proptest::option::of(1..9_999u32), label in prop_oneof![
        Just("mobile".to_owned()), Just("work".to_owned()), Just(String::new()), Just("fax".to_owned()), word()
    ]) -> BookNumber {
        let raw = format!("+1201555{line:04}{}", extension.map_or(String::new(), |e| format!(" ext. {e}")));
        BookNumber { label, number: number::parse(&raw, "US") }
    }
}

prop_compose! {
    fn a_contact()(
        id in "[a-z0-9>,'=-]{1,12}", name in word(), company in proptest::option::of(word()), email in proptest::option::of("[a-z]{1,8}@[a-z]{1,8}\\.example"),
        numbers in prop::collection::vec(a_number(), 0..4), titles in prop::collection::vec((word(), any::<bool>(), "(lead|deal)"), 0..3),
        created in 0..4_000_000_000_000i64, changed in 0..4_000_000_000_000i64,
    ) -> BookContact {
        let associations = titles.into_iter().enumerate().map(|(n, (title, open, kind))| BookAssociation { id: format!("a{n}"), kind, title, open, created: None });
        let mut unique: Vec<BookNumber> = Vec::new();
        for number in numbers {
            if !unique.iter().any(|n| same_number(n, &number)) {
                unique.push(number);
            }
        }
        BookContact {
            book: IntegrationId::address_book(), id, name, company: company.unwrap_or_default(), email: email.unwrap_or_default(), numbers: unique,
            associations: associations.collect(), created, changed,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_exported_comes_back_exactly(contacts in prop::collection::vec(a_contact(), 1..6), limit in 1..4usize) {
        let mut unique: Vec<BookContact> = Vec::new();
        for contact in contacts {
            if !unique.iter().any(|c| c.id == contact.id) {
                unique.push(contact);
            }
        }
        for (format, read) in [(ExportFormat::Csv, Csv), (ExportFormat::VCard3, VCard), (ExportFormat::VCard4, VCard)] {
            let text = export(&unique, format);
            let taken = take_in(read, &text, limit, 77);
            prop_assert_eq!(&taken.report.problems, &Vec::new(), "{}", text);
            prop_assert_eq!(&taken.contacts, &unique, "{}", text);
        }
    }

    #[test]
    fn no_text_makes_an_import_fail_or_hang(text in "(Name,Phone\n|BEGIN:VCARD\n)?[\\PC\n\r\",;:=]{0,200}(\nEND:VCARD)?", limit in 1..3usize) {
        for format in [Csv, VCard] {
            prop_assert!(take_in(format, &text, limit, 0).report.is_done());
        }
    }
}
