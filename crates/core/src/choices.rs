//! What the agent can choose for one integration: policies, call pop, what others logged (F4, G9, I5, I8).

use serde::{Deserialize, Serialize};

/// The choices for one integration; automatic logging itself is [`crate::integration::Integration::automatic_since`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// What to do where exactly one contact is not found (F4).
    pub policies: Policies,
    /// One create when everything is there, never an update (I5).
    pub log_once: bool,
    /// Before a first create, show what another tool logged at the same time (G9).
    pub look_for_others: bool,
    /// When a contact's page opens by itself (I8).
    pub call_pop: CallPop,
    /// A contact's page opens once it was made here (C5, I8).
    pub open_created: bool,
    /// What call pop does with several contacts (I8).
    pub pop_many: PopMany,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            policies: Policies::default(),
            log_once: false,
            look_for_others: true,
            call_pop: CallPop::Never,
            open_created: false,
            pop_many: PopMany::Ask,
        }
    }
}

/// What is done without asking where the rules find no single answer (F4).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policies {
    /// Nobody has the number.
    pub no_contact: NoContact,
    /// Several have it.
    pub many_contacts: ManyContacts,
    /// Several open records are behind the contact.
    pub many_associations: ManyAssociations,
}

/// When nobody has the number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoContact {
    /// A person decides.
    #[default]
    Ask,
    /// A placeholder called `<prefix> <caller id or number>`, once the digest has given up.
    Placeholder {
        /// The words before the name.
        prefix: String,
    },
}

/// When several contacts have the number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ManyContacts {
    /// A person decides.
    #[default]
    Ask,
    /// The one something last happened with.
    LatestActivity,
    /// The first in the alphabet.
    FirstByName,
    /// The one made first.
    CreatedFirst,
}

/// When several open records are behind a contact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ManyAssociations {
    /// A person decides.
    #[default]
    Ask,
    /// The open one made last.
    NewestOpen,
    /// None of them.
    None,
}

/// When a contact's page opens by itself (I8).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CallPop {
    /// Never.
    #[default]
    Never,
    /// When an inbound call rings.
    OnRing,
    /// When an inbound call is answered.
    OnAnswer,
    /// When the agent dials.
    OnDial,
}

/// What call pop does with several contacts (I8).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PopMany {
    /// The caller card asks which.
    #[default]
    Ask,
    /// All of them, at most three.
    OpenAll,
    /// None.
    None,
}
