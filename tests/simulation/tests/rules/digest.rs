//! Rules D1 to D5, and I1: once an hour what is still open is looked at again; and E3's ten a minute.

use callscribe_core::command::{Command, Resolution};
use callscribe_core::crm::ErrorKind;
use callscribe_core::engine::Asked;
use callscribe_core::entry::{Conflict, ContactChoice, Mode};
use callscribe_core::integration::{Integration, IntegrationId};
use callscribe_core::settings::{DigestSettings, Settings};
use callscribe_core::store::StoreError;
use callscribe_core::time::{HOUR, MINUTE, Millis, SECOND, Zone};
use callscribe_simulation::rig::{CRM, LINE, Rig, SETTLED, Script, id, key};
use callscribe_simulation::sample::{ANN, BOB, FIND, answered, ended, integration, rings};

const NEW_YORK: &str = "America/New_York";

/// A rig in New York whose clock says this hour of the night or day, its digest having just run.
fn at_hour(hour: Millis) -> Rig {
    let mut rig = Rig::new();
    let midnight = rig.now - rig.now.rem_euclid(24 * HOUR) + 5 * HOUR + 24 * HOUR;
    rig.shell.zones.others = vec![Zone { name: NEW_YORK.into(), transitions: vec![(0, -18_000)] }];
    digest(&mut rig, false);
    rig.wait(midnight + hour * HOUR - rig.now);
    digest(&mut rig, true);
    rig
}

fn digest(rig: &mut Rig, on: bool) {
    let digest = DigestSettings { on, ..DigestSettings::default() };
    rig.command(Command::ChangeSettings(Settings { digest, ..Settings::default() }));
}

fn looks(rig: &Rig) -> usize {
    rig.times(Asked::Contacts)
}

#[test]
fn d1_a_contact_made_after_the_call_is_found_within_the_hour() {
    let mut rig = at_hour(12);
    rig.wait(20 * MINUTE);
    rig.call_from(BOB, "a");
    assert_eq!((rig.entry().as_str(), looks(&rig)), ("Unresolved NoContact", 1));
    rig.crm().add(BOB, "Bob");
    rig.wait(39 * MINUTE);
    assert_eq!(rig.entry(), "Unresolved NoContact");
    rig.wait(2 * MINUTE);
    assert_eq!((rig.entry().as_str(), rig.stored_entry("a", CRM).mode), ("Logged", Mode::Digest));
}

#[test]
fn d1_it_looks_every_hour_for_four_hours_and_then_no_more() {
    let mut rig = at_hour(12);
    rig.wait(30 * MINUTE);
    rig.call_from(BOB, "a");
    for (hours, expected) in [(1, 2), (1, 3), (1, 4), (1, 5), (1, 5), (9, 5)] {
        rig.wait(hours * HOUR);
        assert_eq!((looks(&rig), rig.entry().as_str()), (expected, "Unresolved NoContact"));
    }
}

#[test]
fn d5_after_its_four_hours_a_conflict_waits_for_a_person() {
    let mut rig = at_hour(12);
    rig.call_from(BOB, "a");
    rig.wait(5 * HOUR);
    rig.crm().add(BOB, "Bob");
    rig.wait(24 * HOUR);
    assert_eq!(rig.entry(), "Unresolved NoContact");
    assert_eq!(rig.resolve("a", Resolution::LookAgain), None);
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn d1_a_note_goes_along_with_what_a_later_digest_solves() {
    let mut rig = at_hour(12);
    rig.call_from(BOB, "a");
    rig.notes("a", "for Bob");
    rig.crm().add(BOB, "Bob");
    rig.wait(2 * HOUR);
    assert_eq!((rig.entry().as_str(), rig.said(0)), ("Logged", "for Bob"));
}

#[test]
fn d2_logged_in_one_and_failed_in_another_the_other_is_tried() {
    let mut rig = at_hour(12);
    rig.connect(integration("second", FIND));
    rig.call_ends();
    assert_eq!((rig.entry().as_str(), rig.entry_of("a", "second").as_str()), ("Logged", "Unresolved NoContact"));
    rig.crm_of("second").add(ANN, "Ann");
    rig.wait(2 * HOUR);
    assert_eq!((rig.entry_of("a", "second").as_str(), rig.records()), ("Logged", 2));
}

#[test]
fn g6_who_is_picked_while_the_digest_looks_again_is_taken() {
    let mut rig = at_hour(12);
    let bob = rig.crm().add(BOB, "Bob");
    rig.crm().add(BOB, "Bobby");
    rig.call_from(BOB, "a");
    rig.next(Asked::Contacts, Script::Hangs);
    rig.wait(HOUR);
    let looking = rig.stored_entry("a", CRM);
    assert_eq!((rig.entry().as_str(), looking.conflict(), looking.mode), ("Matching", Some(&Conflict::ManyContacts), Mode::Digest));
    assert_eq!(rig.shell.working().counters.unresolved, 1, "it stays where the agent looks at it");
    assert_eq!(rig.resolve("a", Resolution::Contact(Box::new(bob.clone()))), None);
    rig.arrive();
    rig.wait(SETTLED);
    let contact = rig.stored_entry("a", CRM).contact;
    assert_eq!((rig.entry().as_str(), contact), ("Logged", Some(ContactChoice::Known(Box::new(bob)))));
}

#[test]
fn d2_what_the_crm_refused_is_not_tried_again() {
    let mut rig = at_hour(12);
    rig.fails(Asked::CreateLog, ErrorKind::Refused);
    rig.call_ends();
    rig.wait(5 * HOUR);
    assert_eq!((rig.entry().as_str(), rig.times(Asked::CreateLog)), ("Unresolved Refused", 1));
}

#[test]
fn a4_the_digests_of_the_first_four_hours_try_what_failed_technically() {
    let mut rig = at_hour(12);
    (0..9).for_each(|_| rig.fails(Asked::Contacts, ErrorKind::Offline));
    rig.wait(10 * MINUTE);
    rig.call_ends();
    rig.wait(49 * MINUTE);
    let before = looks(&rig);
    rig.wait(2 * MINUTE);
    assert_eq!(looks(&rig), before + 1);
}

#[test]
fn d3_no_digest_from_two_to_seven_in_new_york_and_one_at_seven() {
    let mut rig = at_hour(1);
    rig.call_from(BOB, "a");
    rig.wait(59 * MINUTE);
    assert_eq!(looks(&rig), 1);
    rig.wait(5 * HOUR);
    assert_eq!(looks(&rig), 1);
    rig.crm().add(BOB, "Bob");
    rig.wait(2 * MINUTE);
    assert_eq!((rig.entry().as_str(), looks(&rig)), ("Logged", 2));
}

#[test]
fn d3_a_run_that_a_failing_disk_held_up_until_the_quiet_hours_goes_on_after_them() {
    let mut rig = at_hour(0);
    digest(&mut rig, false);
    rig.wait(2 * HOUR - 10 * SECOND);
    rig.call_from(BOB, "a");
    rig.call_from("+14155550177", "b");
    digest(&mut rig, true);
    assert_eq!(looks(&rig), 3, "each call, and the digest the first");
    rig.shell.store.failures = vec![StoreError::Full; 2];
    rig.wait(HOUR);
    assert_eq!((looks(&rig), rig.shell.store.failures.len()), (3, 0));
    rig.crm().add(BOB, "Bob");
    rig.crm().add("+14155550177", "Carl");
    rig.wait(4 * HOUR + 2 * MINUTE);
    assert_eq!((rig.entry_of("a", CRM).as_str(), rig.entry_of("b", CRM).as_str()), ("Logged", "Logged"));
}

#[test]
fn d4_a_call_cut_off_by_quiet_hours_gets_one_late_look() {
    let mut rig = at_hour(1);
    rig.call_from(BOB, "a");
    rig.wait(12 * HOUR);
    assert_eq!(looks(&rig), 2, "once at seven, six hours after the call, and never again");
}

#[test]
fn d4_the_late_look_is_made_though_settings_were_changed_in_the_quiet_hours() {
    let mut rig = at_hour(0);
    rig.wait(30 * MINUTE);
    rig.call_from(BOB, "a");
    rig.wait(6 * HOUR);
    let own = rig.shell.working().own.clone();
    rig.command(Command::ChangeSettings(Settings { delay_minutes: 7, ..own }));
    rig.wait(HOUR);
    assert_eq!(looks(&rig), 3, "at one and at seven");
}

#[test]
fn d4_switched_off_and_on_it_keeps_its_hour() {
    let mut rig = at_hour(12);
    rig.call_from(BOB, "a");
    rig.wait(20 * MINUTE);
    digest(&mut rig, false);
    digest(&mut rig, true);
    rig.wait(30 * MINUTE);
    assert_eq!(looks(&rig), 1);
    rig.wait(11 * MINUTE);
    assert_eq!(looks(&rig), 2);
}

#[test]
fn d4_however_many_runs_were_missed_one_is_made() {
    let mut rig = at_hour(12);
    rig.call_from(BOB, "a");
    rig.now += 50 * HOUR;
    rig.crash();
    rig.wait(30 * MINUTE);
    assert_eq!(looks(&rig), 2);
}

#[test]
fn d4_a_run_survives_the_death_of_the_worker_and_no_call_is_looked_at_twice() {
    let mut rig = at_hour(12);
    for n in 0..6 {
        rig.call_from(&format!("+1415555010{n}"), &format!("c{n}"));
    }
    let before = looks(&rig);
    rig.wait(HOUR + 15 * SECOND);
    rig.crash();
    rig.wait(10 * MINUTE);
    assert_eq!(looks(&rig) - before, 5, "all but Ann's, who is logged");
}

#[test]
fn d_delayed_entries_whose_time_has_not_come_are_left_alone() {
    let mut rig = at_hour(12);
    rig.wait(58 * MINUTE);
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.desk(Command::OpenNote { call: id("a") });
    rig.phone(ended(LINE, "a", rig.now));
    rig.wait(150 * SECOND);
    assert_eq!(rig.entry(), "Delayed");
}

#[test]
fn c4_an_open_form_is_not_disturbed_by_the_digest() {
    let mut rig = at_hour(12);
    rig.call_from(BOB, "a");
    rig.wait(55 * MINUTE);
    rig.desk(Command::Hold { keys: vec![key("a", CRM)] });
    rig.wait(9 * MINUTE);
    assert_eq!(looks(&rig), 1);
}

#[test]
fn i1_switched_on_it_takes_the_calls_of_the_last_four_hours_with_the_next_digest_and_nothing_older() {
    let mut rig = at_hour(12);
    rig.connect(Integration { automatic_since: None, ..integration("second", FIND) });
    rig.crm_of("second").add(ANN, "Ann");
    rig.call_from(ANN, "old");
    rig.wait(3 * HOUR);
    rig.call_from(ANN, "new");
    rig.wait(2 * HOUR);
    rig.command(Command::SetAutomatic { integration: IntegrationId::new("second"), on: true });
    assert_eq!(rig.entry_of("new", "second"), "Unlogged");
    rig.wait(HOUR + MINUTE);
    assert_eq!((rig.entry_of("new", "second").as_str(), rig.entry_of("old", "second").as_str()), ("Logged", "Unlogged"));
}

#[test]
fn i1_with_automatic_logging_off_the_digest_does_not_look() {
    let mut rig = at_hour(12);
    rig.call_from(BOB, "a");
    rig.command(Command::SetAutomatic { integration: IntegrationId::new(CRM), on: false });
    rig.wait(5 * HOUR);
    assert_eq!(looks(&rig), 1);
}

#[test]
fn d_switched_off_it_does_not_look_and_switched_on_it_takes_the_last_four_hours() {
    let mut rig = at_hour(12);
    digest(&mut rig, false);
    rig.call_from(BOB, "old");
    rig.wait(5 * HOUR);
    rig.call_from(BOB, "new");
    rig.wait(HOUR);
    assert_eq!(looks(&rig), 2);
    rig.crm().add(BOB, "Bob");
    digest(&mut rig, true);
    rig.wait(MINUTE);
    assert_eq!((rig.entry_of("old", CRM).as_str(), rig.entry_of("new", CRM).as_str()), ("Unresolved NoContact", "Logged"));
}

#[test]
fn e3_retries_after_an_outage_are_ten_a_minute_and_what_a_person_chose_goes_first() {
    let mut rig = at_hour(12);
    rig.fails(Asked::Contacts, ErrorKind::Auth);
    for n in 0..30 {
        rig.call_from(ANN, &format!("c{n}"));
    }
    rig.saves("c29");
    let started = rig.now;
    rig.command(Command::SetSignIn { integration: IntegrationId::new(CRM), works: true });
    assert_eq!(rig.entry_of("c29", CRM), "Logged");
    let records = |rig: &Rig| rig.records() as i64;
    while records(&rig) < 30 {
        rig.wait(SECOND);
        assert!(records(&rig) <= 2 + (rig.now - started) / (6 * SECOND), "{} after {}", records(&rig), rig.now - started);
        assert!(rig.now - started < 5 * MINUTE, "too slow");
    }
}

#[test]
fn e3_a_life_begins_with_a_pause_so_that_deaths_do_not_raise_the_rate() {
    let mut rig = at_hour(12);
    rig.fails(Asked::Contacts, ErrorKind::Auth);
    for n in 0..10 {
        rig.call_from(ANN, &format!("c{n}"));
    }
    rig.command(Command::SetSignIn { integration: IntegrationId::new(CRM), works: true });
    let before = rig.records();
    for _ in 0..50 {
        rig.crash();
        rig.wait(6 * SECOND);
    }
    assert_eq!(rig.records(), before);
    rig.wait(2 * MINUTE);
    assert_eq!(rig.records(), 10);
}

#[test]
fn d1_caches_may_answer_while_it_rings_and_are_passed_by_at_the_end_and_in_the_digest() {
    let mut rig = at_hour(12);
    rig.phone(rings(LINE, "a", BOB, rig.now));
    rig.phone(answered(LINE, "a", rig.now));
    rig.phone(ended(LINE, "a", rig.now));
    rig.wait(HOUR);
    assert_eq!(rig.fresh, [false, true, true]);
}
