//! The rows of the list: read page by page, read again with every revision, and held still while the agent is in the list.

use std::time::Duration;

use callscribe_core::call::CallId;
use callscribe_core::case::CallRow;
use callscribe_core::engine::Revision;
use callscribe_core::store::{Query, Row, Store};
use callscribe_core::views::activity::Narrow;
use callscribe_core::views::calls::{Filter, Line, PAGE, Search, with_days};
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::list::rows_above;
use super::scrolling;
use super::selection::Selection;
use crate::app::App;
use crate::parts::{effect, memo};
use crate::{desk, parts, shelf, time};

/// How long nothing is typed before the search is read.
const A_MOMENT: Duration = Duration::from_millis(100);

/// How many rows above where the agent was are read at once when the list opens.
const MOST_ABOVE: usize = 2_000;

/// The rows and what decides which they are.
#[derive(Debug, Clone, Copy)]
pub struct Rows {
    app: App,
    /// Which calls.
    pub filter: RwSignal<Filter>,
    /// What was typed into the search field.
    pub search: RwSignal<String>,
    /// The rows as shown, newest first.
    pub rows: RwSignal<Vec<CallRow>>,
    /// How many newer ones wait until the agent asks for them.
    pub waiting: RwSignal<usize>,
    /// Whether anything was read yet.
    pub is_read: RwSignal<bool>,
    /// The row keys act on.
    pub cursor: RwSignal<Option<CallId>>,
    /// The calls chosen to be logged or dismissed together (C8).
    pub chosen: Selection,
    /// The pointer or the agent's keys are in the list, or it is scrolled down.
    pub is_busy: RwSignal<bool>,
    /// The rows with the headings of their days.
    pub lines: Memo<Vec<Line>>,
    /// Up to which row, and a bit beyond, everything is read again.
    pub reach: StoredValue<usize>,
    is_whole: RwSignal<bool>,
    /// The revision of the first page, where it was read before anything was asked for.
    first_read_at: StoredValue<u64>,
    turn: StoredValue<u64>,
    is_loading: StoredValue<bool>,
    typing: StoredValue<Option<TimeoutHandle>>,
}

/// What is there again when the popup opens.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    filter: Filter,
    search: String,
    narrow: Option<Narrow>,
}

impl Rows {
    /// The rows of the filter and search the agent left.
    pub fn open(app: App) -> Self {
        let rows = RwSignal::new(Vec::<CallRow>::new());
        let this = Self {
            app,
            filter: RwSignal::new(Filter::All),
            search: RwSignal::new(String::new()),
            rows,
            waiting: RwSignal::new(0),
            is_read: RwSignal::new(false),
            cursor: app.cursor,
            chosen: Selection::new(),
            is_busy: RwSignal::new(false),
            lines: memo(move || rows.with(|rows| with_days(rows, &time::offset))),
            reach: StoredValue::new(PAGE + rows_above(scrolling::kept(app)).min(MOST_ABOVE)),
            is_whole: RwSignal::new(false),
            first_read_at: StoredValue::new(0),
            turn: StoredValue::new(0),
            is_loading: StoredValue::new(false),
            typing: StoredValue::new(None),
        };
        this.restore();
        this
    }

    /// Takes up what was kept, and from then on reads with every change.
    fn restore(self) {
        let kept = RwSignal::new(None::<Kept>);
        let under_way = StoredValue::new(false);
        let name = format!("calls/{}", self.app.surface.name());
        let look = {
            let name = name.clone();
            move || {
                let begins =
                    kept.with_untracked(Option::is_none) && under_way.try_update_value(|is| !std::mem::replace(is, true)) == Some(true);
                if begins {
                    let looking = self.first_look(&name);
                    spawn_local(async move {
                        kept.try_set(looking.await);
                        under_way.try_set_value(false);
                    });
                }
            }
        };
        // It is asked for before anything is drawn.
        look();
        effect(move || {
            // Again with news of the worker, where there was no store.
            if self.app.revision.get() > 0 {
                look();
            }
        });
        Effect::new(move |before: Option<Option<Kept>>| {
            let kept = kept.get()?;
            let asked = Kept { filter: self.filter.get(), search: self.search.get(), narrow: self.app.narrow.get() };
            let before = before.flatten().unwrap_or(kept);
            let is_newer = self.app.revision.get() > self.first_read_at.get_value();
            if before != asked {
                desk::keep_form(&name, &asked);
            }
            match () {
                () if !self.is_read.get_untracked() => self.anew(),
                () if before.search != asked.search => self.anew_soon(),
                () if before != asked => self.anew(),
                () if is_newer => self.again(),
                () => {}
            }
            Some(asked)
        });
    }

    /// Reads what was kept and, in the same look, the first page of all calls, which most want to see. `None` while there is no store.
    fn first_look(self, name: &str) -> impl Future<Output = Option<Kept>> + use<> {
        let reach = self.reach.get_value();
        let form = desk::of_form(name);
        let ask = move || shelf::read(vec![form.clone(), Query::key(Store::Meta, "revision"), Filter::All.page(None, reach)]);
        let (mut revision, mut asked) = (self.app.revision.get_untracked(), ask());
        async move {
            loop {
                match asked.await {
                    Some(answers) => return self.begin_with(reach, &answers),
                    // The worker made the store meanwhile.
                    None if self.app.revision.try_get_untracked()? > revision => {}
                    None => return None,
                }
                (revision, asked) = (self.app.revision.get_untracked(), ask());
            }
        }
    }

    /// Shows what that look found, unless the list was left meanwhile.
    fn begin_with(self, reach: usize, answers: &[Vec<Row>]) -> Option<Kept> {
        self.is_read.try_get_untracked()?;
        let kept: Kept = desk::form_in(&answers[0]).unwrap_or_default();
        // What the agent chose or typed while it was read counts.
        if self.filter.get_untracked() == Filter::All && self.search.with_untracked(String::is_empty) {
            self.filter.set(kept.filter);
            self.search.set(kept.search.clone());
        }
        self.app.narrow.update(|narrow| *narrow = narrow.take().or(kept.narrow.clone()));
        if self.filter.get_untracked() == Filter::All && !untrack(|| self.is_picked()) {
            let rows = shelf::records(&answers[2]);
            self.first_read_at.set_value(shelf::records::<Revision>(&answers[1]).pop().map_or(0, |revision| revision.0));
            self.is_whole.set(rows.len() < reach);
            self.show(rows);
            self.is_read.set(true);
        }
        Some(kept)
    }

    /// Whether a search or a figure picks the rows, so that all of them are there.
    pub fn is_picked(self) -> bool {
        self.app.narrow.with(Option::is_some) || self.search.with(|search| Search::parse(search).is_some())
    }

    /// Reads the hits once the agent stops typing for a moment; those of every letter would only be in the way.
    fn anew_soon(self) {
        let read = move || {
            if self.typing.try_set_value(None).is_none() {
                self.anew();
            }
        };
        let typing = set_timeout_with_handle(read, A_MOMENT).ok();
        if let Some(before) = self.typing.try_update_value(|before| std::mem::replace(before, typing)).flatten() {
            before.clear();
        }
    }

    /// Reads the first page of another filter or search.
    fn anew(self) {
        self.waiting.set(0);
        self.is_whole.set(false);
        let turn = self.next_turn();
        spawn_local(async move {
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            let Some((rows, is_whole)) = self.read_first().await else { return };
            if self.turn.try_get_value() == Some(turn) {
                self.is_whole.set(is_whole);
                self.show(rows);
                self.is_read.set(true);
            }
        });
    }

    async fn read_first(self) -> Option<(Vec<CallRow>, bool)> {
        let filter = self.filter.get_untracked();
        let reach = self.reach.get_value();
        let narrow = self.app.narrow.get_untracked();
        let is_shown = move |row: &CallRow| narrow.as_ref().is_none_or(|narrow| narrow.holds(row, time::to_local));
        match (Search::parse(&self.search.get_untracked()), self.app.narrow.get_untracked()) {
            (Some(search), _) => {
                let hits = shelf::search(&search, filter).await?;
                Some((hits.into_iter().filter(is_shown).collect(), true))
            }
            (None, Some(narrow)) => {
                let rows: Vec<CallRow> = shelf::find(narrow.query()).await?;
                Some((rows.into_iter().filter(|row| filter.holds(row) && is_shown(row)).collect(), true))
            }
            (None, None) => {
                let rows: Vec<CallRow> = shelf::find(filter.page(None, reach)).await?;
                let is_whole = rows.len() < reach;
                Some((rows, is_whole))
            }
        }
    }

    /// Reads again what is shown: changed rows change in place, new ones wait while the agent is in the list.
    fn again(self) {
        if untrack(|| self.is_picked()) || self.rows.with_untracked(Vec::is_empty) {
            return self.anew();
        }
        let turn = self.next_turn();
        let reach = self.reach.get_value() + PAGE;
        let filter = self.filter.get_untracked();
        let end = self.rows.with_untracked(|rows| rows.get(reach).map(CallRow::place));
        let query = match &end {
            Some(place) => filter.down_to(place),
            None if self.is_whole.get_untracked() => filter.page(None, usize::MAX),
            None => self.rows.with_untracked(|rows| rows.last().map_or_else(|| filter.page(None, PAGE), |r| filter.down_to(&r.place()))),
        };
        spawn_local(async move {
            let Some(rows) = shelf::find::<CallRow>(query).await else { return };
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            if end.is_some() {
                self.is_whole.set(false);
            }
            self.hold_back_new(rows);
        });
    }

    fn hold_back_new(self, mut rows: Vec<CallRow>) {
        let top = self.rows.with_untracked(|rows| rows.first().map(CallRow::place));
        let new = rows.iter().take_while(|row| top.as_ref().is_some_and(|top| row.place() > *top)).count();
        if new > 0 && self.is_busy.get_untracked() {
            rows.drain(..new);
            self.waiting.set(new);
        } else {
            self.waiting.set(0);
        }
        self.show(rows);
    }

    fn show(self, rows: Vec<CallRow>) {
        if self.rows.with_untracked(|old| *old != rows) {
            self.rows.set(rows);
        }
    }

    /// Shows the new ones.
    pub fn show_new(self) {
        self.is_busy.set(false);
        self.anew();
    }

    /// Reads the next page, if there is one.
    pub fn more(self) {
        if self.is_whole.get_untracked() || self.is_loading.get_value() {
            return;
        }
        let Some(place) = self.rows.with_untracked(|rows| rows.last().map(CallRow::place)) else { return };
        self.is_loading.set_value(true);
        let turn = self.turn.get_value();
        let query = self.filter.get_untracked().page(Some(&place), PAGE);
        spawn_local(async move {
            let page = shelf::find::<CallRow>(query).await;
            if self.is_loading.try_set_value(false).is_some() || self.turn.try_get_value() != Some(turn) {
                return;
            }
            let Some(page) = page else { return };
            self.is_whole.set(page.len() < PAGE);
            self.rows.update(|rows| rows.extend(page));
        });
    }

    fn next_turn(self) -> u64 {
        self.turn
            .try_update_value(|turn| {
                *turn += 1;
                *turn
            })
            .unwrap_or_default()
    }

    /// A row's number among all that are listed; the first is 1.
    pub fn number(self, id: &CallId) -> Option<usize> {
        self.rows.with(|rows| rows.iter().position(|row| row.call.id == *id).map(|at| at + 1))
    }

    /// One row by its call.
    pub fn row(self, id: &CallId) -> Option<CallRow> {
        self.rows.with(|rows| rows.iter().find(|row| row.call.id == *id).cloned())
    }

    /// Focuses the row the agent was at, or else the first one.
    pub fn focus_row(self) {
        let was = self.cursor.get_untracked().filter(|id| self.rows.with_untracked(|rows| rows.iter().any(|r| r.call.id == *id)));
        let first = || self.rows.with_untracked(|rows| rows.first().map(|row| row.call.id.clone()));
        if let Some(id) = was.or_else(first) {
            parts::focus(row_id(&id));
            self.cursor.set(Some(id));
        }
    }
}

/// The id of a row's element.
pub fn row_id(call: &CallId) -> String {
    format!("call-{}", call.key())
}
