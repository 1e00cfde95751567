//! Rules B4 and B5: a note that was opened is cancelled, and brought back.

use callscribe_core::command::Command;
use callscribe_core::entry::Mode;
use callscribe_core::time::{HOUR, MINUTE};
use callscribe_simulation::rig::{CRM, Rig, id};
use callscribe_simulation::sample::{ANN, BOB};

use crate::delayed::{automatic, due, hangs_up, opens, rings_from, switch};

fn cancel(rig: &mut Rig, cancelled: bool) {
    assert_eq!(rig.desk(Command::CancelNote { call: id("a"), cancelled }), None);
}

#[test]
fn b4_cancelled_before_the_end_it_goes_back_to_automatic() {
    let mut rig = Rig::new();
    rings_from(&mut rig, ANN);
    opens(&mut rig);
    rig.notes("a", "never mind");
    cancel(&mut rig, true);
    hangs_up(&mut rig);
    assert_eq!((rig.entry().as_str(), rig.said(0)), ("Logged", ""));
}

#[test]
fn b4_an_empty_note_can_be_cancelled_and_one_brought_back_delays_again() {
    for (back, expected) in [(false, "Logged"), (true, "Delayed")] {
        let mut rig = Rig::new();
        rings_from(&mut rig, ANN);
        opens(&mut rig);
        cancel(&mut rig, true);
        if back {
            cancel(&mut rig, false);
        }
        hangs_up(&mut rig);
        assert_eq!(rig.entry(), expected);
    }
}

#[test]
fn b5_cancelled_after_the_end_with_automatic_on_it_stays_delayed_and_says_what_an_automatic_log_says() {
    let mut rig = Rig::new();
    rings_from(&mut rig, ANN);
    opens(&mut rig);
    rig.notes("a", "never mind");
    hangs_up(&mut rig);
    rig.wait(MINUTE);
    cancel(&mut rig, true);
    assert_eq!((due(&rig), rig.stored_entry("a", CRM).mode), (Some(3 * MINUTE), Mode::Automatic));
    rig.wait(2 * MINUTE);
    assert_eq!((rig.entry().as_str(), rig.said(0)), ("Logged", ""));
}

#[test]
fn b5_cancelled_after_the_end_with_automatic_off_it_is_unlogged() {
    let mut rig = Rig::new();
    automatic(&mut rig, false);
    rings_from(&mut rig, ANN);
    switch(&mut rig, true);
    hangs_up(&mut rig);
    assert_eq!(rig.entry(), "Delayed");
    cancel(&mut rig, true);
    rig.wait(HOUR);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Unlogged", 0));
}

#[test]
fn i1_switched_off_while_it_waits_a_cancelled_note_asks_nothing_and_one_brought_back_is_the_agents_choice() {
    for (back, expected) in [(false, "Unlogged"), (true, "Unresolved ManyContacts")] {
        let mut rig = Rig::new();
        rig.crm().add(BOB, "Bob");
        rig.crm().add(BOB, "Bobby");
        rings_from(&mut rig, BOB);
        opens(&mut rig);
        hangs_up(&mut rig);
        cancel(&mut rig, true);
        if back {
            cancel(&mut rig, false);
        }
        automatic(&mut rig, false);
        rig.wait(HOUR);
        assert_eq!(rig.entry(), expected);
    }
}

#[test]
fn b5_a_note_brought_back_after_the_end_chooses_nothing_where_nothing_was_delayed() {
    let mut rig = Rig::new();
    rings_from(&mut rig, BOB);
    rig.notes("a", "for Bob");
    hangs_up(&mut rig);
    cancel(&mut rig, true);
    cancel(&mut rig, false);
    assert_eq!((rig.entry().as_str(), rig.stored_entry("a", CRM).mode), ("Unresolved NoContact", Mode::Automatic));
}
