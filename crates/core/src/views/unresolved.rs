//! Unresolved: the rows a person has to decide, each with all it takes to solve it in place.

use std::collections::BTreeMap;

use crate::call::{Call, CallId};
use crate::case::CallRow;
use crate::contact::{Association, Contact};
use crate::crm::CrmError;
use crate::entry::{Conflict, ContactChoice, LogEntry, LogStatus};
use crate::store::{Query, Store, index};

/// Rows read at once.
const PAGE: usize = 100;

/// One entry in conflict with its call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnresolvedRow {
    /// The entry.
    pub entry: LogEntry,
    /// Its call.
    pub call: Call,
    /// Unresolved entries of this number in this integration, this one included (F3).
    pub same_number: usize,
}

/// What a row asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A conflict.
    Conflict(Conflict),
    /// Logged, but its later note was refused (B7).
    NoteNotSent(CrmError),
}

/// The entries in Unresolved.
pub fn entries() -> Query {
    Query::all(Store::Entries).by(index::UNRESOLVED).limit(PAGE)
}

/// The calls of these entries, one question each.
pub fn calls_of(entries: &[LogEntry]) -> Vec<Query> {
    let mut ids: Vec<&CallId> = entries.iter().map(|e| &e.key.call).collect();
    ids.sort();
    ids.dedup();
    ids.into_iter().map(|id| Query::key(Store::Calls, id.key())).collect()
}

/// The rows of the screen: newest call first; an entry whose call cannot be read is left out.
pub fn rows(entries: Vec<LogEntry>, calls: Vec<CallRow>) -> Vec<UnresolvedRow> {
    let calls: BTreeMap<CallId, Call> = calls.into_iter().map(|row| (row.call.id.clone(), row.call)).collect();
    let group = |entry: &LogEntry| {
        let number = calls.get(&entry.key.call)?.other();
        number.can_be_looked_up().then(|| (entry.key.integration.clone(), number.key))
    };
    let mut sizes = BTreeMap::new();
    for key in entries.iter().filter_map(&group) {
        *sizes.entry(key).or_insert(0usize) += 1;
    }
    let mut rows: Vec<UnresolvedRow> = entries
        .into_iter()
        .filter_map(|entry| {
            let same_number = group(&entry).and_then(|key| sizes.get(&key).copied()).unwrap_or(1);
            Some(UnresolvedRow { call: calls.get(&entry.key.call)?.clone(), same_number, entry })
        })
        .collect();
    rows.sort_by(|a, b| (b.call.start(), &b.entry.key).cmp(&(a.call.start(), &a.entry.key)));
    rows
}

impl UnresolvedRow {
    /// Why it is here.
    pub fn why(&self) -> Option<Why> {
        match &self.entry.status {
            LogStatus::Unresolved(conflict) => Some(Why::Conflict(conflict.clone())),
            LogStatus::UpdateFailed(_, error) => Some(Why::NoteNotSent(error.clone())),
            _ => None,
        }
    }

    /// The contacts to choose from: those the number found.
    pub fn contacts(&self) -> &[Contact] {
        self.entry.candidates()
    }

    /// The associations to choose from: the open ones of the contact it goes to.
    pub fn associations(&self) -> Vec<Association> {
        let contact = match &self.entry.contact {
            Some(ContactChoice::Known(contact)) => Some(contact.as_ref()),
            _ => self.contacts().first(),
        };
        contact.map(|c| c.associations.iter().filter(|a| a.open).cloned().collect()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::{AccountId, Fact, Facts, Source};
    use crate::case::Case;
    use crate::entry::LogKey;
    use crate::integration::IntegrationId;
    use crate::number::{NumberKind, PhoneNumber};

    fn case(session: &str, start: i64, number: &str) -> (LogEntry, CallRow) {
        let kind = if number.is_empty() { NumberKind::Withheld } else { NumberKind::Public };
        let other = PhoneNumber { kind, key: number.into(), shown: number.into(), extension: None, raw: number.into() };
        let fact = |value| Some(Fact { source: Source::Live, seq: 1, value });
        let facts = Facts { other: fact(other), ..Facts::default() };
        let id = CallId { account: AccountId::new("practice"), session: session.into() };
        let call = Call { id: id.clone(), facts, first_seen: start, zone: ("UTC".into(), 0), duration_confirmed: false };
        let mut entry = LogEntry::new(LogKey { call: id, integration: IntegrationId::address_book() });
        entry.status = LogStatus::Unresolved(Conflict::NoContact);
        (entry.clone(), Case { call, entries: vec![entry], note: None }.row())
    }

    #[test]
    fn f3_a_row_knows_how_many_unresolved_calls_its_number_has() {
        let cases = [case("a", 1, "+1650"), case("b", 2, "+1650"), case("c", 3, "+1651"), case("d", 4, ""), case("e", 5, "")];
        let (entries, calls) = cases.into_iter().unzip();
        let shown: Vec<_> = rows(entries, calls).into_iter().map(|row| (row.call.id.session, row.same_number)).collect();
        let expected = [("e", 1), ("d", 1), ("c", 1), ("b", 2), ("a", 2)].map(|(session, n)| (session.to_owned(), n));
        assert_eq!(shown, expected);
    }

    #[test]
    fn an_entry_without_its_call_is_left_out() {
        let (entry, _) = case("a", 1, "+1650");
        assert!(rows(vec![entry], Vec::new()).is_empty());
    }
}
