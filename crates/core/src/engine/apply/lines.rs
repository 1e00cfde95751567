//! A live line opened, answered or broke (A9, E1): running calls are taken over, and times that nobody watched are kept.

use super::super::advance;
use super::super::change::{Change, Saved};
use super::super::io::{Effect, Key};
use super::super::stored::SettingRow;
use super::super::view::{Stop, View};
use super::{calls, sync};
use crate::account::{AccountKind, GAP, Gap, GapState, Line, LineProblem, PhoneAccount};
use crate::call::{AccountId, CallEvent, CallId, CallResult, Fact, Source};
use crate::command::RefusalKind;
use crate::phone::{LineEvent, PhoneRequest};
use crate::rules;
use crate::time::{Clock, MINUTE, Millis};

/// Gaps kept of an account, beside those something is still to be done about.
const KEPT: usize = 10;

pub(super) fn event(view: &View<'_>, change: &mut Change, id: &AccountId, event: &LineEvent, clock: &Clock<'_>) -> Result<(), Stop> {
    let Some(account) = view.working.accounts.get(id).filter(|a| !a.removed) else { return Ok(()) };
    let mut after = account.clone();
    match event {
        LineEvent::Opened { running, .. } => {
            watched(&mut after, clock.wall);
            after.line = Line::Open;
            end_what_is_over(view, change, account, running, clock)?;
        }
        LineEvent::Alive => {
            let just_noted = account.watched_until.is_some_and(|until| (0..MINUTE).contains(&(clock.wall - until)));
            if account.line == Line::Open && just_noted {
                return Ok(());
            }
            after.watched_until = after.watched_until.map(|until| until.min(clock.wall));
            watched(&mut after, clock.wall);
            after.line = Line::Open;
        }
        LineEvent::History { from, .. } => told(&mut after, *from, view.working.settings.catch_up),
        LineEvent::Synced { sync, whole, .. } => sync::told(&mut after, sync, *whole, view.working.settings.catch_up, clock.wall),
        LineEvent::Limited { until } => after.sync.not_before = Some(*until),
        LineEvent::Pause { until } => after.sync.not_before = after.sync.not_before.max(Some(*until)),
        LineEvent::Lost(problem) => after.line = lost(&account.line, *problem, clock.wall),
    }
    put(change, after);
    Ok(())
}

/// Opens a line that is due.
pub(super) fn connect(view: &View<'_>, change: &mut Change, id: &AccountId) {
    if let Some(account) = view.working.accounts.get(id).filter(|a| !a.removed) {
        change.effects.push(Effect::Phone(Box::new(account.clone()), PhoneRequest::Connect));
    }
}

pub(super) fn reconnect(view: &View<'_>, change: &mut Change, id: &AccountId, clock: &Clock<'_>) -> Result<(), Stop> {
    let account = known(view, id)?;
    if account.line != Line::Open {
        let problem = match account.line {
            Line::Waiting { problem, .. } | Line::Stopped(problem) => problem,
            _ => LineProblem::Unreachable,
        };
        put(change, PhoneAccount { line: Line::Waiting { until: clock.wall, failures: 0, problem }, ..account });
    }
    Ok(())
}

pub(super) fn gaps_seen(view: &View<'_>, change: &mut Change, id: &AccountId) -> Result<(), Stop> {
    let mut account = known(view, id)?;
    account.gaps.iter_mut().for_each(|gap| gap.seen = true);
    put(change, account);
    Ok(())
}

fn known(view: &View<'_>, id: &AccountId) -> Result<PhoneAccount, Stop> {
    view.working.accounts.get(id).filter(|a| !a.removed).cloned().ok_or(Stop::Refused(RefusalKind::NotThere))
}

pub(super) fn put(change: &mut Change, account: PhoneAccount) {
    change.puts.push(Saved::Setting(SettingRow::Account(Box::new(account))));
}

/// E1: a time of more than five minutes without the line is a gap. Of an account with history it is caught up, also from when it was
/// connected to when it was watched for the first time; of another it is shown.
fn watched(account: &mut PhoneAccount, now: Millis) {
    unwatched(account, now);
    account.watched_until = Some(now);
}

/// What nobody watched until now is noted; who asks for it does not watch yet.
fn unwatched(account: &mut PhoneAccount, now: Millis) {
    if account.history {
        account.watched_until.get_or_insert(account.connected_at);
    }
    note_gap(account, now);
}

/// Notes the gap there is from when the account was last watched until now; one that nothing was told of yet goes on. Last watched in time
/// to come, by a clock that was set back since, it may have been as long ago as clocks are apart.
pub(super) fn note_gap(account: &mut PhoneAccount, now: Millis) {
    if account.watched_until.is_some_and(|until| until > now + MINUTE) {
        account.watched_until = Some(now - rules::CLOCKS_APART);
    }
    let unwatched_since = account.watched_until.filter(|until| now - until > GAP);
    let noted = account.gaps.iter_mut().find(|gap| gap.state == GapState::Untold && Some(gap.from) == unwatched_since);
    if let Some(gap) = noted {
        gap.to = now;
    } else if let Some(from) = unwatched_since {
        let state = if account.history { GapState::Untold } else { GapState::Shown };
        account.gaps.push(Gap { from, to: now, seen: account.history, state });
        while let (true, Some(oldest)) = (account.gaps.len() > KEPT, account.gaps.iter().position(is_settled)) {
            account.gaps.remove(oldest);
        }
    }
}

/// Nothing is left to be done about it.
fn is_settled(gap: &Gap) -> bool {
    matches!(gap.state, GapState::Shown | GapState::Begun)
}

/// The calls of its gaps are known: they were told, and stored, before this.
pub(super) fn told(account: &mut PhoneAccount, from: Millis, catch_up: bool) {
    let state = if catch_up { GapState::Told } else { GapState::Begun };
    account.gaps.iter_mut().filter(|gap| gap.state == GapState::Untold && gap.from >= from).for_each(|gap| gap.state = state);
}

/// Asks for the history since the oldest gap nothing was told of. It tells all until now, also what another life of the worker did not
/// watch: that is noted first, or its calls would be taken for calls that ended just now.
pub(super) fn ask_history(view: &View<'_>, change: &mut Change, id: &AccountId, now: Millis) {
    if let Some((account, from)) = view.working.accounts.get(id).and_then(|a| Some((a, untold(a)?))) {
        let mut after = account.clone();
        unwatched(&mut after, now);
        change.effects.push(Effect::Phone(Box::new(after.clone()), PhoneRequest::History { from }));
        put(change, after);
    }
}

/// When the oldest gap began whose history is still to be told; `None` while the line is not open.
pub(crate) fn untold(account: &PhoneAccount) -> Option<Millis> {
    let open = account.history && !account.removed && account.line == Line::Open && !sync::syncs(account);
    let untold = account.gaps.iter().filter(|gap| open && gap.state == GapState::Untold);
    untold.map(|gap| gap.from).min()
}

fn lost(line: &Line, problem: LineProblem, now: Millis) -> Line {
    let needs_person = matches!(problem, LineProblem::Refused | LineProblem::Replaced | LineProblem::SignedOut | LineProblem::Forbidden);
    if needs_person {
        return Line::Stopped(problem);
    }
    let failures = match line {
        Line::Waiting { failures, .. } => *failures + 1,
        _ => 0,
    };
    Line::Waiting { until: now + rules::line_pause(failures), failures, problem }
}

/// A9: a running call the phone no longer lists ended while nobody watched.
fn end_what_is_over(
    view: &View<'_>,
    change: &mut Change,
    account: &PhoneAccount,
    running: &[CallEvent],
    clock: &Clock<'_>,
) -> Result<(), Stop> {
    let ours: Vec<&CallId> = view.working.running.keys().filter(|id| id.account == account.id).collect();
    if ours.is_empty() {
        return Ok(());
    }
    let sessions = running.iter().flat_map(|event| std::iter::once(&event.session).chain(&event.aliases));
    let listed: Vec<CallId> = sessions.map(|s| CallId { account: account.id.clone(), session: s.clone() }).collect();
    view.require(listed.iter().cloned().map(Key::Alias).chain(ours.iter().map(|id| Key::Case((*id).clone()))))?;
    let mut alive = Vec::new();
    for id in &listed {
        alive.extend(view.alias(id)?);
    }
    let over: Vec<&CallId> = ours.into_iter().filter(|id| !alive.contains(id)).collect();
    let mut around = Vec::new();
    for id in &over {
        let Some(mut case) = view.case(id)?.clone() else { continue };
        // Integrations added since it began look too.
        advance::new_entries(view, &mut case, clock.wall);
        around.extend(advance::around_the_end(view, &case));
    }
    view.require(around)?;
    for id in over {
        let Some(before) = view.case(id)? else { continue };
        let mut case = before.clone();
        if case.call.is_running() {
            case.call.facts.ended = Some(inferred(clock.wall));
            case.call.facts.result = case.call.facts.result.max(Some(inferred(CallResult::EndedWhileDisconnected)));
        } else {
            case.call.facts.ended = rules::end_of_own_part(&case.call);
        }
        calls::advance_call(view, change, Some(&before), case, clock)?;
    }
    Ok(())
}

fn inferred<T>(value: T) -> Fact<T> {
    Fact { source: Source::Inferred, seq: 0, value }
}

/// Whether an account has a line to keep open.
pub(crate) fn has_line(account: &PhoneAccount) -> bool {
    !account.removed && matches!(account.kind, AccountKind::Asterisk { .. })
}
