//! Signing in to an App Connect server with a key, adding the integration that makes, and signing out.

use callscribe_browser::clock;
use callscribe_core::command::Command;
use callscribe_core::crm::{CrmError, ErrorKind, Problem};
use callscribe_core::integration::{Integration, IntegrationKind};
use callscribe_core::question::{Answer, PlatformOffer, QuestionError, Reply, ServerOffer, SignInField, SignInWay};
use callscribe_crm::app_connect::{self, Environment, LoginField, Offer, Probe, ProbeStep, SignedIn};

use crate::drive::Worker;
use crate::questions::failed;
use crate::salesforce::App;
use crate::{credentials, crm};

/// Is there a server, and what does it offer?
pub async fn probe_server(url: &str, platform: Option<&str>) -> Reply {
    let offers = probe(url, platform).await?;
    let server_url = offers.first().map(|offer| offer.server_url.clone()).unwrap_or_default();
    Ok(Answer::Server(ServerOffer { server_url, platforms: offers.into_iter().map(as_offered).collect() }))
}

fn as_offered(offer: Offer) -> PlatformOffer {
    let field = |LoginField { name, title, required, .. }| SignInField { name, title, required };
    let (sign_in, comes_back_to) = match offer.way {
        app_connect::SignInWay::ApiKey(fields) => {
            (SignInWay::ApiKey { fields: fields.into_iter().filter(|known| known.name != "apiKey").map(field).collect() }, None)
        }
        app_connect::SignInWay::OAuth(way) => (SignInWay::OAuth, Some(way.redirect_uri)),
    };
    let asks_hostname = !matches!(offer.environment, Environment::Fixed(_));
    PlatformOffer { platform: offer.platform, name: offer.title, sign_in, asks_hostname, comes_back_to }
}

async fn probe(url: &str, platform: Option<&str>) -> Result<Vec<Offer>, CrmError> {
    let mut probe = Probe::of_address(url, platform)?;
    let mut next = probe.request();
    loop {
        match probe.answer(crm::send(next, None).await) {
            ProbeStep::Next(request) => next = request,
            ProbeStep::Done(offers) => return offers,
        }
    }
}

/// One platform of a server, as it is offered now.
pub async fn offer(server_url: &str, platform: &str) -> Result<Offer, CrmError> {
    let offers = probe(server_url, Some(platform)).await?;
    let wanted = offers.into_iter().find(|offer| offer.platform == platform);
    wanted.ok_or_else(|| CrmError::new(ErrorKind::Refused, Problem::WrongAddress))
}

/// The CRM's own host: the platform's, where it has one for all.
pub fn hostname<'a>(offer: &'a Offer, typed: &'a str) -> &'a str {
    match &offer.environment {
        Environment::Fixed(host) => host,
        Environment::Typed | Environment::Choice(_) => typed,
    }
}

/// Signs in with a key and what else the platform asks for, by field name.
pub async fn by_key(worker: &'static Worker, server_url: &str, platform: &str, host: &str, typed: Vec<(String, String)>) -> Reply {
    let offer = offer(server_url, platform).await?;
    let host = hostname(&offer, host);
    let now = clock::wall();
    let answer = crm::send(app_connect::api_key_login(&offer, host, &typed), None).await;
    let signed_in = app_connect::signed_in(&offer, answer, now)?;
    add(worker, &offer, host, signed_in).await
}

/// Keeps the credential, then has the integration added; one that is there already is signed in again.
pub async fn add(worker: &'static Worker, offer: &Offer, host: &str, signed_in: SignedIn) -> Reply {
    let integration = app_connect::integration(offer, host, &signed_in, clock::wall());
    let id = integration.id.clone();
    credentials::keep(id.as_str(), &signed_in.token).await.map_err(failed)?;
    worker.command(Command::AddIntegration(Box::new(integration)));
    worker.settled().await;
    Ok(Answer::SignedIn { id, user: signed_in.name })
}

/// Forgets the credential whatever the server says to that. A key of a CRM's own is forgotten here only: it is its owner's.
pub async fn out(worker: &'static Worker, integration: Integration) -> Reply {
    let owner = integration.id.as_str();
    if integration.is_address_book() {
        return Err(QuestionError::NotThere);
    }
    if let Some(token) = credentials::of(owner).await {
        credentials::forget(owner).await.map_err(failed)?;
        worker.command(Command::SetSignIn { integration: integration.id.clone(), works: false });
        if let IntegrationKind::AppConnect(server) = &integration.kind {
            // Here it is over in any case; there it ends by itself in time.
            app_connect::logged_out(crm::send(app_connect::log_out(server), Some(&token)).await).unwrap_or_default();
        } else if let Some(app) = App::of(&integration) {
            app.sign_out(&token).await;
        }
    }
    worker.settled().await;
    Ok(Answer::Done)
}
