//! The loop itself: reads, commits that fail, alarms, inputs that come at any moment.

use callscribe_core::case::CallRow;
use callscribe_core::command::Command;
use callscribe_core::engine::{Asked, Input};
use callscribe_core::settings::{DigestSettings, Settings};
use callscribe_core::store::{Query, Store, StoreError};
use callscribe_core::time::{HOUR, MINUTE};
use callscribe_simulation::check;
use callscribe_simulation::rig::{LINE, Rig, SETTLED, Script};
use callscribe_simulation::sample::{ANN, BOB, live_line, rings, whole};
use callscribe_simulation::shell::Step;

#[test]
fn l3_a_failed_commit_keeps_the_input_and_it_is_tried_again() {
    for failures in 1..8 {
        let mut rig = Rig::new();
        rig.shell.store.failures = vec![StoreError::Full; failures];
        rig.call_ends();
        assert_eq!(rig.shell.trouble, Some(StoreError::Full));
        rig.wait(MINUTE);
        assert_eq!((rig.entry().as_str(), rig.records(), rig.shell.trouble.clone()), ("Logged", 1, None));
    }
}

#[test]
fn l3_a_failed_read_keeps_the_input_and_it_is_tried_again() {
    for failures in 1..8 {
        let mut rig = Rig::new();
        rig.shell.failing_reads = failures;
        rig.call_ends();
        assert_eq!(rig.shell.trouble, Some(StoreError::Full));
        rig.wait(MINUTE);
        assert_eq!((rig.entry().as_str(), rig.records(), rig.shell.trouble.clone()), ("Logged", 1, None));
    }
}

#[test]
fn l3_a_worker_that_cannot_read_at_its_start_begins_again_and_knows_what_is_stored() {
    let mut rig = Rig::new();
    rig.shell.failing_reads = 3;
    rig.crash();
    rig.call_ends();
    assert_eq!(rig.shell.working().accounts.len(), 0);
    rig.wait(MINUTE);
    assert_eq!((rig.entry().as_str(), rig.records(), rig.shell.trouble.clone()), ("Logged", 1, None));
}

#[test]
fn l3_inputs_that_come_while_the_store_fails_wait_in_order() {
    let mut rig = Rig::new();
    rig.shell.store.failures = vec![StoreError::Full; 3];
    rig.call_ends();
    rig.call_from(BOB, "b");
    rig.notes("a", "typed meanwhile");
    rig.wait(MINUTE);
    assert_eq!((rig.entry().as_str(), rig.said(0)), ("Logged", "typed meanwhile"));
    assert_eq!(rig.entry_of("b", "crm"), "Unresolved NoContact");
}

#[test]
fn inputs_that_come_during_a_read_or_a_commit_wait_for_it() {
    let mut rig = Rig::new();
    for n in 0..30 {
        rig.shell.tell(Input::Call(whole(LINE, &format!("s{n}"), ANN, rig.now - HOUR / 4 + n * 10_000)), rig.now);
        rig.shell.step(rig.now);
    }
    rig.run();
    rig.wait(SETTLED);
    assert_eq!(rig.records(), 30);
}

#[test]
fn l3_a_call_told_while_the_desk_waits_to_be_read_is_not_lost() {
    let mut rig = Rig::new();
    let now = rig.now;
    let calls = ["a", "b"].map(|session| Input::Call(whole(LINE, session, ANN, now - MINUTE)));
    let [first, second] = calls;
    [first, Input::Desk, second, Input::Desk].into_iter().for_each(|input| rig.shell.tell(input, now));
    rig.run();
    assert_eq!((rig.entry().as_str(), rig.entry_of("b", "crm").as_str()), ("Logged", "Logged"));
}

#[test]
fn a9_an_end_heard_of_before_anything_else_is_taken_though_the_clock_moves_on_between_reads() {
    let mut rig = Rig::new();
    rig.shell.tell(Input::Call(callscribe_simulation::sample::ended(LINE, "a", rig.now)), rig.now);
    while rig.shell.step(rig.now).is_some() {
        rig.now += 50;
    }
    assert!(rig.case("a").call.is_final());
}

#[test]
fn i12_a_practice_call_begins_though_the_clock_moves_on_between_reads_and_a_button_pressed_twice_makes_one() {
    let mut rig = Rig::new();
    rig.command(Command::StartPractice);
    for pause in [6_000, 50] {
        rig.now += HOUR;
        let before = check::all::<CallRow>(&rig.shell.store).len();
        rig.shell.tell(Input::Command(Command::PracticeCall), rig.now);
        while rig.shell.step(rig.now).is_some() {
            rig.now += pause;
        }
        rig.command(Command::PracticeCall);
        assert_eq!(check::all::<CallRow>(&rig.shell.store).len(), before + 1 + usize::from(pause == 6_000), "{pause}");
    }
}

#[test]
fn l1_what_the_engine_keeps_is_found_again_under_its_name() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(MINUTE);
    for (store, key) in [(Store::Meta, "revision"), (Store::Meta, "digest"), (Store::Counters, "counters")] {
        assert_eq!(rig.shell.store.query(&Query::key(store, key)).len(), 1, "{key}");
    }
}

#[test]
fn g1_the_claim_is_committed_before_its_effect_starts() {
    let mut rig = Rig::new();
    rig.shell.tell(Input::Call(whole(LINE, "a", ANN, rig.now - MINUTE)), rig.now);
    let mut commits = 0;
    loop {
        match rig.shell.step(rig.now) {
            Some(Step::Stored) => commits += 1,
            Some(Step::Started(_)) | None => break,
            Some(_) => {}
        }
    }
    assert!(commits >= 2, "read, commit, effect");
}

#[test]
fn alarms_ring_when_something_is_due_and_not_when_nothing_is() {
    let mut rig = Rig::new();
    let digest = DigestSettings { on: false, ..DigestSettings::default() };
    rig.command(Command::ChangeSettings(Settings { digest, ..Settings::default() }));
    assert_eq!(rig.shell.alarm, None);
    rig.next(
        Asked::Log,
        Script::Fails(callscribe_core::crm::CrmError::new(
            callscribe_core::crm::ErrorKind::Offline,
            callscribe_core::crm::Problem::Unreachable,
        )),
    );
    rig.call_ends();
    let alarm = rig.shell.alarm.expect("an alarm");
    assert!(alarm >= rig.now + MINUTE && alarm < rig.now + 2 * MINUTE);
    rig.wait(HOUR);
    assert_eq!((rig.entry().as_str(), rig.shell.alarm), ("Logged", None));
}

#[test]
fn alarms_are_set_again_at_every_start() {
    let mut rig = Rig::new();
    rig.next(Asked::CreateLog, Script::AnswerLost);
    rig.call_ends();
    rig.shell.alarm = None;
    rig.crash();
    assert!(rig.shell.alarm.is_some());
}

#[test]
fn a_live_line_is_opened_at_the_start_and_checked_every_half_minute() {
    let mut rig = Rig::bare();
    rig.command(Command::AddAccount(Box::new(live_line(LINE))));
    assert_eq!(rig.shell.alarm, Some(rig.now + MINUTE / 2));
}

#[test]
fn l1_a_crash_between_any_two_steps_of_a_call_loses_and_doubles_nothing() {
    for steps in 0..60 {
        let mut rig = Rig::new();
        let rings = rings(LINE, "a", ANN, rig.now - MINUTE);
        rig.shell.tell(Input::Call(rings), rig.now);
        rig.shell.tell(Input::Call(whole(LINE, "a", ANN, rig.now - MINUTE)), rig.now);
        let mut done = 0;
        while done < steps {
            match rig.shell.step(rig.now) {
                Some(Step::Started(_)) | None => break,
                Some(_) => done += 1,
            }
        }
        rig.crash();
        rig.phone(whole(LINE, "a", ANN, rig.now - MINUTE));
        rig.wait(SETTLED);
        assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1), "after {steps} steps");
    }
}

#[test]
fn i12_a_practice_day_asked_for_at_the_desk_is_played_whole() {
    let mut rig = Rig::bare();
    rig.desk(Command::StartPractice);
    assert_eq!(rig.desk(Command::PlayPracticeDay), None);
    let told = callscribe_core::practice::day(rig.now);
    let names: std::collections::BTreeSet<&str> = told.iter().map(|event| event.session.as_str()).collect();
    assert_eq!(check::all::<CallRow>(&rig.shell.store).len(), names.len());
}
