//! What the form of each CRM asks, where its key is found, and what it promises before it is connected (G8).

use callscribe_core::integration::{Direct, Vendor, VendorName};
use serde::{Deserialize, Serialize};

use super::connect::Text;

/// Where everybody signs in to Salesforce but in a sandbox or at a domain of one's own.
const SALESFORCE: &str = "https://login.salesforce.com";

/// What lies half-filled on the desk: never a key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The CRM's address, or that of its sign-in; as typed. Empty where the vendor has one for all.
    pub url: String,
    /// The database, where the server has several.
    pub database: String,
    /// The application to sign in to.
    pub client_id: String,
}

impl Asked {
    /// Nothing yet.
    pub fn of_new(vendor: VendorName) -> Self {
        let url = if vendor == VendorName::Salesforce { SALESFORCE } else { "" };
        Self { url: url.into(), ..Self::default() }
    }

    /// As an integration that is there was connected.
    pub fn again(server: Direct) -> Self {
        match server.vendor {
            Vendor::Odoo { database, .. } => Self { url: server.url, database, ..Self::default() },
            Vendor::HubSpot | Vendor::Pipedrive { .. } => Self { url: server.url, ..Self::default() },
            Vendor::Salesforce { login, client_id } => Self { url: login, client_id, ..Self::default() },
        }
    }
}

/// What is said and asked of one CRM: names of texts, and a page.
pub struct Offer {
    /// Its form's place on the desk.
    pub form: &'static str,
    /// What an agent needs at hand.
    pub needs: &'static str,
    /// What it promises, as its adapter's capabilities do.
    pub promise: &'static str,
    /// What is typed but the key.
    pub fields: Vec<Text<Asked>>,
    /// The key's label, and where it is found in words; nothing where one signs in on the CRM's own page.
    pub key: Option<(&'static str, &'static str)>,
    /// The vendor's page where the key is found, or how the application is made.
    pub page: &'static str,
}

impl Offer {
    /// Of a vendor.
    pub fn of(vendor: VendorName) -> Self {
        match vendor {
            VendorName::HubSpot => Self {
                form: "hubspot",
                needs: "hubspot_needs",
                promise: "promise_find",
                fields: Vec::new(),
                key: Some(("field_token", "hubspot_key_hint")),
                page: "https://app.hubspot.com/l/private-apps",
            },
            VendorName::Odoo => Self {
                form: "odoo",
                needs: "odoo_needs",
                promise: "promise_upsert",
                fields: vec![url("crm-url", "field_url", "odoo_url_hint"), database()],
                key: Some(("field_key", "odoo_key_hint")),
                page: "https://www.odoo.com/documentation/19.0/developer/reference/external_api.html#api-key",
            },
            VendorName::Pipedrive => Self {
                form: "pipedrive",
                needs: "pipedrive_needs",
                promise: "promise_find",
                fields: Vec::new(),
                key: Some(("field_token", "pipedrive_key_hint")),
                page: "https://app.pipedrive.com/settings/api",
            },
            VendorName::Salesforce => Self {
                form: "salesforce",
                needs: "salesforce_needs",
                promise: "promise_find",
                fields: vec![client(), url("crm-url", "field_login", "salesforce_login_hint")],
                key: None,
                page: "https://help.salesforce.com/s/articleView?id=xcloud.external_client_apps.htm",
            },
        }
    }
}

fn url(id: &'static str, label: &'static str, hint: &'static str) -> Text<Asked> {
    Text { id, label, hint, at: |asked| &mut asked.url }
}

fn database() -> Text<Asked> {
    Text { id: "crm-database", label: "field_database", hint: "odoo_database_hint", at: |asked| &mut asked.database }
}

fn client() -> Text<Asked> {
    Text { id: "crm-client", label: "field_client_id", hint: "client_id_hint", at: |asked| &mut asked.client_id }
}
