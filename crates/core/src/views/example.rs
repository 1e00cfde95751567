//! A record as the chosen parts make it, to see them by (I6).

use crate::call::{AccountId, Call, CallId, CallResult, Direction, Fact, Facts, Note, Source};
use crate::case::Case;
use crate::contact::Contact;
use crate::entry::{LogEntry, LogKey};
use crate::integration::IntegrationId;
use crate::log_text;
use crate::number::{NumberKind, PhoneNumber};
use crate::settings::Content;
use crate::time::{Millis, SECOND};

/// What is shown of nobody in particular.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The contact's name.
    pub name: String,
    /// The note.
    pub note: String,
    /// When the call began.
    pub at: Millis,
    /// The browser's zone then: seconds east of UTC.
    pub offset: i32,
}

/// The record of an answered call as plain text, with the parts that are on.
pub fn record(content: &Content, sample: &Sample) -> String {
    let id = CallId { account: AccountId::new("sample"), session: "sample".into() };
    let facts = Facts {
        direction: fact(Direction::Inbound),
        other: fact(number("+14155550101", "(415) 555-0101")),
        own: fact(number("+14155550199", "(415) 555-0199")),
        started: fact(sample.at),
        answered: fact(sample.at + 5 * SECOND),
        ended: fact(sample.at + 276 * SECOND),
        result: fact(CallResult::Answered),
        recording: fact("https://phone.example.com/recording".to_owned()),
        ..Facts::default()
    };
    let call =
        Call { id: id.clone(), facts, first_seen: sample.at, zone: (String::new(), sample.offset), duration_confirmed: false, gap: None };
    let note = Note { call: id.clone(), text: sample.note.clone(), revision: 1, changed: 0, written_by: String::new(), cancelled: false };
    let entry = LogEntry::new(LogKey { call: id, integration: IntegrationId::new("sample") });
    let case = Case { call, entries: Vec::new(), note: Some(note) };
    let contact = Contact { name: sample.name.clone(), ..Contact::default() };
    log_text::draft(&case, &entry, &contact, content).plain()
}

fn fact<T>(value: T) -> Option<Fact<T>> {
    Some(Fact { source: Source::Live, seq: 1, value })
}

fn number(key: &str, shown: &str) -> PhoneNumber {
    PhoneNumber { kind: NumberKind::Public, key: key.into(), shown: shown.into(), extension: None, raw: key.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::DateFormat;

    #[test]
    fn i6_the_example_follows_the_choices() {
        let sample = Sample { name: "Ann".into(), note: "Asked for prices".into(), at: 0, offset: 3600 };
        let whole = record(&Content::default(), &sample);
        for part in [
            "Asked for prices",
            "Inbound call from Ann",
            "(415) 555-0101",
            "1970-01-01 01:00 (UTC+01:00)",
            "00:04:31",
            "Answered",
            "recording",
        ] {
            assert!(whole.contains(part), "{part} in {whole}");
        }
        let american = Content { note: false, date_format: DateFormat::MonthDayYear, twelve_hours: true, ..Content::default() };
        let text = record(&american, &sample);
        assert!(text.contains("01/01/1970 01:00 AM") && !text.contains("prices"), "{text}");
    }
}
