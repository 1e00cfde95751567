//! A CRM that runs beside the tests, real or a stand-in, as every case sees it: signed in to, and counted behind the codec's back.

use std::collections::BTreeMap;
use std::env;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use callscribe_core::contact::Contact;
use callscribe_core::crm::{CrmError, CrmReply, CrmRequest, WriteKey};
use callscribe_core::integration::VendorName;
use callscribe_core::number::{PhoneNumber, parse};
use callscribe_crm::Step;
use callscribe_crm::direct::{Place, sign_in};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app_connect::{key_login, oauth_login};
use crate::door::Door;
use crate::http::send;
use crate::session::{LIMIT, NOW, Session};

/// One of the systems `tests/contract/run.mjs` started, and the turn to use it.
pub struct System {
    told: Told,
    door: Door,
    _turn: MutexGuard<'static, ()>,
}

/// What the tests are told of a system.
#[derive(Clone, Deserialize)]
struct Told {
    name: String,
    /// `ledger` and `harbor` of an App Connect server, else the vendor's name.
    vendor: String,
    place: WhereItIs,
    #[serde(default)]
    token: String,
    /// The agent's own formats, without which the system does not find all spellings (I7).
    #[serde(default)]
    formats: Vec<String>,
    control: String,
    /// It takes whatever it is sent, so that its refusal of a body cannot be seen.
    #[serde(default)]
    trusting: bool,
    /// Systems that share something take one turn.
    #[serde(default)]
    turn: String,
}

#[derive(Clone, Deserialize)]
struct WhereItIs {
    url: String,
    #[serde(default)]
    database: String,
}

/// A call's record as the CRM has it.
#[derive(Debug, Clone)]
pub struct Record {
    /// The CRM's id.
    pub id: String,
    /// Whom it belongs to.
    pub contact: String,
    /// The deal it goes with; empty for none.
    pub association: String,
    /// Its title.
    pub subject: String,
    /// Its text as a person reads it.
    pub note: String,
    /// `in` or `out`.
    pub direction: String,
    /// Seconds talked, where the CRM keeps them.
    pub seconds: Option<u64>,
    /// All of it as text, to look for what should not be there.
    pub whole: String,
}

/// A follow-up's task as the CRM has it.
#[derive(Debug, Clone)]
pub struct Task {
    /// The CRM's id.
    pub id: String,
    /// Its title.
    pub subject: String,
    /// Whom it is with.
    pub contact: String,
    /// Ms UTC, or a day `YYYY-MM-DD`.
    pub due: Value,
    /// Somebody did it.
    pub done: bool,
}

static SYSTEMS: LazyLock<Vec<Told>> = LazyLock::new(|| {
    let told = env::var("CONTRACT_SYSTEMS").unwrap_or_default();
    if told.is_empty() { Vec::new() } else { serde_json::from_str(&told).unwrap_or_else(|error| panic!("CONTRACT_SYSTEMS: {error}")) }
});

/// What is set for a whole CRM, such as a limit, concerns all its tests: they take turns.
static TURNS: Mutex<BTreeMap<String, &'static Mutex<()>>> = Mutex::new(BTreeMap::new());

impl System {
    /// `None` where it was not started for the tests, which is an error if everything has to run.
    pub fn named(name: &str) -> Option<Self> {
        let Some(told) = SYSTEMS.iter().find(|told| told.name == name).cloned() else {
            let reason = format!("{name} does not run: `node tests/contract/run.mjs`");
            assert_ne!(env::var("REQUIRE_ALL").as_deref(), Ok("1"), "{reason}");
            eprintln!("skipped: {reason}");
            return None;
        };
        let shared = if told.turn.is_empty() { told.name.clone() } else { told.turn.clone() };
        let lock = *TURNS.lock().unwrap_or_else(PoisonError::into_inner).entry(shared).or_insert_with(|| Box::leak(Box::default()));
        let turn = lock.lock().unwrap_or_else(PoisonError::into_inner);
        let system = Self { door: Door::new(&told.control, &told.name), told, _turn: turn };
        system.door.call("restore", json!([]));
        system.limit(0, 0);
        Some(system)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.told.name
    }

    /// Bodies it has to refuse.
    pub fn refusable(&self) -> &'static [&'static str] {
        if self.told.trusting { &["{ not json"] } else { &["{ not json", r#"{"callscribe_no_such_field":1}"#] }
    }

    /// Signs in as the worker does.
    pub fn sign_in(&self) -> Session {
        self.sign_in_with(&self.told.token).unwrap_or_else(|error| panic!("{}: {error:?}", self.name()))
    }

    /// The same with any token.
    pub fn sign_in_with(&self, token: &str) -> Result<Session, CrmError> {
        let WhereItIs { url, database } = self.told.place.clone();
        match self.told.vendor.as_str() {
            "ledger" => key_login(&url, token),
            "harbor" => oauth_login(&url, |back| back),
            name => {
                let vendor = VendorName::ALL.into_iter().find(|vendor| vendor.for_eyes() == name);
                let vendor = vendor.unwrap_or_else(|| panic!("no such vendor: {name}"));
                let mut exchange = sign_in(vendor, &Place { url, database }, NOW)?;
                loop {
                    if let Step::Done(outcome, _) = exchange.answer(send(&exchange.request(), Some(token), LIMIT)) {
                        return outcome.map(|signed_in| Session::new(signed_in.integration, token.to_owned()));
                    }
                }
            }
        }
    }

    /// Who has this number, asked with the formats an agent of this system sets up.
    pub fn find_by(&self, number: &PhoneNumber) -> CrmRequest {
        let formats = self.told.formats.iter().map(|format| written(number, format)).collect();
        CrmRequest::FindContacts { number: number.clone(), formats, fresh: true }
    }

    /// Adds a contact behind the codec's back, its number stored as written; its id.
    pub fn add_contact(&self, name: &str, phone: &str) -> String {
        text(&self.door.call("addContact", json!([{ "name": name, "phone": phone, "company": "" }])))
    }

    /// Adds an opportunity to a contact; its id.
    pub fn add_opportunity(&self, contact: &str, title: &str, open: bool) -> String {
        text(&self.door.call("addOpportunity", json!([{ "contact": contact, "title": title, "open": open }])))
    }

    /// Contacts of this name.
    pub fn contacts_named(&self, name: &str) -> usize {
        list(&self.door.call("contacts", json!([]))).iter().filter(|contact| contact["name"] == name).count()
    }

    /// The records under a key.
    pub fn records(&self, key: &WriteKey) -> Vec<Record> {
        let records = list(&self.door.call("records", json!([])));
        let ours = records.into_iter().filter(|record| text(&record["key"]) == key.0);
        ours.map(|record| Record {
            id: text(&record["id"]),
            contact: text(&record["contact"]),
            association: text(&record["association"]),
            subject: text(&record["subject"]),
            note: text(&record["note"]),
            direction: text(&record["direction"]).to_lowercase().chars().take_while(|c| "inout".contains(*c)).collect(),
            seconds: record["seconds"].as_f64().map(|seconds| format!("{seconds:.0}").parse().unwrap_or_default()),
            whole: record.to_string(),
        })
        .collect()
    }

    /// The one record under a key.
    pub fn record(&self, key: &WriteKey) -> Record {
        let mut records = self.records(key);
        assert_eq!(records.len(), 1, "{}: {records:?}", self.name());
        records.remove(0)
    }

    /// The tasks under a key.
    pub fn tasks(&self, key: &WriteKey) -> Vec<Task> {
        let tasks = list(&self.door.call("tasks", json!([])));
        let ours = tasks.into_iter().filter(|task| text(&task["key"]) == key.0);
        ours.map(|task| Task {
            id: text(&task["id"]),
            subject: text(&task["subject"]),
            contact: text(&task["contact"]),
            due: task["due"].clone(),
            done: task["done"] == true,
        })
        .collect()
    }

    /// Whether the CRM's own list of requests names `words`.
    pub fn was_asked_for(&self, words: &str) -> bool {
        list(&self.door.call("requests", json!([]))).iter().any(|request| request.to_string().contains(words))
    }

    /// Somebody deletes a record.
    pub fn delete_record(&self, id: &str) {
        self.door.call("deleteRecord", json!([id]));
    }

    /// Somebody else rewrites a record's note.
    pub fn edit_note(&self, id: &str, text: &str) {
        self.door.call("editNote", json!([id, text]));
    }

    /// Somebody does a task.
    pub fn finish_task(&self, id: &str) {
        self.door.call("finishTask", json!([id]));
    }

    /// Does something while the CRM takes the agent's token no more.
    pub fn while_expired<T>(&self, work: impl FnOnce() -> T) -> T {
        self.door.call("expire", json!([]));
        let done = work();
        self.door.call("restore", json!([]));
        done
    }

    /// The next requests are answered with the vendor's 429.
    pub fn limit(&self, times: u32, seconds: u32) {
        self.door.call("limit", json!([times, seconds]));
    }

    /// What a read names, once the CRM's search has caught up: the first answer of which `is_so`.
    pub fn eventually(&self, session: &Session, asked: &CrmRequest, is_so: impl Fn(&CrmReply) -> bool) -> CrmReply {
        let mut last = None;
        crate::door::wait(&format!("{}: the answer to {asked:?}", self.name()), || {
            let reply = session.ask(asked).unwrap_or_else(|error| panic!("{}: {asked:?}: {error:?}", self.name()));
            let enough = is_so(&reply);
            last = Some(reply);
            enough
        });
        last.unwrap_or_else(|| panic!("nothing was asked"))
    }

    /// Adds somebody as a contact, and finds them as the codec tells of them.
    pub fn meet(&self, session: &Session, person: &Person) -> Contact {
        self.add_contact(&person.name, &person.written("(###) ###-####"));
        let found = self.eventually(session, &self.find_by(&person.number), |reply| *reply != CrmReply::Contacts(Vec::new()));
        let CrmReply::Contacts(mut found) = found else { panic!("{found:?}") };
        assert_eq!(found.len(), 1, "{}: {found:?}", self.name());
        found.remove(0)
    }

    /// The ids of the records under a key, once there is one.
    pub fn look(&self, session: &Session, key: &WriteKey) -> Vec<String> {
        let found = self.eventually(session, &CrmRequest::FindLog { key: key.clone() }, |reply| *reply != CrmReply::Logs(Vec::new()));
        let CrmReply::Logs(records) = found else { panic!("{found:?}") };
        records.into_iter().map(|record| record.id).collect()
    }

    /// Somebody nobody knows yet.
    pub fn somebody(&self, name: &str) -> Person {
        static COUNT: AtomicU32 = AtomicU32::new(1_000);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let key = WriteKey(format!("17636904{count}.17@ast:0c:42:1a/PJSIP/100"));
        Person { name: format!("{name} {}", in_letters(count)), number: parse(&format!("+1 415 556 {count:04}"), "US"), key }
    }
}

/// A person, their number, and the key of a call with them.
pub struct Person {
    /// A name nobody else has.
    pub name: String,
    /// A number nobody else has.
    pub number: PhoneNumber,
    /// A key no other call has.
    pub key: WriteKey,
}

impl Person {
    /// Their number, where each `#` is one digit of the national number.
    pub fn written(&self, format: &str) -> String {
        written(&self.number, format)
    }
}

/// A number in a format in which each `#` is one digit of the national number from the left (I7).
fn written(number: &PhoneNumber, format: &str) -> String {
    let mut digits = number.key.trim_start_matches("+1").chars();
    format.chars().map(|sign| if sign == '#' { digits.next().unwrap_or('#') } else { sign }).collect()
}

/// A count that a search for numbers does not take for one.
fn in_letters(count: u32) -> String {
    count.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_else(|| panic!("no list: {value}"))
}

/// An id or a word, which systems write as text, as a number, or not at all.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(false) => String::new(),
        other => other.to_string(),
    }
}
