//! Calls: once whoever asks and however often, at the contact and its opportunity, with what others wrote.

use callscribe_contract::{System, update_log};
use callscribe_core::contact::Association;
use callscribe_core::crm::{CrmReply, ErrorKind, LogDraft};
use serde_json::json;

use crate::{admin, create, each, logged, number, read, somebody_called};

#[test]
fn g1_browsers_that_log_a_call_at_once_make_one_record() {
    each(|system| {
        let draft = somebody_called(system, &system.sign_in(), "Parallel");
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let asking: Vec<_> = (0..4).map(|_| scope.spawn(|| system.sign_in().ask(&create(&draft)))).collect();
            asking.into_iter().map(|one| one.join().unwrap_or_else(|_| panic!("it panicked"))).collect()
        });
        let record = system.record(&draft.key);
        for outcome in outcomes {
            assert!(matches!(&outcome, Ok(CrmReply::LogCreated(made)) if made.id == record.id), "{}: {outcome:?}", system.name());
        }
    });
}

#[test]
fn g3_a_repeat_leaves_alone_what_somebody_wrote_meanwhile() {
    each(|system| {
        let session = system.sign_in();
        let draft = somebody_called(system, &session, "Repeat");
        let made = logged(&session, &draft);
        system.edit_note(&made.id, "Bob was here");
        assert_eq!(logged(&session, &LogDraft { note: "other words".into(), ..draft.clone() }), made);
        assert_eq!(system.record(&draft.key).note, "Bob was here");
    });
}

#[test]
fn b7_the_notes_at_contact_and_opportunity_get_the_later_text_and_each_keeps_what_others_marked_up() {
    let Some(system) = System::named("Odoo, second database") else { return };
    let session = system.sign_in();
    let draft = somebody_called(&system, &session, "Twin");
    let deal = system.add_opportunity(&draft.contact.id, "Roof", true);
    let association = Association { field: "opportunity".into(), id: deal.clone(), title: "Roof".into(), open: true, created: None };
    let draft = LogDraft { association: Some(association), ..draft };
    let made = logged(&session, &draft);
    let notes =
        || read(&system, "mail.message", json!([["message_id", "=like", format!("<call-{}%", draft.key.0)]]), &["model", "res_id", "body"]);
    let twin = notes().into_iter().find(|note| note["model"] == "crm.lead").unwrap_or_else(|| panic!("no note at the opportunity"));
    assert_eq!(twin["res_id"], number(&deal));
    let body = format!("<p><b>Bob</b> called <a href=\"https://b.example\">back</a></p>{}", twin["body"].as_str().unwrap_or_default());
    admin(&system, "mail.message", "write", json!({ "ids": [twin["id"]], "vals": { "body": body } }));
    let outcome = session.ask(&update_log(&made.id, "first", &LogDraft { note: "second".into(), ..draft.clone() }));
    assert_eq!(outcome, Ok(CrmReply::LogUpdated { mangled: false }));
    let after = notes();
    assert_eq!(after.len(), 2, "{after:?}");
    for note in &after {
        let body = note["body"].as_str().unwrap_or_default();
        assert!(body.contains("second") && !body.contains("first"), "{body}");
        assert_eq!(body.contains("<b>Bob</b> called <a"), note["model"] == "crm.lead", "{body}");
    }
}

#[test]
fn h1_a_recording_that_comes_later_is_added_once() {
    each(|system| {
        let session = system.sign_in();
        let draft = somebody_called(system, &session, "Recorded");
        let made = logged(&session, &draft);
        let later = LogDraft { recording: Some("https://r.example/?a=1&b=2".into()), ..draft.clone() };
        for _ in 0..2 {
            assert_eq!(session.ask(&update_log(&made.id, "first", &later)), Ok(CrmReply::LogUpdated { mangled: false }));
        }
        let note = system.record(&draft.key).note;
        assert_eq!(note.lines().filter(|line| *line == "Recording: https://r.example/?a=1&b=2").count(), 1, "{}: {note}", system.name());
        assert!(note.starts_with("first"), "{}: {note}", system.name());
    });
}

#[test]
fn c2_a_note_deleted_in_the_history_of_a_contact_is_gone() {
    let Some(system) = System::named("Odoo, second database") else { return };
    let session = system.sign_in();
    let draft = somebody_called(&system, &session, "Emptied");
    let made = logged(&session, &draft);
    system.edit_note(&made.id, "");
    let outcome = session.ask(&update_log(&made.id, "first", &LogDraft { note: "later".into(), ..draft }));
    assert_eq!(outcome.map_err(|error| error.kind), Err(ErrorKind::Gone));
}

#[test]
fn a_call_is_a_note_of_the_agent_that_only_colleagues_see_at_the_time_of_the_call() {
    let Some(system) = System::named("Odoo, second database") else { return };
    let session = system.sign_in();
    let draft = somebody_called(&system, &session, "Quiet");
    let made = logged(&session, &draft);
    let id = number(made.id.trim_start_matches("mail.message,"));
    let fields = ["date", "is_internal", "author_id", "subtype_id", "notified_partner_ids"];
    let note = &read(&system, "mail.message", json!([["id", "=", id]]), &fields)[0];
    assert_eq!(
        (&note["date"], &note["author_id"][1], &note["subtype_id"][1]),
        (&json!("2026-03-02 10:00:00"), &json!("Anna Agent"), &json!("Note"))
    );
    assert_eq!(note["notified_partner_ids"], json!([]), "nobody is sent a mail");
    let visible = read(&system, "mail.message.subtype", json!([["id", "=", note["subtype_id"][0]]]), &["internal"]);
    assert_eq!(visible[0]["internal"], true);
}

#[test]
fn with_the_add_on_a_call_is_held_by_the_agent_at_the_time_of_the_call() {
    let Some(system) = System::named("Odoo with phone calls, second database") else { return };
    let session = system.sign_in();
    let made = logged(&session, &somebody_called(&system, &session, "Held"));
    let id = number(made.id.trim_start_matches("crm.phonecall,"));
    let call = &read(&system, "crm.phonecall", json!([["id", "=", id]]), &["date", "state", "user_id", "duration"])[0];
    assert_eq!((&call["date"], &call["state"], &call["user_id"][1]), (&json!("2026-03-02 10:00:00"), &json!("done"), &json!("Anna Agent")));
    assert_eq!(call["duration"].as_f64().map(|minutes| (minutes * 60.0).round()), Some(12.0));
}

#[test]
fn d2_a_contact_that_was_deleted_is_refused_in_odoos_words_and_nothing_is_written() {
    each(|system| {
        let session = system.sign_in();
        let draft = somebody_called(system, &session, "Missing");
        admin(system, "res.partner", "unlink", json!({ "ids": [number(&draft.contact.id)] }));
        let error = session.ask(&create(&draft)).expect_err("a refusal");
        assert_eq!(error.kind, ErrorKind::Refused, "{}: {error:?}", system.name());
        assert!(error.said.is_some(), "{}", system.name());
        assert_eq!(system.records(&draft.key).len(), 0, "{}", system.name());
    });
}
