//! Follow-ups as tasks in the CRM, where it takes them.

use callscribe_contract::{NOW, Session, System};
use callscribe_core::crm::{CrmReply, CrmRequest, ErrorKind, FollowUpDraft, WriteKey};
use callscribe_core::follow_up::FollowUpKind;
use callscribe_core::time::HOUR;

use crate::doubts::lose_each;
use crate::kind;

/// A call to make tomorrow at the same time.
fn follow_up(system: &System, session: &Session) -> FollowUpDraft {
    let person = system.somebody("Later");
    FollowUpDraft {
        key: WriteKey::of_follow_up(&person.key.0),
        kind: FollowUpKind::Call,
        subject: "Call <b>back</b> $& 🙂".into(),
        description: "about the roof\nand the fence".into(),
        contact: system.meet(session, &person),
        association: None,
        due: NOW + 24 * HOUR,
        offset: 0,
        remind_at: Some(NOW + 23 * HOUR),
        attendees: Vec::new(),
    }
}

fn create(draft: &FollowUpDraft) -> CrmRequest {
    CrmRequest::CreateFollowUp(Box::new(draft.clone()))
}

/// Whether tasks can be made; where they cannot, asking for one is refused without a request.
fn takes_tasks(system: &System, session: &Session) -> bool {
    let takes = session.integration.capabilities.follow_ups.is_some();
    if !takes {
        let draft = follow_up(system, session);
        let outcome = session.ask_by(&create(&draft), |request, _| panic!("{}: {request:?} left", system.name()));
        assert_eq!(kind(&outcome), Some(ErrorKind::Refused), "{}: {outcome:?}", system.name());
    }
    takes
}

/// The tasks a look-up finds, once there is one, and whether each is done.
fn look(system: &System, session: &Session, key: &WriteKey, done: bool) -> Vec<String> {
    let asked = CrmRequest::FindFollowUp { key: key.clone() };
    let is_so = |reply: &CrmReply| matches!(reply, CrmReply::FollowUps(tasks) if tasks.iter().any(|task| task.done == done));
    match system.eventually(session, &asked, is_so) {
        CrmReply::FollowUps(tasks) => tasks.into_iter().map(|task| task.record.id).collect(),
        other => panic!("{other:?}"),
    }
}

pub fn k5_a_task_is_made_found_and_done(system: &System) {
    let session = system.sign_in();
    if !takes_tasks(system, &session) {
        return;
    }
    let draft = follow_up(system, &session);
    let absent = session.ask(&CrmRequest::FindFollowUp { key: draft.key.clone() });
    assert_eq!(absent, Ok(CrmReply::FollowUps(Vec::new())), "{}", system.name());
    let made = match session.ask(&create(&draft)) {
        Ok(CrmReply::FollowUpCreated(made)) => made,
        other => panic!("{}: {other:?}", system.name()),
    };
    let tasks = system.tasks(&draft.key);
    assert_eq!(tasks.len(), 1, "{}: {tasks:?}", system.name());
    let task = &tasks[0];
    assert_eq!((task.id.as_str(), task.subject.as_str()), (made.id.as_str(), draft.subject.as_str()), "{}", system.name());
    assert_eq!((task.contact.as_str(), task.done), (draft.contact.id.as_str(), false), "{}", system.name());
    let is_due = task.due.as_f64().map_or_else(|| task.due == "2026-03-03", |due| due == 1_772_532_000_000.0);
    assert!(is_due, "{}: {}", system.name(), task.due);
    assert_eq!(look(system, &session, &draft.key, false), std::slice::from_ref(&made.id), "{}", system.name());
    system.finish_task(&made.id);
    assert_eq!(look(system, &session, &draft.key, true), [made.id], "{}: K7", system.name());
}

pub fn k5_a_task_whose_answer_was_lost_is_found_once(system: &System) {
    let session = system.sign_in();
    if !takes_tasks(system, &session) {
        return;
    }
    let begin = || {
        let draft = follow_up(system, &session);
        (create(&draft), draft.key)
    };
    lose_each(system, &session, begin, |key| system.tasks(key).len(), |key| look(system, &session, key, false).len());
}
