//! Codecs for CRMs: core's requests become HTTP, answers become core's replies. Pure: no I/O, no clock, no credential.
//!
//! A question to a CRM is an exchange the worker drives: it sends [`Exchange::request`], hands what came of it to
//! [`Exchange::answer`], and goes on while that says [`Step::Next`]. Of a write exactly one request
//! changes anything; what goes before and what follows are reads.

mod answer;
pub mod app_connect;
pub mod direct;
mod having;
mod http;

use callscribe_core::crm::{CrmError, CrmReply, CrmRequest, ErrorKind, Problem};
use callscribe_core::integration::IntegrationKind;
use callscribe_core::time::Millis;

pub use http::{HttpFailure, HttpRequest, HttpResponse, Method, Token};

/// What to do after an answer.
#[derive(Debug)]
pub enum Step<T = CrmReply> {
    /// Ask this as well; always a read.
    Next(HttpRequest),
    /// The outcome, and the token that replaces the stored one if the server renewed it.
    Done(Result<T, CrmError>, Option<String>),
}

/// One question to one integration, from its first request to the outcome.
pub enum Exchange {
    /// To an App Connect server.
    AppConnect(Box<app_connect::Exchange>),
    /// To a CRM itself.
    Direct(direct::Exchange<CrmReply>),
}

impl Exchange {
    /// Begins it; `now` is the time at which its first request leaves.
    ///
    /// # Errors
    /// What the integration does not offer is refused, without a request.
    pub fn start(kind: &IntegrationKind, asked: &CrmRequest, now: Millis) -> Result<Self, CrmError> {
        match kind {
            IntegrationKind::AppConnect(server) => {
                app_connect::start(server, asked, now).map(|exchange| Self::AppConnect(Box::new(exchange))).ok_or_else(not_offered)
            }
            IntegrationKind::Direct(server) => direct::start(server, asked, now).map(Self::Direct),
            IntegrationKind::AddressBook { .. } => Err(not_offered()),
        }
    }

    /// The request to send now.
    pub fn request(&self) -> HttpRequest {
        match self {
            Self::AppConnect(exchange) => exchange.request(),
            Self::Direct(exchange) => exchange.request(),
        }
    }

    /// What came of it.
    pub fn answer(&mut self, answer: Result<HttpResponse, HttpFailure>) -> Step {
        match self {
            Self::AppConnect(exchange) => exchange.answer(answer),
            Self::Direct(exchange) => exchange.answer(answer),
        }
    }
}

/// The integration has nothing of this kind; nobody was asked.
pub(crate) fn not_offered() -> CrmError {
    CrmError::new(ErrorKind::Refused, Problem::WrongAddress)
}
