//! Rules G1 and G4 about doubts and doubles: when a record is looked for, when it is looked at once more, and what every look can show.

use callscribe_core::crm::{CrmReply, ErrorKind, RecordRef};
use callscribe_core::engine::Asked;
use callscribe_core::entry::{Conflict, LogStatus};
use callscribe_core::integration::Dedupe;
use callscribe_core::time::{HOUR, MINUTE, SECOND};
use callscribe_simulation::crm::Written;
use callscribe_simulation::rig::{CRM, Rig, Script, record};

/// Somebody writes the first record once more, so long ago that every look sees it.
fn twice(rig: &mut Rig) {
    let first = rig.crm().records[0].clone();
    rig.crm().records.push(Written { id: "twin".into(), at: 0, ..first });
}

/// The records an entry in conflict shows.
fn doubled(rig: &Rig) -> Vec<String> {
    match &rig.stored_entry("a", CRM).status {
        LogStatus::Unresolved(Conflict::Doubled(records)) => records.iter().map(|at| at.id.clone()).collect(),
        other => panic!("{other:?}"),
    }
}

fn shows(records: &[&str]) -> Script {
    Script::Says(CrmReply::Logs(records.iter().map(|id| record(id)).collect::<Vec<RecordRef>>()))
}

#[test]
fn g1_two_records_found_before_the_create_are_a_double() {
    let mut rig = Rig::new();
    rig.next(Asked::Log, shows(&["r1", "r2"]));
    rig.call_ends();
    assert_eq!((doubled(&rig), rig.times(Asked::CreateLog)), (vec!["r1".to_owned(), "r2".into()], 0));
}

#[test]
fn g1_another_record_alone_after_the_create_is_a_double_with_ours() {
    let mut rig = Rig::new();
    rig.next(Asked::CreateLog, Script::Hangs);
    rig.call_ends();
    rig.next(Asked::Log, shows(&["r2"]));
    rig.arrive();
    rig.wait(10 * SECOND);
    let mut shown = doubled(&rig);
    shown.sort();
    assert_eq!(shown, ["r1", "r2"]);
}

#[test]
fn g1_what_was_found_in_doubt_is_looked_at_once_more_when_no_second_one_can_come_any_more() {
    let mut rig = Rig::with(Dedupe::Find { settles: 2 * MINUTE, lag: 30 * SECOND });
    rig.next(Asked::CreateLog, Script::AnswerLost);
    rig.call_ends();
    rig.next(Asked::Log, shows(&["r1"]));
    rig.wait(MINUTE);
    assert_eq!(rig.entry(), "Logged");
    rig.wait(80 * SECOND);
    twice(&mut rig);
    rig.wait(9 * SECOND);
    assert_eq!(rig.entry(), "Logged");
    rig.wait(2 * SECOND);
    assert_eq!(doubled(&rig).len(), 2);
}

#[test]
fn g1_looks_that_fail_are_repeated_after_pauses_of_one_two_and_four_minutes() {
    let mut rig = Rig::new();
    rig.next(Asked::CreateLog, Script::AnswerLost);
    rig.call_ends();
    let before = rig.times(Asked::Log);
    (0..9).for_each(|_| rig.fails(Asked::Log, ErrorKind::Offline));
    for (seconds, looks) in [(45, 1), (105, 2), (150, 3), (270, 4)] {
        rig.wait(seconds * SECOND);
        assert_eq!((rig.times(Asked::Log) - before, rig.entry().as_str()), (looks, "InDoubt"));
    }
}

#[test]
fn g1_a_second_look_that_fails_is_made_four_minutes_later() {
    let mut rig = Rig::new();
    rig.next(Asked::CreateLog, Script::Hangs);
    rig.call_ends();
    rig.fails(Asked::Log, ErrorKind::Offline);
    rig.arrive();
    rig.wait(10 * SECOND);
    twice(&mut rig);
    rig.wait(3 * MINUTE + 45 * SECOND);
    assert_eq!(rig.entry(), "Logged");
    rig.wait(MINUTE);
    assert_eq!(doubled(&rig).len(), 2);
}

#[test]
fn g4_where_the_same_write_makes_one_record_it_is_repeated_after_growing_pauses() {
    let mut rig = Rig::with(Dedupe::Upsert);
    (0..20).for_each(|_| rig.next(Asked::CreateLog, Script::RequestLost));
    rig.call_ends();
    let mut sent = Vec::new();
    for _ in 0..4 {
        let before = rig.times(Asked::CreateLog);
        rig.wait(15 * MINUTE);
        sent.push(rig.times(Asked::CreateLog) - before);
    }
    assert!(sent[0] >= 3 && sent[1..].iter().all(|times| *times <= 1), "{sent:?}");
}

#[test]
fn g5_what_was_written_before_a_limit_ended_is_asked_after_it() {
    let mut rig = Rig::new();
    rig.next(Asked::CreateLog, Script::AnswerLost);
    rig.call_ends();
    let looks = rig.times(Asked::Log);
    let until = rig.now + HOUR;
    rig.fails(Asked::Log, ErrorKind::RateLimited { until });
    rig.wait(HOUR - SECOND);
    assert_eq!((rig.entry().as_str(), rig.times(Asked::Log) - looks), ("InDoubt", 1));
    rig.wait(MINUTE);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}
