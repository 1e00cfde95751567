//! What a person does to calls: "Private" (A14), "Change contact" (C2), several together (C8).

use callscribe_core::book::Activity;
use callscribe_core::case::Mark;
use callscribe_core::command::{Command, RefusalKind, Resolution, Together};
use callscribe_core::contact::Contact;
use callscribe_core::crm::{CrmReply, ErrorKind};
use callscribe_core::engine::Asked;
use callscribe_core::integration::{Capabilities, Integration};
use callscribe_core::rules::Fate;
use callscribe_core::settings::Settings;
use callscribe_core::time::{HOUR, MINUTE, SECOND};
use callscribe_core::views::several::preview;
use callscribe_simulation::check;
use callscribe_simulation::rig::{CRM, LINE, Rig, SETTLED, Script, id, key, record};
use callscribe_simulation::sample::{ANN, BOB, FIND, answered, ended, event, integration, line, number, rings, told};

use crate::by_hand::{book_contact, by_hand};

#[test]
fn a14_private_said_during_a_call_keeps_it_and_its_number_from_every_crm() {
    for hangs in [false, true] {
        let mut rig = Rig::new();
        rig.connect(integration("second", FIND));
        if hangs {
            rig.next(Asked::Contacts, Script::Hangs);
        }
        rig.phone(rings(LINE, "a", ANN, rig.now));
        let asked = rig.asked.len();
        assert_eq!(rig.desk(Command::Private { call: id("a") }), None);
        rig.arrive();
        rig.phone(answered(LINE, "a", rig.now));
        rig.phone(ended(LINE, "a", rig.now));
        rig.call_from(ANN, "b");
        rig.wait(6 * HOUR);
        for (session, crm) in [("a", CRM), ("a", "second"), ("b", CRM), ("b", "second")] {
            assert_eq!(rig.entry_of(session, crm), "Excluded NeverLog", "{session} {crm}");
        }
        assert_eq!((rig.asked.len(), rig.records()), (asked, 0));
        assert_eq!(rig.shell.working().settings.never_log, [ANN]);
    }
}

#[test]
fn a14_what_waits_for_a_number_when_it_becomes_private_is_not_looked_up_any_more() {
    let mut rig = Rig::new();
    rig.fails(Asked::Contacts, ErrorKind::Offline);
    rig.call_ends();
    assert_eq!(rig.entry(), "Retry");
    let asked = rig.asked.len();
    rig.command(Command::ChangeSettings(Settings { never_log: vec![ANN.into()], ..Settings::default() }));
    rig.wait(6 * HOUR);
    assert_eq!((rig.entry().as_str(), rig.asked.len()), ("Excluded NeverLog", asked));
}

#[test]
fn a14_private_stays_said_when_facts_come_late_also_of_a_withheld_number() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", "", rig.now));
    rig.desk(Command::Private { call: id("a") });
    rig.phone(answered(LINE, "a", rig.now));
    rig.phone(ended(LINE, "a", rig.now));
    let mut late = event(LINE, "a");
    late.facts.other = told(9, number(ANN));
    rig.phone(late);
    rig.wait(HOUR);
    assert_eq!((rig.entry().as_str(), rig.asked.len(), rig.shell.working().settings.never_log.len()), ("Excluded NeverLog", 0, 0));
}

#[test]
fn a15_a_private_call_can_still_be_logged_by_hand() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.desk(Command::Private { call: id("a") });
    rig.phone(answered(LINE, "a", rig.now));
    rig.phone(ended(LINE, "a", rig.now));
    assert_eq!(rig.saves("a"), None);
    rig.wait(MINUTE);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn a14_what_waits_for_its_delay_or_its_form_when_the_number_becomes_private_is_kept_back() {
    let never = Command::ChangeSettings(Settings { never_log: vec![ANN.into()], ..Settings::default() });
    for before_the_end in [Command::OpenNote { call: id("a") }, Command::Hold { keys: vec![key("a", CRM)] }] {
        let mut rig = Rig::new();
        rig.phone(rings(LINE, "a", ANN, rig.now));
        rig.desk(before_the_end);
        rig.call_ends();
        rig.command(never.clone());
        rig.wait(HOUR);
        assert_eq!((rig.entry().as_str(), rig.records()), ("Excluded NeverLog", 0));
    }
}

#[test]
fn a14_a_request_under_way_is_not_forgotten_when_the_call_becomes_private() {
    let mut rig = Rig::new();
    rig.next(Asked::CreateLog, Script::Hangs);
    rig.call_ends();
    rig.desk(Command::Private { call: id("a") });
    rig.arrive();
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

fn logged_to_ann(moves: bool) -> (Rig, Contact) {
    let mut rig = Rig::bare();
    rig.command(Command::AddAccount(Box::new(line(LINE))));
    let one = integration(CRM, FIND);
    let capabilities = Capabilities { move_record: moves, ..one.capabilities };
    rig.connect(Integration { capabilities, ..one });
    rig.crm().moves = moves;
    rig.crm().add(ANN, "Ann");
    let bob = rig.crm().add(BOB, "Bob");
    rig.call_ends();
    rig.wait(MINUTE);
    (rig, bob)
}

fn to_bob(bob: &Contact) -> Command {
    Command::ChangeContact { key: key("a", CRM), contact: Box::new(bob.clone()), association: None }
}

#[test]
fn c2_change_contact_moves_the_record_by_one_update_also_after_a_crash() {
    for script in [None, Some(Script::AnswerLost), Some(Script::RequestLost)] {
        let (mut rig, bob) = logged_to_ann(true);
        if let Some(script) = script.clone() {
            rig.next(Asked::Update, script);
        }
        assert_eq!(rig.desk(to_bob(&bob)), None);
        rig.crash();
        rig.wait(3 * SETTLED);
        assert_eq!((rig.entry().as_str(), rig.records(), rig.crm().records[0].contact.clone()), ("Logged", 1, bob.id), "{script:?}");
        assert_eq!(rig.case("a").row().face.name.as_deref(), Some("Bob"));
    }
}

#[test]
fn c2_where_a_record_cannot_be_moved_the_entry_says_so_until_a_person_did_it() {
    let (mut rig, bob) = logged_to_ann(false);
    assert_eq!(rig.desk(to_bob(&bob)), None);
    rig.wait(HOUR);
    let face = |rig: &Rig| (rig.case("a").row().face.chips[0].mark, rig.case("a").row().face.name);
    assert_eq!((rig.times(Asked::Update), face(&rig)), (0, (Some(Mark::ToMove), Some("Ann".into()))));
    assert_eq!(rig.desk(Command::MovedByHand { key: key("a", CRM) }), None);
    assert_eq!(face(&rig), (None, Some("Bob".into())));
    assert_eq!(rig.desk(Command::MovedByHand { key: key("a", CRM) }), Some(RefusalKind::DoesNotFit));
}

#[test]
fn c2_in_the_address_book_the_activity_moves_to_the_other_contact() {
    let mut rig = Rig::with_book();
    rig.command(book_contact("Ann", ANN));
    rig.command(book_contact("Bob", BOB));
    rig.call_ends();
    let bob = Contact { id: "Bob".into(), name: "Bob".into(), ..Contact::default() };
    let command = Command::ChangeContact { key: key("a", "book"), contact: Box::new(bob), association: None };
    assert_eq!(rig.desk(command), None);
    let activities: Vec<String> = check::all::<Activity>(&rig.shell.store).into_iter().map(|activity| activity.contact).collect();
    assert_eq!((rig.entry_of("a", "book").as_str(), activities), ("Logged", vec!["Bob".to_owned()]));
}

#[test]
fn c2_only_a_record_at_rest_can_be_moved() {
    let (mut rig, bob) = logged_to_ann(true);
    rig.next(Asked::Update, Script::Hangs);
    rig.notes("a", "later");
    rig.wait(MINUTE);
    assert_eq!(rig.desk(to_bob(&bob)), Some(RefusalKind::DoesNotFit));
    rig.call_from("+14155550177", "b");
    let nobody = Command::ChangeContact { key: key("b", CRM), contact: Box::new(bob), association: None };
    assert_eq!(rig.desk(nobody), Some(RefusalKind::DoesNotFit));
}

#[test]
fn c2_a_deleted_record_is_logged_again_once_by_hand() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(MINUTE);
    rig.crm().records[0].deleted = true;
    rig.notes("a", "later");
    rig.wait(MINUTE);
    assert_eq!((rig.entry().as_str(), rig.records()), ("RecordGone", 0));
    assert_eq!(rig.resolve("a", Resolution::LogIt), None);
    rig.wait(HOUR);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
    let keys: Vec<_> = rig.crm().records.iter().map(|record| record.key.clone()).collect();
    assert_ne!(keys[0], keys[1], "a record of its own, though the deleted one may still be remembered");
}

#[test]
fn c8_several_calls_are_logged_together_as_the_preview_says_however_many() {
    let mut rig = by_hand();
    rig.shell.check_every = 100;
    rig.crm().add(BOB, "Bob");
    rig.crm().add(BOB, "Robert");
    for n in 0..70 {
        rig.now += SECOND;
        rig.call_from(ANN, &format!("s{n}"));
    }
    rig.call_from(BOB, "many");
    rig.phone(rings(LINE, "running", ANN, rig.now));
    let calls: Vec<_> = (0..70).map(|n| id(&format!("s{n}"))).chain([id("many"), id("running")]).collect();
    let cases: Vec<_> = calls.iter().map(|call| rig.case(&call.session)).collect();
    let integrations: Vec<_> = rig.shell.working().integrations.values().cloned().collect();
    let fates: Vec<Fate> = preview(&cases, &integrations, &Settings::default(), Together::Log).into_iter().map(|(_, fate)| fate).collect();
    assert_eq!(fates.iter().filter(|fate| matches!(fate, Fate::Logged(_))).count(), 71);
    assert_eq!(fates.last(), Some(&Fate::Running));
    assert_eq!(rig.desk(Command::Several { calls, act: Together::Log }), None);
    rig.wait(MINUTE);
    assert_eq!(
        (rig.records(), rig.entry_of("many", CRM), rig.entry_of("running", CRM)),
        (70, "Unresolved ManyContacts".into(), "Unlogged".into())
    );
    assert!(rig.shell.working().jobs.is_empty());
}

#[test]
fn c8_logged_twice_together_makes_no_second_record() {
    let mut rig = by_hand();
    rig.call_ends();
    for _ in 0..2 {
        rig.desk(Command::Several { calls: vec![id("a"), id("a")], act: Together::Log });
        rig.wait(MINUTE);
    }
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn c8_a_call_named_twice_is_counted_once() {
    let mut rig = Rig::new();
    rig.call_from(BOB, "a");
    rig.call_from(BOB, "b");
    rig.desk(Command::Several { calls: vec![id("a"), id("a")], act: Together::Dismiss });
    assert_eq!((rig.shell.working().counters.unresolved, rig.shell.working().counters.calls.unlogged), (1, 1));
}

#[test]
fn c8_several_are_dismissed_together_and_each_can_be_taken_back() {
    let mut rig = Rig::new();
    for n in 0..45 {
        rig.call_from(BOB, &format!("s{n}"));
    }
    let calls = (0..45).map(|n| id(&format!("s{n}"))).collect();
    assert_eq!(rig.desk(Command::Several { calls, act: Together::Dismiss }), None);
    assert_eq!((rig.shell.working().counters.unresolved, rig.entry_of("s44", CRM).as_str()), (0, "Dismissed"));
    assert_eq!(rig.desk(Command::Undo { call: id("s44"), integration: None }), None);
    assert_eq!(rig.entry_of("s44", CRM), "Unresolved NoContact");
}

#[test]
fn g1_a_server_that_says_it_has_the_key_and_never_shows_it_ends_as_outcome_unknown() {
    let mut rig = Rig::new();
    for _ in 0..3 {
        rig.next(Asked::CreateLog, Script::Says(CrmReply::LogExists));
    }
    rig.call_ends();
    rig.wait(3 * SETTLED);
    assert_eq!((rig.entry().as_str(), rig.times(Asked::CreateLog)), ("Unresolved OutcomeUnknown", 1));
}

#[test]
fn c2_of_a_deleted_record_known_by_a_persons_word_alone_the_contact_is_looked_up_first() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(MINUTE);
    crate::unreadable::spoil(&mut rig, callscribe_core::store::Store::Entries, key("a", CRM).key());
    rig.crash();
    rig.call_ends();
    assert_eq!(rig.resolve("a", Resolution::ItIsThere(Some(record("r1")))), None);
    rig.crm().records[0].deleted = true;
    rig.notes("a", "later");
    rig.wait(MINUTE);
    assert_eq!(rig.entry(), "RecordGone");
    assert_eq!(rig.resolve("a", Resolution::LogIt), None);
    rig.wait(MINUTE);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}
