//! Real answers, broken in thousands of ways: a decoder never panics and never claims what the whole answers did not say.
//! `MANGLED=1000000` tries so many of each system.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use callscribe_contract::mangle::{Dice, broken, inputs};
use callscribe_contract::{Recording, Session, System, create_contact, update_log};
use callscribe_core::crm::{CrmReply, CrmRequest, LogDraft};
use callscribe_crm::HttpFailure;

use crate::{create, logged, somebody_called};

/// Every question, once with success and once with each failure all systems know.
fn recordings(system: &System) -> Vec<Recording> {
    let session = system.sign_in();
    let mut all = record_all(system, &session);
    assert!(all.iter().all(|recording| recording.outcome.is_ok()), "{}: each question succeeds", system.name());
    let asked: Vec<CrmRequest> = all.iter().map(|recording| recording.asked.clone()).collect();
    for asked in &asked {
        system.limit(1, 1);
        all.push(Recording::of(&session, asked.clone()));
        system.limit(0, 0);
    }
    system.while_expired(|| all.extend(asked.iter().map(|asked| Recording::of(&session, asked.clone()))));
    all.retain(|recording| !recording.exchanged.is_empty());
    all
}

fn record_all(system: &System, session: &Session) -> Vec<Recording> {
    let known = somebody_called(system, session, "Known");
    let record = logged(system, session, &known);
    system.look(session, &known.key);
    let (draft, new) = (somebody_called(system, session, "Called"), system.somebody("New"));
    let questions = [
        system.find_by(&known.asked_by),
        CrmRequest::SearchContacts { name: known.contact.name.clone() },
        create_contact(&new.name, "", &new.number),
        create(&draft),
        CrmRequest::FindLog { key: known.key.clone() },
        update_log(&record.id, "first", &LogDraft { note: "later".into(), ..known.clone() }),
    ];
    questions.into_iter().map(|asked| Recording::of(session, asked)).collect()
}

pub fn broken_answers_never_panic_and_never_claim_more_than_the_whole(system: &System) {
    let recordings = recordings(system);
    let tries = inputs(6_000) / recordings.len() as u64 + 1;
    let began = Instant::now();
    for (which, recording) in recordings.iter().enumerate() {
        let mut dice = Dice::new(which as u64);
        for _ in 0..tries {
            let at = dice.below(recording.exchanged.len());
            let body = broken(&recording.exchanged[at].1.body, &mut dice);
            let outcome = catch_unwind(AssertUnwindSafe(|| recording.with_body(at, &body)));
            let outcome = outcome.unwrap_or_else(|_| panic!("{}: {:?} panics at {body}", system.name(), recording.asked));
            let claims = outcome.as_ref().is_ok_and(|reply| recording.is_outdone_by(reply));
            assert!(!claims, "{}: {:?} makes {outcome:?} of {body}, not {:?}", system.name(), recording.asked, recording.outcome);
        }
    }
    let tried = tries * recordings.len() as u64;
    let speed = tried as f64 / began.elapsed().as_secs_f64();
    println!("{}: {tried} broken answers to {} questions, {speed:.0} a second", system.name(), recordings.len());
}

pub fn broken_off_answers_are_no_success(system: &System) {
    let session = system.sign_in();
    for recording in record_all(system, &session) {
        let whole = recording.exchanged[0].1.clone();
        let body = whole.body.trim_end();
        for end in (0..body.len()).filter(|end| body.is_char_boundary(*end)) {
            let outcome = recording.with(|which| match which {
                Some(0) => Ok(callscribe_crm::HttpResponse { body: body[..end].to_owned(), ..whole.clone() }),
                _ => Err(HttpFailure::BodyCut),
            });
            let outcome: Result<CrmReply, _> = outcome;
            assert!(outcome.is_err(), "{}: {:?} makes {outcome:?} of an answer cut at {end}", system.name(), recording.asked);
        }
    }
}
