//! Rules B6 to B8: notes, and how they reach the record.

use callscribe_core::call::CallEvent;
use callscribe_core::command::Command;
use callscribe_core::crm::{CrmReply, ErrorKind};
use callscribe_core::engine::{Asked, Input};
use callscribe_core::integration::IntegrationId;
use callscribe_core::time::{HOUR, MINUTE, SECOND};
use callscribe_simulation::check;
use callscribe_simulation::rig::{CRM, LINE, Rig, Script, id, key, to};
use callscribe_simulation::sample::{ANN, FIND, answered, ended, event, rings};

fn ends(rig: &mut Rig) {
    rig.phone(answered(LINE, "a", rig.now));
    rig.phone(ended(LINE, "a", rig.now));
}

fn stored(rig: &Rig) -> String {
    rig.case("a").note.map(|note| note.text).unwrap_or_default()
}

#[test]
fn b6_two_windows_that_changed_apart_are_both_kept() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.types("a", "1", "", "one");
    rig.types("a", "2", "", "two");
    rig.tell(Input::Desk);
    assert_eq!(stored(&rig), "one\ntwo");
}

#[test]
fn b6_a_keystroke_made_before_the_other_windows_text_was_seen_loses_nothing() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.types("a", "1", "", "one");
    rig.types("a", "2", "", "two");
    rig.tell(Input::Desk);
    rig.types("a", "2", "", "two!");
    rig.tell(Input::Desk);
    assert!(stored(&rig).contains("one") && stored(&rig).contains("two!"), "{}", stored(&rig));
}

#[test]
fn b6_one_window_that_types_on_writes_one_text() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    for text in ["h", "he", "hello", "hell", ""] {
        rig.types("a", "1", "", text);
        rig.tell(Input::Desk);
        assert_eq!(stored(&rig), text);
    }
}

#[test]
fn b6_a_window_that_types_on_keeps_the_note_of_a_call_that_proved_to_be_the_same() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.phone(rings(LINE, "b", ANN, rig.now));
    rig.types("a", "1", "", "one");
    rig.types("b", "1", "", "two");
    rig.tell(Input::Desk);
    rig.phone(CallEvent { aliases: vec!["b".into()], ..event(LINE, "a") });
    rig.types("a", "1", "", "one more");
    rig.tell(Input::Desk);
    assert!(["one more", "two"].iter().all(|words| stored(&rig).contains(words)), "{}", stored(&rig));
}

#[test]
fn b6_a_later_keystroke_survives_the_commit_of_an_earlier_one() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.types("a", "1", "", "he");
    rig.shell.tell(Input::Desk, rig.now);
    while rig.shell.step(rig.now).is_some_and(|step| step != callscribe_simulation::shell::Step::Announced) {
        rig.types("a", "1", "", "hello");
    }
    rig.run();
    rig.tell(Input::Desk);
    assert_eq!(stored(&rig), "hello");
}

#[test]
fn b6_a_draft_of_a_call_not_known_yet_waits_for_it() {
    let mut rig = Rig::new();
    rig.types("a", "1", "", "early");
    rig.tell(Input::Desk);
    rig.phone(rings(LINE, "a", ANN, rig.now));
    assert_eq!(stored(&rig), "early");
}

#[test]
fn b6_many_drafts_of_unknown_calls_do_not_block_the_desk() {
    let mut rig = Rig::new();
    for n in 0..10 {
        rig.types(&format!("0{n}"), "1", "", "early");
    }
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.notes("a", "here");
    assert_eq!(stored(&rig), "here");
}

#[test]
fn b7_the_note_of_a_running_call_goes_into_the_log_at_its_end() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.notes("a", "during");
    ends(&mut rig);
    assert_eq!((rig.said(0), rig.times(Asked::Update)), ("during", 0));
}

#[test]
fn b7_a_note_on_the_desk_when_the_form_is_saved_goes_into_the_log() {
    let mut rig = Rig::new();
    rig.command(Command::SetAutomatic { integration: IntegrationId::new(CRM), on: false });
    rig.call_ends();
    let ann = rig.crm().having(ANN)[0].clone();
    rig.types("a", "1", "", "typed before Save");
    rig.desk(Command::Log { call: id("a"), entries: vec![to(CRM, ann)], note: None, base: String::new() });
    rig.wait(MINUTE);
    assert_eq!((rig.said(0), rig.times(Asked::Update)), ("typed before Save", 0));
}

#[test]
fn b7_edited_later_it_updates_the_record_once_it_rests() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(MINUTE);
    for text in ["l", "la", "later"] {
        rig.notes("a", text);
        rig.wait(SECOND);
    }
    assert_eq!(rig.times(Asked::Update), 0);
    rig.wait(10 * SECOND);
    assert_eq!((rig.said(0), rig.times(Asked::Update), rig.records()), ("later", 1, 1));
}

#[test]
fn b7_the_same_text_again_sends_nothing_and_no_text_is_no_note() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.notes("a", "");
    assert_eq!(rig.case("a").note, None);
    rig.notes("a", "typed");
    ends(&mut rig);
    rig.wait(MINUTE);
    rig.notes("a", "typed");
    rig.wait(MINUTE);
    assert_eq!((rig.entry().as_str(), rig.said(0), rig.times(Asked::Update)), ("Logged", "typed", 0));
}

#[test]
fn b7_what_the_crm_mangled_is_said_until_a_later_text_arrives_whole() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(MINUTE);
    let mangled = |rig: &Rig| rig.stored_entry("a", CRM).record().unwrap().mangled;
    for (text, expected) in [("one", true), ("two", false)] {
        if expected {
            rig.next(Asked::Update, Script::Says(CrmReply::LogUpdated { mangled: true }));
        }
        rig.notes("a", text);
        rig.wait(MINUTE);
        assert_eq!(mangled(&rig), expected);
    }
}

#[test]
fn b7_an_update_waits_until_the_note_rested_for_five_seconds() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(MINUTE);
    rig.notes("a", "l");
    rig.wait(3 * SECOND);
    rig.notes("a", "la");
    rig.wait(5 * SECOND - 1);
    assert_eq!(rig.times(Asked::Update), 0);
    rig.wait(1);
    assert_eq!((rig.times(Asked::Update), rig.said(0)), (1, "la"));
}

#[test]
fn b7_an_update_whose_answer_is_lost_is_sent_again() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(MINUTE);
    rig.next(Asked::Update, Script::AnswerLost);
    rig.notes("a", "later");
    rig.wait(5 * MINUTE);
    assert_eq!((rig.entry().as_str(), rig.times(Asked::Update), rig.records()), ("Logged", 2, 1));
}

#[test]
fn b7_a_crash_during_an_update_sends_it_again() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(MINUTE);
    rig.next(Asked::Update, Script::Hangs);
    rig.notes("a", "later");
    rig.wait(MINUTE);
    assert_eq!(rig.entry(), "Sending");
    rig.crash();
    rig.wait(3 * MINUTE);
    assert_eq!((rig.entry().as_str(), rig.said(0)), ("Logged", "later"));
}

#[test]
fn b7_an_old_text_that_arrives_late_never_overwrites_the_new_one() {
    for crash in [true, false] {
        let mut rig = Rig::new();
        rig.call_ends();
        rig.wait(MINUTE);
        rig.next(Asked::Update, Script::Hangs);
        rig.notes("a", "old");
        rig.wait(30 * SECOND);
        if crash {
            rig.dies_with_requests_under_way();
        } else {
            let unknown = callscribe_core::crm::CrmError::new(ErrorKind::Ambiguous, callscribe_core::crm::Problem::NoAnswer);
            rig.tell(Input::Outcome(rig.ticket("a", Asked::Update), Err(unknown)));
        }
        rig.notes("a", "new");
        rig.wait(85 * SECOND);
        rig.arrive();
        rig.wait(5 * MINUTE);
        assert_eq!((rig.entry().as_str(), rig.said(0)), ("Logged", "new"), "crash {crash}");
    }
}

#[test]
fn b7_a_refused_update_leaves_the_entry_logged_with_note_not_sent() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(MINUTE);
    rig.fails(Asked::Update, ErrorKind::Refused);
    rig.notes("a", "later");
    rig.wait(MINUTE);
    assert_eq!((rig.entry().as_str(), rig.shell.working().counters.unresolved), ("UpdateFailed", 1));
    rig.resolve("a", callscribe_core::command::Resolution::Retry);
    assert_eq!((rig.entry().as_str(), rig.said(0), rig.records()), ("Logged", "later", 1));
}

#[test]
fn b7_where_nothing_can_be_updated_the_note_is_not_sent_and_says_so() {
    let mut rig = Rig::without_update(FIND);
    rig.call_ends();
    rig.wait(MINUTE);
    rig.notes("a", "later");
    rig.wait(MINUTE);
    assert_eq!((rig.entry().as_str(), rig.times(Asked::Update)), ("UpdateFailed", 0));
}

#[test]
fn b7_a_note_that_cannot_be_sent_can_be_let_go_until_it_changes_again() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(MINUTE);
    for text in ["la", "later"] {
        rig.fails(Asked::Update, ErrorKind::Refused);
        rig.notes("a", text);
        rig.wait(MINUTE);
        assert_eq!(rig.entry(), "UpdateFailed");
        assert_eq!(rig.desk(Command::Dismiss { call: id("a"), integration: Some(IntegrationId::new(CRM)) }), None);
        assert_eq!((rig.entry().as_str(), rig.shell.working().counters.unresolved), ("Logged", 0));
    }
    assert_eq!((rig.said(0), rig.times(Asked::Update)), ("", 2), "and is not sent once more");
}

#[test]
fn b7_text_typed_while_the_update_is_under_way_is_sent_too() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(MINUTE);
    rig.next(Asked::Update, Script::Hangs);
    rig.notes("a", "la");
    rig.wait(10 * SECOND);
    rig.notes("a", "later");
    rig.arrive();
    rig.wait(MINUTE);
    assert_eq!(rig.said(0), "later");
}

#[test]
fn b8_a_note_on_a_past_call_delays_nothing() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.wait(24 * HOUR);
    rig.notes("a", "a day later");
    rig.wait(MINUTE);
    assert_eq!((rig.said(0), rig.records()), ("a day later", 1));
}

#[test]
fn b4_a_cancelled_note_is_not_sent_and_not_lost() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.notes("a", "never mind");
    rig.desk(Command::CancelNote { call: id("a"), cancelled: true });
    ends(&mut rig);
    assert_eq!((rig.said(0), stored(&rig).as_str()), ("", "never mind"));
    rig.desk(Command::CancelNote { call: id("a"), cancelled: false });
    rig.wait(MINUTE);
    assert_eq!(rig.said(0), "never mind");
}

#[test]
fn l1_a_row_of_the_desk_goes_in_the_very_commit_that_takes_it() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.notes("a", "x");
    assert!(check::all::<callscribe_core::engine::DeskRow>(&rig.shell.store).is_empty());
}

#[test]
fn b6_a_saved_form_never_overwrites_what_another_window_wrote_since_it_was_opened() {
    for (base, expected) in [("", "theirs\nmine"), ("theirs", "mine")] {
        let mut rig = Rig::new();
        rig.phone(rings(LINE, "a", ANN, rig.now));
        rig.notes("a", "theirs");
        let ann = rig.crm().having(ANN)[0].clone();
        let command = Command::Log { call: id("a"), entries: vec![to(CRM, ann)], note: Some("mine".into()), base: base.into() };
        assert_eq!(rig.desk(command), None);
        assert_eq!(stored(&rig), expected, "by the form");
        rig.desk(Command::SaveNote { call: id("a"), text: "more".into(), base: "before".into() });
        assert_eq!(stored(&rig), format!("{expected}\nmore"), "by the note alone");
    }
}

#[test]
fn b6_what_was_typed_is_taken_before_a_form_opened_after_it() {
    let mut rig = Rig::with_book();
    rig.command(crate::by_hand::book_contact("Ann", ANN));
    rig.phone(rings(LINE, "a", ANN, rig.now));
    rig.desk(Command::Hold { keys: vec![key("a", "book")] });
    ends(&mut rig);
    assert_eq!(rig.entry_of("a", "book"), "Ready");
    rig.now += 10 * MINUTE;
    rig.types("a", "1", "", "typed before");
    rig.desk(Command::Hold { keys: vec![key("a", "book")] });
    assert_eq!((rig.entry_of("a", "book").as_str(), stored(&rig).as_str()), ("Logged", "typed before"));
}
