//! Codecs for CRMs: core's requests become HTTP, answers become core's replies. Pure: no I/O, no clock, no credential.
//!
//! A question to a CRM is an exchange the worker drives: it sends [`Exchange::request`], hands what came of it to
//! [`Exchange::answer`], and goes on while that says [`Step::Next`]. Of a write exactly one request
//! changes anything; what goes before and what follows are reads.

pub mod app_connect;
mod http;

use callscribe_core::crm::{CrmError, CrmReply};

pub use app_connect::Exchange;
pub use http::{HttpFailure, HttpRequest, HttpResponse, Method};

/// What to do after an answer.
#[derive(Debug)]
pub enum Step {
    /// Ask this as well; always a read.
    Next(HttpRequest),
    /// The outcome, and the token that replaces the stored one if the server renewed it.
    Done(Result<CrmReply, CrmError>, Option<String>),
}
