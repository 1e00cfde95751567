//! Requests to a server: a method of a model, and the ones that several questions share.

use callscribe_core::crm::{CrmError, ErrorKind, Problem};
use callscribe_core::integration::{Direct, Vendor};
use callscribe_core::time::Millis;
use chrono::{DateTime, NaiveDateTime};
use serde_json::{Value, json};

use super::super::failure::{Failed, incomplete};
use super::super::flow::{Outcome, ask, ask_or, write};
use super::has_phonecalls;
use crate::answer::{Access, refused};
use crate::http::{HttpRequest, Method, encoded};

/// What external ids of ours begin with, before the dot.
pub(super) const MODULE: &str = "__callscribe__";

/// A database of a server.
#[derive(Debug, Clone)]
pub(super) struct Door {
    url: String,
    pages: String,
    database: String,
    /// Who is signed in; empty before.
    pub user: String,
    /// Calls are records of the add-on.
    pub phonecalls: bool,
}

impl Door {
    pub(super) fn of(server: &Direct) -> Self {
        let database = match &server.vendor {
            Vendor::Odoo { database, .. } => database.clone(),
            _ => String::new(),
        };
        let (url, pages, user) = (server.url.clone(), server.pages.clone(), server.user.clone());
        Self { url, pages, database, user, phonecalls: has_phonecalls(server) }
    }

    pub(super) fn to(url: &str, database: &str) -> Self {
        Self { url: url.into(), pages: url.into(), database: database.into(), user: String::new(), phonecalls: false }
    }

    /// A method of a model with its named arguments.
    pub(super) fn call(&self, model: &str, method: &str, arguments: &Value) -> HttpRequest {
        let request = HttpRequest::sending(Method::Post, format!("{}/json/2/{model}/{method}", self.url), arguments).with_token();
        if self.database.is_empty() { request } else { request.with_header("x-odoo-database", &*self.database) }
    }

    /// Records with these fields, archived ones as well where `all`.
    pub(super) fn read(&self, model: &str, domain: Value, fields: &[&str], all: bool, limit: usize) -> HttpRequest {
        let arguments = json!({ "domain": domain, "fields": fields, "limit": limit, "context": { "active_test": !all } });
        self.call(model, "search_read", &arguments)
    }

    /// Makes records; the first column is the external id. One whose external id is there already stays as it is. Times are UTC.
    fn load(&self, model: &str, fields: &[&str], rows: &[Value]) -> HttpRequest {
        let context = json!({ "mode": "update", "noupdate": true, "tz": "UTC" });
        self.call(model, "load", &json!({ "fields": fields, "data": rows, "context": context }))
    }

    /// The page of a record.
    pub(super) fn page(&self, model: &str, id: &str) -> String {
        let database = if self.database.is_empty() { String::new() } else { format!("?db={}", encoded(&self.database)) };
        format!("{}/odoo/{model}/{id}{database}", self.pages)
    }

    /// Makes records of a model in one request, and goes on with the id of the first.
    ///
    /// Two that ask for the same at once are one record: the later one is refused, and finds by the external id what the other made.
    pub(super) fn make<T: 'static>(
        &self,
        model: &'static str,
        fields: &[&str],
        rows: &[Value],
        then: impl FnOnce(String) -> Outcome<T> + 'static,
    ) -> Outcome<T> {
        let door = self.clone();
        let external = rows.first().and_then(|row| row[0].as_str()).unwrap_or_default().to_owned();
        write(self.load(model, fields, rows), move |answer| {
            if let Some(made) = answer["ids"].get(0).and_then(id) {
                return then(made);
            }
            let Some(why) = refusal(&answer) else { return Err(incomplete(Access::Write)) };
            door.look_up(&external, Access::Write, move |found| match found {
                Some((theirs, made)) if theirs == model => then(made),
                _ => Err(why),
            })
        })
    }

    /// Changes records in one request; the first column is `.id`. It is `load` and not `write`: arguments go by name, and an add-on that
    /// takes the place of `write` names them as it likes, as `crm_phonecall` does.
    pub(super) fn change<T: 'static>(
        &self,
        model: &str,
        fields: &[&str],
        rows: &[Value],
        then: impl FnOnce() -> Outcome<T> + 'static,
    ) -> Outcome<T> {
        let request = self.call(model, "load", &json!({ "fields": fields, "data": rows, "context": { "tz": "UTC" } }));
        write(
            request,
            move |answer| {
                if answer["ids"].is_array() { then() } else { Err(refusal(&answer).unwrap_or_else(|| incomplete(Access::Write))) }
            },
        )
    }

    /// The model and id of the record with an external id of ours, if the agent may see it; archived ones as well.
    ///
    /// It is the one way a salesperson has from an external id to a record. Where there is none it answers with an exception.
    pub(super) fn look_up<T: 'static>(
        &self,
        external: &str,
        access: Access,
        then: impl FnOnce(Option<(String, String)>) -> Outcome<T> + 'static,
    ) -> Outcome<T> {
        let name = external.strip_prefix(MODULE).and_then(|rest| rest.strip_prefix('.')).unwrap_or(external).to_owned();
        let arguments = json!({ "module": MODULE, "xml_id": name, "context": { "active_test": false } });
        ask_or(self.call("ir.model.data", "check_object_reference", &arguments), access, move |answer| match answer {
            Ok(found) => match (found[0].as_str(), &found[1]) {
                (Some(_), Value::Bool(false)) => then(None),
                (Some(model), record) => then(Some((model.to_owned(), id(record).ok_or_else(|| incomplete(access))?))),
                (None, _) => Err(incomplete(access)),
            },
            Err(failed) if says_there_is_none(&failed, &name) => then(None),
            Err(failed) => Err(failed.error),
        })
    }

    /// Records by a domain, which have to be a list.
    pub(super) fn list<T: 'static>(&self, request: HttpRequest, then: impl FnOnce(Vec<Value>) -> Outcome<T> + 'static) -> Outcome<T> {
        ask(request, |answer| match answer {
            Value::Array(records) => then(records),
            _ => Err(incomplete(Access::Read)),
        })
    }
}

/// Why `load` made nothing. What two transactions did to each other is no refusal: nothing was written, and it may be asked again.
fn refusal(answer: &Value) -> Option<CrmError> {
    let messages = answer["messages"].as_array()?;
    let said = messages.iter().find(|message| message["type"] == "error")?["message"].as_str()?;
    let collided = said.contains("could not serialize access") || said.contains("deadlock detected");
    Some(if collided { CrmError::new(ErrorKind::Offline, Problem::ServerFailed).saying(said) } else { refused(Some(said.into())) })
}

fn says_there_is_none(failed: &Failed, name: &str) -> bool {
    let said = failed.body["message"].as_str().unwrap_or_default();
    failed.body["name"] == "builtins.ValueError" && said.ends_with(&format!("{MODULE}.{name}"))
}

/// An id as text; Odoo's are positive numbers.
pub(super) fn id(value: &Value) -> Option<String> {
    value.as_u64().filter(|id| *id > 0).map(|id| id.to_string())
}

/// A text, which Odoo tells as `false` where it is empty.
pub(super) fn text<'a>(record: &'a Value, field: &str) -> &'a str {
    record[field].as_str().unwrap_or_default()
}

/// An id as Odoo wants it in an argument.
pub(super) fn number(id: &str) -> Value {
    id.parse::<u64>().map_or(Value::Null, Value::from)
}

/// An instant as Odoo tells and takes it: `2026-03-02 10:00:00`, always UTC.
pub(super) fn time_of(text: &str) -> Option<Millis> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok().map(|at| at.and_utc().timestamp_millis())
}

/// The same the other way.
pub(super) fn time(at: Millis) -> Option<String> {
    DateTime::from_timestamp_millis(at).map(|at| at.format("%Y-%m-%d %H:%M:%S").to_string())
}
