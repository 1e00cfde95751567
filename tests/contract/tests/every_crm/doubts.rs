//! Answers that are lost: whichever request of a write it is, a look-up tells the truth afterwards.

use std::cell::Cell;

use callscribe_contract::{LIMIT, Session, System, create_contact, send};
use callscribe_core::crm::{CrmError, CrmReply, CrmRequest, ErrorKind};
use callscribe_crm::HttpFailure;

use crate::{create, logged, somebody_called};

const LOST: [HttpFailure; 3] = [HttpFailure::TimedOut, HttpFailure::BodyCut, HttpFailure::Unreachable];

/// Asks, and loses the answer to the request at `at`, which arrives or does not; how many requests it took.
pub fn losing(session: &Session, asked: &CrmRequest, at: usize, lost: HttpFailure, arrives: bool) -> (Result<CrmReply, CrmError>, usize) {
    let count = Cell::new(0);
    let outcome = session.ask_by(asked, |request, token| {
        let this = count.replace(count.get() + 1);
        let answer = if this != at || arrives { send(request, Some(token), LIMIT) } else { Err(lost) };
        if this == at { Err(lost) } else { answer }
    });
    (outcome, count.get())
}

/// Loses the answer to each request of a write in turn. `ask` makes the write of one turn, `there` counts what it left, and `found` what a
/// look-up finds of it.
pub fn lose_each<T>(
    system: &System,
    session: &Session,
    begin: impl Fn() -> (CrmRequest, T),
    there: impl Fn(&T) -> usize,
    found: impl Fn(&T) -> usize,
) {
    for lost in LOST {
        let mut doubts = 0;
        for at in 0.. {
            let (asked, about) = begin();
            let (outcome, count) = losing(session, &asked, at, lost, true);
            if count <= at {
                assert!(outcome.is_ok(), "{}: nothing was lost: {outcome:?}", system.name());
                break;
            }
            match (&outcome, there(&about)) {
                (Err(error), 1) => {
                    assert_eq!(error.kind, ErrorKind::Ambiguous, "{}: {lost:?} of request {at}: {error:?}", system.name());
                    doubts += 1;
                    assert_eq!(found(&about), 1, "{}: {lost:?} of request {at}", system.name());
                }
                (Ok(_), 1) => assert_eq!(found(&about), 1, "{}: {lost:?} of request {at}", system.name()),
                (Err(error), 0) => {
                    let is_open = matches!(error.kind, ErrorKind::Offline | ErrorKind::Ambiguous);
                    assert!(is_open, "{}: {lost:?} of request {at}: {error:?}", system.name());
                }
                (outcome, there) => panic!("{}: {lost:?} of request {at}: {outcome:?}, and {there} are there", system.name()),
            }
        }
        assert_eq!(doubts, 1, "{}: exactly one request changes something", system.name());
    }
}

pub fn g4_a_record_whose_answer_was_lost_is_found_once(system: &System) {
    let session = system.sign_in();
    let begin = || {
        let draft = somebody_called(system, &session, "Lost");
        (create(&draft), draft.key)
    };
    lose_each(system, &session, begin, |key| system.records(key).len(), |key| system.look(&session, key).len());
}

pub fn g4_a_contact_whose_answer_was_lost_is_found_once(system: &System) {
    let session = system.sign_in();
    let begin = || {
        let person = system.somebody("Half");
        (create_contact(&person.name, "", &person.number), person)
    };
    let found = |person: &callscribe_contract::Person| {
        let asked = system.find_by(&person.number);
        match system.eventually(&session, &asked, |reply| *reply != CrmReply::Contacts(Vec::new())) {
            CrmReply::Contacts(found) => found.len(),
            other => panic!("{other:?}"),
        }
    };
    lose_each(system, &session, begin, |person| system.contacts_named(&person.name), found);
}

pub fn g4_a_create_that_never_arrived_left_nothing(system: &System) {
    let session = system.sign_in();
    for lost in LOST {
        for at in 0.. {
            let draft = somebody_called(system, &session, "Never");
            let (outcome, count) = losing(&session, &create(&draft), at, lost, false);
            if count <= at {
                break;
            }
            let there = system.records(&draft.key).len();
            match outcome {
                Ok(_) => assert_eq!(there, 1, "{}: only a read after the write may go missing", system.name()),
                Err(error) if there == 0 => {
                    assert!(matches!(error.kind, ErrorKind::Offline | ErrorKind::Ambiguous), "{}: {error:?}", system.name());
                    let look = session.ask(&CrmRequest::FindLog { key: draft.key.clone() });
                    assert_eq!(look, Ok(CrmReply::Logs(Vec::new())), "{}", system.name());
                    logged(system, &session, &draft);
                    assert_eq!(system.records(&draft.key).len(), 1, "{}", system.name());
                }
                Err(error) => assert_eq!(error.kind, ErrorKind::Ambiguous, "{}", system.name()),
            }
        }
    }
}
