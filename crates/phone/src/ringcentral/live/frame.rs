//! What goes over the socket: an array of a header and, mostly, a body.

use callscribe_core::json;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What the line wants to hear of.
const SESSIONS: &str = "/restapi/v1.0/account/~/extension/~/telephony/sessions";

/// One message from the server.
#[derive(Debug)]
pub(super) struct Frame {
    pub head: Head,
    pub body: Value,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Head {
    #[serde(rename = "type")]
    pub kind: String,
    pub message_id: String,
    pub status: u16,
    pub headers: Map<String, Value>,
    pub wsc: Option<Wsc>,
}

/// The server's name for the session of a socket, with which another socket goes on where this one broke.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Wsc {
    pub token: String,
    pub sequence: u64,
}

/// The body of the greeting.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Details {
    /// `Successful` or `Failed`; nothing where no session was to go on.
    pub recovery_state: String,
    /// RFC 3339.
    pub creation_time: String,
    /// Seconds for which the server keeps a broken session.
    pub recovery_timeout: Option<i64>,
    /// Seconds after which the server closes, whatever goes on.
    pub absolute_timeout: Option<i64>,
}

/// The body of a subscription's answer.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Subscription {
    pub event_filters: Vec<String>,
    pub disabled_filters: Vec<Value>,
}

impl Frame {
    /// Reads a message; `None` where it is none. Newer servers may say more than we know.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = json::from_str::<Vec<Value>>(text).ok()?.into_iter();
        let head = json::from_value(&parts.next()?).ok()?;
        Some(Self { head, body: parts.next().unwrap_or_default() })
    }

    /// The body as what it is expected to be; what cannot be read is as good as nothing said.
    pub fn body<T: Default + serde::de::DeserializeOwned>(&self) -> T {
        json::from_value(&super::super::record::without_nulls(self.body.clone())).unwrap_or_default()
    }

    /// The code of an error, such as `WSG-903`.
    pub fn error_code(&self) -> &str {
        let body = self.body.get(0).unwrap_or(&self.body);
        body["errorCode"].as_str().unwrap_or_default()
    }

    /// Seconds the server asks to wait for.
    pub fn retry_after(&self) -> Option<i64> {
        let header = self.head.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("retry-after"))?.1;
        header.as_i64().or_else(|| header.as_str()?.trim().parse().ok())
    }
}

/// Asks to be told of the calls of the agent's extension.
pub(super) fn subscribe(message_id: &str) -> String {
    let head = json!({"type": "ClientRequest", "messageId": message_id, "method": "POST", "path": "/restapi/v1.0/subscription/"});
    json!([head, {"eventFilters": [SESSIONS], "deliveryMode": {"transportType": "WebSocket"}}]).to_string()
}

/// Asks whether anybody is there.
pub(super) fn heartbeat(message_id: &str) -> String {
    json!([{"type": "Heartbeat", "messageId": message_id}]).to_string()
}
