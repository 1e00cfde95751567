//! The address book as an integration: look-up, placeholder, record and Logged entry in one change, without asking anybody.

use super::{found, later_text, logged, remembered_key, same_name, wait_to_log_once};
use crate::book::{self, BookContact, BookNumber};
use crate::call::Call;
use crate::case::Case;
use crate::contact::Contact;
use crate::crm::RecordRef;
use crate::engine::change::{Change, Saved};
use crate::engine::io::Key;
use crate::engine::view::{Stop, View};
use crate::entry::{Conflict, ContactChoice, LogEntry, LogStatus, NewContact, Record, Sent, StepKind};
use crate::integration::Integration;
use crate::log_text;
use crate::rules;
use crate::time::Millis;

/// The address book is an upsert without HTTP: look-up, record and Logged entry are one change.
pub(super) fn log(
    view: &View<'_>,
    change: &mut Change,
    entry: &mut LogEntry,
    case: &Case,
    integration: &Integration,
    now: Millis,
) -> Result<(), Stop> {
    if matches!(entry.status, LogStatus::Matching(_)) {
        let number = case.call.other();
        view.require([Key::BookNumber(integration.id.clone(), number.key.clone()), remembered_key(&integration.id, &case.call)])?;
        let contacts = view.book_number(&integration.id, &number.key)?;
        found(view, entry, &case.call, integration, book::match_number(&contacts, &number), now)?;
        wait_to_log_once(view, entry, case, integration, now);
    }
    let known = match &entry.status {
        LogStatus::UpdatePending { record, .. } => Some(record.clone()),
        LogStatus::Ready { .. } => None,
        _ => return Ok(()),
    };
    if entry.due().is_some_and(|due| due > now) {
        return Ok(());
    }
    let Some(choice) = entry.contact.clone() else {
        entry.status = LogStatus::Unresolved(Conflict::NoContact);
        return Ok(());
    };
    let contact = match choice {
        ContactChoice::Known(contact) => *contact,
        ContactChoice::New(NewContact { name, .. }) => match same_person(view, change, integration, entry, &case.call, &name)? {
            Some(known) => known.as_contact(),
            None => {
                let made = placeholder(integration, &case.call, name, now);
                let contact = made.as_contact();
                change.puts.push(Saved::Contact(made));
                contact
            }
        },
    };
    entry.contact = Some(ContactChoice::Known(Box::new(contact.clone())));
    if known.is_none() && looks_logged(view, entry, &case.call, integration, &contact)? {
        return Ok(());
    }
    let draft = if known.is_some() {
        later_text(case, entry).0
    } else {
        let content = view.working.settings.content;
        let draft = log_text::draft(case, entry, &contact, &content);
        entry.sent = Some(Sent::first(&draft, &content));
        draft
    };
    let activity = book::activity(case, entry, &draft);
    entry.sent.iter_mut().for_each(Sent::arrived);
    change.puts.push(Saved::Activity(Box::new(activity)));
    let sent_revision = case.note_to_send().1;
    match known {
        Some(record) => {
            entry.step(now, StepKind::Updated);
            entry.status = LogStatus::Logged(Record { sent_revision, ..record });
        }
        None => {
            let at = RecordRef { id: entry.key.key(), url: None };
            logged(entry, rules::logged(at, sent_revision, None, now), now);
        }
    }
    Ok(())
}

/// G9: a first create asks where the contact has an activity from the same time that is none of ours; a person who logs it knows.
fn looks_logged(view: &View<'_>, entry: &mut LogEntry, call: &Call, book: &Integration, contact: &Contact) -> Result<bool, Stop> {
    if !book.tells_of_others() || !rules::asks_for_others(call, entry, &book.choices) {
        return Ok(false);
    }
    let around = Key::ActivitiesAround(book.id.clone(), contact.id.clone(), call.start());
    view.require([around.clone()])?;
    let activities = view.activities(&around)?;
    let Some(known) = rules::looks_logged(call, &activities) else { return Ok(false) };
    entry.status = LogStatus::Unresolved(Conflict::LooksLogged(known.key.call.clone()));
    Ok(true)
}

/// G2: the contact of this name and number that is there already, or is made in this very change. Where a policy wants the placeholder
/// anybody with the number will do.
fn same_person(
    view: &View<'_>,
    change: &Change,
    book: &Integration,
    entry: &LogEntry,
    call: &Call,
    name: &str,
) -> Result<Option<BookContact>, Stop> {
    let key = call.other().key;
    if key.is_empty() {
        return Ok(None);
    }
    let place = Key::BookNumber(book.id.clone(), key.clone());
    view.require([place])?;
    let being_made = change.puts.iter().filter_map(|saved| match saved {
        Saved::Contact(contact) => Some(contact.clone()),
        _ => None,
    });
    let mut all = view.book_number(&book.id, &key)?.into_iter().chain(being_made);
    let has_number = |contact: &BookContact| contact.book == book.id && contact.numbers.iter().any(|n| n.number.key == key);
    let anybody = entry.makes_placeholder_by_policy();
    Ok(all.find(|contact| has_number(contact) && (anybody || same_name(&contact.name, name))))
}

/// A contact with only a name and the number (C5). Its id comes from the call, so that it is made once.
fn placeholder(book: &Integration, call: &Call, name: String, now: Millis) -> BookContact {
    let number = call.other();
    let numbers = if number.key.is_empty() { Vec::new() } else { vec![BookNumber { label: String::new(), number }] };
    BookContact {
        book: book.id.clone(),
        id: format!("call-{}", call.id.key()),
        name,
        company: String::new(),
        email: String::new(),
        numbers,
        associations: Vec::new(),
        created: now,
        changed: now,
    }
}
