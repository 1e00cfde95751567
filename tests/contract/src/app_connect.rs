//! How an App Connect server is signed in to: with a key to `ledger`, on its CRM's own page to `harbor`.

use std::time::Duration;

use callscribe_core::crm::CrmError;
use callscribe_core::integration::{AppConnect, IntegrationKind};
use callscribe_crm::app_connect::{
    Environment, OAuth, Offer, Probe, ProbeStep, SignInWay, SignedIn, api_key_login, authorize_url, callback, integration, signed_in,
};
use callscribe_crm::{HttpRequest, Method, Token};

use crate::http::send;
use crate::session::{LIMIT, NOW, Session};
use crate::world::World;

impl World {
    /// What the server offers at an address.
    pub fn probe(&self, url: &str, platform: Option<&str>) -> Result<Vec<Offer>, CrmError> {
        run_probe(Probe::of_address(url, platform)?)
    }

    /// The one offer of a platform.
    pub fn offer(&self, platform: &str) -> Offer {
        offer(&self.url, platform)
    }

    /// Signs in to `ledger` with a key.
    pub fn key_login(&self, key: &str) -> Result<Session, CrmError> {
        key_login(&self.url, key)
    }

    /// Signs in to `ledger` with the right key.
    pub fn ledger(&self) -> Session {
        self.key_login(&self.api_key).unwrap_or_else(|error| panic!("ledger: {error:?}"))
    }

    /// Signs in to `harbor` with the address its CRM sends the browser to; `change` may tamper with it.
    pub fn oauth_login(&self, change: impl Fn(String) -> String) -> Result<Session, CrmError> {
        oauth_login(&self.url, change)
    }

    /// Signs in to `harbor`.
    pub fn harbor(&self) -> Session {
        self.oauth_login(|back| back).unwrap_or_else(|error| panic!("harbor: {error:?}"))
    }
}

fn offer(url: &str, platform: &str) -> Offer {
    let offers = Probe::of_address(url, Some(platform)).and_then(run_probe);
    let mut offers = offers.unwrap_or_else(|error| panic!("{platform}: {error:?}"));
    assert_eq!(offers.len(), 1, "{platform}");
    offers.remove(0)
}

/// Signs in to `ledger` of a server with a key.
pub(crate) fn key_login(url: &str, key: &str) -> Result<Session, CrmError> {
    let offer = offer(url, "ledger");
    let request = api_key_login(&offer, hostname(&offer), &[("apiKey".into(), key.into())]);
    Ok(session(&offer, signed_in(&offer, send(&request, None, LIMIT), NOW)?))
}

/// Signs in to `harbor` of a server with the address its CRM sends the browser to, tampered with by `change`.
pub(crate) fn oauth_login(url: &str, change: impl Fn(String) -> String) -> Result<Session, CrmError> {
    let offer = offer(url, "harbor");
    let oauth = oauth_of(&offer);
    let page = HttpRequest { url: authorize_url(oauth, "n0nce"), ..plain_get() };
    let answer = send(&page, None, LIMIT).unwrap_or_else(|failure| panic!("{failure:?}"));
    let back = change(answer.header("location").unwrap_or_default().to_owned());
    let request = callback(&offer, oauth, hostname(&offer), "n0nce", &back)?;
    Ok(session(&offer, signed_in(&offer, send(&request, None, LIMIT), NOW)?))
}

/// Runs a probe to its end.
pub fn run_probe(mut probe: Probe) -> Result<Vec<Offer>, CrmError> {
    let mut request = probe.request();
    loop {
        match probe.answer(send(&request, None, Duration::from_secs(2))) {
            ProbeStep::Next(next) => request = next,
            ProbeStep::Done(outcome) => return outcome,
        }
    }
}

/// How a platform that signs in on the CRM's own page does it.
pub fn oauth_of(offer: &Offer) -> &OAuth {
    match &offer.way {
        SignInWay::OAuth(oauth) => oauth,
        SignInWay::ApiKey(_) => panic!("{} signs in with a key", offer.platform),
    }
}

/// The CRM's own host.
pub fn hostname(offer: &Offer) -> &str {
    match &offer.environment {
        Environment::Fixed(host) => host,
        other => panic!("{other:?}"),
    }
}

fn plain_get() -> HttpRequest {
    HttpRequest { method: Method::Get, url: String::new(), headers: Vec::new(), body: None, token: Token::Absent }
}

fn session(offer: &Offer, signed_in: SignedIn) -> Session {
    let integration = integration(offer, hostname(offer), &signed_in, NOW);
    Session::new(integration, signed_in.token)
}

impl Session {
    /// How its App Connect server is reached.
    pub fn server(&self) -> &AppConnect {
        match &self.integration.kind {
            IntegrationKind::AppConnect(server) => server,
            other => panic!("{other:?}"),
        }
    }

    /// The same, to be changed.
    pub fn server_mut(&mut self) -> &mut AppConnect {
        match &mut self.integration.kind {
            IntegrationKind::AppConnect(server) => server,
            other => panic!("{other:?}"),
        }
    }
}

/// A server nobody asks, to decode what another one answered.
pub fn any_server() -> AppConnect {
    AppConnect {
        server_url: "https://appc.example".into(),
        platform: "ledger".into(),
        hostname: String::new(),
        extension_id: "callscribe".into(),
        contact_page: None,
        log_page: None,
        contact_types: Vec::new(),
        fields: Vec::new(),
        contact_fields: Vec::new(),
    }
}
