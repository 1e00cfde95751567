//! Records found again, and notes that came back changed.

use super::*;
use serde_json::json;

fn look(logs: Value) -> Option<Vec<String>> {
    let Value::Object(answer) = json!({ "successful": true, "logs": logs }) else { unreachable!() };
    let records = Look::of(&answer, &WriteKey("k".into()))?.records(&crate::app_connect::tests::server())?;
    Some(records.into_iter().map(|record| record.id).collect())
}

#[test]
fn a_look_up_tells_only_of_the_key_it_asked_for() {
    let found = |ids: &[&str]| Some(ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>());
    assert_eq!(look(json!([{ "sessionId": "k", "matched": false }])), found(&[]));
    assert_eq!(look(json!([{ "sessionId": "k", "matched": true, "logId": 9 }, { "sessionId": "o", "matched": true }])), found(&["9"]));
    let twice = json!([{ "sessionId": "k", "matched": true, "logId": "9" }, { "sessionId": "k", "matched": true, "logId": "8" }]);
    assert_eq!(look(twice), found(&["8", "9"]));
}

#[test]
fn g1_an_incomplete_answer_is_no_absence() {
    let incomplete = [
        json!([]),
        json!(null),
        json!([{ "sessionId": "other", "matched": false }]),
        json!([{ "sessionId": "k" }]),
        json!([{ "sessionId": "k", "matched": "false" }]),
        json!([{ "sessionId": "k", "matched": true }]),
        json!([{ "sessionId": "k", "matched": true, "logId": null }]),
    ];
    for logs in incomplete {
        assert_eq!(look(logs.clone()), None, "{logs}");
    }
}

#[test]
fn j5_a_note_that_came_back_changed_is_noticed() {
    let tail = "\n- Summary: s\n- Result: Call connected\n";
    let table = [
        ("plain", "- Note: plain{tail}", false),
        ("two\n\nlines", "- Note: two\n\nlines{tail}", false),
        ("in html", "<b>Agent notes</b><br>in html<br><br><b>Call details</b>", false),
        ("a <tag>", "- Note: a <tag>{tail}", false),
        ("5 < 6 and <b>", "- Note: 5 < 6 and <b>{tail}", false),
        ("cost $$5", "- Note: cost $5{tail}", true),
        ("keep $& this", "- Note: keep - Note: old this{tail}", true),
        ("new", "- Note: new\n- Result: what the old note said{tail}", true),
        ("line\n- Result: sold", "- Note: line\n- Result: sold{tail}", false),
        ("line\n- Result: sold", "- Note: line\n- Result: Call connected{tail}", true),
        ("not taken", "- Note: old{tail}", true),
    ];
    for (note, body, expected) in table {
        let data = json!({ "note": "", "fullBody": body.replace("{tail}", tail) });
        assert_eq!(mangled(note, &data), expected, "{note:?} in {body:?}");
    }
}

#[test]
fn j5_a_cleared_note_that_is_still_there_is_noticed() {
    assert!(mangled("", &json!({ "note": "old", "fullBody": "- Note: old\n" })));
    assert!(!mangled("", &json!({ "note": "", "fullBody": "- Summary: s\n" })));
    assert!(!mangled("new", &json!(null)), "nothing was read back");
}
