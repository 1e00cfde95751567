//! The log form: one call, any number of integrations, and what Save puts on the desk.

use serde::{Deserialize, Serialize};

use super::note::text_of;
use crate::call::CallId;
use crate::case::Case;
use crate::command::{Command, LogChoice};
use crate::contact::{Association, Contact, Remembered};
use crate::entry::{ContactChoice, LogEntry, LogKey, LogStatus};
use crate::integration::{Integration, IntegrationId, IntegrationKind, SignIn};
use crate::practice;

/// A log form, half-filled or ready; lies on the desk as it is while it is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogForm {
    /// The call.
    pub call: CallId,
    /// One part per integration.
    pub parts: Vec<Part>,
    /// The note that goes with it.
    pub note: String,
    /// The note as it was stored when the form was opened.
    pub note_before: String,
}

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
    pub chosen: Option<ContactChoice>,
    /// The chosen association; `None` = none.
    pub association: Option<Association>,
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

/// What is missing before the form can be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormError {
    /// No integration is switched on.
    NothingChosen,
    /// This part has no contact.
    ContactMissing(IntegrationId),
    /// The new contact of this part has no name.
    NameMissing(IntegrationId),
}

impl LogForm {
    /// The form of a call as it opens: filled in as far as there is no doubt.
    pub fn open(case: &Case, integrations: &[Integration], remembered: &[Remembered]) -> Self {
        let before = |i: &Integration| remembered.iter().find(|one| one.integration == i.id).map(|one| one.contact.as_ref().clone());
        let parts = integrations.iter().filter(|i| is_for(case, i)).map(|i| Part::open(case, i, before(i))).collect();
        let note = text_of(case.note.as_ref()).to_owned();
        Self { call: case.call.id.clone(), parts, note_before: note.clone(), note }
    }

    /// Takes over what changed in the store while the form is open; what was typed or chosen stays.
    pub fn refresh(&mut self, case: &Case, integrations: &[Integration]) {
        let fresh = Self::open(case, integrations, &[]);
        let old = std::mem::take(&mut self.parts);
        let kept = |part: Part| match old.iter().find(|o| o.integration == part.integration) {
            Some(old) => old.clone().with(part),
            None => part,
        };
        self.parts = fresh.parts.into_iter().map(kept).collect();
        if self.note == self.note_before {
            self.note.clone_from(&fresh.note);
            self.note_before = fresh.note;
        }
    }

    /// The entries the form holds while it is open (C4).
    pub fn held(&self) -> Vec<LogKey> {
        let open = self.parts.iter().filter(|p| p.can_be_logged());
        open.map(|p| LogKey { call: self.call.clone(), integration: p.integration.clone() }).collect()
    }

    /// The part of an integration.
    pub fn part_mut(&mut self, integration: &IntegrationId) -> Option<&mut Part> {
        self.parts.iter_mut().find(|p| p.integration == *integration)
    }

    /// What Save puts on the desk.
    ///
    /// # Errors
    /// Everything that is missing, in the order of the screen.
    pub fn save(&self) -> Result<Command, Vec<FormError>> {
        let mut errors = Vec::new();
        let mut entries = Vec::new();
        for part in self.parts.iter().filter(|p| p.on && p.can_be_logged()) {
            let integration = part.integration.clone();
            match &part.chosen {
                None => errors.push(FormError::ContactMissing(integration)),
                Some(ContactChoice::New { name, .. }) if name.trim().is_empty() => errors.push(FormError::NameMissing(integration)),
                Some(contact) => {
                    entries.push(LogChoice { integration, contact: contact.clone(), association: part.association.clone() });
                }
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let note = (self.note != self.note_before).then(|| self.note.clone());
        match (entries.is_empty(), note) {
            (true, None) => Err(vec![FormError::NothingChosen]),
            (true, Some(text)) => Ok(Command::SaveNote { call: self.call.clone(), text, base: self.note_before.clone() }),
            (false, note) => Ok(Command::Log { call: self.call.clone(), entries, note, base: self.note_before.clone() }),
        }
    }
}

impl Part {
    fn open(case: &Case, integration: &Integration, remembered: Option<Contact>) -> Self {
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
        };
        part.choose_what_is_clear();
        part
    }

    fn with(mut self, fresh: Self) -> Self {
        if !self.can_be_logged() && fresh.can_be_logged() {
            self.on = fresh.on;
        }
        (self.state, self.name) = (fresh.state, fresh.name);
        for contact in fresh.contacts {
            if !self.contacts.iter().any(|known| known.id == contact.id) {
                self.contacts.push(contact);
            }
        }
        self.looked |= fresh.looked;
        self
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
            ContactChoice::New { .. } => None,
        };
        self.chosen = Some(contact);
    }

    /// The associations of the chosen contact, open ones first.
    pub fn associations(&self) -> Vec<Association> {
        let Some(ContactChoice::Known(contact)) = &self.chosen else { return Vec::new() };
        let mut all = contact.associations.clone();
        all.sort_by_key(|a| !a.open);
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

/// A practice call goes to the practice book only, and nothing else goes there (I12).
fn is_for(case: &Case, integration: &Integration) -> bool {
    let is_practice_book = matches!(integration.kind, IntegrationKind::AddressBook { practice: true });
    !integration.removed && is_practice_book == (case.call.id.account == practice::account_id())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::{AccountId, Call, Facts};
    use crate::contact::ContactMatch;
    use crate::crm::RecordRef;
    use crate::entry::Record;

    fn book(id: &str) -> Integration {
        Integration { automatic_since: None, ..Integration::address_book(IntegrationId::new(id), id, 0, false) }
    }

    fn contact(id: &str, deals: usize) -> Contact {
        let associations = (0..deals).map(|n| Association {
            field: "deals".into(),
            id: n.to_string(),
            title: format!("Deal {n}"),
            open: true,
            created: None,
        });
        Contact { id: id.into(), name: id.into(), associations: associations.collect(), ..Contact::default() }
    }

    fn case(found: Vec<Contact>) -> Case {
        let id = CallId { account: AccountId::new("typed"), session: "1".into() };
        let call = Call { id, facts: Facts::default(), first_seen: 0, zone: ("UTC".into(), 0), duration_confirmed: false, gap: None };
        let mut case = Case { call, entries: Vec::new(), note: None };
        let mut entry = LogEntry::new(case.key(&IntegrationId::new("a")));
        entry.found = Some((0, ContactMatch::from_hits(found)));
        case.entries.push(entry);
        case
    }

    #[test]
    fn c3_with_one_contact_the_form_is_ready_to_save() {
        let form = LogForm::open(&case(vec![contact("Ann", 1)]), &[book("a")], &[]);
        let Ok(Command::Log { entries, note: None, .. }) = form.save() else { panic!("{:?}", form.save()) };
        assert_eq!((entries[0].contact.name(), entries[0].association.as_ref().map(|a| a.title.as_str())), ("Ann", Some("Deal 0")));
    }

    #[test]
    fn c3_with_several_contacts_nothing_is_preselected_and_save_asks_for_one() {
        let mut form = LogForm::open(&case(vec![contact("Ann", 0), contact("Ben", 2)]), &[book("a")], &[]);
        assert_eq!(form.save(), Err(vec![FormError::ContactMissing(IntegrationId::new("a"))]));
        form.parts[0].choose(ContactChoice::Known(Box::new(contact("Ben", 2))));
        assert_eq!(form.parts[0].association, None, "two open deals: a person says which");
        assert!(form.save().is_ok());
    }

    #[test]
    fn f6_the_contact_chosen_for_the_number_before_is_preselected() {
        let before = |id: &str| {
            let (integration, number) = (IntegrationId::new("a"), "+1".into());
            [Remembered { integration, number, contact: Box::new(contact(id, 0)), always: None }]
        };
        let chosen = |found: &[&str], id: &str| {
            let case = case(found.iter().map(|name| contact(name, 0)).collect());
            let form = LogForm::open(&case, &[book("a")], &before(id));
            form.parts[0].chosen.as_ref().map(|choice| choice.name().to_owned())
        };
        assert_eq!(chosen(&["Ann", "Ben"], "Ben").as_deref(), Some("Ben"));
        assert_eq!(chosen(&["Ann", "Ben"], "Zoe"), None, "no longer among those found");
        assert_eq!(chosen(&[], "Zoe").as_deref(), Some("Zoe"), "found by name before");
        assert_eq!(chosen(&["Ann"], "Zoe").as_deref(), Some("Ann"));
    }

    #[test]
    fn c2_what_is_logged_already_is_shown_with_its_record_and_not_logged_again() {
        let mut case = case(vec![contact("Ann", 0)]);
        let at = RecordRef { id: "7".into(), url: Some("https://crm.example/7".into()) };
        case.entries[0].status = LogStatus::Logged(Record { at, sent_revision: 0, logged_at: 0, mangled: false, confirm_at: None });
        let form = LogForm::open(&case, &[book("a")], &[]);
        assert_eq!(form.parts[0].state, PartState::Logged(Some("https://crm.example/7".into())));
        assert_eq!(form.save(), Err(vec![FormError::NothingChosen]));
        assert!(form.held().is_empty());
    }

    #[test]
    fn c5_a_new_contact_needs_a_name_and_nothing_else() {
        let mut form = LogForm::open(&case(Vec::new()), &[book("a")], &[]);
        form.parts[0].choose(ContactChoice::New { name: " ".into(), kind: String::new() });
        assert_eq!(form.save(), Err(vec![FormError::NameMissing(IntegrationId::new("a"))]));
        form.parts[0].choose(ContactChoice::New { name: "Chiara".into(), kind: String::new() });
        assert!(form.save().is_ok());
    }

    #[test]
    fn what_was_typed_and_chosen_stays_when_the_store_changes() {
        let mut form = LogForm::open(&case(vec![contact("Ann", 0), contact("Ben", 0)]), &[book("a")], &[]);
        form.parts[0].choose(ContactChoice::Known(Box::new(contact("Ben", 0))));
        form.note = "typed".into();
        form.refresh(&case(vec![contact("Ann", 0)]), &[book("a"), book("b")]);
        assert_eq!(form.parts[0].chosen.as_ref().map(ContactChoice::name), Some("Ben"));
        assert_eq!((form.note.as_str(), form.parts.len()), ("typed", 2));
    }

    #[test]
    fn b6_a_form_keeps_the_text_its_note_began_with_when_the_store_moves_on() {
        let mut form = LogForm::open(&case(Vec::new()), &[book("a")], &[]);
        form.note = "typed".into();
        let mut later = case(Vec::new());
        let note = |call: &Call| crate::call::Note {
            call: call.id.clone(),
            text: "another window".into(),
            revision: 1,
            changed: 0,
            written_by: String::new(),
            cancelled: false,
        };
        later.note = Some(note(&later.call));
        form.refresh(&later, &[book("a")]);
        assert_eq!(form.save(), Err(vec![FormError::ContactMissing(IntegrationId::new("a"))]));
        form.parts[0].on = false;
        assert_eq!(form.save(), Ok(Command::SaveNote { call: form.call.clone(), text: "typed".into(), base: String::new() }));
    }

    #[test]
    fn i12_a_practice_call_is_offered_to_the_practice_book_only_and_no_other_call_is() {
        let practice_book = Integration { kind: IntegrationKind::AddressBook { practice: true }, ..book("p") };
        let offered = |case: &Case| {
            let form = LogForm::open(case, &[book("a"), practice_book.clone()], &[]);
            form.parts.into_iter().map(|p| p.name).collect::<Vec<_>>()
        };
        let mut case = case(Vec::new());
        assert_eq!(offered(&case), ["a"]);
        case.call.id.account = practice::account_id();
        assert_eq!(offered(&case), ["p"]);
    }

    #[test]
    fn a_changed_note_alone_is_saved_as_a_note() {
        let mut form = LogForm::open(&case(Vec::new()), &[], &[]);
        assert_eq!(form.save(), Err(vec![FormError::NothingChosen]));
        form.note = "later".into();
        assert_eq!(form.save(), Ok(Command::SaveNote { call: form.call.clone(), text: "later".into(), base: String::new() }));
    }
}
