//! Rows and headers as they really come.

use super::super::import::tests::{people, problems, take_all};
use crate::book::problem::ProblemKind::*;
use crate::book::testing::contact;
use crate::book::{BookContact, ExportFormat, export};
use crate::desk::FileFormat::Csv;

/// A file, its people, its problems with their lines.
type Row<'a> = (&'a str, &'a [&'a str], &'a [(usize, super::ProblemKind)]);

/// Who the rows under `header` name: `name|company|email|label=number …`.
fn check(text: &str, expected: &[&str]) {
    assert_eq!(people(Csv, text), expected, "{text}");
    assert_eq!(problems(Csv, text), [], "{text}");
}

#[test]
fn columns_are_known_in_any_order_and_by_their_usual_names() {
    let ann = ["Ann Alvarez|Acme|ann@acme.example|=+12015550123"];
    check("Name,Company,Email,Phone\nAnn Alvarez,Acme,ann@acme.example,2015550123", &ann);
    check("phone;E-MAIL;organisation;full name\n(201) 555-0123;ann@acme.example;Acme;Ann Alvarez", &ann);
    check("First Name\tLast Name\tAccount Name\tEmail Address\tPhone Number\nAnn\tAlvarez\tAcme\tann@acme.example\t201-555-0123", &ann);
    check(
        "Name,Work phone,Mobile,Lead Source,Email Opt Out\nAnn,2015550123,2015550124,Web,No",
        &["Ann|||work=+12015550123 mobile=+12015550124"],
    );
    check("name,phone 1,phone 2\nAnn,2015550123,", &["Ann|||=+12015550123"]);
}

#[test]
fn googles_export_is_known() {
    let text = "Name,Given Name,Family Name,Phonetic First Name,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Type,Phone 1 - Value,\
                Phone 2 - Label,Phone 2 - Value,Organization 1 - Name,Organization 1 - Title\n\
                Ann Alvarez,Ann,Alvarez,,* Work,ann@acme.example,ann@home.example,* Mobile,+1 201-555-0123 ::: +1 201-555-0124,Work,+1 201-555-0125,Acme,CEO\n";
    check(text, &["Ann Alvarez|Acme|ann@acme.example|mobile=+12015550123 mobile=+12015550124 work=+12015550125"]);
    let newer = "First Name,Middle Name,Last Name,Phonetic First Name,Organization Name,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\n\
                 Ann,Maria,Alvarez,,Acme,* ,ann@acme.example,Mobile,+12015550123\n";
    check(newer, &["Ann Maria Alvarez|Acme|ann@acme.example|mobile=+12015550123"]);
}

#[test]
fn outlooks_export_is_known() {
    let text = "\"Title\",\"First Name\",\"Middle Name\",\"Last Name\",\"Company\",\"Assistant's Name\",\"Business Phone\",\"Business Phone 2\",\"Home Phone\",\
                \"Mobile Phone\",\"E-mail Address\",\"E-mail Type\",\"E-mail Display Name\"\r\n\
                \"Dr.\",\"Ann\",\"\",\"Alvarez\",\"Acme\",\"Bob\",\"(201) 555-0123\",\"\",\"(201) 555-0124\",\"(201) 555-0125\",\"ann@acme.example\",\"SMTP\",\"Ann A\"\r\n";
    check(text, &["Ann Alvarez|Acme|ann@acme.example|business=+12015550123 home=+12015550124 mobile=+12015550125"]);
}

#[test]
fn marks_quotes_and_line_breaks_are_read_as_meant() {
    check("\u{feff}Name,Phone\nAnn,2015550123\n", &["Ann|||=+12015550123"]);
    check("sep=;\nName;Phone\nAnn;2015550123\n", &["Ann|||=+12015550123"]);
    check("Name,Company\n\"Ann \"\"A\"\" Alvarez\",\"Acme,\nInc\"\n\n\nBob,\n", &["Ann \"A\" Alvarez|Acme,\nInc||", "Bob|||"]);
    check("Name,Phone\r\nAnn,2015550123\r\nBob,2015550124", &["Ann|||=+12015550123", "Bob|||=+12015550124"]);
    check("Name,Note\n5\" pipe Ltd,x", &["5\" pipe Ltd|||"]);
}

#[test]
fn leads_and_deals_are_associations() {
    let taken = take_all(Csv, "Name,Lead,Deal,Deal stage,Deal 2\nAnn,Roof,Windows,Closed won,Doors");
    let found: Vec<(&str, &str, bool)> =
        taken.contacts[0].associations.iter().map(|a| (a.kind.as_str(), a.title.as_str(), a.open)).collect();
    assert_eq!(found, [("lead", "Roof", true), ("deal", "Windows", false), ("deal", "Doors", true)]);
}

#[test]
fn what_cannot_be_read_is_reported_with_its_line_and_never_dropped_in_silence() {
    let table: &[Row] = &[
        ("Ann,2015550123\nBob,2015550124", &[], &[(1, NoHeader)]),
        ("", &[], &[(1, NoHeader)]),
        ("Name,Phone,City\n,,Berlin\nBob,2015550124", &["Bob|||=+12015550124"], &[(2, NoPerson)]),
        ("Name,Phone\nAnn,n/a\nBob,2015550124", &["Ann|||", "Bob|||=+12015550124"], &[(2, BadNumber("n/a".into()))]),
        ("Name,Phone\n\"Ann\nA\",n/a\nBob,ask", &["Ann\nA|||", "Bob|||"], &[(2, BadNumber("n/a".into())), (4, BadNumber("ask".into()))]),
        ("Name,Phone\nAnn,2015550123,x\nBob,", &["Ann|||=+12015550123", "Bob|||"], &[(2, ExtraCells)]),
        ("Name,Phone\nAn\u{fffd},2015550123", &["An\u{fffd}|||=+12015550123"], &[(2, NotUtf8)]),
        ("Name,Company\nAnn,\"Acme\nBob,Beta\nCara,", &["Ann|Acme||", "Bob|Beta||", "Cara|||"], &[(2, OpenQuote)]),
    ];
    for (text, expected, wrong) in table {
        assert_eq!(people(Csv, text), *expected, "{text}");
        assert_eq!(problems(Csv, text), *wrong, "{text}");
    }
    let problems = take_all(Csv, "Name,Phone\nAnn,n/a").report.problems;
    assert_eq!((problems[0].line, &problems[0].kind), (2, &BadNumber("n/a".into())));
}

#[test]
fn an_exported_cell_is_no_formula_in_a_spreadsheet() {
    for name in ["=1+1", "+SUM(A1)", "-2", "@cmd", "\t=1", "'=1", "''"] {
        let mut evil = contact(name, &["+12015550123", "+12015550124x7"]);
        evil.company = name.into();
        evil.numbers[0].label = name.into();
        let text = export(std::slice::from_ref(&evil), ExportFormat::Csv);
        for cell in text.lines().skip(1).flat_map(|line| line.split(',')) {
            let cell = cell.trim_start_matches('"');
            let is_number = cell.starts_with("+1") && cell.chars().skip(1).all(|c| c.is_ascii_digit() || " ext.".contains(c));
            assert!(is_number || !cell.starts_with(['=', '+', '-', '@', '\t']), "{cell:?}");
        }
        assert!(text.contains(",+12015550123,") && text.contains(",+12015550124 ext. 7,"), "{text}");
        let back: Vec<BookContact> = take_all(Csv, &text).contacts;
        assert_eq!((back[0].name.as_str(), back[0].numbers[0].label.as_str()), (name, name));
    }
    check("Name,Phone\n't Hooft,2015550123", &["'t Hooft|||=+12015550123"]);
}
