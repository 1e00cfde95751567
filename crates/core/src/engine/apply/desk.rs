//! The desk: each draft and command is taken in the very transaction that commits its effect, one at a time, drafts first.

use super::super::change::{Change, Saved};
use super::super::io::Key;
use super::super::stored::{DeskRow, Job};
use super::super::view::{Stop, View};
use super::{command, notes};
use crate::command::{Command, Refusal};
use crate::desk::DeskItem;
#[cfg(callscribe_sabotage)]
use crate::safeguard::{Safeguard, holds};
use crate::time::Clock;

pub(super) fn take(view: &View<'_>, change: &mut Change, clock: &Clock<'_>) -> Result<(), Stop> {
    view.require([Key::Desk])?;
    let items = view.desk()?;
    let mut missing = Vec::new();
    for (row, text) in &items {
        let mut part = Change::default();
        match item(view, &mut part, row, clock) {
            Err(Stop::Need(keys)) => missing.extend(keys),
            Err(refused) => return Err(refused),
            Ok(Taken::Not) => continue,
            Ok(taken) if missing.is_empty() => {
                *change = part;
                if taken == Taken::Whole {
                    change.takes.push((row.key.clone(), text.clone()));
                }
                change.again = taken == Taken::Partly || items.get(1).is_some();
                return Ok(());
            }
            Ok(_) => {}
        }
        if !matches!(row.item, DeskItem::Draft(_)) {
            break;
        }
    }
    change.waits = items.iter().any(|(row, _)| matches!(row.item, DeskItem::Draft(_)));
    if missing.is_empty() { Ok(()) } else { Err(Stop::Need(missing)) }
}

fn item(view: &View<'_>, change: &mut Change, row: &DeskRow, clock: &Clock<'_>) -> Result<Taken, Stop> {
    match &row.item {
        DeskItem::Command(one) => carry_out(view, change, &row.key, one, clock),
        #[cfg(callscribe_sabotage)]
        DeskItem::Draft(draft) if !holds(Safeguard::DurableDraft) && change.later.is_none() => {
            let (call, text) = (draft.call.clone(), draft.text.clone());
            change.later = Some(super::super::io::Input::Command(Command::SaveNote { call, base: String::new(), text }));
            Ok(Taken::Whole)
        }
        DeskItem::Draft(draft) => notes::draft(view, change, &row.key, draft, clock),
        DeskItem::Import(file) => {
            change.puts.push(Saved::Job(Job::Import { desk: row.key.clone(), file: Box::new(file.clone()) }));
            Ok(Taken::Whole)
        }
        DeskItem::Form(_)
        | DeskItem::Audio(_)
        | DeskItem::Restore(_)
        | DeskItem::Receipt(_)
        | DeskItem::Imported(_)
        | DeskItem::Restored(_) => Ok(Taken::Not),
    }
}

/// How much of a desk row a change took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// All of it: the row goes with the commit.
    Whole,
    /// Some of it: the row stays for the next change.
    Partly,
    /// Nothing: its time has not come, and what lies behind it goes first.
    Not,
}

/// A refused command leaves a receipt in its place; nothing of what was typed is thrown away.
fn carry_out(view: &View<'_>, change: &mut Change, key: &str, one: &Command, clock: &Clock<'_>) -> Result<Taken, Stop> {
    match command(view, change, one, clock) {
        Err(Stop::Refused(why)) => {
            *change = Change::default();
            change.receipt(key, Refusal { at: clock.wall, why, command: Box::new(one.clone()) });
            Ok(Taken::Whole)
        }
        other => other.map(|()| if change.again { Taken::Partly } else { Taken::Whole }),
    }
}
