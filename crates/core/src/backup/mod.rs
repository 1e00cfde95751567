//! Everything of the agent's as one file (I10): read page by page, written line by line. Credentials are not in the store, so not in the file.

mod csv;
mod restore;

pub use csv::{HEADER, calls_csv};
pub use restore::{Unit, pieces, settled, settled_follow_up, units};

use serde::Serialize;
use serde_json::value::RawValue;

use crate::case::CallRow;
use crate::engine::Key;
use crate::store::{Bound, Query, Row, Store, decode, index};

/// What the file begins with; the number is the version of its form.
pub const HEAD: &str = "{\"callscribe\":1,\"units\":[\n";
/// What it ends with.
pub const TAIL: &str = "[]\n]}\n";
/// Rows read at once.
const PAGE: usize = 100;

/// A part of the file, in the order it is written and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Settings, integrations, phone accounts and remembered choices. What an administrator set is not the agent's.
    Settings,
    /// The address books' contacts.
    Contacts,
    /// The address books' call records.
    Activities,
    /// Follow-ups.
    FollowUps,
    /// Calls with their entries, notes and the ids they are known by.
    Calls,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Settings, Self::Contacts, Self::Activities, Self::FollowUps, Self::Calls];

    fn store(self) -> Store {
        match self {
            Self::Settings => Store::Settings,
            Self::Contacts => Store::Contacts,
            Self::Activities => Store::Activities,
            Self::FollowUps => Store::FollowUps,
            Self::Calls => Store::Calls,
        }
    }

    /// The next rows after this key.
    pub fn page(self, after: Option<&str>) -> Query {
        let from = after.map(|key| Bound { value: key.to_owned(), open: true });
        Query { from, ..Query::all(self.store()) }.limit(PAGE)
    }

    /// What hangs on these rows, one question after the other for each row: a call's entries, its note, its other ids.
    pub fn hanging(self, rows: &[Row]) -> Vec<Query> {
        if self != Self::Calls {
            return Vec::new();
        }
        let calls = rows.iter().filter_map(|row| decode::<CallRow>(row).ok());
        calls.flat_map(|row| [Key::Case(row.call.id.clone()), Key::AliasesOf(row.call.id)].map(|key| key.queries()).concat()).collect()
    }
}

/// A stored record as it stands in the file.
#[derive(Serialize)]
struct Kept<'a> {
    store: Store,
    row: &'a RawValue,
}

/// The lines of some rows: one for each call with all that hangs on it, else one for each row.
pub fn lines(part: Part, rows: &[Row], hanging: &[Vec<Row>]) -> String {
    if part != Part::Calls {
        return rows.iter().filter(|row| row.key != "managed").map(|row| line(&[row])).collect();
    }
    let whole: Vec<&Row> = hanging.iter().flatten().collect();
    whole.chunk_by(|_, next| next.store != Store::Calls).map(line).collect()
}

/// A row whose text is no JSON is set aside by the engine when it is met, and left out here.
fn line(rows: &[&Row]) -> String {
    let kept = rows.iter().filter_map(|row| Some(Kept { store: row.store, row: serde_json::from_str(&row.text).ok()? }));
    let text = serde_json::to_string(&kept.collect::<Vec<_>>()).unwrap_or_default();
    format!("{text},\n")
}

/// Calls for the list, newest first, after the place of the last one read.
pub fn calls_page(older_than: Option<&str>) -> Query {
    let query = Query::all(Store::Calls).by(index::START).newest_first().limit(PAGE);
    older_than.map_or(query.clone(), |place| query.below(place))
}

/// The whole notes of these calls.
pub fn notes_of(rows: &[CallRow]) -> Vec<Query> {
    rows.iter().filter(|row| row.filters.noted).map(|row| Query::key(Store::Notes, row.call.id.key())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Note;
    use crate::case::{Alias, Case};
    use crate::engine::SettingRow;
    use crate::entry::{LogEntry, LogKey};
    use crate::settings::{Managed, Settings};
    use crate::store::{Batch, Durability, Memory, encode};
    use crate::testing::{call, integration};
    use serde_json::Value;

    fn store() -> Memory {
        let call = call();
        let entry = LogEntry::new(LogKey { call: call.id.clone(), integration: integration().id });
        let note =
            Note { call: call.id.clone(), text: "a note".into(), revision: 1, changed: 0, written_by: String::new(), cancelled: false };
        let alias = Alias { id: call.id.clone(), call: call.id.clone(), forgotten: false };
        let case = Case { call, entries: vec![entry.clone()], note: Some(note.clone()) };
        let puts = vec![
            encode(&case.row()),
            encode(&entry),
            encode(&note),
            encode(&alias),
            encode(&SettingRow::Settings(Settings::default())),
            encode(&SettingRow::Managed(Managed::default())),
        ];
        let mut memory = Memory::default();
        memory.commit(&Batch { puts, ..Batch::default() }, Durability::Relaxed).unwrap();
        memory
    }

    #[test]
    fn i10_the_file_is_one_json_with_a_unit_for_each_call_and_setting() {
        let memory = store();
        let mut text = HEAD.to_owned();
        for part in Part::ALL {
            let rows = memory.query(&part.page(None));
            let hanging: Vec<_> = part.hanging(&rows).iter().map(|query| memory.query(query)).collect();
            text += &lines(part, &rows, &hanging);
            if let Some(last) = rows.last() {
                assert_eq!(memory.query(&part.page(Some(&last.key))), []);
            }
        }
        text += TAIL;
        let whole: Value = serde_json::from_str(&text).unwrap();
        let stores: Vec<Vec<&str>> = whole["units"].as_array().unwrap().iter().map(stores).collect();
        assert_eq!(stores, [vec!["Settings"], vec!["Calls", "Entries", "Notes", "Aliases"], vec![]]);
        assert_eq!(whole["units"][1][2]["row"]["d"]["text"], "a note");
    }

    fn stores(unit: &Value) -> Vec<&str> {
        unit.as_array().unwrap().iter().map(|kept| kept["store"].as_str().unwrap()).collect()
    }
}
