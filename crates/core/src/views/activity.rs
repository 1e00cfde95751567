//! Activity: how many calls, how many of them logged, how long they were, and how the other side responded; and which calls a figure stands for.

use serde::{Deserialize, Serialize};

use crate::case::{CallRow, ChipState};
use crate::order::{InOrder, OrdMap};
use crate::store::{Bound, Query, Store, index, stamp};
use crate::time::{HOUR, Millis};

const DAY: Millis = 24 * HOUR;

/// Days the figures reach back, today included: this week and the one before.
pub const DAYS: i64 = 14;
/// Calls read for them at most; an agent who makes more sees the newest.
pub const MOST: usize = 5_000;

/// What is counted of some calls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Calls.
    pub calls: u32,
    /// Of these, with a record in at least one integration.
    pub logged: u32,
    /// Of these, waiting for a person in at least one integration.
    pub unresolved: u32,
    /// Seconds talked.
    pub talked: u64,
}

impl Tally {
    fn add(&mut self, row: &CallRow) {
        self.calls += 1;
        self.logged += u32::from(row.face.chips.iter().any(|chip| is_logged(&chip.state)));
        self.unresolved += u32::from(row.face.chips.iter().any(|chip| matches!(chip.state, ChipState::Unresolved(_))));
        self.talked += u64::from(row.call.duration());
    }

    /// Of a hundred calls, how many are logged; `None` where there was none.
    pub fn share_logged(&self) -> Option<u32> {
        (self.calls > 0).then(|| (self.logged * 100 + self.calls / 2) / self.calls)
    }
}

fn is_logged(state: &ChipState) -> bool {
    matches!(state, ChipState::Logged(_) | ChipState::Mangled(_) | ChipState::NoteNotSent(_))
}

/// The figures of the last [`DAYS`] days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Activity {
    /// Of each day, the oldest first, by its number of days since the epoch; the last one is today.
    pub days: Vec<(i64, Tally)>,
    /// Calls by the hour of the day they began in.
    pub hours: [u32; 24],
    /// Calls by response, the most frequent first; without one they are not counted.
    pub responses: Vec<(String, u32)>,
    /// Calls by the kind of their contact, the most frequent first.
    pub parents: Vec<(String, u32)>,
}

impl Activity {
    /// Counts the calls of the period that ends today. `to_local` makes local milliseconds of an instant.
    pub fn of(rows: &[CallRow], now: Millis, to_local: impl Fn(Millis) -> Millis) -> Self {
        let today = to_local(now).div_euclid(DAY);
        let mut days: OrdMap<i64, Tally> = (today - DAYS + 1..=today).map(|day| (day, Tally::default())).collect();
        let mut hours = [0; 24];
        let (mut responses, mut parents) = (OrdMap::new(), OrdMap::new());
        for row in rows {
            let local = to_local(row.call.start());
            let Some(tally) = days.get_mut(&local.div_euclid(DAY)) else { continue };
            tally.add(row);
            hours[hour_of(local)] += 1;
            for (counts, word) in [(&mut responses, row.call.wrap_up().response), (&mut parents, row.face.parent.clone())] {
                if !word.is_empty() {
                    *counts.entry(word).or_insert(0) += 1;
                }
            }
        }
        Self { days: days.into_iter().collect(), hours, responses: most_first(responses), parents: most_first(parents) }
    }

    /// Today so far.
    pub fn today(&self) -> Tally {
        self.days.last().map(|(_, tally)| *tally).unwrap_or_default()
    }

    /// The last seven days, and the seven before.
    pub fn weeks(&self) -> [Tally; 2] {
        let sum = |days: &[(i64, Tally)]| {
            days.iter().fold(Tally::default(), |sum, (_, day)| Tally {
                calls: sum.calls + day.calls,
                logged: sum.logged + day.logged,
                unresolved: sum.unresolved + day.unresolved,
                talked: sum.talked + day.talked,
            })
        };
        let (before, now) = self.days.split_at(self.days.len() / 2);
        [sum(now), sum(before)]
    }
}

fn hour_of(local: Millis) -> usize {
    usize::try_from(local.rem_euclid(DAY) / HOUR).unwrap_or_default()
}

fn most_first(counts: OrdMap<String, u32>) -> Vec<(String, u32)> {
    let mut list: Vec<(String, u32)> = counts.into_iter().collect();
    list.order_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
    list
}

/// The calls a figure stands for, to be shown in Calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Narrow {
    /// From this instant on.
    pub from: Millis,
    /// Up to this one, not included.
    pub to: Millis,
    /// What they have in common besides.
    pub by: NarrowBy,
}

/// What the calls of a figure have in common besides their time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NarrowBy {
    /// Nothing.
    Time,
    /// They began in this hour of a day.
    Hour(u8),
    /// The other side responded like this.
    Response(String),
    /// Their contact is of this kind.
    Parent(String),
}

impl Narrow {
    /// The calls to look through, newest first.
    pub fn query(&self) -> Query {
        let bound = |at, open| Some(Bound { value: stamp(at), open });
        Query { from: bound(self.from, false), to: bound(self.to, true), ..Query::all(Store::Calls) }
            .by(index::START)
            .newest_first()
            .limit(MOST)
    }

    /// Whether the figure counts a call.
    pub fn holds(&self, row: &CallRow, to_local: impl Fn(Millis) -> Millis) -> bool {
        let start = row.call.start();
        let is_its = match &self.by {
            NarrowBy::Time => true,
            NarrowBy::Hour(hour) => hour_of(to_local(start)) == usize::from(*hour),
            NarrowBy::Response(response) => row.call.wrap_up().response == *response,
            NarrowBy::Parent(kind) => row.face.parent == *kind,
        };
        (self.from..self.to).contains(&start) && is_its
    }
}

/// The whole period up to now, for figures that are not of one day.
pub fn period(by: NarrowBy, now: Millis, to_local: impl Fn(Millis) -> Millis, to_instant: impl Fn(Millis) -> Millis) -> Narrow {
    let today = to_local(now).div_euclid(DAY);
    Narrow { from: to_instant((today - DAYS + 1) * DAY), to: to_instant((today + 1) * DAY), by }
}

/// One day of the period.
pub fn day(day: i64, to_instant: impl Fn(Millis) -> Millis) -> Narrow {
    Narrow { from: to_instant(day * DAY), to: to_instant((day + 1) * DAY), by: NarrowBy::Time }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::WrapUp;
    use crate::case::{Case, Chip};
    use crate::entry::Conflict;
    use crate::integration::IntegrationId;
    use crate::store::Memory;
    use crate::store::{Batch, Durability, encode};
    use crate::testing::{call, fact};

    /// 2023-11-14, 12:00 UTC.
    const NOW: Millis = 1_699_963_200_000;

    fn row(start: Millis, seconds: u32, state: ChipState) -> CallRow {
        let mut call = call();
        call.id.session = start.to_string();
        call.facts.started = Some(fact(start));
        call.facts.duration = Some(fact(seconds));
        let mut row = Case { call, entries: Vec::new(), note: None }.row();
        row.face.chips = vec![Chip { integration: IntegrationId::new("a"), state, mark: None }];
        row
    }

    fn responded(response: &str, parent: &str) -> CallRow {
        let mut row = row(NOW, 1, ChipState::Unlogged);
        row.call.facts.wrap_up = Some(fact(WrapUp { response: response.into(), attendees: Vec::new() }));
        row.face.parent = parent.into();
        row
    }

    #[test]
    fn today_and_the_weeks_count_calls_records_conflicts_and_talk() {
        let logged = || ChipState::Logged(None);
        let rows = [
            row(NOW, 60, logged()),
            row(NOW - HOUR, 0, ChipState::Unresolved(Conflict::NoContact)),
            row(NOW - 6 * DAY, 30, logged()),
            row(NOW - 7 * DAY, 30, ChipState::Unlogged),
            row(NOW - 14 * DAY, 30, logged()),
        ];
        let activity = Activity::of(&rows, NOW, |at| at);
        let today = Tally { calls: 2, logged: 1, unresolved: 1, talked: 60 };
        assert_eq!((activity.today(), today.share_logged(), Tally::default().share_logged()), (today, Some(50), None));
        let [this, last] = activity.weeks();
        assert_eq!((this.calls, this.talked, last.calls, last.logged), (3, 90, 1, 0));
        assert_eq!((activity.days.len(), activity.hours[12], activity.hours[11]), (14, 3, 1));
    }

    #[test]
    fn days_and_hours_are_those_of_the_browsers_zone() {
        let late = NOW + 11 * HOUR + 30 * 60_000;
        let activity = Activity::of(&[row(late, 0, ChipState::Unlogged)], late, |at| at + HOUR);
        assert_eq!((activity.today().calls, activity.hours[0]), (1, 1), "half past midnight there");
    }

    #[test]
    fn responses_and_kinds_come_with_the_most_frequent_first_and_without_the_unsaid() {
        let rows = [responded("Held", "Lead"), responded("Interested", "Lead"), responded("Interested", ""), responded("", "Deal")];
        let activity = Activity::of(&rows, NOW, |at| at);
        assert_eq!(activity.responses, [("Interested".to_owned(), 2), ("Held".to_owned(), 1)]);
        assert_eq!(activity.parents, [("Lead".to_owned(), 2), ("Deal".to_owned(), 1)]);
    }

    #[test]
    fn a_figure_stands_for_just_the_calls_it_counts() {
        let mut store = Memory::default();
        let rows = [row(NOW, 1, ChipState::Unlogged), row(NOW - DAY, 1, ChipState::Unlogged), row(NOW - HOUR, 1, ChipState::Unlogged)];
        let puts = rows.iter().map(encode).collect();
        store.commit(&Batch { puts, ..Batch::default() }, Durability::Relaxed).unwrap();
        let same = |at: Millis| at;
        let counted = |narrow: &Narrow| {
            let found: Vec<CallRow> = store.query(&narrow.query()).iter().map(|row| crate::store::decode(row).unwrap()).collect();
            found.iter().filter(|row| narrow.holds(row, same)).count()
        };
        assert_eq!(counted(&day(NOW / DAY, same)), 2);
        assert_eq!(counted(&period(NarrowBy::Hour(12), NOW, same, same)), 2);
        assert_eq!(counted(&period(NarrowBy::Time, NOW, same, same)), 3);
        assert!(period(NarrowBy::Response("Held".into()), NOW, same, same).holds(&responded("Held", ""), same));
        assert!(!period(NarrowBy::Parent("Lead".into()), NOW, same, same).holds(&responded("Held", "Deal"), same));
    }
}
