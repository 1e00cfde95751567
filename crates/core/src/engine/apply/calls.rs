//! A phone account told of a call (A1, A9, G3): facts are joined, a known call changes nothing twice.

use super::super::advance;
use super::super::change::{Change, Saved};
use super::super::io::Key;
use super::super::view::{Stop, View};
use crate::call::{Call, CallEvent, CallId};
use crate::case::{Alias, Case};
use crate::entry::{Conflict, LogStatus};
use crate::store::{Store, Stored};
use crate::time::Clock;

pub(super) fn event(view: &View<'_>, change: &mut Change, event: &CallEvent, clock: &Clock<'_>) -> Result<(), Stop> {
    let (known, aliases) = known_as(view, event)?;
    let own = CallId { account: event.account.clone(), session: event.session.clone() };
    let ids = if known.is_empty() { vec![own.clone()] } else { known };
    view.require(ids.iter().cloned().map(Key::Case))?;
    let mut cases = Vec::new();
    for id in &ids {
        cases.extend(view.case(id)?);
    }
    let before = choose(&cases).cloned();
    let mut case = before.clone().unwrap_or_else(|| first_heard(event, own, clock));
    case.call.facts.join(event.facts.clone());
    cases.retain(|other| other.call.id != case.call.id);
    for other in &cases {
        merge(view, change, &mut case, other);
    }
    remember(change, &aliases, &case.call.id);
    advance_call(view, change, before.as_ref(), case, clock)
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
    if case.call.is_final() && !was_final {
        advance::around_the_end(view, &case)?;
        advance::end(view, &mut case, clock.wall);
        if let Some(twin) = advance::double_on_another_line(view, &case.call)? {
            advance::ask_same_call(&mut case, &twin);
        }
    } else if !case.call.is_final() {
        advance::begin(view, &mut case);
    }
    if before == Some(&case) && change.is_empty() {
        return Ok(());
    }
    advance::put(view, change, before, case, clock)
}

/// Every id the source knows the call by, the session first.
fn names(event: &CallEvent) -> impl Iterator<Item = CallId> {
    let aliases = event.aliases.iter().filter(|alias| **alias != event.session);
    std::iter::once(&event.session).chain(aliases).map(|session| CallId { account: event.account.clone(), session: session.clone() })
}

pub(super) fn alias_keys(event: &CallEvent) -> impl Iterator<Item = Key> {
    names(event).map(Key::Alias)
}

/// The calls this event's ids stand for, and the ids that have no alias yet.
fn known_as(view: &View<'_>, event: &CallEvent) -> Result<(Vec<CallId>, Vec<CallId>), Stop> {
    view.require(alias_keys(event))?;
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

fn first_heard(event: &CallEvent, id: CallId, clock: &Clock<'_>) -> Case {
    let begun = event.facts.started.as_ref().map_or(clock.wall, |f| f.value);
    let zone = &clock.zones.own;
    let call = Call {
        id,
        facts: event.facts.clone(),
        first_seen: clock.wall,
        zone: (zone.name.clone(), zone.offset_at(begun)),
        duration_confirmed: false,
    };
    Case { call, entries: Vec::new(), note: None }
}

fn remember(change: &mut Change, aliases: &[CallId], call: &CallId) {
    change.puts.extend(aliases.iter().map(|id| Saved::Alias(Alias { id: id.clone(), call: call.clone() })));
}

/// Of several calls that prove to be one, the one with a claim stays, else the first one heard of.
fn choose(cases: &[Case]) -> Option<&Case> {
    cases.iter().min_by_key(|c| (!has_claim(c), c.call.first_seen))
}

fn has_claim(case: &Case) -> bool {
    case.entries.iter().any(is_claimed)
}

fn is_claimed(entry: &crate::entry::LogEntry) -> bool {
    entry.record().is_some() || matches!(entry.status, LogStatus::Sending { .. } | LogStatus::InDoubt { .. })
}

/// Takes over what another case knows; where both have a claim, a person has to look.
fn merge(view: &View<'_>, change: &mut Change, case: &mut Case, other: &Case) {
    case.call.facts.join(other.call.facts.clone());
    if let Some(theirs) = &other.note {
        match &mut case.note {
            Some(ours) => {
                ours.text = format!("{}\n{}", ours.text, theirs.text);
                ours.revision += 1;
            }
            None => case.note = Some(crate::call::Note { call: case.call.id.clone(), ..theirs.clone() }),
        }
    }
    for theirs in other.entries.iter().filter(|e| is_claimed(e)) {
        let Some(ours) = case.entry_mut(&theirs.key.integration) else { continue };
        let records = [ours.record(), theirs.record()].into_iter().flatten().map(|r| r.at.clone()).collect();
        ours.status = LogStatus::Unresolved(Conflict::Doubled(records));
    }
    change.delete_case(view, other);
    let id = Alias { id: other.call.id.clone(), call: case.call.id.clone() };
    change.deletes.retain(|(store, key)| *store != Store::Aliases || *key != id.key());
    change.puts.push(Saved::Alias(id));
}
