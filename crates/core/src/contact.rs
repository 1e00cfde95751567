//! People and the records behind them, as an integration knows them.

use serde::{Deserialize, Serialize};

use crate::integration::IntegrationId;
use crate::order::{InOrder, OrdMap};
use crate::time::Millis;

/// A person record in one integration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The integration's own id.
    pub id: String,
    /// As the integration shows it.
    pub name: String,
    /// The integration's word for what it is ("Lead", "Candidate"); empty where it has none.
    #[serde(default)]
    pub kind: String,
    /// Where the person works.
    #[serde(default)]
    pub company: String,
    /// The numbers it was found by, as the integration writes them.
    #[serde(default)]
    pub numbers: Vec<String>,
    /// Records the call can also belong to.
    #[serde(default)]
    pub associations: Vec<Association>,
    /// Its page, where there is one.
    #[serde(default)]
    pub url: Option<String>,
    /// When it was made, where the integration says so.
    #[serde(default)]
    pub created: Option<Millis>,
    /// When something last happened with it, where the integration says so.
    #[serde(default)]
    pub last_activity: Option<Millis>,
}

/// A record behind a contact: deal, matter, ticket, order, opportunity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Association {
    /// Which field of the integration it fills, such as `deals`.
    pub field: String,
    /// The integration's own id.
    pub id: String,
    /// As the integration shows it.
    pub title: String,
    /// Closed ones are offered by hand only (A2).
    #[serde(default = "yes")]
    pub open: bool,
    /// When it was made, where the integration says so.
    #[serde(default)]
    pub created: Option<Millis>,
}

fn yes() -> bool {
    true
}

/// What a look-up by number found. One contact found by several searches is one (F6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContactMatch {
    /// Nobody has this number.
    None,
    /// Exactly one has it.
    One(Box<Contact>),
    /// Several share it.
    Many(Vec<Contact>),
}

impl ContactMatch {
    /// Counts each contact id once, in the order given.
    pub fn from_hits(hits: Vec<Contact>) -> Self {
        let mut unique: OrdMap<String, usize> = OrdMap::new();
        let mut contacts: Vec<Contact> = Vec::new();
        for hit in hits {
            if !unique.contains_key(&hit.id) {
                unique.insert(hit.id.clone(), contacts.len());
                contacts.push(hit);
            }
        }
        match contacts.len() {
            0 => Self::None,
            1 => contacts.pop().map_or(Self::None, |c| Self::One(Box::new(c))),
            _ => Self::Many(contacts),
        }
    }

    /// All contacts found.
    pub fn contacts(&self) -> &[Contact] {
        match self {
            Self::None => &[],
            Self::One(contact) => std::slice::from_ref(contact),
            Self::Many(contacts) => contacts,
        }
    }
}

/// Whom a person chose for a number in an integration (F6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// The integration.
    pub integration: IntegrationId,
    /// The number's key.
    pub number: String,
    /// The contact; preselected for that number next time.
    pub contact: Box<Contact>,
    /// "Always … for this number" was said when the integration found these contact ids, in order.
    #[serde(default)]
    pub always: Option<Vec<String>>,
}

impl Remembered {
    /// The contact to log to without asking: only while exactly those are found that were found when "always" was said.
    pub fn without_asking<'a>(&'a self, found: &'a ContactMatch) -> Option<&'a Contact> {
        let then = self.always.as_ref()?;
        let now = found.contacts();
        (ids(now) == *then).then(|| now.iter().find(|contact| contact.id == self.contact.id).unwrap_or(&self.contact))
    }
}

/// The ids of contacts, in order.
pub fn ids(contacts: &[Contact]) -> Vec<String> {
    let mut ids: Vec<String> = contacts.iter().map(|contact| contact.id.clone()).collect();
    ids.order();
    ids
}
