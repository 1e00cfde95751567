//! CRMs that are spoken to directly, a module each. What they share: a question is a [`flow`] of requests, and what a status means is read
//! in [`failure`]; a module says only what its CRM is asked and what its answers mean.

mod failure;
mod flow;
mod hubspot;
mod markup;
mod odoo;
mod pipedrive;
pub mod salesforce;
#[cfg(test)]
mod testing;

use callscribe_core::choices::Choices;
use callscribe_core::crm::{CrmError, CrmReply, CrmRequest};
use callscribe_core::integration::{Capabilities, Direct, Integration, IntegrationId, IntegrationKind, SignIn, Vendor, VendorName};
use callscribe_core::time::Millis;

pub use flow::Exchange;

/// Where a person says the CRM is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Its address, without a slash at its end; empty where the vendor has one for all.
    pub url: String,
    /// The database, where the server has several.
    pub database: String,
}

/// What a sign-in comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// As it is to be added. The same account has the same id for ever (G7).
    pub integration: Integration,
    /// The agent's name as the CRM has it; may be empty.
    pub user: String,
}

/// Begins a question; `now` is the time at which it leaves.
///
/// # Errors
/// What the CRM does not offer is refused, without a request.
pub fn start(server: &Direct, asked: &CrmRequest, now: Millis) -> Result<Exchange<CrmReply>, CrmError> {
    let first = match &server.vendor {
        Vendor::Odoo { .. } => odoo::ask(server, asked),
        Vendor::HubSpot => hubspot::ask(server, asked, now),
        Vendor::Pipedrive { .. } => pipedrive::ask(server, asked, now),
        Vendor::Salesforce { .. } => salesforce::ask(server, asked),
    }?;
    Exchange::of(first, words(server.vendor.name()), now)
}

/// Begins to find out whose token it is that the worker adds to each request, and what can be done with it.
///
/// # Errors
/// An address that is none.
pub fn sign_in(vendor: VendorName, place: &Place, now: Millis) -> Result<Exchange<SignedIn>, CrmError> {
    let first = match vendor {
        VendorName::Odoo => odoo::sign_in(place, now),
        VendorName::HubSpot => hubspot::sign_in(place, now),
        VendorName::Pipedrive => pipedrive::sign_in(place, now),
        VendorName::Salesforce => salesforce::sign_in(place, now),
    }?;
    Exchange::of(first, words(vendor), now)
}

fn words(vendor: VendorName) -> failure::Words {
    match vendor {
        VendorName::Odoo => odoo::words,
        VendorName::HubSpot => hubspot::words,
        VendorName::Pipedrive => pipedrive::words,
        VendorName::Salesforce => salesforce::words,
    }
}

/// A CRM just signed in to, which logs nothing by itself yet (I1).
fn integration(id: String, name: &str, server: Direct, capabilities: Capabilities, now: Millis) -> Integration {
    Integration {
        id: IntegrationId::new(id),
        kind: IntegrationKind::Direct(server),
        name: name.to_owned(),
        added_at: now,
        automatic_since: None,
        sign_in: SignIn::Works,
        capabilities,
        paused_until: None,
        choices: Choices::default(),
        removed: false,
    }
}
