//! What always holds, whatever happens: memory is what the store says, counters are what a recount gives, a write leaves claimed.

use callscribe_core::call::{CallId, Note};
use callscribe_core::case::{Alias, CallRow, Case};
use callscribe_core::engine::{About, Counters, Effect, Job, Rows, Working};
use callscribe_core::entry::{LogEntry, LogStatus};
use callscribe_core::follow_up::FollowUp;
use callscribe_core::store::{Memory, Query, Store, Stored, decode};

use crate::shell::fresh_working;

/// Every record of one kind.
pub fn all<T: Stored>(store: &Memory) -> Vec<T> {
    store.query(&Query::all(T::STORE)).iter().filter_map(|row| decode(row).ok()).collect()
}

/// A call with its entries and its note, as stored.
pub fn case(store: &Memory, id: &CallId) -> Option<Case> {
    let row: CallRow = decode(store.query(&Query::key(Store::Calls, id.key())).first()?).ok()?;
    let entries = store.query(&Query::prefix(Store::Entries, &format!("{}>", id.key())));
    let note = store.query(&Query::key(Store::Notes, id.key())).first().and_then(|row| decode::<Note>(row).ok());
    Some(Case { call: row.call, entries: entries.iter().filter_map(|row| decode(row).ok()).collect(), note })
}

/// A call by any of its names.
pub fn named(store: &Memory, id: &CallId) -> Option<Case> {
    let alias = || all::<Alias>(store).into_iter().find(|alias| alias.id.key() == id.key());
    case(store, id).or_else(|| case(store, &alias()?.call))
}

/// # Panics
/// When memory or counters differ from what is stored.
pub fn store_and_memory(store: &Memory, working: &Working) {
    let fresh = fresh_working(store);
    if *working != fresh {
        let (memory, disk) = (format!("{working:?}"), format!("{fresh:?}"));
        let same = memory.bytes().zip(disk.bytes()).take_while(|(a, b)| a == b).count();
        let around = |text: &str| text.chars().skip(same.saturating_sub(300)).take(400).collect::<String>();
        panic!("memory is not what a fresh worker would read:\n{}\n{}", around(&memory), around(&disk));
    }
    if !working.jobs.contains_key(Job::RECOUNT) {
        assert_eq!(working.counters, recount(store), "counters are not what a recount gives");
    }
    let untouched = store.query(&Query::all(Store::Quarantine)).is_empty();
    for row in all::<CallRow>(store).into_iter().filter(|_| untouched) {
        let now = case(store, &row.call.id).map(|case| case.row());
        assert_eq!(Some(row), now, "the list shows something else than the case says");
    }
}

/// # Panics
/// When rows kept in memory are not those that are stored.
pub fn store_and_recent(store: &Memory, recent: &Rows) {
    for (key, rows) in recent {
        let stored: Vec<_> = key.queries().iter().flat_map(|query| store.query(query)).collect();
        assert_eq!(*rows, stored, "what is remembered of {key:?} is not what is stored");
    }
}

fn recount(store: &Memory) -> Counters {
    let mut counters = Counters::default();
    for row in all::<CallRow>(store) {
        counters.calls.all += 1;
        counters.calls.missed += u64::from(row.filters.missed);
        counters.calls.unlogged += u64::from(row.filters.unlogged);
        counters.calls.noted += u64::from(row.filters.noted);
    }
    counters.unresolved = all::<LogEntry>(store).iter().filter(|e| e.is_unresolved()).count() as u64;
    counters.quarantined = store.query(&Query::all(Store::Quarantine)).len() as u64;
    counters
}

/// # Panics
/// When a write leaves without a claim that survives a power cut (G1).
pub fn claim(store: &Memory, effect: &Effect) {
    let Effect::Crm { ticket, request, .. } = effect else { return };
    if !request.is_write() {
        return;
    }
    let status = match &ticket.about {
        About::Entry(key) => store.durable(Store::Entries, &key.key()).and_then(|row| decode::<LogEntry>(row).ok()).map(|one| one.status),
        About::FollowUp(id, _) => {
            let one = store.durable(Store::FollowUps, id).and_then(|row| decode::<FollowUp>(row).ok());
            one.and_then(|one| one.task).map(|task| task.status)
        }
    };
    let claimed = matches!(status, Some(LogStatus::Sending { .. }));
    assert!(claimed, "a write leaves without a durable claim: {ticket:?}");
}
