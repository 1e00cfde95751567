//! Questions to an integration: the codec says what to send, this sends it with the credential and brings back what came of it.

use callscribe_browser::http::{self, HttpError};
use callscribe_browser::{clock, permissions};
use callscribe_core::crm::{CrmError, CrmReply, CrmRequest, ErrorKind, Problem};
use callscribe_core::integration::{Integration, IntegrationKind};
use callscribe_crm::{HttpFailure, HttpRequest, HttpResponse, Step, app_connect};

use crate::credentials;

/// Chrome ends worker and fetch at 30 s.
pub const PATIENCE: u32 = 25_000;

/// Asks an integration, over as many exchanges as its codec needs.
pub async fn ask(integration: &Integration, request: &CrmRequest) -> Result<CrmReply, CrmError> {
    let (IntegrationKind::AppConnect(server), owner) = (&integration.kind, integration.id.as_str()) else {
        return Err(CrmError::new(ErrorKind::Refused, Problem::WrongAddress));
    };
    let token = credentials::of(owner).await.ok_or_else(|| CrmError::new(ErrorKind::Auth, Problem::SignedOut))?;
    let mut exchange = app_connect::start(server, request, clock::wall());
    let mut next = exchange.request();
    loop {
        match exchange.answer(send(next, Some(&token)).await) {
            Step::Next(request) => next = request,
            Step::Done(outcome, renewed) => {
                if let Some(renewed) = renewed {
                    // A token that cannot be kept costs a sign-in later, not this answer.
                    credentials::renew(owner, &token, &renewed).await.unwrap_or_default();
                }
                return outcome;
            }
        }
    }
}

/// One exchange.
pub async fn send(request: HttpRequest, token: Option<&str>) -> Result<HttpResponse, HttpFailure> {
    if !permissions::reaches(&request.url).await {
        return Err(HttpFailure::NotAllowed);
    }
    let mut headers: Vec<(String, String)> = request.headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    if let Some(token) = token.filter(|_| request.with_token) {
        headers.push(("authorization".into(), format!("Bearer {token}")));
    }
    let HttpRequest { method, url, body, .. } = request;
    let request = http::Request { method: method.as_str().into(), url, headers, body, timeout: PATIENCE };
    match http::exchange(&request).await {
        Ok(http::Reply { status, headers, body }) => Ok(HttpResponse { status, headers, body }),
        Err(HttpError::NotSent(_)) => Err(HttpFailure::NoNetwork),
        Err(HttpError::Cut(_)) => Err(HttpFailure::Unreachable),
        Err(HttpError::BodyCut(_)) => Err(HttpFailure::BodyCut),
        Err(HttpError::Timeout) => Err(HttpFailure::TimedOut),
    }
}
