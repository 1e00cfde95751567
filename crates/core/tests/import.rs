//! Imports a file through the engine: from the desk, some rows in each transaction, and again without doubling anybody.
#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use callscribe_core::book::{BookContact, ProblemKind};
use callscribe_core::command::Command;
use callscribe_core::desk::{DeskItem, FileFormat, ImportFile, ImportReport};
use callscribe_core::engine::{DeskRow, Engine, Event, Input};
use callscribe_core::integration::IntegrationId;
use callscribe_core::store::{Batch, Durability, Memory, Query, Store, decode, encode};
use callscribe_core::views::frame::Frame;
use common::{tell, tell_until};

/// An engine with the practice address book.
fn started() -> (Engine, Memory) {
    let (mut engine, mut store) = (Engine::default(), Memory::default());
    tell(&mut engine, &mut store, Event::Input(Input::Command(Command::StartPractice)), 1_000);
    (engine, store)
}

fn lay_on_desk(store: &mut Memory, place: &str, book: IntegrationId, text: &str) {
    let item = DeskItem::Import(ImportFile::new(book, FileFormat::Csv, text.into()));
    let row = encode(&DeskRow { key: format!("import/{place}"), item });
    store.commit(&Batch { puts: vec![row], ..Batch::default() }, Durability::Relaxed).unwrap();
}

fn contacts(store: &Memory) -> Vec<BookContact> {
    store.query(&Query::all(Store::Contacts)).iter().map(|row| decode(row).unwrap()).collect()
}

fn report(store: &Memory, place: &str) -> ImportReport {
    let answers: Vec<_> = Frame::queries().iter().map(|q| store.query(q)).collect();
    let imports = Frame::read(&answers).imports;
    imports.into_iter().find(|(key, _)| *key == format!("receipt/import/{place}")).unwrap().1
}

#[test]
fn a_file_is_taken_from_the_desk_and_twice_makes_nobody_twice() {
    let (mut engine, mut store) = started();
    let before = contacts(&store).len();
    let rows: String = (0..1_000).map(|n| format!("Person {n},+1201{:07}\n", 2_000_000 + n)).collect();
    let text = format!("Name,Phone\n{rows}Last,none\n");
    for place in ["1", "2"] {
        lay_on_desk(&mut store, place, IntegrationId::practice_book(), &text);
        tell(&mut engine, &mut store, Event::Input(Input::Desk), 2_000);
        assert_eq!(contacts(&store).len(), before + 1_001);
        let report = report(&store, place);
        assert_eq!((report.is_done(), report.people, report.problems[0].line), (true, 1_001, 1_002));
    }
    assert_eq!(store.query(&Query::prefix(Store::Jobs, "import/")).len(), 0);
    assert_eq!(store.query(&Query::prefix(Store::Desk, "import/")).len(), 0);
}

#[test]
fn a_transaction_of_an_import_touches_at_most_two_hundred_records() {
    let (mut engine, mut store) = started();
    let rows: String = (0..1_000).map(|n| format!("Person {n},+1201{:07}\n", 2_000_000 + n)).collect();
    lay_on_desk(&mut store, "1", IntegrationId::practice_book(), &format!("Name,Phone\n{rows}"));
    let mut sizes = Vec::new();
    tell_until(&mut engine, &mut store, Event::Input(Input::Desk), 2_000, |batch| {
        sizes.push(batch.puts.len());
        false
    });
    assert!(sizes.len() > 5 && sizes.iter().all(|size| *size <= 200), "{sizes:?}");
}

#[test]
fn an_import_goes_on_in_the_next_life_of_the_worker() {
    let (mut engine, mut store) = started();
    let before = contacts(&store).len();
    let rows: String = (0..500).map(|n| format!("Person {n},+1201{:07}\n", 2_000_000 + n)).collect();
    lay_on_desk(&mut store, "1", IntegrationId::practice_book(), &format!("Name,Phone\n{rows}"));
    let mut commits = 0;
    tell_until(&mut engine, &mut store, Event::Input(Input::Desk), 2_000, |_| {
        commits += 1;
        commits == 3
    });
    assert!(contacts(&store).len() < before + 500, "it was cut off in the middle");
    tell(&mut Engine::default(), &mut store, Event::Rang, 3_000);
    assert_eq!(contacts(&store).len(), before + 500);
    assert!(report(&store, "1").is_done());
}

#[test]
fn a_file_for_an_address_book_that_is_gone_says_so() {
    let (mut engine, mut store) = started();
    lay_on_desk(&mut store, "1", IntegrationId::new("nowhere"), "Name\nAnn");
    tell(&mut engine, &mut store, Event::Input(Input::Desk), 2_000);
    let report = report(&store, "1");
    assert_eq!((report.problems[0].line, &report.problems[0].kind), (1, &ProblemKind::NoBook));
    assert!(report.is_done());
}
