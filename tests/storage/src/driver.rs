//! What the IndexedDB driver does beyond the store suite: opening, upgrading, stepping aside, the desk.

use std::cell::Cell;
use std::rc::Rc;

use callscribe_browser::idb::{Reader, Writer};
use callscribe_browser::runtime::random_id;
use callscribe_core::store::{
    Batch, Bound, Column, Durability, IndexSpec, Query, Row, SCHEMA, Schema, Store, StoreError, StoreSpec, index,
};

/// All cases, by name.
pub const CASES: [&str; 7] = [
    "a_screen_finds_no_store_and_makes_none_before_the_worker_did",
    "an_upgrade_adds_an_index_keeps_rows_and_closes_screens",
    "a_store_of_a_newer_version_is_refused",
    "several_questions_are_answered_at_once",
    "a_range_that_ends_before_it_begins_is_empty",
    "a_screen_puts_on_the_desk_and_the_worker_takes_it",
    "a_put_nobody_waits_for_is_stored_all_the_same",
];

/// What differed, in words.
pub struct Failure(pub String);

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self(format!("{error:?}"))
    }
}

type Outcome = Result<(), Failure>;

/// Runs the case of this name on a fresh database.
pub async fn run(name: &str) -> Outcome {
    let database = random_id();
    match CASES.iter().position(|case| *case == name) {
        Some(0) => no_store_yet(&database).await,
        Some(1) => upgrade(&database).await,
        Some(2) => newer(&database).await,
        Some(3) => several_questions(&database).await,
        Some(4) => empty_range(&database).await,
        Some(5) => desk(&database).await,
        Some(6) => nobody_waits(&database).await,
        _ => Err(Failure("no such case".into())),
    }
}

async fn no_store_yet(name: &str) -> Outcome {
    for _ in 0..2 {
        check("a reader before the writer", Reader::open(name, || ()).await?.is_none())?;
    }
    let writer = Writer::open(name, &SCHEMA).await?;
    check("a reader beside the writer", Reader::open(name, || ()).await?.is_some())?;
    check("rows", writer.query(&Query::all(Store::Calls)).await?.is_empty())
}

async fn upgrade(name: &str) -> Outcome {
    const LATER: Schema = Schema {
        version: SCHEMA.version + 1,
        stores: &[StoreSpec { store: Store::Notes, indexes: &[IndexSpec { name: index::START, multi: false }] }],
    };
    let before = Writer::open(name, &SCHEMA).await?;
    let mut note = Row { store: Store::Notes, key: "n".into(), columns: Vec::new(), text: "{}".into() };
    note.columns.push((index::START.into(), Column::One("1".into())));
    before.commit(&Batch { puts: vec![note.clone()], ..Batch::default() }, Durability::Relaxed).await?;
    let told = Rc::new(Cell::new(0));
    let reader = Reader::open(name, {
        let told = told.clone();
        move || told.set(told.get() + 1)
    });
    let Some(reader) = reader.await? else { return check("a reader", false) };

    let after = Writer::open(name, &LATER).await?;
    check("the note by its new index", after.query(&Query::all(Store::Notes).by(index::START)).await? == [note])?;
    check("the screen was told once", told.get() == 1)?;
    check("the screen reads no more", reader.read(&[Query::all(Store::Notes)]).await == Err(StoreError::Closed))
}

async fn newer(name: &str) -> Outcome {
    let later = Schema { version: SCHEMA.version + 1, ..SCHEMA };
    drop(Writer::open(name, &later).await?);
    let refused = Writer::open(name, &SCHEMA).await;
    check("an older version", matches!(refused, Err(StoreError::Newer)))
}

async fn several_questions(name: &str) -> Outcome {
    let writer = Writer::open(name, &SCHEMA).await?;
    let rows = ["a", "b"].map(|key| Row { store: Store::Meta, key: key.into(), columns: Vec::new(), text: key.into() });
    writer.commit(&Batch { puts: rows.to_vec(), ..Batch::default() }, Durability::Relaxed).await?;
    let down = Query::all(Store::Meta).newest_first();
    let answers = writer.read(&[down.clone().limit(1), Query::all(Store::Calls), down, Query::key(Store::Meta, "a")]).await?;
    let keys: Vec<String> = answers.iter().map(|rows| rows.iter().map(|row| row.key.as_str()).collect()).collect();
    check(&format!("answers {keys:?}"), keys == ["b", "", "ba", "a"])
}

async fn empty_range(name: &str) -> Outcome {
    let writer = Writer::open(name, &SCHEMA).await?;
    let bound = |value: &str, open| Some(Bound { value: value.into(), open });
    for (from, to) in [(bound("b", false), bound("a", false)), (bound("a", true), bound("a", true))] {
        check("rows", writer.query(&Query { from, to, ..Query::all(Store::Meta) }).await?.is_empty())?;
    }
    Ok(())
}

async fn desk(name: &str) -> Outcome {
    let writer = Writer::open(name, &SCHEMA).await?;
    let Some(reader) = Reader::open(name, || ()).await? else { return check("a reader", false) };
    reader.desk().put("draft", "one").await?;
    reader.desk().put("draft", "two").await?;
    let take = |text: &str| Batch { takes: vec![("draft".into(), text.into())], ..Batch::default() };
    writer.commit(&take("one"), Durability::Relaxed).await?;
    check("a draft changed meanwhile stays", writer.query(&Query::all(Store::Desk)).await?.len() == 1)?;
    writer.commit(&take("two"), Durability::Relaxed).await?;
    check("a draft taken is gone", writer.query(&Query::all(Store::Desk)).await?.is_empty())?;
    reader.desk().put("receipt", "read").await?;
    reader.desk().remove("receipt").await?;
    check("a receipt removed is gone", writer.query(&Query::all(Store::Desk)).await?.is_empty())
}

async fn nobody_waits(name: &str) -> Outcome {
    let writer = Writer::open(name, &SCHEMA).await?;
    let Some(reader) = Reader::open(name, || ()).await? else { return check("a reader", false) };
    drop(reader.desk().put("draft", "one"));
    check("the draft", writer.query(&Query::key(Store::Desk, "draft")).await?.len() == 1)
}

fn check(what: &str, holds: bool) -> Outcome {
    if holds { Ok(()) } else { Err(Failure(format!("wrong: {what}"))) }
}
