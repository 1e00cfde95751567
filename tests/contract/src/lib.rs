//! Drives the codecs of `callscribe-crm` against real servers: sends what they encode, hands back what came, counts in the CRM itself.

mod http;
mod session;
mod world;

pub use http::{broken_server, send};
pub use session::{NOW, Session, any_server, create_contact, draft, find_contacts, hostname, oauth_of, run_probe, update_log};
pub use world::{World, unique};
