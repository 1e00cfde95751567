//! Rules K1 and J2: what an agent says of a call beside the note is in its record, whenever it is said.

use callscribe_core::call::WrapUp;
use callscribe_core::command::{Command, RefusalKind};
use callscribe_core::engine::Asked;
use callscribe_core::time::MINUTE;
use callscribe_simulation::rig::{CRM, LINE, Rig, SETTLED, id};
use callscribe_simulation::sample::{ANN, FIND, answered, ended, integration, rings};

fn response(rig: &mut Rig, session: &str, response: &str) -> Option<RefusalKind> {
    let wrap_up = WrapUp { response: response.into(), attendees: Vec::new() };
    rig.desk(Command::WrapUp { call: id(session), wrap_up })
}

fn writes(rig: &Rig) -> usize {
    rig.times(Asked::CreateLog) + rig.times(Asked::Update)
}

#[test]
fn k1_a_response_said_during_the_call_is_in_its_record_from_the_start() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.phone(answered(LINE, "a", rig.now));
    assert_eq!(response(&mut rig, "a", "Interested"), None);
    rig.phone(ended(LINE, "a", rig.now));
    assert_eq!((rig.entry().as_str(), rig.said(0), writes(&rig)), ("Logged", "Response: Interested", 1));
}

#[test]
fn k1_a_response_said_after_logging_is_an_update_and_the_last_one_counts() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.notes("a", "wants two");
    rig.wait(MINUTE);
    assert_eq!(response(&mut rig, "a", "Interested"), None);
    rig.wait(MINUTE);
    assert_eq!(response(&mut rig, "a", "Call Later"), None);
    rig.wait(MINUTE);
    assert_eq!((rig.entry().as_str(), rig.said(0), rig.records()), ("Logged", "wants two\n\nResponse: Call Later", 1));
}

#[test]
fn k1_the_same_response_twice_writes_nothing_again() {
    let mut rig = Rig::new();
    rig.call_ends();
    response(&mut rig, "a", "Held");
    rig.wait(MINUTE);
    let before = writes(&rig);
    response(&mut rig, "a", "Held");
    rig.wait(MINUTE);
    assert_eq!(writes(&rig), before);
}

#[test]
fn g7_a_response_said_while_the_integration_was_taken_away_reaches_the_record_when_it_is_added_again() {
    let mut rig = Rig::new();
    let crm = integration(CRM, FIND);
    rig.call_ends();
    rig.wait(SETTLED);
    rig.desk(Command::RemoveIntegration(crm.id.clone()));
    response(&mut rig, "a", "Interested");
    rig.wait(MINUTE);
    assert_eq!(rig.said(0), "");
    rig.command(Command::AddIntegration(Box::new(crm)));
    rig.wait(MINUTE);
    assert_eq!((rig.entry().as_str(), rig.said(0)), ("Logged", "Response: Interested"));
}

#[test]
fn k1_a_response_to_a_call_nobody_knows_is_refused() {
    let mut rig = Rig::new();
    assert_eq!(response(&mut rig, "no", "Held"), Some(RefusalKind::NotThere));
}
