//! The live line as the shell drives it, on frames shaped as the vendor's schemas and guide say.

mod calls;

use callscribe_core::account::LineProblem;
use callscribe_core::call::AccountId;
use callscribe_core::phone::LineEvent;
use callscribe_core::time::{HOUR, MINUTE, Millis, SECOND};
use serde_json::{Value, json};

use calls::{notification, party};

use super::*;
use crate::http::HttpResponse;

/// 2026-11-21T08:00:00Z.
const NOW: Millis = 1_795_248_000_000;

fn line() -> Line {
    let account = AccountId::new("rc:37439510/101001");
    Line::new(Config { server: "https://rc.example".into(), account, region: "US".into() })
}

fn greeting(more: &Value) -> String {
    let mut details = json!({
        "creationTime": "2026-11-21T08:00:00.000Z", "maxConnectionsPerSession": 5, "recoveryBufferSize": 100, "recoveryTimeout": 180,
        "idleTimeout": 1800, "absoluteTimeout": 86400
    });
    more.as_object().expect("an object").iter().for_each(|(name, value)| details[name] = value.clone());
    json!([{"type": "ConnectionDetails", "messageId": "m-1", "status": 200, "wsc": {"token": "wsc-1", "sequence": 1}}, details]).to_string()
}

fn subscribed(status: u16, body: &Value) -> String {
    json!([{"type": "ClientRequest", "messageId": "subscription", "status": status, "headers": {"Retry-After": "45"}}, body]).to_string()
}

fn subscription() -> Value {
    json!({
        "uri": "https://rc.example/restapi/v1.0/subscription/1", "id": "1", "eventFilters": ["/restapi/v1.0/account/1/extension/2/telephony/sessions"],
        "creationTime": "2026-11-21T08:00:00.000Z", "expirationTime": "2026-11-22T08:00:00.000Z", "status": "Active", "deliveryMode": {"transportType": "WebSocket"}
    })
}

fn open() -> Line {
    let mut line = line();
    line.on_open(NOW);
    line.on_text(&greeting(&json!({})), NOW);
    line.on_text(&subscribed(200, &subscription()), NOW);
    line
}

fn lost(problem: LineProblem) -> Vec<Out> {
    vec![Out::Keep(None), Out::Close, Out::Line(LineEvent::Lost(problem))]
}

fn kept(wsc: &str, until: Millis) -> Out {
    Out::Keep(Some(Resume { wsc: wsc.into(), until }))
}

fn sent(out: &[Out]) -> Vec<Value> {
    out.iter().filter_map(|one| if let Out::Send(text) = one { serde_json::from_str(text).ok() } else { None }).collect()
}

#[test]
fn the_server_speaks_first_and_a_subscription_opens_the_line() {
    let mut line = line();
    assert_eq!(line.on_open(NOW), []);
    let asked = sent(&line.on_text(&greeting(&json!({})), NOW));
    assert_eq!(asked[0][0]["type"], "ClientRequest");
    assert_eq!((&asked[0][0]["method"], &asked[0][0]["path"]), (&json!("POST"), &json!("/restapi/v1.0/subscription/")));
    let wanted =
        json!({"eventFilters": ["/restapi/v1.0/account/~/extension/~/telephony/sessions"], "deliveryMode": {"transportType": "WebSocket"}});
    assert_eq!(asked[0][1], wanted);
    let out = line.on_text(&subscribed(200, &subscription()), NOW + SECOND);
    assert_eq!(out, [kept("wsc-1", NOW + SECOND + 180 * SECOND), Out::Line(LineEvent::Connected)]);
}

#[test]
fn a_session_that_goes_on_needs_no_new_subscription_and_one_that_does_not_gets_one() {
    let mut recovered = line();
    recovered.on_open(NOW);
    let out = recovered.on_text(&greeting(&json!({"recoveryState": "Successful"})), NOW);
    assert_eq!((out.last(), sent(&out).len()), (Some(&Out::Line(LineEvent::Connected)), 0));
    let mut failed = line();
    failed.on_open(NOW);
    let out = failed.on_text(&greeting(&json!({"recoveryState": "Failed", "recoveryErrorCode": "WSG-1005"})), NOW);
    assert_eq!((out.first(), sent(&out).len()), (Some(&Out::Keep(None)), 1));
}

#[test]
fn a_subscription_that_is_refused_says_why() {
    let disabled = json!({"disabledFilters": [{"filter": "x", "reason": "y"}]});
    let table = [(403, json!({}), LineProblem::NoLive), (200, disabled, LineProblem::NoLive), (500, json!({}), LineProblem::ServerFailed)];
    for (status, body, problem) in table {
        let mut line = line();
        line.on_open(NOW);
        line.on_text(&greeting(&json!({})), NOW);
        assert_eq!(line.on_text(&subscribed(status, &body), NOW), lost(problem), "{status}");
        assert_eq!(line.wake_at(), None);
    }
    let mut limited = line();
    limited.on_open(NOW);
    limited.on_text(&greeting(&json!({})), NOW);
    let out = limited.on_text(&subscribed(429, &json!({})), NOW);
    assert_eq!(out[0], Out::Line(LineEvent::SignInLimited { until: NOW + 45 * SECOND }), "g5");
    assert_eq!(out[1..], lost(LineProblem::ServerFailed));
}

#[test]
fn only_an_answered_heartbeat_proves_the_line() {
    let mut line = open();
    assert_eq!(line.wake_at(), Some(NOW + PING));
    let beat = sent(&line.on_tick(NOW + PING));
    assert_eq!(beat[0][0]["type"], "Heartbeat");
    let other = json!([{"type": "Heartbeat", "messageId": "not ours"}]).to_string();
    assert_eq!(line.on_text(&other, NOW + PING), []);
    let out = line.on_text(&beat[0].to_string(), NOW + PING + SECOND);
    assert_eq!(out, [kept("wsc-1", NOW + PING + SECOND + 180 * SECOND), Out::Line(LineEvent::Alive)]);
    assert_eq!(line.wake_at(), Some(NOW + 2 * PING + SECOND));
    line.on_tick(NOW + 2 * PING + SECOND);
    let told = notification(&json!({"sequence": 1, "parties": [party(json!({}))]}));
    assert_ne!(line.on_text(&told, NOW + 2 * PING + 2 * SECOND), []);
    let out = line.on_tick(NOW + 2 * PING + SECOND + PATIENCE);
    assert_eq!(out, [Out::Close, Out::Line(LineEvent::Lost(LineProblem::Unreachable))], "what it still delivers is no answer");
    assert_eq!((line.on_text(&told, NOW + HOUR), line.on_closed(true, 1006)), (vec![], vec![]), "nothing after that");
}

#[test]
fn a_server_that_says_nothing_is_given_up() {
    for greeted in [false, true] {
        let mut line = line();
        line.on_open(NOW);
        if greeted {
            line.on_text(&greeting(&json!({})), NOW);
        }
        assert_eq!(line.on_tick(NOW + PATIENCE - 1), []);
        assert_eq!(line.on_tick(NOW + PATIENCE).last(), Some(&Out::Line(LineEvent::Lost(LineProblem::Unreachable))), "{greeted}");
    }
}

#[test]
fn before_its_absolute_time_is_over_another_socket_is_opened_with_a_session_of_its_own() {
    let mut line = open();
    let ends = NOW + 24 * HOUR - 5 * MINUTE;
    assert_eq!(line.on_tick(ends), lost(LineProblem::Unreachable));
    let mut recovered = super::tests::line();
    recovered.on_open(NOW + 23 * HOUR);
    recovered.on_text(&greeting(&json!({"recoveryState": "Successful"})), NOW + 23 * HOUR);
    assert_eq!(recovered.on_tick(ends), lost(LineProblem::Unreachable), "the session's time goes on over its sockets");
    for code in ["WSG-902", "WSG-903"] {
        let said =
            json!([{"type": "Error", "messageId": "m", "status": 408}, {"errorCode": code, "message": "timeout expired"}]).to_string();
        assert_eq!(open().on_text(&said, NOW + HOUR), lost(LineProblem::Unreachable), "{code}");
    }
}

#[test]
fn a_socket_that_was_cut_goes_on_and_one_that_was_pushed_out_begins_anew() {
    for (code, out) in [
        (1006, vec![Out::Close, Out::Line(LineEvent::Lost(LineProblem::Unreachable))]),
        (1001, vec![Out::Close, Out::Line(LineEvent::Lost(LineProblem::Unreachable))]),
        (1000, lost(LineProblem::Replaced)),
        (4001, lost(LineProblem::Replaced)),
    ] {
        assert_eq!(open().on_closed(true, code), out, "{code}");
    }
    assert_eq!(line().on_closed(false, 1006), lost(LineProblem::Unreachable), "its session may be one nobody knows");
}

#[test]
fn what_nobody_can_read_changes_nothing() {
    for text in
        ["", "{}", "[]", "[7]", "[{}]", r#"[{"type":"Surprise"},{}]"#, r#"[{"type":"ServerNotification"},{"body":{"sequence":"x"}}]"#]
    {
        assert_eq!(open().on_text(text, NOW), [], "{text}");
    }
}

fn answer(status: u16, body: &Value, headers: &[(&str, &str)]) -> HttpResponse {
    let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    HttpResponse { status, headers, body: body.to_string() }
}

#[test]
fn the_door_is_asked_for_with_the_accounts_token_and_shows_its_own_to_nobody() {
    let request = ask("https://rc.example");
    assert_eq!((request.method, request.url.as_str(), request.with_token), ("POST", "https://rc.example/restapi/oauth/wstoken", true));
    let said = json!({"ws_access_token": "canary/1", "uri": "wss://ws.rc.example:8443/ws", "expires_in": 30});
    let door = Door::opened(&answer(200, &said, &[]), NOW).expect("a door");
    assert_eq!(door.knock(), "https://ws.rc.example:8443/");
    assert_eq!(door.address(None, NOW), "wss://ws.rc.example:8443/ws?access_token=canary%2F1");
    let resume = Resume { wsc: "a b".into(), until: NOW };
    assert_eq!(door.address(Some(&resume), NOW - 1), "wss://ws.rc.example:8443/ws?access_token=canary%2F1&wsc=a%20b");
    assert_eq!(door.address(Some(&resume), NOW), door.address(None, NOW), "too old to go on");
    assert!(!format!("{door:?}").contains("canary"));
}

#[test]
fn g5_a_door_that_stays_closed_says_why_and_for_how_long() {
    let refused = |status, headers: &[(&str, &str)]| Door::opened(&answer(status, &json!({}), headers), NOW).expect_err("no door");
    for (status, problem) in
        [(401, LineProblem::SignedOut), (403, LineProblem::NoLive), (500, LineProblem::ServerFailed), (200, LineProblem::ServerFailed)]
    {
        assert_eq!(refused(status, &[]), [LineEvent::Lost(problem)], "{status}");
    }
    let until = LineEvent::SignInLimited { until: NOW + 30 * SECOND };
    assert_eq!(refused(429, &[("retry-after", "30")]), [until.clone(), LineEvent::Lost(LineProblem::ServerFailed)]);
    let last = [("x-rate-limit-remaining", "0"), ("x-rate-limit-window", "30")];
    assert_eq!(refused(500, &last), [until.clone(), LineEvent::Lost(LineProblem::ServerFailed)]);
    assert_eq!(is_last(&answer(200, &json!({}), &last), NOW), Some(until));
}
