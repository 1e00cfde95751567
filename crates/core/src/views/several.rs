//! The preview of logging or dismissing several calls together (C8): for each entry what would become of it.

use crate::call::CallId;
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

/// The calls something is done to, each once.
pub fn touched(preview: &[(LogKey, Fate)]) -> Vec<CallId> {
    let acts = preview.iter().filter(|(_, fate)| matches!(fate, Fate::Logged(_) | Fate::Dismissed));
    let mut calls: Vec<CallId> = acts.map(|(key, _)| key.call.clone()).collect();
    calls.dedup();
    calls
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::AccountId;
    use crate::entry::Conflict;
    use crate::integration::IntegrationId;

    #[test]
    fn c8_only_calls_the_preview_does_something_to_are_acted_on() {
        let one = |session: &str, crm: &str, fate: Fate| {
            let call = CallId { account: AccountId::new("typed"), session: session.into() };
            (LogKey { call, integration: IntegrationId::new(crm) }, fate)
        };
        let preview = [
            one("a", "book", Fate::Logged(None)),
            one("a", "crm", Fate::Logged(Some("Ann".into()))),
            one("b", "book", Fate::LoggedAlready),
            one("b", "crm", Fate::Dismissed),
            one("c", "book", Fate::Asks(Conflict::ManyContacts)),
        ];
        let sessions: Vec<_> = touched(&preview).into_iter().map(|call| call.session).collect();
        assert_eq!(sessions, ["a", "b"]);
    }
}
