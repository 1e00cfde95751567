//! The engine: one input at a time, a durable change before any effect, nothing remembered that is not stored.

mod io;
mod read;
mod stored;

pub use io::{Action, Asked, Change, Due, Effect, Event, Input, Key, Rows, Ticket};
pub use stored::{Counters, DeskRow, FilterCounts, Revision, SettingRow};
