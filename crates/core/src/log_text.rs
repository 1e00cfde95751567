//! What a log says (J): its subject, its text, and the draft a CRM codec encodes.

use chrono::{DateTime, FixedOffset};

use crate::call::{Call, CallResult, Direction};
use crate::case::Case;
use crate::contact::Contact;
use crate::crm::LogDraft;
use crate::entry::LogEntry;
use crate::time::Millis;

/// All the record of an entry says, with the note as it is now. The user's text is passed on letter by letter (J5).
pub fn draft(case: &Case, entry: &LogEntry, contact: &Contact) -> LogDraft {
    let call = &case.call;
    let (note, _) = case.note_to_send();
    LogDraft {
        key: entry.write_key(),
        contact: contact.clone(),
        association: entry.association.clone().flatten(),
        subject: subject(call, &contact.name),
        note: note.into(),
        direction: call.direction(),
        result: call.result().unwrap_or(CallResult::EndedWhileDisconnected),
        start: call.start(),
        duration: call.duration(),
        other: call.other(),
        own: call.facts.own.as_ref().map_or_else(crate::number::PhoneNumber::withheld, |f| f.value.clone()),
        recording: call.facts.recording.as_ref().map(|f| f.value.clone()),
        zone: call.zone.clone(),
    }
}

/// "Inbound call from Ann Alvarez": one line, by name, else by number (J1).
pub fn subject(call: &Call, name: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let other = call.other();
    let who = [name, other.shown, other.key].into_iter().find(|text| !text.is_empty()).unwrap_or_else(|| "a withheld number".into());
    match (call.direction(), call.result()) {
        (Direction::Inbound, Some(CallResult::Missed)) => format!("Missed call from {who}"),
        (Direction::Inbound, _) => format!("Inbound call from {who}"),
        (Direction::Outbound, _) => format!("Outbound call to {who}"),
    }
}

/// The whole log as plain text, for a CRM with one field for it: the note first, as typed, then a line for each thing known (J2, J4).
pub fn plain_text(draft: &LogDraft) -> String {
    let lines = [
        Some(("Subject", draft.subject.clone())),
        Some(("Number", number(draft))).filter(|(_, number)| !number.is_empty()),
        Some(("Date", local_time(draft.start, &draft.zone))),
        Some(("Duration", duration(draft.duration))),
        Some(("Result", result_words(&draft.result).to_owned())),
        draft.recording.clone().map(|link| ("Recording", link)),
        draft.association.as_ref().map(|a| ("Association", a.title.clone())),
    ];
    let known = lines.into_iter().flatten().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n");
    if draft.note.is_empty() { known } else { format!("{}\n\n{known}", draft.note) }
}

/// An instant in a call's zone, with its offset: `2026-11-20 14:02 +01:00 Europe/Berlin` (J3).
pub fn local_time(at: Millis, (zone, offset): &(String, i32)) -> String {
    let Some(offset) = FixedOffset::east_opt(*offset) else { return String::new() };
    let Some(utc) = DateTime::from_timestamp_millis(at) else { return String::new() };
    format!("{} {zone}", utc.with_timezone(&offset).format("%Y-%m-%d %H:%M %:z"))
}

/// Seconds as `HH:MM:SS`.
pub fn duration(seconds: u32) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// A result for eyes.
pub fn result_words(result: &CallResult) -> &str {
    match result {
        CallResult::Answered => "Answered",
        CallResult::Missed => "Missed",
        CallResult::NoAnswer => "No answer",
        CallResult::Busy => "Busy",
        CallResult::Declined => "Declined",
        CallResult::Voicemail => "Voicemail",
        CallResult::Failed => "Failed",
        CallResult::AnsweredElsewhere => "Answered elsewhere",
        CallResult::EndedWhileDisconnected => "Ended while disconnected",
        CallResult::Other(word) => word,
    }
}

fn number(draft: &LogDraft) -> String {
    match &draft.other.extension {
        Some(extension) => format!("{} ext. {extension}", draft.other.shown),
        None => draft.other.shown.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::testing::{case, contact, entry};
    use crate::call::Note;

    #[test]
    fn j1_the_subject_names_direction_and_contact() {
        use CallResult::*;
        use Direction::*;
        let table = [
            (Inbound, Answered, "Ann Alvarez", "Inbound call from Ann Alvarez"),
            (Inbound, Missed, "Ann Alvarez", "Missed call from Ann Alvarez"),
            (Inbound, Voicemail, "Ann Alvarez", "Inbound call from Ann Alvarez"),
            (Outbound, Answered, "Ann Alvarez", "Outbound call to Ann Alvarez"),
            (Outbound, NoAnswer, "Ann Alvarez", "Outbound call to Ann Alvarez"),
            (Inbound, Answered, "", "Inbound call from +15550100"),
            (Inbound, Answered, "Ann\r\n Alvarez ", "Inbound call from Ann Alvarez"),
        ];
        for (direction, result, name, expected) in table {
            assert_eq!(subject(&case("1", direction, Some(result)).call, name), expected);
        }
    }

    #[test]
    fn j2_the_text_has_the_note_first_and_then_a_line_each() {
        let mut call = case("1", Direction::Inbound, Some(CallResult::Answered));
        call.note = Some(Note {
            call: call.call.id.clone(),
            text: "Call back".into(),
            revision: 1,
            changed: 0,
            written_by: String::new(),
            cancelled: false,
        });
        let draft = draft(&call, &entry(&call), &contact("Ann Alvarez", &["+15550100"]).as_contact());
        let expected = "Call back\n\nSubject: Inbound call from Ann Alvarez\nNumber: +15550100\n\
                        Date: 2026-11-20 14:02 +01:00 Europe/Berlin\nDuration: 00:02:00\nResult: Answered";
        assert_eq!(plain_text(&draft), expected);
    }

    #[test]
    fn j3_times_are_told_in_the_zone_of_the_call_with_its_offset() {
        let table = [
            ("UTC", 0, "2026-11-20 13:02 +00:00 UTC"),
            ("America/New_York", -18_000, "2026-11-20 08:02 -05:00 America/New_York"),
            ("Asia/Kolkata", 19_800, "2026-11-20 18:32 +05:30 Asia/Kolkata"),
            ("Pacific/Auckland", 46_800, "2026-11-21 02:02 +13:00 Pacific/Auckland"),
        ];
        for (zone, offset, expected) in table {
            assert_eq!(local_time(1_795_179_720_000, &(zone.into(), offset)), expected);
        }
    }

    #[test]
    fn j5_the_users_text_is_passed_on_letter_by_letter() {
        let text = "$& $1 <b>bold</b>\r\n- Result: none\n\tنور \u{200f}👩🏽‍💻 ";
        let mut call = case("1", Direction::Inbound, None);
        call.note = Some(Note {
            call: call.call.id.clone(),
            text: text.into(),
            revision: 1,
            changed: 0,
            written_by: String::new(),
            cancelled: false,
        });
        let draft = draft(&call, &entry(&call), &Contact::default());
        assert_eq!(draft.note, text);
        assert!(plain_text(&draft).starts_with(text));
    }
}
