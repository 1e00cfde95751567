//! Who is found, what can be done with them, and who is made.

use super::*;

const WHOLE: &str = "Id,Name,Phone,MobilePhone,HomePhone,OtherPhone,AccountId,Account.Name,CreatedDate,LastActivityDate";
const WHOLE_LEAD: &str = "Id,Name,Phone,MobilePhone,Company,CreatedDate,LastActivityDate";

#[test]
fn f6_a_number_is_asked_for_in_every_form_and_found_however_it_was_written() {
    let hits = ["(415) 555-0123", "+1 415 555 0123", "415.555.0123 ext 7", "+1 415 555 9999"];
    let list: Vec<Value> = hits.iter().enumerate().map(|(n, phone)| person("Contact", &format!("003{n}"), phone)).collect();
    let none = rows(json!([]));
    let (asked, reply) = play(&look_up("+1 415 555 0123"), &[found(list.into()), none]);
    assert_eq!(contacts(reply).iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["0030", "0031"], "the extension is another person's");
    let terms = r#"14155550123* OR "415 555 0123" OR 4155550123*"#;
    let question = format!(
        "FIND {{{terms}}} IN PHONE FIELDS RETURNING Contact({WHOLE} LIMIT 50),Lead({WHOLE_LEAD} WHERE IsConverted = false LIMIT 50)"
    );
    assert_eq!(asked[0], ("GET /search".into(), question));
}

#[test]
fn f6_somebody_with_an_extension_is_found_by_the_line_and_by_the_extension() {
    for asked in ["+14155550123", "+14155550123 x7"] {
        let (_, reply) = play(&look_up(asked), &[found(json!([person("Contact", "0031", "415.555.0123 ext 7")])), rows(json!([]))]);
        assert_eq!(contacts(reply).len(), 1, "{asked}");
    }
}

#[test]
fn f6_whom_the_index_does_not_know_yet_is_found_as_it_is_stored_and_once() {
    let new = json!([person("Contact", "0031", "+14155550123"), person("Contact", "0031", "+14155550123")]);
    let lead = json!([person("Lead", "00Q1", "4155550123")]);
    let (asked, reply) = play(&look_up("+14155550123"), &[found(json!([])), rows(new), rows(lead), rows(json!([]))]);
    let forms = "('+14155550123','(415) 555-0123','4155550123','415/555 0123')";
    let among = |fields: &[&str]| fields.iter().map(|field| format!("{field} IN {forms}")).collect::<Vec<_>>().join(" OR ");
    let of_contacts = among(&["Phone", "MobilePhone", "HomePhone", "OtherPhone"]);
    let of_leads = among(&["Phone", "MobilePhone"]);
    assert_eq!(asked[1].1, format!("SELECT {WHOLE} FROM Contact WHERE ({of_contacts}) LIMIT 50"));
    assert_eq!(asked[2].1, format!("SELECT {WHOLE_LEAD} FROM Lead WHERE ({of_leads}) AND IsConverted = false LIMIT 50"));
    assert_eq!(
        contacts(reply).iter().map(|c| (c.id.as_str(), c.kind.as_str())).collect::<Vec<_>>(),
        [("0031", "Contact"), ("00Q1", "Lead")]
    );
}

#[test]
fn what_an_administrator_hides_is_not_asked_for_again() {
    let hit = found(json!([person("Contact", "0031", "+14155550123")]));
    let few = r#"Contact(Id,Name,Phone LIMIT 50)"#;
    let table: [(&[&str], String); 3] = [
        (&["INVALID_FIELD"], format!("{few},Lead(Id,Name,Phone WHERE IsConverted = false LIMIT 50)")),
        (&["INVALID_TYPE"], few.to_owned()),
        (&["INVALID_FIELD", "INVALID_TYPE"], few.to_owned()),
    ];
    for (codes, returning) in table {
        let answers: Vec<_> = codes.iter().map(|code| refused(400, code)).chain([hit.clone(), refused(400, "INVALID_TYPE")]).collect();
        let (asked, reply) = play(&look_up("+14155550123"), &answers);
        assert_eq!(contacts(reply).len(), 1, "{codes:?}");
        assert!(asked[codes.len()].1.ends_with(&format!("RETURNING {returning}")), "{}", asked[codes.len()].1);
    }
    let nobody = [found(json!([])), rows(json!([])), refused(400, "INVALID_TYPE")];
    assert_eq!(contacts(play(&look_up("+14155550123"), &nobody).1), Vec::new());
}

#[test]
fn an_internal_number_is_only_itself_and_one_digit_is_asked_of_what_is_stored() {
    let none = || vec![found(json!([])), rows(json!([])), rows(json!([]))];
    let asked = play(&CrmRequest::FindContacts { number: parse("101", "US"), formats: Vec::new(), fresh: false }, &none()).0;
    assert!(asked[0].1.starts_with("FIND {101} IN PHONE FIELDS"), "{}", asked[0].1);
    let asked = play(&CrmRequest::FindContacts { number: parse("7", "US"), formats: Vec::new(), fresh: false }, &none()[1..]).0;
    assert!(asked[0].1.contains("WHERE (Phone IN ('7') OR"), "{}", asked[0].1);
}

#[test]
fn half_an_answer_or_others_in_the_way_is_never_nobody() {
    let crowd: Vec<Value> = (0..50).map(|n| person("Contact", &format!("003{n}"), "+1 212 555 0100")).collect();
    let half = (200, json!({ "totalSize": 3, "done": false, "records": [] }));
    for answers in
        [vec![found(crowd.into())], vec![(200, json!({}))], vec![found(json!([{ "Name": "No id" }]))], vec![found(json!([])), half]]
    {
        let error = play(&look_up("+14155550123"), &answers).1.expect_err("no answer");
        assert_eq!((error.kind, error.problem), (ErrorKind::Offline, Problem::HalfAnswer), "{answers:?}");
    }
}

#[test]
fn a2_opportunities_are_those_of_a_role_else_those_of_the_account() {
    let in_account = json!({
        "attributes": { "type": "Contact" }, "Id": "003A", "Name": "Ann", "Phone": "+14155550123", "AccountId": "001X", "Account": { "Name": "Acme" },
        "CreatedDate": "2026-01-02T03:04:05.000+0000", "LastActivityDate": "2026-11-19",
    });
    let opportunity =
        |id: &str, closed: bool| json!({ "Id": id, "Name": id, "IsClosed": closed, "CreatedDate": "2026-01-02T03:04:05.000+0000" });
    let role = |id: &str, closed| json!({ "ContactId": "003A", "Opportunity": opportunity(id, closed) });
    let of_account = |id: &str, closed| {
        let mut one = opportunity(id, closed);
        one["AccountId"] = "001X".into();
        one
    };
    let table = [
        (vec![role("006A", false), role("006B", true)], None, vec![("006A", true), ("006B", false)]),
        (vec![role("006B", true)], Some(vec![of_account("006C", false), of_account("006B", true)]), vec![("006B", false), ("006C", true)]),
        (vec![], Some(vec![]), vec![]),
    ];
    for (roles, account, expected) in table {
        let mut answers = vec![found(json!([in_account])), rows(roles.into())];
        answers.extend(account.map(|list| rows(list.into())));
        let (asked, reply) = play(&look_up("+14155550123"), &answers);
        let hit = contacts(reply).remove(0);
        let told: Vec<(&str, bool)> = hit.associations.iter().map(|one| (one.id.as_str(), one.open)).collect();
        assert_eq!(told, expected);
        assert!(hit.associations.iter().all(|one| one.field == "WhatId" && one.created == Some(1_767_323_045_000)));
        assert_eq!((hit.company.as_str(), hit.created, hit.last_activity), ("Acme", Some(1_767_323_045_000), Some(1_795_046_400_000)));
        assert_eq!(hit.url.as_deref(), Some("https://acme.example/003A"));
        assert!(asked[1].1.contains("FROM OpportunityContactRole WHERE ContactId IN ('003A')"), "{}", asked[1].1);
    }
}

#[test]
fn c5_people_are_searched_by_the_words_of_their_name_and_no_sign_of_it_is_an_operator() {
    let somebody = || found(json!([person("Lead", "00Q1", "")]));
    let table = [("Ann Alv", "{Ann* Alv*}"), (" O'Neil-(x) {y} & \"z\" ", r#"{O\'Neil\-\(x\)* \{y\}* \&* \"z\"*}"#)];
    for (typed, terms) in table {
        let (asked, reply) = play(&CrmRequest::SearchContacts { name: typed.into() }, &[somebody()]);
        assert!(asked[0].1.starts_with(&format!("FIND {terms} IN NAME FIELDS RETURNING Contact(")), "{}", asked[0].1);
        assert_eq!(contacts(reply)[0].kind, "Lead");
    }
    let none = [found(json!([])), rows(json!([])), rows(json!([]))];
    let (asked, _) = play(&CrmRequest::SearchContacts { name: r"50% of\ O'Neil_".into() }, &none);
    assert!(asked[1].1.contains(r"WHERE (Name LIKE '%50\% of\\ O\'Neil\_%') LIMIT"), "{}", asked[1].1);
    let (asked, _) = play(&CrmRequest::SearchContacts { name: "李".into() }, &none[1..]);
    assert!(asked[0].1.contains("Name LIKE '%李%'"), "the index takes no single sign: {}", asked[0].1);
}

#[test]
fn c5_a_placeholder_needs_a_name_only_and_a_lead_has_a_company() {
    let of = |name: &str, kind: &str, company: Option<&str>| {
        let answers = company.map(|company| ("Company".to_owned(), company.to_owned())).into_iter().collect();
        let contact = NewContact { name: name.into(), kind: kind.into(), answers };
        CrmRequest::CreateContact { contact, number: parse("+14155550123", "US") }
    };
    let phone = "+14155550123";
    let table = [
        (of("Ann  Maria Alvarez", "", None), "Contact", json!({ "FirstName": "Ann Maria", "LastName": "Alvarez", "Phone": phone })),
        (of("Cher", "Contact", Some("Acme")), "Contact", json!({ "LastName": "Cher", "Phone": phone })),
        (of("Cher", "Lead", None), "Lead", json!({ "LastName": "Cher", "Phone": phone, "Company": "[not provided]" })),
        (of("Cher", "Lead", Some("Acme ")), "Lead", json!({ "LastName": "Cher", "Phone": phone, "Company": "Acme" })),
    ];
    for (asked, kind, body) in table {
        let (requests, reply) = play(&asked, &[(201, json!({ "id": "003N", "success": true, "errors": [] }))]);
        assert_eq!(requests[0].0, format!("POST /sobjects/{kind}"));
        assert_eq!(serde_json::from_str::<Value>(&requests[0].1).expect("JSON"), body);
        let Ok(CrmReply::ContactCreated(made)) = reply else { panic!("{reply:?}") };
        assert_eq!((made.id.as_str(), made.kind.as_str(), made.numbers), ("003N", kind, vec![phone.to_owned()]));
    }
}
