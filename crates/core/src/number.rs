//! A phone number as the product keeps it: one key to compare by, one form for eyes.
//!
//! Parsing and formatting happen once, in the phone crate, when a call arrives; everything after compares keys.

use serde::{Deserialize, Serialize};

/// A number parsed once, where it came in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PhoneNumber {
    /// What kind of number this is; decides whether it may be looked up.
    pub kind: NumberKind,
    /// The key numbers are compared by: E.164 for [`NumberKind::Public`], the digits as dialled otherwise, empty when withheld.
    pub key: String,
    /// The form for eyes: national within the default region, international elsewhere.
    pub shown: String,
    /// Extension dialled behind the number, without its mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// What the source said, letter by letter.
    pub raw: String,
}

/// What a number can be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum NumberKind {
    /// A subscriber's number, known in E.164.
    Public,
    /// A short internal number: an extension of the same phone system.
    Internal,
    /// A short code or service number that has no E.164 form.
    Short,
    /// A feature code such as `*97`, or the own voicemail.
    Feature,
    /// An emergency number.
    Emergency,
    /// Withheld, anonymous or absent.
    Withheld,
}

impl PhoneNumber {
    /// The number of a caller who does not show one.
    pub fn withheld() -> Self {
        Self { kind: NumberKind::Withheld, key: String::new(), shown: String::new(), extension: None, raw: String::new() }
    }

    /// Whether a CRM may ever be asked for this number (A11).
    pub fn can_be_looked_up(&self) -> bool {
        matches!(self.kind, NumberKind::Public | NumberKind::Internal | NumberKind::Short)
    }

    /// The digits of the key, for searching by suffix.
    pub fn digits(&self) -> String {
        self.key.chars().filter(char::is_ascii_digit).collect()
    }
}
