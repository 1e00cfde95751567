//! A9 and E1: lines that break, calls that ended unwatched, times nobody watched.

use callscribe_core::account::{GapState, Line, LineProblem, PhoneAccount};
use callscribe_core::call::{AccountId, CallEvent, CallResult};
use callscribe_core::command::{Command, RefusalKind};
use callscribe_core::engine::{Asked, Input};
use callscribe_core::phone::{LineEvent, PhoneRequest};
use callscribe_core::time::{HOUR, MINUTE, SECOND};
use callscribe_simulation::rig::{LINE, Rig, id};
use callscribe_simulation::sample::{ANN, BEGIN, FIND, answered, ended, event, integration, live_line, number, parted, rings, told};

fn opened(rig: &mut Rig, running: Vec<CallEvent>) {
    let account = AccountId::new(LINE);
    rig.tell(Input::Line(account.clone(), LineEvent::Opened { account, running }));
}

fn alive(rig: &mut Rig) {
    rig.tell(Input::Line(AccountId::new(LINE), LineEvent::Alive));
}

fn breaks(rig: &mut Rig, problem: LineProblem) {
    rig.tell(Input::Line(AccountId::new(LINE), LineEvent::Lost(problem)));
}

fn account(rig: &Rig) -> PhoneAccount {
    rig.shell.working().accounts[&AccountId::new(LINE)].clone()
}

fn live() -> Rig {
    let mut rig = Rig::new();
    rig.command(Command::AddAccount(Box::new(live_line(LINE))));
    opened(&mut rig, Vec::new());
    rig
}

#[test]
fn a9_a_running_call_the_phone_no_longer_lists_waits_for_its_duration() {
    let mut rig = live();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.phone(answered(LINE, "a", rig.now));
    rig.wait(MINUTE);
    opened(&mut rig, Vec::new());
    assert_eq!(rig.entry(), "Unresolved ConfirmDuration");
    assert_eq!(rig.case("a").call.result(), Some(CallResult::EndedWhileDisconnected));
    assert_eq!(rig.desk(Command::ConfirmDuration { call: id("a"), seconds: 90 }), None);
    assert_eq!((rig.entry().as_str(), rig.case("a").call.duration()), ("Logged", 90));
}

#[test]
fn a9_calls_that_ended_unwatched_are_ended_though_integrations_came_while_they_ran() {
    let mut rig = live();
    for n in 0..6 {
        rig.phone(rings(LINE, &format!("a{n}"), &format!("+1415555010{n}"), rig.now));
        rig.phone(answered(LINE, &format!("a{n}"), rig.now));
    }
    for name in ["one", "two"] {
        rig.connect(integration(name, FIND));
    }
    opened(&mut rig, Vec::new());
    for n in 0..6 {
        assert_eq!(rig.entry_of(&format!("a{n}"), "two"), "Unresolved ConfirmDuration");
    }
}

/// A call of a minute the agent passed on just now: the phone has not said that it is over.
fn passed_on(rig: &mut Rig) {
    rig.phone(rings(LINE, "a", ANN, rig.now - MINUTE));
    rig.phone(answered(LINE, "a", rig.now - MINUTE));
    rig.phone(parted(LINE, "a", rig.now));
}

#[test]
fn a9_a_call_the_phone_never_declares_final_is_logged_four_hours_after_the_own_part() {
    let mut rig = Rig::new();
    passed_on(&mut rig);
    rig.wait(4 * HOUR - 1);
    assert_eq!((rig.case("a").call.is_final(), rig.records()), (false, 0));
    rig.wait(1);
    assert_eq!((rig.entry().as_str(), rig.case("a").call.duration()), ("Logged", 60));
}

#[test]
fn a9_four_hours_that_passed_while_the_browser_was_closed_have_passed() {
    let mut rig = Rig::new();
    passed_on(&mut rig);
    rig.now += 9 * HOUR;
    rig.crash();
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn a9_what_the_phone_says_of_the_end_counts_before_and_after_the_four_hours() {
    for (late, records) in [(HOUR, 0), (5 * HOUR, 1)] {
        let mut rig = Rig::new();
        passed_on(&mut rig);
        let own_end = rig.now;
        rig.wait(late);
        assert_eq!(rig.records(), records);
        rig.phone(ended(LINE, "a", own_end + SECOND));
        rig.wait(MINUTE);
        assert_eq!((rig.entry().as_str(), rig.records(), rig.case("a").call.duration()), ("Logged", 1, 61));
    }
}

#[test]
fn a9_after_a_gap_the_own_part_says_how_long_a_call_was_that_is_no_longer_listed() {
    let mut rig = live();
    passed_on(&mut rig);
    rig.wait(10 * MINUTE);
    opened(&mut rig, Vec::new());
    assert_eq!((rig.entry().as_str(), rig.case("a").call.duration()), ("Logged", 60));
}

#[test]
fn a9_many_calls_that_ended_unwatched_are_all_taken() {
    let mut rig = live();
    for n in 0..9 {
        rig.phone(rings(LINE, &format!("s{n}"), &format!("+1415555019{n}"), rig.now));
    }
    opened(&mut rig, vec![rings(LINE, "s3", "+14155550193", BEGIN)]);
    assert_eq!(rig.shell.working().running.len(), 1);
}

#[test]
fn e1_calls_that_run_when_the_line_opens_are_taken_over() {
    let mut rig = live();
    let running = rings(LINE, "a", ANN, rig.now);
    opened(&mut rig, vec![running]);
    assert_eq!(rig.shell.working().running.len(), 1);
}

#[test]
fn e1_a_time_nobody_watched_is_shown_as_a_gap() {
    for (minutes, gaps) in [(4, 0), (6, 1)] {
        let mut rig = live();
        rig.now += minutes * MINUTE;
        opened(&mut rig, Vec::new());
        assert_eq!(account(&rig).gaps.len(), gaps);
    }
}

#[test]
fn e1_five_minutes_unwatched_are_no_gap_and_a_moment_more_is_one() {
    for (more, gaps) in [(0, 0), (1, 1)] {
        let mut rig = live();
        rig.now += 5 * MINUTE + more;
        opened(&mut rig, Vec::new());
        assert_eq!(account(&rig).gaps.len(), gaps);
    }
}

#[test]
fn e1_that_a_line_is_alive_is_noted_once_a_minute() {
    let mut rig = live();
    let opened_at = rig.now;
    for (seconds, noted) in [(59, 0), (1, 60), (59, 60), (1, 120)] {
        rig.now += seconds * SECOND;
        alive(&mut rig);
        assert_eq!(account(&rig).watched_until, Some(opened_at + noted * SECOND));
    }
}

#[test]
fn e1_a_broken_line_that_says_it_is_alive_is_open() {
    let mut rig = live();
    breaks(&mut rig, LineProblem::Unreachable);
    alive(&mut rig);
    assert_eq!(account(&rig).line, Line::Open);
}

#[test]
fn e1_gaps_that_are_seen_are_shown_no_more_and_only_the_last_ten_are_kept() {
    let mut rig = live();
    for _ in 0..12 {
        rig.now += HOUR;
        opened(&mut rig, Vec::new());
    }
    let gaps = account(&rig).gaps;
    assert_eq!((gaps.len(), gaps.iter().any(|gap| gap.seen), gaps.last().unwrap().to), (10, false, rig.now));
    assert_eq!(rig.desk(Command::GapsSeen(AccountId::new(LINE))), None);
    assert!(account(&rig).gaps.iter().all(|gap| gap.seen));
}

#[test]
fn e1_an_account_connected_again_keeps_its_gaps() {
    let mut rig = live();
    rig.now += HOUR;
    opened(&mut rig, Vec::new());
    rig.command(Command::AddAccount(Box::new(live_line(LINE))));
    assert_eq!(account(&rig).gaps.len(), 1);
}

#[test]
fn e1_gaps_that_nothing_was_told_of_are_kept_however_many() {
    let mut rig = Rig::bare();
    rig.command(Command::AddAccount(Box::new(PhoneAccount { history: true, connected_at: rig.now, ..live_line(LINE) })));
    for n in 0..15 {
        opened(&mut rig, Vec::new());
        rig.tell(Input::Line(AccountId::new(LINE), LineEvent::History { from: if n < 2 { 0 } else { rig.now }, calls: Vec::new() }));
        rig.now += HOUR;
    }
    opened(&mut rig, Vec::new());
    assert_eq!(account(&rig).gaps.iter().filter(|gap| gap.state == GapState::Untold).count(), 14);
}

#[test]
fn a_person_opens_a_broken_or_refused_line_at_once_and_an_open_one_stays_open() {
    for problem in [LineProblem::Unreachable, LineProblem::Refused] {
        let mut rig = live();
        (0..5).for_each(|_| breaks(&mut rig, problem));
        rig.phoned.clear();
        assert_eq!(rig.desk(Command::Reconnect(AccountId::new(LINE))), None);
        assert_eq!(account(&rig).line, Line::Waiting { until: rig.now, failures: 0, problem });
        assert_eq!(rig.phoned, [PhoneRequest::Connect]);
        opened(&mut rig, Vec::new());
        assert_eq!(rig.desk(Command::Reconnect(AccountId::new(LINE))), None);
        assert_eq!(account(&rig).line, Line::Open);
    }
}

#[test]
fn a_line_that_breaks_again_and_again_is_opened_after_longer_pauses() {
    let mut rig = live();
    let mut pauses = Vec::new();
    for _ in 0..4 {
        breaks(&mut rig, LineProblem::Unreachable);
        let Line::Waiting { until, failures, .. } = account(&rig).line else { panic!("it waits") };
        pauses.push((failures, until - rig.now));
    }
    assert_eq!(pauses.iter().map(|(failures, _)| *failures).collect::<Vec<_>>(), [0, 1, 2, 3]);
    assert!(pauses.windows(2).all(|two| two[0].1 < two[1].1), "{pauses:?}");
}

#[test]
fn g7_a_line_that_was_taken_away_is_neither_opened_nor_known() {
    let mut rig = live();
    breaks(&mut rig, LineProblem::Unreachable);
    rig.command(Command::RemoveAccount(AccountId::new(LINE)));
    rig.phoned.clear();
    let removed = account(&rig);
    for command in [Command::Reconnect(AccountId::new(LINE)), Command::GapsSeen(AccountId::new(LINE))] {
        assert_eq!(rig.desk(command), Some(RefusalKind::NotThere));
    }
    opened(&mut rig, vec![rings(LINE, "a", ANN, BEGIN)]);
    rig.wait(HOUR);
    assert_eq!((rig.phoned.len(), account(&rig)), (0, removed));
}

#[test]
fn a_line_that_breaks_is_opened_again_and_one_that_is_refused_is_not() {
    for (problem, again) in [(LineProblem::Unreachable, true), (LineProblem::Refused, false)] {
        let mut rig = live();
        breaks(&mut rig, problem);
        assert_eq!(matches!(account(&rig).line, Line::Waiting { .. }), again);
        rig.wait(2 * MINUTE);
    }
}

#[test]
fn a9_a_number_that_comes_late_is_asked_for() {
    let mut rig = Rig::new();
    rig.phone(event(LINE, "a"));
    assert_eq!(rig.asked.len(), 0);
    let mut named = event(LINE, "a");
    named.facts.other = told(2, number(ANN));
    rig.phone(named);
    assert_eq!(rig.times(Asked::Contacts), 1);
}
