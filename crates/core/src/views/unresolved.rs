//! Unresolved: the rows a person has to decide, each with all it takes to solve it in place.

use crate::call::{Call, CallId};
use crate::case::CallRow;
use crate::contact::{Association, Contact, Remembered};
use crate::crm::CrmError;
use crate::engine::{SettingRow, waits_for_policy};
use crate::entry::{Conflict, ContactChoice, LogEntry, LogStatus};
use crate::integration::Integration;
use crate::order::{InOrder, OrdMap, OrdSet};
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
    /// Calls of this number that wait here with the same conflict, this one included: what "the same for all N" acts on (F3).
    pub same_number: usize,
    /// Whom a person chose for the number here before (F6).
    pub remembered: Option<Remembered>,
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
    ids.order();
    ids.dedup();
    ids.into_iter().map(|id| Query::key(Store::Calls, id.key())).collect()
}

/// What else the rows need: what was chosen for their numbers before, and, where the page does not hold every entry in Unresolved, all
/// calls of their numbers.
pub fn beside(entries: &[LogEntry], calls: &[CallRow]) -> Vec<Query> {
    let numbers: OrdMap<&CallId, String> = calls.iter().map(|row| (&row.call.id, row.call.other().key)).collect();
    let having = entries.iter().filter_map(|entry| Some((&entry.key.integration, numbers.get(&entry.key.call)?)));
    let pairs: OrdSet<_> = having.filter(|(_, number)| !number.is_empty()).collect();
    let remembered = pairs.iter().flat_map(|(integration, number)| super::remembered::of_number(number, [*integration]));
    let whole = entries.len() < PAGE;
    let numbers: OrdSet<&String> = pairs.iter().map(|(_, number)| *number).filter(|_| !whole).collect();
    let of_number = |number: &String| Query::all(Store::Calls).by(index::NUMBER).starting_with(&format!("{number}>"));
    remembered.chain(numbers.into_iter().map(of_number)).collect()
}

/// The rows of the screen: newest call first; an entry whose call cannot be read is left out.
pub fn rows(entries: Vec<LogEntry>, calls: Vec<CallRow>, remembered: Vec<SettingRow>) -> Vec<UnresolvedRow> {
    let calls: OrdMap<CallId, CallRow> = calls.into_iter().map(|row| (row.call.id.clone(), row)).collect();
    let remembered = super::remembered::list(remembered);
    let mut by_number: OrdMap<String, Vec<&CallRow>> = OrdMap::new();
    for row in calls.values().filter(|row| row.call.other().can_be_looked_up()) {
        by_number.entry(row.call.other().key).or_default().push(row);
    }
    let row = |entry: LogEntry| {
        let call = calls.get(&entry.key.call)?.call.clone();
        let (id, number) = (&entry.key.integration, call.other().key);
        let same_number = match entry.conflict() {
            Some(conflict) if conflict.is_of_the_number() => {
                by_number.get(&number).map_or(1, |rows| rows.iter().filter(|row| row.has_conflict(id, conflict)).count())
            }
            _ => 1,
        };
        let remembered = remembered.iter().find(|one| one.integration == *id && one.number == number).cloned();
        Some(UnresolvedRow { call, same_number, remembered, entry })
    };
    let mut rows: Vec<UnresolvedRow> = entries.into_iter().filter_map(row).collect();
    rows.order_by(|a, b| (b.call.start(), &b.entry.key).cmp(&(a.call.start(), &a.entry.key)));
    rows
}

impl UnresolvedRow {
    /// Why it is here.
    pub fn why(&self) -> Option<Why> {
        match &self.entry.status {
            LogStatus::UpdateFailed(_, error) => Some(Why::NoteNotSent(error.clone())),
            _ => self.entry.conflict().cloned().map(Why::Conflict),
        }
    }

    /// The contacts the number found.
    pub fn contacts(&self) -> &[Contact] {
        self.entry.candidates()
    }

    /// The contacts to pick from, and the place of the one chosen for the number before (F6); where nobody was found, that one alone.
    pub fn people(&self) -> (Vec<Contact>, Option<usize>) {
        let mut people = match self.why() {
            Some(Why::Conflict(Conflict::ManyContacts)) => self.contacts().to_vec(),
            _ => Vec::new(),
        };
        let Some(chosen) = &self.remembered else { return (people, None) };
        if people.is_empty() && self.why() == Some(Why::Conflict(Conflict::NoContact)) {
            people.push(chosen.contact.as_ref().clone());
        }
        let place = people.iter().position(|contact| contact.id == chosen.contact.id);
        (people, place)
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

/// Every entry in Unresolved, for counting before "Apply to N".
pub fn all_entries() -> Query {
    Query::all(Store::Entries).by(index::UNRESOLVED)
}

/// The N of "Apply to N": what waits in the integration that its policies of now would decide (F5).
pub fn policies_act_on(entries: &[LogEntry], integration: &Integration) -> usize {
    entries.iter().filter(|entry| waits_for_policy(entry, integration)).count()
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
        let call = Call { id: id.clone(), facts, first_seen: start, zone: ("UTC".into(), 0), duration_confirmed: false, gap: None };
        let mut entry = LogEntry::new(LogKey { call: id, integration: IntegrationId::address_book() });
        entry.status = LogStatus::Unresolved(Conflict::NoContact);
        (entry.clone(), Case { call, entries: vec![entry], note: None }.row())
    }

    #[test]
    fn f3_a_row_knows_how_many_unresolved_calls_its_number_has() {
        let cases = [case("a", 1, "+1650"), case("b", 2, "+1650"), case("c", 3, "+1651"), case("d", 4, ""), case("e", 5, "")];
        let (entries, calls): (Vec<LogEntry>, Vec<CallRow>) = cases.into_iter().unzip();
        let shown: Vec<_> = rows(entries, calls, Vec::new()).into_iter().map(|row| (row.call.id.session, row.same_number)).collect();
        let expected = [("e", 1), ("d", 1), ("c", 1), ("b", 2), ("a", 2)].map(|(session, n)| (session.to_owned(), n));
        assert_eq!(shown, expected);
    }

    #[test]
    fn an_entry_without_its_call_is_left_out() {
        let (entry, _) = case("a", 1, "+1650");
        assert!(rows(vec![entry], Vec::new(), Vec::new()).is_empty());
    }

    #[test]
    fn f3_the_n_shown_counts_calls_beyond_the_page_and_only_those_with_the_same_conflict() {
        let (entry, row) = case("a", 1, "+1650");
        assert!(beside(std::slice::from_ref(&entry), std::slice::from_ref(&row)).iter().all(|query| query.store == Store::Settings));
        let full = vec![entry.clone(); PAGE];
        assert!(beside(&full, std::slice::from_ref(&row)).iter().any(|query| query.store == Store::Calls));
        let (mut other, _) = case("c", 3, "+1650");
        other.status = LogStatus::Unresolved(Conflict::ManyContacts);
        let call = |session: &str, entry: &LogEntry| {
            let (_, row) = case(session, 9, "+1650");
            Case { call: row.call, entries: vec![entry.clone()], note: None }.row()
        };
        let calls = vec![row, call("b", &entry), call("c", &other)];
        assert_eq!(rows(vec![entry], calls, Vec::new())[0].same_number, 2);
    }

    #[test]
    fn f6_the_contact_chosen_before_is_preselected() {
        let (mut entry, row) = case("a", 1, "+1650");
        let contact = |id: &str| Contact { id: id.into(), name: id.into(), ..Contact::default() };
        let chosen = |id: &str| {
            let (integration, number) = (IntegrationId::address_book(), "+1650".into());
            vec![SettingRow::Remembered(Remembered { integration, number, contact: Box::new(contact(id)), always: None })]
        };
        let people = |entry: &LogEntry, id: &str| {
            let (people, place) = rows(vec![entry.clone()], vec![row.clone()], chosen(id))[0].people();
            (people.len(), place)
        };
        assert_eq!(people(&entry, "Ann"), (1, Some(0)), "found by name before");
        entry.found = Some((0, crate::contact::ContactMatch::from_hits(vec![contact("Bob"), contact("Ann")])));
        entry.status = LogStatus::Unresolved(Conflict::ManyContacts);
        assert_eq!(people(&entry, "Ann"), (2, Some(1)));
        assert_eq!(people(&entry, "Zoe"), (2, None));
    }
}
