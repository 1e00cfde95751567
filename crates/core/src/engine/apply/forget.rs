//! What is forgotten (I10): a number, everything, or calls older than they shall be kept. Records in CRMs stay.
//!
//! A request under way is awaited before its call goes. The ids of a forgotten call stay as a mark without number or name, so that a late
//! event of its phone does not bring it back and have it logged once more.

use super::super::change::{Change, Saved};
use super::super::io::{Effect, Key};
use super::super::stored::{Counters, Job, SettingRow};
use super::super::view::{Stop, View};
use crate::account::PhoneAccount;
use crate::call::CallId;
use crate::case::{Alias, CallRow};
use crate::command::RefusalKind;
use crate::entry::LogStatus;
use crate::integration::Integration;
use crate::phone::PhoneRequest;
use crate::settings::Settings;
use crate::store::Store;
use crate::time::{Clock, HOUR, Millis};

/// Calls forgotten in one change, each of up to ten records.
const CALLS: usize = 20;
/// Other records deleted in one change.
const RECORDS: usize = 180;
const DAY: Millis = 24 * HOUR;

/// "Forget this number": its calls, notes, follow-ups and the contacts chosen for it.
pub(super) fn number(view: &View<'_>, change: &mut Change, number: &str) -> Result<(), Stop> {
    if number.is_empty() {
        return Err(Stop::Refused(RefusalKind::NotThere));
    }
    let choices = view.working.integrations.keys().map(|id| (Store::Settings, format!("remembered/{}/{number}", id.as_str())));
    change.deletes.extend(choices);
    let follow_ups = Key::FollowUpsOfNumber(number.to_owned());
    view.require([follow_ups.clone()])?;
    change.deletes.extend(view.places(&follow_ups)?);
    change.puts.push(Saved::Job(Job::ForgetNumber(number.to_owned())));
    Ok(())
}

/// How far a part of the work came.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// There is more to do now.
    More,
    /// The rest has to settle first.
    Waits,
    /// Nothing is left.
    Done,
}

/// Forgets some calls of a number.
pub(super) fn some_of_number(view: &View<'_>, change: &mut Change, number: &str) -> Result<Progress, Stop> {
    let page = Key::CallsOfNumber(number.to_owned());
    view.require([page.clone()])?;
    let rows = view.calls(&page)?;
    let free: Vec<&CallRow> = rows.iter().filter(|row| row.call.is_final() && !is_under_way(view, &row.call.id)).collect();
    calls(view, change, free.iter().take(CALLS).map(|row| &row.call.id))?;
    Ok(match (free.is_empty(), rows.is_empty()) {
        (false, _) => Progress::More,
        (true, false) => Progress::Waits,
        (true, true) => Progress::Done,
    })
}

/// Forgets some calls that ended longer ago than they shall be kept. What waits for something, or for a person, stays.
pub(super) fn some_old(view: &View<'_>, change: &mut Change, after: &str, clock: &Clock<'_>) -> Result<Option<Job>, Stop> {
    let Some(days) = view.working.settings.keep_days else { return Ok(None) };
    let end = clock.wall - Millis::from(days) * DAY;
    let page = Key::CallsFrom(after.to_owned());
    view.require([page.clone()])?;
    let rows = view.calls(&page)?;
    let old: Vec<&CallRow> = rows.iter().filter(|row| row.call.start() < end && row.call.is_final()).take(CALLS).collect();
    let Some(last) = old.last() else { return Ok(Some(Job::ForgetOld { after: String::new(), at: clock.wall + DAY })) };
    view.require(old.iter().map(|row| Key::Case(row.call.id.clone())))?;
    let mut settled = Vec::new();
    for row in &old {
        let case = view.case(&row.call.id)?;
        let is_open = case.iter().flat_map(|case| &case.entries).any(|entry| entry.due().is_some() || entry.is_unresolved());
        settled.extend((!is_open).then_some(&row.call.id));
    }
    calls(view, change, settled)?;
    Ok(Some(Job::ForgetOld { after: last.place(), at: clock.wall }))
}

/// Whether a request for it may be on its way, so that its answer has to be heard first.
fn is_under_way(view: &View<'_>, call: &CallId) -> bool {
    let waits = |status: &LogStatus| matches!(status, LogStatus::Sending { .. } | LogStatus::InDoubt { .. });
    view.working.open.values().any(|entry| entry.key.call == *call && waits(&entry.status))
}

fn calls<'a>(view: &View<'_>, change: &mut Change, ids: impl IntoIterator<Item = &'a CallId>) -> Result<(), Stop> {
    let ids: Vec<&CallId> = ids.into_iter().collect();
    view.require(ids.iter().flat_map(|id| [Key::Case((*id).clone()), Key::AliasesOf((*id).clone())]))?;
    for id in ids {
        let Some(case) = view.case(id)? else { continue };
        change.delete_case(view, &case);
        let marks = view.aliases_of(id)?.into_iter().map(|alias| Saved::Alias(Alias { forgotten: true, ..alias }));
        change.puts.extend(marks);
    }
    Ok(())
}

/// "Delete all": lines are closed and integrations let go of at once, the rest goes piece by piece.
pub(super) fn everything(view: &View<'_>, change: &mut Change) {
    for account in view.working.accounts.values() {
        let removed = PhoneAccount { removed: true, ..account.clone() };
        change.effects.push(Effect::Phone(Box::new(removed.clone()), PhoneRequest::Disconnect));
        change.puts.push(Saved::Setting(SettingRow::Account(Box::new(removed))));
    }
    for integration in view.working.integrations.values() {
        let removed = Integration { removed: true, ..integration.clone() };
        change.puts.push(Saved::Setting(SettingRow::Integration(Box::new(removed))));
    }
    change.deletes.extend(view.working.jobs.keys().map(|key| (Store::Jobs, key.clone())));
    change.puts.push(Saved::Setting(SettingRow::Settings(Settings::default())));
    change.puts.push(Saved::Job(Job::DeleteAll));
}

/// Deletes some of everything; says whether there is more.
pub(super) fn some_of_everything(view: &View<'_>, change: &mut Change) -> Result<bool, Stop> {
    let calls = Key::CallsFrom(String::new());
    view.require([calls.clone()])?;
    let rows = view.calls(&calls)?;
    view.require(rows.iter().take(CALLS).map(|row| Key::Case(row.call.id.clone())))?;
    for row in rows.iter().take(CALLS) {
        if let Some(case) = view.case(&row.call.id)? {
            change.delete_case(view, &case);
        }
    }
    if !rows.is_empty() {
        return Ok(true);
    }
    view.require([Key::Everything])?;
    change.deletes.extend(view.places(&Key::Everything)?.into_iter().take(RECORDS));
    let more = !change.deletes.is_empty();
    change.counters = Some(Counters::default());
    Ok(more)
}
