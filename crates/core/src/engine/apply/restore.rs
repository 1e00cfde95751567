//! An exported file comes back (I10), a piece of the desk at a time. What is known here stays as it is: a file is never newer than the store.

use super::super::change::{Change, Saved};
use super::super::io::Key;
use super::super::stored::{DeskRow, Job, SettingRow};
use super::super::view::{Stop, View};
use crate::account::{AccountKind, Line, LineProblem, PhoneAccount, Sync};
use crate::backup::{Unit, settled, settled_follow_up, units};
use crate::case::{Alias, Case};
use crate::desk::{DeskItem, RestoreReport};
use crate::integration::{Integration, IntegrationId, SignIn};
use crate::practice;
use crate::settings::Settings;
use crate::store::{Broken, Row};
use crate::time::{Clock, Millis};

/// The pieces are there.
pub(super) fn begin(change: &mut Change, clock: &Clock<'_>) {
    change.puts.push(Saved::Job(Job::Restore));
    tell(change, RestoreReport { at: clock.wall, ..RestoreReport::default() });
}

/// What came of it so far.
fn tell(change: &mut Change, report: RestoreReport) {
    let row = DeskRow { key: RestoreReport::KEY.into(), item: DeskItem::Restored(report) };
    change.puts.push(Saved::Desk(Box::new(row)));
}

/// Takes the next piece; says whether there was one.
pub(super) fn some(view: &View<'_>, change: &mut Change, clock: &Clock<'_>) -> Result<bool, Stop> {
    view.require([Key::Restore])?;
    let (mut next, mut report) = (None, RestoreReport::default());
    for (row, text) in view.desk_at(&Key::Restore)? {
        match row.item {
            DeskItem::Restore(piece) => next = Some((row.key, piece, text)),
            DeskItem::Restored(so_far) => report = so_far,
            _ => {}
        }
    }
    let Some((key, piece, text)) = next else {
        tell(change, RestoreReport { done: true, ..report });
        return Ok(false);
    };
    let (units, broken) = units(&piece);
    report.broken += broken.len();
    view.require(units.iter().flat_map(needs))?;
    for unit in units.into_iter().filter(|unit| !is_practice(unit)) {
        match unit {
            Unit::Setting(setting) => restore_setting(view, change, *setting, clock.wall)?,
            Unit::Contact(contact) => {
                let known = view.book_contact(&contact.book, &contact.id)?;
                if known.is_none_or(|known| known.changed < contact.changed) {
                    change.puts.push(Saved::Contact(*contact));
                    report.contacts += 1;
                } else {
                    report.known += 1;
                }
            }
            Unit::Activity(activity) if view.places(&Key::Activity(activity.key.key()))?.is_empty() => {
                change.puts.push(Saved::Activity(activity));
            }
            Unit::Activity(_) => {}
            Unit::FollowUp(one) if view.follow_ups(&Key::FollowUp(one.id.clone()))?.is_empty() => {
                change.puts.push(Saved::FollowUp(Box::new(settled_follow_up(*one, clock.wall))));
            }
            Unit::FollowUp(_) => {}
            Unit::Call(case, aliases) => {
                let added = restore_call(view, change, *case, aliases, clock.wall)?;
                *(if added { &mut report.calls } else { &mut report.known }) += 1;
            }
        }
    }
    // Under a name of its own, as nothing stored is broken.
    let set_aside = |(n, broken): (usize, Broken)| Broken { row: Row { key: format!("{key}/{n}"), ..broken.row }, ..broken };
    change.quarantine(view, broken.into_iter().enumerate().map(set_aside).collect(), clock.wall);
    tell(change, report);
    change.takes.push((key, text));
    Ok(true)
}

fn needs(unit: &Unit) -> Vec<Key> {
    match unit {
        Unit::Setting(setting) => match setting.as_ref() {
            SettingRow::Remembered(one) => vec![Key::Remembered(one.integration.clone(), one.number.clone())],
            _ => Vec::new(),
        },
        Unit::Contact(contact) => vec![Key::BookContact(contact.book.clone(), contact.id.clone())],
        Unit::Activity(activity) => vec![Key::Activity(activity.key.key())],
        Unit::FollowUp(one) => vec![Key::FollowUp(one.id.clone())],
        Unit::Call(case, aliases) => {
            let own = [Key::Case(case.call.id.clone()), Key::Alias(case.call.id.clone())];
            own.into_iter().chain(aliases.iter().map(|alias| Key::Alias(alias.id.clone()))).collect()
        }
    }
}

/// What belongs to the practice line of another browser is of no use here.
fn is_practice(unit: &Unit) -> bool {
    let book = IntegrationId::practice_book();
    match unit {
        Unit::Setting(setting) => match setting.as_ref() {
            SettingRow::Integration(one) => one.id == book,
            SettingRow::Account(one) => one.id == practice::account_id(),
            SettingRow::Remembered(one) => one.integration == book,
            _ => false,
        },
        Unit::Contact(contact) => contact.book == book,
        Unit::Activity(activity) => activity.key.integration == book,
        Unit::FollowUp(one) => one.call.as_ref().is_some_and(|call| call.account == practice::account_id()),
        Unit::Call(case, _) => case.call.id.account == practice::account_id(),
    }
}

/// The own settings where nobody chose any yet; integrations and accounts as they were connected, to be signed in to again.
fn restore_setting(view: &View<'_>, change: &mut Change, setting: SettingRow, now: Millis) -> Result<(), Stop> {
    let own = &view.working.own;
    let kept = match setting {
        SettingRow::Settings(theirs) if *own == (Settings { welcomed: own.welcomed, ..Settings::default() }) => {
            Some(SettingRow::Settings(Settings { welcomed: true, ..theirs.tidy() }))
        }
        SettingRow::Integration(one) if !view.working.integrations.contains_key(&one.id) => {
            let is_book = one.is_address_book();
            let sign_in = if is_book { SignIn::Works } else { SignIn::Needed };
            let automatic_since = one.automatic_since.map(|_| now);
            Some(SettingRow::Integration(Box::new(Integration { sign_in, automatic_since, paused_until: None, ..*one })))
        }
        SettingRow::Account(one) if !view.working.accounts.contains_key(&one.id) => {
            let line = if one.kind == AccountKind::Typed { Line::Idle } else { Line::Stopped(LineProblem::Refused) };
            let account = PhoneAccount { connected_at: now, watched_until: None, gaps: Vec::new(), line, sync: Sync::default(), ..*one };
            Some(SettingRow::Account(Box::new(account)))
        }
        SettingRow::Remembered(one) if view.remembered(&one.integration, &one.number)?.is_none() => Some(SettingRow::Remembered(one)),
        _ => None,
    };
    change.puts.extend(kept.map(Saved::Setting));
    Ok(())
}

/// A call nothing is known of here, whole; one that was running goes its way where it ran, and a forgotten one stays forgotten. Says
/// whether it was added.
fn restore_call(view: &View<'_>, change: &mut Change, case: Case, aliases: Vec<Alias>, now: Millis) -> Result<bool, Stop> {
    let id = case.call.id.clone();
    let own = Alias { id: id.clone(), call: id.clone(), forgotten: false };
    let mut is_known = view.case(&id)?.is_some();
    for alias in aliases.iter().chain([&own]) {
        is_known |= view.alias(&alias.id)?.is_some();
    }
    let Some(ended) = case.call.ended().filter(|_| !is_known && case.call.is_final()) else { return Ok(false) };
    let entries = case.entries.into_iter().map(|entry| settled(entry, ended, now)).collect();
    change.put_case(view, &Case { entries, ..case });
    let others = aliases.into_iter().filter(|alias| alias.id != id);
    change.puts.extend(others.chain([own]).map(Saved::Alias));
    Ok(true)
}
