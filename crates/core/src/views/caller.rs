//! The caller card: what an agent should know of the other side at one glance, while it rings and during the call.

use crate::case::Case;
use crate::contact::Contact;
use crate::entry::LogEntry;
use crate::follow_up::FollowUp;
use crate::order::InOrder;

/// Where things stand with the other side of a call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Where the person works; empty where no integration says so.
    pub company: String,
    /// Open deals, matters, orders, by title, each once.
    pub deals: Vec<String>,
    /// What is still to be done with them, the earliest first.
    pub follow_ups: Vec<FollowUp>,
}

/// What the integrations know of the one contact the call is with; nothing is said of several contacts who share a number.
pub fn standing(case: Option<&Case>, follow_ups: &[FollowUp]) -> Standing {
    let contacts: Vec<&Contact> = case.iter().flat_map(|case| &case.entries).filter_map(LogEntry::known_contact).collect();
    let company = contacts.iter().map(|contact| &contact.company).find(|company| !company.is_empty()).cloned().unwrap_or_default();
    let mut deals: Vec<String> = Vec::new();
    for deal in contacts.iter().flat_map(|contact| &contact.associations).filter(|one| one.open) {
        if !deals.contains(&deal.title) {
            deals.push(deal.title.clone());
        }
    }
    let mut open: Vec<FollowUp> = follow_ups.iter().filter(|one| one.is_open()).cloned().collect();
    open.order_by_key(|one| one.due);
    Standing { company, deals, follow_ups: open }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::{Association, ContactMatch};
    use crate::integration::IntegrationId;
    use crate::testing::{NOON, call, contact, follow_up};

    fn deal(title: &str, open: bool) -> Association {
        Association { field: "deals".into(), id: title.into(), title: title.into(), open, created: None }
    }

    fn found(integration: &str, contacts: Vec<Contact>) -> LogEntry {
        let mut entry = LogEntry::new(crate::entry::LogKey { call: call().id, integration: IntegrationId::new(integration) });
        entry.found = Some((0, ContactMatch::from_hits(contacts)));
        entry
    }

    #[test]
    fn the_card_says_company_open_deals_once_and_what_is_still_to_be_done() {
        let ann = Contact { associations: vec![deal("Roof", true), deal("Old", false)], ..contact("1", "Ann") };
        let there = Contact { company: "Acme".into(), associations: vec![deal("Roof", true), deal("Solar", true)], ..contact("9", "Ann") };
        let case = Case { call: call(), entries: vec![found("a", vec![ann]), found("b", vec![there])], note: None };
        let done = FollowUp { done: Some(NOON), ..follow_up("done") };
        let later = FollowUp { due: NOON * 2, ..follow_up("later") };
        let standing = standing(Some(&case), &[later, done, follow_up("first")]);
        assert_eq!((standing.company.as_str(), standing.deals.join(",").as_str()), ("Acme", "Roof,Solar"));
        assert_eq!(standing.follow_ups.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["first", "later"]);
    }

    #[test]
    fn nothing_is_said_of_several_who_share_a_number() {
        let shared = |id| Contact { company: "Acme".into(), ..contact(id, id) };
        let case = Case { call: call(), entries: vec![found("a", vec![shared("1"), shared("2")])], note: None };
        assert_eq!(standing(Some(&case), &[]), Standing::default());
    }
}
