//! Rule A14: "Private": a call and its number are kept from every CRM from now on.

use super::super::advance;
use super::super::change::{Change, Saved};
use super::super::io::Key;
use super::super::stored::SettingRow;
use super::super::view::{Stop, View};
use crate::call::CallId;
use crate::entry::{Conflict, Exclusion, LogEntry, LogStatus, Mode, StepKind};
use crate::rules;
use crate::settings::Settings;
use crate::time::{Clock, Millis};

/// The number goes to the never-log list, and nothing of the call leaves that is not there or under way already.
pub(super) fn private(view: &View<'_>, change: &mut Change, call: &CallId, clock: &Clock<'_>) -> Result<(), Stop> {
    view.require([Key::Case(call.clone())])?;
    let before = view.known_case(call)?;
    let mut case = before.clone();
    let (own, number) = (&view.working.own, case.call.other());
    if !number.key.is_empty() && !rules::is_never_logged(&number, own) {
        let never_log = own.never_log.iter().cloned().chain([number.key]).collect();
        change.puts.push(Saved::Setting(SettingRow::Settings(Settings { never_log, ..own.clone() })));
    }
    for entry in case.entries.iter_mut().filter(|entry| can_be_excluded(entry)) {
        entry.step(clock.wall, StepKind::PersonDecided);
        entry.mode = Mode::Manual;
        exclude(entry, clock.wall);
    }
    advance::put(view, change, Some(&before), case, clock)
}

/// What is there, under way, or may be there stays what it is: forgotten, it could be written a second time by hand (G1).
fn can_be_excluded(entry: &LogEntry) -> bool {
    let under_way = matches!(entry.status, LogStatus::Sending { .. } | LogStatus::InDoubt { .. });
    let set_aside = matches!(entry.status, LogStatus::Dismissed | LogStatus::Removed);
    let may_be_there = matches!(entry.status, LogStatus::Unresolved(Conflict::OutcomeUnknown(_) | Conflict::Doubled(_)));
    entry.record().is_none() && !under_way && !set_aside && !may_be_there
}

/// Whether an entry waits for something its number must not be sent for any more; what a person chose to log by hand is not.
pub(super) fn is_kept_back(entry: &LogEntry) -> bool {
    let by_itself = entry.mode != Mode::Manual;
    match entry.status {
        LogStatus::Matching(_) => true,
        LogStatus::Ready { .. } | LogStatus::Delayed { .. } => by_itself,
        _ => false,
    }
}

/// Keeps an entry out as one on the never-log list.
pub(super) fn exclude(entry: &mut LogEntry, now: Millis) {
    entry.step(now, StepKind::Decided("A14".into()));
    entry.status = LogStatus::Excluded(Exclusion::NeverLog);
}
