//! What a real Asterisk told while real calls were made (`tests/contract/asterisk`), read by the line in order, shuffled and doubled.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;

use callscribe_core::account::LineProblem;
use callscribe_core::call::{AccountId, CallEvent, CallResult, Direction, Facts, Source};
use callscribe_core::number::NumberKind;
use callscribe_core::phone::LineEvent;
use callscribe_phone::asterisk::{Config, Line, Out};
use serde_json::Value;

/// Recording, and its calls as [`in_words`] says them, in the order they began.
const CASES: &[(&str, &[&str])] = &[
    ("inbound-answered", &["in +12015550123 'Ann Alvarez' Answered 1 s"]),
    ("inbound-missed", &["in +12015550123 'Ann Alvarez' Missed 0 s"]),
    ("inbound-busy", &["in +12015550123 'Ann Alvarez' Busy 0 s"]),
    ("inbound-declined", &["in +12015550123 'Ann Alvarez' Declined 0 s"]),
    ("inbound-withheld", &["in withheld Answered 1 s"]),
    ("inbound-elsewhere", &["in +12015550123 'Ann Alvarez' AnsweredElsewhere 0 s"]),
    ("inbound-group-answered", &["in +12015550123 'Ann Alvarez' Answered 1 s"]),
    ("inbound-of-a-colleague", &[]),
    ("internal-answered", &["in 101 'Cleo' Answered 1 s, internal"]),
    ("outbound-answered", &["out +12015550177 Answered 1 s"]),
    ("outbound-busy", &["out +12015550177 Busy 0 s"]),
    ("outbound-declined", &["out +12015550177 Declined 0 s"]),
    ("outbound-no-answer", &["out +12015550177 NoAnswer 0 s"]),
    ("transferred-away", &["in +12015550123 'Ann Alvarez' Answered 0 s, passed to 101"]),
    ("transferred-to-us", &["in +12015550123 'Ann Alvarez' Answered 2 s"]),
    ("click-to-call-answered", &["out +12015550177 Answered 1 s"]),
    ("click-to-call-busy", &["out +12015550177 Busy 0 s"]),
    ("two-at-once", &["in +12015550123 'Ann Alvarez' Answered 3 s", "in +12015550142 'Bob Brown' Answered 1 s"]),
    ("cut-and-the-call-goes-on", &["in +12015550123 'Ann Alvarez' Answered 3 s"]),
];

#[test]
fn every_recorded_call_is_told_as_it_was() {
    for (name, expected) in CASES {
        assert_eq!(play(name, &recording(name)).in_words(), *expected, "{name}");
    }
}

#[test]
fn a9_late_double_and_shuffled_events_tell_the_same_facts() {
    for (name, _) in CASES {
        let frames = recording(name);
        let in_order = play(name, &frames).values();
        for seed in 1..=20 {
            assert_eq!(play(name, &shuffled_and_doubled(&frames, seed)).values(), in_order, "{name}, seed {seed}");
        }
    }
}

#[test]
fn a9_the_agents_part_is_over_when_the_call_is_passed_on_and_says_to_whom() {
    let frames = recording("transferred-away");
    let last_of_agent = frames.iter().rposition(|f| f.contains("ChannelDestroyed") && f.contains("PJSIP/100-")).unwrap();
    let by_then = play("away", &frames[..=last_of_agent]);
    assert_eq!(by_then.in_words(), ["in +12015550123 'Ann Alvarez' Answered 0 s, passed to 101"]);
}

#[test]
fn a_call_passed_on_to_the_agent_who_does_not_come_is_missed() {
    let frames = recording("transferred-to-us");
    let never_up = |f: &String| match f.contains("\"name\":\"PJSIP/100-") && f.contains("\"state\":\"Up\"") {
        true => f.contains("ChannelDestroyed").then(|| f.replace("\"state\":\"Up\"", "\"state\":\"Ringing\"")),
        false => Some(f.clone()),
    };
    let frames: Vec<String> = frames.iter().filter_map(never_up).collect();
    assert_eq!(play("missed", &frames).in_words(), ["in +12015550123 'Ann Alvarez' Missed 0 s"]);
}

#[test]
fn g3_the_account_and_the_call_are_named_by_the_server() {
    let heard = play("inbound-answered", &recording("inbound-answered"));
    let [LineEvent::Opened { account, running }, LineEvent::Alive] = heard.line.as_slice() else { panic!("{:?}", heard.line) };
    assert_eq!((account, running.len()), (&AccountId::new("ast:02:00:00:00:00:07/PJSIP/100"), 0));
    let session = heard.calls.keys().next().unwrap();
    assert!(session.starts_with("callscribe-tests-"), "{session}");
}

#[test]
fn a9_a_call_that_outlives_a_cut_is_listed_as_running_and_keeps_its_beginning() {
    let heard = play("cut", &recording("cut-and-the-call-goes-on"));
    let opened: Vec<&Vec<CallEvent>> = heard.line.iter().filter_map(running).collect();
    let [before, after] = opened.as_slice() else { panic!("{:?}", heard.line) };
    assert!(before.is_empty());
    assert_eq!(after.len(), 1);
    assert_eq!(heard.calls.len(), 1, "one call before and after");
    assert!(heard.line.contains(&LineEvent::Lost(LineProblem::Unreachable)));
}

#[test]
fn a9_a_call_that_ended_during_a_cut_is_not_listed_as_running() {
    let heard = play("cut", &recording("cut-and-the-call-ends"));
    assert!(heard.line.iter().filter_map(running).all(Vec::is_empty), "{:?}", heard.line);
    assert_eq!(heard.in_words(), ["in +12015550123 'Ann Alvarez' talking"]);
}

#[test]
fn a_new_worker_takes_a_running_call_over_without_outranking_what_was_seen() {
    let frames = recording("cut-and-the-call-goes-on");
    let cut = frames.iter().position(|f| f.contains("\"cut\"")).unwrap();
    let (mut heard, taken_over) = (play("before", &frames[..cut]), play("after", &frames[cut + 1..]));
    let answered = heard.calls.values().next().unwrap().answered.clone();
    assert_eq!(taken_over.calls.values().next().unwrap().answered.as_ref().unwrap().source, Source::Inferred);
    for (session, facts) in taken_over.calls {
        heard.calls.get_mut(&session).unwrap().join(facts);
    }
    assert_eq!(heard.in_words(), ["in +12015550123 'Ann Alvarez' Answered 3 s"]);
    assert_eq!(heard.calls.values().next().unwrap().answered, answered);
}

#[test]
fn a_line_that_another_browser_took_over_is_given_up() {
    let heard = play("replaced", &recording("replaced"));
    assert_eq!(heard.line.last(), Some(&LineEvent::Lost(LineProblem::Replaced)));
    assert!(heard.closed);
}

/// What came of a recording.
#[derive(Default)]
struct Heard {
    line: Vec<LineEvent>,
    calls: BTreeMap<String, Facts>,
    aliases: BTreeMap<String, String>,
    closed: bool,
}

impl Heard {
    fn take(&mut self, out: Vec<Out>) {
        for out in out {
            match out {
                Out::Line(event) => self.line.push(event),
                Out::Call(event) => self.join(event),
                Out::Close => self.closed = true,
                Out::Send(_) => {}
                Out::Read(question) => panic!("{question:?} over HTTP"),
            }
        }
    }

    /// Joins as core does: a call keeps the session it was first seen with.
    fn join(&mut self, event: CallEvent) {
        let ids: Vec<&String> = std::iter::once(&event.session).chain(&event.aliases).collect();
        let session = ids.iter().find_map(|id| self.aliases.get(*id)).unwrap_or(&event.session).clone();
        for id in ids {
            self.aliases.insert(id.clone(), session.clone());
        }
        self.calls.entry(session).or_default().join(event.facts);
    }

    fn in_order(&self) -> Vec<&Facts> {
        let mut calls: Vec<&Facts> = self.calls.values().collect();
        calls.sort_by_key(|f| f.started.as_ref().map(|f| f.value));
        calls
    }

    fn in_words(&self) -> Vec<String> {
        self.in_order().into_iter().map(in_words).collect()
    }

    /// The facts without their rank.
    fn values(&self) -> Vec<Value> {
        let mut values: Vec<Value> = self.in_order().into_iter().map(|f| serde_json::to_value(f).unwrap()).collect();
        for fact in values.iter_mut().filter_map(Value::as_object_mut).flat_map(|facts| facts.values_mut()) {
            fact[1] = Value::Null;
        }
        values
    }
}

fn in_words(facts: &Facts) -> String {
    let mut words = Vec::new();
    words.push(if facts.direction.as_ref().unwrap().value == Direction::Inbound { "in".to_owned() } else { "out".to_owned() });
    let other = &facts.other.as_ref().unwrap().value;
    words.push(if other.kind == NumberKind::Withheld { "withheld".into() } else { other.key.clone() });
    words.extend(facts.other_name.as_ref().map(|n| format!("'{}'", n.value)));
    match (&facts.result, &facts.ended, &facts.answered) {
        (Some(result), Some(ended), answered) => {
            let talked = answered.as_ref().filter(|_| result.value == CallResult::Answered).map_or(0, |a| ended.value - a.value);
            let told = facts.duration.as_ref().map_or(talked / 1_000, |d| i64::from(d.value));
            words.push(format!("{:?} {told} s", result.value));
        }
        (_, _, Some(_)) => words.push("talking".into()),
        _ => words.push("ringing".into()),
    }
    let internal = facts.internal.as_ref().is_some_and(|i| i.value);
    let passed = facts.transferred_to.as_ref().map(|to| format!(", passed to {}", to.value)).unwrap_or_default();
    format!("{}{passed}{}", words.join(" "), if internal { ", internal" } else { "" })
}

fn running(event: &LineEvent) -> Option<&Vec<CallEvent>> {
    match event {
        LineEvent::Opened { running, .. } => Some(running),
        _ => None,
    }
}

fn recording(name: &str) -> Vec<String> {
    let path = format!("{}/../../tests/contract/asterisk/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}")).lines().map(str::to_owned).collect()
}

fn play(name: &str, frames: &[String]) -> Heard {
    let mut line = Line::new(Config {
        url: "http://127.0.0.1:8088".into(),
        endpoint: "PJSIP/100".into(),
        app: format!("callscribe-{name}"),
        region: "US".into(),
    });
    let mut heard = Heard::default();
    heard.take(line.on_open(0));
    for (at, frame) in (1..).zip(frames) {
        if frame.contains("\"cut\"") {
            heard.take(line.on_closed(true));
            heard.take(line.on_open(at));
        } else {
            heard.take(line.on_text(frame, at));
        }
    }
    heard
}

/// Answers stay where they are; the events between two of them come in any order, each of them twice.
fn shuffled_and_doubled(frames: &[String], seed: u64) -> Vec<String> {
    let is_fixed = |f: &String| f.contains("\"RESTResponse\"") || f.contains("\"cut\"");
    let (mut out, mut events, mut state) = (Vec::new(), Vec::new(), seed);
    for frame in frames.iter().chain([&"{\"type\":\"RESTResponse\"}".to_owned()]) {
        if !is_fixed(frame) {
            events.extend([frame.clone(), frame.clone()]);
            continue;
        }
        for left in (1..=events.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let pick = usize::try_from(state >> 33).unwrap() % left;
            out.push(events.swap_remove(pick));
        }
        out.push(frame.clone());
    }
    out
}
