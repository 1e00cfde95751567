//! Rule E1 where a history tells of calls, beside a live line or without one: it is asked again and again, and what was not told is a gap.

use callscribe_core::account::{AccountKind, Gap, GapState, Line, LineProblem, PhoneAccount, SYNC, Span, Sync};
use callscribe_core::call::{AccountId, CallEvent, Fact, Facts, Source};
use callscribe_core::command::Command;
use callscribe_core::engine::Input;
use callscribe_core::phone::{LineEvent, PhoneRequest};
use callscribe_core::time::{HOUR, MINUTE, Millis, SECOND};
use callscribe_simulation::rig::{CRM, LINE, Rig};
use callscribe_simulation::sample::{ANN, BEGIN, FIND, answered, integration, line, rings, told as seen, whole};

/// A RingCentral account that was connected just now, and one CRM that knows Ann.
fn connected() -> Rig {
    let mut rig = Rig::bare();
    rig.connect(integration(CRM, FIND));
    rig.crm().add(ANN, "Ann");
    let kind = AccountKind::RingCentral { server: "https://rc.example".into(), client_id: "id".into() };
    let account = PhoneAccount { kind, history: true, connected_at: BEGIN, ..line(LINE) };
    rig.command(Command::AddAccount(Box::new(account)));
    rig
}

fn told(rig: &mut Rig, event: LineEvent) {
    rig.tell(Input::Line(AccountId::new(LINE), event));
}

fn synced(rig: &mut Rig, token: &str, calls: Vec<CallEvent>) {
    let sync = Sync { token: Some(token.into()), ..Sync::default() };
    told(rig, LineEvent::Synced { calls, sync, whole: true });
}

/// How often the history was asked for, and since when at the latest.
fn asked(rig: &Rig) -> (usize, Option<Millis>) {
    let syncs = rig.phoned.iter().filter_map(|asked| match asked {
        PhoneRequest::Sync { from } => Some(*from),
        _ => None,
    });
    (syncs.clone().count(), syncs.max())
}

fn account(rig: &Rig) -> PhoneAccount {
    rig.shell.working().accounts[&AccountId::new(LINE)].clone()
}

/// An answered call of a minute with Ann, as the history tells it.
fn past(session: &str, ended: Millis) -> CallEvent {
    let mut event = whole(LINE, session, ANN, ended - 65 * SECOND);
    event.facts.ended = event.facts.ended.map(|ended| Fact { source: Source::History, ..ended });
    event
}

#[test]
fn e1_the_history_is_asked_again_before_its_silence_becomes_a_gap() {
    let mut rig = connected();
    assert_eq!(asked(&rig), (1, Some(BEGIN - 28 * 24 * HOUR)), "at once, and far back");
    rig.wait(HOUR);
    assert_eq!(asked(&rig).0, 1, "one question at a time");
    rig.now = BEGIN + SECOND;
    rig.crash();
    synced(&mut rig, "t1", Vec::new());
    let watched = account(&rig).watched_until.expect("watched");
    rig.wait(SYNC - SECOND);
    assert_eq!(asked(&rig).0, 2);
    rig.wait(SECOND);
    assert_eq!(asked(&rig), (3, Some(watched)));
    let just_now = past("a", rig.now - SECOND);
    synced(&mut rig, "t2", vec![just_now]);
    assert_eq!((account(&rig).gaps, rig.entry_of("a", CRM).as_str()), (Vec::new(), "Logged"));
}

#[test]
fn e1_after_a_gap_its_calls_are_told_and_caught_up() {
    let mut rig = connected();
    synced(&mut rig, "t1", Vec::new());
    rig.now += HOUR;
    rig.crash();
    assert_eq!(asked(&rig), (2, Some(BEGIN)));
    let gap = Gap { from: BEGIN, to: rig.now, seen: true, state: GapState::Untold };
    assert_eq!(account(&rig).gaps, std::slice::from_ref(&gap));
    rig.now += MINUTE;
    rig.crash();
    assert_eq!(account(&rig).gaps, [Gap { to: rig.now, ..gap }], "asked again, it is the same gap");
    let last = past("last", rig.now + 1);
    synced(&mut rig, "t2", vec![past("a", BEGIN + MINUTE), last]);
    assert_eq!((rig.entry_of("a", CRM).as_str(), rig.entry_of("last", CRM).as_str()), ("Unlogged", "Logged"));
    rig.wait(MINUTE);
    assert_eq!(rig.entry_of("a", CRM), "Logged");
    assert_eq!(account(&rig).sync, Sync { token: Some("t2".into()), ..Sync::default() });
}

#[test]
fn e1_a_history_told_in_parts_goes_on_where_it_was_after_a_crash_and_counts_as_watched_only_at_its_end() {
    let mut rig = connected();
    synced(&mut rig, "t1", Vec::new());
    rig.now += HOUR;
    rig.crash();
    let began = rig.now;
    let left = Sync { token: Some("t2".into()), left: Some(Span { from: BEGIN, to: BEGIN + MINUTE }), ..Sync::default() };
    told(&mut rig, LineEvent::Synced { calls: vec![past("new", BEGIN + 2 * MINUTE)], sync: left.clone(), whole: false });
    assert_eq!(asked(&rig), (3, Some(BEGIN)), "the next part at once");
    assert_eq!((account(&rig).watched_until, account(&rig).sync.left), (Some(BEGIN), left.left));
    rig.now += MINUTE;
    rig.crash();
    assert_eq!((asked(&rig).0, account(&rig).sync.left), (4, left.left));
    synced(&mut rig, "t2", vec![past("old", BEGIN + MINUTE)]);
    assert_eq!(account(&rig).watched_until, Some(began));
    rig.wait(2 * MINUTE);
    assert_eq!((rig.entry_of("new", CRM).as_str(), rig.entry_of("old", CRM).as_str()), ("Logged", "Logged"));
}

#[test]
fn e7_what_ended_before_the_account_was_connected_is_earlier() {
    let mut rig = connected();
    synced(&mut rig, "t1", vec![past("old", BEGIN - 1)]);
    rig.wait(2 * HOUR);
    assert_eq!(rig.entry_of("old", CRM), "Earlier");
}

#[test]
fn j7_what_waited_when_the_account_deleted_its_call_is_not_logged_by_itself() {
    let mut rig = connected();
    synced(&mut rig, "t1", Vec::new());
    rig.now += HOUR;
    rig.crash();
    synced(&mut rig, "t2", vec![past("early", BEGIN + MINUTE), past("late", BEGIN + 2 * MINUTE)]);
    rig.wait(10 * SECOND);
    let gone = |session: &str| {
        let facts = Facts { deleted: Some(Fact { source: Source::History, seq: 0, value: true }), ..Facts::default() };
        CallEvent { account: AccountId::new(LINE), session: session.into(), aliases: Vec::new(), facts }
    };
    synced(&mut rig, "t3", vec![gone("early"), gone("late"), gone("nobody heard of")]);
    rig.wait(2 * HOUR);
    assert_eq!((rig.entry_of("early", CRM).as_str(), rig.entry_of("late", CRM).as_str()), ("Logged", "Excluded Deleted"));
    assert_eq!((rig.records(), rig.shell.working().running.len()), (1, 0));
}

#[test]
fn g5_nothing_is_asked_inside_a_penalty_not_even_by_another_life() {
    let mut rig = connected();
    told(&mut rig, LineEvent::Limited { until: BEGIN + MINUTE });
    rig.wait(30 * SECOND);
    rig.crash();
    rig.wait(29 * SECOND);
    assert_eq!(asked(&rig).0, 1);
    rig.wait(SECOND);
    assert_eq!(asked(&rig).0, 2);
    let sync = Sync { not_before: Some(rig.now + MINUTE), left: Some(Span { from: 0, to: 1 }), ..Sync::default() };
    told(&mut rig, LineEvent::Synced { calls: Vec::new(), sync, whole: false });
    assert_eq!(asked(&rig).0, 2, "a budget that is used up is no penalty yet");
    rig.wait(MINUTE);
    assert_eq!(asked(&rig).0, 3);
}

#[test]
fn g5_a_dial_that_used_up_the_budget_holds_back_the_history_and_loses_nothing_under_way() {
    let mut rig = connected();
    told(&mut rig, LineEvent::Pause { until: BEGIN + MINUTE });
    rig.wait(2 * MINUTE);
    assert_eq!(asked(&rig).0, 1, "the question under way is awaited");
    rig.now = BEGIN + 30 * SECOND;
    told(&mut rig, LineEvent::Synced { calls: Vec::new(), sync: Sync::default(), whole: false });
    assert_eq!((asked(&rig).0, account(&rig).sync.not_before), (1, Some(BEGIN + MINUTE)));
    rig.wait(30 * SECOND);
    assert_eq!(asked(&rig).0, 2);
    synced(&mut rig, "t1", Vec::new());
    assert_eq!(account(&rig).sync.not_before, None, "a penalty that is over is forgotten");
}

#[test]
fn e1_a_history_whose_clock_was_set_back_is_asked_at_once() {
    let mut rig = connected();
    synced(&mut rig, "t1", Vec::new());
    rig.now -= 2 * HOUR;
    rig.crash();
    assert_eq!(asked(&rig).0, 2);
}

#[test]
fn e1_the_next_part_of_a_history_asked_for_early_follows_at_once() {
    let mut rig = connected();
    synced(&mut rig, "t1", Vec::new());
    rig.now += 30 * SECOND;
    rig.command(Command::AddAccount(Box::new(PhoneAccount { line: Line::Idle, ..account(&rig) })));
    let part = Sync { token: Some("t2".into()), left: Some(Span { from: 0, to: 1 }), ..Sync::default() };
    told(&mut rig, LineEvent::Synced { calls: Vec::new(), sync: part, whole: false });
    assert_eq!(asked(&rig).0, 3);
}

#[test]
fn g5_after_a_penalty_the_same_life_asks_again() {
    let mut rig = connected();
    told(&mut rig, LineEvent::Limited { until: BEGIN + MINUTE });
    rig.wait(MINUTE);
    assert_eq!(asked(&rig).0, 2);
}

#[test]
fn a_sync_that_failed_is_tried_again_and_one_without_sign_in_waits_for_a_person() {
    for (problem, again) in [(LineProblem::Unreachable, true), (LineProblem::ServerFailed, true), (LineProblem::SignedOut, false)] {
        let mut rig = connected();
        told(&mut rig, LineEvent::Unsynced(problem));
        rig.wait(HOUR);
        assert_eq!((asked(&rig).0, account(&rig).line == Line::Stopped(problem)), (1 + usize::from(again), !again));
    }
}

#[test]
fn e1_signed_in_again_the_history_since_then_is_asked_for() {
    let mut rig = connected();
    synced(&mut rig, "t1", Vec::new());
    rig.wait(SYNC);
    told(&mut rig, LineEvent::Unsynced(LineProblem::SignedOut));
    rig.wait(2 * HOUR);
    let again = PhoneAccount { line: Line::Idle, watched_until: None, sync: Sync::default(), connected_at: rig.now, ..account(&rig) };
    rig.command(Command::AddAccount(Box::new(again)));
    assert_eq!((asked(&rig), account(&rig).sync.token.as_deref()), ((3, Some(BEGIN)), Some("t1")));
    assert_eq!(account(&rig).gaps.len(), 1);
}

/// The live line of the account opens.
fn connected_line(rig: &mut Rig) {
    told(rig, LineEvent::Connected);
}

fn lists(rig: &Rig) -> usize {
    rig.phoned.iter().filter(|asked| **asked == PhoneRequest::ListRunning).count()
}

fn listed(rig: &mut Rig, running: Vec<CallEvent>) {
    told(rig, LineEvent::Listed { running: Some(running), not_before: None });
}

#[test]
fn e1_whenever_a_line_opens_what_runs_and_what_is_new_is_asked_for() {
    let mut rig = connected();
    synced(&mut rig, "t1", Vec::new());
    for n in 1..3 {
        rig.wait(10 * SECOND);
        connected_line(&mut rig);
        assert_eq!((lists(&rig), asked(&rig).0), (n, n), "first what runs");
        listed(&mut rig, Vec::new());
        assert_eq!((lists(&rig), asked(&rig).0), (n, n + 1));
        synced(&mut rig, "t2", Vec::new());
    }
    rig.wait(10 * SECOND);
    connected_line(&mut rig);
    told(&mut rig, LineEvent::Listed { running: None, not_before: None });
    assert_eq!(asked(&rig).0, 4, "also where what runs was not said");
}

#[test]
fn e1_a_line_that_opens_does_not_hide_what_the_history_still_has_to_tell() {
    let mut rig = connected();
    synced(&mut rig, "t1", Vec::new());
    rig.now += HOUR;
    connected_line(&mut rig);
    listed(&mut rig, Vec::new());
    assert_eq!(asked(&rig).1, Some(BEGIN));
    assert_eq!(
        account(&rig).gaps.iter().map(|gap| (gap.from, gap.to, gap.state)).collect::<Vec<_>>(),
        [(BEGIN, rig.now, GapState::Untold)]
    );
    synced(&mut rig, "t2", vec![past("a", BEGIN + MINUTE)]);
    rig.wait(MINUTE);
    assert_eq!(rig.entry_of("a", CRM), "Logged");
}

#[test]
fn e1_a_gap_that_ended_after_the_history_was_asked_is_told_by_the_next_answer() {
    let mut rig = connected();
    synced(&mut rig, "t1", Vec::new());
    rig.now += HOUR;
    rig.crash();
    rig.now += 20 * SECOND;
    connected_line(&mut rig);
    synced(&mut rig, "t2", Vec::new());
    assert_eq!(account(&rig).gaps[0].state, GapState::Untold);
    listed(&mut rig, Vec::new());
    let last = past("a", rig.now - 25 * SECOND);
    synced(&mut rig, "t3", vec![last]);
    rig.wait(MINUTE);
    assert_eq!((rig.entry_of("a", CRM).as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn e1_heartbeats_watch_while_the_history_fails_and_the_history_while_the_line_is_down() {
    let mut rig = connected();
    synced(&mut rig, "t1", Vec::new());
    connected_line(&mut rig);
    told(&mut rig, LineEvent::Listed { running: None, not_before: None });
    for _ in 0..60 {
        rig.wait(20 * SECOND);
        told(&mut rig, LineEvent::Unsynced(LineProblem::ServerFailed));
        told(&mut rig, LineEvent::Alive);
    }
    told(&mut rig, LineEvent::Lost(LineProblem::Unreachable));
    assert!(matches!(account(&rig).line, Line::Waiting { .. }));
    for n in 0..5 {
        rig.wait(SYNC - SECOND);
        synced(&mut rig, &format!("u{n}"), Vec::new());
    }
    assert_eq!(account(&rig).gaps, []);
    rig.wait(HOUR);
    told(&mut rig, LineEvent::Unsynced(LineProblem::Unreachable));
    rig.wait(HOUR);
    connected_line(&mut rig);
    assert_eq!(account(&rig).gaps.len(), 1);
}

#[test]
fn a9_a_call_that_is_no_longer_listed_runs_no_more_and_its_history_says_how_it_ended() {
    let mut rig = connected();
    synced(&mut rig, "t1", Vec::new());
    connected_line(&mut rig);
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.phone(answered(LINE, "a", rig.now));
    rig.phone(rings(LINE, "b", ANN, rig.now));
    rig.wait(MINUTE);
    rig.phone(rings(LINE, "just now", ANN, rig.now));
    told(&mut rig, LineEvent::Lost(LineProblem::Unreachable));
    connected_line(&mut rig);
    let still = rings(LINE, "b", ANN, rig.now);
    listed(&mut rig, vec![still]);
    let runs = ["a", "b", "just now"].map(|session| rig.case(session).call.is_running());
    assert_eq!((runs, rig.records()), ([false, true, true], 0), "a list may be late");
    let ended = rig.now - 30 * SECOND;
    synced(&mut rig, "t2", vec![past("a", ended)]);
    assert_eq!((rig.entry_of("a", CRM).as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn a9_a_call_no_history_tells_of_is_confirmed_by_a_person_after_four_hours() {
    let mut rig = connected();
    synced(&mut rig, "t1", Vec::new());
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.phone(answered(LINE, "a", rig.now));
    rig.wait(MINUTE);
    connected_line(&mut rig);
    listed(&mut rig, Vec::new());
    rig.wait(4 * HOUR - 1);
    assert!(!rig.case("a").call.is_final());
    rig.wait(1);
    assert_eq!((rig.entry_of("a", CRM).as_str(), rig.records()), ("Unresolved ConfirmDuration", 0));
}

#[test]
fn g5_inside_a_penalty_of_sign_ins_no_line_is_opened_not_even_by_another_life_and_the_history_goes_on() {
    let mut rig = connected();
    synced(&mut rig, "t1", Vec::new());
    let connects = |rig: &Rig| rig.phoned.iter().filter(|asked| **asked == PhoneRequest::Connect).count();
    assert_eq!(connects(&rig), 1);
    told(&mut rig, LineEvent::SignInLimited { until: BEGIN + 10 * MINUTE });
    told(&mut rig, LineEvent::Lost(LineProblem::ServerFailed));
    rig.wait(5 * MINUTE);
    assert_eq!(asked(&rig).0, 2, "with the sign-in there is");
    rig.crash();
    rig.wait(5 * MINUTE - 1);
    assert_eq!(connects(&rig), 1);
    rig.wait(1);
    assert_eq!(connects(&rig), 2);
}

#[test]
fn a_line_another_one_took_or_that_is_not_allowed_is_tried_seldom_and_the_history_goes_on() {
    for (problem, pause) in [(LineProblem::Replaced, 5 * MINUTE), (LineProblem::NoLive, HOUR), (LineProblem::Unreachable, SECOND)] {
        let mut rig = connected();
        synced(&mut rig, "t1", Vec::new());
        told(&mut rig, LineEvent::Lost(problem));
        assert_eq!(account(&rig).line, Line::Waiting { until: rig.now + pause, failures: 0, problem });
        rig.wait(SYNC);
        assert_eq!(asked(&rig).0, 2, "{problem:?}");
    }
    let mut rig = connected();
    told(&mut rig, LineEvent::Lost(LineProblem::SignedOut));
    told(&mut rig, LineEvent::Alive);
    told(&mut rig, LineEvent::Lost(LineProblem::Unreachable));
    assert_eq!(account(&rig).line, Line::Stopped(LineProblem::SignedOut), "a person has to sign in");
}

#[test]
fn h1_a_recording_that_is_pending_has_the_history_asked() {
    let mut rig = connected();
    synced(&mut rig, "t1", Vec::new());
    let mut call = whole(LINE, "a", ANN, rig.now - 65 * SECOND);
    call.facts.recorded = seen(3, true);
    rig.phone(call);
    rig.wait(MINUTE);
    assert_eq!(asked(&rig).0, 2);
}

#[test]
fn i11_a_line_that_is_down_is_no_standstill_while_the_history_tells() {
    let mut rig = connected();
    synced(&mut rig, "t1", Vec::new());
    told(&mut rig, LineEvent::Lost(LineProblem::Unreachable));
    let stands = |rig: &Rig| rig.shell.working().standstills.all.len();
    assert_eq!(stands(&rig), 0);
    told(&mut rig, LineEvent::Unsynced(LineProblem::Unreachable));
    assert_eq!(stands(&rig), 1);
}

#[test]
fn g5_what_runs_is_not_asked_for_again_inside_a_penalty() {
    let mut rig = connected();
    connected_line(&mut rig);
    synced(&mut rig, "t1", (0..3).map(|n| past(&format!("c{n}"), BEGIN - n * MINUTE)).collect());
    assert_eq!(lists(&rig), 1);
    let until = rig.now + 5 * SECOND;
    told(&mut rig, LineEvent::Limited { until });
    assert_eq!(lists(&rig), 1);
    rig.wait(4 * SECOND);
    assert_eq!(lists(&rig), 1);
    rig.wait(2 * SECOND);
    assert_eq!(lists(&rig), 2);
}
