//! Lays the test data into the product's store, in the form the product itself gives its records.

use callscribe_browser::idb::Writer;
use callscribe_core::book::{BookContact, BookNumber};
use callscribe_core::call::{AccountId, Call, CallId, CallResult, Direction, Fact, Facts, Note, Source};
use callscribe_core::case::Case;
use callscribe_core::crm::RecordRef;
use callscribe_core::engine::{Counters, FilterCounts};
use callscribe_core::entry::{LogEntry, LogKey, LogStatus, Record};
use callscribe_core::integration::IntegrationId;
use callscribe_core::number;
use callscribe_core::store::{Batch, DATABASE, Durability, Row, SCHEMA, encode};
use callscribe_core::time::{Millis, SECOND};
use callscribe_core::views::calls::Filter;
use serde::Deserialize;
use serde_json::json;
use wasm_bindgen::prelude::*;

use crate::{Outcome, REGION};

/// A call of `data.mjs`.
#[derive(Deserialize)]
struct Told {
    id: String,
    start: Millis,
    seconds: u32,
    direction: Direction,
    result: CallResult,
    number: String,
    name: String,
    note: String,
    unlogged: bool,
}

/// A person of `data.mjs`.
#[derive(Deserialize)]
struct Person {
    id: String,
    name: String,
    company: String,
    numbers: Vec<String>,
}

/// Adds calls, each with its entry in the address book and its note; answers how many of them each filter holds, as JSON and in
/// the order of the screen: all, missed, unlogged, with notes.
///
/// # Errors
/// When the text is no list of calls, or the store fails.
#[wasm_bindgen]
pub async fn fill_calls(text: String) -> Outcome<String> {
    let told: Vec<Told> = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let (mut puts, mut counts) = (Vec::new(), [0_u32; Filter::ALL.len()]);
    for case in told.into_iter().map(case) {
        let row = case.row();
        for (count, filter) in counts.iter_mut().zip(Filter::ALL) {
            *count += u32::from(filter.holds(&row));
        }
        puts.push(encode(&row));
        puts.extend(case.entries.iter().map(encode));
        puts.extend(case.note.iter().map(encode));
    }
    commit(puts).await?;
    Ok(json!(counts).to_string())
}

/// Says how many calls each filter holds, in the order of [`fill_calls`].
///
/// # Errors
/// When the store fails.
#[wasm_bindgen]
pub async fn set_counts(counts: Vec<u32>) -> Outcome {
    let [all, missed, unlogged, noted] = counts[..] else { return Err("not four counts".into()) };
    let calls = FilterCounts { all: all.into(), missed: missed.into(), unlogged: unlogged.into(), noted: noted.into() };
    commit(vec![encode(&Counters { calls, ..Counters::default() })]).await
}

/// Adds people to the address book.
///
/// # Errors
/// When the text is no list of people, or the store fails.
#[wasm_bindgen]
pub async fn fill_people(text: String) -> Outcome {
    let people: Vec<Person> = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    commit(people.into_iter().map(|person| encode(&contact(person))).collect()).await
}

async fn commit(puts: Vec<Row>) -> Outcome {
    let words = |error: callscribe_core::store::StoreError| error.to_string();
    let writer = Writer::open(DATABASE, &SCHEMA).await.map_err(words)?;
    writer.commit(&Batch { puts, ..Batch::default() }, Durability::Relaxed).await.map_err(words)
}

fn case(told: Told) -> Case {
    let id = CallId { account: AccountId::typed(), session: told.id };
    let end = told.start + (5 + Millis::from(told.seconds)) * SECOND;
    let facts = Facts {
        direction: fact(told.direction),
        other: fact(number::parse(&told.number, REGION)),
        other_name: fact(told.name),
        started: fact(told.start),
        answered: fact(told.start + 5 * SECOND).filter(|_| told.seconds > 0),
        ended: fact(end),
        duration: fact(told.seconds),
        result: fact(told.result),
        ..Facts::default()
    };
    let mut entry = LogEntry::new(LogKey { call: id.clone(), integration: IntegrationId::address_book() });
    if !told.unlogged {
        let at = RecordRef { id: entry.key.key(), url: None };
        entry.status = LogStatus::Logged(Record { at, sent_revision: 0, logged_at: end, mangled: false, confirm_at: None });
    }
    let note = Note { call: id.clone(), text: told.note, revision: 1, changed: end, written_by: String::new(), cancelled: false };
    let call = Call { id, facts, first_seen: told.start, zone: ("UTC".into(), 0), duration_confirmed: false, gap: None };
    Case { call, entries: vec![entry], note: Some(note).filter(|note| !note.text.is_empty()) }
}

fn fact<T>(value: T) -> Option<Fact<T>> {
    Some(Fact { source: Source::History, seq: 0, value })
}

fn contact(person: Person) -> BookContact {
    let numbers = person.numbers.iter().map(|raw| BookNumber { label: String::new(), number: number::parse(raw, REGION) });
    BookContact {
        book: IntegrationId::address_book(),
        id: person.id,
        name: person.name,
        company: person.company,
        email: String::new(),
        numbers: numbers.collect(),
        associations: Vec::new(),
        created: 0,
        changed: 0,
    }
}
