//! K1: what an agent says of a call beside the note. It is a fact of the call: a record that does not say it yet is corrected.

use super::super::advance;
use super::super::change::Change;
use super::super::view::{Stop, View};
use super::notes;
use crate::call::{CallId, Fact, Source, WrapUp};
use crate::command::RefusalKind;
use crate::time::Clock;

pub(super) fn set(view: &View<'_>, change: &mut Change, call: &CallId, wrap_up: &WrapUp, clock: &Clock<'_>) -> Result<(), Stop> {
    let before = notes::case_of(view, call)?.ok_or(Stop::Refused(RefusalKind::NotThere))?;
    if before.call.wrap_up() == *wrap_up {
        return Ok(());
    }
    let mut case = before.clone();
    let seq = u64::try_from(clock.wall).unwrap_or_default();
    case.call.facts.wrap_up = Some(Fact { source: Source::History, seq, value: wrap_up.clone() });
    advance::put(view, change, Some(&before), case, clock)
}
