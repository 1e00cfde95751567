//! I11: where logging stands still is derived from what is stored; the agent is told once, and what goes on again is forgotten.

use super::change::{Change, Saved};
use super::io::{Due, Effect, Show};
use super::plan::Plan;
use super::stored::Standstills;
use super::working::Working;
use crate::integration::{Integration, IntegrationId};
use crate::rules::{self, Standing, Standstill};
use crate::time::Millis;

/// Starts a look when something stands still, goes on again, or has to be told.
pub(super) fn plan(plan: &mut Plan, working: &Working, now: Millis) {
    let all = as_of(working, now);
    if all != working.standstills.all {
        plan.start.push(Due::Standstill);
    }
    for at in all.iter().filter_map(|standing| to_tell_at(working, standing)) {
        plan.at(at, now, Due::Standstill);
    }
}

/// Tells what is to be told, and takes back what is over.
pub(super) fn look(working: &Working, change: &mut Change, now: Millis) {
    let mut all = as_of(working, now);
    for standing in &mut all {
        if to_tell_at(working, standing).is_some_and(|at| at <= now) {
            standing.told = true;
            let what = standing.what.clone();
            let (name, waiting) = (name(working, &what), waiting(working, &what));
            change.effects.push(Effect::Show(Show::Standstill { what, name, waiting }));
        }
    }
    put(working, change, all);
}

/// An integration answered, or did not: what a failure began only an answer ends.
pub(super) fn heard_of(working: &Working, change: &mut Change, integration: &IntegrationId, answered: bool, now: Millis) {
    let what = Standstill::Down(integration.clone());
    let mut all = working.standstills.all.clone();
    if answered {
        all.retain(|standing| standing.what != what);
    } else if all.iter().all(|standing| standing.what != what) {
        all.push(Standing { what, since: now, told: false });
    }
    put(working, change, all);
}

fn put(working: &Working, change: &mut Change, all: Vec<Standing>) {
    let before = &working.standstills.all;
    let over = before.iter().filter(|then| then.told && all.iter().all(|now| now.what != then.what));
    change.effects.extend(over.map(|then| Effect::Show(Show::GoesOn(then.what.clone()))));
    if all != *before {
        change.puts.push(Saved::Standstills(Standstills { all }));
    }
}

/// What stands still by now: what did and still does, and what began.
fn as_of(working: &Working, now: Millis) -> Vec<Standing> {
    let before = &working.standstills.all;
    let signed_out =
        working.integrations.values().filter(|one| is_signed_out(working, one)).map(|one| Standstill::SignedOut(one.id.clone()));
    let unwatched = working.accounts.values().filter(|one| rules::is_unwatched(one)).map(|one| Standstill::NotWatched(one.id.clone()));
    let down = before
        .iter()
        .map(|standing| standing.what.clone())
        .filter(|what| matches!(what, Standstill::Down(id) if working.integrations.get(id).is_some_and(Integration::can_be_asked)));
    let since = |what: Standstill| match before.iter().find(|standing| standing.what == what) {
        Some(standing) => standing.clone(),
        None => Standing { what, since: now, told: false },
    };
    signed_out.chain(unwatched).chain(down).map(since).collect()
}

/// When the agent has to be told of it; `None` when that was done, or nothing waits for a CRM that is away.
fn to_tell_at(working: &Working, standing: &Standing) -> Option<Millis> {
    let matters = !matches!(standing.what, Standstill::Down(_)) || waiting(working, &standing.what) > 0;
    let line = match &standing.what {
        Standstill::NotWatched(id) => working.accounts.get(id).map(|account| &account.line),
        _ => None,
    };
    (matters && !standing.told).then(|| rules::told_at(standing, line))
}

fn is_signed_out(working: &Working, one: &Integration) -> bool {
    rules::is_signed_out(one, &working.settings, waiting(working, &Standstill::SignedOut(one.id.clone())))
}

/// How many entries wait for an integration to go on.
fn waiting(working: &Working, what: &Standstill) -> usize {
    let (Standstill::SignedOut(id) | Standstill::Down(id)) = what else { return 0 };
    working.open.values().filter(|entry| entry.key.integration == *id && rules::waits(entry)).count()
}

fn name(working: &Working, what: &Standstill) -> String {
    let name = match what {
        Standstill::SignedOut(id) | Standstill::Down(id) => working.integrations.get(id).map(|one| &one.name),
        Standstill::NotWatched(id) => working.accounts.get(id).map(|one| &one.name),
    };
    name.cloned().unwrap_or_default()
}
