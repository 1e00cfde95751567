//! One suite every store driver passes: the in-memory twin natively, IndexedDB in Chromium.

use super::{Batch, Bound, Column, Durability, Query, Row, Store, StoreError, index};

/// What the suite needs of a driver. Each case gets a fresh, empty store.
#[expect(async_fn_in_trait, reason = "drivers are single-threaded, as browsers are")]
pub trait Driver {
    /// Rows within the range, in order.
    async fn query(&self, query: &Query) -> Result<Vec<Row>, StoreError>;
    /// One transaction, all or nothing.
    async fn commit(&mut self, batch: &Batch, durability: Durability) -> Result<(), StoreError>;
}

/// A case of the suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// A row put is read back whole.
    PutIsReadBack,
    /// A second put replaces the first.
    PutReplaces,
    /// A key that is absent answers nothing.
    AbsentIsEmpty,
    /// Deleting removes the row and its index entries; deleting what is absent is no error.
    DeleteRemoves,
    /// An index orders by its column, then by key, both ways.
    IndexOrders,
    /// A row without the column is not in the index.
    IndexIsSparse,
    /// Each value of a list column finds the row.
    ListColumns,
    /// Open bounds leave the value out, closed ones keep it.
    Bounds,
    /// Pages by key range join to the whole list, without gap or double.
    PagesJoin,
    /// A prefix finds what begins like it and nothing else.
    Prefixes,
    /// A desk row is taken only while its text is unchanged.
    TakeSparesChanged,
    /// Text of any script, emoji and line breaks come back equal.
    AnyText,
    /// A batch over several stores is one.
    BatchSpansStores,
}

/// All cases, by name.
pub fn cases() -> &'static [(&'static str, Case)] {
    &[
        ("a_row_put_is_read_back_whole", Case::PutIsReadBack),
        ("a_second_put_replaces_the_first", Case::PutReplaces),
        ("an_absent_key_answers_nothing", Case::AbsentIsEmpty),
        ("deleting_removes_row_and_index_entries", Case::DeleteRemoves),
        ("an_index_orders_by_column_then_key", Case::IndexOrders),
        ("a_row_without_the_column_is_not_in_the_index", Case::IndexIsSparse),
        ("each_value_of_a_list_finds_the_row", Case::ListColumns),
        ("open_bounds_leave_the_value_out", Case::Bounds),
        ("pages_join_to_the_whole_list", Case::PagesJoin),
        ("a_prefix_finds_only_what_begins_like_it", Case::Prefixes),
        ("a_desk_row_is_taken_only_while_unchanged", Case::TakeSparesChanged),
        ("any_text_comes_back_equal", Case::AnyText),
        ("a_batch_over_several_stores_is_one", Case::BatchSpansStores),
    ]
}

fn row(store: Store, key: &str, columns: &[(&str, &str)], text: &str) -> Row {
    let columns = columns.iter().map(|(name, value)| ((*name).into(), Column::One((*value).into()))).collect();
    Row { store, key: key.into(), columns, text: text.into() }
}

fn puts(puts: Vec<Row>) -> Batch {
    Batch { puts, ..Batch::default() }
}

fn keys(rows: &[Row]) -> String {
    rows.iter().map(|r| r.key.as_str()).collect::<Vec<_>>().join(" ")
}

fn equal<T: PartialEq + std::fmt::Debug>(what: &str, got: T, expected: T) -> Result<(), String> {
    if got == expected { Ok(()) } else { Err(format!("{what}: got {got:?}, expected {expected:?}")) }
}

impl Case {
    /// Runs the case on a fresh, empty store.
    ///
    /// # Errors
    /// What differed, in words.
    pub async fn run<D: Driver>(self, db: &mut D) -> Result<(), String> {
        self.check(db).await.map_err(|failure| failure.0)
    }

    async fn check<D: Driver>(self, db: &mut D) -> Result<(), Failure> {
        let relaxed = Durability::Relaxed;
        let calls = |rows: &[(&str, &str)]| puts(rows.iter().map(|(k, s)| row(Store::Calls, k, &[(index::START, s)], "{}")).collect());
        let by_start = Query::all(Store::Calls).by(index::START);
        match self {
            Self::PutIsReadBack => {
                let put = row(Store::Calls, "a", &[(index::START, "1")], "{\"v\":1}");
                db.commit(&puts(vec![put.clone()]), Durability::Strict).await?;
                equal("row", db.query(&Query::key(Store::Calls, "a")).await?, vec![put])?;
            }
            Self::PutReplaces => {
                db.commit(&calls(&[("a", "1")]), relaxed).await?;
                db.commit(&calls(&[("a", "2")]), relaxed).await?;
                equal("old place", db.query(&by_start.clone().equal_to("1")).await?.len(), 0)?;
                equal("new place", keys(&db.query(&by_start.equal_to("2")).await?), "a".into())?;
            }
            Self::AbsentIsEmpty => equal("rows", db.query(&Query::key(Store::Notes, "nobody")).await?.len(), 0)?,
            Self::DeleteRemoves => {
                db.commit(&calls(&[("a", "1"), ("b", "2")]), relaxed).await?;
                let deletes = vec![(Store::Calls, "a".into()), (Store::Calls, "never".into())];
                db.commit(&Batch { deletes, ..Batch::default() }, relaxed).await?;
                equal("index", keys(&db.query(&by_start).await?), "b".into())?;
                equal("store", keys(&db.query(&Query::all(Store::Calls)).await?), "b".into())?;
            }
            Self::IndexOrders => {
                db.commit(&calls(&[("c", "1"), ("a", "2"), ("b", "1")]), relaxed).await?;
                equal("up", keys(&db.query(&by_start).await?), "b c a".into())?;
                equal("down", keys(&db.query(&by_start.clone().newest_first()).await?), "a c b".into())?;
                equal("limit", keys(&db.query(&by_start.newest_first().limit(2)).await?), "a c".into())?;
            }
            Self::IndexIsSparse => {
                db.commit(&puts(vec![row(Store::Calls, "plain", &[], "{}")]), relaxed).await?;
                equal("index", db.query(&by_start).await?.len(), 0)?;
                equal("store", db.query(&Query::all(Store::Calls)).await?.len(), 1)?;
            }
            Self::ListColumns => {
                let mut listed = row(Store::Calls, "a", &[], "{}");
                listed.columns = vec![(index::TERMS.into(), Column::Many(vec!["ann".into(), "acme".into(), "ann".into()]))];
                db.commit(&puts(vec![listed]), relaxed).await?;
                let by_term = Query::all(Store::Calls).by(index::TERMS);
                equal("one value", db.query(&by_term.clone().equal_to("acme")).await?.len(), 1)?;
                equal("a value given twice", db.query(&by_term.clone().equal_to("ann")).await?.len(), 1)?;
                equal("another", db.query(&by_term.equal_to("bob")).await?.len(), 0)?;
            }
            Self::Bounds => {
                db.commit(&calls(&[("a", "1"), ("b", "2"), ("c", "3")]), relaxed).await?;
                equal("below", keys(&db.query(&by_start.clone().below("3")).await?), "a b".into())?;
                let above = Query { from: Some(Bound { value: "1".into(), open: true }), ..by_start.clone() };
                equal("above", keys(&db.query(&above).await?), "b c".into())?;
                let between = Query { from: Some(Bound { value: "2".into(), open: false }), ..by_start.below("3") };
                equal("between", keys(&db.query(&between).await?), "b".into())?;
            }
            Self::PagesJoin => {
                let names: Vec<(String, String)> = (0..25).map(|n| (format!("k{n:02}"), format!("{n:03}"))).collect();
                let rows: Vec<(&str, &str)> = names.iter().map(|(k, s)| (k.as_str(), s.as_str())).collect();
                db.commit(&calls(&rows), relaxed).await?;
                let mut seen = Vec::new();
                let mut page = by_start.newest_first().limit(10);
                loop {
                    let rows = db.query(&page).await?;
                    let Some(Row { columns, .. }) = rows.last() else { break };
                    let Some((_, Column::One(last))) = columns.first() else { break };
                    page = page.below(last);
                    seen.extend(rows.into_iter().map(|r| r.key));
                }
                let expected: Vec<String> = names.iter().rev().map(|(k, _)| k.clone()).collect();
                equal("joined", seen, expected)?;
            }
            Self::Prefixes => {
                let entry = |key: &str| row(Store::Entries, key, &[], "{}");
                db.commit(&puts(vec![entry("a#1>x"), entry("a#1>y"), entry("a#10>x"), entry("b#1>x")]), relaxed).await?;
                equal("entries of a#1", keys(&db.query(&Query::prefix(Store::Entries, "a#1>")).await?), "a#1>x a#1>y".into())?;
            }
            Self::TakeSparesChanged => {
                db.commit(&puts(vec![row(Store::Desk, "d1", &[], "new"), row(Store::Desk, "d2", &[], "same")]), relaxed).await?;
                let takes = vec![("d1".into(), "old".into()), ("d2".into(), "same".into()), ("d3".into(), "never".into())];
                db.commit(&Batch { takes, ..Batch::default() }, relaxed).await?;
                equal("desk", keys(&db.query(&Query::all(Store::Desk)).await?), "d1".into())?;
            }
            Self::AnyText => {
                let text = "نور\u{200f} <img src=x onerror=alert(1)> $& 👩🏽‍💻\r\n\u{0}end";
                db.commit(&puts(vec![row(Store::Notes, "n", &[], text)]), relaxed).await?;
                let read = db.query(&Query::key(Store::Notes, "n")).await?;
                equal("text", read.first().map(|r| r.text.clone()), Some(text.into()))?;
            }
            Self::BatchSpansStores => {
                let rows = vec![row(Store::Calls, "a", &[], "{}"), row(Store::Notes, "a", &[], "{}"), row(Store::Meta, "m", &[], "1")];
                db.commit(&puts(rows), Durability::Strict).await?;
                for store in [Store::Calls, Store::Notes, Store::Meta] {
                    equal(store.name(), db.query(&Query::all(store)).await?.len(), 1)?;
                }
            }
        }
        Ok(())
    }
}

struct Failure(String);

impl From<String> for Failure {
    fn from(what: String) -> Self {
        Self(what)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Memory;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    impl Driver for Memory {
        async fn query(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
            Ok(Memory::query(self, query))
        }
        async fn commit(&mut self, batch: &Batch, durability: Durability) -> Result<(), StoreError> {
            Memory::commit(self, batch, durability)
        }
    }

    fn now<T>(future: impl Future<Output = T>) -> T {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("the twin never waits"),
        }
    }

    #[test]
    fn the_in_memory_twin_passes_the_whole_suite() {
        for (name, case) in cases() {
            assert_eq!(now(case.run(&mut Memory::default())), Ok(()), "{name}");
        }
    }
}
