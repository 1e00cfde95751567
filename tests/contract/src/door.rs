//! The door through which a test reaches behind a CRM: adds contacts, counts records, takes its access away.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// An address that takes `{system, method, args}` and answers `{value}` or `{error}`.
pub struct Door {
    url: String,
    system: String,
}

impl Door {
    /// The door at `url`, to one of the systems behind it.
    pub fn new(url: impl Into<String>, system: impl Into<String>) -> Self {
        Self { url: url.into(), system: system.into() }
    }

    /// What a method answers.
    pub fn call(&self, method: &str, args: Value) -> Value {
        let asked = json!({ "system": self.system, "method": method, "args": args });
        let answer = ureq::post(&self.url)
            .header("content-type", "application/json")
            .config()
            .http_status_as_error(false)
            .build()
            .send(asked.to_string())
            .and_then(|mut answer| answer.body_mut().read_to_string())
            .unwrap_or_else(|error| panic!("the control door is shut: {error}"));
        let answer: Value = serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {answer}"));
        assert_eq!(answer.get("error"), None, "{} {method}", self.system);
        answer["value"].clone()
    }
}

/// Waits for a fact, at most ten seconds.
pub fn wait(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(10);
    while !is_so() {
        assert!(Instant::now() < end, "{what} did not happen within 10 s");
        std::thread::yield_now();
    }
}
