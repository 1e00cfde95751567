//! The table of the browser's zone, built once a day and kept for the lives of the worker on that day.

use callscribe_browser::clock;
use callscribe_browser::js::BrowserError;
use callscribe_browser::storage::Area;
use callscribe_core::time::{HOUR, Millis, Zones};
use serde::{Deserialize, Serialize};

const KEPT: &str = "zones";

/// A day's table.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Table {
    day: Millis,
    /// What it says.
    pub zones: Zones,
}

impl Table {
    /// The table of this life's beginning: the kept one, or a new one.
    pub async fn of_today() -> Result<Self, BrowserError> {
        let kept: Option<Self> = Area::Session.get(KEPT).await.unwrap_or_default();
        if let Some(table) = kept.filter(|table| !table.is_old() && table.zones.own.name == clock::own_zone()) {
            return Ok(table);
        }
        let table = Self::built()?;
        Area::Session.set(KEPT, &table).await?;
        Ok(table)
    }

    /// A new day has begun since it was built.
    pub fn is_old(&self) -> bool {
        self.day != today()
    }

    /// A new table.
    pub fn built() -> Result<Self, BrowserError> {
        let own = clock::zone(&clock::own_zone(), clock::wall())?;
        Ok(Self { day: today(), zones: Zones { own, others: Vec::new() } })
    }
}

fn today() -> Millis {
    clock::wall().div_euclid(24 * HOUR)
}
