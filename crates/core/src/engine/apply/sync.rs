//! An account whose history is asked again and again: when, since when, and what an answer makes of it (E1).

use super::super::change::Change;
use super::super::io::Effect;
use super::super::view::View;
use super::lines;
use crate::account::{AccountKind, Line, PhoneAccount, SYNC, Sync};
use crate::call::AccountId;
use crate::phone::PhoneRequest;
use crate::time::{Clock, HOUR, Millis};

/// How far back the first sync of a new account goes: those calls are Earlier (E7).
const FIRST: Millis = 28 * 24 * HOUR;

/// Whether the history of an account is asked for again and again.
pub(crate) fn syncs(account: &PhoneAccount) -> bool {
    !account.removed && matches!(account.kind, AccountKind::RingCentral { .. })
}

/// When the history is asked next; `None` while a person has to sign in. What was begun goes on, never inside a penalty.
pub(crate) fn next_sync(account: &PhoneAccount, now: Millis) -> Option<Millis> {
    let at = match &account.line {
        Line::Stopped(_) => return None,
        Line::Waiting { until, .. } => *until,
        Line::Idle => now,
        Line::Open => match account.watched_until {
            Some(until) if until <= now && account.sync.since.is_none() => until + SYNC,
            _ => now,
        },
    };
    Some(at.max(account.sync.not_before.unwrap_or(at)))
}

/// Asks the history what is new. The gap there is by now is noted first, so that its calls are known to belong to it (E2).
pub(super) fn ask(view: &View<'_>, change: &mut Change, id: &AccountId, clock: &Clock<'_>) {
    let Some(account) = view.working.accounts.get(id).filter(|account| syncs(account)) else { return };
    let mut account = account.clone();
    if account.sync.left.is_none() {
        account.sync.since = Some(clock.wall);
        lines::note_gap(&mut account, clock.wall);
    }
    let from = account.watched_until.unwrap_or(account.connected_at - FIRST);
    change.effects.push(Effect::Phone(Box::new(account.clone()), PhoneRequest::Sync { from }));
    lines::put(change, account);
}

/// What an answer told is stored before this. Once all is told, the account was watched up to when it was asked. A penalty that began
/// meanwhile goes on.
pub(super) fn told(account: &mut PhoneAccount, sync: &Sync, whole: bool, catch_up: bool, now: Millis) {
    let Sync { since, not_before, .. } = account.sync;
    let not_before = not_before.filter(|until| *until > now).max(sync.not_before);
    account.sync = Sync { since: since.filter(|_| !whole), not_before, ..sync.clone() };
    account.line = Line::Open;
    if whole {
        account.watched_until = since.or(account.watched_until);
        lines::told(account, 0, catch_up);
    }
}
