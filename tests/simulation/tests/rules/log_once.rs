//! Rule I5: where agents may not change records, one create when everything is there, and never an update.

use callscribe_core::call::CallEvent;
use callscribe_core::choices::Choices;
use callscribe_core::command::Command;
use callscribe_core::engine::Asked;
use callscribe_core::entry::StepKind;
use callscribe_core::integration::{Integration, IntegrationId};
use callscribe_core::settings::Settings;
use callscribe_core::store::{Query, Store};
use callscribe_core::time::{HOUR, MINUTE, SECOND};
use callscribe_simulation::rig::{CRM, LINE, Rig, id};
use callscribe_simulation::sample::{ANN, BOB, FIND, event, integration, line, told};

const LINK: &str = "https://phone.example/rec/1";

fn choose(rig: &mut Rig, on: bool) {
    let crm = IntegrationId::new(CRM);
    let mut choices = rig.shell.working().integrations[&crm].choices.clone();
    choices.log_once = on;
    rig.command(Command::SetChoices { integration: crm, choices: Box::new(choices) });
}

/// A call from a number that has just ended, where records are written once.
fn once(number: &str) -> Rig {
    let mut rig = Rig::new();
    choose(&mut rig, true);
    rig.call_from(number, "a");
    rig
}

fn recorded(rig: &mut Rig, yes: bool) {
    let mut says = event(LINE, "a");
    says.facts.recorded = told(4, yes);
    rig.phone(says);
}

fn linked(rig: &mut Rig) {
    let mut says = event(LINE, "a");
    says.facts.recording = told(5, LINK.to_owned());
    rig.phone(says);
}

fn said(rig: &Rig) -> Option<String> {
    rig.crms[&IntegrationId::new(CRM)].records[0].draft.as_ref().and_then(|draft| draft.recording.clone())
}

#[test]
fn i5_it_is_logged_once_the_note_has_rested_for_the_delayed_minutes() {
    let mut rig = once(ANN);
    rig.wait(2 * MINUTE);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Delayed", 0));
    rig.notes("a", "first");
    rig.wait(2 * MINUTE);
    rig.types("a", "w", "first", "first, and more");
    rig.tell(callscribe_core::engine::Input::Desk);
    rig.wait(3 * MINUTE - SECOND);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Delayed", 0));
    rig.wait(SECOND);
    assert_eq!((rig.entry().as_str(), rig.said(0)), ("Logged", "first, and more"));
}

#[test]
fn i5_never_an_update_neither_of_the_note_nor_of_facts() {
    let mut rig = once(ANN);
    rig.wait(3 * MINUTE);
    assert_eq!(rig.records(), 1);
    rig.notes("a", "late");
    linked(&mut rig);
    rig.wait(HOUR);
    assert_eq!((rig.entry().as_str(), rig.said(0), rig.times(Asked::Update)), ("Logged", "", 0));
}

#[test]
fn i5_a_note_typed_later_is_not_said_to_be_unsent_where_records_cannot_be_changed() {
    for update in [false, true] {
        let mut rig = Rig::bare();
        rig.command(Command::AddAccount(Box::new(line(LINE))));
        let mut crm = integration(CRM, FIND);
        (crm.capabilities.update, crm.choices.log_once) = (update, true);
        rig.connect(crm);
        rig.crm().add(ANN, "Ann");
        rig.call_ends();
        rig.wait(4 * MINUTE);
        rig.notes("a", "late");
        assert_eq!(rig.entry(), "Logged", "{update}");
    }
}

#[test]
fn i5_in_the_address_book_an_update_that_waits_when_it_is_switched_on_is_not_made() {
    let mut rig = crate::looks_logged::book_with_ann();
    rig.call_ends();
    rig.notes("a", "late");
    assert_eq!(rig.entry_of("a", "book"), "UpdatePending");
    let choices = Choices { log_once: true, ..Choices::default() };
    rig.command(Command::SetChoices { integration: IntegrationId::address_book(), choices: Box::new(choices) });
    rig.wait(MINUTE);
    let steps = rig.stored_entry("a", "book").steps;
    assert_eq!((rig.entry_of("a", "book").as_str(), steps.last().map(|step| &step.what)), ("Logged", Some(&StepKind::Logged)));
}

#[test]
fn i5_an_update_that_waits_when_it_is_switched_on_is_not_sent() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(MINUTE);
    rig.notes("a", "late");
    assert_eq!(rig.entry(), "UpdatePending");
    choose(&mut rig, true);
    rig.wait(HOUR);
    assert_eq!((rig.entry().as_str(), rig.times(Asked::Update)), ("Logged", 0));
}

#[test]
fn i5_it_waits_for_the_recording_and_goes_when_that_is_there() {
    let mut rig = once(ANN);
    recorded(&mut rig, true);
    rig.wait(2 * HOUR);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Delayed", 0));
    linked(&mut rig);
    assert_eq!((rig.entry().as_str(), said(&rig).as_deref()), ("Logged", Some(LINK)));
    rig.wait(30 * HOUR);
    assert_eq!((rig.records(), rig.times(Asked::Update)), (1, 0));
}

#[test]
fn i5_a_refused_recording_and_a_day_end_the_waiting() {
    let mut refused = once(ANN);
    recorded(&mut refused, false);
    refused.wait(3 * MINUTE);
    assert_eq!(refused.entry(), "Logged");
    let mut late = once(ANN);
    recorded(&mut late, true);
    late.wait(24 * HOUR - MINUTE);
    assert_eq!(late.entry(), "Delayed");
    late.crash();
    late.wait(2 * MINUTE);
    assert_eq!((late.entry().as_str(), said(&late), late.records()), ("Logged", None, 1));
}

#[test]
fn i5_log_now_ends_the_waiting() {
    let mut rig = once(ANN);
    recorded(&mut rig, true);
    rig.wait(MINUTE);
    assert_eq!(rig.desk(Command::LogNow { call: id("a"), integration: None }), None);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn i5_what_a_person_saves_goes_at_once() {
    let mut rig = once(ANN);
    assert_eq!(rig.saves("a"), None);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn i5_a_conflict_asks_at_once_and_its_solution_logs_once() {
    let mut rig = once(BOB);
    assert_eq!(rig.entry(), "Unresolved NoContact");
    rig.crm().add(BOB, "Bob");
    rig.resolve("a", callscribe_core::command::Resolution::LookAgain);
    rig.wait(4 * MINUTE);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn i5_the_address_book_can_wait_as_well() {
    let mut rig = Rig::new();
    let book = IntegrationId::address_book();
    let mut integration = Integration::address_book(book.clone(), "Book", rig.now - MINUTE, false);
    integration.choices.log_once = true;
    rig.command(Command::AddIntegration(Box::new(integration)));
    let bob = callscribe_core::book::BookContact {
        book: book.clone(),
        id: "bob".into(),
        name: "Bob".into(),
        company: String::new(),
        email: String::new(),
        numbers: vec![callscribe_core::book::BookNumber { label: String::new(), number: callscribe_simulation::sample::number(BOB) }],
        associations: Vec::new(),
        created: 0,
        changed: 0,
    };
    rig.command(Command::SaveContact { book, contact: Box::new(bob) });
    rig.command(Command::ChangeSettings(Settings { delay_minutes: 5, ..rig.shell.working().settings.clone() }));
    rig.call_from(BOB, "a");
    assert_eq!(rig.entry_of("a", "book"), "Delayed");
    rig.wait(5 * MINUTE);
    assert_eq!(rig.entry_of("a", "book"), "Logged");
}

#[test]
fn i5_what_was_typed_under_another_name_of_the_call_goes_along() {
    let mut rig = once(ANN);
    rig.notes("a", "first");
    rig.call_from(ANN, "leg");
    rig.notes("leg", "typed at the leg");
    rig.phone(CallEvent { aliases: vec!["a".into()], ..event(LINE, "leg") });
    rig.wait(10 * MINUTE);
    let stored = rig.shell.store.query(&Query::all(Store::Calls)).len();
    assert_eq!((stored, rig.records()), (1, 1));
    assert!(["first", "typed at the leg"].iter().all(|part| rig.said(0).contains(part)), "{}", rig.said(0));
}
