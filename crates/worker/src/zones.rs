//! The table of the browser's zone and of the one the quiet hours are meant in, built once a day and kept for the lives of the worker on that day.

use callscribe_browser::clock;
use callscribe_browser::js::BrowserError;
use callscribe_browser::storage::Area;
use callscribe_core::settings::DigestSettings;
use callscribe_core::time::{HOUR, Millis, Zones};
use serde::{Deserialize, Serialize};

const KEPT: &str = "zones";

/// A day's table.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Table {
    day: Millis,
    /// The other zone that was asked for, whether the browser knows it or not.
    #[serde(default)]
    other: String,
    /// What it says.
    pub zones: Zones,
}

impl Table {
    /// The table of this life's beginning: the kept one, or a new one.
    pub async fn of_today() -> Result<Self, BrowserError> {
        let kept: Option<Self> = Area::Session.get(KEPT).await.unwrap_or_default();
        if let Some(table) = kept.filter(|table| !table.is_old(&table.other) && table.zones.own.name == clock::own_zone()) {
            return Ok(table);
        }
        let table = Self::built(&DigestSettings::default().zone)?;
        Area::Session.set(KEPT, &table).await?;
        Ok(table)
    }

    /// A new day has begun since it was built, or the quiet hours are meant in another zone.
    pub fn is_old(&self, other: &str) -> bool {
        self.day != today() || self.other != other
    }

    /// A new table of the browser's own zone and another one; one the browser does not know is left out.
    pub fn built(other: &str) -> Result<Self, BrowserError> {
        let now = clock::wall();
        let own = clock::zone(&clock::own_zone(), now)?;
        let others = clock::zone(other, now).into_iter().collect();
        Ok(Self { day: today(), other: other.into(), zones: Zones { own, others } })
    }

    /// Keeps it for the next lives of this day.
    pub async fn keep(self) {
        // Without it the next life builds one itself.
        Area::Session.set(KEPT, &self).await.unwrap_or_default();
    }
}

fn today() -> Millis {
    clock::wall().div_euclid(24 * HOUR)
}
