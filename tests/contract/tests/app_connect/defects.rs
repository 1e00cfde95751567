//! One test per thing the server gets wrong, and what the codec makes of it.

use std::thread;

use callscribe_contract::{draft, unique};
use callscribe_core::crm::{CrmReply, CrmRequest, ErrorKind, LogDraft, Problem};
use callscribe_core::integration::AppConnect;
use serde_json::json;

use crate::world;

#[test]
fn app_connect_defect_the_same_key_twice_is_told_as_logged_and_found_again() {
    let world = world!();
    let ledger = world.ledger();
    let (key, number) = unique("twice");
    let draft = draft(&key, "1", &number);
    let id = ledger.create(&draft).unwrap();
    assert_eq!(ledger.ask(&CrmRequest::CreateLog(Box::new(draft))), Ok(CrmReply::LogExists));
    assert_eq!(ledger.look(&key), Ok(vec![id]));
    assert_eq!(world.activities("ledger", &key).len(), 1);
}

#[test]
fn app_connect_defect_keys_are_shared_by_users_and_platforms_so_each_integration_has_an_extension_of_its_own() {
    let world = world!();
    let (ledger, mut harbor) = (world.ledger(), world.harbor());
    let (key, number) = unique("shared");
    ledger.create(&draft(&key, "1", &number)).unwrap();
    let own = harbor.server.clone();
    harbor.server = AppConnect { extension_id: ledger.server.extension_id.clone(), ..own.clone() };
    let shared = harbor.ask(&CrmRequest::CreateLog(Box::new(draft(&key, "1", &number))));
    assert_eq!(shared, Ok(CrmReply::LogExists), "the server takes ledger's record for harbor's");
    assert_eq!(world.activities("harbor", &key).len(), 0);
    harbor.server = own;
    harbor.create(&draft(&key, "1", &number)).unwrap();
    assert_eq!((world.activities("ledger", &key).len(), world.activities("harbor", &key).len()), (1, 1));
}

#[test]
fn app_connect_defect_parallel_creates_make_doubles_and_a_look_between_them_says_absent() {
    let world = world!();
    let sessions: Vec<_> = (0..5).map(|_| world.ledger()).collect();
    let (key, number) = unique("race");
    world.hold("createActivity", "before", 5);
    let draft = draft(&key, "1", &number);
    let asked = CrmRequest::CreateLog(Box::new(draft));
    let observer = world.ledger();
    thread::scope(|scope| {
        for session in sessions {
            let asked = asked.clone();
            scope.spawn(move || session.ask(&asked));
        }
        world.wait_held(5);
        assert_eq!(observer.look(&key), Ok(Vec::new()), "absent is no conclusion while a create is under way");
        world.release();
    });
    assert_eq!(world.activities("ledger", &key).len(), 5, "never two in flight: one look, one create, one look");
    assert_eq!(observer.look(&key).map(|ids| ids.len()), Ok(1), "four of them are never shown again");
}

#[test]
fn app_connect_defect_an_update_mangles_dollar_signs_which_a_create_does_not() {
    let world = world!();
    let ledger = world.ledger();
    for (name, note) in [("pair", "cost $$5"), ("match", "keep $& this"), ("before", "a $` b"), ("behind", "a $' b")] {
        let (key, number) = unique(name);
        let first = LogDraft { note: note.into(), ..draft(&key, "1", &number) };
        let id = ledger.create(&first).unwrap();
        assert_eq!(world.activities("ledger", &key)[0]["note"], note);
        let later = LogDraft { note: format!("{note} again"), ..first };
        assert_eq!(ledger.update(&id, &later), Ok(true), "{note}");
        assert_ne!(world.activities("ledger", &key)[0]["note"], later.note, "{note}");
    }
}

#[test]
fn app_connect_defect_a_line_of_the_note_that_looks_like_the_servers_own_survives_and_is_noticed_when_left_behind() {
    let world = world!();
    let ledger = world.ledger();
    let (key, number) = unique("label");
    let first = draft(&key, "1", &number);
    let id = ledger.create(&first).unwrap();
    let body = || world.activities("ledger", &key)[0]["body"].as_str().unwrap_or_default().to_owned();
    let labelled = LogDraft { note: "said\n- Result: sold".into(), ..first.clone() };
    assert_eq!(ledger.update(&id, &labelled), Ok(false));
    assert!(body().contains("- Note: said\n- Result: sold\n"), "{}", body());
    let plain = LogDraft { note: "only this".into(), ..first };
    assert_eq!(ledger.update(&id, &plain), Ok(true), "{}", body());
    assert!(body().contains("- Result: sold"), "the server left it behind");
}

#[test]
fn app_connect_defect_clearing_a_note_changes_nothing_and_is_noticed() {
    let world = world!();
    let ledger = world.ledger();
    let (key, number) = unique("clear");
    let first = draft(&key, "1", &number);
    let id = ledger.create(&first).unwrap();
    assert_eq!(ledger.update(&id, &LogDraft { note: String::new(), ..first }), Ok(true));
    assert_eq!(world.activities("ledger", &key)[0]["note"], "first");
}

#[test]
fn app_connect_defect_a_deleted_record_stays_listed_and_is_gone_when_changed() {
    let world = world!();
    let ledger = world.ledger();
    let (key, number) = unique("deleted");
    let first = draft(&key, "1", &number);
    let id = ledger.create(&first).unwrap();
    world.control("deleteActivity", json!([id.parse::<u64>().unwrap()]));
    assert_eq!(ledger.look(&key), Ok(vec![id.clone()]));
    let error = ledger.update(&id, &first).unwrap_err();
    assert_eq!((error.kind, error.problem), (ErrorKind::Gone, Problem::Gone));
    let again = ledger.ask(&CrmRequest::CreateLog(Box::new(first)));
    assert_eq!(again, Ok(CrmReply::LogExists), "\"Log again\" needs another key");
    assert_eq!(world.activities("ledger", &key).len(), 0);
}

#[test]
fn app_connect_defect_an_update_of_a_record_the_server_never_had_is_gone() {
    let world = world!();
    let (key, number) = unique("never");
    let error = world.ledger().update("1", &draft(&key, "1", &number)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Gone);
}

#[test]
fn app_connect_defect_a_create_that_failed_after_the_crm_wrote_cannot_be_found_again() {
    let world = world!();
    let ledger = world.ledger();
    let (key, number) = unique("lost");
    world.fail("createActivity", 500, "after", 1);
    let error = ledger.create(&draft(&key, "1", &number)).unwrap_err();
    assert_eq!((error.kind, error.problem), (ErrorKind::Unprovable, Problem::ServerFailed));
    assert_eq!(error.said.as_deref(), Some("Error creating call log"));
    assert_eq!(world.activities("ledger", &key).len(), 1, "it is there");
    assert_eq!(ledger.look(&key), Ok(Vec::new()), "and no look-up will ever show it");
}

#[test]
fn app_connect_defect_a_contact_made_by_a_request_that_failed_is_found_by_its_number() {
    let world = world!();
    let ledger = world.ledger();
    let (name, number) = unique("half made");
    world.fail("createContact", 500, "after", 1);
    let create = CrmRequest::CreateContact { name: name.clone(), kind: String::new(), number: number.clone() };
    assert_eq!(ledger.ask(&create).map_err(|error| error.kind), Err(ErrorKind::Ambiguous));
    assert_eq!(ledger.find(&number).map(|found| found.len()), Ok(1));
}
