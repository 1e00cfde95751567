//! A phone number as the product keeps it: one key to compare by, one form for eyes.
//!
//! Parsing and formatting happen once, in the worker, when a number comes in; everything after compares keys. Only the
//! worker may call [`parse`], [`national_digits`] and [`search_forms`]: they pull the numbering plans of the world in,
//! which the screens do not load.

mod plan;
mod read;
mod service;
mod spelling;
mod subscriber;

use serde::{Deserialize, Serialize};

pub use read::{national_digits, parse, search_forms};

use crate::settings::NumberStyle;

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

    /// Whether both reach the same person: equal keys, and no two different extensions. Withheld numbers are never the same.
    pub fn same(&self, other: &Self) -> bool {
        let extensions_agree = match (&self.extension, &other.extension) {
            (Some(mine), Some(theirs)) => mine == theirs,
            _ => true,
        };
        self.kind == other.kind && !self.key.is_empty() && self.key == other.key && extensions_agree
    }

    /// The form for eyes in the style the agent chose (I7). The international one is made of the key and the grouping of the national one,
    /// so that it holds for every number there is.
    pub fn for_eyes(&self, style: NumberStyle) -> String {
        let international = matches!(style, NumberStyle::International).then(|| self.international()).flatten();
        international.unwrap_or_else(|| self.shown.clone())
    }

    /// `+1 415 555-0101` from `(415) 555-0101`; `None` where the form for eyes has a country code already, or is no public number's.
    fn international(&self) -> Option<String> {
        if self.kind != NumberKind::Public || self.shown.starts_with('+') {
            return None;
        }
        let extension = self.extension.as_ref().map_or_else(String::new, |e| format!(" ext. {e}"));
        let national = self.shown.strip_suffix(&extension).unwrap_or(&self.shown);
        let key = self.key.strip_prefix('+')?;
        let backwards = national.char_indices().rev().filter(|(_, sign)| sign.is_ascii_digit());
        let same = backwards.zip(key.chars().rev()).take_while(|((_, mine), theirs)| mine == theirs);
        let (from, digits) = same.map(|((at, _), _)| at).fold((national.len(), 0), |(_, digits), at| (at, digits + 1));
        let code = key.get(..key.len().checked_sub(digits)?)?;
        let grouped = national[from..].replace(['(', ')'], " ");
        let grouped = grouped.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(format!("+{code} {grouped}{extension}"))
    }

    /// The digits of the key, for searching by suffix.
    pub fn digits(&self) -> String {
        self.key.chars().filter(char::is_ascii_digit).collect()
    }
}
