//! The call log, one question at a time (E1): what is new by the token of the last sync; where there is none, the newest 250 calls and
//! a new token; what those left out, page by page from the newest back.

use callscribe_core::account::{LineProblem, Span, Sync};
use callscribe_core::json;
use callscribe_core::phone::LineEvent;
use callscribe_core::time::{HOUR, Millis};
use chrono::{DateTime, SecondsFormat};
use serde::Deserialize;
use serde_json::Value;

use super::record::{Record, tell};
use super::{Config, failure, used_up};
use crate::http::{HttpRequest, HttpResponse};

/// Records in one answer at most.
const MOST: usize = 250;
/// A sync without token reaches back this far at most; a minute is left for the clocks to differ.
const REACH: Millis = 30 * 24 * HOUR - 60_000;
/// The call log reaches back this far.
const KEPT: Millis = 90 * 24 * HOUR;
/// Records are asked for by their calls' beginning: those that ran when the time asked for began are among them.
const LONGEST: Millis = 4 * HOUR;

/// The next question of a sync that knows everything up to `from`.
pub fn question(config: &Config, sync: &Sync, from: Millis, now: Millis) -> HttpRequest {
    let log = format!("{}/restapi/v1.0/account/~/extension/~/call-log", config.server);
    let most = MOST.to_string();
    if let Some(span) = sync.left {
        let (from, to) = (iso(span.from), iso(span.to));
        let query = [("view", "Detailed"), ("dateFrom", &from), ("dateTo", &to), ("perPage", &most), ("page", "1")];
        return HttpRequest::get(&log, &query);
    }
    let url = format!("{log}-sync");
    match &sync.token {
        Some(token) => {
            HttpRequest::get(&url, &[("syncType", "ISync"), ("syncToken", token), ("view", "Detailed"), ("showDeleted", "true")])
        }
        None => {
            let from = iso(began(from).max(now - REACH));
            let query = [("syncType", "FSync"), ("recordCount", &most), ("dateFrom", &from), ("statusGroup", "All"), ("view", "Detailed")];
            HttpRequest::get(&url, &query)
        }
    }
}

/// What the answer to [`question`] tells, and how the sync goes on.
pub fn answer(config: &Config, sync: &Sync, from: Millis, now: Millis, answer: &HttpResponse) -> LineEvent {
    let by_token = sync.left.is_none() && sync.token.is_some();
    let told = match answer.status {
        200 => json::from_str::<Told>(&answer.body).ok(),
        // The token is too old, or too much happened since.
        400 | 404 | 409 | 410 if by_token => Some(Told::default()),
        _ => return failure(answer, now),
    };
    let Some(told) = told else { return LineEvent::Unsynced(LineProblem::ServerFailed) };
    let count = told.records.len();
    let records: Vec<Record> = told.records.into_iter().filter_map(Record::read).collect();
    let oldest = records.iter().filter_map(Record::start).min();
    let is_full = count >= MOST;
    let token = told.sync_info.map(|info| info.sync_token);
    let (token, left, whole) = match sync.left {
        Some(span) => {
            let left =
                oldest.filter(|_| is_full).map(|oldest| Span { to: oldest.min(span.to - 1), ..span }).filter(|span| span.from < span.to);
            (sync.token.clone(), left, left.is_none())
        }
        None if by_token => {
            let token = token.filter(|_| !is_full);
            let whole = token.is_some();
            (token, None, whole)
        }
        None => {
            let reach = Span { from: began(from).max(now - KEPT), to: oldest.unwrap_or(now - REACH) };
            let left = (is_full || began(from) < now - REACH).then_some(reach).filter(|span| span.from < span.to);
            (token, left, left.is_none())
        }
    };
    let sync = Sync { token, left, since: sync.since, not_before: used_up(answer, now) };
    LineEvent::Synced { calls: tell(&records, config), sync, whole }
}

/// The question which calls run now.
pub fn what_runs(config: &Config) -> HttpRequest {
    let url = format!("{}/restapi/v1.0/account/~/extension/~/active-calls", config.server);
    HttpRequest::get(&url, &[("view", "Detailed"), ("perPage", "250"), ("page", "1")])
}

/// What the answer to [`what_runs`] tells. An answer that is none leaves it to the history to say what is over.
pub fn running(config: &Config, now: Millis, answer: &HttpResponse) -> LineEvent {
    if matches!(answer.status, 401 | 403 | 429) {
        return failure(answer, now);
    }
    let told = (answer.status == 200).then(|| json::from_str::<Told>(&answer.body).ok()).flatten();
    let records = |told: Told| told.records.into_iter().filter_map(Record::read).collect::<Vec<Record>>();
    LineEvent::Listed { running: told.map(|told| tell(&records(told), config)), not_before: used_up(answer, now) }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    records: Vec<Value>,
    #[serde(default)]
    sync_info: Option<SyncInfo>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SyncInfo {
    sync_token: String,
}

fn began(from: Millis) -> Millis {
    from - LONGEST
}

fn iso(at: Millis) -> String {
    DateTime::from_timestamp_millis(at).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Millis, true)
}
