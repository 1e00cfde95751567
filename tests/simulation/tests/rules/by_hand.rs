//! Rule C: a person logs a call.

use callscribe_core::call::CallId;
use callscribe_core::command::{Command, LogChoice, RefusalKind, Resolution};
use callscribe_core::contact::Contact;
use callscribe_core::crm::ErrorKind;
use callscribe_core::engine::Asked;
use callscribe_core::entry::{ContactChoice, NewContact};
use callscribe_core::integration::{Dedupe, Integration, IntegrationId};
use callscribe_core::time::{HOUR, MINUTE, SECOND};
use callscribe_simulation::rig::{CRM, LINE, Rig, Script, id, key, record, to};
use callscribe_simulation::sample::{ANN, BOB, FIND, answered, ended, integration, rings, whole};

/// The rig of most cases, with automatic logging off.
pub fn by_hand() -> Rig {
    let mut rig = Rig::new();
    rig.command(Command::SetAutomatic { integration: IntegrationId::new(CRM), on: false });
    rig
}

#[test]
fn c1_a_call_of_any_age_is_logged_to_every_integration_once() {
    let mut rig = by_hand();
    rig.connect(Integration { automatic_since: None, ..integration("second", FIND) });
    rig.call_ends();
    rig.wait(90 * 24 * HOUR);
    let entries = vec![to(CRM, Contact::default()), to("second", Contact::default())];
    assert_eq!(rig.desk(Command::Log { call: id("a"), entries, note: None, base: String::new() }), None);
    assert_eq!((rig.entry().as_str(), rig.entry_of("a", "second").as_str(), rig.records()), ("Logged", "Logged", 2));
}

#[test]
fn c1_an_integration_added_later_takes_an_old_call_by_hand() {
    let mut rig = by_hand();
    rig.call_ends();
    rig.wait(HOUR);
    rig.connect(Integration { added_at: rig.now, ..integration("late", FIND) });
    assert_eq!(
        rig.desk(Command::Log { call: id("a"), entries: vec![to("late", Contact::default())], note: None, base: String::new() }),
        None
    );
    assert_eq!(rig.entry_of("a", "late"), "Logged");
}

#[test]
fn c2_a_second_attempt_is_refused_with_the_record() {
    let mut rig = Rig::new();
    rig.call_ends();
    assert_eq!(rig.saves("a"), Some(RefusalKind::AlreadyLogged(Some(record("r1")))));
    assert_eq!(rig.records(), 1);
}

#[test]
fn c2_a_second_attempt_is_refused_while_a_note_waits_to_be_sent() {
    for dedupe in [FIND, Dedupe::Upsert, Dedupe::None] {
        let mut rig = Rig::with(dedupe);
        rig.call_ends();
        rig.wait(MINUTE);
        rig.fails(Asked::Update, ErrorKind::Offline);
        rig.notes("a", "later");
        rig.wait(10 * SECOND);
        assert_eq!(rig.entry(), "Retry");
        assert!(matches!(rig.saves("a"), Some(RefusalKind::AlreadyLogged(Some(_)))), "{dedupe:?}");
        rig.wait(10 * MINUTE);
        assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1), "{dedupe:?}");
    }
}

#[test]
fn c2_a_deleted_record_is_never_made_again_by_itself_and_once_by_hand() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(MINUTE);
    rig.crm().records[0].deleted = true;
    rig.notes("a", "later");
    rig.wait(HOUR);
    assert_eq!((rig.entry().as_str(), rig.records()), ("RecordGone", 0));
    assert_eq!(rig.resolve("a", Resolution::LogIt), None);
    rig.wait(HOUR);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn c2_of_a_doubled_record_no_third_one_is_made() {
    let mut rig = Rig::new();
    rig.call_ends();
    let twin = rig.crm().records[0].clone();
    rig.crm().records.push(callscribe_simulation::crm::Written { id: "r2".into(), ..twin });
    rig.wait(MINUTE);
    assert_eq!(rig.entry(), "Unresolved Doubled");
    assert!(matches!(rig.saves("a"), Some(RefusalKind::AlreadyLogged(Some(_)))));
    assert_eq!(rig.times(Asked::CreateLog), 1);
}

#[test]
fn c2_save_with_a_note_on_a_logged_call_updates_the_note_and_makes_no_second_record() {
    let mut rig = Rig::new();
    rig.call_ends();
    let entries = vec![to(CRM, Contact::default())];
    assert_eq!(rig.desk(Command::Log { call: id("a"), entries, note: Some("later".into()), base: String::new() }), None);
    rig.wait(MINUTE);
    assert_eq!((rig.entry().as_str(), rig.times(Asked::CreateLog), rig.said(0)), ("Logged", 1, "later"));
}

#[test]
fn c4_save_of_a_dismissed_call_logs_it_and_there_is_nothing_left_to_take_back() {
    let mut rig = by_hand();
    rig.call_ends();
    rig.command(Command::Dismiss { call: id("a"), integration: None });
    assert_eq!((rig.saves("a"), rig.entry().as_str()), (None, "Logged"));
    rig.command(Command::Undo { call: id("a"), integration: None });
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn c5_while_it_is_unknown_whether_a_placeholder_was_made_the_form_makes_none_and_logs_to_a_contact_there_is() {
    let mut rig = Rig::with(Dedupe::None);
    rig.call_from("", "a");
    rig.next(Asked::CreateContact, Script::RequestLost);
    rig.resolve("a", Resolution::NewContact(NewContact::named("Bob")));
    rig.wait(MINUTE);
    assert_eq!(rig.entry(), "Unresolved OutcomeUnknown");
    let choice = LogChoice { contact: ContactChoice::New(NewContact::named("Bob")), ..to(CRM, Contact::default()) };
    let save = |choice| Command::Log { call: id("a"), entries: vec![choice], note: None, base: String::new() };
    assert_eq!(rig.desk(save(choice)), Some(RefusalKind::DoesNotFit));
    assert_eq!((rig.saves("a"), rig.entry().as_str(), rig.times(Asked::CreateContact)), (None, "Logged", 1));
}

#[test]
fn c6_typed_calls_without_a_number_are_never_the_same() {
    let mut rig = Rig::new();
    rig.call_from("", "a");
    let call = whole("typed", "t", "", rig.now - 65 * SECOND);
    assert_eq!(rig.desk(Command::TypeCall { call, not_the_same: false }), None);
}

#[test]
fn a9_how_long_a_call_was_is_said_once_it_is_over_and_counts_from_when_it_was_answered() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.phone(answered(LINE, "a", rig.now + 7 * SECOND));
    let says = Command::ConfirmDuration { call: id("a"), seconds: 90 };
    assert_eq!(rig.desk(says.clone()), Some(RefusalKind::StillRunning));
    rig.phone(ended(LINE, "a", rig.now + MINUTE));
    assert_eq!(rig.desk(says), None);
    assert_eq!(rig.case("a").call.ended(), Some(rig.now + 97 * SECOND));
}

#[test]
fn c4_save_during_a_request_never_sends_it_twice() {
    for dedupe in [FIND, Dedupe::Upsert, Dedupe::None] {
        let mut rig = Rig::with(dedupe);
        rig.next(Asked::CreateLog, Script::Hangs);
        rig.call_ends();
        assert_eq!(rig.saves("a"), None);
        rig.arrive();
        rig.wait(MINUTE);
        assert_eq!((rig.entry().as_str(), rig.times(Asked::CreateLog), rig.records()), ("Logged", 1, 1), "{dedupe:?}");
    }
}

#[test]
fn c2_save_of_a_call_whose_record_was_deleted_makes_a_new_one_under_a_new_key() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(MINUTE);
    rig.crm().records[0].deleted = true;
    rig.notes("a", "later");
    rig.wait(HOUR);
    assert_eq!((rig.saves("a"), rig.entry().as_str(), rig.records()), (None, "Logged", 1));
    let records = &rig.crm().records;
    assert_ne!(records[0].key, records[1].key);
}

#[test]
fn c4_save_during_a_request_becomes_an_update() {
    let mut rig = Rig::new();
    rig.next(Asked::CreateLog, Script::Hangs);
    rig.call_ends();
    assert_eq!(rig.entry(), "Sending");
    let entries = vec![to(CRM, Contact::default())];
    assert_eq!(rig.desk(Command::Log { call: id("a"), entries, note: Some("typed".into()), base: String::new() }), None);
    rig.arrive();
    rig.wait(MINUTE);
    assert_eq!((rig.records(), rig.times(Asked::CreateLog), rig.said(0)), (1, 1, "typed"));
}

#[test]
fn c4_an_open_form_holds_the_entry_for_ten_minutes() {
    for fails in [None, Some(Asked::Contacts), Some(Asked::Log)] {
        let mut rig = Rig::new();
        fails.into_iter().for_each(|asked| rig.fails(asked, ErrorKind::Offline));
        rig.phone(rings(LINE, "a", ANN, rig.now));
        rig.desk(Command::Hold { keys: vec![key("a", CRM)] });
        rig.phone(answered(LINE, "a", rig.now));
        rig.phone(ended(LINE, "a", rig.now));
        rig.wait(9 * MINUTE);
        assert_eq!(rig.records(), 0, "{fails:?}");
        rig.wait(3 * MINUTE);
        assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1), "{fails:?}");
    }
}

#[test]
fn c4_an_open_form_does_not_keep_the_contact_from_being_looked_up() {
    let mut rig = Rig::new();
    rig.next(Asked::Contacts, Script::Hangs);
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.desk(Command::Hold { keys: vec![key("a", CRM)] });
    rig.crash();
    assert!(rig.stored_entry("a", CRM).found.is_some());
}

#[test]
fn c4_an_open_form_holds_the_address_book_too() {
    let mut rig = Rig::with_book();
    rig.command(book_contact("Ann", ANN));
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.desk(Command::Hold { keys: vec![key("a", "book")] });
    rig.phone(answered(LINE, "a", rig.now));
    rig.phone(ended(LINE, "a", rig.now));
    assert_eq!(rig.entry_of("a", "book"), "Ready");
    rig.wait(11 * MINUTE);
    assert_eq!(rig.entry_of("a", "book"), "Logged");
}

#[test]
fn c4_save_ends_the_hold_and_closing_the_form_does_too() {
    for save in [true, false] {
        let mut rig = Rig::new();
        rig.phone(rings(LINE, "a", ANN, rig.now));
        rig.desk(Command::Hold { keys: vec![key("a", CRM)] });
        rig.phone(answered(LINE, "a", rig.now));
        rig.phone(ended(LINE, "a", rig.now));
        assert_eq!(rig.records(), 0);
        let refused = if save { rig.saves("a") } else { rig.desk(Command::Release { keys: vec![key("a", CRM)] }) };
        assert_eq!((refused, rig.entry().as_str()), (None, "Logged"));
    }
}

#[test]
fn c4_what_the_agent_chose_during_the_call_is_logged_at_its_end() {
    let mut rig = by_hand();
    let bob = rig.crm().add(BOB, "Bob");
    rig.phone(rings(LINE, "a", ANN, rig.now));
    assert_eq!(rig.desk(Command::Log { call: id("a"), entries: vec![to(CRM, bob.clone())], note: None, base: String::new() }), None);
    assert_eq!(rig.records(), 0);
    rig.phone(answered(LINE, "a", rig.now));
    rig.phone(ended(LINE, "a", rig.now));
    assert_eq!((rig.entry().as_str(), rig.crm().records[0].contact.clone()), ("Logged", bob.id));
}

#[test]
fn c5_a_placeholder_is_made_with_a_name_and_the_call_logged_to_it() {
    let mut rig = Rig::new();
    rig.call_from(BOB, "a");
    let new = Resolution::NewContact(NewContact::named("Bob"));
    assert_eq!(rig.resolve("a", new), None);
    assert_eq!((rig.entry().as_str(), rig.crm().having(BOB).len()), ("Logged", 1));
}

#[test]
fn c5_a_placeholder_without_a_number_is_made_without_a_look_up() {
    let mut rig = Rig::new();
    rig.call_from("", "a");
    let new = Resolution::NewContact(NewContact::named("Bob"));
    assert_eq!(rig.resolve("a", new), None);
    assert_eq!((rig.entry().as_str(), rig.times(Asked::Contacts)), ("Logged", 0));
}

#[test]
fn c6_a_typed_call_is_a_call_like_any_other() {
    let mut rig = Rig::new();
    let typed = Command::TypeCall { call: whole("typed", "t1", ANN, rig.now - HOUR / 2), not_the_same: false };
    assert_eq!(rig.desk(typed.clone()), None);
    assert_eq!(rig.records(), 1);
    rig.desk(typed);
    assert_eq!((rig.records(), rig.shell.working().counters.calls.all), (1, 1));
}

#[test]
fn c6_a_typed_call_like_a_known_one_asks_same_call() {
    let mut rig = Rig::new();
    rig.call_ends();
    let at = rig.now - 65 * SECOND;
    for (offset, asks) in [(-2 * MINUTE, true), (2 * MINUTE, true), (2 * MINUTE + 1_000, false), (-2 * MINUTE - 1_000, false)] {
        let call = whole("typed", &format!("t{offset}"), ANN, at + offset);
        let refused = rig.desk(Command::TypeCall { call, not_the_same: false });
        assert_eq!(refused.is_some_and(|why| matches!(why, RefusalKind::SameCall(CallId { .. }))), asks, "{offset}");
    }
    let call = whole("typed", "t", ANN, at);
    assert_eq!(rig.desk(Command::TypeCall { call, not_the_same: true }), None);
}

#[test]
fn c6_a_note_of_a_typed_call_is_kept_even_if_it_was_put_on_the_desk_first() {
    let mut rig = Rig::new();
    for window in ["1", "2", "3", "4", "5"] {
        rig.types(&format!("unknown{window}"), window, "", "for a call not known yet");
    }
    rig.types("t", "w", "", "typed first");
    let call = whole(LINE, "t", ANN, rig.now - HOUR / 2);
    assert_eq!(rig.desk(Command::TypeCall { call, not_the_same: false }), None);
    rig.wait(MINUTE);
    assert_eq!(rig.said(0), "typed first");
}

#[test]
fn c8_a_command_for_something_unknown_is_refused_in_words() {
    let mut rig = Rig::new();
    let choice = || vec![to(CRM, Contact::default())];
    assert_eq!(rig.desk(Command::Log { call: id("no"), entries: choice(), note: None, base: String::new() }), Some(RefusalKind::NotThere));
    rig.call_ends();
    let elsewhere = vec![to("no", Contact::default())];
    assert_eq!(rig.desk(Command::Log { call: id("a"), entries: elsewhere, note: None, base: String::new() }), Some(RefusalKind::NotThere));
}

#[test]
fn c4_a_new_contact_chosen_in_the_form_is_made_first() {
    let mut rig = by_hand();
    rig.call_from(BOB, "a");
    let choice = LogChoice { contact: ContactChoice::New(NewContact::named("Bob")), ..to(CRM, Contact::default()) };
    assert_eq!(rig.desk(Command::Log { call: id("a"), entries: vec![choice], note: Some("new".into()), base: String::new() }), None);
    assert_eq!((rig.entry().as_str(), rig.said(0)), ("Logged", "new"));
}

/// A contact of the address book.
pub fn book_contact(name: &str, number: &str) -> Command {
    let number = callscribe_simulation::sample::number(number);
    let contact = callscribe_core::book::BookContact {
        book: IntegrationId::address_book(),
        id: name.into(),
        name: name.into(),
        company: String::new(),
        email: String::new(),
        numbers: vec![callscribe_core::book::BookNumber { label: "work".into(), number }],
        associations: Vec::new(),
        created: 0,
        changed: 0,
    };
    Command::SaveContact { book: IntegrationId::address_book(), contact: Box::new(contact) }
}
