//! Rule I2: the log form opens by itself after a call, one at a time.

use super::super::change::{Change, Saved};
use super::super::io::{Effect, Key, Show};
use super::super::stored::Job;
use super::super::view::{Stop, View};
use crate::call::{Call, CallId};
use crate::case::Case;
use crate::entry::Mode;
use crate::rules::{self, FormTurn};
use crate::store::Stored;
use crate::time::{Clock, Millis};

/// Has the form of a call shown that has just ended, where Settings want it.
pub(super) fn after_call(view: &View<'_>, change: &mut Change, before: Option<&Case>, case: &Case, now: Millis) {
    let since = rules::opens_form_since(before.map(|before| &before.call), &case.call, &view.working.settings, now);
    if let Some(over) = since.filter(|_| !case.entries.is_empty()) {
        change.puts.push(Saved::Job(Job::OpenForm { call: case.call.id.clone(), over, shown: None }));
    }
}

/// Shows a form whose turn it is, or makes room for the next.
pub(super) fn turn(
    view: &View<'_>,
    change: &mut Change,
    (call, over, shown): (&CallId, Millis, Option<Millis>),
    clock: &Clock<'_>,
) -> Result<Option<Job>, Stop> {
    let on_a_call = view.working.running.values().any(Call::is_running);
    match rules::form_turn(over, shown, on_a_call, &view.working.settings, clock.wall) {
        FormTurn::Over => return Ok(None),
        FormTurn::Waits => return Ok(Some(Job::OpenForm { call: call.clone(), over, shown })),
        FormTurn::Opens => view.require([Key::Case(call.clone())])?,
    }
    let solved = |case: &Case| case.entries.iter().all(|entry| entry.mode == Mode::Manual);
    let Some(case) = view.case(call)?.filter(|case| !solved(case)) else { return Ok(None) };
    let who = case.face().name.unwrap_or_else(|| case.call.other().shown);
    change.effects.push(Effect::Show(Show::Form { call: call.clone(), who }));
    Ok(Some(Job::OpenForm { call: call.clone(), over, shown: Some(clock.wall) }))
}

/// A person is done with a call: its form was saved or left.
pub(super) fn done_with(view: &View<'_>, change: &mut Change, call: &CallId) {
    let key = Job::of_form(call);
    if view.working.jobs.contains_key(&key) {
        change.deletes.push((Job::STORE, key));
    }
}
