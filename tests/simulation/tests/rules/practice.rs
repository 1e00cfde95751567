//! I12: the practice line is there at once, plays calls by itself, and leaves nothing when it is removed.

use callscribe_core::account::Line;
use callscribe_core::book::{Activity, BookContact};
use callscribe_core::call::{Call, CallId};
use callscribe_core::case::{Alias, CallRow};
use callscribe_core::command::{Command, RefusalKind};
use callscribe_core::practice;
use callscribe_core::settings::Settings;
use callscribe_core::time::{HOUR, MINUTE, SECOND};
use callscribe_simulation::check;
use callscribe_simulation::rig::{CRM, Rig};

fn practising() -> Rig {
    let mut rig = Rig::new();
    assert_eq!(rig.desk(Command::StartPractice), None);
    rig
}

fn practised(rig: &Rig) -> Vec<Call> {
    let rows = check::all::<CallRow>(&rig.shell.store).into_iter().map(|row| row.call);
    rows.filter(|call| call.id.account == practice::account_id()).collect()
}

#[test]
fn i12_the_practice_line_is_open_at_once_since_ten_hours_and_the_agent_is_welcomed() {
    let mut rig = Rig::new();
    rig.command(Command::ChangeSettings(Settings { log_missed: true, ..Settings::default() }));
    rig.desk(Command::StartPractice);
    let account = &rig.shell.working().accounts[&practice::account_id()];
    assert_eq!((account.line.clone(), account.connected_at), (Line::Open, rig.now - 10 * HOUR));
    let own = &rig.shell.working().own;
    assert!(own.welcomed && own.log_missed);
    assert_eq!(rig.desk(Command::StartPractice), Some(RefusalKind::AlreadyAdded));
}

#[test]
fn i12_a_practice_call_is_answered_after_four_seconds_and_over_after_twenty_more() {
    let mut rig = practising();
    rig.command(Command::PracticeCall);
    let began = rig.now;
    rig.wait(MINUTE);
    let call = practised(&rig).remove(0);
    let answered = call.facts.answered.as_ref().map(|fact| fact.value - began);
    assert_eq!((answered, call.ended().map(|ended| ended - began)), (Some(4 * SECOND), Some(24 * SECOND)));
}

#[test]
fn i12_a_button_pressed_again_within_ten_seconds_begins_no_second_call() {
    for (later, calls) in [(9_999, 1), (10_000, 2)] {
        let mut rig = practising();
        rig.command(Command::PracticeCall);
        rig.wait(later);
        rig.command(Command::PracticeCall);
        assert_eq!(practised(&rig).len(), calls);
    }
}

#[test]
fn i12_removed_the_practice_line_leaves_nothing_and_what_is_real_stays() {
    let mut rig = practising();
    rig.shell.check_every = 20;
    rig.call_ends();
    rig.desk(Command::PlayPracticeDay);
    for _ in 0..20 {
        rig.command(Command::PracticeCall);
        rig.wait(MINUTE);
    }
    assert!(practised(&rig).len() > 20 && check::all::<Activity>(&rig.shell.store).len() > 20);
    assert_eq!(rig.desk(Command::RemovePractice), None);
    let contacts = check::all::<BookContact>(&rig.shell.store).len();
    let of_practice = |call: &CallId| call.account == practice::account_id();
    let names = check::all::<Alias>(&rig.shell.store).iter().filter(|alias| of_practice(&alias.call)).count();
    assert_eq!((practised(&rig).len(), check::all::<Activity>(&rig.shell.store).len(), contacts, names), (0, 0, 0, 0));
    assert_eq!((rig.entry_of("a", CRM).as_str(), rig.shell.working().jobs.len()), ("Logged", 0));
    assert_eq!((rig.shell.working().accounts.len(), rig.shell.working().integrations.len()), (1, 1));
    assert_eq!(rig.desk(Command::RemovePractice), Some(RefusalKind::NotThere));
    assert_eq!(rig.desk(Command::StartPractice), None);
}
