//! Rule A: what happens by itself when a call begins and ends; and E7.

use callscribe_core::call::CallResult;
use callscribe_core::command::{Command, Resolution};
use callscribe_core::contact::{Association, Contact};
use callscribe_core::crm::{CrmReply, ErrorKind};
use callscribe_core::engine::Asked;
use callscribe_core::entry::NewContact;
use callscribe_core::integration::{Integration, IntegrationId};
use callscribe_core::settings::Settings;
use callscribe_core::time::{HOUR, MINUTE, SECOND};
use callscribe_simulation::random::Random;
use callscribe_simulation::rig::{CRM, LINE, Rig, Script};
use callscribe_simulation::sample::{
    ANN, BEGIN, BOB, FIND, answered, ended, event, integration, line, number, rings, told, whole, with_result,
};

fn automatic(rig: &mut Rig, on: bool) {
    rig.command(Command::SetAutomatic { integration: IntegrationId::new(CRM), on });
}

#[test]
fn a1_every_integration_is_asked_when_a_call_starts() {
    let mut rig = Rig::new();
    rig.connect(callscribe_core::integration::Integration { automatic_since: None, ..integration("second", FIND) });
    rig.phone(rings(LINE, "a", ANN, rig.now));
    assert_eq!(rig.asked, [(CRM.into(), Asked::Contacts), ("second".into(), Asked::Contacts)]);
}

#[test]
fn a1_a_call_is_logged_when_it_ends_and_not_before() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.phone(answered(LINE, "a", rig.now));
    assert_eq!((rig.entry().as_str(), rig.records()), ("Unlogged", 0));
    rig.phone(ended(LINE, "a", rig.now));
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn a2_one_contact_is_logged_at_once() {
    let mut rig = Rig::new();
    rig.call_ends();
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn a2_a_single_open_association_goes_along() {
    let mut rig = Rig::new();
    let deal = |id: &str, open| Association { field: "deals".into(), id: id.into(), title: id.into(), open, created: None };
    let ann = Contact { id: "1".into(), associations: vec![deal("7", true), deal("8", false)], ..Contact::default() };
    rig.next(Asked::Contacts, Script::Says(CrmReply::Contacts(vec![ann])));
    rig.call_ends();
    assert_eq!(rig.stored_entry("a", CRM).association.flatten().map(|a| a.id), Some("7".into()));
}

#[test]
fn a2_one_contact_found_during_the_call_is_not_asked_for_again_and_none_is() {
    let mut rig = Rig::new();
    for (session, number) in [("a", ANN), ("b", BOB)] {
        rig.phone(rings(LINE, session, number, rig.now));
    }
    rig.crm().add(BOB, "Bob");
    for (session, asked) in [("a", 2), ("b", 3)] {
        rig.phone(ended(LINE, session, rig.now));
        assert_eq!((rig.entry_of(session, CRM).as_str(), rig.times(Asked::Contacts)), ("Logged", asked));
    }
}

#[test]
fn a3_everything_else_asks() {
    let table = [(0, "Unresolved NoContact"), (1, "Logged"), (2, "Unresolved ManyContacts")];
    for (people, expected) in table {
        let mut rig = Rig::new();
        (0..people).for_each(|n| drop(rig.crm().add(BOB, &format!("Bob {n}"))));
        rig.call_from(BOB, "a");
        assert_eq!(rig.entry(), expected);
    }
}

#[test]
fn a4_a_technical_failure_waits_and_is_tried_again() {
    let again = [ErrorKind::Offline, ErrorKind::RateLimited { until: BEGIN + 30 * SECOND }];
    for asked in [Asked::Contacts, Asked::Log, Asked::CreateLog] {
        for kind in again {
            let mut rig = Rig::new();
            rig.fails(asked, kind);
            rig.call_ends();
            assert_eq!(rig.entry(), "Retry", "{asked:?} {kind:?}");
            rig.wait(2 * MINUTE);
            assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1), "{asked:?} {kind:?}");
        }
    }
}

#[test]
fn a4_pauses_grow_and_there_is_no_age_limit() {
    let mut rig = Rig::new();
    (0..12).for_each(|_| rig.fails(Asked::Log, ErrorKind::Offline));
    rig.call_ends();
    rig.wait(HOUR);
    assert!((5..8).contains(&rig.times(Asked::Log)), "{}", rig.times(Asked::Log));
    rig.wait(12 * HOUR);
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn a4_a_lost_session_waits_for_the_sign_in_and_goes_on_at_once() {
    for asked in [Asked::Contacts, Asked::Log, Asked::CreateLog] {
        let mut rig = Rig::new();
        rig.fails(asked, ErrorKind::Auth);
        rig.call_ends();
        let before = rig.asked.len();
        rig.wait(12 * HOUR);
        assert_eq!((rig.entry().as_str(), rig.asked.len()), ("Retry", before), "{asked:?}");
        rig.command(Command::SetSignIn { integration: IntegrationId::new(CRM), works: true });
        assert_eq!(rig.entry(), "Logged", "{asked:?}");
    }
}

#[test]
fn a4_a_running_call_does_not_wait_for_a_sign_in_yet() {
    let mut rig = Rig::new();
    rig.command(Command::SetSignIn { integration: IntegrationId::new(CRM), works: false });
    rig.phone(rings(LINE, "a", ANN, rig.now));
    assert_eq!(rig.entry(), "Unlogged");
    rig.phone(ended(LINE, "a", rig.now));
    assert_eq!(rig.entry(), "Retry");
}

#[test]
fn a4_an_upsert_whose_answer_is_lost_waits_before_it_is_sent_again() {
    let mut rig = Rig::new();
    rig.connect(integration("upsert", callscribe_core::integration::Dedupe::Upsert));
    rig.crm_of("upsert").add(ANN, "Ann");
    rig.next(Asked::CreateLog, Script::AnswerLost);
    rig.next(Asked::CreateLog, Script::AnswerLost);
    rig.call_ends();
    assert_eq!(rig.entry_of("a", "upsert"), "Retry");
    rig.wait(10 * MINUTE);
    assert_eq!((rig.entry_of("a", "upsert").as_str(), rig.crm_of("upsert").records.len()), ("Logged", 1));
}

#[test]
fn a5_with_automatic_logging_off_the_call_is_unlogged() {
    let mut rig = Rig::new();
    automatic(&mut rig, false);
    rig.call_ends();
    assert_eq!((rig.entry().as_str(), rig.shell.working().counters.calls.unlogged), ("Unlogged", 1));
}

#[test]
fn a6_calls_nobody_talked_on_are_logged_unless_switched_off() {
    for result in [CallResult::Missed, CallResult::NoAnswer, CallResult::Busy, CallResult::Declined, CallResult::Voicemail] {
        for (log_missed, expected) in [(true, "Logged"), (false, "Excluded NobodyTalked")] {
            let mut rig = Rig::new();
            rig.command(Command::ChangeSettings(Settings { log_missed, ..Settings::default() }));
            let mut call = rings(LINE, "a", ANN, rig.now);
            call.facts.ended = told(3, rig.now);
            rig.phone(with_result(call, result.clone()));
            assert_eq!(rig.entry(), expected);
        }
    }
}

#[test]
fn a7_internal_calls_are_excluded_unless_switched_on() {
    for (log_internal, expected) in [(false, "Excluded Internal"), (true, "Logged")] {
        let mut rig = Rig::new();
        rig.command(Command::ChangeSettings(Settings { log_internal, ..Settings::default() }));
        let mut call = whole(LINE, "a", ANN, rig.now);
        call.facts.internal = told(1, true);
        rig.phone(call);
        assert_eq!(rig.entry(), expected);
    }
}

#[test]
fn a8_what_somebody_else_answered_is_shown_and_not_logged() {
    let mut rig = Rig::new();
    rig.phone(with_result(whole(LINE, "a", ANN, rig.now), CallResult::AnsweredElsewhere));
    assert_eq!((rig.entry().as_str(), rig.times(Asked::CreateLog)), ("Excluded AnsweredElsewhere", 0));
}

#[test]
fn a9_events_late_twice_and_out_of_order_give_one_call() {
    for seed in 0..100 {
        let mut random = Random::new(seed);
        let mut rig = Rig::new();
        let at = rig.now - MINUTE;
        let mut named = event(LINE, "a");
        named.facts.other_name = told(4, "ANN A".to_owned());
        let mut events = vec![rings(LINE, "a", ANN, at), answered(LINE, "a", at + 1), ended(LINE, "a", at + 2), named];
        let all = events.iter().fold(event(LINE, "a").facts, |mut facts, e| {
            facts.join(e.facts.clone());
            facts
        });
        (0..random.within(0, 4)).for_each(|_| events.push(random.pick(&events).unwrap().clone()));
        random.shuffle(&mut events);
        events.into_iter().for_each(|event| rig.phone(event));
        rig.wait(MINUTE);
        assert_eq!(rig.case("a").call.facts, all, "seed {seed}");
        assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1), "seed {seed}");
        assert_eq!(rig.shell.working().counters.calls.all, 1);
    }
}

#[test]
fn a9_an_older_event_never_overrides_a_newer() {
    let mut rig = Rig::new();
    let mut named = event(LINE, "a");
    for (seq, name) in [(5, "new"), (4, "old")] {
        named.facts.other_name = told(seq, name.to_owned());
        rig.phone(named.clone());
    }
    assert_eq!(rig.case("a").call.other_name(), Some("new"));
}

#[test]
fn a9_facts_that_come_after_the_end_are_decided_by_as_if_they_had_come_before() {
    let at = BEGIN;
    let mut missed_first = vec![rings(LINE, "a", ANN, at), ended(LINE, "a", at + MINUTE)];
    let answered_late = answered(LINE, "a", at + 1);
    let mut rig = Rig::new();
    rig.command(Command::ChangeSettings(Settings { log_missed: false, ..Settings::default() }));
    missed_first.drain(..).for_each(|event| rig.phone(event));
    assert_eq!(rig.entry(), "Excluded NobodyTalked");
    rig.phone(answered_late);
    assert_eq!(rig.entry(), "Logged");

    let mut rig = Rig::new();
    rig.phone(answered(LINE, "a", at));
    rig.phone(ended(LINE, "a", at + MINUTE));
    assert_eq!(rig.entry(), "Unresolved NoNumber");
    rig.phone(rings(LINE, "a", ANN, at));
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn a9_facts_that_come_late_count_for_what_waits_for_a_sign_in_too() {
    let mut rig = Rig::new();
    rig.command(Command::SetSignIn { integration: IntegrationId::new(CRM), works: false });
    rig.call_ends();
    assert_eq!(rig.entry(), "Retry");
    rig.phone(with_result(event(LINE, "a"), CallResult::AnsweredElsewhere));
    assert_eq!(rig.entry(), "Excluded AnsweredElsewhere");
}

#[test]
fn a9_a_corrected_number_is_looked_up_again() {
    let mut rig = Rig::new();
    rig.crm().add(BOB, "Bob");
    rig.phone(rings(LINE, "a", ANN, rig.now));
    let mut corrected = event(LINE, "a");
    corrected.facts.other = told(2, number(BOB));
    rig.phone(corrected);
    rig.phone(answered(LINE, "a", rig.now));
    rig.phone(ended(LINE, "a", rig.now));
    assert_eq!(rig.stored_entry("a", CRM).contact.map(|c| c.name().to_owned()), Some("Bob".into()));
}

#[test]
fn a9_an_answer_for_the_number_before_does_not_count() {
    let mut rig = Rig::new();
    rig.crm().add(BOB, "Bob");
    rig.next(Asked::Contacts, Script::Hangs);
    rig.phone(rings(LINE, "a", ANN, rig.now));
    let mut corrected = event(LINE, "a");
    corrected.facts.other = told(2, number(BOB));
    rig.phone(corrected);
    rig.arrive();
    rig.phone(answered(LINE, "a", rig.now));
    rig.phone(ended(LINE, "a", rig.now));
    assert_eq!(rig.stored_entry("a", CRM).contact.map(|c| c.name().to_owned()), Some("Bob".into()));
}

#[test]
fn a10_with_no_screen_open_line_and_alarm_are_enough_though_the_worker_dies() {
    let mut rig = Rig::new();
    rig.fails(Asked::Contacts, ErrorKind::Offline);
    rig.call_ends();
    assert_eq!(rig.entry(), "Retry");
    rig.crash();
    rig.wait(5 * MINUTE);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn a12_a_conference_is_one_call_at_its_first_party_with_the_others_listed() {
    let mut rig = Rig::new();
    rig.crm().add(BOB, "Bob");
    let mut call = whole(LINE, "a", ANN, rig.now);
    call.facts.others = told(2, vec![number(BOB)]);
    rig.phone(call);
    assert_eq!((rig.entry().as_str(), rig.records(), rig.times(Asked::Contacts)), ("Logged", 1, 1));
    let written = &rig.crm().records[0];
    assert_eq!(written.contact, "c1");
    assert_eq!(written.draft.as_ref().map(|draft| draft.told.clone()), Some(vec![format!("Also on the call: {BOB}")]));
}

#[test]
fn a11_a_withheld_number_is_never_looked_up() {
    let mut rig = Rig::new();
    rig.call_from("", "a");
    assert_eq!((rig.entry().as_str(), rig.asked.len()), ("Unresolved NoNumber", 0));
}

#[test]
fn a11_looking_again_for_no_number_asks_nobody() {
    let mut rig = Rig::new();
    rig.call_from("", "a");
    rig.fails(Asked::CreateContact, ErrorKind::Unprovable);
    rig.resolve("a", Resolution::NewContact(NewContact::named("Bob")));
    rig.resolve("a", Resolution::ItIsThere(None));
    assert_eq!((rig.entry().as_str(), rig.times(Asked::Contacts)), ("Unresolved NoNumber", 0));
}

#[test]
fn a13_two_running_calls_stay_two() {
    let mut rig = Rig::new();
    rig.crm().add(BOB, "Bob");
    for (session, other) in [("a", ANN), ("b", BOB)] {
        rig.phone(rings(LINE, session, other, rig.now));
    }
    assert_eq!(rig.shell.working().running.len(), 2);
    rig.notes("b", "about Bob");
    for session in ["a", "b"] {
        rig.phone(answered(LINE, session, rig.now));
        rig.phone(ended(LINE, session, rig.now));
    }
    let notes: Vec<&str> = rig.crms[&IntegrationId::new(CRM)].records.iter().map(|r| r.note.as_str()).collect();
    assert_eq!(notes, ["", "about Bob"]);
}

#[test]
fn a14_a_number_on_the_list_never_reaches_a_crm() {
    let mut rig = Rig::new();
    rig.command(Command::ChangeSettings(Settings { never_log: vec![ANN.into()], ..Settings::default() }));
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.call_ends();
    assert_eq!((rig.entry().as_str(), rig.asked.len()), ("Excluded NeverLog", 0));
}

#[test]
fn a15_an_excluded_call_can_be_logged_by_hand() {
    let mut rig = Rig::new();
    rig.phone(with_result(whole(LINE, "a", ANN, rig.now), CallResult::AnsweredElsewhere));
    assert_eq!(rig.saves("a"), None);
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn e7_calls_from_before_are_earlier_and_can_be_logged_by_hand() {
    let mut rig = Rig::new();
    rig.command(Command::AddAccount(Box::new(line("rc:2/7"))));
    rig.phone(whole(LINE, "a", ANN, BEGIN - 3 * HOUR));
    assert_eq!((rig.entry().as_str(), rig.shell.working().counters.calls.unlogged), ("Earlier", 0));
    assert_eq!(rig.saves("a"), None);
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn e7_a_call_saved_in_one_integration_is_earlier_in_another_only_if_that_was_added_after_its_end() {
    for (added, expected) in [(-1, "Unlogged"), (0, "Unlogged"), (1, "Earlier")] {
        let mut rig = Rig::new();
        automatic(&mut rig, false);
        rig.call_ends();
        rig.connect(Integration { added_at: rig.now + added, ..integration("other", FIND) });
        assert_eq!(rig.saves("a"), None);
        assert_eq!((rig.entry().as_str(), rig.entry_of("a", "other").as_str()), ("Logged", expected), "{added}");
    }
}

#[test]
fn i1_switched_off_automatic_logging_stops_at_once_and_what_the_agent_chose_goes_on() {
    let mut rig = Rig::new();
    rig.fails(Asked::Log, ErrorKind::Offline);
    rig.fails(Asked::Log, ErrorKind::Offline);
    rig.call_ends();
    rig.call_from(ANN, "b");
    rig.saves("b");
    automatic(&mut rig, false);
    rig.wait(10 * MINUTE);
    assert_eq!((rig.entry().as_str(), rig.entry_of("b", CRM).as_str()), ("Unlogged", "Logged"));
}

/// The phone account says that it has deleted the call.
fn phone_deletes(rig: &mut Rig, session: &str) {
    let mut deleted = event(LINE, session);
    deleted.facts.deleted = told(9, true);
    rig.phone(deleted);
}

#[test]
fn j7_what_waited_for_a_crm_is_no_longer_logged_by_itself_and_can_be_by_hand() {
    for at in [Asked::Contacts, Asked::Log] {
        let mut rig = Rig::new();
        rig.fails(at, ErrorKind::Offline);
        rig.call_ends();
        assert_eq!(rig.entry(), "Retry");
        phone_deletes(&mut rig, "a");
        rig.wait(9 * HOUR);
        assert_eq!((rig.entry().as_str(), rig.records()), ("Excluded Deleted", 0), "{at:?}");
        assert_eq!(rig.saves("a"), None);
        assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1), "{at:?}");
    }
}

#[test]
fn j7_a_conflict_of_a_deleted_call_is_not_taken_up_by_the_digest() {
    let mut rig = Rig::new();
    rig.call_from(BOB, "a");
    phone_deletes(&mut rig, "a");
    rig.crm().add(BOB, "Bob");
    rig.wait(4 * HOUR);
    assert_eq!((rig.entry().as_str(), rig.records(), rig.shell.working().counters.unresolved), ("Excluded Deleted", 0, 0));
}

#[test]
fn j7_what_is_logged_stays_and_what_proves_absent_is_not_sent_again() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.next(Asked::CreateLog, Script::RequestLost);
    rig.call_from(ANN, "b");
    assert_eq!(rig.entry_of("b", CRM), "InDoubt");
    for session in ["a", "b"] {
        phone_deletes(&mut rig, session);
    }
    rig.wait(9 * HOUR);
    assert_eq!((rig.entry().as_str(), rig.entry_of("b", CRM).as_str(), rig.records()), ("Logged", "Excluded Deleted", 1));
}
