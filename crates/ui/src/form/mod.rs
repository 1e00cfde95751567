//! The forms: logging a call to one or several integrations, and entering a call made elsewhere.

mod contact;
mod log;
mod typed;

pub use contact::{contacts_of, describe};
pub use log::Log;
pub use typed::Typed;
