//! Cards as phones and address books really write them.

use super::super::import::tests::{people, problems, take_all};
use crate::book::problem::ProblemKind::*;
use crate::book::testing::contact;
use crate::book::{ExportFormat, export};
use crate::desk::FileFormat::VCard;

/// A file, its people, its problems with their lines.
type Row<'a> = (&'a str, &'a [&'a str], &'a [(usize, super::ProblemKind)]);

fn check(lines: &[&str], expected: &[&str]) {
    for line_break in ["\r\n", "\n"] {
        let text = lines.join(line_break);
        assert_eq!(people(VCard, &text), expected, "{text}");
        assert_eq!(problems(VCard, &text), [], "{text}");
    }
}

#[test]
fn a_card_of_an_iphone_is_read() {
    check(
        &[
            "BEGIN:VCARD",
            "VERSION:3.0",
            "PRODID:-//Apple Inc.//iPhone OS 17.0//EN",
            "N:Alvarez;Ann;;;",
            "FN:Ann Alvarez",
            "ORG:Acme\\, Inc.;Sales",
            "EMAIL;type=INTERNET;type=HOME;type=pref:ann@acme.example",
            "TEL;type=CELL;type=VOICE;type=pref:+1 (201) 555-0123",
            "item1.TEL:(201) 555-0124",
            "item1.X-ABLabel:_$!<Main>!$_",
            "item2.TEL:(201) 555-0125",
            "item2.X-ABLabel:Boat",
            "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAASABIAAD/4QBMRXhpZgAATU0AKgAAAAgA",
            " AgESAAMAAAABAAEAAIdpAAQAAAABAAAAJgAAAAAAAqACAAQAAAABAAAAoqADAAQ",
            "END:VCARD",
        ],
        &["Ann Alvarez|Acme, Inc.|ann@acme.example|mobile=+12015550123 main=+12015550124 Boat=+12015550125"],
    );
}

#[test]
fn a_2_1_card_of_an_android_phone_is_read() {
    check(
        &[
            "BEGIN:VCARD",
            "VERSION:2.1",
            "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen;;;",
            "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen=20=",
            "M=C3=BCller",
            "TEL;CELL;PREF:201-555-0123",
            "TEL;WORK:201-555-0124",
            "ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:B=C3=A4cker=3B S=C3=B6hne;Ofen",
            "PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQAASABIAAD",
            " AgESAAMAAAABAAEAAIdp",
            "",
            "END:VCARD",
        ],
        &["Jürgen Müller|Bäcker; Söhne||mobile=+12015550123 work=+12015550124"],
    );
}

#[test]
fn a_2_1_card_in_latin_letters_is_read() {
    check(
        &[
            "BEGIN:VCARD",
            "VERSION:2.1",
            "N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;Ann",
            "TEL;HOME;VOICE:201-555-0123",
            "END:VCARD",
        ],
        &["Ann Müller|||home=+12015550123"],
    );
}

#[test]
fn a_4_0_card_is_read() {
    check(
        &[
            "BEGIN:VCARD",
            "VERSION:4.0",
            "KIND:individual",
            "FN:Ann Alvarez",
            "N:Alvarez;Ann;;;",
            "ORG;SORT-AS=\"acme\":Acme",
            "EMAIL;PREF=1:ann@acme.example",
            "TEL;VALUE=uri;TYPE=\"voice,work\":tel:+1-201-555-0123;ext=7",
            "TEL;VALUE=uri;PREF=1;TYPE=cell:tel:+1-201-555-0124",
            "NOTE:first line\\nsecond\\, and a very long one that has to be folded as it is lo",
            " nger than seventy-five bytes",
            "END:VCARD",
        ],
        &["Ann Alvarez|Acme|ann@acme.example|mobile=+12015550124 work=+12015550123x7"],
    );
}

#[test]
fn several_cards_an_agent_and_lower_case_are_read() {
    check(
        &[
            "\u{feff}begin:vcard",
            "version:3.0",
            "fn:Ann",
            "tel:201-555-0123",
            "end:vcard",
            "",
            "BEGIN:VCARD",
            "VERSION:2.1",
            "N:Boss;Bob",
            "AGENT:",
            "BEGIN:VCARD",
            "VERSION:2.1",
            "N:Agent;Cara",
            "TEL:201-555-0125",
            "END:VCARD",
            "TEL:201-555-0124",
            "END:VCARD",
        ],
        &["Ann|||=+12015550123", "Bob Boss|||=+12015550124"],
    );
}

#[test]
fn what_cannot_be_read_is_reported_with_its_line_and_never_dropped_in_silence() {
    let table: &[Row] = &[
        ("Name,Phone\nAnn,1", &[], &[(1, NoCards)]),
        ("", &[], &[(1, NoCards)]),
        ("BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nno colon here\nEND:VCARD", &["Ann|||"], &[(4, BadLine)]),
        ("BEGIN:VCARD\nFN:Ann\nBEGIN:VCARD\nFN:Bob\nEND:VCARD\n", &["Ann|||", "Bob|||"], &[(1, OpenCard)]),
        ("BEGIN:VCARD\nFN:Ann", &["Ann|||"], &[(1, OpenCard)]),
        ("BEGIN:VCARD\nVERSION:3.0\nTITLE:CEO\nEND:VCARD", &[], &[(1, NoPerson)]),
        ("BEGIN:VCARD\nFN:Ann\nTEL:ask her\nEND:VCARD", &["Ann|||"], &[(1, BadNumber("ask her".into()))]),
        ("BEGIN:VCARD\nVERSION:4.0\nKIND:group\nFN:Friends\nEND:VCARD", &[], &[(1, Group)]),
        ("BEGIN:VCARD\nFN:An\u{fffd}\nEND:VCARD", &["An\u{fffd}|||"], &[(1, NotUtf8)]),
        ("BEGIN:VCARD\nFN:Ann\nEND:VCARD\nrubbish\nBEGIN:VCARD\nFN:Bob\nEND:VCARD", &["Ann|||", "Bob|||"], &[(4, BadLine)]),
    ];
    for (text, expected, wrong) in table {
        assert_eq!(people(VCard, text), *expected, "{text}");
        assert_eq!(problems(VCard, text), *wrong, "{text}");
    }
}

#[test]
fn an_exported_card_keeps_to_the_format() {
    let mut ann = contact("Ann; Alvarez, \"A\"\nBEGIN:VCARD", &["+12015550123", "+12015550124x7"]);
    ann.numbers[1].label = "Boat, red".into();
    ann.company = "Ä".repeat(60);
    for (format, version) in [(ExportFormat::VCard3, "VERSION:3.0"), (ExportFormat::VCard4, "VERSION:4.0")] {
        let text = export(std::slice::from_ref(&ann), format);
        assert!(text.starts_with(&format!("BEGIN:VCARD\r\n{version}\r\n")) && text.ends_with("END:VCARD\r\n"), "{text}");
        assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{text}");
        assert_eq!(text.matches("\r\nBEGIN").count(), 0, "{text}");
        assert_eq!(take_all(VCard, &text).contacts[0].numbers[1].label, "Boat, red");
    }
}
