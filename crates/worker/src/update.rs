//! A new version of the extension is let in when nobody is disturbed: no call runs, nothing is being sent and no page of ours is open.
//! A live line would keep the browser from updating for ever; what never finds a quiet moment is applied at the browser's next start.

use callscribe_browser::runtime;
use callscribe_browser::storage::Area;
use callscribe_core::call::Call;
use callscribe_core::engine::Working;
use callscribe_core::entry::LogStatus;

use crate::drive::Worker;

/// There while a version waits; it goes with the reload.
const WAITING: &str = "update";

/// A new version waits.
pub async fn announced(worker: &'static Worker) {
    // What cannot be noted is announced again at the next start.
    Area::Session.set(WAITING, &true).await.unwrap_or_default();
    worker.update.set(true);
    apply(worker).await;
}

/// Whether a version waits since an earlier life.
pub async fn is_waiting() -> bool {
    Area::Session.get(WAITING).await.ok().flatten().unwrap_or_default()
}

/// Lets it in, if the moment is quiet.
pub async fn apply(worker: &Worker) {
    let is_unseen = runtime::pages().await.is_ok_and(|pages| pages.is_empty());
    if is_unseen && worker.with_working(is_quiet) {
        runtime::reload();
    }
}

fn is_quiet(working: &Working) -> bool {
    !working.running.values().any(Call::is_running) && !working.open.values().any(|entry| matches!(entry.status, LogStatus::Sending { .. }))
}
