//! Calls as CSV (I10): one line a call, harmless in a spreadsheet.

use chrono::{DateTime, FixedOffset, SecondsFormat};

use crate::book::csv::{line, protected};
use crate::call::{CallId, Direction, Note};
use crate::case::{CallRow, ChipState};
use crate::integration::IntegrationId;
use crate::order::OrdMap;
use crate::time::Millis;

/// The first line, with a mark that makes Excel read UTF-8.
pub const HEADER: &str = "\u{feff}Start,Direction,Result,Seconds talked,Number,Name,Note,Logged in\r\n";

/// A line for each call, with its whole note and the names of the integrations that have a record of it.
pub fn calls_csv(rows: &[CallRow], notes: &[Note], names: &OrdMap<IntegrationId, String>) -> String {
    let notes: OrdMap<&CallId, &str> = notes.iter().filter(|n| !n.cancelled).map(|n| (&n.call, n.text.as_str())).collect();
    rows.iter().map(|row| line(&cells(row, notes.get(&row.call.id).copied().unwrap_or_default(), names))).collect()
}

fn cells(row: &CallRow, note: &str, names: &OrdMap<IntegrationId, String>) -> Vec<String> {
    let call = &row.call;
    let other = call.other();
    let direction = match call.direction() {
        Direction::Inbound => "Inbound",
        Direction::Outbound => "Outbound",
    };
    let name = row.face.name.clone().or_else(|| call.other_name().map(str::to_owned)).unwrap_or_default();
    let logged = row.face.chips.iter().filter(|chip| matches!(chip.state, ChipState::Logged(_) | ChipState::NoteNotSent(_)));
    let logged = logged.map(|chip| names.get(&chip.integration).map_or(chip.integration.as_str(), String::as_str));
    // A number with its country code is no formula that does anything, and nobody wants a mark before it.
    let is_plain = other.key.starts_with('+') && other.key[1..].bytes().all(|byte| byte.is_ascii_digit());
    vec![
        start(call.start(), call.zone.1),
        direction.into(),
        call.result().map_or_else(String::new, |result| protected(&format!("{result:?}"))),
        call.duration().to_string(),
        if is_plain { other.key } else { protected(&other.key) },
        protected(&name),
        protected(note),
        protected(&logged.collect::<Vec<_>>().join("; ")),
    ]
}

/// The time where the agent was, with its offset.
fn start(at: Millis, offset: i32) -> String {
    let zone = FixedOffset::east_opt(offset);
    let at = zone.zip(DateTime::from_timestamp_millis(at)).map(|(zone, at)| at.with_timezone(&zone));
    at.map_or_else(String::new, |at| at.to_rfc3339_opts(SecondsFormat::Secs, false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Case;
    use crate::testing::{call, fact};

    #[test]
    fn i10_a_call_is_a_line_in_which_nothing_is_a_formula() {
        let mut call = call();
        call.facts.other_name = Some(fact("=cmd()".into()));
        let note = Note {
            call: call.id.clone(),
            text: "said \"yes\",\nthen no".into(),
            revision: 1,
            changed: 0,
            written_by: String::new(),
            cancelled: false,
        };
        let row = Case { call, entries: Vec::new(), note: Some(note.clone()) }.row();
        let text = calls_csv(&[row], &[note], &OrdMap::new());
        let expected = "2023-11-14T22:13:20+00:00,Inbound,Answered,60,+14155550101,'=cmd(),\"said \"\"yes\"\",\nthen no\",\r\n";
        assert_eq!(text, expected);
    }
}
