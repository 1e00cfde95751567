//! Counters that could not be read are counted again, a page at a time; what changes meanwhile counts once (L2).

use serde::{Deserialize, Serialize};

use super::change::Change;
use super::io::Key;
use super::stored::Job;
use super::view::{Stop, View};
use super::working::Working;

/// How far the count is. What lies behind the place is in the counters, and kept right by each change; what lies before it is counted when
/// it is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recount {
    /// Calls are counted, up to this place in their list.
    Calls(String),
    /// All calls are; entries up to this place in Unresolved.
    Unresolved(String),
    /// Those too; what was set aside up to this key.
    SetAside(String),
}

impl Recount {
    /// Nothing is counted yet.
    pub(super) fn begin() -> Self {
        Self::Calls(String::new())
    }

    /// Whether the counters know of a call at this place in the list of calls.
    pub(super) fn knows_call(&self, place: &str) -> bool {
        match self {
            Self::Calls(up_to) => place <= up_to.as_str(),
            Self::Unresolved(_) | Self::SetAside(_) => true,
        }
    }

    /// Whether they know of an entry at this place in Unresolved.
    pub(super) fn knows_unresolved(&self, place: &str) -> bool {
        match self {
            Self::Calls(_) => false,
            Self::Unresolved(up_to) => place <= up_to.as_str(),
            Self::SetAside(_) => true,
        }
    }

    /// Whether they know of what was set aside under this key.
    pub(super) fn knows_set_aside(&self, key: &str) -> bool {
        matches!(self, Self::SetAside(up_to) if key <= up_to.as_str())
    }
}

/// The count under way, if the counters could not be read.
pub(super) fn under_way(working: &Working) -> Option<&Recount> {
    match working.jobs.get(Job::RECOUNT) {
        Some(Job::Recount(recount)) => Some(recount),
        _ => None,
    }
}

/// Counts the next page.
pub(super) fn some(view: &View<'_>, change: &mut Change, recount: &Recount) -> Result<Option<Job>, Stop> {
    let next = match recount {
        Recount::Calls(up_to) => {
            let page = Key::CallsFrom(up_to.clone());
            view.require([page.clone()])?;
            let rows = view.calls(&page)?;
            rows.iter().for_each(|row| change.count_anew(view, &row.filters));
            Some(rows.last().map_or(Recount::Unresolved(String::new()), |last| Recount::Calls(last.place())))
        }
        Recount::Unresolved(up_to) => {
            let page = Key::UnresolvedFrom(up_to.clone());
            view.require([page.clone()])?;
            let entries = view.entries(&page)?;
            change.counters(view).unresolved += entries.len() as u64;
            let last = entries.last().and_then(|entry| entry.unresolved_place());
            Some(last.map_or(Recount::SetAside(String::new()), Recount::Unresolved))
        }
        Recount::SetAside(up_to) => {
            let page = Key::SetAsideFrom(up_to.clone());
            view.require([page.clone()])?;
            let places = view.places(&page)?;
            change.counters(view).quarantined += places.len() as u64;
            places.into_iter().next_back().map(|(_, key)| Recount::SetAside(key))
        }
    };
    Ok(next.map(Job::Recount))
}
