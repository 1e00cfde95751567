//! Which rows answer which key.

use super::io::Key;
use super::stored::remembered_as;
use crate::book::Activity;
use crate::desk::RestoreReport;
use crate::rules::NEAR;
use crate::store::{Bound, Query, Store, index, stamp};
use crate::time::{MINUTE, Millis};

/// A row limit for questions whose answers are changed in one go; a Change touches at most two hundred records.
const PAGE: usize = 200;
/// Calls looked at to find the one catch-up attempts next: nearly always it is the first.
const AHEAD: usize = 8;

pub(super) fn queries(key: &Key) -> Vec<Query> {
    match key {
        Key::Working => vec![
            Query::all(Store::Settings),
            Query::all(Store::Meta),
            Query::all(Store::Counters),
            Query::all(Store::Jobs),
            Query::all(Store::Entries).by(index::DUE),
            Query::all(Store::Calls).by(index::RUNNING),
            Query::all(Store::FollowUps).by(index::OPEN),
            Query::all(Store::FollowUps).by(index::DUE),
        ],
        Key::Case(call) => vec![
            Query::key(Store::Calls, call.key()),
            Query::prefix(Store::Entries, &format!("{}>", call.key())),
            Query::key(Store::Notes, call.key()),
        ],
        Key::Alias(id) => vec![Query::key(Store::Aliases, id.key())],
        Key::AliasesOf(call) => vec![Query::all(Store::Aliases).by(index::CALL).equal_to(&call.key())],
        Key::BookNumber(book, number) => {
            vec![Query::all(Store::Contacts).by(index::NUMBERS).equal_to(&format!("{}>{number}", book.as_str())).limit(PAGE)]
        }
        Key::BookContact(book, id) => vec![Query::key(Store::Contacts, format!("{}>{id}", book.as_str()))],
        Key::Remembered(integration, number) => {
            vec![Query::key(Store::Settings, remembered_as(integration, number))]
        }
        Key::CallsOfNumber(number) => {
            vec![Query::all(Store::Calls).by(index::NUMBER).starting_with(&format!("{number}>")).newest_first().limit(PAGE)]
        }
        Key::CallsOfNumberBelow(number, place) => {
            let of_number = Query::all(Store::Calls).by(index::NUMBER).starting_with(&format!("{number}>"));
            vec![of_number.below(&format!("{number}>{place}")).newest_first().limit(PAGE)]
        }
        Key::CallsAround(at) => vec![around(Query::all(Store::Calls).by(index::START), "", *at, 2 * MINUTE)],
        Key::Desk => ["draft/", "command/", "import/"].map(|kind| Query::prefix(Store::Desk, kind).limit(50)).into(),
        Key::UnloggedFrom(place) => vec![from(place).by(index::UNLOGGED)],
        Key::UnloggedByEnd(place) => vec![from(place).by(index::ENDED)],
        Key::CatchUp { earlier, above, below, newest_first } => {
            let limit = if *newest_first { 50 } else { AHEAD };
            let list = Query::all(Store::Calls).by(if *earlier { index::START } else { index::GAP }).below(below).limit(limit);
            vec![Query { from: Some(Bound { value: above.clone(), open: false }), descending: *newest_first, ..list }]
        }
        Key::CallsFrom(place) => vec![from(place).by(index::START)],
        Key::UnresolvedFrom(place) => vec![Query { store: Store::Entries, ..from(place).by(index::UNRESOLVED) }.limit(40)],
        Key::FollowUp(id) => vec![Query::key(Store::FollowUps, id.clone())],
        Key::FollowUpsOfNumber(number) => {
            vec![Query::all(Store::FollowUps).by(index::NUMBER).starting_with(&format!("{number}>")).limit(PAGE)]
        }
        Key::SetAsideFrom(key) => {
            let from = Bound { value: key.clone(), open: true };
            vec![Query { from: Some(from), ..Query::all(Store::Quarantine) }.limit(PAGE)]
        }
        Key::Restore => vec![Query::prefix(Store::Desk, "restore/").limit(1), Query::key(Store::Desk, RestoreReport::KEY)],
        Key::Activity(key) => vec![Query::key(Store::Activities, key.clone())],
        Key::ActivitiesAround(book, contact, at) => {
            vec![around(Query::all(Store::Activities).by(index::CONTACT), &Activity::places(book, contact), *at, NEAR)]
        }
        Key::Everything => {
            use Store::{Activities, Aliases, Calls, Contacts, Desk, Entries, FollowUps, Notes, Quarantine};
            let stores = [Calls, Entries, Notes, Aliases, Contacts, Activities, FollowUps, Quarantine, Desk].map(Query::all);
            let settings = ["integration/", "account/", "remembered/"].map(|kind| Query::prefix(Store::Settings, kind));
            stores.into_iter().chain(settings).map(|query| query.limit(PAGE)).collect()
        }
        Key::Practice => {
            let contacts = Query::prefix(Store::Contacts, "practice-book>").limit(PAGE);
            let of_calls = [Store::Calls, Store::Activities, Store::FollowUps].map(|store| Query::prefix(store, "practice#").limit(20));
            of_calls.into_iter().chain([contacts]).collect()
        }
    }
}

/// What lies this near to an instant in a list by time, behind what its places begin with.
fn around(list: Query, begin_with: &str, at: Millis, near: Millis) -> Query {
    let bound = |at| Some(Bound { value: format!("{begin_with}{}", stamp(at)), open: false });
    Query { from: bound(at - near), to: bound(at + near + 1), ..list }.limit(PAGE)
}

/// Fifty calls after a place in a list.
fn from(place: &str) -> Query {
    let from = Bound { value: place.into(), open: true };
    Query { from: Some(from), ..Query::all(Store::Calls) }.limit(50)
}
