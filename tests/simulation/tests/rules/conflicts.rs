//! Rule F: conflicts and how a person solves them.

use callscribe_core::command::{Command, RefusalKind, Resolution};
use callscribe_core::contact::{Association, Contact};
use callscribe_core::crm::{CrmReply, ErrorKind};
use callscribe_core::engine::{Asked, SettingRow};
use callscribe_core::entry::{NewContact, StepKind};
use callscribe_core::integration::{Dedupe, IntegrationId};
use callscribe_core::time::{HOUR, MINUTE};
use callscribe_simulation::check;
use callscribe_simulation::rig::{CRM, LINE, Rig, SETTLED, Script, id, key, record};
use callscribe_simulation::sample::{ANN, BOB, FIND, answered, ended, integration, rings};

use crate::by_hand::book_contact;

fn many_contacts() -> (Rig, Contact) {
    let mut rig = Rig::new();
    rig.crm().add(BOB, "Bob");
    let robert = rig.crm().add(BOB, "Robert");
    rig.call_from(BOB, "a");
    (rig, robert)
}

fn new(name: &str) -> Resolution {
    Resolution::NewContact(NewContact::named(name))
}

#[test]
fn f1_unresolved_counts_entries_in_conflict() {
    let (mut rig, robert) = many_contacts();
    rig.call_from("+14155550177", "b");
    assert_eq!(rig.shell.working().counters.unresolved, 2);
    rig.resolve("a", Resolution::Contact(Box::new(robert)));
    assert_eq!(rig.shell.working().counters.unresolved, 1);
}

#[test]
fn f2_one_of_several_contacts_is_picked() {
    let (mut rig, robert) = many_contacts();
    assert_eq!(rig.resolve("a", Resolution::Contact(Box::new(robert.clone()))), None);
    assert_eq!((rig.entry().as_str(), rig.crm().records[0].contact.clone()), ("Logged", robert.id));
}

#[test]
fn f2_look_again_finds_a_contact_made_meanwhile() {
    let mut rig = Rig::new();
    rig.call_from(BOB, "a");
    assert_eq!(rig.resolve("a", Resolution::LookAgain), None);
    assert_eq!(rig.entry(), "Unresolved NoContact");
    rig.crm().add(BOB, "Bob");
    assert_eq!(rig.resolve("a", Resolution::LookAgain), None);
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn f2_one_of_several_associations_is_picked_or_none() {
    let deal = |id: &str| Association { field: "deals".into(), id: id.into(), title: id.into(), open: true, created: None };
    for picked in [Some(deal("8")), None] {
        let mut rig = Rig::new();
        let ann = Contact { id: "1".into(), associations: vec![deal("7"), deal("8")], ..Contact::default() };
        rig.next(Asked::Contacts, Script::Says(CrmReply::Contacts(vec![ann])));
        rig.call_ends();
        assert_eq!(rig.entry(), "Unresolved ManyAssociations");
        assert_eq!(rig.resolve("a", Resolution::Association(picked.clone())), None);
        assert_eq!((rig.entry().as_str(), rig.stored_entry("a", CRM).association), ("Logged", Some(picked)));
    }
}

#[test]
fn f2_what_was_refused_waits_for_a_person_and_is_retried() {
    for asked in [Asked::Contacts, Asked::Log, Asked::CreateLog] {
        let mut rig = Rig::new();
        rig.fails(asked, ErrorKind::Refused);
        rig.call_ends();
        rig.wait(12 * HOUR);
        assert_eq!(rig.entry(), "Unresolved Refused", "{asked:?}");
        assert_eq!(rig.resolve("a", Resolution::Retry), None);
        assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1), "{asked:?}");
    }
}

#[test]
fn f2_of_an_unknown_outcome_a_person_says_that_it_is_there() {
    let mut rig = Rig::with(Dedupe::None);
    rig.next(Asked::CreateLog, Script::AnswerLost);
    rig.call_ends();
    assert_eq!(rig.entry(), "Unresolved OutcomeUnknown");
    assert_eq!(rig.resolve("a", Resolution::ItIsThere(Some(record("r1")))), None);
    rig.wait(HOUR);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
    rig.notes("a", "later");
    rig.wait(MINUTE);
    assert_eq!(rig.said(0), "later");
}

#[test]
fn b7_a_note_typed_while_the_outcome_was_unknown_is_not_taken_for_sent() {
    for (typed_later, expected) in [(false, "Logged"), (true, "UpdateFailed")] {
        let mut rig = Rig::without_update(Dedupe::None);
        rig.phone(rings(LINE, "a", ANN, rig.now));
        rig.notes("a", "be");
        rig.notes("a", "before");
        rig.now += MINUTE;
        rig.next(Asked::CreateLog, Script::AnswerLost);
        rig.call_ends();
        rig.now += MINUTE;
        if typed_later {
            rig.notes("a", "before and after");
        }
        assert_eq!(rig.resolve("a", Resolution::ItIsThere(Some(record("r1")))), None);
        assert_eq!(rig.entry(), expected);
    }
}

#[test]
fn b7_a_note_for_a_record_nobody_can_name_is_not_sent_and_says_so() {
    let mut rig = Rig::with(Dedupe::None);
    rig.next(Asked::CreateLog, Script::AnswerLost);
    rig.call_ends();
    assert_eq!(rig.resolve("a", Resolution::ItIsThere(None)), None);
    assert_eq!(rig.entry(), "Logged");
    rig.notes("a", "later");
    rig.wait(MINUTE);
    assert_eq!(rig.entry(), "UpdateFailed");
}

#[test]
fn f2_of_an_unknown_outcome_a_person_says_log_it() {
    let mut rig = Rig::with(Dedupe::None);
    rig.next(Asked::CreateLog, Script::RequestLost);
    rig.call_ends();
    assert_eq!(rig.entry(), "Unresolved OutcomeUnknown");
    assert_eq!(rig.resolve("a", Resolution::LogIt), None);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn f2_a_placeholder_whose_outcome_is_unknown_and_is_there_is_no_record_yet() {
    let mut rig = Rig::with(Dedupe::None);
    rig.call_from(BOB, "a");
    rig.fails(Asked::CreateContact, ErrorKind::Unprovable);
    rig.resolve("a", new("Bob"));
    rig.crm().add(BOB, "Bob");
    assert_eq!(rig.entry(), "Unresolved OutcomeUnknown");
    assert_eq!(rig.resolve("a", Resolution::ItIsThere(None)), None);
    assert_eq!((rig.entry().as_str(), rig.records(), rig.crm().having(BOB).len()), ("Logged", 1, 1));
}

#[test]
fn f2_a_resolution_that_does_not_fit_changes_nothing() {
    let all = [
        Resolution::Retry,
        Resolution::ItIsThere(None),
        Resolution::LogIt,
        Resolution::Keep(record("r1")),
        Resolution::SameCall,
        Resolution::NotTheSame,
    ];
    for resolution in all {
        let (mut rig, _) = many_contacts();
        let before = rig.stored_entry("a", CRM);
        assert_eq!(rig.resolve("a", resolution), Some(RefusalKind::DoesNotFit));
        assert_eq!(rig.stored_entry("a", CRM), before);
    }
    let mut rig = Rig::with(Dedupe::None);
    rig.next(Asked::CreateLog, Script::AnswerLost);
    rig.call_ends();
    assert_eq!(rig.resolve("a", new("Ann")), Some(RefusalKind::DoesNotFit), "it may be there already");
}

#[test]
fn f3_do_the_same_for_all_n_calls_from_this_number() {
    let mut rig = Rig::new();
    let sessions = ["a", "b", "c"];
    sessions.iter().for_each(|session| rig.call_from(BOB, session));
    rig.call_from("+14155550177", "other");
    let resolution = new("Bob");
    rig.desk(Command::Resolve { key: key("b", CRM), resolution, same_number: true });
    rig.wait(MINUTE);
    assert_eq!(sessions.map(|session| rig.entry_of(session, CRM)), ["Logged", "Logged", "Logged"]);
    assert_eq!(rig.entry_of("other", CRM), "Unresolved NoContact");
    assert_eq!(rig.crm().having(BOB).len(), 1, "one placeholder for all");
}

#[test]
fn f3_what_is_said_of_one_record_is_never_said_of_all_calls() {
    let mut rig = Rig::with(Dedupe::None);
    for session in ["a", "b"] {
        rig.next(Asked::CreateLog, Script::AnswerLost);
        rig.call_from(ANN, session);
    }
    let resolution = Resolution::ItIsThere(Some(record("r1")));
    rig.desk(Command::Resolve { key: key("a", CRM), resolution, same_number: true });
    assert_eq!((rig.entry().as_str(), rig.entry_of("b", CRM).as_str()), ("Logged", "Unresolved OutcomeUnknown"));
}

#[test]
fn f3_in_the_address_book_all_calls_of_a_number_share_one_placeholder() {
    let mut rig = Rig::with_book();
    ["a", "b", "c"].iter().for_each(|session| rig.call_from(BOB, session));
    rig.desk(Command::Resolve { key: key("b", "book"), resolution: new("Bob"), same_number: true });
    rig.call_from(BOB, "d");
    assert_eq!(["a", "b", "c", "d"].map(|session| rig.entry_of(session, "book")), ["Logged"; 4].map(str::to_owned));
    assert_eq!(check::all::<callscribe_core::book::BookContact>(&rig.shell.store).len(), 1);
}

#[test]
fn g2_in_the_address_book_a_new_contact_is_one_that_is_there_only_under_the_same_name() {
    for (name, contacts) in [("Carl", 3), (" ANN", 2)] {
        let mut rig = Rig::with_book();
        ["Ann", "Bob"].iter().for_each(|known| rig.command(crate::by_hand::book_contact(known, ANN)));
        rig.call_ends();
        assert_eq!(rig.entry_of("a", "book"), "Unresolved ManyContacts");
        rig.desk(Command::Resolve { key: key("a", "book"), resolution: new(name), same_number: false });
        let known = check::all::<callscribe_core::book::BookContact>(&rig.shell.store).len();
        assert_eq!((rig.entry_of("a", "book").as_str(), known), ("Logged", contacts), "{name}");
    }
}

#[test]
fn f3_the_call_the_agent_looks_at_is_solved_even_if_many_newer_ones_wait() {
    let mut rig = Rig::new();
    rig.shell.check_every = 20;
    rig.call_from(BOB, "a");
    for n in 0..70 {
        rig.now += MINUTE;
        rig.call_from(BOB, &format!("n{n}"));
    }
    let bob = rig.crm().add(BOB, "Bob");
    let resolution = Resolution::Contact(Box::new(bob));
    rig.desk(Command::Resolve { key: key("a", CRM), resolution, same_number: true });
    rig.wait(MINUTE);
    assert_eq!(rig.entry(), "Logged");
    assert!(rig.records() > 40);
}

#[test]
fn a11_calls_without_a_number_are_never_grouped() {
    let mut rig = Rig::new();
    rig.call_from("", "a");
    rig.call_from("", "b");
    let ann = rig.crm().having(ANN)[0].clone();
    rig.desk(Command::Resolve { key: key("a", CRM), resolution: Resolution::Contact(Box::new(ann)), same_number: true });
    assert_eq!((rig.entry().as_str(), rig.entry_of("b", CRM).as_str()), ("Logged", "Unresolved NoNumber"));
    assert!(!check::all::<SettingRow>(&rig.shell.store).iter().any(|row| matches!(row, SettingRow::Remembered(_))));
}

#[test]
fn f3_dont_log_can_be_undone() {
    let (mut rig, robert) = many_contacts();
    assert_eq!(rig.desk(Command::Dismiss { call: id("a"), integration: None }), None);
    assert_eq!((rig.entry().as_str(), rig.shell.working().counters.unresolved), ("Dismissed", 0));
    assert_eq!(rig.desk(Command::Undo { call: id("a"), integration: None }), None);
    assert_eq!(rig.entry(), "Unresolved ManyContacts");
    rig.resolve("a", Resolution::Contact(Box::new(robert)));
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn f3_dont_log_said_during_the_call_holds_and_is_taken_back_after_it() {
    for (on, expected) in [(true, "Logged"), (false, "Unlogged")] {
        for hangs in [true, false] {
            let mut rig = Rig::new();
            rig.command(Command::SetAutomatic { integration: IntegrationId::new(CRM), on });
            if hangs {
                rig.next(Asked::Contacts, Script::Hangs);
            }
            rig.phone(rings(LINE, "a", ANN, rig.now));
            rig.desk(Command::Dismiss { call: id("a"), integration: None });
            rig.phone(answered(LINE, "a", rig.now));
            rig.phone(ended(LINE, "a", rig.now));
            rig.wait(HOUR);
            assert_eq!((rig.entry().as_str(), rig.records()), ("Dismissed", 0));
            rig.desk(Command::Undo { call: id("a"), integration: None });
            rig.arrive();
            assert_eq!(rig.entry(), expected, "automatic {on}, under way {hangs}");
        }
    }
}

#[test]
fn f3_dont_log_of_one_integration_leaves_the_others() {
    let mut rig = Rig::new();
    rig.connect(integration("second", FIND));
    rig.call_from(BOB, "a");
    rig.desk(Command::Dismiss { call: id("a"), integration: Some(IntegrationId::new("second")) });
    assert_eq!((rig.entry().as_str(), rig.entry_of("a", "second").as_str()), ("Unresolved NoContact", "Dismissed"));
}

#[test]
fn g6_dont_log_never_touches_a_request_under_way() {
    let mut rig = Rig::new();
    rig.next(Asked::CreateLog, Script::Hangs);
    rig.call_ends();
    assert_eq!(rig.desk(Command::Dismiss { call: id("a"), integration: None }), Some(RefusalKind::DoesNotFit));
    rig.arrive();
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn f6_a_contact_resolved_once_is_remembered_for_the_number_but_not_used_unasked() {
    let (mut rig, robert) = many_contacts();
    rig.resolve("a", Resolution::Contact(Box::new(robert.clone())));
    let remembered = check::all::<SettingRow>(&rig.shell.store).into_iter().find_map(|row| match row {
        SettingRow::Remembered(one) => Some((one.number, one.contact.id)),
        _ => None,
    });
    assert_eq!(remembered, Some((BOB.into(), robert.id)));
    rig.call_from(BOB, "b");
    assert_eq!(rig.entry_of("b", CRM), "Unresolved ManyContacts");
}

#[test]
fn g1_dont_log_does_not_make_an_unknown_outcome_known() {
    let mut rig = Rig::with(Dedupe::None);
    rig.next(Asked::CreateLog, Script::AnswerLost);
    rig.call_ends();
    rig.desk(Command::Dismiss { call: id("a"), integration: None });
    assert_eq!(rig.saves("a"), Some(RefusalKind::DoesNotFit));
    rig.desk(Command::Undo { call: id("a"), integration: None });
    assert_eq!((rig.entry().as_str(), rig.records()), ("Unresolved OutcomeUnknown", 1));
}

#[test]
fn g1_a_double_nobody_can_show_asks() {
    let mut rig = Rig::with(Dedupe::None);
    rig.next(Asked::CreateLog, Script::RequestLost);
    rig.call_ends();
    rig.wait(24 * HOUR);
    assert_eq!((rig.entry().as_str(), rig.times(Asked::CreateLog)), ("Unresolved OutcomeUnknown", 1));
}

#[test]
fn f4_the_address_book_finds_a_contact_made_after_the_call_when_asked_again() {
    let mut rig = Rig::with_book();
    rig.call_from(BOB, "a");
    assert_eq!(rig.entry_of("a", "book"), "Unresolved NoContact");
    rig.command(book_contact("Bob", BOB));
    rig.desk(Command::Resolve { key: key("a", "book"), resolution: Resolution::LookAgain, same_number: false });
    assert_eq!(rig.entry_of("a", "book"), "Logged");
    rig.wait(SETTLED);
}

#[test]
fn f3_one_call_is_solved_and_the_others_of_its_number_go_on_asking() {
    let (mut rig, robert) = many_contacts();
    rig.call_from(BOB, "b");
    assert_eq!(rig.resolve("a", Resolution::Contact(Box::new(robert))), None);
    rig.wait(MINUTE);
    assert_eq!((rig.entry().as_str(), rig.entry_of("b", CRM).as_str()), ("Logged", "Unresolved ManyContacts"));
}

#[test]
fn f3_of_all_calls_of_a_number_each_is_solved_once() {
    let mut rig = Rig::with_book();
    ["a", "b", "c"].iter().for_each(|session| rig.call_from(BOB, session));
    rig.desk(Command::Resolve { key: key("b", "book"), resolution: Resolution::LookAgain, same_number: true });
    let decided = |session| rig.stored_entry(session, "book").steps.iter().filter(|step| step.what == StepKind::PersonDecided).count();
    assert_eq!(["a", "b", "c"].map(decided), [1, 1, 1]);
}

#[test]
fn g2_a_placeholder_without_a_number_that_may_be_there_asks_a_person() {
    let mut rig = Rig::new();
    rig.call_from("", "a");
    rig.next(Asked::CreateContact, Script::RequestLost);
    rig.resolve("a", new("Bob"));
    rig.wait(HOUR);
    assert_eq!((rig.entry().as_str(), rig.times(Asked::CreateContact)), ("Unresolved OutcomeUnknown", 1));
}
