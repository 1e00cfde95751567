//! Contacts as servers write them, and which of them were meant.

use super::*;
use serde_json::json;

fn server() -> AppConnect {
    crate::app_connect::tests::server()
}

fn answer(contact: Value) -> Answer {
    let Value::Object(answer) = json!({ "successful": true, "contact": contact }) else { unreachable!() };
    answer
}

#[test]
fn a_contact_brings_its_records_and_its_page() {
    let hit = json!({
        "id": 17, "name": " Ann ", "type": "Lead", "phone": "+14155550101", "company": null,
        "createdDate": "2026-03-02T10:00:00.000Z", "mostRecentActivityDate": 1_772_445_600,
        "additionalInfo": { "deals": [{ "const": 3, "title": "Roof" }, { "const": "4" }, { "title": "no id" }], "logTimeEntry": true },
    });
    let found = list(&server(), &answer(json!([hit, { "id": "createNewContact", "isNewContact": true }]))).unwrap();
    let deal = |id: &str, title: &str| Association { field: "deals".into(), id: id.into(), title: title.into(), open: true, created: None };
    let expected = Contact {
        id: "17".into(),
        name: "Ann".into(),
        kind: "Lead".into(),
        company: String::new(),
        numbers: vec!["+14155550101".into()],
        associations: vec![deal("3", "Roof"), deal("4", "4")],
        url: Some("https://crm.example/Lead/17".into()),
        created: Some(1_772_445_600_000),
        last_activity: Some(1_772_445_600_000),
    };
    assert_eq!(found, [expected]);
}

#[test]
fn nobody_is_an_empty_list_and_nothing_else() {
    let server = server();
    assert_eq!(list(&server, &answer(json!([{ "id": "x", "isNewContact": true }]))), Some(Vec::new()));
    for broken in [json!(null), json!({}), json!("none"), json!([{ "name": "without id" }]), json!(["text"]), json!([{ "id": null }])] {
        assert_eq!(list(&server, &answer(broken.clone())), None, "{broken}");
    }
    assert_eq!(list(&server, &Answer::new()), None);
}

#[test]
fn an_offer_to_create_somebody_is_nobody_even_garbled() {
    let ann = json!({ "id": 17, "name": "Ann", "phone": "+14155550101" });
    let offer = json!({ "id": "createNewContact", "name": "Create new contact...", "additionalInfo": null, "isNewContact": true });
    let garbled = json!({ "id": "crecteNewContact", "name": "Create new contact...", "additionalInfo": null, "isNowContact": true });
    let found = |last: &Value| list(&server(), &answer(json!([ann, last]))).map(|all| all.len());
    assert_eq!(found(&offer), Some(1));
    assert_eq!(found(&garbled), None, "in doubt, nothing of it is believed");
}

#[test]
fn an_instant_comes_in_every_shape() {
    let day = 1_772_409_600_000;
    let table = [
        (json!("2026-03-02"), Some(day)),
        (json!("2026-03-02T01:00:00+01:00"), Some(day)),
        (json!("1772409600"), Some(day)),
        (json!(1_772_409_600_000_i64), Some(day)),
        (json!(0), None),
        (json!(""), None),
        (json!("yesterday"), None),
        (json!(null), None),
    ];
    for (value, expected) in table {
        assert_eq!(instant(&value), expected, "{value}");
    }
}
