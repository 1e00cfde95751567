//! A signed-in integration that asks its server as the worker does.

use std::cell::RefCell;
use std::time::Duration;

use callscribe_core::call::{CallResult, Direction, WrapUp};
use callscribe_core::contact::Contact;
use callscribe_core::crm::{CrmError, CrmReply, CrmRequest, LogDraft, RecordRef, WriteKey};
use callscribe_core::entry::NewContact;
use callscribe_core::integration::Integration;
use callscribe_core::number::{PhoneNumber, parse};
use callscribe_core::order::OrdMap;
use callscribe_core::own_text::OwnText;
use callscribe_crm::{Exchange, HttpFailure, HttpRequest, HttpResponse, Step};

use crate::http::send;

/// The time limit of a request that is meant to be answered.
pub const LIMIT: Duration = Duration::from_secs(20);
/// The instant at which every request leaves, and every call began.
pub const NOW: i64 = 1_772_445_600_000;

/// An integration with its credential.
pub struct Session {
    /// As it would be stored.
    pub integration: Integration,
    token: RefCell<String>,
}

impl Session {
    /// Of an integration that was signed in to with, or for, this token.
    pub fn new(integration: Integration, token: String) -> Self {
        Self { integration, token: RefCell::new(token) }
    }

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
        let mut exchange = Exchange::start(&self.integration.kind, request, NOW)?;
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
        answers: OrdMap::new(),
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
