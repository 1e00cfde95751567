//! One module per phone system: its messages in, core's call events out. Pure: no socket, no clock, no randomness.

pub mod asterisk;
mod http;
pub mod ringcentral;

pub use http::{HttpRequest, HttpResponse};
