//! A CRM that is spoken to through its own interface, without a connector server in between.

use serde::{Deserialize, Serialize};

/// How a CRM is reached and who the agent is there. Never a credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Direct {
    /// Which CRM, with what only it needs.
    pub vendor: Vendor,
    /// Base of every request, without a slash at its end.
    pub url: String,
    /// Base of the pages a person opens, without a slash at its end.
    pub pages: String,
    /// The agent's id in the CRM, who owns what is made; empty where the CRM does not tell.
    #[serde(default)]
    pub user: String,
}

/// A CRM that is spoken to directly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Vendor {
    /// Odoo 19 and later, over JSON-2.
    Odoo {
        /// The database, where the server has several; else empty.
        #[serde(default)]
        database: String,
        /// The add-on `crm_phonecall` was there at sign-in: a call is a record of its own, not a message.
        #[serde(default)]
        phonecalls: bool,
    },
    /// HubSpot, with the token of a private app.
    HubSpot,
    /// Pipedrive, with a personal token.
    Pipedrive {
        /// The key of the activity type that is a call.
        call_type: String,
    },
    /// Salesforce, signed in to on its own page.
    Salesforce {
        /// Where one signs in: `https://login.salesforce.com`, a sandbox's or a domain of one's own, without a slash at its end.
        login: String,
        /// The application the agent signed in to; no secret.
        client_id: String,
    },
}

/// What can be connected directly, as the screens and questions name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum VendorName {
    /// Odoo.
    Odoo,
    /// HubSpot.
    HubSpot,
    /// Pipedrive.
    Pipedrive,
    /// Salesforce.
    Salesforce,
}

impl VendorName {
    /// All of them, in the order of the screens.
    pub const ALL: [Self; 4] = [Self::HubSpot, Self::Odoo, Self::Pipedrive, Self::Salesforce];

    /// Where its requests go, where that is the same for everybody.
    pub fn home(self) -> Option<&'static str> {
        match self {
            Self::HubSpot => Some("https://api.hubapi.com"),
            Self::Pipedrive => Some("https://api.pipedrive.com"),
            Self::Odoo | Self::Salesforce => None,
        }
    }

    /// A proper name, the same in every language.
    pub fn for_eyes(self) -> &'static str {
        match self {
            Self::Odoo => "Odoo",
            Self::HubSpot => "HubSpot",
            Self::Pipedrive => "Pipedrive",
            Self::Salesforce => "Salesforce",
        }
    }
}

impl Vendor {
    /// Which one it is.
    pub fn name(&self) -> VendorName {
        match self {
            Self::Odoo { .. } => VendorName::Odoo,
            Self::HubSpot => VendorName::HubSpot,
            Self::Pipedrive { .. } => VendorName::Pipedrive,
            Self::Salesforce { .. } => VendorName::Salesforce,
        }
    }
}
