//! Real answers, broken in thousands of ways: decoders never panic and never make a success of a failure.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use callscribe_contract::mangle::{Dice, broken};
use callscribe_contract::{Session, World, create_contact, draft, find_contacts, send, unique};
use callscribe_core::crm::{CrmReply, CrmRequest, RecordRef};
use callscribe_crm::app_connect::start;
use callscribe_crm::{HttpFailure, HttpResponse, Step};

use crate::world;

/// How often each real answer is broken.
const TIMES: u64 = 400;

/// One question with every answer the real server gave on the way to its outcome.
struct Recording {
    asked: CrmRequest,
    answers: Vec<HttpResponse>,
    outcome: bool,
}

fn record(session: &Session, asked: CrmRequest) -> Recording {
    let answers = RefCell::new(Vec::new());
    let outcome = session.ask_by(&asked, |request, token| {
        let answer = send(request, Some(token), Duration::from_secs(20));
        answers.borrow_mut().extend(answer.clone());
        answer
    });
    Recording { asked, answers: answers.into_inner(), outcome: outcome.is_ok() }
}

/// Every request, once with success and once with each failure it can meet.
fn recordings(world: &World) -> Vec<Recording> {
    let session = world.ledger();
    let (key, number) = unique("mangled");
    world.add_contact("ledger", &key, &number.key);
    let asked = |key: &str| {
        let draft = Box::new(draft(key, "1", &number));
        vec![
            find_contacts(&number),
            CrmRequest::SearchContacts { name: key.into() },
            create_contact(key, "", &number),
            CrmRequest::CreateLog(draft.clone()),
            CrmRequest::FindLog { key: draft.key.clone() },
            CrmRequest::UpdateLog { record: RecordRef { id: "1".into(), url: None }, ours: Vec::new(), draft },
        ]
    };
    let mut all: Vec<Recording> = asked(&key).into_iter().map(|asked| record(&session, asked)).collect();
    assert!(all.iter().all(|recording| recording.outcome), "each request succeeds");
    for (turn, status) in [409, 429, 500].into_iter().enumerate() {
        world.fail("*", status, "before", 100);
        let failed = asked(&format!("{key} {turn}")).into_iter().filter(|asked| !matches!(asked, CrmRequest::FindLog { .. }));
        all.extend(failed.map(|asked| record(&session, asked)).filter(|recording| !recording.outcome));
        world.release();
    }
    let stranger = session.with_token("nonsense");
    all.extend(asked(&key).into_iter().map(|asked| record(&stranger, asked)));
    all
}

/// What the codec concludes; the last answer repeats if it asks on.
fn conclude(recording: &Recording, answers: &[Result<HttpResponse, HttpFailure>]) -> Result<CrmReply, ()> {
    let server = callscribe_contract::any_server();
    let mut exchange = start(&server, &recording.asked, 0).unwrap_or_else(|| panic!("{:?} is not offered", recording.asked));
    for answer in answers.iter().chain(std::iter::repeat_n(&answers[answers.len() - 1], 8)) {
        if let Step::Done(outcome, _) = exchange.answer(answer.clone()) {
            return outcome.map_err(|_| ());
        }
    }
    panic!("{:?} never ends", recording.asked);
}

#[test]
fn app_connect_mangled_answers_never_panic_and_never_make_a_success_of_a_failure() {
    let world = world!();
    let mut tried = 0;
    for (which, recording) in recordings(&world).iter().enumerate() {
        let mut dice = Dice::new(which as u64);
        for _ in 0..TIMES {
            let mut answers: Vec<_> = recording.answers.iter().cloned().map(Ok).collect();
            let at = dice.below(answers.len());
            let body = broken(&recording.answers[at].body, &mut dice);
            answers[at] = Ok(HttpResponse { body: body.clone(), ..recording.answers[at].clone() });
            let outcome = catch_unwind(AssertUnwindSafe(|| conclude(recording, &answers)));
            let outcome = outcome.unwrap_or_else(|_| panic!("{:?} panics at {body}", recording.asked));
            assert!(recording.outcome || outcome.is_err(), "{:?} makes {outcome:?} of {body}", recording.asked);
            tried += 1;
        }
    }
    assert!(tried > 5_000, "only {tried} were tried");
}

#[test]
fn app_connect_a_success_that_is_cut_anywhere_is_none() {
    let world = world!();
    for recording in recordings(&world).iter().filter(|recording| recording.outcome) {
        let first = &recording.answers[0];
        let whole = first.body.trim_end();
        for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
            let cut = Ok(HttpResponse { body: whole[..end].to_owned(), ..first.clone() });
            assert_eq!(conclude(recording, &[cut, Err(HttpFailure::BodyCut)]), Err(()), "{:?} at {end}", recording.asked);
        }
    }
}
