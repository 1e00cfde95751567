//! One test per thing the server gets wrong, and what the codec makes of it.

use std::thread;
use std::time::Duration;

use callscribe_contract::{Session, World, create_contact, draft, send, unique, update_log};
use callscribe_core::crm::{CrmError, CrmReply, CrmRequest, ErrorKind, LogDraft, Problem, WriteKey};
use callscribe_core::integration::AppConnect;
use serde_json::json;

use crate::world;

/// The invisible sign the codec shields text with.
const JOINER: char = '\u{2060}';

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
    let own = harbor.server().clone();
    *harbor.server_mut() = AppConnect { extension_id: ledger.server().extension_id.clone(), ..own.clone() };
    let shared = harbor.ask(&CrmRequest::CreateLog(Box::new(draft(&key, "1", &number))));
    assert_eq!(shared, Ok(CrmReply::LogExists), "the server takes ledger's record for harbor's");
    assert_eq!(world.activities("harbor", &key).len(), 0);
    *harbor.server_mut() = own;
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

/// Asks without the codec's shield.
fn ask_unshielded(ledger: &Session, asked: &CrmRequest) -> Result<CrmReply, CrmError> {
    ledger.ask_by(asked, |request, token| {
        let mut bare = request.clone();
        bare.body = bare.body.map(|body| body.replace(JOINER, ""));
        send(&bare, Some(token), Duration::from_secs(20))
    })
}

/// Sends an update without the codec's shield; whether the codec then notices the damage.
fn update_unshielded(ledger: &Session, id: &str, before: &str, draft: &LogDraft) -> bool {
    let outcome = ask_unshielded(ledger, &update_log(id, before, draft));
    outcome == Ok(CrmReply::LogUpdated { mangled: true })
}

/// The agent's note as a reader of the CRM sees it.
fn note(world: &World, key: &str) -> String {
    let body = world.activities("ledger", key)[0]["body"].as_str().unwrap_or_default().replace(JOINER, "");
    let (_, note) = body.split_once("- Note: ").unwrap_or_default();
    note.split("\n- Summary: ").next().unwrap_or_default().to_owned()
}

#[test]
fn app_connect_defect_dollar_signs_of_an_update_mean_something_to_the_server_and_are_shielded() {
    let world = world!();
    let ledger = world.ledger();
    for text in ["cost $1500", "cost $$5", "keep $& this", "a $` b", "a $' b"] {
        let (key, number) = unique("dollars");
        let first = draft(&key, "1", &number);
        let id = ledger.create(&first).unwrap();
        let later = LogDraft { note: text.into(), ..first };
        assert!(update_unshielded(&ledger, &id, "first", &later), "{text}");
        assert_ne!(note(&world, &key), text);
        let (key, number) = unique("dollars");
        let first = LogDraft { note: text.into(), ..draft(&key, "1", &number) };
        let id = ledger.create(&first).unwrap();
        assert_eq!(world.activities("ledger", &key)[0]["note"], text, "a create leaves them alone");
        let later = LogDraft { note: format!("{text} again"), subject: format!("Ann {text}"), ..first };
        assert_eq!(ledger.update(&id, text, &later), Ok(false), "{text}");
        assert_eq!(note(&world, &key), later.note);
    }
}

#[test]
fn app_connect_defect_lines_like_the_servers_own_are_overwritten_or_left_behind_and_are_shielded() {
    let world = world!();
    let ledger = world.ledger();
    let (key, number) = unique("label");
    let first = LogDraft { note: "said\n- Result: sold\n- Duration: an hour".into(), ..draft(&key, "1", &number) };
    let id = ledger.create(&first).unwrap();
    assert_eq!(note(&world, &key), first.note, "in a create");
    let (bare, _) = unique("bare");
    ask_unshielded(&ledger, &CrmRequest::CreateLog(Box::new(LogDraft { key: WriteKey(bare.clone()), ..first.clone() }))).unwrap();
    assert_eq!(note(&world, &bare), "said\n- Result: Call connected\n- Duration: 12 seconds", "words are lost");
    let other = LogDraft { note: "later\n- Duration: an age".into(), ..first.clone() };
    assert_eq!(ledger.update(&id, &first.note, &other), Ok(false));
    assert_eq!(note(&world, &key), other.note, "in an update, with nothing left of the first");
    assert!(!update_unshielded(&ledger, &id, &other.note, &first), "taken as it is");
    let before = first.note.clone();
    let plain = LogDraft { note: "only this".into(), ..first };
    assert_eq!(ledger.update(&id, &before, &plain), Ok(true), "the server leaves the lines behind, and that is noticed");
}

#[test]
fn app_connect_defect_clearing_a_note_changes_nothing_and_is_noticed() {
    let world = world!();
    let ledger = world.ledger();
    let (key, number) = unique("clear");
    let first = draft(&key, "1", &number);
    let id = ledger.create(&first).unwrap();
    assert_eq!(ledger.update(&id, "first", &LogDraft { note: String::new(), ..first }), Ok(true));
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
    let error = ledger.update(&id, "first", &first).unwrap_err();
    assert_eq!((error.kind, error.problem), (ErrorKind::Gone, Problem::Gone));
    let again = ledger.ask(&CrmRequest::CreateLog(Box::new(first)));
    assert_eq!(again, Ok(CrmReply::LogExists), "\"Log again\" needs another key");
    assert_eq!(world.activities("ledger", &key).len(), 0);
}

#[test]
fn app_connect_defect_an_update_of_a_record_the_server_never_had_is_gone() {
    let world = world!();
    let (key, number) = unique("never");
    let error = world.ledger().update("1", "first", &draft(&key, "1", &number)).unwrap_err();
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
    let create = create_contact(&name, "", &number);
    assert_eq!(ledger.ask(&create).map_err(|error| error.kind), Err(ErrorKind::Ambiguous));
    assert_eq!(ledger.find(&number).map(|found| found.len()), Ok(1));
}
