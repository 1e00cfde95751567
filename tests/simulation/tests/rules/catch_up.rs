//! Rules E2 to E4: the calls of a time nobody watched are attempted one by one.

use callscribe_core::account::PhoneAccount;
use callscribe_core::call::{AccountId, CallEvent, Fact, Source};
use callscribe_core::command::{CatchUpAct, Command};
use callscribe_core::engine::{Asked, CatchUp, CatchUpPhase, Input};
use callscribe_core::entry::{LogStatus, Mode, StepKind};
use callscribe_core::integration::{Integration, IntegrationId};
use callscribe_core::phone::LineEvent;
use callscribe_core::settings::Settings;
use callscribe_core::time::{HOUR, MINUTE, Millis, SECOND};
use callscribe_simulation::rig::{CRM, LINE, Rig, Script, id, key};
use callscribe_simulation::sample::{ANN, BEGIN, BOB, FIND, integration, live_line, rings, whole};

/// A line with a history, connected just now.
pub fn connected() -> Rig {
    connected_with(integration(CRM, FIND))
}

/// The same with this CRM, which knows Ann.
pub fn connected_with(crm: Integration) -> Rig {
    let mut rig = Rig::bare();
    rig.command(Command::AddAccount(Box::new(PhoneAccount { history: true, connected_at: BEGIN, ..live_line(LINE) })));
    rig.connect(crm);
    rig.crm().add(ANN, "Ann");
    rig.shell.check_every = 40;
    rig
}

/// A watched line with a history.
pub fn watched() -> Rig {
    let mut rig = connected();
    opens(&mut rig, Vec::new());
    rig
}

pub fn opens(rig: &mut Rig, running: Vec<CallEvent>) {
    let account = AccountId::new(LINE);
    rig.tell(Input::Line(account.clone(), LineEvent::Opened { account, running }));
}

/// Nobody watches for this long; then the line is open again.
pub fn unwatched(rig: &mut Rig, time: Millis) {
    rig.now += time;
    rig.crash();
    opens(rig, Vec::new());
}

pub fn history(rig: &mut Rig, from: Millis, calls: Vec<CallEvent>) {
    rig.tell(Input::Line(AccountId::new(LINE), LineEvent::History { from, calls }));
}

fn recorded<T>(fact: Option<Fact<T>>) -> Option<Fact<T>> {
    fact.map(|fact| Fact { source: Source::History, ..fact })
}

/// An answered call of a minute from a number, as the history tells it.
pub fn past(session: &str, number: &str, ended: Millis) -> CallEvent {
    let mut event = whole(LINE, session, number, ended - 65 * SECOND);
    let facts = &mut event.facts;
    (facts.other, facts.direction) = (recorded(facts.other.take()), recorded(facts.direction.take()));
    (facts.started, facts.answered) = (recorded(facts.started.take()), recorded(facts.answered.take()));
    facts.ended = recorded(facts.ended.take());
    event
}

pub fn name(n: i64) -> String {
    format!("p{n:03}")
}

/// After two hours unwatched the history tells of this many calls, a minute apart.
pub fn caught(calls: i64, number: &str) -> Rig {
    let mut rig = watched();
    unwatched(&mut rig, 3 * HOUR);
    history(&mut rig, BEGIN, (0..calls).map(|n| past(&name(n), number, BEGIN + (n + 2) * MINUTE)).collect());
    rig
}

pub fn run(rig: &Rig) -> CatchUp {
    rig.shell.working().catch_up().cloned().expect("a run")
}

pub fn says(rig: &mut Rig, act: CatchUpAct) {
    assert_eq!(rig.desk(Command::CatchUp(act)), None);
}

#[test]
fn e3_attempts_that_waited_for_a_limit_to_end_do_not_leave_all_at_once() {
    let mut rig = watched();
    let limited = Integration { paused_until: Some(BEGIN + 3 * HOUR + 10 * MINUTE), ..integration("other", FIND) };
    rig.connect(limited);
    rig.crm_of("other").add(ANN, "Ann");
    unwatched(&mut rig, 3 * HOUR);
    history(&mut rig, BEGIN, (0..30).map(|n| past(&name(n), ANN, BEGIN + (n + 2) * MINUTE)).collect());
    rig.wait(20 * MINUTE);
    let found = |n| rig.stored_entry(&name(n), "other").steps.iter().find(|step| matches!(step.what, StepKind::Found(_))).map(|s| s.at);
    let asked: Vec<Millis> = (0..30).filter_map(found).collect();
    assert_eq!(asked.len(), 30);
    let within = |at: Millis| asked.iter().filter(|then| (at..at + MINUTE).contains(*then)).count();
    assert!(asked.iter().all(|at| within(*at) <= 10), "{asked:?}");
}

#[test]
fn e2_the_hundred_newest_are_attempted_oldest_first_and_the_rest_stay_unlogged() {
    let mut rig = caught(130, ANN);
    assert_eq!(rig.records(), 0, "not logged as they are heard of");
    rig.wait(20 * MINUTE);
    assert_eq!(rig.records(), 100);
    let first = rig.stored_entry(&name(30), CRM);
    let last = rig.stored_entry(&name(129), CRM);
    let logged_at = |entry: &callscribe_core::entry::LogEntry| entry.record().map(|record| record.logged_at);
    assert!(logged_at(&first) < logged_at(&last));
    assert_eq!((rig.entry_of(&name(29), CRM).as_str(), first.mode), ("Unlogged", Mode::CatchUp));
    let run = run(&rig);
    assert_eq!((run.phase.clone(), run.done, run.left(), run.rest), (CatchUpPhase::Over, 100, 0, 30));
}

#[test]
fn e2_only_calls_that_ended_in_the_gap_and_that_nobody_heard_of_are_attempted() {
    let mut rig = watched();
    rig.call_from(ANN, "known");
    rig.now += MINUTE;
    opens(&mut rig, Vec::new());
    let from = rig.now;
    unwatched(&mut rig, HOUR);
    let after = past("after", ANN, rig.now + 1);
    history(&mut rig, from, vec![past("known", ANN, from + MINUTE), past("inside", ANN, from + MINUTE), after]);
    assert_eq!((rig.entry_of("inside", CRM).as_str(), rig.entry_of("after", CRM).as_str()), ("Unlogged", "Logged"));
    rig.wait(2 * MINUTE);
    assert_eq!((run(&rig).total, run(&rig).done, rig.records()), (1, 1, 3));
    let mode = |session| rig.stored_entry(session, CRM).mode;
    assert_eq!([mode("known"), mode("inside"), mode("after")], [Mode::Automatic, Mode::CatchUp, Mode::Automatic]);
}

#[test]
fn e2_a_call_that_ran_into_the_gap_belongs_to_it() {
    let mut rig = watched();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.wait(SECOND);
    unwatched(&mut rig, HOUR);
    assert_eq!(rig.entry(), "Unresolved ConfirmDuration");
    history(&mut rig, BEGIN, vec![past("a", ANN, BEGIN + 2 * MINUTE)]);
    assert_eq!(rig.entry(), "Unlogged");
    rig.wait(MINUTE);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn e2_several_gaps_are_worked_one_after_another_and_each_call_once() {
    let mut rig = caught(12, ANN);
    rig.wait(20 * SECOND);
    let from = rig.now;
    unwatched(&mut rig, HOUR);
    let mut all: Vec<CallEvent> = (0..12).map(|n| past(&name(n), ANN, BEGIN + (n + 2) * MINUTE)).collect();
    all.extend((50..53).map(|n| past(&name(n), ANN, from + (n - 40) * MINUTE)));
    history(&mut rig, BEGIN, all);
    rig.wait(10 * SECOND);
    assert_eq!(run(&rig).total, 12, "the first gap goes on");
    rig.wait(5 * MINUTE);
    assert_eq!((run(&rig).total, rig.records(), rig.times(Asked::CreateLog)), (3, 15, 15));
}

#[test]
fn e2_with_catch_up_off_the_calls_stay_unlogged() {
    let mut rig = watched();
    rig.command(Command::ChangeSettings(Settings { catch_up: false, ..Settings::default() }));
    unwatched(&mut rig, HOUR);
    history(&mut rig, BEGIN, vec![past("a", ANN, BEGIN + MINUTE)]);
    rig.wait(5 * HOUR);
    assert_eq!((rig.entry().as_str(), rig.asked.len()), ("Unlogged", 0));
    rig.command(Command::ChangeSettings(Settings::default()));
    rig.wait(HOUR);
    assert_eq!(rig.entry(), "Unlogged");
}

#[test]
fn e3_no_sixty_seconds_hold_more_than_ten_attempts_and_deaths_do_not_raise_the_total() {
    let mut rig = caught(120, ANN);
    let mut at = Vec::new();
    let mut seconds = 0;
    while run(&rig).phase != CatchUpPhase::Over {
        rig.wait(SECOND);
        seconds += 1;
        if seconds % 17 == 0 {
            rig.crash();
        }
        at.resize(run(&rig).done as usize, rig.now);
        assert!(seconds < 3_000, "it comes to an end");
    }
    rig.wait(MINUTE);
    assert!(at.windows(11).all(|eleven| eleven[10] - eleven[0] > MINUTE - SECOND), "{at:?}");
    assert_eq!((at.len(), rig.records(), rig.times(Asked::CreateLog)), (100, 100, 100));
}

#[test]
fn e3_what_history_tells_of_days_nobody_watched_before_the_line_is_open_again_waits_for_its_turn() {
    let mut rig = watched();
    unwatched(&mut rig, 10 * MINUTE);
    rig.now += 72 * HOUR;
    rig.crash();
    history(&mut rig, BEGIN, (0..30).map(|n| past(&name(n), ANN, BEGIN + HOUR + n * MINUTE)).collect());
    opens(&mut rig, Vec::new());
    rig.wait(MINUTE);
    assert!((1..=10).contains(&rig.records()), "{} records", rig.records());
    rig.wait(3 * MINUTE);
    assert_eq!((rig.records(), run(&rig).done), (30, 30));
}

#[test]
fn e3_live_calls_do_not_wait_for_catch_up() {
    let mut rig = caught(60, ANN);
    rig.wait(30 * SECOND);
    rig.call_ends();
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn e4_a_conflict_uses_up_one_attempt_and_never_blocks_those_behind_it() {
    let mut rig = watched();
    unwatched(&mut rig, 3 * HOUR);
    let who = |n| if n < 50 { BOB } else { ANN };
    history(&mut rig, BEGIN, (0..60).map(|n| past(&name(n), who(n), BEGIN + (n + 2) * MINUTE)).collect());
    rig.wait(10 * MINUTE);
    let run = run(&rig);
    assert_eq!((run.done, run.unresolved, rig.records()), (60, 50, 10));
    assert_eq!(rig.entry_of(&name(0), CRM), "Unresolved NoContact");
}

#[test]
fn e4_the_digest_does_not_attempt_what_catch_up_has_still_to_do() {
    let mut rig = caught(3, BOB);
    says(&mut rig, CatchUpAct::Pause);
    rig.wait(5 * HOUR);
    assert_eq!(rig.asked.len(), 0);
}

#[test]
fn e2_a_gap_nobody_called_in_leaves_no_run_though_nobody_can_be_asked() {
    for works in [true, false] {
        let mut rig = watched();
        rig.command(Command::SetSignIn { integration: IntegrationId::new(CRM), works });
        unwatched(&mut rig, 3 * HOUR);
        history(&mut rig, BEGIN, Vec::new());
        rig.wait(MINUTE);
        assert_eq!(rig.shell.working().catch_up(), None);
    }
}

#[test]
fn e2_a_call_a_whole_day_ahead_by_the_phones_clock_is_the_last_of_its_gap() {
    let mut rig = watched();
    unwatched(&mut rig, 3 * HOUR);
    let ahead = rig.now + 24 * HOUR;
    history(&mut rig, BEGIN, vec![past("a", ANN, ahead)]);
    rig.wait(10 * SECOND);
    assert_eq!((run(&rig).total, run(&rig).done, rig.entry().as_str()), (1, 1, "Logged"));
}

#[test]
fn g6_what_a_person_logs_meanwhile_is_not_attempted() {
    let mut rig = caught(1, ANN);
    rig.next(Asked::CreateLog, Script::Hangs);
    assert_eq!(rig.saves(&name(0)), None);
    rig.wait(MINUTE);
    rig.arrive();
    rig.wait(5 * MINUTE);
    assert_eq!((rig.entry_of(&name(0), CRM).as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn b_a_delayed_call_that_ended_in_a_gap_is_logged_before_catch_up_takes_it() {
    let mut rig = watched();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.desk(Command::OpenNote { call: id("a") });
    rig.notes("a", "typed before the browser was closed");
    unwatched(&mut rig, HOUR);
    history(&mut rig, BEGIN, vec![past("a", ANN, BEGIN + 2 * MINUTE)]);
    rig.wait(SECOND);
    let entry = rig.stored_entry("a", CRM);
    assert!(matches!(entry.status, LogStatus::Logged(_)) && entry.mode == Mode::Delayed, "{entry:?}");
    rig.wait(MINUTE);
    assert_eq!(rig.records(), 1);
}

#[test]
fn c4_a_call_whose_form_is_open_when_catch_up_comes_to_it_is_logged_once_the_form_lets_go() {
    let mut rig = caught(3, ANN);
    rig.desk(Command::Hold { keys: vec![key(&name(1), CRM)] });
    rig.wait(5 * MINUTE);
    assert_eq!(rig.records(), 2);
    rig.wait(10 * MINUTE);
    assert_eq!((rig.records(), rig.entry_of(&name(1), CRM).as_str()), (3, "Logged"));
}

#[test]
fn e2_what_ended_by_a_phones_clock_ahead_of_ours_is_caught_up_like_the_rest() {
    let mut rig = watched();
    unwatched(&mut rig, 3 * HOUR);
    let ahead = rig.now + 10 * MINUTE;
    history(&mut rig, BEGIN, (0..20).map(|n| past(&name(n), ANN, ahead + n * SECOND)).collect());
    assert_eq!(rig.asked.len(), 0, "none is taken for one that just ended");
    rig.wait(10 * MINUTE);
    assert_eq!((run(&rig).done, rig.records()), (20, 20));
}

#[test]
fn a15_a_call_that_became_private_before_its_turn_says_so() {
    let mut rig = caught(3, ANN);
    rig.command(Command::ChangeSettings(Settings { never_log: vec![ANN.into()], ..Settings::default() }));
    rig.wait(10 * MINUTE);
    assert_eq!((rig.entry_of(&name(0), CRM).as_str(), rig.asked.len()), ("Excluded NeverLog", 0));
}
