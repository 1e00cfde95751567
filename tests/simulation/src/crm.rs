//! A CRM with its own books: people, records, and what it answers when nothing goes wrong.

use std::collections::BTreeSet;

use callscribe_core::contact::Contact;
use callscribe_core::crm::{CrmError, CrmReply, CrmRequest, ErrorKind, FollowUpDraft, LogDraft, Problem, RecordRef, TaskRef, WriteKey};
use callscribe_core::integration::Dedupe;
use callscribe_core::time::Millis;

/// A CRM.
#[derive(Debug, Clone)]
pub struct Crm {
    /// How it keeps doubles away.
    pub dedupe: Dedupe,
    /// Who it knows, each with the number key that finds them.
    pub people: Vec<(String, Contact)>,
    /// Every record ever written.
    pub records: Vec<Written>,
    /// Every task ever made.
    pub tasks: Vec<Made>,
    /// It says so when a key is there already.
    pub knows_keys: bool,
    /// An update moves a record to the contact it names.
    pub moves: bool,
    gone: BTreeSet<String>,
    made: usize,
}

/// A task in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its id.
    pub id: String,
    /// What it was last made to say.
    pub draft: FollowUpDraft,
    /// When it was made.
    pub at: Millis,
    /// Somebody did it.
    pub done: bool,
}

/// A record in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its id.
    pub id: String,
    /// The key it came with.
    pub key: WriteKey,
    /// Whom it was logged to.
    pub contact: String,
    /// What its note says.
    pub note: String,
    /// The draft it was last written from; none if another browser wrote it.
    pub draft: Option<LogDraft>,
    /// When it was written.
    pub at: Millis,
    /// Somebody deleted it.
    pub deleted: bool,
}

impl Crm {
    /// An empty one.
    pub fn new(dedupe: Dedupe) -> Self {
        Self {
            dedupe,
            people: Vec::new(),
            records: Vec::new(),
            tasks: Vec::new(),
            knows_keys: false,
            moves: false,
            gone: BTreeSet::new(),
            made: 0,
        }
    }

    /// Does what is asked and says so.
    ///
    /// # Errors
    /// What a CRM says no to: a record or a contact that is gone.
    pub fn act(&mut self, request: &CrmRequest, now: Millis) -> Result<CrmReply, CrmError> {
        match request {
            CrmRequest::FindContacts { number, .. } => Ok(CrmReply::Contacts(self.having(&number.key))),
            CrmRequest::SearchContacts { name } => {
                Ok(CrmReply::Contacts(self.people.iter().filter(|(_, c)| c.name == *name).map(|(_, c)| c.clone()).collect()))
            }
            CrmRequest::CreateContact { contact, number } => Ok(CrmReply::ContactCreated(self.add(&number.key, &contact.name))),
            CrmRequest::CreateLog(draft) if self.gone.contains(&draft.contact.id) => {
                Err(CrmError::new(ErrorKind::Refused, Problem::Refused))
            }
            CrmRequest::FindLog { key } => Ok(CrmReply::Logs(self.visible(key, now))),
            CrmRequest::CreateLog(draft) => {
                let there = self.records.iter_mut().find(|r| r.key == draft.key && !r.deleted);
                if let (Some(record), Dedupe::Upsert) = (there, self.dedupe) {
                    record.note = draft.note_and_told();
                    record.draft = Some(draft.as_ref().clone());
                    return Ok(CrmReply::LogCreated(reference(&record.id)));
                }
                if self.knows_keys && self.records.iter().any(|r| r.key == draft.key && !r.deleted) {
                    return Ok(CrmReply::LogExists);
                }
                let id = format!("r{}", self.records.len() + 1);
                let (key, contact, note) = (draft.key.clone(), draft.contact.id.clone(), draft.note_and_told());
                self.records.push(Written {
                    id: id.clone(),
                    key,
                    contact,
                    note,
                    draft: Some(draft.as_ref().clone()),
                    at: now,
                    deleted: false,
                });
                Ok(CrmReply::LogCreated(reference(&id)))
            }
            CrmRequest::SetDisposition { .. } => Ok(CrmReply::DispositionSet),
            CrmRequest::FindFollowUp { key } => {
                let seen = self.tasks.iter().filter(|task| task.draft.key == *key && task.at + self.lag() <= now);
                Ok(CrmReply::FollowUps(seen.map(|task| TaskRef { record: reference(&task.id), done: task.done }).collect()))
            }
            CrmRequest::CreateFollowUp(draft) if self.gone.contains(&draft.contact.id) => {
                Err(CrmError::new(ErrorKind::Refused, Problem::Refused))
            }
            CrmRequest::CreateFollowUp(draft) => Ok(CrmReply::FollowUpCreated(reference(&self.make_task(draft, now)))),
            CrmRequest::UpdateLog { record, draft, .. } => match self.records.iter_mut().find(|r| r.id == record.id && !r.deleted) {
                Some(written) => {
                    written.note = draft.note_and_told();
                    written.draft = Some(draft.as_ref().clone());
                    if self.moves {
                        written.contact.clone_from(&draft.contact.id);
                    }
                    Ok(CrmReply::LogUpdated { mangled: false })
                }
                None => Err(CrmError::new(ErrorKind::Gone, Problem::Gone)),
            },
        }
    }

    fn make_task(&mut self, draft: &FollowUpDraft, now: Millis) -> String {
        let there = self.tasks.iter_mut().find(|task| task.draft.key == draft.key);
        if let (Some(task), Dedupe::Upsert) = (there, self.dedupe) {
            task.draft = draft.clone();
            return task.id.clone();
        }
        let id = format!("t{}", self.tasks.len() + 1);
        self.tasks.push(Made { id: id.clone(), draft: draft.clone(), at: now, done: false });
        id
    }

    /// Adds a person.
    pub fn add(&mut self, number: &str, name: &str) -> Contact {
        self.made += 1;
        let contact = Contact { id: format!("c{}", self.made), name: name.into(), ..Contact::default() };
        self.people.push((number.into(), contact.clone()));
        contact
    }

    /// Somebody deletes a person; nothing can be logged there any more.
    pub fn delete_person(&mut self, id: &str) {
        self.people.retain(|(_, contact)| contact.id != id);
        self.gone.insert(id.into());
    }

    /// Somebody makes one person of two; the records of the first are the other's from now on.
    pub fn merge(&mut self, id: &str, into: &str) {
        self.records.iter_mut().filter(|record| record.contact == id).for_each(|record| into.clone_into(&mut record.contact));
        self.delete_person(id);
    }

    /// The people with this number.
    pub fn having(&self, number: &str) -> Vec<Contact> {
        self.people.iter().filter(|(n, _)| n == number).map(|(_, c)| c.clone()).collect()
    }

    /// The records with this key.
    pub fn with_key(&self, key: &WriteKey) -> Vec<&Written> {
        self.records.iter().filter(|r| r.key == *key).collect()
    }

    fn visible(&self, key: &WriteKey, now: Millis) -> Vec<RecordRef> {
        let seen = |r: &&Written| r.key == *key && !r.deleted && r.at + self.lag() <= now;
        self.records.iter().filter(seen).map(|r| reference(&r.id)).collect()
    }

    /// How long after it was written something can be found.
    fn lag(&self) -> Millis {
        match self.dedupe {
            Dedupe::Find { lag, .. } => lag,
            Dedupe::Upsert | Dedupe::None => 0,
        }
    }
}

fn reference(id: &str) -> RecordRef {
    RecordRef { id: id.into(), url: None }
}
