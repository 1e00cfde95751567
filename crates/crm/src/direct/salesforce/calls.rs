//! A call's record: a completed Task. What has a field goes there, all else into its plain text (J4).

use callscribe_core::call::{Direction, WrapUp};
use callscribe_core::crm::{CrmError, CrmReply, ErrorKind, LogDraft, Problem, RecordRef, WriteKey};
use callscribe_core::integration::Direct;
use callscribe_core::number::NumberKind;
use callscribe_core::own_text::{OwnText, with_ours_replaced};
use serde_json::{Map, Value, json};

use super::super::failure::{Failed, incomplete};
use super::super::flow::{Outcome, ask, ask_or, done, write};
use super::opportunities::ABOUT;
use super::query::{of_kind, of_record, quoted, rows, soql_of_all};
use super::{code, cut, get, is_lead, local, made, record, send};
use crate::answer::Access;
use crate::http::{HttpRequest, Method};

/// Where calls are kept.
pub(super) const TASK: &str = "Task";
/// The field that carries our key; people do not see it, and it can be searched by (J6).
pub(super) const KEY: &str = "CallObject";

/// The Tasks with a key: archived ones as well, deleted ones not. SOQL takes upper and lower case for the same, keys do not.
pub(super) fn with_key(server: &Direct, key: &WriteKey) -> HttpRequest {
    soql_of_all(server, &format!("SELECT Id, {KEY}, IsClosed FROM {TASK} WHERE {KEY} = {} AND IsDeleted = false", quoted(&key.0)))
}

/// Those of an answer's rows that have the very key, with their ids.
pub(super) fn having_key(answer: &Value, key: &WriteKey) -> Result<Vec<(String, Value)>, CrmError> {
    let ours = rows(answer)?.iter().filter(|row| row[KEY] == key.0);
    let with_id = |row: &Value| row["Id"].as_str().map(|id| (id.to_owned(), row.clone()));
    ours.map(|row| with_id(row).ok_or_else(|| super::super::failure::incomplete(Access::Read))).collect()
}

/// The records with a key.
pub(super) fn find(server: &Direct, key: &WriteKey) -> Outcome<CrmReply> {
    let (server, key) = (server.clone(), key.clone());
    ask(with_key(&server, &key), move |answer| {
        let records = having_key(&answer, &key)?;
        done(CrmReply::Logs(records.iter().map(|(id, _)| record(&server, id)).collect()))
    })
}

/// Makes the record.
pub(super) fn create(server: &Direct, draft: &LogDraft) -> Outcome<CrmReply> {
    let server = server.clone();
    let request = send(&server, Method::Post, &of_kind(TASK), &new(draft));
    write(request, move |answer| done(CrmReply::LogCreated(made(&server, &answer)?)))
}

/// What is switched off is left out (I6).
fn new(draft: &LogDraft) -> Value {
    let text = |text: String| Some(text).filter(|text| !text.is_empty()).map(Value::from);
    let about = draft.association.as_ref().filter(|_| !is_lead(&draft.contact));
    let parts = [
        ("Subject", text(cut(&draft.subject))),
        ("Description", text(joined(&[&draft.note_and_told(), &besides(draft)]))),
        ("WhoId", Some(draft.contact.id.as_str().into())),
        (ABOUT, about.map(|about| about.id.as_str().into())),
        ("Status", Some("Completed".into())),
        ("ActivityDate", draft.start.map(|at| local(at, draft.offset).format("%Y-%m-%d").to_string().into())),
        ("TaskSubtype", Some("Call".into())),
        ("CallType", Some(call_type(draft).into())),
        (KEY, Some(draft.key.0.as_str().into())),
    ];
    let parts = parts.into_iter().filter_map(|(name, part)| Some((name.to_owned(), part?)));
    parts.chain(outcome(draft)).collect::<Map<_, _>>().into()
}

/// What came of the call.
fn outcome(draft: &LogDraft) -> impl Iterator<Item = (String, Value)> {
    let seconds = draft.duration.map(|seconds| ("CallDurationInSeconds".to_owned(), seconds.into()));
    let result = draft.result.as_ref().map(|told| ("CallDisposition".to_owned(), cut(told.as_str()).into()));
    seconds.into_iter().chain(result)
}

fn call_type(draft: &LogDraft) -> &'static str {
    match (draft.asked_by.kind, draft.direction) {
        (NumberKind::Internal, _) => "Internal",
        (_, Direction::Inbound) => "Inbound",
        (_, Direction::Outbound) => "Outbound",
    }
}

/// A line for each part that is neither in a field nor in the note.
fn besides(draft: &LogDraft) -> String {
    let rest = LogDraft {
        subject: String::new(),
        note: String::new(),
        told: Vec::new(),
        wrap_up: WrapUp::default(),
        association: None,
        duration: None,
        result: None,
        ..draft.clone()
    };
    rest.plain()
}

fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("\n\n")
}

/// Reads the record, changes what is ours in it, and reads it again.
pub(super) fn update(server: &Direct, at: &RecordRef, ours: &[OwnText], draft: &LogDraft) -> Outcome<CrmReply> {
    let (server, at, ours, draft) = (server.clone(), at.clone(), ours.to_vec(), draft.clone());
    let fields = format!("Description,WhoId,{ABOUT}");
    ask_or(read(&server, &at, &fields), Access::Read, move |there| {
        let there = there.map_err(|failed| gone(*failed))?;
        if there.get("Description").is_none() {
            return Err(incomplete(Access::Read));
        }
        let description = later_text(there["Description"].as_str().unwrap_or_default(), &ours, &draft);
        let request = send(&server, Method::Patch, &of_record(TASK, &at.id), &changed(&there, &description, &draft));
        ask_or(request, Access::Write, move |answer| {
            answer.map_err(|failed| gone(*failed))?;
            ask_or(read(&server, &at, "Description"), Access::Read, move |kept| {
                // The update itself was taken; a read that fails does not undo it.
                let mangled = kept.is_ok_and(|kept| !same_words(kept["Description"].as_str().unwrap_or_default(), &description));
                done(CrmReply::LogUpdated { mangled })
            })
        })
    })
}

fn read(server: &Direct, at: &RecordRef, fields: &str) -> HttpRequest {
    get(server, &format!("{}?fields={}", of_record(TASK, &at.id), crate::http::encoded(fields)))
}

/// The text with our part of it replaced; links that came later stand below.
fn later_text(there: &str, ours: &[OwnText], draft: &LogDraft) -> String {
    let text = with_ours_replaced(there, ours, &draft.note_and_told());
    let links = LogDraft { number: None, own: None, time: String::new(), ..draft.clone() };
    let links = besides(&links);
    let missing: Vec<&str> = links.lines().filter(|line| !text.contains(line)).collect();
    joined(&[text.trim_end(), &missing.join("\n")])
}

/// What an update says: a record that moves to another person (C2) leaves the opportunity behind that it had with the former one.
fn changed(there: &Value, description: &str, draft: &LogDraft) -> Value {
    let mut body = json!({ "Description": description });
    let moves = there["WhoId"] != draft.contact.id.as_str();
    let about = draft.association.as_ref().filter(|_| !is_lead(&draft.contact));
    if moves {
        body["WhoId"] = draft.contact.id.as_str().into();
        if !draft.subject.is_empty() {
            body["Subject"] = cut(&draft.subject).into();
        }
    }
    match about {
        Some(about) if there[ABOUT] != about.id.as_str() => body[ABOUT] = about.id.as_str().into(),
        None if moves && !there[ABOUT].is_null() => body[ABOUT] = Value::Null,
        _ => {}
    }
    if draft.corrected {
        outcome(draft).for_each(|(name, value)| body[name] = value);
    }
    body
}

/// A record that is not there any more is told by its path; the same code about a person it names is a refusal.
fn gone(failed: Failed) -> CrmError {
    let is_gone = failed.status == Some(404) && ["NOT_FOUND", "ENTITY_IS_DELETED"].contains(&code(&failed.body));
    if is_gone { CrmError { kind: ErrorKind::Gone, problem: Problem::Gone, ..failed.error } } else { failed.error }
}

/// Whether two texts differ in blanks and line breaks at most.
fn same_words(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}
