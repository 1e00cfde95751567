//! A9, E1 and L2: lines that break, calls that prove to be one, rows that cannot be read.

use callscribe_core::account::{Line, LineProblem};
use callscribe_core::call::{AccountId, CallEvent, CallResult};
use callscribe_core::command::Command;
use callscribe_core::engine::{Asked, Input};
use callscribe_core::phone::LineEvent;
use callscribe_core::store::{Batch, Durability, Query, Row, Store};
use callscribe_core::time::{HOUR, MINUTE, SECOND};
use callscribe_simulation::check;
use callscribe_simulation::rig::{CRM, LINE, Rig, SETTLED, Script, id, key};
use callscribe_simulation::sample::{
    ANN, BEGIN, BOB, FIND, answered, ended, event, integration, live_line, number, parted, rings, told, whole,
};

fn opened(rig: &mut Rig, running: Vec<CallEvent>) {
    let account = AccountId::new(LINE);
    rig.tell(Input::Line(account.clone(), LineEvent::Opened { account, running }));
}

fn live() -> Rig {
    let mut rig = Rig::new();
    rig.command(Command::AddAccount(Box::new(live_line(LINE))));
    opened(&mut rig, Vec::new());
    rig
}

#[test]
fn a9_a_running_call_the_phone_no_longer_lists_waits_for_its_duration() {
    let mut rig = live();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.phone(answered(LINE, "a", rig.now));
    rig.wait(MINUTE);
    opened(&mut rig, Vec::new());
    assert_eq!(rig.entry(), "Unresolved ConfirmDuration");
    assert_eq!(rig.case("a").call.result(), Some(CallResult::EndedWhileDisconnected));
    assert_eq!(rig.desk(Command::ConfirmDuration { call: id("a"), seconds: 90 }), None);
    assert_eq!((rig.entry().as_str(), rig.case("a").call.duration()), ("Logged", 90));
}

#[test]
fn a9_calls_that_ended_unwatched_are_ended_though_integrations_came_while_they_ran() {
    let mut rig = live();
    for n in 0..6 {
        rig.phone(rings(LINE, &format!("a{n}"), &format!("+1415555010{n}"), rig.now));
        rig.phone(answered(LINE, &format!("a{n}"), rig.now));
    }
    for name in ["one", "two"] {
        rig.connect(integration(name, FIND));
    }
    opened(&mut rig, Vec::new());
    for n in 0..6 {
        assert_eq!(rig.entry_of(&format!("a{n}"), "two"), "Unresolved ConfirmDuration");
    }
}

/// A call of a minute the agent passed on just now: the phone has not said that it is over.
fn passed_on(rig: &mut Rig) {
    rig.phone(rings(LINE, "a", ANN, rig.now - MINUTE));
    rig.phone(answered(LINE, "a", rig.now - MINUTE));
    rig.phone(parted(LINE, "a", rig.now));
}

#[test]
fn a9_a_call_the_phone_never_declares_final_is_logged_four_hours_after_the_own_part() {
    let mut rig = Rig::new();
    passed_on(&mut rig);
    rig.wait(4 * HOUR - 1);
    assert_eq!((rig.case("a").call.is_final(), rig.records()), (false, 0));
    rig.wait(1);
    assert_eq!((rig.entry().as_str(), rig.case("a").call.duration()), ("Logged", 60));
}

#[test]
fn a9_four_hours_that_passed_while_the_browser_was_closed_have_passed() {
    let mut rig = Rig::new();
    passed_on(&mut rig);
    rig.now += 9 * HOUR;
    rig.crash();
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn a9_what_the_phone_says_of_the_end_counts_before_and_after_the_four_hours() {
    for (late, records) in [(HOUR, 0), (5 * HOUR, 1)] {
        let mut rig = Rig::new();
        passed_on(&mut rig);
        let own_end = rig.now;
        rig.wait(late);
        assert_eq!(rig.records(), records);
        rig.phone(ended(LINE, "a", own_end + SECOND));
        rig.wait(MINUTE);
        assert_eq!((rig.entry().as_str(), rig.records(), rig.case("a").call.duration()), ("Logged", 1, 61));
    }
}

#[test]
fn a9_after_a_gap_the_own_part_says_how_long_a_call_was_that_is_no_longer_listed() {
    let mut rig = live();
    passed_on(&mut rig);
    rig.wait(10 * MINUTE);
    opened(&mut rig, Vec::new());
    assert_eq!((rig.entry().as_str(), rig.case("a").call.duration()), ("Logged", 60));
}

#[test]
fn a9_many_calls_that_ended_unwatched_are_all_taken() {
    let mut rig = live();
    for n in 0..9 {
        rig.phone(rings(LINE, &format!("s{n}"), &format!("+1415555019{n}"), rig.now));
    }
    opened(&mut rig, vec![rings(LINE, "s3", "+14155550193", BEGIN)]);
    assert_eq!(rig.shell.working().running.len(), 1);
}

#[test]
fn e1_calls_that_run_when_the_line_opens_are_taken_over() {
    let mut rig = live();
    let running = rings(LINE, "a", ANN, rig.now);
    opened(&mut rig, vec![running]);
    assert_eq!(rig.shell.working().running.len(), 1);
}

#[test]
fn e1_a_time_nobody_watched_is_shown_as_a_gap() {
    for (minutes, gaps) in [(4, 0), (6, 1)] {
        let mut rig = live();
        rig.now += minutes * MINUTE;
        opened(&mut rig, Vec::new());
        assert_eq!(rig.shell.working().accounts[&AccountId::new(LINE)].gaps.len(), gaps);
    }
}

#[test]
fn a_line_that_breaks_is_opened_again_and_one_that_is_refused_is_not() {
    for (problem, again) in [(LineProblem::Unreachable, true), (LineProblem::Refused, false)] {
        let mut rig = live();
        let account = AccountId::new(LINE);
        rig.tell(Input::Line(account.clone(), LineEvent::Lost(problem)));
        let line = rig.shell.working().accounts[&account].line.clone();
        assert_eq!(matches!(line, Line::Waiting { .. }), again);
        rig.wait(2 * MINUTE);
    }
}

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

fn spoil(rig: &mut Rig, store: Store, key: String) {
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
    rig.call_ends();
    rig.wait(SETTLED);
    assert_eq!((rig.records(), rig.times(Asked::CreateLog)), (1, 1));
    assert_eq!((rig.entry().as_str(), rig.case("a").note.unwrap().text.as_str()), ("Logged", "kept"));
    assert_eq!(rig.shell.working().counters.quarantined, 1);
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
fn a9_a_number_that_comes_late_is_asked_for() {
    let mut rig = Rig::new();
    rig.phone(event(LINE, "a"));
    assert_eq!(rig.asked.len(), 0);
    let mut named = event(LINE, "a");
    named.facts.other = told(2, number(ANN));
    rig.phone(named);
    assert_eq!(rig.times(Asked::Contacts), 1);
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
