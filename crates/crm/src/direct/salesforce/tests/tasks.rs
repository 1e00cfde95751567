//! Calls and follow-ups as Tasks.

use super::*;

#[test]
fn j2_j3_j6_a_call_is_a_completed_task_of_the_agents_own_day_that_carries_the_key() {
    let (asked, reply) = play(&CrmRequest::CreateLog(Box::new(draft())), &[(201, json!({ "id": "00T1", "success": true, "errors": [] }))]);
    let body: Value = serde_json::from_str(&asked[0].1).expect("JSON");
    let text = "Wants <b>two</b>\n$& 👩🏽‍💻\n\nTransferred to 101\n\nNumber: (415) 555-0123\nDate and time: 2026-11-21 00:30 (UTC+01:00)";
    let expected = json!({
        "Subject": "Inbound call from Ann Alvarez", "Description": text, "WhoId": "003A", "WhatId": "006R", "Status": "Completed",
        "ActivityDate": "2026-11-21", "TaskSubtype": "Call", "CallType": "Inbound", "CallDurationInSeconds": 75, "CallDisposition": "Answered",
        "CallObject": "s-1@rc:1/2",
    });
    assert_eq!((asked[0].0.as_str(), body), ("POST /sobjects/Task", expected));
    let record = RecordRef { id: "00T1".into(), url: Some("https://acme.example/00T1".into()) };
    assert_eq!(reply, Ok(CrmReply::LogCreated(record)));
}

#[test]
fn i6_what_is_switched_off_is_not_sent_and_a_lead_goes_with_no_opportunity() {
    let quiet = LogDraft {
        contact: Contact { id: "00Q1".into(), ..ann() },
        subject: String::new(),
        note: String::new(),
        told: Vec::new(),
        result: None,
        start: None,
        time: String::new(),
        duration: None,
        number: None,
        ..draft()
    };
    let (asked, _) = play(&CrmRequest::CreateLog(Box::new(quiet)), &[(201, json!({ "id": "00T1", "success": true, "errors": [] }))]);
    let body: Value = serde_json::from_str(&asked[0].1).expect("JSON");
    let expected =
        json!({ "WhoId": "00Q1", "Status": "Completed", "TaskSubtype": "Call", "CallType": "Inbound", "CallObject": "s-1@rc:1/2" });
    assert_eq!(body, expected);
}

#[test]
fn g1_an_answer_that_names_no_record_is_a_doubt_and_so_is_a_cut_one() {
    for answer in [json!({}), json!({ "id": "", "success": true }), json!({ "id": "00T1", "success": false }), Value::Null] {
        let error = play(&CrmRequest::CreateLog(Box::new(draft())), &[(201, answer)]).1.expect_err("no record");
        assert_eq!(error.kind, ErrorKind::Ambiguous);
    }
    let mut exchange = crate::direct::start(&server(), &CrmRequest::CreateLog(Box::new(draft())), NOW).expect("a question");
    let Step::Done(Err(error), _) = exchange.answer(Err(HttpFailure::TimedOut)) else { panic!("an outcome") };
    assert_eq!(error.kind, ErrorKind::Ambiguous);
}

#[test]
fn g1_a_record_is_found_by_its_very_key_and_both_of_a_double_are() {
    let row = |id: &str, key: &str| json!({ "Id": id, "CallObject": key, "IsClosed": true });
    let table = [
        (vec![], vec![]),
        (vec![row("00T1", "k'1")], vec!["00T1"]),
        (vec![row("00T1", "K'1")], vec![]),
        (vec![row("00T1", "k'1"), row("00T2", "k'1")], vec!["00T1", "00T2"]),
    ];
    for (list, expected) in table {
        let (asked, reply) = play(&CrmRequest::FindLog { key: WriteKey("k'1".into()) }, &[rows(list.into())]);
        let question = r"SELECT Id,CallObject,IsClosed FROM Task WHERE CallObject = 'k\'1' AND IsDeleted = false";
        assert_eq!((asked[0].0.as_str(), asked[0].1.as_str()), ("GET /queryAll", question));
        let Ok(CrmReply::Logs(found)) = reply else { panic!("{reply:?}") };
        assert_eq!(found.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), expected);
    }
}

fn update(draft: LogDraft) -> CrmRequest {
    let ours = vec![OwnText::of(&self::draft().note_and_told())];
    CrmRequest::UpdateLog { record: RecordRef { id: "00T1".into(), url: None }, ours, draft: Box::new(draft) }
}

fn there(text: &str) -> (u16, Value) {
    (200, json!({ "attributes": { "type": "Task" }, "Id": "00T1", "Description": text, "WhoId": "003A", "WhatId": "006R" }))
}

#[test]
fn b7_an_update_replaces_our_own_part_once_and_tells_what_the_crm_made_of_it() {
    let (old, new) = (draft().note_and_told(), LogDraft { note: "Later".into(), told: Vec::new(), ..draft() });
    let recorded = LogDraft { recording: Some("https://rec.example/1".into()), ..new.clone() };
    let table = [
        (&new, format!("{old}\n\nNumber: x\nby Bob"), "Later\n\nNumber: x\nby Bob"),
        (&new, "written anew by Bob".to_owned(), "written anew by Bob\n\nLater"),
        (&recorded, format!("{old}\n\nNumber: x"), "Later\n\nNumber: x\n\nRecording: https://rec.example/1"),
        (&recorded, format!("{old}\n\nRecording: https://rec.example/1"), "Later\n\nRecording: https://rec.example/1"),
    ];
    for (draft, before, after) in table {
        for (kept, mangled) in [(after.replace('\n', "\r\n"), false), ("Late".to_owned(), true)] {
            let (asked, reply) = play(&update(draft.clone()), &[there(&before), (204, Value::Null), there(&kept)]);
            assert_eq!(reply, Ok(CrmReply::LogUpdated { mangled }));
            assert_eq!(asked[0], ("GET /sobjects/Task/00T1".into(), "Description,WhoId,WhatId".into()));
            let body: Value = serde_json::from_str(&asked[1].1).expect("JSON");
            assert_eq!((asked[1].0.as_str(), body), ("PATCH /sobjects/Task/00T1", json!({ "Description": after })));
            assert_eq!(asked[2].1, "Description");
        }
    }
}

#[test]
fn c2_a_record_moves_with_its_subject_and_leaves_the_opportunity_behind() {
    let bob = Contact { id: "003B".into(), name: "Bob".into(), ..Contact::default() };
    let lead = Contact { id: "00QB".into(), ..bob.clone() };
    let moved = |contact: &Contact, association: Option<Association>| LogDraft {
        contact: contact.clone(),
        association,
        subject: "Inbound call from Bob".into(),
        ..draft()
    };
    let deal = Association { id: "006N".into(), ..roof() };
    let subject = "Inbound call from Bob";
    let table = [
        (moved(&bob, None), json!({ "WhoId": "003B", "Subject": subject, "WhatId": null })),
        (moved(&bob, Some(deal.clone())), json!({ "WhoId": "003B", "Subject": subject, "WhatId": "006N" })),
        (moved(&lead, Some(deal.clone())), json!({ "WhoId": "00QB", "Subject": subject, "WhatId": null })),
        (LogDraft { association: Some(deal), ..draft() }, json!({ "WhatId": "006N" })),
        (LogDraft { corrected: true, ..draft() }, json!({ "CallDurationInSeconds": 75, "CallDisposition": "Answered" })),
    ];
    let text = draft().note_and_told();
    for (draft, mut expected) in table {
        let (asked, _) = play(&update(draft), &[there(&text), (204, Value::Null), there(&text)]);
        expected["Description"] = text.as_str().into();
        assert_eq!(serde_json::from_str::<Value>(&asked[1].1).expect("JSON"), expected);
    }
}

#[test]
fn c2_a_deleted_record_is_gone_and_a_deleted_person_is_a_refusal() {
    let text = there("x");
    let table = [
        (vec![refused(404, "NOT_FOUND")], ErrorKind::Gone),
        (vec![refused(404, "ENTITY_IS_DELETED")], ErrorKind::Gone),
        (vec![text.clone(), refused(404, "ENTITY_IS_DELETED")], ErrorKind::Gone),
        (vec![text.clone(), refused(400, "ENTITY_IS_DELETED")], ErrorKind::Refused),
        (vec![text.clone(), refused(400, "INVALID_CROSS_REFERENCE_KEY")], ErrorKind::Refused),
        (vec![(404, json!("a page"))], ErrorKind::Refused),
    ];
    for (answers, kind) in table {
        assert_eq!(play(&update(draft()), &answers).1.expect_err("a failure").kind, kind, "{answers:?}");
    }
    let (_, unread) = play(&update(draft()), &[text, (204, Value::Null), (500, Value::Null)]);
    assert_eq!(unread, Ok(CrmReply::LogUpdated { mangled: false }), "the update was taken");
}

#[test]
fn k5_a_follow_up_is_an_open_task_with_its_hour_and_reminder() {
    let whole = FollowUpDraft {
        key: WriteKey("f~1".into()),
        kind: FollowUpKind::Visit,
        subject: "Measure the roof".into(),
        description: "Bring <b>ladder</b>".into(),
        contact: ann(),
        association: Some(roof()),
        due: START,
        offset: 3_600,
        remind_at: Some(START - 15 * MINUTE),
        attendees: vec!["Mia".into(), "Jon".into()],
    };
    let bare = FollowUpDraft {
        kind: FollowUpKind::Call,
        description: String::new(),
        association: None,
        remind_at: None,
        attendees: Vec::new(),
        ..whole.clone()
    };
    let table = [
        (
            whole,
            json!({
                "Subject": "Measure the roof", "Description": "Bring <b>ladder</b>\n\nVisit: 2026-11-21 00:30 (UTC+01:00)\nAttendees: Mia, Jon",
                "WhoId": "003A", "WhatId": "006R", "ActivityDate": "2026-11-21", "TaskSubtype": "Task", "IsReminderSet": true,
                "ReminderDateTime": "2026-11-20T23:15:00.000Z", "CallObject": "f~1",
            }),
        ),
        (
            bare,
            json!({
                "Subject": "Measure the roof", "Description": "Call: 2026-11-21 00:30 (UTC+01:00)", "WhoId": "003A", "ActivityDate": "2026-11-21",
                "TaskSubtype": "Call", "IsReminderSet": false, "CallObject": "f~1",
            }),
        ),
    ];
    for (draft, expected) in table {
        let (asked, reply) = play(&CrmRequest::CreateFollowUp(Box::new(draft)), &[(201, json!({ "id": "00T9", "success": true }))]);
        assert_eq!(serde_json::from_str::<Value>(&asked[0].1).expect("JSON"), expected);
        assert!(matches!(reply, Ok(CrmReply::FollowUpCreated(record)) if record.id == "00T9"));
    }
    let row = rows(json!([{ "Id": "00T9", "CallObject": "f~1", "IsClosed": true }]));
    let (_, reply) = play(&CrmRequest::FindFollowUp { key: WriteKey("f~1".into()) }, &[row]);
    assert!(matches!(reply, Ok(CrmReply::FollowUps(tasks)) if tasks.len() == 1 && tasks[0].done));
}
