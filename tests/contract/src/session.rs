//! A signed-in integration that asks its server as the worker does.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use callscribe_core::call::{CallResult, Direction, WrapUp};
use callscribe_core::contact::Contact;
use callscribe_core::crm::{CrmError, CrmReply, CrmRequest, LogDraft, RecordRef, WriteKey};
use callscribe_core::entry::NewContact;
use callscribe_core::integration::{AppConnect, Integration, IntegrationKind};
use callscribe_core::number::{PhoneNumber, parse};
use callscribe_core::own_text::OwnText;
use callscribe_crm::app_connect::{
    Environment, OAuth, Offer, Probe, ProbeStep, SignInWay, SignedIn, api_key_login, authorize_url, callback, integration, signed_in, start,
};
use callscribe_crm::{HttpFailure, HttpRequest, HttpResponse, Step};

use crate::http::send;
use crate::world::World;

/// The time limit of a request that is meant to be answered.
const LIMIT: Duration = Duration::from_secs(20);
/// The instant at which every request leaves, and every call began.
pub const NOW: i64 = 1_772_445_600_000;

/// An integration with its credential.
pub struct Session {
    /// As it would be stored.
    pub integration: Integration,
    /// How its server is reached.
    pub server: AppConnect,
    token: RefCell<String>,
}

impl World {
    /// What the server offers at an address.
    pub fn probe(&self, url: &str, platform: Option<&str>) -> Result<Vec<Offer>, CrmError> {
        run_probe(Probe::of_address(url, platform)?)
    }

    /// The one offer of a platform.
    pub fn offer(&self, platform: &str) -> Offer {
        let mut offers = self.probe(&self.url, Some(platform)).unwrap_or_else(|error| panic!("{platform}: {error:?}"));
        assert_eq!(offers.len(), 1, "{platform}");
        offers.remove(0)
    }

    /// Signs in to `ledger` with a key.
    pub fn key_login(&self, key: &str) -> Result<Session, CrmError> {
        let offer = self.offer("ledger");
        let request = api_key_login(&offer, hostname(&offer), &[("apiKey".into(), key.into())]);
        Ok(session(&offer, signed_in(&offer, send(&request, None, LIMIT), NOW)?))
    }

    /// Signs in to `ledger` with the right key.
    pub fn ledger(&self) -> Session {
        self.key_login(&self.api_key).unwrap_or_else(|error| panic!("ledger: {error:?}"))
    }

    /// Signs in to `harbor` with the address its CRM sends the browser to; `change` may tamper with it.
    pub fn oauth_login(&self, change: impl Fn(String) -> String) -> Result<Session, CrmError> {
        let offer = self.offer("harbor");
        let oauth = oauth_of(&offer);
        let page = HttpRequest { url: authorize_url(oauth, "n0nce"), ..plain_get() };
        let answer = send(&page, None, LIMIT).unwrap_or_else(|failure| panic!("{failure:?}"));
        let back = change(answer.header("location").unwrap_or_default().to_owned());
        let request = callback(&offer, oauth, hostname(&offer), "n0nce", &back)?;
        Ok(session(&offer, signed_in(&offer, send(&request, None, LIMIT), NOW)?))
    }

    /// Signs in to `harbor`.
    pub fn harbor(&self) -> Session {
        self.oauth_login(|back| back).unwrap_or_else(|error| panic!("harbor: {error:?}"))
    }
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
    HttpRequest {
        method: callscribe_crm::Method::Get,
        url: String::new(),
        headers: Vec::new(),
        body: None,
        token: callscribe_crm::Token::Absent,
    }
}

fn session(offer: &Offer, signed_in: SignedIn) -> Session {
    let integration = integration(offer, hostname(offer), &signed_in, NOW);
    let IntegrationKind::AppConnect(server) = integration.kind.clone() else { panic!("{:?}", integration.kind) };
    Session { integration, server, token: RefCell::new(signed_in.token) }
}

impl Session {
    /// Asks to the end, as the worker does; a renewed token replaces the stored one.
    pub fn ask(&self, request: &CrmRequest) -> Result<CrmReply, CrmError> {
        self.ask_by(request, |request, token| send(request, Some(token), LIMIT))
    }

    /// The same with another way to send.
    pub fn ask_by(
        &self,
        request: &CrmRequest,
        send: impl Fn(&HttpRequest, &str) -> Result<HttpResponse, HttpFailure>,
    ) -> Result<CrmReply, CrmError> {
        let mut exchange = start(&self.server, request, NOW).unwrap_or_else(|| panic!("not offered: {request:?}"));
        let mut request = exchange.request();
        loop {
            let answer = send(&request, &self.token.borrow());
            match exchange.answer(answer) {
                Step::Next(next) => request = next,
                Step::Done(outcome, renewed) => {
                    if let Some(token) = renewed {
                        self.token.replace(token);
                    }
                    return outcome;
                }
            }
        }
    }

    /// The credential as it is now.
    pub fn token(&self) -> String {
        self.token.borrow().clone()
    }

    /// The same integration with another credential.
    pub fn with_token(self, token: &str) -> Self {
        Self { token: RefCell::new(token.into()), ..self }
    }

    /// Who has a number, asked past every cache.
    pub fn find(&self, number: &PhoneNumber) -> Result<Vec<Contact>, CrmError> {
        match self.ask(&find_contacts(number))? {
            CrmReply::Contacts(contacts) => Ok(contacts),
            other => panic!("{other:?}"),
        }
    }

    /// The ids of the records under a key.
    pub fn look(&self, key: &str) -> Result<Vec<String>, CrmError> {
        match self.ask(&CrmRequest::FindLog { key: WriteKey(key.into()) })? {
            CrmReply::Logs(records) => Ok(records.into_iter().map(|record| record.id).collect()),
            other => panic!("{other:?}"),
        }
    }

    /// Makes a record; its id.
    pub fn create(&self, draft: &LogDraft) -> Result<String, CrmError> {
        match self.ask(&CrmRequest::CreateLog(Box::new(draft.clone())))? {
            CrmReply::LogCreated(record) => Ok(record.id),
            other => panic!("{other:?}"),
        }
    }

    /// Gives a record another text in place of its note `before`; whether the CRM mangled it.
    pub fn update(&self, id: &str, before: &str, draft: &LogDraft) -> Result<bool, CrmError> {
        match self.ask(&update_log(id, before, draft))? {
            CrmReply::LogUpdated { mangled } => Ok(mangled),
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

/// Who has this number?
pub fn find_contacts(number: &PhoneNumber) -> CrmRequest {
    CrmRequest::FindContacts { number: number.clone(), formats: Vec::new(), fresh: true }
}

/// A contact to be made, of the default kind if `kind` is empty.
pub fn create_contact(name: &str, kind: &str, number: &PhoneNumber) -> CrmRequest {
    let contact = NewContact { kind: kind.into(), ..NewContact::named(name) };
    CrmRequest::CreateContact { contact, number: number.clone() }
}

/// Another text for a record, in place of its note `before`.
pub fn update_log(id: &str, before: &str, draft: &LogDraft) -> CrmRequest {
    let record = RecordRef { id: id.into(), url: None };
    CrmRequest::UpdateLog { record, ours: vec![OwnText::of(before)], draft: Box::new(draft.clone()) }
}

/// A call to log to a contact.
pub fn draft(key: &str, contact_id: &str, other: &PhoneNumber) -> LogDraft {
    LogDraft {
        key: WriteKey(key.into()),
        contact: Contact { id: contact_id.into(), name: "Ann".into(), kind: "Contact".into(), ..Contact::default() },
        association: None,
        subject: "Inbound call from Ann".into(),
        note: "first".into(),
        direction: Direction::Inbound,
        told: Vec::new(),
        wrap_up: WrapUp::default(),
        answers: BTreeMap::new(),
        result: Some(CallResult::Answered),
        start: Some(NOW),
        offset: 0,
        time: "2026-03-02 10:00 (UTC+00:00)".into(),
        duration: Some(12),
        number: Some(other.clone()),
        asked_by: other.clone(),
        own: Some(parse("+14155550199", "US")),
        recording: None,
        voicemail: None,
        corrected: false,
    }
}
