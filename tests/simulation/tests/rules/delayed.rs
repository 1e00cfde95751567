//! Rules B1 to B3 and B9: the note of a running call was opened, so its log waits some minutes.

use callscribe_core::command::{Command, RefusalKind};
use callscribe_core::crm::ErrorKind;
use callscribe_core::engine::Asked;
use callscribe_core::entry::{LogStatus, Mode, StepKind};
use callscribe_core::integration::{Integration, IntegrationId};
use callscribe_core::settings::{AfterCall, Settings};
use callscribe_core::time::{HOUR, MINUTE, Millis, SECOND};
use callscribe_simulation::rig::{CRM, LINE, Rig, Script, id, key};
use callscribe_simulation::sample::{ANN, BOB, FIND, answered, ended, integration, rings};

pub fn rings_from(rig: &mut Rig, number: &str) {
    rig.phone(rings(LINE, "a", number, rig.now));
    rig.phone(answered(LINE, "a", rig.now));
}

pub fn opens(rig: &mut Rig) {
    assert_eq!(rig.desk(Command::OpenNote { call: id("a") }), None);
}

pub fn hangs_up(rig: &mut Rig) {
    rig.phone(ended(LINE, "a", rig.now));
}

/// A call from a number whose note was opened, just over.
fn over(number: &str) -> Rig {
    let mut rig = Rig::new();
    rings_from(&mut rig, number);
    opens(&mut rig);
    hangs_up(&mut rig);
    rig
}

pub fn automatic(rig: &mut Rig, on: bool) {
    rig.command(Command::SetAutomatic { integration: IntegrationId::new(CRM), on });
}

pub fn switch(rig: &mut Rig, on: bool) {
    assert_eq!(rig.desk(Command::SetDelay { key: key("a", CRM), on, contact: None }), None);
}

pub fn due(rig: &Rig) -> Option<Millis> {
    match rig.stored_entry("a", CRM).status {
        LogStatus::Delayed { due } => rig.case("a").call.ended().map(|ended| due - ended),
        _ => None,
    }
}

#[test]
fn b1_an_opened_note_delays_the_log_by_three_minutes() {
    let mut rig = over(ANN);
    assert_eq!((due(&rig), rig.stored_entry("a", CRM).mode), (Some(3 * MINUTE), Mode::Delayed));
    rig.wait(3 * MINUTE - 1);
    assert_eq!((rig.entry().as_str(), rig.times(Asked::CreateLog)), ("Delayed", 0));
    rig.wait(1);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn b1_the_delay_survives_the_death_of_the_worker() {
    let mut rig = over(ANN);
    rig.crash();
    rig.wait(3 * MINUTE);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn b1_several_contacts_count_as_matched_and_ask_when_the_time_is_up() {
    let mut rig = Rig::new();
    rig.crm().add(BOB, "Bob");
    rig.crm().add(BOB, "Bobby");
    rings_from(&mut rig, BOB);
    opens(&mut rig);
    hangs_up(&mut rig);
    assert_eq!(rig.entry(), "Delayed");
    rig.wait(3 * MINUTE);
    assert_eq!(rig.entry(), "Unresolved ManyContacts");
}

#[test]
fn b1_a_contact_found_only_after_the_end_is_waited_for_too() {
    let mut rig = Rig::new();
    rig.next(Asked::Contacts, Script::Hangs);
    rings_from(&mut rig, ANN);
    opens(&mut rig);
    hangs_up(&mut rig);
    assert_eq!(rig.entry(), "Matching");
    rig.wait(MINUTE);
    rig.arrive();
    assert_eq!(due(&rig), Some(3 * MINUTE));
}

#[test]
fn b1_a_contact_found_when_the_time_is_up_is_not_waited_for() {
    let mut rig = Rig::new();
    rig.next(Asked::Contacts, Script::Hangs);
    rings_from(&mut rig, ANN);
    opens(&mut rig);
    hangs_up(&mut rig);
    rig.wait(3 * MINUTE);
    rig.arrive();
    let waited = rig.stored_entry("a", CRM).steps.iter().any(|step| matches!(step.what, StepKind::Delayed(_)));
    assert_eq!((rig.entry().as_str(), waited), ("Logged", false));
}

#[test]
fn b1_the_time_is_up_though_the_crm_is_busy() {
    let mut rig = Rig::new();
    ["Bob", "Bobby"].iter().for_each(|name| drop(rig.crm().add(BOB, name)));
    rings_from(&mut rig, BOB);
    opens(&mut rig);
    hangs_up(&mut rig);
    for n in 0..4 {
        rig.next(Asked::Contacts, Script::Hangs);
        rig.call_from(ANN, &format!("s{n}"));
    }
    rig.wait(3 * MINUTE);
    assert_eq!(rig.entry(), "Unresolved ManyContacts");
}

#[test]
fn b1_an_integration_added_during_the_call_is_delayed_like_the_others() {
    let mut rig = Rig::new();
    rings_from(&mut rig, ANN);
    opens(&mut rig);
    rig.connect(integration("second", FIND));
    rig.crm_of("second").add(ANN, "Ann");
    hangs_up(&mut rig);
    assert_eq!((rig.entry().as_str(), rig.entry_of("a", "second").as_str()), ("Delayed", "Delayed"));
}

#[test]
fn b2_the_switch_delays_where_nothing_would_log_by_itself_and_stops_where_it_would() {
    for (log_by_itself, on, at_the_end, later) in [(false, true, "Delayed", "Logged"), (true, false, "Logged", "Logged")] {
        let mut rig = Rig::new();
        automatic(&mut rig, log_by_itself);
        rings_from(&mut rig, ANN);
        opens(&mut rig);
        switch(&mut rig, on);
        hangs_up(&mut rig);
        assert_eq!(rig.entry(), at_the_end);
        rig.wait(3 * MINUTE);
        assert_eq!((rig.entry().as_str(), rig.records()), (later, 1));
    }
}

#[test]
fn b2_one_integration_is_switched_and_the_other_is_not() {
    let mut rig = Rig::new();
    rig.connect(integration("second", FIND));
    rig.crm_of("second").add(ANN, "Ann");
    rings_from(&mut rig, ANN);
    opens(&mut rig);
    switch(&mut rig, false);
    hangs_up(&mut rig);
    assert_eq!((rig.entry().as_str(), rig.entry_of("a", "second").as_str()), ("Logged", "Delayed"));
}

#[test]
fn b2_the_contact_chosen_beside_the_note_is_the_one_it_is_logged_to() {
    let mut rig = Rig::new();
    rig.crm().add(BOB, "Bob");
    let chosen = rig.crm().add(BOB, "Bobby");
    rings_from(&mut rig, BOB);
    opens(&mut rig);
    rig.desk(Command::SetDelay { key: key("a", CRM), on: true, contact: Some(Box::new(chosen.clone())) });
    hangs_up(&mut rig);
    assert_eq!(rig.entry(), "Delayed");
    rig.wait(3 * MINUTE);
    assert_eq!((rig.entry().as_str(), rig.crm().records[0].contact.clone()), ("Logged", chosen.id));
}

#[test]
fn b2_switched_off_while_it_waits_it_goes_the_way_of_a_call_without_a_note() {
    for (by_itself, expected) in [(true, "Logged"), (false, "Unlogged")] {
        let mut rig = over(ANN);
        automatic(&mut rig, by_itself);
        switch(&mut rig, false);
        assert_eq!(rig.entry(), expected);
    }
}

#[test]
fn b2_switched_on_after_the_end_it_waits_for_what_is_left_of_the_time() {
    let mut rig = Rig::new();
    automatic(&mut rig, false);
    rings_from(&mut rig, ANN);
    hangs_up(&mut rig);
    rig.wait(MINUTE);
    switch(&mut rig, true);
    assert_eq!(due(&rig), Some(3 * MINUTE));
    rig.wait(2 * MINUTE);
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn b3_an_integration_without_a_contact_is_not_delayed_and_the_note_goes_along_when_it_is_solved() {
    let mut rig = Rig::new();
    rings_from(&mut rig, BOB);
    opens(&mut rig);
    rig.notes("a", "for Bob");
    hangs_up(&mut rig);
    assert_eq!(rig.entry(), "Unresolved NoContact");
    rig.crm().add(BOB, "Bob");
    rig.resolve("a", callscribe_core::command::Resolution::LookAgain);
    assert_eq!((rig.entry().as_str(), rig.said(0)), ("Logged", "for Bob"));
}

#[test]
fn b7_a_note_edited_while_the_entry_waits_goes_into_the_log() {
    let mut rig = over(ANN);
    rig.wait(MINUTE);
    rig.notes("a", "while it waited");
    rig.wait(2 * MINUTE);
    assert_eq!((rig.said(0), rig.times(Asked::Update)), ("while it waited", 0));
}

#[test]
fn b8_opening_the_note_of_a_past_call_delays_nothing() {
    let mut rig = Rig::new();
    rig.crm().add(BOB, "Bob");
    rig.fails(Asked::Contacts, ErrorKind::Offline);
    rig.call_from(BOB, "a");
    opens(&mut rig);
    rig.wait(2 * MINUTE);
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn b9_still_typing_moves_it_until_the_note_rests_for_a_minute() {
    let mut rig = over(ANN);
    rig.wait(150 * SECOND);
    rig.notes("a", "and");
    rig.wait(30 * SECOND);
    assert_eq!(due(&rig), Some(210 * SECOND));
    rig.wait(30 * SECOND);
    assert_eq!((rig.entry().as_str(), rig.said(0)), ("Logged", "and"));
}

#[test]
fn b9_it_moves_at_most_to_thirty_minutes_after_the_end() {
    let mut rig = over(ANN);
    let mut text = String::new();
    while rig.entry() == "Delayed" {
        text.push('x');
        rig.notes("a", &text);
        rig.wait(20 * SECOND);
    }
    let ended = rig.case("a").call.ended().expect("a call that is over");
    assert_eq!(rig.now - ended, 30 * MINUTE);
    rig.notes("a", "all of it");
    rig.wait(MINUTE);
    assert_eq!((rig.said(0), rig.records()), ("all of it", 1));
}

#[test]
fn b_log_now_ends_the_waiting() {
    let mut rig = over(ANN);
    assert_eq!(rig.desk(Command::LogNow { call: id("a"), integration: None }), None);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
    assert!(rig.desk(Command::LogNow { call: id("a"), integration: None }).is_some());
}

#[test]
fn c4_an_open_form_holds_a_delayed_entry_and_save_logs_it_once() {
    let mut rig = over(ANN);
    rig.desk(Command::Hold { keys: vec![key("a", CRM)] });
    rig.wait(5 * MINUTE);
    assert_eq!(rig.entry(), "Delayed");
    assert_eq!(rig.saves("a"), None);
    rig.wait(HOUR);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn a4_a_delayed_entry_of_a_signed_out_integration_says_so_when_its_time_is_up() {
    let mut rig = over(ANN);
    let sign_in = |works| Command::SetSignIn { integration: IntegrationId::new(CRM), works };
    rig.command(sign_in(false));
    rig.wait(3 * MINUTE);
    assert_eq!(rig.entry(), "Retry");
    rig.command(sign_in(true));
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn a9_a_result_that_comes_late_takes_a_delayed_entry_back() {
    let mut rig = over(ANN);
    let elsewhere = callscribe_core::call::CallResult::AnsweredElsewhere;
    rig.phone(callscribe_simulation::sample::with_result(callscribe_simulation::sample::event(LINE, "a"), elsewhere));
    assert_eq!(rig.entry(), "Excluded AnsweredElsewhere");
}

#[test]
fn g6_a_saved_form_is_not_delayed_by_an_opened_note() {
    let mut rig = Rig::new();
    rings_from(&mut rig, ANN);
    assert_eq!(rig.saves("a"), None);
    opens(&mut rig);
    hangs_up(&mut rig);
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn i1_switched_off_while_it_waits_what_the_agent_chose_goes_on() {
    let mut rig = over(ANN);
    automatic(&mut rig, false);
    rig.wait(3 * MINUTE);
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn i2_where_only_the_form_opens_nothing_is_written_unless_it_was_switched_on() {
    for (switched, expected) in [(false, "Unlogged"), (true, "Logged")] {
        let mut rig = Rig::new();
        rig.command(Command::ChangeSettings(Settings { after_call: AfterCall::OnlyOpenForm, ..Settings::default() }));
        rings_from(&mut rig, ANN);
        opens(&mut rig);
        if switched {
            switch(&mut rig, true);
        }
        hangs_up(&mut rig);
        rig.wait(5 * HOUR);
        assert_eq!(rig.entry(), expected);
    }
}

#[test]
fn i4_a_new_delay_counts_for_calls_that_end_afterwards() {
    let mut rig = over(ANN);
    rig.command(Command::ChangeSettings(Settings { delay_minutes: 10, ..Settings::default() }));
    rig.crash();
    rig.wait(3 * MINUTE);
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn g7_a_delayed_entry_of_a_removed_integration_is_there_again_with_it() {
    let mut rig = over(ANN);
    let crm: Integration = integration(CRM, FIND);
    rig.command(Command::RemoveIntegration(crm.id.clone()));
    rig.wait(10 * MINUTE);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Removed", 0));
    rig.command(Command::AddIntegration(Box::new(crm)));
    rig.wait(MINUTE);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn b2_what_was_switched_off_stays_off_when_the_note_is_opened_again() {
    let mut rig = Rig::new();
    rings_from(&mut rig, ANN);
    opens(&mut rig);
    switch(&mut rig, false);
    opens(&mut rig);
    hangs_up(&mut rig);
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn b2_while_it_waits_the_contact_can_still_be_chosen() {
    let mut rig = Rig::new();
    rig.crm().add(BOB, "Bob");
    let chosen = rig.crm().add(BOB, "Bobby");
    rings_from(&mut rig, BOB);
    opens(&mut rig);
    hangs_up(&mut rig);
    assert_eq!(rig.desk(Command::SetDelay { key: key("a", CRM), on: true, contact: Some(Box::new(chosen.clone())) }), None);
    rig.wait(3 * MINUTE);
    assert_eq!((rig.entry().as_str(), rig.crm().records[0].contact.clone()), ("Logged", chosen.id));
}

#[test]
fn b2_once_the_time_is_up_it_cannot_be_switched_on_any_more() {
    for (waits, refused) in [(3 * MINUTE - 1, None), (3 * MINUTE, Some(RefusalKind::DoesNotFit)), (HOUR, Some(RefusalKind::DoesNotFit))] {
        let mut rig = Rig::new();
        automatic(&mut rig, false);
        rings_from(&mut rig, ANN);
        hangs_up(&mut rig);
        rig.wait(waits);
        assert_eq!(rig.desk(Command::SetDelay { key: key("a", CRM), on: true, contact: None }), refused, "{waits}");
    }
}

#[test]
fn b_log_now_said_of_one_integration_leaves_the_other_waiting() {
    let mut rig = Rig::new();
    rig.connect(integration("second", FIND));
    rig.crm_of("second").add(ANN, "Ann");
    rings_from(&mut rig, ANN);
    opens(&mut rig);
    hangs_up(&mut rig);
    assert_eq!(rig.desk(Command::LogNow { call: id("a"), integration: Some(IntegrationId::new("second")) }), None);
    assert_eq!((rig.entry().as_str(), rig.entry_of("a", "second").as_str()), ("Delayed", "Logged"));
}
