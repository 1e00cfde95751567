//! Rules E5 to E7: what a person does with a run of catch-up, and what it says of itself.

use callscribe_core::account::PhoneAccount;
use callscribe_core::case::CallRow;
use callscribe_core::command::{CatchUpAct, Command, RefusalKind};
use callscribe_core::crm::ErrorKind;
use callscribe_core::engine::Asked;
use callscribe_core::integration::{Integration, IntegrationId};
use callscribe_core::settings::Settings;
use callscribe_core::store::{Query, decode};
use callscribe_core::time::{HOUR, MINUTE, SECOND};
use callscribe_core::views::catch_up::{has_earlier, offers};
use callscribe_simulation::rig::{CRM, LINE, Rig, id};
use callscribe_simulation::sample::{ANN, BEGIN, BOB, live_line};

use crate::catch_up::{caught, history, name, opens, past, run, says, unwatched, watched};

#[test]
fn e5_the_next_hundred_are_caught_up_by_hand() {
    let mut rig = caught(130, ANN);
    rig.wait(20 * MINUTE);
    says(&mut rig, CatchUpAct::Next);
    rig.wait(5 * MINUTE);
    assert_eq!((rig.records(), run(&rig).done, run(&rig).rest), (130, 30, 0));
}

#[test]
fn e5_a_call_taken_back_during_a_run_pushes_no_other_out() {
    let mut rig = caught(130, ANN);
    rig.wait(20 * MINUTE);
    rig.command(Command::Dismiss { call: id(&name(10)), integration: None });
    says(&mut rig, CatchUpAct::Next);
    rig.wait(15 * SECOND);
    assert_eq!(run(&rig).total, 29);
    rig.command(Command::Undo { call: id(&name(10)), integration: None });
    rig.wait(5 * MINUTE);
    assert_eq!((rig.records(), run(&rig).done, run(&rig).rest), (130, 30, 0));
}

#[test]
fn e5_a_call_taken_back_beyond_the_hundred_is_said_to_be_left() {
    let mut rig = watched();
    unwatched(&mut rig, 4 * HOUR);
    history(&mut rig, BEGIN, (0..230).map(|n| past(&name(n), ANN, BEGIN + (n + 2) * MINUTE)).collect());
    rig.wait(20 * MINUTE);
    rig.command(Command::Dismiss { call: id(&name(100)), integration: None });
    says(&mut rig, CatchUpAct::Next);
    assert_eq!((run(&rig).total, run(&rig).rest), (100, 29));
    rig.command(Command::Undo { call: id(&name(100)), integration: None });
    rig.wait(20 * MINUTE);
    assert_eq!((run(&rig).done, run(&rig).total, run(&rig).rest), (100, 100, 30));
}

#[test]
fn e6_what_is_passed_over_and_what_is_taken_back_are_counted_once() {
    let mut rig = watched();
    unwatched(&mut rig, 3 * HOUR);
    let who = |n| if n == 0 { BOB } else { ANN };
    history(&mut rig, BEGIN, (0..104).map(|n| past(&name(n), who(n), BEGIN + (n + 2) * MINUTE)).collect());
    rig.wait(20 * MINUTE);
    let sign_in = |works| Command::SetSignIn { integration: IntegrationId::new(CRM), works };
    rig.command(sign_in(false));
    (2..4).for_each(|n| rig.command(Command::Dismiss { call: id(&name(n)), integration: None }));
    says(&mut rig, CatchUpAct::Next);
    assert_eq!((run(&rig).total, run(&rig).done), (2, 0));
    rig.command(Command::ChangeSettings(Settings { never_log: vec![BOB.into()], ..Settings::default() }));
    (2..4).for_each(|n| rig.command(Command::Undo { call: id(&name(n)), integration: None }));
    rig.command(sign_in(true));
    rig.wait(5 * MINUTE);
    assert_eq!((run(&rig).done, run(&rig).total, rig.records()), (3, 3, 103));
}

#[test]
fn e6_a_conflict_of_the_address_book_is_counted_with_the_attempt_that_meets_it() {
    let mut rig = Rig::bare();
    rig.command(Command::AddAccount(Box::new(PhoneAccount { history: true, connected_at: BEGIN, ..live_line(LINE) })));
    let book = Integration::address_book(IntegrationId::address_book(), "Book", BEGIN - HOUR, false);
    rig.command(Command::AddIntegration(Box::new(book)));
    opens(&mut rig, Vec::new());
    unwatched(&mut rig, HOUR);
    history(&mut rig, BEGIN, (0..2).map(|n| past(&name(n), BOB, BEGIN + (n + 2) * MINUTE)).collect());
    rig.wait(MINUTE);
    assert_eq!((run(&rig).done, run(&rig).unresolved, rig.asked.len()), (2, 2, 0));
}

#[test]
fn e6_a_pause_survives_restarts_and_goes_on_when_told() {
    let mut rig = caught(20, ANN);
    rig.wait(30 * SECOND);
    says(&mut rig, CatchUpAct::Pause);
    let done = rig.records();
    assert!(done > 0);
    rig.crash();
    rig.wait(HOUR);
    assert_eq!((rig.records(), run(&rig).left() as usize), (done, 20 - done));
    says(&mut rig, CatchUpAct::Continue);
    rig.wait(3 * MINUTE);
    assert_eq!(rig.records(), 20);
}

#[test]
fn e6_stopped_those_left_stay_unlogged() {
    let mut rig = caught(20, ANN);
    rig.wait(30 * SECOND);
    says(&mut rig, CatchUpAct::Stop);
    let done = rig.records();
    rig.wait(5 * HOUR);
    assert_eq!((rig.records(), run(&rig).rest as usize), (done, 20 - done));
    assert_eq!(rig.entry_of(&name(19), CRM), "Unlogged");
    says(&mut rig, CatchUpAct::Stop);
    assert_eq!(rig.shell.working().catch_up(), None);
}

#[test]
fn e6_what_does_not_fit_the_run_is_refused_and_changes_nothing() {
    let mut rig = caught(20, ANN);
    rig.wait(30 * SECOND);
    let under_way = run(&rig);
    for act in [Command::CatchUp(CatchUpAct::Next), Command::LogEarlier { from: BEGIN - HOUR }] {
        assert_eq!(rig.desk(act), Some(RefusalKind::DoesNotFit));
    }
    assert_eq!((run(&rig).of, run(&rig).total), (under_way.of, 20));
    says(&mut rig, CatchUpAct::Stop);
    for act in [CatchUpAct::Pause, CatchUpAct::Continue] {
        assert_eq!(rig.desk(Command::CatchUp(act)), Some(RefusalKind::DoesNotFit));
    }
    says(&mut rig, CatchUpAct::Stop);
    for act in [CatchUpAct::Pause, CatchUpAct::Continue, CatchUpAct::Stop] {
        assert_eq!(rig.desk(Command::CatchUp(act)), Some(RefusalKind::DoesNotFit));
    }
}

#[test]
fn e6_signed_out_it_pauses_by_itself_and_burns_no_attempt() {
    let mut rig = caught(20, ANN);
    let sign_in = |works| Command::SetSignIn { integration: IntegrationId::new(CRM), works };
    rig.command(sign_in(false));
    rig.wait(HOUR);
    assert_eq!((run(&rig).done, rig.entry_of(&name(0), CRM).as_str()), (0, "Unlogged"));
    rig.command(sign_in(true));
    rig.wait(3 * MINUTE);
    assert_eq!(rig.records(), 20);
}

#[test]
fn e6_offline_it_waits_for_the_one_that_found_that_out() {
    let mut rig = caught(20, ANN);
    (0..6).for_each(|_| rig.fails(Asked::Contacts, ErrorKind::Offline));
    rig.wait(30 * MINUTE);
    assert!(run(&rig).done <= 6, "{}", run(&rig).done);
    rig.wait(HOUR);
    assert_eq!((rig.records(), run(&rig).done), (20, 20));
}

#[test]
fn e7_earlier_calls_are_attempted_only_when_a_person_says_so_and_from_that_day_on() {
    let mut rig = watched();
    unwatched(&mut rig, 10 * MINUTE);
    let week = 7 * 24 * HOUR;
    let calls = [("old", BEGIN - week), ("late", BEGIN - 2 * HOUR)];
    history(&mut rig, BEGIN, calls.map(|(session, at)| past(session, ANN, at)).into());
    rig.wait(5 * HOUR);
    assert_eq!((rig.entry_of("old", CRM).as_str(), rig.entry_of("late", CRM).as_str()), ("Earlier", "Earlier"));
    assert_eq!(rig.desk(Command::LogEarlier { from: BEGIN - 24 * HOUR }), None);
    rig.wait(MINUTE);
    assert_eq!((rig.entry_of("old", CRM).as_str(), rig.entry_of("late", CRM).as_str()), ("Earlier", "Logged"));
}

/// Whether "Log earlier calls" and "Catch up on the next 100" are offered.
fn offered(rig: &Rig) -> (bool, bool) {
    let rows = |query: &Query| rig.shell.store.query(query).iter().map(|row| decode(row).expect("a call")).collect::<Vec<CallRow>>();
    let [oldest, waiting] = offers().try_into().expect("two lists");
    (has_earlier(&rows(&oldest)), !rows(&waiting).is_empty())
}

#[test]
fn e7_earlier_calls_and_the_next_hundred_are_offered_while_there_are_any() {
    let mut rig = caught(101, ANN);
    assert_eq!(offered(&rig), (false, true));
    rig.wait(20 * MINUTE);
    assert_eq!(offered(&rig), (false, true));
    says(&mut rig, CatchUpAct::Next);
    rig.wait(MINUTE);
    assert_eq!(offered(&rig), (false, false));
    history(&mut rig, BEGIN, vec![past("old", ANN, BEGIN - 24 * HOUR)]);
    assert_eq!(offered(&rig), (true, false));
}
