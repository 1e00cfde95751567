//! Records as they are made, and found again by their key.

use std::cell::RefCell;

use callscribe_contract::{LIMIT, System, send};
use callscribe_core::call::{Direction, WrapUp};
use callscribe_core::crm::{CrmReply, CrmRequest, LogDraft, WriteKey};
use callscribe_core::integration::Dedupe;

use crate::{call_of, create, logged, somebody_called};

/// What a format would take for its own.
pub const TEXTS: [&str; 7] = [
    "$& $1 $` $' costs $1500",
    "<b>bold</b> & <script>alert(1)</script> &amp; 5 < 6",
    "one line\nanother\n\nand one after a gap",
    "👩🏽‍💻 🙂 é ﬁ",
    "שלום نور, and back",
    "said\n- Result: sold\n- Duration: an hour",
    r#"\ \n "double" 'single' %20 {{name}} [x](y) *z*"#,
];

pub fn c1_a_record_says_what_was_to_be_logged(system: &System) {
    let session = system.sign_in();
    let person = system.somebody("Logged");
    let contact = system.add_contact(&person.name, &person.number.key);
    let deal = system.add_opportunity(&contact, &format!("Roof of {}", person.name), true);
    let reply = system.eventually(
        &session,
        &system.find_by(&person.number),
        |reply| matches!(reply, CrmReply::Contacts(found) if found.iter().any(|contact| !contact.associations.is_empty())),
    );
    let CrmReply::Contacts(found) = reply else { panic!("{reply:?}") };
    let draft = LogDraft {
        association: found[0].associations.first().cloned(),
        subject: "Inbound call from <b>Ann</b> $& 🙂".into(),
        note: "two\nlines".into(),
        ..call_of(&person, &found[0])
    };
    let made = logged(system, &session, &draft);
    let record = system.record(&draft.key);
    assert_eq!((&record.id, &record.contact, &record.association), (&made.id, &contact, &deal), "{}", system.name());
    assert_eq!((record.subject.as_str(), record.direction.as_str()), (draft.subject.as_str(), "in"), "{}", system.name());
    assert!(record.note.contains("two\nlines"), "{}: {:?}", system.name(), record.note);
    assert!(record.seconds.is_none_or(|seconds| seconds.abs_diff(75) <= 15), "{}: {:?}", system.name(), record.seconds);
    assert!(record.seconds.is_some() || record.note.contains("00:01:15"), "{}: {}", system.name(), record.whole);
    assert!(!record.note.contains(&draft.key.0), "J6, {}: {}", system.name(), record.note);
}

pub fn c1_an_outbound_call_is_told_from_an_inbound_one(system: &System) {
    let session = system.sign_in();
    let draft = LogDraft { direction: Direction::Outbound, subject: "Outbound".into(), ..somebody_called(system, &session, "Out") };
    logged(system, &session, &draft);
    assert_eq!(system.record(&draft.key).direction, "out", "{}", system.name());
}

pub fn g1_a_record_is_found_by_its_own_key_only(system: &System) {
    let session = system.sign_in();
    let draft = somebody_called(system, &session, "Key");
    let look = |key: String| session.ask(&CrmRequest::FindLog { key: WriteKey(key) });
    assert_eq!(look(draft.key.0.clone()), Ok(CrmReply::Logs(Vec::new())));
    let made = logged(system, &session, &draft);
    assert_eq!(system.look(&session, &draft.key), [made.id]);
    let again = format!("{}~g1", draft.key.0);
    for other in [again.as_str(), &draft.key.0[1..], &draft.key.0[..draft.key.0.len() - 1]] {
        assert_eq!(look(other.into()), Ok(CrmReply::Logs(Vec::new())), "{}: {other}", system.name());
    }
}

pub fn g8_the_same_create_twice_is_what_the_promise_says(system: &System) {
    let session = system.sign_in();
    let draft = somebody_called(system, &session, "Twice");
    logged(system, &session, &draft);
    system.look(&session, &draft.key);
    let again = session.ask(&create(&draft));
    let there = system.records(&draft.key).len();
    match session.integration.capabilities.dedupe {
        Dedupe::Upsert => {
            assert_eq!(there, 1, "{}", system.name());
            assert!(matches!(again, Ok(CrmReply::LogCreated(_) | CrmReply::LogExists)), "{}: {again:?}", system.name());
        }
        Dedupe::Find { .. } => {
            let expected = if again == Ok(CrmReply::LogExists) { 1 } else { 2 };
            assert_eq!(there, expected, "{}: {again:?}", system.name());
            let key = draft.key.clone();
            system.eventually(&session, &CrmRequest::FindLog { key }, |reply| matches!(reply, CrmReply::Logs(all) if all.len() == there));
        }
        Dedupe::None => assert!(again.is_ok(), "{}: {again:?}", system.name()),
    }
}

pub fn i6_parts_that_are_off_are_not_in_the_record(system: &System) {
    let session = system.sign_in();
    let person = system.somebody("Off");
    let contact = system.meet(&session, &person);
    let off = LogDraft {
        subject: String::new(),
        note: String::new(),
        wrap_up: WrapUp::default(),
        result: None,
        start: None,
        time: String::new(),
        duration: None,
        number: None,
        own: None,
        ..call_of(&person, &contact)
    };
    let sent = RefCell::new(String::new());
    let outcome = session.ask_by(&create(&off), |request, token| {
        sent.borrow_mut().push_str(request.body.as_deref().unwrap_or_default());
        send(request, Some(token), LIMIT)
    });
    assert!(matches!(outcome, Ok(CrmReply::LogCreated(_))), "{}: {outcome:?}", system.name());
    let record = system.record(&off.key);
    let digits: String = sent.borrow().chars().filter(char::is_ascii_digit).collect();
    assert!(!digits.contains(&person.written("##########")), "{}: the number left: {}", system.name(), sent.borrow());
    assert!(!digits.contains("4155550199"), "{}: the agent's number left: {}", system.name(), sent.borrow());
    assert!(record.seconds.unwrap_or(0) == 0, "{}: {}", system.name(), record.whole);
    for word in ["00:01:15", "Result", "Answered", "Duration", "Date and time", "Number", "Agent"] {
        assert!(!record.note.contains(word), "{}: {word} in {}", system.name(), record.note);
    }
}

pub fn j5_texts_come_back_as_typed(system: &System) {
    let session = system.sign_in();
    let contact = somebody_called(system, &session, "Texts");
    for (at, text) in TEXTS.into_iter().enumerate() {
        let key = WriteKey(format!("{}~t{at}", contact.key.0));
        let draft = LogDraft { key, note: text.into(), subject: text.replace('\n', " "), ..contact.clone() };
        logged(system, &session, &draft);
        let record = system.record(&draft.key);
        assert!(record.note.contains(text), "{}: {text:?} became {:?}", system.name(), record.note);
        assert_eq!(record.subject, draft.subject, "{}", system.name());
    }
}
