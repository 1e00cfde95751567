//! Integrations, phone accounts and settings come and go (E7, G7, I1).

use super::super::change::{Change, Saved};
use super::super::io::Effect;
use super::super::stored::{DigestRun, Job, SettingRow};
use super::super::view::{Stop, View};
use super::sync;
use crate::account::{Live, PhoneAccount, Sync};
use crate::call::AccountId;
use crate::choices::Choices;
use crate::command::RefusalKind;
use crate::integration::{Integration, IntegrationId, SignIn};
use crate::phone::PhoneRequest;
use crate::settings::{self, Managed, Settings};
use crate::time::{Clock, HOUR};

/// G7: the same account cannot be added twice; added again after removal, its entries are there again.
pub(super) fn add_integration(view: &View<'_>, change: &mut Change, integration: &Integration) -> Result<(), Stop> {
    match view.working.integrations.get(&integration.id) {
        Some(known) if !known.removed && known.sign_in == SignIn::Works => return Err(Stop::Refused(RefusalKind::AlreadyAdded)),
        Some(known) => {
            let added_at = known.added_at.min(integration.added_at);
            let automatic_since = if known.removed { integration.automatic_since } else { known.automatic_since };
            put(change, Integration { added_at, automatic_since, choices: known.choices.clone(), ..integration.clone() });
            if known.removed {
                attach(change, &integration.id, true);
            }
        }
        None => put(change, integration.clone()),
    }
    Ok(())
}

pub(super) fn remove_integration(view: &View<'_>, change: &mut Change, id: &IntegrationId) -> Result<(), Stop> {
    let integration = view.integration(id)?.clone();
    put(change, Integration { removed: true, automatic_since: None, ..integration });
    attach(change, id, false);
    Ok(())
}

fn attach(change: &mut Change, id: &IntegrationId, again: bool) {
    change.puts.push(Saved::Job(Job::Attach { integration: id.clone(), again, after: String::new() }));
}

pub(super) fn set_sign_in(view: &View<'_>, change: &mut Change, id: &IntegrationId, works: bool) -> Result<(), Stop> {
    let integration = view.integration(id)?.clone();
    let sign_in = if works { SignIn::Works } else { SignIn::Needed };
    put(change, Integration { sign_in, paused_until: None, ..integration });
    Ok(())
}

/// I1: off stops at once; on takes nothing older than four hours (E7 by `automatic_since`).
pub(super) fn set_automatic(view: &View<'_>, change: &mut Change, id: &IntegrationId, on: bool, clock: &Clock<'_>) -> Result<(), Stop> {
    let integration = view.integration(id)?.clone();
    let automatic_since = match (on, integration.automatic_since) {
        (true, Some(since)) => Some(since),
        (true, None) => Some(clock.wall),
        (false, _) => None,
    };
    put(change, Integration { automatic_since, ..integration });
    Ok(())
}

pub(super) fn set_choices(view: &View<'_>, change: &mut Change, id: &IntegrationId, choices: &Choices) -> Result<(), Stop> {
    put(change, Integration { choices: choices.clone(), ..view.integration(id)?.clone() });
    Ok(())
}

fn put(change: &mut Change, integration: Integration) {
    change.puts.push(Saved::Setting(SettingRow::Integration(Box::new(integration))));
}

pub(super) fn add_account(view: &View<'_>, change: &mut Change, account: &PhoneAccount) -> Result<(), Stop> {
    let account = match view.working.accounts.get(&account.id) {
        Some(known) => PhoneAccount {
            connected_at: known.connected_at.min(account.connected_at),
            watched_until: known.watched_until,
            gaps: known.gaps.clone(),
            // Connected or signed in to again, the history is asked at once.
            sync: Sync { since: known.sync.since.or(Some(account.connected_at)).filter(|_| sync::syncs(account)), ..known.sync.clone() },
            live: Live { failures: 0, again_at: None, ..known.live.clone() },
            ..account.clone()
        },
        None => account.clone(),
    };
    change.puts.push(Saved::Setting(SettingRow::Account(Box::new(account))));
    Ok(())
}

pub(super) fn remove_account(view: &View<'_>, change: &mut Change, id: &AccountId) -> Result<(), Stop> {
    let account = view.working.accounts.get(id).filter(|a| !a.removed).ok_or(Stop::Refused(RefusalKind::NotThere))?;
    let removed = PhoneAccount { removed: true, ..account.clone() };
    change.effects.push(Effect::Phone(Box::new(removed.clone()), PhoneRequest::Disconnect));
    change.puts.push(Saved::Setting(SettingRow::Account(Box::new(removed))));
    Ok(())
}

/// A digest that is switched on looks at the last four hours, not at the time it was off. Another time for which history is kept counts at
/// once.
pub(super) fn change_settings(view: &View<'_>, change: &mut Change, new: &Settings, clock: &Clock<'_>) -> Result<(), Stop> {
    let changed = settings::changed(&view.working.own, new, &view.working.managed);
    if let Some(run) = view.working.digest.filter(|_| changed.digest.on && !view.working.settings.digest.on) {
        change.puts.push(Saved::Digest(DigestRun { began: run.began.max(clock.wall - HOUR) }));
    }
    if changed.keep_days.is_some() && changed.keep_days != view.working.own.keep_days {
        change.puts.push(Saved::Job(Job::ForgetOld { after: String::new(), at: clock.wall }));
    }
    change.puts.push(Saved::Setting(SettingRow::Settings(changed)));
    Ok(())
}

/// I9: what an administrator sets, told at every start of the worker and with every change.
pub(super) fn managed(view: &View<'_>, change: &mut Change, managed: &Managed) {
    if view.working.managed != *managed {
        change.puts.push(Saved::Setting(SettingRow::Managed(managed.clone())));
    }
}
