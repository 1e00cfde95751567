//! Records shaped as the vendor's schemas say, and what they tell; a sync from its first question to its last answer.

use callscribe_core::account::{LineProblem, Span, Sync};
use callscribe_core::call::{AccountId, CallEvent, CallResult, Direction, Source};
use callscribe_core::number::NumberKind;
use callscribe_core::phone::LineEvent;
use callscribe_core::time::{HOUR, MINUTE, Millis, SECOND};
use serde_json::{Value, json};

use super::*;

/// 2026-11-21T08:00:00Z.
const NOW: Millis = 1_795_248_000_000;
const DAY: Millis = 24 * HOUR;

fn config() -> Config {
    Config { server: "https://rc.example".into(), account: AccountId::new("rc:37439510/101001"), region: "US".into() }
}

/// An answered call of a minute from outside, with `changes` on top; null takes a field away.
fn record(changes: Value) -> Value {
    let mut record = json!({
        "id": "AbcDEF", "uri": "https://rc.example/restapi/v1.0/account/37439510/extension/101001/call-log/AbcDEF?view=Detailed",
        "sessionId": "4503991105009", "telephonySessionId": "s-a0d17", "partyId": "p-1", "startTime": "2026-11-21T07:00:00.500Z", "duration": 60,
        "durationMs": 60123, "type": "Voice", "internalType": "LongDistance", "direction": "Inbound", "action": "Phone Call", "result": "Accepted",
        "from": {"name": "Ann Alvarez", "phoneNumber": "+14155550101", "location": "San Francisco, CA"},
        "to": {"name": "Ada Agent", "phoneNumber": "+14155550199", "extensionId": "101001"},
        "extension": {"uri": "https://rc.example/restapi/v1.0/account/37439510/extension/101001", "id": 101001},
        "transport": "PSTN", "lastModifiedTime": "2026-11-21T07:02:00.000Z", "billing": {"costIncluded": 0.0, "costPurchased": 0.0},
        "legs": [{
            "startTime": "2026-11-21T07:00:00.500Z", "duration": 60, "type": "Voice", "direction": "Inbound", "action": "Phone Call",
            "result": "Accepted", "legType": "Accept", "master": true, "telephonySessionId": "s-a0d17", "transport": "PSTN",
            "from": {"phoneNumber": "+14155550101"}, "to": {"phoneNumber": "+14155550199", "extensionId": "101001"},
            "extension": {"uri": "https://rc.example/x", "id": 101001}
        }]
    });
    for (name, value) in changes.as_object().expect("an object") {
        record[name] = value.clone();
    }
    record
}

fn ok(body: &Value) -> HttpResponse {
    HttpResponse { status: 200, headers: Vec::new(), body: body.to_string() }
}

fn synced(records: Vec<Value>, token: &str) -> HttpResponse {
    let info = json!({"syncType": "FSync", "syncToken": token, "syncTime": "2026-11-21T08:00:00.000Z"});
    ok(&json!({"uri": "https://rc.example/x", "records": records, "syncInfo": info}))
}

fn told(records: Vec<Value>) -> Vec<CallEvent> {
    match answer(&config(), &Sync::default(), NOW - HOUR, NOW, &synced(records, "t")) {
        LineEvent::Synced { calls, .. } => calls,
        other => panic!("{other:?}"),
    }
}

fn one(changes: Value) -> CallEvent {
    let mut calls = told(vec![record(changes)]);
    assert_eq!(calls.len(), 1);
    calls.remove(0)
}

#[test]
fn an_answered_call_tells_everything_its_record_says() {
    let CallEvent { account, session, aliases, facts } = one(json!({}));
    assert_eq!((account, session.as_str(), aliases), (config().account, "s-a0d17", vec!["4503991105009".to_owned()]));
    let start = NOW - HOUR + 500;
    let (started, ended) = (facts.started.expect("a start"), facts.ended.expect("an end"));
    assert_eq!((started.source, started.value, ended.value), (Source::History, start, start + MINUTE));
    assert_eq!(started.seq, u64::try_from(NOW - 58 * MINUTE).expect("a time"));
    assert_eq!(facts.direction.map(|f| f.value), Some(Direction::Inbound));
    assert_eq!(facts.other.map(|f| f.value.key).as_deref(), Some("+14155550101"));
    assert_eq!(facts.own.map(|f| f.value.key).as_deref(), Some("+14155550199"));
    assert_eq!(facts.other_name.map(|f| f.value).as_deref(), Some("Ann Alvarez"));
    assert_eq!(facts.duration.map(|f| f.value), Some(60));
    assert_eq!(facts.result.map(|f| f.value), Some(CallResult::Answered));
    assert_eq!(facts.internal.map(|f| f.value), Some(false));
    assert!(facts.recorded.is_none() && facts.recording.is_none() && facts.voicemail.is_none() && facts.transferred_to.is_none());
}

#[test]
fn a9_a_call_that_is_not_finished_has_no_end() {
    for changes in [json!({"finished": false}), json!({"result": "In Progress"})] {
        let facts = one(changes.clone()).facts;
        assert!(facts.ended.is_none() && facts.result.is_none() && facts.duration.is_none(), "{changes}");
    }
    assert!(one(json!({"finished": true})).facts.ended.is_some());
}

#[test]
fn a9_the_agents_own_part_ends_where_the_call_was_passed_on() {
    let transfer = json!({
        "startTime": "2026-11-21T07:00:30.500Z", "duration": 300, "type": "Voice", "direction": "Outbound", "action": "Transfer",
        "result": "Call connected", "legType": "TransferCall", "to": {"name": "Cy Colleague", "extensionNumber": "102", "extensionId": "102001"}
    });
    let facts = one(json!({"duration": 330, "legs": [transfer]})).facts;
    assert_eq!(facts.duration.map(|f| f.value), Some(30));
    assert_eq!(facts.ended.map(|f| f.value), Some(NOW - HOUR + 500 + 30 * SECOND));
    assert_eq!(facts.transferred_to.map(|f| f.value).as_deref(), Some("Cy Colleague, 102"));
}

#[test]
fn a9_a_call_passed_on_to_the_agent_is_the_agents_whole() {
    let transfer = json!({
        "startTime": "2026-11-21T07:00:30.500Z", "duration": 30, "type": "Voice", "direction": "Inbound", "action": "Transfer",
        "legType": "TransferCall", "to": {"extensionNumber": "101", "extensionId": "101001"}
    });
    let facts = one(json!({"legs": [transfer]})).facts;
    assert_eq!((facts.duration.map(|f| f.value), facts.transferred_to), (Some(60), None));
}

#[test]
fn a9_a_consultation_is_no_call_of_its_own() {
    let call = record(json!({"transferTarget": {"telephonySessionId": "s-b"}}));
    let consultation = record(json!({
        "sessionId": "77", "telephonySessionId": "s-b", "direction": "Outbound", "transferee": {"telephonySessionId": "s-a0d17"},
        "from": {"extensionNumber": "101", "extensionId": "101001"}, "to": {"name": "Cy Colleague", "extensionNumber": "102", "extensionId": "102001"}
    }));
    for records in [vec![call.clone(), consultation.clone()], vec![consultation, call]] {
        let calls = told(records);
        assert_eq!(calls.len(), 1);
        assert_eq!((calls[0].session.as_str(), calls[0].aliases.join(" ").as_str()), ("s-a0d17", "4503991105009 s-b 77"));
        assert_eq!(calls[0].facts.transferred_to.as_ref().map(|f| f.value.as_str()), Some("Cy Colleague, 102"));
    }
    let of_the_colleague = json!({"transferee": {"telephonySessionId": "s-b"}});
    assert_eq!(one(of_the_colleague).session, "s-a0d17", "who was consulted had a call");
}

#[test]
fn a6_nobody_talked_on_a_missed_call() {
    let facts = one(json!({"result": "Missed", "duration": 18})).facts;
    assert_eq!((facts.result.map(|f| f.value), facts.duration.map(|f| f.value)), (Some(CallResult::Missed), Some(0)));
}

#[test]
fn a7_a_colleague_has_an_extension_and_no_number() {
    let colleague = json!({"name": "Cy Colleague", "extensionNumber": "102", "extensionId": "102001"});
    let facts = one(json!({"from": colleague})).facts;
    let other = facts.other.map(|f| f.value).expect("a number");
    assert_eq!((facts.internal.map(|f| f.value), other.kind, other.key.as_str()), (Some(true), NumberKind::Internal, "102"));
}

#[test]
fn c7_a_call_dialled_from_here_is_the_outgoing_call_it_is() {
    let own = json!({"name": "Ada Agent", "phoneNumber": "+14155550199", "extensionId": "101001"});
    let leg =
        |kind: &str| json!({"legType": kind, "direction": "Outbound", "action": "RingOut Web", "startTime": "2026-11-21T07:00:00.500Z"});
    let facts = one(json!({
        "action": "RingOut Web", "direction": "Outbound", "result": "Call connected", "from": own, "to": {"phoneNumber": "+14155550101"},
        "legs": [leg("RingOutWebToSubscriber"), leg("RingOutWebToCaller")]
    }))
    .facts;
    assert_eq!(facts.direction.map(|f| f.value), Some(Direction::Outbound));
    assert_eq!(facts.other.map(|f| f.value.key).as_deref(), Some("+14155550101"));
    assert_eq!((facts.result.map(|f| f.value), facts.transferred_to), (Some(CallResult::Answered), None));
}

#[test]
fn a8_what_a_delegate_answered_was_answered_elsewhere() {
    let facts = one(json!({"delegate": {"id": "555", "name": "Sam Secretary"}})).facts;
    assert_eq!(facts.result.map(|f| f.value), Some(CallResult::AnsweredElsewhere));
}

#[test]
fn a11_a_caller_without_number_is_withheld() {
    for from in [json!({}), json!({"name": "Anonymous"}), json!({"phoneNumber": "anonymous"}), Value::Null] {
        let facts = one(json!({"from": from.clone()})).facts;
        assert_eq!(facts.other.map(|f| f.value.kind), Some(NumberKind::Withheld), "{from}");
    }
}

#[test]
fn numbers_come_with_and_without_plus_and_formatted() {
    let table = [
        (json!({"phoneNumber": "14155550101"}), "+14155550101"),
        (json!({"phoneNumber": "(415)555-0101"}), "+14155550101"),
        (json!({"phoneNumber": "442079460018"}), "+442079460018"),
        (json!({"dialerPhoneNumber": "+442079460018"}), "+442079460018"),
    ];
    for (from, key) in table {
        assert_eq!(one(json!({"from": from.clone()})).facts.other.map(|f| f.value.key).as_deref(), Some(key), "{from}");
    }
}

#[test]
fn only_voice_calls_of_the_agents_own_extension_are_told() {
    let others = json!({"extension": {"id": 202002, "uri": "x"}, "legs": []});
    let table = [
        json!({"type": "Fax"}),
        json!({"action": "Monitoring"}),
        json!({"action": "Phone Login"}),
        others,
        json!({"startTime": null}),
        json!({"sessionId": null, "telephonySessionId": null}),
    ];
    for changes in table {
        assert_eq!(told(vec![record(changes.clone())]), [], "{changes}");
    }
    assert_eq!(told(vec![record(json!({"extension": null, "legs": null}))]).len(), 1);
    assert_eq!(one(json!({"telephonySessionId": null})).session, "4503991105009");
}

#[test]
fn j7_of_a_deleted_call_nothing_is_told_but_that() {
    let CallEvent { session, aliases, facts, .. } = one(json!({"deleted": true, "telephonySessionId": null, "startTime": null}));
    assert_eq!((session.as_str(), aliases), ("4503991105009", Vec::new()));
    assert_eq!(facts.deleted.as_ref().map(|f| f.value), Some(true));
    assert_eq!(callscribe_core::call::Facts { deleted: None, ..facts }, callscribe_core::call::Facts::default());
}

#[test]
fn one_record_nobody_can_read_costs_no_other() {
    assert_eq!(told(vec![json!({"duration": "long"}), json!(7), record(json!({}))]).len(), 1);
}

#[test]
fn h1_h2_a_recording_is_a_link_a_person_can_open_and_nobody_else() {
    let content = "https://media.rc.example/restapi/v1.0/account/37439510/recording/17/content?access_token=canary";
    let recording = json!({"id": "17", "uri": "https://rc.example/r/17", "type": "Automatic", "contentUri": content});
    let facts = one(json!({"recording": recording})).facts;
    let link = facts.recording.map(|f| f.value).expect("a link");
    assert_eq!(
        link,
        "https://ringcentral.github.io/ringcentral-media-reader/?media=https%3A%2F%2Fmedia.rc.example%2Frestapi%2Fv1.0%2Faccount%2F37439510%2Frecording%2F17%2Fcontent"
    );
    assert!(callscribe_core::rules::is_open_link(&link));
    assert_eq!(facts.recorded.map(|f| f.value), Some(true));
    assert_eq!(facts.deleted_at.map(|f| f.value), Some(NOW - HOUR + 500 + 90 * DAY), "h3");
    assert_eq!(one(json!({"shortRecording": true})).facts.recorded.map(|f| f.value), Some(false));
}

#[test]
fn h2_a_voicemail_has_a_link_of_its_own() {
    let uri = "https://platform.rc.example/restapi/v1.0/account/1/extension/2/message-store/456";
    let message = json!({"id": "456", "type": "VoiceMail", "uri": uri});
    let facts = one(json!({"result": "Voicemail", "message": message})).facts;
    let media = "https%3A%2F%2Fmedia.rc.example%2Frestapi%2Fv1.0%2Faccount%2F1%2Fextension%2F2%2Fmessage-store%2F456%2Fcontent%2F456";
    assert_eq!(facts.voicemail.map(|f| f.value), Some(format!("https://ringcentral.github.io/ringcentral-media-reader/?media={media}")));
    assert_eq!((facts.result.map(|f| f.value), facts.recording), (Some(CallResult::Voicemail), None));
}

fn asks(sync: &Sync, from: Millis) -> String {
    question(&config(), sync, from, NOW).url.replace("https://rc.example/restapi/v1.0/account/~/extension/~/", "").replace("%3A", ":")
}

fn goes_on(sync: &Sync, from: Millis, said: &HttpResponse) -> (Sync, bool) {
    match answer(&config(), sync, from, NOW, said) {
        LineEvent::Synced { sync, whole, .. } => (sync, whole),
        other => panic!("{other:?}"),
    }
}

/// So many records, a minute apart, the newest one beginning now.
fn many(count: i64) -> Vec<Value> {
    let start = |n: i64| chrono::DateTime::from_timestamp_millis(NOW - n * MINUTE).expect("a time").to_rfc3339();
    (0..count).map(|n| record(json!({"startTime": start(n), "telephonySessionId": format!("s-{n}")}))).collect()
}

fn with(token: &str) -> Sync {
    Sync { token: Some(token.into()), since: Some(NOW), ..Sync::default() }
}

#[test]
fn e1_without_a_token_everything_since_then_is_asked_for_and_with_one_what_is_new() {
    let new = Sync { since: Some(NOW), ..Sync::default() };
    assert_eq!(
        asks(&new, NOW - HOUR),
        "call-log-sync?syncType=FSync&recordCount=250&dateFrom=2026-11-21T03:00:00.000Z&statusGroup=All&view=Detailed"
    );
    assert_eq!(goes_on(&new, NOW - HOUR, &synced(many(3), "t1")), (with("t1"), true));
    assert_eq!(asks(&with("t1"), NOW - HOUR), "call-log-sync?syncType=ISync&syncToken=t1&view=Detailed&showDeleted=true");
    assert_eq!(goes_on(&with("t1"), NOW - HOUR, &synced(vec![], "t2")), (with("t2"), true));
}

#[test]
fn e1_a_lost_token_and_too_many_changes_lead_back_to_the_beginning() {
    let lost = Sync { since: Some(NOW), ..Sync::default() };
    let refused = HttpResponse { status: 400, headers: Vec::new(), body: r#"{"errorCode":"CMN-101"}"#.into() };
    assert_eq!(goes_on(&with("t1"), NOW - HOUR, &refused), (lost.clone(), false));
    assert_eq!(goes_on(&with("t1"), NOW - HOUR, &synced(many(250), "t2")), (lost.clone(), false));
    assert!(matches!(answer(&config(), &lost, NOW, NOW, &refused), LineEvent::Lost(LineProblem::ServerFailed)), "it is not the token");
}

#[test]
fn e1_what_one_answer_does_not_hold_is_read_page_by_page_from_the_newest_back() {
    let new = Sync { since: Some(NOW), ..Sync::default() };
    let from = NOW - 10 * HOUR;
    let (sync, whole) = goes_on(&new, from, &synced(many(250), "t1"));
    assert_eq!((sync.token.as_deref(), whole), (Some("t1"), false));
    assert_eq!(sync.left, Some(Span { from: from - 4 * HOUR, to: NOW - 249 * MINUTE }));
    assert_eq!(
        asks(&sync, from),
        "call-log?view=Detailed&dateFrom=2026-11-20T18:00:00.000Z&dateTo=2026-11-21T03:51:00.000Z&perPage=250&page=1"
    );
    let page = |records: Vec<Value>| ok(&json!({"records": records, "navigation": {}, "paging": {"perPage": 250}}));
    let (further, whole) = goes_on(&sync, from, &page(many(250)));
    assert_eq!(
        (further.left, whole),
        (Some(Span { from: from - 4 * HOUR, to: NOW - 249 * MINUTE - 1 }), false),
        "never the same page twice"
    );
    assert_eq!(goes_on(&further, from, &page(many(2))), (with("t1"), true));
}

#[test]
fn e1_beyond_thirty_days_the_call_log_is_read_and_beyond_ninety_there_is_none() {
    let new = Sync { since: Some(NOW), ..Sync::default() };
    assert!(asks(&new, NOW - 60 * DAY).contains("dateFrom=2026-10-22T08:01:00.000Z"));
    let (sync, whole) = goes_on(&new, NOW - 60 * DAY, &synced(vec![], "t1"));
    assert_eq!((sync.left, whole), (Some(Span { from: NOW - 60 * DAY - 4 * HOUR, to: NOW - 30 * DAY + MINUTE }), false));
    let (sync, _) = goes_on(&new, NOW - 400 * DAY, &synced(vec![], "t1"));
    assert_eq!(sync.left.map(|span| span.from), Some(NOW - 90 * DAY));
}

#[test]
fn g5_a_penalty_is_waited_for_to_its_end_and_an_empty_budget_before_it_becomes_one() {
    let limited = |headers: &[(&str, &str)]| HttpResponse {
        status: 429,
        headers: headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        body: r#"{"errorCode":"CMN-301"}"#.into(),
    };
    let until = |said: &HttpResponse| answer(&config(), &with("t"), NOW, NOW, said);
    assert_eq!(until(&limited(&[("retry-after", "30")])), LineEvent::Limited { until: NOW + 30 * SECOND });
    assert_eq!(until(&limited(&[])), LineEvent::Limited { until: NOW + MINUTE });
    assert_eq!(until(&limited(&[("retry-after", "soon")])), LineEvent::Limited { until: NOW + MINUTE });
    let left = |count: &str| {
        let headers = [("x-rate-limit-group", "heavy"), ("x-rate-limit-remaining", count), ("x-rate-limit-window", "45")];
        let said = HttpResponse { status: 200, ..limited(&headers) };
        goes_on(&with("t"), NOW, &HttpResponse { headers: said.headers, ..synced(vec![], "t2") }).0.not_before
    };
    assert_eq!((left("1"), left("0")), (None, Some(NOW + 45 * SECOND)));
}

#[test]
fn what_is_no_answer_says_why() {
    let table =
        [(401, LineProblem::SignedOut), (403, LineProblem::Forbidden), (500, LineProblem::ServerFailed), (200, LineProblem::ServerFailed)];
    for (status, problem) in table {
        let said = HttpResponse { status, headers: Vec::new(), body: "<html>".into() };
        assert_eq!(answer(&config(), &with("t"), NOW, NOW, &said), LineEvent::Lost(problem), "{status}");
    }
}
