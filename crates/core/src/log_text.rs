//! What a log says (J): its subject, its note, and the draft a CRM codec encodes.

use crate::call::{Call, CallResult, Direction};
use crate::case::Case;
use crate::contact::Contact;
use crate::crm::LogDraft;
use crate::entry::LogEntry;

/// All the record of an entry says, with the note as it is now. The user's text is passed on letter by letter (J5).
pub fn draft(case: &Case, entry: &LogEntry, contact: &Contact) -> LogDraft {
    let call = &case.call;
    LogDraft {
        key: entry.write_key(),
        contact: contact.clone(),
        association: entry.association.clone().flatten(),
        subject: subject(call, &contact.name),
        note: note(case),
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

/// The note as typed, and below it what a reader could not know otherwise: who else was on the call (A12) and where it went (A9).
fn note(case: &Case) -> String {
    let facts = &case.call.facts;
    let (typed, _) = case.note_to_send();
    let others = facts.others.iter().flat_map(|f| &f.value).map(|number| number.shown.as_str()).filter(|shown| !shown.is_empty());
    let others = others.collect::<Vec<_>>().join(", ");
    let also = Some(format!("Also on the call: {others}")).filter(|_| !others.is_empty());
    let went = facts.transferred_to.as_ref().filter(|f| !f.value.is_empty()).map(|f| format!("Transferred to {}", f.value));
    let told = also.into_iter().chain(went).collect::<Vec<_>>().join("\n");
    [typed, &told].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::testing::{case, entry, number};
    use crate::call::Note;
    use crate::testing::fact;

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

    fn noted(text: &str) -> Case {
        let mut call = case("1", Direction::Inbound, None);
        let id = call.call.id.clone();
        call.note = Some(Note { call: id, text: text.into(), revision: 1, changed: 0, written_by: String::new(), cancelled: false });
        call
    }

    #[test]
    fn j5_the_users_text_is_passed_on_letter_by_letter() {
        let text = "$& $1 <b>bold</b>\r\n- Result: none\n\tنور \u{200f}👩🏽‍💻 ";
        let call = noted(text);
        assert_eq!(draft(&call, &entry(&call), &Contact::default()).note, text);
    }

    #[test]
    fn a9_a12_the_note_goes_on_with_who_else_was_there_and_where_the_call_went() {
        let mut call = noted("Call back");
        call.call.facts.others = Some(fact(vec![number("+12015550101"), number("+12015550102")]));
        call.call.facts.transferred_to = Some(fact("101".to_owned()));
        let told = "Also on the call: +12015550101, +12015550102\nTransferred to 101";
        assert_eq!(draft(&call, &entry(&call), &Contact::default()).note, format!("Call back\n\n{told}"));
        call.note = None;
        assert_eq!(draft(&call, &entry(&call), &Contact::default()).note, told);
    }
}
