//! One side of a call as a record names it; any part of it may be missing.

use callscribe_core::number::{PhoneNumber, parse};
use serde::Deserialize;

/// `CallLogFromParty` or `CallLogToParty`.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Party {
    phone_number: String,
    dialer_phone_number: String,
    dialed_phone_number: String,
    extension_number: String,
    pub extension_id: Id,
    name: String,
}

impl Party {
    /// Its number. Digits with a country code come without a plus, others as somebody formatted them; none at all is withheld.
    pub fn number(&self, region: &str) -> PhoneNumber {
        let said = [&self.phone_number, &self.dialer_phone_number, &self.dialed_phone_number, &self.extension_number];
        match said.into_iter().map(|text| text.trim()).find(|text| !text.is_empty()) {
            Some(text) if text.len() >= 11 && text.bytes().all(|b| b.is_ascii_digit()) => parse(&format!("+{text}"), region),
            Some(text) => parse(text, region),
            None => PhoneNumber::withheld(),
        }
    }

    /// The name that came with it.
    pub fn name(&self) -> Option<String> {
        Some(self.name.trim()).filter(|name| !name.is_empty()).map(Into::into)
    }

    /// Within the phone system, and reached there.
    pub fn is_colleague(&self) -> bool {
        let has_extension = !self.extension_number.is_empty() || !self.extension_id.0.is_empty();
        has_extension && self.phone_number.is_empty()
    }

    /// Within the phone system, also where a live event writes the extension's own number as its phone number.
    pub fn is_inside(&self) -> bool {
        !self.extension_id.0.is_empty() && !self.phone_number.trim().starts_with('+')
    }

    /// Who it is, for eyes: name and number, as far as they are known.
    pub fn shown(&self, region: &str) -> Option<String> {
        let number = self.number(region).shown;
        let parts: Vec<String> = self.name().into_iter().chain(Some(number).filter(|number| !number.is_empty())).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// An id, which the vendor writes as a number here and as text there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Written")]
pub(super) struct Id(pub String);

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Number(u64),
}

impl From<Written> for Id {
    fn from(written: Written) -> Self {
        match written {
            Written::Text(text) => Self(text),
            Written::Number(number) => Self(number.to_string()),
        }
    }
}
