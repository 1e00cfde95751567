//! I11: the agent is told once when logging stands still.

use callscribe_core::account::LineProblem;
use callscribe_core::call::AccountId;
use callscribe_core::command::Command;
use callscribe_core::crm::ErrorKind;
use callscribe_core::engine::{Asked, Input, Show};
use callscribe_core::integration::IntegrationId;
use callscribe_core::phone::LineEvent;
use callscribe_core::rules::Standstill;
use callscribe_core::time::{HOUR, MINUTE};
use callscribe_simulation::rig::{CRM, LINE, Rig, id};
use callscribe_simulation::sample::{ANN, FIND, ended, integration, live_line, rings};

/// What was told, in words: how many wait, and when it goes on.
fn told(rig: &Rig) -> Vec<String> {
    let words = |show: &Show| match show {
        Show::Standstill { what, name, waiting } => format!("{name} {}: {waiting} wait", word(what)),
        Show::GoesOn(what) => format!("{} goes on", word(what)),
        other => format!("{other:?}"),
    };
    rig.shown.iter().map(words).collect()
}

fn word(what: &Standstill) -> &'static str {
    match what {
        Standstill::SignedOut(_) => "signed out",
        Standstill::Down(_) => "down",
        Standstill::NotWatched(_) => "not watched",
    }
}

fn sign_in(rig: &mut Rig, works: bool) {
    rig.command(Command::SetSignIn { integration: IntegrationId::new(CRM), works });
}

#[test]
fn i11_a_lost_sign_in_is_told_once_with_the_number_waiting() {
    let mut rig = Rig::new();
    rig.fails(Asked::Contacts, ErrorKind::Auth);
    rig.call_ends();
    rig.call_from(ANN, "b");
    rig.wait(HOUR);
    rig.crash();
    assert_eq!(told(&rig), ["crm signed out: 1 wait"]);
    sign_in(&mut rig, true);
    rig.wait(HOUR);
    assert_eq!(told(&rig), ["crm signed out: 1 wait", "signed out goes on"]);
    assert_eq!((rig.entry().as_str(), rig.entry_of("b", CRM).as_str()), ("Logged", "Logged"));
    rig.fails(Asked::Contacts, ErrorKind::Auth);
    rig.call_from(ANN, "c");
    assert_eq!(told(&rig).len(), 3, "the next time it is told again");
}

#[test]
fn i11_only_what_waits_for_the_sign_in_is_counted() {
    let mut rig = Rig::new();
    rig.connect(integration("second", FIND));
    rig.phone(rings(LINE, "delayed", ANN, rig.now));
    rig.desk(Command::OpenNote { call: id("delayed") });
    rig.phone(ended(LINE, "delayed", rig.now));
    rig.fails(Asked::Contacts, ErrorKind::Auth);
    rig.fails(Asked::Contacts, ErrorKind::Offline);
    rig.call_ends();
    assert_eq!(rig.entry_of("a", "second"), "Retry");
    assert_eq!(told(&rig), ["crm signed out: 1 wait"]);
}

#[test]
fn i11_a_crm_that_is_down_over_fifteen_minutes_is_told_once() {
    // Asked again after 1, 2, 4, 8 and 16 minutes.
    for (failures, expected) in [(3, vec![]), (6, vec!["crm down: 1 wait", "down goes on"])] {
        let mut rig = Rig::new();
        for _ in 0..failures {
            rig.fails(Asked::Contacts, ErrorKind::Offline);
        }
        rig.call_ends();
        rig.wait(15 * MINUTE - 1);
        assert_eq!(told(&rig), Vec::<String>::new(), "{failures}");
        rig.wait(5 * MINUTE);
        rig.crash();
        assert_eq!(told(&rig).len(), expected.len() / 2, "{failures}");
        rig.wait(2 * HOUR);
        assert_eq!((told(&rig), rig.entry().as_str()), (expected.into_iter().map(str::to_owned).collect(), "Logged"), "{failures}");
    }
}

#[test]
fn i11_a_crm_nobody_waits_for_is_not_told_of() {
    let mut rig = Rig::new();
    rig.command(Command::SetAutomatic { integration: IntegrationId::new(CRM), on: false });
    rig.fails(Asked::Contacts, ErrorKind::Offline);
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.phone(ended(LINE, "a", rig.now));
    rig.wait(HOUR);
    assert_eq!(told(&rig), Vec::<String>::new());
}

#[test]
fn i11_a_line_that_stays_down_is_told_after_five_minutes_and_a_refused_one_at_once() {
    let lost = |rig: &mut Rig, problem| rig.tell(Input::Line(AccountId::new(LINE), LineEvent::Lost(problem)));
    for (problem, at_once) in [(LineProblem::Unreachable, 0), (LineProblem::Refused, 1)] {
        let mut rig = Rig::new();
        rig.command(Command::AddAccount(Box::new(live_line(LINE))));
        rig.tell(Input::Line(AccountId::new(LINE), LineEvent::Opened { account: AccountId::new(LINE), running: Vec::new() }));
        lost(&mut rig, problem);
        assert_eq!(told(&rig).len(), at_once, "{problem:?}");
        rig.wait(5 * MINUTE - 1);
        lost(&mut rig, problem);
        assert_eq!(told(&rig).len(), at_once, "{problem:?}");
        rig.wait(1);
        assert_eq!(told(&rig), ["rc:1/101 not watched: 0 wait"], "{problem:?}");
        rig.wait(HOUR);
        rig.tell(Input::Line(AccountId::new(LINE), LineEvent::Opened { account: AccountId::new(LINE), running: Vec::new() }));
        assert_eq!(told(&rig), ["rc:1/101 not watched: 0 wait", "not watched goes on"], "{problem:?}");
    }
}
