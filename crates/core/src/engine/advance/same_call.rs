//! The same physical call on two lines of one agent is logged once by itself.

use super::around;
use crate::case::{CallRow, Case, Chip};
use crate::engine::view::{Stop, View};
use crate::entry::{Conflict, LogEntry, LogStatus, Mode};
use crate::time::SECOND;

/// G9: the same number rang on another line of the agent at the same time: what is logged there already only asks here.
pub(in crate::engine) fn ask_same_call(view: &View<'_>, case: &mut Case) -> Result<(), Stop> {
    let call = &case.call;
    let other = call.other();
    if other.key.is_empty() {
        return Ok(());
    }
    let same = |row: &CallRow| {
        row.call.id.account != call.id.account
            && row.call.other().key == other.key
            && row.call.direction() == call.direction()
            && (row.call.start() - call.start()).abs() <= 5 * SECOND
            && row.call.is_final()
    };
    let mut twins = view.calls(&around(call))?;
    twins.retain(same);
    let by_itself = |e: &&mut LogEntry| {
        matches!(e.status, LogStatus::Matching(_) | LogStatus::Ready { .. } | LogStatus::Delayed { .. }) && e.mode != Mode::Manual
    };
    for entry in case.entries.iter_mut().filter(by_itself) {
        let taken = |chip: &Chip| chip.integration == entry.key.integration && chip.state.takes_the_call();
        if let Some(twin) = twins.iter().find(|twin| twin.face.chips.iter().any(taken)) {
            entry.status = LogStatus::Unresolved(Conflict::SameCall(twin.call.id.clone()));
        }
    }
    Ok(())
}
