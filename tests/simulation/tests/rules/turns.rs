//! Rules E3, E6 and E7: who takes part in the ten a minute, when a turn may be used, and what a run leaves alone.

use callscribe_core::command::{CatchUpAct, Command};
use callscribe_core::crm::ErrorKind;
use callscribe_core::engine::Asked;
use callscribe_core::entry::LogStatus;
use callscribe_core::integration::{Integration, IntegrationId};
use callscribe_core::settings::{DigestSettings, Settings};
use callscribe_core::time::{HOUR, MINUTE, Millis, SECOND};
use callscribe_simulation::rig::{CRM, LINE, Rig, Script, id, key};
use callscribe_simulation::sample::{ANN, BEGIN, BOB, FIND, ended, integration, line, rings};

use crate::catch_up::{caught, connected_with, history, name, opens, past, run, says, unwatched, watched};
use crate::choices::{placeholder, set};

/// One CRM that knows Ann and may not be asked before this instant.
fn limited(until: Millis) -> Rig {
    let mut rig = Rig::bare();
    rig.command(Command::AddAccount(Box::new(line(LINE))));
    rig.connect(Integration { paused_until: Some(until), ..integration(CRM, FIND) });
    rig.crm().add(ANN, "Ann");
    rig
}

#[test]
fn e3_what_was_held_up_for_more_than_five_minutes_after_its_end_takes_turns() {
    for (held, at_once) in [(5 * MINUTE, 3), (5 * MINUTE + 1, 1)] {
        let mut rig = limited(BEGIN + 10 * MINUTE + held);
        ["a", "b", "c"].iter().for_each(|session| rig.phone(rings(LINE, session, ANN, BEGIN)));
        rig.wait(10 * MINUTE);
        ["a", "b", "c"].iter().for_each(|session| rig.phone(ended(LINE, session, rig.now)));
        rig.wait(held);
        assert_eq!(rig.records(), at_once, "{held}");
        rig.wait(20 * SECOND);
        assert_eq!(rig.records(), 3, "{held}");
    }
}

#[test]
fn e3_what_finds_its_crm_busy_takes_no_turn_from_others() {
    let mut rig = Rig::new();
    for n in 0..4 {
        rig.next(Asked::Contacts, Script::Hangs);
        rig.call_from(BOB, &format!("s{n}"));
    }
    rig.call_ends();
    rig.connect(integration("second", FIND));
    rig.crm_of("second").add(ANN, "Ann");
    (0..4).for_each(|_| rig.fails(Asked::Contacts, ErrorKind::Offline));
    rig.call_from(ANN, "b");
    rig.wait(40 * MINUTE);
    assert_eq!((rig.entry().as_str(), rig.entry_of("b", "second").as_str()), ("Matching", "Logged"));
}

#[test]
fn e3_placeholders_that_are_due_at_once_take_turns() {
    let mut rig = Rig::new();
    set(&mut rig, CRM, placeholder());
    (0..12).for_each(|n| rig.call_from(&format!("+1415555018{n:02}"), &format!("s{n}")));
    rig.now += 48 * HOUR;
    rig.crash();
    let before = rig.crm().people.len();
    rig.wait(MINUTE);
    assert!((1..=10).contains(&(rig.crm().people.len() - before)));
    rig.wait(MINUTE);
    assert_eq!((rig.crm().people.len() - before, rig.records()), (12, 12));
}

#[test]
fn e3_a_retry_of_what_was_delayed_waits_for_no_turn() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.desk(Command::OpenNote { call: id("a") });
    rig.phone(ended(LINE, "a", rig.now));
    rig.fails(Asked::Log, ErrorKind::Offline);
    rig.wait(3 * MINUTE);
    rig.fails(Asked::Contacts, ErrorKind::Offline);
    rig.call_from(ANN, "b");
    assert_eq!((rig.entry().as_str(), rig.entry_of("b", CRM).as_str()), ("Retry", "Retry"));
    rig.now += 10 * MINUTE;
    rig.crash();
    assert_eq!((rig.entry().as_str(), rig.entry_of("b", CRM).as_str()), ("Logged", "Retry"));
    rig.wait(7 * SECOND);
    assert_eq!(rig.entry_of("b", CRM), "Logged");
}

#[test]
fn e3_what_an_attempt_has_not_asked_within_nine_tenths_of_a_second_takes_another_turn() {
    for (late, expected) in [(899, "Logged"), (900, "Matching")] {
        let mut rig = watched();
        rig.connect(Integration { paused_until: Some(BEGIN + HOUR + 6_100 + late), ..integration("other", FIND) });
        rig.crm_of("other").add(ANN, "Ann");
        unwatched(&mut rig, HOUR);
        history(&mut rig, BEGIN, vec![past("a", ANN, BEGIN + MINUTE)]);
        rig.desk(Command::Dismiss { call: id("a"), integration: Some(IntegrationId::new(CRM)) });
        rig.wait(6_100 + late);
        assert_eq!((run(&rig).done, rig.entry_of("a", "other").as_str()), (1, expected));
        rig.wait(6 * SECOND);
        assert_eq!(rig.entry_of("a", "other"), "Logged");
    }
}

#[test]
fn d4_what_catch_up_attempted_is_not_looked_at_again_after_its_four_hours() {
    let mut rig = watched();
    rig.wait(5 * MINUTE);
    rig.call_from(BOB, "heard");
    opens(&mut rig, Vec::new());
    unwatched(&mut rig, 2 * HOUR + 50 * MINUTE);
    // The digest looks at the first 6.1 seconds after the worker's start, and at the next 6.1 seconds later.
    let just_in_time = BEGIN + 56 * MINUTE + 12_200;
    history(&mut rig, BEGIN, vec![past("caught", BOB, BEGIN + 7 * MINUTE), past("just", BOB, just_in_time)]);
    rig.wait(MINUTE);
    assert_eq!(["caught", "just"].map(|session| rig.entry_of(session, CRM)), ["Unresolved NoContact"; 2].map(str::to_owned));
    rig.crm().add(BOB, "Bob");
    rig.now += 2 * HOUR;
    rig.crash();
    rig.wait(MINUTE);
    let entries = ["heard", "caught", "just"].map(|session| rig.entry_of(session, CRM));
    assert_eq!(entries, ["Logged", "Unresolved NoContact", "Logged"].map(str::to_owned));
}

#[test]
fn e7_log_earlier_calls_takes_only_what_is_earlier_and_would_be_logged_by_itself() {
    let mut rig = watched();
    let late = |name: &str| Integration { added_at: BEGIN + HOUR, ..integration(name, FIND) };
    rig.connect(late("late"));
    rig.connect(Integration { automatic_since: None, ..late("by hand") });
    ["late", "by hand"].iter().for_each(|crm| drop(rig.crm_of(crm).add(ANN, "Ann")));
    let digest = DigestSettings { on: false, ..DigestSettings::default() };
    rig.command(Command::ChangeSettings(Settings { catch_up: false, digest, never_log: vec![BOB.into()], ..Settings::default() }));
    unwatched(&mut rig, 3 * HOUR);
    let calls = [past("a", ANN, BEGIN + 2 * MINUTE), past("private", BOB, BEGIN + 3 * MINUTE), past("new", ANN, BEGIN + 2 * HOUR)];
    history(&mut rig, BEGIN, calls.into());
    assert_eq!((rig.entry().as_str(), rig.entry_of("a", "late").as_str()), ("Unlogged", "Earlier"));
    assert_eq!(rig.desk(Command::LogEarlier { from: BEGIN }), None);
    assert_eq!(run(&rig).total, 2, "calls that are earlier nowhere are not counted");
    rig.wait(MINUTE);
    let words = ["late", "by hand", CRM].map(|crm| rig.entry_of("a", crm));
    assert_eq!(words, ["Logged", "Earlier", "Unlogged"].map(str::to_owned));
    assert_eq!((rig.entry_of("private", "late").as_str(), run(&rig).done, run(&rig).total, rig.records()), ("Earlier", 1, 1, 1));
}

#[test]
fn e7_a_run_of_a_gap_leaves_what_is_earlier_alone() {
    let mut rig = watched();
    rig.connect(Integration { added_at: BEGIN + HOUR, ..integration("late", FIND) });
    rig.crm_of("late").add(ANN, "Ann");
    unwatched(&mut rig, 3 * HOUR);
    history(&mut rig, BEGIN, vec![past("a", ANN, BEGIN + 2 * MINUTE)]);
    rig.wait(MINUTE);
    assert_eq!((rig.entry().as_str(), rig.entry_of("a", "late").as_str()), ("Logged", "Earlier"));
}

#[test]
fn g5_the_digest_passes_over_what_a_limit_keeps_from_being_asked() {
    for (over, expected) in [(0, "Logged"), (1, "Unresolved NoContact")] {
        let mut rig = Rig::new();
        let digest = BEGIN + HOUR;
        rig.wait(20 * MINUTE);
        rig.call_from(BOB, "a");
        rig.crm().add(BOB, "Bob");
        rig.phone(rings(LINE, "b", ANN, rig.now));
        rig.saves("b");
        rig.fails(Asked::Log, ErrorKind::RateLimited { until: digest + over });
        rig.phone(ended(LINE, "b", rig.now));
        rig.wait(digest - rig.now + 10 * SECOND);
        assert_eq!(rig.entry_of("a", CRM), expected, "{over}");
    }
}

#[test]
fn e6_only_a_failed_retry_that_is_still_to_come_says_that_a_crm_is_out_of_reach() {
    let mut rig = caught(3, ANN);
    rig.fails(Asked::Log, ErrorKind::Offline);
    rig.wait(6_100);
    let LogStatus::Retry { at, .. } = rig.stored_entry(&name(0), CRM).status else { panic!("it waits") };
    rig.desk(Command::Hold { keys: vec![key(&name(0), CRM)] });
    rig.wait(at - rig.now - 1);
    assert_eq!(run(&rig).done, 1);
    rig.wait(1);
    rig.shell.ring(rig.now);
    rig.run();
    assert_eq!((run(&rig).done, rig.entry_of(&name(1), CRM).as_str()), (2, "Logged"));
}

#[test]
fn e6_switched_off_a_run_of_a_gap_stops_at_once_and_switched_on_goes_on() {
    let mut rig = caught(20, ANN);
    rig.wait(30 * SECOND);
    let done = run(&rig).done;
    let switch = |on| Command::ChangeSettings(Settings { catch_up: on, ..Settings::default() });
    rig.command(switch(false));
    rig.wait(30 * MINUTE);
    assert_eq!((run(&rig).done, run(&rig).left()), (done, 20 - done));
    rig.command(switch(true));
    rig.wait(3 * MINUTE);
    assert_eq!(run(&rig).done, 20);
}

#[test]
fn e6_while_a_limit_lasts_a_run_burns_no_attempt_and_goes_on_when_it_ends() {
    let limit = 10 * MINUTE + 7 * SECOND;
    let mut rig = connected_with(Integration { paused_until: Some(BEGIN + 3 * HOUR + limit), ..integration(CRM, FIND) });
    opens(&mut rig, Vec::new());
    unwatched(&mut rig, 3 * HOUR);
    history(&mut rig, BEGIN, (0..3).map(|n| past(&name(n), ANN, BEGIN + (n + 2) * MINUTE)).collect());
    rig.wait(limit - 1);
    assert_eq!((run(&rig).done, rig.asked.len()), (0, 0));
    rig.wait(1);
    assert_eq!((run(&rig).done, rig.records()), (1, 1));
}

#[test]
fn e6_a_limit_that_ends_wakes_no_paused_run() {
    let mut rig = connected_with(Integration { paused_until: Some(BEGIN + 3 * HOUR + 10 * MINUTE), ..integration(CRM, FIND) });
    opens(&mut rig, Vec::new());
    unwatched(&mut rig, 3 * HOUR);
    history(&mut rig, BEGIN, vec![past("a", ANN, BEGIN + MINUTE)]);
    says(&mut rig, CatchUpAct::Pause);
    rig.wait(HOUR);
    assert_eq!((run(&rig).done, rig.asked.len()), (0, 0));
}
