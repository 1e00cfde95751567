//! Instants and zones: time is an argument everywhere, core cannot read a clock.

use serde::{Deserialize, Serialize};

/// Milliseconds since the Unix epoch, UTC.
pub type Millis = i64;

/// One second in [`Millis`].
pub const SECOND: Millis = 1_000;
/// One minute in [`Millis`].
pub const MINUTE: Millis = 60 * SECOND;
/// One hour in [`Millis`].
pub const HOUR: Millis = 60 * MINUTE;

/// What time it is, read once per event by the shell and passed down.
#[derive(Debug, Clone, Copy)]
pub struct Clock<'a> {
    /// Wall-clock time, UTC. May jump.
    pub wall: Millis,
    /// Milliseconds since this worker began. Never jumps.
    pub life: Millis,
    /// The zones known to this browser.
    pub zones: &'a Zones,
}

/// The zones core needs: the browser's own one, and those a setting names.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Zones {
    /// The zone the browser is in.
    pub own: Zone,
    /// Others, looked up by their IANA name.
    pub others: Vec<Zone>,
}

impl Zones {
    /// A zone by its name; the browser's own where that one is unknown.
    pub fn named(&self, name: &str) -> &Zone {
        self.others.iter().find(|zone| zone.name == name).unwrap_or(&self.own)
    }
}

/// A table of offsets for 40 days back and 760 days ahead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Zone {
    /// IANA name, such as `Europe/Berlin`.
    pub name: String,
    /// From each instant on (ascending), the offset east of UTC in seconds. The first one also holds before it.
    pub transitions: Vec<(Millis, i32)>,
}

impl Default for Zone {
    fn default() -> Self {
        Self { name: "UTC".into(), transitions: vec![(0, 0)] }
    }
}

impl Zone {
    /// Seconds east of UTC at an instant.
    pub fn offset_at(&self, at: Millis) -> i32 {
        let after = self.transitions.partition_point(|(from, _)| *from <= at);
        self.transitions.get(after.saturating_sub(1)).map_or(0, |(_, offset)| *offset)
    }
    /// When its offset changes next.
    pub fn changes_after(&self, at: Millis) -> Option<Millis> {
        let after = self.transitions.partition_point(|(from, _)| *from <= at).max(1);
        self.transitions.get(after).map(|(from, _)| *from)
    }
}
