//! "Test": each ability an integration has is tried with a question that changes nothing there.

use serde::{Deserialize, Serialize};

use super::{Dedupe, Integration};
use crate::crm::{CrmError, CrmRequest, ErrorKind, Problem, WriteKey};
use crate::number::{NumberKind, PhoneNumber};

/// What an integration can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Ability {
    /// Contacts by number.
    Contacts,
    /// Contacts by name.
    Names,
    /// Records of calls by their key.
    Logs,
    /// Follow-ups by their key.
    FollowUps,
}

/// One ability, tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// Which one.
    pub ability: Ability,
    /// Why it does not work; `None` where it does.
    #[serde(default)]
    pub failed: Option<CrmError>,
}

impl Integration {
    /// The question that tries each ability it has: about a number, a name and keys nobody has, so that nothing need be there.
    pub fn trials(&self) -> Vec<(Ability, CrmRequest)> {
        if self.is_address_book() {
            return Vec::new();
        }
        let can = &self.capabilities;
        let finds = |dedupe: Dedupe| dedupe != Dedupe::None;
        let trials = [
            Some((Ability::Contacts, CrmRequest::FindContacts { number: nobody(), formats: Vec::new(), fresh: true })),
            can.search_by_name.then(|| (Ability::Names, CrmRequest::SearchContacts { name: NOTHING.into() })),
            finds(can.dedupe).then(|| (Ability::Logs, CrmRequest::FindLog { key: WriteKey(NOTHING.into()) })),
            can.follow_ups
                .is_some_and(finds)
                .then(|| (Ability::FollowUps, CrmRequest::FindFollowUp { key: WriteKey::of_follow_up(NOTHING) })),
        ];
        trials.into_iter().flatten().collect()
    }
}

const NOTHING: &str = "callscribe-test";

/// +999 is no country's.
fn nobody() -> PhoneNumber {
    let number = "+99900000000".to_owned();
    PhoneNumber { kind: NumberKind::Public, key: number.clone(), shown: number.clone(), extension: None, raw: number }
}

impl CrmError {
    /// Whether nothing else can be asked either, so that trying on would only cost time.
    pub fn holds_for_all(&self) -> bool {
        let is_away = matches!(self.problem, Problem::Unreachable | Problem::NoAnswer | Problem::NotAllowed | Problem::TooMany);
        is_away || self.kind == ErrorKind::Auth
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::integration::{Direct, IntegrationId, IntegrationKind, Vendor};

    fn crm(change: impl FnOnce(&mut Integration)) -> Vec<Ability> {
        let server = Direct { vendor: Vendor::HubSpot, url: String::new(), pages: String::new(), user: String::new() };
        let book = Integration::address_book(IntegrationId::new("a"), "A", 0, false);
        let mut integration = Integration { kind: IntegrationKind::Direct(server), ..book };
        change(&mut integration);
        let trials = integration.trials();
        assert!(trials.iter().all(|(_, request)| !request.is_write()), "a test changes nothing");
        trials.into_iter().map(|(ability, _)| ability).collect()
    }

    #[test]
    fn each_ability_the_integration_has_is_tried_and_no_other() {
        use Ability::{Contacts, FollowUps, Logs, Names};
        assert_eq!(crm(|_| {}), [Contacts, Names, Logs]);
        assert_eq!(crm(|i| i.capabilities.follow_ups = Some(Dedupe::Upsert)), [Contacts, Names, Logs, FollowUps]);
        assert_eq!(crm(|i| i.capabilities.search_by_name = false), [Contacts, Logs]);
        assert_eq!(crm(|i| i.capabilities.dedupe = Dedupe::None), [Contacts, Names]);
        assert_eq!(crm(|i| i.kind = IntegrationKind::AddressBook { practice: false }), []);
    }

    #[test]
    fn who_is_signed_out_or_away_is_asked_once() {
        let stops = |kind, problem| CrmError::new(kind, problem).holds_for_all();
        assert!(stops(ErrorKind::Auth, Problem::SignedOut));
        assert!(stops(ErrorKind::Offline, Problem::Unreachable));
        assert!(!stops(ErrorKind::Refused, Problem::Refused), "a right that is missing for one may be there for another");
    }
}
