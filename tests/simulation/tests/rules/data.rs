//! Rule I10: what is forgotten is gone here, stays in the CRM, and does not come back.

use callscribe_core::command::Command;
use callscribe_core::crm::ErrorKind;
use callscribe_core::engine::{Asked, Job};
use callscribe_core::phone::PhoneRequest;
use callscribe_core::settings::Settings;
use callscribe_core::store::{Query, Store};
use callscribe_core::time::{HOUR, MINUTE, SECOND};
use callscribe_simulation::rig::{CRM, LINE, Rig, SETTLED, Script};
use callscribe_simulation::sample::{ANN, BOB, live_line, rings, whole};

use crate::by_hand::book_contact;
use crate::settings::managed;

const DAY: i64 = 24 * HOUR;

fn stored(rig: &Rig, store: Store) -> usize {
    rig.shell.store.query(&Query::all(store)).len()
}

#[test]
fn i10_a_number_is_forgotten_with_its_calls_and_notes_and_its_records_stay() {
    let mut rig = Rig::new();
    for n in 0..45 {
        rig.now += 2 * MINUTE;
        rig.call_from(ANN, &format!("a{n}"));
    }
    rig.notes("a7", "a note");
    rig.call_from(BOB, "b");
    let records = rig.records();
    rig.command(Command::ForgetNumber(ANN.into()));
    rig.wait(SETTLED);
    assert_eq!((stored(&rig, Store::Calls), stored(&rig, Store::Entries), stored(&rig, Store::Notes)), (1, 1, 0));
    let counters = rig.shell.working().counters;
    assert_eq!((counters.calls.all, counters.calls.noted, rig.records()), (1, 0, records));
    assert!(rig.shell.working().jobs.is_empty());
}

#[test]
fn i10_a_late_event_does_not_bring_a_forgotten_call_back() {
    let mut rig = Rig::new();
    let event = whole(LINE, "a", ANN, rig.now - 65 * SECOND);
    rig.phone(event.clone());
    rig.wait(SETTLED);
    rig.command(Command::ForgetNumber(ANN.into()));
    rig.crash();
    rig.phone(event);
    rig.notes("a", "too late");
    rig.wait(SETTLED);
    assert_eq!((stored(&rig, Store::Calls), rig.records(), stored(&rig, Store::Desk)), (0, 1, 0));
}

#[test]
fn i10_a_request_under_way_is_awaited_before_its_call_is_forgotten() {
    let mut rig = Rig::new();
    rig.next(Asked::CreateLog, Script::AnswerLost);
    rig.call_ends();
    rig.command(Command::ForgetNumber(ANN.into()));
    assert_eq!((rig.entry().as_str(), stored(&rig, Store::Calls)), ("InDoubt", 1));
    rig.wait(HOUR);
    assert_eq!((stored(&rig, Store::Calls), rig.records()), (0, 1));
}

#[test]
fn i10_history_is_kept_for_some_days_and_what_waits_for_a_person_longer() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.call_from(BOB, "unresolved");
    rig.wait(3 * DAY);
    rig.call_from(ANN, "new");
    rig.command(Command::ChangeSettings(Settings { keep_days: Some(2), ..Settings::default() }));
    assert_eq!((stored(&rig, Store::Calls), rig.records()), (2, 2));
    assert_eq!((rig.entry_of("unresolved", CRM).as_str(), rig.entry_of("new", CRM).as_str()), ("Unresolved NoContact", "Logged"));
    rig.wait(3 * DAY);
    assert_eq!(stored(&rig, Store::Calls), 1, "and the next day, and every day");
    rig.command(Command::ChangeSettings(Settings::default()));
    rig.wait(2 * DAY);
    assert!(!rig.shell.working().jobs.contains_key(Job::FORGET_OLD));
}

#[test]
fn i10_history_that_is_to_be_kept_for_less_time_is_forgotten_at_once() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(3 * DAY);
    let keep = |days| Command::ChangeSettings(Settings { keep_days: Some(days), ..Settings::default() });
    rig.command(keep(5));
    assert_eq!(stored(&rig, Store::Calls), 1);
    rig.command(keep(2));
    assert_eq!(stored(&rig, Store::Calls), 0);
}

#[test]
fn i10_history_is_kept_as_long_as_an_administrator_says() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(3 * DAY);
    rig.tell(managed(r#"{"keep_days": 2}"#));
    assert_eq!(stored(&rig, Store::Calls), 0);
}

#[test]
fn i10_delete_all_leaves_nothing_of_the_agents() {
    let mut rig = Rig::new();
    for n in 0..50 {
        rig.now += 2 * MINUTE;
        rig.call_from(BOB, &format!("b{n}"));
    }
    rig.notes("b3", "a note");
    for n in 0..400 {
        let Command::SaveContact { contact, .. } = book_contact(&format!("c{n}"), BOB) else { unreachable!() };
        rig.shell.put(contact.as_ref());
    }
    rig.command(Command::ChangeSettings(Settings { region: "GB".into(), ..Settings::default() }));
    rig.command(Command::DeleteAll);
    rig.wait(MINUTE);
    for store in [Store::Calls, Store::Entries, Store::Notes, Store::Aliases, Store::Contacts, Store::Activities, Store::Jobs, Store::Desk]
    {
        assert_eq!(stored(&rig, store), 0, "{store:?}");
    }
    rig.crash();
    rig.wait(MINUTE);
    let working = rig.shell.working();
    assert!(working.integrations.is_empty() && working.accounts.is_empty() && working.open.is_empty());
    assert_eq!((&working.settings, working.counters), (&Settings::default(), Default::default()));
}

#[test]
fn i10_a_call_that_runs_is_forgotten_once_it_is_over() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.command(Command::ForgetNumber(ANN.into()));
    assert_eq!(stored(&rig, Store::Calls), 1);
    rig.phone(whole(LINE, "a", ANN, rig.now));
    rig.wait(SETTLED);
    assert_eq!(stored(&rig, Store::Calls), 0);
}

#[test]
fn i10_a_call_that_only_waits_for_its_crm_is_forgotten_at_once() {
    let mut rig = Rig::new();
    rig.fails(Asked::Contacts, ErrorKind::Offline);
    rig.call_ends();
    assert_eq!(rig.entry(), "Retry");
    rig.command(Command::ForgetNumber(ANN.into()));
    assert_eq!(stored(&rig, Store::Calls), 0);
}

#[test]
fn i10_history_is_kept_for_whole_days_to_the_very_end() {
    for (late, kept) in [(0, 1), (1, 0)] {
        let mut rig = Rig::new();
        let begun = rig.now;
        rig.phone(whole(LINE, "a", ANN, begun));
        rig.wait(2 * DAY + late);
        rig.command(Command::ChangeSettings(Settings { keep_days: Some(2), ..Settings::default() }));
        assert_eq!(stored(&rig, Store::Calls), kept, "{late}");
    }
}

#[test]
fn i10_delete_all_closes_lines_for_good_and_asks_no_crm_for_what_was_due() {
    let mut rig = Rig::new();
    rig.command(Command::AddAccount(Box::new(live_line("pbx"))));
    rig.fails(Asked::Contacts, ErrorKind::Offline);
    rig.call_ends();
    rig.now += HOUR;
    let asked = rig.asked.len();
    rig.command(Command::DeleteAll);
    rig.wait(HOUR);
    assert_eq!((rig.phoned.last(), rig.asked.len()), (Some(&PhoneRequest::Disconnect), asked));
}

#[test]
fn i10_another_setting_does_not_begin_forgetting_anew() {
    let mut rig = Rig::new();
    let kept = Settings { keep_days: Some(30), ..Settings::default() };
    rig.command(Command::ChangeSettings(kept.clone()));
    let next = |rig: &Rig| rig.shell.working().jobs[Job::FORGET_OLD].clone();
    let begun = next(&rig);
    rig.wait(HOUR);
    rig.command(Command::ChangeSettings(Settings { delay_minutes: 7, ..kept }));
    assert_eq!(next(&rig), begun);
}
