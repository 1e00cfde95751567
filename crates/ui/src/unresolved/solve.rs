//! Solving: what goes to the desk, which rows are under way, and where the focus goes next.

use callscribe_core::command::{Command, Resolution};
use callscribe_core::entry::LogEntry;
use callscribe_core::order::OrdMap;
use callscribe_core::views::unresolved::UnresolvedRow;
use leptos::prelude::*;

use super::card_id;
use crate::app::App;
use crate::text::t;
use crate::{desk, parts};

/// Rows that were solved here and are not yet known to be, as they were then.
#[derive(Debug, Clone, Copy)]
pub struct Solving(RwSignal<OrdMap<String, LogEntry>>);

impl Default for Solving {
    fn default() -> Self {
        Self(RwSignal::new(OrdMap::new()))
    }
}

impl Solving {
    /// Whether a row was solved and nothing came back yet.
    pub fn is_under_way(self, row: &UnresolvedRow) -> bool {
        self.0.with(|solving| solving.get(&row.entry.key.key()) == Some(&row.entry))
    }

    /// Forgets rows that are gone or were changed since.
    pub fn forget_changed(self, rows: &[UnresolvedRow]) {
        self.keep(|_, entry| rows.iter().any(|row| row.entry == *entry));
    }

    /// Brings back the rows whose command was refused.
    pub fn bring_back(self, refused: &[Command]) {
        let was_refused = |command: &Command, key: &str| matches!(command, Command::Resolve { key: of, .. } if of.key() == *key);
        self.keep(|key, _| !refused.iter().any(|command| was_refused(command, key)));
    }

    fn keep(self, keep: impl Fn(&String, &LogEntry) -> bool) {
        if self.0.with_untracked(|solving| solving.iter().any(|(key, entry)| !keep(key, entry))) {
            self.0.update(|solving| solving.retain(|key, entry| keep(key, entry)));
        }
    }

    fn begin(self, row: &UnresolvedRow) {
        self.0.update(|solving| drop(solving.insert(row.entry.key.key(), row.entry.clone())));
    }
}

/// Solves a row and gives the focus to the next one.
pub fn solve(row: &UnresolvedRow, resolution: Resolution, same_number: bool, solving: Solving, keys: Memo<Vec<String>>) {
    let command = Command::Resolve { key: row.entry.key.clone(), resolution, same_number };
    finish(row, command, t("said_solved", &[]), solving, keys);
}

/// "Don't log" for this integration.
pub fn dismiss(row: &UnresolvedRow, solving: Solving, keys: Memo<Vec<String>>) {
    let command = Command::Dismiss { call: row.call.id.clone(), integration: Some(row.entry.key.integration.clone()) };
    finish(row, command, t("said_dismissed", &[]), solving, keys);
}

/// How long the call was that ended unwatched (A9).
pub fn confirm_duration(row: &UnresolvedRow, seconds: u32, solving: Solving, keys: Memo<Vec<String>>) {
    let command = Command::ConfirmDuration { call: row.call.id.clone(), seconds };
    finish(row, command, t("said_solved", &[]), solving, keys);
}

fn finish(row: &UnresolvedRow, command: Command, words: String, solving: Solving, keys: Memo<Vec<String>>) {
    let key = row.entry.key.key();
    let next = keys.with_untracked(|keys| {
        let at = keys.iter().position(|k| *k == key)?;
        keys.get(at + 1).or_else(|| at.checked_sub(1).and_then(|before| keys.get(before))).cloned()
    });
    desk::command(command);
    desk::drop_form(&form_name(&key));
    solving.begin(row);
    App::get().say(words);
    if let Some(next) = next {
        parts::focus(card_id(&next));
    }
}

/// The name of a row's half-typed text on the desk.
pub fn form_name(key: &str) -> String {
    format!("unresolved/{key}")
}
