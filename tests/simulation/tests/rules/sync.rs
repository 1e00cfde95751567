//! Rule E1 where no live line watches: the history is asked again and again, and what was not told is a gap.

use callscribe_core::account::{AccountKind, Gap, GapState, Line, LineProblem, PhoneAccount, SYNC, Span, Sync};
use callscribe_core::call::{AccountId, CallEvent, Fact, Facts, Source};
use callscribe_core::command::Command;
use callscribe_core::engine::Input;
use callscribe_core::phone::{LineEvent, PhoneRequest};
use callscribe_core::time::{HOUR, MINUTE, Millis, SECOND};
use callscribe_simulation::rig::{CRM, LINE, Rig};
use callscribe_simulation::sample::{ANN, BEGIN, FIND, integration, line, whole};

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
        told(&mut rig, LineEvent::Lost(problem));
        rig.wait(HOUR);
        assert_eq!((asked(&rig).0, account(&rig).line == Line::Stopped(problem)), (1 + usize::from(again), !again));
    }
}

#[test]
fn e1_signed_in_again_the_history_since_then_is_asked_for() {
    let mut rig = connected();
    synced(&mut rig, "t1", Vec::new());
    rig.wait(SYNC);
    told(&mut rig, LineEvent::Lost(LineProblem::SignedOut));
    rig.wait(2 * HOUR);
    let again = PhoneAccount { line: Line::Idle, watched_until: None, sync: Sync::default(), connected_at: rig.now, ..account(&rig) };
    rig.command(Command::AddAccount(Box::new(again)));
    assert_eq!((asked(&rig), account(&rig).sync.token.as_deref()), ((3, Some(BEGIN)), Some("t1")));
    assert_eq!(account(&rig).gaps.len(), 1);
}
