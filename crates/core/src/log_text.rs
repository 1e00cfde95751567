//! What a log says (J): its subject, its note, and the draft a CRM codec encodes.

use chrono::{DateTime, FixedOffset};

use crate::call::{Call, CallResult, Direction, WrapUp};
use crate::case::Case;
use crate::contact::Contact;
use crate::crm::LogDraft;
use crate::entry::LogEntry;
use crate::hash::stable_hash;
use crate::settings::{Content, DateFormat};
use crate::time::Millis;

/// All the record of an entry says, with the note as it is now and the parts that are on (I6). The user's text is passed on letter by letter (J5).
pub fn draft(case: &Case, entry: &LogEntry, contact: &Contact, content: &Content) -> LogDraft {
    let call = &case.call;
    let facts = &call.facts;
    let on = |part: bool, text: &dyn Fn() -> String| if part { text() } else { String::new() };
    LogDraft {
        key: entry.write_key(),
        contact: contact.clone(),
        association: entry.association.clone().flatten(),
        subject: on(content.subject, &|| subject(call, &contact.name, content.number)),
        note: on(content.note, &|| case.note_to_send().0.to_owned()),
        told: told(case, content),
        wrap_up: call.wrap_up(),
        answers: entry.answers.clone(),
        direction: call.direction(),
        result: content.result.then(|| call.result().unwrap_or(CallResult::EndedWhileDisconnected)),
        start: content.time.then(|| call.start()),
        offset: call.zone.1,
        time: on(content.time, &|| time(call.start(), call.zone.1, content)),
        duration: content.duration.then(|| call.duration()),
        number: content.number.then(|| call.other()),
        asked_by: call.other(),
        own: facts.own.as_ref().filter(|_| content.agent).map(|f| f.value.clone()),
        recording: facts.recording.as_ref().filter(|_| content.recording).map(|f| f.value.clone()),
        voicemail: facts.voicemail.as_ref().filter(|_| content.recording).map(|f| f.value.clone()),
        corrected: false,
    }
}

/// "Inbound call from Ann Alvarez": one line, by name, else by number where that is on (J1).
pub fn subject(call: &Call, name: &str, with_number: bool) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let other = call.other();
    let withheld = if other.key.is_empty() { "a withheld number" } else { "an outside number" };
    let (shown, key) = if with_number { (other.shown, other.key) } else { Default::default() };
    let who = [name, shown, key].into_iter().find(|text| !text.is_empty()).unwrap_or_else(|| withheld.into());
    match (call.direction(), call.result()) {
        (Direction::Inbound, Some(CallResult::Missed)) => format!("Missed call from {who}"),
        (Direction::Inbound, _) => format!("Inbound call from {who}"),
        (Direction::Outbound, _) => format!("Outbound call to {who}"),
    }
}

/// What a reader could not know otherwise, a line each: who else was on the call (A12) and where it went (A9).
fn told(case: &Case, content: &Content) -> Vec<String> {
    let facts = &case.call.facts;
    let others = facts.others.iter().flat_map(|f| &f.value).map(|number| number.shown.as_str()).filter(|shown| !shown.is_empty());
    let others = others.collect::<Vec<_>>().join(", ");
    let also = Some(format!("Also on the call: {others}")).filter(|_| !others.is_empty() && content.number);
    let went = facts.transferred_to.as_ref().filter(|f| !f.value.is_empty()).map(|f| format!("Transferred to {}", f.value));
    also.into_iter().chain(went).collect()
}

/// An instant as the agent chose, in the zone the browser had when the call began: "2026-11-21 14:02 (UTC+01:00)" (I6, J3).
fn time(at: Millis, offset: i32, content: &Content) -> String {
    let date = match content.date_format {
        DateFormat::YearMonthDay => "%Y-%m-%d",
        DateFormat::MonthDayYear => "%m/%d/%Y",
        DateFormat::DayMonthYear => "%d/%m/%Y",
    };
    let clock = if content.twelve_hours { "%I:%M %p" } else { "%H:%M" };
    let there = FixedOffset::east_opt(offset).or_else(|| FixedOffset::east_opt(0));
    let at = there.zip(DateTime::from_timestamp_millis(at)).map(|(zone, at)| at.with_timezone(&zone));
    at.map_or_else(String::new, |at| at.format(&format!("{date} {clock} (UTC%:z)")).to_string())
}

/// A duration as `HH:MM:SS` (K1).
fn duration(seconds: u32) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// For CRMs that take one text instead of fields (J4).
impl LogDraft {
    /// The note with what is told below it, for CRMs that have fields for all the rest.
    pub fn note_and_told(&self) -> String {
        let wrap_up = [("Response", self.response()), ("Attendees", self.attendees())].into_iter().filter(|(_, text)| !text.is_empty());
        let told = wrap_up.map(|(label, text)| format!("{label}: {text}")).chain(self.told.iter().cloned());
        let told = told.collect::<Vec<_>>().join("\n");
        [self.note.as_str(), &told].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    fn response(&self) -> String {
        one_line(&self.wrap_up.response)
    }

    fn attendees(&self) -> String {
        self.wrap_up.attendees.iter().map(|name| one_line(name)).collect::<Vec<_>>().join(", ")
    }

    /// All of it as plain text: the note letter by letter, then a line for each part (J2).
    pub fn plain(&self) -> String {
        let lines = self.lines().into_iter().map(|(label, text)| format!("{label}: {text}"));
        let lines = lines.chain(self.told.iter().cloned()).collect::<Vec<_>>().join("\n");
        [self.note.clone(), lines].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    /// All of it as HTML in which no text of a person is markup (J5).
    pub fn html(&self) -> String {
        let note = Some(&self.note).filter(|note| !note.is_empty()).map(|note| format!("<p dir=\"auto\">{}</p>", html(note)));
        let lines = self.lines().into_iter().map(|(label, text)| format!("<li><b>{label}</b>: {}</li>", html(&text)));
        let lines: String = lines.chain(self.told.iter().map(|told| format!("<li>{}</li>", html(told)))).collect();
        let list = Some(lines).filter(|lines| !lines.is_empty()).map(|lines| format!("<ul>{lines}</ul>"));
        note.into_iter().chain(list).collect()
    }

    /// Each part but the note with its label, in the order of the rules (J2).
    fn lines(&self) -> Vec<(&'static str, String)> {
        let number = |number: &Option<crate::number::PhoneNumber>| number.as_ref().map(|n| n.shown.clone());
        let parts = [
            ("Subject", Some(self.subject.clone())),
            ("Number", number(&self.number)),
            ("Date and time", Some(self.time.clone())),
            ("Duration", self.duration.map(duration)),
            ("Result", self.result.as_ref().map(|r| r.as_str().to_owned())),
            ("Recording", self.recording.clone()),
            ("Voicemail", self.voicemail.clone()),
            ("Agent", number(&self.own)),
            ("Response", Some(self.response())),
            ("With", self.association.as_ref().map(|a| a.title.clone())),
            ("Attendees", Some(self.attendees())),
        ];
        parts.into_iter().filter_map(|(label, text)| Some((label, one_line(&text?)))).filter(|(_, text)| !text.is_empty()).collect()
    }

    /// Tells whether two drafts say the same facts; the note is counted by its revision, and the time is never rewritten (J3).
    pub fn facts_print(&self) -> u64 {
        let number = |number: &Option<crate::number::PhoneNumber>| number.as_ref().map(|n| n.key.clone());
        let facts = (&self.subject, &self.told, self.direction, &self.result, self.duration, number(&self.number), number(&self.own));
        let said = (self.wrap_up != WrapUp::default() || !self.answers.is_empty()).then_some((&self.wrap_up, &self.answers));
        let said = said.map(|said| format!("{said:?}")).unwrap_or_default();
        let text = format!("{facts:?} {:?} {:?}{said}", self.recording, self.voicemail);
        u64::try_from(stable_hash(text.as_bytes()) & u128::from(u64::MAX)).unwrap_or_default()
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn html(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\r' if signs.peek() == Some(&'\n') => {}
            '\n' | '\r' => safe.push_str("<br>"),
            sign => safe.push(sign),
        }
    }
    safe
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
            assert_eq!(subject(&case("1", direction, Some(result)).call, name, true), expected);
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
        let draft = draft(&call, &entry(&call), &Contact::default(), &Content::default());
        assert_eq!(draft.note, text);
        assert!(draft.plain().starts_with(&format!("{text}\n\nSubject: ")));
        assert!(draft.html().starts_with("<p dir=\"auto\">$&amp; $1 &lt;b&gt;bold&lt;/b&gt;<br>- Result: none<br>\t"));
        assert_eq!(draft.html().matches("<b>").count(), draft.lines().len(), "no markup but ours");
    }

    #[test]
    fn a9_a12_the_note_goes_on_with_who_else_was_there_and_where_the_call_went() {
        let mut call = noted("Call back");
        call.call.facts.others = Some(fact(vec![number("+12015550101"), number("+12015550102")]));
        call.call.facts.transferred_to = Some(fact("101".to_owned()));
        let told = "Also on the call: +12015550101, +12015550102\nTransferred to 101";
        let draft = |call: &Case| draft(call, &entry(call), &Contact::default(), &Content::default());
        assert_eq!(draft(&call).note_and_told(), format!("Call back\n\n{told}"));
        assert!(draft(&call).plain().ends_with(told));
        call.note = None;
        assert_eq!(draft(&call).note_and_told(), told);
    }

    #[test]
    fn j4_the_same_is_said_as_text_as_html_and_beside_fields() {
        let call = noted("Call back");
        let ann = Contact { name: "Ann".into(), ..Contact::default() };
        let content = Content { time: false, duration: false, result: false, agent: false, ..Content::default() };
        let draft = draft(&call, &entry(&call), &ann, &content);
        assert_eq!(draft.plain(), "Call back\n\nSubject: Inbound call from Ann\nNumber: +15550100");
        let list = "<ul><li><b>Subject</b>: Inbound call from Ann</li><li><b>Number</b>: +15550100</li></ul>";
        assert_eq!(draft.html(), format!("<p dir=\"auto\">Call back</p>{list}"));
        assert_eq!(draft.note_and_told(), "Call back");
    }

    #[test]
    fn j2_a_text_says_every_part_in_order_and_i6_nothing_that_is_off() {
        let mut call = noted("Wants two");
        call.call.facts.recording = Some(fact("https://phone.example/rec/1".to_owned()));
        let mut entry = entry(&call);
        let roof = crate::contact::Association { field: "deal".into(), id: "1".into(), title: "Roof".into(), open: true, created: None };
        entry.association = Some(Some(roof));
        call.call.facts.wrap_up = Some(fact(WrapUp { response: "Call\nLater".into(), attendees: vec!["Mia".into(), "Jon".into()] }));
        let ann = Contact { name: "Ann".into(), ..Contact::default() };
        let whole = draft(&call, &entry, &ann, &Content::default());
        let expected = "Wants two\n\nSubject: Inbound call from Ann\nNumber: +15550100\nDate and time: 2026-11-20 14:02 (UTC+01:00)\n\
            Duration: 00:02:00\nResult: Answered\nRecording: https://phone.example/rec/1\nAgent: +15550199\n\
            Response: Call Later\nWith: Roof\nAttendees: Mia, Jon";
        assert_eq!(whole.plain(), expected);
        type Switch = (fn(&mut Content) -> &mut bool, &'static str);
        let switches: [Switch; 8] = [
            (|c| &mut c.note, "Wants two\n\n"),
            (|c| &mut c.subject, "Subject: Inbound call from Ann\n"),
            (|c| &mut c.number, "Number: +15550100\n"),
            (|c| &mut c.time, "Date and time: 2026-11-20 14:02 (UTC+01:00)\n"),
            (|c| &mut c.duration, "Duration: 00:02:00\n"),
            (|c| &mut c.result, "Result: Answered\n"),
            (|c| &mut c.recording, "Recording: https://phone.example/rec/1\n"),
            (|c| &mut c.agent, "Agent: +15550199\n"),
        ];
        for (part, line) in switches {
            let mut content = Content::default();
            *part(&mut content) = false;
            assert_eq!(draft(&call, &entry, &ann, &content).plain(), expected.replace(line, ""), "{line}");
        }
    }

    #[test]
    fn j2_the_response_goes_with_the_note_where_the_rest_has_fields_and_makes_new_facts() {
        let mut call = noted("Wants two");
        let draft = |call: &Case| draft(call, &entry(call), &Contact::default(), &Content::default());
        let before = draft(&call).facts_print();
        call.call.facts.wrap_up = Some(fact(WrapUp { response: "Held".into(), attendees: Vec::new() }));
        assert_eq!(draft(&call).note_and_told(), "Wants two\n\nResponse: Held");
        let held = draft(&call).facts_print();
        call.call.facts.wrap_up = Some(fact(WrapUp { response: "Held".into(), attendees: vec!["Mia".into()] }));
        let with_mia = draft(&call).facts_print();
        assert!(before != held && held != with_mia);
    }

    #[test]
    fn i6_a_number_that_is_off_stands_in_no_part() {
        let mut call = noted("");
        call.call.facts.others = Some(fact(vec![number("+15550100")]));
        let content = Content { number: false, ..Content::default() };
        let draft = draft(&call, &entry(&call), &Contact::default(), &content);
        assert!(!draft.plain().contains("550100"), "{}", draft.plain());
        assert_eq!(draft.subject, "Inbound call from an outside number");
    }

    #[test]
    fn i6_dates_and_hours_are_written_as_chosen() {
        use DateFormat::*;
        let (morning, afternoon) = (1_795_132_920_000, 1_795_179_720_000);
        let table = [
            (YearMonthDay, false, afternoon, "2026-11-20 14:02 (UTC+01:00)"),
            (MonthDayYear, true, afternoon, "11/20/2026 02:02 PM (UTC+01:00)"),
            (DayMonthYear, false, afternoon, "20/11/2026 14:02 (UTC+01:00)"),
            (DayMonthYear, true, morning, "20/11/2026 01:02 AM (UTC+01:00)"),
        ];
        for (date_format, twelve_hours, at, expected) in table {
            assert_eq!(time(at, 3_600, &Content { date_format, twelve_hours, ..Content::default() }), expected);
        }
    }

    #[test]
    fn j3_the_text_has_the_offset_the_call_began_with_at_midnight_and_when_clocks_change() {
        let at = |text: &str| text.parse::<DateTime<chrono::Utc>>().unwrap().timestamp_millis();
        let table = [
            ("2026-11-20T23:00:00Z", 3_600, "2026-11-21 00:00 (UTC+01:00)"),
            ("2026-12-31T23:59:59Z", 0, "2026-12-31 23:59 (UTC+00:00)"),
            ("2026-11-01T05:30:00Z", -4 * 3_600, "2026-11-01 01:30 (UTC-04:00)"),
            ("2026-11-01T06:30:00Z", -5 * 3_600, "2026-11-01 01:30 (UTC-05:00)"),
            ("2026-03-29T00:59:00Z", 3_600, "2026-03-29 01:59 (UTC+01:00)"),
            ("2026-03-29T01:00:00Z", 7_200, "2026-03-29 03:00 (UTC+02:00)"),
            ("2026-06-01T12:00:00Z", 20_700, "2026-06-01 17:45 (UTC+05:45)"),
        ];
        for (utc, offset, expected) in table {
            assert_eq!(time(at(utc), offset, &Content::default()), expected);
        }
    }

    #[test]
    fn j3_neither_note_nor_time_makes_facts_new() {
        let mut call = noted("one");
        let print = |call: &Case| draft(call, &entry(call), &Contact::default(), &Content::default()).facts_print();
        let before = print(&call);
        call.note.as_mut().unwrap().text = "two".into();
        call.call.zone.1 = 0;
        assert_eq!(print(&call), before);
        call.call.facts.duration = Some(fact(7));
        assert_ne!(print(&call), before);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn j3_the_time_said_is_the_start_to_the_minute(at in 0..4_102_444_800_000_i64, quarters in -48..57_i32, form in 0..6_usize) {
            let date_format = [DateFormat::YearMonthDay, DateFormat::MonthDayYear, DateFormat::DayMonthYear][form % 3];
            let content = Content { date_format, twelve_hours: form > 2, ..Content::default() };
            let date = ["%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y"][form % 3];
            let clock = if form > 2 { "%I:%M %p" } else { "%H:%M" };
            let said = time(at, quarters * 900, &content);
            let read = DateTime::parse_from_str(&said, &format!("{date} {clock} (UTC%:z)")).unwrap();
            proptest::prop_assert_eq!(read.timestamp_millis(), at - at % 60_000, "{}", said);
            proptest::prop_assert_eq!(read.offset().local_minus_utc(), quarters * 900);
        }

        #[test]
        fn j5_no_text_of_a_person_is_markup_and_none_is_lost(text in "[<>&\"'$a-c \\n\\r😀ن]{0,40}") {
            let safe = html(&text);
            proptest::prop_assert!(!safe.replace("<br>", "").contains(['<', '>', '"', '\'']));
            let back = safe.replace("<br>", "\n").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
            proptest::prop_assert_eq!(back.replace("&amp;", "&"), text.replace("\r\n", "\n").replace('\r', "\n"));
        }
    }
}
