//! Calls in Odoo: a note in the history of the contact, and of the opportunity it goes with; or a record of the add-on `crm_phonecall`.

use callscribe_core::call::{Direction, WrapUp};
use callscribe_core::crm::{CrmError, CrmReply, ErrorKind, LogDraft, Problem, RecordRef, WriteKey};
use callscribe_core::own_text::{OwnText, with_ours_replaced};
use serde_json::{Value, json};

use super::super::failure::incomplete;
use super::super::flow::{Outcome, ask_or, done};
use super::body::{Readable, html};
use super::calls::{Door, MODULE, id, number, text, time};
use super::contacts::OPPORTUNITY;
use crate::answer::Access;
use crate::http::HttpRequest;
use crate::not_offered;

const MESSAGE: &str = "mail.message";
const PHONECALL: &str = "crm.phonecall";
const PARTNER: &str = "res.partner";

/// The record with a key.
pub(super) fn find(door: Door, key: &WriteKey) -> Outcome<CrmReply> {
    if door.phonecalls {
        let then = door.clone();
        return door.look_up(&external(key), Access::Read, move |found| {
            let records = found.into_iter().map(|(model, id)| record(&then, &model, &id, None)).collect();
            done(CrmReply::Logs(records))
        });
    }
    let request = door.read(MESSAGE, json!([["message_id", "=", message_id(&key.0)]]), &["res_id"], true, 10);
    let then = door.clone();
    door.list(request, move |found| {
        let records: Option<Vec<RecordRef>> =
            found.iter().map(|one| Some(record(&then, MESSAGE, &id(&one["id"])?, id(&one["res_id"]).as_deref()))).collect();
        done(CrmReply::Logs(records.ok_or_else(|| incomplete(Access::Read))?))
    })
}

/// One request, whatever is made by it.
pub(super) fn create(door: Door, draft: Box<LogDraft>) -> Outcome<CrmReply> {
    let (model, mut fields, mut rows) = if door.phonecalls { phonecall(&door, &draft) } else { messages(&draft) };
    if let Some(start) = draft.start.and_then(time) {
        fields.push("date");
        rows.iter_mut().filter_map(Value::as_array_mut).for_each(|row| row.push(json!(start)));
    }
    let then = door.clone();
    door.make(model, &fields, &rows, move |id| done(CrmReply::LogCreated(record(&then, model, &id, Some(&draft.contact.id)))))
}

/// A model, the fields of its rows, and the rows.
type Rows = (&'static str, Vec<&'static str>, Vec<Value>);

/// A note at the contact, which is the record, and the same at the opportunity. Only colleagues see it, and nobody is sent a mail.
fn messages(draft: &LogDraft) -> Rows {
    const FIELDS: [&str; 8] = ["id", "message_id", "model", "res_id", "subject", "body", "message_type", "subtype_id/id"];
    let body = format!("{}{}", paragraph(&draft.note_and_told()), list(&message_facts(draft)));
    let row = |key: &str, model: &str, at: &str| {
        let external = format!("{MODULE}.call_{key}");
        json!([external, message_id(key), model, number(at), draft.subject, body, "comment", "mail.mt_note"])
    };
    let first = row(&draft.key.0, PARTNER, &draft.contact.id);
    let copy = opportunity(draft).map(|id| row(&copy_key(&draft.key), "crm.lead", id));
    (MESSAGE, FIELDS.to_vec(), [first].into_iter().chain(copy).collect())
}

fn phonecall(door: &Door, draft: &LogDraft) -> Rows {
    const FIELDS: [&str; 10] = [
        "id",
        "name",
        "partner_id/.id",
        "opportunity_id/.id",
        "partner_phone",
        "direction",
        "duration",
        "state",
        "description",
        "user_id/.id",
    ];
    let direction = if draft.direction == Direction::Inbound { "in" } else { "out" };
    let phone = draft.number.as_ref().map_or("", |number| &number.key);
    let parts = [draft.note_and_told(), plain_lines(&phonecall_facts(draft))];
    let description = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    let row = json!([
        external(&draft.key),
        title(draft),
        draft.contact.id,
        opportunity(draft).unwrap_or_default(),
        phone,
        direction,
        minutes(draft).unwrap_or_default().to_string(),
        "done",
        description,
        door.user,
    ]);
    (PHONECALL, FIELDS.to_vec(), vec![row])
}

/// A record of the add-on has to have a title.
fn title(draft: &LogDraft) -> &str {
    match (draft.subject.as_str(), draft.direction) {
        ("", Direction::Inbound) => "Inbound call",
        ("", Direction::Outbound) => "Outbound call",
        (subject, _) => subject,
    }
}

fn minutes(draft: &LogDraft) -> Option<f64> {
    draft.duration.map(|seconds| f64::from(seconds) / 60.0)
}

fn opportunity(draft: &LogDraft) -> Option<&str> {
    draft.association.as_ref().filter(|association| association.field == OPPORTUNITY).map(|association| association.id.as_str())
}

/// What a later text is written to: the record, and what of it is ours.
struct Change {
    door: Door,
    id: String,
    ours: Vec<OwnText>,
    draft: Box<LogDraft>,
}

/// Reads, writes what has to be different, and reads again.
pub(super) fn update(door: Door, record: &RecordRef, ours: Vec<OwnText>, draft: Box<LogDraft>) -> Outcome<CrmReply> {
    let Some((model, id)) = record.id.split_once(',') else { return Err(gone()) };
    let change = Change { door, id: id.to_owned(), ours, draft };
    match model {
        MESSAGE => change.message(),
        PHONECALL => change.phonecall(),
        _ => Err(not_offered()),
    }
}

impl Change {
    /// Both notes in one request, each with what others wrote in it. A note that a person deleted in Odoo is an empty one.
    fn message(self) -> Outcome<CrmReply> {
        let copy = message_id(&copy_key(&self.draft.key));
        let domain = json!(["|", ["id", "=", number(&self.id)], ["message_id", "=", copy]]);
        let read = self.door.read(MESSAGE, domain.clone(), &["subject", "body"], true, 10);
        let door = self.door.clone();
        door.list(read, move |found| {
            let there =
                |one: &&Value| id(&one["id"]).is_some_and(|id| id == self.id) && !Readable::of(text(one, "body")).text.trim().is_empty();
            if found.iter().find(there).is_none() {
                return Err(gone());
            }
            let changed = |body: &str| {
                let note = with_ours_replaced(&Readable::of(body).text, &self.ours, &self.draft.note_and_told());
                let body = Readable::of(body).changed_to(&note);
                let facts = with_facts(&Readable::of(&body).text, &message_facts(&self.draft), self.draft.corrected);
                Readable::of(&body).changed_to(&facts)
            };
            let rows: Vec<Value> = found
                .iter()
                .map(|one| {
                    let subject = Some(self.draft.subject.as_str()).filter(|subject| !subject.is_empty()).unwrap_or(text(one, "subject"));
                    json!([one["id"].to_string(), subject, changed(text(one, "body"))])
                })
                .collect();
            let (door, then) = (self.door.clone(), self.door.clone());
            door.change(MESSAGE, &[".id", "subject", "body"], &rows, move || {
                let back = then.read(MESSAGE, domain, &["body"], true, 10);
                self.read_back(back, |one| Readable::of(text(one, "body")).text)
            })
        })
    }

    fn phonecall(self) -> Outcome<CrmReply> {
        let fields = ["name", "description"];
        let read = self.door.read(PHONECALL, json!([["id", "=", number(&self.id)]]), &fields, true, 1);
        let door = self.door.clone();
        door.list(read, move |found| {
            let Some(there) = found.first().filter(|one| id(&one["id"]).is_some_and(|id| id == self.id)) else { return Err(gone()) };
            let note = with_ours_replaced(text(there, "description"), &self.ours, &self.draft.note_and_told());
            let description = with_facts(&note, &phonecall_facts(&self.draft), self.draft.corrected);
            let title = Some(self.draft.subject.as_str()).filter(|title| !title.is_empty()).unwrap_or(text(there, "name"));
            let (mut fields, mut row) = (vec![".id", "name", "description"], vec![self.id.clone(), title.to_owned(), description]);
            if let Some(minutes) = minutes(&self.draft).filter(|_| self.draft.corrected) {
                fields.push("duration");
                row.push(minutes.to_string());
            }
            let (door, then) = (self.door.clone(), self.door.clone());
            door.change(PHONECALL, &fields, &[json!(row)], move || {
                let back = then.read(PHONECALL, json!([["id", "=", number(&self.id)]]), &["description"], true, 1);
                self.read_back(back, |one| text(one, "description").to_owned())
            })
        })
    }

    /// Whether what stands there now says our part as it was sent. That it could not be read is no word against the write.
    fn read_back(self, request: HttpRequest, read: impl Fn(&Value) -> String + 'static) -> Outcome<CrmReply> {
        ask_or(request, Access::Read, move |answer| {
            let found = answer.ok().and_then(|answer| answer.as_array().cloned()).unwrap_or_default();
            let ours = one_line(&self.draft.note_and_told());
            let mangled = found.iter().any(|one| !one_line(&read(one)).contains(&ours));
            done(CrmReply::LogUpdated { mangled })
        })
    }
}

/// What a message says besides the note. Odoo has no fields for it.
fn message_facts(draft: &LogDraft) -> Vec<String> {
    let direction = if draft.direction == Direction::Inbound { "Direction: Inbound" } else { "Direction: Outbound" };
    let facts = LogDraft { subject: String::new(), ..draft.clone() };
    [direction.to_owned()].into_iter().chain(facts_of(facts)).collect()
}

/// What a record of the add-on has no field for.
fn phonecall_facts(draft: &LogDraft) -> Vec<String> {
    let facts = LogDraft { subject: String::new(), association: None, number: None, time: String::new(), duration: None, ..draft.clone() };
    facts_of(facts).collect()
}

/// A line for each part but the note and what is told below it.
fn facts_of(draft: LogDraft) -> impl Iterator<Item = String> {
    let facts = LogDraft { note: String::new(), told: Vec::new(), wrap_up: WrapUp::default(), ..draft }.plain();
    facts.lines().map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// The text with links that came later, and with facts that were corrected; a line that is there says the same still.
fn with_facts(there: &str, facts: &[String], corrected: bool) -> String {
    const LATE: [&str; 2] = ["Recording", "Voicemail"];
    let mut lines: Vec<String> = there.split('\n').map(str::to_owned).collect();
    let label = |line: &str| line.split_once(": ").map(|(label, _)| label.to_owned());
    let changeable = facts.iter().filter(|fact| {
        let label = label(fact).unwrap_or_default();
        LATE.contains(&label.as_str()) || corrected && ["Duration", "Result"].contains(&label.as_str())
    });
    for fact in changeable {
        let same = lines.iter().position(|line| label(line).is_some() && label(line) == label(fact));
        let last = lines.iter().rposition(|line| facts.iter().any(|fact| label(fact) == label(line) && label(line).is_some()));
        match (same, last) {
            (Some(at), _) => lines[at] = fact.clone(),
            (None, Some(at)) => lines.insert(at + 1, fact.clone()),
            (None, None) => lines.push(fact.clone()),
        }
    }
    lines.join("\n")
}

fn paragraph(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<p dir=\"auto\">{}</p>", html(text)) }
}

fn list(lines: &[String]) -> String {
    let items: String = lines.iter().map(|line| format!("<li>{}</li>", html(line))).collect();
    format!("<ul>{items}</ul>")
}

fn plain_lines(lines: &[String]) -> String {
    lines.join("\n")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn external(key: &WriteKey) -> String {
    format!("{MODULE}.call_{}", key.0)
}

/// No key ends like this: a key writes a sign of its own as `~` and digits.
fn copy_key(key: &WriteKey) -> String {
    format!("{}~lead", key.0)
}

/// A mail's id, which no person sees, and by which a message is found without a right to read external ids.
fn message_id(key: &str) -> String {
    format!("<call-{key}@callscribe>")
}

/// A record by its model and id, as Odoo writes references; a message is seen on the page of whom it is about.
fn record(door: &Door, model: &str, id: &str, contact: Option<&str>) -> RecordRef {
    let url = if model == PHONECALL { Some(door.page(PHONECALL, id)) } else { contact.map(|contact| door.page(PARTNER, contact)) };
    RecordRef { id: format!("{model},{id}"), url }
}

fn gone() -> CrmError {
    CrmError::new(ErrorKind::Gone, Problem::Gone)
}
