//! Questions to an integration: the codec says what to send, this sends it with the credential and brings back what came of it.

use callscribe_browser::http::{self, HttpError};
use callscribe_browser::{clock, permissions};
use callscribe_core::crm::{CrmError, CrmReply, CrmRequest, ErrorKind, Problem};
use callscribe_core::integration::Integration;
use callscribe_crm::{Exchange, HttpFailure, HttpRequest, HttpResponse, Step};

use crate::credentials;
use crate::salesforce::App;

/// Chrome ends worker and fetch at 30 s.
pub const PATIENCE: u32 = 25_000;

/// Asks an integration, over as many exchanges as its codec needs. A token that renews is replaced once where it is taken no more.
pub async fn ask(integration: &Integration, request: &CrmRequest) -> Result<CrmReply, CrmError> {
    let (owner, app) = (integration.id.as_str(), App::of(integration));
    let mut exchange = Exchange::start(&integration.kind, request, clock::wall())?;
    let mut token = match app {
        Some(app) => app.token().await?,
        None => credentials::of(owner).await.ok_or_else(|| CrmError::new(ErrorKind::Auth, Problem::SignedOut))?,
    };
    let mut renews = app;
    let mut next = exchange.request();
    loop {
        let mut answer = send(next.clone(), Some(&token)).await;
        if let Some(app) = renews.take_if(|_| answer.as_ref().is_ok_and(|response| response.status == 401)) {
            match app.renewed(&token).await {
                Ok(new) => {
                    token = new;
                    answer = send(next, Some(&token)).await;
                }
                // The refusal that stands says it all.
                Err(error) if error.kind == ErrorKind::Auth => {}
                Err(error) => return Err(error),
            }
        }
        match exchange.answer(answer) {
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
    let body = token.map_or_else(|| request.body.clone(), |token| request.body_with(token));
    let HttpRequest { method, url, headers, token: place, .. } = request;
    let headers = headers.into_iter().chain(token.and_then(|token| place.header(token)));
    let headers = headers.map(|(name, value)| (name.to_owned(), value)).collect();
    let request = http::Request { method: method.as_str().into(), url, headers, body, timeout: PATIENCE };
    match http::exchange(&request).await {
        Ok(http::Reply { status, headers, body }) => Ok(HttpResponse { status, headers, body }),
        Err(HttpError::NotSent(_)) => Err(HttpFailure::NoNetwork),
        Err(HttpError::Cut(_)) => Err(HttpFailure::Unreachable),
        Err(HttpError::BodyCut(_)) => Err(HttpFailure::BodyCut),
        Err(HttpError::Timeout) => Err(HttpFailure::TimedOut),
    }
}
