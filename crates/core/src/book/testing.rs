//! Short ways to make what the address book's tests talk about.

use super::{BookContact, BookNumber};
use crate::call::{AccountId, Call, CallId, CallResult, Direction, Fact, Facts, Source};
use crate::case::Case;
use crate::entry::{LogEntry, LogKey};
use crate::integration::IntegrationId;
use crate::number::{NumberKind, PhoneNumber};

/// A public number in E.164, its extension as `x12` behind it.
pub fn number(text: &str) -> PhoneNumber {
    let (key, extension) = text.split_once('x').map_or((text, None), |(key, extension)| (key, Some(extension.to_owned())));
    PhoneNumber { kind: NumberKind::Public, key: key.into(), shown: text.into(), extension, raw: text.into() }
}

/// A contact whose id is its name.
pub fn contact(name: &str, numbers: &[&str]) -> BookContact {
    let numbered = |n: &&str| BookNumber { label: "work".into(), number: number(n) };
    BookContact {
        book: IntegrationId::address_book(),
        id: name.into(),
        name: name.into(),
        company: String::new(),
        email: String::new(),
        numbers: numbers.iter().map(numbered).collect(),
        associations: Vec::new(),
        created: 0,
        changed: 0,
    }
}

/// A call of two minutes that began at 14:02 in Berlin on 20 November 2026; the account told this result, or none.
pub fn case(session: &str, direction: Direction, result: Option<CallResult>) -> Case {
    fn told<T>(value: T) -> Option<Fact<T>> {
        Some(Fact { source: Source::Live, seq: 1, value })
    }
    let start = 1_795_179_720_000;
    let facts = Facts {
        direction: told(direction),
        other: told(number("+15550100")),
        own: told(number("+15550199")),
        started: told(start),
        answered: told(start),
        ended: told(start + 120_000),
        result: result.and_then(told),
        ..Facts::default()
    };
    let id = CallId { account: AccountId::new("practice"), session: session.into() };
    let call = Call { id, facts, first_seen: start, zone: ("Europe/Berlin".into(), 3_600), duration_confirmed: false, gap: None };
    Case { call, entries: Vec::new(), note: None }
}

/// The case's entry in the address book.
pub fn entry(case: &Case) -> LogEntry {
    LogEntry::new(LogKey { call: case.call.id.clone(), integration: IntegrationId::address_book() })
}
