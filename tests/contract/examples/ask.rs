//! Asks a CRM through our codecs, so that a program in another language can see what leaves: one question a line of standard input, as
//! JSON, and one answer a line.
//!
//! `{"server": Direct, "asked": CrmRequest, "token", "now"}` answers `{"reply": CrmReply}`, `{"vendor", "place": {"url", "database"},
//! "token", "now"}` signs in and answers `{"integration", "user"}`; a failure is `{"error": CrmError}`. In `asked` the texts
//! that count as ours are written as texts.
//!
//! `{"salesforce": {"login", "client_id", "redirect", "state", "verifier"}}` answers its sign-in page; with `"came_back"` (an address),
//! `"refresh"` or `"revoke"` (a token) it asks for what that leads to.

use std::io::{BufRead, Write, stdin, stdout};
use std::time::Duration;

use callscribe_contract::{NOW, send};
use callscribe_core::crm::{CrmError, CrmRequest};
use callscribe_core::integration::{Direct, VendorName};
use callscribe_core::own_text::OwnText;
use callscribe_crm::Step;
use callscribe_crm::direct::salesforce::{self, SignIn};
use callscribe_crm::direct::{Exchange, Place, sign_in, start};
use serde_json::{Value, from_value, json};

fn main() {
    for line in stdin().lock().lines().map_while(Result::ok) {
        let question = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error} in {line}"));
        let answer = answer(question).unwrap_or_else(|error| json!({ "error": error }));
        writeln!(stdout(), "{answer}").unwrap_or_else(|error| panic!("nobody listens: {error}"));
    }
}

fn answer(mut question: Value) -> Result<Value, CrmError> {
    let token = question["token"].as_str().unwrap_or_default().to_owned();
    let now = question["now"].as_i64().unwrap_or(NOW);
    if !question["salesforce"].is_null() {
        return salesforce_sign_in(&question["salesforce"], now);
    }
    if question["asked"].is_null() {
        let vendor: VendorName = read(question["vendor"].take());
        let text = |name: &str| question["place"][name].as_str().unwrap_or_default().to_owned();
        let place = Place { url: text("url"), database: text("database") };
        let signed_in = run(sign_in(vendor, &place, now)?, &token)?;
        return Ok(json!({ "integration": signed_in.integration, "user": signed_in.user }));
    }
    let server: Direct = read(question["server"].take());
    let asked: CrmRequest = read(with_prints(question["asked"].take()));
    Ok(json!({ "reply": run(start(&server, &asked, now)?, &token)? }))
}

/// One step of a sign-in in a window of the browser's.
fn salesforce_sign_in(step: &Value, now: i64) -> Result<Value, CrmError> {
    let text = |name: &str| step[name].as_str().unwrap_or_default().to_owned();
    let sign_in = SignIn {
        login: text("login"),
        client_id: text("client_id"),
        redirect: text("redirect"),
        state: text("state"),
        verifier: text("verifier"),
    };
    let send = |request| send(&request, None, Duration::from_secs(20));
    if !step["revoke"].is_null() {
        let status = send(salesforce::revoke(&sign_in.login, &text("revoke"))).map(|answer| answer.status).ok();
        return Ok(json!({ "status": status }));
    }
    let request = match step["refresh"].as_str() {
        Some(token) => Some(salesforce::refresh(&sign_in.login, &sign_in.client_id, token)),
        None => step["came_back"].as_str().and_then(|address| sign_in.came_back(address)),
    };
    let Some(request) = request else { return Ok(json!({ "page": sign_in.page() })) };
    let tokens = salesforce::tokens(send(request), now)?;
    Ok(json!({ "access": tokens.access, "refresh": tokens.refresh, "url": tokens.url }))
}

/// Texts of ours become what is remembered of them.
fn with_prints(mut asked: Value) -> Value {
    for text in asked.pointer_mut("/UpdateLog/ours").and_then(Value::as_array_mut).into_iter().flatten() {
        *text = json!(text.as_str().map(OwnText::of));
    }
    asked
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    from_value(value.clone()).unwrap_or_else(|error| panic!("{error} in {value}"))
}

fn run<T>(mut exchange: Exchange<T>, token: &str) -> Result<T, CrmError> {
    let mut request = exchange.request();
    loop {
        match exchange.answer(send(&request, Some(token), Duration::from_secs(20))) {
            Step::Next(next) => request = next,
            Step::Done(outcome, _) => return outcome,
        }
    }
}
