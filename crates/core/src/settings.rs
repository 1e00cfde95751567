//! What the agent can choose, with the defaults the rules give.

use serde::{Deserialize, Serialize};

/// The agent's choices that belong to no single integration or account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Log calls nobody talked on (A6).
    pub log_missed: bool,
    /// Log extension-to-extension calls (A7).
    pub log_internal: bool,
    /// The region numbers without a country code belong to, ISO 3166 (I7).
    pub region: String,
    /// Extra forms to search a CRM with; `#` is one digit of the national number from the left, at most three (I7).
    pub search_formats: Vec<String>,
    /// Numbers never logged nor looked up, as keys (A14).
    pub never_log: Vec<String>,
    /// The first-run page is done with.
    pub welcomed: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            log_missed: true,
            log_internal: false,
            region: "US".into(),
            search_formats: Vec::new(),
            never_log: Vec::new(),
            welcomed: false,
        }
    }
}
