//! What the form asks, fills in and saves.

use super::*;
use crate::call::{AccountId, Call, Facts};
use crate::contact::{Association, Contact, ContactMatch};
use crate::crm::RecordRef;
use crate::entry::{ContactChoice, LogEntry, LogStatus, NewContact, Record};
use crate::integration::{AppConnect, ContactType, Field, FieldKind, FieldOption};

fn book(id: &str) -> Integration {
    Integration { automatic_since: None, ..Integration::address_book(IntegrationId::new(id), id, 0, false) }
}

fn contact(id: &str, deals: usize) -> Contact {
    let associations =
        (0..deals).map(|n| Association { field: "deals".into(), id: n.to_string(), title: format!("Deal {n}"), open: true, created: None });
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

/// The one command Save puts on the desk where no response is asked for.
fn save(form: &LogForm) -> Result<Command, Vec<FormError>> {
    form.save(false).map(|mut commands| {
        assert_eq!(commands.len(), 1, "{commands:?}");
        commands.remove(0)
    })
}

#[test]
fn c3_with_one_contact_the_form_is_ready_to_save() {
    let form = LogForm::open(&case(vec![contact("Ann", 1)]), &[book("a")], &[]);
    let Ok(Command::Log { entries, note: None, .. }) = save(&form) else { panic!("{:?}", save(&form)) };
    assert_eq!((entries[0].contact.name(), entries[0].association.as_ref().map(|a| a.title.as_str())), ("Ann", Some("Deal 0")));
}

#[test]
fn c3_with_several_contacts_nothing_is_preselected_and_save_asks_for_one() {
    let mut form = LogForm::open(&case(vec![contact("Ann", 0), contact("Ben", 2)]), &[book("a")], &[]);
    assert_eq!(save(&form), Err(vec![FormError::ContactMissing(IntegrationId::new("a"))]));
    form.parts[0].choose(ContactChoice::Known(Box::new(contact("Ben", 2))));
    assert_eq!(form.parts[0].association, None, "two open deals: a person says which");
    assert!(save(&form).is_ok());
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
    assert_eq!(save(&form), Err(vec![FormError::NothingChosen]));
    assert!(form.held().is_empty());
}

#[test]
fn c5_a_new_contact_needs_a_name_and_nothing_else() {
    let mut form = LogForm::open(&case(Vec::new()), &[book("a")], &[]);
    form.parts[0].choose(ContactChoice::New(NewContact::named(" ")));
    assert_eq!(save(&form), Err(vec![FormError::NameMissing(IntegrationId::new("a"))]));
    form.parts[0].choose(ContactChoice::New(NewContact::named("Chiara")));
    assert!(save(&form).is_ok());
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
    assert_eq!(save(&form), Err(vec![FormError::ContactMissing(IntegrationId::new("a"))]));
    form.parts[0].on = false;
    assert_eq!(save(&form), Ok(Command::SaveNote { call: form.call.clone(), text: "typed".into(), base: String::new() }));
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
    assert_eq!(save(&form), Err(vec![FormError::NothingChosen]));
    form.note = "later".into();
    assert_eq!(save(&form), Ok(Command::SaveNote { call: form.call.clone(), text: "later".into(), base: String::new() }));
}

#[test]
fn k1_a_response_is_asked_for_where_something_is_logged_and_said_first() {
    let mut form = LogForm::open(&case(vec![contact("Ann", 0)]), &[book("a")], &[]);
    assert_eq!(form.save(true), Err(vec![FormError::ResponseMissing]));
    form.response = "Interested".into();
    form.attendees = " Mia; Jon,".into();
    let commands = form.save(true).unwrap();
    let wrap_up = WrapUp { response: "Interested".into(), attendees: vec!["Mia".into(), "Jon".into()] };
    assert_eq!(commands[0], Command::WrapUp { call: form.call.clone(), wrap_up });
    assert!(matches!(commands[1], Command::Log { .. }), "{commands:?}");
    form.parts[0].on = false;
    (form.response, form.note) = (String::new(), "only a note".into());
    assert!(matches!(form.save(true).unwrap()[1], Command::SaveNote { .. }), "a note alone needs no response");
}

#[test]
fn k1_what_was_said_before_is_filled_in_and_not_said_again() {
    let mut said = case(vec![contact("Ann", 0)]);
    let value = WrapUp { response: "Held".into(), attendees: vec!["Mia".into()] };
    said.call.facts.wrap_up = Some(crate::testing::fact(value));
    let form = LogForm::open(&said, &[book("a")], &[]);
    assert_eq!((form.response.as_str(), form.attendees.as_str()), ("Held", "Mia"));
    assert!(matches!(form.save(true).as_deref(), Ok([Command::Log { .. }])));
    let mut other = LogForm { attendees: "Mia, Zoe".into(), ..form };
    other.refresh(&case(vec![contact("Ann", 0)]), &[book("a")]);
    assert_eq!(other.attendees, "Mia, Zoe", "what was typed stays");
}

fn asking(fields: Vec<Field>) -> Integration {
    let mut server = crate::testing::integration();
    server.id = IntegrationId::new("a");
    let IntegrationKind::AppConnect(AppConnect { fields: asked, .. }) = &mut server.kind else { panic!() };
    *asked = fields;
    server
}

fn field(name: &str, kind: FieldKind) -> Field {
    Field { name: name.into(), title: name.into(), of_contact: false, required: true, kind, of_kinds: Vec::new(), default: None }
}

#[test]
fn k6_a_required_field_has_to_be_answered_and_a_default_is_filled_in() {
    let options = vec![FieldOption { value: "1".into(), title: "Sales".into() }];
    let team = field("team", FieldKind::Choice { options, free: false });
    let with_default = Field { default: Some("true".into()), ..field("billable", FieldKind::Checkbox) };
    let of_leads = Field { of_kinds: vec!["Lead".into()], ..field("source", FieldKind::Text) };
    let mut form = LogForm::open(&case(vec![contact("Ann", 0)]), &[asking(vec![team, with_default, of_leads])], &[]);
    let id = IntegrationId::new("a");
    assert_eq!(form.save(false), Err(vec![FormError::AnswerMissing(id.clone(), "team".into())]));
    form.part_mut(&id).unwrap().answers.insert("team".into(), "1".into());
    let Ok(Command::Log { entries, .. }) = save(&form) else { panic!() };
    let answers: Vec<(&str, &str)> = entries[0].answers.iter().map(|(field, answer)| (field.as_str(), answer.as_str())).collect();
    assert_eq!(answers, [("billable", "true"), ("team", "1")]);
    let lead = Contact { kind: "Lead".into(), ..contact("Lea", 0) };
    form.part_mut(&id).unwrap().choose(ContactChoice::Known(Box::new(lead)));
    assert_eq!(form.save(false), Err(vec![FormError::AnswerMissing(id, "source".into())]));
}

#[test]
fn k6_a_new_contact_is_of_the_first_kind_until_another_is_chosen_and_answers_what_that_kind_is_asked() {
    let mut server = asking(Vec::new());
    let IntegrationKind::AppConnect(app_connect) = &mut server.kind else { panic!() };
    app_connect.contact_types = ["Person", "Lead"].map(|kind| ContactType { display: kind.into(), value: kind.into() }).into();
    let of_leads = Field { of_kinds: vec!["Lead".into()], ..field("rating", FieldKind::Text) };
    let with_default = Field { default: Some("phone".into()), ..field("source", FieldKind::Text) };
    app_connect.contact_fields = vec![of_leads, with_default];
    let id = IntegrationId::new("a");
    let mut form = LogForm::open(&case(Vec::new()), &[server], &[]);
    let part = |form: &mut LogForm, change: fn(&mut NewContact)| form.part_mut(&id).unwrap().choose_new(change);
    part(&mut form, |new| new.name = "Chiara".into());
    let made = |form: &LogForm| match save(form) {
        Ok(Command::Log { entries, .. }) => match &entries[0].contact {
            ContactChoice::New(new) => (new.kind.clone(), new.answers.clone()),
            ContactChoice::Known(known) => panic!("{known:?}"),
        },
        other => panic!("{other:?}"),
    };
    assert_eq!(made(&form), ("Person".into(), [("source".into(), "phone".into())].into()));
    part(&mut form, |new| new.kind = "Lead".into());
    assert_eq!(form.save(false), Err(vec![FormError::AnswerMissing(id.clone(), "rating".into())]));
    part(&mut form, |new| drop(new.answers.insert("rating".into(), "hot".into())));
    assert_eq!(made(&form).1.get("rating").map(String::as_str), Some("hot"));
}
