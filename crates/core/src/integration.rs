//! A connected CRM account: what it is, what it can do, what it promises.

mod direct;
mod trial;

use serde::{Deserialize, Serialize};

pub use direct::{Direct, Vendor, VendorName};
pub use trial::{Ability, Tried};

use crate::choices::Choices;
use crate::time::{MINUTE, Millis};

/// One connected CRM account, derived from its host and user (G7), such as `appc:crm.example.com/mock/anna`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IntegrationId(String);

impl IntegrationId {
    /// An id; `>` separates it from the call in a stored key and is escaped.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into().replace('>', "%3E"))
    }
    /// The built-in address book.
    pub fn address_book() -> Self {
        Self("book".into())
    }
    /// The address book of the practice line (I12).
    pub fn practice_book() -> Self {
        Self("practice-book".into())
    }
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One connected CRM account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Integration {
    /// Its identity for ever.
    pub id: IntegrationId,
    /// What kind of system it is, with what is needed to speak to it. Never a credential.
    pub kind: IntegrationKind,
    /// Its name on the screens.
    pub name: String,
    /// When it was added; nothing that ended before is attempted by itself (E7).
    pub added_at: Millis,
    /// Since when calls are logged by themselves; `None` while that is off (I1).
    #[serde(default)]
    pub automatic_since: Option<Millis>,
    /// Whether its credential works.
    pub sign_in: SignIn,
    /// What it can do.
    pub capabilities: Capabilities,
    /// Not spoken to before this instant: it limited us, or it is down (G5).
    #[serde(default)]
    pub paused_until: Option<Millis>,
    /// What the agent chose for it.
    #[serde(default)]
    pub choices: Choices,
    /// Taken away by the agent; kept for its history (G7).
    #[serde(default)]
    pub removed: bool,
}

impl Integration {
    /// An address book: an upsert without HTTP, logging by itself from the start.
    pub fn address_book(id: IntegrationId, name: &str, since: Millis, practice: bool) -> Self {
        Self {
            id,
            kind: IntegrationKind::AddressBook { practice },
            name: name.into(),
            added_at: since,
            automatic_since: Some(since),
            sign_in: SignIn::Works,
            capabilities: Capabilities {
                dedupe: Dedupe::Upsert,
                create_contact: true,
                search_by_name: true,
                update: true,
                move_record: true,
                follow_ups: None,
            },
            paused_until: None,
            choices: Choices::default(),
            removed: false,
        }
    }
    /// Whether it can tell what others logged at a contact (G9). An App Connect server tells only of records it is asked for by their key,
    /// and into the practice address book nobody else writes.
    pub fn tells_of_others(&self) -> bool {
        self.kind == IntegrationKind::AddressBook { practice: false }
    }
    /// What a log asks beside contact and note (K6).
    pub fn fields(&self) -> &[Field] {
        match &self.kind {
            IntegrationKind::AppConnect(server) => &server.fields,
            IntegrationKind::AddressBook { .. } | IntegrationKind::Direct(_) => &[],
        }
    }
    /// What a new contact asks beside name and number (K6).
    pub fn contact_fields(&self) -> &[Field] {
        match &self.kind {
            IntegrationKind::AppConnect(server) => &server.contact_fields,
            IntegrationKind::AddressBook { .. } | IntegrationKind::Direct(_) => &[],
        }
    }
    /// The kinds of contact that can be made, the default first; empty where there is but one.
    pub fn contact_types(&self) -> &[ContactType] {
        match &self.kind {
            IntegrationKind::AppConnect(server) => &server.contact_types,
            IntegrationKind::AddressBook { .. } | IntegrationKind::Direct(_) => &[],
        }
    }
    /// Whether it is ours, without HTTP.
    pub fn is_address_book(&self) -> bool {
        matches!(self.kind, IntegrationKind::AddressBook { .. })
    }
    /// Whether requests may leave for it now.
    pub fn can_be_asked(&self) -> bool {
        !self.removed && self.sign_in == SignIn::Works
    }
}

/// What kind of system an integration is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum IntegrationKind {
    /// The built-in address book: records live in our own store, without HTTP.
    AddressBook {
        /// It belongs to the practice line and is removed with it.
        practice: bool,
    },
    /// An App Connect connector server.
    AppConnect(AppConnect),
    /// A CRM spoken to through its own interface.
    Direct(Direct),
}

/// How an App Connect server is reached and what its manifest says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppConnect {
    /// Base of every request: the manifest's `serverUrl`, without a slash at its end.
    pub server_url: String,
    /// The platform's key in the manifest.
    pub platform: String,
    /// The CRM's own host name, for `{hostname}` in page links.
    #[serde(default)]
    pub hostname: String,
    /// The line's stable stand-in for `hashedExtensionId`.
    pub extension_id: String,
    /// The manifest's pattern of a contact's page.
    #[serde(default)]
    pub contact_page: Option<String>,
    /// The manifest's pattern of a log's page.
    #[serde(default)]
    pub log_page: Option<String>,
    /// Kinds of contact that can be made.
    #[serde(default)]
    pub contact_types: Vec<ContactType>,
    /// What a log asks beside contact and note.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// What a new contact asks beside name and number.
    #[serde(default)]
    pub contact_fields: Vec<Field>,
}

/// A kind of contact an integration offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactType {
    /// For eyes.
    pub display: String,
    /// For the server.
    pub value: String,
}

/// A field a log form asks for (K6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The server's name of it.
    pub name: String,
    /// For eyes.
    pub title: String,
    /// Its options come from the contact's associations of the same name.
    pub of_contact: bool,
    /// A log without it is refused.
    pub required: bool,
    /// What can be answered, where that does not depend on the contact.
    #[serde(default)]
    pub kind: FieldKind,
    /// Asked only of contacts of these kinds; empty = of all.
    #[serde(default)]
    pub of_kinds: Vec<String>,
    /// The answer unless somebody gives another.
    #[serde(default)]
    pub default: Option<String>,
}

/// What can be answered to a field. An answer is a text: the value of a choice, `true` or `false`, `YYYY-MM-DD`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldKind {
    /// Any text.
    #[default]
    Text,
    /// One of these; any other text as well where `free`.
    Choice {
        /// What is offered.
        options: Vec<FieldOption>,
        /// Another answer can be typed.
        free: bool,
    },
    /// Yes or no.
    Checkbox,
    /// A day.
    Date,
}

/// One answer a field offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldOption {
    /// For the server.
    pub value: String,
    /// For eyes.
    pub title: String,
}

impl Field {
    /// Whether nothing but a person can answer it.
    pub fn needs_answer(&self) -> bool {
        self.required && self.default.is_none()
    }
    /// Whether it is asked of a contact.
    pub fn is_asked_of(&self, contact_kind: &str) -> bool {
        self.of_kinds.is_empty() || self.of_kinds.iter().any(|kind| kind == contact_kind)
    }
}

/// Whether an integration's credential works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignIn {
    /// As far as we know.
    Works,
    /// The server refused it, or the agent signed out: a person has to sign in again.
    Needed,
}

/// What an integration can do and promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capabilities {
    /// How a double is kept from being made.
    pub dedupe: Dedupe,
    /// Contacts can be made.
    pub create_contact: bool,
    /// Contacts can be searched by name.
    pub search_by_name: bool,
    /// A record can be changed afterwards.
    pub update: bool,
    /// An update can also move a record to another contact (C2).
    #[serde(default)]
    pub move_record: bool,
    /// How a follow-up made there is kept from being doubled; `None` where none can be made (K5).
    #[serde(default)]
    pub follow_ups: Option<Dedupe>,
}

/// How an integration keeps one call from becoming two records (G8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dedupe {
    /// The same key twice is one record: exactly once, also across browsers.
    Upsert,
    /// A record can be looked up by our key: once from one browser.
    Find {
        /// A request that was sent is surely over after this long, in milliseconds (G1).
        settles: Millis,
        /// A record can be found this long after it was written, in milliseconds.
        lag: Millis,
    },
    /// Nothing can be looked up: never sent again by itself.
    None,
}

/// T of G1 unless an integration was measured.
pub const SETTLES: Millis = 2 * MINUTE;
