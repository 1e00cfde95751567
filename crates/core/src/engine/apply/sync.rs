//! An account whose history is asked again and again: when, since when, and what an answer makes of it (E1).

use super::super::change::Change;
use super::super::io::Effect;
use super::super::view::View;
use super::lines;
use crate::account::{AccountKind, Line, LineProblem, PhoneAccount, SYNC, Sync};
use crate::call::AccountId;
use crate::phone::PhoneRequest;
use crate::rules;
use crate::time::{Clock, HOUR, MINUTE, Millis};

/// How far back the first sync of a new account goes: those calls are Earlier (E7).
const FIRST: Millis = 28 * 24 * HOUR;

/// Whether the history of an account is asked for again and again.
pub(crate) fn syncs(account: &PhoneAccount) -> bool {
    !account.removed && matches!(account.kind, AccountKind::RingCentral { .. })
}

/// When the history is asked next; `None` while a person has to sign in. What was begun goes on, and a line that opened is followed by a
/// question at once, but never inside a penalty.
pub(crate) fn next_sync(account: &PhoneAccount, now: Millis) -> Option<Millis> {
    let (sync, live) = (&account.sync, &account.live);
    let at = match (&account.line, live.again_at, live.told_until) {
        (Line::Stopped(_), ..) => return None,
        (_, Some(again_at), _) if again_at <= now + MINUTE => again_at,
        (_, _, Some(until)) if until <= now && sync.since.is_none() && !lists(account) => until + SYNC,
        _ => now,
    };
    Some(at.max(sync.not_before.unwrap_or(at)))
}

/// Asks what runs, after the line opened, or what is new. The gap there is by now is noted first, so that its calls are known to belong to
/// it (E2).
pub(super) fn ask(view: &View<'_>, change: &mut Change, id: &AccountId, clock: &Clock<'_>) {
    let Some(account) = view.working.accounts.get(id).filter(|account| syncs(account)) else { return };
    if lists(account) {
        return change.effects.push(Effect::Phone(Box::new(account.clone()), PhoneRequest::ListRunning));
    }
    let mut account = account.clone();
    let mut from = keep_from(&mut account);
    if from > clock.wall + MINUTE {
        from = clock.wall - rules::CLOCKS_APART;
        account.live.told_until = Some(from);
    }
    if account.sync.left.is_none() {
        account.sync.since = Some(clock.wall);
        lines::note_gap(&mut account, clock.wall);
    }
    change.effects.push(Effect::Phone(Box::new(account.clone()), PhoneRequest::Sync { from }));
    lines::put(change, account);
}

/// H1: a recording that is pending is in the history, which is asked at once.
pub(super) fn ask_soon(view: &View<'_>, change: &mut Change, account: &PhoneAccount, clock: &Clock<'_>) {
    if let Some(account) = view.working.accounts.get(&account.id).filter(|account| account.sync.since.is_none()) {
        let sync = Sync { since: Some(clock.wall), ..account.sync.clone() };
        lines::put(change, PhoneAccount { sync, ..account.clone() });
    }
}

/// What an answer told is stored before this. Once all is told, the account was watched up to when it was asked. A penalty that began
/// meanwhile goes on.
pub(super) fn told(account: &mut PhoneAccount, sync: &Sync, whole: bool, catch_up: bool, now: Millis) {
    let Sync { since, not_before, .. } = account.sync;
    let not_before = not_before.filter(|until| *until > now).max(sync.not_before);
    account.sync = Sync { since: since.filter(|_| !whole), not_before, ..sync.clone() };
    (account.live.failures, account.live.again_at) = (0, None);
    if let (true, Some(since)) = (whole, since) {
        account.live.told_until = Some(since);
        account.watched_until = account.watched_until.filter(|until| *until <= now).max(Some(since));
        lines::told(account, 0, since, catch_up);
    }
}

/// No answer: asked again after a growing pause, or once a person has signed in.
pub(super) fn failed(account: &mut PhoneAccount, problem: LineProblem, now: Millis) {
    if matches!(problem, LineProblem::SignedOut | LineProblem::Forbidden) {
        account.line = Line::Stopped(problem);
        return;
    }
    account.live.again_at = Some(now + rules::line_pause(account.live.failures));
    account.live.failures += 1;
}

/// Up to when the history was told. Kept before the line is watched again, which says nothing of what the history still has to tell.
pub(super) fn keep_from(account: &mut PhoneAccount) -> Millis {
    let watched = account.watched_until.unwrap_or(account.connected_at - FIRST);
    *account.live.told_until.get_or_insert(watched)
}

/// Whether what runs is to be listed before anything else is asked.
fn lists(account: &PhoneAccount) -> bool {
    account.live.list && account.line == Line::Open
}
