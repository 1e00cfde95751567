//! Rules G7 and I: integrations come and go.

use callscribe_core::account::PhoneAccount;
use callscribe_core::choices::Choices;
use callscribe_core::command::{Command, RefusalKind, Resolution};
use callscribe_core::crm::ErrorKind;
use callscribe_core::engine::Asked;
use callscribe_core::integration::{Integration, IntegrationId, SignIn};
use callscribe_core::phone::PhoneRequest;
use callscribe_core::time::{HOUR, MINUTE};
use callscribe_simulation::rig::{CRM, LINE, Rig, SETTLED, Script};
use callscribe_simulation::sample::{ANN, BOB, FIND, answered, ended, integration, line, rings};

fn remove(rig: &mut Rig) {
    rig.desk(Command::RemoveIntegration(IntegrationId::new(CRM)));
}

fn add_again(rig: &mut Rig) -> Option<RefusalKind> {
    let again = Integration { added_at: rig.now, automatic_since: Some(rig.now), ..integration(CRM, FIND) };
    rig.desk(Command::AddIntegration(Box::new(again)))
}

#[test]
fn g7_the_same_account_cannot_be_added_twice() {
    let mut rig = Rig::new();
    assert_eq!(add_again(&mut rig), Some(RefusalKind::AlreadyAdded));
}

#[test]
fn g7_added_again_after_removal_its_entries_are_there_again() {
    let mut rig = Rig::new();
    rig.shell.check_every = 20;
    for n in 0..120 {
        rig.now += 2 * MINUTE;
        rig.call_from(BOB, &format!("s{n}"));
    }
    rig.call_ends();
    remove(&mut rig);
    let counters = rig.shell.working().counters;
    assert_eq!((counters.calls.unlogged, counters.unresolved), (0, 0));
    assert_eq!((rig.entry_of("s0", CRM).as_str(), rig.entry().as_str()), ("Removed", "Logged"));
    assert_eq!(add_again(&mut rig), None);
    let counters = rig.shell.working().counters;
    assert_eq!((counters.calls.unlogged, counters.unresolved), (120, 120));
    rig.crm().add(BOB, "Bob");
    rig.resolve("s0", Resolution::LookAgain);
    assert_eq!(rig.entry_of("s0", CRM), "Logged");
}

#[test]
fn g7_a_removed_integration_is_never_asked() {
    let mut rig = Rig::new();
    rig.fails(Asked::Log, ErrorKind::Offline);
    rig.call_ends();
    remove(&mut rig);
    let asked = rig.asked.len();
    rig.call_from(ANN, "b");
    rig.wait(12 * HOUR);
    assert_eq!((rig.asked.len(), rig.case("b").entries.len()), (asked, 0));
}

#[test]
fn g7_an_answer_that_comes_after_the_removal_is_kept() {
    let mut rig = Rig::new();
    rig.next(Asked::CreateLog, Script::Hangs);
    rig.call_ends();
    remove(&mut rig);
    rig.arrive();
    assert_eq!(rig.entry(), "Logged");
    add_again(&mut rig);
    rig.wait(SETTLED);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn g7_a_call_that_runs_while_its_integration_is_removed_does_not_count_as_unlogged() {
    let mut rig = Rig::new();
    rig.phone(rings(LINE, "a", ANN, rig.now));
    remove(&mut rig);
    rig.phone(answered(LINE, "a", rig.now));
    rig.phone(ended(LINE, "a", rig.now));
    assert_eq!((rig.entry().as_str(), rig.shell.working().counters.calls.unlogged), ("Removed", 0));
}

#[test]
fn g7_added_again_it_logs_by_itself_as_it_was_added() {
    let mut rig = Rig::new();
    remove(&mut rig);
    add_again(&mut rig);
    rig.call_ends();
    assert_eq!(rig.entry(), "Logged");
}

fn stored(rig: &Rig) -> &Integration {
    &rig.shell.working().integrations[&IntegrationId::new(CRM)]
}

#[test]
fn g7_added_again_it_is_as_old_as_it_was_and_keeps_its_choices() {
    let mut rig = Rig::new();
    let first = stored(&rig).clone();
    let choices = Box::new(Choices { open_created: true, ..Choices::default() });
    rig.command(Command::SetChoices { integration: first.id.clone(), choices: choices.clone() });
    assert_eq!(stored(&rig).choices, *choices);
    remove(&mut rig);
    assert_eq!((stored(&rig).removed, stored(&rig).automatic_since), (true, None));
    rig.now += HOUR;
    add_again(&mut rig);
    let again = stored(&rig);
    assert_eq!((again.removed, again.added_at, again.automatic_since), (false, first.added_at, Some(rig.now)));
    assert_eq!(again.choices, *choices);
}

#[test]
fn g7_signed_in_to_again_it_logs_by_itself_as_before() {
    let mut rig = Rig::new();
    let first = stored(&rig).clone();
    rig.command(Command::SetSignIn { integration: first.id.clone(), works: false });
    assert_eq!(stored(&rig).sign_in, SignIn::Needed);
    rig.now += HOUR;
    assert_eq!(add_again(&mut rig), None);
    assert_eq!(*stored(&rig), first);
}

#[test]
fn g5_signing_in_ends_the_pause_of_a_limit() {
    let mut rig = Rig::new();
    rig.fails(Asked::Log, ErrorKind::RateLimited { until: rig.now + HOUR });
    rig.call_ends();
    assert_eq!(stored(&rig).paused_until, Some(rig.now + HOUR));
    rig.command(Command::SetSignIn { integration: IntegrationId::new(CRM), works: true });
    assert_eq!(stored(&rig).paused_until, None);
}

#[test]
fn i1_switched_on_twice_it_takes_calls_since_the_first_time() {
    let mut rig = Rig::new();
    let set = |rig: &mut Rig, on| rig.command(Command::SetAutomatic { integration: IntegrationId::new(CRM), on });
    set(&mut rig, false);
    assert_eq!(stored(&rig).automatic_since, None);
    let on = rig.now;
    set(&mut rig, true);
    rig.now += HOUR;
    set(&mut rig, true);
    assert_eq!(stored(&rig).automatic_since, Some(on));
}

#[test]
fn e7_a_line_added_again_is_as_old_as_it_was_and_one_that_is_removed_is_gone() {
    let mut rig = Rig::new();
    let line = line(LINE);
    rig.command(Command::AddAccount(Box::new(PhoneAccount { connected_at: rig.now + HOUR, ..line.clone() })));
    assert_eq!(rig.shell.working().accounts[&line.id].connected_at, line.connected_at);
    assert_eq!(rig.desk(Command::RemoveAccount(line.id.clone())), None);
    assert!(rig.shell.working().accounts[&line.id].removed);
    assert_eq!(rig.phoned.last(), Some(&PhoneRequest::Disconnect));
    assert_eq!(rig.desk(Command::RemoveAccount(line.id)), Some(RefusalKind::NotThere));
}

#[test]
fn g1_dont_log_said_while_the_integration_is_away_forgets_no_doubt() {
    let mut rig = Rig::new();
    let mut none = callscribe_simulation::sample::integration("none", callscribe_core::integration::Dedupe::None);
    rig.connect(none.clone());
    rig.crm_of("none").add(ANN, "Ann");
    rig.next(Asked::Log, Script::Fails(callscribe_core::crm::CrmError::new(ErrorKind::Refused, callscribe_core::crm::Problem::Refused)));
    rig.next(Asked::CreateLog, Script::AnswerLost);
    rig.call_ends();
    assert_eq!(rig.entry_of("a", "none"), "Unresolved OutcomeUnknown");
    rig.command(Command::RemoveIntegration(none.id.clone()));
    rig.desk(Command::Dismiss { call: callscribe_simulation::rig::id("a"), integration: None });
    none.added_at = rig.now;
    rig.command(Command::AddIntegration(Box::new(none)));
    assert_eq!(rig.entry_of("a", "none"), "Unresolved OutcomeUnknown");
}
