//! Rules K5, K7, G1, G2, G5: a follow-up becomes a task in its contact's CRM, once, and says where it stands.

use callscribe_core::command::{Command, RefusalKind, TaskAct};
use callscribe_core::contact::Contact;
use callscribe_core::crm::{CrmReply, ErrorKind, TaskRef};
use callscribe_core::engine::{Asked, Show};
use callscribe_core::entry::{Conflict, LogStatus};
use callscribe_core::follow_up::{FollowUp, Party};
use callscribe_core::integration::{Dedupe, Integration, IntegrationId, SETTLES};
use callscribe_core::time::{HOUR, MINUTE, SECOND};
use callscribe_simulation::check;
use callscribe_simulation::rig::{CRM, Rig, Script, id, record};
use callscribe_simulation::sample::{ANN, BEGIN, FIND, call_id, integration, number, with_tasks};

const SLOW: Dedupe = Dedupe::Find { settles: SETTLES, lag: 40 * SECOND };
const ALL: [Dedupe; 4] = [FIND, SLOW, Dedupe::Upsert, Dedupe::None];

fn with(rig: &mut Rig, crm: &str) -> Party {
    let ann = rig.crm_of(crm).having(ANN).first().cloned().unwrap_or_else(|| Contact { id: "c1".into(), ..Contact::default() });
    Party { name: "Ann".into(), number: Some(number(ANN)), contact: Some((IntegrationId::new(crm), Box::new(ann))) }
}

fn follow_up(rig: &mut Rig) -> FollowUp {
    let with = with(rig, CRM);
    FollowUp { id: "f".into(), subject: "Call Ann".into(), call: Some(id("a")), with, due: BEGIN + 24 * HOUR, ..FollowUp::default() }
}

fn save(rig: &mut Rig, change: impl FnOnce(&mut FollowUp)) {
    let mut one = follow_up(rig);
    change(&mut one);
    assert_eq!(rig.desk(Command::SaveFollowUp(Box::new(one))), None);
}

fn done(rig: &mut Rig, done: bool) {
    assert_eq!(rig.desk(Command::FollowUpDone { id: "f".into(), done }), None);
}

fn act(rig: &mut Rig, act: TaskAct) -> Option<RefusalKind> {
    rig.desk(Command::ActOnTask { id: "f".into(), act })
}

fn stored(rig: &Rig) -> FollowUp {
    check::all(&rig.shell.store).into_iter().find(|one: &FollowUp| one.id == "f").expect("a stored follow-up")
}

/// How far its task came, in a word.
fn task(rig: &Rig) -> String {
    let Some(task) = stored(rig).task else { return "here".into() };
    let text = match &task.status {
        LogStatus::Unresolved(conflict) => format!("{conflict:?}"),
        status => format!("{status:?}"),
    };
    text.split(['(', ' ', '{']).next().unwrap_or_default().to_owned()
}

/// What the tasks say.
fn said(rig: &mut Rig) -> Vec<String> {
    rig.crm().tasks.iter().map(|task| task.draft.subject.clone()).collect()
}

fn reminders(rig: &Rig) -> usize {
    rig.shown.iter().filter(|show| matches!(show, Show::Reminders(_))).count()
}

#[test]
fn k5_a_follow_up_with_a_contact_is_one_task_there_and_says_all_it_is() {
    for dedupe in ALL {
        let mut rig = Rig::with_tasks(dedupe);
        save(&mut rig, |one| (one.description, one.remind_before) = ("about the boat".into(), 15 * MINUTE));
        rig.crash();
        rig.wait(48 * HOUR);
        let draft = rig.crm().tasks.iter().map(|task| task.draft.clone()).next().expect("a task");
        assert_eq!((said(&mut rig).len(), task(&rig).as_str(), rig.times(Asked::CreateFollowUp)), (1, "Logged", 1), "{dedupe:?}");
        assert_eq!(
            (draft.subject.as_str(), draft.description.as_str(), draft.contact.name.as_str()),
            ("Call Ann", "about the boat", "Ann")
        );
        assert_eq!((draft.due, draft.remind_at), (BEGIN + 24 * HOUR, Some(BEGIN + 24 * HOUR - 15 * MINUTE)));
    }
}

#[test]
fn k5_one_without_a_contact_or_where_no_task_can_be_made_stays_here() {
    let mut rig = Rig::new();
    save(&mut rig, |_| {});
    assert_eq!((task(&rig).as_str(), rig.asked.len()), ("here", 0), "a CRM without tasks");
    let mut rig = Rig::with_tasks(FIND);
    save(&mut rig, |one| one.with.contact = None);
    save(&mut rig, |one| (one.id, one.call) = ("practised".into(), Some(call_id(callscribe_core::practice::account_id().as_str(), "p"))));
    assert_eq!((task(&rig).as_str(), rig.asked.len()), ("here", 0));
    save(&mut rig, |_| {});
    assert_eq!(task(&rig), "Logged", "once it is with somebody there");
}

#[test]
fn g1_after_a_lost_answer_or_a_kill_there_is_one_task_or_a_person_is_asked() {
    for dedupe in ALL {
        for kill in [false, true] {
            for script in [Script::AnswerLost, Script::RequestLost, Script::Hangs] {
                let mut rig = Rig::with_tasks(dedupe);
                rig.next(Asked::CreateFollowUp, script.clone());
                save(&mut rig, |_| {});
                if kill || matches!(script, Script::Hangs) {
                    rig.crash();
                }
                rig.wait(HOUR);
                let expected = if dedupe == Dedupe::None { "OutcomeUnknown" } else { "Logged" };
                assert_eq!(task(&rig), expected, "{dedupe:?} {script:?}");
                let made = said(&mut rig).len();
                assert!(made == 1 || (dedupe == Dedupe::None && made == 0), "{dedupe:?} {script:?}: {made}");
            }
        }
    }
}

#[test]
fn g1_a_task_is_absent_only_when_the_request_is_surely_over_and_two_looks_found_nothing() {
    let mut rig = Rig::with_tasks(FIND);
    rig.next(Asked::CreateFollowUp, Script::Hangs);
    save(&mut rig, |_| {});
    rig.dies_with_requests_under_way();
    rig.wait(SETTLES - 1);
    assert_eq!((task(&rig).as_str(), rig.times(Asked::CreateFollowUp)), ("InDoubt", 1));
    rig.arrive();
    rig.wait(HOUR);
    assert_eq!((task(&rig).as_str(), rig.times(Asked::CreateFollowUp), said(&mut rig).len()), ("Logged", 1, 1));
}

#[test]
fn g2_a_double_a_look_shows_is_said_and_a_person_decides() {
    let mut rig = Rig::with_tasks(SLOW);
    save(&mut rig, |_| {});
    let both = ["t1", "t2"].map(|id| TaskRef { record: record(id), done: false });
    rig.next(Asked::FollowUp, Script::Says(CrmReply::FollowUps(both.to_vec())));
    rig.wait(HOUR);
    assert_eq!(task(&rig), "Doubled");
    assert_eq!(act(&mut rig, TaskAct::Make), Some(RefusalKind::DoesNotFit));
    assert_eq!((act(&mut rig, TaskAct::ItIsThere), task(&rig).as_str()), (None, "Logged"));
}

#[test]
fn g2_one_write_at_a_time_in_an_integration_whatever_it_is_of() {
    for dedupe in [FIND, Dedupe::Upsert] {
        let mut rig = Rig::with_tasks(dedupe);
        rig.next(Asked::CreateLog, Script::Hangs);
        rig.call_ends();
        save(&mut rig, |_| {});
        assert_eq!((rig.times(Asked::CreateLog), rig.times(Asked::CreateFollowUp)), (1, 0), "{dedupe:?}");
        rig.next(Asked::CreateFollowUp, Script::Hangs);
        rig.arrive();
        assert_eq!(rig.times(Asked::CreateFollowUp), 1, "{dedupe:?}");
        rig.call_from(ANN, "b");
        assert_eq!(rig.times(Asked::CreateLog), 1, "{dedupe:?}");
        rig.arrive();
        rig.wait(MINUTE);
        assert_eq!((rig.records(), said(&mut rig).len()), (2, 1), "{dedupe:?}");
    }
}

#[test]
fn g5_a_technical_failure_is_tried_again_with_growing_pauses() {
    let mut rig = Rig::with_tasks(Dedupe::Upsert);
    (0..4).for_each(|_| rig.fails(Asked::CreateFollowUp, ErrorKind::Offline));
    save(&mut rig, |_| {});
    let mut sent = vec![rig.times(Asked::CreateFollowUp)];
    for minutes in [2, 3, 5, 10] {
        rig.wait(minutes * MINUTE);
        sent.push(rig.times(Asked::CreateFollowUp));
    }
    assert_eq!((sent, task(&rig).as_str(), said(&mut rig).len()), (vec![1, 2, 3, 4, 5], "Logged", 1));
}

#[test]
fn g5_a_limit_is_waited_for_and_a_lost_session_for_the_sign_in() {
    let mut rig = Rig::with_tasks(FIND);
    let until = rig.now + 7 * MINUTE;
    rig.fails(Asked::CreateFollowUp, ErrorKind::RateLimited { until });
    save(&mut rig, |_| {});
    rig.wait(7 * MINUTE - 1);
    assert_eq!((task(&rig).as_str(), rig.times(Asked::CreateFollowUp)), ("Retry", 1));
    rig.fails(Asked::CreateFollowUp, ErrorKind::Auth);
    rig.wait(24 * HOUR);
    assert_eq!((task(&rig).as_str(), rig.times(Asked::CreateFollowUp)), ("Retry", 2));
    rig.command(Command::SetSignIn { integration: IntegrationId::new(CRM), works: true });
    assert_eq!((task(&rig).as_str(), said(&mut rig).len()), ("Logged", 1));
}

#[test]
fn d2_what_the_crm_refused_waits_for_a_person_or_for_a_change() {
    let refused = |rig: &mut Rig| {
        rig.fails(Asked::CreateFollowUp, ErrorKind::Refused);
        save(rig, |_| {});
        rig.wait(20 * HOUR);
        assert_eq!((task(rig).as_str(), rig.times(Asked::CreateFollowUp)), ("Refused", 1));
    };
    let mut rig = Rig::with_tasks(FIND);
    refused(&mut rig);
    assert_eq!((act(&mut rig, TaskAct::Make), task(&rig).as_str()), (None, "Logged"));
    let mut rig = Rig::with_tasks(FIND);
    refused(&mut rig);
    save(&mut rig, |_| {});
    assert_eq!(task(&rig), "Refused", "saved as it was");
    save(&mut rig, |one| one.subject = "Call her".into());
    assert_eq!((task(&rig), said(&mut rig)), ("Logged".into(), vec!["Call her".to_owned()]));
    let mut rig = Rig::with_tasks(FIND);
    refused(&mut rig);
    assert_eq!((act(&mut rig, TaskAct::KeepHere), task(&rig).as_str()), (None, "Dismissed"));
    save(&mut rig, |one| one.subject = "Call her".into());
    assert_eq!((task(&rig).as_str(), said(&mut rig).len()), ("Dismissed", 0), "kept here");
    assert_eq!((act(&mut rig, TaskAct::Make), said(&mut rig).len()), (None, 1), "after all");
}

#[test]
fn g1_a_person_tells_what_cannot_be_found_out() {
    for (is_there, way, tasks) in [(true, TaskAct::ItIsThere, 1), (false, TaskAct::Make, 1), (false, TaskAct::KeepHere, 0)] {
        let mut rig = Rig::with_tasks(Dedupe::None);
        rig.next(Asked::CreateFollowUp, if is_there { Script::AnswerLost } else { Script::RequestLost });
        save(&mut rig, |_| {});
        rig.wait(HOUR);
        save(&mut rig, |one| one.subject = "Call her".into());
        assert_eq!((task(&rig).as_str(), rig.times(Asked::CreateFollowUp)), ("OutcomeUnknown", 1), "no change of words sends it again");
        assert_eq!(act(&mut rig, way), None);
        rig.wait(HOUR);
        assert_eq!(said(&mut rig).len(), tasks, "{way:?}");
    }
}

#[test]
fn k5_what_was_changed_before_it_was_sent_is_sent_as_it_is_by_then() {
    let mut rig = Rig::with_tasks(FIND);
    rig.fails(Asked::FollowUp, ErrorKind::Offline);
    save(&mut rig, |_| {});
    save(&mut rig, |one| one.subject = "Call her".into());
    rig.wait(HOUR);
    assert_eq!((said(&mut rig), stored(&rig).is_changed_since_sent()), (vec!["Call her".to_owned()], false));
    save(&mut rig, |one| one.subject = "Call him".into());
    rig.wait(HOUR);
    assert_eq!((said(&mut rig), stored(&rig).is_changed_since_sent()), (vec!["Call her".to_owned()], true), "and later it is only said");
    assert_eq!(rig.times(Asked::CreateFollowUp), 1);
}

#[test]
fn k5_one_done_or_deleted_before_it_was_sent_is_never_made_and_one_opened_again_is() {
    let mut rig = Rig::with_tasks(FIND);
    rig.fails(Asked::FollowUp, ErrorKind::Offline);
    save(&mut rig, |_| {});
    done(&mut rig, true);
    rig.crash();
    rig.wait(48 * HOUR);
    assert_eq!((rig.times(Asked::CreateFollowUp), said(&mut rig).len()), (0, 0));
    done(&mut rig, false);
    rig.wait(MINUTE);
    assert_eq!(said(&mut rig).len(), 1);
    let mut rig = Rig::with_tasks(FIND);
    rig.fails(Asked::FollowUp, ErrorKind::Offline);
    save(&mut rig, |_| {});
    assert_eq!(rig.desk(Command::DeleteFollowUp { id: "f".into() }), None);
    rig.wait(48 * HOUR);
    assert_eq!((rig.times(Asked::CreateFollowUp), said(&mut rig).len()), (0, 0));
}

#[test]
fn g1_one_done_while_its_task_is_in_doubt_is_looked_for_and_not_sent_again() {
    for (script, tasks) in [(Script::AnswerLost, 1), (Script::RequestLost, 0)] {
        let mut rig = Rig::with_tasks(FIND);
        rig.next(Asked::CreateFollowUp, script);
        save(&mut rig, |_| {});
        done(&mut rig, true);
        rig.crash();
        rig.wait(24 * HOUR);
        assert_eq!((said(&mut rig).len(), stored(&rig).task_due(), rig.times(Asked::CreateFollowUp)), (tasks, None, 1));
    }
}

#[test]
fn k5_one_that_changes_its_crm_before_it_was_sent_goes_there_and_one_that_may_be_there_stays() {
    for lost in [false, true] {
        let mut rig = Rig::with_tasks(FIND);
        rig.connect(with_tasks(integration("second", FIND)));
        rig.crm_of("second").add(ANN, "Ann");
        if lost {
            rig.next(Asked::CreateFollowUp, Script::AnswerLost);
        } else {
            rig.fails(Asked::FollowUp, ErrorKind::Offline);
        }
        save(&mut rig, |_| {});
        let there = with(&mut rig, "second");
        save(&mut rig, |one| one.with = there);
        rig.wait(HOUR);
        let tasks = [CRM, "second"].map(|name| rig.crm_of(name).tasks.len());
        assert_eq!(tasks, if lost { [1, 0] } else { [0, 1] });
    }
}

#[test]
fn g7_a_removed_integration_leaves_the_follow_up_here_and_added_again_it_goes_on() {
    let mut rig = Rig::with_tasks(FIND);
    rig.fails(Asked::FollowUp, ErrorKind::Offline);
    save(&mut rig, |_| {});
    rig.command(Command::RemoveIntegration(IntegrationId::new(CRM)));
    rig.wait(25 * HOUR);
    assert_eq!((rig.times(Asked::CreateFollowUp), reminders(&rig)), (0, 1));
    let again = Integration { added_at: rig.now, ..with_tasks(integration(CRM, FIND)) };
    rig.connect(again);
    rig.wait(MINUTE);
    assert_eq!(said(&mut rig).len(), 1);
}

#[test]
fn k7_what_was_done_in_the_crm_reminds_nobody() {
    for dedupe in [FIND, Dedupe::Upsert] {
        let mut rig = Rig::with_tasks(dedupe);
        save(&mut rig, |_| {});
        rig.wait(HOUR);
        rig.crm().tasks[0].done = true;
        rig.wait(24 * HOUR);
        assert_eq!((reminders(&rig), stored(&rig).done), (0, Some(BEGIN + 24 * HOUR)), "{dedupe:?}");
        done(&mut rig, false);
        rig.wait(HOUR);
        assert_eq!((reminders(&rig), stored(&rig).done), (1, None), "who opens it again means it");
    }
}

#[test]
fn k7_one_still_to_be_done_there_reminds_once_and_so_does_one_that_cannot_tell() {
    for dedupe in ALL {
        let mut rig = Rig::with_tasks(dedupe);
        save(&mut rig, |_| {});
        rig.wait(HOUR);
        let looks = rig.times(Asked::FollowUp);
        rig.wait(48 * HOUR);
        let asked = usize::from(dedupe != Dedupe::None);
        assert_eq!((reminders(&rig), rig.times(Asked::FollowUp) - looks), (1, asked), "{dedupe:?}");
    }
}

#[test]
fn k7_where_the_crm_cannot_be_asked_now_the_agent_is_reminded_all_the_same() {
    let due = 24 * HOUR - 2 * MINUTE;
    for kind in [ErrorKind::Offline, ErrorKind::Auth, ErrorKind::Refused, ErrorKind::RateLimited { until: BEGIN + 90 * HOUR }] {
        let mut rig = Rig::with_tasks(FIND);
        save(&mut rig, |_| {});
        rig.wait(due);
        rig.fails(Asked::FollowUp, kind);
        rig.wait(2 * MINUTE);
        assert_eq!(reminders(&rig), 1, "{kind:?}");
    }
    let mut rig = Rig::with_tasks(FIND);
    save(&mut rig, |_| {});
    rig.wait(due);
    rig.command(Command::SetSignIn { integration: IntegrationId::new(CRM), works: false });
    rig.wait(2 * MINUTE);
    assert_eq!(reminders(&rig), 1, "signed out");
}

#[test]
fn k7_several_overdue_are_one_reminder_though_each_is_asked_about() {
    let mut rig = Rig::with_tasks(FIND);
    for name in ["one", "two", "three", "four", "five", "six"] {
        save(&mut rig, |one| one.id = name.into());
    }
    rig.wait(HOUR);
    rig.now += 168 * HOUR;
    rig.crash();
    rig.run();
    assert_eq!(reminders(&rig), 1);
    let Some(Show::Reminders(all)) = rig.shown.last() else { panic!("a reminder") };
    assert_eq!(all.len(), 6);
}

#[test]
fn g1_a_doubled_task_is_a_conflict_with_both_links() {
    let mut rig = Rig::with_tasks(FIND);
    let both = ["t1", "t2"].map(|id| TaskRef { record: record(id), done: false });
    rig.next(Asked::FollowUp, Script::Says(CrmReply::FollowUps(both.to_vec())));
    save(&mut rig, |_| {});
    let status = stored(&rig).task.expect("a task").status;
    assert_eq!(status, LogStatus::Unresolved(Conflict::Doubled(vec![record("t1"), record("t2")])));
    assert_eq!(rig.times(Asked::CreateFollowUp), 0);
}
