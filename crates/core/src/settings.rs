//! What the agent can choose, with the defaults the rules give.

mod formats;
mod managed;
mod responses;

pub use formats::{FormatProblem, format_problem};
pub use managed::{Managed, changed, effective};
pub use responses::{RESPONSES, Response};

use serde::{Deserialize, Serialize};

use crate::time::{HOUR, Millis, SECOND, Zone};

/// Minutes of a day.
const DAY: u16 = 24 * 60;
/// Extra search formats there can be (I7).
pub const FORMATS: usize = 3;

/// The agent's choices that belong to no single integration or account. A setting an administrator locked keeps the administrator's value (I9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Log calls nobody talked on (A6).
    pub log_missed: bool,
    /// Log extension-to-extension calls (A7).
    pub log_internal: bool,
    /// Minutes from a call's end to its delayed log, 1 to 10 (B1).
    pub delay_minutes: u8,
    /// The hourly digest (D).
    pub digest: DigestSettings,
    /// Catch up on missed calls after a gap (E2).
    pub catch_up: bool,
    /// What happens on the screen after a call (I2).
    pub after_call: AfterCall,
    /// What a log says (I6).
    pub content: Content,
    /// The region numbers without a country code belong to, ISO 3166 (I7).
    pub region: String,
    /// Extra forms to search a CRM with; `#` is one digit of the national number from the left, at most three (I7).
    pub search_formats: Vec<String>,
    /// How numbers are shown (I7).
    pub numbers: NumberStyle,
    /// Numbers never logged nor looked up, as keys (A14).
    pub never_log: Vec<String>,
    /// How the other side can have responded, in the order of the keys 1 to 9 (K1).
    pub responses: Vec<Response>,
    /// Calls are forgotten after this many days; `None` keeps them (I10).
    pub keep_days: Option<u16>,
    /// Single letters and digits act in lists; the other keys always do.
    pub single_keys: bool,
    /// The first-run page is done with.
    pub welcomed: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            log_missed: true,
            log_internal: false,
            delay_minutes: 3,
            digest: DigestSettings::default(),
            catch_up: true,
            after_call: AfterCall::Nothing,
            content: Content::default(),
            region: "US".into(),
            search_formats: Vec::new(),
            numbers: NumberStyle::National,
            never_log: Vec::new(),
            responses: Response::usual(),
            keep_days: None,
            single_keys: true,
            welcomed: false,
        }
    }
}

impl Settings {
    /// With every value within its bounds, wherever it came from.
    pub fn tidy(mut self) -> Self {
        self.delay_minutes = self.delay_minutes.clamp(1, 10);
        self.digest.quiet_from = self.digest.quiet_from.min(DAY - 1);
        self.digest.quiet_to = self.digest.quiet_to.min(DAY - 1);
        self.search_formats.retain(|format| !matches!(format_problem(format, &[]), Some(FormatProblem::NoDigit | FormatProblem::Letter)));
        self.search_formats.truncate(FORMATS);
        self.keep_days = self.keep_days.map(|days| days.max(1));
        self.responses = Response::tidy(std::mem::take(&mut self.responses));
        self
    }
}

/// When the digest runs (D1, D3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DigestSettings {
    /// Whether it runs at all.
    pub on: bool,
    /// Where quiet hours begin, in minutes after midnight.
    pub quiet_from: u16,
    /// Where they end, in minutes after midnight, not included; the same as the beginning means no quiet hours.
    pub quiet_to: u16,
    /// The IANA zone the hours are meant in.
    pub zone: String,
}

impl Default for DigestSettings {
    fn default() -> Self {
        Self { on: true, quiet_from: 2 * 60, quiet_to: 7 * 60, zone: "America/New_York".into() }
    }
}

impl DigestSettings {
    /// Whether an agent's own zone is so far from the set one that it is offered instead (D3).
    pub fn is_far(set: &Zone, own: &Zone, now: Millis) -> bool {
        let apart = i64::from(set.offset_at(now)) - i64::from(own.offset_at(now));
        apart.abs() * SECOND >= 3 * HOUR
    }
}

/// What happens on the screen after an answered call (I2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AfterCall {
    /// Nothing.
    #[default]
    Nothing,
    /// It is logged as ever, and the form opens.
    LogAndOpenForm,
    /// Only the form opens: automatic, digest and catch-up write nothing.
    OnlyOpenForm,
}

/// What a log says, part by part (I6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// The agent's note.
    pub note: bool,
    /// The subject.
    pub subject: bool,
    /// The other side's number.
    pub number: bool,
    /// Date and time.
    pub time: bool,
    /// How a date is written.
    pub date_format: DateFormat,
    /// Twelve hours with AM and PM, else twenty-four.
    pub twelve_hours: bool,
    /// How long the call was.
    pub duration: bool,
    /// How it ended.
    pub result: bool,
    /// Where to listen to it.
    pub recording: bool,
    /// The agent's own number.
    pub agent: bool,
}

impl Default for Content {
    fn default() -> Self {
        Self {
            note: true,
            subject: true,
            number: true,
            time: true,
            date_format: DateFormat::YearMonthDay,
            twelve_hours: false,
            duration: true,
            result: true,
            recording: true,
            agent: true,
        }
    }
}

/// How a date is written in a log (I6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateFormat {
    /// `YYYY-MM-DD`
    YearMonthDay,
    /// `MM/DD/YYYY`
    MonthDayYear,
    /// `DD/MM/YYYY`
    DayMonthYear,
}

/// How numbers are shown (I7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NumberStyle {
    /// As people of the number's own country write it.
    National,
    /// With the country code.
    International,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d3_the_own_zone_is_offered_three_hours_away() {
        let zone = |hours: i32| Zone { name: String::new(), transitions: vec![(0, hours * 3600)] };
        for (own, offered) in [(-5, false), (-7, false), (-8, true), (-2, true), (1, true)] {
            assert_eq!(DigestSettings::is_far(&zone(-5), &zone(own), 1), offered, "{own}");
        }
    }
}
