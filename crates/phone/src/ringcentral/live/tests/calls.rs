//! Calls as their notifications tell of them: in any order, over any death of the worker, with every kind of end.

use callscribe_core::call::{AccountId, Call, CallEvent, CallId, CallResult, Direction, Facts, Source};
use callscribe_core::time::{HOUR, SECOND};
use chrono::DateTime;
use serde_json::{Value, json};

use super::super::{Line, Out};
use super::{NOW, open};

const ANN: &str = "+14155550101";
const BOB: &str = "+14155550102";

/// The agent's party in a call from Ann that rings, with `changes` on top.
pub(super) fn party(changes: Value) -> Value {
    let mut party = json!({
        "accountId": "37439510", "extensionId": "101001", "id": "p-1", "direction": "Inbound", "park": {}, "missedCall": false, "standAlone": false,
        "from": {"phoneNumber": ANN, "name": "Ann Alvarez"}, "to": {"phoneNumber": "+14155550199", "name": "Ada Agent", "extensionId": "101001"},
        "status": {"code": "Proceeding", "rcc": false}, "muted": false
    });
    changes.as_object().expect("an object").iter().for_each(|(name, value)| party[name] = value.clone());
    party
}

fn status(code: &str, reason: &str) -> Value {
    if reason.is_empty() { json!({"code": code, "rcc": false}) } else { json!({"code": code, "reason": reason, "rcc": false}) }
}

/// The agent's party in this state.
fn own(code: &str, reason: &str) -> Value {
    party(json!({"status": status(code, reason)}))
}

/// A notification; the time is the sequence's second unless it says another.
pub(super) fn notification(changes: &Value) -> String {
    let sequence = changes["sequence"].as_i64().unwrap_or_default();
    let time = DateTime::from_timestamp_millis(NOW + sequence * SECOND).expect("a time").to_rfc3339();
    let mut body = json!({
        "sequence": 1, "sessionId": "4503991105009", "telephonySessionId": "s-a0d17", "serverId": "10.1.1.1.TAM", "eventTime": time,
        "origin": {"type": "Call"}, "parties": []
    });
    changes.as_object().expect("an object").iter().for_each(|(name, value)| body[name] = value.clone());
    let event = json!({
        "uuid": "1", "event": "/restapi/v1.0/account/37439510/extension/101001/telephony/sessions", "timestamp": time, "subscriptionId": "1",
        "ownerId": "101001", "body": body
    });
    json!([{"type": "ServerNotification", "messageId": "1", "status": 200}, event]).to_string()
}

fn session(name: &str, sequence: i64, parties: Vec<Value>) -> String {
    notification(&json!({"telephonySessionId": name, "sessionId": format!("id-{name}"), "sequence": sequence, "parties": parties}))
}

fn happens(sequence: i64, party: Value) -> String {
    notification(&json!({"sequence": sequence, "parties": [party]}))
}

fn events(line: &mut Line, text: &str) -> Vec<CallEvent> {
    line.on_text(text, NOW + HOUR).into_iter().filter_map(|out| if let Out::Call(event) = out { Some(event) } else { None }).collect()
}

/// What all these notifications come to, in one life of the worker or with a new one before each.
fn call_of(texts: &[String], new_lives: bool) -> Call {
    let mut line = open();
    let mut facts = Facts::default();
    for text in texts {
        if new_lives {
            line = open();
        }
        for event in events(&mut line, text) {
            facts.join(event.facts);
        }
    }
    let id = CallId { account: AccountId::new("rc:37439510/101001"), session: "s-a0d17".into() };
    Call { id, facts, first_seen: NOW, zone: ("UTC".into(), 0), duration_confirmed: false, gap: None }
}

/// The same for every order of up to four notifications, and also if the worker dies between any two.
fn in_any_order(texts: &[String], check: impl Fn(&Call, &str)) {
    let mut orders: Vec<Vec<usize>> = vec![vec![]];
    for n in 0..texts.len() {
        orders = orders.iter().flat_map(|order| (0..=order.len()).map(|place| [&order[..place], &[n], &order[place..]].concat())).collect();
    }
    for order in orders {
        let shuffled: Vec<String> = order.iter().map(|n| texts[*n].clone()).collect();
        for lives in [false, true] {
            check(&call_of(&shuffled, lives), &format!("{order:?}, new lives: {lives}"));
        }
    }
}

#[test]
fn g3_a_live_call_has_the_name_its_history_gives_it() {
    let told = events(&mut open(), &happens(3, own("Proceeding", "")));
    assert_eq!((told[0].account.as_str(), told[0].session.as_str()), ("rc:37439510/101001", "s-a0d17"));
    assert_eq!(told[0].aliases, ["4503991105009"]);
    let facts = &told[0].facts;
    assert_eq!(facts.direction.as_ref().map(|f| (f.source, f.value)), Some((Source::Live, Direction::Inbound)));
    assert_eq!(facts.other.as_ref().map(|f| f.value.key.as_str()), Some(ANN));
    assert_eq!(facts.own.as_ref().map(|f| f.value.key.as_str()), Some("+14155550199"));
    assert_eq!(facts.other_name.as_ref().map(|f| f.value.as_str()), Some("Ann Alvarez"));
    assert_eq!(facts.started.as_ref().map(|f| f.value), Some(NOW + 3 * SECOND));
    assert!(facts.ended.is_none() && facts.answered.is_none() && facts.result.is_none());
}

#[test]
fn a9_an_answered_call_is_the_same_in_any_order_and_over_any_death_of_the_worker() {
    let texts =
        [happens(1, own("Setup", "")), happens(3, own("Answered", "")), happens(9, own("Hold", "")), happens(63, own("Disconnected", ""))];
    in_any_order(&texts, |call, how| {
        assert_eq!((call.start(), call.ended()), (NOW + SECOND, Some(NOW + 63 * SECOND)), "{how}");
        assert_eq!((call.result(), call.duration()), (Some(CallResult::Answered), 60), "{how}");
    });
    let mut line = open();
    let all: usize = texts.iter().chain(&texts).map(|text| events(&mut line, text).len()).sum();
    assert_eq!(all, 3, "hold is no news, and nothing is told twice");
}

#[test]
fn a6_nobody_talked_on_a_missed_call() {
    let missed = party(json!({"status": status("Disconnected", ""), "missedCall": true}));
    in_any_order(&[happens(1, own("Setup", "")), happens(2, own("Proceeding", "")), happens(20, missed)], |call, how| {
        assert_eq!((call.result(), call.duration()), (Some(CallResult::Missed), 0), "{how}");
    });
}

#[test]
fn a6_reasons_and_codes_say_how_a_call_ended_that_nobody_answered() {
    let outbound =
        json!({"direction": "Outbound", "from": {"phoneNumber": "+14155550199", "extensionId": "101001"}, "to": {"phoneNumber": ANN}});
    let end = |changes: Value, reason: &str| {
        let mut party = party(changes);
        party["status"] = status("Disconnected", reason);
        call_of(&[happens(9, party)], false).result()
    };
    for (reason, inbound, out) in [
        ("", CallResult::Missed, CallResult::NoAnswer),
        ("NoAnswer", CallResult::Missed, CallResult::NoAnswer),
        ("Cancelled", CallResult::Missed, CallResult::NoAnswer),
        ("Rejected", CallResult::Declined, CallResult::Declined),
        ("TargetBusy", CallResult::Missed, CallResult::Busy),
        ("InvalidNumber", CallResult::Missed, CallResult::Failed),
        ("Pickup", CallResult::AnsweredElsewhere, CallResult::NoAnswer),
    ] {
        assert_eq!((end(json!({}), reason), end(outbound.clone(), reason)), (Some(inbound), Some(out)), "{reason}");
    }
    let voicemail = [happens(9, own("VoiceMail", "")), happens(30, own("Disconnected", ""))];
    assert_eq!(call_of(&voicemail, false).result(), Some(CallResult::Voicemail));
    assert!(call_of(&voicemail[..1], false).is_running(), "while the message is spoken");
}

#[test]
fn a7_a_colleague_is_within_the_phone_system() {
    let colleague = json!({"phoneNumber": "102", "name": "Cy Colleague", "extensionId": "102001"});
    let call = call_of(&[happens(1, party(json!({"from": colleague})))], false);
    assert_eq!((call.is_internal(), call.other().key.as_str()), (true, "102"));
    assert!(!call_of(&[happens(1, own("Proceeding", ""))], false).is_internal());
}

#[test]
fn a8_a_queue_call_somebody_else_answered_was_answered_elsewhere() {
    let queue = json!({"phoneNumber": "+14155550100", "name": "Sales", "extensionId": "900"});
    let shown = json!({"primary": {"type": "QueueName", "value": "Sales"}, "additional": {"type": "CallerIdName", "value": "ALVAREZ ANN"}});
    let rung = |code: &str, missed: bool| {
        happens(9, party(json!({"to": queue, "queueCall": true, "missedCall": missed, "uiCallInfo": shown, "status": status(code, "")})))
    };
    let call = call_of(&[rung("Disconnected", false)], false);
    assert_eq!((call.result(), call.other_name()), (Some(CallResult::AnsweredElsewhere), Some("ALVAREZ ANN")));
    assert_eq!(call_of(&[rung("Disconnected", true)], false).result(), Some(CallResult::Missed));
    let colleague = party(json!({"id": "p-2", "extensionId": "102001", "status": status("Answered", "")}));
    let both = notification(&json!({"sequence": 5, "parties": [own("Disconnected", ""), colleague]}));
    assert_eq!(call_of(&[both], false).result(), Some(CallResult::AnsweredElsewhere));
}

#[test]
fn a9_a_blind_transfer_ends_the_agents_part_and_says_to_whom() {
    let target = party(json!({
        "id": "p-3", "extensionId": "102001", "to": {"phoneNumber": "102", "name": "Cy Colleague", "extensionId": "102001"}, "status": status("Proceeding", "")
    }));
    let passed = notification(&json!({"sequence": 30, "parties": [own("Disconnected", "BlindTransfer"), target]}));
    let call = call_of(&[happens(1, own("Answered", "")), passed], false);
    assert_eq!((call.is_final(), call.is_running()), (false, false));
    assert_eq!(call.facts.parted.as_ref().map(|f| f.value), Some(NOW + 30 * SECOND));
    assert_eq!(call.facts.transferred_to.as_ref().map(|f| f.value.as_str()), Some("Cy Colleague, 102"));
    assert!(call.facts.ended.is_none(), "history says when the call is over");
}

#[test]
fn a9_a_call_taken_to_another_device_or_parked_goes_on() {
    let on_the_mobile = party(json!({"id": "p-2", "status": status("Answered", "")}));
    for (gone, back) in [(own("Disconnected", "CallFlip"), on_the_mobile), (own("Parked", ""), own("Answered", ""))] {
        let texts = [happens(1, own("Answered", "")), happens(10, gone), happens(12, back.clone())];
        let call = call_of(&texts, false);
        assert!(call.is_running(), "{:?}", call.facts);
        let mut over = back;
        over["status"] = status("Disconnected", "");
        let call = call_of(&[&texts[..], &[happens(40, over)]].concat(), false);
        assert_eq!((call.ended(), call.result()), (Some(NOW + 40 * SECOND), Some(CallResult::Answered)));
    }
}

#[test]
fn a9_a_consultation_becomes_part_of_the_call_it_was_made_for() {
    let consult = party(json!({
        "direction": "Outbound", "from": {"phoneNumber": "101", "extensionId": "101001"},
        "to": {"phoneNumber": "102", "name": "Cy Colleague", "extensionId": "102001"}, "status": status("Answered", "")
    }));
    let mut line = open();
    events(&mut line, &session("s-a", 1, vec![own("Answered", "")]));
    events(&mut line, &session("s-b", 8, vec![consult]));
    let peer = json!({"telephonySessionId": "s-b", "sessionId": "id-s-b", "partyId": "p-1"});
    let gone = party(json!({"status": {"code": "Gone", "reason": "AttendedTransfer", "peerId": peer}}));
    let told = events(&mut line, &session("s-a", 20, vec![gone]));
    assert_eq!((told[0].session.as_str(), told[0].aliases.join(" ").as_str()), ("s-a", "id-s-a id-s-b s-b"));
    assert_eq!(told[0].facts.other.as_ref().map(|f| f.value.key.as_str()), Some(ANN));
    assert!(told[0].facts.ended.is_none(), "the consultation's own party has not gone yet");
    let hung_up = party(
        json!({"direction": "Outbound", "status": status("Disconnected", "AttendedTransfer"), "to": {"phoneNumber": "102", "name": "Cy Colleague", "extensionId": "102001"}}),
    );
    let told = events(&mut line, &session("s-b", 21, vec![hung_up]));
    assert_eq!((told[0].session.as_str(), told[0].facts.parted.is_some(), told[0].facts.ended.is_some()), ("s-a", true, false));
    assert_eq!(told[0].facts.transferred_to.as_ref().map(|f| f.value.as_str()), Some("Cy Colleague, 102"));
}

#[test]
fn a12_a_conference_is_one_call_with_further_numbers() {
    let mut line = open();
    let bob = |code: &str| party(json!({"from": {"phoneNumber": BOB}, "status": status(code, "")}));
    let merged = |from: &str| {
        let peer = json!({"telephonySessionId": "s-c", "sessionId": "0", "partyId": "p-c"});
        party(json!({"from": {"phoneNumber": from}, "status": {"code": "Gone", "reason": "Conference", "peerId": peer}}))
    };
    let host = |code: &str| {
        party(
            json!({"direction": "Outbound", "from": {"phoneNumber": "101", "extensionId": "101001"}, "to": {"phoneNumber": "conference", "extensionId": "101001"}, "conferenceRole": "Host", "status": status(code, "")}),
        )
    };
    let mut facts = Facts::default();
    for (name, sequence, party) in [
        ("s-a", 1, own("Answered", "")),
        ("s-b", 2, bob("Answered")),
        ("s-c", 30, host("Answered")),
        ("s-b", 31, merged(BOB)),
        ("s-a", 32, merged(ANN)),
        ("s-c", 90, host("Disconnected")),
    ] {
        // The bridge is a call of its own until it is said whose calls went on in it.
        for event in events(&mut line, &session(name, sequence, vec![party])).into_iter().filter(|_| sequence != 30) {
            facts.join(event.facts);
        }
    }
    assert_eq!(facts.other.map(|f| f.value.key).as_deref(), Some(ANN));
    let others: Vec<String> = facts.others.map(|f| f.value.into_iter().map(|number| number.key).collect()).unwrap_or_default();
    assert!(others.contains(&BOB.to_owned()) && !others.contains(&ANN.to_owned()), "{others:?}");
    assert_eq!((facts.started.map(|f| f.value), facts.ended.map(|f| f.value)), (Some(NOW + SECOND), Some(NOW + 90 * SECOND)));
}

#[test]
fn h1_that_it_is_recorded_is_said_as_soon_as_it_is() {
    let recorded = party(json!({"status": status("Answered", ""), "recordings": [{"id": "17", "active": true}]}));
    let call = call_of(&[happens(5, recorded), happens(9, own("Answered", ""))], false);
    assert_eq!(call.facts.recorded.map(|f| f.value), Some(true));
    assert_eq!(call_of(&[happens(5, own("Answered", ""))], false).facts.recorded, None);
}

#[test]
fn only_calls_of_the_agents_own_extension_are_told() {
    let colleague = party(json!({"extensionId": "102001"}));
    let greeting = notification(&json!({"origin": {"type": "GreetingsRecording"}, "parties": [own("Answered", "")]}));
    let fax = happens(2, own("FaxReceive", ""));
    for text in [happens(1, colleague), greeting, fax] {
        assert_eq!(events(&mut open(), &text), [], "{text}");
    }
}
