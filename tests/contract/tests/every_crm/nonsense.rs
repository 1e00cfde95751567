//! Answers that are none: pages, nothing, half of something, something else.

use callscribe_contract::{Recording, System, create_contact, update_log};
use callscribe_core::crm::{CrmRequest, LogDraft};
use callscribe_crm::HttpResponse;

use crate::{create, logged, somebody_called};

const NONSENSE: [&str; 12] = [
    "<!doctype html><html><body>Sign in</body></html>",
    "OK",
    "null",
    "7",
    "true",
    "\"text\"",
    "{}",
    "{\"",
    "[{",
    "[null]",
    r#"{"successful":"yes","results":7,"data":"x","records":{},"id":null,"result":false,"contact":{},"logs":0}"#,
    r#"{"error":"no"}"#,
];

pub fn g4_an_answer_that_is_none_is_never_a_success(system: &System) {
    let session = system.sign_in();
    let draft = somebody_called(system, &session, "Nonsense");
    let record = logged(system, &session, &draft);
    let (other, new) = (somebody_called(system, &session, "Other"), system.somebody("New"));
    let questions = [
        system.find_by(&draft.asked_by),
        CrmRequest::SearchContacts { name: draft.contact.name.clone() },
        create_contact(&new.name, "", &new.number),
        create(&other),
        update_log(&record.id, "first", &LogDraft { note: "later".into(), ..draft.clone() }),
        CrmRequest::FindLog { key: draft.key.clone() },
    ];
    for asked in questions {
        let whole = Recording::of(&session, asked);
        assert!(whole.outcome.is_ok(), "{}: {:?} is {:?}", system.name(), whole.asked, whole.outcome);
        for body in NONSENSE {
            let all = whole.with(|_| Ok(HttpResponse { status: 200, headers: Vec::new(), body: body.into() }));
            assert!(all.is_err(), "{}: {:?} makes {all:?} of {body}", system.name(), whole.asked);
            let first = whole.with_body(0, body);
            let excused = first.is_ok() && matches!(whole.asked, CrmRequest::UpdateLog { .. });
            assert!(first.is_err() || excused, "{}: {:?} makes {first:?} of {body} at first", system.name(), whole.asked);
        }
    }
}
