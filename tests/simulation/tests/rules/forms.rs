//! I2: the log form that opens by itself after a call.

use callscribe_core::command::Command;
use callscribe_core::engine::Show;
use callscribe_core::settings::{AfterCall, Settings};
use callscribe_core::time::{HOUR, MINUTE, SECOND};
use callscribe_simulation::rig::{CRM, LINE, Rig, id, key};
use callscribe_simulation::sample::{ANN, BOB, answered, ended, parted, rings};

fn with(after_call: AfterCall) -> Rig {
    let mut rig = Rig::new();
    rig.crm().add(BOB, "Bob");
    rig.command(Command::ChangeSettings(Settings { after_call, ..Settings::default() }));
    rig
}

fn begins(rig: &mut Rig, session: &str, number: &str) {
    rig.phone(rings(LINE, session, number, rig.now));
    rig.phone(answered(LINE, session, rig.now));
}

fn ends(rig: &mut Rig, session: &str) {
    rig.wait(MINUTE);
    rig.phone(ended(LINE, session, rig.now));
}

fn forms(rig: &Rig) -> Vec<String> {
    let form = |show: &Show| match show {
        Show::Form { call, who } => Some(format!("{} {who}", call.session)),
        _ => None,
    };
    rig.shown.iter().filter_map(form).collect()
}

#[test]
fn i2_after_an_answered_call_the_form_opens_once_where_settings_want_it() {
    for (after_call, opened, entry) in [
        (AfterCall::Nothing, vec![], "Logged"),
        (AfterCall::LogAndOpenForm, vec!["a Ann"], "Logged"),
        (AfterCall::OnlyOpenForm, vec!["a Ann"], "Unlogged"),
    ] {
        let mut rig = with(after_call);
        begins(&mut rig, "a", ANN);
        ends(&mut rig, "a");
        let end = rig.now;
        rig.wait(9 * HOUR);
        rig.phone(ended(LINE, "a", end));
        assert_eq!((forms(&rig), rig.entry().as_str()), (opened.into_iter().map(str::to_owned).collect(), entry), "{after_call:?}");
    }
}

#[test]
fn i2_where_only_the_form_opens_neither_digest_nor_catch_up_writes() {
    let mut rig = with(AfterCall::OnlyOpenForm);
    begins(&mut rig, "a", ANN);
    ends(&mut rig, "a");
    rig.wait(20 * HOUR);
    assert_eq!((rig.records(), rig.entry().as_str()), (0, "Unlogged"));
    rig.saves("a");
    assert_eq!(rig.records(), 1);
}

#[test]
fn i2_no_form_opens_during_another_call() {
    let mut rig = with(AfterCall::LogAndOpenForm);
    begins(&mut rig, "a", ANN);
    begins(&mut rig, "b", BOB);
    ends(&mut rig, "a");
    rig.wait(10 * MINUTE);
    assert_eq!(forms(&rig), Vec::<String>::new());
    ends(&mut rig, "b");
    assert_eq!(forms(&rig), ["a Ann"]);
}

#[test]
fn i2_the_next_form_waits_until_the_first_is_saved_or_left() {
    for leaves in [false, true] {
        let mut rig = with(AfterCall::OnlyOpenForm);
        begins(&mut rig, "a", ANN);
        begins(&mut rig, "b", BOB);
        ends(&mut rig, "a");
        rig.phone(ended(LINE, "b", rig.now));
        rig.wait(MINUTE);
        assert_eq!(forms(&rig), ["a Ann"]);
        if leaves {
            rig.desk(Command::Hold { keys: vec![key("a", CRM)] });
            rig.desk(Command::Release { keys: vec![key("a", CRM)] });
        } else {
            rig.saves("a");
        }
        assert_eq!(forms(&rig), ["a Ann", "b Bob"]);
    }
}

#[test]
fn i2_a_form_nobody_looks_at_makes_room_for_the_next() {
    let mut rig = with(AfterCall::OnlyOpenForm);
    begins(&mut rig, "a", ANN);
    begins(&mut rig, "b", BOB);
    ends(&mut rig, "a");
    rig.phone(ended(LINE, "b", rig.now));
    rig.wait(2 * MINUTE);
    assert_eq!(forms(&rig), ["a Ann", "b Bob"]);
    rig.wait(HOUR);
    assert_eq!(rig.shell.working().jobs.len(), 0);
}

#[test]
fn i2_a_crash_opens_no_form_twice_and_a_waiting_one_survives_it() {
    let mut rig = with(AfterCall::OnlyOpenForm);
    begins(&mut rig, "a", ANN);
    begins(&mut rig, "b", BOB);
    ends(&mut rig, "a");
    rig.crash();
    assert_eq!(forms(&rig), Vec::<String>::new());
    rig.phone(ended(LINE, "b", rig.now));
    rig.crash();
    assert_eq!(forms(&rig), ["a Ann"]);
    assert_eq!(rig.desk(Command::Release { keys: vec![key("a", CRM)] }), None);
    assert_eq!(forms(&rig), ["a Ann", "b Bob"]);
}

#[test]
fn i2_no_form_opens_for_a_call_that_ended_while_nothing_watched() {
    let mut rig = with(AfterCall::OnlyOpenForm);
    begins(&mut rig, "a", ANN);
    let end = rig.now + MINUTE;
    rig.now += HOUR;
    rig.crash();
    rig.phone(ended(LINE, "a", end));
    rig.call_from(BOB, "told whole, as by a history");
    assert_eq!((forms(&rig), rig.entry().as_str()), (Vec::<String>::new(), "Unlogged"));
}

#[test]
fn i2_a_call_passed_on_is_over_for_the_agent_and_its_form_opens() {
    let mut rig = with(AfterCall::LogAndOpenForm);
    begins(&mut rig, "a", ANN);
    rig.wait(SECOND);
    rig.phone(parted(LINE, "a", rig.now));
    assert_eq!(forms(&rig), ["a Ann"]);
    assert!(!rig.case("a").call.is_final());
    assert_eq!(rig.saves("a"), None);
    rig.phone(ended(LINE, "a", rig.now));
    assert_eq!((rig.entry().as_str(), rig.records(), forms(&rig).len()), ("Logged", 1, 1));
    assert_eq!(rig.case("a").call.id, id("a"));
}
