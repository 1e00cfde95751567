//! Records in an App Connect server's answers, and whether the CRM kept the note as it was sent.

use callscribe_core::crm::{RecordRef, WriteKey};
use callscribe_core::integration::AppConnect;
use callscribe_core::order::OrdSet;
use serde_json::Value;

use super::contacts::id;
use super::failure::Answer;
use super::{pages, shield};

/// The record an answer names in `logId`.
pub(super) fn record(server: &AppConnect, answer: &Value) -> Option<RecordRef> {
    let id = id(answer.get("logId")?)?;
    let url = server.log_page.as_deref().and_then(|pattern| pages::log(pattern, &server.hostname, &id));
    Some(RecordRef { id, url })
}

/// What the server has under a key: the entries of its list that answer for it.
pub(super) struct Look<'a> {
    entries: Vec<&'a Value>,
}

impl<'a> Look<'a> {
    /// `None` if the answer leaves the key out: the server drops all but the first five it is asked for.
    pub(super) fn of(answer: &'a Answer, key: &WriteKey) -> Option<Self> {
        let entries: Vec<&Value> = answer.get("logs")?.as_array()?.iter().filter(|log| log["sessionId"] == key.0).collect();
        let each_tells = entries.iter().all(|log| log["matched"].is_boolean());
        (!entries.is_empty() && each_tells).then_some(Self { entries })
    }

    fn matched(&self) -> impl Iterator<Item = &'a Value> + '_ {
        self.entries.iter().copied().filter(|log| log["matched"] == true)
    }

    /// The records, each once; `None` if one has no id.
    pub(super) fn records(&self, server: &AppConnect) -> Option<Vec<RecordRef>> {
        let records: Option<OrdSet<RecordRef>> = self.matched().map(|log| record(server, log)).collect();
        Some(records?.into_iter().collect())
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.matched().next().is_none()
    }

    /// The note of the one record there is, if the connector reads it back.
    pub(super) fn note(&self) -> Option<String> {
        let mut matched = self.matched();
        let (one, more) = (matched.next()?, matched.next());
        more.is_none().then(|| one["logData"]["note"].as_str().map(shield::lifted)).flatten()
    }

    /// Whether the record as the CRM has it now says something else than `note`.
    pub(super) fn mangles(&self, note: &str) -> bool {
        self.matched().any(|log| mangled(note, &log["logData"]))
    }
}

/// Whether the CRM's text differs from `note` (J5). What a connector does not read back cannot be told.
fn mangled(note: &str, data: &Value) -> bool {
    let own_part = data["note"].as_str();
    if note.trim().is_empty() {
        return own_part.is_some_and(|kept| !kept.trim().is_empty());
    }
    let Some(body) = data["fullBody"].as_str().filter(|body| !body.is_empty()).or(own_part) else { return false };
    let (body, note) = (one_line(body), one_line(note));
    match body.split_once(&note) {
        Some((before, after)) => repeats_a_label(before) || repeats_a_label(&format!("{before} {after}")),
        None => true,
    }
}

/// Text without markup and line breaks, which connectors put in and take out as their CRM wants.
fn one_line(text: &str) -> String {
    let text = shield::lifted(text);
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once('<') {
        plain.push_str(before);
        let tag = ["br", "p", "/p", "div", "/div", "li", "/li", "b", "/b", "ul", "/ul"];
        let end = behind.find('>').filter(|end| tag.contains(&behind[..*end].trim_end_matches(['/', ' ']).to_ascii_lowercase().as_str()));
        plain.push(if end.is_some() { ' ' } else { '<' });
        rest = end.map_or(behind, |end| &behind[end + 1..]);
    }
    plain.push_str(rest);
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether one of the server's own lines stands there twice: a part of an older note was left behind.
fn repeats_a_label(text: &str) -> bool {
    const LABELS: [&str; 7] = ["Note", "Summary", "Date/Time", "Duration", "Result", "Call recording link", "Contact Number"];
    LABELS.iter().any(|label| text.matches(&format!("- {label}: ")).count() > 1)
}

#[cfg(test)]
mod tests;
