//! Rules F3 to F6: policies, "always", and the same for all calls of a number.

use callscribe_core::book::{BookAssociation, BookContact};
use callscribe_core::call::CallEvent;
use callscribe_core::case::Mark;
use callscribe_core::choices::{Choices, ManyAssociations, ManyContacts, NoContact, Policies};
use callscribe_core::command::{Command, RefusalKind, Resolution};
use callscribe_core::contact::Contact;
use callscribe_core::crm::{CrmError, ErrorKind, Problem};
use callscribe_core::engine::{Asked, Input, SettingRow};
use callscribe_core::entry::{Guess, LogEntry};
use callscribe_core::integration::{Dedupe, IntegrationId};
use callscribe_core::settings::{DigestSettings, Settings};
use callscribe_core::time::{HOUR, MINUTE, Millis, SECOND};
use callscribe_core::views::unresolved::policies_act_on;
use callscribe_simulation::check;
use callscribe_simulation::rig::{CRM, LINE, Rig, SETTLED, Script, key};
use callscribe_simulation::sample::{ANN, BOB, FIND, event, integration, line, number, told, whole};

use crate::by_hand::book_contact;

pub fn set(rig: &mut Rig, crm: &str, policies: Policies) {
    let choices = Box::new(Choices { policies, ..Choices::default() });
    rig.command(Command::SetChoices { integration: IntegrationId::new(crm), choices });
}

pub fn placeholder() -> Policies {
    Policies { no_contact: NoContact::Placeholder { prefix: "New".into() }, ..Policies::default() }
}

fn first_by_name() -> Policies {
    Policies { many_contacts: ManyContacts::FirstByName, ..Policies::default() }
}

fn names(rig: &mut Rig, number: &str) -> Vec<String> {
    rig.crm().having(number).into_iter().map(|contact| contact.name).collect()
}

/// A call from Bob's number that ends now, with this caller id.
fn called(session: &str, name: &str, now: Millis) -> CallEvent {
    let mut call = whole(LINE, session, BOB, now - 65 * SECOND);
    call.facts.other_name = told(1, name.to_owned());
    call
}

fn digest_off() -> Command {
    Command::ChangeSettings(Settings { digest: DigestSettings { on: false, ..DigestSettings::default() }, ..Settings::default() })
}

#[test]
fn f4_a_placeholder_is_made_by_policy_once_the_four_hours_are_over() {
    let mut rig = Rig::new();
    set(&mut rig, CRM, placeholder());
    rig.call_from(BOB, "a");
    rig.wait(4 * HOUR - MINUTE);
    assert_eq!((rig.entry().as_str(), rig.records(), names(&mut rig, BOB).len()), ("Unresolved NoContact", 0, 0));
    rig.wait(2 * MINUTE);
    assert_eq!((rig.entry().as_str(), rig.records(), names(&mut rig, BOB)), ("Logged", 1, vec![format!("New {BOB}")]));
    assert_eq!(rig.stored_entry("a", CRM).guessed, [Guess::Placeholder]);
}

#[test]
fn f4_without_a_digest_the_placeholder_is_made_at_once() {
    let mut rig = Rig::new();
    rig.command(digest_off());
    set(&mut rig, CRM, placeholder());
    rig.call_from(BOB, "a");
    assert_eq!((rig.entry().as_str(), names(&mut rig, BOB).len()), ("Logged", 1));
}

#[test]
fn f4_a_contact_made_by_hand_meanwhile_wins_over_the_placeholder() {
    let mut rig = Rig::new();
    set(&mut rig, CRM, placeholder());
    rig.call_from(BOB, "a");
    rig.wait(3 * HOUR + 30 * MINUTE);
    let bob = rig.crm().add(BOB, "Bob");
    rig.wait(HOUR);
    assert_eq!((rig.entry().as_str(), names(&mut rig, BOB)), ("Logged", vec!["Bob".to_owned()]));
    assert_eq!((rig.crm().records[0].contact.clone(), rig.stored_entry("a", CRM).guessed.len()), (bob.id, 0));
}

#[test]
fn f4_one_placeholder_per_number_whatever_the_caller_ids_and_however_the_create_went() {
    for dedupe in [FIND, Dedupe::Upsert, Dedupe::None] {
        for script in [None, Some(Script::AnswerLost), Some(Script::RequestLost)] {
            let mut rig = Rig::bare();
            rig.command(digest_off());
            rig.command(Command::AddAccount(Box::new(line(LINE))));
            rig.connect(integration(CRM, dedupe));
            set(&mut rig, CRM, placeholder());
            rig.next(Asked::Contacts, Script::Hangs);
            rig.next(Asked::Contacts, Script::Hangs);
            if let Some(script) = script.clone() {
                rig.next(Asked::CreateContact, script);
            }
            rig.phone(called("a", "BOB", rig.now));
            rig.phone(called("b", "Bob B.", rig.now));
            rig.arrive();
            rig.wait(3 * SETTLED);
            assert_eq!(names(&mut rig, BOB).len(), 1, "{dedupe:?} {script:?}");
            assert_eq!(["a", "b"].map(|session| rig.entry_of(session, CRM)), ["Logged", "Logged"], "{dedupe:?} {script:?}");
        }
    }
}

#[test]
fn f4_a_contact_made_by_hand_while_it_is_unknown_whether_the_placeholder_was_made_wins() {
    let mut rig = Rig::new();
    rig.command(digest_off());
    set(&mut rig, CRM, placeholder());
    rig.next(Asked::CreateContact, Script::RequestLost);
    rig.call_from(BOB, "a");
    let bob = rig.crm().add(BOB, "Robert");
    rig.wait(3 * SETTLED);
    assert_eq!((rig.entry().as_str(), names(&mut rig, BOB).len(), rig.crm().records[0].contact.clone()), ("Logged", 1, bob.id));
}

#[test]
fn f4_while_it_is_unknown_whether_the_placeholder_was_made_no_other_call_of_the_number_makes_one() {
    let mut rig = Rig::new();
    rig.command(digest_off());
    set(&mut rig, CRM, placeholder());
    rig.next(Asked::CreateContact, Script::Hangs);
    rig.phone(called("a", "BOB", rig.now));
    rig.phone(called("b", "Bob B.", rig.now));
    let ticket = rig.ticket("a", Asked::CreateContact);
    rig.tell(Input::Outcome(ticket, Err(CrmError::new(ErrorKind::Ambiguous, Problem::NoAnswer))));
    rig.wait(MINUTE);
    rig.arrive();
    rig.wait(3 * SETTLED);
    assert_eq!((names(&mut rig, BOB), rig.records()), (vec!["New BOB".to_owned()], 2));
}

#[test]
fn f4_applied_to_many_calls_at_once_the_address_book_gets_one_placeholder() {
    let mut rig = Rig::with_book();
    rig.phone(called("a", "BOB", rig.now));
    rig.phone(called("b", "Bob B.", rig.now));
    rig.wait(5 * HOUR);
    set(&mut rig, "book", placeholder());
    rig.desk(Command::ApplyPolicies(IntegrationId::address_book()));
    assert_eq!(check::all::<BookContact>(&rig.shell.store).len(), 1);
    assert_eq!(["a", "b"].map(|session| rig.entry_of(session, "book")), ["Logged", "Logged"]);
}

#[test]
fn f4_applied_at_once_each_number_gets_its_own_placeholder_in_the_address_book() {
    let mut rig = Rig::with_book();
    [("a", ANN), ("b", BOB)].iter().for_each(|(session, number)| rig.call_from(number, session));
    rig.wait(5 * HOUR);
    set(&mut rig, "book", placeholder());
    rig.desk(Command::ApplyPolicies(IntegrationId::address_book()));
    let mut made: Vec<String> = check::all::<BookContact>(&rig.shell.store).into_iter().map(|contact| contact.name).collect();
    made.sort();
    assert_eq!(made, [format!("New {ANN}"), format!("New {BOB}")]);
}

#[test]
fn f4_in_the_address_book_too_one_placeholder_is_made_and_a_contact_made_by_hand_wins() {
    for by_hand in [false, true] {
        let mut rig = Rig::with_book();
        set(&mut rig, "book", placeholder());
        rig.call_from(BOB, "a");
        rig.call_from(BOB, "b");
        rig.wait(HOUR);
        assert_eq!(rig.entry_of("a", "book"), "Unresolved NoContact");
        if by_hand {
            rig.command(book_contact("Bob", BOB));
        }
        rig.wait(4 * HOUR);
        let people: Vec<String> = check::all::<BookContact>(&rig.shell.store).into_iter().map(|contact| contact.name).collect();
        assert_eq!(people, [if by_hand { "Bob".to_owned() } else { format!("New {BOB}") }]);
        assert_eq!(["a", "b"].map(|session| rig.entry_of(session, "book")), ["Logged", "Logged"]);
    }
}

#[test]
fn f4_in_the_address_book_the_newest_open_deal_is_taken_by_policy_where_all_have_a_date() {
    for (dates, taken) in [([Some(1), Some(3), Some(2)], Some("b")), ([Some(1), Some(3), None], None)] {
        let mut rig = Rig::with_book();
        set(&mut rig, "book", Policies { many_associations: ManyAssociations::NewestOpen, ..Policies::default() });
        let deal = |(id, created): (&str, Option<Millis>)| BookAssociation {
            id: id.into(),
            kind: "deal".into(),
            title: id.into(),
            open: true,
            created,
        };
        let associations = ["a", "b", "c"].into_iter().zip(dates).map(deal).collect();
        let Command::SaveContact { book, contact } = book_contact("Bob", BOB) else { unreachable!() };
        rig.command(Command::SaveContact { book, contact: Box::new(BookContact { associations, ..*contact }) });
        rig.call_from(BOB, "a");
        let entry = rig.stored_entry("a", "book");
        assert_eq!(entry.association.flatten().map(|deal| deal.id).as_deref(), taken, "{dates:?}");
        assert_eq!(rig.entry_of("a", "book"), if taken.is_some() { "Logged" } else { "Unresolved ManyAssociations" }, "{dates:?}");
    }
}

#[test]
fn f4_the_wait_for_the_placeholder_survives_a_crash_and_a_lost_session() {
    let mut rig = Rig::new();
    set(&mut rig, CRM, placeholder());
    rig.call_from(BOB, "a");
    rig.wait(HOUR);
    rig.crash();
    rig.fails(Asked::Contacts, ErrorKind::Auth);
    rig.wait(4 * HOUR);
    assert_eq!((rig.entry().as_str(), names(&mut rig, BOB).len()), ("Retry", 0));
    rig.command(Command::SetSignIn { integration: IntegrationId::new(CRM), works: true });
    rig.wait(MINUTE);
    assert_eq!((rig.entry().as_str(), names(&mut rig, BOB).len()), ("Logged", 1));
}

#[test]
fn f4_a_person_may_solve_it_while_the_placeholder_waits() {
    let mut rig = Rig::new();
    set(&mut rig, CRM, placeholder());
    rig.call_from(BOB, "a");
    let ann = rig.crm().having(ANN)[0].clone();
    assert_eq!(rig.resolve("a", Resolution::Contact(Box::new(ann))), None);
    rig.wait(6 * HOUR);
    assert_eq!((rig.records(), names(&mut rig, BOB).len()), (1, 0));
}

#[test]
fn a11_no_placeholder_by_policy_for_a_withheld_number() {
    let mut rig = Rig::new();
    rig.command(digest_off());
    set(&mut rig, CRM, placeholder());
    rig.call_from("", "a");
    rig.wait(6 * HOUR);
    assert_eq!((rig.entry().as_str(), rig.times(Asked::CreateContact)), ("Unresolved NoNumber", 0));
}

#[test]
fn f4_one_of_several_contacts_is_taken_and_f5_the_guess_is_marked_until_a_person_decides() {
    let mut rig = Rig::new();
    rig.crm().add(BOB, "Robert");
    let bob = rig.crm().add(BOB, "Bob");
    set(&mut rig, CRM, first_by_name());
    rig.next(Asked::CreateLog, Script::Fails(CrmError::new(ErrorKind::Refused, Problem::Refused)));
    rig.call_from(BOB, "a");
    assert_eq!(rig.entry(), "Unresolved Refused");
    assert_eq!(rig.case("a").row().face.chips[0].mark, Some(Mark::Guessed));
    assert_eq!(rig.stored_entry("a", CRM).guessed, [Guess::Contact(ManyContacts::FirstByName)]);
    assert_eq!(rig.resolve("a", Resolution::Contact(Box::new(bob.clone()))), None);
    assert_eq!((rig.crm().records[0].contact.clone(), rig.case("a").row().face.chips[0].mark), (bob.id, None));
}

#[test]
fn f5_the_policy_in_force_when_the_call_ended_counts() {
    let mut rig = Rig::new();
    rig.crm().add(BOB, "Robert");
    rig.crm().add(BOB, "Bob");
    set(&mut rig, CRM, first_by_name());
    rig.fails(Asked::Contacts, ErrorKind::Offline);
    rig.call_from(BOB, "a");
    set(&mut rig, CRM, Policies::default());
    rig.call_from(BOB, "b");
    set(&mut rig, CRM, first_by_name());
    rig.wait(HOUR);
    assert_eq!((rig.entry().as_str(), rig.entry_of("b", CRM).as_str()), ("Logged", "Unresolved ManyContacts"));
}

#[test]
fn f5_the_policy_of_the_end_also_counts_for_what_is_corrected_later() {
    let mut rig = Rig::new();
    rig.crm().add(BOB, "Robert");
    rig.crm().add(BOB, "Bob");
    rig.call_from("+14155550177", "a");
    set(&mut rig, CRM, first_by_name());
    let mut corrected = event(LINE, "a");
    corrected.facts.other = told(9, number(BOB));
    rig.phone(corrected);
    rig.wait(MINUTE);
    assert_eq!(rig.entry(), "Unresolved ManyContacts");
}

#[test]
fn f5_a_new_policy_acts_on_what_waits_only_when_applied_and_on_as_many_as_were_shown() {
    let mut rig = Rig::new();
    rig.crm().add(BOB, "Robert");
    rig.crm().add(BOB, "Bob");
    rig.shell.check_every = 100;
    (0..90).for_each(|n| rig.call_from(BOB, &format!("s{n}")));
    rig.call_from("+14155550177", "nobody");
    set(&mut rig, CRM, first_by_name());
    rig.wait(5 * HOUR);
    assert_eq!(rig.records(), 0);
    let entries: Vec<LogEntry> = check::all(&rig.shell.store);
    assert_eq!(policies_act_on(&entries, &rig.shell.working().integrations[&IntegrationId::new(CRM)]), 90);
    assert_eq!(rig.desk(Command::ApplyPolicies(IntegrationId::new(CRM))), None);
    rig.wait(MINUTE);
    assert_eq!((rig.records(), rig.entry_of("nobody", CRM).as_str()), (90, "Unresolved NoContact"));
    assert_eq!(rig.shell.working().counters.unresolved, 1);
    assert!(rig.shell.working().jobs.is_empty());
}

#[test]
fn f5_applied_to_a_number_that_has_one_contact_by_now_it_is_logged_there_and_is_no_guess() {
    let mut rig = Rig::new();
    rig.call_from(BOB, "a");
    let bob = rig.crm().add(BOB, "Bob");
    rig.wait(5 * HOUR);
    set(&mut rig, CRM, placeholder());
    rig.desk(Command::ApplyPolicies(IntegrationId::new(CRM)));
    rig.wait(MINUTE);
    assert_eq!((rig.crm().records[0].contact.clone(), rig.stored_entry("a", CRM).guessed.len()), (bob.id, 0));
    assert_eq!(names(&mut rig, BOB).len(), 1);
}

fn always_robert() -> (Rig, Contact) {
    let mut rig = Rig::new();
    rig.crm().add(BOB, "Bob");
    let robert = rig.crm().add(BOB, "Robert");
    rig.call_from(BOB, "a");
    rig.resolve("a", Resolution::Contact(Box::new(robert.clone())));
    assert_eq!(rig.desk(Command::Always { key: key("a", CRM), contact: Box::new(robert.clone()) }), None);
    (rig, robert)
}

#[test]
fn f6_always_is_used_without_asking_also_in_the_address_book() {
    let (mut rig, robert) = always_robert();
    rig.call_from(BOB, "b");
    assert_eq!((rig.entry_of("b", CRM).as_str(), rig.crm().records[1].contact.clone()), ("Logged", robert.id));

    let mut rig = Rig::with_book();
    rig.command(book_contact("Ann", ANN));
    rig.call_from(BOB, "a");
    let ann = Contact { id: "Ann".into(), name: "Ann".into(), ..Contact::default() };
    assert_eq!(rig.desk(Command::Always { key: key("a", "book"), contact: Box::new(ann) }), None);
    rig.call_from(BOB, "b");
    assert_eq!(rig.entry_of("b", "book"), "Logged");
}

#[test]
fn f6_always_is_not_used_when_the_crm_finds_other_contacts_and_not_in_another_integration() {
    let (mut rig, _) = always_robert();
    rig.connect(integration("second", FIND));
    rig.crm_of("second").add(BOB, "Bob");
    rig.crm_of("second").add(BOB, "Robert");
    rig.crm().add(BOB, "Bobby");
    rig.call_from(BOB, "b");
    assert_eq!((rig.entry_of("b", CRM), rig.entry_of("b", "second")), ("Unresolved ManyContacts".into(), "Unresolved ManyContacts".into()));
}

#[test]
fn f6_a_choice_can_be_forgotten() {
    let (mut rig, _) = always_robert();
    rig.desk(Command::ForgetChoice { integration: IntegrationId::new(CRM), number: BOB.into() });
    rig.call_from(BOB, "b");
    assert_eq!(rig.entry_of("b", CRM), "Unresolved ManyContacts");
    assert!(!check::all::<SettingRow>(&rig.shell.store).iter().any(|row| matches!(row, SettingRow::Remembered(_))));
}

#[test]
fn f6_always_stays_said_when_the_same_contact_is_chosen_again_and_not_when_another_is() {
    let (mut rig, robert) = always_robert();
    let bobby = rig.crm().add(BOB, "Bobby");
    rig.call_from(BOB, "b");
    rig.resolve("b", Resolution::Contact(Box::new(robert)));
    rig.crm().people.retain(|(_, contact)| contact.id != bobby.id);
    rig.call_from(BOB, "c");
    assert_eq!(rig.entry_of("c", CRM), "Logged");
    rig.crm().people.push((BOB.into(), bobby.clone()));
    rig.call_from(BOB, "d");
    rig.resolve("d", Resolution::Contact(Box::new(bobby.clone())));
    rig.crm().people.retain(|(_, contact)| contact.id != bobby.id);
    rig.call_from(BOB, "e");
    assert_eq!(rig.entry_of("e", CRM), "Unresolved ManyContacts");
}

#[test]
fn a11_nothing_is_remembered_of_a_call_without_a_number() {
    let mut rig = Rig::new();
    rig.call_from("", "a");
    let ann = rig.crm().having(ANN)[0].clone();
    assert_eq!(rig.desk(Command::Always { key: key("a", CRM), contact: Box::new(ann) }), Some(RefusalKind::DoesNotFit));
}

#[test]
fn f6_a_contact_chosen_in_the_form_is_remembered_too() {
    let mut rig = Rig::new();
    rig.phone(event(LINE, "x"));
    rig.crm().add(ANN, "Anna");
    rig.call_ends();
    assert_eq!(rig.saves("a"), None);
    let remembered = check::all::<SettingRow>(&rig.shell.store).into_iter().find_map(|row| match row {
        SettingRow::Remembered(one) => Some((one.number, one.contact.name)),
        _ => None,
    });
    assert_eq!(remembered, Some((ANN.into(), "Ann".into())));
}

#[test]
fn f3_the_same_for_all_reaches_every_call_of_the_number_however_many_and_no_later_one() {
    let mut rig = Rig::new();
    rig.shell.check_every = 100;
    for n in 0..250 {
        rig.now += SECOND;
        rig.call_from(BOB, &format!("s{n}"));
    }
    rig.call_from("+14155550177", "other");
    let bob = rig.crm().add(BOB, "Bob");
    rig.desk(Command::Resolve { key: key("s100", CRM), resolution: Resolution::Contact(Box::new(bob)), same_number: true });
    rig.crm().add(BOB, "Robert");
    rig.call_from(BOB, "later");
    rig.wait(MINUTE);
    assert_eq!((rig.records(), rig.shell.working().counters.unresolved), (250, 2));
    assert_eq!((rig.entry_of("other", CRM), rig.entry_of("later", CRM)), ("Unresolved NoContact".into(), "Unresolved ManyContacts".into()));
    assert!(rig.shell.working().jobs.is_empty());
}

#[test]
fn f4_a_doubt_about_the_placeholder_of_one_number_holds_up_no_other_number() {
    let mut rig = Rig::new();
    rig.command(digest_off());
    set(&mut rig, CRM, placeholder());
    rig.next(Asked::CreateContact, Script::RequestLost);
    rig.call_from(BOB, "a");
    rig.call_from("+14155550177", "b");
    assert_eq!((rig.entry().as_str(), rig.entry_of("b", CRM).as_str()), ("InDoubt", "Logged"));
}
