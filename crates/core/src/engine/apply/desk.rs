//! The desk: each command and draft is taken in the very transaction that commits its effect, oldest first, one at a time.

use super::super::change::{Change, Saved};
use super::super::io::Key;
use super::super::stored::Job;
use super::super::view::{Stop, View};
use super::{command, notes};
use crate::command::{Command, DeskItem, Refusal};
use crate::time::Clock;

pub(super) fn take(view: &View<'_>, change: &mut Change, clock: &Clock<'_>) -> Result<(), Stop> {
    view.require([Key::Desk])?;
    let items = view.desk()?;
    for (place, (row, text)) in items.iter().enumerate() {
        let taken = match &row.item {
            DeskItem::Command(one) => carry_out(view, change, &row.key, one, clock)?,
            DeskItem::Draft(draft) => notes::draft(view, change, &row.key, draft, clock)?,
            DeskItem::Import(file) => {
                change.puts.push(Saved::Job(Job::Import { desk: row.key.clone(), file: Box::new(file.clone()) }));
                Taken::Whole
            }
            DeskItem::Form(_) | DeskItem::Receipt(_) | DeskItem::Imported(_) => Taken::Not,
        };
        if taken == Taken::Whole {
            change.takes.push((row.key.clone(), text.clone()));
        }
        if taken != Taken::Not {
            change.again = taken == Taken::Partly || place + 1 < items.len();
            return Ok(());
        }
    }
    Ok(())
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
