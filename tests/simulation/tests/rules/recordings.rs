//! Rule H: a recording the phone account made is asked for until it is there, and its record gets the link once.

use callscribe_core::call::CallEvent;
use callscribe_core::command::Command;
use callscribe_core::engine::{Asked, Job};
use callscribe_core::integration::IntegrationId;
use callscribe_core::time::{HOUR, MINUTE, SECOND};
use callscribe_simulation::check;
use callscribe_simulation::rig::{CRM, LINE, Rig};
use callscribe_simulation::sample::{ANN, event, told};

const LINK: &str = "https://phone.example/rec/1";

/// A logged call the account says it recorded.
fn recorded() -> Rig {
    let mut rig = Rig::new();
    let mut says = event(LINE, "a");
    says.facts.recorded = told(4, true);
    rig.call_ends();
    rig.phone(says);
    rig
}

fn link(text: &str) -> CallEvent {
    let mut says = event(LINE, "a");
    says.facts.recording = told(5, text.to_owned());
    says
}

fn said(rig: &Rig) -> Option<String> {
    rig.crms[&IntegrationId::new(CRM)].records[0].draft.as_ref().and_then(|draft| draft.recording.clone())
}

fn waiting(rig: &Rig) -> usize {
    check::all::<Job>(&rig.shell.store).iter().filter(|job| matches!(job, Job::AwaitRecording { .. })).count()
}

#[test]
fn h1_a_recording_is_asked_for_with_growing_pauses_for_a_day() {
    let mut rig = recorded();
    let end = rig.now;
    rig.wait(30 * HOUR);
    let minutes: Vec<i64> = rig.recordings_asked.iter().map(|at| (at - end) / MINUTE).collect();
    assert_eq!(minutes[..7], [1, 3, 7, 15, 31, 63, 123]);
    assert!((23 * 60..24 * 60).contains(minutes.last().unwrap()), "{minutes:?}");
    assert_eq!((waiting(&rig), rig.times(Asked::Update)), (0, 0));
}

#[test]
fn h1_each_call_waits_for_its_own_recording() {
    let mut rig = recorded();
    rig.call_from(ANN, "b");
    let mut says = event(LINE, "b");
    says.facts.recorded = told(4, true);
    rig.phone(says);
    assert_eq!(waiting(&rig), 2);
}

#[test]
fn h1_the_link_updates_the_record_once_and_ends_the_asking() {
    let mut rig = recorded();
    rig.wait(10 * MINUTE);
    let asked = rig.recordings_asked.len();
    rig.phone(link(LINK));
    rig.phone(link(LINK));
    rig.wait(30 * HOUR);
    assert_eq!((said(&rig).as_deref(), rig.times(Asked::Update)), (Some(LINK), 1));
    assert_eq!((rig.recordings_asked.len(), waiting(&rig)), (asked, 0));
}

#[test]
fn h1_a_link_that_comes_after_the_day_is_still_logged() {
    let mut rig = recorded();
    rig.wait(30 * HOUR);
    rig.phone(link(LINK));
    rig.wait(MINUTE);
    assert_eq!((said(&rig).as_deref(), rig.times(Asked::Update)), (Some(LINK), 1));
}

#[test]
fn h1_a_worker_that_dies_goes_on_asking_where_it_stopped() {
    let mut rig = recorded();
    rig.wait(4 * MINUTE);
    rig.crash();
    assert_eq!(rig.recordings_asked.len(), 2);
    rig.wait(4 * MINUTE);
    assert_eq!(rig.recordings_asked.len(), 3);
}

#[test]
fn h1_a_call_nobody_said_was_recorded_is_never_asked_for() {
    let mut rig = Rig::new();
    rig.call_ends();
    assert_eq!(waiting(&rig), 0);
    rig.wait(30 * HOUR);
    assert_eq!((rig.recordings_asked.len(), waiting(&rig)), (0, 0));
}

#[test]
fn h1_what_the_phone_says_meanwhile_does_not_begin_the_pauses_anew() {
    let mut rig = recorded();
    rig.wait(4 * MINUTE);
    rig.call_ends();
    rig.wait(2 * MINUTE);
    assert_eq!(rig.recordings_asked.len(), 2);
}

#[test]
fn h1_an_account_taken_away_is_asked_no_more() {
    let mut rig = recorded();
    rig.command(Command::RemoveAccount(rig.case("a").call.id.account));
    rig.wait(HOUR);
    assert_eq!((rig.recordings_asked.len(), waiting(&rig)), (0, 0));
}

#[test]
fn h2_a_link_with_a_token_is_not_stored() {
    let mut rig = recorded();
    rig.phone(link("https://media.example/rec/1?access_token=secret"));
    rig.wait(MINUTE + SECOND);
    assert_eq!((rig.case("a").call.facts.recording, said(&rig)), (None, None));
    assert_eq!(rig.recordings_asked.len(), 1, "it is still waited for");
}
