//! A phone account told of a call (A1, A9, G3): facts are joined, a known call changes nothing twice.

use super::super::advance;
use super::super::change::{Change, Saved};
use super::super::io::Key;
use super::super::stored::Job;
use super::super::view::{Stop, View};
use super::form;
use crate::call::{Call, CallEvent, CallId};
use crate::case::{Alias, Case};
use crate::crm::RecordRef;
use crate::entry::{Conflict, Delay, LogEntry, LogStatus, Mode, Write};
use crate::order::InOrder;
use crate::rules;
use crate::time::Clock;

pub(super) fn event(view: &View<'_>, change: &mut Change, event: &CallEvent, clock: &Clock<'_>) -> Result<(), Stop> {
    let event = &CallEvent { facts: rules::without_secrets(event.facts.clone()), ..event.clone() };
    let own = CallId { account: event.account.clone(), session: event.session.clone() };
    let (known, aliases) = known_as(view, event, &own)?;
    for id in names(event) {
        if view.is_forgotten(&id)? {
            return Ok(());
        }
    }
    let is_gone = event.facts.deleted.as_ref().is_some_and(|deleted| deleted.value);
    if is_gone && known.is_empty() {
        return Ok(());
    }
    let ids = if known.is_empty() { vec![own] } else { known };
    let become_one = if let [_] = ids.as_slice() { &[] } else { ids.as_slice() };
    view.require(ids.iter().cloned().map(Key::Case).chain(become_one.iter().cloned().map(Key::AliasesOf)))?;
    let mut cases = Vec::new();
    for id in &ids {
        cases.extend(view.case(id)?);
    }
    let before = choose(&cases).cloned();
    let mut case = before.clone().unwrap_or_else(|| first_heard(view, event, ids[0].clone(), clock));
    case.call.facts.join(event.facts.clone());
    cases.retain(|other| other.call.id != case.call.id);
    for other in &cases {
        merge(view, change, &mut case, other)?;
    }
    remember(change, &aliases, &case.call.id);
    let account = view.working.accounts.get(&event.account);
    let gap = account.and_then(|account| rules::falls_into_gap(before.as_ref().map(|b| &b.call), &case.call, account, clock.wall));
    case.call.gap = case.call.gap.or(gap);
    advance_call(view, change, before.as_ref(), case, clock)
}

/// A9: the phone account had its time to declare the call final; the agent's own part says when it ended.
pub(super) fn become_final(view: &View<'_>, change: &mut Change, id: &CallId, clock: &Clock<'_>) -> Result<(), Stop> {
    view.require([Key::Case(id.clone())])?;
    let Some(before) = view.case(id)?.filter(|case| rules::final_at(&case.call).is_some_and(|at| at <= clock.wall)) else {
        return Ok(());
    };
    let mut case = before.clone();
    case.call.facts.ended = rules::end_of_own_part(&case.call);
    advance_call(view, change, Some(&before), case, clock)
}

/// Moves a case on after its facts changed: begun, ended, or just corrected; and puts it.
pub(super) fn advance_call(
    view: &View<'_>,
    change: &mut Change,
    before: Option<&Case>,
    mut case: Case,
    clock: &Clock<'_>,
) -> Result<(), Stop> {
    let was_final = before.is_some_and(|b| b.call.is_final());
    if !was_final {
        advance::new_entries(view, &mut case, clock.wall);
    }
    let corrected = before.is_some_and(|b| advance::take_back(&b.call, &mut case));
    if case.call.is_final() && (corrected || !was_final) {
        view.require(advance::around_the_end(view, &case))?;
        if !was_final {
            advance::keep_policies(view, &mut case);
        }
        advance::end(view, &mut case, clock.wall)?;
        advance::ask_same_call(view, &mut case)?;
    } else if !case.call.is_final() {
        advance::begin(view, &mut case);
    }
    wait_for_recording(view, change, &case, clock);
    form::after_call(view, change, before, &case, clock.wall);
    if before == Some(&case) && change.is_empty() {
        return Ok(());
    }
    advance::put(view, change, before, case, clock)
}

/// H1: a recording the account said it made is asked for until it is there, or a day is over.
fn wait_for_recording(view: &View<'_>, change: &mut Change, case: &Case, clock: &Clock<'_>) {
    let call = &case.call;
    let waits_already = view.working.jobs.contains_key(&Job::of_recording(&call.id));
    if !waits_already && rules::recording(call, clock.wall) == rules::Recording::Pending {
        let at = rules::ask_again_at(0, clock.wall);
        change.puts.push(Saved::Job(Job::AwaitRecording { call: call.id.clone(), at, asked: 0 }));
    }
}

/// Every id the source knows the call by, the session first.
fn names(event: &CallEvent) -> impl Iterator<Item = CallId> {
    let aliases = event.aliases.iter().filter(|alias| **alias != event.session);
    std::iter::once(&event.session).chain(aliases).map(|session| CallId { account: event.account.clone(), session: session.clone() })
}

pub(super) fn alias_keys(event: &CallEvent) -> impl Iterator<Item = Key> {
    names(event).map(Key::Alias)
}

/// The calls this event's ids stand for, and the ids that have no alias yet. What most events need next is read with them.
fn known_as(view: &View<'_>, event: &CallEvent, own: &CallId) -> Result<(Vec<CallId>, Vec<CallId>), Stop> {
    view.require(alias_keys(event).chain([Key::Case(own.clone())]))?;
    let (mut known, mut new) = (Vec::new(), Vec::new());
    for id in names(event) {
        match view.alias(&id)? {
            Some(call) if !known.contains(&call) => known.push(call),
            Some(_) => {}
            None => new.push(id),
        }
    }
    Ok((known, new))
}

/// A call heard of for the first time, or one whose own row could not be read: what is stored of its entries and note still counts (L2).
fn first_heard(view: &View<'_>, event: &CallEvent, id: CallId, clock: &Clock<'_>) -> Case {
    let kept = view.parts(&id);
    let begun = event.facts.started.as_ref().map_or(clock.wall, |f| f.value);
    let zone = &clock.zones.own;
    let call = Call {
        id,
        facts: event.facts.clone(),
        first_seen: clock.wall,
        zone: (zone.name.clone(), zone.offset_at(begun)),
        duration_confirmed: false,
        gap: None,
    };
    Case { call, entries: kept.entries, note: kept.note }
}

fn remember(change: &mut Change, aliases: &[CallId], call: &CallId) {
    change.puts.extend(aliases.iter().map(|id| Saved::Alias(Alias { id: id.clone(), call: call.clone(), forgotten: false })));
}

/// Of several calls that prove to be one, the one with a claim stays, else the first one heard of.
fn choose(cases: &[Case]) -> Option<&Case> {
    cases.iter().min_by_key(|c| (!has_claim(c), c.call.first_seen))
}

fn has_claim(case: &Case) -> bool {
    case.entries.iter().any(is_claimed)
}

/// Of two entries without a claim, what a person said outweighs the rest, then who drives it (G6).
fn weight(entry: &LogEntry) -> (bool, Mode) {
    (entry.mode == Mode::Manual || entry.status == LogStatus::Dismissed, entry.mode)
}

/// What is in the integration, under way, or may be there.
fn is_claimed(entry: &LogEntry) -> bool {
    let may_be_there = matches!(entry.status, LogStatus::Unresolved(Conflict::OutcomeUnknown(_) | Conflict::Doubled(_)));
    entry.record().is_some() || may_be_there || matches!(entry.status, LogStatus::Sending { .. } | LogStatus::InDoubt { .. })
}

/// Every record known of an entry, doubled ones as well.
fn records(entry: &LogEntry) -> Vec<RecordRef> {
    match &entry.status {
        LogStatus::Unresolved(Conflict::Doubled(records)) => records.clone(),
        _ => entry.record().map(|record| record.at.clone()).into_iter().collect(),
    }
}

/// Takes over what another case knows; where both have a claim, a person has to look.
fn merge(view: &View<'_>, change: &mut Change, case: &mut Case, other: &Case) -> Result<(), Stop> {
    case.call.facts.join(other.call.facts.clone());
    case.call.gap = case.call.gap.or(other.call.gap);
    if let Some(theirs) = &other.note {
        match &mut case.note {
            Some(ours) => {
                ours.text = format!("{}\n{}", ours.text, theirs.text);
                ours.revision += 1;
                // No window has seen this text: whoever types on is joined with it (B6).
                ours.written_by.clear();
            }
            None => case.note = Some(crate::call::Note { call: case.call.id.clone(), ..theirs.clone() }),
        }
    }
    for theirs in &other.entries {
        let key = case.key(&theirs.key.integration);
        match case.entry_mut(&theirs.key.integration) {
            Some(ours) => take_over(ours, theirs),
            None => {
                let mut ours = LogEntry::new(key);
                take_over(&mut ours, theirs);
                case.entries.push(ours);
            }
        }
    }
    case.entries.order_by(|a, b| a.key.cmp(&b.key));
    change.delete_case(view, other);
    let names = view.aliases_of(&other.call.id)?.into_iter().map(|alias| alias.id);
    for id in names.chain([other.call.id.clone()]) {
        change.puts.push(Saved::Alias(Alias { id, call: case.call.id.clone(), forgotten: false }));
    }
    Ok(())
}

/// What the entry of the other call knows counts for ours; where both have a claim, or theirs is under way, a person has to look.
fn take_over(ours: &mut LogEntry, theirs: &LogEntry) {
    if ours.delay == Delay::Unasked {
        ours.delay = theirs.delay;
    }
    match (is_claimed(ours), is_claimed(theirs)) {
        (true, true) => {
            let mut records: Vec<RecordRef> = records(ours).into_iter().chain(records(theirs)).collect();
            records.order();
            records.dedup();
            let conflict = if records.len() > 1 { Conflict::Doubled(records) } else { Conflict::OutcomeUnknown(Write::Log) };
            ours.status = LogStatus::Unresolved(conflict);
            ours.sent = ours.sent.take().zip(theirs.sent.clone()).map(|(ours, theirs)| ours.of_either(theirs));
        }
        (false, true) => {
            *ours = LogEntry { key: ours.key.clone(), ..theirs.clone() };
            if records(theirs).is_empty() {
                ours.status = LogStatus::Unresolved(Conflict::OutcomeUnknown(Write::Log));
            }
        }
        (false, false) if weight(theirs) > weight(ours) => *ours = LogEntry { key: ours.key.clone(), ..theirs.clone() },
        (_, false) => {}
    }
}
