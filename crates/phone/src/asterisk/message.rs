//! What Asterisk says and is told over ARI, as JSON. Source: Asterisk 22's `rest-api/api-docs`, and recordings of a running one.

use callscribe_core::order::OrdMap;
use callscribe_core::time::Millis;
use chrono::DateTime;
use serde::Deserialize;
use serde_json::json;

/// One message of the event socket: an event, or the answer to a request made over the socket.
#[derive(Debug, Deserialize)]
pub(super) struct Message {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default, deserialize_with = "instant")]
    pub timestamp: Millis,
    #[serde(default)]
    pub channel: Option<Channel>,
    /// `Dial`: who is dialled.
    #[serde(default)]
    pub peer: Option<Channel>,
    /// `Dial`: on whose behalf.
    #[serde(default)]
    pub caller: Option<Channel>,
    #[serde(default)]
    pub dialstatus: String,
    #[serde(default)]
    pub cause: u32,
    /// `BridgeBlindTransfer`: where to.
    #[serde(default)]
    pub exten: String,
    /// Transfers: `Success` or why not.
    #[serde(default)]
    pub result: String,
    #[serde(default)]
    pub transferer_first_leg: Option<Channel>,
    #[serde(default)]
    pub transferer_second_leg: Option<Channel>,
    #[serde(default)]
    pub request_id: String,
    #[serde(default)]
    pub status_code: u16,
    #[serde(default)]
    pub message_body: String,
}

/// A channel as every event carries it: all that holds at that moment.
#[derive(Debug, Deserialize)]
pub(super) struct Channel {
    pub id: String,
    pub name: String,
    pub state: String,
    #[serde(default)]
    pub caller: Party,
    #[serde(default)]
    pub connected: Party,
    #[serde(default)]
    pub dialplan: Dialplan,
    #[serde(deserialize_with = "instant")]
    pub creationtime: Millis,
    #[serde(default)]
    channelvars: OrdMap<String, String>,
}

impl Channel {
    /// Which call the channel belongs to now; empty where `channelvars` in ari.conf does not name it.
    pub fn linked(&self) -> &str {
        self.channelvars.get("CHANNEL(linkedid)").map_or("", String::as_str)
    }
}

/// A number with the name that came along.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(super) struct Party {
    #[serde(default)]
    pub number: String,
    #[serde(default)]
    pub name: String,
}

/// Where a channel is in the dialplan.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Dialplan {
    #[serde(default)]
    pub exten: String,
    #[serde(default)]
    pub app_name: String,
}

/// The answer to `asterisk/info`, as far as it is needed.
#[derive(Debug, Deserialize)]
pub(super) struct Info {
    pub system: System,
}

/// The part of [`Info`] that names the server.
#[derive(Debug, Deserialize)]
pub(super) struct System {
    pub entity_id: String,
}

/// A read made over the socket (Asterisk 20.14, 21.9, 22.4 and later); its answer carries `id` back.
pub(super) fn request(id: &str, uri: &str) -> String {
    json!({ "type": "RESTRequest", "transaction_id": id, "request_id": id, "method": "GET", "uri": uri }).to_string()
}

/// Traffic for a socket whose server answers no requests.
pub(super) fn idle() -> String {
    json!({ "type": "x" }).to_string()
}

/// `2026-11-21T01:45:33.292+0000`, with the server's own offset.
fn instant<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Millis, D::Error> {
    let text = String::deserialize(from)?;
    let at = DateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.f%z").map_err(serde::de::Error::custom)?;
    Ok(at.timestamp_millis())
}
