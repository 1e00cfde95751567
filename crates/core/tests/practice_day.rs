//! Plays the practice day through the engine and compares what becomes of each call with the table written by hand from the rules.
#![allow(clippy::unwrap_used)]

mod common;

use callscribe_core::call::{CallId, CallResult, Direction};
use callscribe_core::case::CallRow;
use callscribe_core::command::Command;
use callscribe_core::engine::{Engine, Event, Input};
use callscribe_core::entry::{Conflict, Exclusion, LogEntry, LogStatus};
use callscribe_core::number::NumberKind;
use callscribe_core::practice::account_id;
use callscribe_core::store::{Memory, Query, Store, decode};
use callscribe_core::time::{HOUR, Millis};
use common::tell;

const EXPECTED: &str = include_str!("../../../tests/practice-day.expected");
/// When the day is played; it began ten hours before.
const NOW: Millis = 1_700_000_000_000;

#[test]
fn every_call_of_the_practice_day_has_the_fate_its_rule_gives_it() {
    let store = play();
    let expected: Vec<Vec<&str>> =
        EXPECTED.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('|').map(str::trim).collect()).collect();
    let wrong: Vec<String> = expected
        .iter()
        .filter_map(|row| {
            let got = row_of(&store, row[0], row[5]);
            (got != row[..8]).then(|| format!("{}: expected {:?}\n            got {got:?}", row[8], &row[..8]))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let entries = store.query(&Query::all(Store::Entries)).len();
    assert_eq!(entries, expected.len(), "one entry per row, none beside them (I12)");
}

/// Starts the practice line and plays its day on an engine whose store is in memory.
fn play() -> Memory {
    let (mut engine, mut store) = (Engine::default(), Memory::default());
    for command in [Command::StartPractice, Command::PlayPracticeDay] {
        let outside = tell(&mut engine, &mut store, Event::Input(Input::Command(command)), NOW);
        assert_eq!(outside, [], "practice speaks to nobody outside");
    }
    store
}

fn row_of(store: &Memory, session: &str, integration: &str) -> Vec<String> {
    let call = CallId { account: account_id(), session: session.into() };
    let calls = store.query(&Query::key(Store::Calls, call.key()));
    let entries = store.query(&Query::key(Store::Entries, format!("{}>{integration}", call.key())));
    let (Some(call), Some(entry)) = (calls.first(), entries.first()) else { return vec![session.into(), "is not there".into()] };
    let call = decode::<CallRow>(call).unwrap().call;
    let entry = decode::<LogEntry>(entry).unwrap();
    let caller = if call.other().kind == NumberKind::Withheld { "withheld".into() } else { call.other().shown };
    let direction = if call.direction() == Direction::Inbound { "inbound" } else { "outbound" };
    let result = result(&call.result().unwrap());
    [session, &begins(call.start()), &caller, direction, &result, integration, &fate(&entry), &contacts(&entry)].map(str::to_owned).into()
}

fn begins(at: Millis) -> String {
    let minutes = (at - (NOW - 10 * HOUR)) / 60_000;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

fn result(result: &CallResult) -> String {
    match result {
        CallResult::Answered => "answered",
        CallResult::Missed => "missed",
        CallResult::NoAnswer => "no answer",
        CallResult::Busy => "busy",
        CallResult::Declined => "declined",
        CallResult::Voicemail => "voicemail",
        CallResult::AnsweredElsewhere => "answered elsewhere",
        other => return format!("{other:?}"),
    }
    .into()
}

fn fate(entry: &LogEntry) -> String {
    match &entry.status {
        LogStatus::Logged(_) => match entry.association.iter().flatten().next() {
            Some(association) => return format!("logged with {}", association.title),
            None => "logged",
        },
        LogStatus::Earlier => "earlier",
        LogStatus::Unresolved(Conflict::NoContact) => "unresolved: no contact",
        LogStatus::Unresolved(Conflict::ManyContacts) => "unresolved: multiple contacts",
        LogStatus::Unresolved(Conflict::ManyAssociations) => "unresolved: multiple associations",
        LogStatus::Unresolved(Conflict::NoNumber) => "unresolved: no number",
        LogStatus::Excluded(Exclusion::Internal) => "excluded: internal",
        LogStatus::Excluded(Exclusion::AnsweredElsewhere) => "excluded: answered elsewhere",
        LogStatus::Excluded(Exclusion::NoNumber) => "excluded: no number",
        LogStatus::Excluded(Exclusion::ServiceNumber) => "excluded: service number",
        other => return format!("{other:?}"),
    }
    .into()
}

/// Who the entry goes to or may go to; nobody while the rules keep it out.
fn contacts(entry: &LogEntry) -> String {
    let out = matches!(entry.status, LogStatus::Excluded(_) | LogStatus::Earlier);
    let ids: Vec<&str> = entry.candidates().iter().filter(|_| !out).map(|c| c.id.as_str()).collect();
    if ids.is_empty() { "-".into() } else { ids.join(", ") }
}
