//! Rules B7 and F2: of two records of one call a person keeps one, and the note is in it, or is said not to have been sent.

use callscribe_core::call::CallEvent;
use callscribe_core::choices::Choices;
use callscribe_core::command::{Command, Resolution};
use callscribe_core::engine::Asked;
use callscribe_core::integration::{Dedupe, IntegrationId};
use callscribe_core::time::{HOUR, MINUTE};
use callscribe_simulation::crm::Written;
use callscribe_simulation::rig::{CRM, LINE, Rig, Script, id, record};
use callscribe_simulation::sample::{ANN, FIND, answered, ended, event, rings};

#[test]
fn f2_of_a_double_one_is_kept() {
    let mut rig = Rig::new();
    rig.call_ends();
    let twin = rig.crm().records[0].clone();
    rig.crm().records.push(Written { id: "r2".into(), ..twin });
    rig.wait(MINUTE);
    assert_eq!(rig.resolve("a", Resolution::Keep(record("r2"))), None);
    rig.wait(HOUR);
    assert_eq!(rig.entry(), "Logged");
    rig.notes("a", "later");
    rig.wait(MINUTE);
    assert_eq!(rig.said(1), "later");
}

/// Two calls with these notes, logged unless told otherwise, that prove to be one.
fn two_that_are_one(rig: &mut Rig, notes: [&str; 2]) {
    for (session, note) in ["a", "b"].into_iter().zip(notes) {
        rig.phone(rings(LINE, session, ANN, rig.now));
        rig.notes(session, note);
        rig.now += MINUTE;
        rig.phone(answered(LINE, session, rig.now));
        rig.phone(ended(LINE, session, rig.now));
        rig.wait(HOUR);
    }
    rig.phone(CallEvent { aliases: vec!["b".into()], ..event(LINE, "a") });
}

#[test]
fn b7_f2_the_record_that_is_kept_of_two_says_the_whole_note_once() {
    for (notes, expected) in [(["one", ""], "one"), (["", "two"], "two"), (["one", "two"], "one\ntwo")] {
        for (kept, at) in [("r1", 0), ("r2", 1)] {
            let mut rig = Rig::new();
            two_that_are_one(&mut rig, notes);
            assert_eq!(rig.resolve("a", Resolution::Keep(record(kept))), None);
            rig.wait(MINUTE);
            assert_eq!((rig.entry().as_str(), rig.said(at)), ("Logged", expected), "{kept}");
        }
    }
}

#[test]
fn b7_i5_where_nothing_is_updated_the_record_that_is_kept_of_two_may_lack_the_note_and_says_so() {
    let log_once = || {
        let mut rig = Rig::new();
        let choices = Box::new(Choices { log_once: true, ..Choices::default() });
        rig.command(Command::SetChoices { integration: IntegrationId::new(CRM), choices });
        rig
    };
    let cases = [(log_once(), "one", "UpdateFailed"), (log_once(), "", "Logged")];
    let others = [(Rig::without_update(FIND), "one", "UpdateFailed"), (Rig::without_update(FIND), "", "Logged")];
    for (mut rig, note, expected) in cases.into_iter().chain(others) {
        rig.phone(rings(LINE, "a", ANN, rig.now));
        rig.notes("a", note);
        rig.now += MINUTE;
        rig.call_ends();
        rig.desk(Command::LogNow { call: id("a"), integration: None });
        let made = rig.crm().records[0].clone();
        rig.crm().records.push(Written { id: "r2".into(), note: String::new(), ..made });
        rig.wait(MINUTE);
        assert_eq!(rig.resolve("a", Resolution::Keep(record("r2"))), None);
        rig.wait(MINUTE);
        assert_eq!(rig.entry(), expected);
    }
}

#[test]
fn j7_the_record_that_is_kept_of_two_gets_the_facts_of_the_whole_call() {
    let mut rig = Rig::new();
    two_that_are_one(&mut rig, ["", ""]);
    assert_eq!(rig.resolve("a", Resolution::Keep(record("r2"))), None);
    rig.wait(MINUTE);
    let corrected = rig.crm().records[1].draft.as_ref().map(|draft| draft.corrected);
    assert_eq!((corrected, rig.times(Asked::Update)), (Some(true), 1));
}

#[test]
fn b7_of_two_that_prove_to_be_one_while_one_is_under_way_the_note_is_not_taken_for_sent() {
    for (notes, expected) in
        [(["one", ""], "UpdateFailed"), (["", "two"], "UpdateFailed"), (["same", "same"], "UpdateFailed"), (["", ""], "Logged")]
    {
        let mut rig = Rig::without_update(Dedupe::None);
        rig.next(Asked::CreateLog, Script::AnswerLost);
        two_that_are_one(&mut rig, notes);
        assert_eq!(rig.entry(), "Unresolved OutcomeUnknown");
        assert_eq!(rig.resolve("a", Resolution::ItIsThere(Some(record("r2")))), None);
        assert_eq!(rig.entry(), expected, "{notes:?}");
    }
}
