//! Drives the codecs of `callscribe-crm` against real servers: sends what they encode, hands back what came, counts in the CRM itself.

mod app_connect;
mod door;
mod http;
pub mod mangle;
mod recording;
mod session;
mod system;
mod world;

pub use app_connect::{any_server, hostname, oauth_of, run_probe};
pub use door::{Door, wait};
pub use http::{broken_server, send};
pub use recording::Recording;
pub use session::{LIMIT, NOW, Session, create_contact, draft, find_contacts, update_log};
pub use system::{Person, Record, System, Task};
pub use world::{World, unique};
