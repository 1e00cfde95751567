//! The preview of logging or dismissing several calls together (C8): for each entry what would become of it.

use crate::case::Case;
use crate::command::Together;
use crate::entry::LogKey;
use crate::integration::Integration;
use crate::rules::{self, Fate};
use crate::settings::Settings;

/// What would become of each entry of these calls, in their order, in all integrations that are there.
pub fn preview(cases: &[Case], integrations: &[Integration], settings: &Settings, act: Together) -> Vec<(LogKey, Fate)> {
    let of = |case: &Case| {
        let entries = case.entries.iter().filter_map(|entry| {
            let integration = integrations.iter().find(|i| i.id == entry.key.integration && !i.removed)?;
            Some((entry.key.clone(), rules::fate(entry, &case.call, integration, settings, act)))
        });
        entries.collect::<Vec<_>>()
    };
    cases.iter().flat_map(of).collect()
}
