//! Contacts in an App Connect server's answers, and whether they are who was asked for.

use callscribe_core::contact::{Association, Contact};
use callscribe_core::integration::AppConnect;
use callscribe_core::time::{Millis, SECOND};
use chrono::{DateTime, NaiveDate, NaiveTime};
use serde_json::Value;

use super::failure::Answer;
use super::pages;

/// The contacts of an answer; `None` if it has none that can be trusted, which is not the same as "nobody".
pub(super) fn list(server: &AppConnect, answer: &Answer) -> Option<Vec<Contact>> {
    let Value::Array(hits) = answer.get("contact")? else { return None };
    hits.iter().filter(|hit| !offers_to_create(hit)).map(|hit| contact(server, hit).filter(is_somebody)).collect()
}

/// A server tells of everybody it finds the kind or the numbers, and of its offer to create somebody neither: without them an entry may be
/// that offer, garbled on its way.
fn is_somebody(contact: &Contact) -> bool {
    !contact.kind.is_empty() || !contact.numbers.is_empty()
}

/// The server appends this to what it found.
fn offers_to_create(hit: &Value) -> bool {
    hit["isNewContact"] == true || hit["id"] == "createNewContact"
}

/// One contact; `None` without an id, since nothing could be logged to it.
pub(super) fn contact(server: &AppConnect, hit: &Value) -> Option<Contact> {
    let id = id(hit.get("id")?)?;
    let kind = text(&hit["type"]);
    Some(Contact {
        name: text(&hit["name"]),
        company: text(&hit["company"]),
        numbers: numbers(&hit["phone"]),
        associations: associations(&hit["additionalInfo"]),
        url: page(server, &id, &kind),
        created: instant(&hit["createdDate"]),
        last_activity: instant(&hit["mostRecentActivityDate"]),
        id,
        kind,
    })
}

/// A contact's page.
pub(super) fn page(server: &AppConnect, id: &str, kind: &str) -> Option<String> {
    server.contact_page.as_deref().and_then(|pattern| pages::contact(pattern, &server.hostname, id, kind))
}

/// The kind a contact is made of: where nobody chose one, the first that the server offers.
pub(super) fn kind_to_make<'a>(server: &'a AppConnect, chosen: &'a str) -> &'a str {
    let first = server.contact_types.first().map_or("", |one| &one.value);
    if chosen.is_empty() { first } else { chosen }
}

/// An id, which servers write as string or number.
pub(super) fn id(value: &Value) -> Option<String> {
    match value {
        Value::String(id) => Some(id.clone()).filter(|id| !id.is_empty()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().trim().to_owned()
}

fn numbers(phone: &Value) -> Vec<String> {
    match phone {
        Value::Array(many) => many.iter().flat_map(numbers).collect(),
        one => id(one).into_iter().collect(),
    }
}

/// Every list in `additionalInfo` whose items have an id (`const`) fills the field it is named after.
fn associations(info: &Value) -> Vec<Association> {
    let lists = info.as_object().into_iter().flatten().filter_map(|(field, list)| Some((field, list.as_array()?)));
    lists.flat_map(|(field, list)| list.iter().filter_map(|item| association(field, item))).collect()
}

fn association(field: &str, item: &Value) -> Option<Association> {
    let id = id(item.get("const")?)?;
    let title = Some(text(&item["title"])).filter(|t| !t.is_empty()).unwrap_or_else(|| id.clone());
    Some(Association { field: field.into(), id, title, open: true, created: None })
}

/// An instant as RFC 3339, as a day, or as seconds or milliseconds since 1970.
fn instant(value: &Value) -> Option<Millis> {
    const FIRST_IN_MILLIS: i64 = 100_000_000_000;
    let of_number = |n: i64| if n.abs() < FIRST_IN_MILLIS { n.saturating_mul(SECOND) } else { n };
    match value {
        Value::Number(n) => n.as_i64().filter(|n| *n > 0).map(of_number),
        Value::String(text) => {
            let instant = DateTime::parse_from_rfc3339(text).ok().map(|at| at.timestamp_millis());
            let day = || text.parse::<NaiveDate>().ok().map(|day| day.and_time(NaiveTime::MIN).and_utc().timestamp_millis());
            instant.or_else(day).or_else(|| text.parse().ok().filter(|n| *n > 0).map(of_number))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
