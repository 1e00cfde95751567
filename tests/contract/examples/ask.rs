//! Asks a CRM through our codecs, so that a program in another language can see what leaves: one question a line of standard input, as
//! JSON, and one answer a line.
//!
//! `{"server": Direct, "asked": CrmRequest, "token", "now"}` answers `{"reply": CrmReply}`, `{"vendor", "place": {"url", "database"},
//! "token", "now"}` signs in and answers `{"integration", "user"}`; a failure is `{"error": CrmError}`. In `asked` the texts
//! that count as ours are written as texts.

use std::io::{BufRead, Write, stdin, stdout};
use std::time::Duration;

use callscribe_contract::{NOW, send};
use callscribe_core::crm::{CrmError, CrmRequest};
use callscribe_core::integration::{Direct, VendorName};
use callscribe_core::own_text::OwnText;
use callscribe_crm::Step;
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
