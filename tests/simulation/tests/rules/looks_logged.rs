//! G9: which activities of the address book look like a call that is about to be logged.

use callscribe_core::book::Activity;
use callscribe_core::choices::Choices;
use callscribe_core::command::{Command, Resolution};
use callscribe_core::contact::Contact;
use callscribe_core::integration::IntegrationId;
use callscribe_core::time::{HOUR, MINUTE, Millis, SECOND};
use callscribe_simulation::check;
use callscribe_simulation::rig::Rig;
use callscribe_simulation::sample::{ANN, BOB, whole};

use crate::by_hand::book_contact;

/// An address book that logs by itself and knows Ann.
pub fn book_with_ann() -> Rig {
    let mut rig = Rig::with_book();
    rig.command(book_contact("ann", ANN));
    rig
}

fn activities(rig: &Rig) -> usize {
    check::all::<Activity>(&rig.shell.store).len()
}

#[test]
fn g9_a_call_that_somebody_logged_by_hand_asks_before_it_is_logged_again() {
    for (resolution, logged) in [(Resolution::NotTheSame, 2), (Resolution::SameCall, 1)] {
        let mut rig = book_with_ann();
        rig.desk(Command::TypeCall { call: whole("typed", "t", ANN, rig.now - 165 * SECOND), not_the_same: true });
        assert_eq!(activities(&rig), 1);
        rig.call_ends();
        assert_eq!((rig.entry_of("a", "book").as_str(), activities(&rig)), ("Unresolved LooksLogged", 1));
        let key = callscribe_simulation::rig::key("a", "book");
        assert_eq!(rig.desk(Command::Resolve { key, resolution, same_number: false }), None);
        rig.wait(5 * HOUR);
        assert_eq!((activities(&rig), rig.shell.working().counters.unresolved), (logged, 0));
    }
}

#[test]
fn g9_what_was_logged_longer_ago_by_our_own_line_or_with_the_question_off_does_not_ask() {
    for (typed_before, off) in [(4 * MINUTE, false), (165 * SECOND, true)] {
        let mut rig = book_with_ann();
        if off {
            let choices = Box::new(Choices { look_for_others: false, ..Choices::default() });
            rig.command(Command::SetChoices { integration: IntegrationId::address_book(), choices });
        }
        rig.desk(Command::TypeCall { call: whole("typed", "t", ANN, rig.now - typed_before), not_the_same: true });
        rig.call_ends();
        rig.call_from(ANN, "b");
        assert_eq!((activities(&rig), rig.shell.working().counters.unresolved), (3, 0));
    }
}

#[test]
fn g9_a_person_who_logs_a_call_is_not_asked() {
    let mut rig = book_with_ann();
    rig.command(Command::SetAutomatic { integration: IntegrationId::address_book(), on: false });
    rig.call_ends();
    rig.desk(Command::TypeCall { call: whole("typed", "t", ANN, rig.now - 65 * SECOND), not_the_same: true });
    for call in [callscribe_simulation::rig::id("a"), callscribe_simulation::sample::call_id("typed", "t")] {
        let ann = Contact { id: "ann".into(), name: "ann".into(), ..Contact::default() };
        rig.desk(Command::Log { call, entries: vec![callscribe_simulation::rig::to("book", ann)], note: None, base: String::new() });
    }
    assert_eq!((activities(&rig), rig.shell.working().counters.unresolved), (2, 0));
}

fn typed(rig: &mut Rig, session: &str, number: &str, start: Millis) {
    let call = whole("typed", session, number, start);
    assert_eq!(rig.desk(Command::TypeCall { call, not_the_same: true }), None);
}

#[test]
fn g9_what_began_up_to_two_minutes_apart_asks() {
    for (apart, asks) in [(-2 * MINUTE, true), (2 * MINUTE, true), (-2 * MINUTE - 1, false), (2 * MINUTE + 1, false)] {
        let mut rig = book_with_ann();
        let start = rig.now - 65 * SECOND;
        typed(&mut rig, "t", ANN, start + apart);
        rig.call_ends();
        assert_eq!(rig.entry_of("a", "book") == "Unresolved LooksLogged", asks, "{apart}");
    }
}

#[test]
fn g9_what_another_contact_was_logged_to_at_the_time_does_not_ask() {
    for other in ["aaa", "zzz"] {
        let mut rig = book_with_ann();
        rig.command(book_contact(other, BOB));
        let start = rig.now - 65 * SECOND;
        typed(&mut rig, "t", BOB, start);
        rig.call_ends();
        assert_eq!(rig.entry_of("a", "book"), "Logged", "{other}");
    }
}

#[test]
fn g9_it_asks_however_much_the_contact_was_called_before() {
    let mut rig = book_with_ann();
    let start = rig.now - 65 * SECOND - MINUTE;
    typed(&mut rig, "t", ANN, start);
    let near = check::all::<Activity>(&rig.shell.store).remove(0);
    for n in 0..200 {
        let mut old = Activity { start: near.start - (n + 1) * HOUR, ..near.clone() };
        old.key.call.session = format!("old{n}");
        rig.shell.put(&old);
    }
    rig.call_ends();
    assert_eq!(rig.entry_of("a", "book"), "Unresolved LooksLogged");
}
