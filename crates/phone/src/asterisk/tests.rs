//! The line as the shell drives it: opening, pings, servers that are old, silent or none at all. Calls are proved on recordings.

use callscribe_core::account::LineProblem;
use callscribe_core::call::{AccountId, CallResult};
use callscribe_core::phone::LineEvent;
use callscribe_core::time::SECOND;
use serde_json::{Value, json};

use super::{Config, Line, Out, PATIENCE, PING, Question, with_credential};

const INFO: &str = r#"{"system":{"version":"22.10.1","entity_id":"02:00:00:00:00:07"}}"#;

fn line() -> Line {
    Line::new(Config {
        url: "https://pbx.example:8089/".into(),
        endpoint: "PJSIP/100".into(),
        app: "callscribe-1 a".into(),
        region: "US".into(),
    })
}

/// A line that is open since 0, with no channel there.
fn open() -> Line {
    let mut line = line();
    line.on_open(0);
    line.on_text(&answer("asterisk/info", 200, INFO), 0);
    line.on_text(&answer("channels", 200, "[]"), 0);
    line
}

fn answer(id: &str, status: u16, body: &str) -> String {
    json!({ "type": "RESTResponse", "request_id": id, "status_code": status, "message_body": body, "timestamp": "2026-11-21T01:45:33.143+0000" })
        .to_string()
}

fn channel(id: &str, state: &str) -> Value {
    json!({
        "id": id, "name": format!("PJSIP/100-{id}"), "state": state, "creationtime": "2026-11-21T01:45:34.000+0000",
        "caller": { "number": "100", "name": "" }, "connected": { "number": "2015550123", "name": "" },
        "dialplan": { "exten": "100", "app_name": "AppDial" }, "channelvars": { "CHANNEL(linkedid)": "root" },
    })
}

fn event(kind: &str, channel: &Value) -> String {
    json!({ "type": kind, "timestamp": "2026-11-21T01:45:34.000+0000", "channel": channel, "cause": 16 }).to_string()
}

fn lost(problem: LineProblem) -> Vec<Out> {
    vec![Out::Close, Out::Line(LineEvent::Lost(problem))]
}

fn sent(out: &[Out]) -> Vec<String> {
    let uri = |text: &String| serde_json::from_str::<Value>(text).unwrap()["uri"].as_str().unwrap_or("nothing").to_owned();
    out.iter().filter_map(|o| if let Out::Send(text) = o { Some(uri(text)) } else { None }).collect()
}

#[test]
fn the_address_leaves_room_for_a_credential_that_is_encoded() {
    let url = line().connect_url();
    assert_eq!(url, "wss://pbx.example:8089/ari/events?app=callscribe-1%20a&subscribeAll=true&api_key={credential}");
    assert!(with_credential(&url, "watch", "p&ss=ü").ends_with("&api_key=watch:p%26ss%3D%C3%BC"));
    assert_eq!(line().read_url(Question::Ping), "https://pbx.example:8089/ari/asterisk/ping");
}

#[test]
fn opening_asks_who_the_server_is_and_what_runs_and_tells_nothing_before_it_knows() {
    let mut line = line();
    assert_eq!(sent(&line.on_open(0)), ["asterisk/info", "channels"]);
    assert_eq!(line.on_text(&event("ChannelCreated", &channel("a", "Down")), 1), []);
    assert_eq!(line.on_text(&answer("channels", 200, "[]"), 2), []);
    let out = line.on_text(&answer("asterisk/info", 200, INFO), 3);
    let [Out::Line(LineEvent::Opened { account, .. }), calls @ ..] = out.as_slice() else { panic!("{out:?}") };
    assert_eq!(*account, AccountId::new("ast:02:00:00:00:00:07/PJSIP/100"));
    assert_eq!(calls.len(), 1, "{calls:?}");
}

#[test]
fn a_running_call_is_told_with_the_opening() {
    let mut line = line();
    line.on_open(0);
    line.on_text(&answer("asterisk/info", 200, INFO), 0);
    let out = line.on_text(&answer("channels", 200, &json!([channel("a", "Up")]).to_string()), 0);
    let [Out::Line(LineEvent::Opened { running, .. }), Out::Call(call)] = out.as_slice() else { panic!("{out:?}") };
    assert_eq!((running.len(), &call.session, call.aliases.as_slice()), (1, &"root".to_owned(), &["a".to_owned()][..]));
}

#[test]
fn every_twenty_seconds_the_channels_are_asked_for_and_an_answer_proves_the_line() {
    let mut line = open();
    assert_eq!(line.wake_at(), Some(PING));
    assert_eq!(line.on_tick(PING - 1), []);
    assert_eq!(sent(&line.on_tick(PING)), ["channels"]);
    assert_eq!(line.wake_at(), Some(PING + PATIENCE));
    assert_eq!(line.on_text(&answer("channels", 200, "[]"), PING + SECOND), [Out::Line(LineEvent::Alive)]);
    assert_eq!(line.wake_at(), Some(2 * PING + SECOND));
}

#[test]
fn a_ping_without_an_answer_is_a_lost_line() {
    let mut line = open();
    line.on_tick(PING);
    assert_eq!(line.on_tick(PING + PATIENCE - 1), []);
    assert_eq!(line.on_tick(PING + PATIENCE), lost(LineProblem::Unreachable));
    assert_eq!((line.wake_at(), line.on_closed(true)), (None, vec![]));
}

#[test]
fn a_clock_that_was_set_back_does_not_silence_the_pings() {
    let mut line = open();
    assert_eq!(sent(&line.on_tick(-5_000_000)), ["channels"]);
}

#[test]
fn an_older_server_is_asked_over_http() {
    let mut line = line();
    line.on_open(0);
    let out = line.on_tick(PATIENCE);
    assert_eq!(out[1..], [Out::Read(Question::Info), Out::Read(Question::Channels)]);
    assert_eq!(sent(&out), ["nothing"], "traffic for the socket");
    line.on_read(Question::Info, Some((200, INFO)), PATIENCE);
    let out = line.on_read(Question::Channels, Some((200, "[]")), PATIENCE);
    assert!(matches!(out.as_slice(), [Out::Line(LineEvent::Opened { .. })]), "{out:?}");
    assert_eq!(line.on_tick(PATIENCE + PING)[1..], [Out::Read(Question::Channels)]);
    assert_eq!(line.on_read(Question::Channels, None, PATIENCE + PING), lost(LineProblem::Unreachable));
}

#[test]
fn a_socket_that_never_opened_is_explained_by_http() {
    let explained = |answer| {
        let mut line = line();
        assert_eq!(line.on_closed(false), [Out::Read(Question::Ping)]);
        line.on_read(Question::Ping, answer, 0)
    };
    let because = |problem| vec![Out::Line(LineEvent::Lost(problem))];
    assert_eq!(explained(None), because(LineProblem::Unreachable));
    assert_eq!(explained(Some((401, ""))), because(LineProblem::Refused));
    assert_eq!(explained(Some((404, "Not Found"))), because(LineProblem::NotAri));
    assert_eq!(explained(Some((200, "<html>"))), because(LineProblem::NotAri));
    assert_eq!(explained(Some((200, r#"{"ping":"pong"}"#))), because(LineProblem::Unreachable));
}

#[test]
fn answers_that_are_no_ari_are_said_to_be_none() {
    for (status, body, problem) in
        [(200, "<html>", LineProblem::NotAri), (404, "{}", LineProblem::NotAri), (403, "{}", LineProblem::Refused)]
    {
        let mut line = line();
        line.on_open(0);
        assert_eq!(line.on_text(&answer("asterisk/info", status, body), 0), lost(problem));
    }
}

#[test]
fn what_cannot_be_read_is_passed_over() {
    let mut line = open();
    for text in ["", "{", "[]", r#"{"type":"NewInVersion30"}"#, r#"{"type":"ChannelCreated","timestamp":"yesterday"}"#] {
        assert_eq!(line.on_text(text, 1), [], "{text}");
    }
}

#[test]
fn a9_a_call_whose_end_was_never_told_is_missed_by_the_pings() {
    let mut line = open();
    line.on_text(&event("ChannelCreated", &channel("a", "Down")), 1);
    let mut ping = |at| {
        line.on_tick(at);
        line.on_text(&answer("channels", 200, "[]"), at)
    };
    assert_eq!(ping(PING), [Out::Line(LineEvent::Alive)], "the list may be older than the call");
    assert_eq!(ping(2 * PING), [Out::Line(LineEvent::Alive)], "its end may be on its way");
    let out = ping(3 * PING);
    assert!(matches!(out.as_slice(), [Out::Line(LineEvent::Opened { running, .. })] if running.is_empty()), "{out:?}");
}

#[test]
fn a9_a_call_joined_while_the_line_was_cut_was_answered() {
    let mut caller = channel("root", "Up");
    caller["name"] = "PJSIP/trunk-root".into();
    let agent = channel("a", "Up");
    let ends_after = |cut: bool, joined: bool| {
        let mut line = open();
        line.on_text(&event("ChannelCreated", &caller), 1);
        line.on_text(&event("ChannelCreated", &channel("a", "Down")), 1);
        line.on_text(&event("ChannelStateChange", &agent), 1);
        if joined {
            line.on_text(&event("ChannelEnteredBridge", &agent), 1);
        }
        if cut {
            line.on_closed(true);
            line.on_open(2);
            line.on_text(&answer("asterisk/info", 200, INFO), 2);
        }
        line.on_text(&answer("channels", 200, &json!([caller, agent]).to_string()), 2);
        line.on_text(&event("ChannelDestroyed", &caller), 3);
        let out = line.on_text(&event("ChannelDestroyed", &agent), 3);
        let Some(Out::Call(call)) = out.last() else { panic!("{out:?}") };
        call.facts.result.as_ref().map(|result| result.value.clone())
    };
    assert_eq!(ends_after(true, false), Some(CallResult::Answered));
    assert_eq!(ends_after(true, true), Some(CallResult::Answered));
    assert_eq!(ends_after(false, true), Some(CallResult::Answered));
    assert_eq!(ends_after(false, false), Some(CallResult::Missed), "the line was watched all the time, and told of no joining");
}

#[test]
fn a_server_that_names_no_linkedid_tells_calls_all_the_same() {
    let mut line = open();
    let told = |state: &str| {
        let mut channel = channel("a", state);
        channel["channelvars"] = json!({});
        channel
    };
    line.on_text(&event("ChannelCreated", &told("Down")), 1);
    line.on_text(&event("ChannelStateChange", &told("Ringing")), 1);
    let out = line.on_text(&event("ChannelDestroyed", &told("Ringing")), 1);
    let [Out::Call(call)] = out.as_slice() else { panic!("{out:?}") };
    assert_eq!((call.session.as_str(), call.facts.result.as_ref().map(|r| &r.value)), ("a", Some(&CallResult::Missed)));
}

#[test]
fn a9_a_consultation_before_a_transfer_is_no_call_of_its_own() {
    let part = |id: &str, linked: &str, state: &str, exten: &str, other: &str| {
        let mut channel = channel(id, state);
        channel["channelvars"] = json!({ "CHANNEL(linkedid)": linked });
        channel["dialplan"]["exten"] = exten.into();
        channel["connected"]["number"] = other.into();
        channel
    };
    let first = part("a", "root", "Up", "100", "2015550123");
    let second = part("b", "b", "Up", "101", "101");
    let mut line = open();
    for (kind, channel) in [("ChannelCreated", &first), ("ChannelEnteredBridge", &first), ("ChannelCreated", &second)] {
        line.on_text(&event(kind, channel), 1);
    }
    let mut transfer: Value = serde_json::from_str(&event("BridgeAttendedTransfer", &Value::Null)).unwrap();
    transfer["result"] = "Success".into();
    (transfer["transferer_first_leg"], transfer["transferer_second_leg"]) = (first, second);
    let out = line.on_text(&transfer.to_string(), 1);
    let [Out::Call(call)] = out.as_slice() else { panic!("{out:?}") };
    assert_eq!((call.session.as_str(), call.aliases.as_slice()), ("root", &["a".to_owned(), "b".to_owned()][..]));
    let facts = &call.facts;
    assert_eq!(facts.transferred_to.as_ref().map(|t| t.value.as_str()), Some("101"));
    assert_eq!(facts.other.as_ref().map(|o| o.value.key.as_str()), Some("+12015550123"));
}
