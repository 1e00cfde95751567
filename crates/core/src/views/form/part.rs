//! One integration's part of the log form: whom the call was with there, and what else it asks (C3, K6).

use serde::{Deserialize, Serialize};

use super::FormError;
use crate::case::Case;
use crate::command::LogChoice;
use crate::contact::{Association, Contact};
use crate::entry::{ContactChoice, LogEntry, LogStatus, NewContact};
use crate::integration::{ContactType, Field, Integration, IntegrationId, SignIn};
use crate::order::{InOrder, OrdMap};

/// One integration's part of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The integration.
    pub integration: IntegrationId,
    /// Its name for eyes.
    pub name: String,
    /// Whether it can be logged there at all.
    pub state: PartState,
    /// Log it there.
    pub on: bool,
    /// Contacts to choose from.
    pub contacts: Vec<Contact>,
    /// Whether the integration has been asked for the number.
    pub looked: bool,
    /// Whom a person chose for the number before (F6).
    #[serde(default)]
    pub remembered: Option<Contact>,
    /// The one chosen; where there are several, only one chosen before is preselected (C3, F6).
    #[serde(default)]
    pub chosen: Option<ContactChoice>,
    /// The chosen association; `None` = none.
    #[serde(default)]
    pub association: Option<Association>,
    /// What the integration asks besides (K6).
    #[serde(default)]
    pub fields: Vec<Field>,
    /// The kinds of contact that can be made, the default first.
    #[serde(default)]
    pub contact_types: Vec<ContactType>,
    /// What a new contact asks.
    #[serde(default)]
    pub contact_fields: Vec<Field>,
    /// Answers to what the log asks, by the fields' names.
    #[serde(default)]
    pub answers: OrdMap<String, String>,
}

/// Whether an integration takes this call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartState {
    /// It can be logged.
    Open,
    /// It is logged already; with the record's page (C2).
    Logged(Option<String>),
    /// It was logged, and the record was deleted in the CRM; Save makes one new record (C2).
    Gone,
    /// Its request is under way; Save becomes an update (C4).
    UnderWay,
    /// It needs sign-in first.
    SignedOut,
}

impl Part {
    pub(super) fn open(case: &Case, integration: &Integration, remembered: Option<Contact>) -> Self {
        let entry = case.entry(&integration.id);
        let state = state_of(entry, integration);
        let mut part = Self {
            integration: integration.id.clone(),
            name: integration.name.clone(),
            on: matches!(state, PartState::Open | PartState::UnderWay),
            state,
            contacts: entry.map(|e| e.candidates().to_vec()).unwrap_or_default(),
            looked: entry.is_some_and(|e| e.found.is_some()),
            remembered,
            chosen: entry.and_then(|e| e.contact.clone()),
            association: entry.and_then(|e| e.association.clone()).flatten(),
            fields: integration.fields().iter().filter(|field| !field.of_contact).cloned().collect(),
            contact_types: integration.contact_types().to_vec(),
            contact_fields: integration.contact_fields().to_vec(),
            answers: entry.map(|e| e.answers.clone()).unwrap_or_default(),
        };
        part.fill_in_defaults();
        part.choose_what_is_clear();
        part
    }

    pub(super) fn with(mut self, fresh: Self) -> Self {
        if !self.can_be_logged() && fresh.can_be_logged() {
            self.on = fresh.on;
        }
        (self.state, self.name, self.fields) = (fresh.state, fresh.name, fresh.fields);
        (self.contact_types, self.contact_fields) = (fresh.contact_types, fresh.contact_fields);
        self.fill_in_defaults();
        for contact in fresh.contacts {
            if !self.contacts.iter().any(|known| known.id == contact.id) {
                self.contacts.push(contact);
            }
        }
        self.looked |= fresh.looked;
        self
    }

    fn fill_in_defaults(&mut self) {
        for field in &self.fields {
            if let Some(default) = &field.default {
                self.answers.entry(field.name.clone()).or_insert_with(|| default.clone());
            }
        }
    }

    /// What the integration asks of the contact that is chosen.
    pub fn asked(&self) -> impl Iterator<Item = &Field> {
        let kind = match &self.chosen {
            Some(ContactChoice::Known(contact)) => contact.kind.as_str(),
            Some(ContactChoice::New(new)) => new.kind.as_str(),
            None => "",
        };
        self.fields.iter().filter(move |field| field.is_asked_of(kind))
    }

    /// The answer to a field; empty until somebody gives one.
    pub fn answer(&self, field: &str) -> &str {
        self.answers.get(field).map_or("", String::as_str)
    }

    /// What the integration asks of the contact to be made.
    pub fn asked_of_new(&self) -> impl Iterator<Item = &Field> {
        let kind = self.new_contact().map(|new| new.kind.as_str());
        self.contact_fields.iter().filter(move |field| kind.is_some_and(|kind| field.is_asked_of(kind)))
    }

    /// The answer to a field of the contact to be made; empty until somebody gives one.
    pub fn answer_of_new(&self, field: &str) -> &str {
        self.new_contact().and_then(|new| new.answers.get(field)).map_or("", String::as_str)
    }

    /// The contact to be made, where that is chosen.
    pub fn new_contact(&self) -> Option<&NewContact> {
        match &self.chosen {
            Some(ContactChoice::New(new)) => Some(new),
            _ => None,
        }
    }

    /// Chooses a contact to be made, of the default kind and with the default answers until a person says else.
    pub fn choose_new(&mut self, change: impl FnOnce(&mut NewContact)) {
        let mut new = self.new_contact().cloned().unwrap_or_else(|| NewContact {
            kind: self.contact_types.first().map(|one| one.value.clone()).unwrap_or_default(),
            answers: self.contact_fields.iter().filter_map(|field| Some((field.name.clone(), field.default.clone()?))).collect(),
            ..NewContact::default()
        });
        change(&mut new);
        self.choose(ContactChoice::New(new));
    }

    /// Where to, and to whom, once nothing is missing.
    pub(super) fn choice(&self) -> Result<LogChoice, Vec<FormError>> {
        let integration = self.integration.clone();
        let contact = match &self.chosen {
            None => Err(FormError::ContactMissing(integration.clone())),
            Some(ContactChoice::New(new)) if new.name.trim().is_empty() => Err(FormError::NameMissing(integration.clone())),
            Some(contact) => Ok(contact.clone()),
        };
        let answered = |field: &Field| !self.answer(&field.name).trim().is_empty();
        let of_contact = self.asked_of_new().filter(|field| field.required && self.answer_of_new(&field.name).trim().is_empty());
        let open = of_contact.chain(self.asked().filter(|field| field.required && !answered(field)));
        let mut errors: Vec<FormError> = open.map(|field| FormError::AnswerMissing(integration.clone(), field.name.clone())).collect();
        match contact {
            Ok(contact) if errors.is_empty() => {
                let answers = self.asked().map(|field| (field.name.clone(), self.answer(&field.name).to_owned()));
                let answers = answers.filter(|(_, answer)| !answer.is_empty()).collect();
                Ok(LogChoice { integration, contact, association: self.association.clone(), answers })
            }
            Ok(_) => Err(errors),
            Err(missing) => {
                errors.insert(0, missing);
                Err(errors)
            }
        }
    }

    /// Whether Save may write there.
    pub fn can_be_logged(&self) -> bool {
        matches!(self.state, PartState::Open | PartState::Gone | PartState::UnderWay)
    }

    /// The integration was asked for the number and knows these.
    pub fn found(&mut self, contacts: Vec<Contact>) {
        self.contacts = contacts;
        self.looked = true;
        self.choose_what_is_clear();
    }

    /// Chooses a contact, and its association where there is exactly one open (A2).
    pub fn choose(&mut self, contact: ContactChoice) {
        self.association = match &contact {
            ContactChoice::Known(known) => only_open(known),
            ContactChoice::New(_) => None,
        };
        self.chosen = Some(contact);
    }

    /// The associations of the chosen contact, open ones first.
    pub fn associations(&self) -> Vec<Association> {
        let Some(ContactChoice::Known(contact)) = &self.chosen else { return Vec::new() };
        let mut all = contact.associations.clone();
        all.order_by_key(|a| !a.open);
        all
    }

    fn choose_what_is_clear(&mut self) {
        if self.chosen.is_some() {
            return;
        }
        if let (true, true, Some(before)) = (self.looked, self.contacts.is_empty(), &self.remembered) {
            self.contacts.push(before.clone());
        }
        let before = self.contacts.iter().find(|contact| self.remembered.as_ref().is_some_and(|before| before.id == contact.id));
        let clear = match self.contacts.as_slice() {
            [only] => Some(only),
            _ => before,
        };
        if let Some(contact) = clear.cloned() {
            self.choose(ContactChoice::Known(Box::new(contact)));
        }
    }
}

fn only_open(contact: &Contact) -> Option<Association> {
    let mut open = contact.associations.iter().filter(|a| a.open);
    let first = open.next();
    if open.next().is_some() { None } else { first.cloned() }
}

fn state_of(entry: Option<&LogEntry>, integration: &Integration) -> PartState {
    match entry.map(|e| &e.status) {
        Some(LogStatus::RecordGone(_)) => PartState::Gone,
        Some(LogStatus::Sending { .. } | LogStatus::InDoubt { .. }) => PartState::UnderWay,
        Some(_) if entry.is_some_and(|e| e.record().is_some()) => {
            PartState::Logged(entry.and_then(LogEntry::record).and_then(|r| r.at.url.clone()))
        }
        _ if integration.sign_in == SignIn::Needed => PartState::SignedOut,
        _ => PartState::Open,
    }
}
