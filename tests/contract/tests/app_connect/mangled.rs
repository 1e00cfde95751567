//! Real answers, broken in thousands of ways: decoders never panic and never make a success of a failure.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use callscribe_contract::{Session, World, create_contact, draft, find_contacts, send, unique};
use callscribe_core::crm::{CrmReply, CrmRequest, RecordRef};
use callscribe_crm::app_connect::start;
use callscribe_crm::{HttpFailure, HttpResponse, Step};
use serde_json::Value;

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
    let mut exchange = start(&server, &recording.asked, 0).unwrap();
    for answer in answers.iter().chain(std::iter::repeat_n(&answers[answers.len() - 1], 8)) {
        if let Step::Done(outcome, _) = exchange.answer(answer.clone()) {
            return outcome.map_err(|_| ());
        }
    }
    panic!("{:?} never ends", recording.asked);
}

/// A small generator of numbers: the same ones every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }
}

/// Breaks a body: cut, bytes changed, or a value of its JSON replaced.
fn broken(body: &str, dice: &mut Dice) -> String {
    match dice.below(3) {
        0 => String::from_utf8_lossy(&body.as_bytes()[..dice.below(body.len())]).into_owned(),
        1 => {
            let mut bytes = body.as_bytes().to_vec();
            for _ in 0..=dice.below(4) {
                let at = dice.below(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = u8::try_from(dice.below(256)).unwrap_or(0);
                }
            }
            String::from_utf8_lossy(&bytes).into_owned()
        }
        _ => {
            let Ok(mut json) = serde_json::from_str::<Value>(body) else { return format!("{{{body}") };
            replace_one(&mut json, dice);
            json.to_string()
        }
    }
}

/// Replaces one value, somewhere inside, by one of another kind; never by `true`.
fn replace_one(json: &mut Value, dice: &mut Dice) {
    let inner = match json {
        Value::Object(map) if !map.is_empty() => {
            let at = dice.below(map.len());
            map.values_mut().nth(at)
        }
        Value::Array(list) if !list.is_empty() => {
            let at = dice.below(list.len());
            list.get_mut(at)
        }
        _ => None,
    };
    match inner {
        Some(inner) if dice.below(3) > 0 => replace_one(inner, dice),
        _ => {
            *json = [Value::Null, "text".into(), 7.into(), false.into(), Value::Array(vec![]), serde_json::json!({})][dice.below(6)].clone()
        }
    }
}

#[test]
fn app_connect_mangled_answers_never_panic_and_never_make_a_success_of_a_failure() {
    let world = world!();
    let mut tried = 0;
    for (which, recording) in recordings(&world).iter().enumerate() {
        let mut dice = Dice(which as u64);
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
