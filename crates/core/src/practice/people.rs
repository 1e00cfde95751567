//! The people of the practice address book: easy ones, and those that ask for a decision or try a screen's patience.

use super::REGION;
use crate::book::{BookAssociation, BookContact, BookNumber};
use crate::integration::IntegrationId;
use crate::number::parse;
use crate::time::Millis;

pub(super) const ANN: &str = "+12015550110";
pub(super) const ANN_MOBILE: &str = "+12015550111";
pub(super) const BOB: &str = "+12015550120";
pub(super) const CLEO: &str = "+12015550130";
pub(super) const DIAZ_HOME: &str = "+12015550140";
pub(super) const LAYLA: &str = "+442079460150";
pub(super) const MAXIMILIANA: &str = "+12015550160";
pub(super) const IVY: &str = "+12015550170";

/// One row of the practice address book.
struct Person {
    id: &'static str,
    name: &'static str,
    company: &'static str,
    email: &'static str,
    /// Label and number, the main one first.
    numbers: &'static [(&'static str, &'static str)],
    /// Kind, title, and whether it is open.
    associations: &'static [(&'static str, &'static str, bool)],
}

const PEOPLE: [Person; 8] = [
    Person {
        id: "ann",
        name: "Ann Alvarez",
        company: "Harbor Dental",
        email: "ann@harbor-dental.example",
        numbers: &[("work", ANN), ("mobile", ANN_MOBILE)],
        associations: &[],
    },
    Person {
        id: "bob",
        name: "Bob Brown",
        company: "Brown & Sons Plumbing",
        email: "bob@brown.example",
        numbers: &[("work", BOB), ("home", "+12015550121"), ("mobile", "+12015550122")],
        associations: &[("deal", "Boiler replacement", true), ("deal", "Spring maintenance", false)],
    },
    Person {
        id: "cleo",
        name: "Cleo Chen",
        company: "Chen Interiors",
        email: "cleo@chen.example",
        numbers: &[("mobile", CLEO)],
        associations: &[("deal", "Showroom refit", true), ("deal", "Office carpets", true), ("lead", "Trade fair 2024", false)],
    },
    Person {
        id: "dana",
        name: "Dana Diaz",
        company: "",
        email: "dana@diaz.example",
        numbers: &[("home", DIAZ_HOME), ("mobile", "+12015550141")],
        associations: &[],
    },
    Person {
        id: "eli",
        name: "Eli Diaz",
        company: "Diaz Bakery",
        email: "",
        numbers: &[("home", DIAZ_HOME)],
        associations: &[("lead", "Second oven", true)],
    },
    Person {
        id: "layla",
        name: "ليلى حداد",
        company: "حداد للاستشارات",
        email: "layla@haddad.example",
        numbers: &[("work", LAYLA)],
        associations: &[("deal", "عقد سنوي", true)],
    },
    Person {
        id: "maximiliana",
        name: "Maximiliana Konstantina Wolkenstein-Trostburg von und zu Hohenfels-Lichtenau the Younger of Upper Saltmarsh",
        company: "The Amalgamated Incorporated Society of Very Long Company Names, Holdings and Subsidiaries International",
        email: "",
        numbers: &[("work", MAXIMILIANA)],
        associations: &[],
    },
    Person {
        id: "ivy",
        name: "Ivy Ingram",
        company: "<img src=x onerror=alert(1)>",
        email: "ivy@ingram.example",
        numbers: &[("work", IVY)],
        associations: &[],
    },
];

/// The practice address book, made at `created`.
pub fn contacts(created: Millis) -> Vec<BookContact> {
    PEOPLE.iter().map(|person| person.as_contact(created)).collect()
}

impl Person {
    fn as_contact(&self, created: Millis) -> BookContact {
        let number = |(label, number): &(&str, &str)| BookNumber { label: (*label).into(), number: parse(number, REGION) };
        let association = |(index, (kind, title, open)): (usize, &(&str, &str, bool))| BookAssociation {
            id: format!("{}-{}", self.id, index + 1),
            kind: (*kind).into(),
            title: (*title).into(),
            open: *open,
            created: None,
        };
        BookContact {
            book: IntegrationId::practice_book(),
            id: self.id.into(),
            name: self.name.into(),
            company: self.company.into(),
            email: self.email.into(),
            numbers: self.numbers.iter().map(number).collect(),
            associations: self.associations.iter().enumerate().map(association).collect(),
            created,
            changed: created,
        }
    }
}
