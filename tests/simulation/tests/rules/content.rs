//! What a log says (I4, I6, J): content counts from a record's creation on, and facts corrected afterwards are an update.

use callscribe_core::call::{CallEvent, CallResult, Fact, Source};
use callscribe_core::command::Command;
use callscribe_core::crm::LogDraft;
use callscribe_core::engine::Asked;
use callscribe_core::entry::StepKind;
use callscribe_core::integration::{Integration, IntegrationId};
use callscribe_core::settings::{Content, DateFormat, Settings};
use callscribe_core::store::{Memory, Query, Store, decode};
use callscribe_core::time::{MINUTE, SECOND};
use callscribe_simulation::rig::{CRM, LINE, Rig, Script};
use callscribe_simulation::sample::event;

fn says(rig: &Rig, content: Content) -> Command {
    Command::ChangeSettings(Settings { content, ..rig.shell.working().settings.clone() })
}

fn draft(rig: &Rig) -> &LogDraft {
    rig.crms[&IntegrationId::new(CRM)].records[0].draft.as_ref().expect("a record of ours")
}

/// The phone's history says how long the call was.
fn lasted(seconds: u32) -> CallEvent {
    let mut told = event(LINE, "a");
    told.facts.duration = Some(Fact { source: Source::History, seq: 1, value: seconds });
    told
}

#[test]
fn i4_parts_and_formats_of_a_record_are_those_of_its_creation() {
    let mut rig = Rig::new();
    let chosen = Content { result: false, date_format: DateFormat::DayMonthYear, ..Content::default() };
    rig.command(says(&rig, chosen));
    rig.call_ends();
    rig.wait(MINUTE);
    let before = draft(&rig).clone();
    assert_eq!((before.result.as_ref(), before.time.as_str()), (None, "18/11/2026 11:05 (UTC+00:00)"));
    rig.command(says(&rig, Content { subject: false, ..Content::default() }));
    rig.wait(MINUTE);
    assert_eq!(rig.times(Asked::Update), 0, "a setting is no update");
    rig.notes("a", "later");
    rig.wait(MINUTE);
    assert_eq!(*draft(&rig), LogDraft { note: "later".into(), ..before });
    rig.call_from("+14155550101", "b");
    rig.wait(MINUTE);
    assert_eq!(rig.crms[&IntegrationId::new(CRM)].records[1].draft.as_ref().unwrap().subject, "", "a record made afterwards");
}

#[test]
fn a_correction_after_logging_is_one_update_once_it_rests() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(MINUTE);
    rig.phone(lasted(70));
    rig.wait(SECOND);
    let mut result = event(LINE, "a");
    result.facts.result = Some(Fact { source: Source::History, seq: 1, value: CallResult::Voicemail });
    rig.phone(result);
    assert_eq!(rig.times(Asked::Update), 0);
    rig.wait(MINUTE);
    let said = draft(&rig);
    assert_eq!(
        (rig.times(Asked::Update), said.duration, said.result.clone(), said.corrected),
        (1, Some(70), Some(CallResult::Voicemail), true)
    );
    rig.phone(lasted(70));
    rig.notes("a", "later");
    rig.wait(MINUTE);
    assert_eq!((rig.times(Asked::Update), draft(&rig).corrected), (2, false), "said once");
}

#[test]
fn a_correction_of_a_part_that_is_off_is_no_update() {
    let mut rig = Rig::new();
    rig.command(says(&rig, Content { duration: false, ..Content::default() }));
    rig.call_ends();
    rig.wait(MINUTE);
    rig.phone(lasted(70));
    rig.wait(MINUTE);
    assert_eq!(rig.times(Asked::Update), 0);
}

#[test]
fn a_correction_where_records_cannot_be_changed_leaves_the_record_as_it_is() {
    let mut rig = Rig::new();
    let mut fixed = callscribe_simulation::sample::integration("fixed", callscribe_simulation::sample::FIND);
    fixed.capabilities.update = false;
    rig.connect(fixed);
    rig.crm_of("fixed").add("+14155550101", "Ann");
    rig.call_ends();
    rig.wait(MINUTE);
    rig.phone(lasted(70));
    rig.wait(MINUTE);
    assert_eq!((rig.entry_of("a", "fixed").as_str(), rig.entry().as_str(), rig.times(Asked::Update)), ("Logged", "Logged", 1));
}

#[test]
fn b7_what_was_sent_is_remembered_until_it_surely_arrived() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(MINUTE);
    rig.next(Asked::Update, Script::AnswerLost);
    let sent = |rig: &Rig| rig.stored_entry("a", CRM).sent.map_or(0, |sent| sent.notes.len());
    assert_eq!(sent(&rig), 1);
    rig.notes("a", "later");
    rig.wait(10 * SECOND);
    assert_eq!((rig.entry().as_str(), sent(&rig)), ("Retry", 2));
    rig.wait(10 * MINUTE);
    assert_eq!((rig.entry().as_str(), sent(&rig)), ("Logged", 1));
}

#[test]
fn b7_in_the_address_book_a_note_typed_later_is_written_once() {
    let mut rig = crate::looks_logged::book_with_ann();
    rig.call_ends();
    rig.notes("a", "later");
    rig.wait(MINUTE);
    rig.phone(CallEvent { aliases: vec!["leg".into()], ..event(LINE, "a") });
    let steps = rig.stored_entry("a", "book").steps;
    assert_eq!(steps.iter().filter(|step| step.what == StepKind::Updated).count(), 1);
}

#[test]
fn i6_the_address_book_says_what_is_on_and_is_corrected_like_a_crm() {
    let activities = |store: &Memory| -> Vec<callscribe_core::book::Activity> {
        store.query(&Query::all(Store::Activities)).iter().map(|row| decode(row).unwrap()).collect()
    };
    let mut rig = Rig::new();
    let book = IntegrationId::address_book();
    let since = rig.now - MINUTE;
    rig.command(Command::AddIntegration(Box::new(Integration::address_book(book.clone(), "Book", since, false))));
    rig.command(says(&rig, Content { result: false, ..Content::default() }));
    let ann = callscribe_core::book::BookContact {
        book: book.clone(),
        id: "ann".into(),
        name: "Ann".into(),
        company: String::new(),
        email: String::new(),
        numbers: vec![callscribe_core::book::BookNumber {
            label: String::new(),
            number: callscribe_simulation::sample::number("+14155550101"),
        }],
        associations: Vec::new(),
        created: 0,
        changed: 0,
    };
    rig.command(Command::SaveContact { book, contact: Box::new(ann) });
    rig.call_ends();
    rig.command(says(&rig, Content::default()));
    rig.phone(lasted(70));
    rig.wait(MINUTE);
    let activity = activities(&rig.shell.store).pop().unwrap();
    assert_eq!((activity.result, activity.duration), (None, Some(70)));
    let steps = rig.stored_entry("a", IntegrationId::address_book().as_str()).steps;
    assert_eq!(steps.last().map(|step| &step.what), Some(&StepKind::Updated), "L4");
}
