//! People in Salesforce's answers, and how much of them may be read: administrators hide fields and whole kinds of record.

use std::rc::Rc;

use callscribe_core::contact::Contact;
use callscribe_core::crm::{CrmError, CrmReply};
use callscribe_core::integration::Direct;
use serde_json::Value;

use super::super::failure::incomplete;
use super::super::flow::{Outcome, ask_or};
use super::{code, day, instant, page};
use crate::answer::Access;
use crate::http::HttpRequest;

/// The kinds of people there are.
pub(super) const CONTACT: &str = "Contact";
/// Somebody who may become a Contact.
pub(super) const LEAD: &str = "Lead";
/// The numbers a person can have.
const NUMBERS: [&str; 4] = ["Phone", "MobilePhone", "HomePhone", "OtherPhone"];

/// How much of people an agent may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// All we would like to know.
    Everything,
    /// Name and first number only: one of the other fields is hidden.
    Names,
    /// Names of Contacts only: their licence has no Leads.
    Contacts,
}

impl Reach {
    /// What to ask for where this much was refused.
    fn less(self, refusal: &Value) -> Option<Self> {
        match (self, code(refusal)) {
            (Self::Everything, "INVALID_FIELD") => Some(Self::Names),
            (Self::Everything | Self::Names, "INVALID_TYPE") => Some(Self::Contacts),
            _ => None,
        }
    }

    /// The fields to ask for; nothing where there is nobody of this kind.
    pub(super) fn fields(self, kind: &str) -> Option<&'static str> {
        match (self, kind) {
            (Self::Contacts, LEAD) => None,
            (Self::Everything, LEAD) => Some("Id,Name,Phone,MobilePhone,Company,CreatedDate,LastActivityDate"),
            (Self::Everything, _) => {
                Some("Id,Name,Phone,MobilePhone,HomePhone,OtherPhone,AccountId,Account.Name,CreatedDate,LastActivityDate")
            }
            (Self::Names | Self::Contacts, _) => Some("Id,Name,Phone"),
        }
    }

    /// The fields in which somebody's numbers stand.
    pub(super) fn numbers(self, kind: &str) -> &'static [&'static str] {
        match (self, kind) {
            (Self::Everything, LEAD) => &NUMBERS[..2],
            (Self::Everything, _) => &NUMBERS,
            (Self::Names | Self::Contacts, _) => &NUMBERS[..1],
        }
    }
}

/// What is asked for with so much of a reach; nothing where that has none of it.
pub(super) type Asked = Rc<dyn Fn(Reach) -> Option<HttpRequest>>;

/// Asks for people, and for less of them while that is refused. What cannot be asked for is answered with null.
pub(super) fn reading(reach: Reach, asked: Asked, then: impl FnOnce(Reach, Value) -> Outcome<CrmReply> + 'static) -> Outcome<CrmReply> {
    let Some(request) = asked(reach) else { return then(reach, Value::Null) };
    ask_or(request, Access::Read, move |answer| match answer {
        Ok(answer) => then(reach, answer),
        Err(failed) => match reach.less(&failed.body) {
            Some(less) => reading(less, asked, then),
            None => Err(failed.error),
        },
    })
}

/// A person that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    /// As core knows it, without opportunities.
    pub contact: Contact,
    /// The account a Contact belongs to.
    pub account: Option<String>,
}

/// The people of a list.
pub(super) fn people(server: &Direct, list: &[Value]) -> Result<Vec<Person>, CrmError> {
    list.iter().map(|record| person(server, record).ok_or_else(|| incomplete(Access::Read))).collect()
}

/// One person; `None` without id or kind, since nothing could be logged to it.
fn person(server: &Direct, record: &Value) -> Option<Person> {
    let text = |value: &Value| value.as_str().unwrap_or_default().trim().to_owned();
    let id = text(&record["Id"]);
    let kind = text(&record["attributes"]["type"]);
    if id.is_empty() || kind.is_empty() {
        return None;
    }
    let company = if kind == LEAD { &record["Company"] } else { &record["Account"]["Name"] };
    let contact = Contact {
        name: text(&record["Name"]),
        company: text(company),
        numbers: NUMBERS.iter().map(|field| text(&record[*field])).filter(|number| !number.is_empty()).collect(),
        associations: Vec::new(),
        url: Some(page(server, &id)),
        created: instant(&record["CreatedDate"]),
        last_activity: day(&record["LastActivityDate"]),
        id,
        kind,
    };
    Some(Person { contact, account: record["AccountId"].as_str().map(Into::into) })
}
