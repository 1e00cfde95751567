//! G3: several names a phone has for one call are one call, with one note, one entry and one record.

use callscribe_core::book::Activity;
use callscribe_core::call::CallEvent;
use callscribe_core::command::Command;
use callscribe_core::engine::{Asked, Input};
use callscribe_core::time::{HOUR, MINUTE, SECOND};
use callscribe_simulation::check;
use callscribe_simulation::rig::{CRM, LINE, Rig, SETTLED, Script, id, key};
use callscribe_simulation::sample::{ANN, BOB, answered, ended, event, rings, whole};

use crate::looks_logged::book_with_ann;

#[test]
fn g3_two_ids_that_prove_to_be_one_call_are_one() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.phone(rings(LINE, "b", ANN, rig.now));
    rig.notes("a", "of a");
    rig.types("b", "2", "", "of b");
    rig.tell(Input::Desk);
    rig.phone(CallEvent { aliases: vec!["b".into()], ..event(LINE, "a") });
    assert_eq!(rig.shell.working().counters.calls.all, 1);
    for session in ["b", "a", "b"] {
        rig.phone(answered(LINE, session, rig.now));
        rig.phone(ended(LINE, session, rig.now));
    }
    rig.wait(SETTLED);
    assert_eq!((rig.records(), rig.shell.working().counters.calls.all), (1, 1));
    let note = rig.crm().records[0].note.clone();
    assert!(note.contains("of a") && note.contains("of b"), "{note}");
}

#[test]
fn g3_the_note_of_a_call_that_proves_to_be_a_logged_one_gets_into_its_record() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.notes("a", "of a");
    rig.phone(answered(LINE, "a", rig.now));
    rig.phone(ended(LINE, "a", rig.now));
    rig.phone(rings(LINE, "b", ANN, rig.now));
    rig.notes("b", "of b");
    assert_eq!((rig.entry().as_str(), rig.said(0)), ("Logged", "of a"));
    rig.phone(CallEvent { aliases: vec!["b".into()], ..event(LINE, "a") });
    rig.wait(SETTLED);
    assert_eq!((rig.records(), rig.said(0)), (1, "of a\nof b"));
}

/// Both names are of one call, says the phone.
fn are_one(rig: &mut Rig, session: &str, alias: &str) {
    rig.phone(CallEvent { aliases: vec![alias.into()], ..event(LINE, session) });
}

#[test]
fn g3_what_a_person_decided_under_one_name_counts_for_the_call() {
    let mut rig = Rig::new();
    rig.call_from(BOB, "a");
    rig.call_from(BOB, "b");
    rig.command(Command::Dismiss { call: id("b"), integration: None });
    are_one(&mut rig, "a", "b");
    assert_eq!((rig.entry(), rig.stored_entry("a", CRM).key), ("Dismissed".into(), key("a", CRM)));
}

#[test]
fn g3_a_name_heard_of_later_does_not_take_the_entry_back() {
    let mut rig = Rig::new();
    rig.call_from(BOB, "a");
    rig.phone(rings(LINE, "b", BOB, rig.now));
    are_one(&mut rig, "a", "b");
    are_one(&mut rig, "a", "b");
    assert_eq!((rig.entry().as_str(), rig.shell.working().counters.calls.all), ("Unresolved NoContact", 1));
}

#[test]
fn g3_a_doubt_under_a_later_name_is_still_looked_up() {
    let mut rig = Rig::new();
    rig.call_from(BOB, "a");
    rig.now += SECOND;
    rig.next(Asked::CreateLog, Script::AnswerLost);
    rig.call_from(ANN, "b");
    are_one(&mut rig, "a", "b");
    rig.wait(SETTLED);
    assert_eq!((rig.entry_of("b", CRM).as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn g3_one_call_heard_of_under_three_names_has_its_note_once() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.notes("a", "of a");
    rig.now += SECOND;
    rig.phone(CallEvent { aliases: vec!["x".into()], ..rings(LINE, "b", ANN, rig.now) });
    rig.notes("b", "of b");
    rig.phone(CallEvent { aliases: vec!["b".into(), "x".into()], ..event(LINE, "a") });
    assert_eq!(rig.case("a").note.unwrap().text, "of a\nof b");
}

#[test]
fn g3_a_note_and_its_delay_go_along_to_the_name_that_stays() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.now += SECOND;
    rig.phone(rings(LINE, "b", ANN, rig.now));
    rig.desk(Command::OpenNote { call: id("b") });
    rig.notes("b", "of b");
    are_one(&mut rig, "a", "b");
    rig.crash();
    rig.phone(answered(LINE, "a", rig.now));
    rig.phone(ended(LINE, "a", rig.now));
    assert_eq!(rig.entry(), "Delayed");
    rig.wait(HOUR);
    assert_eq!((rig.entry().as_str(), rig.said(0)), ("Logged", "of b"));
}

#[test]
fn g3_a_record_and_a_doubt_that_prove_to_be_of_one_call_are_a_doubt() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.next(Asked::CreateLog, Script::RequestLost);
    rig.call_from(ANN, "b");
    are_one(&mut rig, "a", "b");
    assert_eq!(rig.entry(), "Unresolved OutcomeUnknown");
}

#[test]
fn g3_two_names_that_prove_to_be_one_call_at_its_end_are_one_activity() {
    let mut rig = book_with_ann();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.phone(rings(LINE, "b", ANN, rig.now));
    rig.phone(CallEvent { aliases: vec!["b".into()], ..whole(LINE, "a", ANN, rig.now - MINUTE) });
    assert_eq!((rig.entry_of("a", "book").as_str(), check::all::<Activity>(&rig.shell.store).len()), ("Logged", 1));
}

#[test]
fn g3_every_name_of_a_call_still_leads_to_it_after_two_became_one() {
    let mut rig = Rig::new();
    rig.phone(CallEvent { aliases: vec!["x".into()], ..rings(LINE, "b", ANN, rig.now) });
    rig.now += SECOND;
    rig.phone(CallEvent { aliases: vec!["y".into()], ..rings(LINE, "a", ANN, rig.now) });
    rig.phone(CallEvent { aliases: vec!["b".into()], ..event(LINE, "a") });
    for session in ["x", "y", "a", "b"] {
        rig.phone(answered(LINE, session, rig.now));
        rig.phone(ended(LINE, session, rig.now));
    }
    rig.wait(SETTLED);
    assert_eq!((rig.records(), rig.shell.working().counters.calls.all), (1, 1));
}

#[test]
fn g3_a_note_of_a_call_that_became_another_finds_it() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.now += SECOND;
    rig.phone(rings(LINE, "b", ANN, rig.now));
    rig.phone(CallEvent { aliases: vec!["b".into()], ..event(LINE, "a") });
    rig.notes("b", "typed into b");
    rig.phone(answered(LINE, "a", rig.now));
    rig.phone(ended(LINE, "a", rig.now));
    assert_eq!(rig.said(0), "typed into b");
}

#[test]
fn g3_two_logged_calls_that_prove_to_be_one_are_doubled() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.call_from(ANN, "b");
    rig.wait(SETTLED);
    rig.phone(CallEvent { aliases: vec!["b".into()], ..event(LINE, "a") });
    assert_eq!((rig.entry().as_str(), rig.shell.working().counters.calls.all), ("Unresolved Doubled", 1));
}

#[test]
fn g3_of_two_calls_that_prove_to_be_one_the_record_of_either_stays() {
    for hangs in [false, true] {
        let mut rig = Rig::new();
        rig.connect(callscribe_simulation::sample::integration("second", callscribe_simulation::sample::FIND));
        rig.crm_of("second").add(BOB, "Bob");
        rig.call_ends();
        if hangs {
            rig.next(Asked::CreateLog, Script::Hangs);
        }
        rig.call_from(BOB, "b");
        rig.wait(SETTLED);
        rig.phone(CallEvent { aliases: vec!["b".into()], ..event(LINE, "a") });
        rig.arrive();
        rig.wait(MINUTE);
        let expected = if hangs { "Unresolved OutcomeUnknown" } else { "Logged" };
        assert_eq!((rig.entry().as_str(), rig.entry_of("a", "second").as_str()), ("Logged", expected));
    }
}
