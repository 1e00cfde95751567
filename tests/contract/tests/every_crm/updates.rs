//! Later texts of a record: ours is replaced, what others wrote stays.

use std::cell::Cell;

use callscribe_contract::{LIMIT, System, send, update_log};
use callscribe_core::crm::{CrmReply, ErrorKind, LogDraft, WriteKey};

use crate::logs::TEXTS;
use crate::{kind, logged, somebody_called};

const UNCHANGED: Result<CrmReply, callscribe_core::crm::CrmError> = Ok(CrmReply::LogUpdated { mangled: false });

pub fn b7_an_update_changes_our_part_alone(system: &System) {
    let session = system.sign_in();
    let first = LogDraft { note: "first words".into(), ..somebody_called(system, &session, "Foreign") };
    let record = logged(system, &session, &first);
    let before = system.record(&first.key);
    system.edit_note(&record.id, &format!("{}\nBob: paid $5 <today> & more", before.note));
    let later = LogDraft { note: "second words\nand more".into(), subject: "Another title".into(), ..first.clone() };
    assert_eq!(session.ask(&update_log(&record.id, "first words", &later)), UNCHANGED, "{}", system.name());
    let after = system.record(&first.key);
    assert!(after.note.contains("second words\nand more"), "{}: {:?}", system.name(), after.note);
    assert!(after.note.contains("Bob: paid $5 <today> & more"), "{}: {:?}", system.name(), after.note);
    assert!(!after.note.contains("first words"), "{}: {:?}", system.name(), after.note);
    assert_eq!(after.note.matches("Duration").count(), before.note.matches("Duration").count(), "{}: {:?}", system.name(), after.note);
    assert!([later.subject, before.subject.clone()].contains(&after.subject), "{}: {}", system.name(), after.subject);
    let kept = |record: &callscribe_contract::Record| (record.contact.clone(), record.direction.clone(), record.seconds);
    assert_eq!(kept(&after), kept(&before), "{}", system.name());
    assert_eq!(system.look(&session, &first.key), [record.id], "{}: still found by its key", system.name());
}

pub fn b7_an_update_sent_twice_changes_nothing_more(system: &System) {
    let session = system.sign_in();
    let first = LogDraft { note: "first words".into(), ..somebody_called(system, &session, "Again") };
    let record = logged(system, &session, &first);
    let later = LogDraft { note: "second words".into(), ..first.clone() };
    let mut asked = update_log(&record.id, "first words", &later);
    assert_eq!(session.ask(&asked), UNCHANGED, "{}", system.name());
    let once = system.record(&first.key).note;
    if let callscribe_core::crm::CrmRequest::UpdateLog { ours, .. } = &mut asked {
        ours.push(callscribe_core::own_text::OwnText::of("second words"));
    }
    assert_eq!(session.ask(&asked), UNCHANGED, "{}", system.name());
    assert_eq!(system.record(&first.key).note, once, "{}", system.name());
}

pub fn b7_what_the_crm_made_of_the_note_is_noticed(system: &System) {
    let session = system.sign_in();
    let first = LogDraft { note: "first words".into(), ..somebody_called(system, &session, "Mangled") };
    let record = logged(system, &session, &first);
    let later = LogDraft { note: "second words".into(), ..first.clone() };
    let changed = Cell::new(false);
    let outcome = session.ask_by(&update_log(&record.id, "first words", &later), |request, token| {
        let answer = send(request, Some(token), LIMIT);
        let there = system.record(&first.key).note;
        if !changed.get() && there.contains("second words") {
            changed.set(true);
            system.edit_note(&record.id, &there.replace("second words", "sec"));
        }
        answer
    });
    assert!(changed.get(), "{}: the update was sent", system.name());
    assert_eq!(outcome, Ok(CrmReply::LogUpdated { mangled: true }), "{}", system.name());
}

pub fn c2_an_update_of_a_deleted_record_is_gone(system: &System) {
    let session = system.sign_in();
    let first = somebody_called(system, &session, "Deleted");
    let record = logged(system, &session, &first);
    system.delete_record(&record.id);
    let outcome = session.ask(&update_log(&record.id, "first", &LogDraft { note: "later".into(), ..first.clone() }));
    assert_eq!(kind(&outcome), Some(ErrorKind::Gone), "{}: {outcome:?}", system.name());
    assert_eq!(system.records(&first.key).len(), 0, "{}: it stays gone", system.name());
}

pub fn j5_texts_of_an_update_come_back_as_typed(system: &System) {
    let session = system.sign_in();
    let contact = somebody_called(system, &session, "Later");
    for (at, text) in TEXTS.into_iter().enumerate() {
        let first = LogDraft { key: WriteKey(format!("{}~u{at}", contact.key.0)), ..contact.clone() };
        let record = logged(system, &session, &first);
        let later = LogDraft { note: text.into(), ..first.clone() };
        assert_eq!(session.ask(&update_log(&record.id, "first", &later)), UNCHANGED, "{}: {text:?}", system.name());
        let there = system.record(&first.key).note;
        assert!(there.contains(text), "{}: {text:?} became {there:?}", system.name());
    }
}
