//! The forms: logging a call to one or several integrations, and entering a call made elsewhere.

mod answers;
mod audio;
mod by_name;
mod contact;
mod log;
mod said;
mod typed;

pub use by_name::SearchByName;
pub use contact::{contacts_of, describe};
pub use log::Log;
pub use typed::Typed;
