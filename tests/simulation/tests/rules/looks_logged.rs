//! G9: which activities of the address book look like a call that is about to be logged.

use callscribe_core::book::Activity;
use callscribe_core::command::Command;
use callscribe_core::time::{HOUR, MINUTE, Millis, SECOND};
use callscribe_simulation::check;
use callscribe_simulation::rig::Rig;
use callscribe_simulation::sample::{ANN, BOB, whole};

use crate::by_hand::book_contact;
use crate::once::with_book;

fn typed(rig: &mut Rig, session: &str, number: &str, start: Millis) {
    let call = whole("typed", session, number, start);
    assert_eq!(rig.desk(Command::TypeCall { call, not_the_same: true }), None);
}

#[test]
fn g9_what_began_up_to_two_minutes_apart_asks() {
    for (apart, asks) in [(-2 * MINUTE, true), (2 * MINUTE, true), (-2 * MINUTE - 1, false), (2 * MINUTE + 1, false)] {
        let mut rig = with_book();
        let start = rig.now - 65 * SECOND;
        typed(&mut rig, "t", ANN, start + apart);
        rig.call_ends();
        assert_eq!(rig.entry_of("a", "book") == "Unresolved LooksLogged", asks, "{apart}");
    }
}

#[test]
fn g9_what_another_contact_was_logged_to_at_the_time_does_not_ask() {
    for other in ["aaa", "zzz"] {
        let mut rig = with_book();
        rig.command(book_contact(other, BOB));
        let start = rig.now - 65 * SECOND;
        typed(&mut rig, "t", BOB, start);
        rig.call_ends();
        assert_eq!(rig.entry_of("a", "book"), "Logged", "{other}");
    }
}

#[test]
fn g9_it_asks_however_much_the_contact_was_called_before() {
    let mut rig = with_book();
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
