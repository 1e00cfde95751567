//! Too many requests, a session that is over, a refusal: each is told, and nothing is written.

use std::cell::RefCell;

use callscribe_contract::{LIMIT, NOW, Session, System, create_contact, send, update_log};
use callscribe_core::crm::{CrmRequest, ErrorKind, LogDraft};
use callscribe_core::time::SECOND;
use callscribe_crm::HttpRequest;

use crate::{create, kind, logged, somebody_called};

/// Each question there is, with what it would leave: the name of a contact, the draft of a call.
struct Questions {
    name: String,
    known: LogDraft,
    draft: LogDraft,
    all: Vec<CrmRequest>,
}

fn questions(system: &System, session: &Session) -> Questions {
    let known = somebody_called(system, session, "Known");
    let record = logged(system, session, &known);
    let draft = somebody_called(system, session, "Unwritten");
    let new = system.somebody("Unmade");
    let later = LogDraft { note: "unsent".into(), ..known.clone() };
    let all = vec![
        system.find_by(&draft.asked_by),
        CrmRequest::SearchContacts { name: known.contact.name.clone() },
        create_contact(&new.name, "", &new.number),
        create(&draft),
        update_log(&record.id, "first", &later),
        CrmRequest::FindLog { key: known.key.clone() },
    ];
    Questions { name: new.name, known, draft, all }
}

impl Questions {
    fn left_nothing(&self, system: &System, after: &str) {
        assert_eq!(system.contacts_named(&self.name), 0, "{} {after}", system.name());
        assert_eq!(system.records(&self.draft.key).len(), 0, "{} {after}", system.name());
        assert!(!system.record(&self.known.key).note.contains("unsent"), "{} {after}", system.name());
    }
}

pub fn g5_a_limit_is_told_and_nothing_is_written(system: &System) {
    let session = system.sign_in();
    let questions = questions(system, &session);
    for asked in &questions.all {
        system.limit(1, 7);
        let outcome = session.ask(asked);
        system.limit(0, 0);
        match kind(&outcome) {
            Some(ErrorKind::RateLimited { until }) => assert!(until >= NOW + 7 * SECOND, "{}: {until}", system.name()),
            None if matches!(asked, CrmRequest::FindLog { .. }) => {}
            other => panic!("{}: {asked:?} is {other:?}", system.name()),
        }
        questions.left_nothing(system, "limited");
    }
    logged(system, &session, &questions.draft);
}

pub fn a4_an_expired_session_is_told_and_nothing_is_written(system: &System) {
    let session = system.sign_in();
    let questions = questions(system, &session);
    let outcomes = system.while_expired(|| questions.all.iter().map(|asked| (asked, session.ask(asked))).collect::<Vec<_>>());
    for (asked, outcome) in outcomes {
        let own_list = matches!(asked, CrmRequest::FindLog { .. }) && outcome.is_ok();
        assert!(own_list || kind(&outcome) == Some(ErrorKind::Auth), "{}: {asked:?} is {outcome:?}", system.name());
    }
    questions.left_nothing(system, "expired");
    let again = system.sign_in();
    assert_eq!(again.integration.id, session.integration.id, "G7, {}", system.name());
    logged(system, &again, &questions.draft);
}

pub fn d2_what_the_crm_refuses_is_no_success_and_leaves_nothing(system: &System) {
    let session = system.sign_in();
    let questions = questions(system, &session);
    for (asked, body) in questions.all.iter().filter(|asked| asked.is_write()).flat_map(|asked| system.refusable().iter().map(move |b| (asked, *b))) {
        let last = RefCell::new(None);
        let outcome = session.ask_by(asked, |request, token| {
            let other = HttpRequest { body: request.body.as_ref().map(|_| body.to_owned()), ..request.clone() };
            let answer = send(&other, Some(token), LIMIT);
            *last.borrow_mut() = answer.clone().ok();
            answer
        });
        let (status, said) = last.borrow().as_ref().map_or((0, String::new()), |answer| (answer.status, answer.body.clone()));
        assert!(outcome.is_err(), "{}: {asked:?} is {outcome:?} after {status}", system.name());
        let said_no = (400..500).contains(&status) && said.starts_with(['{', '[']);
        let is_no = matches!(kind(&outcome), Some(ErrorKind::Refused | ErrorKind::Gone));
        assert!(!said_no || is_no, "{}: {asked:?} is {outcome:?} after {status} {said}", system.name());
        questions.left_nothing(system, "refused");
    }
}
