//! What one input changes, all or nothing, and what may leave once that is durable.

use super::io::Effect;
use super::recount::{self, Recount};
use super::stored::{Counters, DeskRow, DigestRun, FilterCounts, Job, Pops, Revision, SettingRow, Standstills};
use super::view::View;
use crate::audio::Audio;
use crate::book::{Activity, BookContact};
use crate::call::Note;
use crate::case::{Alias, CallRow, Case, Filters};
use crate::command::Refusal;
use crate::desk::DeskItem;
use crate::entry::{Conflict, LogEntry, LogKey, LogStatus, Mode, Write};
use crate::follow_up::FollowUp;
use crate::store::{Batch, Broken, Column, Durability, Quarantined, Row, Store, Stored, encode, index};
use crate::time::Millis;

/// A record on its way to the store.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "each variant is the type it holds")]
pub enum Saved {
    Call(Box<CallRow>),
    Entry(LogEntry),
    Note(Note),
    Alias(Alias),
    Contact(BookContact),
    Activity(Box<Activity>),
    FollowUp(Box<FollowUp>),
    Setting(SettingRow),
    Job(Job),
    Digest(DigestRun),
    Pops(Pops),
    Standstills(Standstills),
    Counters(Counters),
    Revision(Revision),
    Desk(Box<DeskRow>),
    Quarantined(Quarantined),
}

impl Saved {
    fn row(&self) -> Row {
        match self {
            Self::Call(record) => encode(record.as_ref()),
            Self::Entry(record) => encode(record),
            Self::Note(record) => encode(record),
            Self::Alias(record) => encode(record),
            Self::Contact(record) => encode(record),
            Self::Activity(record) => encode(record.as_ref()),
            Self::FollowUp(record) => encode(record.as_ref()),
            Self::Setting(record) => encode(record),
            Self::Job(record) => encode(record),
            Self::Digest(record) => encode(record),
            Self::Pops(record) => encode(record),
            Self::Standstills(record) => encode(record),
            Self::Counters(record) => encode(record),
            Self::Revision(record) => encode(record),
            Self::Desk(record) => encode(record.as_ref()),
            Self::Quarantined(record) => encode(record),
        }
    }
}

/// What one input changes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Change {
    /// Records put.
    pub puts: Vec<Saved>,
    /// Keys deleted.
    pub deletes: Vec<(Store, String)>,
    /// Desk rows taken, while unchanged.
    pub takes: Vec<(String, String)>,
    /// Started only after the commit.
    pub effects: Vec<Effect>,
    /// It claims a write, so that the commit has to be strict.
    pub claims: bool,
    /// The same input has more to do: it is applied again after this commit.
    pub again: bool,
    /// It is an attempt that shares the ten a minute (E3).
    pub attempted: bool,
    /// Calls that met a conflict in catch-up.
    pub(super) conflicts: u32,
    /// A draft was left on the desk, as its call is not known yet.
    pub waits: bool,
    pub(super) counters: Option<Counters>,
    /// What is remembered of a draft once it is no longer durable.
    #[cfg(callscribe_sabotage)]
    pub(super) later: Option<super::io::Input>,
}

impl Change {
    /// Whether there is nothing to store.
    pub fn is_empty(&self) -> bool {
        self.puts.is_empty() && self.deletes.is_empty() && self.takes.is_empty()
    }

    /// The entries put.
    pub(super) fn entries(&self) -> impl Iterator<Item = &LogEntry> {
        self.puts.iter().filter_map(|saved| match saved {
            Saved::Entry(entry) => Some(entry),
            _ => None,
        })
    }

    /// How hard it has to be pushed to the disk.
    pub fn durability(&self) -> Durability {
        if self.claims { Durability::Strict } else { Durability::Relaxed }
    }

    /// The transaction.
    pub fn batch(&self) -> Batch {
        Batch { puts: self.puts.iter().map(Saved::row).collect(), deletes: self.deletes.clone(), takes: self.takes.clone() }
    }

    /// Puts of a case what differs from what is stored, and keeps the counters.
    pub(super) fn put_case(&mut self, view: &View<'_>, after: &Case) {
        let stored = view.parts(&after.call.id);
        let row = after.row();
        if stored.row.as_ref() != Some(&row) {
            self.count(view, stored.row.map(|row| (row.place(), row.filters)), Some((row.place(), row.filters)));
            self.puts.push(Saved::Call(Box::new(row)));
        }
        let meets = |entries: &[LogEntry]| entries.iter().any(|e| e.mode == Mode::CatchUp && matches!(e.status, LogStatus::Unresolved(_)));
        self.conflicts += u32::from(meets(&after.entries) && !meets(&stored.entries));
        for entry in &after.entries {
            let old = stored.entries.iter().find(|old| old.key == entry.key);
            if old != Some(entry) {
                self.count_unresolved(view, old.and_then(LogEntry::unresolved_place), entry.unresolved_place());
                self.puts.push(Saved::Entry(entry.clone()));
            }
        }
        if let Some(note) = after.note.as_ref().filter(|note| stored.note.as_ref() != Some(note)) {
            self.puts.push(Saved::Note(note.clone()));
        }
    }

    /// Deletes a case and everything that hangs on it.
    pub(super) fn delete_case(&mut self, view: &View<'_>, case: &Case) {
        self.count(view, view.parts(&case.call.id).row.map(|row| (row.place(), row.filters)), None);
        for entry in &case.entries {
            self.count_unresolved(view, entry.unresolved_place(), None);
        }
        self.deletes.push((Store::Calls, case.call.id.key()));
        self.deletes.push((Store::Notes, case.call.id.key()));
        self.deletes.push((Store::Desk, Audio::place(&case.call.id)));
        self.deletes.extend(case.entries.iter().map(|e| (Store::Entries, e.key.key())));
    }

    /// Puts a receipt in the place of a refused command.
    pub(super) fn receipt(&mut self, command_key: &str, refusal: Refusal) {
        let key = format!("receipt/{}", command_key.trim_start_matches("command/"));
        self.puts.push(Saved::Desk(Box::new(DeskRow { key, item: DeskItem::Receipt(refusal) })));
    }

    /// Sets unreadable rows aside. An unreadable entry stands for a record that may exist, so its place is taken by a doubt, never by nothing.
    pub(super) fn quarantine(&mut self, view: &View<'_>, broken: Vec<Broken>, at: Millis) {
        for Broken { row, reason } in broken {
            let in_index = |name: &str| row.columns.iter().any(|(column, _)| column == name);
            let place = |name: &str| {
                row.columns.iter().find(|(column, _)| column == name).and_then(|(_, value)| match value {
                    Column::One(place) => Some(place.clone()),
                    Column::Many(_) => None,
                })
            };
            match (row.store, LogKey::from_key(&row.key)) {
                (Store::Entries, Some(key)) => {
                    let mut entry = LogEntry::new(key);
                    entry.status = LogStatus::Unresolved(Conflict::OutcomeUnknown(Write::Log));
                    self.count_unresolved(view, place(index::UNRESOLVED), entry.unresolved_place());
                    self.puts.push(Saved::Entry(entry));
                }
                (Store::Desk, _) => self.takes.push((row.key.clone(), row.text.clone())),
                (Store::Calls, _) => {
                    let filters =
                        Filters { missed: in_index(index::MISSED), unlogged: in_index(index::UNLOGGED), noted: in_index(index::NOTED) };
                    self.count(view, place(index::START).map(|place| (place, filters)), None);
                    self.deletes.push((row.store, row.key.clone()));
                }
                (Store::Counters, _) => {
                    self.counters = Some(Counters::default());
                    self.puts.push(Saved::Job(Job::Recount(Recount::begin())));
                }
                _ => self.deletes.push((row.store, row.key.clone())),
            }
            let is_counted_later = row.store == Store::Counters || recount::under_way(view.working).is_some();
            let set_aside = Quarantined { at, store: row.store, was: row.key, text: row.text, reason };
            let counted = !is_counted_later || recount::under_way(view.working).is_some_and(|r| r.knows_set_aside(&set_aside.key()));
            self.counters(view).quarantined += u64::from(counted);
            self.puts.push(Saved::Quarantined(set_aside));
        }
    }

    /// Adds counters and the next revision, last of all.
    pub(super) fn seal(&mut self, view: &View<'_>) -> Revision {
        if let Some(counters) = self.counters.take().filter(|counters| *counters != view.working.counters) {
            self.puts.push(Saved::Counters(counters));
        }
        let revision = Revision(view.working.revision.0 + 1);
        self.puts.push(Saved::Revision(revision));
        revision
    }

    pub(super) fn counters(&mut self, view: &View<'_>) -> &mut Counters {
        self.counters.get_or_insert(view.working.counters)
    }

    /// Counts a call the counters knew nothing of.
    pub(super) fn count_anew(&mut self, view: &View<'_>, filters: &Filters) {
        shift(&mut self.counters(view).calls, None, Some(*filters));
    }

    /// Counts what a call was, at its place in the list, and what it is; a count under way reaches what it has not yet counted.
    fn count(&mut self, view: &View<'_>, before: Option<(String, Filters)>, after: Option<(String, Filters)>) {
        let known = |call: Option<(String, Filters)>| {
            let recount = recount::under_way(view.working);
            call.filter(|(place, _)| recount.is_none_or(|recount| recount.knows_call(place))).map(|(_, filters)| filters)
        };
        shift(&mut self.counters(view).calls, known(before), known(after));
    }

    /// The same for an entry by its place in Unresolved, where it stands there.
    fn count_unresolved(&mut self, view: &View<'_>, before: Option<String>, after: Option<String>) {
        let known = |place: Option<String>| {
            let recount = recount::under_way(view.working);
            i64::from(place.is_some_and(|place| recount.is_none_or(|recount| recount.knows_unresolved(&place))))
        };
        let counters = self.counters(view);
        counters.unresolved = counters.unresolved.saturating_add_signed(known(after) - known(before));
    }
}

fn shift(calls: &mut FilterCounts, before: Option<Filters>, after: Option<Filters>) {
    let is = |filters: Option<Filters>, one: fn(&Filters) -> bool| i64::from(filters.as_ref().is_some_and(one));
    let shift = |count: &mut u64, one: fn(&Filters) -> bool| *count = count.saturating_add_signed(is(after, one) - is(before, one));
    shift(&mut calls.all, |_| true);
    shift(&mut calls.missed, |f| f.missed);
    shift(&mut calls.unlogged, |f| f.unlogged);
    shift(&mut calls.noted, |f| f.noted);
}
