//! The list of calls: which rows a filter or a search asks for, and the days they stand under.

use super::search_words;
use crate::case::{CallRow, reversed_digits};
use crate::engine::FilterCounts;
use crate::order::{InOrder, OrdSet};
use crate::store::{Query, Row, Store, decode, index};
use crate::time::{Millis, SECOND};

/// Calls in one page of the list.
pub const PAGE: usize = 60;
/// Hits a search shows; beyond, the agent types more.
pub const HITS: usize = 300;

/// Which calls the list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Filter {
    /// Every call.
    #[default]
    All,
    /// Inbound calls nobody took.
    Missed,
    /// Calls some integration has no record of.
    Unlogged,
    /// Calls with a note.
    WithNotes,
}

impl Filter {
    /// All filters, as they stand on the screen.
    pub const ALL: [Self; 4] = [Self::All, Self::Missed, Self::Unlogged, Self::WithNotes];

    /// How many calls it holds.
    pub fn count(self, counts: &FilterCounts) -> u64 {
        match self {
            Self::All => counts.all,
            Self::Missed => counts.missed,
            Self::Unlogged => counts.unlogged,
            Self::WithNotes => counts.noted,
        }
    }

    /// Whether a call belongs to it.
    pub fn holds(self, row: &CallRow) -> bool {
        match self {
            Self::All => true,
            Self::Missed => row.filters.missed,
            Self::Unlogged => row.filters.unlogged,
            Self::WithNotes => row.filters.noted,
        }
    }

    fn index(self) -> &'static str {
        match self {
            Self::All => index::START,
            Self::Missed => index::MISSED,
            Self::Unlogged => index::UNLOGGED,
            Self::WithNotes => index::NOTED,
        }
    }

    /// The newest `limit` calls, or those older than the place of the last one read.
    pub fn page(self, older_than: Option<&str>, limit: usize) -> Query {
        let query = Query::all(Store::Calls).by(self.index()).newest_first().limit(limit);
        match older_than {
            Some(place) => query.below(place),
            None => query,
        }
    }

    /// Every call from the newest down to this place, that one included: what a list that shows as much reads again.
    pub fn down_to(self, place: &str) -> Query {
        let bound = crate::store::Bound { value: place.into(), open: false };
        Query { from: Some(bound), ..Query::all(Store::Calls) }.by(self.index()).newest_first()
    }
}

/// The newest calls with a number, by its key.
pub fn with_number(number: &str, limit: usize) -> Query {
    Query::all(Store::Calls).by(index::NUMBER).starting_with(&format!("{number}>")).newest_first().limit(limit)
}

/// What was typed into the search field, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// Words of names or notes; the last one may be unfinished.
    Words(Vec<String>),
    /// Digits a number begins or ends with.
    Digits(String),
}

impl Search {
    /// Reads what was typed; `None` when there is nothing to search for.
    pub fn parse(text: &str) -> Option<Self> {
        let looks_like_a_number = text.chars().all(|c| c.is_ascii_digit() || " +-().#*/".contains(c));
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if looks_like_a_number && digits.len() >= 2 {
            return Some(Self::Digits(digits));
        }
        Some(search_words(text)).filter(|words| !words.is_empty()).map(Self::Words)
    }

    /// What to ask the store; the rows of all together, each once, are the candidates.
    pub fn queries(&self) -> Vec<Query> {
        let terms = |term: &str| Query::all(Store::Calls).by(index::TERMS).starting_with(term).limit(HITS);
        match self {
            Self::Words(_) => self.longest().map(|word| terms(word)).into_iter().collect(),
            Self::Digits(digits) => vec![
                terms(&reversed_digits(digits)),
                terms(digits),
                Query::all(Store::Calls).by(index::NUMBER).starting_with(&format!("+{digits}")).newest_first().limit(HITS),
            ],
        }
    }

    /// Whether a candidate is a hit.
    pub fn holds(&self, row: &CallRow) -> bool {
        match self {
            Self::Words(words) => words.iter().all(|word| row.terms.iter().any(|term| term.starts_with(word))),
            Self::Digits(digits) => {
                let key = row.call.other().digits();
                key.starts_with(digits) || key.ends_with(digits) || row.terms.iter().any(|term| term.starts_with(digits))
            }
        }
    }

    /// What stands in the text of every hit as it is stored, but not of every candidate: letters and digits are written as they are.
    pub fn marks(&self) -> Vec<String> {
        match self {
            Self::Words(words) => {
                let asked = self.longest();
                words.iter().filter(|word| Some(*word) != asked).map(|word| format!("\"{word}")).collect()
            }
            Self::Digits(_) => Vec::new(),
        }
    }

    /// The word the store is asked for.
    fn longest(&self) -> Option<&String> {
        match self {
            Self::Words(words) => words.iter().max_by_key(|word| word.chars().count()),
            Self::Digits(_) => None,
        }
    }

    /// The hits among the candidates as they are stored: of the filter, each once, newest first.
    pub fn found<'a>(&self, filter: Filter, candidates: impl IntoIterator<Item = &'a Row>) -> Vec<CallRow> {
        let mut seen = OrdSet::new();
        let unique = candidates.into_iter().filter(|row| seen.insert(row.key.as_str()));
        self.hits(filter, unique.filter_map(|row| decode(row).ok()).collect())
    }

    /// The hits among the candidates: of the filter, each once, newest first.
    pub fn hits(&self, filter: Filter, candidates: Vec<CallRow>) -> Vec<CallRow> {
        let mut seen = OrdSet::new();
        let mut hits: Vec<CallRow> =
            candidates.into_iter().filter(|row| filter.holds(row) && self.holds(row) && seen.insert(row.call.id.clone())).collect();
        hits.order_by_key(|row| std::cmp::Reverse(row.place()));
        hits
    }
}

/// A line of the list: the heading of a day, or a call by its position among the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// Days since the epoch in the browser's zone.
    Day(i64),
    /// A call.
    Call(usize),
}

/// Puts a heading before the first call of each day. `offset` gives the seconds east of UTC at an instant.
pub fn with_days(rows: &[CallRow], offset: &dyn Fn(Millis) -> i32) -> Vec<Line> {
    let mut lines = Vec::with_capacity(rows.len() + 8);
    let mut current = None;
    for (position, row) in rows.iter().enumerate() {
        let day = day_of(row.call.start(), offset);
        if current != Some(day) {
            lines.push(Line::Day(day));
            current = Some(day);
        }
        lines.push(Line::Call(position));
    }
    lines
}

/// The day an instant lies in, counted from the epoch, where the browser is.
pub fn day_of(at: Millis, offset: &dyn Fn(Millis) -> i32) -> i64 {
    (at + i64::from(offset(at)) * SECOND).div_euclid(86_400 * SECOND)
}

/// Pixels the window moves before other lines are drawn.
const STEP: f64 = 432.0;

/// Where the step begins that the window is in; the lines to draw are the same until the next one.
pub fn begin_of_step(top: f64) -> f64 {
    (top / STEP).floor() * STEP
}

/// The pixels to draw lines in, so that the window can move on a bit: those of the whole step, and some around them.
pub fn around(top: f64, height: f64) -> std::ops::Range<f64> {
    const AROUND: f64 = 162.0;
    let from = begin_of_step(top);
    from - AROUND..from + STEP + height + AROUND
}

/// Which lines stand in these pixels, how tall all above them are, and how tall all are. Heights in pixels.
pub fn visible(lines: &[Line], within: &std::ops::Range<f64>, day: f64, call: f64) -> (std::ops::Range<usize>, f64, f64) {
    let tall = |line: &Line| if matches!(line, Line::Day(_)) { day } else { call };
    let (mut first, mut above, mut y) = (0, 0.0, 0.0);
    let mut last = 0;
    for (position, line) in lines.iter().enumerate() {
        let next = y + tall(line);
        if next <= within.start {
            (first, above) = (position + 1, next);
        }
        if y < within.end {
            last = position + 1;
        }
        y = next;
    }
    (first..last.max(first), above, y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::{AccountId, Call, CallId, Fact, Facts, Source};
    use crate::case::{Case, Filters};
    use crate::number::{NumberKind, PhoneNumber};
    use crate::store::{Batch, Durability, Memory, encode};

    fn fact<T>(value: T) -> Option<Fact<T>> {
        Some(Fact { source: Source::Live, seq: 1, value })
    }

    fn call(session: &str, start: Millis, number: &str, shown: &str, name: &str) -> CallRow {
        let other = PhoneNumber { kind: NumberKind::Public, key: number.into(), shown: shown.into(), extension: None, raw: number.into() };
        let facts = Facts {
            other: fact(other),
            other_name: fact(name.to_owned()),
            started: fact(start),
            ended: fact(start + 60_000),
            ..Facts::default()
        };
        let id = CallId { account: AccountId::new("practice"), session: session.into() };
        let call = Call { id, facts, first_seen: start, zone: ("UTC".into(), 0), duration_confirmed: false, gap: None };
        Case { call, entries: Vec::new(), note: None }.row()
    }

    fn store(rows: &[CallRow]) -> Memory {
        let mut memory = Memory::default();
        let puts = rows.iter().map(encode).collect();
        memory.commit(&Batch { puts, ..Batch::default() }, Durability::Relaxed).unwrap();
        memory
    }

    fn found(memory: &Memory, typed: &str) -> Vec<String> {
        let search = Search::parse(typed).unwrap();
        let mut rows: Vec<Row> = search.queries().iter().flat_map(|q| memory.query(q)).collect();
        rows.retain(|row| search.marks().iter().all(|mark| row.text.contains(mark)));
        search.found(Filter::All, &rows).into_iter().map(|row| row.call.id.session).collect()
    }

    #[test]
    fn a_search_finds_words_of_names_and_both_ends_of_numbers_newest_first() {
        let memory = store(&[
            call("ann", 1_000, "+16505550101", "(650) 555-0101", "Ann Alvarez"),
            call("again", 9_000, "+16505550101", "(650) 555-0101", "Ann Alvarez"),
            call("ben", 2_000, "+442079460000", "+44 20 7946 0000", "Ben Okafor"),
            call("nour", 3_000, "+33612345678", "+33 6 12 34 56 78", "\u{646}\u{648}\u{631} M\u{fc}ller"),
        ]);
        for (typed, sessions) in [
            ("alv", vec!["again", "ann"]),
            ("ANN alvarez", vec!["again", "ann"]),
            ("ann okafor", vec![]),
            ("m\u{fc}l \u{646}\u{648}", vec!["nour"]),
            ("0101", vec!["again", "ann"]),
            ("555-0101", vec!["again", "ann"]),
            ("(650) 555", vec!["again", "ann"]),
            ("+44 20", vec!["ben"]),
            ("9999", vec![]),
        ] {
            assert_eq!(found(&memory, typed), sessions, "{typed}");
        }
        assert_eq!(Search::parse(" … "), None);
    }

    #[test]
    fn pages_follow_one_another_without_a_gap_or_a_double() {
        let rows: Vec<_> = (0..7).map(|n| call(&format!("c{n}"), 1_000 * (n / 2), "+16505550101", "", "Ann")).collect();
        let memory = store(&rows);
        let mut seen = Vec::new();
        let mut place = None;
        loop {
            let page = memory.query(&Filter::All.page(place.as_deref(), 3));
            let Some(last) = page.last() else { break };
            place = Some(decode::<CallRow>(last).unwrap().place());
            seen.extend(page.iter().map(|row| row.key.clone()));
        }
        assert_eq!(seen, ["practice#c6", "practice#c5", "practice#c4", "practice#c3", "practice#c2", "practice#c1", "practice#c0"]);
        assert_eq!(memory.query(&Filter::All.down_to(&rows[4].place())).len(), 3);
    }

    #[test]
    fn a_day_begins_at_midnight_where_the_browser_is() {
        let hour = 3_600_000;
        let rows = [call("b", 23 * hour, "", "", ""), call("a", 21 * hour, "", "", "")];
        assert_eq!(with_days(&rows, &|_| 0), [Line::Day(0), Line::Call(0), Line::Call(1)]);
        assert_eq!(with_days(&rows, &|_| 7_200), [Line::Day(1), Line::Call(0), Line::Day(0), Line::Call(1)]);
    }

    #[test]
    fn only_lines_near_the_window_are_drawn() {
        let lines: Vec<Line> = (0..10_000).map(Line::Call).collect();
        for top in (0..499_600).step_by(37).map(f64::from) {
            let (drawn, above, whole) = visible(&lines, &around(top, 400.0), 28.0, 50.0);
            let (first, last) = ((top / 50.0) as usize, ((top + 400.0) / 50.0).ceil() as usize);
            assert!(drawn.start <= first && last.min(10_000) <= drawn.end && drawn.len() <= 9 + 20, "{drawn:?} at {top}");
            assert_eq!((above, whole), (drawn.start as f64 * 50.0, 500_000.0));
        }
        assert_eq!(visible(&[], &around(0.0, 400.0), 28.0, 50.0), (0..0, 0.0, 0.0));
    }

    #[test]
    fn a_window_that_moves_a_little_draws_nothing_new() {
        let lines: Vec<Line> = (0..10_000).map(Line::Call).collect();
        let drawn_at = |top: u32| visible(&lines, &around(f64::from(top), 400.0), 28.0, 50.0).0;
        let moves = (0..10_000).filter(|top| drawn_at(*top) != drawn_at(top + 1)).count();
        assert!(moves <= 10_000 / 400, "{moves} times");
    }

    #[test]
    fn a_filter_holds_what_its_mark_says() {
        let mut row = call("a", 0, "", "", "");
        row.filters = Filters { missed: true, unlogged: false, noted: false };
        assert_eq!(Filter::ALL.map(|filter| filter.holds(&row)), [true, true, false, false]);
    }
}
