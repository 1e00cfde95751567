//! The rules for every call: credentials, failures, limits, and what leaves.

use std::time::Duration;

use callscribe_contract::{NOW, create_contact, draft, find_contacts, send, unique};
use callscribe_core::crm::{CrmRequest, ErrorKind, LogDraft, Problem};
use callscribe_core::time::MINUTE;
use serde_json::json;

use crate::world;

#[test]
fn app_connect_rule_a_token_near_its_end_is_replaced() {
    let world = world!();
    let ledger = world.ledger();
    let number = unique("token").1;
    let fresh = world.control("jwt", json!([10, "ledger"])).as_str().unwrap().to_owned();
    let ledger = ledger.with_token(&fresh);
    ledger.find(&number).unwrap();
    assert_eq!(ledger.token(), fresh);
    let old = world.control("jwt", json!([6, "ledger"])).as_str().unwrap().to_owned();
    let ledger = ledger.with_token(&old);
    ledger.find(&number).unwrap();
    assert_ne!(ledger.token(), old);
    assert_eq!(ledger.find(&number), Ok(Vec::new()), "the new one works");
}

#[test]
fn app_connect_rule_no_bad_and_expired_tokens_need_a_sign_in() {
    let world = world!();
    let (key, number) = unique("tokens");
    let expired = world.control("jwt", json!([-1, "ledger"])).as_str().unwrap().to_owned();
    let mut ledger = world.ledger();
    for token in ["", "nonsense", &expired] {
        ledger = ledger.with_token(token);
        let requests = [
            find_contacts(&number),
            CrmRequest::SearchContacts { name: key.clone() },
            CrmRequest::FindLog { key: draft(&key, "1", &number).key },
            CrmRequest::CreateLog(Box::new(draft(&key, "1", &number))),
            create_contact(&key, "", &number),
        ];
        for request in requests {
            let error = ledger.ask(&request).unwrap_err();
            assert_eq!((error.kind, error.problem), (ErrorKind::Auth, Problem::SignedOut), "{token:?} {request:?}");
        }
    }
    assert_eq!(world.activities("ledger", &key).len(), 0);
}

#[test]
fn app_connect_rule_access_taken_away_needs_a_sign_in_on_either_platform() {
    let world = world!();
    for platform in ["ledger", "harbor"] {
        let session = if platform == "ledger" { world.ledger() } else { world.harbor() };
        let (key, number) = unique("revoked");
        let id = session.create(&draft(&key, "1", &number)).unwrap();
        world.control("revoke", json!([platform]));
        let later = draft(&format!("{key} later"), "1", &number);
        let kinds = [
            session.find(&number).err(),
            session.create(&later).err(),
            session.update(&id, "first", &draft(&key, "1", &number)).err(),
            session.ask(&create_contact(&key, "", &number)).err(),
        ];
        world.control("restore", json!([platform]));
        assert_eq!(kinds.map(|error| error.map(|e| e.kind)), [Some(ErrorKind::Auth); 4], "{platform}");
        assert_eq!(world.activities(platform, &later.key.0).len(), 0);
        let again = if platform == "ledger" { world.ledger() } else { world.harbor() };
        assert_eq!(again.integration.id, session.integration.id, "the same account is the same integration");
        again.create(&later).unwrap();
    }
}

#[test]
fn app_connect_rule_a_failure_of_the_crm_comes_as_a_success_of_the_server() {
    let world = world!();
    let ledger = world.ledger();
    let until = NOW + MINUTE;
    let table = [
        (429, ErrorKind::RateLimited { until }, ErrorKind::RateLimited { until }),
        (409, ErrorKind::Refused, ErrorKind::Auth),
        (500, ErrorKind::Unprovable, ErrorKind::Offline),
        (422, ErrorKind::Unprovable, ErrorKind::Offline),
    ];
    for (status, to_create, to_find) in table {
        let (key, number) = unique("failure");
        world.fail("createActivity", status, "before", 1);
        let error = ledger.create(&draft(&key, "1", &number)).unwrap_err();
        assert_eq!(error.kind, to_create, "{status}");
        assert!(error.said.is_some(), "{status}");
        assert_eq!(world.activities("ledger", &key).len(), 0, "{status}");
        world.fail("findContacts", status, "before", 1);
        assert_eq!(ledger.find(&number).unwrap_err().kind, to_find, "{status}");
    }
}

#[test]
fn app_connect_rule_bodies_of_400_are_text_json_or_a_page() {
    let world = world!();
    let mut ledger = world.ledger();
    let (key, number) = unique("bodies");
    let error = ledger.ask_by(&find_contacts(&number), |request, token| {
        let mut broken = request.clone();
        broken.url = broken.url.split('?').next().unwrap_or_default().to_owned();
        send(&broken, Some(token), Duration::from_secs(20))
    });
    let error = error.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused);
    assert!(error.said.is_some_and(|said| said.contains("undefined")), "an error in JSON");
    let page = ledger.ask_by(&CrmRequest::CreateLog(Box::new(draft(&key, "1", &number))), |request, token| {
        let mut broken = request.clone();
        broken.body = Some("{ not json".into());
        send(&broken, Some(token), Duration::from_secs(20))
    });
    assert_eq!(page.unwrap_err().problem, Problem::NotUnderstood, "a page of 400");
    ledger.server_mut().server_url.push_str("/elsewhere");
    let error = ledger.find(&number).unwrap_err();
    assert_eq!((error.kind, error.problem), (ErrorKind::Offline, Problem::WrongAddress), "a page of 404");
    assert_eq!(world.activities("ledger", &key).len(), 0);
}

#[test]
fn app_connect_rule_an_answer_that_does_not_come_in_time_is_a_doubt_that_a_look_resolves() {
    let world = world!();
    let ledger = world.ledger();
    let (key, number) = unique("late");
    world.hold("createActivity", "after", 1);
    let asked = CrmRequest::CreateLog(Box::new(draft(&key, "1", &number)));
    let outcome = ledger.ask_by(&asked, |request, token| send(request, Some(token), Duration::from_millis(500)));
    let error = outcome.unwrap_err();
    assert_eq!((error.kind, error.problem), (ErrorKind::Ambiguous, Problem::NoAnswer));
    assert_eq!(ledger.look(&key), Ok(Vec::new()), "not yet");
    world.release();
    world.wait("the record being listed", || ledger.look(&key).is_ok_and(|ids| ids.len() == 1));
    assert_eq!(world.activities("ledger", &key).len(), 1);
}

#[test]
fn app_connect_rule_a_server_that_is_down_is_waited_for() {
    let world = world!();
    let ledger = world.ledger();
    let (key, number) = unique("down");
    world.control("down", json!([]));
    let (find, create) = (ledger.find(&number), ledger.create(&draft(&key, "1", &number)));
    world.control("up", json!([]));
    assert_eq!(find.map_err(|error| (error.kind, error.problem)), Err((ErrorKind::Offline, Problem::Unreachable)));
    assert_eq!(create.map_err(|error| (error.kind, error.problem)), Err((ErrorKind::Ambiguous, Problem::Unreachable)));
    assert_eq!(ledger.look(&key), Ok(Vec::new()));
    ledger.create(&draft(&key, "1", &number)).unwrap();
    assert_eq!(world.activities("ledger", &key).len(), 1);
}

#[test]
fn app_connect_rule_credentials_travel_in_no_url_and_only_where_they_are_needed() {
    let world = world!();
    let ledger = world.ledger();
    let (key, number) = unique("secrets");
    ledger.find(&number).unwrap();
    ledger.create(&draft(&key, "1", &number)).unwrap();
    let log = world.control("accessLog", json!([]));
    let token = ledger.token();
    for request in log.as_array().unwrap() {
        let url = request["url"].as_str().unwrap_or_default();
        assert!(!url.contains(&token) && !url.contains(&world.api_key), "{url}");
        let headers = request["headers"].to_string();
        assert!(!headers.contains("x-rc-access-token") && !headers.contains("\"cookie\""), "{headers}");
        let is_open = ["/isAlive", "/crmManifest", "/implementedInterfaces", "/apiKeyLogin", "/oauth-callback"];
        if is_open.iter().any(|path| url.starts_with(path)) {
            assert_eq!(request["headers"].get("authorization"), None, "{url}");
        }
        assert!(url == "/apiKeyLogin" || !request["body"].to_string().contains(&world.api_key), "{url}");
    }
}

#[test]
fn app_connect_b7_what_others_wrote_into_the_note_stays() {
    let world = world!();
    let ledger = world.ledger();
    let (key, number) = unique("foreign");
    let first = draft(&key, "1", &number);
    let id = ledger.create(&first).unwrap();
    let body = |key: &str| world.activities("ledger", key)[0]["body"].as_str().unwrap_or_default().to_owned();
    let rewritten = body(&key).replace("- Note: first\n", "- Note: first\nBob: paid $5\n") + "Carol: seen\n";
    world.control("rewriteActivity", json!([id.parse::<u64>().unwrap(), rewritten]));
    let second = LogDraft { note: "second\nline".into(), ..first };
    assert_eq!(ledger.update(&id, "first", &second), Ok(false));
    assert!(body(&key).starts_with("- Note: second\nline\nBob: paid $\u{2060}5\n- Summary: "), "{}", body(&key));
    assert!(body(&key).ends_with("Carol: seen\n"));
    let third = LogDraft { note: "third".into(), ..second };
    assert_eq!(ledger.update(&id, "never sent", &third), Ok(false));
    assert!(body(&key).starts_with("- Note: second\nline\nBob: paid $\u{2060}5\n\nthird\n- Summary: "), "{}", body(&key));
}

#[test]
fn app_connect_i6_what_is_off_never_reaches_the_crm() {
    let world = world!();
    let ledger = world.ledger();
    let (key, number) = unique("off");
    let off = LogDraft {
        subject: String::new(),
        note: String::new(),
        result: None,
        start: None,
        time: String::new(),
        duration: None,
        number: None,
        own: None,
        ..draft(&key, "1", &number)
    };
    let id = ledger.create(&off).unwrap();
    for turn in ["created", "changed"] {
        let record = &world.activities("ledger", &key)[0];
        for name in ["result", "startTime", "duration", "phoneNumber", "recordingLink"] {
            assert_eq!(record[name], json!(null), "{name} {turn}");
        }
        assert_eq!(record["body"], "", "{turn}");
        assert_eq!(ledger.update(&id, "", &LogDraft { corrected: true, ..off.clone() }), Ok(false));
    }
}

#[test]
fn app_connect_a_correction_rewrites_duration_and_result_and_never_the_time() {
    let world = world!();
    let ledger = world.ledger();
    let (key, number) = unique("corrected");
    let first = LogDraft { note: "said\n- Duration: an hour\n- Result: sold".into(), ..draft(&key, "1", &number) };
    let id = ledger.create(&first).unwrap();
    let body = || world.activities("ledger", &key)[0]["body"].as_str().unwrap_or_default().replace('\u{2060}', "");
    let before = body();
    let result = Some(callscribe_core::call::CallResult::Voicemail);
    let later = LogDraft { duration: Some(75), result, start: Some(0), corrected: true, ..first.clone() };
    assert_eq!(ledger.update(&id, &first.note, &later), Ok(false));
    let expected = before.replace("- Duration: 12 seconds", "- Duration: 1 minute, 15 seconds").replace("Call connected", "Voicemail");
    assert_eq!(body(), expected);
}

#[test]
fn app_connect_h2_recording_and_voicemail_have_links_of_their_own_also_late() {
    let world = world!();
    let ledger = world.ledger();
    let (key, number) = unique("links");
    let first = LogDraft { recording: Some("https://phone.example/rec/1".into()), ..draft(&key, "1", &number) };
    let id = ledger.create(&first).unwrap();
    let body = || world.activities("ledger", &key)[0]["body"].as_str().unwrap_or_default().to_owned();
    let recording = "- Call recording link: https://phone.example/rec/1\n";
    assert!(body().contains(recording) && !body().contains("Voicemail"), "{}", body());
    let later = LogDraft { voicemail: Some("https://phone.example/vm/2".into()), ..first };
    assert_eq!(ledger.update(&id, "first", &later), Ok(false));
    assert!(body().contains(recording) && body().contains("- Voicemail recording link: https://phone.example/vm/2\n"), "{}", body());
}
