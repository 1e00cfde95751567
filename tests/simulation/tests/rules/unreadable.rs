//! L2: rows that cannot be read are kept, counted and never taken for nothing.

use callscribe_core::command::{Command, RefusalKind};
use callscribe_core::engine::{Asked, Input};
use callscribe_core::integration::Dedupe;
use callscribe_core::store::{Batch, Durability, Query, Row, Store};
use callscribe_core::time::{HOUR, MINUTE, SECOND};
use callscribe_simulation::check;
use callscribe_simulation::rig::{CRM, LINE, Rig, SETTLED, Script, id, key};
use callscribe_simulation::sample::{ANN, BOB, FIND, ended, rings, whole};

/// Makes a stored row unreadable.
pub fn spoil(rig: &mut Rig, store: Store, key: String) {
    let row = rig.shell.store.query(&Query::key(store, key)).pop().expect("a stored row");
    let batch = Batch { puts: vec![Row { text: "{".into(), ..row }], ..Batch::default() };
    rig.shell.store.commit(&batch, Durability::Strict).expect("a store that takes it");
}

#[test]
fn l2_an_unreadable_entry_becomes_a_doubt_never_nothing() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(MINUTE);
    spoil(&mut rig, Store::Entries, key("a", CRM).key());
    rig.crash();
    rig.call_ends();
    rig.notes("a", "later");
    rig.wait(HOUR);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Unresolved OutcomeUnknown", 1));
    assert_eq!(rig.shell.working().counters.quarantined, 1);
    rig.resolve("a", callscribe_core::command::Resolution::LogIt);
    rig.wait(SETTLED);
    assert_eq!((rig.entry().as_str(), rig.records(), rig.said(0)), ("Logged", 1, "later"));
}

#[test]
fn l2_an_unreadable_entry_that_waits_is_set_aside_at_the_start() {
    let mut rig = Rig::new();
    rig.next(Asked::Log, Script::Hangs);
    rig.call_ends();
    spoil(&mut rig, Store::Entries, key("a", CRM).key());
    rig.crash();
    assert_eq!((rig.entry().as_str(), rig.shell.working().counters.quarantined), ("Unresolved OutcomeUnknown", 1));
}

#[test]
fn l2_a_call_heard_of_while_the_worker_wakes_to_an_unreadable_entry_is_not_lost() {
    let mut rig = Rig::new();
    rig.next(Asked::Log, Script::Hangs);
    rig.call_ends();
    spoil(&mut rig, Store::Entries, key("a", CRM).key());
    rig.shell.restart(rig.now);
    rig.call_from(ANN, "b");
    assert_eq!((rig.entry().as_str(), rig.entry_of("b", CRM).as_str()), ("Unresolved OutcomeUnknown", "Logged"));
}

#[test]
fn l2_an_unreadable_entry_in_conflict_is_counted_once() {
    let mut rig = Rig::new();
    rig.call_from(BOB, "a");
    spoil(&mut rig, Store::Entries, key("a", CRM).key());
    rig.crash();
    rig.notes("a", "x");
    assert_eq!(rig.shell.working().counters.unresolved, 1);
}

#[test]
fn l2_a_call_that_cannot_be_read_is_not_logged_again() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.notes("a", "kept");
    rig.wait(MINUTE);
    spoil(&mut rig, Store::Calls, id("a").key());
    rig.crash();
    rig.call_ends();
    rig.wait(SETTLED);
    assert_eq!((rig.records(), rig.times(Asked::CreateLog)), (1, 1));
    assert_eq!((rig.entry().as_str(), rig.case("a").note.unwrap().text.as_str()), ("Logged", "kept"));
    assert_eq!(rig.shell.working().counters.quarantined, 1);
}

#[test]
fn l2_of_a_call_that_cannot_be_read_only_what_it_was_is_taken_from_the_counters() {
    let mut rig = Rig::new();
    for session in ["a", "b"] {
        rig.phone(rings(LINE, session, BOB, rig.now));
        rig.phone(ended(LINE, session, rig.now));
    }
    rig.notes("b", "noted");
    let before = rig.shell.working().counters.calls;
    assert_eq!((before.all, before.missed, before.unlogged, before.noted), (2, 2, 2, 1));
    spoil(&mut rig, Store::Calls, id("a").key());
    rig.crash();
    rig.notes("a", "of one that cannot be read");
    let after = rig.shell.working().counters.calls;
    assert_eq!((after.all, after.missed, after.unlogged, after.noted), (1, 1, 1, 1));
}

#[test]
fn l2_what_is_set_aside_while_the_counters_are_counted_again_is_counted_once() {
    for steps in 0..40 {
        let mut rig = Rig::new();
        rig.shell.check_every = u64::MAX;
        ["a", "b"].iter().for_each(|session| rig.call_from(BOB, session));
        spoil(&mut rig, Store::Counters, "counters".into());
        rig.shell.restart(rig.now);
        for _ in 0..steps {
            rig.shell.step(rig.now);
        }
        spoil(&mut rig, Store::Calls, id("a").key());
        rig.shell.tell(Input::Call(whole(LINE, "a", BOB, rig.now - MINUTE)), rig.now);
        rig.run();
        assert_eq!(rig.shell.working().counters.quarantined, 2, "after {steps} steps");
    }
}

#[test]
fn l2_a_row_of_the_desk_that_was_written_anew_meanwhile_is_taken() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.types("a", "1", "", "one");
    spoil(&mut rig, Store::Desk, format!("draft/{}/1", id("a").key()));
    rig.shell.tell(Input::Desk, rig.now);
    rig.shell.step(rig.now);
    rig.types("a", "1", "", "two");
    rig.run();
    rig.tell(Input::Desk);
    assert_eq!(rig.case("a").note.map(|note| note.text), Some("two".into()));
}

#[test]
fn l2_what_cannot_be_read_on_the_desk_is_kept_and_the_rest_taken() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.types("a", "1", "", "one");
    spoil(&mut rig, Store::Desk, format!("draft/{}/1", id("a").key()));
    rig.types("a", "2", "", "two");
    rig.tell(Input::Desk);
    assert_eq!(rig.case("a").note.unwrap().text, "two");
    assert_eq!(check::all::<callscribe_core::store::Quarantined>(&rig.shell.store).len(), 1);
}

#[test]
fn l2_counters_that_cannot_be_read_are_counted_again_whatever_happens_meanwhile() {
    for steps in [0, 4, 9, 15, 22, 60] {
        let mut rig = Rig::new();
        rig.shell.check_every = u64::MAX;
        for n in 0..70 {
            rig.call_from(if n % 3 == 0 { BOB } else { ANN }, &format!("s{n:02}"));
            rig.now += SECOND;
        }
        rig.notes("s05", "noted");
        rig.wait(SETTLED);
        let before = rig.shell.working().counters;
        assert!(before.unresolved > 20 && before.calls.all == 70 && before.calls.noted == 1, "{before:?}");
        spoil(&mut rig, Store::Counters, "counters".into());
        spoil(&mut rig, Store::Entries, key("s02", CRM).key());
        rig.shell.restart(rig.now);
        for _ in 0..steps {
            rig.shell.step(rig.now);
        }
        rig.shell.tell(Input::Call(whole(LINE, "new", BOB, rig.now - MINUTE)), rig.now);
        rig.notes("s02", "of one that cannot be read");
        rig.notes("s60", "noted too");
        rig.desk(Command::Dismiss { call: id("s03"), integration: None });
        rig.command(Command::ForgetNumber(ANN.into()));
        rig.run();
        rig.crash();
        rig.wait(MINUTE);
        assert_eq!(rig.shell.working().jobs.keys().filter(|key| *key == "recount").count(), 0);
        check::store_and_memory(&rig.shell.store, rig.shell.working());
        let after = rig.shell.working().counters;
        assert!(after.calls.all < 30 && after.unresolved > 20 && after.quarantined == 2, "after {steps} steps: {after:?}");
    }
}

#[test]
fn l2_a_form_logs_what_cannot_be_read_only_where_the_same_record_is_written_twice_as_one() {
    for (dedupe, refused, records) in [(FIND, Some(RefusalKind::DoesNotFit), 1), (Dedupe::Upsert, None, 1)] {
        let mut rig = Rig::with(dedupe);
        rig.call_ends();
        rig.wait(MINUTE);
        spoil(&mut rig, Store::Entries, key("a", CRM).key());
        rig.crash();
        rig.notes("a", "found out");
        assert_eq!(rig.entry(), "Unresolved OutcomeUnknown");
        assert_eq!((rig.saves("a"), rig.records()), (refused, records), "{dedupe:?}");
    }
}
