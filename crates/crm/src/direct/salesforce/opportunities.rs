//! The opportunities a call with a Contact can belong to: those it plays a role in, else those of its account.

use callscribe_core::contact::Association;
use callscribe_core::crm::CrmReply;
use callscribe_core::integration::Direct;
use callscribe_core::order::InOrder;
use serde_json::Value;

use super::super::flow::{Outcome, ask_or, done};
use super::people::Person;
use super::query::{any_of, rows, soql};
use super::{code, instant, is_lead};
use crate::answer::Access;
use crate::http::HttpRequest;

/// The field of a Task that names what it is about.
pub(super) const ABOUT: &str = "WhatId";
/// The most opportunities that one question brings, open ones first.
const MOST: usize = 200;

/// The people with their opportunities, which ends a question.
pub(super) fn of(server: &Direct, people: Vec<Person>) -> Outcome<CrmReply> {
    let contacts: Vec<&str> = people.iter().filter(|one| !is_lead(&one.contact)).map(|one| one.contact.id.as_str()).collect();
    if contacts.is_empty() {
        return told(people);
    }
    let question = format!(
        "SELECT ContactId, Opportunity.Id, Opportunity.Name, Opportunity.IsClosed, Opportunity.CreatedDate FROM OpportunityContactRole \
         WHERE ContactId IN {} ORDER BY Opportunity.IsClosed ASC, Opportunity.CreatedDate DESC LIMIT {MOST}",
        any_of(contacts)
    );
    let server = server.clone();
    read(soql(&server, &question), move |roles| {
        let people = with(people, &roles, |person, role| {
            (role["ContactId"] == person.contact.id.as_str()).then(|| association(&role["Opportunity"])).flatten()
        });
        of_accounts(&server, people)
    })
}

/// Whoever plays a role in no open opportunity has those of the account.
fn of_accounts(server: &Direct, people: Vec<Person>) -> Outcome<CrmReply> {
    let mut accounts: Vec<&str> = people.iter().filter(|one| lacks_an_open_one(one)).filter_map(|one| one.account.as_deref()).collect();
    accounts.order();
    accounts.dedup();
    if accounts.is_empty() {
        return told(people);
    }
    let question = format!(
        "SELECT Id, Name, IsClosed, CreatedDate, AccountId FROM Opportunity WHERE AccountId IN {} ORDER BY IsClosed ASC, CreatedDate DESC LIMIT {MOST}",
        any_of(accounts)
    );
    read(soql(server, &question), move |found| {
        told(with(people, &found, |person, one| {
            let theirs = person.account.is_some() && one["AccountId"].as_str() == person.account.as_deref();
            (theirs && lacks_an_open_one(person)).then(|| association(one)).flatten()
        }))
    })
}

/// Asks for opportunities; an agent whose licence has none gets none.
fn read(request: HttpRequest, then: impl FnOnce(Vec<Value>) -> Outcome<CrmReply> + 'static) -> Outcome<CrmReply> {
    ask_or(request, Access::Read, |answer| match answer {
        Ok(answer) => then(rows(&answer)?.to_vec()),
        Err(failed) if code(&failed.body) == "INVALID_TYPE" => then(Vec::new()),
        Err(failed) => Err(failed.error),
    })
}

/// Gives each person what `theirs` finds among the rows, each once.
fn with(mut people: Vec<Person>, rows: &[Value], theirs: impl Fn(&Person, &Value) -> Option<Association>) -> Vec<Person> {
    for person in &mut people {
        let more: Vec<Association> = rows.iter().filter_map(|row| theirs(person, row)).collect();
        for one in more {
            if person.contact.associations.iter().all(|known| known.id != one.id) {
                person.contact.associations.push(one);
            }
        }
    }
    people
}

fn lacks_an_open_one(person: &Person) -> bool {
    !person.contact.associations.iter().any(|one| one.open)
}

/// An opportunity; `None` where the agent may not see it.
fn association(record: &Value) -> Option<Association> {
    let id = record["Id"].as_str().filter(|id| !id.is_empty())?.to_owned();
    let title = record["Name"].as_str().filter(|title| !title.trim().is_empty()).unwrap_or(&id).to_owned();
    Some(Association { field: ABOUT.into(), title, open: record["IsClosed"] != true, created: instant(&record["CreatedDate"]), id })
}

fn told(people: Vec<Person>) -> Outcome<CrmReply> {
    done(CrmReply::Contacts(people.into_iter().map(|person| person.contact).collect()))
}
