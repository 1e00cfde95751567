//! Rule G: exactly once, whatever breaks.

use callscribe_core::call::CallEvent;
use callscribe_core::command::{Command, Resolution};
use callscribe_core::crm::{CrmReply, ErrorKind};
use callscribe_core::engine::{Asked, Input};
use callscribe_core::entry::{Conflict, LogStatus, NewContact};
use callscribe_core::integration::{Dedupe, IntegrationId};
use callscribe_core::time::{HOUR, MINUTE, SECOND};
use callscribe_simulation::crm::Written;
use callscribe_simulation::rig::{CRM, LINE, Rig, SETTLED, Script, id};
use callscribe_simulation::sample::{ANN, BOB, FIND, event, integration, line, whole};

const SLOW: Dedupe = Dedupe::Find { settles: 2 * MINUTE, lag: 30 * SECOND };

#[test]
fn g1_a_crash_after_the_claim_is_looked_up_and_what_is_found_is_logged() {
    let mut rig = Rig::new();
    rig.next(Asked::CreateLog, Script::Hangs);
    rig.call_ends();
    rig.crash();
    assert_eq!(rig.entry(), "InDoubt");
    let draft = rig.crm().records.len();
    assert_eq!(draft, 0);
    rig.wait(SETTLED);
    assert_eq!((rig.entry().as_str(), rig.records(), rig.times(Asked::CreateLog)), ("Logged", 1, 2));
}

#[test]
fn g1_a_crash_after_the_record_was_written_makes_no_second_one() {
    for dedupe in [FIND, SLOW, Dedupe::Upsert] {
        let mut rig = Rig::with(dedupe);
        rig.next(Asked::CreateLog, Script::AnswerLost);
        rig.call_ends();
        rig.crash();
        rig.wait(2 * SETTLED);
        assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1), "{dedupe:?}");
    }
}

#[test]
fn g1_absent_needs_the_server_to_have_settled_and_two_looks() {
    let mut rig = Rig::with(SLOW);
    rig.next(Asked::CreateLog, Script::RequestLost);
    rig.call_ends();
    let looks = rig.times(Asked::Log);
    rig.wait(2 * MINUTE + 29 * SECOND);
    assert_eq!((rig.entry().as_str(), rig.times(Asked::CreateLog)), ("InDoubt", 1));
    rig.wait(MINUTE);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
    assert!(rig.times(Asked::Log) >= looks + 3, "one early look and two conclusive ones");
}

#[test]
fn g1_a_create_that_is_slow_is_not_sent_again() {
    let mut rig = Rig::with(SLOW);
    rig.next(Asked::CreateLog, Script::Hangs);
    rig.call_ends();
    let ticket = rig.ticket("a", Asked::CreateLog);
    rig.wait(25 * SECOND);
    let unknown = callscribe_core::crm::CrmError::new(ErrorKind::Ambiguous, callscribe_core::crm::Problem::NoAnswer);
    rig.tell(Input::Outcome(ticket, Err(unknown)));
    rig.wait(90 * SECOND);
    rig.arrive();
    rig.wait(SETTLED);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn g1_a_double_a_look_up_shows_is_unresolved_with_both_links() {
    let mut rig = Rig::new();
    rig.call_ends();
    let twin = rig.crm().records[0].clone();
    rig.crm().records.push(callscribe_simulation::crm::Written { id: "r2".into(), ..twin });
    rig.wait(MINUTE);
    assert_eq!(rig.entry(), "Unresolved Doubled");
}

#[test]
fn g1_an_answer_about_the_number_is_no_look_up_of_the_record() {
    let mut rig = Rig::new();
    rig.next(Asked::Contacts, Script::Hangs);
    rig.call_ends();
    let (id, key) = ("other browser".to_owned(), rig.stored_entry("a", CRM).write_key());
    let written = Written { id, key, contact: String::new(), note: String::new(), draft: None, at: rig.now, deleted: false };
    rig.crm().records.push(written);
    rig.saves("a");
    rig.arrive();
    assert_eq!((rig.entry().as_str(), rig.times(Asked::CreateLog), rig.records()), ("Logged", 0, 1));
}

#[test]
fn g1_a_failed_look_up_concludes_nothing() {
    let mut rig = Rig::new();
    rig.next(Asked::CreateLog, Script::AnswerLost);
    rig.call_ends();
    (0..8).for_each(|_| rig.fails(Asked::Log, ErrorKind::Offline));
    rig.wait(12 * HOUR);
    assert_eq!((rig.entry().as_str(), rig.records()), ("Logged", 1));
}

#[test]
fn g1_a_server_that_says_it_has_the_key_is_believed_and_looked_up() {
    let mut rig = Rig::new();
    rig.next(Asked::Log, Script::Says(CrmReply::Logs(Vec::new())));
    rig.call_ends();
    let mut rig = Rig::new();
    rig.next(Asked::CreateLog, Script::Says(CrmReply::LogExists));
    rig.call_ends();
    rig.wait(MINUTE);
    assert_eq!((rig.entry().as_str(), rig.times(Asked::CreateLog)), ("InDoubt", 1));
}

#[test]
fn g1_before_a_create_it_is_looked_whether_the_record_is_there() {
    let mut rig = Rig::new();
    rig.next(Asked::Log, Script::Hangs);
    rig.call_ends();
    assert_eq!((rig.entry().as_str(), rig.times(Asked::CreateLog)), ("Ready", 0));
    rig.arrive();
    assert_eq!(rig.entry(), "Logged");
}

#[test]
fn g1_what_an_answer_makes_ready_is_claimed_in_the_same_commit() {
    for (dedupe, asked) in [(FIND, Asked::Log), (Dedupe::Upsert, Asked::Contacts), (Dedupe::None, Asked::Contacts)] {
        let mut rig = Rig::with(dedupe);
        rig.next(asked, Script::Hangs);
        rig.next(Asked::CreateLog, Script::Hangs);
        rig.call_ends();
        let before = rig.shell.working().revision.0;
        rig.arrive();
        assert_eq!((rig.entry().as_str(), rig.times(Asked::CreateLog)), ("Sending", 1), "{dedupe:?}");
        assert_eq!(rig.shell.working().revision.0, before + 1, "{dedupe:?}");
    }
}

#[test]
fn g1_a_lost_session_or_limit_is_no_doubt_and_a_refusal_neither() {
    let table = [(ErrorKind::Auth, "Retry"), (ErrorKind::Offline, "Retry"), (ErrorKind::Refused, "Unresolved Refused")];
    for (kind, expected) in table {
        let mut rig = Rig::with(Dedupe::None);
        rig.fails(Asked::CreateLog, kind);
        rig.call_ends();
        assert_eq!(rig.entry(), expected);
    }
}

#[test]
fn g2_a_second_placeholder_is_never_made() {
    for dedupe in [FIND, SLOW, Dedupe::Upsert, Dedupe::None] {
        let mut rig = Rig::with(dedupe);
        rig.call_from(BOB, "a");
        rig.next(Asked::CreateContact, Script::Hangs);
        rig.resolve("a", Resolution::NewContact(NewContact::named("Bob")));
        let ticket = rig.ticket("a", Asked::CreateContact);
        let unknown = callscribe_core::crm::CrmError::new(ErrorKind::Ambiguous, callscribe_core::crm::Problem::NoAnswer);
        rig.tell(Input::Outcome(ticket, Err(unknown)));
        rig.wait(MINUTE);
        rig.arrive();
        rig.wait(2 * SETTLED);
        assert_eq!(rig.crm().having(BOB).len(), 1, "{dedupe:?}");
    }
}

#[test]
fn g2_two_calls_that_want_the_same_placeholder_get_one() {
    for dedupe in [FIND, SLOW, Dedupe::Upsert, Dedupe::None] {
        for lost in [false, true] {
            let mut rig = Rig::with(dedupe);
            rig.call_from(BOB, "a");
            rig.call_from(BOB, "b");
            rig.next(Asked::CreateContact, if lost { Script::AnswerLost } else { Script::Hangs });
            rig.next(Asked::Contacts, Script::Hangs);
            for session in ["b", "a"] {
                rig.resolve(session, Resolution::NewContact(NewContact::named("Bob")));
            }
            rig.arrive();
            rig.wait(SETTLED);
            rig.arrive();
            rig.wait(2 * SETTLED);
            assert_eq!(rig.crm().having(BOB).len(), 1, "{dedupe:?} {lost}");
            assert_eq!(["a", "b"].map(|session| rig.entry_of(session, CRM)), ["Logged", "Logged"], "{dedupe:?} {lost}");
        }
    }
}

#[test]
fn g3_the_record_of_another_browser_is_found_and_gets_our_note() {
    let mut rig = Rig::new();
    rig.call_ends();
    let theirs = rig.crm().records.clone();
    let mut ours = Rig::new();
    ours.crm().records = theirs;
    ours.phone(callscribe_simulation::sample::rings(LINE, "a", ANN, ours.now));
    ours.notes("a", "ours");
    ours.call_ends();
    ours.wait(MINUTE);
    assert_eq!((ours.entry().as_str(), ours.records(), ours.said(0)), ("Logged", 1, "ours"));
}

#[test]
fn g4_a_timeout_is_a_doubt_and_no_failure() {
    let mut rig = Rig::new();
    rig.next(Asked::CreateLog, Script::AnswerLost);
    rig.call_ends();
    assert_eq!(rig.entry(), "InDoubt");
    rig.wait(5 * SECOND);
    assert_eq!((rig.entry().as_str(), rig.times(Asked::CreateLog)), ("Logged", 1));
}

#[test]
fn g4_an_answer_that_comes_twice_counts_once() {
    let mut rig = Rig::new();
    rig.call_ends();
    rig.notes("a", "later");
    rig.wait(MINUTE);
    let before = rig.stored_entry("a", CRM);
    for (asked, reply) in [
        (Asked::CreateLog, CrmReply::LogCreated(callscribe_simulation::rig::record("r1"))),
        (Asked::Update, CrmReply::LogUpdated { mangled: true }),
        (Asked::Log, CrmReply::Logs(Vec::new())),
        (Asked::Contacts, CrmReply::Contacts(Vec::new())),
    ] {
        rig.tell(Input::Outcome(rig.ticket("a", asked), Ok(reply)));
    }
    assert_eq!(rig.stored_entry("a", CRM), before);
}

#[test]
fn g4_an_old_answer_is_not_taken_for_a_later_look() {
    let mut rig = Rig::new();
    rig.next(Asked::CreateLog, Script::Hangs);
    rig.call_ends();
    rig.arrive();
    let first_look = rig.ticket("a", Asked::Log);
    rig.tell(Input::Outcome(first_look.clone(), Ok(CrmReply::Logs(Vec::new()))));
    assert!(rig.shell.alarm.is_some(), "the record just made is still to be looked for");
    rig.next(Asked::Log, Script::Hangs);
    rig.wait(2 * SECOND);
    rig.tell(Input::Outcome(first_look, Ok(CrmReply::Logs(Vec::new()))));
    assert!(rig.stored_entry("a", CRM).due().is_some(), "the second look is still waited for");
}

#[test]
fn g5_a_limit_holds_only_its_integration() {
    let mut rig = Rig::new();
    rig.connect(integration("second", FIND));
    rig.crm_of("second").add(ANN, "Ann");
    let until = rig.now + 20 * MINUTE;
    rig.fails(Asked::Contacts, ErrorKind::RateLimited { until });
    rig.call_ends();
    rig.call_from(ANN, "b");
    rig.wait(19 * MINUTE);
    assert_eq!((rig.crm().records.len(), rig.crm_of("second").records.len()), (0, 2));
    assert_eq!(rig.asked.iter().filter(|(crm, _)| crm == CRM).count(), 1);
    rig.wait(2 * MINUTE);
    assert_eq!(rig.crm().records.len(), 2);
}

#[test]
fn g5_a_lost_session_stops_only_its_integration() {
    let mut rig = Rig::new();
    rig.connect(integration("second", FIND));
    rig.crm_of("second").add(ANN, "Ann");
    rig.fails(Asked::Contacts, ErrorKind::Auth);
    rig.call_ends();
    assert_eq!((rig.entry().as_str(), rig.entry_of("a", "second").as_str()), ("Retry", "Logged"));
}

#[test]
fn g5_requests_of_one_integration_are_few_at_a_time_and_a_write_is_alone() {
    for dedupe in [FIND, Dedupe::Upsert, Dedupe::None] {
        let mut rig = Rig::with(dedupe);
        (0..20).for_each(|_| rig.next(Asked::Contacts, Script::Hangs));
        (0..20).for_each(|_| rig.next(Asked::CreateLog, Script::Hangs));
        (0..20).for_each(|n| rig.call_from(ANN, &format!("s{n}")));
        assert_eq!(rig.times(Asked::Contacts), 4);
        for _ in 0..200 {
            let writes = rig.times(Asked::CreateLog);
            rig.arrive();
            assert!(rig.times(Asked::CreateLog) <= writes + 1, "{dedupe:?}");
        }
        assert_eq!(rig.records(), 20, "{dedupe:?}");
    }
}

#[test]
fn g6_what_a_person_chose_is_not_changed_by_a_late_answer() {
    let mut rig = Rig::new();
    let bob = rig.crm().add(BOB, "Bob");
    rig.next(Asked::Contacts, Script::Hangs);
    rig.call_ends();
    rig.next(Asked::Log, Script::Hangs);
    rig.desk(Command::Log {
        call: callscribe_simulation::rig::id("a"),
        entries: vec![callscribe_simulation::rig::to(CRM, bob.clone())],
        note: None,
        base: String::new(),
    });
    rig.arrive();
    rig.arrive();
    rig.wait(SETTLED);
    assert_eq!((rig.records(), rig.crm().records[0].contact.clone()), (1, bob.id));
}

#[test]
fn g8_what_each_kind_of_integration_promises_holds_when_an_answer_is_lost() {
    let table = [(Dedupe::Upsert, "Logged", 2, 1), (FIND, "Logged", 1, 1), (Dedupe::None, "Unresolved OutcomeUnknown", 1, 1)];
    for (dedupe, fate, sent, records) in table {
        let mut rig = Rig::with(dedupe);
        rig.next(Asked::CreateLog, Script::AnswerLost);
        rig.call_ends();
        rig.wait(2 * SETTLED);
        assert_eq!((rig.entry().as_str(), rig.times(Asked::CreateLog), rig.records()), (fate, sent, records), "{dedupe:?}");
    }
}

#[test]
fn g9_the_same_call_on_two_lines_is_logged_once_and_the_second_asks() {
    let mut rig = Rig::new();
    rig.command(Command::AddAccount(Box::new(line("rc:1/102"))));
    rig.call_ends();
    rig.phone(whole("rc:1/102", "z", ANN, rig.now - 62 * SECOND));
    assert_eq!((rig.records(), rig.shell.working().counters.unresolved), (1, 1));
    rig.phone(whole("rc:1/102", "y", ANN, rig.now - 30 * SECOND));
    assert_eq!(rig.records(), 2, "another call half a minute later");
}

#[test]
fn g9_a_line_on_which_nothing_is_logged_does_not_keep_the_other_from_it() {
    let mut rig = Rig::new();
    rig.command(Command::AddAccount(Box::new(line("rc:1/102"))));
    let elsewhere = whole(LINE, "a", ANN, rig.now - 65 * SECOND);
    rig.phone(callscribe_simulation::sample::with_result(elsewhere, callscribe_core::call::CallResult::AnsweredElsewhere));
    rig.phone(whole("rc:1/102", "z", ANN, rig.now - 65 * SECOND));
    assert_eq!((rig.records(), rig.shell.working().counters.unresolved), (1, 0));
}

#[test]
fn g9_not_the_same_logs_the_second_and_same_call_does_not() {
    for (resolution, records) in [(Resolution::NotTheSame, 2), (Resolution::SameCall, 1)] {
        let mut rig = Rig::new();
        rig.command(Command::AddAccount(Box::new(line("rc:1/102"))));
        rig.call_ends();
        rig.phone(whole("rc:1/102", "z", ANN, rig.now - 62 * SECOND));
        let key = callscribe_core::entry::LogKey {
            call: callscribe_simulation::sample::call_id("rc:1/102", "z"),
            integration: IntegrationId::new(CRM),
        };
        assert_eq!(rig.desk(Command::Resolve { key, resolution, same_number: false }), None);
        rig.wait(MINUTE);
        assert_eq!((rig.records(), rig.shell.working().counters.unresolved), (records, 0));
    }
}

#[test]
fn g1_an_unknown_outcome_stays_one_when_its_call_becomes_private() {
    let mut rig = Rig::with(Dedupe::None);
    rig.next(Asked::CreateLog, Script::AnswerLost);
    rig.call_ends();
    assert_eq!(rig.entry(), "Unresolved OutcomeUnknown");
    assert_eq!(rig.desk(Command::Private { call: id("a") }), None);
    assert_eq!(rig.entry(), "Unresolved OutcomeUnknown");
    assert!(rig.saves("a").is_some());
    assert_eq!(rig.records(), 1);
}

#[test]
fn g1_a_double_stays_shown_when_its_call_and_another_with_a_record_prove_to_be_one() {
    let mut rig = Rig::with(FIND);
    rig.next(Asked::CreateLog, Script::AnswerLost);
    rig.call_ends();
    let again = rig.crm().records[0].clone();
    rig.crm().records.push(Written { id: "twice".into(), ..again });
    rig.wait(SETTLED);
    assert_eq!(rig.entry(), "Unresolved Doubled");
    rig.call_from(ANN, "leg");
    rig.wait(SETTLED);
    assert_eq!(rig.entry_of("leg", CRM), "Logged");
    rig.phone(CallEvent { aliases: vec!["a".into()], ..event(LINE, "leg") });
    let shown = |session| match &rig.stored_entry(session, CRM).status {
        LogStatus::Unresolved(Conflict::Doubled(records)) => records.len(),
        _ => 0,
    };
    assert_eq!(shown("a"), 3);
}

#[test]
fn g1_a_look_that_showed_no_record_is_believed_for_less_than_a_minute() {
    for (waits, looks) in [(MINUTE - 1, 0), (MINUTE, 1), (HOUR, 1)] {
        let mut rig = Rig::new();
        rig.next(Asked::CreateLog, Script::Hangs);
        rig.call_ends();
        rig.call_from(ANN, "b");
        let before = rig.times(Asked::Log);
        rig.wait(waits);
        rig.arrive();
        assert_eq!((rig.entry_of("b", CRM).as_str(), rig.times(Asked::Log) - before), ("Logged", looks), "{waits}");
    }
}

#[test]
fn g5_updates_and_repeated_creates_are_alone_like_any_write() {
    let mut rig = Rig::new();
    ["a", "b"].iter().for_each(|session| rig.call_from(ANN, session));
    rig.wait(MINUTE);
    rig.next(Asked::Update, Script::Hangs);
    ["a", "b"].iter().for_each(|session| rig.notes(session, "later"));
    rig.wait(MINUTE);
    assert_eq!(rig.times(Asked::Update), 1);

    let mut rig = Rig::with(Dedupe::None);
    rig.wait(MINUTE);
    rig.fails(Asked::CreateLog, ErrorKind::Offline);
    rig.call_from(ANN, "a");
    rig.next(Asked::CreateLog, Script::Hangs);
    rig.call_from(ANN, "b");
    rig.wait(10 * MINUTE);
    assert_eq!((rig.entry().as_str(), rig.times(Asked::CreateLog)), ("Retry", 2));
}

#[test]
fn g5_a_limit_of_seconds_is_waited_for_and_one_that_is_over_for_a_second() {
    for (limit, asked_after) in [(5 * SECOND, 5 * SECOND), (0, SECOND)] {
        let mut rig = Rig::new();
        rig.wait(10 * SECOND);
        rig.fails(Asked::Contacts, ErrorKind::RateLimited { until: rig.now + limit });
        rig.call_ends();
        rig.wait(asked_after - 1);
        assert_eq!(rig.times(Asked::Contacts), 1, "{limit}");
        rig.wait(1);
        assert_eq!((rig.times(Asked::Contacts), rig.entry().as_str()), (2, "Logged"), "{limit}");
    }
}

#[test]
fn g9_what_is_not_logged_by_itself_on_the_second_line_does_not_ask() {
    let mut rig = Rig::new();
    rig.command(Command::AddAccount(Box::new(line("rc:1/102"))));
    rig.command(Command::SetAutomatic { integration: IntegrationId::new(CRM), on: false });
    rig.call_ends();
    assert_eq!(rig.saves("a"), None);
    rig.phone(whole("rc:1/102", "z", ANN, rig.now - 62 * SECOND));
    assert_eq!((rig.records(), rig.shell.working().counters.unresolved), (1, 0));
}
