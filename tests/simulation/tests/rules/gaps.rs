//! Rule E1: times nobody watched are gaps, and the account's history tells their calls.

use callscribe_core::account::LineProblem;
use callscribe_core::call::AccountId;
use callscribe_core::command::Command;
use callscribe_core::engine::Input;
use callscribe_core::phone::{LineEvent, PhoneRequest};
use callscribe_core::time::{HOUR, MINUTE};
use callscribe_simulation::rig::{LINE, Rig};
use callscribe_simulation::sample::{ANN, BEGIN};

use crate::catch_up::{connected, history, opens, past, unwatched, watched};

#[test]
fn e1_after_a_gap_the_history_since_it_began_is_asked_for_and_no_gap_is_shown() {
    let mut rig = watched();
    unwatched(&mut rig, 4 * MINUTE);
    assert!(!rig.phoned.iter().any(|asked| matches!(asked, PhoneRequest::History { .. })));
    let from = rig.now;
    unwatched(&mut rig, 6 * MINUTE);
    assert_eq!(rig.phoned.last(), Some(&PhoneRequest::History { from }));
    assert!(rig.shell.working().accounts[&AccountId::new(LINE)].gaps.iter().all(|gap| gap.seen));
}

#[test]
fn e1_the_history_is_asked_for_again_after_a_crash_until_it_was_told() {
    let mut rig = watched();
    unwatched(&mut rig, HOUR);
    rig.crash();
    opens(&mut rig, Vec::new());
    let asked = |rig: &Rig| rig.phoned.iter().filter(|asked| matches!(asked, PhoneRequest::History { .. })).count();
    assert_eq!(asked(&rig), 2);
    history(&mut rig, BEGIN, vec![past("a", ANN, BEGIN + MINUTE)]);
    rig.crash();
    opens(&mut rig, Vec::new());
    assert_eq!(asked(&rig), 2);
    rig.wait(MINUTE);
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn e1_no_history_is_asked_for_while_the_line_is_broken_nor_of_an_account_taken_away() {
    let asked = |rig: &Rig| rig.phoned.iter().filter(|asked| matches!(asked, PhoneRequest::History { .. })).count();
    let mut rig = watched();
    unwatched(&mut rig, HOUR);
    rig.tell(Input::Line(AccountId::new(LINE), LineEvent::Lost(LineProblem::Unreachable)));
    rig.crash();
    assert_eq!(asked(&rig), 1);
    opens(&mut rig, Vec::new());
    assert_eq!(asked(&rig), 2);
    rig.command(Command::RemoveAccount(AccountId::new(LINE)));
    rig.crash();
    assert_eq!(asked(&rig), 2);
}

#[test]
fn e1_a_history_asked_for_before_the_line_is_open_again_is_no_watching() {
    let mut rig = watched();
    unwatched(&mut rig, 10 * MINUTE);
    let last_watched = rig.now;
    rig.now += 2 * MINUTE;
    rig.crash();
    history(&mut rig, BEGIN, Vec::new());
    unwatched(&mut rig, 4 * MINUTE);
    assert_eq!(rig.phoned.last(), Some(&PhoneRequest::History { from: last_watched }));
}

#[test]
fn e1_a_browser_killed_before_a_new_account_was_ever_watched_leaves_a_gap_since_it_was_connected() {
    let mut rig = connected();
    unwatched(&mut rig, 48 * HOUR);
    assert_eq!(rig.phoned.last(), Some(&PhoneRequest::History { from: BEGIN }));
    history(&mut rig, BEGIN, vec![past("a", ANN, BEGIN + HOUR)]);
    rig.wait(MINUTE);
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn e1_after_the_clock_was_set_back_a_day_is_asked_for() {
    let mut rig = watched();
    let began = rig.now - 2 * HOUR;
    unwatched(&mut rig, -2 * HOUR);
    assert_eq!(rig.phoned.last(), Some(&PhoneRequest::History { from: began - 24 * HOUR }));
    rig.now += MINUTE;
    history(&mut rig, began - 24 * HOUR, vec![past("a", ANN, BEGIN + MINUTE)]);
    rig.wait(MINUTE);
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn e1_a_clock_set_back_by_a_minute_was_not_set_back() {
    for (back, gaps) in [(MINUTE, 0), (MINUTE + 1, 1)] {
        let mut rig = watched();
        unwatched(&mut rig, -back);
        assert_eq!(rig.shell.working().accounts[&AccountId::new(LINE)].gaps.len(), gaps);
    }
}

#[test]
fn e1_a_clock_set_back_under_an_open_line_leaves_no_gap() {
    let mut rig = watched();
    rig.now -= 2 * HOUR;
    rig.tell(Input::Line(AccountId::new(LINE), LineEvent::Alive));
    rig.crash();
    opens(&mut rig, Vec::new());
    assert!(!rig.phoned.iter().any(|asked| matches!(asked, PhoneRequest::History { .. })));
}
