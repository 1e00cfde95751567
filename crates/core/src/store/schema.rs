//! The stores and indexes there are. A new index is a new version; records are upgraded when read, never here.

use serde::{Deserialize, Serialize};

/// The database's name in the browser.
pub const DATABASE: &str = "callscribe";

/// The whole schema.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// Goes up with every new store or index; the driver adds what is missing.
    pub version: u32,
    /// All stores.
    pub stores: &'static [StoreSpec],
}

/// One store.
#[derive(Debug, Clone, Copy)]
pub struct StoreSpec {
    /// Which.
    pub store: Store,
    /// Its indexes.
    pub indexes: &'static [IndexSpec],
}

/// One index over one column.
#[derive(Debug, Clone, Copy)]
pub struct IndexSpec {
    /// Its name, which is the column's.
    pub name: &'static str,
    /// Each of the column's values is an entry of its own.
    pub multi: bool,
}

/// Names of the indexes.
pub mod index {
    /// Calls by start, then key.
    pub const START: &str = "start";
    /// Missed calls by start, then key.
    pub const MISSED: &str = "missed";
    /// Unlogged calls by start, then key.
    pub const UNLOGGED: &str = "unlogged";
    /// Unlogged calls by end, then key.
    pub const ENDED: &str = "ended";
    /// Calls of gaps that wait for catch-up, by end, then key.
    pub const GAP: &str = "gap";
    /// Calls with a note by start, then key.
    pub const NOTED: &str = "noted";
    /// Running calls.
    pub const RUNNING: &str = "running";
    /// Calls by words of names and notes and by reversed digits.
    pub const TERMS: &str = "terms";
    /// Calls by the other side's number key, then start; follow-ups by number key, then due time.
    pub const NUMBER: &str = "number";
    /// Entries with a due time; follow-ups that were done while their task is still in doubt.
    pub const DUE: &str = "due";
    /// Entries in Unresolved, by call start.
    pub const UNRESOLVED: &str = "unresolved";
    /// Open follow-ups by due time.
    pub const OPEN: &str = "open";
    /// Contacts by book and number key.
    pub const NUMBERS: &str = "numbers";
    /// Contacts by book and name.
    pub const NAME: &str = "name";
    /// Cancelled notes by their last change.
    pub const CANCELLED: &str = "cancelled";
    /// Aliases by the call they stand for.
    pub const CALL: &str = "call";
    /// Activities by book, contact and start.
    pub const CONTACT: &str = "contact";
}

macro_rules! stores {
    ($($(#[$doc:meta])* $variant:ident = $name:literal [$($index:expr),*];)*) => {
        /// A store.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Store { $($(#[$doc])* $variant,)* }

        impl Store {
            /// Its name in IndexedDB.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }

        /// What this version stores.
        pub const SCHEMA: Schema = Schema {
            version: 5,
            stores: &[$(StoreSpec { store: Store::$variant, indexes: &[$($index),*] },)*],
        };
    };
}

const fn one(name: &'static str) -> IndexSpec {
    IndexSpec { name, multi: false }
}

const fn many(name: &'static str) -> IndexSpec {
    IndexSpec { name, multi: true }
}

stores! {
    /// Calls.
    Calls = "calls" [one(index::START), one(index::MISSED), one(index::UNLOGGED), one(index::ENDED), one(index::GAP), one(index::NOTED), one(index::RUNNING), many(index::TERMS), one(index::NUMBER)];
    /// Ids a source knows a call by → the call's key.
    Aliases = "aliases" [one(index::CALL)];
    /// Log entries; those of one call lie side by side.
    Entries = "entries" [one(index::DUE), one(index::UNRESOLVED)];
    /// Notes, by the call's key.
    Notes = "notes" [one(index::CANCELLED)];
    /// The address books' contacts.
    Contacts = "contacts" [many(index::NUMBERS), one(index::NAME), many(index::TERMS)];
    /// The address books' call activities, by log key.
    Activities = "activities" [one(index::CONTACT)];
    /// Follow-ups.
    FollowUps = "follow_ups" [one(index::OPEN), one(index::NUMBER), one(index::DUE)];
    /// Settings, integrations, phone accounts and remembered contacts.
    Settings = "settings" [];
    /// Work of many steps, with its cursor.
    Jobs = "jobs" [];
    /// How many calls each filter holds.
    Counters = "counters" [];
    /// The revision.
    Meta = "meta" [];
    /// What could not be read, kept as it was.
    Quarantine = "quarantine" [];
    /// Where screens put commands, drafts and files.
    Desk = "desk" [];
}
