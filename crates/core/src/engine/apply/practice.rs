//! The practice line (I12): a phone account and an address book to try everything with, clearly marked and cleanly removed.

use super::super::change::{Change, Saved};
use super::super::io::Key;
use super::super::stored::{Job, SettingRow};
use super::super::view::{Stop, View};
use super::calls;
use crate::account::{AccountKind, Line, PhoneAccount};
use crate::call::{Call, CallId};
use crate::command::RefusalKind;
use crate::integration::{Integration, IntegrationId};
use crate::practice;
use crate::store::{Store, Stored};
use crate::time::{Clock, HOUR, Millis, SECOND};

/// How long before now the practice day began.
const DAY: Millis = 10 * HOUR;
/// A button pressed twice within this time makes one call.
const TWICE: Millis = 10 * SECOND;

pub(super) fn start(view: &View<'_>, change: &mut Change, clock: &Clock<'_>) -> Result<(), Stop> {
    let begun = clock.wall - DAY;
    let known = view.working.accounts.get(&practice::account_id()).filter(|a| !a.removed);
    if known.is_some() {
        return Err(Stop::Refused(RefusalKind::AlreadyAdded));
    }
    let account =
        PhoneAccount { line: Line::Open, ..PhoneAccount::new(practice::account_id(), AccountKind::Practice, "Practice line", begun) };
    change.puts.push(Saved::Setting(SettingRow::Account(Box::new(account))));
    let book = Integration::address_book(IntegrationId::practice_book(), "Practice book", begun, true);
    change.puts.push(Saved::Setting(SettingRow::Integration(Box::new(book))));
    change.puts.extend(practice::contacts(begun).into_iter().map(Saved::Contact));
    let settings = crate::settings::Settings { welcomed: true, ..view.working.own.clone() };
    change.puts.push(Saved::Setting(SettingRow::Settings(settings)));
    Ok(())
}

fn connected(view: &View<'_>) -> Result<PhoneAccount, Stop> {
    view.working.accounts.get(&practice::account_id()).filter(|a| !a.removed).cloned().ok_or(Stop::Refused(RefusalKind::NotThere))
}

/// Plays the practice day, one call a change: the calls of the day the line has not told of yet.
pub(super) fn play_day(view: &View<'_>, change: &mut Change, clock: &Clock<'_>) -> Result<(), Stop> {
    let begun = connected(view)?.connected_at;
    let events = practice::day(begun);
    let ids: Vec<CallId> = events.iter().map(|e| CallId { account: e.account.clone(), session: e.session.clone() }).collect();
    view.require(ids.iter().cloned().map(Key::Alias))?;
    for (event, id) in events.iter().zip(&ids) {
        if view.alias(id)?.is_none() {
            change.again = true;
            return calls::event(view, change, event, clock);
        }
    }
    Ok(())
}

pub(super) fn begin_call(view: &View<'_>, change: &mut Change, clock: &Clock<'_>) -> Result<(), Stop> {
    connected(view)?;
    let just_begun = |call: &&Call| call.id.account == practice::account_id() && (0..TWICE).contains(&(clock.wall - call.start()));
    if view.working.running.values().any(|call| just_begun(&call)) {
        return Ok(());
    }
    // The command is applied again after each read, at a later time: the name does not follow the clock.
    let session = format!("live-{}", view.working.revision.0);
    calls::event(view, change, &practice::call(&session, practice::Phase::Ringing, clock.wall), clock)
}

/// When the next moment of a running practice call is: answered after four seconds, over after twenty more.
pub(crate) fn next_moment_at(call: &Call) -> Millis {
    match &call.facts.answered {
        None => call.start() + 4 * SECOND,
        Some(answered) => answered.value + 20 * SECOND,
    }
}

pub(super) fn next_moment(view: &View<'_>, change: &mut Change, id: &CallId, clock: &Clock<'_>) -> Result<(), Stop> {
    let Some(call) = view.working.running.get(id) else { return Ok(()) };
    let phase = if call.facts.answered.is_none() { practice::Phase::Answered } else { practice::Phase::Ended };
    calls::event(view, change, &practice::call(&id.session, phase, clock.wall), clock)
}

pub(super) fn remove(view: &View<'_>, change: &mut Change) -> Result<(), Stop> {
    connected(view)?;
    change.puts.push(Saved::Job(Job::RemovePractice));
    Ok(())
}

/// Removes some of what the practice line left; says whether there is more.
pub(super) fn remove_some(view: &View<'_>, change: &mut Change) -> Result<bool, Stop> {
    view.require([Key::Practice])?;
    let calls = view.calls(&Key::Practice)?;
    let (contacts, activities) = view.practice_book()?;
    view.require(calls.iter().map(|row| Key::Case(row.call.id.clone())))?;
    for row in &calls {
        if let Some(case) = view.case(&row.call.id)? {
            change.deletes.push((Store::Aliases, case.call.id.key()));
            change.delete_case(view, &case);
        }
    }
    change.deletes.extend(contacts.iter().map(|c| (Store::Contacts, c.key())));
    change.deletes.extend(activities.iter().map(|a| (Store::Activities, a.key())));
    change.deletes.extend(view.follow_ups(&Key::Practice)?.into_iter().map(|one| (Store::FollowUps, one.id)));
    if !change.deletes.is_empty() {
        return Ok(true);
    }
    for setting in
        [format!("account/{}", practice::account_id().as_str()), format!("integration/{}", IntegrationId::practice_book().as_str())]
    {
        change.deletes.push((Store::Settings, setting));
    }
    Ok(false)
}
